"""Frames and answers of several articles in one crawl: each comes to the article that asked, whatever the order and the Referer."""

import json
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from click.testing import CliRunner
from crawls import RESULT, Crawl, wacz

import cli
from ingest.containers.askers import Asked, Askers

pytestmark = [pytest.mark.filterwarnings("ignore::ResourceWarning"),
              pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]
PAGES = ("https://gazette.example/2021/a.html", "https://gazette.example/2021/b.html", "https://other.example/c.html")
HOMES = ("https://gazette.example/", "https://gazette.example/", "https://other.example/")
TWEETS = ("1367000000000000101", "1367000000000000102", "1367000000000000103")
OWNER = "did:plc:z72i7hdynmk6r22z27h6tvur"
RECORDS = ("3l6oveex3ii2l", "3l6oveex3ii2m", "3l6oveex3ii2n")
SHELL = b"<!DOCTYPE html><html><body><div id=app></div></body></html>"
JSON = "application/json"
Capture = dict[str, Any]


def article(number: int, inside: str = "") -> Capture:
    page = f"<html><head><title>{number}</title></head><body><article><p>words</p>{inside}</article></body></html>"
    return {"url": PAGES[number], "body": page.encode(), "destination": "document"}


def framed(number: int, url: str, *, referer: bool = True) -> Capture:
    return {"url": url, "body": SHELL, "destination": "iframe", "referer": HOMES[number] if referer else ""}


def tweet_frame(number: int, tweet: str, *, referer: bool = True) -> Capture:
    return framed(number, f"https://platform.twitter.com/embed/Tweet.html?dnt=false&id={tweet}&origin={quote(PAGES[number], safe='')}",
                  referer=referer)


def tweet_data(tweet: str, likes: int, *, referer: str = "https://platform.twitter.com/") -> Capture:
    body = json.dumps(RESULT | {"id_str": tweet, "text": f"tweet {tweet}", "favorite_count": likes}).encode()
    return {"url": f"https://cdn.syndication.twimg.com/tweet-result?id={tweet}&lang=en", "body": body, "media_type": JSON,
            "referer": referer, "destination": "empty"}


def answers_last() -> list[Capture]:
    return [*map(article, range(3)), *(tweet_frame(n, TWEETS[n]) for n in range(3)), *(tweet_data(TWEETS[n], n + 1) for n in range(3))]


def no_referrer() -> list[Capture]:
    return [*map(article, range(3)), *(tweet_frame(n, TWEETS[n], referer=False) for n in range(3)),
            *(tweet_data(TWEETS[n], n + 1, referer="") for n in range(3))]


def only_the_quotation() -> list[Capture]:
    """The pages show the tweets; of the answers nobody says who asked."""
    quotes = [f'<blockquote class="twitter-tweet"><a href="https://twitter.com/x/status/{tweet}">x</a></blockquote>' for tweet in TWEETS]
    return [*(article(n, quotes[n]) for n in range(3)), *(tweet_data(TWEETS[n], n + 1, referer="") for n in range(3))]


def bluesky() -> list[Capture]:
    """All posts are of one person, whose id is in each address."""
    made = [*map(article, range(3))]
    for n in range(3):
        place = f"{OWNER}/app.bsky.feed.post/{RECORDS[n]}"
        made.append(framed(n, f"https://embed.bsky.app/embed/{place}?id=1234&ref_url={quote(PAGES[n], safe='')}"))
    for n in range(3):
        at = f"at://{OWNER}/app.bsky.feed.post/{RECORDS[n]}"
        post = {"uri": at, "cid": "b", "author": {"did": OWNER, "handle": "bo.example"}, "likeCount": n + 1, "replyCount": 0,
                "record": {"$type": "app.bsky.feed.post", "text": f"tweet {n}", "createdAt": "2024-10-17T00:00:00.000Z"},
                "repostCount": 0, "indexedAt": "2024-10-17T00:00:00.000Z"}
        made.append({"url": f"https://public.api.bsky.app/xrpc/app.bsky.feed.getPostThread?uri={quote(at, safe='')}&depth=0",
                     "body": json.dumps({"thread": {"$type": "app.bsky.feed.defs#threadViewPost", "post": post}}).encode(),
                     "media_type": JSON, "referer": "https://embed.bsky.app/", "destination": "empty"})
    return made


def oembed() -> list[Capture]:
    made: list[Capture] = []
    for n, tweet in enumerate(TWEETS):
        url = f"https://twitter.com/x/status/{tweet}"
        html = f'<blockquote class="twitter-tweet"><p>tweet</p>&mdash; X (@x) <a href="{url}">May 3</a></blockquote>'
        said = {"url": url, "author_name": "X", "author_url": "https://twitter.com/x", "type": "rich", "provider_name": "Twitter",
                "version": "1.0", "html": html}
        made += [article(n), {"url": f"https://publish.twitter.com/oembed?callback=cb{n}&url={quote(url, safe='')}",
                              "body": f"/**/cb{n}({json.dumps(said)})".encode(), "media_type": "application/javascript",
                              "referer": HOMES[n], "destination": "script"}]
    return made


def tiktok() -> list[Capture]:
    return [one for n in range(3) for one in (article(n), framed(n, f"https://www.tiktok.com/embed/v2/69000000000000001{n}0?lang=en-US"))]


def instagram() -> list[Capture]:
    return [one for n in range(3) for one in (article(n), framed(
        n, f"https://www.instagram.com/p/CiPJrm3gAB{n}/embed/captioned/?cr=1&v=14&rd={quote(HOMES[n].rstrip('/'), safe='')}"
           f"&rp={quote(PAGES[n][len(HOMES[n]) - 1:], safe='')}", referer=False))]


def facebook() -> list[Capture]:
    return [one for n in range(3) for one in (article(n), framed(
        n, f"https://www.facebook.com/plugins/post.php?href={quote(f'https://www.facebook.com/pg/posts/1015800000000{n}00', safe='')}"))]


def embeds(path: Path) -> list[tuple[str, str, int]]:
    """(page, last letters of the post's id, whether something more than the address came) of all sightings."""
    database = path.parent / "archive.db"
    done = CliRunner().invoke(cli.main, ["ingest", "--db", str(database), str(path)])
    assert done.exit_code == 0, done.stderr
    with closing(sqlite3.connect(database)) as base:
        return base.execute(
            "SELECT ifnull(g.url, ''), substr(s.native_id, -3), max(json_extract(s.claim, '$.caption') IS NOT NULL) FROM sightings s "
            "LEFT JOIN pages g ON g.id = s.page_id GROUP BY 1, 2 ORDER BY 1, 2").fetchall()


def written(captures: list[Capture], order: str) -> bytes:
    """The crawl as a browser asked for it, or with its records in another order: their moments are as they were."""
    dated = [{**one, "when": f"2021-03-05T10:11:{number:02d}Z"} for number, one in enumerate(captures)]
    crawl = Crawl()
    if order == "shuffled":
        random.Random(3).shuffle(dated)
    for one in reversed(dated) if order == "reversed" else dated:
        crawl.capture(**one)
    return crawl.bytes()


@pytest.mark.parametrize("order", ["as asked", "reversed", "shuffled"])
@pytest.mark.parametrize(("make", "ends", "told"), [
    (answers_last, ("101", "102", "103"), 1), (no_referrer, ("101", "102", "103"), 1), (only_the_quotation, ("101", "102", "103"), 1),
    (bluesky, ("i2l", "i2m", "i2n"), 1), (oembed, ("101", "102", "103"), 1), (tiktok, ("100", "110", "120"), 0),
    (instagram, ("AB0", "AB1", "AB2"), 0), (facebook, ("000", "100", "200"), 0)])
def test_each_article_gets_its_own(
    make: Callable[[], list[Capture]], ends: tuple[str, ...], told: int, order: str, tmp_path: Path,
) -> None:
    (tmp_path / "a.warc.gz").write_bytes(written(make(), order))
    assert embeds(tmp_path / "a.warc.gz") == [(page, end, told) for page, end in zip(PAGES, ends, strict=True)]


def test_one_post_in_three_articles(tmp_path: Path) -> None:
    """The browser asked for the data once; each article has its frame, and the post its likes."""
    captures = [one for n in range(3) for one in (article(n), tweet_frame(n, TWEETS[0]))] + [tweet_data(TWEETS[0], 7)]
    (tmp_path / "a.warc.gz").write_bytes(written(captures, "as asked"))
    assert [page for page, *_ in embeds(tmp_path / "a.warc.gz")] == list(PAGES)
    with closing(sqlite3.connect(tmp_path / "archive.db")) as base:
        assert base.execute("SELECT likes, embedded_count FROM posts").fetchall() == [(7, 3)]


def test_in_a_wacz(tmp_path: Path) -> None:
    (tmp_path / "a.wacz").write_bytes(wacz(written(no_referrer(), "reversed")))
    assert embeds(tmp_path / "a.wacz") == [(page, tweet[-3:], 1) for page, tweet in zip(PAGES, TWEETS, strict=True)]


# -- the rules, one by one --------------------------------------------------------------------------------------------------


def known(*frames: tuple[str, str, str]) -> Askers:
    """(page, frame, moment) were met."""
    askers = Askers()
    for page, frame, when in frames:
        askers.met(page, when)
        askers.parent(Asked(frame, True, page, "iframe", when=when), last=False)
    return askers


FRAMES = (("https://a.example/1", "https://p.example/embed/70000000001", "2021-01-01T00:00:01.000Z"),
          ("https://a.example/2", "https://p.example/embed/70000000002", "2021-01-01T00:00:02.000Z"))


@pytest.mark.parametrize(("asked", "page"), [
    (Asked("https://api.example/q", False, "https://p.example/", "empty", said=b'variables=%7B%22id%22%3A%2270000000001%22%7D'), "1"),
    (Asked("https://api.example/q", False, "https://p.example/", "empty", said=b'\n{"data":{"rest_id":"70000000002"}}'), "2"),
    (Asked("https://api.example/70000000001", False), "1"),
    (Asked("https://api.example/q", False, FRAMES[1][1], "empty"), "2"),
    (Asked("https://api.example/q?n=12", False, "https://a.example/1", "empty"), "1"),
    (Asked("https://q.example/embed/x", True, "https://a.example/", "iframe", when="2021-01-01T00:00:01.500Z"), "1"),
    (Asked("https://q.example/embed/x", True, "https://a.example/", "iframe", when="2021-01-01T00:00:09.000Z"), "2"),
    (Asked("https://q.example/embed/x", True, "https://a.example/", "iframe"), "2"),
    (Asked("https://a.example/3", True, "https://a.example/1", "document"), ""),
])
def test_the_best_witness(asked: Asked, page: str) -> None:
    assert known(*FRAMES).parent(asked, last=False) == (page and f"https://a.example/{page}")


@pytest.mark.parametrize(("asked", "page"), [
    (Asked("https://q.example/embed/x", True, "https://b.example/", "iframe"), "https://b.example/"),
    (Asked("https://q.example/embed/x", True, "https://a.example/", "iframe", when="2020-01-01T00:00:00.000Z"), "https://a.example/1"),
    (Asked("https://api.example/q", False, "https://p.example/", "empty", when="2021-01-01T00:00:01.700Z"), "https://a.example/1"),
    (Asked("https://api.example/70000000009", False), ""),
])
def test_what_nobody_says_waits(asked: Asked, page: str) -> None:
    askers = known(*FRAMES)
    assert askers.parent(asked, last=False) is None
    assert askers.parent(asked, last=True) == page


def test_waiting_is_bounded(tmp_path: Path) -> None:
    """More answers than may wait: they are opened on the way, none is lost."""
    captures = [article(0)] + [
        {"url": f"https://api.example/{n}", "body": json.dumps(RESULT | {"id_str": str(1367 * 10**15 + n), "x": "y" * 900_000}).encode(),
         "media_type": JSON} for n in range(24)]
    crawl = Crawl()
    for one in captures:
        crawl.capture(**one)
    (tmp_path / "a.warc.gz").write_bytes(crawl.bytes())
    assert len(embeds(tmp_path / "a.warc.gz")) == 24
