"""Workbooks without a library: what Excel's files hold, however they are written and wherever they break off."""

import io
import zipfile
from datetime import date, datetime, time

import pytest

from ingest.exports.excel import Book, column, moment, plain
from ingest.exports.package import Package, elements
from ingest.exports.workbooks import workbook_rows
from ingest.model import Problem
from ingest.records.framing import Record

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def packed(**parts: str) -> Package:
    """``xl_workbook`` is ``xl/workbook.xml``."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("_", "/") + ".xml", text)
    return Package(out)


def test_a_library_reads_the_same() -> None:
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed: pip install 'afterpost[xlsx]'")
    book, out = openpyxl.Workbook(), io.BytesIO()
    given = (["a", "b", "c", "d", "e", "f"], [1, 1.5, 10**18, True, "x < y & z", None],
             [datetime(2020, 1, 2, 3, 4, 5), date(2021, 3, 4), time(5, 6), 1e-7, "é\n☃", ""])
    for row in given:
        book.active.append(row)
    book.save(out)
    made = Book(Package(out))
    assert [cells for part in made.sheets() for _, cells in made.rows(part)] == [
        ["a", "b", "c", "d", "e", "f"], ["1", "1.5", f"{10**18:.15E}", "True", "x < y & z"],
        ["2020-01-02 03:04:05", "2021-03-04", "05:06:00", "1e-07", "é\n☃"]]
    assert not made.problems


def test_rows_and_cells_stand_where_they_say() -> None:
    sheet = ('<x:row r="3"><x:c r="C3"><x:v>7</x:v></x:c><x:c><x:v>8</x:v></x:c></x:row><x:row/>'
             '<x:row><x:c r="A5" t="str"><x:v>&amp;_x0041_</x:v></x:c></x:row>')
    book = Book(packed(xl_worksheets_sheet1=f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{sheet}</x:sheetData></x:worksheet>'))
    assert list(book.rows("xl/worksheets/sheet1.xml")) == [(3, ["", "", "7", "8"]), (5, ["&A"])]
    assert [column(name) for name in ("A", "Z", "AA", "XFD", "$B$7", "", "7")] == [0, 25, 26, 16383, 1, None, None]


def test_what_breaks_off_is_told_and_what_stands_before_is_read() -> None:
    rows = "".join(f'<row r="{n}"><c t="inlineStr"><is><t>a{n}</t></is></c><c><v>{n}</v></c></row>' for n in range(1, 5))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", f"<worksheet><sheetData>{rows}"[:-20])
    said = list(workbook_rows(io.BytesIO(out.getvalue())))
    assert [one.value for one in said if isinstance(one, Record)] == [{"a1": "a2", "1": "2"}, {"a1": "a3", "1": "3"}]
    assert [one.reason for one in said if isinstance(one, Problem)] == ["truncated"]


def test_elements_are_found_across_blocks() -> None:
    text = "<a><row n='1'>x</row><row/><rows>no</rows><p:row>y</p:row><table></table><row"
    for size in range(1, len(text)):
        blocks = iter([text[at : at + size] for at in range(0, len(text), size)])
        assert [(one.name, one.content) for one in elements(blocks, "row", 1000, mark="table")] == [
            ("row", "x"), ("row", ""), ("row", "y"), ("table", "")]


@pytest.mark.parametrize(("number", "shown"), [
    (43831.5, "2020-01-01 12:00:00"), (43831.0, "2020-01-01"), (0.25, "06:00:00"), (1.0, "1900-01-01"), (1e300, ""), (-1e9, "")])
def test_days_are_counted_as_excel_counts_them(number: float, shown: str) -> None:
    assert moment(number, datetime(1899, 12, 30)) == shown


def test_characters_are_meant() -> None:
    assert plain("a_x000D_b &lt;_x005F_x0041_ &#9731;") == "a\rb <_x0041_ ☃"
