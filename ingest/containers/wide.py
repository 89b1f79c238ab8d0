"""Text in UTF-16 or UTF-32: turned into UTF-8 on the way, then opened as what it is."""

import codecs
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from ingest.charset import wide_encoding
from ingest.containers.source import BLOCK, Item, Peek, Room, Source, Stream, buffered


def bid(peek: Peek) -> int:
    """By byte order mark, or by the zero bytes of its first letters."""
    return 110 if wide_encoding(peek.head) else 0


class Narrowed(Stream):
    """The same text in UTF-8, without byte order mark; what is no character becomes U+FFFD."""

    def __init__(self, room: Room, locator: str, inner: BinaryIO, encoding: str) -> None:
        super().__init__(room, locator)
        self.inner = inner
        self.decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        self.first = True

    def close(self) -> None:
        """Closes the other stream too."""
        self.inner.close()
        super().close()

    def pull(self) -> bytes:
        """The next piece."""
        while block := self.inner.read(BLOCK):
            text = self._text(self.decoder.decode(block))
            if text:
                return text
        return self._text(self.decoder.decode(b"", final=True))

    def _text(self, text: str) -> bytes:
        if self.first and text:
            text, self.first = text.removeprefix("\ufeff"), False
        return text.encode("utf-8", "replace")


def read(source: Source, room: Room) -> Iterator[Item]:
    """Opens the narrowed text."""
    with source.open() as stream:
        encoding = wide_encoding(stream.read(64)) or "utf-16"

    def opener() -> BinaryIO:
        return buffered(Narrowed(room, source.locator, source.open(), encoding))

    inner = replace(source, path="", charset="utf-8", open=opener)
    yield from room.inside(inner, room)
