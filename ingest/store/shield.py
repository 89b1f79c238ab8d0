"""What was redacted stays out: ids and authors known only by a keyed hash are recognised in whatever is read next.

The hash is no secrecy: ids can be enumerated, so whoever has the archive can test a guess. It is a memory of what not to keep.
"""

import html
import json
import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from hashlib import blake2b

import msgspec

from ingest.model import Author, Key, Page, Post, Reading, Sighting
from ingest.store.claims import identity, members
from ingest.store.fragments import Withheld, digest_of

Row = tuple[str, str, str, str, str]
"""hash, salt, scope, reason, date: a row of ``redactions``."""


SHORT = 12
"""Texts with fewer characters are too common to look for in what others wrote."""


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
        claimed = members(identity(key, post), post)
        found = self.match(claimed, author_keys(key.platform, post.author))
        if found:
            self._learned.update((one, found) for one in claimed)
        return found

    def cleared(self, reading: Reading) -> Reading:
        """The reading without what was redacted. The own page of a redacted post also loses its address and title."""
        blocked = [one for one in reading.sightings if self.blocks(one.key, one.post)]
        if not blocked:
            return reading
        own = any(one.relation == "page" for one in blocked)
        texts = [one.post.caption for one in blocked if one.post.caption]
        gone = {id(one) for one in blocked}
        kept = [_without(one, texts) for one in reading.sightings if id(one) not in gone]
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
            connection.execute(
                "INSERT OR IGNORE INTO redactions VALUES (?1, ?2, ?3, ?4, ?5, row_seal(?1, ?2, ?3, ?4, ?5))",
                (name, salt, scope, reason, date))
            gone.update(one for one, in connection.execute(
                "SELECT s.id FROM post_members m JOIN sightings s ON s.post_id = m.post_id "
                "WHERE m.platform = ? AND m.kind = ? AND m.native_id = ?", key))
        self._learned = {}
        return sorted(gone)


def spellings(texts: Iterable[str]) -> list[bytes]:
    """How texts may stand in raw bytes: plain, in JSON, in HTML. Short ones are too common to look for."""
    found: dict[bytes, None] = {}
    for text in texts:
        if len(text) >= SHORT:
            for spelled in (text, json.dumps(text, ensure_ascii=False)[1:-1], json.dumps(text)[1:-1], html.escape(text)):
                found[spelled.encode("utf-8", "replace")] = None
    return list(found)


def held_in(data: bytes, needles: Iterable[bytes]) -> bool:
    """True where one of them stands in the bytes."""
    return any(needle in data for needle in needles)


def _without(sighting: Sighting, texts: list[str]) -> Sighting:
    """A neighbour's sighting without the redacted texts that its fragment or its surroundings hold."""
    needles = spellings(texts)
    if held_in(sighting.fragment, needles):
        sighting = replace(sighting, fragment=Withheld.of(digest_of(sighting.fragment)))
    return replace(sighting, context="") if held_in(sighting.context.encode("utf-8", "replace"), needles) else sighting


def hashed(salt: str, *name: str) -> str:
    """The keyed hash under which a redacted id or author is remembered."""
    return blake2b(msgspec.json.encode(name), key=bytes.fromhex(salt), digest_size=32).hexdigest()


def author_keys(platform: str, author: Author | None) -> list[tuple[str, str]]:
    """The names by which an author is recognised."""
    if author is None:
        return []
    keys = [(platform, f"id:{author.native_id}")] if author.native_id else []
    return keys + ([(platform, f"handle:{author.handle.lower()}")] if author.handle else [])
