"""Crawls, saves and packages of one small article, made with the tools of the field where they can be had."""

import io
import json
import os
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from browsing import browser, tab
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

__all__ = ["browser"]
ARTICLE = "https://gazette.example/2021/harbour-seal.html"
POST = "1367000000000000123"
FRAME = f"https://platform.twitter.com/embed/Tweet.html?id={POST}&origin=https%3A%2F%2Fgazette.example%2F2021%2Fharbour-seal.html"
DATA = f"https://cdn.syndication.twimg.com/tweet-result?id={POST}&lang=en"
WHEN = "2021-03-05T10:11:12Z"

PAGE = f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>A seal in the harbour</title></head><body><article>
<p>It came at noon.</p>
<blockquote class="twitter-tweet"><p lang="en" dir="ltr">The seal sat on my boat</p>&mdash; Ines Quay (@inesquay)
<a href="https://twitter.com/inesquay/status/{POST}?ref_src=twsrc%5Etfw">March 3, 2021</a></blockquote>
</article></body></html>""".encode()
RESULT = {
    "__typename": "Tweet", "id_str": POST, "lang": "en", "favorite_count": 318, "created_at": "2021-03-03T06:50:11.000Z",
    "text": "The seal sat on my boat", "user": {"id_str": "77001", "name": "Ines Quay", "screen_name": "inesquay"},
    "conversation_count": 12, "entities": {"hashtags": [], "urls": [], "user_mentions": [], "symbols": []},
}


class Crawl:
    """A WARC that grows capture by capture, with its requests, as a browser-based crawler writes it."""

    def __init__(self, *, packed: bool = True, request_first: bool = False) -> None:
        self.out = io.BytesIO()
        self.writer = WARCWriter(self.out, gzip=packed)
        self.request_first = request_first

    def capture(self, url: str, body: bytes, media_type: str = "text/html; charset=utf-8", *, status: str = "200 OK",
                referer: str = "", destination: str = "", headers: tuple[tuple[str, str], ...] = (), when: str = WHEN,
                page_id: str = "") -> None:
        answer = StatusAndHeaders(status, [("Content-Type", media_type), *headers], protocol="HTTP/1.1")
        extra = {"WARC-Date": when, **({"WARC-Page-ID": page_id} if page_id else {})}
        record = self.writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=answer, warc_headers_dict=extra)
        asked = [("Host", "x.example")]
        asked += [("Referer", referer)] if referer else []
        asked += [("Sec-Fetch-Dest", destination)] if destination else []
        request = self.writer.create_warc_record(
            url, "request", http_headers=StatusAndHeaders("GET / HTTP/1.1", asked, is_http_request=True),
            warc_headers_dict={"WARC-Concurrent-To": record.rec_headers.get_header("WARC-Record-ID"), "WARC-Date": when})
        for one in (request, record) if self.request_first else (record, request):
            self.writer.write_record(one)

    def story(self) -> "Crawl":
        """The article, its frame and what the frame asked for."""
        self.capture(ARTICLE, PAGE, destination="document", referer="https://gazette.example/")
        self.capture(FRAME, b"<!DOCTYPE html><html><body><div id=app></div></body></html>", referer="https://gazette.example/",
                     destination="iframe")
        self.capture(DATA, json.dumps(RESULT).encode(), "application/json", referer="https://platform.twitter.com/",
                     destination="empty")
        return self

    def bytes(self) -> bytes:
        return self.out.getvalue()


def har() -> bytes:
    """As a network panel saves it."""
    def entry(url: str, mime: str, text: str, referer: str = "", destination: str = "") -> dict[str, Any]:
        headers = [{"name": name, "value": value} for name, value in (("Referer", referer), ("Sec-Fetch-Dest", destination)) if value]
        return {"pageref": "page_1", "startedDateTime": WHEN, "request": {"method": "GET", "url": url, "headers": headers},
                "response": {"status": 200, "headers": [], "content": {"mimeType": mime, "text": text}}}

    log = {
        "version": "1.2", "creator": {"name": "panel", "version": "1"}, "pages": [{"id": "page_1", "title": ARTICLE}],
        "entries": [
            entry(ARTICLE, "text/html", PAGE.decode(), destination="document"),
            entry(FRAME, "text/html", "<!DOCTYPE html><html><body></body></html>", "https://gazette.example/", "iframe"),
            entry(DATA, "application/json", json.dumps(RESULT), "https://platform.twitter.com/", "empty"),
        ],
    }
    return json.dumps({"log": log}).encode()


def wacz(warc: bytes) -> bytes:
    """By the wacz tool where it is installed, else by hand as its specification says."""
    tool = shutil.which("wacz")
    with tempfile.TemporaryDirectory() as folder:
        if tool:
            Path(folder, "story.warc.gz").write_bytes(warc)
            made = Path(folder, "story.wacz")
            subprocess.run([tool, "create", "-o", str(made), "--detect-pages", os.path.join(folder, "story.warc.gz")],
                           check=True, capture_output=True, timeout=60)
            return made.read_bytes()
    pages = [{"format": "json-pages-1.0", "id": "pages"}, {"id": "p1", "url": ARTICLE, "title": "A seal in the harbour", "ts": WHEN}]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("archive/story.warc.gz", warc)
        archive.writestr("pages/pages.jsonl", "".join(json.dumps(page) + "\n" for page in pages))
        archive.writestr("datapackage.json", json.dumps({"profile": "data-package", "wacz_version": "1.1.1"}))
    return out.getvalue()


def mhtml_of(address: str, profile: Path) -> bytes:
    """What the browser itself saves of a page."""
    with tab(profile) as page:
        page.go(address)
        return str(page.ask("Page.captureSnapshot", format="mhtml")["data"]).encode()
