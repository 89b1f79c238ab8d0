"""JSON Feed: a page for each item, as with other feeds."""

from collections.abc import Iterator
from dataclasses import replace
from html import escape

import msgspec

from ingest.containers.feed import as_page
from ingest.containers.source import Item, Peek, Room, Source, body_of
from ingest.limits import Refused, json_depth


class _Entry(msgspec.Struct):
    url: str = ""
    title: str = ""
    content_html: str = ""
    content_text: str = ""
    date_published: str = ""


class _Feed(msgspec.Struct):
    items: list[_Entry] = []


def bid(peek: Peek) -> int:
    """By the version that every feed states."""
    return 72 if peek.text.startswith(b"{") and b"jsonfeed.org/version/" in peek.head.replace(b"\\/", b"/") else 0


def read(source: Source, room: Room) -> Iterator[Item]:
    """One document for each item with content."""
    body, whole = body_of(source, room)
    if not whole or json_depth(body, room.limits.json_depth) > room.limits.json_depth:
        raise Refused("too-large" if not whole else "too-deep", "a JSON Feed that is too large or nests too deeply")
    try:
        feed = msgspec.json.decode(body, type=_Feed)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Refused("bad-json", f"a JSON Feed that cannot be read: {error}") from None
    for number, entry in enumerate(feed.items):
        content = entry.content_html or escape(entry.content_text)
        if content.strip():
            known = replace(source, locator=f"{source.locator}@{number}", url=entry.url or source.url, title=entry.title)
            facts = {"article:published_time": entry.date_published}
            yield known.document(as_page(entry.title, entry.url, facts, content), kind="html", charset="utf-8")
