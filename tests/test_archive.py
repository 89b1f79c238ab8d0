"""The archive as a file: who may open it, what a commit means, how posts come together and apart, what is remembered of files."""

import os
import resource
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from evidence_strategies import TIMES, page_reading, record_reading, sighting, six_that_conflict

from ingest.archive import Archive
from ingest.errors import AfterpostError, Busy, Failed, Unusable, Usage
from ingest.model import Author, Count, Key, Media, Post, Problem, Reading, Time
from ingest.store.combine import merge_archives
from ingest.store.database import open_reader
from ingest.store.dump import dump_hash, dump_lines
from ingest.store.local import FileState
from ingest.store.reparse import reparse
from ingest.store.verify import verify

PAST = int(os.environ.get("AFTERPOST_CAPTURES", "500"))
HANDLE, DID = "alice.example/3k", "did:plc:a/3k"


@pytest.fixture
def in_memory(tmp_path: Path) -> Iterator[Path]:
    """A folder where syncing costs nothing, for what does not depend on it."""
    with tempfile.TemporaryDirectory(dir="/dev/shm" if os.path.isdir("/dev/shm") else tmp_path) as name:
        yield Path(name)


def posts(archive: Archive, columns: str = "native_id") -> list[tuple[object, ...]]:
    return archive.connection.execute(f"SELECT {columns} FROM posts ORDER BY platform, native_id").fetchall()


def test_a_second_add_changes_no_byte(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with Archive.open(path, create=True) as archive:
        first = archive.add(six_that_conflict(), files=[FileState(path="/x", size=1, mtime_ns=2)])
        assert (first.new, first.updated) == (2, 0)
        assert first.posts[0] == ["bluesky::" + DID]
    before = path.read_bytes()
    with Archive.open(path) as archive:
        second = archive.add(six_that_conflict(), files=[FileState(path="/x", size=1, mtime_ns=2)])
        archive.attempt("/x")
        assert (second.new, second.updated, second.unchanged, second.documents) == (0, 0, 2, 0)
    assert path.read_bytes() == before


def test_a_post_is_new_once_in_a_run_however_the_run_is_cut_up(tmp_path: Path) -> None:
    whole, rest = six_that_conflict()[:1], six_that_conflict()[1:]
    with Archive.open(tmp_path / "a.db", create=True) as archive:
        archive.begin_run()
        first, second = archive.add(whole), archive.add(rest)
        made = len(posts(archive))
        assert (first.new + second.new, second.updated, second.unchanged) == (made, 0, 0)
        archive.begin_run()
        assert archive.add(six_that_conflict()).unchanged == made


def test_file_is_private_whatever_the_umask(tmp_path: Path) -> None:
    path, old = tmp_path / "a.db", os.umask(0)
    try:
        with Archive.open(path, create=True) as archive:
            archive.add(six_that_conflict())
            for name in os.listdir(tmp_path):
                assert stat.S_IMODE(os.stat(tmp_path / name).st_mode) == 0o600, name
    finally:
        os.umask(old)


def test_what_is_refused_is_left_untouched(tmp_path: Path) -> None:
    text, foreign, newer, missing = (tmp_path / name for name in ("text.db", "foreign.db", "newer.db", "missing.db"))
    text.write_text("this is no database, but it is long enough to have a header")
    with closing(sqlite3.connect(foreign)) as connection, connection:
        connection.execute("CREATE TABLE somebodys (data)")
    with Archive.open(newer, create=True) as archive:
        archive.connection.execute("PRAGMA user_version = 99")
    for path, error in ((text, Unusable), (foreign, Unusable), (newer, Unusable), (missing, Usage), (tmp_path, Usage)):
        before = path.read_bytes() if path.is_file() else b""
        for opener in (lambda path=path: Archive.open(path), lambda path=path: open_reader(path)):
            with pytest.raises(error) as caught:
                opener()
            assert "\n" not in str(caught.value)
        assert (path.read_bytes() if path.is_file() else b"") == before
    assert not missing.exists()
    assert (Unusable.exit_code, Usage.exit_code, Busy.exit_code, Failed.exit_code) == (4, 2, 5, 1)


def use(path: Path) -> None:
    """Adds to an archive and verifies it."""
    with Archive.open(path) as archive:
        archive.add([record_reading(200, 300)])
        if verify(archive):
            raise Unusable("found by verify")


def test_a_truncated_archive_is_unusable(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with Archive.open(path, create=True) as archive:
        archive.add([record_reading(0, 200)])
    whole = path.read_bytes()
    for length in (100, 5000, len(whole) // 2):
        path.write_bytes(whole[:length])
        with pytest.raises(AfterpostError) as caught:
            use(path)
        assert caught.value.exit_code in (1, 4)


def test_second_writer_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with Archive.open(path, create=True) as archive, archive.transaction() as connection:
        connection.execute("INSERT INTO settings VALUES ('x', 'y')")
        with Archive.open(path, wait=0.05) as other, pytest.raises(Busy):
            other.add(six_that_conflict())
        reader = open_reader(path)
        assert reader.execute("SELECT count(*) FROM posts").fetchone() == (0,)
        reader.close()


def test_an_error_in_the_middle_takes_all_back(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "a.db", create=True) as archive:
        archive.add(six_that_conflict()[:2])
        before = dump_hash(archive.connection)
        good, bad = six_that_conflict()[2], page_reading("bad", replace(sighting(Post(native_id="1")), evidence="no such class"))
        with pytest.raises(KeyError):
            archive.add([good, bad])
        assert dump_hash(archive.connection) == before
        archive.add([good])


def test_a_read_only_folder_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "sub" / "a.db"
    path.parent.mkdir()
    with Archive.open(path, create=True) as archive:
        archive.add(six_that_conflict())
    path.parent.chmod(0o500)
    try:
        reader = open_reader(path)
        assert reader.execute("SELECT count(*) FROM posts_flat").fetchone() == (2,)
        reader.close()
    finally:
        path.parent.chmod(0o700)


def test_reading_leaves_the_folder_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with Archive.open(path, create=True) as archive:
        archive.add(six_that_conflict())
    before = path.read_bytes()
    readers = [open_reader(path) for _ in range(3)]
    for reader in readers:
        assert reader.execute("SELECT count(*) FROM posts_flat").fetchone() == (2,)
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            reader.execute("DELETE FROM posts")
    for reader in readers:
        reader.close()
    assert os.listdir(tmp_path) == ["a.db"]
    assert path.read_bytes() == before


def test_a_reader_beside_a_writer_sees_what_was_committed(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with Archive.open(path, create=True) as archive:
        for number in range(5):
            archive.add([record_reading(number * 10, number * 10 + 10)])
            reader = open_reader(path)
            assert reader.execute("SELECT count(*) FROM posts").fetchone() == (number * 10 + 10,)
            reader.close()
            for name in os.listdir(tmp_path):
                assert stat.S_IMODE(os.stat(tmp_path / name).st_mode) == 0o600, name
    assert os.listdir(tmp_path) == ["a.db"]


def test_ids_join_when_the_proof_comes_last_and_part_when_it_goes(tmp_path: Path) -> None:
    by_name = page_reading("name", sighting(Post(native_id=HANDLE, caption="hello")), captured_at=TIMES[1])
    by_id = page_reading("did", sighting(Post(native_id=DID, counts=(Count(metric="likes", value=7),))), captured_at=TIMES[2])
    proof = page_reading("proof", sighting(Post(native_id=DID, same_as=(Key("bluesky", "", HANDLE),))))
    path = tmp_path / "a.db"
    with Archive.open(path, create=True) as archive:
        archive.add([by_name, by_id])
        assert posts(archive) == [(HANDLE,), (DID,)]
        added = archive.add([proof])
        assert (added.new, added.updated) == (0, 1)
        assert posts(archive, "native_id, caption, likes, embedded_count") == [(DID, "hello", 7, 3)]
        assert verify(archive) == []
    with Archive.open(path, reader_version=2) as archive:
        archive.add([replace(proof, sightings=())])
        assert posts(archive, "native_id, caption, likes") == [(HANDLE, "hello", None), (DID, None, 7)]
        assert verify(archive) == []


def test_counts_texts_and_status_are_history(tmp_path: Path) -> None:
    def seen(at: str, likes: Count, **said: str) -> Reading:
        return page_reading(f"day {at} {likes.value}", sighting(Post(native_id="1", counts=(likes,), **said)), captured_at=at)

    exact, rounded = Count(metric="likes", value=1234), Count(metric="likes", value=1300, precision="rounded")
    with Archive.open(tmp_path / "a.db", create=True) as archive:
        archive.add([seen(TIMES[2], rounded, caption="second text"), seen(TIMES[1], exact, caption="first text")])
        archive.add([page_reading("gone", sighting(Post(native_id="1", availability="deleted")), captured_at=TIMES[3])])
        assert posts(archive, "caption, likes, likes_precision, likes_at, likes_exact, likes_exact_at") == [
            ("second text", 1300, "rounded", TIMES[2], 1234, TIMES[1])]
        assert posts(archive, "status, first_seen, last_seen") == [("deleted", TIMES[1], TIMES[3])]
        run = archive.connection.execute
        assert run("SELECT caption, first_seen, last_seen FROM texts").fetchall() == [("first text", TIMES[1], TIMES[1])]
        assert run("SELECT value FROM metric_history ORDER BY observed_at").fetchall() == [(1234,), (1300,)]
        assert run("SELECT public_id, status FROM unavailable").fetchall() == [("bluesky::1", "deleted")]


def test_absent_is_not_zero(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "a.db", create=True) as archive:
        counts = (Count(metric="likes", value=0), Count(metric="shares", value=2**80))
        archive.add([page_reading("a", sighting(Post(native_id="1", counts=counts, caption="")))])
        hidden = (Count(metric="likes", value=None, precision="hidden"),)
        archive.add([page_reading("b", sighting(Post(native_id="2", counts=hidden)))])
        assert posts(archive, "native_id, likes, likes_precision, shares, caption") == [
            ("1", 0, "exact", None, ""), ("2", None, "hidden", None, None)]


def test_what_a_form_got_wrong_harms_nobody_else(tmp_path: Path) -> None:
    """Wrong types, endless numbers, unknown words: mended where possible, else a problem beside the neighbours."""
    picture = Media(kind="image", url="u", width="600", height=2**70, duration=float("inf"))
    odd = Post(native_id="1", caption="kept", media=(picture,),
               counts=(Count(metric="likes", value="7", precision="approximate"),))
    wrong = Post(native_id="2", hashtags=5)
    with Archive.open(tmp_path / "a\udce9?#%.db", create=True) as archive:
        archive.add([page_reading("a", sighting(odd), sighting(wrong), sighting(Post(native_id="3")))])
        assert posts(archive, "native_id, likes") == [("1", None), ("3", None)]
        assert archive.connection.execute("SELECT width, height, duration FROM media").fetchall() == [(600, None, None)]
        assert archive.connection.execute("SELECT reason, stage FROM open_problems").fetchall() == [("internal", "write")]
        assert verify(archive) == []
    open_reader(tmp_path / "a\udce9?#%.db").close()


def test_a_rounded_id_never_meets_the_post_that_has_it(tmp_path: Path) -> None:
    real, rounded = Post(native_id="1234567890123456800", caption="real"), Post(
        native_id="1234567890123456800", caption="somebody else's", suspect_id=True)
    with Archive.open(tmp_path / "a.db", create=True) as archive:
        archive.add([page_reading(name, sighting(post)) for name, post in (("a", real), ("b", rounded), ("c", rounded))])
        assert posts(archive, "native_id, caption, suspect_id, embedded_count") == [
            (real.native_id, "real", 0, 1), (real.native_id, "somebody else's", 1, 2)]
        assert verify(archive) == []


def test_a_stated_second_beats_the_ids_millisecond_and_that_a_stated_day(tmp_path: Path) -> None:
    day = Time(value="2019-06-05", precision="day")
    fine = Time(value="2019-06-05T15:04:05.123Z", precision="ms", origin="id")
    stated = Time(value="2019-06-05T15:04:06.000Z")
    for times, want in (((day, fine), fine), ((fine, stated, day), stated)):
        with Archive.open(tmp_path / f"{len(times)}.db", create=True) as archive:
            archive.add([page_reading(str(n), sighting(Post(native_id="1", created=time))) for n, time in enumerate(times)])
            assert posts(archive, "created_at, created_origin") == [(want.value, want.origin)]


def test_handles_change_and_accounts_stay(tmp_path: Path) -> None:
    def by(number: str, at: str, **said: str) -> Reading:
        seen = sighting(Post(native_id=number, author=Author(**said)), evidence="full")
        return page_reading(number, seen, captured_at=at)

    with Archive.open(tmp_path / "a.db", create=True) as archive:
        archive.add([by("1", TIMES[1], handle="Old", name="N."), by("2", TIMES[1], handle="old", native_id="77"),
                     by("3", TIMES[2], handle="new", native_id="77")])
        run = archive.connection.execute
        assert run("SELECT handle, name, native_id FROM authors").fetchall() == [("new", "N.", "77")]
        assert run("SELECT count(DISTINCT author_id) FROM posts").fetchone() == (1,)
        assert run("SELECT handle, last_seen FROM author_handles WHERE native_id <> '' ORDER BY handle").fetchall() == [
            ("new", TIMES[2]), ("old", TIMES[1])]
        archive.add([by("4", TIMES[3], handle="OLD", native_id="88")])
        assert run("SELECT key FROM authors ORDER BY key").fetchall() == [("handle:old",), ("id:77",), ("id:88",)]
        assert verify(archive) == []


def test_a_newer_reading_replaces_and_closes_problems(tmp_path: Path) -> None:
    broken = page_reading("page", sighting(Post(native_id="1")), sighting(Post(native_id="false hit")),
                          problems=(Problem(reason="bad-json", fragment=b"{"),))
    mended = replace(broken, sightings=broken.sightings[:1], problems=())
    problems = "SELECT count(*) FROM open_problems"
    old, new = tmp_path / "old.db", tmp_path / "new.db"
    for path in (old, new):
        with Archive.open(path, create=True) as archive:
            archive.add([broken])
            assert archive.connection.execute(problems).fetchone() == (1,)
    with Archive.open(new, reader_version=2) as archive:
        tried = reparse(archive, lambda stored: mended, dry_run=True)
        assert (tried.posts_gone, tried.problems_closed) == (["bluesky::false hit"], 1)
        assert posts(archive) == [("1",), ("false hit",)]
        reparse(archive, lambda stored: mended)
        assert posts(archive) == [("1",)]
        merge_archives(archive, [old])
        assert posts(archive) == [("1",)]
        assert archive.connection.execute(problems).fetchone() == (0,)
        assert verify(archive) == []
        want = list(dump_lines(archive.connection))
    with Archive.open(old) as archive:
        merge_archives(archive, [new])
        assert list(dump_lines(archive.connection)) == want


def test_what_lay_at_a_place_before_has_no_open_problems(tmp_path: Path) -> None:
    first = page_reading("a", problems=(Problem(reason="truncated"),))
    second = replace(page_reading("b"), document=replace(page_reading("b").document, locator=first.document.locator))
    with Archive.open(tmp_path / "a.db", create=True) as archive:
        archive.add([first])
        archive.attempt("/slow", Problem(reason="too-slow", detail="gave up after 60 s"))
        archive.add([second])
        rows = archive.connection.execute("SELECT locator, reason, origin FROM open_problems").fetchall()
        assert rows == [("/slow", "too-slow", "attempts")]
        archive.attempt("/slow")
        assert archive.connection.execute("SELECT count(*) FROM open_problems").fetchone() == (0,)


def test_what_this_machine_could_not_do_is_local(tmp_path: Path) -> None:
    slow = page_reading("a", problems=(Problem(reason="too-slow"), Problem(reason="bad-json")))
    with Archive.open(tmp_path / "a.db", create=True) as archive:
        archive.add([slow])
        assert not any("too-slow" in line for line in dump_lines(archive.connection))
        reasons = "SELECT reason FROM open_problems ORDER BY reason"
        assert archive.connection.execute(reasons).fetchall() == [("bad-json",), ("too-slow",)]
        archive.add([replace(slow, problems=slow.problems[1:])])
        assert archive.connection.execute(reasons).fetchall() == [("bad-json",)]


def test_files_are_known_until_they_change(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    state = FileState(path="/pages/a\udce9.html", size=10, mtime_ns=5, problems=2)
    with Archive.open(path, create=True) as archive:
        archive.note_file(state)
        known = archive.known_file(state.path, 10, 5)
        assert known is not None
        assert known.problems == 2
        assert archive.known_file(state.path, 11, 5) is None
        archive.note_file(replace(state, complete=False, read_to=7))
        assert archive.known_file(state.path, 10, 5) is None
        assert archive.file(state.path).read_to == 7
    with Archive.open(path, reader_version=2) as archive:
        assert archive.known_file(state.path, 10, 5) is None


def test_a_capture_costs_the_same_however_long_the_past(in_memory: Path) -> None:
    """Work is counted in instructions of SQLite's machine, not in time."""
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    def captures(archive: Archive, first: int, number: int) -> None:
        for day in range(first, first + number):
            at = f"{2000 + day // 336}-{day // 28 % 12 + 1:02d}-{day % 28 + 1:02d}T00:00:00.000Z"
            seen = sighting(Post(native_id="1", caption="always the same", counts=(Count(metric="likes", value=day),)))
            archive.add([replace(page_reading("page", seen, captured_at=at), sha256=f"{day:064x}")])

    with Archive.open(in_memory / "a.db", create=True) as archive:
        captures(archive, 0, 60)
        archive.connection.set_progress_handler(count, 50)
        captures(archive, 60, 20)
        early, steps = steps, 0
        archive.connection.set_progress_handler(None, 0)
        captures(archive, 80, PAST)
        archive.connection.set_progress_handler(count, 50)
        captures(archive, 80 + PAST, 20)
        assert steps < early * 1.3
        assert posts(archive, "embedded_count, likes") == [(1, 99 + PAST)]


def test_full_disk_loses_nothing_that_was_acknowledged(in_memory: Path) -> None:
    """The limit on file size plays the full disk: the writer fails with one line, and the archive is whole."""
    program = (
        "import resource, signal, sys; sys.path[:0] = ['tests', '.']\n"
        "from evidence_strategies import record_reading\n"
        "from ingest.archive import Archive\nfrom ingest.errors import AfterpostError\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))\n"
        "try:\n  with Archive.open(sys.argv[1], create=True) as archive:\n"
        "    for n in range(30):\n      archive.add([record_reading(n * 40, n * 40 + 40)])\n      print(n, flush=True)\n"
        "except AfterpostError as error:\n  print(error, file=sys.stderr); sys.exit(error.exit_code)\n")
    failures = 0
    with Archive.open(in_memory / "want.db", create=True) as archive:
        archive.add([record_reading(0, 1200)])
        want = dump_hash(archive.connection)
    for limit in (200_000, 600_000, 1_000_000):
        path = in_memory / f"{limit}.db"
        done = subprocess.run([sys.executable, "-c", program, str(path), str(limit)], capture_output=True, text=True, check=False,
                              cwd=Path(__file__).parent.parent)
        assert done.returncode in (0, 1, 4), done.stderr
        assert done.returncode == 0 or len(done.stderr.splitlines()) == 1, done.stderr
        failures += done.returncode != 0
        acknowledged = 40 * len(done.stdout.split())
        if not path.exists() or path.stat().st_size == 0:
            assert acknowledged == 0
            continue
        with closing(sqlite3.connect(path)) as connection, connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            tables = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'posts'").fetchone()[0]
            held = connection.execute("SELECT count(*) FROM posts").fetchone()[0] if tables else 0
        connection.close()
        assert held >= acknowledged
        with Archive.open(path, create=True) as archive:
            archive.add([record_reading(n * 40, n * 40 + 40) for n in range(30)])
            assert dump_hash(archive.connection) == want
    assert failures >= 2
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 200_000


def test_opening_and_searching_loads_nothing_heavy(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with Archive.open(path, create=True) as archive:
        archive.add(six_that_conflict())
    for opening, heavy in (("from ingest.store.database import open_reader as use", {"sqlite_utils", "bs4", "httpx", "msgspec"}),
                           ("from ingest.archive import Archive; use = Archive.open", {"sqlite_utils", "bs4", "httpx"})):
        program = f"import sys; {opening}; use(sys.argv[1]); bad = {heavy} & set(sys.modules); sys.exit(str(bad) if bad else 0)"
        subprocess.run([sys.executable, "-c", program, str(path)], check=True, cwd=Path(__file__).parent.parent)


def test_tools_of_the_field_understand_the_schema(tmp_path: Path) -> None:
    from sqlite_utils import Database

    path = tmp_path / "a.db"
    with Archive.open(path, create=True) as archive:
        archive.add(six_that_conflict())
    db = Database(str(path))
    assert db["posts"].detect_fts() == "posts_fts"
    assert {key.other_table for key in db["sightings"].foreign_keys} >= {"posts", "documents", "pages", "fragments"}
    assert [row["native_id"] for row in db["posts"].search("hello")] == [DID]
    db["posts"].update(1, {"caption": "edited by hand"})
    assert [row["id"] for row in db["posts"].search("edited")] == [1]
    assert list(db["posts"].search("hello")) == []
    db.close()
    with Archive.open(path) as archive:
        assert [one.check for one in verify(archive, repair=True)] == ["derived"]
        assert verify(archive) == []
