"""JSON that nests deeper than any decoder goes: taken apart from the inside, so that each part is shallow and is decoded once.

Threads are kept as answers inside answers, five levels of JSON for one step down on some sites: a long quarrel is thousands of
levels deep. The cost is one look at every bracket and one decoding of every byte.
"""

import re
from collections.abc import Callable
from typing import Any

from ingest.patterns import late

STEP = late(rb'(?:[^"\[\]{}]++|"[^"\\]*+(?:\\.[^"\\]*+)*+")*+[\[\]{}]', re.S)
"""From anywhere outside a string to just behind the next bracket outside strings."""
DEEPEST = 20_000
PART = 200
"""A part that is this deep is decoded alone."""

Hole = tuple[int, int, Any]


class _Open:
    """A container that is not closed yet: where it begins, how deep it is so far, and the parts of it that are decoded."""

    __slots__ = ("height", "holes", "start")

    def __init__(self, start: int) -> None:
        self.start, self.height = start, 0
        self.holes: list[Hole] = []


def deep(raw: bytes, decode: Callable[[bytes], Any]) -> Any:
    """The value of ``raw``; ``decode`` reads what is shallow. Raises ValueError for what is no JSON, RecursionError past ``DEEPEST``."""
    mark = b"~"
    while b'"' + mark in raw:
        mark += b"~"
    opened: list[_Open] = []
    at = 0
    while match := STEP.match(raw, at):
        at = match.end()
        if raw[at - 1] in b"[{":
            if len(opened) >= DEEPEST:
                raise RecursionError("nests too deep")
            opened.append(_Open(at - 1))
            continue
        if not opened:
            break
        inner = opened.pop()
        height = inner.height + 1
        if not opened:
            if raw[at:].strip():
                break
            return _filled(raw, inner, at, mark, decode)
        outer = opened[-1]
        if height >= PART:
            outer.holes.append((inner.start, at, _filled(raw, inner, at, mark, decode)))
            height = 1
        else:
            outer.holes += inner.holes
        outer.height = max(outer.height, height)
    raise ValueError("ends inside a value, or goes on behind it")


def _filled(raw: bytes, part: _Open, end: int, mark: bytes, decode: Callable[[bytes], Any]) -> Any:
    """One part, with the parts inside it put in their places."""
    pieces, at = [], part.start
    for number, (start, stop, _) in enumerate(part.holes):
        pieces += [raw[at:start], b'"%b%d"' % (mark, number)]
        at = stop
    value = decode(b"".join((*pieces, raw[at:end])))
    if not part.holes:
        return value
    sign, known = mark.decode(), [hole for _, _, hole in part.holes]
    waiting = [value]
    while waiting:
        node = waiting.pop()
        for step, child in list(node.items() if type(node) is dict else enumerate(node)):
            if type(child) is str and child.startswith(sign):
                node[step] = known[int(child[len(sign):])]
            elif type(child) in (dict, list):
                waiting.append(child)
    return value
