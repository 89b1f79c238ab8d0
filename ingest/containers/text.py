"""Plain text and Markdown: one Document, whatever it says."""

from collections.abc import Iterator

from ingest import charset
from ingest.containers.source import Item, Peek, Room, Source, body_of
from ingest.exports import yamldumps
from ingest.limits import MIB
from ingest.model import Problem
from ingest.patterns import late

_POINTED = late(rb"<(?=https?://[^\s<>]{4,2000}>)")
_NAMED = (".csv", ".tsv", ".tab", ".txt", ".md", ".markdown", ".log")
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\x0c\x1b\x08"))


def is_text(head: bytes) -> bool:
    """No zero bytes and hardly any control characters."""
    return b"\0" not in head and len(head) - len(head.translate(None, _CONTROL)) <= len(head) // 100


def is_holed(head: bytes, name: str) -> bool:
    """Text by its name and beginning, with zero bytes among it: what a disk leaves that lost its power, or a careless tool."""
    return b"\0" in head and b"\0" not in head[:16] and name.endswith(_NAMED) and is_text(head.replace(b"\0", b""))


def bid(peek: Peek) -> int:
    """What looks like text and is nobody else's."""
    return 10 if is_text(peek.head) or is_holed(peek.head, peek.name) else 0


def read(source: Source, room: Room) -> Iterator[Item]:
    """One Document. Text is looked through as a whole, so of one that is too long only the first part is read."""
    body, whole = body_of(source, room)
    if b"\0" in body and not charset.wide_encoding(body):
        room.fault(source.locator, "not-text", f"{body.count(0):,} zero bytes stand in the text (first at byte {body.index(0):,})")
        body = body.replace(b"\0", b" ")
    text = _POINTED.sub(b"< ", charset.transcode(body, source.charset))  # an address in angle brackets is no tag
    yield source.document(text, kind="text", charset="utf-8")
    if yamldumps.is_dump(source.name, body):
        yield Problem(reason="unsupported", stage="open", locator=source.locator, detail=yamldumps.ADVICE)
    if not whole:
        yield Problem(reason="too-large", stage="open", locator=source.locator,
                      detail=f"only the first {room.limits.body // MIB} MiB of the text are read")
