"""CSV that a spreadsheet shows but does not run, and back again without loss.

A cell that a spreadsheet would evaluate gets a leading apostrophe; the row's ``escaped`` column says which cells. The same
column says which empty cells are stated empty text, so ``read`` gives back exactly what ``write`` was given.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TextIO

from ingest.views.codebook import NEVER_ABSENT, is_number

ESCAPED = "escaped"
"""Name of the column that tells what was changed."""

_CELL_LIMIT = 2**31 - 1
_BLANK = r"[\s\u200b-\u200f\u2060\ufeff\x00-\x20]*"
_FORMULA = re.compile(_BLANK + r"[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
"""What a spreadsheet takes for the beginning of a formula, or trims off before it looks."""
_REPLY = re.compile(r"@\w[\w.-]*(?=\s|$)")
"""``@name`` of a reply. As a formula it could only do harm with a call, a DDE pipe or a reference to another sheet."""
_HARM = re.compile(r"[(|]|!\S")


def is_formula(text: str) -> bool:
    """Whether a spreadsheet might evaluate the cell."""
    return _FORMULA.match(text) is not None and not (_REPLY.match(text) and not _HARM.search(text))


def neutral(row: Mapping[str, Any], columns: Sequence[str]) -> dict[str, Any]:
    """The row as it is safe in a spreadsheet, with its ``escaped`` column."""
    changed = []
    safe: dict[str, Any] = {}
    for name in columns:
        value = row.get(name)
        safe[name] = value
        if isinstance(value, str):
            if is_formula(value):
                safe[name] = "'" + value
                changed.append(name)
            elif value == "" and name not in NEVER_ABSENT:
                changed.append(name)
    safe[ESCAPED] = " ".join(changed)
    return safe


def original(row: Mapping[str, str]) -> dict[str, Any]:
    """The row that ``neutral`` was given, numbers as numbers, from the cells of a file."""
    changed = set((row.get(ESCAPED) or "").split(" "))
    return {name: _original(name, text, name in changed) for name, text in row.items() if name != ESCAPED}


def _original(name: str, text: str, changed: bool) -> Any:
    if changed:
        return text[1:]
    if text == "":
        return "" if name in NEVER_ABSENT else None
    return int(text) if is_number(name) else text


def write(
    rows: Iterable[Mapping[str, Any]], out: TextIO, columns: Sequence[str], *, raw: bool = False, delimiter: str = ","
) -> int:
    """RFC 4180, every row ended by CR LF; ``raw`` leaves the cells as they are and adds no column."""
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    names = list(columns) if raw else [*columns, ESCAPED]
    writer.writerow(names)
    count = 0
    for row in rows:
        safe = row if raw else neutral(row, columns)
        writer.writerow([safe.get(name) for name in names])
        count += 1
    return count


def read(source: TextIO, *, delimiter: str = ",") -> Iterator[dict[str, Any]]:
    """The rows of a file that ``write`` made (opened with ``newline=""``), as they were in the archive."""
    csv.field_size_limit(_CELL_LIMIT)
    reader = csv.reader(source, delimiter=delimiter)
    names = next(reader, [])
    for cells in reader:
        yield original(dict(zip(names, cells, strict=True)))
