"""The archive's tables and views, and the steps that bring an older archive here. What each table is for: ``TRUST.md``.

Three layers: *evidence* (found by content, merges by union), *derived* (a pure function of the evidence, ``verify``
recomputes it) and *local* (this machine's business, never merged, never dumped). Every key column is NOT NULL with ``''``
for "not stated": UNIQUE with NULL does not deduplicate in SQLite.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3

    from sqlite_utils.db import Database

APPLICATION_ID = 0x41667450
"""``AftP`` in the file's header: how ``file`` and we know our own."""

EVIDENCE = """
CREATE TABLE fragment_blocks (
  id INTEGER PRIMARY KEY, codec TEXT NOT NULL, data BLOB NOT NULL);
CREATE TABLE fragments (
  id INTEGER PRIMARY KEY, sha256 BLOB NOT NULL UNIQUE, block_id INTEGER NOT NULL REFERENCES fragment_blocks(id),
  start INTEGER NOT NULL, length INTEGER NOT NULL);
CREATE INDEX fragments_block ON fragments(block_id);
CREATE TABLE pages (
  id INTEGER PRIMARY KEY, page_key TEXT NOT NULL UNIQUE, url TEXT, site TEXT, title TEXT, author TEXT, published_at TEXT,
  section TEXT, language TEXT, ranks TEXT NOT NULL DEFAULT '{}');
CREATE TABLE documents (
  id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, sha256 TEXT NOT NULL, page_id INTEGER REFERENCES pages(id),
  captured_at TEXT NOT NULL DEFAULT '', captured_origin TEXT NOT NULL DEFAULT '', kind TEXT NOT NULL DEFAULT '',
  url TEXT NOT NULL DEFAULT '', parent_url TEXT NOT NULL DEFAULT '', title TEXT NOT NULL DEFAULT '',
  records INTEGER NOT NULL DEFAULT 0, page TEXT NOT NULL DEFAULT '{}',
  locator TEXT NOT NULL, "offset" INTEGER NOT NULL DEFAULT 0, length INTEGER NOT NULL DEFAULT 0,
  superseded INTEGER NOT NULL DEFAULT 0, row_hash BLOB NOT NULL DEFAULT X'');
CREATE INDEX documents_locator ON documents(locator, superseded);
CREATE INDEX documents_page ON documents(page_id);
CREATE TABLE readings (
  id INTEGER PRIMARY KEY, document_id INTEGER NOT NULL REFERENCES documents(id), reader_version INTEGER NOT NULL,
  UNIQUE(document_id, reader_version));
CREATE TABLE sightings (
  id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE,
  post_id INTEGER NOT NULL REFERENCES posts(id), document_id INTEGER NOT NULL REFERENCES documents(id),
  page_id INTEGER REFERENCES pages(id), relation TEXT NOT NULL, captured_at TEXT, form TEXT NOT NULL,
  platform TEXT NOT NULL, kind TEXT NOT NULL, native_id TEXT NOT NULL, fragment_id INTEGER NOT NULL REFERENCES fragments(id),
  capture TEXT NOT NULL, nth INTEGER NOT NULL DEFAULT 0, evidence TEXT NOT NULL, handle_id INTEGER REFERENCES author_handles(id),
  claim TEXT NOT NULL, context TEXT NOT NULL DEFAULT '');
CREATE INDEX sightings_post ON sightings(post_id, relation, page_id);
CREATE INDEX sightings_page ON sightings(page_id);
CREATE INDEX sightings_handle ON sightings(handle_id);
CREATE TABLE places (
  document_id INTEGER NOT NULL REFERENCES documents(id), sighting_id INTEGER NOT NULL REFERENCES sightings(id),
  position INTEGER NOT NULL, "offset" INTEGER NOT NULL DEFAULT -1, length INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (document_id, sighting_id, position)) WITHOUT ROWID;
CREATE INDEX places_sighting ON places(sighting_id);
CREATE TABLE same_as (
  platform TEXT NOT NULL, kind TEXT NOT NULL, native_id TEXT NOT NULL,
  other_platform TEXT NOT NULL, other_kind TEXT NOT NULL, other_native_id TEXT NOT NULL,
  sighting_id INTEGER NOT NULL REFERENCES sightings(id),
  PRIMARY KEY (platform, kind, native_id, other_platform, other_kind, other_native_id, sighting_id)) WITHOUT ROWID;
CREATE INDEX same_as_sighting ON same_as(sighting_id);
CREATE INDEX same_as_other ON same_as(other_platform, other_kind, other_native_id);
CREATE TABLE problems (
  id INTEGER PRIMARY KEY, reading_id INTEGER NOT NULL REFERENCES readings(id), part TEXT NOT NULL DEFAULT '',
  stage TEXT NOT NULL, reason TEXT NOT NULL, detail TEXT NOT NULL DEFAULT '', locator TEXT NOT NULL,
  fragment BLOB NOT NULL DEFAULT X'', UNIQUE(reading_id, part, stage, reason, detail));
CREATE INDEX problems_locator ON problems(locator);
CREATE TABLE redactions (
  hash TEXT PRIMARY KEY NOT NULL, salt TEXT NOT NULL, scope TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '',
  redacted_at TEXT NOT NULL DEFAULT '')
  WITHOUT ROWID;
CREATE TABLE annotations (
  id INTEGER PRIMARY KEY, platform TEXT NOT NULL, post_kind TEXT NOT NULL DEFAULT '', native_id TEXT NOT NULL,
  kind TEXT NOT NULL, value TEXT NOT NULL DEFAULT '', removed INTEGER NOT NULL DEFAULT 0, noted_at TEXT NOT NULL DEFAULT '',
  UNIQUE(platform, post_kind, native_id, kind, value))
"""

# WITHOUT ROWID tables begin with their key, in its order: in others, SQLite 3.40's integrity_check sees NULLs that are not there.
DERIVED = """
CREATE TABLE platforms (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE authors (
  id INTEGER PRIMARY KEY, platform TEXT NOT NULL, key TEXT NOT NULL, handle TEXT, name TEXT, native_id TEXT, url TEXT,
  UNIQUE(platform, key));
CREATE TABLE author_handles (
  id INTEGER PRIMARY KEY, author_id INTEGER NOT NULL REFERENCES authors(id), platform TEXT NOT NULL, handle TEXT NOT NULL,
  name TEXT NOT NULL, native_id TEXT NOT NULL, url TEXT NOT NULL, handle_key TEXT NOT NULL, strength INTEGER NOT NULL DEFAULT 0,
  first_seen TEXT, last_seen TEXT, UNIQUE(platform, native_id, handle, name, url));
CREATE INDEX author_handles_author ON author_handles(author_id);
CREATE INDEX author_handles_handle ON author_handles(platform, handle_key);
CREATE TABLE posts (
  id INTEGER PRIMARY KEY, platform TEXT NOT NULL, kind TEXT NOT NULL DEFAULT '', native_id TEXT NOT NULL, url TEXT,
  author_id INTEGER REFERENCES authors(id), title TEXT, caption TEXT, caption_complete INTEGER, language TEXT,
  created_at TEXT, created_precision TEXT, created_origin TEXT, edited_at TEXT,
  likes INTEGER, likes_precision TEXT, likes_at TEXT, likes_exact INTEGER, likes_exact_at TEXT,
  comments INTEGER, shares INTEGER, quotes INTEGER, views INTEGER, bookmarks INTEGER, score INTEGER,
  hashtags TEXT, mentions TEXT, links TEXT, in_reply_to TEXT, quote_of TEXT, repost_of TEXT, thread TEXT, place TEXT,
  sensitive INTEGER, visibility TEXT, status TEXT, status_at TEXT, suspect_id INTEGER NOT NULL DEFAULT 0, first_seen TEXT,
  last_seen TEXT, embedded_count INTEGER NOT NULL DEFAULT 0, linked_count INTEGER NOT NULL DEFAULT 0,
  hidden INTEGER NOT NULL DEFAULT 0, author_text TEXT, alt_text TEXT, cjk_text TEXT, indexed INTEGER NOT NULL DEFAULT 0,
  UNIQUE(platform, kind, native_id));
CREATE INDEX posts_author ON posts(author_id);
CREATE INDEX posts_created ON posts(created_at);
CREATE INDEX posts_likes ON posts(likes);
CREATE TABLE folds (
  post_id INTEGER PRIMARY KEY REFERENCES posts(id), winners TEXT NOT NULL);
CREATE TABLE post_members (
  platform TEXT NOT NULL, kind TEXT NOT NULL, native_id TEXT NOT NULL, post_id INTEGER NOT NULL REFERENCES posts(id),
  PRIMARY KEY (platform, kind, native_id)) WITHOUT ROWID;
CREATE INDEX post_members_post ON post_members(post_id);
CREATE TABLE post_relations (
  post_id INTEGER NOT NULL REFERENCES posts(id), relation TEXT NOT NULL, platform TEXT NOT NULL, kind TEXT NOT NULL,
  native_id TEXT NOT NULL, PRIMARY KEY (post_id, relation, platform, kind, native_id)) WITHOUT ROWID;
CREATE INDEX post_relations_other ON post_relations(platform, kind, native_id);
CREATE TABLE texts (
  post_id INTEGER NOT NULL REFERENCES posts(id), hash TEXT NOT NULL, caption TEXT NOT NULL, first_seen TEXT, last_seen TEXT,
  PRIMARY KEY (post_id, hash)) WITHOUT ROWID;
CREATE TABLE media (
  id INTEGER PRIMARY KEY, post_id INTEGER NOT NULL REFERENCES posts(id), media_key TEXT NOT NULL, position INTEGER NOT NULL,
  kind TEXT NOT NULL, url TEXT, alt TEXT, width INTEGER, height INTEGER, duration REAL, poster TEXT, local TEXT,
  UNIQUE(post_id, media_key));
CREATE TABLE blobs (
  id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL, url TEXT NOT NULL DEFAULT '', media_type TEXT NOT NULL DEFAULT '',
  size INTEGER NOT NULL DEFAULT 0, path TEXT NOT NULL DEFAULT '', UNIQUE(sha256, url));
CREATE INDEX blobs_url ON blobs(url);
CREATE TABLE metrics (
  sighting_id INTEGER NOT NULL REFERENCES sightings(id), metric TEXT NOT NULL, observed_at TEXT NOT NULL DEFAULT '',
  post_id INTEGER NOT NULL REFERENCES posts(id), value INTEGER, precision TEXT NOT NULL,
  PRIMARY KEY (sighting_id, metric, observed_at)) WITHOUT ROWID;
CREATE INDEX metrics_post ON metrics(post_id, metric, observed_at);
CREATE TABLE availability (
  sighting_id INTEGER PRIMARY KEY REFERENCES sightings(id), post_id INTEGER NOT NULL REFERENCES posts(id),
  status TEXT NOT NULL, observed_at TEXT NOT NULL DEFAULT '');
CREATE INDEX availability_post ON availability(post_id, observed_at);
CREATE VIRTUAL TABLE posts_fts USING fts5(
  caption, author_text, alt_text, cjk_text, content="posts", content_rowid="id", tokenize="unicode61 remove_diacritics 2")
"""

LOCAL = """
CREATE TABLE settings (
  name TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE locations (
  locator TEXT NOT NULL, document_id INTEGER NOT NULL REFERENCES documents(id), PRIMARY KEY (locator, document_id)) WITHOUT ROWID;
CREATE TABLE files (
  path TEXT PRIMARY KEY NOT NULL, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, sha256 TEXT NOT NULL DEFAULT '',
  prefix_sha256 TEXT NOT NULL DEFAULT '', prefix_length INTEGER NOT NULL DEFAULT 0, read_to INTEGER NOT NULL DEFAULT 0,
  complete INTEGER NOT NULL DEFAULT 1, reader_version INTEGER NOT NULL DEFAULT 1, problems INTEGER NOT NULL DEFAULT 0)
  WITHOUT ROWID;
CREATE TABLE attempts (
  id INTEGER PRIMARY KEY, path TEXT NOT NULL, locator TEXT NOT NULL, stage TEXT NOT NULL, reason TEXT NOT NULL,
  detail TEXT NOT NULL DEFAULT '', fragment BLOB NOT NULL DEFAULT X'', UNIQUE(path, locator, stage, reason));
CREATE TABLE sources (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, target TEXT NOT NULL, every TEXT NOT NULL DEFAULT '',
  tags TEXT NOT NULL DEFAULT '[]', state TEXT NOT NULL DEFAULT '{}', checked_at TEXT);
CREATE TABLE runs (
  id INTEGER PRIMARY KEY, command TEXT NOT NULL, started_at TEXT NOT NULL, finished_at TEXT, exit_code INTEGER,
  counts TEXT NOT NULL DEFAULT '{}')
"""

# Whoever edits a post by hand (sqlite-utils, Datasette) keeps the index right. The loader writes the index itself, which is
# 2.8 times as fast, and says so by raising ``indexed``: then these stay still.
TRIGGERS = """
CREATE TRIGGER posts_fts_insert AFTER INSERT ON posts WHEN NEW.indexed = 0 BEGIN
  INSERT INTO posts_fts(rowid, caption, author_text, alt_text, cjk_text)
  VALUES (NEW.id, NEW.caption, NEW.author_text, NEW.alt_text, NEW.cjk_text); END
----
CREATE TRIGGER posts_fts_update AFTER UPDATE OF caption, author_text, alt_text, cjk_text ON posts
  WHEN NEW.indexed = OLD.indexed BEGIN
  INSERT INTO posts_fts(posts_fts, rowid, caption, author_text, alt_text, cjk_text)
  VALUES ('delete', OLD.id, OLD.caption, OLD.author_text, OLD.alt_text, OLD.cjk_text);
  INSERT INTO posts_fts(rowid, caption, author_text, alt_text, cjk_text)
  VALUES (NEW.id, NEW.caption, NEW.author_text, NEW.alt_text, NEW.cjk_text); END
----
CREATE TRIGGER posts_fts_delete AFTER DELETE ON posts WHEN OLD.indexed >= 0 BEGIN
  INSERT INTO posts_fts(posts_fts, rowid, caption, author_text, alt_text, cjk_text)
  VALUES ('delete', OLD.id, OLD.caption, OLD.author_text, OLD.alt_text, OLD.cjk_text); END
"""

VIEWS = """
CREATE VIEW posts_flat AS
  SELECT p.platform || ':' || p.kind || ':' || p.native_id AS public_id, p.id, p.platform, p.kind, p.native_id, p.url,
    a.handle AS author_handle, a.name AS author_name, p.title, p.caption, p.caption_complete, p.language,
    p.created_at, p.created_precision, p.created_origin, p.edited_at, p.likes, p.likes_precision, p.likes_at, p.likes_exact,
    p.likes_exact_at, p.comments, p.shares, p.quotes, p.views, p.bookmarks, p.score, p.hashtags, p.mentions, p.links,
    p.in_reply_to, p.quote_of, p.repost_of, p.thread, p.place, p.sensitive, p.visibility, p.status, p.status_at, p.suspect_id,
    p.first_seen, p.last_seen, p.embedded_count, p.linked_count
  FROM posts p LEFT JOIN authors a ON a.id = p.author_id WHERE NOT p.hidden;
CREATE VIEW embeds AS
  SELECT g.url AS page_url, g.title AS page_title, g.site, l.position,
    p.platform || ':' || p.kind || ':' || p.native_id AS public_id,
    s.relation, s.captured_at, s.form, s.context, s.post_id, s.page_id, s.id AS sighting_id, d.locator, l."offset"
  FROM sightings s JOIN pages g ON g.id = s.page_id JOIN posts p ON p.id = s.post_id
  JOIN places l ON l.sighting_id = s.id JOIN documents d ON d.id = l.document_id
  WHERE s.relation IN ('embedded', 'linked') AND NOT p.hidden;
CREATE VIEW unavailable AS
  SELECT public_id, status, status_at, caption, author_handle, url, last_seen FROM posts_flat
  WHERE status IS NOT NULL AND status <> 'available';
CREATE VIEW metric_history AS
  SELECT post_id, public_id, metric, observed_at, value, precision FROM (
    SELECT m.post_id, p.platform || ':' || p.kind || ':' || p.native_id AS public_id, m.metric, m.observed_at, m.value,
      m.precision,
      lag(ifnull(m.value, -1) || m.precision) OVER w AS before
    FROM metrics m JOIN posts p ON p.id = m.post_id
    WINDOW w AS (PARTITION BY m.post_id, m.metric ORDER BY m.observed_at, m.precision, m.value, m.sighting_id))
  WHERE before IS NULL OR before <> ifnull(value, -1) || precision;
CREATE VIEW open_problems AS
  SELECT q.locator, q.stage, q.reason, q.detail, q.fragment, 'problems' AS origin, q.id AS row, d.locator AS document
  FROM problems q JOIN readings r ON r.id = q.reading_id JOIN documents d ON d.id = r.document_id
  WHERE r.reader_version = (SELECT max(n.reader_version) FROM readings n WHERE n.document_id = d.id) AND NOT d.superseded
    AND NOT EXISTS (SELECT 1 FROM documents o WHERE o.locator = q.locator AND o.id <> d.id AND NOT o.superseded)
  UNION ALL
  SELECT locator, stage, reason, detail, fragment, 'attempts', id, path FROM attempts
"""


def statements(script: str) -> list[str]:
    """The single statements of one of the scripts above; triggers, which hold ``;`` themselves, are set apart by dashes."""
    return [part.strip() for part in script.split("----" if "----" in script else ";\n") if part.strip()]


def first(db: "Database") -> None:
    """Version 1: everything."""
    for script in (EVIDENCE, DERIVED, LOCAL, TRIGGERS, VIEWS):
        for statement in statements(script):
            db.execute(statement)
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")


REVISITS = """
CREATE TABLE revisits (
  locator TEXT PRIMARY KEY NOT NULL, url TEXT NOT NULL, captured_at TEXT NOT NULL DEFAULT '', digest TEXT NOT NULL DEFAULT '',
  refers_to TEXT NOT NULL DEFAULT '', refers_at TEXT NOT NULL DEFAULT '', parent_url TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL DEFAULT '', looked INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID
"""
"""Local: captures that wait for the earlier one they repeat. ``looked``: the newest document that was asked for it."""


def waiting_revisits(db: "Database") -> None:
    """Version 2: captures that repeat one of another file wait for it."""
    db.execute(REVISITS)


def seals(db: "Database") -> None:
    """Version 3: seals, by which ``verify`` finds a flipped byte also where no key covers it."""
    from ingest.store.seals import SEALED, reseal, teach

    bare: Any = db
    connection = getattr(bare, "conn", bare)
    teach(connection)
    for table in SEALED:
        db.execute(f"ALTER TABLE {table} ADD COLUMN seal INTEGER NOT NULL DEFAULT 0")
        reseal(connection, table)


LIKENESSES = """
CREATE TABLE likenesses (
  sha256 TEXT PRIMARY KEY NOT NULL, likeness TEXT NOT NULL DEFAULT '') WITHOUT ROWID
"""
"""Local, like the saved pictures themselves: how they look, in 64 bits; '' where one cannot be compared."""


def likenesses(db: "Database") -> None:
    """Version 4: what saved pictures look like; and the views as they are today, of which an older archive kept an earlier wording."""
    db.execute(LIKENESSES)
    for statement in statements(VIEWS):
        db.execute(f"DROP VIEW IF EXISTS {statement.split()[2]}")
        db.execute(statement)


STEPS = (first, waiting_revisits, seals, likenesses)
"""One function per version, in order; a released one is never changed."""

VERSION = len(STEPS)
"""``PRAGMA user_version`` of an archive that this program writes."""


_APPLIED = """
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name")
"""


def create(connection: "sqlite3.Connection") -> None:
    """All steps on an empty file, in the transaction of the caller. Leaves what ``migrate`` would, without loading sqlite-utils,
    which costs 150 ms: more than reading a few pages."""
    import time

    for step in STEPS:
        step(connection)  # type: ignore[arg-type]  # a step needs ``execute`` only
    for statement in statements(_APPLIED):
        connection.execute(statement)
    moment = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime()) + ".000000+00:00"
    connection.executemany("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('afterpost', ?, ?)",
                           [(step.__name__, moment) for step in STEPS])
    connection.execute(f"PRAGMA user_version = {VERSION}")


def migrate(connection: "sqlite3.Connection") -> None:
    """Applies the steps that are missing. sqlite-utils is loaded only here: opening a current archive never needs it."""
    from sqlite_utils import Database
    from sqlite_utils.migrations import Migrations

    migrations = Migrations("afterpost")
    for number, step in enumerate(STEPS, 1):
        migrations(name=step.__name__)(_numbered(step, number))
    migrations.apply(Database(connection, execute_plugins=False))


def _numbered(step: "Step", number: int) -> "Step":
    """The step, and the version it leads to, in one transaction."""

    def numbered(db: "Database", /) -> None:
        step(db)
        db.execute(f"PRAGMA user_version = {number}")

    numbered.__name__ = step.__name__
    return numbered


if TYPE_CHECKING:
    from collections.abc import Callable

    Step = Callable[[Database], None]
