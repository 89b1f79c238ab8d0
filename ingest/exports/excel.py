"""The sheets of Excel's workbooks as rows of text. No XML parser is asked: there are no entities to expand, of a part that breaks off
everything before is read, and no sheet is lost with another."""

import posixpath
import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache, reduce
from html import unescape
from itertools import chain

from ingest.exports.package import Package, attributes, elements
from ingest.model import Problem
from ingest.patterns import late

EXACT = 1 << 53
"""A spreadsheet keeps numbers as floats: of a larger one the last digits are gone."""
_COLUMNS = 16_384
_LONGEST = 64 << 20
"""Characters of a row, or of a text."""
_TEXTS = 128 << 20
"""Characters of all shared texts together."""
_SHEET = late(r"<(?:\w+:)?sheet\b([^<>]*)>")
_CELL = late(r"<((?:[\w.\-]{1,40}:)?c)(?=[\s/>])([^<>]*?)(?:/>|>(.*?)</\1>)", re.DOTALL)
_USUAL = late(r'\s*r="([A-Z]{1,3})\d{1,7}"(?:\s+s="(\d{1,6})")?(?:\s+t="(\w+)")?\s*')
"""The tag of a cell as nearly everybody writes it."""
_VALUE = late(r"<(?:[\w.\-]{1,40}:)?v(?:\s[^<>]*)?>([^<]*)<")
_PIECE = late(r"<(?:[\w.\-]{1,40}:)?t(?:\s[^<>]*)?>([^<]*)<")
_SPOKEN = late(r"<((?:[\w.\-]{1,40}:)?rPh)\b.*?(?:</\1>|\Z)", re.DOTALL)
"""How a text is read aloud, beside it."""
_VERBATIM = late(r"<!\[CDATA\[(.*?)(?:\]\]>|\Z)", re.DOTALL)
_CODED = late(r"_x([0-9A-Fa-f]{4})_")
_NAME = late(r"\$?([A-Za-z]{1,3})\$?(\d{0,10})")
_FORMATS = late(r"<(?:\w+:)?cellXfs\b.*?(?:</(?:\w+:)?cellXfs>|\Z)", re.DOTALL)
_FORMAT = late(r"<(?:\w+:)?xf\b([^<>]*)>")
_CODE = late(r"<(?:\w+:)?numFmt\b([^<>]*)>")
_LITERAL = late(r'"[^"]*"|\\.|\[(?!h|m|s)[^\]]*\]|[_*].', re.IGNORECASE)
_DATES = frozenset((*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)))
"""Formats that every spreadsheet has."""
_NUMBER = late(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")

Row = list[str]


class Book:
    """The workbook: its shared texts and formats."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.texts: list[str] = []
        self.problems: list[Problem] = []
        self.beyond = 0
        """Cells whose text is not there."""
        workbook = package.text("xl/workbook.xml")
        self.first = datetime(1904, 1, 1) if re.search(r'date1904="(?:1|true)"', workbook) else datetime(1899, 12, 30)
        self.listed = [attributes(match[1]) for match in _SHEET.finditer(workbook)]
        self.dated = _dated(package.text("xl/styles.xml"))
        self._shared()

    def sheets(self) -> Iterator[str]:
        """The parts that are sheets, in the order of the workbook; then those that it does not list."""
        relations = self.package.relations("xl/workbook.xml")
        targets = {one.get("Id", ""): one.get("Target", "") for one in relations if one.get("TargetMode") != "External"}
        seen = set()
        for one in self.listed:
            part = posixpath.normpath(posixpath.join("xl", targets.get(one.get("id", ""), "")).lstrip("/"))
            if part in self.package and part not in seen:
                yield part
            elif part not in seen and not part.startswith(".."):
                self._tell("truncated", f"the sheet {one.get('name', '')!r:.80} is not in it")
            seen.add(part)
        yield from sorted((one for one in self.package if one.startswith("xl/worksheets/") and one.endswith(".xml") and one not in seen),
                          key=lambda name: (len(name), name))

    def rows(self, part: str) -> Iterator[tuple[int, Row]]:
        """(number, cells) of each row of a sheet that has any."""
        number = 0
        blocks = self.package.blocks(part)
        if "<" not in (head := next(blocks, "")):
            self._tell("truncated", f"{part} is empty")
        for one in elements(chain([head], blocks), "row", _LONGEST):
            if not one.name:
                self._tell("truncated", f"a row of {part} breaks off")
                continue
            said = attributes(one.tag).get("r", "")
            number = int(said) if said.isdecimal() and len(said) < 11 else number + 1
            if cells := self._cells(one.content):
                yield number, cells

    def _cells(self, row: str) -> Row:
        if "<![CDATA[" in row:
            row = _VERBATIM.sub(lambda match: match[1].replace("&", "&amp;").replace("<", "&lt;"), row)
        cells: Row = []
        for _, tag, content in _CELL.findall(row):
            if not content:
                continue
            if usual := _USUAL.fullmatch(tag):
                name, style, kind = usual.groups()
            else:
                said = attributes(tag)
                name, style, kind = said.get("r", ""), said.get("s"), said.get("t")
            place = column(name)
            place = len(cells) if place is None else place
            if place >= _COLUMNS or not (value := self._value(kind or "n", style or "", content)):
                continue
            if place >= len(cells):
                cells += [""] * (place + 1 - len(cells))
            cells[place] = value
        return cells

    def _value(self, kind: str, style: str, content: str) -> str:
        if kind == "inlineStr":
            return text_of(content)
        match = _VALUE.search(content)
        value = unescape(match[1]).strip() if match else ""
        if kind == "s":
            if value.isdecimal() and int(value[:9]) < len(self.texts):
                return self.texts[int(value[:9])]
            self.beyond += bool(value)
            return ""
        if kind == "b":
            return {"1": "True", "0": "False"}.get(value, value)
        if kind == "d":
            return value.replace("T", " ").removesuffix(" 00:00:00")
        if kind != "n" or not _NUMBER.fullmatch(value):
            return plain(match[1]) if match else ""
        return self._number(value, style)

    def _number(self, value: str, style: str) -> str:
        number = float(value)
        if style.isdecimal() and int(style[:6]) in self.dated and (day := moment(number, self.first)):
            return day
        if abs(number) > EXACT:
            return f"{number:.15E}"
        return str(int(number)) if number.is_integer() else value if "e" not in value.lower() else str(number)

    def _tell(self, reason: str, what: str) -> None:
        self.problems.append(Problem(reason=reason, detail=f"workbook: {what}", stage="parse"))

    def _shared(self) -> None:
        size = 0
        for one in elements(self.package.blocks("xl/sharedStrings.xml"), "si", _LONGEST):
            if not one.name or size > _TEXTS:
                reason, what = ("truncated", "break off") if not one.name else ("too-large", "are too many: the rest of them is not read")
                self._tell(reason, f"its shared texts {what}")
                return
            self.texts.append(text_of(one.content))
            size += len(self.texts[-1])


def text_of(content: str) -> str:
    """The text of a cell or a shared one, in however many pieces."""
    if "<![CDATA[" in content:
        content = _VERBATIM.sub(lambda match: match[1].replace("&", "&amp;").replace("<", "&lt;"), content)
    if "rPh" in content:
        content = _SPOKEN.sub("", content)
    return plain("".join(_PIECE.findall(content)))


def plain(text: str) -> str:
    """Characters as they are meant."""
    text = unescape(text) if "&" in text else text
    return _CODED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


@lru_cache(maxsize=50_000)
def column(name: str) -> int | None:
    """The number of a column from 0; None for what names none."""
    match = _NAME.fullmatch(name)
    return reduce(lambda number, letter: number * 26 + ord(letter) - 64, match[1].upper(), 0) - 1 if match else None


def _dated(styles: str) -> frozenset[int]:
    """The styles whose numbers are days."""
    codes = {one["numFmtId"]: one.get("formatCode", "") for one in map(attributes, _CODE.findall(styles)) if "numFmtId" in one}
    days = {name for name, code in codes.items()
            if re.search("[dmyhs]", _LITERAL.sub("", code.split(";")[0]).lower().replace("general", ""))}
    cells = _FORMATS.search(styles)
    formats = [attributes(tag).get("numFmtId", "") for tag in _FORMAT.findall(cells[0])] if cells else []
    return frozenset(n for n, one in enumerate(formats) if one in days or (one.isdecimal() and one not in codes and int(one[:6]) in _DATES))


def moment(number: float, first: datetime) -> str:
    """A number of days as a date, a time or both; "" for what no calendar has."""
    try:
        when = first + timedelta(days=number + (0 < number < 60 and first.year < 1904))
        when = (when + timedelta(milliseconds=0.5)).replace(microsecond=0) if when.microsecond > 999_000 else when.replace(microsecond=0)
    except (OverflowError, ValueError):
        return ""
    if 0 <= number < 1:
        return when.time().isoformat()
    return when.isoformat(sep=" ") if when.time() != time() else date.isoformat(when.date())
