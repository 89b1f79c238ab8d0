"""Sparse files in tar archives: GNU's own headers and its three ways of saying so in PAX headers. Holes come out as the zeros they are."""

from collections.abc import Iterator, Mapping
from typing import BinaryIO

from ingest.containers.source import BLOCK, Room, Stream
from ingest.limits import Refused

Parts = tuple[tuple[int, int], ...]
_SIZE = 512
_MOST = 100_000
"""Pieces of one file."""


def number(field: bytes) -> int:
    """Octal text, or (GNU) a big-endian number behind a set first bit."""
    if field[0] & 0x80:
        return min(int.from_bytes(field[1:], "big"), 1 << 62) if field[0] == 0x80 else 0  # of a lie no more than a seek can take
    try:
        return max(0, int(field.strip(b" \0") or b"0", 8))
    except ValueError:
        return 0


def in_header(head: bytes) -> tuple[list[tuple[int, int]], bool]:
    """The pieces in the header of a GNU sparse file, and whether more follow."""
    return _pieces(head[386:482], 4), head[482:483] not in (b"\0", b"")


def in_block(block: bytes) -> tuple[list[tuple[int, int]], bool]:
    """The same for a block behind it."""
    return _pieces(block[:504], 21), block[504:505] not in (b"\0", b"")


def _pieces(raw: bytes, most: int) -> list[tuple[int, int]]:
    fields = [raw[at : at + 24] for at in range(0, most * 24, 24)]
    return [(number(one[:12]), length) for one in fields if one[:1].strip(b"\0") and (length := number(one[12:]))]


def in_facts(facts: Mapping[bytes, bytes], offsets: list[tuple[bytes, bytes]]) -> Parts:
    """Pieces in PAX headers: a list of numbers, or pairs one by one."""
    listed = facts.get(b"GNU.sparse.map", b"").split(b",") if b"GNU.sparse.map" in facts else [value for _, value in offsets]
    numbers = [int(one) for one in listed if one.isdigit() and len(one) < 16]
    return tuple(zip(numbers[::2], numbers[1::2], strict=False))[:_MOST]


def in_data(numbers: Iterator[bytes]) -> Parts:
    """Pieces in front of the file's own bytes, a number a line: how many, then each. ``numbers``: the lines."""
    count = int(next(numbers, b"0") or b"0")
    if count > _MOST:
        raise Refused("too-many", f"a sparse file of {count:,} pieces")
    return tuple((int(next(numbers, b"0") or b"0"), int(next(numbers, b"0") or b"0")) for _ in range(count))


class Filled(Stream):
    """The file with its holes, out of the pieces that the archive holds one after the other."""

    def __init__(self, room: Room, locator: str, inner: BinaryIO, whole: int, parts: Parts) -> None:
        super().__init__(room, locator)
        self.inner = inner
        self.whole = whole
        self.parts = iter(parts)
        self.place = 0
        self.piece = next(self.parts, None)

    def pull(self) -> bytes:
        """The next bytes: of a piece, or of the hole before it."""
        while self.piece is not None and self.place >= sum(self.piece):
            self.piece = next(self.parts, None)
        if self.piece is not None and self.place >= self.piece[0]:
            block = self.inner.read(min(BLOCK, sum(self.piece) - self.place))
            if not block:
                raise Refused("truncated", "a sparse member ends early")
        else:
            block = bytes(max(0, min(BLOCK, (self.piece[0] if self.piece else self.whole) - self.place)))
        self.place += len(block)
        return block

    def close(self) -> None:
        """Closes the other stream."""
        self.inner.close()
        super().close()
