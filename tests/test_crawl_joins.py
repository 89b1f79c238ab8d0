"""What belongs together in crawls: revisits and their captures, pictures and posts, answers and the pages that asked."""

import base64
import gzip
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from hashlib import sha1, sha256
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from crawls import ARTICLE, DATA, PAGE, POST, RESULT, WHEN, Crawl, har, wacz

import cli
from ingest.run.reopen import medium

pytestmark = [pytest.mark.filterwarnings("ignore::ResourceWarning"),
              pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]
LATER = "2021-04-01T00:00:00Z"
CODE = "CiPJrm3gABN"
PICTURE = "https://scontent.example/v/t51.2885-15/1_n.jpg"
JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 4


def ingested(folder: Path, *paths: Path, code: int = 0) -> str:
    """What ingest said on standard error."""
    done = CliRunner().invoke(cli.main, ["ingest", "--db", str(folder / "archive.db"), *map(str, paths or (folder / "in",))])
    assert done.exit_code == code, done.stderr
    return done.stderr


def rows(folder: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(folder / "archive.db")) as base, base:
        found = base.execute(sql).fetchall()
    return found


EMBEDS = "SELECT page_url, public_id, relation, captured_at FROM embeds ORDER BY captured_at, page_url"
CAPTURED = (ARTICLE, f"twitter::{POST}", "embedded", "2021-03-05T10:11:12.000Z")
AGAIN = (ARTICLE, f"twitter::{POST}", "embedded", "2021-04-01T00:00:00.000Z")


# -- revisits ---------------------------------------------------------------------------------------------------------------


def first_and_revisit(*, refers: bool = True, digest: bool = True) -> tuple[bytes, bytes]:
    """Two WARC files: a capture, and a revisit of it a month later."""
    crawl, later = Crawl(), Crawl()
    crawl.capture("https://gazette.example/other", b"<p>other</p>")
    crawl.capture(ARTICLE, PAGE, destination="document")
    stated = "sha1:" + base64.b32encode(sha1(PAGE).digest()).decode()
    record = later.writer.create_revisit_record(ARTICLE, stated, ARTICLE, WHEN, warc_headers_dict={"WARC-Date": LATER})
    if not refers:
        for name in ("WARC-Refers-To-Target-URI", "WARC-Refers-To-Date"):
            record.rec_headers.remove_header(name)
    later.writer.write_record(record)
    return crawl.bytes(), later.bytes()


@pytest.mark.parametrize("refers", [True, False])
@pytest.mark.parametrize("names", [("a", "b"), ("b", "a")])
def test_a_revisit_of_a_capture_in_another_file(names: tuple[str, str], refers: bool, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name, data in zip(names, first_and_revisit(refers=refers), strict=True):
        (tmp_path / "in" / f"{name}.warc.gz").write_bytes(data)
    assert "wait" not in ingested(tmp_path)
    assert rows(tmp_path, EMBEDS) == [CAPTURED, AGAIN]
    assert rows(tmp_path, "SELECT count(*) FROM revisits") == [(0,)]
    before = (tmp_path / "archive.db").read_bytes()
    ingested(tmp_path)
    assert (tmp_path / "archive.db").read_bytes() == before


def test_a_revisit_is_settled_also_where_its_reading_is_committed_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.pipeline.BATCH", 1)
    (tmp_path / "in").mkdir()
    for name, data in zip("ab", first_and_revisit(), strict=True):
        (tmp_path / "in" / f"{name}.warc.gz").write_bytes(data)
    assert "wait" not in ingested(tmp_path)
    assert rows(tmp_path, "SELECT count(*) FROM revisits") == [(0,)]


def test_a_revisit_waits_for_a_later_run(tmp_path: Path) -> None:
    first, later = first_and_revisit()
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "later.warc.gz").write_bytes(later)
    assert "1 captures wait" in ingested(tmp_path)
    assert rows(tmp_path, "SELECT count(*) FROM open_problems") == [(0,)]
    before = (tmp_path / "archive.db").read_bytes()
    assert "1 captures wait" in ingested(tmp_path)
    assert (tmp_path / "archive.db").read_bytes() == before
    (tmp_path / "in" / "first.warc.gz").write_bytes(first)
    assert "wait" not in ingested(tmp_path)
    assert rows(tmp_path, EMBEDS) == [CAPTURED, AGAIN]


def test_the_order_of_runs_makes_no_difference(tmp_path: Path) -> None:
    hashes = set()
    for number, order in enumerate(((0, 1), (1, 0))):
        folder = tmp_path / str(number)
        (folder / "in").mkdir(parents=True)
        files = first_and_revisit()
        for which in order:
            path = folder / "in" / f"{which}.warc.gz"
            path.write_bytes(files[which])
            ingested(folder, path)
        hashes.add(CliRunner().invoke(cli.main, ["dump", "--hash", "--db", str(folder / "archive.db")]).stdout)
    assert len(hashes) == 1


@pytest.mark.parametrize("form", ["cdxj", "cdx", "gz"])
def test_an_index_beside_the_files_tells_where_the_capture_is(form: str, tmp_path: Path) -> None:
    """Here the capture's own file was read at another address, so that only the index knows."""
    _, later = first_and_revisit(refers=False)
    digest = next(line.split()[1].decode() for line in gzip.decompress(later).splitlines() if line.startswith(b"WARC-Payload-Digest"))
    other = Crawl()
    other.capture("https://gazette.example/2021/copy.html", PAGE, destination="document")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "first.warc.gz").write_bytes(other.bytes())
    (folder / "later.warc.gz").write_bytes(later)
    entry = json.dumps({"url": "x", "mime": "text/html", "status": "200", "digest": digest, "offset": "0", "filename": "first.warc.gz"})
    lines = {"cdx": " CDX N b a m s k r M S V g\nexample,gazette)/ 20210305101112 https://gazette.example/ text/html 200 "
                    f"{digest.partition(':')[2]} - - 900 0 first.warc.gz\n"}
    text = lines.get(form, f"example,gazette)/ 20210305101112 {entry}\n").encode()
    (folder / ("index.cdxj.gz" if form == "gz" else f"index.{form}")).write_bytes(gzip.compress(text) if form == "gz" else text)
    assert "wait" not in ingested(tmp_path)
    assert AGAIN in rows(tmp_path, EMBEDS)


def test_a_revisit_of_other_bytes_goes_on_waiting(tmp_path: Path) -> None:
    _, later = first_and_revisit()
    changed = Crawl()
    changed.capture(ARTICLE, PAGE + b"<!-- changed -->", destination="document")
    for name, data in (("a", changed.bytes()), ("b", later)):
        (tmp_path / f"{name}.warc.gz").write_bytes(data)
    assert "1 captures wait" in ingested(tmp_path, tmp_path / "a.warc.gz", tmp_path / "b.warc.gz")
    assert rows(tmp_path, EMBEDS) == [CAPTURED]


# -- pictures ---------------------------------------------------------------------------------------------------------------

SHELL = f'<html><body><p>{{}}</p><a href="https://www.instagram.com/p/{CODE}/"></a></body></html>'
PHOTO = (f'<html><body><div class="Embed" data-media-type="GraphImage" data-media-id="123"><div class="EmbedHeader"><a href="https://www.'
         f'instagram.com/kiln.and.co/"><span class="UsernameText">kiln.and.co</span></a></div><div class="EmbeddedMedia"><a href="https://www.'
         f'instagram.com/p/{CODE}/"><img class="EmbeddedMediaImage" src="{{}}" alt="a vase"></a></div><div class="SocialProof"><a href="https://'
         f'www.instagram.com/p/{CODE}/">1,512 likes</a></div><div class="Caption"><a class="CaptionUsername" href="https://www.instagram.com/'
         'kiln.and.co/">kiln.and.co</a><br><br>A vase.</div></div></body></html>')
STORY = (f'<html><head><title>Kiln</title></head><body><blockquote class="instagram-media" data-instgrm-permalink="https://www.instagram.com/'
         f'p/{CODE}/"></blockquote></body></html>').encode()
ASKED = f"https://www.instagram.com/p/{CODE}/embed/captioned/"


def photographed() -> Crawl:
    crawl = Crawl()
    crawl.capture(ARTICLE, STORY, destination="document")
    crawl.capture(ASKED, PHOTO.format(PICTURE).encode(), referer="https://gazette.example/", destination="iframe")
    crawl.capture(PICTURE, JPEG, "image/jpeg", referer="https://www.instagram.com/", destination="image")
    crawl.capture("https://gazette.example/logo.png", b"\x89PNG\r\n\x1a\n", "image/png")
    return crawl


def photographed_har() -> bytes:
    def entry(url: str, mime: str, text: str, encoding: str = "") -> dict[str, Any]:
        return {"startedDateTime": WHEN, "request": {"url": url, "headers": []}, "response": {
            "status": 200, "headers": [], "content": {"mimeType": mime, "text": text, **({"encoding": encoding} if encoding else {})}}}

    return json.dumps({"log": {"version": "1.2", "creator": {}, "entries": [
        entry(ARTICLE, "text/html", STORY.decode()), entry(ASKED, "text/html", PHOTO.format(PICTURE)),
        entry(PICTURE, "image/jpeg", base64.b64encode(JPEG).decode(), "base64")]}}).encode()


def photographed_mhtml() -> bytes:
    def part(url: str, kind: str, data: bytes) -> bytes:
        return (f"------B\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\nContent-Location: {url}\r\n\r\n".encode()
                + base64.encodebytes(data) + b"\r\n")

    head = (f"From: <Saved by Blink>\r\nSnapshot-Content-Location: {ARTICLE}\r\nSubject: Kiln\r\nDate: Fri, 05 Mar 2021 10:11:12 +0000\r\n"
            'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="----B"\r\n\r\n')
    return head.encode() + part(ARTICLE, "text/html", STORY) + part(ASKED, "text/html", PHOTO.format(PICTURE).encode()) + part(
        PICTURE, "image/jpeg", JPEG) + b"------B--\r\n"


def answered_late() -> bytes:
    """The picture comes before anybody can say where the answer that shows it belongs."""
    tweet = {**RESULT, "mediaDetails": [{"type": "photo", "media_url_https": "https://pbs.twimg.com/media/EvSeal.jpg"}]}
    crawl = Crawl()
    crawl.capture(DATA, json.dumps(tweet).encode(), "application/json", referer="https://platform.twitter.com/", destination="empty")
    crawl.capture("https://pbs.twimg.com/media/EvSeal.jpg", JPEG, "image/jpeg")
    crawl.capture("https://pbs.twimg.com/media/EvOther.jpg", JPEG, "image/jpeg")
    crawl.capture(ARTICLE, PAGE, destination="document")
    return crawl.bytes()


def test_a_picture_behind_an_answer_that_waits(tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(answered_late())
    ingested(tmp_path, tmp_path / "a.warc.gz")
    (url, digest, locator), = rows(tmp_path, "SELECT url, sha256, path FROM blobs")
    assert (url, digest) == ("https://pbs.twimg.com/media/EvSeal.jpg", sha256(JPEG).hexdigest())
    assert medium(locator, url) == JPEG
    assert {row[0] for row in rows(tmp_path, "SELECT page_url FROM embeds")} == {ARTICLE}


@pytest.mark.parametrize(("name", "make"), [
    ("a.warc.gz", lambda: photographed().bytes()), ("a.wacz", lambda: wacz(photographed().bytes())), ("a.har", photographed_har),
    ("a.mhtml", photographed_mhtml),
])
def test_a_picture_in_a_crawl_is_linked_to_its_post(name: str, make: Callable[[], bytes], tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(make())
    ingested(tmp_path, path)
    (url, digest, size, kind, locator), = rows(tmp_path, "SELECT b.url, b.sha256, b.size, b.media_type, b.path FROM blobs b JOIN media m "
                                                         "ON m.url = b.url")
    assert (url, digest, size, kind) == (PICTURE, sha256(JPEG).hexdigest(), len(JPEG), "image/jpeg")
    assert locator.startswith(str(path))
    assert medium(locator, url) == JPEG
    assert locator in CliRunner().invoke(cli.main, ["show", "--db", str(tmp_path / "archive.db"), CODE, "--json"]).stdout


def test_a_picture_beside_a_page_saved_complete(tmp_path: Path) -> None:
    folder = tmp_path / "in" / "Kiln_files"
    folder.mkdir(parents=True)
    (tmp_path / "in" / "Kiln.html").write_bytes(STORY)
    (folder / "saved_resource.html").write_bytes(PHOTO.format("./1%20n.jpg").encode())
    (folder / "1 n.jpg").write_bytes(JPEG)
    (folder / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    ingested(tmp_path)
    (name, digest, path), = rows(tmp_path, "SELECT m.local, b.sha256, b.path FROM blobs b JOIN media m ON m.local = b.url")
    assert (name, digest, path) == ("Kiln_files/1 n.jpg", sha256(JPEG).hexdigest(), str(folder / "1 n.jpg"))
    assert medium(path, name) == JPEG


def test_a_picture_inside_the_page(tmp_path: Path) -> None:
    page = PHOTO.format("data:image/jpeg;base64," + base64.b64encode(JPEG).decode())
    (tmp_path / "a.html").write_text(f'<html><body><iframe srcdoc="{page.replace(chr(34), "&quot;")}"></iframe>{page}</body></html>')
    ingested(tmp_path, tmp_path / "a.html")
    (url, name, digest, locator), = rows(tmp_path, "SELECT m.url, m.local, b.sha256, b.path FROM blobs b JOIN media m ON m.local = b.url")
    assert (url, name, digest) == (None, f"inline/{digest}", sha256(JPEG).hexdigest())
    assert medium(locator, name) == JPEG
    assert rows(tmp_path, "SELECT max(length(claim)) FROM sightings")[0][0] < 1000


# -- answers ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [lambda: Crawl().story().bytes(), har, lambda: wacz(Crawl().story().bytes())])
def test_the_article_gets_caption_and_likes_of_its_frames(make: Callable[[], bytes], tmp_path: Path) -> None:
    (tmp_path / "crawl").write_bytes(make())
    ingested(tmp_path, tmp_path / "crawl")
    assert rows(tmp_path, "SELECT native_id, caption, likes, embedded_count FROM posts") == [(POST, "The seal sat on my boat", 318, 1)]
    assert set(rows(tmp_path, "SELECT page_url, relation FROM embeds")) == {(ARTICLE, "embedded")}
    assert rows(tmp_path, f"SELECT count(*) FROM sightings s JOIN pages g ON g.id = s.page_id WHERE g.url = '{ARTICLE}' "
                          "AND s.claim LIKE '%318%'") == [(1,)]


def answered(url: str, body: object, referer: str = "https://gazette.example/") -> bytes:
    crawl = Crawl()
    crawl.capture(ARTICLE, b"<html><body>nothing</body></html>", destination="document")
    crawl.capture(url, json.dumps(body).encode(), "application/json", referer=referer, destination="empty")
    return crawl.bytes()


def test_what_a_platform_answered_and_nobody_knows(tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(answered("https://syndication.twitter.com/settings?x=1", {"features": {"a": True}}))
    assert "left alone: 1 x answers of platforms without posts" in ingested(tmp_path, tmp_path / "a.warc.gz")
    (tmp_path / "b.warc.gz").write_bytes(answered("https://gazette.example/wp-json/menu", {"menu": {"a": True}}))
    assert "left alone: 1 x data of sites without posts" in ingested(tmp_path, tmp_path / "b.warc.gz")


def test_an_answer_that_looks_like_a_post_is_a_problem(tmp_path: Path) -> None:
    odd = {"id_str": "5", "favorite_count": "a few", "created_at": 1, "text": None, "conversation_count": 1, "user": 5}
    (tmp_path / "a.warc.gz").write_bytes(answered("https://cdn.syndication.twimg.com/tweet-result?id=5", odd))
    ingested(tmp_path, tmp_path / "a.warc.gz", code=3)
    (detail, locator), = rows(tmp_path, "SELECT detail, locator FROM open_problems")
    assert "nearest kinds" in detail
    assert ".warc.gz@" in locator


def test_the_api_of_a_post_s_own_page(tmp_path: Path) -> None:
    own = f"https://x.com/inesquay/status/{POST}"
    crawl = Crawl()
    crawl.capture(own, b"<html><body><div id=react-root></div></body></html>", destination="document")
    crawl.capture(DATA, json.dumps(__import__("crawls").RESULT).encode(), "application/json", referer=own, destination="empty")
    (tmp_path / "a.warc.gz").write_bytes(crawl.bytes())
    CliRunner().invoke(cli.main, ["ingest", "-q", "--db", str(tmp_path / "archive.db"), str(tmp_path / "a.warc.gz")])
    assert "page" in {row[0] for row in rows(tmp_path, "SELECT relation FROM sightings WHERE claim LIKE '%318%'")}


@pytest.mark.parametrize(("host", "found"), [
    ("api.gazette.example", [(ARTICLE, f"twitter::{POST}", "embedded")]), ("ads.other.example", [])])
def test_an_article_that_scripts_put_into_its_page(host: str, found: list[Any], tmp_path: Path) -> None:
    body = {"story": {"blocks": [{"type": "twitter", "data": {"id": POST}}]}}
    (tmp_path / "a.warc.gz").write_bytes(answered(f"https://{host}/story?id=7", body, referer=ARTICLE))
    ingested(tmp_path, tmp_path / "a.warc.gz")
    assert [row[:3] for row in rows(tmp_path, EMBEDS)] == found
