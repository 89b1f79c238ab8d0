"""The network, against a real server on loopback: bounded, polite, and never to a private address unless told so."""

import gzip
import stat
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from loopback import PAGE, Server, client, serving

from ingest.errors import Busy
from ingest.model import REASONS
from ingest.online.addresses import is_public
from ingest.online.bodies import Broken, TooLarge, decoded
from ingest.online.fetch import FetchFailed
from ingest.online.manners import retry_after
from ingest.online.pages import fetch_pages, listed, pages_of_list
from ingest.online.warc_out import WarcWriter


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        running.routes["/robots.txt"] = (404, {}, b"")
        running.routes["/page"] = (200, {}, PAGE)
        yield running



def failure(url: str, **manners: Any) -> FetchFailed:
    with client(**manners) as web, pytest.raises(FetchFailed) as caught:
        web.get(url)
    assert caught.value.reason in REASONS
    return caught.value


def raw(head: bytes, body: bytes = b"") -> bytes:
    return b"HTTP/1.1 200 OK\r\nConnection: close\r\n" + head + b"\r\n" + body


def test_a_page(server: Server) -> None:
    with client() as web:
        answer = web.get(server.base + "/page#part")
    assert (answer.last.status, answer.content, answer.last.address) == (200, PAGE, "127.0.0.1")
    headers = dict(server.asked)["/page"]
    assert headers["User-Agent"].startswith("afterpost/")
    assert not {"Cookie", "Authorization", "Referer"} & set(headers)


@pytest.mark.parametrize("address", [
    "127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "100.100.100.200", "0.0.0.0", "224.0.0.1",
    "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::",
    "64:ff9b::7f00:1",
    "ff02::1", "no address",
])
def test_private_addresses(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.216.34", "2606:4700:4700::1111"])
def test_public_addresses(address: str) -> None:
    assert is_public(address)


HERE = ("127.0.0.1", "localhost", "[::1]", "0.0.0.0", "2130706433", "0x7f.1", "127.1", "[::ffff:127.0.0.1]")


@pytest.mark.parametrize("host", HERE)
def test_this_machine_is_refused_however_it_is_spelled(server: Server, host: str) -> None:
    url = server.base.replace("127.0.0.1", host) + "/page"
    assert failure(url, allow_private=False).reason in ("permission", "unsupported", "io")
    assert server.asked == []


@pytest.mark.parametrize("target", ["http://169.254.169.254/latest/meta-data/", "http://[::1]:9/", "http://127.1:9/"])
def test_a_redirect_to_a_private_address_is_refused(server: Server, target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    server.routes["/away"] = (302, {"Location": target}, b"")
    # the first hop must count as public for the second to be reached at all
    monkeypatch.setattr("ingest.online.addresses.is_public", lambda text: text == "127.0.0.1" and "127.1" not in target)
    error = failure(server.base + "/away", allow_private=False, ignore_robots=True)
    assert error.reason == "permission"
    assert server.paths == (["/away"] if "127.1" not in target else [])


@pytest.mark.parametrize("target", ["http://169.254.169.254/latest/", "http://[fe80::1]/", "http://[::ffff:169.254.169.254]/"])
def test_metadata_is_refused_even_where_private_addresses_are_allowed(server: Server, target: str) -> None:
    server.routes["/away"] = (302, {"Location": target}, b"")
    error = failure(server.base + "/away", allow_private=True, ignore_robots=True)
    assert error.reason == "permission"
    assert "never asked" in error.detail


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1/_x", "javascript:alert(1)",
                                 "//x", "", "http://", "http://user:pw@127.0.0.1/", "http://[::1/", "data:,x"])
def test_only_plain_web_addresses(url: str) -> None:
    assert failure(url).reason == "unsupported"


@pytest.mark.parametrize("target", ["file:///etc/passwd", "gopher://127.0.0.1:70/_x", "javascript:alert(1)", "http://u:p@127.0.0.1/"])
def test_redirects_to_other_schemes(server: Server, target: str) -> None:
    server.routes["/away"] = (302, {"Location": target}, b"")
    assert failure(server.base + "/away").reason == "unsupported"


def test_redirects_are_followed_kept_and_bounded(server: Server) -> None:
    server.routes["/one"] = (301, {"Location": "/page"}, b"")
    server.routes["/loop"] = (302, {"Location": "/loop"}, b"")
    server.routes["/none"] = (302, {}, b"")
    with client() as web:
        answer = web.get(server.base + "/one")
    assert [hop.status for hop in answer.exchanges] == [301, 200]
    assert failure(server.base + "/loop").reason == "too-many"
    assert failure(server.base + "/none").reason == "bad-record"


def test_cookies_are_not_kept(server: Server) -> None:
    server.routes["/set"] = (302, {"Location": "/page", "Set-Cookie": "a=secret"}, b"")
    with client() as web:
        web.get(server.base + "/set")
        web.get(server.base + "/page")
    assert all("Cookie" not in headers for _, headers in server.asked)


@pytest.mark.parametrize(("reply", "reason"), [
    (raw(b"Content-Length: 99999\r\n", PAGE), "truncated"),
    (raw(b"Content-Length: -5\r\n", PAGE), "bad-record"),
    (raw(b"Content-Length: 5\r\nContent-Length: 50\r\n", PAGE), "bad-record"),
    (raw(b"Transfer-Encoding: chunked\r\n", b"zz\r\nabc"), "bad-record"),
    (raw(b"Transfer-Encoding: chunked\r\n", b"5\r\nabc"), "truncated"),
    (raw(b"X-Big: " + b"A" * 1_000_000 + b"\r\n", PAGE), "bad-record"),
    (b"\0\1\2\3\r\n\r\n", "bad-record"),
    (raw(b"Content-Encoding: br\r\nContent-Length: 3\r\n", b"abc"), "bad-record"),
    (raw(b"Content-Encoding: gzip\r\n", gzip.compress(PAGE)[:-12]), "bad-record"),
    (raw(b"Content-Encoding: gzip\r\n", gzip.compress(b"\0" * (4 << 20))), "too-large"),
    (raw(b"Content-Encoding: gzip, gzip\r\n", gzip.compress(gzip.compress(b"\0" * (4 << 20)))), "too-large"),
    (raw(b"Content-Encoding: gzip, gzip, gzip, gzip\r\n", PAGE), "bad-record"),
    (raw(b"", b"x" * (2 << 20)), "too-large"),
])
def test_lies(server: Server, reply: bytes, reason: str) -> None:
    server.routes["/lie"] = reply
    assert failure(server.base + "/lie").reason == reason


def test_a_longer_body_smuggles_nothing(server: Server) -> None:
    server.routes["/long"] = raw(b"Content-Length: 5\r\n", b"12345HTTP/1.1 200 OK\r\n\r\nsmuggled")
    with client() as web:
        assert web.get(server.base + "/long").content == b"12345"
        assert web.get(server.base + "/page").content == PAGE


@pytest.mark.parametrize("route", ["body", "headers", "nothing"])
def test_one_deadline_for_all_of_it(server: Server, route: str) -> None:
    def drip(asked: Any) -> bytes:
        if route != "nothing":
            asked.wfile.write(b"HTTP/1.1 200 OK\r\n" + (b"\r\n" if route == "body" else b""))
        for _ in range(40):
            if route != "nothing":
                asked.wfile.write(b"x" if route == "body" else b"X: y\r\n")
            time.sleep(0.1)
        return b""

    server.routes["/slow"] = drip
    start = time.monotonic()
    assert failure(server.base + "/slow", seconds=0.6).reason == "too-slow"
    assert time.monotonic() - start < 2.5


def test_gzip_of_several_members_is_read_whole(server: Server) -> None:
    body = gzip.compress(PAGE[:10]) + gzip.compress(PAGE[10:])
    server.routes["/members"] = raw(b"Content-Encoding: gzip\r\n", body)
    with client() as web:
        answer = web.get(server.base + "/members")
    assert answer.content == PAGE
    assert answer.last.body == body


def test_decoding() -> None:
    raw_deflate = zlib.compressobj(wbits=-15)
    bare = raw_deflate.compress(PAGE) + raw_deflate.flush()
    assert decoded(zlib.compress(PAGE), "deflate", 100) == decoded(bare, "deflate", 100) == decoded(PAGE, "identity", 100) == PAGE
    assert decoded(gzip.compress(gzip.compress(PAGE)), "gzip, gzip", 1000) == PAGE
    assert decoded(gzip.compress(PAGE) + b"\0" * 20, "gzip", 1000) == PAGE
    with pytest.raises(TooLarge):
        decoded(gzip.compress(PAGE), "gzip", len(PAGE) - 1)
    with pytest.raises(Broken):
        decoded(gzip.compress(PAGE) + b"junk", "gzip", 1000)


def test_waiting_as_asked(server: Server) -> None:
    replies = [(429, {"Retry-After": "2"}, b""), (503, {}, b""), (200, {}, PAGE)]
    server.routes["/busy"] = lambda asked: replies.pop(0)
    slept: list[float] = []
    with client(slept=slept) as web:
        assert web.get(server.base + "/busy").content == PAGE
    assert slept[0] == 2.0
    assert 1.0 <= slept[1] <= 3.0


def test_giving_up(server: Server) -> None:
    server.routes["/down"] = (500, {}, b"")
    server.routes["/later"] = (429, {"Retry-After": "999999999"}, b"")
    slept: list[float] = []
    assert failure(server.base + "/down", slept=slept).reason == "io"
    assert len(server.paths) == 4
    assert sum(slept) < 15
    with client(slept=slept) as web:
        with pytest.raises(FetchFailed, match="pause of"):
            web.get(server.base + "/later")
        with pytest.raises(FetchFailed, match="left alone"):
            web.get(server.base + "/page")
    assert "/page" not in server.paths


@pytest.mark.parametrize(("text", "expected"), [
    ("2", 2.0), ("Mon, 01 Jun 2020 12:00:10 GMT", 10.0), ("Mon, 01 Jun 2020 11:00:00 GMT", 0.0), ("banana", None),
    ("-1", None), ("", None), ("9" * 400, 999999999999.0),
])
def test_retry_after(text: str, expected: float | None) -> None:
    assert retry_after({"retry-after": text}, wall=lambda: 1591012800.0) == expected


def test_robots(server: Server) -> None:
    server.routes["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /private\nCrawl-delay: 7\n")
    server.routes["/private"] = (200, {}, PAGE)
    slept: list[float] = []
    with client(slept=slept) as web:
        with pytest.raises(FetchFailed, match="robots"):
            web.get(server.base + "/private")
        web.get(server.base + "/page")
        web.get(server.base + "/page")
        assert web.get(server.base + "/private", robots=False).content == PAGE
    assert server.paths == ["/page", "/page", "/private"]
    assert [path for path, _ in server.asked].count("/robots.txt") == 1
    assert max(slept) == pytest.approx(7, abs=0.5)
    with client(ignore_robots=True) as web:
        web.get(server.base + "/private")


def test_a_pause_between_requests(server: Server) -> None:
    slept: list[float] = []
    with client(slept=slept, pause=1.5, ignore_robots=True) as web:
        web.get(server.base + "/page")
        web.get(server.base + "/page")
    assert slept == [pytest.approx(1.5, abs=0.2)]


def test_no_more_requests_than_allowed(server: Server, tmp_path: Path) -> None:
    with client(max_requests=3) as web, WarcWriter(tmp_path) as writer:
        done = fetch_pages(web, writer, [f"{server.base}/page?{n}" for n in range(9)])
    assert (done.answered, done.enough) == (2, True)
    assert len(server.asked) == 3


def test_only_what_changed(server: Server, tmp_path: Path) -> None:
    def page(asked: Any) -> tuple[int, dict[str, str], bytes]:
        if asked.headers.get("If-None-Match") == '"1"':
            return 304, {}, b""
        return 200, {"ETag": '"1"', "Last-Modified": "Mon, 01 Jun 2020 12:00:00 GMT"}, PAGE

    server.routes["/etag"] = page
    memory: dict[str, dict[str, str]] = {}
    with client() as web, WarcWriter(tmp_path) as writer:
        first = fetch_pages(web, writer, [server.base + "/etag"], memory=memory)
        size = writer.path.stat().st_size
        second = fetch_pages(web, writer, [server.base + "/etag"], memory=memory)
    assert (first.answered, second.answered, second.unchanged) == (1, 0, 1)
    assert writer.path.stat().st_size == size
    assert server.asked[-1][1]["If-Modified-Since"] == "Mon, 01 Jun 2020 12:00:00 GMT"


@pytest.mark.parametrize(("status", "body", "reason"), [
    (404, b"", "vanished"), (410, b"x", "vanished"), (401, b"", "io"), (204, b"", "empty"),
])
def test_what_is_no_page(server: Server, tmp_path: Path, status: int, body: bytes, reason: str) -> None:
    server.routes["/no"] = (status, {}, body)
    with client() as web, WarcWriter(tmp_path) as writer:
        done = fetch_pages(web, writer, [server.base + "/no", server.base + "/page"])
    assert [problem.reason for problem in done.problems] == [reason]
    assert done.answered == 1


def test_the_warc_is_read_by_others(server: Server, tmp_path: Path) -> None:
    warcio = pytest.importorskip("warcio")
    server.routes["/one"] = (302, {"Location": "/page", "Set-Cookie": "a=secret"}, b"")
    server.routes["/packed"] = raw(b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", chunked(gzip.compress(PAGE)))
    with client() as web, WarcWriter(tmp_path / "captures") as writer:
        fetch_pages(web, writer, [server.base + "/one", server.base + "/packed"])
    with writer.path.open("rb") as file:
        records = [(one.rec_type, one.rec_headers.get_header("WARC-Target-URI"), one.content_stream().read())
                   for one in warcio.ArchiveIterator(file, check_digests="raise")]
    assert [kind for kind, _, _ in records] == ["warcinfo", *["response", "request"] * 3]
    assert [content for kind, _, content in records if kind == "response"] == [b"", PAGE, PAGE]
    assert b"secret" not in gzip.decompress(writer.path.read_bytes())
    assert stat.S_IMODE(writer.path.stat().st_mode) == 0o600


def chunked(body: bytes) -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:7], body[7:], b""))


def test_a_torn_record_is_cut_off(server: Server, tmp_path: Path) -> None:
    warcio = pytest.importorskip("warcio")
    for tear in (b"", b"\x1f\x8b\x08\0half a member", b"junk"):
        with (tmp_path / time.strftime("%Y-%m-%d.warc.gz", time.gmtime())).open("ab") as file:
            file.write(tear)
        with client() as web, WarcWriter(tmp_path) as writer:
            fetch_pages(web, writer, [server.base + "/page"])
    with writer.path.open("rb") as file:
        assert [one.rec_type for one in warcio.ArchiveIterator(file)] == ["warcinfo", *["response", "request"] * 3]


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    with WarcWriter(tmp_path), pytest.raises(Busy):
        WarcWriter(tmp_path)
    with WarcWriter(tmp_path) as writer:
        assert writer.written == 0


FEED = b"""<?xml version="1.0"?><rss><channel><link>https://news.example/</link>
<item><title>a</title><link>https://news.example/a?x=1&amp;y=2</link></item>
<item><link><![CDATA[ /b ]]></link></item><item><guid isPermaLink="false">urn:1</guid><guid>https://news.example/c</guid></item>
<item><link>javascript:alert(1)</link></item></channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><link href="https://news.example/"/>
<entry><link rel="enclosure" href="/no"/><link rel="alternate" href="/d"/></entry>
<entry><link href='https://news.example/e'/></entry></feed>"""
SITEMAP = b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc> https://news.example/f </loc></url></urlset>'
INDEX = b"<sitemapindex><sitemap><loc>https://news.example/more.xml</loc></sitemap></sitemapindex>"


@pytest.mark.parametrize(("content", "pages", "further"), [
    (FEED, ["https://news.example/a?x=1&y=2", "https://news.example/b", "https://news.example/c"], []),
    (ATOM, ["https://news.example/d", "https://news.example/e"], []),
    (SITEMAP, ["https://news.example/f"], []),
    (INDEX, [], ["https://news.example/more.xml"]),
    (b'{"version": "1", "items": [{"url": "https://news.example/g"}, 5, {"url": null}]}', ["https://news.example/g"], []),
    (b"# list\nhttps://news.example/h\r\n\nnot one\n", ["https://news.example/h"], []),
    (b"{" * 100_000, [], []), (b"<item>" * 300_000, [], []), (b"<item><link>" * 200_000, [], []),
    (b"<urlset>" + b"<loc>" * 300_000, [], []),
])
def test_lists(content: bytes, pages: list[str], further: list[str]) -> None:
    start = time.process_time()
    assert listed(content, "https://news.example/feed") == (pages, further)
    assert time.process_time() - start < 5


def test_sitemaps_of_sitemaps(server: Server, tmp_path: Path) -> None:
    index = f"<sitemapindex><loc>{server.base}/a.xml</loc><loc>{server.base}/sitemap.xml</loc></sitemapindex>"
    server.routes["/sitemap.xml"] = (200, {}, index.encode())
    server.routes["/a.xml"] = (200, {}, f"<urlset><loc>{server.base}/page</loc></urlset>".encode())
    with client() as web, WarcWriter(tmp_path) as writer:
        pages, done = pages_of_list(web, writer, server.base + "/sitemap.xml", {})
    assert pages == [server.base + "/page"]
    assert done.problems == []
