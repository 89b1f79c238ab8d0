"""Taking evidence away: sightings go, and the posts they were part of are built anew from what is left. They may split."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from ingest.model import Key
from ingest.store.authors import AuthorBook
from ingest.store.batch import Address, Batch, Seen
from ingest.store.claims import RANK, Claim, identity, unpack
from ingest.store.posts import PostWriter, drop
from ingest.store.tally import tally

_SEEN = ("SELECT id, platform, kind, native_id, claim, evidence, captured_at, relation, page_id, handle_id FROM sightings "
         "WHERE post_id = ? ORDER BY id")


def withdraw(connection: sqlite3.Connection, sightings: Sequence[int], address: Address | None = None) -> None:
    """Removes sightings with all that was derived from them, and rebuilds the posts concerned."""
    posts: set[int] = set()
    handles: set[int] = set()
    keys: list[bytes] = []
    for sighting in sightings:
        row = connection.execute("SELECT post_id, handle_id, key FROM sightings WHERE id = ?", (sighting,)).fetchone()
        if row is None:
            continue
        posts.add(row[0])
        keys.append(row[2])
        if row[1] is not None:
            handles.add(row[1])
        for table in ("metrics", "availability", "same_as", "places"):
            connection.execute(f"DELETE FROM {table} WHERE sighting_id = ?", (sighting,))
        connection.execute("DELETE FROM sightings WHERE id = ?", (sighting,))
    tally(connection, keys)
    authors = AuthorBook(connection)
    authors.forget(handles)
    refold(connection, posts, authors, address)


def refold(connection: sqlite3.Connection, posts: Iterable[int], authors: AuthorBook, address: Address | None = None) -> None:
    """Builds posts anew from their sightings: the full fold, instead of the winners kept."""
    numbers = sorted(posts)
    seen = [one for post in numbers for one in seen_of(connection, post)]
    writer = PostWriter(connection, authors)
    for post in numbers:
        drop(connection, writer.load(post))
        connection.execute("DELETE FROM post_members WHERE post_id = ?", (post,))
        connection.execute("DELETE FROM texts WHERE post_id = ?", (post,))
    batch = Batch(connection, authors, address, numbers)
    placed = [(batch.add(one), one.id) for one in seen]
    connection.executemany("UPDATE sightings SET post_id = ? WHERE id = ?", [(batch.root(post), one) for post, one in placed])
    batch.flush()


def seen_of(connection: sqlite3.Connection, post_id: int) -> Iterator[Seen]:
    """The stored sightings of a post, as the fold takes them."""
    for row in connection.execute(_SEEN, (post_id,)).fetchall():
        number, platform, kind, native_id, claim, evidence, captured_at, relation, page_id, handle_id = row
        post = unpack(claim)
        key = identity(Key(platform, kind, native_id), post)
        said = Claim(key=key, post=post, rank=RANK[evidence], captured_at=captured_at or "")
        yield Seen(id=number, claim=said, relation=relation, page_id=page_id, handle_id=handle_id)
