"""WARC files: response, resource, conversion and revisit records, each as a document of what the server sent.

Our own reader, because robustness is the point: a record with a lying length or a damaged head is a Problem, and reading
goes on at the next ``WARC/`` line. Bodies that hold no posts (pictures, films, fonts) are passed by without being kept.
"""

import base64
import binascii
from collections.abc import Iterator
from dataclasses import replace

from ingest.containers import http, moments, page, shortlinks, web
from ingest.containers.source import Item, Peek, Room, Source, memory
from ingest.containers.warc_records import Record, records, records_at
from ingest.model import Problem

_DIGESTS = 200_000
_HTTP = ("application/http", "message/http")


def bid(peek: Peek) -> int:
    """By the version line, also behind the blank lines of a file that was cut out of another."""
    return 95 if peek.head.lstrip(b"\r\n").startswith(b"WARC/") else 0


def read(source: Source, room: Room) -> Iterator[Item]:
    """Every capture, in file order."""
    yield from Crawl(room).read(source)


class Crawl:
    """The state that is shared by the records of one file, or of all files of one WACZ."""

    def __init__(self, room: Room, pages: dict[str, str] | None = None, titles: dict[str, str] | None = None) -> None:
        self.room = room
        self.titles = titles or {}
        self.askers = web.Askers(pages)
        self.bodies: dict[bytes, tuple[Source, Record]] = {}
        self.lost_revisits = 0

    def read(self, source: Source) -> Iterator[Item]:
        """Records of one file. A capture waits for the next record, which may be the request that belongs to it."""
        asked: tuple[Record, dict[str, str]] | None = None
        waiting: tuple[Record, http.Head, bytes] | None = None
        with source.open() as stream:
            for record, block in records(source, self.room, stream):
                kind = record.get("warc-type")
                if kind == "request":
                    asked = record, http.headers_of(block.split(b"\r\n\r\n", 1)[0])
                    if waiting and self._belongs(asked[0], waiting[0]):
                        yield from self._capture(source, *waiting, asked[1])
                        waiting = None
                    continue
                if waiting:
                    yield from self._capture(source, *waiting, {})
                    waiting = None
                found = self._opened(source, record, block)
                yield from self.room.complaints()
                if found and asked and self._belongs(asked[0], record):
                    yield from self._capture(source, *found, asked[1])
                elif found:
                    waiting = found
                if self.room.over:
                    return
            if waiting:
                yield from self._capture(source, *waiting, {})
        if self.lost_revisits:
            detail = f"{self.lost_revisits:,} records point to an earlier capture that is in no file read with this one"
            self.lost_revisits = 0
            yield Problem(reason="unsupported", detail=detail, stage="open", locator=source.locator)

    @staticmethod
    def _belongs(request: Record, capture: Record) -> bool:
        """One of the two names the other, or they are of the same address."""
        ids = request.get("warc-record-id"), capture.get("warc-record-id")
        said = request.get("warc-concurrent-to"), capture.get("warc-concurrent-to")
        return (said[0] and said[0] == ids[1]) or (said[1] and said[1] == ids[0]) or (
            not any(said) and request.get("warc-target-uri") == capture.get("warc-target-uri"))

    def _opened(self, source: Source, record: Record, block: bytes) -> tuple[Record, http.Head, bytes] | None:
        """(record, HTTP head, body); None where there is nothing to read."""
        kind, locator = record.get("warc-type"), f"{source.locator}@{record.offset}"
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
            url = record.get("warc-target-uri").strip()
            if said := shortlinks.said(url, head.status, head.headers.get("location", ""), head.media_type, block[start:]):
                return record, http.Head(200, {"content-type": "application/json"}), said
            if not 200 <= head.status < 300 or (head.status == 206 and head.media_type != "text/html"):
                return None
            if not web.wanted(head.media_type, block[start : start + 200]):
                return None
            body = http.body_of(head, block[start:], self.room, locator)
        else:
            head, body = http.Head(200, {"content-type": record.get("content-type")}), block
            if not web.wanted(head.media_type, body[:200]):
                return None
        self._remember(source, record)
        return record, head, body

    def _remember(self, source: Source, record: Record) -> None:
        digest = record.get("warc-payload-digest")
        if digest and len(self.bodies) < _DIGESTS:
            self.bodies.setdefault(_short(digest), (source, record.bare()))

    def _revisited(self, source: Source, record: Record, block: bytes) -> tuple[Record, http.Head, bytes] | None:
        """The body of the capture that a revisit points to, if it was met before."""
        known = self.bodies.get(_short(record.get("warc-payload-digest")))
        parts = http.split(block) if block else None
        if parts is not None and (parts[0].status >= 300 or not web.wanted(parts[0].media_type, b"{")):
            return None
        if known is None:
            self.lost_revisits += 1
            return None
        earlier, place = known
        for first, content in records_at(earlier, self.room, place):
            found = self._opened(earlier, first, content)
            return (record, parts[0] if parts else found[1], found[2]) if found else None
        return None

    def _capture(
        self, source: Source, record: Record, head: http.Head, body: bytes, asked: dict[str, str],
    ) -> Iterator[Item]:
        """One capture, opened as what it is."""
        url = record.get("warc-target-uri").strip()
        original, when = web.memento(url, head.headers.get("memento-datetime", ""))
        text = head.media_type in ("text/html", "application/xhtml+xml")
        html = text or (not head.media_type and body[:2000].lstrip()[:1] == b"<")
        parent = self.askers.parent(url, html, asked.get("referer", ""), asked.get("sec-fetch-dest", ""),
                                    record.get("warc-page-id"))
        if html and not parent:
            self.askers.met(url)
        captured = when or moments.from_iso(record.get("warc-date"))
        capture = replace(
            source, locator=f"{source.locator}@{record.offset}", name=url.split("?", 1)[0].rsplit("/", 1)[-1], path="",
            open=lambda: memory(body), url=original or url, captured_at=captured, parent_url=parent,
            captured_origin="memento" if when else "warc" if captured else "", charset=head.charset,
            title=self.titles.get(url, ""), kind="", offset=record.offset, length=record.length, depth=source.depth + 1,
        )
        if html and body.lstrip()[:1] == b"<":
            yield from page.documents(capture, self.room, body)
        else:
            yield from self.room.inside(capture, self.room)
        yield from self.room.complaints()


def _short(digest: str) -> bytes:
    """``sha1:BASE32`` as bytes, to hold many."""
    try:
        return base64.b32decode(digest.rpartition(":")[2], casefold=True)
    except (binascii.Error, ValueError):
        return digest.encode("utf-8", "replace")[:64]
