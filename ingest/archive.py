"""Writing an archive: what the scan read goes in, posts come out, one transaction at a time.

    with Archive.open("archive.db", create=True) as archive:
        added = archive.add(readings, files=[FileState(path="a.html", size=10, mtime_ns=0)])

``add`` is all or nothing and idempotent: readings that say nothing new change no byte of the file.
"""

import gc
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Self

from ingest.containers.folder import InputFile
from ingest.errors import from_sqlite
from ingest.model import Problem, Reading
from ingest.store import local
from ingest.store.authors import AuthorBook
from ingest.store.batch import Address, Batch, stored_name
from ingest.store.claims import spelled
from ingest.store.database import open_writer
from ingest.store.evidence import EvidenceWriter
from ingest.store.fragments import drop_orphans
from ingest.store.local import FileState, Run
from ingest.store.refold import withdraw

_LOOK_AHEAD = 256
"""Files of a walk that are looked up together."""

READER_VERSION = 1
"""Raised whenever the scan or a fetcher gives something else for the same bytes: then documents are worth reading again."""


@dataclass(slots=True)
class Added:
    """What one ``add`` did, in posts."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    posts: list[list[str]] = field(default_factory=list)
    """Public ids (``platform:kind:native_id``) per reading, each once, in the order of its sightings."""
    documents: int = 0
    """Documents of which the archive learned something."""


class Archive:
    """An archive open for writing. Use ``Archive.open``."""

    def __init__(self, connection: sqlite3.Connection, path: str, reader_version: int, address: Address | None) -> None:
        self.connection = connection
        self.path = path
        self.reader_version = reader_version
        self.address = address
        self._run_from: int | None = None

    def begin_run(self) -> None:
        """From now on a post counts as new once, in whatever transaction it comes again: how a run is cut up is no news."""
        self._run_from = self.connection.execute("SELECT ifnull(max(id), 0) + 1 FROM posts").fetchone()[0]

    @classmethod
    def open(cls, path: str | Path, create: bool = False, wait: float = 30.0, *, reader_version: int = READER_VERSION,
             address: Address | None = None) -> Self:
        """Opens an archive; ``address`` gives the canonical URL of (key, handle) for ``posts.url``."""
        return cls(open_writer(path, create=create, wait=wait), str(path), reader_version, address)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Closes the file; the last one out moves the log into it."""
        try:
            self.connection.close()
        except sqlite3.Error as error:
            raise from_sqlite(error, self.path) from error

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All of it or nothing; SQLite's complaints become errors for people."""
        try:
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise
            self.connection.execute("COMMIT")
        except sqlite3.Error as error:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise from_sqlite(error, self.path) from error

    def add(self, readings: Sequence[Reading], *, files: Iterable[FileState] = (),
            attempts: Iterable[tuple[str, Sequence[Problem]]] = (), also: Callable[[sqlite3.Connection], None] | None = None) -> Added:
        """Adds what was read, and the progress made (``files``, ``attempts``: path and its problems), in one transaction.

        ``also``: what else is to be noted in it, once the posts are there.
        """
        with self.transaction() as connection:
            added = self._add(connection, readings) if readings else Added()
            for state in files:
                local.note_file(connection, state)
            for path, problems in attempts:
                local.set_attempts(connection, path, problems)
            if also is not None:
                also(connection)
        return added

    def _add(self, connection: sqlite3.Connection, readings: Sequence[Reading], version: int = 0, *,
             anew: bool = False) -> Added:
        with undisturbed():
            return self._take(connection, readings, version, anew=anew)

    def _take(self, connection: sqlite3.Connection, readings: Sequence[Reading], version: int, *, anew: bool) -> Added:
        authors = AuthorBook(connection)
        batch = Batch(connection, authors, self.address)
        evidence = EvidenceWriter(connection, authors, batch, version or self.reader_version, anew=anew)
        per_reading = [evidence.take(reading) for reading in readings]
        withdrawn = evidence.withdrawn()
        batch.flush()
        evidence.flush()
        forbidden = evidence.shield.spread(connection)
        if withdrawn or forbidden:
            withdraw(connection, withdrawn + forbidden, self.address)
        if forbidden:
            drop_orphans(connection)
        return _summary(connection, evidence, per_reading, None if withdrawn or forbidden else batch, self._run_from)

    def add_stored(self, readings: Sequence[Reading], version: int) -> Added:
        """Adds readings that another reader version made (merging archives)."""
        with self.transaction() as connection:
            return self._add(connection, readings, version)

    def replace_within(self, readings: Sequence[Reading]) -> Added:
        """Within a transaction: replaces what these documents' newest readings said, even if this version made them."""
        return self._add(self.connection, readings, anew=True)

    def file(self, path: str) -> FileState | None:
        """What is known of a file, changed or not."""
        return local.file_state(self.connection, path)

    def known_file(self, path: str, size: int, mtime_ns: int) -> FileState | None:
        """The state of a file that was read to its end by this reader version and has not changed since; else None."""
        state = local.file_state(self.connection, path)
        same = state is not None and (state.size, state.mtime_ns) == (size, mtime_ns)
        return state if state is not None and same and state.complete and state.reader_version == self.reader_version else None

    def unchanged(self, files: Iterable[InputFile | Problem]) -> Iterator[tuple[InputFile | Problem, int | None]]:
        """Hands on what a walk finds. Beside a file that this reader version read to its end and that has not changed since: how
        many problems it has; else None."""
        walk = iter(files)
        while some := list(islice(walk, _LOOK_AHEAD)):
            paths = [one.path for one in some if not isinstance(one, Problem)]
            known = local.complete_files(self.connection, paths, self.reader_version)
            for one in some:
                state = None if isinstance(one, Problem) else known.get(spelled(one.path))
                same = state is not None and not isinstance(one, Problem) and state[:2] == (one.size, one.mtime_ns)
                yield one, state[2] if state is not None and same else None

    def note_file(self, state: FileState) -> None:
        """Remembers a file's state in a transaction of its own; ``add(files=...)`` does so together with what was read."""
        self.add((), files=[state])

    def attempt(self, path: str, *problems: Problem) -> None:
        """Replaces what went wrong with ``path`` itself (it could not be opened, took too long ...); none = all is well."""
        self.add((), attempts=[(path, problems)])

    def run_started(self, command: str) -> Run:
        """Begins a run. Nothing is written yet."""
        return Run(command=command)

    def run_finished(self, run: Run, exit_code: int, counts: dict[str, int]) -> None:
        """Writes the row of a run. Leave it out after a run that changed nothing, and nothing is written."""
        with self.transaction() as connection:
            local.write_run(connection, run, exit_code, counts)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Without Python's collector, which looks at everything held again and again while nothing in a batch is garbage yet: it took
    a third of the writer's time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _summary(connection: sqlite3.Connection, evidence: EvidenceWriter, per_reading: list[list[bytes]], batch: Batch | None,
             run_from: int | None) -> Added:
    """Counts posts by what happened to them, after all has settled. ``batch`` where nothing was taken away after it; ``run_from``:
    the first post that this run made."""
    added = Added()
    counted = range(run_from or evidence.first_new_post, evidence.first_new_post)
    new: set[int] = set()
    changed: set[int] = set()
    known: set[int] = set()
    names: dict[int, str] = {}
    for keys in per_reading:
        posts: dict[str, None] = {}
        for key in keys:
            post = _post_of(connection, evidence, key, batch)
            if post is None:
                continue
            if post not in names:
                names[post] = batch.name_of(post) if batch else stored_name(connection, post)
            if not names[post]:
                continue  # a short link that waits
            posts[names[post]] = None
            if post in counted:
                known.add(post)
            elif post >= evidence.first_new_post:
                new.add(post)
            elif key in evidence.new_keys:
                changed.add(post)
        added.posts.append(list(posts))
    added.new, added.updated = len(new), len(changed - new)
    added.unchanged = sum(name != "" for name in names.values()) - len(new | changed | known)
    added.documents = evidence.documents_changed
    return added


def _post_of(connection: sqlite3.Connection, evidence: EvidenceWriter, key: bytes, batch: Batch | None) -> int | None:
    """The post of a sighting, by its key."""
    known = evidence.post_of.get(key)
    if batch is not None and known is not None:
        return batch.root(known)
    row = connection.execute("SELECT post_id FROM sightings WHERE key = ?", (key,)).fetchone()
    return row[0] if row else None
