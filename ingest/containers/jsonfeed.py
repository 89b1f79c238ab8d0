"""JSON Feed, and what readers make of one page (Mercury, Readability, Defuddle): a page for each item, as with other feeds."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import escape
from typing import Any

import msgspec

from ingest.containers.feed import as_page, syndicated
from ingest.containers.markdown import as_html
from ingest.containers.source import BOM, HEAD, Item, Peek, Room, Source, body_of
from ingest.limits import MIB, Refused, alive, json_depth
from ingest.model import Document, Problem
from ingest.patterns import late
from ingest.records.framing import json_records

_CONTENT = ("content_html", "content_text")
_UNIT = 1 << 20
"""A larger feed is read item by item."""


class _Article(msgspec.Struct):
    url: str | None = None
    title: str | None = None
    content: str | None = None
    author: str | None = None
    byline: str | None = None
    date_published: str | None = None
    published: str | None = None


_DEFUDDLE = late(rb'\{\s*"content"\s*:\s*"')
_DOMAIN = late(rb'"domain"\s*:\s*"[^"]{0,300}"\s*,\s*"favicon"\s*:')
"""Defuddle's article, HTML or Markdown; what tells it stands behind the content."""
_TAG = late(r"<(?:p|div|a|h\d|ul|blockquote|figure|iframe|article)[\s>]", re.IGNORECASE)
_READER = late(
    rb'\{(?=.{0,4000}"(?:dek|lead_image_url)"\s*:)|\{(?=.{0,4000}"byline"\s*:)(?=.{0,8000}"(?:siteName|excerpt|dir)"\s*:)', re.DOTALL)


def bid(peek: Peek) -> int:
    """By the version that every feed states; what a reader made by the fields that it always writes."""
    if not peek.text.startswith(b"{"):
        return 0
    return 72 if b"jsonfeed.org/version/" in peek.head.replace(b"\\/", b"/") or _READER.match(peek.text) or _defuddled(peek) else 0


def _defuddled(peek: Peek) -> bool:
    return _DEFUDDLE.match(peek.text) is not None and (_DOMAIN.search(peek.head) or _DOMAIN.search(peek.tail)) is not None


def read(source: Source, room: Room) -> Iterator[Item]:
    """One document for each item with content; of a feed of any size, and of what is whole of a damaged one."""
    with source.open() as stream:
        head = stream.read(HEAD)
    if b"jsonfeed.org" in head.replace(b"\\/", b"/"):
        yield from _feed(source, room)
        return
    body, whole = body_of(source, room)
    if not whole:
        raise Refused("too-large", f"an article as JSON of more than the {room.limits.body // MIB} MiB that --max-body allows")
    _shallow(body, room)
    yield from _article(source, body.removeprefix(BOM))


def _shallow(body: bytes, room: Room) -> None:
    if json_depth(body, room.limits.json_depth) > room.limits.json_depth:
        raise Refused("too-deep", f"JSON that nests deeper than the {room.limits.json_depth} levels that --max-json-depth allows")


def _feed(source: Source, room: Room) -> Iterator[Item]:
    number = strange = 0
    with source.open() as stream:
        for record in json_records(stream, unit=_UNIT):
            alive()
            if isinstance(record, Problem):
                yield replace(record, locator=source.locator, stage="open")
                continue
            _shallow(record.raw, room)
            known = record.value if isinstance(record.value, dict) else {}
            feed, entries = (record.parent or {}, [known]) if record.key == "items" else (known, _list(known.get("items")))
            for entry in entries:
                if (page := _entry(source, number, entry, _text(feed.get("home_page_url")))) is not None:
                    yield page
                number += 1
                strange += not isinstance(entry, dict) or not all(isinstance(entry.get(name), str | None) for name in _CONTENT)
            if room.over:
                return
    if strange:
        yield Problem(reason="bad-record", stage="open", locator=source.locator,
                      detail=f"{strange:,} items are none, or their content is no text")


def _entry(source: Source, number: int, entry: Any, home: str) -> Document | None:
    """An item as a page. People write feeds by programs of their own: what is of another type than it should be is left out."""
    if not isinstance(entry, dict):
        return None
    content = _text(entry.get("content_html")) or escape(_text(entry.get("content_text")))
    if not content.strip():
        return None
    url, title = _text(entry.get("url")), _text(entry.get("title"))
    authors = _list(entry.get("authors")) or _list(entry.get("author"))
    name = _text(authors[0].get("name")) if authors and isinstance(authors[0], dict) else ""
    facts = {"article:published_time": _text(entry.get("date_published")), "item:guid": _text(entry.get("id")), "item:feed": home,
             "item:author": name}
    known = replace(source, locator=f"{source.locator}@{number}", url=url or source.url, title=title, parent_url="")
    return known.document(as_page(title, url, facts, syndicated([content])), kind="html", charset="utf-8")


def _text(value: Any) -> str:
    return value if isinstance(value, str) else str(value) if type(value) is int else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if isinstance(value, dict) else []


def _article(source: Source, body: bytes) -> Iterator[Item]:
    """Where there is no content, it lies in a file beside this one."""
    try:
        article = msgspec.json.decode(body, type=_Article)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Refused("bad-json", f"an article as JSON that cannot be read: {error}") from None
    if article.content and article.content.strip():
        url, title = article.url or "", article.title or ""
        facts = {"article:published_time": article.date_published or article.published or "",
                 "author": article.author or article.byline or ""}
        known = replace(source, url=url or source.url, title=title)
        content = article.content if _TAG.search(article.content) else as_html(article.content)
        yield known.document(as_page(title, url, facts, content), kind="html", charset="utf-8")
