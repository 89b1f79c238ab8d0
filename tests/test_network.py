"""From the network into the archive: fetched, kept as WARC, read from there by the ordinary path; sources and runs with it."""

import gzip
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from loopback import PAGE, Server, serving
from small_archive import make, post
from small_archive import reading as document

from ingest.archive import Archive
from ingest.commands import intake, network, sources
from ingest.commands.sources import Outcome
from ingest.errors import Busy, Usage
from ingest.online.conduct import Manners
from ingest.online.endpoints import ENDPOINTS
from ingest.online.session import captures
from ingest.run.runlock import run_lock
from ingest.search import Filters, Query, find
from ingest.store.reading import flat_rows, reading

QUICK = Manners(allow_private=True, pause=0.0, seconds=5.0)
TWEET = (b'<!DOCTYPE html><title>Story</title><article><blockquote class="twitter-tweet"><p lang="en" dir="ltr">%s</p>&mdash; Ada '
         b'(@ada_example) <a href="https://twitter.com/ada_example/status/%d">May 31, 2020</a></blockquote></article>')



@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        running.routes["/robots.txt"] = (404, {}, b"")
        running.routes["/story"] = (200, {}, TWEET % (b"seen on the web", 1266999999999999901))
        yield running


@pytest.fixture
def archive(tmp_path: Path) -> str:
    return make(tmp_path / "archive.db")


class Read:
    """An ingest that only notes its paths."""

    def __init__(self) -> None:
        self.paths: list[list[str]] = []

    def __call__(self, paths: Sequence[str]) -> Outcome:
        self.paths.append(list(paths))
        return Outcome(documents=1, new=1)


def watch(archive: str, target: str, **more: Any) -> None:
    with Archive.open(archive) as opened:
        sources.add(opened.connection, target, **more)


def run(archive: str, read: Read) -> int:
    return network.run(archive, QUICK, read, (), force=False, as_json=False)


def test_a_feed_is_expanded_and_its_pages_fetched_once(archive: str, server: Server) -> None:
    items = [f"<item><link>{server.base}/{name}</link></item>" for name in ("story", "gone")]
    server.routes["/feed"] = (200, {"ETag": '"7"'}, f"<rss><channel>{''.join(items)}</channel></rss>".encode())
    watch(archive, server.base + "/feed", name="feed")
    read = Read()
    assert run(archive, read) == 3
    assert server.paths == ["/feed", "/story", "/gone"]
    warc = captures(archive) / os.listdir(captures(archive))[0]
    assert read.paths == [[str(captures(archive))]]
    assert b"seen on the web" in gzip.decompress(warc.read_bytes())
    run(archive, read)
    assert server.paths[3:] == ["/feed", "/gone"]


def test_a_quiet_run_says_nothing(archive: str, server: Server, capfd: pytest.CaptureFixture[str]) -> None:
    def page(asked: Any) -> tuple[int, dict[str, str], bytes]:
        return (304, {}, b"") if asked.headers.get("If-None-Match") else (200, {"ETag": '"1"'}, PAGE)

    server.routes["/page"] = page
    watch(archive, server.base + "/page", name="page")
    read = Read()
    assert run(archive, read) == 0
    assert "posts new" in capfd.readouterr().err
    read = Read()
    read_nothing = network.run(archive, QUICK, lambda paths: Outcome(), (), force=False, as_json=False)
    assert read_nothing == 0
    assert capfd.readouterr() == ("", "")
    with reading(archive) as connection:
        found = sources.runs(connection)
    assert [row["exit_code"] for row in found] == [0, 0]
    assert json.loads(found[0]["counts"]) == {"documents": 0, "new": 0, "updated": 0, "failed": 0}


def test_answers_of_a_run_that_died_are_read_by_the_next(archive: str, server: Server) -> None:
    server.routes["/page"] = (200, {}, PAGE)
    watch(archive, server.base + "/page", name="page")

    def dies(paths: Sequence[str]) -> Outcome:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        network.run(archive, QUICK, dies, (), force=False, as_json=False)
    read = Read()
    run(archive, read)
    assert read.paths[0] == [str(captures(archive))]


def test_the_second_run_is_told_who_runs(archive: str) -> None:
    with run_lock(archive), pytest.raises(Busy) as caught:
        run(archive, Read())
    assert caught.value.exit_code == 5


def test_a_run_for_monitors(archive: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert network.run(archive, QUICK, Read(), (), force=False, as_json=True) == 0
    assert json.loads(capfd.readouterr().out) == {"documents": 0, "new": 0, "updated": 0, "failed": 0}


def test_fetch_says_what_came(archive: str, server: Server, capfd: pytest.CaptureFixture[str]) -> None:
    server.routes["/tweet-result"] = (200, {}, b'{"id_str": "1004"}')
    bases = tuple(f"{endpoint.name}={server.base}" for endpoint in ENDPOINTS)
    read = Read()
    chosen = network.Chosen(posts=("1004",), bases=bases)
    assert network.fetch(archive, QUICK, read, Filters(), chosen) == 0
    assert "1 posts asked for: 1 answered, 0 gone, 0 failed" in capfd.readouterr().err
    assert len(read.paths) == 1
    with pytest.raises(Usage):
        network.fetch(archive, QUICK, read, Filters(), network.Chosen(posts=("nobody",)))


def test_from_the_web_to_the_search(server: Server, tmp_path: Path) -> None:
    pytest.importorskip("ingest.containers.warc", exc_type=ImportError)
    intake = pytest.importorskip("ingest.commands.intake", exc_type=ImportError)
    path = str(tmp_path / "archive.db")
    assert network.ingest(path, QUICK, intake.reader(path, intake.Wish(quiet=True)), [server.base + "/story"]) == 0
    with reading(path) as connection:
        rows = list(flat_rows(connection, find(connection, Query(words=("web",)))))
        page = connection.execute("SELECT url FROM pages").fetchone()[0]
    assert [(row["native_id"], row["caption"], row["embedded_count"]) for row in rows] == [
        ("1266999999999999901", "seen on the web", 1)]
    assert page == server.base + "/story"


def test_a_clear_refusal_becomes_a_dated_observation(server: Server, tmp_path: Path) -> None:
    pytest.importorskip("ingest.containers.warc", exc_type=ImportError)
    intake = pytest.importorskip("ingest.commands.intake", exc_type=ImportError)
    path = make(tmp_path / "archive.db", [
        document(post("1266999999999999902", "held"), post("1266999999999999903", "dead endpoint"))])
    server.routes["/tweet-result"] = lambda asked: (404 if "902" in asked.path else 400, {}, b"")
    server.routes["/oembed"] = (403, {}, b"")
    bases = tuple(f"{endpoint.name}={server.base}" for endpoint in ENDPOINTS)
    chosen = network.Chosen(needs=("availability",), bases=bases)
    assert network.fetch(path, QUICK, intake.reader(path, intake.Wish(quiet=True)), Filters(), chosen) == 3
    with reading(path) as connection:
        rows = {row["native_id"]: row for row in flat_rows(connection, find(connection, Query()))}
    assert (rows["1266999999999999902"]["status"], rows["1266999999999999902"]["caption"]) == ("unavailable", "held")
    assert rows["1266999999999999902"]["status_at"]
    assert rows["1266999999999999903"]["status"] is None


def test_a_run_tells_a_problem_once(archive: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Cron mails what a run says: a file that cannot be read is no news an hour later. ``ingest`` says it as often as it is asked."""
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "bad.json").write_text('{"a": [')
    watch(archive, str(folder))
    read = intake.reader(archive, intake.Wish(quiet=True, jobs=1))

    def go() -> tuple[int, str]:
        return network.run(archive, QUICK, read, (), force=False, as_json=False), capfd.readouterr().err

    code, said = go()
    assert code == 3
    assert "bad.json: truncated" in said
    assert go() == (0, "")
    (folder / "worse.json").write_text('{"b": [')
    code, said = go()
    assert (code, "bad.json" in said, "worse.json: truncated" in said) == (3, False, True)
    assert intake.ingest(archive, [str(folder)], intake.Wish(quiet=True, jobs=1)) == 3
