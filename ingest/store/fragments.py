"""The raw bytes of records, kept in compressed blocks: one index row each, 64 to a block (an eighth of a row of its own)."""

import sqlite3
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256

import zstandard

BLOCK_COUNT = 64
BLOCK_BYTES = 256 * 1024

_ASKED = 500
_LEVEL = 6
_EMPTY = sha256(b"").digest()


class Withheld(bytes):
    """A fragment whose bytes were taken out (redacted) but whose hash still names sightings. Empty."""

    digest: bytes

    @classmethod
    def of(cls, digest: bytes) -> "Withheld":
        """The stand-in for the fragment with this hash."""
        withheld = cls()
        withheld.digest = digest
        return withheld


class FragmentWriter:
    """Collects the fragments of one transaction; ``flush`` writes them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.first = self._next = _free(connection, "fragments")
        """From this row id on, fragments are new in this transaction."""
        self._next_block = _free(connection, "fragment_blocks")
        self._known: dict[bytes, int] = {}
        """Hash -> row id; 0 = not stored."""
        self._pending: list[tuple[int, bytes, bytes]] = []
        self._size = 0

    def look_up(self, digests: Iterable[bytes]) -> None:
        """Asks at once which of many fragments are stored: a third of the time of single questions."""
        unknown = [digest for digest in dict.fromkeys(digests) if digest not in self._known]
        self._known.update(dict.fromkeys(unknown, 0))
        for start in range(0, len(unknown) if self.first > 1 else 0, _ASKED):
            asked = unknown[start : start + _ASKED]
            self._known.update(self._connection.execute(
                f"SELECT sha256, id FROM fragments WHERE sha256 IN ({','.join('?' * len(asked))})", asked))

    def add(self, data: bytes, digest: bytes) -> int:
        """Row id of a fragment, old or new, that ``look_up`` was asked for."""
        known = self._known[digest]
        if not known:
            known, self._next = self._next, self._next + 1
            self._pending.append((known, digest, data))
            self._size += len(data)
            self._known[digest] = known
        if len(self._pending) >= BLOCK_COUNT or self._size >= BLOCK_BYTES:
            self.flush()
        return known

    def flush(self) -> None:
        """Writes what is pending as one block."""
        if not self._pending:
            return
        rows, start = [], 0
        for row, digest, data in self._pending:
            rows.append((row, digest, self._next_block, start, len(data)))
            start += len(data)
        block = compress(b"".join(data for _, _, data in self._pending))
        self._connection.execute("INSERT INTO fragment_blocks VALUES (?, 'zstd', ?)", (self._next_block, block))
        self._connection.executemany("INSERT INTO fragments VALUES (?, ?, ?, ?, ?)", rows)
        self._next_block += 1
        self._pending, self._size = [], 0


def read_fragment(connection: sqlite3.Connection, fragment_id: int) -> bytes:
    """The bytes of one fragment."""
    block, start, length = connection.execute(
        "SELECT b.data, f.start, f.length FROM fragments f JOIN fragment_blocks b ON b.id = f.block_id WHERE f.id = ?",
        (fragment_id,)).fetchone()
    return decompress(block)[start : start + length]


def digest_of(fragment: bytes) -> bytes:
    """SHA-256 of a fragment."""
    return fragment.digest if isinstance(fragment, Withheld) else sha256(fragment).digest()


def stored_fragment(connection: sqlite3.Connection, fragment_id: int, digest: bytes) -> bytes:
    """The bytes of one fragment, or its stand-in where they were taken out."""
    data = read_fragment(connection, fragment_id)
    return data if data or digest == _EMPTY else Withheld.of(digest)


def rewrite(connection: sqlite3.Connection, *, drop: Iterable[int] = (), withhold: Iterable[int] = ()) -> None:
    """Takes bytes out: ``drop`` takes the index row too, ``withhold`` leaves it, empty. Blocks are packed anew."""
    dropped, emptied = set(drop), set(withhold)
    blocks = {block for one in dropped | emptied
              for block, in connection.execute("SELECT block_id FROM fragments WHERE id = ?", (one,))}
    for block in sorted(blocks):
        data = decompress(connection.execute("SELECT data FROM fragment_blocks WHERE id = ?", (block,)).fetchone()[0])
        kept = bytearray()
        for row, start, length in connection.execute(
            "SELECT id, start, length FROM fragments WHERE block_id = ? ORDER BY start, id", (block,)).fetchall():
            if row in dropped:
                connection.execute("DELETE FROM fragments WHERE id = ?", (row,))
                continue
            piece = b"" if row in emptied else data[start : start + length]
            connection.execute("UPDATE fragments SET start = ?, length = ? WHERE id = ?", (len(kept), len(piece), row))
            kept += piece
        connection.execute("UPDATE fragment_blocks SET data = ? WHERE id = ?", (compress(bytes(kept)), block))
    connection.execute("DELETE FROM fragment_blocks WHERE id NOT IN (SELECT block_id FROM fragments)")
    decompress.cache_clear()


def drop_orphans(connection: sqlite3.Connection) -> None:
    """Takes out the fragments that no sighting needs any more."""
    rewrite(connection, drop=[one for one, in connection.execute(
        "SELECT id FROM fragments WHERE id NOT IN (SELECT fragment_id FROM sightings)").fetchall()])


def compress(data: bytes) -> bytes:
    """One block."""
    return zstandard.ZstdCompressor(level=_LEVEL).compress(data)


@lru_cache(maxsize=4)
def decompress(block: bytes) -> bytes:
    """The bytes of one block; the last few are remembered, because neighbours are read together."""
    return zstandard.ZstdDecompressor().decompress(block)


def _free(connection: sqlite3.Connection, table: str) -> int:
    number: int = connection.execute(f"SELECT ifnull(max(id), 0) + 1 FROM {table}").fetchone()[0]
    return number
