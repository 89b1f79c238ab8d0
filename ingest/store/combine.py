"""Merging archives: the evidence of others is added like anything that is read, so the result cannot depend on the order."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ingest.archive import Archive
from ingest.errors import Usage
from ingest.model import Key
from ingest.store.database import open_reader
from ingest.store.notes import mark_hidden, post_of, put
from ingest.store.redact import enforce
from ingest.store.seals import reseal
from ingest.store.stored import Stored, stored_readings

BATCH = 200


@dataclass(slots=True)
class Combined:
    """What a merge brought."""

    sources: int = 0
    documents: int = 0
    new: int = 0
    updated: int = 0
    redacted: int = 0


def merge_archives(target: Archive, sources: Iterable[str | Path]) -> Combined:
    """Adds everything other archives know. Redactions of either side win. Local state (files, runs) stays where it is."""
    result = Combined()
    for path in sources:
        if Path(path).resolve() == Path(target.path).resolve():
            raise Usage(f"{path}: an archive cannot be merged into itself")
        source = open_reader(path)
        try:
            _redactions(target, source)
            result.redacted += len(enforce(target).posts)
            _evidence(target, source, result)
            _annotations(target, source)
        finally:
            source.close()
        result.sources += 1
    return result


def _redactions(target: Archive, source: sqlite3.Connection) -> None:
    with target.transaction() as connection:
        connection.executemany(
            "INSERT INTO redactions (hash, salt, scope, reason, redacted_at) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT(hash) DO UPDATE SET reason = max(reason, excluded.reason), "
            "redacted_at = min(redacted_at, excluded.redacted_at) "
            "WHERE reason < excluded.reason OR redacted_at > excluded.redacted_at",
            source.execute("SELECT hash, salt, scope, reason, redacted_at FROM redactions").fetchall())
        reseal(connection, "redactions", "t.seal IS NOT row_seal(t.hash, t.salt, t.scope, t.reason, t.redacted_at)")


def _evidence(target: Archive, source: sqlite3.Connection, result: Combined) -> None:
    for group in grouped(stored_readings(source)):
        added = target.add_stored([one.reading for one in group], group[0].version)
        result.documents += added.documents
        result.new += added.new
        result.updated += added.updated


def grouped(readings: Iterable[Stored]) -> Iterable[list[Stored]]:
    """Runs of readings by one reader version, at most ``BATCH`` long."""
    group: list[Stored] = []
    for one in readings:
        if group and (group[0].version != one.version or len(group) >= BATCH):
            yield group
            group = []
        group.append(one)
    if group:
        yield group


def _annotations(target: Archive, source: sqlite3.Connection) -> None:
    with target.transaction() as connection:
        for *key, kind, value, removed, noted_at in source.execute(
            "SELECT platform, post_kind, native_id, kind, value, removed, noted_at FROM annotations"):
            changed = put(connection, Key(*key), kind, value, removed=bool(removed), noted_at=noted_at)
            post = post_of(connection, Key(*key)) if changed and kind == "hidden" else None
            if post is not None:
                mark_hidden(connection, post)
