"""Mail: single messages (.eml, .emlx) and mailboxes (mbox, MMDF, Babyl). The HTML of a newsletter, or its plain text where it has none."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from ingest.containers import mime, moments, oldmail, page
from ingest.containers.source import Item, Peek, Room, Source, memory
from ingest.limits import Refused
from ingest.model import Problem
from ingest.patterns import late

_FROM = late(rb"From \S*[^\r\n]{0,200}\d\d:\d\d[^\r\n]*\r?\n(?:>?[A-Za-z\-]+:|\r?\n)")
_HEADER = late(rb"(?:\d{1,10}[ \t]*\n)?(?:[A-Za-z][A-Za-z0-9\-]{1,60}:(?![,;])[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n){2,}")
_NAMES = late(rb"^(?:from|subject|date|to|received|return-path|message-id|mime-version|delivered-to):", re.IGNORECASE | re.MULTILINE)
_FIELD = late(rb">?[!-9;-~]{2,60}:|\r?\n")
_KEPT = 4
"""Times the body limit: what the leaves of one message may hold together."""


def bid(peek: Peek) -> int:
    """A mailbox by its ``From `` line, a message by at least two headers that mails have."""
    if _FROM.match(peek.text) or oldmail.is_old(peek.head):
        return 64
    match = _HEADER.match(peek.text)
    return 65 if match and len({name.lower() for name in _NAMES.findall(match[0])}) >= 2 else 0


def read(source: Source, room: Room) -> Iterator[Item]:
    """Message after message."""
    with source.open() as stream:
        if oldmail.is_old(stream.peek(64)):  # type: ignore[attr-defined]
            yield from _mailbox(source, room, oldmail.messages(stream, 2 * room.limits.body))
            return
        if not _FROM.match(stream.peek(2000).lstrip()):  # type: ignore[attr-defined]
            first = stream.readline(200)
            if not first.strip().isdigit():
                stream = _again(source, stream)
            yield from _message(source, room, stream, "")
            return
        yield from _mailbox(source, room, _messages(stream, room))


def _mailbox(source: Source, room: Room, messages: Iterator[tuple[int, bytes]]) -> Iterator[Item]:
    for offset, message in messages:
        yield from _message(source, room, memory(message), f"@{offset}")
        yield from room.complaints()
        if room.over:
            return


def _again(source: Source, stream: BinaryIO) -> BinaryIO:
    stream.close()
    return source.open()


def _messages(stream: BinaryIO, room: Room) -> Iterator[tuple[int, bytes]]:
    """(offset, bytes) of the messages of a mailbox; they begin with ``From `` behind a blank line and before a field.

    Many a body has a line that begins with this word.
    """
    lines: list[bytes] = []
    size = start = position = 0
    blank = True
    ahead = b""
    while line := ahead or stream.readline(1 << 20):
        ahead = stream.readline(1 << 20) if blank and line.startswith(b"From ") else b""
        if ahead and _FIELD.match(ahead):
            if lines:
                yield start, b"".join(lines)
            lines, size, start = [], 0, position
        else:
            size += len(line)
            if size <= 2 * room.limits.body:
                lines.append(line[1:] if line.startswith(b">From ") else line)
        blank = not line.strip()
        position += len(line)
    if lines:
        yield start, b"".join(lines)


def _message(source: Source, room: Room, stream: BinaryIO, mark: str) -> Iterator[Item]:
    locator = f"{source.locator}{mark}"
    leaves: list[mime.Part] = []
    headers: dict[str, str] = {}
    size = 0
    try:
        for number, part in enumerate(mime.leaves(stream, room.limits)):
            if not number:
                headers = part.headers
                continue
            size += len(part.body)
            if size > _KEPT * room.limits.body:
                raise Refused("too-large", "the parts of one message are too large together: the rest of it is not read")
            leaves.append(part)
            if part.damaged:
                yield Problem(reason="truncated", stage="open", locator=locator,
                              detail=f"{part.damaged} lines of a uuencoded part are damaged")
    except Refused as refused:
        yield Problem(reason=refused.reason, detail=refused.detail, stage="open", locator=locator)
    captured = moments.from_header(headers.get("date", ""))
    letter = replace(
        source, locator=locator, path="", title=mime.words(headers.get("subject", "")), captured_at=captured or source.captured_at,
        captured_origin="mail" if captured else source.captured_origin, depth=source.depth + 1,
    )
    rich = any(part.media_type == "text/html" and part.body.strip() and not _attached(part) for part in leaves)
    for number, part in enumerate(leaves):
        if not part.body.strip() or (rich and part.media_type == "text/plain" and not _attached(part)):
            continue
        yield from _leaf(letter, room, part, number)
        yield from room.complaints()


def _attached(part: mime.Part) -> bool:
    return part.headers.get("content-disposition", "").strip().lower().startswith("attachment")


def _leaf(letter: Source, room: Room, part: mime.Part, number: int) -> Iterator[Item]:
    name = mime.words(part.parameter("content-disposition", "filename") or part.parameter("content-type", "name"))
    kind = "html" if part.media_type == "text/html" else "text" if part.media_type == "text/plain" else ""
    body = part.body
    leaf = replace(
        letter, locator=f"{letter.locator}#{number}" + (f"!{name}" if name else ""),
        name=name, open=lambda: memory(body), charset=part.parameter("content-type", "charset"), kind="" if _attached(part) else kind,
        length=len(body), offset=part.offset,
    )
    if leaf.kind == "html":
        yield from page.documents(leaf, room, body, part.whole)
    else:
        yield from room.inside(leaf, room)
