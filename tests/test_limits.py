"""Every limit has a flag; over it is a problem that says so, and the rest is read."""

import gzip
import io
import json
import re
import sqlite3
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import zstandard
from click.testing import CliRunner
from crawls import Crawl

import cli
from ingest.model import Document
from ingest.scan import scan

# The writer of WARCs used here leaves its temporary files to the garbage collector.
pytestmark = [pytest.mark.filterwarnings("ignore::ResourceWarning"),
              pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]
FIRST = 1267000000000000000
MIB = 1 << 20


def page(number: int, padding: int = 0) -> bytes:
    link = f"https://twitter.com/a/status/{FIRST + number}"
    return f'<html><body><blockquote class="twitter-tweet"><a href="{link}">x</a></blockquote>{" x" * padding}</body></html>'.encode()


def zipped(*members: bytes, name: str = "html") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, data in enumerate(members):
            archive.writestr(f"{number}.{name}", data)
    return out.getvalue()


def tarred(*members: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for number, data in enumerate(members):
            member = tarfile.TarInfo(f"{number}.html")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return out.getvalue()


def mail(*parts: bytes) -> bytes:
    head = b'From: a@b.example\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary="B"\r\n\r\n'
    return head + b"".join(b"--B\r\nContent-Type: text/html\r\n\r\n" + part + b"\r\n" for part in parts) + b"--B--\r\n"


def feed(*items: bytes) -> bytes:
    inside = b"".join(b"<item><link>https://g.example/%d</link><description><![CDATA[%s]]></description></item>" % (number, body)
                      for number, body in enumerate(items))
    return b"<rss><channel>" + inside + b"</channel></rss>"


def har(*bodies: bytes) -> bytes:
    entries = [{"request": {"url": f"https://g.example/{number}"}, "response": {
        "status": 200, "content": {"mimeType": "text/html", "text": body.decode() + ' "}]\\"'}}} for number, body in enumerate(bodies)]
    return json.dumps({"log": {"version": "1.2", "creator": {}, "entries": entries}}).encode()


def crawl(*bodies: bytes) -> bytes:
    made = Crawl(packed=False)
    for number, body in enumerate(bodies):
        made.capture(f"https://g.example/{number}", body)
    return made.bytes()


def long_head() -> bytes:
    crawled = crawl(page(0), page(1), page(2))
    address = b"WARC-Target-URI: https://g.example/1"
    return crawled.replace(address, b"X: " + b"x" * 300_000 + b"\r\n" + address, 1)


def windowed() -> bytes:
    """zstd data whose frame asks for a window of 4 MiB."""
    machine = zstandard.ZstdCompressor(compression_params=zstandard.ZstdCompressionParameters(window_log=22, compression_level=1))
    packer = machine.compressobj()
    return packer.compress(page(0)) + packer.flush()


def nested_feed() -> bytes:
    items = [{"id": "1", "url": "https://g.example/1", "content_html": page(0).decode()}]
    deep = "[" * 50 + "]" * 50
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items, "_x": "DEEP"}).replace('"DEEP"', deep).encode()


def long_page() -> bytes:
    return tarred(page(0), b"".join(map(page, range(9, 30_000))), page(2))


THREE = (page(0), page(1, MIB), page(2))
CASES: dict[str, tuple[Callable[[], bytes], str, str, int, str]] = {
    "depth": (lambda: zipped(zipped(zipped(page(0)), name="zip"), name="zip"), "--max-depth=1", "too-deep", 0, "--max-depth"),
    "ratio": (lambda: gzip.compress(page(0) + b" " * (33 * MIB)), "--max-ratio=1", "too-large", 1, "--max-ratio"),
    "members of a zip": (lambda: zipped(*map(page, range(9))), "--max-members=5", "too-many", 5, "--max-members"),
    "members of a tar": (lambda: tarred(*map(page, range(9))), "--max-members=5", "too-many", 6, "--max-members"),
    "parts of a mail": (lambda: mail(*map(page, range(9))), "--max-members=5", "too-many", 5, "--max-members"),
    "a member of a zip": (lambda: zipped(*THREE), "--max-member=1", "too-large", 3, "--max-member"),
    "a member of a tar": (lambda: tarred(*THREE), "--max-member=1", "too-large", 2, "--max-member"),
    "all members": (lambda: zipped(*THREE), "--max-total=1", "too-large", 2, "--max-total"),
    "a page": (lambda: THREE[1], "--max-body=1", "too-large", 1, "1 MiB"),
    "a record of a crawl": (lambda: crawl(*THREE), "--max-body=1", "too-large", 3, ""),
    "an item of a feed": (lambda: feed(*THREE), "--max-record=1", "too-large", 2, "--max-record"),
    "an entry of a har": (lambda: har(*THREE), "--max-record=1", "too-large", 2, "--max-record"),
    "a long head": (long_head, "--max-header=8", "too-large", 3, "--max-header"),
    "elements in elements": (lambda: page(0) + b"<div>" * 200 + page(1), "--max-html-depth=100", "too-deep", 2, "--max-html-depth"),
    "levels of a feed": (nested_feed, "--max-json-depth=40", "too-deep", 0, "--max-json-depth"),
    "a window": (windowed, "--max-window=2", "too-large", 0, "--max-window"),
    "seconds": (lambda: long_page(), "--max-seconds=0.4", "too-slow", 2, "--max-seconds"),
    "quiet": (lambda: long_page(), "--max-quiet=0.3", "too-slow", 2, "--max-quiet"),
}


@pytest.mark.parametrize("case", CASES)
def test_over_a_limit_is_told_and_the_rest_is_read(case: str, tmp_path: Path) -> None:
    make, flag, reason, posts, words = CASES[case]
    path, database = tmp_path / "input", tmp_path / "archive.db"
    path.write_bytes(make())
    done = CliRunner().invoke(cli.main, ["ingest", "-j", "1", "--db", str(database), flag, str(path)])
    with closing(sqlite3.connect(database)) as base, base:
        said = dict(base.execute("SELECT reason, detail FROM open_problems"))
        assert base.execute("SELECT count(*) FROM posts").fetchone() == (posts,), done.stderr
    assert done.exit_code == (3 if reason else 0), done.stderr
    assert list(said) == ([reason] if reason else []), done.stderr
    assert words in said.get(reason, ""), said


@pytest.mark.parametrize(("flag", "made", "posts"), [
    ("--max-stdin=1", lambda: page(0, MIB), 1), ("--max-memory=110", lambda: tarred(page(0), page(1, 14 * MIB), page(2)), 2),
])
def test_limits_of_the_whole_program(flag: str, made: Callable[[], bytes], posts: int, tmp_path: Path) -> None:
    """In a process of its own: memory that the tests have left over would be used up first."""
    command = [sys.executable, str(Path(cli.__file__)), "ingest", "-j", "1", "--db", str(tmp_path / "archive.db"), flag, "-"]
    done = subprocess.run(command, input=made(), capture_output=True, check=False)
    assert done.returncode == 3
    assert flag.partition("=")[0] in done.stderr.decode()
    assert f"{posts} new" in done.stderr.decode()


def test_a_limit_is_no_negative_number() -> None:
    done = CliRunner().invoke(cli.main, ["ingest", "--max-ratio=-1", "x.html"])
    assert done.exit_code == 2
    assert "--max-ratio" in done.stderr


def test_every_flag_is_tried_here() -> None:
    said = CliRunner().invoke(cli.main, ["ingest", "--help"]).stdout
    flags = set(re.findall(r"--max-[a-z]+(?:-[a-z]+)*", said)) - {"--max-bytes", "--max-requests"}
    assert flags == {case[1].partition("=")[0] for case in CASES.values()} | {"--max-stdin", "--max-memory"}


def test_posts_in_posts_are_read_so_deep_and_no_deeper() -> None:
    """Each is read with all that it holds: of thousands in one another every one would cost the whole page."""
    posts = "".join(f'<div class="post" id="post-1_{number}"><div class="wall_post_text">Words.</div>' for number in range(1, 500))
    page = f'<html><head><link rel="canonical" href="https://vk.com/wall-1_1"></head><body>{posts}</body></html>'
    reading = scan(Document(locator="page.html", body=page.encode()))
    assert [problem.reason for problem in reading.problems] == ["too-deep"]
    assert 1 < len(reading.sightings) < 100
