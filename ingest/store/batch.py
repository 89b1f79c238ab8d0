"""One transaction's worth of sightings on their way into posts: which post each belongs to, and the folds that change.

A post is a connected component of claimed ids: the ids of a sighting and those its record proves to be the same (``same_as``)
are one post. When a proof joins posts that exist, their folds are merged and the younger rows go; nothing is read again.
"""

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from ingest import merge
from ingest.merge import Fold
from ingest.model import Key
from ingest.store.authors import AuthorBook
from ingest.store.claims import Claim, counts_of, members
from ingest.store.posts import WAITS, PostRow, PostWriter

_ASKED = 500

Address = Callable[[Key, str | None], str]
"""(key, handle) -> the post's canonical URL, or ""."""


@dataclass(slots=True, kw_only=True)
class Seen:
    """A stored or new sighting on its way into a post."""

    id: int
    claim: Claim
    relation: str
    page_id: int | None
    handle_id: int | None


@dataclass(slots=True)
class State:
    """A post as it is while a transaction runs."""

    id: int
    winners: Fold = field(default_factory=dict)
    old: PostRow | None = None
    """The stored row, None for a new post."""
    pages: dict[str, int] = field(default_factory=lambda: {"embedded": 0, "linked": 0})
    added: set[tuple[str, int]] = field(default_factory=set)
    """(relation, page) that this transaction counted already."""
    texts: dict[str, str] = field(default_factory=dict)
    """Captions that may have to be kept as superseded ones: short name -> text."""
    fresh: bool = False
    """Something was added that the stored row does not know."""


class Batch:
    """Sightings go in by ``add``, rows come out by ``flush``."""

    def __init__(self, connection: sqlite3.Connection, authors: AuthorBook, address: Address | None = None,
                 free: Iterable[int] = ()) -> None:
        self._connection = connection
        self._authors = authors
        self._writer = PostWriter(connection, authors, address)
        self._states: dict[int, State] = {}
        self._members: dict[Key, int] = {}
        self._alias: dict[int, int] = {}
        self._new_members: dict[Key, int] = {}
        self._seen: list[tuple[int, Seen]] = []
        self._free = sorted(free, reverse=True)
        """Row ids of posts that are built anew."""
        self._first: int = connection.execute("SELECT ifnull(max(id), 0) + 1 FROM posts").fetchone()[0]
        self._next = self._first

    def add(self, seen: Seen) -> int:
        """Takes a sighting in; gives the row id of its post, which ``root`` may change later."""
        claim = seen.claim
        state = self._post_of(members(claim.key, claim.post))
        merge.add(state.winners, claim)
        state.fresh = True
        if claim.post.caption is not None:
            state.texts.setdefault(merge.text_hash(claim.post.caption), claim.post.caption)
        if seen.page_id is not None and seen.relation in state.pages:
            self._count_page(state, seen.relation, seen.page_id)
        self._seen.append((state.id, seen))
        return state.id

    def look_up(self, keys: Iterable[Key]) -> None:
        """Asks at once to which posts many ids belong: a third of the time of single questions."""
        unknown: dict[tuple[str, str], list[str]] = {}
        for key in dict.fromkeys(keys):
            if key not in self._members:
                unknown.setdefault(key[:2], []).append(key.native_id)
                self._members[key] = 0
        for space, names in unknown.items() if self._first > 1 else ():
            for start in range(0, len(names), _ASKED):
                asked = names[start : start + _ASKED]
                for native_id, post in self._connection.execute(
                    "SELECT native_id, post_id FROM post_members WHERE platform = ? AND kind = ? AND native_id IN "
                    f"({','.join('?' * len(asked))})", (*space, *asked)):
                    self._members[Key(*space, native_id)] = post

    def name_of(self, post_id: int) -> str:
        """``platform:kind:native_id`` of a post that this batch met, after ``flush``; "" while it waits for what it stands for."""
        state = self._states.get(post_id)
        if state is None:
            return stored_name(self._connection, post_id)
        return "" if merge.waits(state.winners) else ":".join(merge.key_of(state.winners))

    def root(self, post_id: int) -> int:
        """Where a post went that was joined to another."""
        while post_id in self._alias:
            post_id = self._alias[post_id]
        return post_id

    def touch(self, post_ids: Iterable[int]) -> None:
        """Has the rows of these posts written anew, though no sighting was added."""
        for post_id in post_ids:
            self._state(self.root(post_id)).fresh = True

    def flush(self) -> None:
        """Writes posts and what hangs on them. The sightings' own rows are the caller's."""
        self._connection.executemany(
            "INSERT INTO post_members VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET post_id = excluded.post_id",
            [(*key, self.root(post)) for key, post in self._new_members.items()])
        self.touch(self._authors.settle())
        for post_id, state in sorted(self._states.items()):
            if state.fresh and post_id not in self._alias:
                self._writer.put(post_id, state.winners, state.old, state.pages, state.texts)
        self._writer.flush()
        self._observations()
        self._authors.flush()

    def _observations(self) -> None:
        metrics, availability, proofs = [], [], []
        for post, seen in self._seen:
            post_id, claim = self.root(post), seen.claim
            rows = [(seen.id, count.metric, count.observed_at or claim.captured_at, post_id, count.value, count.precision)
                    for count in counts_of(claim.post)]
            if len(rows) > 1:  # of two about one moment the last stays
                rows.sort(key=lambda row: (row[:3], merge.index_of(merge.EXACTNESS, row[5]), -1 if row[4] is None else row[4]))
            metrics += rows
            if claim.post.availability:
                when = claim.post.observed_at or claim.captured_at
                availability.append((seen.id, post_id, claim.post.availability, when))
            proofs += [(*claim.key, *other, seen.id) for other in members(claim.key, claim.post)[1:]]
        self._connection.executemany("INSERT OR REPLACE INTO metrics VALUES (?, ?, ?, ?, ?, ?)", metrics)
        self._connection.executemany("INSERT OR REPLACE INTO availability VALUES (?, ?, ?, ?)", availability)
        self._connection.executemany("INSERT OR IGNORE INTO same_as VALUES (?, ?, ?, ?, ?, ?, ?)", proofs)

    def _post_of(self, keys: tuple[Key, ...]) -> State:
        found = sorted({post for key in keys if (post := self._member(key)) is not None})
        if found:
            state = self._state(found[0])
            for other in found[1:]:
                self._join(state, self._state(other))
        else:
            state = State(self._free.pop() if self._free else self._next)
            self._states[state.id] = state
            self._next = max(self._next, state.id + 1)
        for key in keys:
            if not self._members.get(key):
                self._members[key] = self._new_members[key] = state.id
        return state

    def _member(self, key: Key) -> int | None:
        known = self._members.get(key)
        if known == 0:
            return None
        if known is None:
            row = self._connection.execute(
                "SELECT post_id FROM post_members WHERE platform = ? AND kind = ? AND native_id = ?", key).fetchone()
            if row is None:
                return None
            known = self._members[key] = row[0]
        return self.root(known)

    def _state(self, post_id: int) -> State:
        state = self._states.get(post_id)
        if state is None:
            old = self._writer.load(post_id)
            state = State(post_id, winners=old.winners(), old=old, pages=dict(old.pages))
            if old.caption is not None:
                state.texts[merge.text_hash(old.caption)] = old.caption
            self._states[post_id] = state
        return state

    def _join(self, state: State, other: State) -> None:
        """The younger post becomes part of the older one."""
        merge.merge(state.winners, other.winners)
        state.texts |= other.texts
        state.fresh = True
        self._alias[other.id] = state.id
        stored: set[tuple[str, int]] = set()
        if other.old is not None:
            self._writer.remove(other.old, state.id)
            state.texts |= dict(self._connection.execute("SELECT hash, caption FROM texts WHERE post_id = ?", (state.id,)))
            stored = set(self._connection.execute(
                "SELECT DISTINCT relation, page_id FROM sightings WHERE post_id = ? AND page_id IS NOT NULL", (state.id,)))
        elif state.old is not None:
            for relation, page_id in other.added:
                self._count_page(state, relation, page_id)
            return
        state.added |= other.added
        for relation in state.pages:
            state.pages[relation] = sum(word == relation for word, _ in stored | state.added)

    def _count_page(self, state: State, relation: str, page_id: int) -> None:
        """Counts a page once per post and relation; one probe of an index, however often the post was seen."""
        if (relation, page_id) in state.added:
            return
        state.added.add((relation, page_id))
        known = state.old is not None and self._connection.execute(
            "SELECT 1 FROM sightings WHERE post_id = ? AND relation = ? AND page_id = ? LIMIT 1",
            (state.id, relation, page_id)).fetchone()
        if not known:
            state.pages[relation] += 1


def stored_name(connection: sqlite3.Connection, post_id: int) -> str:
    """``platform:kind:native_id`` of a stored post; "" for one that is gone or waits."""
    row = connection.execute("SELECT platform, kind, native_id FROM posts WHERE id = ? AND hidden <> ?", (post_id, WAITS)).fetchone()
    return ":".join(row) if row else ""
