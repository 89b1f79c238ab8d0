"""What was redacted is gone from the bytes of the file, and stays out whatever is read, merged or proved later."""

import os
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from evidence_strategies import TIMES, page_reading, record_reading, sighting

from ingest.archive import Archive
from ingest.model import Author, Key, Media, Post, Reading
from ingest.store.combine import merge_archives
from ingest.store.dump import dump_lines
from ingest.store.redact import redact_author, redact_posts
from ingest.store.verify import verify

SECRET = "the words nobody shall read again"
HANDLE = "forgetful.example"
DID = Key("bluesky", "", "did:plc:gone/3kxyz")
NAME = Key("bluesky", "", "forgetful.example/3kxyz")


def evidence() -> list[Reading]:
    """A post under two names, embedded, quoted inside another record, and on its own page; and a neighbour."""
    author = Author(handle=HANDLE, name="Forgetful Person", native_id="did:plc:gone")
    shown = sighting(Post(native_id=NAME.native_id, caption=SECRET, author=Author(handle=HANDLE), media=(
        Media(kind="image", url="https://cdn.example/secretpicture.jpg", alt="a secret picture"),)))
    full = sighting(Post(native_id=DID.native_id, caption=SECRET + "!", author=author, same_as=(NAME,)), "export", "full")
    neighbour = Post(native_id="did:plc:stays/1", caption="I stay", author=Author(handle="stays.example"), quote_of=DID)
    quoting = sighting(neighbour)
    quoting = replace(quoting, fragment=b'{"quoted": {"text": "' + SECRET.encode() + b'!"}}', context=f"He wrote: {SECRET}!")
    own = page_reading("own", replace(shown, relation="page"))
    page = replace(own.page, title=f"Forgetful on B: {SECRET}", url=f"https://bsky.app/profile/{HANDLE}/post/3kxyz")
    return [page_reading("article", shown, quoting, captured_at=TIMES[1]), replace(own, page=page),
            replace(record_reading(0, 3), sightings=(*record_reading(0, 3).sightings, full))]


def holds(path: Path, *words: str) -> list[str]:
    """Which words stand in the bytes of the database, its log, or in the unpacked fragments."""
    import sqlite3

    from ingest.store.fragments import decompress

    files = [Path(f"{path}{suffix}") for suffix in ("", "-wal", "-shm")]
    data = b"".join(file.read_bytes() for file in files if file.exists())
    with closing(sqlite3.connect(path)) as connection, connection:
        data += b"".join(decompress(block) for block, in connection.execute("SELECT data FROM fragment_blocks"))
    return [word for word in words if word.encode() in data]


WORDS = (SECRET, HANDLE, "Forgetful", "secretpicture", "did:plc:gone/3kxyz", "3kxyz")


def test_a_redacted_post_is_gone_from_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with Archive.open(path, create=True) as archive:
        archive.add(evidence())
        assert holds(path, *WORDS) == list(WORDS)
        backup = tmp_path / "a.db.version-0.backup"
        backup.touch()
        done = redact_posts(archive, [NAME], "asked for by the author")
        assert done.posts == ["bluesky::did:plc:gone/3kxyz"]
        assert done.emptied == 1
        assert {"/pages/article.html", str(backup)} <= set(done.sources)
        assert verify(archive) == []
    left = set(holds(path, *WORDS))
    assert left <= {"did:plc:gone/3kxyz", "3kxyz"}, "only the neighbour's own reference to the id may stay"
    assert oct(os.stat(path).st_mode & 0o777) == "0o600"
    with Archive.open(path) as archive:
        archive.add(evidence())
        assert verify(archive) == []
        posts = [row[0] for row in archive.connection.execute("SELECT native_id FROM posts ORDER BY 1")]
    assert posts == ["10000", "10001", "10002", "did:plc:stays/1"]
    assert set(holds(path, *WORDS)) <= {"did:plc:gone/3kxyz", "3kxyz"}


def test_a_later_proof_spreads_the_redaction(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    first, own, proof = evidence()
    with Archive.open(path, create=True) as archive:
        archive.add([first])
        redact_posts(archive, [NAME], "")
        alone = page_reading("later", sighting(Post(native_id=DID.native_id, caption="other words of his post")))
        archive.add([alone])
        assert archive.connection.execute("SELECT count(*) FROM posts WHERE native_id = ?", (DID.native_id,)).fetchone() == (1,)
        archive.add([proof, own])
        for _ in range(2):
            assert archive.connection.execute("SELECT 1 FROM posts WHERE native_id = ?", (DID.native_id,)).fetchone() is None
            archive.add([alone])
        assert verify(archive) == []


def test_redactions_merge_and_win(tmp_path: Path) -> None:
    keeps, forgets = tmp_path / "keeps.db", tmp_path / "forgets.db"
    with Archive.open(keeps, create=True) as archive:
        archive.add(evidence())
    with Archive.open(forgets, create=True) as archive:
        archive.add(evidence()[:1])
        redact_posts(archive, [NAME], "asked")
    with Archive.open(keeps) as archive:
        assert merge_archives(archive, [forgets]).redacted == 1
        assert archive.connection.execute("SELECT count(*) FROM posts WHERE caption LIKE '%nobody%'").fetchone() == (0,)
        assert verify(archive) == []
        once = list(dump_lines(archive.connection))
        merge_archives(archive, [forgets])
        assert list(dump_lines(archive.connection)) == once
    with Archive.open(forgets) as archive:
        merge_archives(archive, [keeps])
        assert archive.connection.execute("SELECT count(*) FROM posts WHERE caption LIKE '%nobody%'").fetchone() == (0,)


def test_a_redacted_author_takes_all_posts_along(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with Archive.open(path, create=True) as archive:
        archive.add(evidence())
        done = redact_author(archive, "bluesky", "@Forgetful.Example", "asked")
        assert done.posts == ["bluesky::did:plc:gone/3kxyz"]
        account = Author(native_id="did:plc:gone")
        new = sighting(Post(native_id="did:plc:gone/4new", caption="another one of these", author=account))
        bare = sighting(Post(native_id="did:plc:gone/4new", caption="another one without its author"))
        archive.add([page_reading("new", new), page_reading("bare", bare), *evidence()])
        rows = archive.connection.execute("SELECT count(*) FROM posts WHERE native_id LIKE '%gone%' OR native_id LIKE '%forget%'")
        assert rows.fetchone() == (0,)
        assert archive.connection.execute("SELECT count(*) FROM authors WHERE handle LIKE 'forget%'").fetchone() == (0,)
        assert verify(archive) == []
    assert not set(holds(path, "another one", SECRET, HANDLE))


def test_annotations_hide_and_survive(tmp_path: Path) -> None:
    from ingest.store.notes import annotate, annotations, hide, unhide

    with Archive.open(tmp_path / "a.db", create=True) as archive:
        archive.add(evidence())
        assert hide(archive, NAME, "too private")
        assert not hide(archive, NAME, "too private")
        assert annotate(archive, NAME, "tag", "memory")
        seen = "SELECT count(*) FROM posts_flat WHERE native_id = 'did:plc:gone/3kxyz'"
        assert archive.connection.execute(seen).fetchone() == (0,)
        archive.add(evidence()[:1])
        assert archive.connection.execute(seen).fetchone() == (0,)
        assert verify(archive) == []
        assert unhide(archive, DID)
        assert archive.connection.execute(seen).fetchone() == (1,)
        assert [note.kind for note in annotations(archive.connection, NAME)] == ["tag"]
