"""What was met and not (fully) understood: grouped by cause, with the bytes concerned and how to read them again."""

import sqlite3
from collections.abc import Sequence
from typing import Any

from ingest.errors import Usage
from ingest.store.reading import records

ADVICE = {
    "empty": "nothing is in it; fetch or save it again",
    "truncated": "the file ends early; copy or download it again, then ingest it",
    "encrypted": "unpack it with its password, then ingest what comes out",
    "crc": "the bytes changed since they were packed; copy it again from the source",
    "unsupported": "no reader for this format yet; convert it (CSV, JSON, HTML, WARC) or report it with: afterpost explain PATH",
    "too-large": "raise the limit, or split the file",
    "too-deep": "nested further than any real page; look at it before raising the limit",
    "too-slow": "read it again when the machine is idle:  afterpost ingest --thorough PATH",
    "too-many": "more parts than the limit allows; raise it, or ingest the parts one by one",
    "not-text": "its bytes are not what its name says; check what the file is",
    "bad-json": "the record is not JSON; the records around it were read",
    "bad-record": "the record does not look as its kind should; report it with: afterpost explain PATH",
    "shell-page": "the page was saved without its content (it needs scripts); save it from a browser, or fetch the post",
    "permission": "this user may not read it; change its permissions and ingest it again",
    "vanished": "it was gone when its turn came; ingest it again if it is back",
    "changed": "it was being written while it was read; ingest it again",
    "io": "the disk or network share failed; check it and ingest again",
    "internal": "a fault of afterpost: please report it with the fragment and: afterpost explain PATH",
    "embeds-lost": "the page had embeds once and this copy lost them; look for another capture (afterpost missing, Wayback)",
}
"""What to do, by reason."""


def groups(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    """Open problems by cause: reason, stage, count, an example with its bytes, and what to do."""
    # the bare columns are those of the row with the least locator, which SQLite promises
    sql = """SELECT reason, stage, count(*) AS count, count(DISTINCT locator) AS places, min(locator) AS example, detail, fragment
      FROM open_problems GROUP BY reason, stage ORDER BY count DESC, reason, stage"""
    return [{**row, "fragment": readable(row["fragment"]), "advice": ADVICE.get(row["reason"], "")}
            for row in records(connection, sql)]


def problems(connection: sqlite3.Connection, reasons: Sequence[str] = (), path: str = "") -> list[dict[str, Any]]:
    """Each open problem, sorted by place; of some reasons, or with ``path`` in their place, only."""
    where, values = ["1"], list(reasons)
    if unknown := [reason for reason in reasons if reason not in ADVICE]:
        raise Usage(f"{unknown[0]!r} is no reason; there are: {' '.join(ADVICE)}")
    if reasons:
        where.append(f"reason IN ({','.join('?' * len(reasons))})")
    if path:
        where.append("instr(locator, ?)")
        values.append(path)
    sql = f"""SELECT locator, stage, reason, detail, fragment, origin, document FROM open_problems
      WHERE {' AND '.join(where)} ORDER BY locator, stage, reason, detail"""
    return [{**row, "fragment": readable(row["fragment"])} for row in records(connection, sql, values)]


def readable(fragment: bytes) -> str:
    """The bytes as text; what is no UTF-8 as escapes."""
    return bytes(fragment or b"").decode("utf-8", "backslashreplace")


def paths(connection: sqlite3.Connection, reasons: Sequence[str] = (), path: str = "") -> list[str]:
    """The files on this machine that have open problems: what ``--retry`` reads again."""
    found = {str(row["document"] or row["locator"]).partition("!")[0] for row in problems(connection, reasons, path)}
    return sorted(path.partition("@")[0] if "@" in path.rpartition("/")[2] else path for path in found)
