"""Tables whose first row is a record already: the columns are named after what stands in them."""

import re
from collections.abc import Sequence

from ingest.patterns import late
from ingest.values.fields import when_of

_NUMBER = late(r"\d{15,19}")
_ADDRESS = late(r"https?://\S+|/(?:r|user|u)/[\w-]+/comments/\w+\S*")
_DATE = late(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d.*)?|[A-Z][a-z]{2},? .*\d\d:\d\d:\d\d .*")
_NAME = 60
ROWS = 20


def names_of(rows: Sequence[Sequence[str]]) -> list[str]:
    """Names for the columns of a table without a header; nothing where the first row may be one, or is a row by itself."""
    first = rows[0] if rows else []
    if len(first) < 2 or len(rows) < 2 or not any(_kind(cell) not in ("", "username") for cell in first):
        return []
    body = [row for row in rows[:ROWS] if len(row) == len(first)]
    kinds = [_common([row[i] for row in body]) for i in range(len(first))]
    if not any(kinds):
        return []
    texts = [(sum(len(row[i]) for row in body), i) for i, kind in enumerate(kinds) if not kind and any(" " in row[i] for row in body)]
    if texts:
        kinds[max(texts)[1]] = "text"
    used: set[str] = set()
    names = []
    for i, kind in enumerate(kinds, 1):
        name = f"column {i}" if not kind or kind in used else kind
        used.add(kind)
        names.append(name)
    return names


def _common(column: list[str]) -> str:
    """What all cells of a column are that are not empty."""
    kinds = {_kind(cell) for cell in column if cell.strip()}
    return kinds.pop() if len(kinds) == 1 else ""


def _kind(cell: str) -> str:
    """What a cell is, if no header would say so: an address, a long number, a moment, a record, a name with its sign."""
    text = cell.strip()
    if _ADDRESS.fullmatch(text):
        return "url"
    if _NUMBER.fullmatch(text):
        return "id"
    if _DATE.fullmatch(text) and len(text) < _NAME and when_of(text) is not None:
        return "created_at"
    if text[:2] == '{"' and text[-1:] == "}":
        return "json"
    return "username" if re.fullmatch(r"@\w{2,30}", text) else ""
