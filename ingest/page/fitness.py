"""Bytes made fit for the parser: bounded in depth and attributes, with templates and noscript open, every offset kept."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.limits import html_depth
from ingest.model import Problem
from ingest.page.sheet import Sheet
from ingest.values.nodes import around

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_HUGE = re.compile(rb"<[^>]{20000,}")
_VALUE = re.compile(rb"\"[^\"]*\"|'[^']*'")
_WINDOW = 9_000
"""A tag that is huge leaves one whole window of so many bytes without a ``>``."""
NESTED = 60
"""Answers nest in answers on some sites, and never so deep."""
_OPTIONS = 2000
_SELECT = re.compile(rb"(</?)select(?=[\s>/])", re.I)
MANY = 5000
"""So many attributes on one tag are an attack."""


def merged(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The ranges without overlaps, the first one last: to be taken from the end while the page is read on."""
    out: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if out and low < out[-1][1]:
            out[-1] = (out[-1][0], max(high, out[-1][1]))
        else:
            out.append((low, high))
    return out[::-1]


def bounded(sheet: Sheet, body: bytes) -> bytes:
    """Cuts a page where it nests too deep for the parser, and says so."""
    body = _slim(body)
    _, offset = html_depth(body, sheet.html_depth)
    if offset < 0:
        return body
    told = f"HTML nests deeper than --max-html-depth {sheet.html_depth} at byte {offset}; what stands before was read"
    sheet.problems.append(Problem(reason="too-deep", stage="scan", detail=told, fragment=body[offset : offset + 200]))
    return body[:offset]


def _slim(body: bytes) -> bytes:
    """Blanks the attributes of tags that have thousands of them: the parser compares each with all before it. Offsets stay."""
    if not any(body.find(b">", at, at + _WINDOW) < 0 for at in range(0, len(body) - _WINDOW, _WINDOW)):
        return body
    for match in _HUGE.finditer(body):
        low, high = match.start() + 40, match.end()
        if body.count(b"=", low, high) > MANY or len(_VALUE.sub(b"", body[low:high]).split()) > MANY:
            body = body[:low] + b" " * (high - low) + body[high:]
    return body


def shallow(sheet: Sheet, nodes: "list[LexborNode]") -> "Iterator[LexborNode]":
    """Elements of one kind without those that lie in too many of their own kind: each is read with all that it holds."""
    inside: dict[int, int] = {}
    told = False
    for node in nodes:
        depth = next((inside[above.mem_id] + 1 for above in around(node) if above.mem_id in inside), 0)
        inside[node.mem_id] = depth
        if depth <= NESTED:
            yield node
        elif not told:
            told = True
            sheet.problems.append(nested_too_deep((node.html or "").encode("utf-8", "replace")))


def nested_too_deep(fragment: bytes) -> Problem:
    """Said once for a page."""
    told = f"posts in posts, deeper than {NESTED}: the others are read only as parts of them"
    return Problem(reason="too-deep", stage="scan", detail=told, fragment=fragment[:200])


def unveil(body: bytes) -> bytes:
    """Lets the parser see into templates and noscript: the same number of bytes, so offsets stay."""
    if body.count(b"<option") > _OPTIONS:  # the parser compares each option of a list with all before it
        body = _SELECT.sub(lambda found: found[1] + b"x-elec", body)
    if b"<template" in body:
        body = body.replace(b"<template", b"<x-templat").replace(b"</template", b"</x-templat")
    if b"<noscript" in body:
        body = body.replace(b"<noscript", b"<x-noscrip").replace(b"</noscript", b"</x-noscrip")
    return body
