"""Posts as files for other programs: the format by the suffix, a codebook beside it, never half a file.

An export is written under another name and takes its own when it is complete. Files are 0600: captions may be private.
"""

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from ingest.errors import Failed, Usage
from ingest.search import Query, find
from ingest.store.reading import columns_of, flat_rows
from ingest.views import spreadsheet
from ingest.views.codebook import codebook_rows
from ingest.views.output import write_rows

Rows = Iterable[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to write."""

    raw: bool = False
    """CSV and TSV: cells as they are, formulas too."""
    json_cols: bool = False
    """JSON: lists as arrays, not as text."""
    title: str = "Posts"
    """HTML: heading of the page."""


@dataclass(slots=True)
class Exported:
    """What was written."""

    rows: int = 0
    notes: tuple[str, ...] = ()
    """What the format could not hold, for a person."""


TextWriter = Callable[[Rows, TextIO, Sequence[str], Options], int]


def _csv(rows: Rows, out: TextIO, columns: Sequence[str], options: Options) -> int:
    return spreadsheet.write(rows, out, columns, raw=options.raw)


def _tsv(rows: Rows, out: TextIO, columns: Sequence[str], options: Options) -> int:
    return spreadsheet.write(rows, out, columns, raw=options.raw, delimiter="\t")


def _json(rows: Rows, out: TextIO, columns: Sequence[str], options: Options) -> int:
    return write_rows(rows, out, "json", columns, json_cols=options.json_cols)


def _ndjson(rows: Rows, out: TextIO, columns: Sequence[str], options: Options) -> int:
    return write_rows(rows, out, "nl", columns, json_cols=options.json_cols)


def _html(rows: Rows, out: TextIO, columns: Sequence[str], options: Options) -> int:
    from ingest.views.export_html import write_page

    return write_page(rows, out, options.title)


TEXT: dict[str, TextWriter] = {"csv": _csv, "tsv": _tsv, "json": _json, "ndjson": _ndjson, "html": _html}
BINARY = ("xlsx", "parquet")
FORMATS = (*TEXT, *BINARY)
_SUFFIXES = {"jsonl": "ndjson", "nl": "ndjson", "htm": "html"}


def format_of(path: str) -> str:
    """The format that a file's suffix asks for."""
    suffix = Path(path).suffix.lower().lstrip(".")
    name = _SUFFIXES.get(suffix, suffix)
    if name not in FORMATS:
        known = " ".join(f".{one}" for one in (*FORMATS, *_SUFFIXES))
        raise Usage(f"{path}: the suffix says the format and must be one of {known}; or give --format")
    return name


def posts(connection: sqlite3.Connection, query: Query) -> tuple[list[str], Iterator[dict[str, Any]]]:
    """The columns and rows of an export: ``posts_flat`` without the private row number, by public id unless sorted otherwise."""
    columns = [name for name in columns_of(connection) if name != "id"]
    rows = flat_rows(connection, find(connection, query))
    return columns, ({name: row[name] for name in columns} for row in rows)


def to_stream(connection: sqlite3.Connection, query: Query, out: TextIO, form: str, options: Options) -> Exported:
    """Writes an export to a text stream (standard output); spreadsheets and Parquet need a file."""
    if form in BINARY:
        raise Usage(f"{form} is written to a file, not to standard output")
    columns, rows = posts(connection, query)
    return Exported(TEXT[form](rows, out, columns, options))


def to_file(connection: sqlite3.Connection, query: Query, path: str, form: str, options: Options) -> Exported:
    """Writes an export and its codebook."""
    _refuse_archive(connection, path)
    columns, rows = posts(connection, query)
    with written(path) as part:
        if form in BINARY:
            from ingest.views import export_binary

            exported = export_binary.write(form, rows, part, columns)
        else:
            with open(part, "w", encoding="utf-8", newline="") as out:
                exported = Exported(TEXT[form](rows, out, columns, options))
    if form != "html" and (not os.path.exists(path) or os.path.isfile(path)):
        with_escaped = [*columns, spreadsheet.ESCAPED] if form in ("csv", "tsv") and not options.raw else columns
        write_codebook(codebook_path(path), with_escaped)
    return exported


def codebook_path(path: str) -> str:
    """Where the codebook of an export lies: ``posts.csv`` has ``posts.codebook.csv``."""
    return str(Path(path).with_suffix(".codebook.csv"))


def write_codebook(path: str, columns: Sequence[str]) -> None:
    """What each column means, as a table."""
    with written(path) as part, open(part, "w", encoding="utf-8", newline="") as out:
        write_rows(codebook_rows(columns), out, "csv", ("column", "type", "meaning"))


@contextmanager
def written(path: str) -> Iterator[str]:
    """A name to write to; the file appears under ``path`` when all is written, with mode 0600, and not at all after an error."""
    if os.path.exists(path) and not os.path.isfile(path):
        if os.path.isdir(path):
            raise Usage(f"{path}: is a folder; name a file")
        yield path  # a device or named pipe
        return
    target = os.path.realpath(path)
    part = os.path.join(os.path.dirname(target), f".{os.path.basename(target)[:200]}.{os.getpid()}.part")
    try:
        os.close(os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY | os.O_NOFOLLOW, 0o600))
        os.chmod(part, 0o600)
        yield part
        _settle(part)
        os.replace(part, target)
    except OSError as error:
        _remove(part)
        raise Failed(f"{path}: cannot be written ({error.strerror or error})") from error
    except BaseException:
        _remove(part)
        raise


def _settle(part: str) -> None:
    descriptor = os.open(part, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove(part: str) -> None:
    if os.path.exists(part):
        os.unlink(part)


def _refuse_archive(connection: sqlite3.Connection, path: str) -> None:
    archive = connection.execute("PRAGMA database_list").fetchone()[2]
    if archive and os.path.exists(path) and os.path.exists(archive) and os.path.samefile(path, archive):
        raise Usage(f"{path}: is the archive itself; name another file")
