"""Raw HTML as bytes: where tags, attributes, elements and hidden regions begin and end. Nothing here builds a tree.

Everything works on offsets into the document's bytes, so that evidence can be cut out verbatim and found again.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from ingest.patterns import late

MAX_TAG = 4_000_000
"""A start tag longer than this is not looked into (state blobs in attributes are smaller)."""

_AFTER_NAME = (b" ", b"\n", b"\t", b"\r", b"\f", b">", b"/", b"\v")
_COMMENT_END = late(rb"--!?>")
_CLOSE = late(rb"\s*>")
_ATTRIBUTE = late(rb"""([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?""")
_CLOSED = late(rb"""(?:[^"'=]++|=\s*+(?:"[^"]*+"|'[^']*+'|))*+""")
"""A piece of a tag in which every quote stands behind ``=`` and is closed again."""
_NAME = late(rb"<([a-zA-Z][\w:-]*)")
_TAGS = late(rb"<[^>]{0,4000}>")
_BLANK = late(r"\s+")


class Region(NamedTuple):
    """A stretch whose content is not markup of the page itself. Offsets in bytes."""

    kind: str
    start: int
    inside: int
    after: int
    end: int


class Tag(NamedTuple):
    """A start tag in the raw bytes."""

    name: str
    start: int
    end: int


_FAR = 200_000
_MANY = 200
"""After so many tags of its own name an element is looked up among all of them."""

RAW = ("script", "style", "textarea", "title", "xmp", "iframe")
"""Elements whose content is text to the parser."""
OPENINGS = (b"<!--", *(b"<" + name.encode() for name in RAW))
CLOSINGS = tuple(b"</" + name.encode() for name in RAW)


def regions(body: bytes, places: Mapping[bytes, list[int]]) -> list[Region]:
    """Comments, scripts, styles, text areas, titles and iframes with their content, in order.

    ``places``: where ``OPENINGS`` and ``CLOSINGS`` stand in the bytes, in any case.
    """
    found: list[Region] = []
    at = 0
    for start, opening in sorted((place, mark) for mark in OPENINGS for place in places.get(mark, ())):
        if start < at:
            continue
        if opening == b"<!--":
            region = _comment(body, start)
        elif body[start + len(opening) : start + len(opening) + 1] in _AFTER_NAME:
            region = _element(body, start, opening[1:], places.get(b"</" + opening[1:], ()))
        else:
            continue
        at = region.end
        if region.after > region.inside or region.kind == "script":
            found.append(region)
    return found


def _comment(body: bytes, start: int) -> Region:
    inside = start + 4
    for empty in (b">", b"->"):  # the parser takes <!--> and <!---> for whole comments
        if body.startswith(empty, inside):
            return Region("comment", start, inside, inside, inside + len(empty))
    close = _COMMENT_END.search(body, inside)
    return Region("comment", start, inside, *(close.span() if close else (len(body), len(body))))


def _element(body: bytes, start: int, name: bytes, closings: Sequence[int]) -> Region:
    inside = tag_end(body, start)
    for number in range(bisect_left(closings, inside), len(closings)):
        close = _CLOSE.match(body, closings[number] + 2 + len(name))
        if close is not None:
            return Region(name.decode(), start, inside, closings[number], close.end())
    # Never closed: for these the rest of the page is not its content.
    end = inside if name in (b"iframe", b"title", b"textarea") else len(body)
    return Region(name.decode(), start, inside, end, end)


@lru_cache(maxsize=512)
def _both(name: str) -> re.Pattern[bytes]:
    """Start and end tags of one element."""
    return re.compile(b"<(/?)" + re.escape(name.encode()) + rb"(?=[\s>/])[^>]*>", re.I)


def region_at(found: list[Region], starts: list[int], offset: int) -> Region | None:
    """The region whose content holds this offset. ``starts`` = [r.start for r in found]."""
    index = bisect_right(starts, offset) - 1
    if index >= 0 and found[index].inside <= offset < found[index].after:
        return found[index]
    return None


def any_between(places: Sequence[int], low: int, high: int) -> bool:
    """Does one of these offsets, which are in order, lie in the stretch?"""
    at = bisect_left(places, low)
    return at < len(places) and places[at] < high


def tag_end(body: bytes, start: int) -> int:
    """Offset just behind the ``>`` of the tag that starts here, quotes respected; bounded by ``MAX_TAG``."""
    at, limit = start + 1, min(len(body), start + MAX_TAG)
    while at < limit:
        close = body.find(b">", at, limit)
        if close < 0:
            return limit
        piece = body[at:close]
        quote = b"" if _CLOSED.fullmatch(piece) else _open_quote(piece)
        if not quote:
            return close + 1
        shut = body.find(quote, close, limit)
        if shut < 0:
            return close + 1
        at = shut + 1
    return limit


def _open_quote(piece: bytes) -> bytes:
    """The quote that is still open at the end of a piece of a tag, or b"". Quotes count only behind ``=``."""
    at = 0
    while True:
        double, single = piece.find(b'"', at), piece.find(b"'", at)
        first = min((n for n in (double, single) if n >= 0), default=-1)
        if first < 0:
            return b""
        quote = piece[first : first + 1]
        if not piece[:first].rstrip().endswith(b"="):
            at = first + 1
            continue
        shut = piece.find(quote, first + 1)
        if shut < 0:
            return quote
        at = shut + 1


def tag_around(body: bytes, offset: int) -> Tag | None:
    """The start tag whose inside holds this offset, or None if the offset lies in text."""
    at = offset
    for _ in range(6):
        start = body.rfind(b"<", max(0, offset - MAX_TAG), at)
        if start < 0:
            return None
        name = _NAME.match(body, start)
        if name:
            end = tag_end(body, start)
            if end > offset:
                return Tag(name[1].decode().lower(), start, end)
            return None
        at = start
    return None


def attributes(body: bytes, tag: Tag) -> dict[str, str]:
    """Attribute names (lower case) and values, character references undone; the first of two equal names counts."""
    out: dict[str, str] = {}
    inside = body[tag.start + 1 + len(tag.name) : tag.end - 1]
    for name, double, single, bare in _ATTRIBUTE.findall(inside):
        key = name.decode("utf-8", "replace").lower()
        value = (double or single or bare).decode("utf-8", "replace")
        out.setdefault(key, unescape(value) if "&" in value else value)
    return out


def element_end(body: bytes, tag: Tag) -> int:
    """Offset behind the end tag that closes this element; its start tag's end if nothing closes it within 200 kB."""
    depth = 1
    limit = min(len(body), tag.end + _FAR)
    for number, match in enumerate(_both(tag.name).finditer(body, tag.end, limit)):
        depth += -1 if match[1] else 1
        if depth == 0:
            return match.end()
        if number == _MANY and (end := _ends(body, tag.name).get(tag.start)) is not None:
            return end if end <= limit else tag.end
    return tag.end


@lru_cache(maxsize=4)
def _ends(body: bytes, name: str) -> dict[int, int]:
    """Where each element of this name ends, by where it begins: one look for all, however they nest. The end of the page where
    nothing closes it."""
    ends: dict[int, int] = {}
    opened: list[int] = []
    for match in _both(name).finditer(body):
        if not match[1]:
            opened.append(match.start())
        elif opened:
            ends[opened.pop()] = match.end()
    return dict.fromkeys(opened, len(body) + _FAR) | ends


def element_around(body: bytes, tag: Tag, name: str, further: int) -> tuple[int, int]:
    """Begin and end of the element of this name around a tag: the innermost one, or so many ``further`` out. (0, 0): none is near."""
    low = max(0, tag.start - 60_000)
    for match in reversed(list(_both(name).finditer(body, low, tag.start))):
        if match[1]:
            continue
        end = element_end(body, Tag(name, match.start(), match.end()))
        if end > tag.end:
            if not further:
                return match.start(), end
            further -= 1
    return 0, 0


def text_before(body: bytes, offset: int, most: int = 300) -> str:
    """The readable text just before an offset, at most ``most`` characters, white space collapsed."""
    piece = _strip(body[max(0, offset - 3000) : offset])
    return piece[-most:].lstrip()


def text_of(piece: bytes, most: int = 300) -> str:
    """The readable text of a piece of HTML."""
    return _strip(piece[:20_000])[:most]


def _strip(piece: bytes) -> str:
    for word in (b"script", b"style"):
        while (start := piece.find(b"<" + word)) >= 0:
            end = piece.find(b"</" + word, start)
            piece = piece[:start] + (piece[end:] if end > 0 else b"")
    low, high = piece.find(b">"), piece.rfind(b">")
    low = low + 1 if low < piece.find(b"<") or b"<" not in piece else 0  # the end of a tag whose start is cut off
    start = piece.find(b"<", high + 1)  # the start of a tag whose end is cut off
    text = _TAGS.sub(b" ", piece[low : start if start >= 0 else None]).decode("utf-8", "replace")
    return _BLANK.sub(" ", unescape(text).replace("\ufffd", "")).strip()
