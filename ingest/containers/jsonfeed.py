"""JSON Feed, and what readers make of one page (Mercury, Readability): a page for each item, as with other feeds."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import escape

import msgspec

from ingest.containers.feed import as_page, syndicated
from ingest.containers.source import BOM, Item, Peek, Room, Source, body_of
from ingest.limits import MIB, Refused, json_depth
from ingest.patterns import late


class _Person(msgspec.Struct):
    name: str = ""


class _Entry(msgspec.Struct):
    url: str = ""
    title: str = ""
    content_html: str = ""
    content_text: str = ""
    date_published: str = ""
    id: str | int = ""
    authors: list[_Person] = []


class _Feed(msgspec.Struct):
    home_page_url: str = ""
    items: list[_Entry] = []


class _Article(msgspec.Struct):
    url: str | None = None
    title: str | None = None
    content: str | None = None
    author: str | None = None
    byline: str | None = None
    date_published: str | None = None


_READER = late(
    rb'\{(?=.{0,4000}"(?:dek|lead_image_url)"\s*:)|\{(?=.{0,4000}"byline"\s*:)(?=.{0,8000}"(?:siteName|excerpt|dir)"\s*:)', re.DOTALL)


def bid(peek: Peek) -> int:
    """By the version that every feed states; what a reader made by the fields that it always writes."""
    if not peek.text.startswith(b"{"):
        return 0
    return 72 if b"jsonfeed.org/version/" in peek.head.replace(b"\\/", b"/") or _READER.match(peek.text) else 0


def read(source: Source, room: Room) -> Iterator[Item]:
    """One document for each item with content."""
    body, whole = body_of(source, room)
    body = body.removeprefix(BOM)
    if not whole:
        raise Refused("too-large", f"a JSON Feed of more than the {room.limits.body // MIB} MiB that --max-body allows")
    if json_depth(body, room.limits.json_depth) > room.limits.json_depth:
        raise Refused("too-deep", f"a JSON Feed that nests deeper than the {room.limits.json_depth} levels that --max-json-depth allows")
    if b"jsonfeed.org" not in body[:8192].replace(b"\\/", b"/"):
        yield from _article(source, body)
        return
    try:
        feed = msgspec.json.decode(body, type=_Feed)
    except RecursionError:
        raise Refused("too-deep", "a JSON Feed that nests deeper than the decoder goes") from None
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Refused("bad-json", f"a JSON Feed that cannot be read: {error}") from None
    for number, entry in enumerate(feed.items):
        content = entry.content_html or escape(entry.content_text)
        if content.strip():
            known = replace(source, locator=f"{source.locator}@{number}", url=entry.url or source.url, title=entry.title,
                            parent_url="")
            facts = {"article:published_time": entry.date_published, "item:guid": str(entry.id), "item:feed": feed.home_page_url,
                     "item:author": entry.authors[0].name if entry.authors else ""}
            yield known.document(as_page(entry.title, entry.url, facts, syndicated([content])), kind="html", charset="utf-8")


def _article(source: Source, body: bytes) -> Iterator[Item]:
    """Where there is no content, it lies in a file beside this one."""
    try:
        article = msgspec.json.decode(body, type=_Article)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Refused("bad-json", f"an article as JSON that cannot be read: {error}") from None
    if article.content and article.content.strip():
        url, title = article.url or "", article.title or ""
        facts = {"article:published_time": article.date_published or "", "author": article.author or article.byline or ""}
        known = replace(source, url=url or source.url, title=title)
        yield known.document(as_page(title, url, facts, article.content), kind="html", charset="utf-8")
