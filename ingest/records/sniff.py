"""What a document is, by its first bytes, and which form reads a record: one decision table made from the declarations.

Never by a file's extension. ``look`` finds the wrapper around the records; ``Table`` holds the declared keys, columns and
file patterns, turned inside out once. It knows no platform by name.
"""

import codecs
import csv
import re
from collections.abc import Iterable, Mapping
from fnmatch import translate
from functools import lru_cache
from io import StringIO
from itertools import islice
from typing import Any, NamedTuple

from ingest.fetcher import Fetcher, Form
from ingest.parsing import passes
from ingest.patterns import late
from ingest.records.dress import BARE, GAP, TWICE, undressed

HEAD = 1 << 16
_WIDE, _SHAPES = 200, 2000
"""The forms of so many kinds of objects are remembered, each with so many keys at most."""
_ASSIGNMENT = late(
    rb"(?:(?:export\s+)?(?:var|let|const)\s+)?([A-Za-z_$][\w.$\[\]\"']{0,120}?)\s*=\s*(?=[\[{]|\"(?:\\+\")?(?:\s|\\+[nrt])*[\[{])"
    rb"|(export)\s+default\s+(?=[\[{])")
_GUARD = late(rb"(?:(?://[^\n]{0,300}\n\s*){1,9}(?=[\[{])|\)\]\}'[,;]?|for\s*\(;;\);|while\s*\(1\);)\s*")
_CALL = late(rb"(?:/\*\*/\s*)?[A-Za-z_$][\w.$]{0,120}\(\s*(?=[\[{])")
_CHAT = late(rb"\[?\d{1,4}[./-]\d{1,2}[./-]\d{1,4},? ")
_SAID = late(rb"\[?\d{1,4}[./-]\d{1,2}[./-]\d{1,4},? \d{1,2}[:.]\d\d[^\n:\]-]{0,4}(?::\d\d)?[^\n:\]-]{0,8}(?:\]| -) [^:\n]{1,60}: ")
_OBJECT = late(rb"\{\s*(?:[\"}]|$|'[\w$-]{1,40}'\s*:)")
"""How JSON begins, and RTF and a wiki's templates do not."""
_BRACKETED = late(rb"\[(?:[^\[\]\"{}\n]|\[[^\[\]\n]{0,200}\]){1,500}\](?:[(:]|[ \t]*\r?\n)|\[!\[|"
                  rb"\[\d{1,4}\][^\s,\]}]|(?:\[[A-Za-z][\w:.+-]{1,60}\]){1,3}[ \t]{1,4}[A-Za-z0-9]|\[\[[^\[\]\"{}\n]{0,400}\|")
"""How Markdown begins with a link, a configuration with a section, the dump of a text browser with a number, a wiki with a link;
and what yt-dlp and gallery-dl report of themselves: ``[youtube] Qm3vTz8LpXk: Downloading webpage``."""
_BOMS = ((codecs.BOM_UTF8, ""), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
         (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_MAGIC = ((b"SQLite format 3\x00", "sqlite"), (b"PK\x03\x04", "xlsx"))

_JSON = ("json", "ndjson")


class Look(NamedTuple):
    """What the first bytes say."""

    kind: str
    """``json``, ``csv``, ``html``, ``text``, ``sqlite``, ``xlsx``, ``car``, ``binary`` or ``empty``."""
    start: int = 0
    """Where the records begin, behind a byte order mark or an assignment."""
    variable: str = ""
    """The name that a script assigns the records to, such as ``window.YTD.tweets.part0``."""
    charset: str = ""
    """UTF-16 and UTF-32: to be transcoded before anything else."""


def look(head: bytes, declared: str = "") -> Look:
    """Read the first bytes (``HEAD`` of them are enough)."""
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return Look(kind)
    if b"\xa2eroots" in head[:12]:
        return Look("car")
    mark, charset = next(((mark, name) for mark, name in _BOMS if head.startswith(mark)), (b"", ""))
    if not charset and len(head) >= 4 and [byte == 0 for byte in head[:4]] in ([False, True] * 2, [True, False] * 2):
        charset = "utf-16-le" if head[1] == 0 else "utf-16-be"
    if charset:
        return look(head.decode(charset, "replace").encode())._replace(charset=charset, start=0)
    if (bare := undressed(head)) >= 0:
        return Look("json", bare)
    start = len(mark)
    start += len(head[start:]) - len(head[start:].lstrip(b" \t\r\n\x1e"))
    return _wrapped(head, start, declared)


def _wrapped(head: bytes, start: int, declared: str) -> Look:
    if guard := _GUARD.match(head, start):
        start = guard.end()
    first = head[start:start + 1]
    if not first:
        return Look("json" if len(head) >= HEAD and declared in _JSON else "empty", start)
    if first == b"<":
        return Look("html", start)
    if first in b"{[" and not _CHAT.match(head, start) and not (
            declared == "text" and (_BRACKETED.match(head, start) or (first == b"{" and not _OBJECT.match(head, start)))):
        return Look("json", start)
    if TWICE.match(head, start) or (declared in _JSON and BARE.match(head, start)):
        return Look("json", start)
    gap = GAP.match(head, start)
    if match := _ASSIGNMENT.match(head, gap.end() if gap else start):
        return Look("json", match.end(), (match[1] or match[2]).decode())
    if match := _CALL.match(head, start):
        return Look("json", match.end())
    return Look(_texture(head[start:], declared), start)


def is_chat(head: bytes) -> bool:
    """Whether a text is the log of a chat, as WhatsApp writes it: ``[01/02/23, 10:11:12] Name: words``."""
    return _SAID.match(head.lstrip(b"\xef\xbb\xbf \t\r\n\x1e")) is not None


def _texture(head: bytes, declared: str) -> str:
    """``csv`` where some line near the top has cells, ``binary`` for what is no text."""
    if declared == "csv":
        return declared
    if b"\x00" in head[:4096]:
        return "binary"
    if declared == "text" and not _tabular(head) and not _headed(head):
        return declared
    if _CHAT.match(head):
        return "text"
    lines = [line for line in head.split(b"\n", 40)[:40] if line.strip()]
    for delimiter in (b",", b"\t", b";"):
        cells = [line.count(delimiter) for line in lines]
        if cells and cells[0] and b": " not in lines[0] and (len(cells) == 1 or min(cells) or cells[0] > 2):
            return "csv"
        if cells and cells[0] > 1 and _HEADER.fullmatch(lines[0].strip()):
            return "csv"
    return "text"


def _tabular(head: bytes) -> bool:
    """A text file is a table where its first lines have the same number of tabs, at least two: what Excel calls Unicode text."""
    lines = [line for line in head.split(b"\n", 6)[:5] if line.strip()]
    tabs = {line.count(b"\t") for line in lines}
    return len(lines) > 1 and len(tabs) == 1 and min(tabs) > 1


def _headed(head: bytes) -> bool:
    """Whether a text without a table's name is one: names in the first line, one of them of an address or id, then as many cells."""
    line = head[:20_000].split(b"\n", 1)[0]
    if b"://" in line or not _ADDRESS.search(line):
        return False
    for delimiter in ",\t;":
        if line.count(delimiter.encode()):
            try:
                rows = list(islice(csv.reader(StringIO(head.decode("utf-8", "replace"), newline=""), delimiter=delimiter), 2))
            except csv.Error:
                return False
            names = [name.strip() for name in rows[0]]
            few = len(names) < _FEW and not (len(rows) > 1 and any("://" in cell for cell in rows[1]))
            return (not few and len(rows) > 1 and len(rows[1]) == len(names) == len(set(names)) and all(names[1:])
                    and sum(len(name) < _NAME for name in names) > len(names) * 0.8)
    return False


_FEW, _NAME = 3, 40
_ADDRESS = late(rb"(?i)ur[li]\b|link|href|(?:\b|[_\W])ids?\b|[a-z]Id\b")
_HEADER = late(rb"[A-Z][\w .()/-]{0,40}(?:[,;\t][A-Za-z][\w.()/-][\w .()/-]{0,40}){2,}")
"""Names without a blank behind the delimiter: no sentence, even if the lines below are parts of long texts."""


class Claim(NamedTuple):
    """A form that may read a record."""

    fetcher: Fetcher
    form: Form


@lru_cache(maxsize=2000)
def pattern_of(pattern: str) -> re.Pattern[str]:
    """A member pattern under any leading folder; the group ``root`` is that folder."""
    body = translate(pattern.removeprefix("*/")).removesuffix(r"\Z")
    return re.compile(rf"(?:(?P<root>.*)/)?{body}\Z", re.I | re.S)


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    """Does any of these match? Asked once a file, where hundreds of single patterns would be."""
    bodies = "|".join(translate(pattern.removeprefix("*/")).removesuffix(r"\Z") for pattern in dict.fromkeys(patterns))
    return re.compile(rf"(?:.*/)?(?:{bodies})\Z" if bodies else r"(?!)", re.I | re.S)


class Table:
    """The declared JSON, table and file forms of all fetchers, inside out."""

    def __init__(self, fetchers: tuple[Fetcher, ...]) -> None:
        claims = [Claim(fetcher, form) for fetcher in fetchers for form in fetcher.forms]
        self.fetchers = fetchers
        self.first = _by_key([c for c in claims if not c.form.last])
        self.last = _by_key([c for c in claims if c.form.last])
        self.any = [c for c in claims if c.form.last and c.form.test and not c.form.keys and not c.form.columns]
        self.columns = [(frozenset(map(str.casefold, c.form.columns)), c) for c in claims if c.form.columns]
        self.files = [(p, c) for c in claims for p in c.form.files]
        self._declared = _any_of(pattern for pattern, _ in self.files)
        self._private = _any_of(pattern for fetcher in fetchers for pattern, _ in fetcher.extra.get("private", ()))
        self.keyed = [c for c in claims if c.form.keys]
        self.keys, self.last_keys = frozenset(self.first), frozenset(self.last)
        self._fitting: dict[tuple[tuple[str, ...], bool, str], tuple[Claim, ...]] = {}

    def by_file(self, member: str) -> list[Claim]:
        """Forms that declare this member path."""
        if not self._declared.match(member):
            return []
        return [claim for pattern, claim in self.files if pattern_of(pattern).match(member)]

    def private(self, member: str) -> str:
        """What a member is that is never read, "" for all others."""
        if not self._private.match(member):
            return ""
        return next((what for fetcher in self.fetchers for pattern, what in fetcher.extra.get("private", ())
                     if pattern_of(pattern).match(member)), "")

    def claims(self, value: Mapping[str, Any], last: bool = False, own: str = "") -> list[Claim]:
        """Forms that fit an object: of sites before those of no site, then the one with the most keys first."""
        return [claim for claim in self.fitting(value, last, own) if claim.form.test is None or passes(claim.form.test, value)]

    def fitting(self, value: Mapping[str, Any], last: bool = False, own: str = "") -> tuple[Claim, ...]:
        """Forms that fit by their keys, in the same order; their tests are still to be asked. Found once for equal keys."""
        names = (tuple(value), last, own)
        found = self._fitting.get(names)
        if found is None:
            found = self._sought(value, last, own)
            if len(value) <= _WIDE:
                if len(self._fitting) >= _SHAPES:
                    self._fitting.clear()
                self._fitting[names] = found
        return found

    def _sought(self, value: Mapping[str, Any], last: bool, own: str) -> tuple[Claim, ...]:
        keys, index = (self.last_keys, self.last) if last else (self.keys, self.first)
        found = [] if keys.isdisjoint(value) else [
            claim for key in keys & value.keys() for claim in index[key] if fits(claim, value, own)]
        found += self.any if last else []
        found.sort(key=lambda claim: (not claim.fetcher.hosts, -len(claim.form.keys), claim.fetcher.name, claim.form.name))
        return tuple(found)

    def for_columns(self, columns: frozenset[str]) -> list[Claim]:
        """Table forms that fit a header (case-folded names), the one with the most columns first."""
        found = [(wanted, claim) for wanted, claim in self.columns if wanted <= columns]
        found.sort(key=lambda item: (item[1].form.last, -len(item[0]), item[1].fetcher.name, item[1].form.name))
        return [claim for _, claim in found]

    def known(self, columns: frozenset[str]) -> int:
        """How many of these columns the best form asks for."""
        return max((len(wanted) for wanted, _ in self.columns if wanted <= columns), default=0)

def fits(claim: Claim, value: Mapping[str, Any], own: str) -> bool:
    """Whether the keys of one form are those of an object."""
    form = claim.form
    if form.own and claim.fetcher.name != own:
        return False
    return all(key in value for key in form.keys)


def _by_key(claims: list[Claim]) -> dict[str, list[Claim]]:
    index: dict[str, list[Claim]] = {}
    for claim in claims:
        if claim.form.keys:
            index.setdefault(claim.form.keys[0], []).append(claim)
    return index


_TABLES: dict[tuple[int, ...], Table] = {}


def table_of(fetchers: tuple[Fetcher, ...]) -> Table:
    """The table of these fetchers, made once. Fetchers hold dicts and are told apart by identity."""
    key = tuple(map(id, fetchers))
    if key not in _TABLES:
        _TABLES[key] = Table(fetchers)
    return _TABLES[key]
