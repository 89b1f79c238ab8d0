"""Evidence against its hashes."""

import json
import sqlite3
from collections.abc import Iterator
from hashlib import sha256

import zstandard

from ingest.model import Key
from ingest.store import claims, definitions
from ingest.store.evidence import DOCUMENT_FIELDS, PAGE_FIELDS, pack_ranks, page_winners, row_hash
from ingest.store.fragments import decompress
from ingest.store.seals import broken
from ingest.store.tally import counted, expected

Found = tuple[str, str]
"""(subject, what is wrong)"""


def check_evidence(connection: sqlite3.Connection) -> Iterator[Found]:
    """Everything that is wrong with the evidence."""
    yield from _fragments(connection)
    yield from _documents(connection)
    yield from _pages(connection)
    yield from _sightings(connection)
    yield from _links(connection)
    yield from _types(connection)
    for subject, table in broken(connection):
        yield subject, f"what is stored does not have its seal ({table})"
    if counted(connection) != expected(connection):
        yield "sightings", "rows are missing or were put in by another program: read the sources again"


def _fragments(connection: sqlite3.Connection) -> Iterator[Found]:
    for block, data in connection.execute("SELECT id, data FROM fragment_blocks"):
        try:
            whole = decompress(data)
        except zstandard.ZstdError as error:
            yield f"fragment_blocks {block}", f"cannot be unpacked ({error})"
            continue
        for row, digest, start, length in connection.execute(
            "SELECT id, sha256, start, length FROM fragments WHERE block_id = ?", (block,)):
            if length and sha256(whole[start : start + length]).digest() != digest:
                yield f"fragments {row}", "its bytes do not have its hash"
        used = connection.execute("SELECT ifnull(max(start + length), 0) FROM fragments WHERE block_id = ?", (block,))
        if used.fetchone()[0] != len(whole):
            yield f"fragment_blocks {block}", "a fragment is missing or cut"


def _documents(connection: sqlite3.Connection) -> Iterator[Found]:
    names = ", ".join(f"d.{name}" for name in DOCUMENT_FIELDS)
    for row in connection.execute(
        f"SELECT d.id, d.locator, d.key, d.sha256, d.page_id, d.captured_at, {names}, d.records, d.page, d.locator, "
        'd."offset", d.length, d.row_hash, g.page_key '
        "FROM documents d LEFT JOIN pages g ON g.id = d.page_id"):
        number, locator, key, digest, _, captured_at, *rest = row
        page_key, stored = rest[-1] or "", rest[-2]
        if claims.document_key(digest, page_key, captured_at) != key or row_hash(tuple(row[2:-2])) != stored:
            yield f"documents {number}", f"what is stored does not have its hash ({locator})"


def _pages(connection: sqlite3.Connection) -> Iterator[Found]:
    won: dict[int, dict[str, list[str]]] = {}
    for page_id, captured_at, page in connection.execute(
        "SELECT page_id, captured_at, page FROM documents WHERE page_id IS NOT NULL"):
        try:
            won[page_id] = page_winners(won.get(page_id, {}), json.loads(page), captured_at)
        except (ValueError, AttributeError):
            yield f"pages {page_id}", "what its captures say cannot be read"
    for number, key, ranks, *values in connection.execute(f"SELECT id, page_key, ranks, {', '.join(PAGE_FIELDS)} FROM pages"):
        best = won.get(number)
        if best is None:
            yield f"pages {number}", f"no document captures it ({key})"
        elif ranks != pack_ranks(best) or values != [best[name][1] if name in best else None for name in PAGE_FIELDS]:
            yield f"pages {number}", f"is not what its captures say ({key})"


def _sightings(connection: sqlite3.Connection) -> Iterator[Found]:
    for row in connection.execute(
        "SELECT s.id, s.key, s.captured_at, s.platform, s.kind, s.native_id, hex(f.sha256), ifnull(g.page_key, ''), s.capture, "
        "s.relation, s.form, s.nth, s.evidence, s.claim, s.context FROM sightings s "
        "LEFT JOIN fragments f ON f.id = s.fragment_id LEFT JOIN pages g ON g.id = s.page_id"):
        number, key, captured_at, platform, kind, native_id, fragment, *rest = row
        capture = rest[1]
        if claims.row_key(Key(platform, kind, native_id), fragment.lower(), *rest) != key:
            yield f"sightings {number}", f"what is stored does not have its hash ({platform}:{kind}:{native_id})"
        elif (captured_at or "") != ("" if capture.startswith("sha256:") else capture):
            yield f"sightings {number}", "its capture time is not the stated one"


def _links(connection: sqlite3.Connection) -> Iterator[Found]:
    for number, in connection.execute("SELECT id FROM sightings WHERE id NOT IN (SELECT sighting_id FROM places)"):
        yield f"sightings {number}", "lies in no document"
    for number, in connection.execute(
        "SELECT s.id FROM sightings s WHERE s.document_id IS NOT (SELECT d.id FROM places l "
        "JOIN documents d ON d.id = l.document_id WHERE l.sighting_id = s.id ORDER BY d.key LIMIT 1)"):
        yield f"sightings {number}", "its document is not the first of its places"
    for number, in connection.execute("SELECT id FROM documents WHERE id NOT IN (SELECT document_id FROM readings)"):
        yield f"documents {number}", "has no reading"


def _types(connection: sqlite3.Connection) -> Iterator[Found]:
    """A flipped bit may turn a text into a blob of the same bytes, or a number into a float."""
    wrong = {"TEXT": ("blob", "integer", "real"), "INTEGER": ("blob", "text", "real"), "BLOB": ("text", "integer", "real")}
    for table in definitions.tables():
        tests = [f"typeof(\"{row[1]}\") IN {wrong[row[2]]}" for row in connection.execute(f"PRAGMA table_info({table})")
                 if row[2] in wrong]
        if connection.execute(f"SELECT 1 FROM {table} WHERE {' OR '.join(tests)} LIMIT 1").fetchone():
            yield table, "holds a value of the wrong type"
