"""ARC files, which crawlers wrote before WARC: a line with address, host, date, type and length, then what the server sent."""

import re
from collections.abc import Iterator
from dataclasses import replace

from ingest.containers import http, moments, page, web
from ingest.containers.source import BLOCK, Item, Peek, Room, Source, memory
from ingest.patterns import late

_HEAD = late(rb"([a-z][a-z0-9+.\-]*:[^\s][^\t\r\n]{0,4000}?) (\S{1,60}) (\d{12,14}) (\S{1,200})(?: [^\r\n]{0,300})? (\d{1,12})\r?\n")
_LONGEST = 1 << 16


def bid(peek: Peek) -> int:
    """By the line about the file itself that stands first."""
    return 94 if peek.head.startswith(b"filedesc:") else 0


def read(source: Source, room: Room) -> Iterator[Item]:
    """Every capture that may hold posts, in file order."""
    with source.open() as stream:
        position = 0
        while line := stream.readline(_LONGEST):
            begin, position = position, position + len(line)
            match = _HEAD.fullmatch(line)
            if match is None:
                if line.strip():
                    room.fault(f"{source.locator}@{begin}", "bad-record", "no ARC record begins here: passed over up to the next one")
                yield from room.complaints()
                continue
            length = int(match[5])
            block = stream.read(min(length, room.limits.body + room.limits.header))
            left = length - len(block)
            while left > 0 and (passed := stream.read(min(BLOCK, left))):
                left -= len(passed)
            position += length - left
            locator = f"{source.locator}@{begin}"
            if left:
                room.fault(locator, "truncated", f"the record ends {left:,} bytes before its stated length")
            if room.leads(locator) and not match[1].startswith(b"filedesc:"):
                yield from _capture(replace(source, locator=locator, offset=begin, length=length), room, match, block)
            yield from room.complaints()
            if room.over:
                return


def _capture(source: Source, room: Room, match: "re.Match[bytes]", block: bytes) -> Iterator[Item]:
    """One capture, opened as what it is."""
    parts = http.split(block)
    head, start = parts or (http.Head(200, {"content-type": match[4].decode("latin-1")}), 0)
    if not 200 <= head.status < 300 or not web.wanted(head.media_type, block[start : start + 200]):
        return
    body = http.body_of(head, block[start:], room, source.locator)
    url = match[1].decode("utf-8", "replace").replace(" ", "%20")
    original, when = web.memento(url, head.headers)
    captured = when or moments.from_digits(match[3].decode().ljust(14, "0"))
    capture = replace(
        source, name=url.split("?", 1)[0].rsplit("/", 1)[-1], path="", open=lambda: memory(body), url=original or url, kind="",
        captured_at=captured, captured_origin="memento" if when else "warc" if captured else "", charset=head.charset,
        depth=source.depth + 1,
    )
    if body.lstrip()[:1] == b"<":
        yield from page.documents(capture, room, body)
    elif body:
        yield from room.inside(capture, room)
