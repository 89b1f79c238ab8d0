"""WARC files: response, resource, conversion and revisit records, each as a document of what the server sent.

Our own reader, because robustness is the point: a record with a lying length or a damaged head is a Problem, and reading
goes on at the next ``WARC/`` line. Of bodies that hold no posts only the pictures of posts are looked at.
"""

import base64
import binascii
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from ingest.containers import http, moments, page, pictures, shortlinks, web
from ingest.containers.askers import Asked, Askers
from ingest.containers.source import Item, Peek, Room, Source, memory
from ingest.containers.warc_records import Record, records, records_at
from ingest.model import Revisit

_DIGESTS = 200_000
_HELD = 8 << 20
"""Captures that wait for their page hold so many bytes together."""
_SENT = 4_000
_PASSED = 20_000
_HTTP = ("application/http", "message/http")


def bid(peek: Peek) -> int:
    """By the version line, also behind the blank lines of a file that was cut out of another."""
    return 95 if peek.head.lstrip(b"\r\n").startswith(b"WARC/") else 0


def read(source: Source, room: Room) -> Iterator[Item]:
    """Every capture, in file order."""
    crawl = Crawl(room)
    yield from crawl.read(source)
    yield from crawl.settle()


@dataclass(slots=True)
class _Capture:
    """A record whose HTTP head is read."""

    record: Record
    head: http.Head
    body: bytes | None
    """None: the body is that of an earlier capture, which was not met in this file."""


@dataclass(slots=True)
class _Held:
    """A capture that waits: what comes later in the crawl may tell which page it belongs to."""

    source: Source
    found: _Capture
    asked: Asked


class Crawl:
    """The state that is shared by the records of one file, or of all files of one WACZ."""

    def __init__(self, room: Room, pages: dict[str, str] | None = None, titles: dict[str, str] | None = None) -> None:
        self.room = room
        self.titles = titles or {}
        self.askers = Askers(pages, room.embedder)
        self.held: list[_Held] = []
        self.holds = 0
        self.passed: list[tuple[Source, Record, str]] = []
        """Pictures that came while answers were held: nobody could know yet whether a post shows them."""
        self.ours = False
        """Our own crawls are read in file order: nothing in them has a page around it, and later runs go on where this one ends."""
        self.bodies: dict[bytes, tuple[Source, Record]] = {}

    def read(self, source: Source) -> Iterator[Item]:
        """Records of one file. A capture waits for the next record, which may be the request that belongs to it."""
        if self.room.target:
            yield from self._aimed(source)
            return
        self.ours = source.depth == 1 and source.open_at is not None and _is_ours(source)
        if self.ours and source.open_at is not None:
            yield from self._read(source, source.open_at(self.room.start), self.room.start)
            self.room.reached(source.length)
        else:
            yield from self._read(source, source.open(), 0)

    def _read(self, source: Source, opened: BinaryIO, start: int) -> Iterator[Item]:
        asked: tuple[Record, dict[str, str]] | None = None
        waiting: _Capture | None = None
        with opened as stream:
            for record, block in records(source, self.room, stream, start):
                if record.kind == "request":
                    head, _, sent = block.partition(b"\r\n\r\n")
                    asked = record, http.headers_of(head) | {"": sent[:_SENT].decode("utf-8", "replace")}
                    if waiting and self._belongs(record, waiting.record):
                        yield from self._capture(source, waiting, asked[1])
                        waiting = None
                    continue
                if waiting:
                    yield from self._capture(source, waiting, {})
                    waiting = None
                found = yield from self._opened(source, record, block)
                yield from self.room.complaints()
                if found and asked and self._belongs(asked[0], record):
                    yield from self._capture(source, found, asked[1])
                else:
                    waiting = found
                if self.room.over:
                    return
            if waiting:
                yield from self._capture(source, waiting, {})

    def _aimed(self, source: Source) -> Iterator[Item]:
        """Only the record that is asked for, at its offset."""
        offset = self.room.target[len(source.locator) + 1 :].partition("!")[0].partition("@")[0].partition("#")[0]
        if not self.room.leads(source.locator) or not offset.isdecimal():
            return
        place = Record(int(offset), int(offset), _is_member(source, int(offset)), 0)
        for record, block in records_at(source, self.room, place):
            if record.kind == "request":
                continue
            if not self.room.digest or short(record.get("warc-payload-digest")) == short(self.room.digest):
                record.offset = place.offset
                found = yield from self._opened(source, record, block)
                if found and found.body is not None:
                    yield from self._capture(source, found, {})
            return

    @staticmethod
    def _belongs(request: Record, capture: Record) -> bool:
        """One of the two names the other, or they are of the same address."""
        ids = request.get("warc-record-id"), capture.get("warc-record-id")
        said = request.get("warc-concurrent-to"), capture.get("warc-concurrent-to")
        return (said[0] and said[0] == ids[1]) or (said[1] and said[1] == ids[0]) or (
            not any(said) and request.get("warc-target-uri") == capture.get("warc-target-uri"))

    def _opened(self, source: Source, record: Record, block: bytes) -> Generator[Item, None, _Capture | None]:
        """What is to be read of a record, None where nothing is. A picture of a post is told on the way."""
        kind, locator, url = record.kind, f"{source.locator}@{record.offset}", record.get("warc-target-uri").strip()
        if web.noted(url):
            return None
        if kind == "revisit":
            return self._revisited(source, record, block)
        if not block:
            return None
        if record.get("content-type").split(";")[0].strip() in _HTTP or (kind == "response" and block.startswith(b"HTTP/")):
            parts = http.split(block)
            if parts is None:
                self.room.fault(locator, "bad-record", "a response without a readable HTTP head")
                return None
            head, start = parts
            if said := shortlinks.said(url, head.status, head.headers.get("location", ""), head.media_type, block[start:]):
                return _Capture(record, http.Head(200, {"content-type": "application/json"}), said)
            if not 200 <= head.status < 300 or (head.status == 206 and head.media_type != "text/html"):
                return None
        else:
            head, start = http.Head(200, {"content-type": record.get("content-type")}), 0
        if not web.wanted(head.media_type, block[start : start + 200]):
            self._remember(source, record, web.is_script(head.media_type))
            if self.held and len(self.passed) < _PASSED and pictures.is_medium(head.media_type):
                self.passed.append((source, record.bare(), url))
            if pictures.is_medium(head.media_type) and self.room.shown(url):
                body = http.body_of(head, block[start:], self.room, locator)
                if body:
                    yield pictures.held(self.room, url, locator, body, head.media_type)
            return None
        self._remember(source, record)
        return _Capture(record, head, http.body_of(head, block[start:], self.room, locator) if start else block)

    def _remember(self, source: Source, record: Record, wanted: bool = True) -> None:
        """Scripts too that hold nothing: what repeats them would wait for ever."""
        digest = record.get("warc-payload-digest")
        if digest and wanted and len(self.bodies) < _DIGESTS:
            self.bodies.setdefault(short(digest), (source, record.bare()))

    def _revisited(self, source: Source, record: Record, block: bytes) -> _Capture | None:
        """The capture that a revisit repeats, with its body if that was met before."""
        parts = http.split(block) if block else None
        if parts is not None and (parts[0].status >= 300 or not web.wanted(parts[0].media_type, b"{")):
            return None
        known = self.bodies.get(short(record.get("warc-payload-digest")))
        if known is not None:
            earlier, place = known
            for first, content in records_at(earlier, self.room, place):
                found = _returned(self._opened(earlier, first, content))
                return _Capture(record, parts[0] if parts else found.head, found.body) if found else None
        return _Capture(record, parts[0] if parts else http.Head(), None)

    def _capture(self, source: Source, found: _Capture, request: dict[str, str]) -> Iterator[Item]:
        """One capture, opened as what it is; or held, where later ones may tell which page asked for it."""
        record, body = found.record, found.body or b""
        html = found.head.media_type in ("text/html", "application/xhtml+xml") or (
            not found.head.media_type and body[:2000].lstrip()[:1] == b"<")
        asked = Asked(record.get("warc-target-uri").strip(), html, request.get("referer", ""), request.get("sec-fetch-dest", ""),
                      record.get("warc-page-id"), moments.from_iso(record.get("warc-date")),
                      b"" if html else request.get("", "").encode() + b"\n" + body[:_SENT])
        parent = self.askers.parent(asked, last=self.ours or bool(self.room.target) or len(body) > _HELD // 8)
        if parent is None:
            self.held.append(_Held(source, found, asked))
            self.holds += len(body) + _SENT
            if self.holds > _HELD:
                yield from self.settle()
            return
        yield from self._belonging(source, found, asked, parent)

    def settle(self) -> Iterator[Item]:
        """Opens what was held: frames first, for they tell where answers belong."""
        held, self.held, self.holds = sorted(self.held, key=lambda one: not one.asked.html), [], 0
        for one in held:
            yield from self._belonging(one.source, one.found, one.asked, self.askers.parent(one.asked, last=True) or "")
            if self.room.over:
                return
        passed, self.passed = self.passed, []
        for source, place, url in passed if held else ():
            if self.room.shown(url):
                for record, block in records_at(source, self.room, place):
                    record.offset = place.offset
                    yield from self._opened(source, record, block)
                    break

    def _belonging(self, source: Source, found: _Capture, asked: Asked, parent: str) -> Iterator[Item]:
        record, head, body, url, html = found.record, found.head, found.body, asked.url, asked.html
        original, when = web.memento(url, head.headers)
        if html and not parent:
            self.askers.met(url, asked.when)
        captured = when or moments.from_iso(record.get("warc-date"))
        locator = f"{source.locator}@{record.offset}"
        if body is None:
            yield Revisit(
                locator=locator, url=original or url, captured_at=captured, digest=record.get("warc-payload-digest"),
                refers_to=record.get("warc-refers-to-target-uri").strip(), parent_url=parent, title=self.titles.get(url, ""),
                refers_at=moments.from_iso(record.get("warc-refers-to-date")))
            return
        content = body
        capture = replace(
            source, locator=locator, name=url.split("?", 1)[0].rsplit("/", 1)[-1], path="", open=lambda: memory(content),
            url=original or url, captured_at=captured, parent_url=parent,
            captured_origin="memento" if when else "warc" if captured else "", charset=head.charset,
            title=self.titles.get(url, ""), kind="", offset=record.offset, length=record.length, depth=source.depth + 1,
        )
        if html and content.lstrip()[:1] == b"<":
            yield from page.documents(capture, self.room, content)
        else:
            yield from self.room.inside(capture, self.room)
        yield from self.room.complaints()


def _returned(run: Generator[Item, None, _Capture | None]) -> _Capture | None:
    """What a generator returns; what it yields was told the first time."""
    while True:
        try:
            next(run)
        except StopIteration as end:
            found: _Capture | None = end.value
            return found


def _is_ours(source: Source) -> bool:
    """Whether we wrote this file: then no record needs an earlier one, which frames and repeated captures of other crawlers do."""
    with source.open() as stream:
        head = stream.read(1000)
    return head.startswith(b"WARC/1.1\r\nWARC-Type: warcinfo\r\n") and b"\r\n\r\nsoftware: afterpost\r\n" in head


def _is_member(source: Source, offset: int) -> bool:
    """Whether a gzip member that begins with a record lies at this place of the packed file."""
    if source.open_at is None:
        return False
    with source.open_at(offset) as stream:
        return stream.read(5) == b"WARC/"


def short(digest: str) -> bytes:
    """``sha1:BASE32`` as bytes, to hold many."""
    try:
        return base64.b32decode(digest.rpartition(":")[2], casefold=True)
    except (binascii.Error, ValueError):
        return digest.encode("utf-8", "replace")[:64]
