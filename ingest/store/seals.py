"""Seals: a check sum beside each row of evidence whose key does not cover what it says. ``verify`` sees a flipped byte by it.

A sighting, a document and a fragment are found by a hash over their content. A place, a problem, a reading, a note and a
redaction are not: their rows carry the CRC-32 of what they say, together with the keys of what they belong to.
"""

import sqlite3
from collections.abc import Iterator
from zlib import crc32

SEALED = {
    "places": ('d.key, s.key, t.position, t."offset", t.length',
               "places t JOIN documents d ON d.id = t.document_id JOIN sightings s ON s.id = t.sighting_id",
               "t.document_id || ' ' || t.sighting_id || ' ' || t.position"),
    "readings": ("d.key, t.reader_version", "readings t JOIN documents d ON d.id = t.document_id", "t.id"),
    "problems": ("d.key, r.reader_version, t.part, t.stage, t.reason, t.detail, t.locator, t.fragment",
                 "problems t JOIN readings r ON r.id = t.reading_id JOIN documents d ON d.id = r.document_id", "t.id"),
    "redactions": ("t.hash, t.salt, t.scope, t.reason, t.redacted_at", "redactions t", "t.hash"),
    "annotations": ("t.platform, t.post_kind, t.native_id, t.kind, t.value, t.removed, t.noted_at", "annotations t", "t.id"),
}
"""Table -> what its seal covers, where that comes from, and how a row is named."""

_KEYS = {"places": ("document_id", "sighting_id", "position"), "redactions": ("hash",)}


def seal(*parts: object) -> int:
    """The check sum of the columns of a row."""
    return crc32(b"\x1f".join([part if type(part) is bytes else str(part).encode("utf-8", "replace") for part in parts]))


def teach(connection: sqlite3.Connection) -> None:
    """Gives a connection the SQL function ``row_seal``."""
    connection.create_function("row_seal", -1, seal, deterministic=True)


def reseal(connection: sqlite3.Connection, table: str, where: str = "1", values: tuple[object, ...] = ()) -> None:
    """Seals the rows of a table (called ``t`` in ``where``) as they are now."""
    columns, source, _ = SEALED[table]
    key = _KEYS.get(table, ("id",))
    same = " AND ".join(f"t.{name} = {table}.{name}" for name in key)
    mine = ", ".join(f"t.{name}" for name in key)
    connection.execute(
        f"UPDATE {table} SET seal = (SELECT row_seal({columns}) FROM {source} WHERE {same}) "
        f"WHERE ({', '.join(key)}) IN (SELECT {mine} FROM {source} WHERE {where})", values)


def broken(connection: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """(table and row, table) of every row that does not have its seal."""
    for table, (columns, source, name) in SEALED.items():
        for row, in connection.execute(f"SELECT {name} FROM {source} WHERE t.seal IS NOT row_seal({columns})"):
            yield f"{table} {row}", table
