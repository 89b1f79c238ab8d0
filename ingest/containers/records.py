"""Record files: JSON, NDJSON, CSV, JavaScript that assigns data, Bluesky CAR. One Document each; they are split elsewhere."""

import re
from collections.abc import Iterator

from ingest.containers.source import Item, Peek, Room, Source, hand_over
from ingest.containers.text import is_holed, is_text
from ingest.patterns import late
from ingest.records.dress import BARE, TWICE, undressed

_JSON = late(rb'(?:\{\s*(?:["}]|$)|\[\s*(?:[\[\]{"\-0-9]|true|false|null|NaN|$))')
_NUMBERED = late(rb"\[\d{1,4}\][^\s,\]}]|\[\[[^\[\]\"{}\n]{0,400}\|")
"""How text browsers number links, and wikis write them."""
_REFERENCE = late(rb"\[[^\[\]\n]{1,100}\]:")
"""How Markdown names an address: no JSON goes on like this."""
_GUARDED = late(rb"(?:\)\]\}'[^\n]{0,20}\n?|(?:while|for)\s*\([^)]{0,10}\)\s*;)\s*[\[{]")
_SCRIPT = late(
    rb"(?:/\*.{0,500}?\*/\s*)?(?:window\.(?:YTD|__)|YTD\.|Grailbird\.data|"
    rb"export\s+default\s+[\[{]|(?:export\s+)?(?:var\s+|let\s+|const\s+|window\.|self\.)?[A-Za-z_$][\w$.]{0,100}(?:\[[\"'][^\"'\]]{0,100}[\"']\])?\s*(?:=|\()\s*[\[{])"
    rb"|(?://[^\n]{0,300}\n\s*){1,9}[\[{]",
    re.DOTALL,
)
_LINES = late(rb"\s*\{[^\n]*\}[ \t\r]*\n\s*\{")
_CELL = late(rb'"?[\w .()#:/@%&*+\-]{1,80}"?')
_CAR = late(rb"[\x01-\xff][\x01-\x7f]?\xa2eroots")
_JSON_NAMES = (".json", ".ndjson", ".jsonl", ".ldjson")
_TABLES = (".csv", ".tsv", ".tab")


def bid(peek: Peek) -> int:
    """By the first characters; tables by their header."""
    if _CAR.match(peek.head):
        return 104
    return 52 if _kind_of(peek) else 0


def _kind_of(peek: Peek) -> str:
    text = peek.text
    if (start := undressed(peek.head)) >= 0 and not peek.name.endswith((".md", ".markdown")):
        return "ndjson" if _LINES.match(peek.head, start) else "json"
    if TWICE.match(text) or (BARE.match(text) and peek.name.endswith(_JSON_NAMES)):
        return "json"
    if text.startswith((b"{", b"[")):
        if not _JSON.match(text) or _REFERENCE.match(text) or _NUMBERED.match(text):
            return ""
        return "ndjson" if _LINES.match(text) else "json"
    if _GUARDED.match(text) or _SCRIPT.match(text):
        return "js"
    if b"<" not in text[:1] and (is_text(peek.head) or is_holed(peek.head, peek.name)) and _is_table(text, peek.name):
        return "csv"
    return ""


def _is_table(text: bytes, name: str) -> bool:
    if name.endswith(_TABLES):
        return True
    if name.endswith((".md", ".markdown", ".txt", ".html", ".htm", ".eml", ".css", ".log")):
        return False
    lines = text.removeprefix(b"sep=,\n").splitlines()[:2]
    if len(lines) < 2:
        return False
    for delimiter in (b",", b"\t", b";"):
        cells = lines[0].split(delimiter)
        if len(cells) >= 3 and all(_CELL.fullmatch(cell.strip()) for cell in cells[not cells[0].strip(b'"'):]):
            return lines[1].count(delimiter) >= len(cells) - 1
    return False


def read(source: Source, room: Room) -> Iterator[Item]:
    """One Document; a stream where it is long."""
    with source.open() as stream:
        head = stream.read(8192)
    kind = "car" if _CAR.match(head) else _kind_of(Peek(source, head))
    yield from hand_over(source, room, kind)
