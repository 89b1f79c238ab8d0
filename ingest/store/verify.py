"""Is the archive what it should be? Everything that can be recomputed is recomputed and compared.

SQLite's own checks look at structure, not at content: a flipped bit inside a caption passes them. Here evidence is compared with
its hashes (the key of a sighting covers all it says), derived rows with a fresh fold of the evidence, and the index with the
rows. What is derived can be repaired; damaged evidence is named, to be read again from its source.
"""

import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import file_digest

from ingest.archive import Archive
from ingest.errors import Unusable
from ingest.store import definitions
from ingest.store.rebuild import forget, rebuild
from ingest.store.verify_derived import check_derived
from ingest.store.verify_evidence import check_evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that is not as it should be."""

    check: str
    """``structure``, ``references``, ``index``, ``evidence``, ``derived`` or ``files``."""
    subject: str
    """What it is about: a table and row, or a path."""
    detail: str
    repairable: bool
    """True where it is derived from evidence that is whole."""


def verify(archive: Archive, *, repair: bool = False, files: bool = True) -> list[Finding]:
    """Checks everything; the findings are those from before a repair.

    ``repair`` makes what is derived anew. Damaged evidence is taken out and the next ingest reads all files again.
    """
    findings = list(_checks(archive, files=files))
    damage = [one for one in findings if one.check != "files"]
    if repair and damage:
        if any(one.check == "structure" for one in damage):
            _reindex(archive)
        evidence = [one.subject for one in damage if one.check in ("evidence", "references")]
        with archive.transaction() as connection:
            definitions.restore(connection)
            if evidence:
                forget(connection, evidence)
            rebuild(connection, archive.address)
    return findings


def _checks(archive: Archive, *, files: bool) -> Iterator[Finding]:
    connection = archive.connection
    try:
        yield from _structure(connection)
        for kind, name in definitions.changed(connection):
            yield Finding(check="definitions", subject=name, detail=f"this {kind} is not as this version makes it",
                          repairable=kind != "table")
        yield from _references(connection)
        yield from _index(connection)
        for subject, detail in check_evidence(connection):
            yield Finding(check="evidence", subject=subject, detail=detail, repairable=False)
        for subject, detail in check_derived(connection, archive.address):
            yield Finding(check="derived", subject=subject, detail=detail, repairable=True)
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        yield Finding(check="structure", subject=archive.path, detail=f"cannot be read further: {error}", repairable=False)
        return
    if files:
        yield from _files(connection)


def _structure(connection: sqlite3.Connection) -> Iterator[Finding]:
    for row in connection.execute("PRAGMA integrity_check(20)"):
        if row[0] != "ok":
            yield Finding(check="structure", subject="database", detail=row[0], repairable="index" in row[0])


def _references(connection: sqlite3.Connection) -> Iterator[Finding]:
    derived = {"posts", "authors", "author_handles", "folds", "post_members", "post_relations", "texts", "media", "metrics",
               "availability"}
    for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check").fetchall():
        yield Finding(check="references", subject=f"{table} {row or '-'}", detail=f"its row in {parent} is missing",
                      repairable=table in derived or parent in derived)


def _index(connection: sqlite3.Connection) -> Iterator[Finding]:
    try:
        connection.execute("INSERT INTO posts_fts (posts_fts, rank) VALUES ('integrity-check', 1)")
    except sqlite3.DatabaseError as error:
        yield Finding(check="index", subject="posts_fts", detail=f"does not fit the posts ({error})", repairable=True)


def _files(connection: sqlite3.Connection) -> Iterator[Finding]:
    """The sources, where they are still there: gone or changed ones are no damage, but worth knowing."""
    known = connection.execute(
        "SELECT f.path, f.size, f.mtime_ns, f.sha256, max(d.sha256), count(d.id) FROM files f LEFT JOIN documents d "
        "ON d.locator = f.path AND NOT d.records AND NOT d.superseded WHERE f.complete GROUP BY f.path").fetchall()
    for path, size, mtime_ns, sha256, document, documents in known:
        try:
            state = os.stat(path)
            same = state.st_size == size and (_digest(path) == sha256 if sha256 else state.st_mtime_ns == mtime_ns)
            if same and not sha256 and documents == 1 and _is_page(path):
                same = _digest(path) == document
        except OSError as error:
            gone = f"the source cannot be read any more ({error.strerror})"
            yield Finding(check="files", subject=path, detail=gone, repairable=False)
            continue
        if not same:
            yield Finding(check="files", subject=path, detail="the source was changed since it was read", repairable=False)


def _digest(path: str) -> str:
    with open(path, "rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _is_page(path: str) -> bool:
    """True for a file that is its document as it lies there: nothing packed, nothing encoded."""
    with open(path, "rb") as file:
        return file.read(64).lstrip().startswith(b"<")


def _reindex(archive: Archive) -> None:
    try:
        archive.connection.execute("REINDEX")
    except sqlite3.DatabaseError as error:
        raise Unusable(f"{archive.path}: too damaged to be repaired ({error}); go back to a backup or read the sources "
                       "into a new archive") from error
