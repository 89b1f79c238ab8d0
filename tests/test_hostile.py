"""Hostile and broken input: limits hold, neighbours live, nothing is silent. The large collection lies beside the project."""

import bz2
import gzip
import importlib.util
import io
import json
import lzma
import os
import plistlib
import re
import socket
import struct
import tarfile
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import zstandard
from click.testing import CliRunner

import cli
from ingest.containers import read, walk
from ingest.limits import MIB, Limits, html_depth, json_depth
from ingest.model import Document, Problem, Reading
from ingest.reader import read_document

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared" / "hostile"
PAGE = b'<html><body><blockquote class="twitter-tweet"><a href="https://twitter.com/a/status/20">x</a></blockquote></body></html>'
SMALL = Limits(allowance=MIB, body=MIB, ratio=100, depth=3)


def opened(path: Path, data: bytes | None = None, limits: Limits = SMALL) -> tuple[list[Document], list[str]]:
    """(documents, reasons of the problems); every stream is read to its end, as a reader would."""
    if data is not None:
        path.write_bytes(data)
    documents, reasons = [], []
    for item in read(path, limits):
        if isinstance(item, Problem):
            reasons.append(item.reason)
            continue
        documents.append(item)
        if item.stream is not None:
            with item.stream() as stream:
                while stream.read(1 << 16):
                    pass
    return documents, reasons


def zipped(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def record(number: int, body: bytes = PAGE, length: str = "") -> bytes:
    payload = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
    head = (f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://gazette.example/{number}\r\nWARC-Date: 2021-01-01T00:00:00Z\r\n"
            f"Content-Type: application/http\r\nContent-Length: {length or len(payload)}\r\n\r\n")
    return head.encode() + payload + b"\r\n\r\n"


# -- bombs ------------------------------------------------------------------------------------------------------------------

SPACES = b" " * (64 * MIB)


@pytest.mark.parametrize("pack", [
    gzip.compress, bz2.compress, lambda data: lzma.compress(data, preset=0), zstandard.compress,
    lambda data: zipped(("first.html", PAGE), ("bomb.html", data)),
    lambda data: gzip.compress(gzip.compress(data, 1), 1), lambda data: gzip.compress(data[:MIB]) * 64,
], ids=["gzip", "bzip2", "xz", "zstd", "zip", "twice", "members"])
def test_a_bomb_is_refused_in_bounded_memory(pack: Callable[[bytes], bytes], tmp_path: Path) -> None:
    (tmp_path / "bomb").write_bytes(pack(PAGE + SPACES))
    tracemalloc.start()
    documents, reasons = opened(tmp_path / "bomb")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "too-large" in reasons
    assert documents[0].body.startswith(PAGE)
    assert peak < 16 * MIB


def test_a_bomb_does_not_starve_its_neighbours(tmp_path: Path) -> None:
    bomb = record(2, gzip.compress(SPACES)).replace(b"text/html\r\n\r\n", b"text/html\r\nContent-Encoding: gzip\r\n\r\n")
    bomb = re.sub(rb"Content-Length: (\d+)", lambda match: b"Content-Length: %d" % (int(match[1]) + 24), bomb)
    documents, reasons = opened(tmp_path / "a.warc", record(1) + bomb + record(3))
    assert [d.url[-1] for d in documents if PAGE in d.body] == ["1", "3"]
    assert "too-large" in reasons


def test_honest_text_is_no_bomb(tmp_path: Path) -> None:
    line = json.dumps({"id_str": "1", "full_text": "the same words again and again", "user": {"screen_name": "a"}}).encode() + b"\n"
    documents, reasons = opened(tmp_path / "a.jsonl.gz", gzip.compress(b"".join(line.replace(b"1", b"%d" % n) for n in range(80_000))))
    assert len(documents) == 1
    assert not reasons


def nested(depth: int) -> bytes:
    data = PAGE
    for _ in range(depth):
        data = zipped(("inner.zip", data))
    return data


def test_nesting_has_an_end(tmp_path: Path) -> None:
    assert opened(tmp_path / "a.zip", nested(3))[1] == []
    assert opened(tmp_path / "b.zip", nested(100))[1] == ["too-deep"]
    wide = zipped(("a.html", PAGE))
    for _ in range(6):
        wide = zipped(*((f"{number}.zip", wide) for number in range(12)))
    begin = time.monotonic()
    reasons = opened(tmp_path / "c.zip", wide)[1]
    assert reasons[-1] in ("too-deep", "too-large")
    assert len(reasons) < 200
    assert time.monotonic() - begin < 10


def overlapping() -> bytes:
    """Two directory entries that share one member's bytes."""
    one = zipped(("p.html", PAGE))
    start, end = one.rfind(b"PK\1\2"), one.rfind(b"PK\5\6")
    entry = one[start:end]
    return one[:start] + entry * 3 + struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 3, 3, len(entry) * 3, start, 0)


def test_overlapping_members_are_read_once(tmp_path: Path) -> None:
    documents, reasons = opened(tmp_path / "a.zip", overlapping())
    assert len(documents) == 1
    assert reasons == ["bad-record"]


# -- damage -----------------------------------------------------------------------------------------------------------------


def test_members_with_one_name_are_both_read(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = zipped(("a.html", PAGE), ("a.html", PAGE.replace(b"20", b"21")))
    documents, reasons = opened(tmp_path / "a.zip", data)
    assert len({d.body for d in documents}) == len({d.locator for d in documents}) == 2
    assert not reasons


@pytest.mark.parametrize(("place", "value", "reason"), [(16, None, "crc"), (10, 99, "unsupported"), (8, 1, "encrypted")])
def test_one_bad_member_leaves_the_others(place: int, value: int | None, reason: str, tmp_path: Path) -> None:
    data = bytearray(zipped(("good.html", PAGE), ("bad.html", PAGE.replace(b"20", b"21"))))
    entry = data.rfind(b"PK\1\2")
    data[entry + place] = data[entry + place] ^ 0xFF if value is None else value
    documents, reasons = opened(tmp_path / "a.zip", bytes(data))
    assert PAGE in [d.body for d in documents]
    assert reasons == [reason]


def test_a_zip_without_directory_is_salvaged(tmp_path: Path) -> None:
    data = zipped(("a.html", PAGE), ("b.html", PAGE), ("c.html", PAGE))
    documents, reasons = opened(tmp_path / "a.zip", data[: data.index(b"PK\1\2") - 5])
    assert [d.body for d in documents[:2]] == [PAGE, PAGE]
    assert reasons[0] == "truncated"


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, zstandard.compress])
def test_every_cut_is_told(pack: Callable[[bytes], bytes], tmp_path: Path) -> None:
    whole = pack(b"".join(b"<p>%d</p>" % number for number in range(3000)))
    for cut in (len(whole) - 1, len(whole) // 2, len(whole) // 10):
        assert opened(tmp_path / "a", whole[:cut])[1], cut
    assert opened(tmp_path / "a", whole)[1] == []


@pytest.mark.parametrize("length", ["-1", "abc", "", "5", "999999999999999999", "9" * 40, "1e3", "0x10"])
@pytest.mark.parametrize("packed", [False, True])
def test_a_lying_length_costs_one_record(length: str, packed: bool, tmp_path: Path) -> None:
    parts = [record(1), record(2, length=length or " "), record(3)]
    data = b"".join(map(gzip.compress, parts)) if packed else b"".join(parts)
    documents, reasons = opened(tmp_path / "a.warc", data)
    assert {"1", "3"} <= {d.url[-1] for d in documents}
    assert reasons


def test_a_damaged_gzip_member_costs_one_record(tmp_path: Path) -> None:
    parts = [bytearray(gzip.compress(record(number))) for number in range(1, 5)]
    parts[1][len(parts[1]) // 2] ^= 0x55
    documents, reasons = opened(tmp_path / "a.warc.gz", b"".join(map(bytes, parts)))
    assert {"1", "3", "4"} <= {d.url[-1] for d in documents}
    assert reasons


def test_junk_between_records_is_passed_over(tmp_path: Path) -> None:
    documents, reasons = opened(tmp_path / "a.warc", record(1) + b"\0\xff" * 5000 + b"\n" + record(2))
    assert [d.url[-1] for d in documents] == ["1", "2"]
    assert reasons == ["bad-record"]


def test_a_tar_that_lies_about_a_size(tmp_path: Path) -> None:
    member = tarfile.TarInfo("a.html")
    member.size = 1 << 42
    assert "truncated" in opened(tmp_path / "a.tar", member.tobuf(tarfile.GNU_FORMAT) + b" " * 10_240)[1]


def test_links_in_archives_are_not_followed(tmp_path: Path) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        link = tarfile.TarInfo("l.html")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    assert opened(tmp_path / "a.tar", out.getvalue()) == ([], ["unsupported"])


def property_list(*objects: bytes) -> bytes:
    """A binary property list out of its objects, which refer to each other by number."""
    places, data = [], b"bplist00"
    for one in objects:
        places.append(len(data))
        data += one
    table = b"".join(place.to_bytes(2, "big") for place in places)
    return data + table + bytes(6) + b"\2\1" + struct.pack(">QQQ", len(objects), 0, len(data))


def word(text: str) -> bytes:
    return b"\x5f\x10" + bytes([len(text)]) + text.encode()


def test_a_web_archive_that_holds_itself_is_read_once(tmp_path: Path) -> None:
    data = b"\x4f\x10" + bytes([len(PAGE)]) + PAGE
    itself = property_list(
        b"\xd2\1\3\2\4", word("WebMainResource"), b"\xd2\5\6\7\x08", word("WebSubframeArchives"), b"\xae" + b"\0" * 14,
        word("WebResourceData"), word("WebResourceMIMEType"), data, word("text/html"))
    documents, reasons = opened(tmp_path / "a.webarchive", itself)
    assert [document.body for document in documents] == [PAGE]
    assert not reasons


def test_a_web_archive_with_the_same_bytes_again_and_again(tmp_path: Path) -> None:
    data = PAGE + b" " * (MIB - len(PAGE))
    resources = [{"WebResourceData": data, "WebResourceMIMEType": "text/html", "WebResourceURL": f"https://a.example/{number}"}
                 for number in range(150)]
    packed = plistlib.dumps({"WebMainResource": resources[0], "WebSubresources": resources}, fmt=plistlib.FMT_BINARY)
    assert len(packed) < 2 * MIB
    documents, reasons = opened(tmp_path / "a.webarchive", packed)
    assert "too-large" in reasons
    assert 0 < len(documents) < 150


# -- the disk ---------------------------------------------------------------------------------------------------------------


def test_the_walk_opens_no_fifo_and_follows_no_link(tmp_path: Path) -> None:
    (tmp_path / "ok.html").write_bytes(PAGE)
    os.mkfifo(tmp_path / "fifo.html")
    os.symlink("/etc", tmp_path / "etc")
    os.symlink("self", tmp_path / "self")
    os.symlink("..", tmp_path / "up")
    with socket.socket(socket.AF_UNIX) as plug:
        here = os.getcwd()
        os.chdir(tmp_path)
        plug.bind("plug")
        os.chdir(here)
    items = list(walk([tmp_path]))
    assert [Path(one.path).name for one in items if not isinstance(one, Problem)] == ["ok.html"]
    assert {one.reason for one in items if isinstance(one, Problem)} == {"unsupported"}
    assert len(items) == 6


@pytest.mark.parametrize("name", [b"new\nline.html", b"caf\xe9\xff.html", b"-rf.html", b"\x1b]0;x\x07.html", b"n" * 250 + b".html"])
def test_any_name_can_be_opened_again(name: bytes, tmp_path: Path) -> None:
    with open(os.path.join(os.fsencode(tmp_path), name), "wb") as file:
        file.write(PAGE)
    one, = walk([tmp_path])
    assert not isinstance(one, Problem)
    document, = read(one.path, SMALL)
    assert isinstance(document, Document)
    assert os.fsencode(document.locator).endswith(name)


def test_a_file_that_changes_or_goes_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(record(1) + record(2))
    items = read(path, SMALL)
    next(items)
    with open(path, "ab") as file:
        file.write(record(3))
    assert [one.reason for one in items if isinstance(one, Problem)] == ["changed"]
    items = read(path, SMALL)
    next(items)
    path.unlink()
    assert [one.reason for one in items if isinstance(one, Problem)] == ["vanished"]
    assert opened(path)[1] == ["vanished"]


def test_an_empty_file_is_a_problem(tmp_path: Path) -> None:
    assert opened(tmp_path / "a.html", b"") == ([], ["empty"])


# -- depth ------------------------------------------------------------------------------------------------------------------


def test_depth_is_counted_before_anything_recurses() -> None:
    assert json_depth(b"[" * 100_000 + b"]" * 100_000, 500) == 501
    assert json_depth(b'{"a":' * 700 + b"1" + b"}" * 700, 500) == 501
    assert json_depth(json.dumps([{"text": "[[[[[" * 500, "n": [1, [2]]}] * 200).encode(), 500) < 10
    assert html_depth(b"<div>" * 5000, 3000)[1] == 5 * 3000
    assert html_depth(b"<p>one<br><li>two" * 20_000, 3000)[1] == -1
    assert html_depth(b"<div><b>x</b></div>" * 20_000, 3000)[1] == -1


@pytest.mark.parametrize("piece", [
    b"<!--", b"<script>", b"</scrip", b"<![CDATA[", b'<a href="', b"<a ", b"<", b"</", b"<title>", b"<style></styl",
])
def test_the_scan_of_depth_is_never_slow(piece: bytes) -> None:
    begin = time.process_time()
    html_depth(piece * (2 * MIB // len(piece)), 3000)
    json_depth(piece * (2 * MIB // len(piece)), 500)
    assert time.process_time() - begin < 3


# -- the collection beside the project --------------------------------------------------------------------------------------

SAMPLE = ("tiny", "archives", "captions", "fs/special")
"""Groups of the collection, or a part of one, for time; ``make hostile`` makes and runs them all, with memory and time watched."""


def loaded(name: str) -> Any:
    """A script of the collection as a module."""
    if not (SHARED / f"{name}.py").exists():
        pytest.skip("the hostile collection (../shared/hostile) is not beside this project")
    spec = importlib.util.spec_from_file_location(name, SHARED / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("sample", SAMPLE)
def test_outcomes_of_the_collection(sample: str, tmp_path: Path) -> None:
    maker, checker = loaded("make_hostile"), loaded("run")
    group, _, only = sample.partition("/")
    made = maker.Out(str(tmp_path))
    getattr(maker, group)(made, *((20,) if group == "fs" else ()))
    cases = [case for case in made.cases if case["kind"] in ("file", "dir") and only in case["path"]]
    (tmp_path / "control.html").write_text(checker.CONTROL)
    wrong = {}
    for number, case in enumerate(cases[:: {"tiny": 8, "archives": 2}.get(group, 1)]):
        database = str(tmp_path / f"{number}.db")
        path = os.fsdecode(checker.real_path(str(tmp_path), case))
        done = CliRunner().invoke(cli.main, ["ingest", "-j", "1", "--db", database, path, str(tmp_path / "control.html")])
        faults = checker.archive_faults(database, case) + ([done.stdout] if done.stdout else [])
        if done.exit_code not in case["exit"] or faults:
            wrong[path] = (done.exit_code, faults)
    assert cases
    assert not wrong


@pytest.mark.parametrize(("url", "reasons"), [
    ("https://api.x.com/graphql/abc/TweetDetail", ["bad-json"]), ("https://stats.example/count.json", []), ("", ["bad-json"]),
])
def test_damaged_data_of_a_platform_is_told_in_a_crawl(url: str, reasons: list[str]) -> None:
    broken = b'{"id_str": "1266999999999999001", oops}\n{"n": 1}\n'
    items = list(read_document(Document(locator="a.warc@0", body=broken, kind="ndjson", url=url)))
    assert [p.reason for one in items if isinstance(one, Reading) for p in one.problems if p.reason != "unsupported"] == reasons
