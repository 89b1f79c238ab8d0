"""Evidence on its way in: documents, pages, readings, fragments, sightings and places, each known by its content.

A sighting never changes; that its document was read again by a newer reader only takes its place away, and a sighting
without any place is withdrawn. So the archive's evidence is what the newest reading of each document says, whatever came first.
"""

import sqlite3
from dataclasses import replace
from hashlib import blake2b
from typing import Any

import msgspec

from ingest.model import LOCAL_REASONS, Document, Key, Problem, Reading, Sighting
from ingest.store import claims
from ingest.store.authors import AuthorBook
from ingest.store.batch import Batch, Seen
from ingest.store.claims import RANK, Claim, pack, sound, spelled
from ingest.store.fragments import FragmentWriter, digest_of
from ingest.store.pagekey import host_of, page_key
from ingest.store.seals import seal
from ingest.store.shield import Shield
from ingest.store.tally import tally

PAGE_FIELDS = ("url", "site", "title", "author", "published_at", "section", "language")
DOCUMENT_FIELDS = ("captured_origin", "kind", "url", "parent_url", "title")


class EvidenceWriter:
    """Takes readings; what hangs on posts goes on to the batch. ``flush`` after the batch has settled."""

    def __init__(self, connection: sqlite3.Connection, authors: AuthorBook, batch: Batch, reader_version: int,
                 *, anew: bool = False) -> None:
        self._connection = connection
        self._authors = authors
        self._batch = batch
        self._version = reader_version
        self._always_replace = anew
        self._fragments = FragmentWriter(connection)
        self.shield = Shield(connection)
        self._sightings: list[tuple[Any, ...]] = []
        self._pending: dict[bytes, int] = {}
        self._places: list[tuple[int, int, int, int, int, int]] = []
        self._keys: dict[int, bytes] = {}
        """Document -> its key."""
        self._replaced: set[int] = set()
        self._first: int = connection.execute("SELECT ifnull(max(id), 0) + 1 FROM sightings").fetchone()[0]
        self._next = self._first
        self.first_new_post: int = connection.execute("SELECT ifnull(max(id), 0) + 1 FROM posts").fetchone()[0]
        self.new_keys: set[bytes] = set()
        self.post_of: dict[bytes, int] = {}
        """Key of a sighting that was taken in -> its post, as ``Batch.root`` knows it."""
        self.documents_changed = 0

    def take(self, reading: Reading) -> list[bytes]:
        """Takes one reading in; gives the keys of its sightings."""
        before = self._connection.total_changes + len(self._sightings) + len(self._places)
        if self.shield.active:
            reading = self.shield.cleared(reading)
        document, records = reading.document, reading.records
        address = reading.page.url or document.url
        page = "" if records else page_key(sound(address), reading.sha256)
        document_id, version = self._document(reading, page)
        current = version is None or version <= self._version
        if current:
            if version is not None and (version < self._version or self._always_replace):
                self._replace(document_id)
            if version != self._version:
                self._connection.execute("INSERT INTO readings (document_id, reader_version, seal) VALUES (?, ?, ?)",
                                         (document_id, self._version, seal(self._keys[document_id], self._version)))
            if version == self._version:
                self._settle_local(document_id, reading.problems)
            for problem in reading.problems:
                self._problem(document_id, document, problem)
        page_id = None if records else self._connection.execute("SELECT id FROM pages WHERE page_key = ?", (page,)).fetchone()[0]
        where = (document_id, page_id, page)
        keys = []
        pieces = {id(one.fragment): one.fragment for one in reading.sightings}  # the many posts of one record share its bytes
        known = {name: digest_of(piece) for name, piece in pieces.items()}
        digests = [known[id(one.fragment)] for one in reading.sightings]
        if current:
            self._fragments.look_up(digests)
            self._batch.look_up(one.key for one in reading.sightings)
        for one, digest in zip(reading.sightings, digests, strict=True):
            try:
                storable, claim = _storable(one, sound=reading.sound)
            except msgspec.ValidationError as error:  # a form gave a field something else than its type
                self._problem(document_id, document, Problem(reason="internal", stage="write", detail=f"{one.form}: {error}"))
                continue
            keys.append(self._sighting(storable, claim, digest, reading, where, current=current))
        self.documents_changed += before != self._connection.total_changes + len(self._sightings) + len(self._places)
        return keys

    def withdrawn(self) -> list[int]:
        """The sightings that no document's newest reading makes any more. Also writes the places taken in so far."""
        self._connection.executemany("INSERT OR IGNORE INTO places VALUES (?, ?, ?, ?, ?, ?)", self._places)
        self._places = []
        gone = []
        for sighting in sorted(self._replaced):
            best = self._connection.execute(
                "SELECT d.id FROM places l JOIN documents d ON d.id = l.document_id "
                "WHERE l.sighting_id = ? ORDER BY d.key LIMIT 1", (sighting,)).fetchone()
            if best is None:
                gone.append(sighting)
            else:
                self._connection.execute("UPDATE sightings SET document_id = ? WHERE id = ? AND document_id <> ?",
                                         (best[0], sighting, best[0]))
        return gone

    def flush(self) -> None:
        """Writes the sightings, now that it is known to which posts they belong."""
        self._fragments.flush()
        self._connection.executemany(
            "INSERT INTO sightings (id, key, post_id, document_id, page_id, relation, captured_at, form, platform, kind, "
            "native_id, fragment_id, capture, nth, evidence, handle_id, claim, context) "
            f"VALUES ({', '.join('?' * 18)})", [(row[0], row[1], self._batch.root(row[2]), *row[3:]) for row in self._sightings])
        tally(self._connection, self.new_keys)

    def _sighting(self, sighting: Sighting, claim: str, digest: bytes, reading: Reading, where: tuple[int, int | None, str], *,
                  current: bool) -> bytes:
        document_id, page_id, page = where
        capture = claims.capture_of(sighting.post, reading.document, reading.sha256, records=reading.records)
        nth = 0 if reading.records else sighting.nth
        key = claims.row_key(sighting.key, digest.hex(), page, capture, sighting.relation, sighting.form, nth, sighting.evidence,
                             claim, sighting.context)
        if not current:
            return key
        fragment_id = self._fragments.add(sighting.fragment, digest)
        row_id = self._pending.get(key)
        if row_id is None and fragment_id < self._fragments.first:  # a new fragment is in no stored sighting
            stored = self._connection.execute("SELECT id, post_id FROM sightings WHERE key = ?", (key,)).fetchone()
            if stored is not None:
                row_id, self.post_of[key] = stored
        place = (sighting.position, sighting.offset, len(sighting.fragment))
        if row_id is not None:
            self._pending[key] = row_id
            self._place(row_id, key, document_id, place)
            return key
        row_id, self._next = self._next, self._next + 1
        self._pending[key] = row_id
        self.new_keys.add(key)
        at = "" if capture.startswith("sha256:") else capture
        rank, author = RANK[sighting.evidence], sighting.post.author
        named = author is not None and (author.handle or author.name or author.native_id or author.url)
        handle = self._authors.note(sighting.key.platform, author, rank, at) if author is not None and named else None
        seen = Claim(key=claims.identity(sighting.key, sighting.post), post=sighting.post, rank=rank, captured_at=at)
        post_id = self._batch.add(Seen(id=row_id, claim=seen, relation=sighting.relation, page_id=page_id, handle_id=handle))
        self.post_of[key] = post_id
        self._sightings.append((row_id, key, post_id, document_id, page_id, sighting.relation, at or None, sighting.form,
                                *sighting.key, fragment_id, capture, nth, sighting.evidence, handle, claim, sighting.context))
        self._places.append((document_id, row_id, *place, seal(self._keys[document_id], key, *place)))
        return key

    def _place(self, sighting: int, key: bytes, document_id: int, place: tuple[int, int, int]) -> None:
        """Notes one more place of a sighting; its document is the one with the least key."""
        known = self._connection.execute("SELECT 1 FROM places WHERE document_id = ? AND sighting_id = ? AND position = ?",
                                         (document_id, sighting, place[0])).fetchone()
        if known:
            return
        self._places.append((document_id, sighting, *place, seal(self._keys[document_id], key, *place)))
        waiting = sighting - self._first
        if waiting >= 0:
            row = self._sightings[waiting]
            least = self._connection.execute("SELECT id FROM documents WHERE id IN (?, ?) ORDER BY key LIMIT 1",
                                             (document_id, row[3])).fetchone()
            self._sightings[waiting] = (*row[:3], least[0], *row[4:])
            return
        self._connection.execute(
            "UPDATE sightings SET document_id = ?1 WHERE id = ?2 AND document_id <> ?1 AND "
            "(SELECT key FROM documents WHERE id = ?1) < (SELECT key FROM documents WHERE id = document_id)",
            (document_id, sighting))

    def _replace(self, document_id: int) -> None:
        """A newer reader's word replaces all that older ones said of a document."""
        self._replaced.update(one for one, in self._connection.execute(
            "SELECT sighting_id FROM places WHERE document_id = ?", (document_id,)))
        self._connection.execute("DELETE FROM places WHERE document_id = ?", (document_id,))
        self._connection.execute("DELETE FROM problems WHERE reading_id IN (SELECT id FROM readings WHERE document_id = ? "
                                 "AND reader_version = ?)", (document_id, self._version))

    def _document(self, reading: Reading, page: str) -> tuple[int, int | None]:
        """Row id of the document, old or new, and the newest reader version that has read it."""
        document = reading.document
        key = claims.document_key(reading.sha256, page, document.captured_at)
        stored = self._connection.execute(
            f'SELECT id, locator, superseded, page_id, page, "offset", length, {", ".join(DOCUMENT_FIELDS)} FROM documents '
            "WHERE key = ?", (key,)).fetchone()
        shown = {name: sound(getattr(document, name)) for name in DOCUMENT_FIELDS}
        capture = _page_claim(reading)
        locator = spelled(document.locator)
        if stored is None:
            page_id = None if reading.records else self._page(page, capture, document.captured_at)
            row = (key, reading.sha256, page_id, document.captured_at, *shown.values(), int(reading.records), pack(capture),
                   locator, document.offset, document.length)
            cursor = self._connection.execute(
                f"INSERT INTO documents (key, sha256, page_id, captured_at, {', '.join(DOCUMENT_FIELDS)}, records, page, "
                f'locator, "offset", length, row_hash) VALUES ({", ".join("?" * 15)})', (*row, row_hash(row)))
            assert cursor.lastrowid is not None
            self._keys[cursor.lastrowid] = key
            self._overtake(cursor.lastrowid, locator)
            return cursor.lastrowid, None
        self._keys[stored[0]] = key
        self._restate(stored, reading, shown, capture, page)
        if locator != stored[1]:
            self._connection.execute("INSERT OR IGNORE INTO locations VALUES (?, ?)", (locator, stored[0]))
        if stored[2]:
            self._connection.execute("UPDATE documents SET superseded = 0 WHERE id = ?", (stored[0],))
            self._overtake(stored[0], locator)
        newest = self._connection.execute("SELECT max(reader_version) FROM readings WHERE document_id = ?", (stored[0],))
        return stored[0], newest.fetchone()[0]

    def _restate(self, stored: tuple[Any, ...], reading: Reading, shown: dict[str, str], capture: dict[str, str],
                 page: str) -> None:
        """The same bytes may come out of a WARC and a folder, and say more there: the greatest word of each field stays."""
        old = {"page": msgspec.json.decode(stored[4]), **dict(zip(DOCUMENT_FIELDS, stored[7:], strict=True))}
        merged = {name: max(old["page"].get(name, ""), capture.get(name, "")) for name in PAGE_FIELDS}
        new = {"page": {name: value for name, value in merged.items() if value},
               **{name: max(old[name], shown[name]) for name in DOCUMENT_FIELDS}}
        if new == old:
            return
        captured_at = reading.document.captured_at
        if not reading.records:
            self._page(page, new["page"], captured_at)
        fields = [new[name] for name in DOCUMENT_FIELDS]
        key = claims.document_key(reading.sha256, page, captured_at)
        row = (key, reading.sha256, stored[3], captured_at, *fields, int(reading.records), pack(new["page"]), stored[1],
               *stored[5:7])
        self._connection.execute(
            f"UPDATE documents SET page = ?, row_hash = ?, {', '.join(name + ' = ?' for name in DOCUMENT_FIELDS)} WHERE id = ?",
            (pack(new["page"]), row_hash(row), *fields, stored[0]))

    def _overtake(self, document_id: int, locator: str) -> None:
        """What lay at this place before lies there no more; its problems are no longer open."""
        self._connection.execute("UPDATE documents SET superseded = 1 WHERE locator = ? AND superseded = 0 AND id <> ?",
                                 (locator, document_id))

    def _page(self, key: str, capture: dict[str, str], captured_at: str) -> int:
        """Row id of a page, of which each field is what the newest capture says."""
        row = self._connection.execute("SELECT id, ranks FROM pages WHERE page_key = ?", (key,)).fetchone()
        won: dict[str, list[str]] = msgspec.json.decode(row[1]) if row else {}
        new = page_winners(won, capture, captured_at)
        if row and new == won:
            return int(row[0])
        values = [new[name][1] if name in new else None for name in PAGE_FIELDS]
        self._connection.execute(
            f"INSERT INTO pages (page_key, ranks, {', '.join(PAGE_FIELDS)}) VALUES (?, ?{', ?' * len(PAGE_FIELDS)}) "
            f"ON CONFLICT(page_key) DO UPDATE SET ranks = excluded.ranks, "
            + ", ".join(f"{name} = excluded.{name}" for name in PAGE_FIELDS), (key, pack_ranks(new), *values))
        return int(row[0] if row else self._connection.execute("SELECT id FROM pages WHERE page_key = ?", (key,)).fetchone()[0])

    def _settle_local(self, document_id: int, problems: tuple[Problem, ...]) -> None:
        """What this machine could not do the last time (too slow, out of reach) and can now is no problem any more."""
        still = {(one.stage, one.reason) for one in problems}
        for row, *name in self._connection.execute(
            "SELECT q.id, q.stage, q.reason FROM problems q JOIN readings r ON r.id = q.reading_id WHERE r.document_id = ? "
            f"AND r.reader_version = ? AND q.stage <> 'write' AND q.reason IN {LOCAL_REASONS}",
            (document_id, self._version)).fetchall():
            if tuple(name) not in still:
                self._connection.execute("DELETE FROM problems WHERE id = ?", (row,))

    def _problem(self, document_id: int, document: Document, problem: Problem) -> None:
        locator = spelled(problem.locator or document.locator)
        part = locator.removeprefix(spelled(document.locator))
        said = (part if part != locator else "", problem.stage, problem.reason, sound(problem.detail), locator)
        fragment, whole = problem.fragment[:2000], (self._keys[document_id], self._version)
        self._connection.execute(
            "INSERT INTO problems (reading_id, part, stage, reason, detail, locator, fragment, seal) VALUES "
            "((SELECT id FROM readings WHERE document_id = ? AND reader_version = ?), ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT DO UPDATE SET fragment = excluded.fragment, "
            "seal = row_seal(?, ?, part, stage, reason, detail, locator, excluded.fragment) WHERE excluded.fragment > fragment",
            (document_id, self._version, *said, fragment, seal(*whole, *said, fragment), *whole))


def page_winners(won: dict[str, list[str]], capture: dict[str, str], captured_at: str) -> dict[str, list[str]]:
    """The newest word on each field of a page: [captured_at, value]."""
    new = dict(won)
    for name, value in capture.items():
        new[name] = max(new.get(name, ["", ""]), [captured_at, value])
    return new


def pack_ranks(won: dict[str, list[str]]) -> str:
    """Winners of a page as JSON."""
    return msgspec.json.encode(won, order="sorted").decode()


def row_hash(columns: tuple[Any, ...]) -> bytes:
    """Hash over the columns of a ``documents`` row (without row ids), by which ``verify`` finds a flipped byte."""
    key, sha256, _, *rest = columns
    return blake2b(msgspec.json.encode([key.hex(), sha256, *rest]), digest_size=8).digest()


def _page_claim(reading: Reading) -> dict[str, str]:
    """What this capture says about its page."""
    if reading.records:
        return {}
    said = {name: sound(value) for name in PAGE_FIELDS if (value := getattr(reading.page, name))}
    address = sound(reading.page.url or reading.document.url)
    title = said.get("title") or sound(reading.document.title)
    if address.startswith("sha256:"):
        return {}
    said.update(url=address, title=title, site=said.get("site") or host_of(address))
    return {name: said[name] for name in PAGE_FIELDS if said.get(name)}


def _storable(sighting: Sighting, *, sound: bool) -> tuple[Sighting, str]:
    """The sighting as it will be read back, and its claim. What UTF-8 cannot hold is replaced, a number in a text made one.

    One that is ``sound`` needs no second look, but for a length that is no number: JSON has no word for it.
    """
    claim = pack(sighting.post)
    if sound and '"duration":null' not in claim:
        return sighting, claim
    post = claims.unpack(claim)
    if post != sighting.post:
        claim = pack(post)
        sighting = replace(sighting, post=post)
    try:
        "".join((*sighting.key, sighting.context)).encode()
    except UnicodeEncodeError:
        sighting = replace(sighting, key=Key(*map(claims.sound, sighting.key)), context=claims.sound(sighting.context))
    return sighting, claim
