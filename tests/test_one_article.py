"""One article, saved in every way that people save pages: the same posts come out of each."""

import gzip
import io
import mailbox
import shutil
import sqlite3
import tarfile
import zipfile
from collections.abc import Callable
from contextlib import closing
from email.message import EmailMessage
from html import escape
from pathlib import Path
from typing import Any

import pytest
import zstandard
from click.testing import CliRunner
from crawls import ARTICLE, PAGE, POST, WHEN, Crawl, browser, har, mhtml_of, wacz

import cli

pytestmark = [pytest.mark.filterwarnings("ignore::ResourceWarning"),
              pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]
X = "https://twitter.com"
FRAMED = (
    f'<html><body><div id="app"><article role="article" class="css-1dbjc4n"><a href="{X}/inesquay?ref_src=twsrc%5Etfw"><span>Ines Quay'
    f'</span></a><a href="{X}/inesquay?ref_src=twsrc%5Etfw"><span>@inesquay</span></a><div lang="en" dir="auto"><span>The seal sat '
    f'on my boat</span></div><a href="{X}/inesquay/status/{POST}"><time datetime="2021-03-03T06:50:11Z">6:50</time></a>'
    f'<a href="{X}/intent/like?ref_src=twsrc%5Etfw&amp;tweet_id={POST}" aria-label="Like. This Tweet has 318 likes"><span>318</span></a>'
    "</article></div></body></html>")
SINGLEFILE = f"<!--\n Page saved with SingleFile \n url: {ARTICLE} \n saved date: Fri Mar 05 2021 10:11:12 GMT+0000 (UTC)\n-->"


def warc(folder: Path) -> Path:
    return written(folder / "a.warc.gz", Crawl().story().bytes())


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def with_dictionary(folder: Path) -> Path:
    """``.warc.zst`` as the specification wants it: the dictionary in a skippable frame first, a frame for each record."""
    crawl, records, place = Crawl(packed=False), [], 0
    for step in (lambda: crawl.capture(ARTICLE, PAGE, destination="document"), crawl.story):
        step()
        records.append(crawl.bytes()[place:])
        place = len(crawl.bytes())
    plain = Crawl(packed=False).story().bytes()
    trained = zstandard.train_dictionary(2048, [plain[at : at + 300] for at in range(0, len(plain) - 300, 40)])
    machine = zstandard.ZstdCompressor(dict_data=trained)
    words = zstandard.ZstdCompressor().compress(trained.as_bytes())
    head = b"\x5d\x2a\x4d\x18" + len(words).to_bytes(4, "little") + words
    return written(folder / "a.warc.zst", head + b"".join(map(machine.compress, records[1:])))


def saved_complete(folder: Path) -> Path:
    home = folder / "saved"
    (home / "Seal_files").mkdir(parents=True)
    (home / "Seal.html").write_bytes(PAGE.replace(b"<html", f"<!-- saved from url=(0047){ARTICLE} -->\n<html".encode(), 1))
    (home / "Seal_files" / "Tweet.html").write_text(FRAMED)
    return home


def singlefile(folder: Path) -> Path:
    head = "<!DOCTYPE html><html>" + SINGLEFILE
    page = PAGE.decode().replace("<!DOCTYPE html><html", head + "<html", 1)
    return written(folder / "a.html", page.replace("</article>", f'<iframe srcdoc="{escape(FRAMED)}"></iframe></article>').encode())


def mhtml(folder: Path) -> Path:
    """By the browser itself, with the frame as a part of its own."""
    home = folder / "page"
    home.mkdir()
    (home / "frame.html").write_text(FRAMED)
    (home / "page.html").write_bytes(PAGE.replace(b"</article>", b'<iframe src="frame.html"></iframe></article>').replace(
        b"</title>", f'</title><link rel="canonical" href="{ARTICLE}">'.encode()))
    return written(folder / "a.mhtml", mhtml_of((home / "page.html").as_uri(), folder / "profile"))


def newsletter(folder: Path) -> Path:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["Date"] = "Seal", "a@gazette.example", "Fri, 05 Mar 2021 10:11:12 +0000"
    mail.set_content("Read it online.")
    page = PAGE.decode().replace("</title>", f'</title><link rel="canonical" href="{ARTICLE}">')
    mail.add_alternative(page.replace("</article>", FRAMED + "</article>"), subtype="html", cte="quoted-printable")
    box = mailbox.mbox(str(folder / "a.mbox"))
    box.add(mail)
    box.close()
    return folder / "a.mbox"


def packed(folder: Path) -> Path:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        member = tarfile.TarInfo("deep/a.html")
        data = singlefile(folder).read_bytes()
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    (folder / "a.html").unlink()
    with zipfile.ZipFile(folder / "a.zip", "w") as whole:
        whole.writestr("in/a.tgz", out.getvalue())
    return folder / "a.zip"


def wayback(folder: Path) -> Path:
    """As wget or a downloader leaves it: the toolbar in, the closing comment, the frame inline."""
    bar = f'<!-- BEGIN WAYBACK TOOLBAR INSERT --><a href="https://web.archive.org/web/20210305101112/{ARTICLE}">x</a><!-- END -->'
    page = PAGE.decode().replace("<body>", "<body>" + bar).replace("</article>", f'<iframe srcdoc="{escape(FRAMED)}"></iframe></article>')
    return written(folder / "a.html", page.encode() + b"<!-- FILE ARCHIVED ON 10:11:12 Mar 05, 2021 AND RETRIEVED FROM THE -->")


WAYS: dict[str, Callable[[Path], Path]] = {
    "warc": warc, "wacz": lambda folder: written(folder / "a.wacz", wacz(Crawl().story().bytes())),
    "har": lambda folder: written(folder / "a.har", har()), "warc.zst with a dictionary": with_dictionary,
    "warc in gzip": lambda folder: written(folder / "a.warc.gz", gzip.compress(Crawl(packed=False).story().bytes())),
    "mhtml": mhtml, "mbox": newsletter, "saved complete": saved_complete, "singlefile": singlefile, "tgz in zip": packed,
    "wayback": wayback,
}


@pytest.mark.parametrize("way", WAYS)
def test_the_same_posts_out_of_every_one(way: str, tmp_path: Path) -> None:
    if way == "mhtml" and not browser():
        pytest.skip("no Chromium is installed")
    path = WAYS[way](tmp_path)
    shutil.rmtree(tmp_path / "page", ignore_errors=True)
    database = tmp_path / "archive.db"
    done = CliRunner().invoke(cli.main, ["ingest", "--db", str(database), str(path)])
    assert done.exit_code == 0, done.stderr
    found = posts(database)
    likes = 318
    assert found["posts"] == [("twitter", POST, "The seal sat on my boat", likes, "inesquay")]
    relations = {relation for _, relation in found["embeds"]}
    assert relations == {"embedded"}
    if way != "mhtml":  # a page from the disk: its address is file:
        assert {url for url, _ in found["embeds"]} == {ARTICLE}
    if way not in ("saved complete", "mhtml"):
        assert found["captured"] == {WHEN.replace("Z", ".000Z")}


def posts(database: Path) -> dict[str, Any]:
    with closing(sqlite3.connect(database)) as base, base:
        found = {
            "posts": base.execute("SELECT platform, native_id, caption, likes, author_handle FROM posts_flat").fetchall(),
            "embeds": base.execute("SELECT page_url, relation FROM embeds").fetchall(),
            "captured": {row[0] for row in base.execute("SELECT captured_at FROM sightings")},
        }
    return found


def test_frames_of_a_page_without_an_address(tmp_path: Path) -> None:
    home = saved_complete(tmp_path)
    (home / "Seal.html").write_bytes(PAGE)
    assert CliRunner().invoke(cli.main, ["ingest", "-q", "--db", str(tmp_path / "archive.db"), str(home)]).exit_code == 0
    with closing(sqlite3.connect(tmp_path / "archive.db")) as base, base:
        assert base.execute("SELECT count(DISTINCT page_id), count(DISTINCT form) FROM sightings").fetchall() == [(1, 2)]
        assert base.execute("SELECT url, title FROM pages").fetchall() == [(None, "A seal in the harbour")]
        assert base.execute("SELECT embedded_count FROM posts").fetchall() == [(1,)]
