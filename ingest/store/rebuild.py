"""Everything derived, made anew from the evidence."""

import json
import sqlite3
from collections.abc import Iterable

from ingest.model import Key
from ingest.store.authors import AuthorBook
from ingest.store.batch import Address, Batch, Seen
from ingest.store.claims import RANK, Claim, identity, unpack
from ingest.store.evidence import PAGE_FIELDS, pack_ranks, page_winners
from ingest.store.tally import counted

DERIVED = ("platforms", "authors", "author_handles", "posts", "folds", "post_members", "post_relations", "texts", "media",
           "metrics", "availability", "same_as")


def forget(connection: sqlite3.Connection, damaged: Iterable[str]) -> None:
    """Takes out evidence that does not have its hash (``table id``); the files will be read again by the next ingest."""
    run = connection.execute
    for subject in damaged:
        table, _, number = subject.partition(" ")
        if table == "fragment_blocks":
            run("DELETE FROM fragments WHERE block_id = ?", (number,))
        if table in ("fragment_blocks", "fragments", "documents", "sightings", "readings", "problems"):
            run(f"DELETE FROM {table} WHERE id = ?", (number,))
        if table == "places" and number.count(" ") == 2:
            run("DELETE FROM places WHERE document_id = ? AND sighting_id = ? AND position = ?", number.split(" "))
    run("DELETE FROM sightings WHERE fragment_id NOT IN (SELECT id FROM fragments)")
    run("DELETE FROM places WHERE document_id NOT IN (SELECT id FROM documents)")
    run("DELETE FROM problems WHERE reading_id IN (SELECT id FROM readings WHERE document_id NOT IN (SELECT id FROM documents))")
    run("DELETE FROM readings WHERE document_id NOT IN (SELECT id FROM documents)")
    run("DELETE FROM documents WHERE id NOT IN (SELECT document_id FROM readings)")
    run("DELETE FROM locations WHERE document_id NOT IN (SELECT id FROM documents)")
    run("DELETE FROM files")
    _pages(connection)


def _pages(connection: sqlite3.Connection) -> None:
    """Pages as their captures say."""
    won: dict[int, dict[str, list[str]]] = {}
    for page_id, captured_at, page in connection.execute(
        "SELECT page_id, captured_at, page FROM documents WHERE page_id IS NOT NULL"):
        won[page_id] = page_winners(won.get(page_id, {}), json.loads(page), captured_at)
    connection.execute("DELETE FROM pages WHERE id NOT IN (SELECT page_id FROM documents WHERE page_id IS NOT NULL)")
    connection.executemany(
        f"UPDATE pages SET ranks = ?, {', '.join(name + ' = ?' for name in PAGE_FIELDS)} WHERE id = ?",
        [(pack_ranks(best), *(best[name][1] if name in best else None for name in PAGE_FIELDS), page_id)
         for page_id, best in won.items()])


def rebuild(connection: sqlite3.Connection, address: Address | None = None) -> None:
    """Clears what is derived and folds all sightings again. Sightings that lie in no document go; dangling places too."""
    run = connection.execute
    run("UPDATE posts SET indexed = -1")
    for table in DERIVED:
        run(f"DELETE FROM {table}")
    run("INSERT INTO posts_fts (posts_fts) VALUES ('delete-all')")
    run("DELETE FROM places WHERE sighting_id NOT IN (SELECT id FROM sightings) OR document_id NOT IN (SELECT id FROM documents)")
    run("DELETE FROM sightings WHERE id NOT IN (SELECT sighting_id FROM places)")
    run("DELETE FROM problems WHERE reading_id NOT IN (SELECT id FROM readings)")
    run("UPDATE sightings SET document_id = (SELECT d.id FROM places l JOIN documents d ON d.id = l.document_id "
        "WHERE l.sighting_id = sightings.id ORDER BY d.key LIMIT 1)")
    authors = AuthorBook(connection)
    batch = Batch(connection, authors, address)
    placed = []
    for row in run("SELECT id, platform, kind, native_id, claim, evidence, captured_at, relation, page_id "
                   "FROM sightings ORDER BY id").fetchall():
        number, platform, kind, native_id, claim, evidence, captured_at, relation, page_id = row
        post, at = unpack(claim), captured_at or ""
        said = Claim(key=identity(Key(platform, kind, native_id), post), post=post, rank=RANK[evidence], captured_at=at)
        author = post.author
        named = author is not None and (author.handle or author.name or author.native_id or author.url)
        handle = authors.note(platform, author, said.rank, at) if author is not None and named else None
        post_id = batch.add(Seen(id=number, claim=said, relation=relation, page_id=page_id, handle_id=handle))
        placed.append((post_id, handle, number))
    connection.executemany("UPDATE sightings SET post_id = ?, handle_id = ? WHERE id = ?",
                           [(batch.root(post), handle, number) for post, handle, number in placed])
    batch.flush()
    run("INSERT INTO settings VALUES ('sightings', ?) ON CONFLICT(name) DO UPDATE SET value = excluded.value",
        (f"{counted(connection):032x}",))
