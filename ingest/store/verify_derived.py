"""Derived rows against a fresh fold of the evidence: the winners kept must equal what reading everything again would give."""

import sqlite3
from collections.abc import Iterator
from typing import Any

import msgspec

from ingest import merge
from ingest.merge import Fold
from ingest.model import Key
from ingest.store import posts
from ingest.store.authors import AuthorBook, newest
from ingest.store.batch import Address, Seen
from ingest.store.claims import RANK, counts_of, members
from ingest.store.notes import annotations
from ingest.store.posts import COLUMNS
from ingest.store.refold import seen_of

Found = tuple[str, str]
"""(subject, what is wrong)"""


def check_derived(connection: sqlite3.Connection, address: Address | None = None) -> Iterator[Found]:
    """Everything that is derived and not what the evidence says."""
    authors = Accounts(connection)
    numbers = {row[0] for table in ("posts", "sightings", "folds", "post_members", "texts", "media", "post_relations", "metrics",
                                    "availability") for row in connection.execute(
        f"SELECT DISTINCT {'id' if table == 'posts' else 'post_id'} FROM {table}")}
    for number in sorted(numbers):
        try:
            seen = list(seen_of(connection, number))
            for table, problem in _post(connection, number, seen, authors, address):
                yield f"{table} of post {number}", problem
        except (msgspec.DecodeError, KeyError, ValueError, TypeError, AttributeError) as error:
            yield f"post {number}", f"cannot be folded ({error})"
    yield from _authors(connection)
    platforms = {row[0] for row in connection.execute("SELECT name FROM platforms")}
    if platforms < {row[0] for row in connection.execute("SELECT DISTINCT platform FROM posts")}:
        yield "platforms", "a platform is missing"


class Accounts:
    """Which author row a statement means, without writing."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._book = AuthorBook(connection)

    def author_id(self, winners: Fold) -> int | None:
        """The author of a post, as its fold says."""
        platform, *stated = posts.author_of(winners)
        if not any(stated):
            return None
        key = self._book.key_of(platform, stated[0], stated[2], stated[1], stated[3])
        row = self._connection.execute("SELECT id FROM authors WHERE platform = ? AND key = ?", (platform, key)).fetchone()
        return row[0] if row else -1


def _post(connection: sqlite3.Connection, number: int, seen: list[Seen], authors: Accounts,
          address: Address | None) -> Iterator[Found]:
    if not seen:
        yield "posts", "no sighting speaks of it"
        return
    stored = connection.execute(f"SELECT {', '.join(COLUMNS)} FROM posts WHERE id = ?", (number,)).fetchone()
    packed = connection.execute("SELECT winners FROM folds WHERE post_id = ?", (number,)).fetchone()
    if stored is None or packed is None:
        yield "posts", "the row is missing"
        return
    winners = merge.fold(one.claim for one in seen)
    if msgspec.json.decode(merge.pack_fold(winners)) != msgspec.json.decode(packed[0]):
        yield "folds", "the winners kept are not those of a full fold"
    row = posts.row_of(winners, posts.media_of(winners))
    pages = {word: len({one.page_id for one in seen if one.relation == word and one.page_id is not None})
             for word in ("embedded", "linked")}
    row.update(embedded_count=pages["embedded"], linked_count=pages["linked"], author_id=authors.author_id(winners))
    keys = {key for one in seen for key in members(one.claim.key, one.claim.post)}
    noted = any(note.kind == "hidden" for key in keys for note in annotations(connection, key))
    row["hidden"] = posts.hidden_of(winners, noted)
    handle = posts.author_of(winners)[1]
    row["url"] = (address(merge.key_of(winners), handle or None) or None) if address else stored[COLUMNS.index("url")]
    for name, value in zip(COLUMNS, stored, strict=True):
        if row[name] != value:
            yield "posts", f"{name} is not what the evidence says"
    yield from _identity(connection, number, seen, keys)
    for table, want in _hangers(winners, seen).items():
        names, rows = want
        stored_rows = connection.execute(f"SELECT {names} FROM {table} WHERE post_id = ?", (number,))
        have = sorted((tuple(one) for one in stored_rows), key=repr)
        if have != sorted(set(rows), key=repr):
            yield table, "is not what the evidence says"


def _identity(connection: sqlite3.Connection, number: int, seen: list[Seen], keys: set[Key]) -> Iterator[Found]:
    stored = {Key(*row) for row in connection.execute(
        "SELECT platform, kind, native_id FROM post_members WHERE post_id = ?", (number,))}
    if stored != keys:
        yield "post_members", "are not the ids that were claimed"
    reached, rest = {seen[0].claim.key}, [set(members(one.claim.key, one.claim.post)) for one in seen]
    while True:
        near = [one for one in rest if one & reached]
        if not near:
            break
        rest = [one for one in rest if not one & reached]
        reached.update(*near)
    if rest:
        yield "posts", "nothing proves that all its ids are one post"


def _hangers(winners: Fold, seen: list[Seen]) -> dict[str, tuple[str, list[tuple[Any, ...]]]]:
    """Table -> (columns, rows) of what hangs on a post."""
    metrics: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for one in seen:
        for count in counts_of(one.claim.post):
            name = (one.id, count.metric, count.observed_at or one.claim.captured_at)
            rank = (merge.index_of(merge.EXACTNESS, count.precision), -1 if count.value is None else count.value)
            best = metrics.get(name)
            if best is None or rank > best[0]:
                metrics[name] = (rank, (*name, count.value, count.precision))
    statuses = [(one.id, one.claim.post.availability, one.claim.post.observed_at or one.claim.captured_at)
                for one in seen if one.claim.post.availability]
    proofs = [(one.id, *one.claim.key, *other) for one in seen for other in members(one.claim.key, one.claim.post)[1:]]
    texts = {merge.text_hash(text): text for one in seen if (text := one.claim.post.caption) is not None}
    lost = [row for row in posts.texts_of(winners, texts) if row[1] is not None]
    same = ("(SELECT x.*, s.post_id FROM same_as x JOIN sightings s ON s.id = x.sighting_id)")
    return {
        "media": ("media_key, position, kind, url, alt, width, height, duration, poster, local", list(posts.media_of(winners))),
        "post_relations": ("relation, platform, kind, native_id", list(posts.relations_of(winners))),
        "texts": ("hash, caption, first_seen, last_seen", list(lost)),
        "metrics": ("sighting_id, metric, observed_at, value, precision", [row for _, row in metrics.values()]),
        "availability": ("sighting_id, status, observed_at", list(statuses)),
        same: ("sighting_id, platform, kind, native_id, other_platform, other_kind, other_native_id", proofs),
    }


def _authors(connection: sqlite3.Connection) -> Iterator[Found]:
    book = AuthorBook(connection)
    ranks = " ".join(f"WHEN '{name}' THEN {rank}" for name, rank in RANK.items())
    counted = {row[0]: row[1:] for row in connection.execute(
        f"SELECT handle_id, max(CASE evidence {ranks} END), min(captured_at), max(captured_at) FROM sightings "
        "GROUP BY handle_id")}
    said = _statements(connection)
    rows: dict[int, list[tuple[Any, ...]]] = {}
    for row in connection.execute(
        "SELECT h.id, h.author_id, h.platform, h.handle, h.native_id, h.name, h.url, h.strength, h.first_seen, h.last_seen, "
        "a.key, h.handle_key FROM author_handles h LEFT JOIN authors a ON a.id = h.author_id").fetchall():
        number, author, platform, handle, native_id, name, url, strength, first, last, key, handle_key = row
        rows.setdefault(author, []).append((handle, name, native_id, url, strength, last))
        if (strength, first, last) != counted.get(number) or handle_key != handle.lower():
            yield f"author_handles {number}", "is not what the sightings say"
        if said.get(number) != {(platform, handle, name, native_id, url)}:
            yield f"author_handles {number}", "its sightings name another author"
        if key != book.key_of(platform, handle, native_id, name, url):
            yield f"author_handles {number}", "belongs to another author"
    for number, *stored in connection.execute("SELECT id, handle, name, native_id, url FROM authors"):
        if stored != (newest(rows[number]) if number in rows else None):
            yield f"authors {number}", "is not called what its statements say"


def _statements(connection: sqlite3.Connection) -> dict[int | None, set[tuple[str, ...]]]:
    """Row of ``author_handles`` -> what the claims that lead to it say; None -> claims with an author that lead nowhere."""
    said: dict[int | None, set[tuple[str, ...]]] = {}
    for handle_id, platform, *stated in connection.execute(
        "SELECT DISTINCT handle_id, platform, ifnull(json_extract(claim, '$.author.handle'), ''), "
        "ifnull(json_extract(claim, '$.author.name'), ''), ifnull(json_extract(claim, '$.author.native_id'), ''), "
        "ifnull(json_extract(claim, '$.author.url'), '') FROM sightings WHERE handle_id IS NOT NULL"):
        said.setdefault(handle_id, set()).add((platform, *stated))
    return said
