"""Every locator can be opened again: `show --raw` prints what lies there, whatever it is wrapped in."""

import bz2
import gzip
import io
import json
import lzma
import mailbox
import sqlite3
import tarfile
import zipfile
from collections.abc import Callable
from contextlib import closing
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path

import pytest
import zstandard
from click.testing import CliRunner
from crawls import ARTICLE, PAGE, POST, RESULT, Crawl, har, wacz

import cli
from ingest.run.reopen import file_of, fragment, reopened, whole

pytestmark = [pytest.mark.filterwarnings("ignore::ResourceWarning"),
              pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]


def zipped(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def tarred(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for inside, body in (("first.html", b"<p>first"), (name, data)):
            member = tarfile.TarInfo(inside)
            member.size = len(body)
            archive.addfile(member, io.BytesIO(body))
    return out.getvalue()


def message() -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["Date"] = "Seal", "a@gazette.example", "Fri, 05 Mar 2021 10:11:12 +0000"
    mail.set_content("Read it online.")
    mail.add_alternative(PAGE.decode(), subtype="html", cte="quoted-printable")
    return mail


def box(folder: Path) -> bytes:
    path = folder / "made.mbox"
    made = mailbox.mbox(str(path))
    for _ in range(2):
        made.add(message())
    made.close()
    return path.read_bytes()


def mhtml(folder: Path) -> bytes:
    head = (f"From: <Saved by Blink>\r\nSnapshot-Content-Location: {ARTICLE}\r\nSubject: Seal\r\nDate: Fri, 05 Mar 2021 10:11:12 +0000\r\n"
            'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="----B"\r\n\r\n------B\r\n'
            f"Content-Type: text/html\r\nContent-Transfer-Encoding: binary\r\nContent-Location: {ARTICLE}\r\n\r\n")
    return head.encode() + PAGE + b"\r\n------B--\r\n"


def rows(folder: Path) -> bytes:
    path = folder / "made.db"
    with closing(sqlite3.connect(path)) as base, base:
        base.execute("create table users (id integer, screen_name text, name text)")
        base.execute("create table tweets (id integer, user integer, created_at text, full_text text)")
        base.execute("insert into users values (7, 'inesquay', 'Ines Quay')")
        base.execute("insert into tweets values (?, 7, '2021-03-03T06:50:11', 'The seal sat on my boat')", (int(POST),))
    return path.read_bytes()


LINES = b'{"id_str": "1", "n": 1}\n' + json.dumps({**RESULT, "full_text": RESULT["text"]}).encode() + b"\n"
FEED = f"<rss><channel><item><link>{ARTICLE}</link><description><![CDATA[{PAGE.decode()}]]></description></item></channel></rss>"
KINDS: dict[str, tuple[str, Callable[[Path], bytes]]] = {
    "page": ("a.html", lambda folder: PAGE),
    "name with signs": ("a!b@1#c.html", lambda folder: PAGE),
    "gz": ("a.html.gz", lambda folder: gzip.compress(PAGE)),
    "bz2": ("a.html.bz2", lambda folder: bz2.compress(PAGE)),
    "xz": ("a.html.xz", lambda folder: lzma.compress(PAGE)),
    "zst": ("a.html.zst", lambda folder: zstandard.compress(PAGE)),
    "zip": ("a.zip", lambda folder: zipped(("b.html", PAGE), ("b.json", b"[]"))),
    "zip in zip": ("a.zip", lambda folder: zipped(("x/in!ner.zip", zipped(("b@2.html", PAGE))))),
    "tar": ("a.tar", lambda folder: tarred("x/b.html", PAGE)),
    "tgz": ("a.tgz", lambda folder: gzip.compress(tarred("x/b.html", PAGE))),
    "warc": ("a.warc", lambda folder: Crawl(packed=False).story().bytes()),
    "warc.gz": ("a.warc.gz", lambda folder: Crawl().story().bytes()),
    "warc in one member": ("a.warc.gz", lambda folder: gzip.compress(Crawl(packed=False).story().bytes())),
    "warc.zst": ("a.warc.zst", lambda folder: zstandard.compress(Crawl(packed=False).story().bytes())),
    "wacz": ("a.wacz", lambda folder: wacz(Crawl().story().bytes())),
    "har": ("a.har", lambda folder: har()),
    "mhtml": ("a.mhtml", mhtml),
    "mbox": ("a.mbox", box),
    "eml": ("a.eml", lambda folder: bytes(message())),
    "ndjson": ("a.jsonl", lambda folder: LINES),
    "ndjson.gz": ("a.jsonl.gz", lambda folder: gzip.compress(LINES)),
    "sqlite": ("a.db", rows),
    "feed": ("feed.xml", lambda folder: FEED.encode()),
    "markdown": ("a.md", lambda folder: f"# Seal\n\nhttps://twitter.com/inesquay/status/{POST}\n".encode()),
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_bytes_of_each_kind_of_locator(kind: str, tmp_path: Path) -> None:
    name, make = KINDS[kind]
    (tmp_path / "in").mkdir()
    path = tmp_path / "in" / name
    path.write_bytes(make(tmp_path))
    database = str(tmp_path / "archive.db")
    run = CliRunner().invoke
    assert run(cli.main, ["ingest", "-q", "--known-problems-ok", "--db", database, str(path)]).exit_code == 0
    shown = run(cli.main, ["show", "--db", database, POST, "--raw"])
    assert shown.exit_code == 0
    assert POST in shown.stdout
    assert "opened again" in shown.stderr
    assert "as kept" not in shown.stderr
    with closing(sqlite3.connect(database)) as base, base:
        places = base.execute(
            'SELECT d.locator, l."offset", l.length, f.sha256 FROM places l JOIN documents d ON d.id = l.document_id JOIN sightings s '
            "ON s.id = l.sighting_id JOIN fragments f ON f.id = s.fragment_id").fetchall()
    assert places
    assert places[0][0] in run(cli.main, ["show", "--db", database, POST]).stdout
    for locator, offset, length, digest in places:
        piece = fragment(locator, offset, length, digest)
        assert piece is not None
        assert sha256(piece).digest() == digest
        document = reopened(locator)
        assert document is not None
        assert file_of(locator) == str(path)
        assert b"".join(whole(document)) == run(cli.main, ["show", "--db", database, locator, "--raw"]).stdout_bytes
    path.unlink()
    gone = run(cli.main, ["show", "--db", database, POST, "--raw"])
    assert "as kept" in gone.stderr
    assert gone.stdout_bytes == shown.stdout_bytes
    assert run(cli.main, ["show", "--db", database, places[0][0], "--raw"]).exit_code == 1


def test_a_record_is_gone_to_directly(tmp_path: Path) -> None:
    """What lies before it is not read: it may be gigabytes."""
    crawl = Crawl()
    crawl.capture("https://gazette.example/first", b"<p>" + b"x" * 1000)
    start = len(crawl.bytes())
    crawl.capture(ARTICLE, PAGE)
    path = tmp_path / "a.warc.gz"
    path.write_bytes(b"\x1f\x8b" + b"j" * (start - 2) + crawl.bytes()[start:])
    document = reopened(f"{path}@{start}")
    assert document is not None
    assert (document.body, document.url) == (PAGE, ARTICLE)


def test_names_that_are_no_text(tmp_path: Path) -> None:
    path = bytes(tmp_path) + b"/caf\xe9\xff.html"
    with open(path, "wb") as file:
        file.write(PAGE)
    database = str(tmp_path / "archive.db")
    assert CliRunner().invoke(cli.main, ["ingest", "-q", "--db", database, str(tmp_path)]).exit_code == 0
    shown = CliRunner().invoke(cli.main, ["show", "--db", database, POST, "--raw"])
    assert "opened again" in shown.stderr
