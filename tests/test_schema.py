"""The schema: keys that deduplicate, names that other tools read, steps that bring every older archive here."""

import os
import sqlite3
import stat
from pathlib import Path

import pytest
from evidence_strategies import record_reading, six_that_conflict

from ingest.archive import Archive
from ingest.errors import Unusable
from ingest.store import schema
from ingest.store.database import open_reader
from ingest.store.dump import QUERIES, dump_hash
from ingest.store.verify import verify

READ_BY_OTHERS = {
    "posts": "platform kind native_id url author_id caption caption_complete language created_at created_precision "
             "created_origin edited_at likes likes_precision likes_at likes_exact likes_exact_at comments shares quotes views "
             "bookmarks score hashtags mentions links in_reply_to quote_of repost_of thread place sensitive visibility status "
             "first_seen last_seen embedded_count linked_count author_text alt_text cjk_text",
    "sightings": "post_id document_id relation", "documents": "locator", "authors": "handle name", "problems": "stage reason",
    "open_problems": "locator reason detail", "posts_flat": "public_id platform native_id caption likes created_at author_handle",
    "embeds": "page_url position public_id", "unavailable": "public_id status", "metric_history": "metric value observed_at",
    "files": "path size mtime_ns read_to",
}


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    opened = Archive.open(tmp_path / "a.db", create=True)
    opened.add(six_that_conflict())
    return opened


def test_names_that_others_read(archive: Archive) -> None:
    for table, names in READ_BY_OTHERS.items():
        have = {row[1] for row in archive.connection.execute(f"PRAGMA table_info({table})")}
        assert set(names.split()) <= have, table
    archive.close()


def test_key_columns_are_never_null(archive: Archive) -> None:
    """UNIQUE with NULL does not deduplicate in SQLite."""
    run = archive.connection.execute
    tables = [row[0] for row in run("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'posts_fts%' "
                                    "AND name NOT LIKE '_sqlite%'")]
    for table in tables:
        columns = {row[1]: row[3] or (row[5] and row[2] == "INTEGER") for row in run(f"PRAGMA table_info({table})")}
        for index in run(f"PRAGMA index_list({table})").fetchall():
            if index[2]:
                for row in run(f"PRAGMA index_info({index[1]})"):
                    assert columns[row[2]], (table, row[2])
    archive.close()


def test_every_table_is_dumped_or_left_out_on_purpose(archive: Archive) -> None:
    left_out = {"fragment_blocks": "storage of fragments", "folds": "the winners again", "platforms": "names of posts",
                "blobs": "files here"} | dict.fromkeys(
        ["settings", "locations", "files", "attempts", "revisits", "sources", "runs", "likenesses"], "local")
    tables = {row[0] for row in archive.connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'posts_fts%' AND name NOT LIKE '%sqlite%'")}
    assert tables == set(QUERIES) | set(left_out)
    archive.close()


def archive_of_version(path: Path, version: int) -> None:
    """An archive as the first program of that version made it."""
    from sqlite_utils import Database

    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    steps, number = schema.STEPS[:version], schema.VERSION
    assert version <= number
    database = Database(connection, execute_plugins=False)
    connection.execute("BEGIN")
    for step in steps:
        step(database)
    connection.execute("CREATE TABLE _sqlite_migrations (id INTEGER PRIMARY KEY, migration_set TEXT, name TEXT, applied_at TEXT)")
    connection.execute("CREATE UNIQUE INDEX migration_names ON _sqlite_migrations (migration_set, name)")
    connection.executemany("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('afterpost', ?, '')",
                           [(step.__name__,) for step in steps])
    connection.execute(f"PRAGMA user_version = {version}")
    connection.execute("COMMIT")
    connection.close()


@pytest.mark.parametrize("version", range(1, schema.VERSION + 1))
def test_every_older_version_is_brought_here(tmp_path: Path, version: int) -> None:
    path = tmp_path / "old.db"
    archive_of_version(path, version)
    with Archive.open(path) as archive:
        archive.add(six_that_conflict())
        assert archive.connection.execute("PRAGMA user_version").fetchone() == (schema.VERSION,)
        assert verify(archive) == []
        got = dump_hash(archive.connection)
    with Archive.open(tmp_path / "new.db", create=True) as archive:
        archive.add(six_that_conflict())
        assert dump_hash(archive.connection) == got


VERSIONS = sorted((Path(__file__).parent / "versions").glob("*.db"))


@pytest.mark.parametrize("stored", VERSIONS, ids=lambda path: path.stem)
def test_a_file_of_every_version_is_brought_here(tmp_path: Path, stored: Path) -> None:
    """Files that the program of that version wrote: posts joined and parted, a problem, a note, a redaction."""
    version, path = int(stored.stem), tmp_path / "a.db"
    path.write_bytes(stored.read_bytes())
    path.chmod(0o600)
    if version < schema.VERSION:
        with pytest.raises(Unusable, match="older version"):
            open_reader(path)
    with Archive.open(path) as archive:
        assert archive.connection.execute("PRAGMA user_version").fetchone() == (schema.VERSION,)
        assert verify(archive, files=False) == []
        got = dump_hash(archive.connection)
        archive.add([*six_that_conflict(), record_reading(0, 3)])
        assert dump_hash(archive.connection) == got
        assert archive.connection.execute("SELECT count(*) FROM posts WHERE native_id = '10001'").fetchone() == (0,)
    backup = tmp_path / f"a.db.version-{version}.backup"
    assert backup.exists() == (version < schema.VERSION)
    if backup.exists():
        connection = sqlite3.connect(backup)
        assert connection.execute("PRAGMA user_version").fetchone() == (version,)
        connection.close()


def test_every_version_has_its_file() -> None:
    assert [int(path.stem) for path in VERSIONS] == list(range(1, schema.VERSION + 1))


def test_a_new_archive_is_as_sqlite_utils_would_make_it(tmp_path: Path) -> None:
    def made(path: Path) -> list[tuple[object, ...]]:
        connection = sqlite3.connect(path)
        rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY 1, 2").fetchall()
        steps = connection.execute("SELECT migration_set, name FROM _sqlite_migrations ORDER BY id").fetchall()
        numbers = [connection.execute(f"PRAGMA {name}").fetchone() for name in ("user_version", "application_id")]
        connection.close()
        return [*rows, *steps, *numbers]

    Archive.open(tmp_path / "ours.db", create=True).close()
    connection = sqlite3.connect(tmp_path / "theirs.db", isolation_level=None)
    schema.migrate(connection)
    connection.close()
    assert made(tmp_path / "ours.db") == made(tmp_path / "theirs.db")


def mood(db: object) -> None:
    """A step of the future."""
    db.execute("ALTER TABLE posts ADD COLUMN mood TEXT")


def broken(db: object) -> None:
    """A step that fails in the middle."""
    db.execute("ALTER TABLE posts ADD COLUMN mood TEXT")
    db.execute("SELECT no_such_function()")


def test_a_step_takes_a_backup_first_and_is_all_or_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.db"
    with Archive.open(path, create=True) as archive:
        archive.add(six_that_conflict())
        want = dump_hash(archive.connection)
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    monkeypatch.setattr(schema, "STEPS", (*schema.STEPS, broken))
    with pytest.raises(Exception, match="no_such_function"):
        Archive.open(path)
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA user_version").fetchone() == (schema.VERSION - 1,)
    assert "mood" not in str(connection.execute("SELECT sql FROM sqlite_master WHERE name = 'posts'").fetchone())
    connection.close()
    with pytest.raises(Unusable, match="older version"):
        open_reader(path)
    monkeypatch.setattr(schema, "STEPS", (*schema.STEPS[:-1], mood))
    with Archive.open(path) as archive:
        assert dump_hash(archive.connection) == want
        assert archive.connection.execute("SELECT count(mood) FROM posts").fetchone() == (0,)
    backup = tmp_path / f"a.db.version-{schema.VERSION - 1}.backup"
    assert stat.S_IMODE(os.stat(backup).st_mode) == 0o600
    monkeypatch.undo()
    with Archive.open(backup) as archive:
        assert dump_hash(archive.connection) == want
    with pytest.raises(Unusable, match="install a newer one"):
        Archive.open(path)


def test_an_interrupted_first_opening_is_no_obstacle(tmp_path: Path) -> None:
    empty, bare = tmp_path / "empty.db", tmp_path / "bare.db"
    empty.touch()
    connection = sqlite3.connect(bare)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE _sqlite_migrations (id INTEGER PRIMARY KEY, migration_set TEXT, name TEXT, applied_at TEXT)")
    connection.close()
    for path in (empty, bare):
        with pytest.raises(Unusable):
            open_reader(path)
        with Archive.open(path, create=True) as archive:
            archive.add(six_that_conflict())
            assert verify(archive) == []
