"""SQLite files: handed over whole, by path where the file lies on the disk. They are never written to."""

from collections.abc import Iterator

from ingest.containers.source import Item, Peek, Room, Source, hand_over
from ingest.model import Document, Problem


def bid(peek: Peek) -> int:
    """By the magic number."""
    return 102 if peek.head.startswith(b"SQLite format 3\0") else 0


def read(source: Source, room: Room) -> Iterator[Item]:
    """A Document whose stream has the path as its name; a nested file comes as bytes, within the limit."""
    if source.path:
        yield source.document(b"", kind="sqlite", stream=source.open)
        return
    for item in hand_over(source, room, "sqlite"):
        if not isinstance(item, Document) or item.body:
            yield item
        else:
            yield Problem(reason="too-large", stage="open", locator=source.locator,
                          detail="a database inside an archive that is too large for memory: unpack it first")
