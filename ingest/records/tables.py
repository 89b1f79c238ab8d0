"""CSV and its kin as records: delimiter, quoting, a header below report lines, the verbatim bytes of every row."""

import csv
import io
import re
from collections import deque
from collections.abc import Callable, Iterator
from itertools import islice
from typing import BinaryIO

from ingest.limits import alive
from ingest.model import Problem
from ingest.records.framing import LOUD, Record
from ingest.records.headless import names_of
from ingest.undeclared import guess

CELL = 16 << 20
"""A longer cell means that a quote was never closed."""
SAMPLE = 1 << 18
"""The dialect is decided on so many bytes."""
SWALLOWED, TRIES = 200, 20
"""So many lines behind a quote that is never closed tell whether they are rows; and so many such quotes are got over."""
PREAMBLE = 20
"""The header is looked for in so many rows: some tools write report lines before it."""
DELIMITERS = (",", "\t", ";", "|")

_LONE = re.compile(r"\r(?!\n)")
"""A line break of old Macs; the csv module gives up where one stands outside of quotes."""

_ESCAPED = re.compile(r"""\\"(?!["\r\n,;\t|]|\Z)""")
"""A quote after a backslash that cannot end a cell: R writes tables so, and MySQL."""

_LED = re.compile(r'=HYPERLINK\(\s*"(https?://[^"\s]{4,4000})"', re.IGNORECASE)
"""A formula that is a link."""

csv.field_size_limit(CELL)


class Dialect(csv.Dialect):
    """What the sample says about a table."""

    quotechar = '"'
    lineterminator = "\n"
    quoting = csv.QUOTE_MINIMAL
    skipinitialspace = False

    def __init__(self, delimiter: str, backslash: bool) -> None:
        self.delimiter = delimiter
        self.doublequote = not backslash
        self.escapechar = "\\" if backslash else None
        super().__init__()


class _Lines:
    """The lines of a stream as text, with their bytes kept until a row is complete."""

    def __init__(self, stream: "Rewound", charset: str, start: int) -> None:
        self.stream = stream
        self.charset = charset
        self.offset = start
        self.taken: list[bytes] = []
        self.ended = False
        self.newline = True
        self.again: deque[bytes] = deque()
        """Lines that are read once more, for a quote had swallowed them."""
        self.zeros = 0
        """Lines with zero bytes."""
        self.tries = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self.again.popleft() if self.again else self.stream.readline(CELL)
        if not line:
            self.ended = True
            raise StopIteration
        self.taken.append(line)
        self.newline = line.endswith(b"\n")
        if b"\0" in line:
            self.zeros += 1
            line = line.replace(b"\0", b"")
        return _LONE.sub("\n" if b'"' in line else " ", text(line, self.charset))

    def row(self) -> tuple[bytes, int]:
        """The bytes of the row just read, and where they began."""
        raw = b"".join(self.taken)
        at, self.offset = self.offset, self.offset + len(raw)
        self.taken.clear()
        return raw.rstrip(b"\r\n"), at

    def rewind(self, width: int, dialect: Dialect) -> bool:
        """After a quote that is never closed: whether what it swallowed are rows of ``width`` cells, which are then read again."""
        behind = self.taken[1:]
        sample = "".join(text(line, self.charset) for line in behind[:SWALLOWED])
        right = max(_right(rows_of(one, dialect), width) for one in (sample, sample.replace('"', "")))
        if width < 2 or right < 0.5 or self.tries >= TRIES:
            return False
        self.tries += 1
        self.again.extendleft(reversed(behind))
        del self.taken[1:]
        self.ended = False
        return True


def text(raw: bytes, charset: str = "") -> str:
    """The text of one line: as declared, UTF-8 or, where that cannot be, Windows-1252."""
    for name in filter(None, (charset, "utf-8")):
        try:
            return raw.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("cp1252", "replace")


def _is_utf8(head: bytes) -> bool:
    """Whether the sample is UTF-8, but for a last character that is cut."""
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > len(head) - 4
    return True


def rows_of(sample: str, dialect: Dialect) -> list[list[str]]:
    """All rows of the sample under one dialect."""
    try:
        return list(csv.reader(io.StringIO(sample, newline=""), dialect))
    except csv.Error:
        return []


def _right(rows: list[list[str]], width: int) -> float:
    """Which share of rows has so many cells."""
    return sum(len(row) == width for row in rows) / max(1, sum(map(bool, rows)))


def header_of(rows: list[list[str]], known: Callable[[frozenset[str]], int]) -> tuple[int, int]:
    """Which row is the header, and how well its columns are known (0 = not at all)."""
    scores = [(known(frozenset(map(fold, row))), -i) for i, row in enumerate(rows[:PREAMBLE])]
    best, at = max(scores, default=(0, 0))
    return (-at, best) if best else (0, 0)


def fold(name: str) -> str:
    """Column names are compared without case, blanks at the ends and byte order marks."""
    return name.strip().lstrip("\ufeff").strip().casefold()


def dialect_of(sample: str, known: Callable[[frozenset[str]], int]) -> tuple[Dialect, int]:
    """The dialect under which the header is known best and the most rows are as long as it; and the header's row number."""
    best: tuple[tuple[int, float, bool, int, int], Dialect, int] | None = None
    escapes = _ESCAPED.search(sample) is not None
    for order, delimiter in enumerate(DELIMITERS):
        for backslash in (False, True):
            dialect = Dialect(delimiter, backslash)
            rows = [row for row in rows_of(sample, dialect) if row]
            at, score = header_of(rows, known)
            width = len(rows[at]) if rows else 0
            body = rows[at + 1:-1] or rows[at + 1:]
            right = sum(len(row) == width for row in body) / len(body) if body else 1.0
            rank = (score, right if width > 1 else 0.0, backslash or not escapes, width, -2 * order - backslash)
            if best is None or rank > best[0]:
                best = rank, dialect, at
    assert best is not None
    return best[1], best[2]


def table_rows(
    stream: BinaryIO, *, charset: str = "", start: int = 0, known: Callable[[frozenset[str]], int] = lambda columns: 0,
) -> Iterator[Record | Problem]:
    """Every row as a record whose value is column -> cell (text, empty cells too); the columns as the header spells them.

    ``known`` says how well a set of folded column names is known to the declarations.
    """
    head = stream.read(start + SAMPLE)
    charset = charset or ("" if _is_utf8(head) else guess(head[start:]))
    if head[start:start + 4].lower() == b"sep=":  # a note to spreadsheet programs
        start = head.find(b"\n", start) + 1
    sample = _LONE.sub("\n", text(head[start:] if len(head) < start + SAMPLE else head[start:head.rfind(b"\n") + 1], charset))
    dialect, at = dialect_of(sample, known)
    made = names_of(rows_of(sample, dialect)) if not at else []
    lines = _Lines(Rewound(head[start:], stream, b"\n" not in head), charset, start)
    reader = csv.reader(lines, dialect)
    if made:
        yield from _body(reader, lines, made, dialect)
        return
    try:
        header = next(islice((row for row in reader if row), at, None), [])
    except csv.Error as error:
        detail = f"no header can be read: {error}"
        yield Problem(reason="bad-record", detail=detail, stage="parse", fragment=head[start:start + 2000])
        return
    lines.row()
    names = [name.strip().lstrip("\ufeff").strip() for name in header]
    yield from _body(reader, lines, names, dialect)


def _body(reader: Iterator[list[str]], lines: _Lines, names: list[str], dialect: Dialect) -> Iterator[Record | Problem]:
    bad, twice, doubled = 0, len(set(names)) < len(names), bool(dialect.doublequote)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            lines.rewind(len(names), dialect)
            raw, offset = lines.row()
            yield Problem(reason="bad-record", detail=f"row at byte {offset}: {error}", stage="parse", fragment=raw[:2000])
            continue
        if len(lines.taken) > 1 and _swallows(row, names, lines) and lines.rewind(len(names), dialect):
            raw, offset = lines.row()
            yield Problem(reason="bad-record", detail=f"row at byte {offset}: a quote is never closed", stage="parse", fragment=raw[:2000])
            continue
        raw, offset = lines.row()
        alive()  # of rows that say nothing nobody else hears
        if not row:
            continue
        cut = lines.ended or not lines.newline
        if cut and doubled and raw.count(b'"') % 2:
            row = row[:len(names) - 1]
        if len(row) != len(names):
            bad += 1
            if bad <= LOUD:
                reason = "truncated" if cut and len(row) < len(names) else "bad-record"
                detail = f"row at byte {offset}: {len(row)} cells under a header of {len(names)}"
                yield Problem(reason=reason, detail=detail, stage="parse", fragment=raw[:2000])
            continue
        if b"=HYPERLINK(" in raw:
            row = [led[1] if (led := _LED.match(cell)) else cell for cell in row]
        yield Record(raw, offset, _named(names, row) if twice else dict(zip(names, row, strict=True)))
    if lines.zeros:
        detail = f"zero bytes stand in {lines.zeros:,} lines, which are read without them"
        yield Problem(reason="not-text", detail=detail, stage="parse")
    if bad > LOUD:
        yield Problem(reason="bad-record", detail=f"and {bad - LOUD} more rows of another length", stage="parse")


def _swallows(row: list[str], names: list[str], lines: _Lines) -> bool:
    """Whether a row of several lines shows that a quote was never closed: it ends with the file, or has not the cells of a row."""
    return len(row) != len(names) or (lines.ended and b"".join(lines.taken).count(b'"') % 2 == 1)


def _named(names: list[str], row: list[str]) -> dict[str, str]:
    """Of columns with one name the first that says something counts."""
    value: dict[str, str] = {}
    for name, cell in zip(names, row, strict=True):
        if not value.get(name):
            value[name] = cell
    return value


class Rewound:
    """A stream of which the beginning was read already."""

    def __init__(self, head: bytes, rest: BinaryIO, returns: bool = False) -> None:
        """``returns``: rows end in carriage returns alone; they become line feeds, at the same places."""
        self.head = io.BytesIO(head.replace(b"\r", b"\n") if returns else head)
        self.rest = io.BytesIO(rest.read(CELL).replace(b"\r", b"\n")) if returns else rest

    def readline(self, size: int) -> bytes:
        """The next line, which may begin in the one part and end in the other."""
        line: bytes = self.head.readline(size)
        return line if line.endswith(b"\n") else line + self.rest.readline(size)
