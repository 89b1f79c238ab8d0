"""Databases of other tools as records: one row of a declared query is one record."""

import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any, BinaryIO, NamedTuple
from urllib.parse import quote

from ingest.exports.htmltables import KIND, html_rows
from ingest.exports.idlists import numbers
from ingest.exports.repository import car_records
from ingest.exports.visited import VISITED
from ingest.exports.workbooks import workbook_rows
from ingest.model import Problem
from ingest.records.framing import Record

_LONGEST = 64 << 20
"""Bytes of a value or row: a column may be computed, and then a small file makes any number of them."""
MARK = "@database"
"""Every record of a database has this key: ``tool.query``, so that forms can declare it."""


class Query(NamedTuple):
    """How the posts of one tool's database are read."""

    name: str
    needs: tuple[tuple[str, tuple[str, ...]], ...]
    """Tables and the columns they must have."""
    sql: str


_TWEETS = 'select t.*, u.screen_name as "user.screen_name", u.name as "user.name"{more} from tweets t ' \
    "left join (select id, max(screen_name) as screen_name, max(name) as name from users group by id) u on u.id = t.user order by t.id"
_PICTURES = """, (select json_group_array(json_object('url', m.media_url_https, 'type', m.type)) from media_tweets x
    join media m on m.id = x.media_id where x.tweet_id = t.id) as media"""
QUERIES: tuple[Query, ...] = (
    Query(
        "twitter-to-sqlite.tweets",
        (("tweets", ("id", "user", "created_at", "full_text")), ("users", ("id", "screen_name")),
         ("media", ("id", "media_url_https", "type")), ("media_tweets", ("media_id", "tweet_id"))),
        _TWEETS.format(more=_PICTURES),
    ),
    Query(
        "twitter-to-sqlite.tweets",
        (("tweets", ("id", "user", "created_at", "full_text")), ("users", ("id", "screen_name"))),
        _TWEETS.format(more=""),
    ),
    Query(
        "mastodon-to-sqlite.statuses",
        (("statuses", ("id", "account_id", "created_at", "content", "url")), ("accounts", ("id", "username", "url"))),
        'select s.*, a.username as "account.username", a.url as "account.url", a.display_name as "account.display_name" '
        "from statuses s left join accounts a on a.id = s.account_id order by s.id",
    ),
    Query(
        "timelinize.items",
        (("items", ("id", "data_source_id", "original_id", "timestamp", "data_text")), ("data_sources", ("id", "name"))),
        "select i.original_id, i.timestamp, i.data_text, d.name as source from items i join data_sources d on d.id = i.data_source_id "
        "order by i.id",
    ),
    *(Query(*one) for one in VISITED),
)


def sqlite_rows(stream: BinaryIO) -> Iterator[Record | Problem]:
    """The rows of every declared query that the database has the tables for. Never written to, in whatever mode it is."""
    with tempfile.TemporaryDirectory(prefix="afterpost-") as folder:
        path = getattr(stream, "name", None)
        if not isinstance(path, str) or not os.path.isfile(path) or os.path.exists(path + "-wal"):
            path = _copied(stream, folder, path if isinstance(path, str) else "")
        try:
            mode = "mode=rw" if path.startswith(folder) else "mode=ro&immutable=1"
            with closing(sqlite3.connect(f"file:{quote(path)}?{mode}", uri=True)) as base:
                yield from _queries(base)
        except sqlite3.Error as error:
            yield Problem(reason="bad-record", detail=f"SQLite: {error}", stage="parse")


def _copied(stream: BinaryIO, folder: str, beside: str) -> str:
    """A copy, with the write-ahead log where one lies beside: its rows are not in the file yet."""
    path = f"{folder}/copy.db"
    with open(path, "wb") as copy:
        shutil.copyfileobj(stream, copy)
    if beside and os.path.isfile(beside + "-wal"):
        shutil.copyfile(beside + "-wal", path + "-wal")
    return path


def _queries(base: sqlite3.Connection) -> Iterator[Record | Problem]:
    base.execute("pragma trusted_schema = off")
    base.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
    names = [row[0] for row in base.execute("select name from sqlite_master where type = 'table' order by name")]
    columns = {name: _columns(base, name) for name in names}
    whole = [q for q in QUERIES if all(set(wanted) <= columns.get(table, set()) for table, wanted in q.needs)]
    fitting = list({query.name: query for query in reversed(whole)}.values())  # of two for one tool the first, which says more
    if not fitting:
        shown = ", ".join(name[:40] for name in names[:8])
        yield Problem(reason="unsupported", detail=f"SQLite database of another kind, with tables {shown}", stage="parse")
    base.row_factory = sqlite3.Row
    base.text_factory = lambda raw: raw.decode("utf-8", "replace")
    for query in fitting:
        for row in base.execute(query.sql):
            value: dict[str, Any] = {MARK: query.name, **dict(row)}
            raw = json.dumps(value, ensure_ascii=False, default=lambda cell: cell.hex(), sort_keys=True).encode()
            yield Record(raw, -1, value)


def _columns(base: sqlite3.Connection, table: str) -> set[str]:
    """The columns of a table; none where it is of a module that is not here."""
    try:
        return {row[1] for row in base.execute("select * from pragma_table_xinfo(?)", (table,))}
    except sqlite3.OperationalError:
        return set()


READERS: dict[str, Callable[[BinaryIO], Iterator[Record | Problem]]] = {
    "sqlite": sqlite_rows, "car": car_records, "xlsx": workbook_rows, "ids": numbers, KIND: html_rows}
"""Kinds of document that are neither JSON nor CSV, and what makes records of them."""
