"""OpenDocument spreadsheets (LibreOffice's ``.ods``) as rows of cells. No XML parser is asked, so there are no entities to expand."""

import re
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from ingest.patterns import late

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

WHOLE = 256 << 20
"""So much of a sheet's XML is read."""
_WIDE = 500
"""Empty cells at the end of a row are written as one that is repeated thousands of times."""
_SINGLE = late(r"<((?:table|text|office):[\w-]+)([^<>]*)/>")
"""Elements without an end: in HTML they would hold what follows."""


def is_spreadsheet(stream: BinaryIO) -> bool:
    """Whether a ZIP is a spreadsheet of this kind."""
    with zipfile.ZipFile(stream) as archive:
        return "content.xml" in archive.namelist()


def sheets(stream: BinaryIO) -> Iterator[Iterator[list[str]]]:
    """The rows of each sheet, as text: numbers and dates as the file states them, not as they are shown."""
    from selectolax.lexbor import LexborHTMLParser

    with zipfile.ZipFile(stream) as archive, archive.open("content.xml") as member:
        text = member.read(WHOLE).decode("utf-8", "replace")
    tree = LexborHTMLParser(_SINGLE.sub(r"<\1\2></\1>", text))
    for sheet in tree.css("table\\:table"):
        yield (_cells(row) for row in sheet.css("table\\:table-row"))


def _cells(row: "LexborNode") -> list[str]:
    cells: list[str] = []
    for one in row.iter():
        if one.tag in ("table:table-cell", "table:covered-table-cell"):
            times = one.attributes.get("table:number-columns-repeated") or "1"
            cells += [_text(one)] * min(int(times) if times.isdigit() else 1, _WIDE)
    while cells and not cells[-1]:
        cells.pop()
    return cells[:_WIDE]


def _text(cell: "LexborNode") -> str:
    """A number's value may have lost digits that its text shows: then the text is what was typed."""
    shown = "\n".join(part.text() for part in cell.css("text\\:p"))
    kind, value = cell.attributes.get("office:value-type") or "", cell.attributes.get("office:value") or ""
    if kind == "date":
        return (cell.attributes.get("office:date-value") or shown).replace("T", " ")
    if kind == "float" and value:
        return shown if re.fullmatch(r"\d{16,20}", shown) else value
    return shown
