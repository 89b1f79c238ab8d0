"""Completing posts from endpoints and saving their media, against a real server on loopback."""

import gzip
import json
import stat
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from loopback import PAGE, Server, client, serving
from small_archive import make, post
from small_archive import reading as document

from ingest.commands import intake, network
from ingest.errors import Usage
from ingest.model import Media
from ingest.online import endpoints, media
from ingest.online.complete import complete, wanted
from ingest.online.endpoints import Wanted, asks, settings, tweet_token
from ingest.online.fetch import FetchFailed, Manners
from ingest.online.pages import fetch_pages
from ingest.online.resolve import waiting
from ingest.online.warc_out import WarcWriter
from ingest.search import Filters, Query, find
from ingest.store.reading import flat_rows, reading


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        running.routes["/robots.txt"] = (404, {}, b"")
        running.routes["/page"] = (200, {}, PAGE)
        yield running



WANTED = {
    "twitter": Wanted(public_id="twitter::20", platform="twitter", kind="", native_id="20", url="https://x.com/i/status/20"),
    "bluesky": Wanted(public_id="b", platform="bluesky", kind="", native_id="did:plc:abc/3k", url="https://bsky.app/x"),
    "fediverse": Wanted(
        public_id="f", platform="fediverse", kind="", native_id="social.example/123", url="https://social.example/@a/123"),
    "lemmy": Wanted(
        public_id="l", platform="fediverse", kind="", native_id="lemmy.example/post/5", url="https://lemmy.example/post/5"),
    "reddit": Wanted(public_id="r", platform="reddit", kind="comment", native_id="t1_abc", url="https://www.reddit.com/x"),
}


@pytest.mark.parametrize(("name", "expected"), [
    ("twitter", ["https://cdn.syndication.twimg.com/tweet-result?id=20&", "https://publish.twitter.com/oembed?"]),
    ("bluesky", ["https://public.api.bsky.app/xrpc/app.bsky.feed.getPostThread?uri=at%3A%2F%2Fdid%3Aplc%3Aabc%2F",
                 "https://embed.bsky.app/"]),
    ("fediverse", ["https://social.example/api/v1/statuses/123", "https://social.example/@a/123",
                   "https://social.example/api/oembed"]),
    ("lemmy", ["https://lemmy.example/api/v3/post?id=5", "https://lemmy.example/post/5", "https://lemmy.example/api/oembed"]),
    ("reddit", ["https://www.reddit.com/api/info.json?id=t1_abc", "https://www.reddit.com/oembed"]),
])
def test_where_a_post_is_asked_for(name: str, expected: list[str]) -> None:
    found = [ask.url for ask in asks(WANTED[name], settings((), environment={}))]
    assert len(found) == len(expected)
    assert all(url.startswith(start) for url, start in zip(found, expected, strict=True))


def test_keys_and_bases(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.write_text("# mine\nAFTERPOST_X_TOKEN=abc\n")
    keys.chmod(0o644)
    with pytest.raises(Usage, match="chmod 600"):
        settings((), str(keys), {})
    keys.chmod(0o600)
    chosen = settings(("x-api=http://127.0.0.1:1/", "x-syndication=http://127.0.0.1:2"), str(keys), {})
    found = {ask.endpoint.name: ask for ask in asks(WANTED["twitter"], chosen)}
    assert found["x-api"].headers["Authorization"] == "Bearer abc"
    assert "abc" not in found["x-api"].url
    assert found["x-api"].url.startswith("http://127.0.0.1:1/2/tweets/20")
    with pytest.raises(Usage, match="no such endpoint"):
        settings(("nothing=http://x",), environment={})
    with pytest.raises(Usage, match="begins with"):
        settings(("x-api=/x",), environment={})
    assert len({endpoint.name for endpoint in endpoints.ENDPOINTS}) == len(endpoints.ENDPOINTS)
    assert tweet_token("1266999999999999999").isalnum()


def bases(server: Server) -> endpoints.Settings:
    names = [endpoint.name for endpoint in (*endpoints.ENDPOINTS, endpoints.WAYBACK)]
    return settings(tuple(f"{name}={server.base}/{name}" for name in (*names, "wayback-web")), environment={})


def test_completing_posts(server: Server, tmp_path: Path) -> None:
    path = make(tmp_path / "archive.db", [document(post("20"), post("21"), post("22"), post("23", "held"), post("24"))])
    answers = {"20": (200, {}, b'{"id_str": "20"}'), "21": (404, {}, b""), "22": (503, {}, b""),
               "24": (302, {"Location": "/page"}, b"")}
    server.routes["/x-syndication/tweet-result"] = lambda asked: answers[asked.path.partition("id=")[2][:2]]
    server.routes["/twitter-oembed/oembed"] = (403, {}, b"")
    with reading(path) as connection:
        posts = list(wanted(connection, ["caption"], Filters()))
    with client() as web, WarcWriter(tmp_path / "captures") as writer:
        done = complete(web, writer, posts, bases(server))
    assert [one.native_id for one in posts] == ["20", "21", "22", "24"]
    assert (done.asked, done.answered, done.gone, len(done.problems)) == (4, 2, 1, 1)
    text = gzip.decompress(writer.path.read_bytes()).decode()
    noted = [json.loads(line) for line in text.splitlines() if line.startswith('{"afterpost_availability"')]
    assert [(one["afterpost_availability"], one["platform"], one["native_id"]) for one in noted] == [
        ("unavailable", "twitter", "21")]


def test_a_dead_endpoint_marks_nothing(server: Server, tmp_path: Path) -> None:
    server.routes["/x-syndication/tweet-result"] = (500, {}, b"")
    server.routes["/away"] = (404, {}, b"")
    server.routes["/twitter-oembed/oembed"] = (302, {"Location": "/away"}, b"")
    with client() as web, WarcWriter(tmp_path) as writer:
        done = complete(web, writer, [WANTED["twitter"]], bases(server))
    assert (done.answered, done.gone, len(done.problems)) == (0, 0, 1)
    assert b"afterpost_availability" not in gzip.decompress(writer.path.read_bytes())


def test_the_wayback_machine_for_what_is_gone(server: Server, tmp_path: Path) -> None:
    server.routes["/x-syndication/tweet-result"] = (404, {}, b"")
    server.routes["/wayback/wayback/available"] = (200, {}, json.dumps(
        {"archived_snapshots": {"closest": {"available": True, "timestamp": "20200101000000", "status": "200"}}}).encode())
    server.routes["/wayback-web/web/20200101000000id_/https://x.com/i/status/20"] = (200, {}, PAGE)
    with client() as web, WarcWriter(tmp_path) as writer:
        done = complete(web, writer, [WANTED["twitter"]], bases(server), wayback=True)
    assert (done.gone, done.answered) == (1, 1)


def test_short_links_are_resolved_and_their_targets_left_alone(server: Server, tmp_path: Path) -> None:
    path = str(tmp_path / "archive.db")
    page = "".join(f'<p>Read <a href="https://{name}">this</a>, please.' for name in (
        "t.co/Ab1cDeF2gH", "t.co/gone", "t.co/down", "t.co/elsewhere", "vm.tiktok.com/ZMabc/"))
    (tmp_path / "page.html").write_text(f"<!DOCTYPE html><title>Story</title><article>{page}</article>")
    read = intake.reader(path, intake.Wish(quiet=True, jobs=1))
    read([str(tmp_path / "page.html")])
    server.routes |= {
        "/short/t.co/Ab1cDeF2gH": (301, {"Location": "https://x.com/ada_example/status/1274839201746522112?s=20"}, b""),
        "/short/t.co/gone": (404, {}, b""), "/short/t.co/down": (503, {}, b""),
        "/short/t.co/elsewhere": (302, {"Location": server.base + "/page"}, b""),
        "/short/vm.tiktok.com/ZMabc": (200, {}, b'<head><noscript><META http-equiv="refresh" content="0;URL='
                                       b'https://www.tiktok.com/@ada/video/7001234567890123456?a=1&amp;b=2"></noscript></head>'),
    }
    chosen = network.Chosen(needs=("links",), bases=(f"short-links={server.base}/short",))
    manners = Manners(allow_private=True, pause=0.0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ingest.online.fetch.backoff", lambda attempt: 0.0)
        assert network.fetch(path, manners, read, Filters(), chosen) == 3
    with reading(path) as connection:
        found = {row["public_id"]: row["linked_count"] for row in flat_rows(connection, find(connection, Query()))}
        assert found == {"twitter::1274839201746522112": 1, "tiktok::7001234567890123456": 1}
        assert [one.native_id for one in waiting(connection, Filters())] == ["t.co/down"]
    assert "/page" not in server.paths


def test_no_key_reaches_the_disk(server: Server, tmp_path: Path) -> None:
    server.routes["/2/tweets/20"] = (200, {}, b"{}")
    server.routes["/tweet-result"] = (403, {}, b"")
    chosen = settings((f"x-api={server.base}", f"x-syndication={server.base}"), environment={"AFTERPOST_X_TOKEN": "very-secret"})
    with client() as web, WarcWriter(tmp_path) as writer:
        assert complete(web, writer, [WANTED["twitter"]], chosen).answered == 1
    assert dict(server.asked)[server.paths[-1]]["Authorization"] == "Bearer very-secret"
    assert b"very-secret" not in gzip.decompress(writer.path.read_bytes())


JPEG = b"\xff\xd8\xff\xe0" + b"picture" * 10


def test_media_by_content(server: Server, tmp_path: Path) -> None:
    server.routes["/a.html"] = (200, {"Content-Type": "text/html"}, JPEG)
    server.routes["/b.jpg"] = (200, {"Content-Type": "image/jpeg"}, b"<html>no picture")
    pictures = ("/a.html", "/b.jpg", "/none.jpg", "/a.html?again")
    path = make(tmp_path / "archive.db", [document(post("1", "x", media=(
        *(Media(kind="image", url=server.base + one) for one in pictures),
        Media(kind="image", url="data:image/png;base64,iVBORw0KGgpYWFg="),
        Media(kind="image", url="http://[::1]:9/../../etc/passwd.jpg"))))])
    kept: list[media.Blob] = []
    folder = tmp_path / "media"
    with reading(path) as connection:
        waiting = list(media.unsaved(connection, Filters()))
    with client() as web:
        done = media.save(web, folder, iter(waiting), kept.append, most=1000)
    assert {blob.media_type for blob in kept} == {"image/jpeg", "image/png"}
    files = [one for one in folder.rglob("*") if one.is_file()]
    assert {one.read_bytes() for one in files} == {JPEG, b"\x89PNG\r\n\x1a\nXXX"}
    assert all(stat.S_IMODE(one.stat().st_mode) == 0o600 for one in files)
    assert all(one.stem == sha256(one.read_bytes()).hexdigest() for one in files)
    assert sorted(problem.reason for problem in done.problems) == ["io", "unsupported", "vanished"]


def test_media_of_a_download_are_taken_from_it(tmp_path: Path) -> None:
    download = tmp_path / "download"
    (download / "data" / "media").mkdir(parents=True)
    (download / "data" / "media" / "a.jpg").write_bytes(JPEG)
    path = make(tmp_path / "archive.db", [document(
        post("1", "x", media=(Media(kind="image", url="https://cdn.example/a.jpg", local="data/media/a.jpg"),)),
        locator=str(download / "data" / "tweets.js") + "@120")])
    kept: list[media.Blob] = []
    with reading(path) as connection:
        media.save(None, tmp_path / "media", media.unsaved(connection, Filters()), kept.append, most=1000)
    assert [(blob.url, blob.size) for blob in kept] == [("https://cdn.example/a.jpg", len(JPEG))]


def test_media_of_a_crawl_are_taken_from_it(server: Server, tmp_path: Path) -> None:
    tweet = {"__typename": "Tweet", "id_str": "1274839201746522112", "text": "words", "created_at": "2020-06-21T22:58:45.000Z",
             "user": {"id_str": "1", "name": "Ada", "screen_name": "ada"}, "mediaDetails": [
                 {"type": "photo", "media_url_https": server.base + name} for name in ("/one-a1b2c3.jpg", "/two-d4e5f6.jpg")]}
    server.routes["/tweet-result"] = (200, {"Content-Type": "application/json"}, json.dumps(tweet).encode())
    server.routes["/one-a1b2c3.jpg"] = (200, {"Content-Type": "image/jpeg", "Content-Encoding": "gzip"}, gzip.compress(JPEG))
    with client() as web, WarcWriter(tmp_path / "crawl") as writer:
        fetch_pages(web, writer, [server.base + "/tweet-result", server.base + "/one-a1b2c3.jpg"])
    asked = len(server.asked)
    path = str(tmp_path / "archive.db")
    assert intake.ingest(path, [str(writer.path)], intake.Wish(quiet=True, jobs=1)) == 0
    assert network.media(path, Manners(), Filters(), limit=None, offline=True) == 0
    with reading(path) as connection:
        rows = [tuple(row) for row in connection.execute("SELECT url, path FROM blobs")]
        assert [one.url for one in media.unsaved(connection, Filters())] == [server.base + "/two-d4e5f6.jpg"]
    assert [url for url, _ in rows] == [server.base + "/one-a1b2c3.jpg"]
    assert (tmp_path / "media" / rows[0][1]).read_bytes() == JPEG
    assert len(server.asked) == asked


def test_names_of_files_are_made_of_nothing_that_a_post_says(tmp_path: Path) -> None:
    blob = media.store(tmp_path, "https://x.example/../../CON.jpg\n.html", JPEG)
    assert blob.path == f"{blob.sha256[:2]}/{blob.sha256}.jpg"
    assert media.store(tmp_path, "other", JPEG).path == blob.path
    assert len(list(tmp_path.rglob("*.jpg"))) == 1
    for data in (b"", b"<svg/onload=alert(1)>", b"<!DOCTYPE html>"):
        with pytest.raises(FetchFailed):
            media.store(tmp_path, "x", data)


def test_nothing_is_asked_of_proxies_or_netrc(server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login a password b\n")
    with client() as web:
        assert web.get(server.base + "/page").last.status == 200
    assert all("Authorization" not in headers for _, headers in server.asked)
