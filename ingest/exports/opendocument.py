"""OpenDocument spreadsheets (LibreOffice's ``.ods``) as rows of cells. No XML parser is asked, so there are no entities to expand,
and of a file that breaks off everything before is read."""

import re
from collections.abc import Iterator
from html import unescape
from itertools import groupby
from operator import itemgetter

from ingest.exports.package import Element, Package, attributes, elements
from ingest.patterns import late

_WIDE = 500
"""Empty cells at the end of a row are written as one that is repeated thousands of times."""
_LONGEST = 64 << 20
_CELL = late(r"<(table:(?:covered-)?table-cell)(?=[\s/>])([^<>]*?)(?:/>|>(.*?)(?:</\1>|\Z))", re.DOTALL)
_PART = late(r"<text:p(?=[\s/>])[^<>]*?(?:/>|>(.*?)(?:</text:p>|\Z))", re.DOTALL)
_NOTE = late(r"<(office:annotation)\b.*?(?:</\1>|\Z)", re.DOTALL)
_BLANKS, _BREAK, _TAG = late(r"<text:s(?=[\s/>])[^<>]*>"), late(r"<text:(?:line-break|tab)(?=[\s/>])[^<>]*>"), late(r"<[^<>]*>")
_EXACT = late(r"\d{16,20}")


def sheets(package: Package) -> Iterator[Iterator[list[str]]]:
    """The rows of each sheet, as text: numbers and dates as the file states them, not as they are shown."""
    if "encryption-data" in package.text("META-INF/manifest.xml"):
        package.room.fault("content.xml", "encrypted", "behind a password: save it without one")
        return
    for _, rows in groupby(_numbered(package), itemgetter(0)):
        yield (_cells(row.content) for _, row in rows)


def _numbered(package: Package) -> Iterator[tuple[int, Element]]:
    """Each row, with the number of its sheet."""
    sheet = 0
    for one in elements(package.blocks("content.xml"), "table-row", _LONGEST, mark="table"):
        if one.name == "table-row":
            yield sheet, one
        elif one.name:
            sheet += 1
        else:
            package.room.fault("content.xml", "truncated", "a row breaks off")


def _cells(row: str) -> list[str]:
    cells: list[str] = []
    for _, tag, content in _CELL.findall(row):
        said = attributes(tag)
        times = said.get("number-columns-repeated", "1")
        cells += [_text(said, content)] * min(int(times[:6]) if times.isdecimal() else 1, _WIDE)
    while cells and not cells[-1]:
        cells.pop()
    return cells[:_WIDE]


def _text(said: dict[str, str], content: str) -> str:
    """A number's value may have lost digits that its text shows: then the text is what was typed."""
    shown = "\n".join(_shown(part) for part in _PART.findall(_NOTE.sub("", content)))
    kind, value = said.get("value-type", ""), said.get("value", "")
    if kind == "date":
        return (said.get("date-value") or shown).replace("T", " ")
    if kind == "float" and value:
        return shown if _EXACT.fullmatch(shown) else value
    return shown


def _shown(part: str) -> str:
    return unescape(_TAG.sub("", _BREAK.sub("\n", _BLANKS.sub(" ", part))))
