"""Readings as the archive holds them, put together again: for merging archives and for reading fragments anew."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.model import LOCAL_REASONS, Document, Key, Page, Problem, Reading, Sighting
from ingest.store.claims import unpack, unpack_page
from ingest.store.fragments import stored_fragment

_DOCUMENTS = ("SELECT d.id, d.sha256, d.captured_at, d.captured_origin, d.kind, d.url, d.parent_url, d.title, d.records, d.page, "
              'd.locator, d."offset", d.length, r.id, r.reader_version FROM documents d JOIN readings r ON r.document_id = d.id '
              "WHERE r.reader_version = (SELECT max(n.reader_version) FROM readings n WHERE n.document_id = d.id) ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A document's newest reading, with the version of the reader that made it."""

    reading: Reading
    version: int
    document_id: int


def stored_readings(connection: sqlite3.Connection, *, below: int | None = None) -> Iterator[Stored]:
    """The newest reading of every document, in the order in which they came; ``below``: only those of older reader versions."""
    limit = "" if below is None else f"AND r.reader_version < {int(below)} "
    for row in connection.execute(_DOCUMENTS + limit + "ORDER BY d.id").fetchall():
        yield _stored(connection, row)


def _stored(connection: sqlite3.Connection, row: tuple[object, ...]) -> Stored:
    document_id, digest, captured_at, origin, kind, url, parent, title, records, page, *rest = row
    locator, offset, length, reading, version = rest
    document = Document(locator=str(locator), body=b"", kind=str(kind), url=str(url), captured_at=str(captured_at),
                        captured_origin=str(origin), parent_url=str(parent), title=str(title), offset=int(str(offset)),
                        length=int(str(length)))
    found = Reading(document=document, sha256=str(digest), page=Page() if records else unpack_page(str(page)),
                    sightings=tuple(_sightings(connection, int(str(document_id)))),
                    problems=tuple(_problems(connection, int(str(reading)))), records=bool(records))
    return Stored(reading=found, version=int(str(version)), document_id=int(str(document_id)))


def _sightings(connection: sqlite3.Connection, document_id: int) -> Iterator[Sighting]:
    held, piece = -1, b""
    for row in connection.execute(
        "SELECT s.platform, s.kind, s.native_id, s.claim, s.relation, s.form, s.evidence, s.fragment_id, f.sha256, s.nth, "
        's.context, l.position, l."offset" FROM places l JOIN sightings s ON s.id = l.sighting_id '
        "JOIN fragments f ON f.id = s.fragment_id "
        "WHERE l.document_id = ? ORDER BY l.position, s.id", (document_id,)).fetchall():
        platform, kind, native_id, claim, relation, form, evidence, fragment, digest, nth, context, position, offset = row
        if fragment != held:  # the many posts of one record share its bytes
            held, piece = fragment, stored_fragment(connection, fragment, digest)
        yield Sighting(key=Key(platform, kind, native_id), post=unpack(claim), relation=relation, form=form, evidence=evidence,
                       fragment=piece, nth=nth, context=context, position=position, offset=offset)


def _problems(connection: sqlite3.Connection, reading: int) -> Iterator[Problem]:
    for stage, reason, detail, locator, fragment in connection.execute(
        "SELECT stage, reason, detail, locator, fragment FROM problems WHERE reading_id = ? "
        f"AND reason NOT IN {LOCAL_REASONS} ORDER BY id", (reading,)):
        yield Problem(reason=reason, detail=detail, stage=stage, locator=locator, fragment=fragment)
