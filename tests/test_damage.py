"""Damage costs what is damaged: what stands before and behind it is read, and the loss is told."""

import base64
import gzip
import io
import os
import sqlite3
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest
import zstandard

from ingest.containers import holes, read
from ingest.exports.databases import sqlite_rows
from ingest.limits import MIB, Limits
from ingest.model import Problem

LIMITS = Limits(allowance=MIB, body=4 * MIB)


def page(number: int) -> bytes:
    return b"<html><body><p>page %d</p>%s</body></html>" % (number, b"".join(b"<i>%d</i>" % n for n in range(number, number + 300)))


def opened(path: Path, data: bytes) -> tuple[set[int], set[str]]:
    """(numbers of the pages that were read whole, reasons of the problems)."""
    path.write_bytes(data)
    bodies, reasons = [], set()
    for item in read(path, LIMITS):
        if isinstance(item, Problem):
            reasons.add(item.reason)
        elif not hasattr(item, "body"):
            continue
        else:
            bodies.append(item.body)
    return {n for n in (1, 2, 3) if any(page(n) in body for body in bodies)}, reasons


def block(number: int, kind: bytes = b"0", size: bytes = b"") -> bytes:
    """A member of a tar: its header as it is told to be, and its data."""
    data = page(number)
    head = bytearray(tarfile.TarInfo(f"{number}.html").tobuf(tarfile.USTAR_FORMAT))
    head[124:136] = size or b"%011o\0" % len(data)
    head[156:157] = kind
    head[148:156] = b" " * 8
    head[148:156] = b"%06o\0 " % sum(head)
    return bytes(head) + data + b"\0" * (-len(data) % 512)


ZEROS = b"\0" * 1024
TARS: dict[str, tuple[bytes, set[int]]] = {
    "zeros between members": (block(1) + ZEROS + block(2) + ZEROS, {1, 2}),
    "junk between members": (block(1) + b"j" * 512 + block(2) + ZEROS, {1, 2}),
    "another kind": (block(1) + block(2, b"Z") + block(3) + ZEROS, {1, 2, 3}),
    "a size below zero": (block(1) + block(2, size=b"\xff" * 12) + block(3) + ZEROS, {1, 3}),
    "a size beyond all": (block(1) + block(2, size=b"\x80" + b"\x7f" * 11) + block(3) + ZEROS, {1, 3}),
    "a name longer than the tape": (block(1) + block(2, b"L", b"77777777777\0") + block(3) + ZEROS, {1, 3}),
}


@pytest.mark.parametrize("case", TARS)
def test_members_of_a_tar_behind_damage_are_read(case: str, tmp_path: Path) -> None:
    data, wanted = TARS[case]
    found, reasons = opened(tmp_path / "a.tar", data)
    assert found >= wanted
    assert bool(reasons) == (case not in ("zeros between members", "another kind"))
    assert "internal" not in reasons


def packed(*numbers: int) -> bytearray:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in numbers:
            archive.writestr(f"{number}.html", page(number))
    return bytearray(out.getvalue())


@pytest.mark.parametrize(("place", "layout", "value", "wanted"), [
    ("end+16", "<I", 5, {1, 2, 3}), ("second+28", "<H", 60_000, {1, 2, 3}), ("second+30", "<H", 60_000, {1, 2, 3}),
    ("second+20", "<I", 0, {1, 3}), ("end+10", "<H", 9, {1, 2, 3}),
])
def test_a_directory_that_lies_loses_nothing_silently(place: str, layout: str, value: int, wanted: set[int], tmp_path: Path) -> None:
    data = packed(1, 2, 3)
    first = data.index(b"PK\1\2")
    anchors = {"end": data.index(b"PK\5\6"), "second": data.index(b"PK\1\2", first + 4)}
    name, _, offset = place.partition("+")
    struct.pack_into(layout, data, anchors[name] + int(offset), value)
    found, reasons = opened(tmp_path / "a.zip", bytes(data))
    assert found >= wanted
    assert found == {1, 2, 3} or reasons


def test_the_end_of_a_zip_may_stand_in_its_comment(tmp_path: Path) -> None:
    data = packed(1, 2)
    data[-2:] = struct.pack("<H", 22)
    assert opened(tmp_path / "a.zip", bytes(data) + b"PK\5\6" + b"\0" * 18)[0] == {1, 2}


def record(number: int, kind: str = "response", coding: str = "", body: bytes | None = None, more: int = 0) -> bytes:
    content = page(number) if body is None else body
    http = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{coding and f'Content-Encoding: {coding}'}".rstrip() + "\r\n\r\n"
    payload = http.encode() + content
    head = (f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://gazette.example/{number}\r\nWARC-Date: 2021-01-01T00:00:00Z\r\n"
            f"Content-Type: application/http\r\nContent-Length: {len(payload) + more}\r\n\r\n")
    return head.encode() + payload + b"\r\n\r\n"


@pytest.mark.parametrize("more", [-50, 1, 4, 50])
def test_a_length_that_is_a_little_off_costs_no_neighbour(more: int, tmp_path: Path) -> None:
    found, reasons = opened(tmp_path / "a.warc", record(1) + record(2, more=more) + record(3))
    assert found >= {1, 3}
    assert found == {1, 2, 3} or reasons
    assert reasons or 0 < more < 5


@pytest.mark.parametrize("kind", ["x-thing", "continuation"])
def test_records_that_are_not_read_are_told(kind: str, tmp_path: Path) -> None:
    assert opened(tmp_path / "a.warc", record(1) + record(2, kind) + record(3)) == ({1, 3}, {"unsupported"})
    assert opened(tmp_path / "b.warc", record(1) + record(2, "RESPONSE")) == ({1, 2}, set())


def raw(data: bytes) -> bytes:
    return zlib.compress(data)[2:-4]


@pytest.mark.parametrize(("coding", "pack"), [
    ("deflate", zlib.compress), ("deflate", raw), ("br", brotli.compress), ("gzip", gzip.compress), ("zstd", zstandard.compress)])
def test_a_cut_body_is_told(coding: str, pack: Callable[[bytes], bytes], tmp_path: Path) -> None:
    whole = pack(page(2))
    assert opened(tmp_path / "a.warc", record(1) + record(2, coding=coding, body=whole) + record(3)) == ({1, 2, 3}, set())
    for share in (3, 9):
        cut = record(2, coding=coding, body=whole[: len(whole) * share // 10])
        found, reasons = opened(tmp_path / "b.warc", record(1) + cut + record(3))
        assert found == {1, 3}
        assert reasons == {"truncated"}


def test_a_damaged_zstd_frame_costs_itself(tmp_path: Path) -> None:
    pack = zstandard.ZstdCompressor(write_checksum=True).compress
    frames = [bytearray(pack(record(number))) for number in (1, 2, 3)]
    frames[1][-2] ^= 0xFF
    found, reasons = opened(tmp_path / "a.warc.zst", b"".join(map(bytes, frames)))
    assert found >= {1, 3}
    assert reasons >= {"crc"}
    assert opened(tmp_path / "b.html.zst", pack(page(1)) + b"more, that is no frame")[0] == {1}


def letter(*parts: bytes, boundary: str = "b", stated: str = '; boundary="b"', more: str = "") -> bytes:
    head = "From: a@b.example\r\nTo: c@d.example\r\nSubject: news\r\nMIME-Version: 1.0\r\n"
    head += f"{more}Content-Type: multipart/mixed{stated}\r\n\r\n"
    return head.encode() + b"".join(f"--{boundary}\r\n".encode() + part + b"\r\n" for part in parts) + f"--{boundary}--\r\n".encode()


def part(number: int, coding: str = "base64", body: bytes = b"") -> bytes:
    body = body or base64.encodebytes(page(number))
    return f"Content-Type: text/html\r\nContent-Transfer-Encoding: {coding}\r\n\r\n".encode() + body


@pytest.mark.parametrize("data", [
    letter(part(1), part(2), stated=""), letter(part(1), part(2), stated='; boundary="other"'),
    letter(part(1), part(2), boundary="", stated=""),
    letter(part(1), part(2), more="X-Filler: y\r\n" * 30_000), letter(part(1), part(2), more="X: " + "a" * 600_000 + "\r\n"),
    letter(part(1), part(2, body=page(2))),
], ids=["no boundary", "another boundary", "an empty boundary", "many fields", "a long field", "no base64"])
def test_parts_of_odd_mails_are_found(data: bytes, tmp_path: Path) -> None:
    assert opened(tmp_path / "a.eml", data)[0] == {1, 2}


def test_a_line_that_begins_like_a_message_is_none(tmp_path: Path) -> None:
    first = b"From a@b Sat Aug 01 12:00:00 2020\n"
    message = b"From: a@b.example\nTo: c@d.example\nSubject: x\nContent-Type: text/html\n\n"
    inner = b"\nFrom here on it is told.\n\nFrom me Sat Aug 01 12:00:00 2020\n"
    assert opened(tmp_path / "a.mbox", first + message + inner + page(1) + b"\n\n" + first + message + page(2) + b"\n")[0] == {1, 2}


def test_values_that_a_database_computes_are_bounded(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "a.db") as base:
        base.execute("create table users(id text, screen_name text, name text)")
        base.execute("create table tweets(id text, user text, created_at text, full_text text)")
        base.execute("insert into tweets values('1', '7', '2020-08-01', 'x')")
        base.execute("alter table tweets add column more text generated always as (hex(zeroblob(200000000))) virtual")
    base.close()
    with open(tmp_path / "a.db", "rb") as stream:
        assert [one.reason for one in sqlite_rows(stream) if isinstance(one, Problem)] == ["bad-record"]


@pytest.mark.skipif(not hasattr(os, "SEEK_HOLE"), reason="holes are not known here")
def test_a_hole_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(page(1))
    os.truncate(path, 100 << 30)
    with path.open("rb") as file:
        end = holes.filled(file.fileno())
    assert end is not None
    assert len(page(1)) <= end < MIB
    items = list(read(path, LIMITS))
    assert any(page(1) in getattr(item, "body", b"") for item in items)
    assert [one.reason for one in items if isinstance(one, Problem)] == ["too-large"]
