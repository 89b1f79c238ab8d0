"""Articles as JSON, as content systems export and answer them: WordPress's and Drupal's interfaces, Ghost, Discourse, dev.to,
Google Reader and its heirs, wallabag. A page for each article, as with feeds.

Which system it was does not matter: an article is an object with a title and a body of HTML, or of the editor's own JSON.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from ingest.containers import records
from ingest.containers.feed import as_page
from ingest.containers.source import BOM, Item, Peek, Room, Source, body_of
from ingest.limits import alive
from ingest.links import read as read_url
from ingest.model import Problem
from ingest.patterns import late
from ingest.records.decode import decode
from ingest.records.framing import json_records

_SIGNS = late(
    rb'"content"\s*:\s*\{\s*"rendered"\s*:|\{\s*"db"\s*:\s*\[\s*\{\s*"(?:meta|data)"\s*:|"cooked"\s*:\s*"|"type_of"\s*:\s*"article"|'
    rb'"jsonapi"\s*:\s*\{|"kind"\s*:\s*"blogger#post|"(?:mobiledoc|lexical)"\s*:|"direction"\s*:\s*"ltr"|"is_archived"\s*:')
_BODIES = ("content", "body", "html", "cooked", "body_html", "bodyHtml", "content_html", "contentHtml", "lexical", "mobiledoc", "summary")
_INSIDE = ("rendered", "processed", "value", "content", "html")
_ADDRESSES = ("link", "url", "canonical_url", "permalink", "given_url", "canonical", "alternate")
_MOMENTS = ("date_gmt", "published_at", "published", "published_time", "created_at", "created", "date")


def bid(peek: Peek) -> int:
    """By fields that only articles have."""
    return 58 if peek.text[:1] in (b"{", b"[") and _SIGNS.search(peek.head) else 0


def read(source: Source, room: Room) -> Iterator[Item]:
    """One document for each article; what has none, or is damaged, is left to those who read records."""
    yield from pages_of(source, room, _articles)


def pages_of(source: Source, room: Room, find: Callable[[Any], Iterator[tuple[str, str, str, str]]]) -> Iterator[Item]:
    """A page for each (title, address, moment, HTML) that ``find`` sees in a JSON document; one without any is read as records."""
    body, whole = body_of(source, room)
    if not whole:
        yield from _one_by_one(source, room, find)
        return
    try:
        found = list(find(decode(body.removeprefix(BOM))))
    except (ValueError, RecursionError):
        found = []
    if not found:
        yield from records.read(source, room)
    for number, one in enumerate(found):
        yield _document(source, number, one)


Article = tuple[str, str, str, str]


def _document(source: Source, number: int, one: Article) -> Item:
    title, url, when, html = one
    known = replace(source, locator=f"{source.locator}@{number}", url=url or source.url, title=title,
                    parent_url="" if url else source.parent_url)
    if html[:1] == "{":
        return known.document(html.encode("utf-8", "replace"), kind="json", charset="utf-8")
    return known.document(as_page(title, url, {"article:published_time": when}, html), kind="html", charset="utf-8")


def _one_by_one(source: Source, room: Room, find: Callable[[Any], Iterator[Article]]) -> Iterator[Item]:
    """The same for a file that is too large to be held: its records, each by itself."""
    number = without = 0
    with source.open() as stream:
        for record in json_records(stream):
            alive()
            if isinstance(record, Problem):
                yield replace(record, locator=source.locator)
                continue
            found = list(find(record.value))
            without += not found
            for one in found:
                yield _document(source, number, one)
                number += 1
            if room.over:
                return
    if not number:
        yield from records.read(source, room)
    elif without:
        yield Problem(reason="unsupported", stage="parse", locator=source.locator, detail=f"{without:,} records are no articles")


def _articles(value: Any) -> Iterator[tuple[str, str, str, str]]:
    """(title, address, moment, HTML) of each article, in the order of the file."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            html = _body(one)
            if html:
                title, url = _text(one.get("title")) or _text(one.get("topic_slug")), next(filter(None, map(one.get, _ADDRESSES)), "")
                if "is_archived" in one and read_url(_address(one.get("url"))).key is not None:
                    yield "", "", "", json.dumps(one, ensure_ascii=False)  # without scripts it got nothing of a post: an entry of a list
                    continue
                names = _MOMENTS[1:4] if "is_archived" in one else _MOMENTS  # wallabag says when it was saved under the other names
                yield title, _address(url), next((when for name in names if (when := _text(one.get(name)))), ""), html
                continue
            waiting += reversed(one.values())
        elif isinstance(one, list):
            waiting += reversed(one)


def _body(one: dict[str, Any]) -> str:
    """All that the fields of an article's body hold; an editor's JSON as the script of a page. "" where it is no article."""
    if not ("title" in one or "cooked" in one):
        return ""
    pieces: list[str] = []
    for name in _BODIES:
        value = one.get(name)
        text = next((text for key in _INSIDE if (text := _text(value.get(key)))), "") if isinstance(value, dict) else _text(value)
        if text[:1] == "{" and not pieces:
            text = '<script type="application/json">' + text.replace("</", r"<\/") + "</script>"
        if "<" in text and text not in pieces:
            pieces.append(text)
    return "\n".join(pieces)


def _text(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("rendered")
    return value if isinstance(value, str) else ""


def _address(value: Any) -> str:
    """Google Reader keeps addresses in a list of links."""
    first = value[0] if isinstance(value, list) and value else value
    text = first.get("href") if isinstance(first, dict) else first
    return text if isinstance(text, str) and text.startswith("http") else ""
