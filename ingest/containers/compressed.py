"""gzip, bzip2, xz and Zstandard: whatever is inside is opened in turn. Concatenated members are read through.

Output is always drawn with a bound; how much came out of how little is metered for the member and for the whole input.
"""

import bz2
import lzma
import zlib
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from importlib import import_module
from typing import Any, BinaryIO

from ingest.containers import zstd
from ingest.containers.source import BLOCK, Item, Peek, Room, Source, Stream, buffered, forward
from ingest.limits import MIB, Meter, Refused

_fast: Any = zlib
# The same interface at two and a half times the speed, where it is installed.
with suppress(ImportError):
    _fast = import_module("isal.isal_zlib")

_SUFFIXES = (".gz", ".bz2", ".xz", ".zst", ".zstd", ".tgz", ".svgz")
_OUT = 1 << 18
_KEPT = 1 << 20
"""Of a member so many packed bytes are kept: where it is damaged, what they give up to there is looked up."""
_STEP = 256
_DAMAGED = 1_000
"""So many damaged members of one file are passed over before it is given up."""


def codec_of(head: bytes) -> str:
    """``gzip``, ``bzip2``, ``xz``, ``zstd`` or ""."""
    if head[:2] == b"\x1f\x8b":
        return "gzip"
    if head[:3] == b"BZh" and head[4:10] in (b"1AY&SY", b"\x17rE8P\x90"):
        return "bzip2"
    if head[:6] == b"\xfd7zXZ\x00":
        return "xz"
    return "zstd" if zstd.is_frame(head) else ""


def bid(peek: Peek) -> int:
    """By the magic numbers."""
    return 100 if codec_of(peek.head) else 0


def read(source: Source, room: Room) -> Iterator[Item]:
    """Opens what comes out."""
    yield from room.inside(inner(source, room), room)


def inner(source: Source, room: Room) -> Source:
    """What a compressed source holds, as a source; other sources stay as they are."""
    with source.open() as stream:
        codec = codec_of(stream.read(16))
    if not codec:
        return source
    name = source.name
    for suffix in _SUFFIXES:
        if name.lower().endswith(suffix):
            name = name[: -len(suffix)] + (".tar" if suffix == ".tgz" else "")
            break

    def opener() -> BinaryIO:
        return unpacked(source.open(), codec, room, source.locator)

    def opener_at(place: int) -> BinaryIO:
        packed = source.open()
        forward(packed, place)
        return unpacked(packed, codec, room, source.locator)

    at = opener_at if codec == "gzip" else None
    return replace(source, open=opener, open_at=at, name=name, path="", depth=source.depth + 1)


def unpacked(packed: BinaryIO, codec: str, room: Room, locator: str) -> BinaryIO:
    """The bytes that ``packed`` holds, as a bounded stream."""
    if codec == "zstd":
        return buffered(zstd.Unpacked(room, locator, packed))
    return buffered(Unpacked(room, locator, packed, codec))


def _gzip() -> Any:
    return _fast.decompressobj(31)


def _xz() -> Any:
    return lzma.LZMADecompressor(memlimit=256 * MIB)


_FRESH: dict[str, Callable[[], Any]] = {"gzip": _gzip, "bzip2": bz2.BZ2Decompressor, "xz": _xz}
_MAGIC = {"gzip": b"\x1f\x8b", "bzip2": b"BZh", "xz": b"\xfd7zXZ"}
_ERRORS: tuple[type[BaseException], ...] = (zlib.error, _fast.error, OSError, lzma.LZMAError, EOFError, ValueError, MemoryError)


def _behind_head(packed: bytes) -> int:
    """Where the data of a gzip member begins; 0 where its head is no head."""
    at, flags = 10, packed[3] if len(packed) > 10 else 0
    if flags & 4:
        at += 2 + int.from_bytes(packed[at : at + 2], "little")
    for flag in (8, 16):
        at = packed.find(b"\0", at) + 1 if flags & flag and at else at
    return at + (2 if flags & 2 else 0) if at else 0


class Unpacked(Stream):
    """gzip, bzip2 or xz, member after member."""

    def __init__(self, room: Room, locator: str, packed: BinaryIO, codec: str) -> None:
        super().__init__(room, locator)
        self.packed = packed
        self.codec = codec
        self.meter = Meter(room.budget)
        self.machine: Any = None
        self.waiting = b""
        self.starts: deque[tuple[int, int]] = deque(maxlen=100_000)
        """(place in the unpacked stream, place in the packed one) of members, for readers that keep records by them."""
        self.damaged = 0
        self.fed: list[bytes] = []
        self.size = self.given = 0
        self.ending: Refused | None = None

    def close(self) -> None:
        """Closes the packed stream too."""
        self.packed.close()
        super().close()

    def pull(self) -> bytes:
        """The next piece, never more than 256 KiB."""
        while self.ending is None and (self.machine is not None or self._next_member()):
            try:
                piece = self._draw()
            except EOFError:
                raise Refused("truncated", f"the {self.codec} data ends in the middle") from None
            except _ERRORS as error:
                words = str(error) or type(error).__name__
                reason = "crc" if "check" in words else "bad-record"
                piece = self._rescued()
                if self._next_magic():
                    self.room.fault(self.locator, reason, f"{self.codec}: {words}; read on at the next member")
                else:
                    self.ending = Refused(reason, f"{self.codec}: {words}")
            if piece:
                self.given += len(piece)
                self.meter.make(len(piece))
                return piece
        if self.ending is not None:
            raise self.ending
        return b""

    def _rescued(self) -> bytes:
        """What a damaged member gives up to the damage, beyond what it gave: a machine loses its last piece with the error."""
        packed = b"".join(self.fed)
        if self.size > _KEPT or not packed:
            return b""
        machine, made, at = zlib.decompressobj(31) if self.codec == "gzip" else _FRESH[self.codec](), bytearray(), 0
        if self.codec == "gzip" and (start := _behind_head(packed)):
            machine, at = zlib.decompressobj(-15), start  # without the sum at the end, which may be what is wrong
        with suppress(*_ERRORS):
            while at < len(packed) and not machine.eof and len(made) < self.given + 4 * _OUT:
                made += machine.decompress(packed[at : at + _STEP], *((_OUT,) if self.codec != "gzip" else ()))
                at += _STEP
        return bytes(made[self.given :])

    def _next_member(self) -> bool:
        """Starts the next member; False at the end. Zero bytes between members are padding (tapes), no garbage."""
        while not self.waiting:
            block = self._more()
            if not block:
                return False
            self.waiting = block.lstrip(b"\0")
        self.fed, self.size, self.given = [self.waiting], len(self.waiting), 0
        magic = _MAGIC[self.codec]
        if len(self.waiting) < len(magic):
            self.waiting += self._more()
        if not self.waiting.startswith(magic):
            self.waiting = b""
            raise Refused("bad-record", f"bytes that are not {self.codec} follow its end")
        self.machine = _FRESH[self.codec]()
        self.starts.append((self.meter.made, self.meter.taken - len(self.waiting)))
        return True

    def _next_magic(self) -> bool:
        """Behind a damaged gzip member: where the next one may begin. A few times only, for it may be chance."""
        self.machine = None
        self.damaged += 1
        if self.codec != "gzip" or self.damaged > _DAMAGED:
            return False
        window = self.waiting[1:]
        while True:
            found = window.find(b"\x1f\x8b\x08")
            if found >= 0:
                self.waiting = window[found:]
                return True
            block = self._more()
            if not block:
                return False
            window = window[-2:] + block

    def _draw(self) -> bytes:
        """One step of the machine; EOFError where the input ends before the member does."""
        machine = self.machine
        ended = False
        if not self.waiting and getattr(machine, "needs_input", True):
            self.waiting = self._more()
            ended = not self.waiting
            self.size += len(self.waiting)
            if self.size <= _KEPT:
                self.fed.append(self.waiting)
        piece: bytes = machine.decompress(self.waiting, _OUT)
        self.waiting = getattr(machine, "unconsumed_tail", b"")
        if machine.eof:
            self.waiting = machine.unused_data.lstrip(b"\0")
            self.machine = None
        elif ended and not piece:
            raise EOFError
        return piece

    def _more(self) -> bytes:
        block: bytes = self.packed.read1(BLOCK)  # type: ignore[attr-defined]
        self.meter.take(len(block))
        return block
