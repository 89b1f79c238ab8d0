"""``verify`` finds what is wrong, repairs what can be repaired, and is silent about an archive that is whole."""

import os
import random
import sqlite3
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from evidence_strategies import TIMES, page_reading, record_reading, sighting, six_that_conflict

from ingest.archive import Archive
from ingest.errors import AfterpostError, Unusable
from ingest.model import Author, Count, Key, Media, Post, Problem, Reading
from ingest.store.database import open_reader
from ingest.store.dump import dump_hash
from ingest.store.local import FileState
from ingest.store.notes import annotate
from ingest.store.redact import redact_posts
from ingest.store.verify import verify


def many(pages: int = 40) -> list[Reading]:
    """Pages full of posts."""
    result = []
    for page in range(pages):
        author = Author(handle=f"user{page % 7}", name="A Name", native_id=str(page % 7))
        seen = [sighting(Post(native_id=f"{page}{number}00", platform="twitter", availability="available", author=author,
                              caption=f"Post {number} of page {page} " + "text " * 20,
                              counts=(Count(metric="likes", value=page * number),),
                              media=(Media(kind="image", url=f"https://pic.example/media/Zx9{page}{number}.jpg", alt="alt"),)))
                for number in range(5)]
        result.append(page_reading(f"page-{page}", *seen, captured_at=TIMES[1 + page % 3]))
    return result


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of an archive that is whole."""
    path = tmp_path_factory.mktemp("whole") / "a.db"
    with Archive.open(path, create=True) as archive:
        archive.add(many())
        archive.add(six_that_conflict())
        archive.add([record_reading(0, 30)])
    return path.read_bytes()


def test_whole_archive_has_no_findings(tmp_path: Path, whole: bytes) -> None:
    path = tmp_path / "a.db"
    path.write_bytes(whole)
    with Archive.open(path) as archive:
        assert verify(archive) == []
    assert path.read_bytes() == whole


def test_sources_are_compared_with_what_was_read(tmp_path: Path) -> None:
    page, path = tmp_path / "page.html", tmp_path / "a.db"
    page.write_bytes(b"<p>as it was read")
    reading = page_reading("x", sighting(Post(native_id="1")))
    document = replace(reading.document, locator=str(page))
    reading = replace(reading, sha256=sha256(page.read_bytes()).hexdigest(), document=document)
    state = page.stat()
    with Archive.open(path, create=True) as archive:
        archive.add([reading], files=[FileState(path=str(page), size=state.st_size, mtime_ns=state.st_mtime_ns)])
        assert verify(archive) == []
        page.write_bytes(b"<p>as it was real")
        os.utime(page, ns=(state.st_atime_ns, state.st_mtime_ns))
        assert [one.check for one in verify(archive)] == ["files"]
        page.unlink()
        assert [one.check for one in verify(archive)] == ["files"]


def pages_with_posts(whole: bytes, tmp_path: Path) -> tuple[int, list[int]]:
    """Page size, and the numbers of the pages that hold the text of posts."""
    size = int.from_bytes(whole[16:18]) or 65536
    numbers = [start // size for start in range(0, len(whole), size) if b" of page " in whole[start : start + size]]
    return size, numbers


@pytest.mark.parametrize("seed", range(50))
def test_every_flipped_byte_is_found(tmp_path: Path, whole: bytes, seed: int) -> None:
    """One bit of one byte of a cell, in a page that holds posts' text; SQLite's own check sees next to none of these."""
    chance = random.Random(seed)
    size, numbers = pages_with_posts(whole, tmp_path)
    number = chance.choice(numbers)
    page = whole[number * size : (number + 1) * size]
    start = max(int.from_bytes(page[5:7]), 8) if page[0] in (13, 10) else 4
    at = number * size + chance.randrange(start, size)
    broken = bytearray(whole)
    broken[at] ^= 1 << chance.randrange(8)
    path = tmp_path / "a.db"
    path.write_bytes(broken)
    try:
        with Archive.open(path) as archive:
            assert verify(archive) != [], (number, at - number * size)
    except (AfterpostError, sqlite3.DatabaseError):
        pass


SEALED = {"places": "position", "problems": "detail", "readings": "reader_version", "annotations": "value", "redactions": "reason"}


@pytest.mark.parametrize("table", SEALED)
def test_every_flipped_byte_of_rows_without_a_key_over_them_is_found(tmp_path: Path, table: str) -> None:
    """One bit of each of some 50 bytes of the table's cells. (A byte that SQLite passes over, such as the type of a column that
    stands for the row's number, may change nothing that can be read: then there is nothing to find.)"""
    path = tmp_path / "a.db"
    with Archive.open(path, create=True) as archive:
        for reading in many(4):
            problem = Problem(reason="bad-json", stage="parse", detail="the state ends early", fragment=b'{"a": "b')
            archive.add([replace(reading, problems=(problem,))])
        annotate(archive, Key("twitter", "", "0000"), "note", "look at this one again")
        redact_posts(archive, [Key("twitter", "", "0100")], "asked by the author")
        rows = archive.connection.execute(f"SELECT * FROM {table}").fetchall()
        root = archive.connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()[0]
        assert archive.connection.execute("PRAGMA page_size").fetchone() == (4096,)
    whole = path.read_bytes()
    page = whole[(root - 1) * 4096 : root * 4096]
    assert page[0] in (13, 10)
    start = int.from_bytes(page[5:7])
    chance = random.Random(5)
    missed = []
    for at in range(start, 4096, max(1, (4096 - start) // 50)):
        broken = bytearray(whole)
        broken[(root - 1) * 4096 + at] ^= 1 << chance.randrange(8)
        path.write_bytes(broken)
        try:
            with Archive.open(path) as archive:
                found = verify(archive, files=False) or archive.connection.execute(f"SELECT * FROM {table}").fetchall() == rows
        except (AfterpostError, sqlite3.DatabaseError):
            continue
        missed += [] if found else [at]
    assert missed == []


DAMAGE = {
    "a count changed": "UPDATE posts SET likes = likes + 1 WHERE likes > 0",
    "a sighting without its post": "DELETE FROM posts WHERE id = 3",
    "an observation lost": "DELETE FROM metrics WHERE sighting_id = 5",
    "a claim edited": "UPDATE sightings SET claim = replace(claim, 'page 1 ', 'page 2 ') WHERE id = 7",
    "a sighting deleted with all traces": "DELETE FROM {all} WHERE sighting_id = 9",
    "the index emptied": "INSERT INTO posts_fts (posts_fts) VALUES ('delete-all')",
    "a fragment cut": "UPDATE fragments SET length = length - 1 WHERE id = 11",
    "a sighting moved to another post": "UPDATE sightings SET post_id = 1 WHERE id = 20",
    "an author renamed": "UPDATE authors SET name = 'Somebody' WHERE id = 1",
    "a page retitled": "UPDATE pages SET title = 'Other' WHERE id = 2",
    "an id added": "INSERT INTO post_members VALUES ('twitter', '', '999999', 2)",
    "a document's time changed": "UPDATE documents SET captured_at = '1999-01-01T00:00:00.000Z' WHERE id = 4",
    "a superseded text invented": "INSERT INTO texts VALUES (4, 'ffff', 'never said', NULL, NULL)",
    "winners swapped": "UPDATE folds SET winners = (SELECT winners FROM folds WHERE post_id = 8) WHERE post_id = 9",
    "a picture lost": "DELETE FROM media WHERE id = 3",
    "a place moved": "UPDATE places SET position = position + 7 WHERE sighting_id = 12",
    "a reading from the future": "UPDATE readings SET reader_version = 9 WHERE id = 3",
    "a page's witnesses changed": "UPDATE pages SET ranks = replace(ranks, '2020-', '2029-') WHERE id IN (SELECT id FROM pages "
                                  "WHERE ranks LIKE '%2020-%' LIMIT 1)",
    "a place lost": "DELETE FROM places WHERE sighting_id = 12",
}


@pytest.mark.parametrize("name", DAMAGE)
def test_logical_damage_is_found_and_repaired(tmp_path: Path, whole: bytes, name: str) -> None:
    path = tmp_path / "a.db"
    path.write_bytes(whole)
    with Archive.open(path) as archive:
        want = dump_hash(archive.connection)
        script = DAMAGE[name]
        if "{all}" in script:
            for table in ("metrics", "availability", "same_as", "places"):
                archive.connection.execute(script.format(all=table))
            archive.connection.execute("DELETE FROM sightings WHERE id = 9")
        else:
            archive.connection.execute(script)
    with Archive.open(path) as archive:
        assert verify(archive, repair=True) != []
        assert verify(archive) == []
        archive.add([*many(), *six_that_conflict(), record_reading(0, 30)])
        assert dump_hash(archive.connection) == want
        assert verify(archive) == []


def test_a_view_that_reads_otherwise_is_found_and_made_again(tmp_path: Path, whole: bytes) -> None:
    """One byte of its definition: all rows are right, and what people read of them is not."""
    path = tmp_path / "a.db"
    assert whole.count(b"WHERE NOT p.hidden;") == 0
    at = whole.index(b"s.relation IN ('embedded', 'linked')")
    path.write_bytes(whole[:at] + b"s.relation IN ('embedded', 'linkeD')" + whole[at + 36 :])
    with Archive.open(path) as archive:
        found = verify(archive, repair=True)
        assert [(one.check, one.subject, one.repairable) for one in found] == [("definitions", "embeds", True)]
        assert verify(archive) == []


def test_what_somebody_added_is_their_business(tmp_path: Path, whole: bytes) -> None:
    path = tmp_path / "a.db"
    path.write_bytes(whole)
    with Archive.open(path) as archive:
        for sql in ("ALTER TABLE posts ADD COLUMN mood TEXT", "CREATE VIEW mine AS SELECT caption FROM posts", "CREATE TABLE notes (a)",
                    "CREATE INDEX mine_too ON posts(language)"):
            archive.connection.execute(sql)
        assert verify(archive) == []


def test_a_damaged_definition_is_one_line(tmp_path: Path, whole: bytes) -> None:
    """Python cannot decode what SQLite says of it."""
    path = tmp_path / "a.db"
    at = whole.index(b"CREATE VIEW unavailable")
    path.write_bytes(whole[:at] + b"CREATE VIEW \xf5navailable" + whole[at + 23 :])
    for opened in (Archive.open, open_reader):
        with pytest.raises(Unusable, match="damaged"):
            opened(path)
