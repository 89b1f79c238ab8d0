"""The bytes of each post where one record holds many: found in the record, without the other posts that lie inside them.

A thread kept as answers inside answers would otherwise be kept as often as it has answers, each copy a little shorter.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ingest.records.decode import STEP, Path, locate
from ingest.records.walk import Hit

LONG = 16
"""Paths of more steps are not followed one by one: each step would look at all that lies below."""
NOTHING = b"null"
"""Stands where another post was left out."""
_CONTAINERS = (dict, list)

Span = tuple[int, int]


def cut(raw: bytes, value: Any, hits: Sequence[Hit]) -> Iterator[tuple[int, bytes]]:
    """Where the bytes of each hit begin in ``raw``, and the bytes. ``value``: what ``raw`` was decoded to."""
    whole = all(not hit.without and not hit.path and not hit.part for hit in hits)
    paths = [] if whole else list({hit.path: None for hit in hits if hit.path})
    straight = all(not hit.without and not hit.part for hit in hits) and all(len(path) <= LONG for path in paths)
    found = {(): (0, len(raw)), **(locate(raw, paths) if straight and paths else {})}
    by_id: dict[int, Span] = {}
    if not straight or any(path not in found for path in paths):
        by_id = _spans(raw, value, {id(one) for hit in hits for one in (hit.value, *hit.without)})
    last: tuple[int, int, list[Span]] = (0, len(raw), [])
    piece = raw
    for hit in hits:
        start, end = by_id.get(id(hit.value)) or _around(found, hit.path, len(raw))
        holes = sorted(span for one in hit.without if (span := by_id.get(id(one))) is not None)
        if (start, end, holes) != last:  # what one object says of many posts is cut once
            last = start, end, holes
            piece = _hollow(raw, *last)
        yield start, piece


def _around(found: dict[Path, Span], path: Path, size: int) -> Span:
    start, length = found.get(path, (0, size))
    return start, start + length


def _spans(raw: bytes, value: Any, wanted: set[int]) -> dict[int, Span]:
    """Where some containers of a decoded value lie: the brackets come in the order in which a walk meets the containers.

    Nothing, where they do not: a key was given twice, or the text is no plain JSON.
    """
    starts: list[int] = []
    ends: list[int] = []
    opened: list[int] = []
    at = 0
    while match := STEP.match(raw, at):
        at = match.end()
        if raw[at - 1] in b"[{":
            opened.append(len(starts))
            starts.append(at - 1)
            ends.append(0)
        elif opened:
            ends[opened.pop()] = at
    numbers: dict[int, int] = {}
    count, waiting = 0, [value]
    while waiting:
        node = waiting.pop()
        if id(node) in wanted:
            numbers[id(node)] = count
        count += 1
        waiting += reversed([child for child in _held(node) if type(child) in _CONTAINERS])
    if opened or count != len(starts):
        return {}
    return {one: (starts[number], ends[number]) for one, number in numbers.items()}


def _held(node: Any) -> Iterable[Any]:
    if type(node) is dict:
        return node.values()
    return node if type(node) is list else ()


def _hollow(raw: bytes, start: int, end: int, holes: list[Span]) -> bytes:
    parts, at = [], start
    for low, high in holes:
        if at <= low and high <= end:
            parts += [raw[at:low], NOTHING]
            at = high
    return b"".join((*parts, raw[at:end]))


def written(value: Any, without: Sequence[Any] = ()) -> bytes:
    """An object of a page's state as JSON, without some of its parts."""
    left = {id(one) for one in without}
    return json.dumps(_without(value, left) if left else value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _without(value: Any, left: set[int]) -> Any:
    if id(value) in left:
        return None
    if type(value) is dict:
        return {key: _without(one, left) for key, one in value.items()}
    return [_without(one, left) for one in value] if type(value) is list else value
