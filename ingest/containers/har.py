"""HAR: what a browser's network panel saves. Entry after entry, without holding the whole file."""

import json
import os
import posixpath
import re
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from html import escape
from typing import Any, BinaryIO

from ingest.containers import mime, moments, pictures, web
from ingest.containers.askers import Asked, Askers
from ingest.containers.siblings import sibling
from ingest.containers.source import Item, Peek, Room, Source, memory
from ingest.limits import Refused
from ingest.model import Problem
from ingest.patterns import late

_START = late(rb'\{\s*"log"\s*:\s*\{')
_KEYS = (b'"entries"', b'"creator"', b'"pages"', b'"browser"')
_ENTRIES = late(r'"entries"\s*:\s*\[')
_PAGES = late(r'"pages"\s*:\s*(?=\[)')
_SIGN, _QUOTED = late(r'["{}\[\]]'), late(r'"|\\.', re.DOTALL)
_SPACE = late(r"[\s,]*")
_BLOCK = 1 << 18
_SENT = 4_000
_STANDARD, _SAFE = late(rb"[+/<]"), bytes.maketrans(b"-_", b"+/")
"""How base64 is spelled, and how that for addresses becomes it."""
_HTML = ("text/html", "application/xhtml+xml")
_TOLD = (*_HTML, "application/json")
"""Of these it is told when their bodies were not saved."""


def bid(peek: Peek) -> int:
    """A ``log`` object with entries, pages or its maker."""
    return 70 if _START.match(peek.text) and any(key in peek.head for key in _KEYS) else 0


def read(source: Source, room: Room) -> Iterator[Item]:
    """One document for each answer that may hold posts."""
    with source.open() as stream:
        text = _Text(stream, room, source.locator)
        before = text.until(_ENTRIES)
        if before is None:
            raise Refused("bad-json", "a HAR file without a list of entries")
        askers, tally = Askers(_pages(before), room.embedder), Tally()
        for number, one in enumerate(text.elements()):
            yield from entry(source, room, askers, number, one, tally, lambda name: _attached(source, room, name))
            yield from room.complaints()
            if room.over:
                return
        if tally.without and not tally.bodies:
            yield Problem(reason="truncated", stage="open", locator=source.locator,
                          detail=f"it was saved without the bodies of its {tally.without:,} pages and answers: save it again with content")


@dataclass(slots=True)
class Tally:
    """Answers that may hold posts: with their bodies, and without."""

    bodies: int = 0
    without: int = 0


class _Text:
    """A window on the text that moves from element to element."""

    def __init__(self, stream: BinaryIO, room: Room, locator: str) -> None:
        self.stream = stream
        self.room = room
        self.locator = locator
        self.decoder = getincrementaldecoder("utf-8")(errors="replace")
        self.text = ""
        self.over = False

    def more(self, size: int = _BLOCK) -> bool:
        block = self.stream.read(size)
        self.over = not block
        self.text += self.decoder.decode(block, final=self.over)
        return not self.over

    def until(self, pattern: re.Pattern[str]) -> str | None:
        """What stands before the pattern; the window then begins behind it."""
        while not (match := pattern.search(self.text)):
            if len(self.text) > self.room.limits.record or not self.more():
                return None
        before, self.text = self.text[: match.start()], self.text[match.end() :]
        return before

    def pass_over(self) -> None:
        """Moves behind the element that begins here, without holding it."""
        depth, quoted, position = 0, False, 0
        while True:
            sign = (_QUOTED if quoted else _SIGN).search(self.text, position)
            if sign is None:
                self.text = "\\" if quoted and self.text.endswith("\\", position) else ""
                position = 0
                if not self.more():
                    raise Refused("truncated", "the list of entries breaks off")
                continue
            position = sign.end()
            if sign[0] == '"':
                quoted = not quoted
            elif not quoted:
                depth += 1 if sign[0] in "[{" else -1
                if not depth:
                    self.text = self.text[position:]
                    return

    def elements(self) -> Iterator[Any]:
        """The elements of the list that the window stands in."""
        decoder = json.JSONDecoder(strict=False)  # some tools write control characters as they are
        while True:
            self.text = self.text[_SPACE.match(self.text).end() :]  # type: ignore[union-attr]
            if self.text.startswith("]") or (not self.text and not self.more()):
                if not self.text:
                    raise Refused("truncated", "the list of entries breaks off")
                return
            try:
                value, end = decoder.raw_decode(self.text)
            except RecursionError:
                self.room.fault(self.locator, "too-deep", "an entry nests too deeply and is passed over")
                self.pass_over()
                yield None
                continue
            except ValueError as error:
                if len(self.text) > self.room.limits.record:
                    self.room.fault(self.locator, "too-large", "an entry is longer than --max-record allows and is passed over")
                    self.pass_over()
                    yield None
                    continue
                if self.over or not self.more(max(_BLOCK, len(self.text))):
                    raise Refused("truncated", f"the list of entries breaks off: {error}") from None
                continue
            self.text = self.text[end:]
            yield value


def _pages(before: str) -> dict[str, str]:
    """Addresses by page id (Chrome writes the address as the page's title)."""
    match = _PAGES.search(before)
    try:
        pages = json.JSONDecoder().raw_decode(before, match.end())[0] if match else []
    except (ValueError, RecursionError):
        return {}
    return {
        str(page.get("id")): str(page.get("title")) for page in pages
        if isinstance(page, dict) and str(page.get("title")).startswith("http")
    }


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _headers(message: dict[str, Any]) -> dict[str, str]:
    rows = message.get("headers")
    found: dict[str, str] = {}
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict) and isinstance(row.get("name"), str):
            found.setdefault(row["name"].lower(), str(row.get("value") or ""))
    return found


def entry(source: Source, room: Room, askers: Askers, number: int, said: Any, tally: Tally,
          attached: Callable[[str], bytes]) -> Iterator[Item]:
    """What one entry answered. ``said``: None where it was passed over; ``attached``: bodies that are kept in files of their own."""
    request, response = _dict(_dict(said).get("request")), _dict(_dict(said).get("response"))
    content = _dict(response.get("content"))
    text, url = content.get("text"), request.get("url")
    locator = f"{source.locator}!entries/{number}"
    if not isinstance(url, str) or not room.leads(locator):
        return
    media_type = str(content.get("mimeType") or "").split(";")[0].strip().lower()
    status = response.get("status")
    good = isinstance(status, bool) or not isinstance(status, int) or not 100 <= status < 600 or 200 <= status < 300
    body: bytes | None
    if isinstance(text, str) and text:
        body = _bytes(text, content.get("encoding") == "base64")
    elif not (body := attached(str(content.get("_file") or content.get("_sha1") or ""))):
        tally.without += good and media_type in _TOLD and content.get("size") not in (0, None)
        if good and media_type in _HTML:
            yield from _address(source, room, askers, locator, url, said)
        return
    if body is None:
        yield Problem(reason="bad-record", detail="the body is no base64", stage="open", locator=locator, fragment=str(text)[:200].encode())
        return
    if not good:
        return
    if not web.wanted(media_type, body[:200]):
        if pictures.is_medium(media_type) and room.shown(url):
            yield pictures.held(room, url, locator, body, media_type)
        return
    tally.bodies += 1
    answered = _headers(response)
    html = media_type in _HTML
    original, when = web.memento(url, answered)
    begun = moments.from_iso(str(_dict(said).get("startedDateTime") or ""))
    captured = when or begun
    sent = str(_dict(request.get("postData")).get("text") or "")[:_SENT].encode("utf-8", "replace")
    parent = _parent(askers, url, said, html, b"" if html else sent + b"\n" + body[:_SENT])
    yield from room.inside(replace(
        source.child(f"entries/{number}", lambda: memory(body)), name=url.split("?", 1)[0].rsplit("/", 1)[-1],
        url=original or url, captured_at=captured, captured_origin="memento" if when else "har" if captured else "",
        parent_url=parent, group=source.group, member=source.member, charset="utf-8",
    ), room)


def _parent(askers: Askers, url: str, said: Any, html: bool, words: bytes) -> str:
    """The page that asked for it, "" where it is one."""
    asked, begun = _headers(_dict(_dict(said).get("request"))), moments.from_iso(str(_dict(said).get("startedDateTime") or ""))
    parent = askers.parent(Asked(url, html, asked.get("referer", ""), asked.get("sec-fetch-dest", ""), str(_dict(said).get("pageref")),
                                 begun, words), last=True) or ""
    if html and not parent:
        askers.met(url, begun)
    return parent


def _address(source: Source, room: Room, askers: Askers, locator: str, url: str, said: Any) -> Iterator[Item]:
    """Of a frame without its body the address still tells which post the page showed."""
    begun = moments.from_iso(str(_dict(said).get("startedDateTime") or ""))
    if parent := _parent(askers, url, said, True, b""):
        yield source.document(f'<iframe src="{escape(url)}"></iframe>'.encode(), kind="html", charset="utf-8", locator=locator, url=parent,
                              captured_at=begun, captured_origin="har" if begun else "")


def _attached(source: Source, room: Room, name: str) -> bytes:
    """Playwright keeps bodies in files beside the HAR."""
    if not name:
        return b""
    group, member = (os.path.dirname(source.path) or ".", "") if source.path else (source.group, source.member)
    return sibling(group, posixpath.join(posixpath.dirname(member), name), room.limits) or b""


def _bytes(text: str, packed: bool) -> bytes | None:
    if not packed:
        return text.encode("utf-8", "replace")
    raw = text.encode("utf-8", "replace")
    if not _STANDARD.search(raw):
        raw = raw.translate(_SAFE)
    return mime.from_base64(raw) or None
