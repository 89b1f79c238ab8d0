"""Accounts: which handles belong to which, and what an author is called today.

An account is its native id. A handle that was seen with exactly one native id leads to that account, also for posts that
show the handle alone; a handle that changed hands leads nowhere, and such posts stay with the bare handle. What was called
how and when is kept in ``author_handles``: one row per (native id, handle, name, url) that any sighting stated.
"""

import sqlite3
from collections.abc import Iterable
from typing import Any, NamedTuple

from ingest.model import Author
from ingest.store.claims import RANK

_STATED = RANK["plain"]
"""From here on a handle was stated by the content; weaker ones come from an address, where it may be old or invented."""


class Stated(NamedTuple):
    """The part of an ``author_handles`` row that grows."""

    id: int
    strength: int
    first: str | None
    last: str | None


class AuthorBook:
    """The authors touched by one transaction; ``flush`` writes them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._rows: dict[tuple[str, ...], Stated] = {}
        self._changed: set[tuple[str, ...]] = set()
        self._touched: set[int] = set()
        self._unsettled: set[tuple[str, str]] = set()
        self._ids: dict[tuple[str, str], int] = {}
        self._owned: dict[tuple[str, str], str] = {}
        """(platform, handle) -> key of the account that a bare handle leads to, as far as it was asked for."""

    def note(self, platform: str, author: Author, rank: int, at: str) -> int:
        """Takes one statement about an author; gives the row of ``author_handles`` that stands for it."""
        name = (platform, author.native_id or "", author.handle or "", author.name or "", author.url or "")
        row = self._rows.get(name) or self._load(name)
        first = min(row.first or at, at or row.first or "") or None
        new = Stated(row.id, max(row.strength, rank), first, max(row.last or "", at) or None)
        if new != row:
            self._changed.add(name)
        self._rows[name] = new
        return new.id

    def _load(self, name: tuple[str, ...]) -> "Stated":
        found = self._connection.execute(
            "SELECT id, strength, first_seen, last_seen, author_id FROM author_handles "
            "WHERE platform = ? AND native_id = ? AND handle = ? AND name = ? AND url = ?", name).fetchone()
        if found:
            self._touched.add(found[4])
            return Stated(*found[:4])
        platform, native_id, handle, shown, url = name
        if native_id and handle:
            self._unsettled.add((platform, handle.lower()))
        author_id = self.author_of(platform, handle, native_id, shown, url)
        self._touched.add(author_id)
        cursor = self._connection.execute(
            "INSERT INTO author_handles (author_id, platform, native_id, handle, name, url, handle_key) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)", (author_id, *name, handle.lower()))
        assert cursor.lastrowid is not None
        self._owned.pop((platform, handle.lower()), None)
        return Stated(cursor.lastrowid, 0, None, None)

    def author_of(self, platform: str, handle: str, native_id: str, name: str, url: str) -> int:
        """The author that a statement means, as far as is known now."""
        key = self.key_of(platform, handle, native_id, name, url)
        known = self._ids.get((platform, key))
        if known is None:
            row = self._connection.execute("SELECT id FROM authors WHERE platform = ? AND key = ?", (platform, key)).fetchone()
            known = row[0] if row else self._connection.execute(
                "INSERT INTO authors (platform, key) VALUES (?, ?)", (platform, key)).lastrowid
            assert known is not None
            self._ids[platform, key] = known
        return known

    def key_of(self, platform: str, handle: str, native_id: str, name: str, url: str) -> str:
        """The key of the author that a statement means."""
        if native_id:
            return f"id:{native_id}"
        if handle:
            known = self._owned.get((platform, handle.lower()))
            if known is not None:
                return known
            owners = self._connection.execute(
                "SELECT DISTINCT native_id FROM author_handles WHERE platform = ? AND handle_key = ? AND native_id <> '' LIMIT 2",
                (platform, handle.lower())).fetchall()
            key = f"id:{owners[0][0]}" if len(owners) == 1 else f"handle:{handle.lower()}"
            self._owned[platform, handle.lower()] = key
            return key
        return f"url:{url}" if url else f"name:{name}"

    def settle(self) -> set[int]:
        """Leads bare handles to their accounts after new ones became known; gives the posts whose author must be set anew."""
        posts: set[int] = set()
        for platform, handle in self._unsettled:
            for row, was, *stated in self._connection.execute(
                "SELECT id, author_id, handle, native_id, name, url FROM author_handles "
                "WHERE platform = ? AND handle_key = ? AND native_id = ''", (platform, handle)).fetchall():
                now = self.author_of(platform, *stated)
                if now == was:
                    continue
                self._touched |= {was, now}
                self._connection.execute("UPDATE author_handles SET author_id = ? WHERE id = ?", (now, row))
                posts.update(post for post, in self._connection.execute(
                    "SELECT DISTINCT post_id FROM sightings WHERE handle_id = ?", (row,)))
        self._unsettled = set()
        return posts

    def forget(self, handle_ids: Iterable[int]) -> None:
        """Recounts rows some of whose sightings were taken away; those without any go."""
        ranks = " ".join(f"WHEN '{name}' THEN {rank}" for name, rank in RANK.items())
        for row in set(handle_ids):
            strength, first, last = self._connection.execute(
                f"SELECT max(CASE evidence {ranks} END), min(captured_at), max(captured_at) FROM sightings WHERE handle_id = ?",
                (row,)).fetchone()
            found = self._connection.execute(
                "SELECT author_id, platform, handle_key, native_id FROM author_handles WHERE id = ?", (row,)).fetchone()
            if not found:
                continue
            self._touched.add(found[0])
            if strength is None:
                self._connection.execute("DELETE FROM author_handles WHERE id = ?", (row,))
                if found[3] and found[2]:
                    self._unsettled.add((found[1], found[2]))
            else:
                self._connection.execute("UPDATE author_handles SET strength = ?, first_seen = ?, last_seen = ? WHERE id = ?",
                                         (strength, first, last, row))
        self._rows = {}
        self._owned = {}

    def flush(self) -> None:
        """Writes the statements, then what each touched author is called now. Call after the posts were written."""
        self._connection.executemany(
            "UPDATE author_handles SET strength = ?, first_seen = ?, last_seen = ? WHERE id = ?",
            [(row.strength, row.first, row.last, row.id) for name in self._changed if (row := self._rows.get(name))])
        for author_id in sorted(self._touched):
            write_author(self._connection, author_id)
        self._changed, self._touched = set(), set()


def write_author(connection: sqlite3.Connection, author_id: int) -> None:
    """Derives one row of ``authors`` from ``author_handles``; an author without statements goes."""
    rows = connection.execute("SELECT handle, name, native_id, url, strength, last_seen FROM author_handles WHERE author_id = ?",
                              (author_id,)).fetchall()
    if not rows:
        connection.execute("DELETE FROM authors WHERE id = ?", (author_id,))
        return
    new = newest(rows)
    connection.execute("UPDATE authors SET handle = ?, name = ?, native_id = ?, url = ? WHERE id = ? "
                       "AND (handle, name, native_id, url) IS NOT (?, ?, ?, ?)", (*new, author_id, *new))


def newest(rows: list[tuple[Any, ...]]) -> list[str | None]:
    """Handle, name, native id and url: of each the one stated by content rather than by an address, newest, strongest."""
    result: list[str | None] = []
    for column in range(4):
        stated = [(row[4] >= _STATED, row[5] or "", row[4], row[column]) for row in rows if row[column]]
        result.append(max(stated)[3] if stated else None)
    return result
