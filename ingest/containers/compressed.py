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

    def close(self) -> None:
        """Closes the packed stream too."""
        self.packed.close()
        super().close()

    def pull(self) -> bytes:
        """The next piece, never more than 256 KiB."""
        while self.machine is not None or self._next_member():
            try:
                piece = self._draw()
            except EOFError:
                raise Refused("truncated", f"the {self.codec} data ends in the middle") from None
            except _ERRORS as error:
                words = str(error) or type(error).__name__
                reason = "crc" if "check" in words else "bad-record"
                if not self._next_magic():
                    raise Refused(reason, f"{self.codec}: {words}") from None
                self.room.fault(self.locator, reason, f"{self.codec}: {words}; read on at the next member")
                continue
            if piece:
                self.meter.make(len(piece))
                return piece
        return b""

    def _next_member(self) -> bool:
        """Starts the next member; False at the end. Zero bytes between members are padding (tapes), no garbage."""
        while not self.waiting:
            block = self._more()
            if not block:
                return False
            self.waiting = block.lstrip(b"\0")
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
