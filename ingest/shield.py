"""What was redacted stays out: ids and authors known only by a keyed hash are recognised in whatever is read next.

The hash is no secrecy: ids can be enumerated, so whoever has the archive can test a guess. It is a memory of what not to keep.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from hashlib import blake2b

import msgspec

from ingest.model import Author, Key, Page, Post, Reading

Row = tuple[str, str, str, str, str]
"""hash, salt, scope, reason, date: a row of ``redactions``."""


class Shield:
    """The redactions of an archive, as they look at what comes in."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._known: dict[str, Row] = {row[0]: tuple(row) for row in connection.execute(
            "SELECT hash, salt, scope, reason, redacted_at FROM redactions")}
        self._salts = sorted({row[1] for row in self._known.values()})
        self._learned: dict[Key, Row] = {}
        self.active = bool(self._known)

    def match(self, platform_keys: Iterable[Key], author_keys: Iterable[tuple[str, str]] = ()) -> Row | None:
        """The redaction that one of these ids or authors falls under."""
        names = [("post", *key) for key in platform_keys] + [("author", *key) for key in author_keys]
        for salt in self._salts:
            for name in names:
                found = self._known.get(hashed(salt, *name))
                if found:
                    return found
        return None

    def blocks(self, key: Key, post: Post) -> Row | None:
        """The redaction that forbids a sighting. Its other ids are learned: ``same_as`` and authorship spread a redaction."""
        found = self.match((key, *post.same_as), author_keys(key.platform, post.author))
        if found:
            self._learned.update((one, found) for one in (key, *post.same_as))
        return found

    def cleared(self, reading: Reading) -> Reading:
        """The reading without what was redacted. The own page of a redacted post also loses its address and title."""
        kept, own = [], False
        for one in reading.sightings:
            if self.blocks(one.key, one.post):
                own = own or one.relation == "page"
            else:
                kept.append(one)
        if len(kept) == len(reading.sightings):
            return reading
        if not own:
            return replace(reading, sightings=tuple(kept))
        document = replace(reading.document, url="", title="", parent_url="")
        return replace(reading, sightings=tuple(kept), page=Page(), document=document, problems=())

    def spread(self, connection: sqlite3.Connection) -> list[int]:
        """Writes what was learned, and gives the stored sightings that must go with it."""
        gone: set[int] = set()
        for key, (_, salt, scope, reason, date) in sorted(self._learned.items()):
            name = hashed(salt, "post", *key)
            if name in self._known:
                continue
            connection.execute("INSERT OR IGNORE INTO redactions VALUES (?, ?, ?, ?, ?)", (name, salt, scope, reason, date))
            gone.update(one for one, in connection.execute(
                "SELECT s.id FROM post_members m JOIN sightings s ON s.post_id = m.post_id "
                "WHERE m.platform = ? AND m.kind = ? AND m.native_id = ?", key))
        self._learned = {}
        return sorted(gone)


def hashed(salt: str, *name: str) -> str:
    """The keyed hash under which a redacted id or author is remembered."""
    return blake2b(msgspec.json.encode(name), key=bytes.fromhex(salt), digest_size=32).hexdigest()


def author_keys(platform: str, author: Author | None) -> list[tuple[str, str]]:
    """The names by which an author is recognised."""
    if author is None:
        return []
    keys = [(platform, f"id:{author.native_id}")] if author.native_id else []
    return keys + ([(platform, f"handle:{author.handle.lower()}")] if author.handle else [])
