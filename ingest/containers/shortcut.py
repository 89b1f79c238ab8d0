"""Lists and files of links: OPML outlines, and the shortcuts that Safari writes as binary property lists. Pages of links."""

import plistlib
import re
from collections.abc import Iterator
from html import escape, unescape

from ingest import charset
from ingest.containers.source import Item, Peek, Room, Source, body_of
from ingest.limits import MIB
from ingest.model import Problem
from ingest.patterns import late

_OPML = late(rb"<opml[\s>]", re.IGNORECASE)
_OUTLINE = late(r"<outline\b((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>", re.IGNORECASE)
_VALUES = late(r"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_SMALL = 1 << 16


def bid(peek: Peek) -> int:
    """An outline by its root element, a shortcut by its name: its first bytes are those of any property list."""
    if peek.head.startswith(b"bplist00") and peek.name.endswith(".webloc"):
        return 107
    return 61 if peek.text[:1] == b"<" and _OPML.search(peek.head[:4096]) else 0


def read(source: Source, room: Room) -> Iterator[Item]:
    """One Document with every link."""
    body, whole = body_of(source, room)
    links = list(_shortcut(body) if body.startswith(b"bplist00") else _outlines(charset.transcode(body, source.charset)))
    lines = "".join(f'<li><a href="{escape(url)}">{text}</a></li>\n' for url, text in links)
    yield source.document(f"<html><body><ul>{lines}</ul></body></html>".encode("utf-8", "replace"), kind="html", charset="utf-8")
    if not whole:
        yield Problem(reason="too-large", stage="open", locator=source.locator,
                      detail=f"only the first {room.limits.body // MIB} MiB of the links are read")


def _shortcut(body: bytes) -> Iterator[tuple[str, str]]:
    try:
        said = plistlib.loads(body) if len(body) <= _SMALL else None
    except (plistlib.InvalidFileException, ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError):
        return
    url = said.get("URL") if isinstance(said, dict) else None
    if isinstance(url, str):
        yield url, ""


def _outlines(body: bytes) -> Iterator[tuple[str, str]]:
    """Address and words of each outline; the words are HTML themselves."""
    for outline in _OUTLINE.finditer(body.decode("utf-8", "replace")):
        said = {name.lower(): unescape(double or single) for name, double, single in _VALUES.findall(outline[1])}
        url = said.get("url") or said.get("htmlurl", "")
        words = said.get("text") or said.get("title", "")
        if url.startswith("http"):
            yield url, words
        elif "<" in words or "://" in words:
            yield "", words
