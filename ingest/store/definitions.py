"""The archive's own definitions: what this version would write of tables, views, triggers and indexes, against what stands in the
file. A flipped byte in a view changes what is read through it, and no row knows.
"""

import re
import sqlite3
from contextlib import closing

from ingest.store import schema
from ingest.store.seals import teach

_OWN = "SELECT name, type, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'posts_fts_%' AND name NOT LIKE '%sqlite%'"


def changed(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """(type, name) of what is not as it should be, or missing. Columns, tables and views that somebody added are their business."""
    have = {(kind, name): sql for name, kind, sql in connection.execute(_OWN)}
    return [one for one, sql in _wanted().items() if not _is(one[0], have.get(one, ""), sql)]


def tables() -> list[str]:
    """Our tables, without the index."""
    return sorted(name for kind, name in _wanted() if kind == "table" and name != "posts_fts")


def _is(kind: str, have: str, want: str) -> bool:
    return have == want or (kind == "table" and _parts(want) <= _parts(have))


def _parts(sql: str) -> set[str]:
    """Columns and constraints of a table, in whatever order: SQLite puts a column that is added before the constraints."""
    return {part.strip() for part in re.split(r"[,()]", sql)}


def _wanted() -> dict[tuple[str, str], str]:
    with closing(sqlite3.connect(":memory:")) as model:
        teach(model)
        schema.create(model)
        return {(kind, name): sql for name, kind, sql in model.execute(_OWN)}


def restore(connection: sqlite3.Connection) -> None:
    """Makes views, triggers and indexes again that are not as they should be; tables hold rows and are left alone."""
    wanted = _wanted()
    for kind, name in changed(connection):
        if kind != "table":
            connection.execute(f"DROP {kind} IF EXISTS {name}")
            connection.execute(wanted[kind, name])
