"""What other crawlers and recorders write beside their pages, and what of it is the page's: logs, feeds, films, repeated scripts."""

import gzip
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from crawls import ARTICLE, DATA, FRAME, PAGE, POST, RESULT, WHEN, Crawl
from test_saves import CAPTURED, ingested, rows
from warcio.statusandheaders import StatusAndHeaders

import cli
from ingest.links import read
from ingest.run.reopen import reopened

pytestmark = [pytest.mark.filterwarnings("ignore::ResourceWarning"),
              pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]
LINK = f"https://twitter.com/inesquay/status/{POST}"
OTHER = "https://gazette.example/2021/second-seal.html"
EMBEDS = "SELECT DISTINCT page_url, captured_at FROM embeds ORDER BY 1"
FEED = (f"<?xml version='1.0'?><rss version='2.0'><channel><title>Gazette</title><item><title>A seal</title><link>{ARTICLE}</link>"
        f"<description><![CDATA[{PAGE.decode().partition('<article>')[2].partition('</article>')[0]}]]></description></item></channel></rss>"
        ).encode()


def note(crawl: Crawl, url: str, kind: str, body: bytes, media_type: str) -> None:
    crawl.writer.write_record(crawl.writer.create_warc_record(
        url, kind, payload=io.BytesIO(body), warc_content_type=media_type, warc_headers_dict={"WARC-Date": WHEN}))


def test_the_log_of_a_crawler_shows_no_posts(tmp_path: Path) -> None:
    """wpull appends its log, which names every address that it asked for; grab-site is made of wpull."""
    crawl = Crawl()
    crawl.capture(ARTICLE, PAGE)
    note(crawl, "urn:X-wpull:log", "resource", f"INFO Fetched https://twitter.com/inesquay/status/{POST}: 200 OK\n".encode(), "text/plain")
    (tmp_path / "a.warc.gz").write_bytes(crawl.bytes())
    assert rows(ingested(tmp_path, tmp_path / "a.warc.gz"), EMBEDS) == [(ARTICLE, CAPTURED)]


@pytest.mark.parametrize(("path", "kind", "body"), [
    ("feed.xml", "application/rss+xml", FEED),
    ("feed.json", "application/feed+json", json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Gazette", "items": [
        {"id": "1", "url": ARTICLE, "title": "A seal", "content_html": PAGE.decode().partition("<body>")[2]}]}).encode()),
    ("wp-json/wp/v2/posts", "application/json", json.dumps([{
        "id": 1, "link": ARTICLE, "date_gmt": "2021-03-05T08:00:00", "title": {"rendered": "A seal"}, "excerpt": {"rendered": ""},
        "content": {"rendered": PAGE.decode().partition("<body>")[2]}}]).encode()),
])
def test_an_article_in_a_feed_is_not_the_page_that_asked_for_the_feed(path: str, kind: str, body: bytes, tmp_path: Path) -> None:
    """Crawlers that follow links name the page where they met the feed."""
    crawl = Crawl()
    crawl.capture(OTHER, b"<html><body><p>Another seal has come.</p></body></html>")
    crawl.capture(f"https://gazette.example/{path}", body, kind, referer=OTHER)
    (tmp_path / "a.warc.gz").write_bytes(crawl.bytes())
    assert rows(ingested(tmp_path, tmp_path / "a.warc.gz"), EMBEDS) == [(ARTICLE, CAPTURED)]


FILM = {
    "id": "Qm3vTz8LpXk", "title": "How to splice a rope beside a seal", "description": "Slowly.", "uploader": "Harbour Master",
    "webpage_url": "https://www.youtube.com/watch?v=Qm3vTz8LpXk", "extractor": "youtube", "extractor_key": "Youtube", "like_count": 77,
    "view_count": 5021, "timestamp": 1614939000, "formats": [],
}


@pytest.mark.parametrize("url", [f"youtube-dl:00001:{ARTICLE}", "metadata://www.youtube.com/watch?v=Qm3vTz8LpXk"])
def test_what_crawlers_note_of_films(url: str, tmp_path: Path) -> None:
    """brozzler and wpull write down what yt-dlp says, as metadata; other metadata is of the crawl."""
    crawl = Crawl()
    note(crawl, url, "metadata", json.dumps(FILM, indent=4).encode(), "application/vnd.youtube-dl_formats+json;charset=utf-8")
    note(crawl, ARTICLE, "metadata", b"outlink: https://www.youtube.com/watch?v=Rm3vTz8LpXk L a/@href\r\n", "application/warc-fields")
    (tmp_path / "a.warc.gz").write_bytes(crawl.bytes())
    database = ingested(tmp_path, tmp_path / "a.warc.gz")
    assert rows(database, "SELECT native_id, title, likes FROM posts_flat") == [("Qm3vTz8LpXk", FILM["title"], 77)]


def test_a_repeated_script_waits_for_nothing(tmp_path: Path) -> None:
    """warcprox and Browsertrix write the second copy of a script as a revisit: of the first one nothing was read either."""
    crawl = Crawl()
    crawl.capture("https://platform.twitter.com/widgets.js", b"!function(){run()}();", "application/javascript")
    digest = gzip.decompress(crawl.bytes()).partition(b"WARC-Payload-Digest: ")[2].split()[0].decode()
    head = StatusAndHeaders("200 OK", [("Content-Type", "application/javascript")], protocol="HTTP/1.1")
    crawl.writer.write_record(crawl.writer.create_revisit_record(
        "https://platform.twitter.com/widgets.js", digest, "https://platform.twitter.com/widgets.js", WHEN, http_headers=head))
    (tmp_path / "a.warc.gz").write_bytes(crawl.bytes())
    done = CliRunner().invoke(cli.main, ["ingest", "--db", str(tmp_path / "archive.db"), str(tmp_path / "a.warc.gz")])
    assert (done.exit_code, "wait" in done.stderr) == (0, False)


def bodiless(url: str, kind: str, destination: str) -> dict[str, Any]:
    """As Playwright writes it with ``content: "omit"``."""
    headers = [{"name": "Referer", "value": "https://gazette.example/"}, {"name": "Sec-Fetch-Dest", "value": destination}]
    return {"startedDateTime": WHEN, "request": {"method": "GET", "url": url, "headers": headers},
            "response": {"status": 200, "headers": [], "content": {"size": 99, "mimeType": kind}}}


def test_frames_of_a_har_without_bodies(tmp_path: Path) -> None:
    """Which posts the page showed is in the addresses of its frames; that the rest is missing is told."""
    entries = [bodiless(ARTICLE, "text/html; charset=utf-8", "document"), bodiless(FRAME, "text/html", "iframe"),
               bodiless(DATA, "application/json", "empty"), bodiless("https://gazette.example/a.png", "image/png", "image")]
    (tmp_path / "a.har").write_text(json.dumps({"log": {"creator": {"name": "Playwright"}, "entries": entries}}))
    done = CliRunner().invoke(cli.main, ["ingest", "--db", str(tmp_path / "archive.db"), str(tmp_path / "a.har")])
    assert (done.exit_code, "without the bodies of its 3 pages" in done.stderr) == (3, True)
    assert rows(tmp_path / "archive.db", EMBEDS) == [(ARTICLE, CAPTURED)]
    assert rows(tmp_path / "archive.db", "SELECT native_id, caption, likes FROM posts") == [(POST, None, None)]
    assert reopened(f"{tmp_path}/a.har!entries/1") is not None


def test_a_frame_whose_body_is_missing_beside_others(tmp_path: Path) -> None:
    """Panels drop large bodies: the frame is there, its answer says the rest."""
    page, frame, answer = (bodiless(url, kind, where) for url, kind, where in (
        (ARTICLE, "text/html", "document"), (FRAME, "text/html", "iframe"), (DATA, "application/json", "empty")))
    page["response"]["content"]["text"] = "<html><body><p>It came at noon.</p></body></html>"
    answer["response"]["content"]["text"] = json.dumps(RESULT)
    (tmp_path / "a.har").write_text(json.dumps({"log": {"creator": {"name": "panel"}, "entries": [page, frame, answer]}}))
    database = ingested(tmp_path, tmp_path / "a.har")
    assert rows(database, EMBEDS) == [(ARTICLE, CAPTURED)]
    assert rows(database, "SELECT native_id, likes, embedded_count FROM posts") == [(POST, 318, 1)]


def test_frames_that_a_list_of_pages_names(tmp_path: Path) -> None:
    """js-wacz lists whatever is HTML as a page; what a browser asked for as a frame is none."""
    inner = "https://www.threads.net/@kiln.and.co/post/C6_qQvXL2aC/embed/"
    crawl = Crawl()
    crawl.capture(ARTICLE, PAGE, destination="document")
    crawl.capture(inner, b"<!DOCTYPE html><html><head><title>Threads</title></head><body></body></html>", destination="iframe",
                  referer="https://gazette.example/")
    pages = [{"format": "json-pages-1.0", "id": "pages"}, {"id": "1", "url": ARTICLE, "ts": WHEN}, {"id": "2", "url": inner, "ts": WHEN}]
    with zipfile.ZipFile(tmp_path / "a.wacz", "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("archive/story.warc.gz", crawl.bytes())
        archive.writestr("pages/pages.jsonl", "".join(json.dumps(page) + "\n" for page in pages))
        archive.writestr("datapackage.json", json.dumps({"profile": "data-package", "wacz_version": "1.1.1"}))
    database = ingested(tmp_path, tmp_path / "a.wacz")
    assert rows(database, "SELECT DISTINCT page_url, relation FROM embeds") == [(ARTICLE, "embedded")]
    assert rows(database, "SELECT native_id FROM posts ORDER BY 1") == [(POST,), ("C6_qQvXL2aC",)]


@pytest.mark.parametrize("address", [
    "http://localhost:8080/gaz/mp_/{}", "http://localhost:8080/gaz/20210305101112mp_/{}", "http://127.0.0.1:8080/gaz/20210305101112/{}"])
def test_a_replay_on_this_machine(address: str) -> None:
    """pywb and ReplayWeb.page rewrite links to where they run."""
    found = read(address.format(f"https://twitter.com/inesquay/status/{POST}"))
    assert found.key is not None
    assert found.key.native_id == POST
    assert read(f"http://localhost:8080/https://twitter.com/inesquay/status/{POST}").key is None


@pytest.mark.parametrize("line", ["[generic] Extracting URL: {}", "[youtube:tab] Downloading playlist at {}", "[bluesky][warning]  no {}"])
def test_reports_of_downloaders_are_no_json(line: str, tmp_path: Path) -> None:
    (tmp_path / "log").write_text(f"{line.format('https://gazette.example/')}\n[info] Writing {LINK}\n[download] Finished\n")
    database = ingested(tmp_path, tmp_path / "log")
    assert rows(database, "SELECT native_id, embedded_count FROM posts") == [(POST, 0)]


def test_a_playlists_own_file_holds_no_post_and_is_no_problem(tmp_path: Path) -> None:
    """yt-dlp writes one beside the films of each channel, list or article."""
    (tmp_path / "Story [harbour-seal].info.json").write_text(json.dumps({
        "id": "harbour-seal", "title": "A seal", "_type": "playlist", "webpage_url": ARTICLE, "extractor": "generic",
        "extractor_key": "Generic", "playlist_count": 2, "epoch": 1715760000}))
    done = CliRunner().invoke(cli.main, ["ingest", "--db", str(tmp_path / "archive.db"), str(tmp_path / "Story [harbour-seal].info.json")])
    assert (done.exit_code, "left alone: 1 x descriptions of playlists and channels" in done.stderr) == (0, True)
