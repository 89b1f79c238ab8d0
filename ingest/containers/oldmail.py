"""Mailboxes of older programs: MMDF (messages between lines of four control characters) and Babyl (Emacs' Rmail)."""

from collections.abc import Iterator
from typing import BinaryIO

from ingest.patterns import late

_FENCE = b"\x01\x01\x01\x01"
_BABYL = b"BABYL OPTIONS:"
_SECTION = b"\x1f"
_SHOWN = b"*** EOOH ***"
_LINE = 1 << 20
_ENDED = late(rb"\r?\n\r?\n")


def is_old(head: bytes) -> bool:
    """Whether a file begins as one of them."""
    return head.startswith(_BABYL) or (head.startswith(_FENCE) and head[4:6].lstrip(b"\r")[:1] == b"\n")


def messages(stream: BinaryIO, limit: int) -> Iterator[tuple[int, bytes]]:
    """(offset, bytes) of each message; of one that is longer than ``limit`` its beginning."""
    babyl = stream.peek(len(_BABYL)).startswith(_BABYL)  # type: ignore[attr-defined]
    lines: list[bytes] = []
    start = position = size = 0
    while line := stream.readline(_LINE):
        position += len(line)
        if _ends(line, babyl):
            if any(map(bytes.strip, lines)) and not lines[0].startswith(_BABYL):
                yield start, _message(b"".join(lines), babyl)
            lines, start, size = [], position, 0
            continue
        size += len(line)
        if size <= limit:
            lines.append(line)
    if any(map(bytes.strip, lines)) and not lines[0].startswith(_BABYL):
        yield start, _message(b"".join(lines), babyl)


def _ends(line: bytes, babyl: bool) -> bool:
    return line.startswith(_SECTION) if babyl else line.rstrip(b"\r\n") == _FENCE


def _message(raw: bytes, babyl: bool) -> bytes:
    """A message as it was sent. Babyl keeps its head twice where the reader hid a part of it: whole, then as it is shown."""
    if not babyl:
        return raw.partition(b"\n")[2] if raw.startswith(b"From ") else raw
    before, mark, after = raw.lstrip(b"\x0c\r\n").partition(_SHOWN)
    if not mark:
        return before
    head, after = before.partition(b"\n")[2], after.lstrip(b"\r").removeprefix(b"\n")
    if not head.strip():
        return after
    end = _ENDED.search(after)
    return head.strip(b"\r\n") + b"\n\n" + (after[end.end() :] if end else b"")
