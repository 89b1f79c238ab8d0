"""Bare lists of tweets' numbers, one on each line, as collections are shared under X's rules ("dehydrated")."""

from collections.abc import Iterator
from typing import BinaryIO

from ingest.patterns import late
from ingest.records.framing import Record

_NAME = late(r"(?i)tweet|twitter|status(?:es)?(?![a-z])")
_LINES = late(rb"(?:\xef\xbb\xbf)?\s*(?:\d{15,19}[ \t]*(?:\r?\n|$))+")
_LAST = late(rb"\d{0,19}[ \t\r]*")


def is_list(head: bytes, path: str) -> bool:
    """Whether a file holds nothing but long numbers and its path says whose they are: the numbers alone could be anybody's."""
    match = _LINES.match(head) if head[:4].strip(b"\xef\xbb\xbf \r\n")[:1].isdigit() else None
    return match is not None and _LAST.fullmatch(head, match.end()) is not None and _NAME.search(path) is not None


def numbers(stream: BinaryIO) -> Iterator[Record]:
    """Each line as a row of a table with one column."""
    offset = 0
    for line in stream:
        text = line.strip(b"\xef\xbb\xbf \t\r\n")
        if text.isdigit():
            yield Record(text, offset, {"tweet_id": text.decode()})
        offset += len(line)
