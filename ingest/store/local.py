"""What only this machine needs to know: files and how far they were read, what could not be read here, runs. Never merged."""

import json
import sqlite3
import time
from collections.abc import Sequence
from dataclasses import astuple, dataclass, field, fields
from pathlib import Path

import msgspec

from ingest.model import Problem
from ingest.store.claims import sound, spelled


def media_folder(database: str) -> Path:
    """Where pictures and videos are kept: beside the archive."""
    return Path(database).absolute().parent / "media"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileState:
    """A file as it was when it was last read."""

    path: str
    size: int
    mtime_ns: int
    sha256: str = ""
    prefix_sha256: str = ""
    """Hash of the first ``prefix_length`` bytes: tells a file that grew from one that was replaced."""
    prefix_length: int = 0
    read_to: int = 0
    """Byte up to which everything is in the archive."""
    complete: bool = True
    """False while a run is in the middle of it."""
    reader_version: int = 1
    problems: int = 0
    """How much of it is not (fully) archived: exit code 3 is repeated as long as the file is given."""


@dataclass(slots=True, kw_only=True)
class Run:
    """One run of a command."""

    command: str
    started_at: str = field(default_factory=lambda: now())


_COLUMNS = [one.name for one in fields(FileState)]
_UPSERT = (
    f"INSERT INTO files ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))}) ON CONFLICT(path) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[1:])
    + " WHERE " + " OR ".join(f"{name} IS NOT excluded.{name}" for name in _COLUMNS[1:])
)


def now() -> str:
    """This moment, as the archive spells times."""
    moment = time.time()
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(moment)) + f".{int(moment % 1 * 1000):03d}Z"


def file_state(connection: sqlite3.Connection, path: str) -> FileState | None:
    """What is known of a file."""
    row = connection.execute(f"SELECT {', '.join(_COLUMNS)} FROM files WHERE path = ?", (spelled(path),)).fetchone()
    if row is None:
        return None
    known = dict(zip(_COLUMNS, row, strict=True))
    return FileState(**{**known, "complete": bool(known["complete"])})


def complete_files(connection: sqlite3.Connection, paths: Sequence[str], reader_version: int) -> dict[str, tuple[int, int, int]]:
    """Of the files that this reader version has read to their end: path as stored -> (size, mtime_ns, problems). One query for all:
    a run looks at every file of a folder, and hardly any has changed."""
    names = msgspec.json.encode([spelled(path) for path in paths]).decode()
    rows = connection.execute(
        "SELECT f.path, f.size, f.mtime_ns, f.problems FROM json_each(?) j CROSS JOIN files f ON f.path = j.value "
        "WHERE f.complete AND f.reader_version = ?", (names, reader_version))
    return {path: (size, mtime_ns, problems) for path, size, mtime_ns, problems in rows}


def note_file(connection: sqlite3.Connection, state: FileState) -> None:
    """Remembers a file's state; an equal one is not written again."""
    connection.execute(_UPSERT, (spelled(state.path), *astuple(state)[1:]))


def set_attempts(connection: sqlite3.Connection, path: str, problems: Sequence[Problem]) -> None:
    """Makes ``problems`` all that is wrong with ``path`` on this machine; equal ones are not written again."""
    name = spelled(path)
    wanted = {(name, spelled(one.locator) or name, one.stage, one.reason): one for one in problems}
    stored = connection.execute("SELECT path, locator, stage, reason FROM attempts WHERE path = ?", (name,))
    known = {tuple(row) for row in stored}
    for gone in known - set(wanted):
        connection.execute("DELETE FROM attempts WHERE path = ? AND locator = ? AND stage = ? AND reason = ?", gone)
    for key in wanted:
        if key not in known:
            connection.execute("INSERT INTO attempts (path, locator, stage, reason, detail, fragment) VALUES (?, ?, ?, ?, ?, ?)",
                               (*key, sound(wanted[key].detail), wanted[key].fragment[:2000]))


def write_run(connection: sqlite3.Connection, run: Run, exit_code: int, counts: dict[str, int]) -> None:
    """One row of ``runs``."""
    connection.execute("INSERT INTO runs (command, started_at, finished_at, exit_code, counts) VALUES (?, ?, ?, ?, ?)",
                       (run.command, run.started_at, now(), exit_code, json.dumps(counts)))
