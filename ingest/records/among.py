"""JSON among other text: logs with a record in each line, answers with a head, streams of events, notes with a listing."""

from typing import NamedTuple

from ingest.patterns import late
from ingest.records.decode import decode, end_of

_BEGIN = late(rb'[{\[]\s*(?:\{\s*)?"')
_UNCLOSED = 32
"""So many values that never end, and no more are looked for: each costs a look at all that follows."""


class Parts(NamedTuple):
    """A text and the JSON in it, each with blanks where the other stands, so that all keeps its place."""

    records: bytes
    rest: bytes


def parted(body: bytes) -> Parts | None:
    """The values that are objects or lists of objects; None where there are none."""
    found = list(_values(body))
    if not found:
        return None
    records, rest = bytearray(b" ") * len(body), bytearray(body)
    for start, end in found:
        records[start:end] = body[start:end]
        rest[start:end] = b" " * (end - start)
        if end < len(body):
            records[end] = 0x0A
    return Parts(bytes(records), bytes(rest))


def _values(body: bytes) -> list[tuple[int, int]]:
    found, at, unclosed = [], 0, 0
    while (match := _BEGIN.search(body, at)) and unclosed < _UNCLOSED:
        start = match.start()
        end = end_of(body, start)
        unclosed += not end
        if end and _is_record(body[start:end]):
            found.append((start, end))
            at = end
        else:
            at = match.end()
    return found


def _is_record(raw: bytes) -> bool:
    try:
        value = decode(raw)
    except (ValueError, RecursionError):
        return False
    first = value[0] if isinstance(value, list) and value else value
    return isinstance(first, dict) and bool(first)
