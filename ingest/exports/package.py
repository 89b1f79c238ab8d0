"""The parts of an office file, which is a ZIP: read as far as they go, with bounds, and whatever is wrong with them told."""

import os
import re
from codecs import getincrementaldecoder
from collections.abc import Iterator
from html import unescape
from typing import BinaryIO, NamedTuple

from ingest.containers.directory import directory, salvage
from ingest.containers.inflate import METHODS
from ingest.containers.source import Room, Source
from ingest.containers.xmltext import charset_of
from ingest.containers.zip import Members
from ingest.limits import Budget, Limits, Refused
from ingest.model import Problem
from ingest.patterns import late

BLOCK = 1 << 18
SMALL = 16 << 20
"""Characters of a part that is held as a whole: relations, styles, the list of sheets."""
_RELATION = late(r"<(?:\w+:)?Relationship\b([^<>]*)>")
_ATTRIBUTE = late(r"([\w:.\-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


class Package:
    """An open office file."""

    def __init__(self, stream: BinaryIO) -> None:
        limits = Limits()
        self.room = Room(limits=limits, budget=Budget(limits), inside=lambda source, room: iter(()))
        size = stream.seek(0, os.SEEK_END)
        entries = directory(stream, size, limits)
        entries = salvage(stream, size, limits) if entries is None else entries
        source = Source(locator="", name="", open=lambda: stream)
        self._members = Members(source, self.room, stream, size, entries, frozenset())
        self._by_name = {entry.name.lstrip("/"): entry for entry in reversed(entries) if entry.method in METHODS and not entry.encrypted}

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def blocks(self, name: str) -> Iterator[str]:
        """The text of a part, piece by piece; nothing where there is no such part. What stops it is among the faults."""
        entry = self._by_name.get(name)
        if entry is None:
            return
        try:
            with self._members.open(entry) as stream:
                block = stream.read(BLOCK)
                decoder = getincrementaldecoder(charset_of(block))(errors="replace")
                while block:
                    yield decoder.decode(block)
                    block = stream.read(BLOCK)
        except Refused as refused:
            self.room.fault(name, refused.reason, refused.detail)

    def text(self, name: str, most: int = SMALL) -> str:
        """The text of a part up to a bound."""
        pieces, size = [], 0
        for piece in self.blocks(name):
            pieces.append(piece[: most - size])
            size += len(pieces[-1])
            if size >= most:
                break
        return "".join(pieces)

    def relations(self, name: str) -> list[dict[str, str]]:
        """What a part refers to: Id, Type, Target ..."""
        folder, _, base = name.rpartition("/")
        return [attributes(match[1]) for match in _RELATION.finditer(self.text(f"{folder}/_rels/{base}.rels".lstrip("/")))]

    def faults(self) -> Iterator[Problem]:
        """What stopped parts early since the last call."""
        for one in self.room.complaints():
            yield Problem(reason=one.reason, detail=f"{one.locator.lstrip('!')}: {one.detail}", stage="parse")


def attributes(tag: str) -> dict[str, str]:
    """The attributes of a tag, by their names without a prefix."""
    return {name.rpartition(":")[2]: unescape(double or single) for name, double, single in _ATTRIBUTE.findall(tag)}


class Element(NamedTuple):
    """One element of a part."""

    name: str
    """Without a prefix; "" for an element that is never closed."""
    tag: str
    """Its attributes as they stand there."""
    content: str


def elements(blocks: Iterator[str], name: str, most: int, mark: str = "") -> Iterator[Element]:
    """Each element of this name, from however many blocks, and each beginning of a ``mark``; one without a name where one breaks off.

    Elements of one name do not nest here; one that is longer than ``most`` is one that breaks off.
    """
    begin = re.compile(rf"<((?:[\w.\-]{{1,40}}:)?({name}|{mark or name}))(?=[\s/>])([^<>]*)>")
    window, over = "", False
    while not over:
        piece = next(blocks, "")
        while piece and len(piece) < len(window):  # so that what is long is not looked through again for each block
            more = next(blocks, "")
            piece += more
            if not more:
                break
        over, window, at = not piece, window + piece, 0
        while match := begin.search(window, at):
            if match[2] == mark or match[3].endswith("/"):
                at = match.end()
                yield Element(match[2], match[3], "")
                continue
            end = window.find(f"</{match[1]}", match.end())
            if end < 0:
                at = match.start()
                break
            content = window[match.end() : end]
            if f"<{match[1]}" in content and (inner := begin.search(content)) and inner[2] != mark:
                at = match.end() + inner.start()  # it was never closed: the next one stands in it
                yield Element("", "", "")
                continue
            at = end + 2
            yield Element(match[2], match[3], content)
        else:
            at = max(at, window.rfind("<"))
        window = window[at:]
        if len(window) > most:
            break
    if begin.match(window):
        yield Element("", "", "")
