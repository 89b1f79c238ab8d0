"""Going on inside files: tails of files that grow, files that are as they were, runs that are cut off, half a last line."""

import bz2
import gzip
import json
import lzma
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import zstandard
from click.testing import CliRunner, Result

import cli
from ingest.online.fetch import Exchange
from ingest.online.warc_out import WarcWriter

ROOT = Path(__file__).resolve().parents[1]
WORDS = ["a", "quiet", "morning", "at", "the", "kiln", "with", "far", "too", "much", "coffee", "and", "hardly", "any", "glaze", "left"]


def line(number: int, *, post_id: int = 0) -> bytes:
    """A post of a classic microblog API."""
    native = post_id or 1_100_000_000_000_000_001 + number * 4_194_304_007
    text = " ".join(WORDS[number % 7: number % 7 + 6]) + f" number {number}"
    return json.dumps({
        "created_at": "Tue Mar 05 10:20:30 +0000 2019", "id": native, "id_str": str(native), "full_text": text, "lang": "en",
        "favorite_count": number, "retweet_count": 2, "entities": {"hashtags": [], "user_mentions": [], "urls": []},
        "user": {"id": 77, "id_str": "77", "name": "Mara", "screen_name": f"mara_{number % 5}"},
    }).encode() + b"\n"


def run(*words: str | Path) -> Result:
    result = CliRunner().invoke(cli.main, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result


def ingest(database: Path, *words: str | Path, code: int = 0) -> str:
    result = run("ingest", "--jobs", "1", "--db", database, *words)
    assert result.exit_code == code, result.output
    return result.output


def dump(database: Path) -> str:
    return run("dump", "--hash", "--db", database).output.strip()


def ask(database: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(sql).fetchall()


@pytest.mark.parametrize("tails", [False, True])
def test_growing_file_read_daily_is_the_file_read_once(tmp_path: Path, tails: bool) -> None:
    """With ``tails`` each day is a file of its own; without, the command itself has to find the tail."""
    days, daily = 10 if tails else 30, 12
    growing, database, once = tmp_path / "posts.ndjson", tmp_path / "daily.db", tmp_path / "once.db"
    everything = b""
    for day in range(days):
        fresh = b"".join(line(day * daily + number) for number in range(daily))
        everything += fresh
        source = tmp_path / f"day-{day}.ndjson" if tails else growing
        source.write_bytes(fresh if tails else everything)
        said = ingest(database, source)
        assert f"posts: {daily} new, 0 updated, 0 unchanged" in said
    growing.write_bytes(everything)
    ingest(once, growing)
    assert dump(database) == dump(once)
    assert ask(database, "SELECT count(*) FROM sightings") == [(days * daily,)]


def test_only_the_tail_is_read(tmp_path: Path) -> None:
    """The old lines lie at places of the old document alone: nobody looked at them again. Their document is the whole file."""
    path, database = tmp_path / "posts.ndjson", tmp_path / "a.db"
    first = b"".join(map(line, range(50)))
    path.write_bytes(first)
    ingest(database, path)
    path.write_bytes(first + line(50) + line(51))
    ingest(database, path)
    assert ask(database, "SELECT count(*) FROM places GROUP BY document_id ORDER BY document_id") == [(50,), (2,)]
    whole = len(first + line(50) + line(51))
    assert ask(database, "SELECT read_to, prefix_length, complete FROM files") == [(whole, whole, 1)]
    assert ask(database, "SELECT min(position) FROM places WHERE document_id = 2") == [(len(first),)]


def test_half_a_last_line_is_read_when_it_is_whole(tmp_path: Path) -> None:
    path, database, once = tmp_path / "posts.ndjson", tmp_path / "a.db", tmp_path / "once.db"
    whole = b"".join(map(line, range(30)))
    for cut in (len(b"".join(map(line, range(25)))) + 90, len(whole) - 1, len(whole)):
        path.write_bytes(whole[:cut])
        ingest(database, path, code=0 if cut >= len(whole) - 1 else 3)
    assert ask(database, "SELECT count(*) FROM open_problems") == [(0,)]
    ingest(once, path)
    assert dump(database) == dump(once)


def test_a_file_that_is_another_one_is_read_from_its_start(tmp_path: Path) -> None:
    path, database, once = tmp_path / "posts.ndjson", tmp_path / "a.db", tmp_path / "once.db"
    path.write_bytes(b"".join(map(line, range(30))))
    ingest(database, path)
    path.write_bytes(b"".join(map(line, range(100, 140))))
    assert "40 new" in ingest(database, path)
    ingest(once, path)
    assert ask(database, "SELECT count(*) FROM posts") == [(70,)]
    assert ask(database, "SELECT read_to FROM files") == ask(once, "SELECT read_to FROM files")


@pytest.mark.parametrize("name", ["posts.ndjson", "page.html", "posts.ndjson.gz"])
def test_same_bytes_under_a_new_time_are_not_read(tmp_path: Path, name: str) -> None:
    path, database = tmp_path / name, tmp_path / "a.db"
    body = b"".join(map(line, range(5)))
    path.write_bytes(b"<p>no post here" if "html" in name else gzip.compress(body) if "gz" in name else body)
    ingest(database, path)
    os.utime(path, ns=(1, 1))
    assert "0 documents; 1 unchanged files skipped" in ingest(database, path)
    assert ask(database, "SELECT mtime_ns, complete FROM files") == [(1, 1)]
    assert "1 documents" in ingest(database, "--thorough", path)


def test_problems_are_repeated_for_a_file_that_is_as_it_was(tmp_path: Path) -> None:
    path, database = tmp_path / "posts.ndjson", tmp_path / "a.db"
    path.write_bytes(line(1) + b'{"broken": \n' + line(2))
    ingest(database, path, code=3)
    os.utime(path, ns=(1, 1))
    assert "1 problems" in ingest(database, path, code=3)
    assert ask(database, "SELECT count(*) FROM open_problems") == [(1,)]


def test_behind_a_line_that_was_not_understood_all_is_read_again(tmp_path: Path) -> None:
    """A problem belongs to the document of the whole file, so a larger file has to tell it anew."""
    path, database = tmp_path / "posts.ndjson", tmp_path / "a.db"
    body = b"".join(map(line, range(30))) + b'{"broken": \n' + line(30)
    path.write_bytes(body)
    ingest(database, path, code=3)
    assert ask(database, "SELECT read_to FROM files") == [(body.index(b'{"broken'),)]
    path.write_bytes(body + line(31))
    assert "1 new, 0 updated, 1 unchanged; 1 problems" in ingest(database, path, code=3)
    assert ask(database, "SELECT r.document_id FROM problems q JOIN readings r ON r.id = q.reading_id") == [(1,), (2,)]


def test_what_the_first_lines_show_holds_for_the_tail(tmp_path: Path) -> None:
    """Ids in hundreds are doubtful alone; beside exact ids of the same file they are not, wherever reading began."""
    path, database, once = tmp_path / "posts.ndjson", tmp_path / "a.db", tmp_path / "once.db"
    rounded = []
    for number in range(3):
        record = json.loads(line(number))
        del record["id_str"]
        rounded.append(json.dumps({**record, "id": 1_100_000_000_000_000_100 + number * 100}).encode() + b"\n")
    path.write_bytes(b"".join(map(line, range(10, 40))))
    ingest(database, path)
    path.write_bytes(path.read_bytes() + b"".join(rounded))
    assert "3 new" in ingest(database, path)
    ingest(once, path)
    assert dump(database) == dump(once)
    assert ask(database, "SELECT count(*) FROM posts WHERE kind <> ''") == [(0,)]


def test_killed_in_the_middle_goes_on_inside(tmp_path: Path) -> None:
    """kill -9 after the first commit; the next run reads the rest, and the archive is that of an undisturbed one."""
    path, database, once = tmp_path / "posts.ndjson", tmp_path / "a.db", tmp_path / "once.db"
    path.write_bytes(b"".join(map(line, range(1500))))
    small = "import ingest.pipeline, ingest.reader, cli; ingest.pipeline.BATCH = 200; ingest.reader.CHUNK = 100; cli.main()"
    command = [sys.executable, "-c", small, "ingest", "-q", "--nl", "--jobs", "1", "--db", str(database), str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout is not None
        assert b"acknowledged" in process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        process.stdout.read()
    ((read_to, complete),) = ask(database, "SELECT read_to, complete FROM files")
    assert isinstance(read_to, int)
    assert 0 < read_to < path.stat().st_size
    assert complete == 0
    lines_before = path.read_bytes()[:read_to].count(b"\n")
    assert path.read_bytes()[read_to - 1:read_to] == b"\n"
    stored = ask(database, "SELECT count(*) FROM posts")[0][0]
    said = ingest(database, path)
    assert isinstance(stored, int)
    assert stored >= lines_before
    assert f"posts: {1500 - stored:,} new, 0 updated, {stored - lines_before:,} unchanged" in said
    ingest(once, path)
    assert dump(database) == dump(once)


@pytest.mark.parametrize("pack", [
    bytes, gzip.compress, bz2.compress, lzma.compress, zstandard.ZstdCompressor().compress,
], ids=["plain", "gz", "bz2", "xz", "zst"])
def test_half_a_last_line_costs_itself_only(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    path, database = tmp_path / "posts", tmp_path / "a.db"
    path.write_bytes(pack(b"".join(map(line, range(40)))[:-60]))
    said = ingest(database, path, code=3)
    assert "truncated: at byte" in said
    assert ask(database, "SELECT count(*) FROM posts") == [(39,)]
    assert ask(database, "SELECT reason FROM open_problems") == [("truncated",)]


def page(number: int, *, broken: bool = False) -> Exchange:
    """A page that was fetched: with an embedded post, or one whose content a script was to bring."""
    status = 1_266_999_999_999_000_000 + number
    body = (f'<title>{number}</title><blockquote class="twitter-tweet"><p>word {number}</p>&mdash; A (@a_example) '
            f'<a href="https://twitter.com/a_example/status/{status}">May 31, 2020</a></blockquote>')
    if broken:
        body = '<title>X</title><div id="react-root"></div><script src="https://abs.twimg.com/main.js"></script>'
    url = f"https://twitter.com/a_example/status/{status}" if broken else f"https://news.example/{number}"
    return Exchange(url=url, at=1_600_000_000.0 + number, status=200, reason="OK", version="HTTP/1.1", request_headers=(),
                    headers=(("Content-Type", "text/html"),), body=body.encode())


def fetched(folder: Path, *pages: Exchange) -> Path:
    with WarcWriter(folder, now=1_600_000_000.0) as writer:
        for one in pages:
            writer.write(one)
    return writer.path


def test_of_a_warc_of_our_own_only_the_new_records_are_read(tmp_path: Path) -> None:
    """A run reads what it fetched, not all that was fetched that day; what an early page lacked is still said at the end."""
    database, once = tmp_path / "a.db", tmp_path / "once.db"
    path = fetched(tmp_path / "captures", page(1), page(2, broken=True))
    assert "2 documents; posts: 1 new" in ingest(database, path, code=3)
    fetched(path.parent, page(3))
    said = ingest(database, path, code=3)
    assert "1 documents; posts: 1 new, 0 updated, 0 unchanged; 1 problems" in said
    fetched(path.parent, page(4), page(5))
    assert "2 documents; posts: 2 new, 0 updated, 0 unchanged; 1 problems" in ingest(database, path, code=3)
    assert "1 unchanged files skipped" in ingest(database, path, code=3)
    whole = path.stat().st_size
    assert ask(database, "SELECT read_to, prefix_length, complete, problems FROM files") == [(whole, whole, 1, 1)]
    ingest(once, path, code=3)
    assert dump(database) == dump(once)
    places = "SELECT locator FROM documents ORDER BY locator"
    assert ask(database, places) == ask(once, places)
    assert run("verify", "--files", "--db", database).exit_code == 0


def test_a_torn_record_of_a_warc_makes_it_read_from_its_start(tmp_path: Path) -> None:
    database, once = tmp_path / "a.db", tmp_path / "once.db"
    path = fetched(tmp_path / "captures", page(1))
    ingest(database, path)
    fetched(path.parent, page(2))
    whole = path.read_bytes()
    path.write_bytes(whole[:-100])
    ingest(database, path, code=3)
    fetched(path.parent, page(2), page(3))
    assert "4 documents" in ingest(database, path)  # what was whole of the torn pair, too
    ingest(once, path)
    assert dump(database) == dump(once)


def test_a_warc_of_another_program_is_read_whole(tmp_path: Path) -> None:
    """There a frame belongs to a page further up, and a capture may repeat an earlier one."""
    database = tmp_path / "a.db"
    path = fetched(tmp_path / "captures", page(1))
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()).replace(b"software: afterpost", b"software: otherpost")))
    ingest(database, path)
    assert ask(database, "SELECT read_to FROM files") == [(0,)]
