"""Rows and text on their way out: the modes of sqlite-utils, and nothing that a terminal would obey.

Captions are data of strangers. In text meant for people every control and direction character is shown as an escape;
JSON writes the same characters as JSON escapes, which changes no value. CSV and TSV are verbatim in a pipe.
"""

import csv
import io
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, TextIO

import click

Row = Mapping[str, Any]

MODES = ("json", "nl", "csv", "tsv", "table")
"""Machine-readable ways to write rows; without one a command writes cards for people."""

# C0 without tab and line feed, DEL, C1, Arabic letter mark, direction marks, line and paragraph separators, embeddings,
# overrides and isolates, interlinear marks, tag characters, lone surrogates, noncharacters. Joiners stay:
# emoji and Persian need them.
_UNSAFE = (
    r"\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufff9-\ufffb"
    r"\U000e0000-\U000e007f\ud800-\udfff\ufffe\uffff"
)
_unsafe = re.compile(f"[{_UNSAFE}]")
_unsafe_in_line = re.compile(f"[{_UNSAFE}\\t\\n]")


def _escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0x100:
        return {9: "\\t", 10: "\\n", 13: "\\r"}.get(code, f"\\x{code:02x}")
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def printable(text: str) -> str:
    """The text with control and direction characters as escapes; line feeds and tabs stay."""
    return _unsafe.sub(_escape, text)


def one_line(text: str) -> str:
    """The text on one line, runs of white space as one blank, the rest as in ``printable``."""
    return _unsafe_in_line.sub(_escape, re.sub(r"[ \t\r\n]+", " ", text)).strip()


def shorten(text: str, width: int) -> str:
    """At most ``width`` characters of one line, the cut marked."""
    line = one_line(text)
    return line if len(line) <= width else line[: max(width - 1, 0)].rstrip() + "…"


def _json_escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0x10000:
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"


def _plain(value: object) -> object:
    """What JSON has no word for: bytes as text, a broken byte as an escape."""
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("utf-8", "backslashreplace")
    raise TypeError(f"{type(value).__name__} has no JSON form")


def to_json(value: object) -> str:
    """JSON in readable UTF-8; whatever a terminal might obey stands as ``\\uXXXX``, so the value is the same and safe."""
    return _unsafe.sub(_json_escape, json.dumps(value, ensure_ascii=False, default=_plain))


def open_lists(row: Row) -> dict[str, Any]:
    """The row with JSON arrays and objects in text columns as values (``--json-cols``)."""
    opened = dict(row)
    for name, value in opened.items():
        if isinstance(value, str) and value[:1] in "[{" and value:
            with suppress(ValueError):
                opened[name] = json.loads(value)
    return opened


@contextmanager
def standard_output() -> Iterator[TextIO]:
    """Standard output as UTF-8 without newline translation, whatever the locale says."""
    sys.stdout.flush()
    binary = getattr(sys.stdout, "buffer", None)
    if binary is None:
        yield sys.stdout
        return
    out = io.TextIOWrapper(binary, encoding="utf-8", errors="backslashreplace", newline="", write_through=False)
    try:
        yield out
    finally:
        try:
            out.flush()
        finally:
            out.detach()


def write_rows(
    rows: Iterable[Row], out: TextIO, mode: str, columns: Sequence[str], *,
    headers: bool = True, fmt: str = "simple", terminal: bool = False, json_cols: bool = False,
) -> int:
    """Write rows in one of ``MODES`` and say how many. ``columns`` names the header even where there is no row."""
    if mode == "json":
        return _write_array(rows, out, json_cols)
    if mode == "nl":
        return _write_lines(rows, out, json_cols)
    if mode == "table":
        return _write_table(rows, out, columns, headers, fmt)
    return _write_separated(rows, out, columns, headers, "\t" if mode == "tsv" else ",", terminal)


def _write_array(rows: Iterable[Row], out: TextIO, json_cols: bool) -> int:
    count = 0
    for count, row in enumerate(rows, 1):
        out.write(("[" if count == 1 else ",\n ") + to_json(open_lists(row) if json_cols else dict(row)))
    out.write("]\n" if count else "[]\n")
    return count


def _write_lines(rows: Iterable[Row], out: TextIO, json_cols: bool) -> int:
    count = 0
    for row in rows:
        count += 1
        out.write(to_json(open_lists(row) if json_cols else dict(row)) + "\n")
    return count


def _cell(value: object) -> str:
    if value is None:
        return ""
    return str(_plain(value)) if isinstance(value, bytes | memoryview) else str(value)


def _write_separated(
    rows: Iterable[Row], out: TextIO, columns: Sequence[str], headers: bool, delimiter: str, terminal: bool
) -> int:
    # RFC 4180 ends a row with CR LF; a terminal would show the CR of a cell as an escape, so there the row ends with LF only
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n" if terminal else "\r\n")
    if headers:
        writer.writerow(columns)
    count = 0
    for row in rows:
        count += 1
        cells = [_cell(row.get(name)) for name in columns]
        writer.writerow([printable(cell) for cell in cells] if terminal else cells)
    return count


def _write_table(rows: Iterable[Row], out: TextIO, columns: Sequence[str], headers: bool, fmt: str) -> int:
    from tabulate import tabulate  # type: ignore[import-untyped]  # comes with sqlite-utils; loaded for tables only

    cells = [[one_line(_cell(row.get(name))) for name in columns] for row in rows]
    # disable_numparse: an id is text, a table must not round it or cut its zeros
    out.write(tabulate(cells, list(columns) if headers else [], tablefmt=fmt, disable_numparse=True) + "\n")
    return len(cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """How a command was asked to write."""

    mode: str = ""
    """One of ``MODES``; "" = for people."""
    headers: bool = True
    fmt: str = "simple"
    json_cols: bool = False

    def rows(self, rows: Iterable[Row], columns: Sequence[str] = ()) -> int:
        """Writes rows to standard output; without ``columns`` the first row names them."""
        listed = list(rows) if not columns else rows
        names = columns or (list(listed[0]) if isinstance(listed, list) and listed else ())
        with standard_output() as out:
            return write_rows(
                listed, out, self.mode or "json", names, headers=self.headers, fmt=self.fmt, json_cols=self.json_cols,
                terminal=sys.stdout.isatty())


def say(lines: Iterable[str]) -> None:
    """Lines for people on standard output; colour is taken off where it is no terminal."""
    for line in lines:
        click.echo(line)


def note(text: str) -> None:
    """One line about what is being done, on standard error."""
    click.echo(one_line(text), err=True)


def table_formats() -> list[str]:
    """The names ``--fmt`` takes."""
    from tabulate import tabulate_formats

    return list(tabulate_formats)
