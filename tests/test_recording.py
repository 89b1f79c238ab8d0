"""A crawl by a real browser, from an article to the pictures of its posts: what frames and their scripts fetched is the article's."""

import hashlib
import json
import sqlite3
import struct
import zlib
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from browsing import browser
from click.testing import CliRunner
from crawls import ARTICLE, POST, RESULT
from recording import Web, recorded

import cli
from ingest.run.reopen import medium

pytestmark = [pytest.mark.skipif(not browser(), reason="no Chromium is installed"), pytest.mark.filterwarnings("ignore::ResourceWarning"),
              pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]
PNG = [b"\x89PNG\r\n\x1a\n" + b"".join(
    len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")
    for kind, data in ((b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)), (b"IDAT", zlib.compress(bytes((0, grey)))), (b"IEND", b"")))
    for grey in (3, 5)]
CODE, DID, RKEY = "CiPJrm3gABN", "did:plc:harbour77seals77quay77777", "3l6oveex3ii2l"
X_PICTURE, INSTAGRAM_PICTURE = "https://pbs.twimg.com/media/EnSealBoat1.jpg", "https://scontent.cdninstagram.com/v/t51/1_n.jpg"
NOTE = "The seal is back"
STORY = f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>A seal in the harbour</title></head><body><article>
<p>It came at noon.</p><blockquote class="twitter-tweet"><a href="https://twitter.com/inesquay/status/{POST}"></a></blockquote>
<p>And again.</p><blockquote class="instagram-media" data-instgrm-permalink="https://www.instagram.com/p/{CODE}/"></blockquote>
<p>And again.</p><blockquote class="bluesky-embed" data-bluesky-uri="at://{DID}/app.bsky.feed.post/{RKEY}"></blockquote></article>
<script>
function frame(address) {{ const one = document.createElement("iframe"); one.src = address; document.body.append(one) }}
frame("https://platform.twitter.com/embed/Tweet.html?id={POST}&origin=" + encodeURIComponent(location.href))
frame("https://www.instagram.com/p/{CODE}/embed/captioned/?rd=" + encodeURIComponent(location.origin) + "&rp=" +
      encodeURIComponent(location.pathname))
frame("https://embed.bsky.app/embed/{DID}/app.bsky.feed.post/{RKEY}?ref_url=" + encodeURIComponent(location.href))
</script></body></html>"""
DRAWN = """<!DOCTYPE html><html><body><div id="app"></div><script>
fetch("%s").then(one => one.json()).then(said => { %s })</script></body></html>"""
PHOTO = (f'<html><body><div class="Embed" data-media-type="GraphImage" data-media-id="123"><div class="EmbedHeader"><a href="https://www.'
         f'instagram.com/kiln/"><span class="UsernameText">kiln</span></a></div><img class="EmbeddedMediaImage" src="{INSTAGRAM_PICTURE}">'
         f'<div class="Caption"><a class="CaptionUsername" href="https://www.instagram.com/kiln/">kiln</a><br><br>clay and fire</div>'
         f'</div></body></html>')
THREAD = {"thread": {"$type": "app.bsky.feed.defs#threadViewPost", "replies": [], "post": {
    "uri": f"at://{DID}/app.bsky.feed.post/{RKEY}", "cid": "bafyreiseal",
    "author": {"did": DID, "handle": "quay.example", "displayName": "Quay"},
    "record": {"$type": "app.bsky.feed.post", "text": NOTE, "createdAt": "2024-10-17T10:11:12.000Z", "langs": ["en"]},
    "likeCount": 41, "replyCount": 2, "repostCount": 3, "quoteCount": 1, "indexedAt": "2024-10-17T10:11:13.000Z"}}}


def web() -> Web:
    details = {"type": "photo", "media_url_https": X_PICTURE, "expanded_url": f"https://x.com/i/status/{POST}/photo/1",
               "original_info": {"width": 10, "height": 10}}
    tweet = {**RESULT, "mediaDetails": [details],
             "photos": [{"url": X_PICTURE, "width": 10, "height": 10}]}
    answer = f"https://cdn.syndication.twimg.com/tweet-result?id={POST}&lang=en"
    thread = f"https://public.api.bsky.app/xrpc/app.bsky.feed.getPostThread?uri=at://{DID}/app.bsky.feed.post/{RKEY}"
    show = "const one = new Image(); one.src = said.photos[0].url; document.body.append(one)"
    return {
        "gazette.example/2021/harbour-seal.html": ("text/html; charset=utf-8", STORY.encode()),
        "platform.twitter.com/embed/Tweet.html": ("text/html", (DRAWN % (answer, show)).encode()),
        "cdn.syndication.twimg.com/tweet-result": ("application/json", json.dumps(tweet).encode()),
        "pbs.twimg.com/media/EnSealBoat1.jpg": ("image/png", PNG[0]),
        f"www.instagram.com/p/{CODE}/embed/captioned/": ("text/html", PHOTO.encode()),
        "scontent.cdninstagram.com/v/t51/1_n.jpg": ("image/png", PNG[1]),
        f"embed.bsky.app/embed/{DID}/app.bsky.feed.post/{RKEY}": ("text/html", (DRAWN % (thread, "document.title = said")).encode()),
        "public.api.bsky.app/xrpc/app.bsky.feed.getPostThread": ("application/json", json.dumps(THREAD).encode()),
    }


def visited(folder: Path) -> bytes:
    return recorded(web(), ARTICLE, folder / "profile")


@cache
def _once(folder: Path) -> bytes:
    return visited(folder)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("visit")
    (folder / "visit.warc.gz").write_bytes(_once(folder))
    done = CliRunner().invoke(cli.main, ["ingest", "--db", str(folder / "archive.db"), str(folder / "visit.warc.gz")])
    assert done.exit_code == 0, done.stderr
    return folder


def rows(folder: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(folder / "archive.db")) as base, base:
        found = base.execute(sql).fetchall()
    return found


def test_the_article_has_what_its_frames_fetched(archive: Path) -> None:
    posts = rows(archive, "SELECT platform, caption, likes, embedded_count FROM posts ORDER BY platform")
    assert posts == [("bluesky", NOTE, 41, 1), ("instagram", "clay and fire", None, 1), ("twitter", "The seal sat on my boat", 318, 1)]
    assert set(rows(archive, "SELECT page_url, relation FROM embeds")) == {(ARTICLE, "embedded")}
    assert rows(archive, "SELECT DISTINCT url FROM pages") == [(ARTICLE,)]


def test_pictures_of_the_posts_are_in_the_crawl(archive: Path) -> None:
    held = dict(rows(archive, "SELECT b.url, b.sha256 FROM blobs b JOIN media m ON m.url = b.url"))
    assert held == {X_PICTURE: hashlib.sha256(PNG[0]).hexdigest(), INSTAGRAM_PICTURE: hashlib.sha256(PNG[1]).hexdigest()}
    for url, locator in rows(archive, "SELECT url, path FROM blobs"):
        assert hashlib.sha256(medium(locator, url) or b"").hexdigest() == held[url]


def test_media_takes_them_without_the_network(archive: Path) -> None:
    done = CliRunner().invoke(cli.main, ["media", "--offline", "--db", str(archive / "archive.db")])
    assert done.exit_code == 0, done.stderr
    saved = {path.read_bytes() for path in (archive / "media").rglob("*") if path.is_file()}
    assert saved == set(PNG)
