"""The bytes of one ZIP member: unpacked with a bound, metered, and checked against the CRC at the end."""

import bz2
import lzma
import os
import struct
import zlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any, BinaryIO

from ingest.containers.directory import Entry
from ingest.containers.source import BLOCK, Room, Stream
from ingest.limits import MIB, Meter, Refused

_OUT = 1 << 18
_ERRORS = (zlib.error, OSError, lzma.LZMAError, EOFError, ValueError, MemoryError)


class _Stored:
    """No compression."""

    eof = False
    unconsumed_tail = b""

    def decompress(self, data: bytes, bound: int) -> bytes:
        return data


class _Lzma:
    """Method 14: a small header with the filter's properties, then the raw stream."""

    def __init__(self) -> None:
        self.machine: lzma.LZMADecompressor | None = None
        self.head = b""

    @property
    def eof(self) -> bool:
        return self.machine is not None and self.machine.eof

    @property
    def needs_input(self) -> bool:
        return self.machine is None or self.machine.needs_input

    def decompress(self, data: bytes, bound: int) -> bytes:
        if self.machine is None:
            self.head += data
            if len(self.head) < 9:
                return b""
            length = struct.unpack_from("<H", self.head, 2)[0]
            if length != 5:
                raise lzma.LZMAError("unknown properties")
            first, size = self.head[4], struct.unpack_from("<I", self.head, 5)[0]
            filters = {"id": lzma.FILTER_LZMA1, "dict_size": min(size, 1 << 28)}
            filters |= {"lc": first % 9, "lp": first // 9 % 5, "pb": first // 45}
            self.machine = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[filters])
            data = self.head[9:]
        return self.machine.decompress(data, bound)


METHODS: dict[int, Callable[[], Any]] = {
    0: _Stored, 8: lambda: zlib.decompressobj(-15), 12: bz2.BZ2Decompressor, 14: _Lzma,
    95: lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=256 * MIB),
}


class Member(Stream):
    """One member's bytes; the file is shared with its neighbours, so every read goes to its own place first."""

    def __init__(self, room: Room, locator: str, file: BinaryIO, start: int, length: int, entry: Entry) -> None:
        super().__init__(room, locator)
        self.file = file
        self.start = self.position = start
        self.length = self.left = length
        self.entry = entry
        self.meter = Meter(room.budget)
        self.machine = METHODS[entry.method]()
        self.waiting = b""
        self.crc = 0
        self.made = 0
        self.ended = self.whole = False

    def seekable(self) -> bool:
        """A stored member is a part of the file: a WACZ is read at any of its records."""
        return not self.entry.method

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Moves in a stored member; its CRC can then not be checked any more."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self.tell(), os.SEEK_END: self.length}[whence]
        place = max(0, min(base + offset, self.length))
        if place != self.tell():
            self.entry = replace(self.entry, crc=None, packed=0)
        self.position, self.left = self.start + place, self.length - place
        self._rest, self._over, self.waiting, self.ended = memoryview(b""), False, b"", False
        return place

    def tell(self) -> int:
        """Place in a stored member."""
        return self.position - self.start - len(self._rest)

    def pull(self) -> bytes:
        """The next piece, never more than 256 KiB; after the last one the promises are checked."""
        while not self.ended:
            try:
                piece = self._draw()
            except _ERRORS as error:
                raise Refused("bad-record", f"damaged member: {error or type(error).__name__}") from None
            if piece:
                self.crc = zlib.crc32(piece, self.crc)
                self.made += len(piece)
                if self.entry.method:
                    self.meter.make(len(piece))
                return piece
        if not self.whole:
            raise Refused("truncated", "the member ends in the middle")
        if self.entry.crc is not None and self.crc != self.entry.crc:
            raise Refused("crc", "the member's CRC does not match: its bytes are damaged")
        return b""

    def _draw(self) -> bytes:
        machine, starved = self.machine, False
        if not self.waiting and getattr(machine, "needs_input", True):
            self.waiting = self._more()
            starved = not self.waiting
        piece: bytes = machine.decompress(self.waiting, _OUT)
        self.waiting = getattr(machine, "unconsumed_tail", b"")
        if machine.eof or (starved and not piece):
            self.ended = True
            self.whole = machine.eof or (not self.entry.method and self.made + len(piece) >= self.entry.packed)
        return piece

    def _more(self) -> bytes:
        self.file.seek(self.position)
        block = self.file.read(min(BLOCK, self.left))
        self.left = self.left - len(block) if block else 0
        self.position += len(block)
        self.meter.take(len(block))
        return block
