"""Reading the kept fragments again with newer fetchers, without the source files.

The caller brings the reading (``read``: what was stored of a document -> what it gives now); this file decides what is due,
replaces each document's reading as a whole, and can say what would change without changing it.
"""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from ingest.archive import Archive
from ingest.errors import from_sqlite
from ingest.model import Reading
from ingest.store.combine import grouped
from ingest.store.stored import Stored, stored_readings

Reader = Callable[[Stored], Reading | None]
"""None = this document cannot be read from its fragments; it keeps what it had."""


@dataclass(slots=True)
class Reparsed:
    """What reading again did, or would do."""

    documents: int = 0
    kept: int = 0
    """Documents that only their source could tell more about."""
    sightings_gone: int = 0
    sightings_new: int = 0
    posts_gone: list[str] = field(default_factory=list)
    posts_new: list[str] = field(default_factory=list)
    problems_closed: int = 0


class _DryRunOver(Exception):
    """Raised to undo what a dry run did."""


def reparse(archive: Archive, read: Reader, *, everything: bool = False, dry_run: bool = False) -> Reparsed:
    """Reads again what an older reader version read (``everything``: also what this one read), one batch per transaction.

    A dry run does it all in one transaction and takes it back.
    """
    connection, result = archive.connection, Reparsed()
    below = None if everything else archive.reader_version
    before = _state(connection)
    batches = _batches(connection, read, below, result)
    if dry_run:
        try:
            with archive.transaction():
                for batch in batches:
                    archive.replace_within(batch)
                _compare(result, before, _state(connection))
                raise _DryRunOver
        except _DryRunOver:
            return result
        except sqlite3.Error as error:
            raise from_sqlite(error, archive.path) from error
    for batch in batches:
        with archive.transaction():
            archive.replace_within(batch)
    _compare(result, before, _state(connection))
    return result


def _batches(connection: sqlite3.Connection, read: Reader, below: int | None, result: Reparsed) -> Iterator[list[Reading]]:
    for group in grouped(stored_readings(connection, below=below)):
        readings = [read(one) for one in group]
        result.documents += len(readings)
        result.kept += readings.count(None)
        yield [one for one in readings if one is not None]


def _state(connection: sqlite3.Connection) -> tuple[set[bytes], set[str], int]:
    """Keys of the sightings, public ids, number of open problems."""
    keys = {key for key, in connection.execute("SELECT key FROM sightings")}
    posts = {name for name, in connection.execute("SELECT platform || ':' || kind || ':' || native_id FROM posts")}
    return keys, posts, connection.execute("SELECT count(*) FROM open_problems WHERE origin = 'problems'").fetchone()[0]


def _compare(result: Reparsed, before: tuple[set[bytes], set[str], int], after: tuple[set[bytes], set[str], int]) -> None:
    result.sightings_gone, result.sightings_new = len(before[0] - after[0]), len(after[0] - before[0])
    result.posts_gone, result.posts_new = sorted(before[1] - after[1]), sorted(after[1] - before[1])
    result.problems_closed = max(0, before[2] - after[2])
