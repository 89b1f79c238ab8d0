"""Writers of archives that do what they are told: ZIP, tar and compound files with any lie in any field."""

import io
import struct
import tarfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """A member of a ZIP. What is None is the truth."""

    name: str | bytes
    data: bytes = b""
    method: int = 8
    flags: int = 0x800
    packed: bytes | None = None
    crc: int | None = None
    size: int | None = None
    length: int | None = None
    """The packed size as stated."""
    local_name: bytes | None = None
    extra: bytes = b""
    local_extra: bytes = b""
    descriptor: bytes = b""
    """Behind the data; the local header then states nothing."""
    made: int = 0x5021 << 16
    """Day and time."""
    mode: int = 0
    offset: int | None = None
    absent: bool = False
    """Not in the directory."""


def zipped(*parts: Part | tuple[str, bytes], before: bytes = b"", between: bytes = b"", comment: bytes = b"", count: int | None = None,
           shift: int = 0, disk: int = 0, after: bytes = b"") -> bytes:
    """A ZIP file of these members."""
    out, directory = bytearray(before), bytearray()
    kept = 0
    for one in parts:
        part = one if isinstance(one, Part) else Part(*one)
        name = part.name.encode() if isinstance(part.name, str) else part.name
        body = part.packed if part.packed is not None else deflated(part.data) if part.method == 8 else part.data
        crc = zlib.crc32(part.data) if part.crc is None else part.crc
        size = len(part.data) if part.size is None else part.size
        length = len(body) if part.length is None else part.length
        at = len(out) if part.offset is None else part.offset
        said = (0, 0, 0) if part.descriptor else (crc, length, size)
        local = name if part.local_name is None else part.local_name
        flags = part.flags | (8 if part.descriptor else 0)
        out += struct.pack("<4sHHHIIIIHH", b"PK\3\4", 20, flags, part.method, part.made, *said, len(local), len(part.local_extra))
        out += local + part.local_extra + body + part.descriptor + between
        if not part.absent:
            kept += 1
            directory += struct.pack("<4sHHHHIIIIHHHHHII", b"PK\1\2", 0x314, 20, flags, part.method, part.made, crc, length, size,
                len(name),
                                     len(part.extra), 0, 0, 0, part.mode << 16, at) + name + part.extra
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", disk, 0, kept if count is None else count, kept if count is None else count,
                      len(directory), len(out) + shift, len(comment))
    return bytes(out + directory + end + comment + after)


def deflated(data: bytes, level: int = 6) -> bytes:
    """As ZIP members are packed."""
    machine = zlib.compressobj(level, zlib.DEFLATED, -15)
    return machine.compress(data) + machine.flush()


def tarred(*members: tuple[str, bytes], kind: int = tarfile.GNU_FORMAT, ends: bool = True) -> bytes:
    """An honest tar, to be damaged."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=kind) as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    whole = out.getvalue()
    return whole if ends else whole[: sum(512 + -(-len(data) // 512) * 512 for _, data in members)]


def header(name: bytes, size: bytes | int, kind: bytes = b"0", *, prefix: bytes = b"", magic: bytes = b"ustar\x0000",
           link: bytes = b"") -> bytes:
    """One header block of a tar, its fields as given."""
    said = b"%011o\0" % size if isinstance(size, int) else size
    head = b"".join((name.ljust(100, b"\0"), b"0000644\0", b"0000000\0" * 2, said.ljust(12, b"\0"), b"13665000000\0", b" " * 8, kind,
                     link.ljust(100, b"\0"), magic, b"\0" * 64, b"0000000\0" * 2, prefix.ljust(155, b"\0"), b"\0" * 12))
    return head[:148] + b"%06o\0 " % sum(head) + head[156:]


def block(data: bytes) -> bytes:
    """Filled up to whole blocks of a tar."""
    return data + b"\0" * (-len(data) % 512)


_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound(streams: Sequence[tuple[str, bytes]], *, chain: Sequence[tuple[int, int]] = (), siblings: Sequence[tuple[int, int]] = (),
             shift: int = 9, sectors: int | None = None) -> bytes:
    """A compound file (OLE) with these streams in its root, or in storages by their paths; ``chain``: entries of the FAT to overwrite."""
    names: list[str] = []
    for path, _ in streams:
        names += [one for depth in range(1, path.count("/") + 2) if (one := "/".join(path.split("/")[:depth])) not in names]
    bodies = {path: data.ljust(4096, b"\0") if len(data) < 4096 else data for path, data in streams}
    held = len(names) + 1
    folder_sectors = -(-held // 4)
    fat, places, data = [_FAT], {}, bytearray()
    fat += [*range(2, folder_sectors + 1), _END]
    for path, body in bodies.items():
        places[path], count = len(fat), -(-len(body) // 512)
        fat += [*range(len(fat) + 1, len(fat) + count), _END]
        data += body.ljust(count * 512, b"\0")
    for at, value in chain:
        fat[at] = value

    def children(parent: str) -> list[int]:
        return [n for n, one in enumerate(names, 1) if one.rpartition("/")[0] == parent]

    right = {one: next_one for parent in ("", *names) for one, next_one in zip(children(parent), children(parent)[1:], strict=False)}
    right |= dict(siblings)
    rows = [_row("Root Entry", 5, next(iter(children("")), _FREE), _FREE, _END, 0)]
    for number, one in enumerate(names, 1):
        stream = one in bodies
        rows.append(_row(one.rpartition("/")[2], 2 if stream else 1, _FREE if stream else next(iter(children(one)), _FREE),
                         right.get(number, _FREE), places.get(one, 0), len(dict(streams).get(one, b""))))
        if stream and len(dict(streams)[one]) < 4096:  # small streams would live elsewhere: they are as long as they are filled
            rows[-1] = rows[-1][:120] + struct.pack("<Q", 4096)
    rows += [b"\0" * 128] * (folder_sectors * 4 - len(rows))
    head = struct.pack("<8s16s5H6s9I", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, shift, 6, b"", 0,
                       1 if sectors is None else sectors, 1, 0, 4096, _END, 0, _END, 0)
    head += struct.pack("<109I", 0, *[_FREE] * 108)
    return head + struct.pack("<128I", *(fat + [_FREE] * 128)[:128]) + b"".join(rows) + bytes(data)


def _row(name: str, kind: int, child: int, right: int, start: int, size: int) -> bytes:
    wide = name.encode("utf-16-le") + b"\0\0"
    return struct.pack("<64sHBBIII16sIQQIQ", wide, len(wide), kind, 1, _FREE, right, child, b"", 0, 0, 0, start, size)
