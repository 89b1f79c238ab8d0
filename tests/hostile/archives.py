"""Archives and packed files: ZIP, tar, gzip, bzip2, xz, zstd, and those that are only known by name."""

import bz2
import gzip
import lzma
import struct
import tarfile
import zlib
from collections.abc import Callable

import zstandard

from hostile.case import Case, Posts
from hostile.packed import Part, block, deflated, header, tarred, zipped

MIB = 1 << 20
Make = Callable[[Posts], bytes]


def zips(name: str, attacks: str, make: Make, must: tuple[int, ...] = (), may: tuple[int, ...] = (), *, told: str = "any",
         slow: bool = False) -> Case:
    return Case(f"zip/{name}.zip", attacks, make, must, may, told=told, slow=slow)


def three(p: Posts, **lies: object) -> tuple[Part, Part, Part]:
    """A good member, one with these lies, a good one."""
    return Part("a.html", p.page(1)), Part("b.html", p.page(2), **lies), Part("c.html", p.page(3))  # type: ignore[arg-type]


def _descriptor(data: bytes, *, sign: bytes = b"PK\7\x08", wide: bool = False) -> bytes:
    return sign + struct.pack("<IQQ" if wide else "<III", zlib.crc32(data), len(deflated(data)), len(data))


def _zip64(p: Posts, size: int, packed: int, offset: int = 0) -> Part:
    data = p.page(2)
    return Part("b.html", data, size=0xFFFFFFFF, length=0xFFFFFFFF, extra=struct.pack("<HHQQ", 1, 16, size or len(data),
                packed or len(deflated(data))))


def _streamed(p: Posts, **kind: object) -> bytes:
    """As written to a pipe: sizes stand behind the data."""
    return zipped(*(Part(f"{n}.html", p.page(n), descriptor=_descriptor(p.page(n), **kind)) for n in (1, 2, 3)))  # type: ignore[arg-type]


def _no_directory(data: bytes) -> bytes:
    return data[: data.index(b"PK\1\2")]


def _unicode_path(name: str, crc: int | None, of: bytes) -> bytes:
    body = struct.pack("<BI", 1, zlib.crc32(of) if crc is None else crc) + name.encode()
    return struct.pack("<HH", 0x7075, len(body)) + body


ZIPS = (
    zips("good", "control", lambda p: zipped(*three(p)), (1, 2, 3), told="no"),
    zips("zip64", "honest sizes in 64 bits", lambda p: zipped(three(p)[0], _zip64(p, 0, 0), three(p)[2]), (1, 2, 3), told="no"),
    zips("zip64_lie", "sizes of exabytes", lambda p: zipped(three(p)[0], _zip64(p, 1 << 62, 1 << 62), three(p)[2]), (1, 3), (2,)),
    zips("zip64_negative", "sizes of 2^64-1", lambda p: zipped(three(p)[0], _zip64(p, (1 << 64) - 1, (1 << 64) - 1), three(p)[2]), (1, 3),
         (2,)),
    zips("zip64_missing", "sizes that are said to be elsewhere and are not", lambda p: zipped(*three(p, size=0xFFFFFFFF,
         length=0xFFFFFFFF)), (1, 3), (2,)),
    zips("streamed", "sizes behind the data", _streamed, (1, 2, 3), told="no"),
    zips("streamed_unsigned", "the same without signatures", lambda p: _streamed(p, sign=b""), (1, 2, 3), told="no"),
    zips("streamed_wide", "the same in 64 bits", lambda p: _streamed(p, wide=True), (1, 2, 3), told="no"),
    zips("streamed_cut", "sizes behind the data and no directory", lambda p: _no_directory(_streamed(p)), (1, 2, 3), told="yes"),
    zips("streamed_unsigned_cut", "the same without signatures", lambda p: _no_directory(_streamed(p, sign=b"")), (1, 2, 3), told="yes"),
    zips("streamed_stored_cut", "stored members without sizes and directory", lambda p: _no_directory(zipped(*(
        Part(f"{n}.html", p.page(n), method=0, descriptor=b"PK\7\x08" + struct.pack("<III", zlib.crc32(p.page(n)), len(p.page(n)),
             len(p.page(n)))) for n in (1, 2)))),
        (), (1, 2), told="yes"),
    zips("directory_cut", "the directory breaks off", lambda p: zipped(*three(p))[:-90], (1, 2, 3), told="yes"),
    zips("directory_shifted", "all places are 100 bytes off", lambda p: zipped(*three(p), shift=100), (), (1, 2, 3)),
    zips("directory_elsewhere", "the directory is said to lie behind the end", lambda p: zipped(*three(p), shift=1 << 30), (1, 2, 3)),
    zips("directory_damaged", "junk inside of the directory", lambda p: (whole := bytearray(zipped(*three(p)))) and bytes(
        whole[: (at := whole.rindex(b"PK\1\2")) - 20] + b"\xff" * 24 + whole[at + 4:]), (1,), (2, 3), told="yes"),
    zips("directory_partial", "a member that the directory does not list", lambda p: zipped(Part("a.html", p.page(1)), Part("b.html",
         p.page(2), absent=True),
                                                                                          Part("c.html", p.page(3))), (1, 3), (2,)),
    zips("directory_nonsense", "a directory whose places are all wrong", lambda p: zipped(*(Part(f"{n}.html", p.page(n),
         offset=7) for n in (1, 2, 3))), (), (1, 2, 3), told="yes"),
    zips("one_place", "three members, one place", lambda p: zipped(Part("a.html", p.page(1)), *(Part(f"{n}.html", p.page(2),
         offset=0) for n in (2, 3))), (1,), (2, 3), told="yes"),
    zips("count_high", "more members than there are", lambda p: zipped(*three(p), count=60_000), (1, 2, 3)),
    zips("count_zero", "no members, it says", lambda p: zipped(*three(p), count=0), (1, 2, 3)),
    zips("comment", "a comment that holds an end", lambda p: zipped(*three(p), comment=b"PK\5\6" + bytes(18) + b"text"), (1, 2, 3)),
    zips("comment_cut", "a comment that breaks off", lambda p: zipped(*three(p), comment=b"x" * 3000)[:-2000], (1, 2, 3)),
    zips("comment_long", "the longest comment there is", lambda p: zipped(*three(p), comment=b"x" * 65_535), (1, 2, 3)),
    zips("behind", "200 KB behind the end", lambda p: zipped(*three(p), after=bytes(200_000)), (1, 2, 3)),
    zips("between", "junk between members", lambda p: zipped(*three(p), between=b"\xde\xad" * 500), (1, 2, 3)),
    zips("between_cut", "junk between members and no directory", lambda p: _no_directory(zipped(*three(p), between=b"\xde\xad" * 500)),
         (1, 2, 3), told="yes"),
    zips("spanned", "the mark of a split archive that was never split", lambda p: b"PK00" + zipped(*three(p), shift=4), (1, 2, 3)),
    zips("disk", "the second disk of two", lambda p: zipped(*three(p), disk=1), (1, 2, 3)),
    zips("names_local", "names that differ between header and directory", lambda p: zipped(*three(p, local_name=b"../../etc/passwd")),
         (1, 3), (2,)),
    zips("names_unicode", "a name in another field, and a stale one", lambda p: zipped(Part(b"a\x81.html", p.page(1), flags=0,
         extra=_unicode_path("ü.html", None, b"a\x81.html")),
         Part(b"b\x81.html", p.page(2), flags=0, extra=_unicode_path("../ü.html", 77, b""))), (1, 2)),
    zips("names_invalid", "names that claim to be UTF-8", lambda p: zipped(Part(b"\xff\xfe.html", p.page(1)),
         Part(b"\xc0\xae\xc0\xae/a.html", p.page(2))), (1, 2)),
    zips("names_long", "a name of 65,535 bytes", lambda p: zipped(three(p)[0], Part("n" * 65_530 + ".html", p.page(2))), (1, 2)),
    zips("names_deep", "folders 5,000 deep", lambda p: zipped(three(p)[0], Part("d/" * 5000 + "b.html", p.page(2))), (1, 2)),
    zips("names_backslashes", "backslashes and drives", lambda p: zipped(Part("a\\b.html", p.page(1)), Part("C:\\..\\..\\c.html",
         p.page(2))), (1, 2)),
    zips("names_dots", "names that are only dots, blanks or slashes", lambda p: zipped(*(Part(name, p.page(n)) for n,
         name in enumerate((".", "..", "//", " ", "./."), 1))), (), (1, 2, 3, 4, 5)),
    zips("names_case", "names that differ in their case only", lambda p: zipped(Part("A.html", p.page(1)), Part("a.html", p.page(2)),
         Part("a.HTML", p.page(3))), (1, 2, 3), told="no"),
    zips("names_reserved", "names that Windows keeps for itself", lambda p: zipped(Part("CON.html", p.page(1)), Part("aux", p.page(2)),
         Part("a.html:b", p.page(3))), (1, 2, 3)),
    zips("sizes_local", "sizes that differ between header and directory", lambda p: zipped(*three(p, descriptor=b"\0" * 12)), (1, 3), (2,)),
    zips("size_short", "a size that is too small", lambda p: zipped(*three(p, size=10)), (1, 3), (2,)),
    zips("packed_short", "a packed size that is too small", lambda p: zipped(*three(p, length=20)), (1, 3), (2,), told="yes"),
    zips("packed_long", "a packed size that reaches over the next member", lambda p: zipped(*three(p, length=700)), (1,), (2, 3)),
    zips("extra_lie", "extra fields that claim more than there is", lambda p: zipped(*three(p, extra=b"\x01\x00\xff\xff\x01",
         local_extra=b"\x99\x99\xff\xff")), (1, 2, 3)),
    zips("extra_long", "extra fields of 60 KB", lambda p: zipped(*three(p, extra=b"\x34\x12\x00\x00" * 15_000)), (1, 2, 3)),
    zips("time", "month 15, day 0, second 62", lambda p: zipped(*three(p, made=0xFFFFFFFF)), (1, 2, 3), told="no"),
    zips("time_zero", "no time at all", lambda p: zipped(*three(p, made=0)), (1, 2, 3), told="no"),
    zips("aes", "a member behind a strong password", lambda p: zipped(*three(p, method=99, flags=1)), (1, 3), told="yes"),
    zips("strong", "the flag of strong encryption without encryption", lambda p: zipped(*three(p, flags=0x41)), (1, 3), (2,), told="yes"),
    zips("patched", "the flag of patches", lambda p: zipped(*three(p, flags=0x20)), (1, 3), (2,)),
    zips("bits", "bits flipped inside of a member", lambda p: zipped(*three(p,
         packed=deflated(p.page(2))[:40] + b"\x55\xaa" + deflated(p.page(2))[42:])), (1, 3), (2,), told="yes"),
    zips("raw_deflate", "a member that is packed as gzip instead", lambda p: zipped(*three(p, packed=gzip.compress(p.page(2)))), (1, 3),
         (2,), told="yes"),
    zips("bzip2", "a member packed with bzip2, cut", lambda p: zipped(Part("a.html", p.page(1), method=12, packed=bz2.compress(p.page(1))),
         Part("b.html", p.page(2), method=12, packed=bz2.compress(p.page(2))[:-9])), (1,), (2,), told="yes"),
    zips("lzma", "a member packed with LZMA, junk in its head", lambda p: zipped(Part("a.html", p.page(1), method=14,
         packed=b"\5\4\5\0" + b"\xff" * 60), three(p)[2]), (3,), told="yes"),
    zips("xz", "a member packed with xz", lambda p: zipped(Part("a.html", p.page(1), method=95, packed=lzma.compress(p.page(1))),
         three(p)[2]), (1, 3), told="no"),
    zips("zstd", "a member packed with zstd", lambda p: zipped(Part("a.html", p.page(1), method=93, packed=zstandard.compress(p.page(1))),
         three(p)[2]), (3,), (1,)),
    zips("methods", "a member for each method there is", lambda p: zipped(three(p)[0], *(Part(f"{n}.html", p.page(2),
         method=n) for n in range(1, 100) if n not in (8,)), three(p)[2]),
         (1, 3), (2,), told="yes"),
    zips("folder_with_bytes", "a folder that has content", lambda p: zipped(Part("d/", p.page(1)), Part("d/a.html", p.page(2))), (2,),
         (1,)),
    zips("file_as_folder", "a file that is a folder of others", lambda p: zipped(Part("a", p.page(1)), Part("a/b.html", p.page(2))),
         (1, 2)),
    zips("empty_members", "5,000 empty members", lambda p: zipped(*(Part(f"{n}.html") for n in range(5000)), three(p)[0]), (1,)),
    zips("reversed", "a directory in another order", lambda p: zipped(*reversed(three(p))), (1, 2, 3), told="no"),
    zips("in_gzip_in_tar", "a ZIP in gzip in tar in ZIP", lambda p: zipped(("a.tar",
         tarred(("b.zip.gz", gzip.compress(zipped(*three(p))))))), (1, 2, 3)),
    zips("after_page", "a ZIP behind a page", lambda p: p.page(4) + zipped(*three(p)), (4,), (1, 2, 3)),
    zips("after_picture", "a ZIP behind a picture", lambda p: b"\x89PNG\r\n\x1a\n" + bytes(600) + zipped(*three(p)), (), (1, 2, 3)),
    zips("two", "one ZIP behind another", lambda p: zipped(three(p)[0]) + zipped(three(p)[1]), (), (1, 2)),
    zips("in_itself", "a member that is the whole file again", lambda p: zipped(three(p)[0], Part("me.zip", zipped(*three(p)), method=0)),
         (1, 2, 3)),
    zips("end_only", "nothing but an end", lambda p: b"PK\5\6" + bytes(18)),
    zips("head_only", "nothing but a head", lambda p: zipped(*three(p))[:28], told="yes"),
    zips("heads", "20,000 heads and nothing else", lambda p: b"PK\3\4" * 20_000, told="yes"),
    zips("ends", "20,000 ends and nothing else", lambda p: b"PK\5\6" * 20_000, told="yes"),
    zips("nulls", "zeros where the disk lost its blocks", lambda p: (whole := zipped(*three(p, method=0))) and whole.replace(
        whole[(at := whole.index(b"b.html")):at + 200], bytes(200), 1), (1, 3), (2,), told="yes"),
    zips("tar_called", "a tar that is called a ZIP", lambda p: tarred(("a.html", p.page(1))), (1,), told="no"),
)


def packs(name: str, attacks: str, make: Make, must: tuple[int, ...] = (), may: tuple[int, ...] = (), *, told: str = "any",
          slow: bool = False) -> Case:
    return Case(f"packed/{name}", attacks, make, must, may, told=told, slow=slow)


def _gzip(data: bytes, *, flags: int = 0, fields: bytes = b"", crc: int | None = None, size: int | None = None) -> bytes:
    end = struct.pack("<II", zlib.crc32(data) if crc is None else crc, len(data) if size is None else size)
    return b"\x1f\x8b\x08" + bytes([flags]) + bytes(6) + fields + deflated(data) + end


def _xz_none(data: bytes) -> bytes:
    return lzma.compress(data, check=lzma.CHECK_NONE)


def _zst(p: Posts, **kind: bool) -> bytes:
    return zstandard.ZstdCompressor(**kind).compress(p.page(1))  # type: ignore[arg-type]


def _skippable(data: bytes) -> bytes:
    return struct.pack("<II", 0x184D2A57, len(data)) + data


PACKED = (
    packs("fields.gz", "all fields of the head", lambda p: _gzip(p.page(1), flags=0x1C, fields=struct.pack("<H",
          4) + b"abcd" + b"../../etc/passwd\0" + b"a comment\0"), (1,), told="no"),
    packs("head_sum.gz", "a sum of the head that is wrong", lambda p: _gzip(p.page(1), flags=2, fields=b"\0\0"), (1,)),
    packs("reserved.gz", "flags that nobody knows", lambda p: _gzip(p.page(1), flags=0xE0), (), (1,)),
    packs("extra_lie.gz", "an extra field that is longer than the file", lambda p: _gzip(p.page(1), flags=4, fields=b"\xff\xff"), (), (1,),
          told="yes"),
    packs("name_open.gz", "a name that never ends", lambda p: b"\x1f\x8b\x08\x08" + bytes(6) + b"n" * 100_000, told="yes"),
    packs("crc.gz", "a wrong sum", lambda p: _gzip(p.page(1), crc=1), (1,), told="yes"),
    packs("size.gz", "a wrong size", lambda p: _gzip(p.page(1), size=9), (1,), told="yes"),
    packs("padded.jsonl.gz", "zeros between members", lambda p: gzip.compress(p.lines(1)) + bytes(512) + gzip.compress(p.lines(2)) + bytes(
          9000), (1,), (2,)),
    packs("junk_between.jsonl.gz", "junk between members", lambda p: gzip.compress(p.lines(1)) + b"\xde\xad" * 50 + gzip.compress(p.lines(
          2)), (1,), (2,), told="yes"),
    packs("second_damaged.jsonl.gz", "the second of three members is damaged",
          lambda p: gzip.compress(p.lines(1)) + _gzip(p.lines(2))[:60] + b"\x55" * 30
          + gzip.compress(p.lines(3)), (1,), (2, 3), told="yes"),
    packs("empty_members.gz", "10,000 empty members before the page", lambda p: gzip.compress(b"") * 10_000 + gzip.compress(p.page(1)),
          (1,)),
    packs("thrice.gz", "packed three times", lambda p: gzip.compress(gzip.compress(gzip.compress(p.page(1)))), (1,), told="no"),
    packs("mixed.xz.gz", "packed in three ways", lambda p: gzip.compress(lzma.compress(bz2.compress(p.page(1)))), (1,), told="no"),
    packs("stored.gz", "a stored block with a wrong length", lambda p: b"\x1f\x8b\x08\0" + bytes(6) + b"\0\x05\0\x05\0hello", told="yes"),
    packs("table.csv.gz", "a table that is cut after 10 rows",
          lambda p: (whole := gzip.compress(p.table(*range(1, 400)))) and whole[: len(whole) // 2], (1, 2, 3),
          tuple(range(4, 400)), told="yes"),
    packs("lines.jsonl.bz2", "two streams", lambda p: bz2.compress(p.lines(1)) + bz2.compress(p.lines(2)), (1, 2), told="no"),
    packs("second_damaged.jsonl.bz2", "the second of two streams is damaged",
          lambda p: bz2.compress(p.lines(1)) + bz2.compress(p.lines(2))[:60], (1,), (2,), told="yes"),
    packs("junk.jsonl.bz2", "junk behind the stream", lambda p: bz2.compress(p.lines(1)) + b"junk" * 9, (1,)),
    packs("block.bz2", "a block with a wrong sum", lambda p: (whole := bytearray(bz2.compress(p.page(1)))) and bytes(whole[:10] +
          b"\0\0\0\0" + whole[14:]), (), (1,), told="yes"),
    packs("level.bz2", "a block size of zero", lambda p: b"BZh0" + bz2.compress(p.page(1))[4:], (), (1,), told="yes"),
    packs("streams.jsonl.xz", "two streams with padding", lambda p: lzma.compress(p.lines(1)) + bytes(8) + lzma.compress(p.lines(2)),
          (1, 2)),
    packs("odd_padding.jsonl.xz", "padding that is no multiple of four", lambda p: lzma.compress(p.lines(1)) + bytes(7), (1,)),
    packs("index.xz", "an index that is damaged", lambda p: lzma.compress(p.page(1))[:-30] + b"\xff" * 8 + lzma.compress(p.page(1))[-22:],
          (), (1,), told="yes"),
    packs("unchecked.xz", "no sum", lambda p: _xz_none(p.page(1)), (1,), told="no"),
    packs("alone.lzma", "the old kind", lambda p: lzma.compress(p.page(1), lzma.FORMAT_ALONE), (), (1,), told="any"),
    packs("checked.zst", "a wrong sum", lambda p: _zst(p, write_checksum=True)[:-4] + b"\0\0\0\0", (), (1,), told="yes"),
    packs("skipped.zst", "frames to be skipped around the page", lambda p: _skippable(b"x" * 999) + _zst(p) + _skippable(b""), (1,),
          told="no"),
    packs("skipped_lie.zst", "a frame to be skipped that claims 4 GB", lambda p: _zst(p) + struct.pack("<II", 0x184D2A50, 0xFFFFFFFF),
          (1,)),
    packs("frames.jsonl.zst", "three frames, the second damaged",
          lambda p: zstandard.compress(p.lines(1)) + zstandard.compress(p.lines(2))[:40] + b"\xff" * 20
          + zstandard.compress(p.lines(3)), (1,), (2, 3), told="yes"),
    packs("sizeless.zst", "no size stated", lambda p: _zst(p, write_content_size=False), (1,), told="no"),
    packs("dictionary.zst", "a dictionary that is not there", lambda p: b"\x28\xb5\x2f\xfd\x23\x07\0\0\0" + b"\x10" + b"\x81\0\0abc",
          told="yes"),
    packs("window.zst", "a window of terabytes", lambda p: b"\x28\xb5\x2f\xfd\0\xff\x19\0\0abc", told="yes"),
    packs("known.7z", "a 7z archive", lambda p: b"7z\xbc\xaf\x27\x1c" + bytes(300), told="yes"),
    packs("known.rar", "a RAR archive", lambda p: b"Rar!\x1a\x07\x01\0" + bytes(300), told="yes"),
    packs("known.html", "a RAR archive that is called a page", lambda p: b"Rar!\x1a\x07\x01\0" + p.page(1), (), (1,), told="yes"),
    packs("known.lz4", "a file packed by lz4", lambda p: b"\x04\x22\x4d\x18" + bytes(300), told="yes"),
)


def tars(name: str, attacks: str, make: Make, must: tuple[int, ...] = (), may: tuple[int, ...] = (), *, told: str = "any",
         slow: bool = False) -> Case:
    return Case(f"tar/{name}", attacks, make, must, may, told=told, slow=slow, seconds=60 if slow else 20)


def member(p: Posts, number: int, **more: object) -> bytes:
    """A page with its header."""
    data = p.page(number)
    return header(f"{number}.html".encode(), len(data), **more) + block(data)  # type: ignore[arg-type]


def pax(records: bytes, kind: bytes = b"x") -> bytes:
    return header(b"pax", len(records), kind) + block(records)


def fact(name: str, value: str) -> bytes:
    body = f" {name}={value}\n".encode()
    size = len(body) + len(str(len(body) + 2))
    return str(size).encode() + body


_END = bytes(1024)
TARS = (
    tars("good.tar", "control", lambda p: tarred(("a.html", p.page(1)), ("b.html", p.page(2))), (1, 2), told="no"),
    tars("no_end.tar", "no end", lambda p: tarred(("a.html", p.page(1)), ("b.html", p.page(2)), ends=False), (1, 2)),
    tars("one_zero_block.tar", "one block of zeros in the middle", lambda p: member(p, 1) + bytes(512) + member(p, 2) + _END, (1, 2)),
    tars("joined.tar", "two tars joined", lambda p: tarred(("a.html", p.page(1))) + tarred(("b.html", p.page(2))), (1,), (2,)),
    tars("checksum.tar", "a wrong sum in the middle", lambda p: member(p, 1) + member(p, 2).replace(b"13665000000", b"13665000001",
         1) + member(p, 3) + _END, (1, 3), (2,), told="yes"),
    tars("junk.tar", "junk in the middle", lambda p: member(p, 1) + b"\xde\xad" * 700 + bytes(136) + member(p, 2) + _END, (1, 2),
         told="yes"),
    tars("junk_odd.tar", "700 bytes of junk in the middle", lambda p: member(p, 1) + b"\xde" * 700 + member(p, 2) + _END, (1,), (2,),
         told="yes"),
    tars("behind.tar", "junk behind the end", lambda p: tarred(("a.html", p.page(1))) + b"junk" * 999, (1,)),
    tars("cut_header.tar", "cut inside of a header", lambda p: (member(p, 1) + member(p, 2))[:-len(member(p, 2)) + 100], (1,), told="yes"),
    tars("cut_body.tar", "cut inside of a page", lambda p: (member(p, 1) + member(p, 2))[:-700], (1,), (2,), told="yes"),
    tars("long_names.tar", "names of 4,000 bytes (GNU)", lambda p: tarred(("d/" * 2000 + "a.html", p.page(1)), ("b.html", p.page(2))),
         (1, 2), told="no"),
    tars("long_names_pax.tar", "names of 4,000 bytes (PAX)", lambda p: tarred(("d/" * 2000 + "a.html", p.page(1)), ("b.html", p.page(2)),
         kind=tarfile.PAX_FORMAT), (1, 2), told="no"),
    tars("long_name_lie.tar", "a name that claims a gigabyte", lambda p: member(p, 1) + header(b"././@LongLink", 1 << 30,
         b"L") + block(b"n" * 99) + member(p, 2), (1,), (2,), told="yes"),
    tars("long_name_alone.tar", "a name that nobody bears", lambda p: member(p, 1) + header(b"././@LongLink", 9,
         b"L") + block(b"name.html") + _END, (1,)),
    tars("long_names_many.tar", "500 names before one member", lambda p: (header(b"././@LongLink", 9,
         b"L") + block(b"name.html")) * 500 + member(p, 1) + _END, (1,)),
    tars("pax_size.tar", "a size in a PAX header", lambda p: pax(fact("size", str(len(p.page(1))))) + header(b"1.html",
         0) + block(p.page(1)) + member(p, 2) + _END, (1, 2), told="no"),
    tars("pax_size_lie.tar", "a size that is a lie in a PAX header", lambda p: member(p, 1) + pax(fact("size", "9" * 30)) + member(p,
         2) + member(p, 3) + _END, (1,), (2, 3)),
    tars("pax_size_negative.tar", "a negative size in a PAX header", lambda p: member(p, 1) + pax(fact("size", "-512")) + member(p,
         2) + member(p, 3) + _END, (1,), (2, 3)),
    tars("pax_lengths.tar", "records of wrong lengths", lambda p: member(p, 1) + pax(b"999999 path=a\n0 b=c\n-3 d=e\nx f=g\n") + member(p,
         2) + _END, (1, 2)),
    tars("pax_path.tar", "a path outside, in a PAX header", lambda p: pax(fact("path", "../../../etc/cron.d/a.html")) + member(p, 1) + _END,
         (1,)),
    tars("pax_charset.tar", "a path that is no UTF-8", lambda p: pax(b"16 path=\xff\xfe.html\n"[:16]) + member(p, 1) + _END, (1,)),
    tars("pax_global.tar", "facts for all members, some absurd", lambda p: pax(fact("size", "1") + fact("mtime", "1e999") + fact("path",
         "same.html"), b"g") + member(p, 1) + member(p, 2)
         + _END, (), (1, 2)),
    tars("pax_sparse.tar", "holes that are larger than any disk", lambda p: member(p, 1) + pax(fact("GNU.sparse.major",
         "1") + fact("GNU.sparse.minor", "0") + fact(
        "GNU.sparse.realsize", "9" * 18) + fact("GNU.sparse.name", "b.html")) + header(b"b",
        512) + block(b"1\n999999999999\n10\n") + member(p, 2) + _END, (1, 2)),
    tars("pax_sparse_old.tar", "pieces that overlap and run backwards", lambda p: member(p, 1) + pax(fact("GNU.sparse.map",
         "100,10,50,10,50,10,-5,3") + fact("GNU.sparse.size", "512"))
         + header(b"b.html", 512) + block(b"x" * 33) + member(p, 2) + _END, (1, 2)),
    tars("v7.tar", "the kind of 1979", lambda p: member(p, 1, magic=bytes(8)) + member(p, 2, magic=bytes(8), kind=b"\0") + _END, (1, 2),
         told="no"),
    tars("size_octal.tar", "a size with blanks and rubbish", lambda p: (data := p.page(1)) and header(b"1.html",
         b" %o  \0" % len(data)) + block(data) + member(p, 2) + _END, (1, 2)),
    tars("size_rubbish.tar", "a size that is no number", lambda p: member(p, 1) + header(b"b.html",
         b"zz9zz\0") + block(p.page(2)) + member(p, 3) + _END, (1,), (2, 3)),
    tars("size_negative.tar", "a negative size", lambda p: member(p, 1) + header(b"b.html", b"\xff" * 12) + member(p, 2) + _END, (1,),
         (2,)),
    tars("size_binary.tar", "a size of exabytes", lambda p: member(p, 1) + header(b"b.html", b"\x80" + b"\x7f" * 11) + member(p, 2) + _END,
         (1,), (2,), told="yes"),
    tars("kinds.tar", "a member of each kind there is", lambda p: b"".join(header(b"k%d.html" % n, 0, bytes([n]),
         link=b"1.html") for n in range(33, 127) if bytes([n]) not in b"xgLKSVM")
         + member(p, 1) + _END, (1,)),
    tars("kind_7.tar", "a page kept without gaps, and a folder with bytes", lambda p: member(p, 1, kind=b"7") + member(p, 2,
         kind=b"5") + member(p, 3) + _END, (1, 3), (2,)),
    tars("link_loop.tar", "links to each other and to themselves", lambda p: header(b"a.html", 0, b"2", link=b"b.html") + header(b"b.html",
         0, b"2", link=b"a.html") + header(
        b"c.html", 0, b"1", link=b"c.html") + member(p, 1) + _END, (1,)),
    tars("twice.tar", "one name three times", lambda p: b"".join(header(b"a.html", len(p.page(n))) + block(p.page(n)) for n in (1, 2,
         3)) + _END, (1, 2, 3)),
    tars("names.tar", "names that attack", lambda p: b"".join(header(name, len(p.page(n))) + block(p.page(n)) for n, name in enumerate((
        b"/abs.html", b"../up.html", b"a\nb.html", b"\xff\xfe.html", b"\x1b[2J.html", b"n" * 100), 1)) + _END, (1, 2, 3, 4, 5, 6)),
    tars("prefix.tar", "a prefix without an end", lambda p: member(p, 1, prefix=b"p" * 155) + _END, (1,)),
    tars("many.tar", "5,000 small members", lambda p: (header(b"a.txt", 2) + block(b"hi")) * 5000 + member(p, 1) + _END, (1,), slow=True),
    tars("cut.tar.xz", "a packed tar that breaks off", lambda p: lzma.compress(tarred(*((f"{n}.html", p.page(n)) for n in range(1,
         300))))[:-400], (), tuple(range(1, 300)), told="yes"),
    tars("good.tar.zst", "a tar in zstd", lambda p: zstandard.compress(tarred(("a.html", p.page(1)))), (1,), told="no"),
    tars("damaged.tgz", "a packed tar with damage in the middle", lambda p: (whole := bytearray(gzip.compress(tarred(("a.html", p.page(1)),
         *((f"{n}.html", p.page(n)) for n in range(
        2, 200)))))) and bytes(whole[: len(whole) // 2] + b"\0" * 16 + whole[len(whole) // 2 + 16:]), (1, 2, 3), tuple(range(4, 200)),
        told="yes"),
    tars("zeros.tar", "nothing but zeros", lambda p: bytes(10_240)),
)
CASES: tuple[Case, ...] = (*ZIPS, *PACKED, *TARS)
