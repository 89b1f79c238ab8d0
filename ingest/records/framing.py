"""Where one JSON record ends and the next begins: NDJSON, concatenated values, arrays and wrapped arrays of any size.

Reads from a stream with bounded memory. A record is handed over as its verbatim bytes, their offset, and the decoded
value. A value that is larger than ``UNIT`` is opened: its elements become the records, and the small values beside them
travel along as ``parent``. Half a last record becomes a ``Problem``, all before it is kept.
"""

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO, NamedTuple

from ingest.model import Problem
from ingest.patterns import late
from ingest.records.buffer import Buffer
from ingest.records.decode import BAD, decode, end_of, is_json
from ingest.records.dress import BARE, BLANK, COMMENT, SIGNS, TWICE
from ingest.records.unquoted import NOTHING, inside, printed

UNIT = 16 << 20
"""A value of more bytes is opened instead of being decoded as a whole."""
SIBLING = 1 << 16
"""Values beside an opened array that are kept for its elements have at most this many bytes."""
LOUD = 50
"""So many bad records of one document are told one by one; the rest as a number."""
UNCLOSED = 32
"""After so many values that are never closed the rest is given up: each costs a look at all that follows."""
DEPTH = 200
"""An opened value nests at most this deep."""

_EMPTY_LINES = late(rb"(?:[ \t\r]*+(?:null|true|false)?[ \t\r]*+[,;]?[ \t\r]*+\n)++")
_NOTHING = frozenset((b"", b"null", b"true", b"false"))
_NUMBER = late(rb"-?\d[\d.eE+-]*+")
_ASSIGNED = late(rb"\)?;?\s*(?:(?:var|let|const)\s+)?[A-Za-z_$][\w.$\[\]\"']{0,120}\s*=\s*(?=[\[{])")
"""The next variable of a script."""
_FIRST_KEY = late(rb'\{\s*"[^"\\]{1,60}"')


class Record(NamedTuple):
    """One record of a file."""

    raw: bytes
    offset: int
    """Of ``raw`` in the stream."""
    value: Any
    parent: dict[str, Any] | None = None
    """What stood beside the opened array that this is an element of."""
    key: str = ""
    """Name of that array."""


@dataclass(slots=True)
class Place:
    """How far the lines of a document are read, for somebody who will go on there another time."""

    start: int = 0
    """Reading begins here, at the start of a line; the lines before are known."""
    line: int = 0
    """Where the line behind the last record begins; stays behind at the first line that is not one whole record."""
    next: int = 0
    """Everything before this was understood and handed over."""
    stuck: bool = False
    """Something was not understood: ``next`` stays where it is."""


def json_records(
    stream: BinaryIO, *, start: int = 0, unit: int = UNIT, place: Place | None = None, read: Callable[..., Any] = decode,
) -> Iterator[Record | Problem]:
    """All records of a stream that begins with JSON; ``start`` bytes of it are skipped (a wrapper, a byte order mark).

    ``read`` decodes a line, or an element of an array (then with True: only what is whole).
    """
    return _Framer(stream, unit, place or Place(), read).run(start)


@dataclass(slots=True)
class _Frame:
    """An opened value: an object (``siblings``) or an array."""

    array: bool
    siblings: dict[str, Any]
    key: str = ""
    count: int = 0
    separator: bytes = b""
    failures: int = 0
    pair: list[int] = field(default_factory=list)


class _Framer(Buffer):
    """Takes the records out of the window."""

    def __init__(self, stream: BinaryIO, unit: int, place: Place, read: Callable[..., Any]) -> None:
        super().__init__(stream, unit)
        self.read = read
        self.place = place
        self.bad = 0
        self.numbers = 0
        self.retries = 0
        self.unclosed = 0

    # -- the framings

    def run(self, start: int) -> Iterator[Record | Problem]:
        if self.place.start:
            self.base = self.stream.seek(self.place.start)
            yield from self.lines()
            yield from self.others()
            return
        while self.base + len(self.data) < start and self.fill():
            pass
        self.pos = start - self.base
        first = self.peek()
        if first == b"[":
            yield from self.open()
        if first == b'"':  # lines that were made JSON twice
            yield from self.lines()
        elif first and (first == b"[" or not (yield from self.first_object())):
            yield from self.concatenated()
        yield from self.others()

    def others(self) -> Iterator[Problem]:
        """The bad records that were not told one by one."""
        if self.bad > LOUD:
            yield Problem(reason="bad-json", detail=f"and {self.bad - LOUD} more records that are not JSON")
        if self.numbers:
            yield Problem(reason="unsupported", stage="parse", detail=f"{self.numbers:,} numbers stand alone between the records")

    def first_object(self) -> Generator[Record | Problem, None, bool]:
        """The first object decides: alone on its line means NDJSON (returns True when all of it is read)."""
        end = self.end() if self.data[self.pos:self.pos + 1] == b"{" else 1
        line = self.data[self.pos:self.data.find(b"\n", self.pos) + 1 or None]
        if end <= 0 and not self.stands_alone(line):
            yield from self.open()
            return False
        if 0 < end <= self.pos + len(line.rstrip(b"\r\n")) and self.data[end:self.pos + len(line)].strip(BLANK):
            return False
        if end > self.pos + len(line):
            return False
        yield from self.lines()
        return True

    def stands_alone(self, line: bytes) -> bool:
        """Whether a damaged first line is followed by a line that is whole."""
        after = self.data[self.pos + len(line):].lstrip(BLANK)
        return line.endswith(b"\n") and after[:1] == b"{" and is_json(after.partition(b"\n")[0])

    def lines(self) -> Iterator[Record | Problem]:
        """One value per line."""
        place, read = self.place, self.read
        while True:
            data, at = self.data, self.pos
            stop = data.find(b"\n", at)
            if stop < 0:
                if len(data) - at > 4 * self.unit:
                    yield from self.open()
                    continue
                if self.fill():
                    continue
                stop = len(self.data)
                data, at = self.data, self.pos
            line = data[at:stop]
            raw = line if line[:1] == b"{" and line[-1:] == b"}" else line.strip(BLANK)
            if raw[:1] and raw[0] in SIGNS and self.passed(at + line.find(raw[:1])):
                continue
            self.pos = min(stop + 1, len(data))
            if raw in _NOTHING and (empty := _EMPTY_LINES.match(data, self.pos)):
                self.pos = empty.end()  # millions of them at once, not one by one
            elif raw[:1].isdigit() and (match := BARE.match(data, at)) and match.end() > self.pos:
                self.pos = data.rfind(b"\n", 0, match.end()) + 1
                self.numbers += len(_NUMBER.findall(data, at, self.pos))
                raw = b""
            if raw and raw not in _NOTHING:
                offset = self.base + at + (line.find(raw[:1]) if raw is not line else 0)
                try:
                    value = read(raw)
                except (ValueError, RecursionError) as error:
                    place.stuck = True
                    yield from self.bad_line(raw, offset, error, stop >= len(data) and self.ended)
                    continue
                if stop < len(data):  # a last line without its end may grow yet
                    place.line = self.base + self.pos
                yield Record(raw, offset, value)
            if self.pos >= len(self.data) and not self.fill():
                return

    def passed(self, at: int) -> bool:
        """Whether a comment or a mark stands there, and leads to what follows it."""
        self.pos, before = at, self.base + at
        self.peek()
        return self.base + self.pos > before

    def bad_line(self, raw: bytes, offset: int, error: Exception, last: bool) -> Iterator[Record | Problem]:
        """What can be kept of a line that is no JSON: the values before the break, or a value of several lines."""
        if (value := printed(raw)) is not NOTHING:
            yield Record(raw, offset, value)
            return
        at = 0
        while raw[at:at + 1] == b"{" and (end := end_of(raw, at)) and is_json(raw[at:end]):
            yield Record(raw[at:end], offset + at, decode(raw[at:end]))
            at = end + len(raw[end:]) - len(raw[end:].lstrip(BLANK))
        rest = raw[at:]
        if not rest or COMMENT.fullmatch(rest):
            return
        if rest[:1] in b"{[" and not last and not end_of(rest, 0) and self.retries < 8:
            self.retries += 1
            following = self.base + self.pos
            self.pos = offset + at - self.base
            if (end := self.end()) > 0 and is_json(self.data[self.pos:end]):
                yield self.take(end)
                return
            self.pos = following - self.base
        reason = "too-deep" if isinstance(error, RecursionError) else "truncated" if last else "bad-json"
        yield from self.problem(rest, offset + at, reason, error)

    def concatenated(self) -> Iterator[Record | Problem]:
        """One value after another, whatever stands between them."""
        while first := self.peek():
            if first not in b"{[" and (match := self.bare() or _ASSIGNED.match(self.data, self.pos)):
                self.numbers += len(_NUMBER.findall(match[0])) if b"=" not in match[0] else 0
                self.pos = match.end()
                continue
            end = self.end() if first in b"{[" or TWICE.match(self.data, self.pos) else 0
            self.unclosed += first in b"{[" and end in (0, -2)
            if self.unclosed > UNCLOSED:
                yield from self.problem(self.data[self.pos:], self.base + self.pos, "bad-json", "too many values that never end")
                return
            if end < 0 or (end and first == b"["):
                yield from self.open()
            elif end and is_json(self.data[self.pos:end]):
                yield self.take(end)
            elif first == b"{" and not end and self.ended and self.data.find(b"\n{", self.pos + 1) < 0:
                yield from self.open()
            else:
                at = self.pos
                found = [i for mark in (b"\n{", b"\n[") if (i := self.data.find(mark, at + 1)) > 0]
                self.pos = min(found, default=len(self.data))
                if self.data[at:self.pos].strip(BLANK + b")"):
                    rest = self.data[at:self.pos]
                    cut = not found and (b"{" in rest or b"[" in rest)
                    yield from self.problem(rest, self.base + at, "truncated" if cut else "bad-json")

    # -- opened values

    def open(self) -> Iterator[Record | Problem]:
        """Go into the array or object at ``pos``: elements of arrays are records, values of objects too."""
        stack = [_Frame(self.data[self.pos] == 0x5B, {})]
        self.pos += 1
        while stack:
            frame = stack[-1]
            first = self.peek()
            if first and first in b"]}":
                self.pos += 1
                stack.pop()
                continue
            if first and frame.array and first not in b'{["' and (match := self.bare()):
                self.pos, frame.count = match.end(), frame.count + 1
                continue
            if first and frame.array and frame.separator and (record := self.split(frame)):
                yield record
                continue
            if first and not frame.array and not (first := self.member(frame)):
                cut = not self.peek() or (self.data[self.pos] == 0x22 and not self.end())
                rest = self.data[self.pos:self.pos + 2000]
                yield from self.problem(rest, self.base + self.pos, "truncated" if cut else "bad-json")
                self.pos = len(self.data) if cut else self.data.find(b"\n", self.pos) + 1 or len(self.data)
                return
            end = self.end() if first else 0
            if end == -1 and first == b'"':
                yield self.long_text()
                continue
            if end == -2:
                yield from self.problem(self.data[self.pos:self.pos + 2000], self.base + self.pos, "too-deep", "nests too deep")
                self.pos = len(self.data)
                return
            if end <= 0:
                if not first or not self.deeper(frame, stack, end):
                    rest = self.data[self.pos:]
                    yield from self.problem(rest, self.base + self.pos, "truncated")
                    self.pos = len(self.data)
                    return
                continue
            yield from self.element(frame, end)

    def deeper(self, frame: _Frame, stack: list[_Frame], end: int) -> bool:
        """Open the value at ``pos`` too: it is too large, or it is the cut wrapper of whole elements."""
        wrapper = not frame.array or frame.count == 0 or len(self.data) - self.pos > SIBLING
        if self.data[self.pos] not in b"[{" or len(stack) >= DEPTH or not (end == -1 or wrapper):
            return False
        self.unclosed += end == 0
        if self.unclosed > UNCLOSED:
            return False
        stack.append(_Frame(self.data[self.pos] == 0x5B, {} if self.data[self.pos] == 0x7B else frame.siblings, frame.key))
        self.pos += 1
        return True

    def member(self, frame: _Frame) -> bytes:
        """Step over ``"key" :`` inside an object; gives the first byte of the value, empty if there is no key."""
        end = self.end() if self.data[self.pos] == 0x22 else 0
        if end == -1:
            frame.key = ""
            self.pass_over()
        elif not end:
            return b""
        else:
            frame.key = str(decode(self.data[self.pos:end])) if is_json(self.data[self.pos:end]) else ""
            self.pos = end
        if self.peek() != b":":
            return b""
        self.pos += 1
        return self.peek()

    def long_text(self) -> Problem:
        """A text that is longer than anybody's words is passed over; what stands beside it is not."""
        offset, head = self.base + self.pos, self.data[self.pos:self.pos + 2000]
        length = self.pass_over()
        detail = f"at byte {offset}: a text of {length:,} bytes is passed over"
        return Problem(reason="too-large", stage="parse", fragment=head, detail=detail)

    def element(self, frame: _Frame, end: int) -> Iterator[Record | Problem]:
        """Hand over the whole value at ``pos``, and learn how the elements of this array are separated."""
        raw, offset = self.data[self.pos:end], self.base + self.pos
        if frame.array and frame.failures < 8 and raw[:1] == b"{":
            self.learn(frame, end)
        self.pos = end
        frame.count += 1
        try:
            value = decode(raw)
        except (ValueError, RecursionError) as error:
            value = printed(raw)
            if value is NOTHING:
                yield from self.problem(raw, offset, "too-deep" if isinstance(error, RecursionError) else "bad-json", error)
                return
        if frame.array and type(value) is str:
            value = inside(value)
        if isinstance(value, dict | list):
            yield Record(raw, offset, value, frame.siblings, frame.key)
        if not frame.array and len(raw) <= SIBLING:
            frame.siblings[frame.key] = value

    def learn(self, frame: _Frame, end: int) -> None:
        """The bytes from the end of one element to the first key of the next are the separator to split at."""
        gap = self.data[end:end + 200]
        body = gap.lstrip(BLANK)
        key = _FIRST_KEY.match(body)
        if key and len(gap) > len(body):
            frame.separator = b"}" + gap[:len(gap) - len(body)] + key[0]

    def split(self, frame: _Frame) -> Record | None:
        """The element at ``pos``, cut at the learned separator. What decodes is whole: no JSON value begins another."""
        at = self.data.find(frame.separator, self.pos)
        if at < 0 and not self.ended and len(self.data) - self.pos < self.unit and self.fill():
            at = self.data.find(frame.separator, self.pos)
        if at >= 0:
            raw = self.data[self.pos:at + 1]
            try:
                record = Record(raw, self.base + self.pos, self.read(raw, True), frame.siblings, frame.key)
            except (*BAD, RecursionError):
                frame.failures += 1
            else:
                self.pos = at + 1
                frame.count += 1
                return record
        if frame.failures >= 8:
            frame.separator = b""
        return None

    def take(self, end: int) -> Record:
        raw, offset = self.data[self.pos:end], self.base + self.pos
        self.pos = end
        return Record(raw, offset, decode(raw))

    def problem(self, raw: bytes, offset: int, reason: str, error: object = "") -> Iterator[Problem]:
        """One line about a bad record; the fiftieth is the last that is told alone."""
        self.bad += 1
        if self.bad <= LOUD:
            detail = f"at byte {offset}: " + ("ends inside a record" if reason == "truncated" else f"not JSON {error}".strip())
            yield Problem(reason=reason, detail=detail, stage="parse", fragment=raw[:2000])
