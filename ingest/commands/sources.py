"""What a machine watches by itself: folders, files, pages, feeds, sitemaps, lists and other archives; and doing what is due.

A source is a row of the local table ``sources``. ``run_due`` asks each for what changed since the last time, and hands paths to
the ordinary ingest: files are skipped by size and mtime, then hash; pages by what their server says.
"""

import glob
import json
import os
import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from ingest.commands.cron import seconds
from ingest.errors import Failed, Usage
from ingest.model import Problem
from ingest.store.local import now
from ingest.store.reading import records

KINDS = ("path", "page", "feed", "sitemap", "list", "archive")
"""``path``: file, folder or glob. ``list``: a file of addresses, one per line. ``archive``: another afterpost archive, merged."""

_ONLINE = ("page", "feed", "sitemap")
SAVED_EVERY = 2.0
"""Seconds between two times that the memory of a source is saved while it is fetched."""
_SAME = {"folder": "path", "file": "path", "glob": "path"}
_FEEDS = ("feed", "rss", "atom", "feed.xml", "rss.xml", "atom.xml", "index.xml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One thing that is watched."""

    id: int
    name: str
    kind: str
    target: str
    every: str
    tags: tuple[str, ...]
    state: dict[str, Any] = field(repr=False)
    checked_at: str | None


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What doing one source gave."""

    documents: int = 0
    new: int = 0
    updated: int = 0
    failed: int = 0
    """Inputs that are not (fully) archived."""
    problems: list[Problem] = field(default_factory=list)
    """Failures that the ordinary ingest did not tell itself."""

    def add(self, other: "Outcome") -> None:
        """Takes another's figures in."""
        self.documents += other.documents
        self.new += other.new
        self.updated += other.updated
        self.failed += other.failed
        self.problems += other.problems

    @property
    def counts(self) -> dict[str, int]:
        """For the row of ``runs``."""
        return {"documents": self.documents, "new": self.new, "updated": self.updated, "failed": self.failed}


class Hands(Protocol):
    """What a run needs done by the rest of the house."""

    def ingest(self, paths: Sequence[str]) -> Outcome:
        """Reads paths like ``afterpost ingest``."""

    def fetch(self, urls: Sequence[str], memory: dict[str, dict[str, str]], noted: Callable[[], None]) -> Outcome:
        """Fetches pages that changed, and reads them. ``noted`` is called when ``memory`` has learned of one."""

    def expand(self, url: str, memory: dict[str, dict[str, str]]) -> tuple[list[str], Outcome]:
        """The pages that a feed or sitemap names."""

    def merge(self, path: str) -> Outcome:
        """Merges another archive in."""


def kind_of(target: str) -> str:
    """What a target looks like."""
    if urlsplit(target).scheme.lower() in ("http", "https"):
        last = urlsplit(target).path.lower().rstrip("/").rpartition("/")[2]
        if "sitemap" in last and last.endswith((".xml", ".xml.gz", ".txt")):
            return "sitemap"
        return "feed" if last.endswith((".rss", ".atom", ".rdf")) or last in _FEEDS else "page"
    if target.lower().endswith((".db", ".sqlite")) and os.path.isfile(target):
        return "archive"
    return "path"


def add(
    connection: sqlite3.Connection, target: str, *, kind: str = "", name: str = "", every: str = "", tags: Sequence[str] = ()
) -> Source:
    """Adds a source. Paths are kept absolute: cron knows no working directory."""
    kind = _SAME.get(kind, kind) or kind_of(target)
    if kind not in KINDS:
        raise Usage(f"{kind!r} is no kind of source; there are: {' '.join(KINDS)}")
    online = urlsplit(target).scheme.lower() in ("http", "https")
    if kind in _ONLINE and not online:
        raise Usage(f"{target}: a {kind} has an http or https address")
    if every:
        seconds(every)
    if not online:
        target = os.path.abspath(target)
        if not glob.glob(target) and not os.path.exists(target):
            raise Usage(f"{target}: nothing is there; make it first, or check the spelling")
    try:
        connection.execute(
            "INSERT INTO sources (name, kind, target, every, tags) VALUES (?, ?, ?, ?, ?)",
            (name or target, kind, target, every, json.dumps(list(tags), ensure_ascii=False)))
    except sqlite3.IntegrityError:
        raise Usage(f"a source named {name or target!r} exists already; remove it first, or give another --name") from None
    return next(source for source in sources(connection) if source.name == (name or target))


def remove(connection: sqlite3.Connection, name: str) -> int:
    """Removes the sources with this name or target, and says how many; what they brought stays."""
    target = name if "://" in name else os.path.abspath(name)
    gone = connection.execute("DELETE FROM sources WHERE name = ? OR target IN (?, ?)", (name, name, target)).rowcount
    if not gone:
        raise Usage(f"there is no source {name!r}; 'afterpost sources list' shows them")
    return gone


def sources(connection: sqlite3.Connection) -> list[Source]:
    """All sources, by name."""
    rows = records(connection, "SELECT id, name, kind, target, every, tags, state, checked_at FROM sources ORDER BY name")
    return [Source(**{**row, "tags": tuple(json.loads(row["tags"])), "state": json.loads(row["state"])}) for row in rows]


def is_due(source: Source, moment: float) -> bool:
    """Whether it is time to look again. A minute is forgiven: cron is never exact."""
    if not source.every or not source.checked_at:
        return True
    checked = _unix(source.checked_at)
    return checked > moment or moment - checked >= seconds(source.every) - 60


def _unix(text: str) -> float:
    from datetime import datetime

    return datetime.fromisoformat(text).timestamp()


def run_due(
    connection: sqlite3.Connection, hands: Hands, *, names: Sequence[str] = (), force: bool = False,
    report: Callable[[str], None] = lambda name: None,
) -> Outcome:
    """Does what is due, one source after the other; a source that fails does not keep the others from their turn."""
    total = Outcome()
    known = sources(connection)
    if unknown := [name for name in names if name not in {source.name for source in known}]:
        raise Usage(f"there is no source {unknown[0]!r}; 'afterpost sources list' shows them")
    for source in known:
        if (names and source.name not in names) or not (force or names or is_due(source, time.time())):
            continue
        report(source.name)
        state = json.loads(json.dumps(source.state))
        try:
            outcome = _do(source, hands, state, _saver(connection, source, state))
        except Failed as error:
            outcome = Outcome(failed=1, problems=[Problem(reason="io", detail=str(error), stage="open", locator=source.name)])
        total.add(outcome)
        connection.execute("UPDATE sources SET state = ?, checked_at = ? WHERE id = ?",
                           (json.dumps(state, ensure_ascii=False, sort_keys=True), now(), source.id))
    return total


def _saver(connection: sqlite3.Connection, source: Source, state: dict[str, Any]) -> Callable[[], None]:
    """Writes down every few seconds what is done, so that a run that is killed asks for little again in the next."""
    last = time.monotonic()

    def save() -> None:
        nonlocal last
        if time.monotonic() - last >= SAVED_EVERY:
            connection.execute("UPDATE sources SET state = ? WHERE id = ?",
                               (json.dumps(state, ensure_ascii=False, sort_keys=True), source.id))
            last = time.monotonic()

    return save


def _do(source: Source, hands: Hands, state: dict[str, Any], save: Callable[[], None]) -> Outcome:
    memory: dict[str, dict[str, str]] = state.setdefault("pages", {})
    if source.kind == "archive":
        return _merge_if_changed(source, hands, state)
    if source.kind == "page":
        return hands.fetch([source.target], memory, save)
    if source.kind in ("feed", "sitemap"):
        lists: dict[str, dict[str, str]] = state.setdefault("lists", {})
        pages, outcome = hands.expand(source.target, lists)
        return _pages(pages, outcome, hands, state, save)
    if source.kind == "list":
        return _list(source, hands, state, save)
    paths = sorted(glob.glob(source.target, recursive=True)) if glob.has_magic(source.target) else [source.target]
    gone = [path for path in paths if not os.path.exists(path)]
    if gone or not paths:
        detail = "the folder or file is not there (is its disk mounted?)"
        problem = Problem(reason="vanished", detail=detail, stage="open", locator=source.target)
        return Outcome(failed=1, problems=[problem])
    return hands.ingest(paths)


def _pages(pages: Sequence[str], outcome: Outcome, hands: Hands, state: dict[str, Any], save: Callable[[], None]) -> Outcome:
    """Pages of a feed are fetched once: what it lists again is known. (To watch a page for changes, add it as a ``page``.)"""
    memory: dict[str, dict[str, str]] = state["pages"]
    fresh = [page for page in dict.fromkeys([*state.get("waiting", ()), *pages]) if page not in memory]
    before = set(memory)
    state["waiting"] = fresh  # a list that did not change is not given again: what a killed run leaves must be known
    save()
    outcome.add(hands.fetch(fresh, memory, save) if fresh else Outcome())
    # what failed or was left over by --max-requests waits for the next run, ten times at most
    tries: dict[str, int] = state.get("tries", {})
    waiting = [page for page in fresh if page not in memory]
    state["tries"] = {page: tries.get(page, 0) + 1 for page in waiting if tries.get(page, 0) < 9}
    state["waiting"] = list(state["tries"])
    for page in set(memory) - before:
        memory[page] = {}
    return outcome


def _list(source: Source, hands: Hands, state: dict[str, Any], save: Callable[[], None]) -> Outcome:
    if urlsplit(source.target).scheme.lower() in ("http", "https"):
        pages, outcome = hands.expand(source.target, state.setdefault("lists", {}))
        return _pages(pages, outcome, hands, state, save)
    try:
        lines = Path(source.target).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as error:
        raise Failed(f"{source.target}: cannot be read ({error.strerror})") from error
    urls = [text for line in lines if (text := line.strip()).startswith(("http://", "https://"))]
    return hands.fetch(list(dict.fromkeys(urls)), state["pages"], save)


def _merge_if_changed(source: Source, hands: Hands, state: dict[str, Any]) -> Outcome:
    try:
        stats = [os.stat(path) for path in (source.target, source.target + "-wal") if os.path.exists(path)]
    except OSError as error:
        raise Failed(f"{source.target}: cannot be read ({error.strerror})") from error
    if not stats:
        raise Failed(f"{source.target}: the other archive is not there")
    signs = [[one.st_size, one.st_mtime_ns] for one in stats]
    if state.get("signs") == signs:
        return Outcome()
    outcome = hands.merge(source.target)
    state["signs"] = signs
    return outcome


def runs(connection: sqlite3.Connection, most: int = 20) -> list[dict[str, Any]]:
    """The latest runs, newest first."""
    sql = "SELECT id, command, started_at, finished_at, exit_code, counts FROM runs ORDER BY id DESC LIMIT ?"
    return list(records(connection, sql, (most,)))
