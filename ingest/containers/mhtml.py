"""MHTML: a page and its frames as the parts of one message."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from ingest.containers import mime, moments, page, pictures, web
from ingest.containers.source import Item, Peek, Room, Source, memory
from ingest.model import Problem
from ingest.patterns import late

_HEADER = late(rb"(?:[A-Za-z][A-Za-z\-]{1,40}:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n){1,60}")
_RELATED = late(rb"content-type:\s*multipart/related", re.IGNORECASE)
_SNAPSHOT = late(rb"snapshot-content-location:|<saved by|saved by (?:blink|windows internet explorer|webkit)", re.IGNORECASE)
_MAIL = late(rb"^(?:received|return-path|delivered-to|message-id|list-id):", re.IGNORECASE | re.MULTILINE)


def bid(peek: Peek) -> int:
    """Header lines with ``multipart/related`` that no mail server has touched."""
    match = _HEADER.match(peek.text)
    if not match:
        return 0
    head = match[0]
    if _SNAPSHOT.search(head):
        return 67
    return 66 if _RELATED.search(head) and not _MAIL.search(head) else 0


def read(source: Source, room: Room) -> Iterator[Item]:
    """The page first, its frames with the page as their parent."""
    with source.open() as stream:
        address, captured, title, parts = "", "", "", 0
        for number, part in enumerate(mime.leaves(stream, room.limits)):
            if not number:
                address = part.headers.get("snapshot-content-location", "")
                captured = moments.from_header(part.headers.get("date", ""))
                title = mime.words(part.headers.get("subject", ""))
                continue
            parts += bool(part.body)
            location = part.headers.get("content-location", "").strip()
            if not part.body or not web.wanted(part.media_type, part.body[:200]):
                if part.body and pictures.is_medium(part.media_type) and room.shown(location):
                    yield pictures.held(room, location, f"{source.locator}@{part.offset}", part.body, part.media_type)
                continue
            html = part.media_type in ("text/html", "application/xhtml+xml")
            first = html and not address
            if first:
                address = location or source.locator
            own = first or (html and location == address)
            body = part.body
            capture = replace(
                source, locator=f"{source.locator}@{part.offset}", path="", open=partial(memory, body),
                name=location.split("?", 1)[0].rsplit("/", 1)[-1], url=location if location.startswith("http") else "",
                captured_at=captured, captured_origin="mhtml" if captured else "", title=title if own else "",
                parent_url="" if own else address, charset=part.parameter("content-type", "charset"), kind="",
                offset=part.offset, length=len(body), depth=source.depth + 1,
            )
            if html:
                yield from page.documents(capture, room, body, part.whole)
            else:
                yield from room.inside(capture, room)
            yield from room.complaints()
            if room.over:
                return
        if not parts:
            yield Problem(reason="bad-record", detail="MHTML without any part: its boundary is not found", stage="open",
                          locator=source.locator)
