"""Tables that were written as HTML and named as if they were a spreadsheet's (``report.xls``): each row below the header is a record."""

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from ingest.charset import decode
from ingest.model import Problem
from ingest.patterns import late
from ingest.records.framing import Record

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

KIND = "htmltable"
_BEFORE = late(rb"""\s*+(?>(?:<!DOCTYPE[^>]*+>|<!--[\s\S]{0,2000}?-->|</?(?:html|head|meta|title|body|div|font|center)\b[^>]*+>
                    |<style[\s\S]{0,20000}?</style>|<title>[^<]{0,200}+</title>|<h\d>[^<]{0,200}+</h\d>)\s*+)*+<table\b""", re.I | re.X)
"""Nothing to read stands before the table."""
_EXCEL = late(rb"<html\b[^>]{0,600}urn:schemas-microsoft-com:office:excel", re.I)
_EMBED = late(rb"(?i)<(?:iframe|blockquote|script|nav|article|form|img)\b")
"""What is no cell of a sheet: then the table is the layout of a page."""
_ADDRESS = late(r"https?://\S+$")
WHOLE = 64 << 20


def is_table(head: bytes) -> bool:
    """Whether a page is a sheet by its first bytes: Excel says so, or there is nothing but a table, with names in its first row."""
    if head[:300].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"<":
        return False
    if _EXCEL.search(head[:3000]):
        return True
    return _BEFORE.match(head.removeprefix(b"\xef\xbb\xbf")) is not None and not _EMBED.search(head) and len(_names(_first_row(head))) > 1


def _first_row(head: bytes) -> "list[LexborNode]":
    from selectolax.lexbor import LexborHTMLParser

    row = LexborHTMLParser(decode(head)).css_first("table tr")
    return _cells(row) if row is not None else []


def _cells(row: "LexborNode") -> "list[LexborNode]":
    return [one for one in row.iter() if one.tag in ("td", "th")]


def _names(cells: "list[LexborNode]") -> list[str]:
    """The columns of a header; none where it holds links, or long texts."""
    names = [_text(one) for one in cells]
    return names if all(0 < len(name) < 60 for name in names) and not any(one.css_first("a") for one in cells) else []


def _text(cell: "LexborNode") -> str:
    from ingest.values.nodes import text_in

    return text_in(cell)


def html_rows(stream: BinaryIO) -> Iterator[Record | Problem]:
    """The rows of all tables. A link whose words are no address gives two cells: the words, and the address as ``NAME link``."""
    from selectolax.lexbor import LexborHTMLParser

    for table in LexborHTMLParser(decode(stream.read(WHOLE))).css("table"):
        names: list[str] = []
        for row in table.css("tr"):
            cells = _cells(row)
            if not names:
                names = _names(cells)
            elif len(cells) == len(names) and any(map(_text, cells)):
                value = {name: said for name, cell in zip(names, cells, strict=True) for name, said in _said(name, cell)}
                yield Record(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"), -1, value)


def _said(name: str, cell: "LexborNode") -> Iterator[tuple[str, str]]:
    text, link = _text(cell), cell.css_first("a[href]")
    href = (link.attributes.get("href") or "") if link is not None else ""
    yield name, text
    if _ADDRESS.match(href):
        yield f"{name} link", "" if _ADDRESS.match(text) else href
