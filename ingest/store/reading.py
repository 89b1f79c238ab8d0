"""Reading an archive: a connection that cannot write, and how rows of ``posts_flat`` come out of it."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import islice
from typing import Any

from ingest.errors import COMPLAINTS, Usage, from_sqlite
from ingest.store.database import open_reader

CHUNK = 500
"""Posts are fetched so many at a time: enough to make the query cheap, few enough to keep memory flat."""


@contextmanager
def reading(path: str) -> Iterator[sqlite3.Connection]:
    """The archive at ``path`` for reading. What SQLite says inside becomes the one line that a person can act on."""
    with closing(open_reading(path)) as connection:
        try:
            yield connection
        except COMPLAINTS as error:
            raise from_sqlite(error, path) from error


def open_reading(path: str) -> sqlite3.Connection:
    """A connection on which nothing can be written, whatever SQL is run; errors as in ``ingest.errors``."""
    connection = open_reader(path)
    connection.execute("PRAGMA query_only = ON")
    connection.create_function("casefold", 1, _casefold, deterministic=True)  # SQLite's lower() knows ASCII only
    # one statement sees one state of the archive; one command should too, while ingest goes on beside it
    connection.execute("BEGIN")
    return connection


def _casefold(text: object) -> str:
    return str(text).casefold()


def columns_of(connection: sqlite3.Connection, view: str = "posts_flat") -> list[str]:
    """The column names of a view or table, in order."""
    return [row[1] for row in connection.execute(f"PRAGMA table_info([{view}])")]


def records(connection: sqlite3.Connection, sql: str, values: Sequence[Any] = ()) -> Iterator[dict[str, Any]]:
    """The rows of a query as dicts."""
    cursor = connection.execute(sql, values)
    names = [item[0] for item in cursor.description]
    for row in cursor:
        yield dict(zip(names, row, strict=True))


def flat_rows(connection: sqlite3.Connection, ids: Iterable[int]) -> Iterator[dict[str, Any]]:
    """The rows of ``posts_flat`` for post ids, in the order given; hidden posts are not among them."""
    waiting = iter(ids)
    while chunk := list(islice(waiting, CHUNK)):
        marks = ",".join("?" * len(chunk))
        found = {row["id"]: row for row in records(connection, f"SELECT * FROM posts_flat WHERE id IN ({marks})", chunk)}
        yield from (found[number] for number in chunk if number in found)


def refuse_database_as_word(words: Sequence[str], database: str) -> None:
    """``search archive.db word`` is the habit of sqlite-utils; here it would silently search for the file's name."""
    if not words or not words[0].lower().endswith((".db", ".sqlite", ".sqlite3")):
        return
    from os.path import isfile
    from shlex import quote

    if isfile(words[0]):
        rest = " ".join(map(quote, words[1:])) or "WORDS"
        right = f"afterpost search --db {quote(words[0])} {rest}"
        raise Usage(f"the archive is named with --db (here: {database}); did you mean:  {right}")
