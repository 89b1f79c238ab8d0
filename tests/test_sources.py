"""Sources and runs: only what is due, only what changed, one run at a time, and nothing lost when a run dies."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from small_archive import make

from ingest.archive import Archive
from ingest.commands import cron, sources
from ingest.commands.sources import Outcome, Source, is_due, kind_of, run_due
from ingest.errors import Busy, Failed, Usage
from ingest.run.runlock import run_lock


class Recorded:
    """Hands that note what they are asked to do."""

    def __init__(self) -> None:
        self.done: list[tuple[str, list[str]]] = []
        self.listed: list[str] = []
        self.fails: set[str] = set()
        self.dies_at = ""

    def ingest(self, paths: Sequence[str]) -> Outcome:
        self.done.append(("ingest", list(paths)))
        if "broken" in paths[0]:
            raise Failed("the disk is gone")
        return Outcome(documents=1, new=2)

    def fetch(self, urls: Sequence[str], memory: dict[str, dict[str, str]], noted: Callable[[], None]) -> Outcome:
        self.done.append(("fetch", list(urls)))
        for url in urls:
            if url == self.dies_at:
                raise KeyboardInterrupt
            if url not in self.fails:
                memory[url] = {"etag": "1"}
                noted()
        return Outcome(documents=len(urls))

    def expand(self, url: str, memory: dict[str, dict[str, str]]) -> tuple[list[str], Outcome]:
        self.done.append(("expand", [url]))
        return self.listed, Outcome()

    def merge(self, path: str) -> Outcome:
        self.done.append(("merge", [path]))
        return Outcome(new=1)


@pytest.fixture
def archive(tmp_path: Path) -> str:
    return make(tmp_path / "archive.db")


def run(archive: str, hands: Recorded, **more: object) -> Outcome:
    with Archive.open(archive) as opened:
        return run_due(opened.connection, hands, **more)  # type: ignore[arg-type]


def add(archive: str, target: str, **more: object) -> Source:
    with Archive.open(archive) as opened:
        return sources.add(opened.connection, target, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(("target", "kind"), [
    ("https://news.example/feed", "feed"), ("https://news.example/x/rss.xml?a=1", "feed"),
    ("https://news.example/sitemap_news.xml", "sitemap"),
    ("https://news.example/story", "page"), ("pages/*.html", "path"), ("none.db", "path"),
])
def test_what_a_target_looks_like(target: str, kind: str) -> None:
    assert kind_of(target) == kind


def test_add_list_remove(archive: str, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    source = add(archive, str(folder), name="pages", every="1h", tags=("news", "daily"))
    assert (source.kind, source.target, source.every, source.tags) == ("path", str(folder), "1h", ("news", "daily"))
    assert add(archive, archive, name="me").kind == "archive"
    for wrong in ({"target": str(folder), "name": "pages"}, {"target": "/nowhere/at/all"},
                  {"target": str(folder), "every": "often"},
                  {"target": str(folder), "kind": "feed"}, {"target": str(folder), "kind": "thing"}):
        with pytest.raises(Usage):
            add(archive, **wrong)  # type: ignore[arg-type]
    with Archive.open(archive) as opened:
        assert [one.name for one in sources.sources(opened.connection)] == ["me", "pages"]
        assert sources.remove(opened.connection, str(folder)) == 1
        with pytest.raises(Usage):
            sources.remove(opened.connection, "pages")


def test_what_is_due() -> None:
    def source(every: str, checked: str | None) -> Source:
        return Source(id=1, name="x", kind="page", target="x", every=every, tags=(), state={}, checked_at=checked)

    moment = 1591012800.0  # 2020-06-01T12:00:00Z
    assert is_due(source("", "2020-06-01T11:59:59.000Z"), moment)
    assert is_due(source("1h", None), moment)
    assert is_due(source("1h", "2020-06-01T11:00:30.000Z"), moment)
    assert not is_due(source("1h", "2020-06-01T11:30:00.000Z"), moment)
    assert is_due(source("1h", "2099-01-01T00:00:00.000Z"), moment)  # a clock that was wrong must not stop a source for years


def test_a_run_does_what_is_due_once(archive: str, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("x")
    add(archive, str(tmp_path / "*.html"), name="globbed", every="1d")
    add(archive, "https://news.example/story", name="story", every="1d")
    hands = Recorded()
    outcome = run(archive, hands)
    assert hands.done == [("ingest", [str(tmp_path / "a.html")]), ("fetch", ["https://news.example/story"])]
    assert outcome.counts == {"documents": 2, "new": 2, "updated": 0, "failed": 0}
    run(archive, hands)
    assert len(hands.done) == 2
    run(archive, hands, names=["story"])
    assert len(hands.done) == 3
    with pytest.raises(Usage):
        run(archive, hands, names=["nobody"])


def test_one_failure_does_not_stop_the_others(archive: str, tmp_path: Path) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "fine").mkdir()
    (tmp_path / "gone").mkdir()
    for name in ("broken", "fine", "gone"):
        add(archive, str(tmp_path / name), name=name)
    (tmp_path / "gone").rmdir()
    hands = Recorded()
    outcome = run(archive, hands)
    assert outcome.failed == 2
    assert [(problem.reason, problem.locator) for problem in outcome.problems] == [
        ("io", "broken"), ("vanished", str(tmp_path / "gone"))]
    assert ("ingest", [str(tmp_path / "fine")]) in hands.done


def test_pages_of_a_feed_are_fetched_once_and_failures_again(archive: str) -> None:
    add(archive, "https://news.example/feed", name="feed")
    hands = Recorded()
    hands.listed, hands.fails = ["https://news.example/a", "https://news.example/b"], {"https://news.example/b"}
    run(archive, hands)
    hands.listed = ["https://news.example/a", "https://news.example/c"]
    run(archive, hands)
    hands.fails = set()
    run(archive, hands)
    run(archive, hands)
    fetched = [urls for what, urls in hands.done if what == "fetch"]
    assert fetched == [["https://news.example/a", "https://news.example/b"], ["https://news.example/b", "https://news.example/c"],
                       ["https://news.example/b"]]


def test_a_run_that_dies_is_gone_on_with(archive: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was fetched is not asked again, what was not is, even if the feed itself says that it did not change."""
    monkeypatch.setattr(sources, "SAVED_EVERY", 0.0)
    add(archive, "https://news.example/feed", name="feed")
    hands = Recorded()
    hands.listed = [f"https://news.example/{letter}" for letter in "abcd"]
    hands.dies_at = hands.listed[2]
    with pytest.raises(KeyboardInterrupt):
        run(archive, hands)
    hands.listed, hands.dies_at = [], ""
    run(archive, hands)
    run(archive, hands)
    assert [urls[-2:] for what, urls in hands.done if what == "fetch"] == [["https://news.example/c", "https://news.example/d"]] * 2
    assert [len(urls) for what, urls in hands.done if what == "fetch"] == [4, 2]


def test_a_list_and_another_archive(archive: str, tmp_path: Path) -> None:
    (tmp_path / "urls.txt").write_text("# mine\nhttps://a.example/1\n\nhttps://a.example/1\nhttp://b.example/\n")
    other = make(tmp_path / "other.db")
    add(archive, str(tmp_path / "urls.txt"), name="list", kind="list")
    add(archive, other, name="other")
    hands = Recorded()
    run(archive, hands)
    run(archive, hands)
    assert hands.done == [("fetch", ["https://a.example/1", "http://b.example/"]), ("merge", [other]),
                          ("fetch", ["https://a.example/1", "http://b.example/"])]


def test_one_run_at_a_time(archive: str) -> None:
    with run_lock(archive), pytest.raises(Busy, match=f"process {os.getpid()} on"), run_lock(archive):
        pass
    assert not os.path.exists(archive + ".run")
    with run_lock(archive):
        pass


def test_the_lock_of_a_dead_owner_is_free(archive: str) -> None:
    code = ("import sys, time\nfrom ingest.run.runlock import run_lock\n"
            f"with run_lock({archive!r}):\n    print('held', flush=True)\n    time.sleep(60)")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, env=environment) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == b"held\n"
        with pytest.raises(Busy, match=f"process {owner.pid}"), run_lock(archive):
            pass
        owner.send_signal(signal.SIGKILL)
    assert json.loads(Path(archive + ".run").read_text())["pid"] == owner.pid
    with run_lock(archive):
        pass


@pytest.mark.parametrize(("every", "expected"), [
    ("15m", "*/15 * * * *"), ("hourly", "7 * * * *"), ("2h", "7 */2 * * *"), ("1d", "7 3 * * *"), ("3d", "7 3 */3 * *"),
    ("weekly", "7 3 * * 0"),
])
def test_crontab(every: str, expected: str) -> None:
    line = cron.crontab(["/opt/a b/afterpost"], "/data/50%/archive.db", every, 7)
    assert line == f"{expected} '/opt/a b/afterpost' run --db /data/50\\%/archive.db"


def test_units() -> None:
    units = cron.units(["/opt/a b/afterpost"], "/data/50%/archive.db", "1h")
    assert set(units) == {"afterpost.service", "afterpost.timer"}
    assert 'ExecStart="/opt/a b/afterpost" run --db /data/50%%/archive.db\n' in units["afterpost.service"]
    assert "OnUnitActiveSec=3600s" in units["afterpost.timer"]


@pytest.mark.parametrize("text", ["", "0h", "often", "-1h", "1y", "99999m"])
def test_no_intervals(text: str) -> None:
    with pytest.raises(Usage):
        cron.seconds(text)


def test_runs_are_listed(archive: str) -> None:
    with Archive.open(archive) as opened:
        started = opened.run_started("run")
        time.sleep(0.002)
        opened.run_finished(started, 0, {"new": 2})
        found = sources.runs(opened.connection)
    assert [(one["command"], one["exit_code"], one["counts"]) for one in found] == [("run", 0, '{"new": 2}')]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed here")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    program = tmp_path / "with blank" / "afterpost"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    cron.write_units(cron.units([str(program)], str(tmp_path / "50%" / "a$b.db"), "15m"), str(tmp_path / "units"))
    units = sorted(str(path) for path in (tmp_path / "units").iterdir())
    done = subprocess.run(["systemd-analyze", "verify", "--user", *units], capture_output=True, text=True, check=False,
                          env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)})
    assert (done.returncode, done.stderr) == (0, "")
