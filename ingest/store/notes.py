"""What people add to posts: tags, notes, collections, and hiding. Kept by the post's id, so that re-reading loses nothing."""

import sqlite3
from dataclasses import dataclass

from ingest.archive import Archive
from ingest.errors import Usage
from ingest.model import Key
from ingest.store.local import now

KINDS = ("tag", "note", "collection", "hidden")


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """One thing somebody said about a post."""

    kind: str
    value: str
    noted_at: str


def annotate(archive: Archive, key: Key, kind: str, value: str = "", *, removed: bool = False) -> bool:
    """Adds an annotation, or takes it back; False where nothing changed."""
    if kind not in KINDS:
        raise Usage(f"annotate: kind {kind!r} is none of {', '.join(KINDS)}")
    with archive.transaction() as connection:
        post = post_of(connection, key)
        if post is None:
            raise Usage(f"annotate: the archive holds no post {':'.join(key)}")
        changed = put(connection, key, kind, value, removed=removed, noted_at=now())
        if changed and kind == "hidden":
            mark_hidden(connection, post)
    return changed


def hide(archive: Archive, key: Key, reason: str = "") -> bool:
    """Leaves a post out of search and export. The evidence stays; ``unhide`` brings it back."""
    return annotate(archive, key, "hidden", reason)


def unhide(archive: Archive, key: Key) -> bool:
    """Takes back every ``hide`` of a post, under whichever of its ids."""
    with archive.transaction() as connection:
        post = post_of(connection, key)
        if post is None:
            raise Usage(f"unhide: the archive holds no post {':'.join(key)}")
        changed = False
        for member in members_of(connection, post):
            for note in annotations(connection, member):
                if note.kind == "hidden":
                    changed |= put(connection, member, "hidden", note.value, removed=True, noted_at=now())
        mark_hidden(connection, post)
    return changed


def annotations(connection: sqlite3.Connection, key: Key) -> list[Annotation]:
    """What is noted under exactly this id."""
    return [Annotation(kind=kind, value=value, noted_at=at) for kind, value, at in connection.execute(
        "SELECT kind, value, noted_at FROM annotations WHERE platform = ? AND post_kind = ? AND native_id = ? AND NOT removed "
        "ORDER BY kind, value", key)]


def put(connection: sqlite3.Connection, key: Key, kind: str, value: str, *, removed: bool, noted_at: str) -> bool:
    """Writes one annotation; of two that contradict each other the later holds, at the same moment the removal."""
    before = connection.total_changes
    connection.execute(
        "INSERT INTO annotations (platform, post_kind, native_id, kind, value, removed, noted_at, seal) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, row_seal(?1, ?2, ?3, ?4, ?5, ?6, ?7)) "
        "ON CONFLICT DO UPDATE SET removed = excluded.removed, noted_at = excluded.noted_at, seal = excluded.seal "
        "WHERE removed <> excluded.removed AND (excluded.noted_at, excluded.removed) > (noted_at, removed)",
        (*key, kind, value, int(removed), noted_at))
    return connection.total_changes != before


def mark_hidden(connection: sqlite3.Connection, post: int) -> None:
    """Derives ``posts.hidden`` from the annotations of all its ids; a short link that waits (2) goes on waiting."""
    hidden = any(note.kind == "hidden" for member in members_of(connection, post) for note in annotations(connection, member))
    connection.execute("UPDATE posts SET hidden = ?1 WHERE id = ?2 AND hidden NOT IN (?1, 2)", (int(hidden), post))


def post_of(connection: sqlite3.Connection, key: Key) -> int | None:
    """Row id of the post that is known by this id."""
    row = connection.execute("SELECT post_id FROM post_members WHERE platform = ? AND kind = ? AND native_id = ?", key).fetchone()
    return row[0] if row else None


def members_of(connection: sqlite3.Connection, post: int) -> list[Key]:
    """All ids of a post."""
    return [Key(*row) for row in connection.execute(
        "SELECT platform, kind, native_id FROM post_members WHERE post_id = ? ORDER BY 1, 2, 3", (post,))]
