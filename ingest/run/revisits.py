"""Captures that repeat an earlier one: they wait for it, in this run or a later one, and are read with its bytes once it is met.

The earlier capture is looked for among the documents of the archive, by address and date, and in the indexes that lie beside the
WARC file. What is found is opened, and its payload digest must be the stated one.
"""

import os
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields, replace

from ingest.containers import cdx
from ingest.containers.warc import short
from ingest.limits import Limits
from ingest.model import Document, Revisit
from ingest.run.reopen import file_of, reopened
from ingest.store.claims import spelled

_NAMES = [one.name for one in fields(Revisit)]
_MOST = 500_000
"""Captures that wait at most."""
_BATCH = 20_000
_TRIES = 8


@dataclass(frozen=True, slots=True)
class Joined:
    """A task: a revisit, and where its bytes may lie."""

    revisit: Revisit
    places: tuple[str, ...]

    @property
    def locator(self) -> str:
        """Of the revisit."""
        return self.revisit.locator

    @property
    def path(self) -> str:
        """Its own file."""
        return file_of(self.revisit.locator) or self.revisit.locator


def remember(connection: sqlite3.Connection, revisits: Iterable[Revisit]) -> None:
    """They wait from now on."""
    room = _MOST - waiting(connection)
    for one in revisits:
        if room <= 0:
            return
        row = tuple(spelled(value) for value in astuple(one))
        room -= connection.execute(f"INSERT INTO revisits ({', '.join(_NAMES)}, looked) VALUES ({', '.join('?' * len(_NAMES))}, 0) "
                                   "ON CONFLICT DO NOTHING", row).rowcount


def settle(connection: sqlite3.Connection, locators: Iterable[str]) -> None:
    """They wait no longer."""
    connection.executemany("DELETE FROM revisits WHERE locator = ?", [(spelled(one),) for one in locators])


def waiting(connection: sqlite3.Connection) -> int:
    """How many wait."""
    return int(connection.execute("SELECT count(*) FROM revisits").fetchone()[0])


def looked(connection: sqlite3.Connection) -> None:
    """All documents that there are have been asked; only newer ones can still help."""
    connection.execute("UPDATE revisits SET looked = ?1 WHERE looked <> ?1", (_newest(connection),))


def _newest(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT ifnull(max(id), 0) FROM documents").fetchone()[0])


def joinable(connection: sqlite3.Connection, limits: Limits) -> Iterator[list[Joined]]:
    """Those that wait and whose earlier capture may be at hand now, some at a time."""
    least = connection.execute("SELECT min(looked) FROM revisits").fetchone()[0]
    if least is None or least >= _newest(connection):
        return
    after = ""
    while rows := connection.execute(f"SELECT {', '.join(_NAMES)}, looked FROM revisits WHERE locator > ? ORDER BY locator LIMIT ?",
                                     (after, _BATCH)).fetchall():
        waits = {Revisit(**dict(zip(_NAMES, row, strict=False))): row[-1] for row in rows}
        indexed = _indexed([revisit for revisit, seen in waits.items() if not seen and revisit.digest], limits)
        known = _known(connection, after, rows[-1][0], least)
        tasks = []
        for revisit in waits:
            places = dict.fromkeys((*indexed.get(short(revisit.digest), ()), *known.get(revisit.locator, ())))
            if places:
                tasks.append(Joined(revisit, tuple(places)[:_TRIES]))
        yield tasks
        after = rows[-1][0]


def _known(connection: sqlite3.Connection, after: str, last: str, least: int) -> dict[str, list[str]]:
    """Locators of documents that may be the earlier capture, the one of the stated date first, then the newest."""
    found: dict[str, list[tuple[bool, str, str]]] = {}
    for locator, earlier, at, refers_at in connection.execute(
            """WITH wanted AS MATERIALIZED (SELECT CASE refers_to WHEN '' THEN url ELSE refers_to END AS target, locator, looked,
                 refers_at, captured_at FROM revisits WHERE locator > ? AND locator <= ?)
               SELECT w.locator, d.locator, d.captured_at, w.refers_at FROM documents d JOIN wanted w ON w.target = d.url
               WHERE d.id > ? AND d.id > w.looked AND d.captured_at <= w.captured_at AND d.locator LIKE '%@%'""", (after, last, least)):
        found.setdefault(locator, []).append((at[:19] == refers_at[:19], at, earlier))
    return {locator: [place for _, _, place in sorted(places, reverse=True)] for locator, places in found.items()}


def _indexed(revisits: list[Revisit], limits: Limits) -> dict[bytes, list[str]]:
    """Places by digest out of the indexes beside their files."""
    wanted: dict[str, set[bytes]] = {}
    for revisit in revisits:
        folder = os.path.dirname(file_of(revisit.locator))
        wanted.setdefault(os.path.join(folder, "x"), set()).add(short(revisit.digest))
    found: dict[bytes, list[str]] = {}
    for near, digests in wanted.items():
        for digest, locator in cdx.places(near, digests, limits):
            found.setdefault(digest, []).append(locator)
    return found


def document_of(task: Joined, limits: Limits) -> Document | None:
    """The earlier capture's document as what the revisit says it is."""
    revisit = task.revisit
    for place in task.places:
        found = reopened(place, limits, digest=revisit.digest)
        if found is not None:
            return replace(
                found, locator=revisit.locator, url=revisit.url, captured_at=revisit.captured_at,
                captured_origin="warc" if revisit.captured_at else "", parent_url=revisit.parent_url, title=revisit.title or found.title,
                offset=0, length=0, group="", member="")
    return None
