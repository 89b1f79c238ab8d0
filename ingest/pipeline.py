"""From paths to the archive: workers read files and scan documents, this process alone writes what they found.

A file's state is committed together with the last of its posts, so a run that is cut off goes on where it stopped.
"""

import hashlib
import io
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ingest import containers, workers
from ingest.archive import READER_VERSION, Added, Archive
from ingest.claim import sighting
from ingest.codebook import is_own_export
from ingest.containers import InputFile
from ingest.containers.directory import directory
from ingest.exports.downloads import Note, download_context, is_context
from ingest.index import Index, default
from ingest.limits import Limits, alive
from ingest.links import owner
from ingest.links import read as read_url
from ingest.local import FileState
from ingest.model import SHORT_LINK, Document, Page, Problem, Reading, Sighting
from ingest.scan import scan
from ingest.shapes import is_records, read_records

CHUNK = 1000
"""Records of one file that travel together."""
BATCH = 4000
"""Sightings after which a transaction is committed; it grows with the archive."""
HINTS = ("embeds-lost",)
"""Problems that tell where to look, but of input that was read in full."""

DAMAGED = ("bad-json", "bad-record")

Item = Reading | Problem | Note


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How to read: the same for all files of a run. Travels to the workers by fork."""

    limits: Limits = field(default_factory=Limits)
    context: Mapping[str, Any] = field(default_factory=dict)
    """Given by the person: ``map`` of a table's columns, ``include_private``."""


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
    hints: int = 0
    left_alone: dict[str, int] = field(default_factory=dict)

    def take(self, added: Added) -> None:
        """Counts what one transaction did."""
        self.new += added.new
        self.updated += added.updated
        self.unchanged += added.unchanged


# -- in the workers ---------------------------------------------------------------------------------------------------------


def read_file(task: InputFile, first: int, order: Order) -> Iterator[Item]:
    """Everything one file holds, document by document."""
    context: Mapping[str, Any] | None = None
    found = containers.read(task.path, order.limits, group=task.group, member=task.member, spool=task.spool)
    for _, item in workers.numbered(found, first):
        if isinstance(item, Problem):
            yield item
            continue
        if context is None or item.group:
            context = {**_context(item.group, order.limits), **order.context}
        yield from read_document(item, context)


def read_document(document: Document, context: Mapping[str, Any] | None = None, index: Index | None = None) -> Iterator[Item]:
    """One document, as a page or as records."""
    index = index or default()
    if is_own_export(_head(document)):
        yield Note(what="exports of afterpost", member=document.locator)
        return
    if is_records(document, index.fetchers):
        yield from _records(document, context or {}, index)
        return
    reading = scan(document, index)
    # A frame in a crawl is empty as a rule: the post came after it, as data of its own.
    told = [problem for problem in reading.problems if not (document.parent_url and problem.reason == "shell-page")]
    yield replace(reading, document=_light(document), problems=tuple(_located(p, document) for p in told))


def _head(document: Document) -> bytes:
    if document.stream is None:
        return document.body[:600]
    with document.stream() as stream:
        return stream.read(600)


def _light(document: Document) -> Document:
    """The document without its bytes: what the archive keeps of it."""
    return replace(document, body=b"", stream=None)


def _located(problem: Problem, document: Document) -> Problem:
    return problem if problem.locator else replace(problem, locator=document.locator)


def _records(document: Document, context: Mapping[str, Any], index: Index) -> Iterator[Item]:
    """Records in chunks, so that a file of any size needs the memory of one chunk."""
    digest = _digest(document)
    light = _light(document)
    sightings: list[Sighting] = []
    problems: list[Problem] = []
    sent = False
    for said in read_records(document, context=context, read=read_url, fetchers=index.fetchers):
        alive()
        if isinstance(said.said, Note):
            yield said.said
        elif isinstance(said.said, Problem):
            if said.form is None and _foreign(document, said.said):
                continue
            problems.append(replace(_located(said.said, document), fragment=said.said.fragment or said.raw[:2000]))
        elif said.form is not None and said.fetcher is not None:
            one = sighting(said.said, said.fetcher, said.form, said.form.relation or "export", said.raw, index, offset=said.offset)
            if one is not None:
                sightings.append(replace(one, position=max(said.offset, 0)))
        if len(sightings) >= CHUNK:
            yield Reading(document=light, sha256=digest, page=Page(), sightings=tuple(sightings), problems=tuple(problems), records=True)
            sightings, problems, sent = [], [], True
    if sightings or problems or not sent:
        yield Reading(document=light, sha256=digest, page=Page(), sightings=tuple(sightings), problems=tuple(problems), records=True)


def _foreign(document: Document, problem: Problem) -> bool:
    """Is this data that a crawl caught on its way and that is nobody's posts: a site's settings, statistics?

    What a platform's own host answered and what is damaged there stays a problem: it may have been a post.
    """
    if not document.url or problem.reason not in (*DAMAGED, "unsupported"):
        return False
    return problem.reason == "unsupported" or owner(urlsplit(document.url).hostname or "") is None


def _digest(document: Document) -> str:
    if document.stream is None:
        return hashlib.sha256(document.body).hexdigest()
    sha = hashlib.sha256()
    with document.stream() as stream:
        while piece := stream.read(1 << 20):
            sha.update(piece)
            alive()
    return sha.hexdigest()


@lru_cache(maxsize=64)
def _context(group: str, limits: Limits) -> Mapping[str, Any]:
    """What the describing members of a download say about the others; found by name, whatever the order."""
    if not group:
        return {}
    fetchers = default().fetchers
    documents = []
    for member in _members(group, limits):
        if is_context(member, fetchers):
            body = containers.sibling(group, member, limits)
            if body is not None:
                documents.append(Document(locator=f"{group}!{member}", body=body, group=group, member=member))
    return download_context(documents, fetchers)


def _members(group: str, limits: Limits) -> list[str]:
    """Names of all members of a folder or ZIP, sorted."""
    if os.path.isdir(group):
        names = []
        for folder, _, files in os.walk(group):
            names += [os.path.relpath(os.path.join(folder, name), group).replace(os.sep, "/") for name in files]
            if len(names) > 50_000:
                break
        return sorted(names)
    try:
        with open(group, "rb") as file:
            entries = directory(io.BufferedReader(file.raw) if hasattr(file, "raw") else file, os.path.getsize(group), limits)
    except OSError:
        return []
    return sorted(entry.name for entry in entries or ())


# -- in the writing process -------------------------------------------------------------------------------------------------


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
        self._files: list[FileState] = []
        self._attempts: list[tuple[str, Sequence[Problem]]] = []
        self._open: dict[str, list[Problem]] = {}
        self._counts: dict[str, int] = {}
        self._waiting, self._since = 0, time.monotonic()
        self._seen: set[Any] = set()

    def run(self, paths: Sequence[str], *, avoid: Sequence[str] = ()) -> Summary:
        """Reads everything new under the paths and writes it."""
        work = _Work(self.order)
        for task, item in workers.run(self._tasks(paths, avoid), work, self.jobs, self.order.limits, locate=lambda task: task.path):
            if isinstance(item, workers.Done):
                self._done(task)
            elif isinstance(item, Problem):
                self._problem(task.path, item)
            elif isinstance(item, Note):
                self.summary.left_alone[item.what] = self.summary.left_alone.get(item.what, 0) + 1
            else:
                self._reading(task, item)
        self._commit()
        return self.summary

    def _tasks(self, paths: Sequence[str], avoid: Sequence[str]) -> Iterator[InputFile]:
        for item, known in self._looked_up(containers.walk(paths, avoid=avoid)):
            if isinstance(item, Problem):
                self._passed_over(item)
            elif known is not None:
                self.summary.skipped += 1
                self.summary.problems += known
            else:
                yield item

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

    def _reading(self, task: InputFile, reading: Reading) -> None:
        self.summary.documents += 1
        for problem in reading.problems:
            self._count(task.path, problem)
        self._readings.append(reading)
        self._waiting += 1 + len(reading.sightings)
        if self._waiting >= BATCH or time.monotonic() - self._since > 2:
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

    def _done(self, task: InputFile) -> None:
        self.summary.files += 1
        count = self._counts.pop(task.path, 0)
        self._attempts.append((task.path, self._open.pop(task.path, ())))
        if task.path != "-":
            self._files.append(FileState(path=task.path, size=task.size, mtime_ns=task.mtime_ns, read_to=task.size,
                                         reader_version=READER_VERSION, problems=count))
        self.progress(task)

    def _commit(self) -> None:
        """One transaction: posts, and that their files are done."""
        readings, self._readings = self._readings, []
        files, self._files = self._files, []
        attempts, self._attempts = self._attempts, []
        self._waiting, self._since = 0, time.monotonic()
        if self.archive is None:
            fresh = {one.key for reading in readings for one in reading.sightings if one.key.kind != SHORT_LINK} - self._seen
            self._seen |= fresh
            self.summary.new += len(fresh)
            return
        if not (readings or files or attempts):
            return
        added = self.archive.add(readings, files=files, attempts=attempts)
        self.summary.take(added)
        for reading, posts in zip(readings, added.posts, strict=False):
            self.acknowledge(reading.document.locator, posts)


class _Work:
    """The function that workers run; an object, so that the order reaches them."""

    def __init__(self, order: Order) -> None:
        self.order = order

    def __call__(self, task: InputFile, first: int) -> Iterator[Item]:
        yield from read_file(task, first, self.order)


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
