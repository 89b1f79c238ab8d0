"""Plain text and Markdown: one Document, whatever it says."""

from collections.abc import Iterator

from ingest.containers.source import Item, Peek, Room, Source, hand_over

_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\x0c\x1b\x08"))


def is_text(head: bytes) -> bool:
    """No zero bytes and hardly any control characters."""
    return b"\0" not in head and len(head) - len(head.translate(None, _CONTROL)) <= len(head) // 100


def bid(peek: Peek) -> int:
    """What looks like text and is nobody else's."""
    return 10 if is_text(peek.head) else 0


def read(source: Source, room: Room) -> Iterator[Item]:
    """One Document; a stream where it is long."""
    yield from hand_over(source, room, "text")
