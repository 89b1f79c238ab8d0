"""Everything made of records: exports, API responses on disk, tool outputs, tables, databases.

``read_records`` frames a document, walks every record and lets the forms speak; ``walk_json`` (from ``ingest.records.walk``)
serves the page scan for state in scripts. What fits no form is named in a problem, never dropped.
"""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, BinaryIO, NamedTuple

from ingest.exports import databases, downloads
from ingest.exports.downloads import Note, download_context
from ingest.exports.htmlpages import page_kind, page_records
from ingest.exports.htmltables import KIND, is_table
from ingest.exports.idlists import is_list
from ingest.fetcher import Fetcher, Form, Piece, Told
from ingest.model import WITHHELD, Document, Page, Post, Problem
from ingest.parsing import passes, plain
from ingest.records.decode import decode, fuller
from ingest.records.doubt import Doubts
from ingest.records.framing import Place, Record, json_records
from ingest.records.mapping import HINT, unmapped
from ingest.records.pieces import cut
from ingest.records.sniff import HEAD, Claim, Look, Table, is_chat, look, table_of
from ingest.records.strange import NO_RECORDS, described
from ingest.records.tables import fold, table_rows
from ingest.records.transcode import Utf8
from ingest.records.typed import Typed
from ingest.records.unquoted import NOTHING, cells, inside, is_note, packed
from ingest.records.walk import Around, Hit, Read, hits_of, is_envelope, parse, spoken, walk, walk_json

__all__ = ["Hit", "Note", "Said", "download_context", "is_records", "read_records", "walk_json"]

WHOLE = 64 << 20
"""Forms that take a whole file get at most this much of it."""
AGAIN = 3
"""So many records without a post are read once more for keys that are given twice."""
EARLY = 20
"""What holds for a whole document (are its ids exact?) has shown itself after so many records, or it cannot be gone on with."""
_TABLES = ("csv", "xlsx", KIND)
_INSIDE = re.compile(r"(?:.*!)?(.*?)(?:@\d+)?", re.S)


class Said(NamedTuple):
    """What ``read_records`` yields; ``form`` and ``fetcher`` are None for damage and notes."""

    form: Form | None
    fetcher: Fetcher | None
    raw: bytes
    offset: int
    said: Post | Problem | Note


def is_records(document: Document, fetchers: tuple[Fetcher, ...]) -> bool:
    """Whether ``read_records`` is the reader of this document (else it is a page or text for the page scan)."""
    if document.kind in ("json", "ndjson", "csv", "js", "car", "sqlite", "xlsx"):
        return True
    member = _member(document)
    if table_of(fetchers).by_file(member) or downloads.left_alone(member, fetchers):
        return True
    if document.kind not in ("", "text", "html") or (document.kind == "html" and document.url):
        return False
    kinds = (KIND,) if document.kind == "html" else ("json", "csv", "sqlite", "car", "ids", KIND)
    return page_kind(head := _head(document), fetchers) is not None or _look(document, head).kind in kinds


def read_records(
    document: Document, *, context: Mapping[str, Any], read: Read, fetchers: tuple[Fetcher, ...], place: Place | None = None,
) -> Iterator[Said]:
    """Everything that the records of one document say; what fits no form is named in a problem.

    ``context``: what ``downloads.download_context`` gave for the group of this document, plus what the caller knows
    (``map`` for tables). ``place``: where to begin, and how far it went.
    """
    run = _Run(document, context, read, table_of(fetchers), place or Place())
    if note := downloads.left_alone(run.member, fetchers) or downloads.left_alone(run.look.variable, fetchers):
        yield Said(None, None, b"", -1, note)
        return
    if run.whole:
        yield from run.whole_file()
        yield from run.doubts.release()
    if not run.reading.hits:
        yield from run.records()
        yield from run.doubts.release()
        yield from (Said(None, None, b"", -1, problem) for problem in run.doubts.verdict())
        yield from run.short()
        yield from run.nothing()
    yield from run.asides()


@dataclass(slots=True)
class _Tally:
    units: int = 0
    hits: int = 0
    strange: int = 0
    first: str = ""
    told: set[tuple[str, str]] = field(default_factory=set)
    aside: dict[tuple[str, int], list[Any]] = field(default_factory=dict)
    """What is left alone on purpose, by which form, and how often."""


class _Run:
    """One document being read."""

    def __init__(self, document: Document, context: Mapping[str, Any], read: Read, table: Table, place: Place) -> None:
        self.document = document
        self.place = place
        self.table = table
        head = _head(document)
        self.look: Look = _look(document, head)
        self.member = _member(document)
        if downloads.ROOTS not in context:  # a download of one file describes itself, whatever its name
            member = self.member if downloads.is_context(self.member, table.fetchers) else downloads.stands_for(
                head[self.look.start:], table.fetchers)
            context = {**context, **download_context([replace(document, member=member)], table.fetchers)} if member else context
        self.group = context
        claims = table.by_file(self.member)
        preferred = frozenset(f"{c.fetcher.name}/{c.form.name}" for c in claims)
        self.whole = [c for c in claims if not (c.form.keys or c.form.columns or c.form.test)]
        self.bases: dict[str, Mapping[str, Any]] = {}
        self.around = Around(read, self.context, Page(url=document.url), preferred=preferred)
        self.reading = _Tally()
        self.doubts = Doubts()
        self.typed = Typed(table)
        self.again = AGAIN
        self.early: tuple[int, bool] | None = None
        self.mapped: Mapping[str, str] = context.get("map") or {}
        self.guessed = False

    def context(self, fetcher: Fetcher) -> Mapping[str, Any]:
        """What is known around the document, for one fetcher."""
        if fetcher.name not in self.bases:
            self.bases[fetcher.name] = {
                **downloads.context_for(self.group, fetcher.name, self.member),
                "member": self.member, "variable": self.look.variable, "locator": self.document.locator,
            }
        return self.bases[fetcher.name]

    def whole_file(self) -> Iterator[Said]:
        with _open(self.document) as stream:
            body = stream.read(WHOLE)
        for claim in self.whole:
            for one in plain(parse(claim, None, self.around, (None, ""), body)):
                yield from self.tell(claim.form, claim.fetcher, body, 0, one)
            if self.reading.hits:
                return

    def records(self) -> Iterator[Said]:
        """Frame the document, walk every record."""
        table_claims: list[Claim] | None = None
        header: tuple[str, ...] = ()
        if self.place.start:
            self.recall()
        with _open(self.document) as plain:
            stream: BinaryIO = Utf8(plain, self.look.charset) if self.look.charset else plain
            for record in self.framed(stream):
                if isinstance(record, Problem):
                    self.reading.hits += 1
                    yield Said(None, None, record.fragment, -1, record)
                elif self.look.kind in _TABLES:
                    if self.look.kind != "csv" and header != tuple(record.value):  # the next sheet
                        header, table_claims = tuple(record.value), None
                    if table_claims is None:
                        if problem := self.unmapped(record.value):
                            yield Said(None, None, b"", -1, problem)
                            return
                        table_claims = [] if self.mapped else self.table.for_columns(frozenset(map(fold, record.value)))
                    yield from self.row(record, table_claims)
                else:
                    yield from self.unit(record)
                    self.reached()

    def unmapped(self, row: Mapping[str, Any]) -> Problem | None:
        """Says which columns that ``--map`` names are not there."""
        detail = unmapped(self.mapped, map(str, row))
        self.reading.hits += bool(detail)
        return Problem(reason="bad-record", detail=detail, stage="parse") if detail else None

    def recall(self) -> None:
        """Find out from the first of the known lines what reading them had shown about the whole document."""
        with _open(self.document) as stream:
            for record in islice(json_records(stream, start=self.look.start), EARLY):
                if isinstance(record, Problem) or record.offset >= self.place.start:
                    break
                for _ in self.unit(record):
                    pass
        self.early = self.again, self.doubts.exact
        self.doubts.held.clear()

    def reached(self) -> None:
        """Note the place, unless going on from here could say something else than reading all of it."""
        place, shown = self.place, (self.again, self.doubts.exact)
        if self.reading.units == EARLY and self.early is None:
            self.early = shown
        place.stuck = place.stuck or self.reading.strange > 0 or self.doubts.marked > 0
        if not place.stuck and not self.doubts.held and self.early in (None, shown) and not self.look.charset:
            place.next = max(place.next, place.line)

    def framed(self, stream: BinaryIO) -> Iterator[Record | Problem]:
        kind = self.look.kind
        if kind == "html" and (page := page_kind(_head(self.document), self.table.fetchers)):
            return page_records(stream, page)
        if kind == "json":
            return json_records(stream, start=self.look.start, place=self.place, read=self.typed)
        if kind == "csv":
            return table_rows(stream, charset=self.document.charset, start=self.look.start, known=self.table.known)
        return reader(stream) if (reader := databases.READERS.get(kind)) else iter(())

    def unit(self, record: Record) -> Iterator[Said]:
        """One record: all posts in its tree, each with its own bytes. Most records are one post and nothing around it."""
        if record.value is self.typed.pruned and record.value is not None:
            claim = self.typed.recognised(record.value)
            said = parse(claim, record.value, self.around, (record.parent, record.key)) if claim is not None else []
            if claim is not None and said:
                yield from self.simple(record, claim, said)
                return
            record = record._replace(value=decode(record.raw))
        value = record.value
        if type(value) is dict and not self.mapped and not is_envelope(value):
            claim, said = spoken(value, self.table, self.around, (record.parent, record.key))
            if claim is not None:
                if not self.around.preferred:
                    self.typed.learn(value, claim)
                yield from self.simple(record, claim, said)
                return
        elif type(value) is str and (value := inside(value)) is not NOTHING:
            record = record._replace(value=value)
        hits = [] if self.mapped else self.hits_of(record, record.value)
        top, before = not record.parent and not record.key, self.reading.hits
        if not hits and top and self.again and self.look.kind == "json" and len(record.raw) < 8 << 20:
            self.again -= 1
            if (other := fuller(record.raw, record.value)) is not None:
                hits = self.hits_of(record, other)
        hits = hits or self.hits_of(record, record.value, last=True)
        self.reading.units += 1
        if not hits and not self.mapped and isinstance(record.value, dict | list):
            yield from self.packed(record)
        if self.reading.hits > before:
            return
        if not hits and top and is_note(record.value):
            self.reading.aside.setdefault(("lines of a collector about its own file", 0), [None, None, 0])[2] += 1
        elif not hits and top:
            self.strange(record)
        yield from self.cut(record, hits)

    def packed(self, record: Record) -> Iterator[Said]:
        """What the texts in a record hold where the record itself is nothing known. The whole of it is the evidence."""
        for value in packed(record.value):
            for hit in self.hits_of(record, value) or self.hits_of(record, value, last=True):
                yield from self.tell(hit.form, hit.fetcher, record.raw, -1 if self.look.charset else record.offset, hit.said)

    def simple(self, record: Record, claim: Claim, said: list[Told]) -> Iterator[Said]:
        """What a form said of a record as a whole, or of posts in it."""
        self.reading.units += 1
        if Piece in map(type, said):
            yield from self.cut(record, list(hits_of(claim, record.value, said)))
            return
        offset = -1 if self.look.charset else record.offset
        for one in plain(said):
            yield from self.tell(claim.form, claim.fetcher, record.raw, offset, one)

    def hits_of(self, record: Record, value: Any, last: bool = False) -> list[Hit]:
        self.around.last = last
        hits = list(walk(value, self.table, self.around, record.parent, record.key)) if isinstance(value, dict | list) else []
        self.around.last = False
        return hits

    def cut(self, record: Record, hits: list[Hit]) -> Iterator[Said]:
        """Give every hit the bytes of its object."""
        for hit, (start, raw) in zip(hits, cut(record.raw, record.value, hits), strict=True):
            yield from self.understood(hit.form, hit.value, hit.said)
            offset = record.offset + start if record.offset >= 0 and not self.look.charset else -1
            yield from self.tell(hit.form, hit.fetcher, raw, offset, hit.said)

    def row(self, record: Record, claims: list[Claim]) -> Iterator[Said]:
        """One row of a table, its columns case-folded."""
        value = {fold(name): cell for name, cell in record.value.items()}
        chosen = claims
        if claims and self.around.preferred:
            chosen = sorted(claims, key=lambda c: f"{c.fetcher.name}/{c.form.name}" not in self.around.preferred)
        self.reading.units += 1
        for claim in (*chosen, *self.table.claims(value, last=True)):
            if claim.form.test and not passes(claim.form.test, value):
                continue
            said = plain(parse(claim, value, self.around, (None, ""), record.raw))
            for one in said:
                yield from self.understood(claim.form, record.value, one)
                offset = -1 if self.look.charset else record.offset
                yield from self.tell(claim.form, claim.fetcher, record.raw, offset, one)
            if said:
                return
            if claim in claims:
                break  # its table, but no post in this row
        hits = [hit for inner in cells(value) for hit in self.hits_of(record, inner)] if not self.mapped else []
        for hit in hits:
            yield from self.tell(hit.form, hit.fetcher, record.raw, -1 if self.look.charset else record.offset, hit.said)
        if not hits and any(map(str.strip, value.values())):
            self.strange(Record(record.raw, record.offset, value))

    def understood(self, form: Form, names: Any, said: Post | Problem) -> Iterator[Said]:
        """How the columns of an unknown table were guessed: said once."""
        if form.guess and not self.mapped and not self.guessed and isinstance(said, Post) and (what := form.guess(names)):
            self.guessed = True
            yield Said(None, None, b"", -1, Note(what=what, member=self.member, guess=True))

    def tell(self, form: Form, fetcher: Fetcher, raw: bytes, offset: int, said: Post | Problem) -> Iterator[Said]:
        """Hand over; that a kind of record holds no posts is said once per document."""
        self.reading.hits += 1
        if isinstance(said, Post) and self.doubts.exact and not said.suspect_id:
            yield Said(form, fetcher, raw, offset, said)
            return
        if isinstance(said, Problem) and said.stage == "aside":
            self.reading.aside.setdefault((said.detail, id(form)), [form, fetcher, 0])[2] += 1
            return
        if isinstance(said, Problem):
            self.place.stuck = True
        if isinstance(said, Problem) and said.reason == "unsupported":
            if (form.name, said.detail) in self.reading.told:
                return
            self.reading.told.add((form.name, said.detail))
        yield from self.doubts.judge(Said(form, fetcher, raw, offset, said))

    def strange(self, record: Record) -> None:
        """Remember a record that fits no form."""
        self.reading.strange += 1
        if not self.reading.first:
            self.reading.first = described(record.value, self.table)

    def asides(self) -> Iterator[Said]:
        """What was left alone on purpose."""
        for (what, _), (form, fetcher, count) in self.reading.aside.items():
            yield Said(form, fetcher, b"", -1, Note(what=what, member=self.member, count=count))

    def short(self) -> Iterator[Said]:
        """A part of a download has as many records as the download says of it."""
        parts = downloads.context_for(self.group, "", self.member).get("parts") or {}
        told = next((number for name, number in parts.items() if downloads.is_at(self.member, name)), None)
        if told is not None and not self.place.start and told != self.reading.units:
            detail = f"the download's own list says {told:,} records, {self.reading.units:,} are here"
            yield Said(None, None, b"", -1, Problem(reason="truncated", detail=detail, stage="parse"))

    def nothing(self) -> Iterator[Said]:
        """The last word on a document: what was not understood of it."""
        reading, member = self.reading, self.member
        if reading.hits and not reading.strange:
            return
        if downloads.context_for(self.group, "", member) or downloads.is_context(member, self.table.fetchers) or (
                downloads.is_rest(member, self.table.fetchers)):
            yield Said(None, None, b"", -1, Note(what="other data of the download", member=member))
        elif reading.strange:
            among = f"{reading.strange} of {reading.units}" if not self.place.start else str(reading.strange)
            detail = f"{among} records fit no known kind: {reading.first}" + (HINT if self.look.kind in _TABLES and not self.mapped else "")
            yield Said(None, None, b"", -1, self.unsupported(detail))
        elif not reading.units and self.around.preferred:
            yield Said(None, None, b"", -1, Note(what="empty part of a download", member=member))
        elif not reading.units:
            if is_chat(_head(self.document)):
                chat = self.unsupported("the log of a chat (WhatsApp): a private conversation, no posts")
                yield Said(None, None, b"", -1, replace(chat, fragment=WITHHELD))
                return
            yield Said(None, None, b"", -1, self.unsupported(NO_RECORDS.get(self.look.kind, f"{self.look.kind}: no records in it")))

    def unsupported(self, detail: str) -> Problem:
        reason = "empty" if self.look.kind == "empty" else "unsupported"
        return Problem(reason=reason, detail=detail[:600], stage="parse", fragment=_head(self.document)[:2000])


def _head(document: Document) -> bytes:
    if document.body or not document.stream:
        return document.body[:HEAD]
    with document.stream() as stream:
        return stream.read(HEAD)


def _look(document: Document, head: bytes) -> Look:
    """What the first bytes say, and for bare numbers the name too."""
    kind = "ids" if document.kind in ("", "text", "csv") and is_list(head, document.locator) else document.kind
    return Look(kind) if kind in databases.READERS else Look(KIND) if not document.url and is_table(head) else look(head, kind)


def _open(document: Document) -> BinaryIO:
    if document.body or not document.stream:
        return io.BytesIO(document.body)
    return document.stream()


def _member(document: Document) -> str:
    """Path inside the download; of a single file its own path, for patterns hold under any leading folder."""
    if document.member:
        return document.member
    match = _INSIDE.fullmatch(document.locator)
    return match[1] if match else ""
