"""Workbooks of Excel and LibreOffice as records: each row below a sheet's header, its cells as text."""

import io
import json
from collections.abc import Iterator
from html import unescape
from itertools import chain, islice
from typing import BinaryIO

from ingest.exports.excel import Book, Row, column
from ingest.exports.opendocument import sheets
from ingest.exports.package import Package, attributes
from ingest.model import Problem
from ingest.patterns import late
from ingest.records.framing import LOUD, Record

PREAMBLE = 20
"""In so many rows the header is looked for: titles and names of groups may stand before it."""
_HYPERLINK = late(r"<(?:\w+:)?hyperlink\b([^<>]*)>")
_PLACE = late(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::.*)?")


def workbook_rows(stream: BinaryIO) -> Iterator[Record | Problem]:
    """The rows of all sheets. The first row that is about as full as those below it is the header of its sheet."""
    package = Package(io.BytesIO(stream.read()))
    if "content.xml" in package:
        for sheet in sheets(package):
            yield from _rows(sheet)
        yield from package.faults()
        return
    book = Book(package)
    for part in book.sheets():
        links = _links(package, part)
        rows = book.rows(part)
        yield from _rows(_linked(rows, links) if links else (row for _, row in rows))
    yield from package.faults()
    yield from book.problems
    if book.beyond:
        detail = f"workbook: {book.beyond:,} cells refer to shared texts that are not in it"
        yield Problem(reason="bad-record", detail=detail, stage="parse")


def _links(package: Package, part: str) -> dict[int, dict[int, str]]:
    """By row and column: where cells lead that show other words than their address."""
    targets = {one.get("Id", ""): one.get("Target", "") for one in package.relations(part) if one.get("Type", "").endswith("/hyperlink")}
    found: dict[int, dict[int, str]] = {}
    if not targets:
        return found
    rest = ""
    for block in package.blocks(part):  # they stand behind the rows, but the header of the rows tells of them
        text = rest + block
        for match in _HYPERLINK.finditer(text):
            one = attributes(match[1])
            place, target = _PLACE.fullmatch(one.get("ref", "")), unescape(targets.get(one.get("id", ""), ""))
            at = column(place[1]) if place else None
            if place and at is not None and target.startswith(("http://", "https://")):
                found.setdefault(int(place[2]), {})[at] = target
        rest = text[text.rfind("<"):][:4000] if "<" in text else ""
        rest = "" if ">" in rest else rest
    return found


def _linked(rows: Iterator[tuple[int, Row]], links: dict[int, dict[int, str]]) -> Iterator[Row]:
    """The rows with a column more for each that leads somewhere; where the cell shows its address itself, nothing is added."""
    columns = sorted({column for row in links.values() for column in row})
    first = list(islice(rows, PREAMBLE))
    full = max((_filled(row) for _, row in first), default=0)
    width = 0
    for number, row in chain(first, rows):
        here = links.get(number, {})
        if not width and _is_header(_filled(row), full):
            width = len(row)
            yield [*row, *(f"{row[column]} url" if column < width and row[column] else "" for column in columns)]
        elif width and len(row) <= width and any("://" not in row[column] for column in here if column < len(row)):
            yield [*row, *[""] * (width - len(row)), *(here.get(column, "") for column in columns)]
        else:
            yield row


def _filled(row: Row) -> int:
    return sum(map(bool, row))


def _is_header(filled: int, full: int) -> bool:
    return filled > 1 and filled * 1.3 >= full


def _rows(rows: Iterator[Row]) -> Iterator[Record | Problem]:
    names: Row = []
    wide = 0
    first = list(islice(rows, PREAMBLE))
    full = max(map(_filled, first), default=0)
    for cells in chain(first, rows):
        if not names:
            names = [cell.strip() for cell in cells] if _is_header(_filled(cells), full) else []
        elif any(cells):
            value = {name: cell for name, cell in zip(names, [*cells, *[""] * len(names)], strict=False) if name}
            yield Record(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"), -1, value)
            if any(cells[len(names):]):
                wide += 1
                if wide <= LOUD:
                    yield Problem(reason="bad-record", detail=f"a row has cells beyond the header of {len(names)} columns", stage="parse")
