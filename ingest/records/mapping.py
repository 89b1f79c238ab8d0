"""``--map``: what to say where it names columns that are not there, and where nobody knows a table without it."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from ingest.records.tables import fold

HINT = '; if these are posts, name the columns: --map "url=COLUMN,caption=COLUMN,likes=COLUMN,created_at=COLUMN"'
"""For a table that fits no known kind."""


def unmapped(mapped: Mapping[str, str], columns: Iterable[str]) -> str:
    """Which columns that ``--map`` names are missing, what was meant perhaps, and which there are; "" where none is missing."""
    there = {fold(name): name for name in columns}
    missing = [name for name in mapped.values() if fold(name) not in there]
    if not missing:
        return ""
    meant = [(name, there[close[0]]) for name in missing if (close := get_close_matches(fold(name), there, 1))]
    asked = "; did you mean " + ", ".join(f"{close} for {name}" for name, close in meant) + "?" if meant else ""
    return f"--map: no column {', '.join(missing)}{asked}; the columns are {', '.join(there.values())}"[:600]
