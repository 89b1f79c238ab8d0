"""The table of contents of a ZIP: its central directory, or what its local headers tell where that is lost."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from ingest.limits import MIB, Limits, Refused, alive

_END = struct.Struct("<4sHHHHIIH")
_END64 = struct.Struct("<4sQHHIIQQQQ")
_CENTRAL = struct.Struct("<4sBBHHHHHIIIHHHHHII")
_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_BLOCK = 1 << 20
_TRIES = 20
_TABLE = 256 * MIB
"""Of a directory so much is read: a million members have a hundred."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One member as the directory describes it. Sizes are claims."""

    name: str
    raw_name: bytes
    offset: int
    packed: int
    size: int
    crc: int | None
    """None where the directory is lost and the header does not say."""
    method: int
    flags: int
    mode: int

    @property
    def encrypted(self) -> bool:
        """Needs a password."""
        return bool(self.flags & 0x41)


def directory(file: BinaryIO, size: int, limits: Limits) -> list[Entry] | None:
    """The entries in directory order, one more than ``limits.members`` where there are more; None where none can be read."""
    tail_start = max(0, size - (1 << 16) - _END.size)
    file.seek(tail_start)
    tail = file.read(size - tail_start)
    place, found = len(tail), None
    for _ in range(_TRIES):
        place = tail.rfind(b"PK\5\6", 0, place)
        if place < 0:
            break
        if place + _END.size <= len(tail):
            entries = _directory(file, size, tail[place:], tail_start + place, limits)
            if entries:
                return entries
            found = entries if found is None else found  # an empty one may stand in the comment of another
    return found


def _directory(file: BinaryIO, size: int, tail: bytes, end: int, limits: Limits) -> list[Entry] | None:
    """What the end record at ``end`` leads to; None where that is no directory, or not the whole of it."""
    _, disk, _, _, count, length, start, _ = _END.unpack_from(tail)
    # Who writes to a pipe adds the larger record also where the small one would do.
    end, count, length, start = _zip64(file, end) or (end, count, length, start)
    if end - length < 0:
        return None
    file.seek(end - length)
    table = file.read(min(length, size, _TABLE))
    if count and table[:4] != b"PK\1\2":
        return None
    entries = list(_entries(table, limits))
    if len(entries) < min(count, limits.members):
        return None
    # Bytes put in front of the archive shift everything that the directory says; or its own place is a lie.
    shift = next((shift for shift in (end - length - start, 0) if _leads(file, entries, shift)), None)
    if shift is None and 0 < disk < 0xFFFF:
        raise Refused("unsupported", f"a ZIP that was split into {disk + 1} files: join them first, zip -s 0 FILE.zip --out whole.zip")
    if shift is None:
        return None
    return [replace(entry, offset=max(0, entry.offset + shift)) for entry in entries] if shift else entries


def _leads(file: BinaryIO, entries: list[Entry], shift: int) -> bool:
    """Whether members begin where the directory says."""
    for entry in entries[:_TRIES]:
        if entry.offset + shift >= 0:
            file.seek(entry.offset + shift)
            if file.read(4) == b"PK\3\4":
                return True
    return not entries


def _zip64(file: BinaryIO, end: int) -> tuple[int, int, int, int] | None:
    file.seek(max(0, end - 20 - _END64.size))
    around = file.read(20 + _END64.size)
    if around[-20:-16] != b"PK\6\7":
        return None
    place = around.rfind(b"PK\6\6", 0, len(around) - 20 - _END64.size + 4)
    if place < 0 or len(around) < place + _END64.size:
        return None
    _, _, _, _, _, _, _, count, length, start = _END64.unpack_from(around, place)
    return max(0, end - 20 - _END64.size) + place, count, length, start


def _entries(table: bytes, limits: Limits) -> Iterator[Entry]:
    position = 0
    for number in range(limits.members + 1):
        if position + _CENTRAL.size > len(table) or table[position : position + 4] != b"PK\1\2":
            return
        if not number % 10_000:
            alive()
        (_, _, _, _, flags, method, _, _, crc, packed, size, name_length, extra_length, comment_length, _, _,
         attributes, offset) = _CENTRAL.unpack_from(table, position)
        start = position + _CENTRAL.size
        raw = table[start : start + name_length]
        extra = table[start + name_length : start + name_length + extra_length]
        if 0xFFFFFFFF in (packed, size, offset):
            size, packed, offset = _large(extra, size, packed, offset)
        made_by = table[position + 5]
        mode = attributes >> 16 if made_by in (3, 19) else 0
        yield Entry(_name(raw, flags), raw, offset, packed, size, crc, method, flags, mode)
        position = start + name_length + extra_length + comment_length


def _large(extra: bytes, *claims: int) -> tuple[int, int, int]:
    """The ZIP64 field holds those of (size, packed, offset) that did not fit, in this order."""
    position = 0
    while position + 4 <= len(extra):
        tag, length = struct.unpack_from("<HH", extra, position)
        if tag == 1:
            values = iter(struct.unpack_from(f"<{min(length, len(extra) - position - 4) // 8}Q", extra, position + 4))
            size, packed, offset = (next(values, claim) if claim == 0xFFFFFFFF else claim for claim in claims)
            return size, packed, offset
        position += 4 + length
    return claims[0], claims[1], claims[2]


def _name(raw: bytes, flags: int) -> str:
    """UTF-8 where it is (most tools write it without saying so), else the code page of DOS."""
    try:
        return raw.decode("utf-8").replace("\\", "/")
    except UnicodeDecodeError:
        return raw.decode("cp437").replace("\\", "/")


def salvage(file: BinaryIO, size: int, limits: Limits) -> list[Entry]:
    """Entries out of the local headers, in file order; the last one is usually cut."""
    entries: list[Entry] = []
    position = _next_header(file, 0, size)
    while position >= 0 and len(entries) < min(limits.members, 100_000):
        file.seek(position)
        head = file.read(_LOCAL.size)
        if len(head) < _LOCAL.size:
            break
        _, _, flags, method, _, _, crc, packed, full, name_length, extra_length = _LOCAL.unpack(head)
        raw = file.read(name_length)
        start = position + _LOCAL.size + name_length + extra_length
        known = not flags & 8 and packed != 0xFFFFFFFF
        following = _next_header(file, start + packed if known else start, size)
        if not known:
            packed = max(0, (following if following >= 0 else size) - start)
        entries.append(Entry(_name(raw, flags), raw, position, packed, full, crc if known else None, method, flags, 0))
        position = following
    return entries


def _next_header(file: BinaryIO, start: int, size: int) -> int:
    """Where the next local header begins, -1 where there is none."""
    position = start
    while position < size:
        file.seek(position)
        block = file.read(_BLOCK)
        alive()
        found = block.find(b"PK\3\4")
        if found >= 0:
            return position + found
        if len(block) < 4:
            return -1
        position += len(block) - 3
    return -1
