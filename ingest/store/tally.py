"""How many sightings there should be, and the exclusive or of their keys: ``verify`` sees a row that left without a trace."""

import sqlite3
from collections.abc import Iterable


def tally(connection: sqlite3.Connection, keys: Iterable[bytes]) -> None:
    """Takes the keys of sightings that came or went into the account."""
    known = expected(connection)
    total = known
    for key in keys:
        total ^= int.from_bytes(key)
    if total != known:
        connection.execute("INSERT INTO settings VALUES ('sightings', ?) ON CONFLICT(name) DO UPDATE SET value = excluded.value",
                           (f"{total:032x}",))


def expected(connection: sqlite3.Connection) -> int:
    """The exclusive or of the keys of all sightings that should be there."""
    row = connection.execute("SELECT value FROM settings WHERE name = 'sightings'").fetchone()
    return int(row[0], 16) if row else 0


def counted(connection: sqlite3.Connection) -> int:
    """The exclusive or of the keys of all sightings that are there."""
    total = 0
    for key, in connection.execute("SELECT key FROM sightings"):
        total ^= int.from_bytes(key)
    return total
