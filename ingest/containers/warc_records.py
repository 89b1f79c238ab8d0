"""Cutting a WARC file into records, come what may.

A lying length, a damaged gzip member or junk between records costs that record; reading goes on at the next one.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from ingest.containers import http
from ingest.containers.source import BLOCK, Room, Source, forward
from ingest.limits import Refused
from ingest.patterns import late

_KEPT = ("response", "resource", "conversion", "revisit", "request")
_OTHERS = ("warcinfo", "metadata")
_FILM = "application/vnd.youtube-dl_formats+json"
_VERSIONS = (b"WARC/1.", b"WARC/0.")
_BEGINS = late(rb"(WARC/[01]\.\d{1,2}\r?\n)(?=[A-Za-z\-]{4,40}:)")
_VERSION = late(rb"WARC/[01]\.\d{1,2}[ \t]*\r?\n\Z")
_SWALLOWS = 4_096
_RESYNCS = 1_000
_RESUMES = 10
"""So many lying lengths per file are worth reading their place again."""


@dataclass(slots=True)
class Record:
    """One record's head, and where it lies."""

    start: int
    """Place in the unpacked stream."""
    offset: int
    """Place in the file: of its gzip member where each record has its own, else as ``start``."""
    packed: bool
    """``offset`` is that of a gzip member."""
    length: int
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str:
        """A header's value, "" where it is not there. Angle brackets around addresses are taken off."""
        value = self.headers.get(name, "")
        return value[1:-1] if value[:1] == "<" and value[-1:] == ">" else value

    @property
    def kind(self) -> str:
        """Its type; some write it in capitals."""
        return self.get("warc-type").strip().lower()

    @property
    def matters(self) -> bool:
        """Of crawlers' notes only what yt-dlp says of a film is read: brozzler and wpull write it down."""
        return self.kind in _KEPT or (self.kind == "metadata" and self.get("content-type").startswith(_FILM))

    def bare(self) -> "Record":
        """Only the place, to be remembered."""
        return Record(self.start, self.offset, self.packed, self.length)


def records(source: Source, room: Room, stream: BinaryIO, begin: int = 0) -> Iterator[tuple[Record, bytes]]:
    """(head, block) of the kinds that matter; the block is cut at the limit. ``begin``: the gzip member where the stream begins."""
    yield from _Reader(source, room, stream, 0, begin).records()


def records_at(source: Source, room: Room, place: Record) -> Iterator[tuple[Record, bytes]]:
    """The same from a record on that was met before."""
    if place.packed and source.open_at is not None:
        with source.open_at(place.offset) as stream:
            yield from _Reader(source, room, stream, 0).records()
        return
    with source.open() as stream:
        forward(stream, place.start)
        yield from _Reader(source, room, stream, place.start).records()


class _Reader:
    def __init__(self, source: Source, room: Room, stream: BinaryIO, position: int, begin: int = 0) -> None:
        self.begin = begin
        self.source = source
        self.room = room
        self.stream = stream
        self.position = position
        self.pushed = b""
        self.faults = 0
        self.resumes = 0

    def records(self) -> Iterator[tuple[Record, bytes]]:
        blank, last, block = 0, -1, b""
        while line := self._line():
            if not line.strip():
                blank += 1
                continue
            blank, last = 0, self.position - len(line)
            if not line.startswith(b"WARC/"):
                self._fault("bad-record", "no record begins here: passed over up to the next one", self.position - len(line))
                line = self._swallowed(block, line) or self._next_version_line()
                if not line:
                    return
            record = self._head(self.position - len(line))
            if record is None:
                continue
            after = self.position
            block = self._block(record)
            if len(block) < min(record.length, self._keep(record)):
                self._resume(after)
            if not line.startswith(_VERSIONS):
                version = line[:20].strip().decode("ascii", "replace")
                self.room.fault(self.source.locator, "unsupported", f"records of {version} are not read")
            elif record.matters:
                yield record, block
            elif record.kind not in _OTHERS:
                segment = record.kind == "continuation"
                what = "of a record in segments only the first is read" if segment else f"the record type {record.kind[:40]!r} is not read"
                self.room.fault(self.source.locator, "unsupported", what)
        if blank == 1 and last >= 0 and not self.faults:
            self._fault("truncated", "the file ends before the two line ends that close its last record", last)

    def _keep(self, record: Record) -> int:
        """How much of the record is read: nothing of the kinds that do not matter."""
        if not record.matters:
            return 0
        return self.room.limits.body + self.room.limits.header

    # -- bytes, with what was given back first --

    def _line(self) -> bytes:
        if self.pushed:
            cut = self.pushed.find(b"\n") + 1 or len(self.pushed)
            line, self.pushed = self.pushed[:cut], self.pushed[cut:]
            if not line.endswith(b"\n"):
                line += self.stream.readline(65536)
        else:
            line = self.stream.readline(65536)
        self.position += len(line)
        return line

    def _read(self, count: int) -> bytes:
        block, self.pushed = self.pushed[:count], self.pushed[count:]
        if len(block) < count:
            block += self.stream.read(count - len(block))
        self.position += len(block)
        return block

    def _swallowed(self, block: bytes, line: bytes) -> bytes:
        """The version line in the end of the last block: a length that is a little too long has swallowed it."""
        found = _BEGINS.search(block, max(0, len(block) - _SWALLOWS))
        if found is None:
            return b""
        rest = block[found.start(1) :] + line
        self.pushed, self.position = rest + self.pushed, self.position - len(rest)
        return self._line()

    def _next_version_line(self) -> bytes:
        while line := self._line():
            if found := _VERSION.search(line):
                return found[0]
        return b""

    # -- one record --

    def _head(self, begin: int) -> Record | None:
        """Header lines up to the blank one; None where the length is no number."""
        lines: list[bytes] = []
        size = kept = 0
        whole, line = True, b""
        while line := self._line():
            if whole and line in (b"\r\n", b"\n"):
                break
            size += len(line)
            begun, whole = whole, line.endswith(b"\n")
            if begun and whole and (kept + len(line) <= self.room.limits.header or line[:15].lower() == b"content-length:"):
                lines.append(line)
                kept += len(line)
            elif size > 64 * self.room.limits.header:
                break
        headers = http.headers_of(b"".join(lines))
        packed = self._member_at(begin)
        length = headers.get("content-length", "")
        record = Record(begin, packed if packed >= 0 else begin, packed >= 0, 0, headers)
        if kept < size:
            detail = f"a head of {size:,} bytes is read in part, see --max-header"
            self.room.fault(f"{self.source.locator}@{record.offset}", "too-large", detail)
        if not (length.isascii() and length.isdigit()) or len(length) > 18:
            self._fault("bad-record" if line else "truncated", f"Content-Length is {length[:40]!r}", record.offset)
            return None
        record.length = int(length)
        return record

    def _member_at(self, position: int) -> int:
        """Where in the file the gzip member lies that begins at this place of the unpacked stream, or -1."""
        starts: Any = getattr(getattr(self.stream, "raw", None), "starts", None)
        while starts and (starts[0][0] < position or (len(starts) > 1 and starts[1][0] <= position)):
            starts.popleft()
        return self.begin + starts[0][1] if starts and starts[0][0] == position else -1

    def _block(self, record: Record) -> bytes:
        """The record's bytes up to the limit; the rest is passed over."""
        keep = min(record.length, self._keep(record))
        begin = self.position
        block = self._until_next_member(self._read(keep), begin, record)
        if len(block) < keep:
            missing = record.length - len(block)
            self._fault("truncated", f"the record ends {missing:,} bytes before its stated length", record.offset)
        elif keep < record.length:
            if keep:
                self.room.fault(f"{self.source.locator}@{record.offset}", "too-large", f"a record of {record.length:,} bytes is cut")
            self._skip(record)
        return block

    def _until_next_member(self, block: bytes, begin: int, record: Record) -> bytes:
        """A damaged member gives less than its record says: the next member's record must not be swallowed."""
        starts: Any = getattr(getattr(self.stream, "raw", None), "starts", None)
        if not starts or not record.packed:
            return block
        for made, _ in starts:
            at = made - begin
            if 0 < at < len(block) and block[at : at + 5] == b"WARC/":
                self.pushed = block[at:] + self.pushed
                self.position = made
                return block[:at]
        return block

    def _skip(self, record: Record) -> None:
        """The rest of a record that is not kept."""
        count = record.length - min(record.length, self._keep(record))
        while count > 0 and self.pushed:
            count -= len(self._read(min(count, len(self.pushed))))
        if count > BLOCK and self.stream.seekable():
            place = self.stream.tell()
            step = min(count, self.stream.seek(0, io.SEEK_END) - place)
            self.stream.seek(place + step)
            self.position += step
            count -= step
        while count > 0:
            block = self._read(min(BLOCK, count))
            if not block:
                break
            count -= len(block)
        if count:
            self._fault("truncated", f"the file ends {count:,} bytes before the record does", record.offset)
            self._resume(record.start + 10)

    # -- damage --

    def _resume(self, after: int) -> None:
        """A length that reaches past the end has swallowed what follows: read on right behind the record's head."""
        if self.pushed or self.resumes >= _RESUMES or self.stream.read(1):
            return
        self.resumes += 1
        at = self.source.open_at
        self.stream = at(self.begin) if self.begin and at is not None else self.source.open()
        forward(self.stream, after)
        self.position = after
        line = self._next_version_line()
        self.pushed, self.position = line, self.position - len(line)

    def _fault(self, reason: str, detail: str, offset: int) -> None:
        self.faults += 1
        if self.faults > _RESYNCS:
            raise Refused("too-many", f"over {_RESYNCS} damaged places: the rest of the file is not read")
        self.room.fault(f"{self.source.locator}@{offset}", reason, detail)
