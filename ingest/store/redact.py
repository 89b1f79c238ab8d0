"""Redaction: a post or an author is taken out of the archive for good, and stays out of it.

Gone are the rows, claims, search index, fragments, media rows, history and notes; kept is a keyed hash of each id with reason
and date. Then the file is rewritten (``secure_delete``, FTS ``optimize``, ``VACUUM``, log truncated), because SQLite otherwise
leaves deleted text in free pages. What other people's posts say (a quotation typed by hand, a reply's reference) stays theirs;
fragments of theirs that hold the redacted text are emptied.
"""

import glob
import secrets
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ingest.archive import Archive
from ingest.errors import Failed, Usage
from ingest.model import Author, Key
from ingest.store.claims import row_key
from ingest.store.fragments import decompress, drop_orphans, rewrite
from ingest.store.local import now
from ingest.store.refold import seen_of, withdraw
from ingest.store.seals import reseal
from ingest.store.shield import SHORT, Shield, author_keys, hashed, held_in, spellings
from ingest.store.tally import tally


@dataclass(slots=True)
class Redacted:
    """What a redaction did, for the person who asked for it."""

    posts: list[str] = field(default_factory=list)
    """Public ids that are gone."""
    remembered: int = 0
    """Hashes kept, one per id and author name."""
    emptied: int = 0
    """Fragments of other posts that held the text and were emptied."""
    others: list[str] = field(default_factory=list)
    """Posts whose own caption still holds the text (copies, quotations): look at them."""
    also_removed: list[str] = field(default_factory=list)
    """Other posts of a redacted own page: read that page again to have them back."""
    media: list[str] = field(default_factory=list)
    """Saved media files that belong to nothing any more: delete them."""
    sources: list[str] = field(default_factory=list)
    """Files that still hold the text: the sources it was read from, and backups of the archive."""


def redact_posts(archive: Archive, keys: Iterable[Key], reason: str) -> Redacted:
    """Takes out the posts with these ids, under all their ids. Ids that are not in the archive are kept out of it too."""
    wanted = list(keys)
    if not wanted:
        raise Usage("redact: name at least one post")
    return _redact(archive, wanted, [], reason)


def redact_author(archive: Archive, platform: str, name: str, reason: str) -> Redacted:
    """Takes out an author (handle or native id) and every post known to be his."""
    plain = name.lstrip("@")
    rows = archive.connection.execute(
        "SELECT DISTINCT h.author_id FROM author_handles h WHERE h.platform = ? AND (h.handle_key = ? OR h.native_id = ?)",
        (platform, plain.lower(), plain)).fetchall()
    names = {f"handle:{plain.lower()}", f"id:{plain}"} if not rows else set()
    posts: list[Key] = []
    for author, in rows:
        for native_id, handle in archive.connection.execute(
            "SELECT native_id, handle_key FROM author_handles WHERE author_id = ?", (author,)):
            names |= {f"id:{native_id}"} if native_id else set()
            names |= {f"handle:{handle}"} if handle else set()
        posts += [Key(*row) for row in archive.connection.execute(
            "SELECT DISTINCT p.platform, p.kind, p.native_id FROM posts p LEFT JOIN sightings s ON s.post_id = p.id "
            "LEFT JOIN author_handles h ON h.id = s.handle_id WHERE p.author_id = ? OR h.author_id = ?", (author, author))]
    return _redact(archive, posts, sorted((platform, one) for one in names), reason)


def enforce(archive: Archive) -> Redacted:
    """Takes out what redactions forbid that came from elsewhere (a merge)."""
    connection = archive.connection
    shield = Shield(connection)
    posts = {Key(*row[:3]) for row in connection.execute("SELECT platform, kind, native_id FROM post_members")
             if shield.match((Key(*row),))}
    for platform, kind, native_id, author_platform, handle, account in connection.execute(
        "SELECT DISTINCT p.platform, p.kind, p.native_id, h.platform, h.handle_key, h.native_id FROM sightings s "
        "JOIN author_handles h ON h.id = s.handle_id JOIN posts p ON p.id = s.post_id"):
        author = Author(handle=handle or None, native_id=account or None)
        if shield.match((), author_keys(author_platform, author)):
            posts.add(Key(platform, kind, native_id))
    return _redact(archive, sorted(posts), [], "") if posts else Redacted()


def _redact(archive: Archive, keys: Sequence[Key], authors: Sequence[tuple[str, str]], reason: str) -> Redacted:
    result = Redacted()
    with archive.transaction() as connection:
        posts = _known(connection, keys)
        texts = _texts(connection, posts)
        members = {Key(*row) for post in posts for row in connection.execute(
            "SELECT platform, kind, native_id FROM post_members WHERE post_id = ?", (post,))} | set(keys)
        result.posts = [_public_id(connection, post) for post in posts]
        result.sources = _sources(connection, posts) + (_backups(archive.path) if posts else [])
        result.media = _media(connection, posts)
        result.remembered = _remember(connection, members, authors, reason)
        for key in members:
            connection.execute("DELETE FROM annotations WHERE platform = ? AND post_kind = ? AND native_id = ?", key)
        result.also_removed = remove_posts(connection, posts, archive)
        result.emptied = _empty_fragments(connection, texts)
        _clear_contexts(connection, texts)
        result.others = _mentions(connection, texts)
        connection.execute("INSERT INTO posts_fts (posts_fts) VALUES ('optimize')")
    scrub(archive)
    return result


def remove_posts(connection: sqlite3.Connection, posts: Sequence[int], archive: Archive) -> list[str]:
    """Withdraws all sightings of posts, the documents that were their own pages, and the fragments nobody needs any more."""
    own = {row[0] for post in posts for row in connection.execute(
        "SELECT l.document_id FROM sightings s JOIN places l ON l.sighting_id = s.id WHERE s.post_id = ? AND s.relation = 'page'",
        (post,))}
    neighbours = {row for document in own for row in connection.execute(
        "SELECT l.sighting_id, s.post_id FROM places l JOIN sightings s ON s.id = l.sighting_id WHERE l.document_id = ?",
        (document,))}
    others = {post for _, post in neighbours} - set(posts)
    names = {post: _public_id(connection, post) for post in others}
    gone = [one for post in posts for one, in connection.execute("SELECT id FROM sightings WHERE post_id = ?", (post,))]
    connection.executemany("DELETE FROM places WHERE document_id = ?", [(one,) for one in own])
    alone = [one for one, post in neighbours if post in others and not connection.execute(
        "SELECT 1 FROM places WHERE sighting_id = ?", (one,)).fetchone()]
    withdraw(connection, gone + alone, archive.address)
    for document in own:
        _remove_document(connection, document)
    drop_orphans(connection)
    return sorted(name for post, name in names.items()
                  if not connection.execute("SELECT 1 FROM posts WHERE id = ?", (post,)).fetchone())


def scrub(archive: Archive) -> None:
    """Rewrites the file so that nothing deleted is left in its bytes."""
    run = archive.connection.execute
    try:
        run("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        run("VACUUM")
        busy = run("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except sqlite3.OperationalError as error:
        raise Failed(f"{archive.path}: redacted, but the file could not be rewritten ({error}); run the command again") from error
    if busy:
        raise Failed(f"{archive.path}: redacted, but a reader keeps the old log in use; close it and run the command again")


def _known(connection: sqlite3.Connection, keys: Iterable[Key]) -> list[int]:
    found = {row[0] for key in keys for row in connection.execute(
        "SELECT post_id FROM post_members WHERE platform = ? AND kind = ? AND native_id = ?", key)}
    return sorted(found)


def _public_id(connection: sqlite3.Connection, post: int) -> str:
    return ":".join(connection.execute("SELECT platform, kind, native_id FROM posts WHERE id = ?", (post,)).fetchone())


def _texts(connection: sqlite3.Connection, posts: Iterable[int]) -> list[str]:
    """Everything the posts ever said, longest first."""
    found: set[str] = set()
    for post in posts:
        found |= {one.claim.post.caption for one in seen_of(connection, post) if one.claim.post.caption}
        found |= {row[0] for row in connection.execute("SELECT caption FROM texts WHERE post_id = ?", (post,))}
        found |= {row[0] for row in connection.execute("SELECT caption FROM posts WHERE id = ? AND caption <> ''", (post,))}
    return sorted(found, key=lambda text: (-len(text), text))


def _sources(connection: sqlite3.Connection, posts: Iterable[int]) -> list[str]:
    return sorted({row[0] for post in posts for row in connection.execute(
        "SELECT d.locator FROM sightings s JOIN places l ON l.sighting_id = s.id JOIN documents d ON d.id = l.document_id "
        "WHERE s.post_id = ? UNION SELECT o.locator FROM sightings s JOIN places l ON l.sighting_id = s.id "
        "JOIN locations o ON o.document_id = l.document_id WHERE s.post_id = ?", (post, post))})


def _backups(path: str) -> list[str]:
    """Copies that schema steps left beside the archive: they hold everything it held then."""
    return sorted(str(one) for one in Path(path).parent.glob(f"{glob.escape(Path(path).name)}.version-*.backup"))


def _media(connection: sqlite3.Connection, posts: Iterable[int]) -> list[str]:
    """Forgets saved media that only these posts used."""
    numbers = list(posts)
    urls = {row[0] for post in numbers for row in connection.execute(
        "SELECT url FROM media WHERE post_id = ?1 AND url IS NOT NULL UNION SELECT poster FROM media WHERE post_id = ?1 "
        "AND poster IS NOT NULL", (post,))}
    kept = {row[0] for url in urls for row in connection.execute("SELECT url FROM media WHERE url = ? AND post_id NOT IN "
            f"({', '.join('?' * len(numbers))})", (url, *numbers))}
    hashes: set[tuple[str, str]] = set()
    for url in urls - kept:
        hashes |= set(connection.execute("SELECT sha256, path FROM blobs WHERE url = ?", (url,)))
        connection.execute("DELETE FROM blobs WHERE url = ?", (url,))
    connection.execute("DELETE FROM likenesses WHERE sha256 NOT IN (SELECT sha256 FROM blobs)")
    return sorted(path for digest, path in hashes
                  if not connection.execute("SELECT 1 FROM blobs WHERE sha256 = ?", (digest,)).fetchone())


def salt_of(connection: sqlite3.Connection) -> str:
    """This archive's key for hashing what it redacts; made on first use."""
    row = connection.execute("SELECT value FROM settings WHERE name = 'salt'").fetchone()
    if row:
        return str(row[0])
    salt = secrets.token_hex(32)
    connection.execute("INSERT INTO settings VALUES ('salt', ?)", (salt,))
    return salt


def _remember(connection: sqlite3.Connection, keys: Iterable[Key], authors: Iterable[tuple[str, str]], reason: str) -> int:
    """Keeps the hashes; a merged redaction keeps its own reason and date."""
    salt, today = salt_of(connection), now()[:10]
    shield = Shield(connection)
    rows = []
    for key in sorted(keys):
        known = shield.match((key,))
        if known is None:
            rows.append((hashed(salt, "post", *key), salt, "post", reason, today))
    rows += [(hashed(salt, "author", *one), salt, "author", reason, today) for one in authors]
    connection.executemany("INSERT OR IGNORE INTO redactions VALUES (?1, ?2, ?3, ?4, ?5, row_seal(?1, ?2, ?3, ?4, ?5))", rows)
    return len(rows)


def _remove_document(connection: sqlite3.Connection, document: int) -> None:
    page = connection.execute("SELECT page_id FROM documents WHERE id = ?", (document,)).fetchone()[0]
    connection.execute("DELETE FROM problems WHERE reading_id IN (SELECT id FROM readings WHERE document_id = ?)", (document,))
    for table in ("readings", "locations"):
        connection.execute(f"DELETE FROM {table} WHERE document_id = ?", (document,))
    connection.execute("DELETE FROM documents WHERE id = ?", (document,))
    used = connection.execute(
        "SELECT 1 FROM documents WHERE page_id = ?1 UNION ALL SELECT 1 FROM sightings WHERE page_id = ?1 LIMIT 1",
        (page,)).fetchone()
    if page is not None and not used:
        connection.execute("DELETE FROM pages WHERE id = ?", (page,))


def _empty_fragments(connection: sqlite3.Connection, texts: Iterable[str]) -> int:
    """Empties the fragments of others that hold a redacted text, and the samples kept of what could not be read."""
    needles = spellings(texts)
    if not needles:
        return 0
    held: list[int] = []
    for block, data in connection.execute("SELECT id, data FROM fragment_blocks"):
        whole = decompress(data)
        if not held_in(whole, needles):
            continue
        held += [row for row, start, length in connection.execute(
            "SELECT id, start, length FROM fragments WHERE block_id = ?", (block,))
            if held_in(whole[start : start + length], needles)]
    rewrite(connection, withhold=held)
    for table in ("problems", "attempts"):
        for needle in needles:
            connection.execute(f"UPDATE {table} SET fragment = X'' WHERE instr(fragment, ?)", (needle,))
    reseal(connection, "problems")
    return len(held)


def _clear_contexts(connection: sqlite3.Connection, texts: Iterable[str]) -> None:
    """Takes the text out of what was noted as standing around other embeds; their keys change with it."""
    for text in texts:
        if len(text) < SHORT:
            continue
        for row in connection.execute(
            "SELECT s.id, s.key, s.platform, s.kind, s.native_id, hex(f.sha256), ifnull(g.page_key, ''), s.capture, s.relation, "
            "s.form, s.nth, s.evidence, s.claim FROM sightings s JOIN fragments f ON f.id = s.fragment_id "
            "LEFT JOIN pages g ON g.id = s.page_id WHERE instr(s.context, ?)", (text,)).fetchall():
            number, old, platform, kind, native_id, fragment, *rest = row
            key = row_key(Key(platform, kind, native_id), fragment.lower(), *rest, "")
            connection.execute("UPDATE OR IGNORE sightings SET context = '', key = ? WHERE id = ?", (key, number))
            reseal(connection, "places", "t.sighting_id = ?", (number,))
            tally(connection, (old, key))


def _mentions(connection: sqlite3.Connection, texts: Iterable[str]) -> list[str]:
    found = {row[0] for text in texts if len(text) >= SHORT for row in connection.execute(
        "SELECT public_id FROM posts_flat WHERE instr(caption, ?)", (text,))}
    return sorted(found)
