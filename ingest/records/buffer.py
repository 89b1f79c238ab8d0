"""A sliding window over a stream of JSON: what comes next, and where the value that comes next ends."""

import re
from typing import BinaryIO

from ingest.patterns import late
from ingest.records.decode import STEP
from ingest.records.dress import BARE, GAP, LAST, LAST_BARE, SIGNS

CHUNK = 1 << 20
ABYSS = 20_000
"""No decoder follows so deep."""
TEXTS = 4
"""Times the unit: so long a text may be. It nests in nothing and costs nothing but its length."""
_SHORT = 64

_STRING = late(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.S)
_SCALAR = late(rb'[^\s,\]}\[{":;]++')
_STRETCH = late(rb'[^"\\]*+(?:\\.[^"\\]*+)*+', re.S)


class Buffer:
    """``pos`` is where the next value begins; all before it is done with."""

    def __init__(self, stream: BinaryIO, unit: int) -> None:
        self.stream = stream
        self.unit = unit
        self.data = b""
        self.base = 0
        self.pos = 0
        self.ended = False

    def fill(self) -> bool:
        """Read on; False at the end of the stream. Forgets what lies before ``pos``, so positions move."""
        if self.ended:
            return False
        rest = self.data[self.pos:]
        chunk = self.stream.read(min(max(CHUNK, len(rest)), 4 * CHUNK))
        self.base += self.pos
        self.pos = 0
        self.data = rest + chunk
        self.ended = not chunk
        return bool(chunk)

    def peek(self) -> bytes:
        """The first byte of what comes next, without taking it; empty at the end."""
        while True:
            first = self.data[self.pos:self.pos + 1]
            if first and first[0] not in SIGNS:
                return first
            match = GAP.match(self.data, self.pos) if first else None
            if first and not match and self.ended:
                match = LAST.match(self.data, self.pos)
            if match:
                self.pos = match.end()
            elif (first and len(self.data) - self.pos > CHUNK) or (not self.fill() and not (first and LAST.match(self.data, self.pos))):
                return first  # no comment, or none that ends

    def bare(self) -> "re.Match[bytes] | None":
        """A run of numbers and the like at ``pos``."""
        if len(self.data) - self.pos < _SHORT:
            self.fill()
        return BARE.match(self.data, self.pos) or (LAST_BARE.match(self.data, self.pos) if self.ended else None)

    def end(self) -> int:
        """Where the value at ``pos`` ends; 0 = the stream ends inside it, -1 = larger than ``unit``, -2 = too deep."""
        depth, seen = 0, 0
        text = self.data[self.pos] == 0x22
        scalar = self.data[self.pos] not in b"[{"
        while True:
            at = self.pos + seen
            if scalar:
                match = (_STRING if text else _SCALAR).match(self.data, self.pos)
                if match and (match.end() < len(self.data) or self.ended or text):
                    return match.end()
            else:
                while match := STEP.match(self.data, at):
                    at = match.end()
                    depth += 1 if self.data[at - 1] in b"[{" else -1
                    if depth > ABYSS:
                        return -2
                    if depth == 0:
                        return at if at - self.pos <= self.unit else -1
            seen = at - self.pos
            if len(self.data) - self.pos > (TEXTS * self.unit if text else self.unit):
                return -1
            if not self.fill():
                return len(self.data) if scalar and match else 0

    def pass_over(self) -> int:
        """Leave the text at ``pos`` behind, however long it is; gives its length. The stream may end inside it."""
        begin = self.base + self.pos
        self.pos += 1
        while True:
            match = _STRETCH.match(self.data, self.pos)
            self.pos = match.end() if match else self.pos
            if self.data[self.pos:self.pos + 1] == b'"':
                self.pos += 1
                break
            if not self.fill():
                self.pos = len(self.data)
                break
        return self.base + self.pos - begin
