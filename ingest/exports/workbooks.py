"""Workbooks of Excel and LibreOffice as records: each row below a sheet's header, its cells as text."""

import io
import json
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from functools import reduce
from html import unescape
from itertools import chain, islice
from typing import Any, BinaryIO

from ingest.exports.opendocument import is_spreadsheet, sheets
from ingest.model import Problem
from ingest.patterns import late
from ingest.records.framing import LOUD, Record

PREAMBLE = 20
"""In so many rows the header is looked for: titles and names of groups may stand before it."""
_RELATION = late(rb"<(?:\w+:)?Relationship\b([^>]*)>")
_HYPERLINK = late(rb"<(?:\w+:)?hyperlink\b([^>]*)>")
_ATTRIBUTE = late(rb"([\w:]+)\s*=\s*[\"']([^\"']*)[\"']")
_CELL = late(r"([A-Z]{1,3})(\d+)")
_LONGEST = 64 << 20
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
            links = _links(body, getattr(sheet, "_worksheet_path", ""))
            yield from _rows(_linked(sheet.iter_rows(values_only=True), links) if links else sheet.iter_rows(values_only=True))
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, SyntaxError, EOFError) as error:
        yield Problem(reason="bad-record", detail=f"workbook: {type(error).__name__}: {error}"[:300], stage="parse")


def _links(body: BinaryIO, path: str) -> dict[int, dict[int, str]]:
    """By row and column: where cells lead that show other words than their address."""
    folder, _, name = path.lstrip("/").rpartition("/")
    with zipfile.ZipFile(body) as packed:
        try:
            said = packed.read(f"{folder}/_rels/{name}.rels")
        except KeyError:
            return {}
        if b"/hyperlink" not in said:
            return {}
        targets = {one["Id"]: one.get("Target", "") for one in map(_attributes, _RELATION.findall(said)) if "Id" in one}
        with packed.open(f"{folder}/{name}") as sheet:
            cells = map(_attributes, _HYPERLINK.findall(sheet.read(_LONGEST)))
    found: dict[int, dict[int, str]] = {}
    for one in cells:
        place = _CELL.match(one.get("ref", ""))
        target = targets.get(next((value for key, value in one.items() if key.endswith(":id")), ""), "")
        if place and target.startswith(("http://", "https://")):
            column = reduce(lambda number, letter: number * 26 + ord(letter) - 64, place[1], 0)
            found.setdefault(int(place[2]), {})[column - 1] = target
    return found


def _attributes(tag: bytes) -> dict[str, str]:
    return {name.decode(): unescape(value.decode("utf-8", "replace")) for name, value in _ATTRIBUTE.findall(tag)}


def _linked(rows: Iterator[tuple[Any, ...]], links: dict[int, dict[int, str]]) -> Iterator[tuple[Any, ...]]:
    """The rows with a column more for each that leads somewhere; where the cell shows its address itself, nothing is added."""
    columns = sorted({column for row in links.values() for column in row})
    first = list(islice(rows, PREAMBLE))
    full = max((_filled(row) for row in first), default=0)
    width = 0
    for number, row in enumerate(chain(first, rows), 1):
        here = links.get(number, {})
        if not width and _is_header(_filled(row), full):
            width = len(row)
            yield (*row, *(f"{row[column]} url" if column < width and row[column] else None for column in columns))
        elif len(row) <= width and any("://" not in str(row[column]) for column in here if column < len(row)):
            yield (*row, *[None] * (width - len(row)), *(here.get(column) for column in columns))
        else:
            yield row


def _filled(row: tuple[Any, ...]) -> int:
    return sum(bool(_text(cell)) for cell in row)


def _is_header(filled: int, full: int) -> bool:
    return filled > 1 and filled * 1.3 >= full


def _rows(rows: Iterator[tuple[Any, ...]]) -> Iterator[Record | Problem]:
    names: list[str] = []
    wide = 0
    first = [[_text(cell) for cell in row] for row in islice(rows, PREAMBLE)]
    full = max((sum(map(bool, cells)) for cells in first), default=0)
    for cells in chain(first, ([_text(cell) for cell in row] for row in rows)):
        if not names:
            names = [cell.strip() for cell in cells] if _is_header(sum(map(bool, cells)), full) else []
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
