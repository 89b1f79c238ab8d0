"""Search: words are literal, filters mean what they say, the archive is never written."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_archive import make, post
from small_archive import reading as document

from ingest import search
from ingest.errors import AfterpostError, Unusable, Usage
from ingest.search import Filters, Query, count, find, period, terms_of
from ingest.store.reading import flat_rows, open_reading, reading, refuse_database_as_word


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> str:
    return make(tmp_path_factory.mktemp("search") / "archive.db")


def ids(archive: str, *words: str, sort: str = "key", fts: bool = False, limit: int | None = None, **more: object) -> list[str]:
    query = Query(words=words, sort=sort, fts=fts, limit=limit, filters=Filters(**more))  # type: ignore[arg-type]
    with reading(archive) as connection:
        return [row["native_id"] for row in flat_rows(connection, find(connection, query))]


@pytest.mark.parametrize(("words", "expected"), [
    (("first real steps",), ["1001"]),
    (("first", "STEPS"), ["1001"]),
    (('"real first"',), []),
    (("count?",), ["1002"]),
    (("toddler",), ["1001"]),
    (("dad_example",), ["1002", "1003"]),
    (("夢",), ["1003"]),
    (("小さな顔",), ["1003"]),
    (("顔",), ["1003"]),
    (("小顔",), []),
    (("strasse",), []),
    (("straße",), ["1003"]),
    (("steps OR count",), []),
    (("nothing-of-the-kind",), []),
])
def test_words(archive: str, words: tuple[str, ...], expected: list[str]) -> None:
    assert ids(archive, *words) == expected


def test_fts_syntax_only_when_asked(archive: str) -> None:
    assert ids(archive, "steps OR count", fts=True) == ["1001", "1002"]
    with pytest.raises(Usage, match="FTS5"):
        ids(archive, '"open', fts=True)
    with pytest.raises(Usage, match="FTS5"):
        ids(archive, "nocolumn : x", fts=True)


@pytest.mark.parametrize(("filters", "expected"), [
    ({"platform": ("Instagram",)}, ["1001"]),
    ({"author": ("@dad_example",)}, ["1002", "1003"]),
    ({"author": ("mum",)}, ["1001"]),
    ({"since": "2019-06-05", "until": "2019-06-05"}, ["1001", "1002"]),
    ({"since": "2020"}, ["1003"]),
    ({"until": "2019"}, ["1001", "1002"]),
    ({"until": "2021-01-02T03:04:05Z", "since": "2021-01-02T03:04:05Z"}, ["1003"]),
    ({"min_likes": 0}, ["1001", "1002", "1003"]),
    ({"min_likes": 13}, ["1001", "1002"]),
    ({"hashtag": ("#firststeps",)}, ["1001"]),
    ({"hashtag": ("first",)}, []),
    ({"embedded_in": ("news.example",)}, ["1001", "1002"]),
    ({"embedded_in": ("other.example",)}, ["1003", "1004"]),
    ({"embedded_in": ("other blog",)}, ["1003", "1004"]),
    ({"embedded_in": ("http://www.news.example/first-steps/?utm_source=x",)}, ["1001", "1002"]),
    ({"embedded_in": ("example",)}, ["1001", "1002", "1003", "1004"]),
    ({"embedded_in": ("%",)}, []),
    ({"status": ("deleted",)}, ["1004"]),
])
def test_filters(archive: str, filters: dict[str, object], expected: list[str]) -> None:
    assert ids(archive, **filters) == expected


def test_order_and_limit(archive: str) -> None:
    assert ids(archive, sort="likes") == ["1001", "1002", "1003", "1004"]
    assert ids(archive, sort="created") == ["1003", "1001", "1002", "1004"]
    assert ids(archive, sort="likes", limit=1) == ["1001"]
    assert ids(archive, sort="relevance") == ids(archive, sort="created")


def test_both_drivers_give_the_same(archive: str, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = ids(archive, "dad", sort="likes", limit=5)
    monkeypatch.setattr(search, "COMMON", 1)
    assert ids(archive, "dad", sort="likes", limit=5) == expected == ["1002", "1003"]


@pytest.mark.parametrize("term", [
    '"', '""', 'a"b', "NEAR(a b, 5)", "*", "*foo", "a:b", "caption:x", "--", "^", "(a", "AND", "NOT a", "{a b}:c", "\\", "", " ",
    "\0a",
    "\ud83d", "\U0001f600", "x" * 100_000, '"' * 5000, "a " * 20_000, "(" * 5000, "posts_fts", 'x" OR "y', "=1+1",
])
def test_nothing_in_a_word_is_syntax(archive: str, term: str) -> None:
    assert isinstance(ids(archive, term), list)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(max_size=12), max_size=4))
def test_any_words(archive: str, words: list[str]) -> None:
    ids(archive, *words)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(caption=st.text(alphabet="ab日本語のテスト 😀.", min_size=1, max_size=20), data=st.data())
def test_every_part_of_a_run_is_found(tmp_path_factory: pytest.TempPathFactory, caption: str, data: st.DataObject) -> None:
    from ingest.store.searchtext import RUN

    runs = RUN.findall(caption)
    if not runs:
        return
    run = data.draw(st.sampled_from(runs))
    start = data.draw(st.integers(0, len(run) - 1))
    part = run[start : data.draw(st.integers(start + 1, len(run)))]
    path = make(tmp_path_factory.mktemp("cjk") / "archive.db", [document(post("7", caption))])
    assert ids(path, part) == ["7"]


def test_signs_are_found_in_the_text(tmp_path: Path) -> None:
    path = make(tmp_path / "archive.db", [document(post("1", "party 🎉 & more"), post("2", "party"))])
    assert ids(path, "🎉") == ["1"]
    assert ids(path, "party", "🎉") == ["1"]
    assert ids(path, "party", "&") == ["1", "2"]
    assert ids(path, "&") == ["1"]


def test_too_many_words() -> None:
    with pytest.raises(Usage):
        terms_of([" ".join(f"w{n}" for n in range(2000))])


@pytest.mark.parametrize(("text", "expected"), [
    ("2019", ("2019-01-01", "2020-01-01")), ("2019-12", ("2019-12-01", "2020-01-01")),
    ("2020-02-29", ("2020-02-29", "2020-03-01")),
    ("2019-06-05T15:04:05+02:00", ("2019-06-05T13:04:05.000", "2019-06-05T13:04:05~")),
])
def test_periods(text: str, expected: tuple[str, str]) -> None:
    assert period(text) == expected


@pytest.mark.parametrize("text", ["yesterday", "2019-13", "2019-02-30", "20190", "", "9999-12-31"])
def test_no_periods(text: str) -> None:
    with pytest.raises(Usage):
        period(text)


def test_hidden_posts_are_not_found(tmp_path: Path) -> None:
    path = make(tmp_path / "archive.db")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE posts SET hidden = 1 WHERE native_id = '1001'")
    assert "1001" not in ids(path)
    assert ids(path, "steps") == []
    with reading(path) as connection:
        assert count(connection, Query()) == 3


def test_reading_never_writes(archive: str) -> None:
    before = Path(archive).read_bytes()
    with reading(archive) as connection, pytest.raises(sqlite3.OperationalError):
        connection.execute("DELETE FROM posts")
    assert Path(archive).read_bytes() == before


def test_what_is_no_archive(tmp_path: Path) -> None:
    with pytest.raises(Usage, match="there is no archive"), reading(str(tmp_path / "none.db")):
        pass
    text = tmp_path / "text.db"
    text.write_text("this is not a database at all, just text that somebody named so")
    with pytest.raises(Unusable, match="not an SQLite database"), reading(str(text)):
        pass
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection, connection:
        connection.execute("CREATE TABLE t (a)")
    with pytest.raises(Unusable, match="not made by afterpost"), reading(str(other)):
        pass
    newer = make(tmp_path / "newer.db")
    with closing(sqlite3.connect(newer)) as connection, connection:
        connection.execute("PRAGMA user_version = 999")
    with pytest.raises(Unusable, match="999"), reading(newer):
        pass


def test_a_damaged_archive_is_one_line(tmp_path: Path) -> None:
    path = Path(make(tmp_path / "archive.db"))
    data = bytearray(path.read_bytes())
    data[4096 * 2 : 4096 * 40] = b"\xff" * (4096 * 38)
    path.write_bytes(data)
    with pytest.raises(AfterpostError) as caught, reading(str(path)) as connection:
        list(flat_rows(connection, find(connection, Query(words=("steps",)))))
    assert caught.value.exit_code == 4
    assert "\n" not in str(caught.value)


def test_the_habit_of_sqlite_utils(archive: str) -> None:
    with pytest.raises(Usage, match="afterpost search --db"):
        refuse_database_as_word([archive, "steps"], "archive.db")
    refuse_database_as_word(["archive-that-is-not.db"], "archive.db")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root to become somebody without rights")
def test_a_read_only_folder() -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        _read_as_nobody(make(folder / "archive.db"))
    finally:
        shutil.rmtree(folder)


def _read_as_nobody(path: str) -> None:
    Path(path).chmod(0o444)
    Path(path).parent.chmod(0o555)
    code = (
        "import os\nfrom ingest.store.reading import reading\nfrom ingest.search import Query, find\nos.setuid(65534)\n"
        f"with reading({path!r}) as c: print(len(list(find(c, Query()))))"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)
    assert done.stdout.strip() == "4", done.stderr


def test_one_connection_sees_one_state(tmp_path: Path) -> None:
    path = make(tmp_path / "archive.db")
    with closing(open_reading(path)) as connection:
        assert count(connection, Query()) == 4
        make(Path(path), [document(post("5000", "new"), locator="new.html")])
        assert count(connection, Query()) == 4
        assert len(ids(path)) == 5
