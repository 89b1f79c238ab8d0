"""From paths to the archive: workers read files and scan documents, this process alone writes what they found.

A file's state is committed together with the last of its posts, so a run that is cut off goes on where it stopped.
"""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import Any

from ingest import containers
from ingest.archive import Added, Archive
from ingest.containers import InputFile
from ingest.exports.downloads import Note
from ingest.index import default
from ingest.model import SHORT_LINK, Held, Problem, Reading, Revisit
from ingest.reader import Item, Order, read_document, read_file
from ingest.run import pictures, transport, workers
from ingest.run.resume import Errand, Mark, Same, Stamp, reached
from ingest.run.revisits import Joined, document_of, joinable, looked, remember, settle, waiting
from ingest.store.local import FileState

BATCH = 4000
"""Sightings after which a transaction is committed; it grows with the archive."""
HEAVY = 4 << 20
"""Bytes of records after which it is committed all the same: a transaction is held in memory."""
HINTS = ("embeds-lost",)
"""Problems that tell where to look, but of input that was read in full."""


@dataclass(slots=True, kw_only=True)
class Summary:
    """What one run did."""

    files: int = 0
    skipped: int = 0
    documents: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    problems: int = 0
    """Inputs that are not (fully) archived, also those of an earlier run whose file was given again."""
    known: int = 0
    """Problems among them that an earlier run told: their files are as they were."""
    hints: int = 0
    waiting: int = 0
    """Captures that repeat one which no file that was read holds."""
    left_alone: dict[str, int] = field(default_factory=dict)
    guesses: dict[str, str] = field(default_factory=dict)
    """How the columns of unknown tables are understood, and one such table."""

    def told(self, problems: int) -> None:
        """Counts problems that an earlier run told."""
        self.problems += problems
        self.known += problems

    def take(self, added: Added) -> None:
        """Counts what one transaction did."""
        self.new += added.new
        self.updated += added.updated
        self.unchanged += added.unchanged


class Ingest:
    """One run over some paths. ``tell`` gets problems as they come, ``acknowledge`` what was committed."""

    def __init__(
        self, archive: Archive | None, order: Order, *, jobs: int = 1, thorough: bool = False,
        tell: Callable[[str, Problem], None] = lambda path, problem: None,
        acknowledge: Callable[[str, Sequence[str]], None] = lambda locator, posts: None,
        progress: Callable[[InputFile], None] = lambda task: None,
    ) -> None:
        self.archive, self.order, self.jobs, self.thorough = archive, order, jobs, thorough
        self.tell, self.acknowledge, self.progress = tell, acknowledge, progress
        self.summary = Summary()
        self._readings: list[Reading] = []
        self._files: dict[str, FileState] = {}
        self._same: set[str] = set()
        self._marks: dict[str, Mark] = {}
        self._stamps: dict[str, Stamp] = {}
        self._attempts: list[tuple[str, Sequence[Problem]]] = []
        self._held: list[Held] = []
        self._revisits: list[Revisit] = []
        self._open: dict[str, list[Problem]] = {}
        self._counts: dict[str, int] = {}
        self._waiting, self._weight, self._since = 0, 0, time.monotonic()
        self._seen: set[Any] = set()

    def run(self, paths: Sequence[str], *, avoid: Sequence[str] = ()) -> Summary:
        """Reads everything new under the paths and writes it."""
        transport.install()
        if self.archive is not None:
            self.archive.begin_run()
        work = _Work(self.order)
        locate = attrgetter("file.path")
        for errand, item in workers.run(self._errands(paths, avoid), work, self.jobs, self.order.limits, locate=locate):
            path = errand.file.path
            if isinstance(item, workers.Done):
                self._done(errand)
            elif isinstance(item, Problem):
                self._problem(path, item)
            elif isinstance(item, Note) and item.guess:
                self.summary.guesses.setdefault(item.what, item.member)
            elif isinstance(item, Note):
                self.summary.left_alone[item.what] = self.summary.left_alone.get(item.what, 0) + item.count
            elif isinstance(item, Reading):
                self._reading(path, item)
            elif isinstance(item, Held):
                self._held.append(item)
            elif isinstance(item, Revisit):
                self._revisits.append(item)
            else:
                self._progress(errand, item)
        self._commit()
        if self.archive is not None:
            self._join(self.archive)
        return self.summary

    def _join(self, archive: Archive) -> None:
        """Reads the captures that repeat one of another file, now that all files are read."""
        for tasks in joinable(archive.connection, self.order.limits):
            done = []
            for task, item in workers.run(tasks, _Joining(self.order), self.jobs, self.order.limits, locate=attrgetter("locator")):
                if isinstance(item, Reading):
                    self._reading(task.path, item)
                    done.append(task.locator)
                elif isinstance(item, Problem):
                    self._count(task.path, item)
            self._commit(partial(settle, locators=done) if done else None)
        self.summary.waiting = waiting(archive.connection)
        if self.summary.waiting:
            with archive.transaction() as connection:
                looked(connection)

    def _errands(self, paths: Sequence[str], avoid: Sequence[str]) -> Iterator[Errand]:
        for item, known in self._looked_up(containers.walk(paths, avoid=avoid, stdin=self.order.limits.stdin)):
            if isinstance(item, Problem):
                self._passed_over(item)
            elif known is not None:
                self.summary.skipped += 1
                self.summary.told(known)
            else:
                yield Errand(file=item, known=self._before(item))

    def _before(self, task: InputFile) -> FileState | None:
        """What this reader version left behind of a file that is another one now, or was not read to its end."""
        if self.archive is None or self.thorough or task.path == "-":
            return None
        state = self.archive.file(task.path)
        return state if state is not None and state.reader_version == self.archive.reader_version else None

    def _progress(self, errand: Errand, item: Mark | Stamp | Same) -> None:
        """How far a file is, as it will be committed together with what was read up to there."""
        path, known = errand.file.path, errand.known
        if isinstance(item, Stamp):
            self._stamps[path] = item
        elif isinstance(item, Mark):
            self._marks[path] = item
            self._note(errand, complete=False, problems=self._counts.get(path, 0) + self._carried(errand))
        elif known is not None:
            self.summary.skipped += 1
            self.summary.told(known.problems)
            self._same.add(path)
            self._files[path] = replace(known, size=errand.file.size, mtime_ns=errand.file.mtime_ns)

    def _note(self, errand: Errand, *, complete: bool, problems: int = 0) -> None:
        path = errand.file.path
        if self.archive is not None and path != "-":
            self._files[path] = reached(errand, self._stamps.get(path, Stamp("")), self._marks.get(path), complete=complete,
                                        problems=problems, reader_version=self.archive.reader_version)

    def _carried(self, errand: Errand) -> int:
        """Problems of the part of a file that was not read again: none, but where all of it was done with."""
        known, stamp = errand.known, self._stamps.get(errand.file.path)
        return known.problems if known is not None and stamp is not None and stamp.start and known.read_to == known.size else 0

    def _passed_over(self, problem: Problem) -> None:
        path = problem.locator
        self._problem(path, problem)
        self._attempts.append((path, self._open.pop(path)))
        self._counts.pop(path, None)

    def _looked_up(self, walk: Iterator[InputFile | Problem]) -> Iterator[tuple[InputFile | Problem, int | None]]:
        """What a walk finds; beside a file that was read to its end before and has not changed since: how many problems it has."""
        if self.archive is None or self.thorough:
            return ((item, None) for item in walk)
        return self.archive.unchanged(walk)

    def _reading(self, path: str, reading: Reading) -> None:
        self.summary.documents += not reading.more
        for problem in reading.problems:
            self._count(path, problem)
        self._readings.append(reading)
        self._waiting += 1 + len(reading.sightings)
        self._weight += sum(len(one.fragment) for one in reading.sightings)
        if self._waiting >= BATCH or self._weight >= HEAVY or time.monotonic() - self._since > 2:
            self._commit()

    def _problem(self, path: str, problem: Problem) -> None:
        """Something about the file itself or a member that gave no document."""
        self._count(path, problem)
        self._open.setdefault(path, []).append(problem)

    def _count(self, path: str, problem: Problem) -> None:
        if problem.reason in HINTS:
            self.summary.hints += 1
            return
        if not self._counts.get(path):
            self.tell(path, problem)
        self._counts[path] = self._counts.get(path, 0) + 1
        self.summary.problems += 1

    def _done(self, errand: Errand) -> None:
        path = errand.file.path
        count = self._counts.pop(path, 0)
        if path not in self._same:
            carried = self._carried(errand)
            count += carried
            self.summary.files += 1
            self.summary.told(carried)
            self._attempts.append((path, self._open.pop(path, ())))
            self._note(errand, complete=True, problems=count)
        self._stamps.pop(path, None)
        self._marks.pop(path, None)
        self.progress(errand.file)

    def _commit(self, more: Callable[[sqlite3.Connection], None] | None = None) -> None:
        """One transaction: posts, what belongs to them, and that their files are done."""
        readings, self._readings = self._readings, []
        files, self._files = list(self._files.values()), {}
        attempts, self._attempts = self._attempts, []
        held, self._held = self._held, []
        waits, self._revisits = self._revisits, []
        self._waiting, self._weight, self._since = 0, 0, time.monotonic()
        if self.archive is None:
            self.summary.waiting += len(waits)
            fresh = {one.key for reading in readings for one in reading.sightings if one.key.kind != SHORT_LINK} - self._seen
            self._seen |= fresh
            self.summary.new += len(fresh)
            return
        if not (readings or files or attempts or held or waits or more):
            return

        def also(connection: sqlite3.Connection) -> None:
            pictures.note(connection, held)
            remember(connection, waits)
            if more is not None:
                more(connection)

        added = self.archive.add(readings, files=files, attempts=attempts, also=also)
        self.summary.take(added)
        for reading, posts in zip(readings, added.posts, strict=False):
            self.acknowledge(reading.document.locator, posts)


class _Work:
    """The function that workers run; an object, so that the order reaches them."""

    def __init__(self, order: Order) -> None:
        self.order = order

    def __call__(self, errand: Errand, first: int) -> Iterator[Item]:
        yield from read_file(errand.file, first, self.order, errand.known)


class _Joining:
    """The same for revisits, whose bytes lie elsewhere."""

    def __init__(self, order: Order) -> None:
        self.order = order

    def __call__(self, task: Joined, first: int) -> Iterator[Item]:
        if not first and (document := document_of(task, self.order.limits)) is not None:
            yield from read_document(document)


def warm() -> None:
    """Loads what every worker needs before the fork, once."""
    from selectolax import lexbor

    assert lexbor
    default()


def exists(paths: Sequence[str]) -> str:
    """The first path that is not there, or ""."""
    for path in paths:
        if path != "-" and not os.path.lexists(path) and not any(sign in path for sign in "*?["):
            return path
    return ""


def archive_files(path: str) -> list[str]:
    """The archive and its companions, which are never read as input."""
    return [str(Path(path)) + end for end in ("", "-wal", "-shm", "-journal")]
