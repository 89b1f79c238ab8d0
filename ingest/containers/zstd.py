"""Zstandard frames: bounded, with the dictionary of ``.warc.zst`` files, and honest about an end in the middle.

The library's reader gives out what it has and says nothing when the input stops inside a frame; so the block headers
that pass by are followed here, which costs nothing (one step for each 128 KiB).
"""

import resource
from typing import BinaryIO

import zstandard

from ingest.containers.source import BLOCK, Room, Stream
from ingest.limits import MIB, Meter, Refused

_MAGIC = b"\x28\xb5\x2f\xfd"
_DICTIONARY = b"\x5d\x2a\x4d\x18"
_DAMAGED = 1_000
"""So many damaged frames of one file are passed over before it is given up."""


def is_frame(head: bytes) -> bool:
    """A frame, or a skippable frame (which may hold the dictionary of a ``.warc.zst``)."""
    return head[:4] == _MAGIC or (head[1:4] == b"\x2a\x4d\x18" and head[0] & 0xF0 == 0x50)


class Frames:
    """The packed bytes on their way into the decompressor; knows whether they stopped between two frames."""

    def __init__(self, packed: BinaryIO, meter: Meter) -> None:
        self.packed = packed
        self.meter = meter
        self.header = b""
        self.skip = 0
        self.inside = False
        self.lost = False
        self.checksum = False
        self.begun = False
        self.held = b""
        """Packed bytes behind the end of a frame, for the next read."""

    def read(self, size: int = -1) -> bytes:
        """The next packed bytes, up to the end of a frame: damage must not cost what other frames gave."""
        data, position, self.held = self.held, 0, b""
        if not data:
            data = self.packed.read1(BLOCK if size < 0 else min(size, BLOCK))  # type: ignore[attr-defined]
            self.meter.take(len(data))
        while position < len(data) and not self.lost:
            if self.skip:
                step = min(self.skip, len(data) - position)
                self.skip -= step
                position += step
            else:
                self.header += data[position : position + 1]
                position += 1
                self._look()
            if self.begun and self.between:
                self.begun, self.held = False, data[position:]
                return data[:position]
        return data

    @property
    def between(self) -> bool:
        """Neither in a frame nor in its header."""
        return not (self.inside or self.header or self.skip)

    @property
    def whole(self) -> bool:
        """Nothing is missing."""
        return self.lost or self.between

    def over(self) -> bool:
        """Passes over the rest of a damaged frame; False where no other one can be behind it."""
        while not self.between and not self.lost and self.read():
            pass
        self.begun = False
        return self.between and not self.lost

    def _look(self) -> None:
        header = self.header
        if self.inside:
            if len(header) < 3:
                return
            word = int.from_bytes(header, "little")
            last, kind, size = word & 1, word >> 1 & 3, word >> 3
            self.skip = 1 if kind == 1 else size
            self.inside = not last
            self.skip += 4 if last and self.checksum else 0
            self.header = b""
        elif len(header) >= 5 and header[:4] == _MAGIC:
            descriptor = header[4]
            single = descriptor >> 5 & 1
            self.skip = (0, 1, 2, 4)[descriptor & 3] + (0 if single else 1) + ((1 if single else 0), 2, 4, 8)[descriptor >> 6]
            self.checksum = bool(descriptor & 4)
            self.inside, self.begun, self.header = True, True, b""
        elif len(header) >= 8 and is_frame(header):
            self.skip, self.begun, self.header = int.from_bytes(header[4:8], "little"), True, b""
        elif len(header) >= 8:
            self.lost = True


class Unpacked(Stream):
    """What the frames hold, frame after frame."""

    def __init__(self, room: Room, locator: str, packed: BinaryIO) -> None:
        super().__init__(room, locator)
        self.packed = packed
        self.frames = Frames(packed, Meter(room.budget))
        self.machine: zstandard.ZstdDecompressor | None = None
        self.reader: zstandard.ZstdDecompressionReader | None = None
        self.damaged = 0

    def close(self) -> None:
        """Closes the packed stream too."""
        self.packed.close()
        super().close()

    def pull(self) -> bytes:
        """The next piece, never more than 256 KiB."""
        while True:
            try:
                if self.reader is None:
                    self.reader = self._start()
                piece = self.reader.read1(4 * BLOCK)
                break
            except (zstandard.ZstdError, MemoryError) as error:
                refused = _refused(str(error) or "not enough memory for its window")
            self.damaged += 1
            if self.damaged > _DAMAGED or not self.frames.over():
                raise refused from None
            self.room.fault(self.locator, refused.reason, f"{refused.detail}; read on at the next frame")
            self.reader = None
        if not piece and not self.frames.whole:
            raise Refused("truncated", "the zstd data ends in the middle")
        self.frames.meter.make(len(piece))
        return piece

    def _start(self) -> zstandard.ZstdDecompressionReader:
        if self.machine is None:
            self.machine = self._machine()
        return self.machine.stream_reader(self.frames, read_size=BLOCK, read_across_frames=True, closefd=False)  # type: ignore[arg-type]

    def _machine(self) -> zstandard.ZstdDecompressor:
        head = self.packed.peek(18)[:18]  # type: ignore[attr-defined]
        allow_window(window_of(head))
        dictionary = None
        if head[:4] == _DICTIONARY:
            self.packed.read(8)
            length = int.from_bytes(head[4:8], "little")
            content = self.packed.read(min(length, 32 * MIB))
            if len(content) < length:
                raise Refused("truncated", f"the dictionary has {len(content):,} bytes instead of {length:,}")
            if content[:4] == _MAGIC:
                content = zstandard.ZstdDecompressor().decompress(content, max_output_size=32 * MIB)
            dictionary = zstandard.ZstdCompressionDict(content)
        return zstandard.ZstdDecompressor(dict_data=dictionary, max_window_size=self.room.limits.window)


def _refused(words: str) -> Refused:
    if "too much memory" in words:
        return Refused("too-large", "zstd data that asks for a larger window than --max-window allows")
    if "ictionary" in words:
        return Refused("unsupported", "zstd with a dictionary that it does not hold: unpack it with zstd -d -D DICTIONARY")
    return Refused("crc" if "checksum" in words else "bad-record", f"zstd: {words}")


def window_of(head: bytes) -> int:
    """The window that a frame's header asks for, 0 where it does not say."""
    if len(head) < 6 or head[:4] != _MAGIC or head[4] & 0x20:
        return 0
    base = 1 << (10 + (head[5] >> 3))
    return base + base // 8 * (head[5] & 7)


def allow_window(size: int) -> None:
    """A large window is memory that is asked for honestly: the worker's own bound moves up by it (never above the hard one)."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if size > 128 * MIB and soft != resource.RLIM_INFINITY:
        wanted = soft + size
        resource.setrlimit(resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))
