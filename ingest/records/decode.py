"""JSON as bytes: exact decoding of whole values, and where inside a text a nested value stands."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import msgspec

from ingest.patterns import late
from ingest.records.deep import STEP, deep

__all__ = ["BAD", "STEP", "Path", "decode", "end_of", "fuller", "is_json", "locate", "quick"]

_SURROGATE = late(r"\\\\|\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\u[dD][89a-fA-F]..")
_EXTRA = late(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|/\*.*?\*/|//[^\n]*+|,(?=\s*+[}\]])', re.S)
"""Strings, and outside of them what people leave in JSON: comments, a comma behind the last value."""

quick = msgspec.json.Decoder().decode
"""Strict and fast; ``decode`` is the one that also reads damaged text."""
_raw_object = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_raw_array = msgspec.json.Decoder(list[msgspec.Raw]).decode
BAD = (msgspec.MsgspecError, UnicodeDecodeError)
Path = tuple[str | int, ...]


def decode(raw: bytes, strict: bool = False) -> Any:
    """JSON to values; integers stay exact. Bad UTF-8, lone surrogates, NaN and control characters are read, not refused.

    Raises ValueError for what is no JSON, RecursionError for what nests too deep; ``strict``: one of ``BAD`` for what is damaged.
    """
    try:
        return quick(raw)
    except BAD:
        if strict:
            raise
        try:
            return _damaged(raw)
        except RecursionError:
            return deep(raw, _damaged)
    except RecursionError:
        return deep(raw, quick if strict else decode)


def _damaged(raw: bytes) -> Any:
    text = _SURROGATE.sub(_repair, raw.decode("utf-8", "replace"))
    try:
        return json.loads(text, strict=False)
    except ValueError:
        if (bare := _EXTRA.sub(_without, text)) == text:
            raise
        return json.loads(bare, strict=False)


def _without(match: re.Match[str]) -> str:
    return match[0] if match[0][0] == '"' else " "


def _repair(match: re.Match[str]) -> str:
    return match[0] if match[0] == "\\\\" or len(match[0]) > 6 else "\\ufffd"


def fuller(raw: bytes, value: Any) -> Any:
    """A record with the fuller one of values that are given twice (some exporters write ``[]`` beside one); None where it is as it was."""
    def keep(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        out: dict[str, Any] = {}
        for key, value in pairs:
            if not (key in out and out[key] and not value):
                out[key] = value
        return out

    with suppress(ValueError, RecursionError):  # no JSON, but read all the same, or too deep for anybody to have written it twice
        made = json.loads(_SURROGATE.sub(_repair, raw.decode("utf-8", "replace")), object_pairs_hook=keep, strict=False)
        return made if made != value else None
    return None


def end_of(raw: bytes, at: int) -> int:
    """End of the container that begins at ``at``; 0 if it is not closed."""
    depth = 0
    while match := STEP.match(raw, at):
        at = match.end()
        depth += 1 if raw[at - 1] in b"[{" else -1
        if depth == 0:
            return at
    return 0


def is_json(raw: bytes) -> bool:
    """Whether ``decode`` can read it."""
    try:
        decode(raw)
    except (ValueError, RecursionError):
        return False
    return True


def locate(raw: bytes, paths: list[Path]) -> dict[Path, tuple[int, int]]:
    """Where the values at these paths lie inside ``raw``: start and length. A path that cannot be followed is left out."""
    tree: dict[Any, Any] = {}
    for path in paths:
        branch = tree
        for step in path:
            branch = branch.setdefault(step, {})
    found: dict[Path, tuple[int, int]] = {}
    wanted = set(paths)
    work: list[tuple[Path, int, bytes, dict[Any, Any]]] = [((), 0, raw, tree)]
    while work:
        path, start, body, branch = work.pop()
        if path in wanted:
            found[path] = (start, len(body))
        if not branch:
            continue
        at = 0
        for step, child in _children(body):
            at = max(body.find(child, at), 0) or body.find(child)
            if step in branch:
                work.append(((*path, step), start + at, child, branch[step]))
            at += len(child)
    return found


def _children(body: bytes) -> Iterator[tuple[str | int, bytes]]:
    """The verbatim bytes of the members of one container, in order."""
    try:
        if body[:1] == b"{":
            yield from ((key, bytes(value)) for key, value in _raw_object(body).items())
        elif body[:1] == b"[":
            yield from enumerate(map(bytes, _raw_array(body)))
    except (*BAD, RecursionError):
        return
