"""Pages in records: what scrapers write, a line or a row for each page, with its address, its moment and the page itself.

Scrapy's feeds (JSON, lines of JSON, CSV, XML), tables of downloaded pages, dumps of browsers under automation. Whoever wrote it chose the
names: a page is known by how it begins, its address and moment by names that say so.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from html import unescape
from typing import Any

from ingest.containers import moments, page
from ingest.containers.source import Item, Peek, Room, Source, memory
from ingest.limits import alive
from ingest.model import Problem
from ingest.patterns import late
from ingest.records.framing import Record, json_records
from ingest.records.tables import table_rows

_IN_JSON = late(rb'"\s*:\s*"(?:\s|\\[nrt]|\\ufeff)*(?:<|\\u003[cC])(?:!(?:doctype|DOCTYPE) (?:html|HTML)|html|HTML)\b')
_IN_CELL = late(rb'(?:[,;\t\n]|^)"?\s*<(?:!doctype\s+html|html)\b', re.IGNORECASE)
_NAMES = late(rb"[^\n<>]{0,2000}(?:ur[li]|link|href|address)\b[^\n<>]{0,2000}\n", re.IGNORECASE)
_ITEMS = late(rb"(?:<\?xml[^>]{0,200}\?>\s*)?<items>\s*<item>")
_IN_XML = late(rb"<([\w.-]{1,60})>\s*(?:<!\[CDATA\[\s*<|&lt;)(?:!doctype\s+html|html)\b", re.IGNORECASE)
_ITEM = late(rb"<item>(.*?)</item>", re.DOTALL)
_FIELD = late(rb"<([\w.-]{1,60})>(?:<!\[CDATA\[(.*?)\]\]>|([^<]*))</\1>", re.DOTALL)
_WHOLE = late(r"[\s\ufeff]*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,4000}?-->\s*){0,5}<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
_SMALL = 50
_ADDRESSES = ("final_url", "response_url", "page_url", "url", "link", "uri", "href", "source_url", "canonical_url", "permalink",
              "request_url")
_SAID = late(r"ur[li]|link|href|address")
_WHEN = late(r"fetch|scrap|crawl|captur|retriev|collect|download|archiv|saved|visit|access|timestamp|datetime")
_STATUS = ("status", "status_code", "response_status", "http_status")
_EARLIEST, _LATEST = 7e8, 4e9
"""Seconds since 1970 that may be a moment of the web."""
_LONGEST = 4000


def bid(peek: Peek) -> int:
    """By how a whole page begins, in a string of JSON, a cell of a table with a column of addresses, or an element of XML."""
    text = peek.text
    if text[:1] in (b"{", b"["):
        return 57 if _IN_JSON.search(peek.head) else 0
    if text[:1] == b"<":
        return 57 if _ITEMS.match(text) and _IN_XML.search(text) else 0
    return 57 if _NAMES.match(text) and _IN_CELL.search(text) and b"\0" not in peek.head else 0


def read(source: Source, room: Room) -> Iterator[Item]:
    """Page after page; how many records had none."""
    pages = without = 0
    first = b""
    for record in _records(source, room):
        if isinstance(record, Problem):
            yield replace(record, locator=record.locator or source.locator)
            continue
        alive()
        known = _facts(record.value)
        body = _page(known)
        if body is None:
            without, first = without + 1, first or record.raw[:2000]
            continue
        pages += 1
        if body and room.leads(locator := f"{source.locator}@{record.offset}") and not _failed(known):
            yield from _document(replace(source, locator=locator), room, known, body)
            yield from room.complaints()
        if room.over:
            return
    if without:
        yield Problem(reason="unsupported", stage="parse", locator=source.locator, fragment=first,
                      detail=f"{without:,} of {pages + without:,} records hold no page: give the posts among them in a file of their own")


def _records(source: Source, room: Room) -> Iterator[Record | Problem]:
    with source.open() as stream:
        start = stream.peek(_SMALL).lstrip(b"\xef\xbb\xbf \t\r\n")[:1]  # type: ignore[attr-defined]
        if start == b"<":
            body = stream.read(room.limits.record + 1)
            yield from _items(body)
            if len(body) > room.limits.record:
                yield Problem(reason="too-large", stage="open", detail="only the first part is read, see --max-record")
        elif start in (b"{", b"["):
            bom = len(b"\xef\xbb\xbf") if stream.peek(3).startswith(b"\xef\xbb\xbf") else 0  # type: ignore[attr-defined]
            yield from json_records(stream, start=bom)
        else:
            yield from table_rows(stream)


def _items(body: bytes) -> Iterator[Record]:
    """Scrapy's XML: fields as elements, the page in one of them."""
    for item in _ITEM.finditer(body):
        fields = {name.decode(): packed.decode("utf-8", "replace") if packed else unescape(plain.decode("utf-8", "replace"))
                  for name, packed, plain in _FIELD.findall(item[1])}
        yield Record(item[0], item.start(), fields)


def _facts(value: Any) -> dict[str, Any]:
    """The plain values of a record, and of the objects in it, by name; the record's own count first."""
    found: dict[str, Any] = {}
    for inner in (value, *(one for one in value.values() if isinstance(one, dict))) if isinstance(value, dict) else ():
        for name, one in inner.items():
            if isinstance(one, str | int | float | type(None)):
                found.setdefault(str(name).lower().replace("-", "_"), one)
    return found


def _page(known: dict[str, Any]) -> bytes | None:
    """The page of a record, or the data that was answered in its place; empty where it could not be had. None: it has no field for one."""
    texts = [value for value in known.values() if isinstance(value, str) and len(value) > _SMALL]
    whole = max((text for text in texts if _WHOLE.match(text)), key=len, default="")
    if whole:
        return whole.encode("utf-8", "replace")
    bodies = [known[name] or "" for name in ("html", "body", "content", "page_source", "source", "raw_html", "raw", "text", "response")
              if name in known]
    if not bodies:
        return None
    data = next((body for body in bodies if isinstance(body, str) and body.lstrip()[:1] in ("{", "[", "<")), "")
    return data.encode("utf-8", "replace") if data or not any(bodies) else None


def _failed(known: dict[str, Any]) -> bool:
    """An answer that is no page: a redirect, an error."""
    said = next((known[name] for name in _STATUS if name in known), "")
    return str(said)[:3].isdecimal() and 300 <= int(str(said)[:3]) < 600


def _document(source: Source, room: Room, known: dict[str, Any], body: bytes) -> Iterator[Item]:
    when = _moment(known) or source.captured_at
    record = replace(source, path="", open=partial(memory, body), open_at=None, beside=None, name="", url=_address(known) or source.url,
                     captured_at=when, captured_origin=source.captured_origin if when == source.captured_at else "scraper",
                     charset="utf-8", depth=source.depth + 1, length=0)
    if body.lstrip()[:1] == b"<":
        yield from page.documents(replace(record, kind="html"), room, body)
    else:
        yield from room.inside(record, room)


def _address(known: dict[str, Any]) -> str:
    """Where the page was: the name that says so best, else any that speaks of an address."""
    names = [name for name in known if name not in _ADDRESSES and _SAID.search(name)]
    for name in (*_ADDRESSES, *names):
        value = known.get(name)
        if isinstance(value, str) and value.startswith(("http://", "https://")) and len(value) < _LONGEST and not re.search(r"\s", value):
            return value
    return ""


def _moment(known: dict[str, Any]) -> str:
    """When it was fetched; a mere ``date`` is that of the article."""
    for name, value in known.items():
        if _WHEN.search(name) and (moment := _parsed(value)):
            return moment
    return ""


def _parsed(value: Any) -> str:
    if isinstance(value, str) and not re.fullmatch(r"\d{9,13}(?:\.\d+)?", value.strip()):
        return moments.from_iso(value) or moments.from_header(value) or moments.from_digits(value.strip())
    try:
        seconds = float(value or 0)
    except (TypeError, ValueError):
        return ""
    seconds = seconds / 1000 if seconds > _LATEST else seconds
    return moments.iso(datetime.fromtimestamp(seconds, UTC)) if _EARLIEST < seconds < _LATEST else ""
