"""One HTTP answer as ``wget --save-headers`` and ``curl --include`` write it: the head, then the body."""

import os
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from urllib.parse import urljoin

from ingest.containers import beside, http, moments, page, web
from ingest.containers.source import Item, Peek, Room, Source, body_of, memory
from ingest.limits import MIB, Refused
from ingest.model import Problem
from ingest.patterns import late

_START = late(rb"HTTP/\d(?:\.\d)? [1-5]\d\d[^\r\n]{0,200}\r?\n[A-Za-z][\w\-]{1,60}:")


def bid(peek: Peek) -> int:
    """A status line with a header behind it."""
    return 94 if _START.match(peek.head) else 0


def read(source: Source, room: Room) -> Iterator[Item]:
    """The body of the last answer: a redirect that was followed stands before it."""
    raw, whole = body_of(source, room)
    start, moved = 0, ""
    while True:
        parts = http.split(raw[start:] if start else raw)
        if parts is None:
            raise Refused("bad-record", "an HTTP answer without the end of its head")
        head, begin = parts
        if not _START.match(raw, start + begin):
            break
        moved = urljoin(moved, head.headers.get("location", ""))
        start += begin
    if head.status >= 300:
        return
    body = http.body_of(head, raw[start + begin :], room, source.locator)
    original, when = web.memento("", head.headers)
    captured = when or moments.from_header(head.headers.get("date", ""))
    inner = replace(
        source, open=partial(memory, body), open_at=None, charset=head.charset or source.charset,
        url=source.url or original or (moved if moved.startswith("http") else "") or _of_path(source),
        captured_at=captured or source.captured_at,
        captured_origin=("memento" if when else "http") if captured else source.captured_origin,
    )
    if head.media_type in ("text/html", "application/xhtml+xml"):
        yield from page.documents(inner, room, body, whole)
    else:
        yield from room.inside(replace(inner, path="", depth=source.depth + 1), room)
    if not whole:
        yield Problem(reason="too-large", stage="open", locator=source.locator,
                      detail=f"only the first {room.limits.body // MIB} MiB of the answer are read")


def _of_path(source: Source) -> str:
    """``wget -x`` makes folders of the address; what a server sent with its head was saved by such a program, not by hand."""
    return beside.under_site(source.member or source.path) or (
        beside.under_site(f"{os.path.basename(source.group)}/{source.member}") if source.member else "")
