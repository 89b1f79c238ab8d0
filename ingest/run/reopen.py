"""A locator opened again: the document that lies there now, and the piece of it that was cut.

The way in is that of reading: containers are asked for one locator only, and pass over what does not lead to it. WARC records
and members of ZIPs are gone to directly.
"""

import os
import re
from collections.abc import Iterator
from hashlib import sha256

from ingest import containers
from ingest.containers.source import forward
from ingest.limits import Limits
from ingest.model import Document, Held
from ingest.run import pictures

_END = re.compile("[!@#]")
_ESCAPED = re.compile(r"\\u(dc[89a-f][0-9a-f])")
_LIMITS = Limits()


def file_of(locator: str) -> str:
    """The file on the disk that a locator begins with, "" where there is none. Names may hold its signs themselves."""
    plain = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), locator)
    for spelling in dict.fromkeys((locator, plain)):
        ends = [len(spelling), *sorted((match.start() for match in _END.finditer(spelling)), reverse=True)]
        for end in ends:
            if end and os.path.isfile(spelling[:end]):
                return spelling[:end]
    return ""


def reopened(locator: str, limits: Limits = _LIMITS, *, digest: str = "") -> Document | None:
    """The document that lies at a locator; None where there is none any more. ``digest``: it must be that of a WARC record."""
    path = file_of(locator)
    if not path:
        return None
    plain = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), locator)
    for item in containers.read(path, limits, target=locator if locator.startswith(path) else plain, digest=digest):
        if isinstance(item, Document) and item.locator in (locator, plain):
            return item
    return None


def medium(locator: str, url: str, limits: Limits = _LIMITS) -> bytes | None:
    """The bytes of a picture that a container holds."""
    path = file_of(locator)
    if url.startswith(pictures.INLINE):
        page, _, offset = locator.rpartition("@")
        document = reopened(page) if offset.isdecimal() else None
        return pictures.inside(document, int(offset)) if document is not None else None
    if path == locator:
        with open(path, "rb") as file:
            return file.read(limits.body)
    for item in containers.read(path, limits, target=locator, shown=lambda other: other == url) if path else ():
        if isinstance(item, Held) and item.locator == locator:
            return item.body
    return None


def whole(document: Document) -> Iterator[bytes]:
    """All bytes of a document."""
    if document.stream is None:
        yield document.body
        return
    with document.stream() as stream:
        while block := stream.read(1 << 20):
            yield block


def fragment(locator: str, offset: int, length: int, digest: bytes) -> bytes | None:
    """The piece of a document with this SHA-256: at its offset, else wherever reading finds it again."""
    document = reopened(locator)
    if document is None:
        return None
    if offset >= 0 and sha256(piece := _cut(document, offset, length)).digest() == digest:
        return piece
    return _found(document, digest)


def _cut(document: Document, offset: int, length: int) -> bytes:
    if document.stream is None:
        return document.body[offset : offset + length]
    with document.stream() as stream:
        forward(stream, offset)
        return stream.read(length)


def _found(document: Document, digest: bytes) -> bytes | None:
    """Pieces of hidden layers and rows of tables have no offset: the document is read again."""
    from ingest.reader import read_document

    for item in read_document(document):
        for one in getattr(item, "sightings", ()):
            if sha256(one.fragment).digest() == digest:
                return bytes(one.fragment)
    return None
