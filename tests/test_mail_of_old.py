"""Old mailboxes and coded files in mail, and what mail programs, systems and crawlers leave beside the files that are meant."""

import base64
import binascii
import os
from pathlib import Path

import pytest

from ingest.containers import InputFile, walk
from ingest.exports.downloads import Note
from ingest.model import Problem, Reading
from ingest.reader import Order, read_file

FIRST = 1266999999999100000
HEAD = "From: a@b.example\nTo: c@d.example\nSubject: s\nDate: Mon, 01 Jun 2020 10:00:00 +0000\n"


def page(number: int) -> str:
    post = f"https://twitter.com/a/status/{FIRST + number}"
    quote = f'<blockquote class="twitter-tweet"><p>words</p><a href="{post}">May 31</a></blockquote>'
    return f"<html><body><article>{quote}</article></body></html>"


def message(number: int) -> str:
    """Its body cannot be read by who does not undo the encoding."""
    coded = base64.encodebytes(page(number).encode()).decode()
    return f"{HEAD}MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\n{coded}\n"


def read(path: Path) -> tuple[list[int], list[str], list[str]]:
    """Numbers of the posts, reasons of the problems, notes."""
    posts: list[int] = []
    reasons: list[str] = []
    notes: list[str] = []
    for task in walk([path]):
        for said in [task] if isinstance(task, Problem) else read_file(task, 0, Order()):
            if isinstance(said, Reading):
                posts += [int(one.key.native_id) - FIRST for one in said.sightings]
                reasons += [problem.reason for problem in said.problems]
            elif isinstance(said, Problem):
                reasons.append(said.reason)
            elif isinstance(said, Note):
                notes.append(said.what)
        assert isinstance(task, InputFile | Problem)
    return sorted(posts), reasons, notes


def uuencoded(body: bytes) -> str:
    lines = [binascii.b2a_uu(body[at:at + 45], backtick=True).decode() for at in range(0, len(body), 45)]
    return "begin 644 page.html\n" + "".join(lines) + "`\nend\n"


def yenc(body: bytes) -> bytes:
    out = bytearray()
    for byte in body:
        shifted = (byte + 42) & 255
        out += bytes([61, (shifted + 64) & 255]) if shifted in (0, 10, 13, 61) else bytes([shifted])
    return b"=ybegin line=9999 size=%d name=page.html\r\n%b\r\n=yend size=%d\r\n" % (len(body), bytes(out), len(body))


def babyl(number: int) -> str:
    head, _, body = message(number).partition("\n\n")
    return f"\x0c\n1, answered,,\n{head}\n\n*** EOOH ***\n{HEAD}\n{body}\x1f"


MAILBOXES = {
    "MMDF": "".join(f"\1\1\1\1\n{message(number)}\1\1\1\1\n" for number in (1, 2, 3)),
    "MMDF with From": "".join(f"\1\1\1\1\nFrom x@y Mon Jun  1 10:00:00 2020\n{message(number)}\1\1\1\1\n" for number in (1, 2, 3)),
    "Babyl": "BABYL OPTIONS: -*- rmail -*-\nVersion: 5\nLabels:\n\x1f" + "".join(map(babyl, (1, 2, 3))),
    "Babyl, heads whole": "BABYL OPTIONS:\n\x1f" + "".join(
        f"\x0c\n0, unseen,,\n*** EOOH ***\n{message(number)}\x1f" for number in (1, 2, 3)),
}


@pytest.mark.parametrize("name", MAILBOXES)
def test_mailboxes(name: str, tmp_path: Path) -> None:
    (tmp_path / "box").write_text(MAILBOXES[name])
    assert read(tmp_path / "box") == ([1, 2, 3], [], [])


CODED = {
    "in a message": f"{HEAD}Content-Type: text/plain\n\nhello\n\n{uuencoded(page(1).encode())}".encode(),
    "alone": uuencoded(page(1).encode()).encode(),
    "two": (uuencoded(page(1).encode()) + uuencoded(page(2).encode())).encode(),
    "by its header": f"{HEAD}Content-Type: text/html\nContent-Transfer-Encoding: x-uuencode\n\n{uuencoded(page(1).encode())}".encode(),
    "yEnc in a message": f"{HEAD}Content-Type: text/plain\n\n".encode() + yenc(page(1).encode()),
    "yEnc alone": yenc(page(1).encode()),
}


@pytest.mark.parametrize("name", CODED)
def test_coded_files(name: str, tmp_path: Path) -> None:
    (tmp_path / "message").write_bytes(CODED[name])
    assert read(tmp_path / "message") == ([1, 2] if name == "two" else [1], [], [])


@pytest.mark.parametrize("body", [
    "\n".join(line[:7] + "\x7f" if number == 3 else line for number, line in enumerate(CODED["alone"].decode().split("\n"))).encode(),
    uuencoded(page(1).encode()).removesuffix("`\nend\n").encode(),
    yenc(page(1).encode())[:-40],
])
def test_damaged_code_is_told(body: bytes, tmp_path: Path) -> None:
    (tmp_path / "message").write_bytes(body)
    assert "truncated" in read(tmp_path / "message")[1]


SIDE = {
    "inbox/.mh_sequences": b"cur: 2\nunseen: 1-2\n", "inbox/.xmhcache": b"\0\1\2abc\n", "dovecot-uidlist": b"3 V1590 N2\n",
    "robots.txt": b"User-agent: *\n", "dovecot.index": b"\7\3\x80\0\0\0\0abc\xff\xfe" * 20, "maildirfolder": b"",
    "Thumbs.db": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1500, ".DS_Store": b"\0\0\0\1Bud1" + b"\0" * 500,
    "desktop.ini": "[.ShellClassInfo]\r\n".encode("utf-16"), "@eaDir/SYNOINDEX": b"\0\1\2\3",
    "Folder.lnk": b"L\0\0\0\1\x14\2\0\0\0\0\0\xc0\0\0\0\0\0\0F" + b"\0" * 100,
    ".page.html.swp": b"b0VIM 8.2\0\0\0\0" + b"\0\1" * 2000, "msgFilterRules.dat": b'version="9"\nlogging="no"\n',
    "settings.conf": b'name="x"\nother="y"\n', "hts-cache/new.ndx": b"2.00\n10\nabc\n", "page.html.sig": b"\x89\2\x33\4\0\1" + b"\xff" * 90,
    "cookies.txt": b"# HTTP cookie file.\n\n.example.org\tTRUE\t/\tFALSE\t1600000000\tname\tvalue\n",
}


def test_what_programs_leave_is_no_problem(tmp_path: Path) -> None:
    for name, body in SIDE.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(body)
    (tmp_path / "inbox" / "1").write_text(message(1))
    posts, reasons, _ = read(tmp_path)
    assert (posts, reasons) == ([1], [])


def test_an_empty_file_is_a_problem_where_it_was_meant(tmp_path: Path) -> None:
    """Named, or called as data; in a folder the empty pages and marks of programs are counted."""
    for name in ("empty.html", "spacer.gif", ".gitkeep", "data.json", "crawl.warc.gz"):
        (tmp_path / name).touch()
    _, reasons, notes = read(tmp_path)
    assert (reasons, len(notes)) == (["empty", "empty"], 3)
    assert read(tmp_path / "empty.html") == ([], ["empty"], [])


def test_saved_404_pages_of_a_mirror_are_counted(tmp_path: Path) -> None:
    gone = "<html><head><title>404 Not Found</title></head><body><h1>Not Found</h1></body></html>"
    (tmp_path / "gone.html").write_text(gone)
    (tmp_path / "post.html").write_text(f"<!-- saved from url=(0033)https://twitter.com/a/status/{FIRST} -->{gone}")
    (tmp_path / "check.html").write_text("<html><head><title>Just a moment...</title></head><body></body></html>")
    _, reasons, notes = read(tmp_path)
    assert (reasons, len(notes)) == (["shell-page", "shell-page"], 1)
    assert read(tmp_path / "gone.html")[1] == ["shell-page"]


def test_a_page_with_its_head_knows_its_address_by_its_folder(tmp_path: Path) -> None:
    where = tmp_path / "mirror" / "news.example.org" / "a"
    os.makedirs(where)
    (where / "b.html").write_bytes(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page(1).encode())
    readings = [said for task in walk([tmp_path / "mirror"]) if isinstance(task, InputFile) for said in read_file(task, 0, Order())
                if isinstance(said, Reading)]
    assert [reading.page.url for reading in readings] == ["https://news.example.org/a/b.html"]
