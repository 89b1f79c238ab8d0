"""Workbooks of Excel and LibreOffice as records: each row below a sheet's header, its cells as text."""

import io
import json
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import chain, islice
from typing import Any, BinaryIO

from ingest.exports.opendocument import is_spreadsheet, sheets
from ingest.model import Problem
from ingest.records.framing import LOUD, Record

PREAMBLE = 20
"""In so many rows the header is looked for: titles and names of groups may stand before it."""
EXACT = 1 << 53
"""A spreadsheet keeps numbers as floats: of a larger one the last digits are gone."""


def workbook_rows(stream: BinaryIO) -> Iterator[Record | Problem]:
    """The rows of all sheets. The first row that is about as full as those below it is the header of its sheet."""
    body = io.BytesIO(stream.read())
    try:
        if is_spreadsheet(body):
            for rows in sheets(body):
                yield from _rows(tuple(row) for row in rows)
            return
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, zlib.error, RuntimeError) as error:
        yield Problem(reason="bad-record", detail=f"workbook: {type(error).__name__}: {error}"[:300], stage="parse")
        return
    try:
        from openpyxl import load_workbook
    except ImportError:
        yield Problem(reason="unsupported", detail="Excel workbooks need openpyxl:  pip install 'afterpost[xlsx]'", stage="parse")
        return
    try:
        book = load_workbook(body, read_only=True, data_only=True)
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            yield from _rows(sheet.iter_rows(values_only=True))
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, SyntaxError, EOFError) as error:
        yield Problem(reason="bad-record", detail=f"workbook: {type(error).__name__}: {error}"[:300], stage="parse")


def _rows(rows: Iterator[tuple[Any, ...]]) -> Iterator[Record | Problem]:
    names: list[str] = []
    wide = 0
    first = [[_text(cell) for cell in row] for row in islice(rows, PREAMBLE)]
    full = max((sum(map(bool, cells)) for cells in first), default=0)
    for cells in chain(first, ([_text(cell) for cell in row] for row in rows)):
        if not names:
            filled = sum(map(bool, cells))
            names = [cell.strip() for cell in cells] if filled > 1 and filled * 1.3 >= full else []
        elif any(cells):
            wide += any(cells[len(names):])
            value = {name: cell for name, cell in zip(names, [*cells, *[""] * len(names)], strict=False) if name}
            yield Record(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"), -1, value)
            if wide and wide <= LOUD and any(cells[len(names):]):
                yield Problem(reason="bad-record", detail=f"a row has cells beyond the header of {len(names)} columns", stage="parse")


def _text(cell: Any) -> str:
    """As it would stand in a CSV; a number whose digits are lost keeps the exponent that says so."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, int | float) and abs(cell) > EXACT:
        return f"{cell:.15E}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ") if cell.time() != time() else cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)
