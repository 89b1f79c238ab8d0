"""Exports that need a library of their own: Excel workbooks (openpyxl) and Parquet (pyarrow). Ids are text in both."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from ingest.errors import Failed
from ingest.export import Exported
from ingest.views.codebook import codebook_rows, is_number
from ingest.views.output import printable

CELL = 32_767
"""Characters that an Excel cell holds."""
SHEET_ROWS = 1_048_575
"""Rows that a sheet holds below its header."""
BATCH = 10_000


def write(form: str, rows: Iterable[dict[str, Any]], path: str, columns: Sequence[str]) -> Exported:
    """Writes rows as ``xlsx`` or ``parquet``."""
    return _xlsx(rows, path, columns) if form == "xlsx" else _parquet(rows, path, columns)


def _xlsx(rows: Iterable[dict[str, Any]], path: str, columns: Sequence[str]) -> Exported:
    try:
        from openpyxl import Workbook
    except ImportError as error:
        raise Failed("Excel workbooks need openpyxl:  pip install 'afterpost[xlsx]'") from error
    book = Workbook(write_only=True)
    sheet = book.create_sheet("posts")
    sheet.append([_cell(sheet, name) for name in columns])
    exported = Exported()
    cut = 0
    for row in rows:
        if exported.rows == SHEET_ROWS:
            raise Failed(f"a sheet holds {SHEET_ROWS:,} rows and there are more posts; export CSV or Parquet, or filter")
        cut += sum(isinstance(value, str) and len(printable(value)) > CELL for value in row.values())
        sheet.append([_cell(sheet, row[name]) for name in columns])
        exported.rows += 1
    _codebook_sheet(book, columns)
    book.save(path)
    if cut:
        exported.notes = (f"{cut} cells were cut: an Excel cell holds {CELL:,} characters; CSV holds all of it",)
    return exported


def _cell(sheet: Any, value: object) -> Any:
    """Text stays text, whatever it begins with; only numbers are numbers."""
    from openpyxl.cell import WriteOnlyCell

    if not isinstance(value, str):
        return WriteOnlyCell(sheet, value)
    cell = WriteOnlyCell(sheet, printable(value)[:CELL])
    cell.data_type = "s"  # openpyxl makes a formula of "=..." otherwise
    return cell


def _codebook_sheet(book: Any, columns: Sequence[str]) -> None:
    sheet = book.create_sheet("codebook")
    sheet.append(["column", "type", "meaning"])
    for row in codebook_rows(columns):
        sheet.append([_cell(sheet, value) for value in row.values()])


def _parquet(rows: Iterable[dict[str, Any]], path: str, columns: Sequence[str]) -> Exported:
    try:
        import pyarrow as pa  # type: ignore[import-not-found,unused-ignore]
        import pyarrow.parquet as pq  # type: ignore[import-not-found,unused-ignore]
    except ImportError as error:
        raise Failed("Parquet needs pyarrow:  pip install 'afterpost[parquet]'") from error
    schema = pa.schema([(name, pa.int64() if is_number(name) else pa.string()) for name in columns])
    exported = Exported()
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in _batches(rows):
            writer.write_table(pa.Table.from_pylist(batch, schema=schema))
            exported.rows += len(batch)
    return exported


def _batches(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    waiting = iter(rows)
    while batch := list(islice(waiting, BATCH)):
        yield batch
