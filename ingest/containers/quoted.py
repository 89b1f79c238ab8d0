"""JSON that was made JSON again as a whole: a file that is one long string. Unquoted on the way, then opened as what it is."""

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from ingest.containers.source import BLOCK, BOM, Item, Peek, Room, Source, Stream, buffered
from ingest.limits import Refused
from ingest.patterns import late
from ingest.records.dress import TWICE

_LOOK = 1 << 20
_STRING = late(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)
_WHOLE = late(r'(?:[^"\\]++|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[0-9a-fA-F]{4}|\\u(?![dD][89abAB])[0-9a-fA-F]{4}|\\[^u])*+', re.DOTALL)
"""Letters and escapes that are there as a whole."""


def bid(peek: Peek) -> int:
    """A string that holds JSON, and nothing behind it: else it is the first of many lines."""
    return 106 if TWICE.match(peek.text) and _alone(peek.source) else 0


def _alone(source: Source) -> bool:
    with source.open() as stream:
        text = stream.read(_LOOK).removeprefix(BOM).lstrip()
    match = _STRING.match(text)
    end = match.end() if match else 0
    return end >= len(text) - 2 or not text[end + 1 :].strip(b" \t\r\n,;")


class Unquoted(Stream):
    """What a JSON string says, in UTF-8, from its first quotation mark to its last."""

    def __init__(self, room: Room, locator: str, inner: BinaryIO) -> None:
        super().__init__(room, locator)
        self.inner = inner
        self.decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self.text = ""
        self.begun = self.ended = False

    def close(self) -> None:
        """Closes the other stream too."""
        self.inner.close()
        super().close()

    def pull(self) -> bytes:
        """The next piece."""
        while not self.ended:
            block = self.inner.read(BLOCK)
            self.text += self.decoder.decode(block, not block)
            if not self.begun:
                self.text, self.begun = self.text.partition('"')[2], True
            match = _WHOLE.match(self.text)
            end = match.end() if match else 0
            self.ended = not block or self.text[end : end + 1] == '"'
            piece, self.text = self.text[:end], self.text[end:]
            if not block and not self.text.startswith('"'):
                if not piece:
                    raise Refused("truncated", "a file that is one JSON string ends inside it")
                self.ended = False
            if piece:
                return _said(piece)
        return b""


def _said(piece: str) -> bytes:
    try:
        return str(json.loads(f'"{piece}"', strict=False)).encode("utf-8", "replace")
    except ValueError:  # an escape that JSON does not have
        return piece.encode("utf-8", "replace")


def read(source: Source, room: Room) -> Iterator[Item]:
    """Opens what the string says."""
    def opener() -> BinaryIO:
        return buffered(Unquoted(room, source.locator, source.open()))

    yield from room.inside(replace(source, path="", charset="utf-8", open=opener, depth=source.depth + 1), room)
