"""Where documents live: files, folders, archives, crawls, mails. What a file is, its first bytes say; never its name alone.

Every module listed in ``CONTAINERS`` has ``bid(peek) -> int`` (0 = not mine; the highest bid wins, a tie is an error) and
``read(source, room)``. Reading is lazy, bounded and in a fixed order, so that a restart can count documents.
"""

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Protocol

from ingest.containers import (
    answer,
    arc,
    articles,
    asset,
    coded,
    compressed,
    epub,
    extracted,
    feed,
    har,
    httpcache,
    httrack,
    jsonfeed,
    jsonview,
    known,
    mail,
    markdown,
    mhtml,
    office,
    outlook,
    page,
    pdf,
    quoted,
    records,
    scraped,
    shortcut,
    sqlite,
    tar,
    text,
    trace,
    wacz,
    warc,
    webarchive,
    wide,
    workbook,
    zip,
)
from ingest.containers.folder import InputFile, walk
from ingest.containers.siblings import sibling
from ingest.containers.source import HEAD, Item, Peek, Room, Source, disk, reason_of, standard_input
from ingest.limits import Budget, Exhausted, Limits, Refused
from ingest.model import Problem

__all__ = ["CONTAINERS", "InputFile", "Limits", "choose", "read", "sibling", "walk"]


class Container(Protocol):
    """What a module in this folder is."""

    def bid(self, peek: Peek) -> int:
        """How sure the module is that this is its format."""

    def read(self, source: Source, room: Room) -> Iterator[Item]:
        """The documents inside."""


CONTAINERS: tuple[Container, ...] = (
    zip, compressed, httpcache, tar, outlook, known, warc, arc, answer, webarchive, sqlite, pdf, asset, wide, har, mhtml, mail, feed,
    jsonfeed, shortcut, articles, scraped, extracted, page, records, markdown, text, quoted,
    jsonview, coded,
)
"""WACZ, EPUB, workbooks, documents of offices, Playwright's traces and HTTrack's cache are ZIPs: ``zip`` hands over to ``PROFILES`` when it
has seen the names."""
LEAVES = (asset, known, wide, page, records, markdown, text, sqlite, pdf, feed, jsonfeed, shortcut, jsonview)
"""Formats that hold no containers: they add no depth."""
zip.PROFILES[:] = (wacz, epub, workbook, office, trace, httrack)
_EMPTY = "the file has no bytes"
_DATA = (
    ".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".js", ".har", ".warc", ".arc", ".wacz", ".zip", ".tar", ".tgz", ".gz", ".bz2", ".xz",
    ".zst", ".br", ".db", ".sqlite", ".sqlite3", ".mbox", ".eml", ".mht", ".mhtml", ".webarchive", ".maff", ".pdf", ".epub", ".docx",
    ".xlsx", ".pptx", ".odt", ".ods", ".part", ".crdownload", ".tmp")
_TOO_DEEP = 50
"""So many members that nest too deeply, and the rest of the input is given up: it is a bomb."""


def choose(peek: Peek) -> Container | None:
    """The container with the highest bid."""
    bids = sorted(((container.bid(peek), number) for number, container in enumerate(CONTAINERS)), reverse=True)
    if bids[0][0] and bids[0][0] == bids[1][0]:
        rivals = [getattr(CONTAINERS[number], "__name__", "") for bid, number in bids if bid == bids[0][0]]
        raise RuntimeError(f"two containers bid {bids[0][0]} for {peek.source.locator!r}: {rivals}")
    return CONTAINERS[bids[0][1]] if bids[0][0] else None


def read(
    path: str | Path, limits: Limits, *, name: str = "", group: str = "", member: str = "", spool: str = "", target: str = "",
    digest: str = "", shown: Callable[[str], bool] = lambda url: False, start: int = 0,
    reached: Callable[[int], None] = lambda place: None, embedder: Callable[[str], str] = lambda name: "",
) -> Iterator[Item]:
    """Every document of one file, whatever it is wrapped in; ``-`` is standard input (or its copy in ``spool``).

    Problems travel between documents, and so do the pictures that ``shown`` asks for. The other options: see ``Room``.
    """
    where = os.fspath(path)
    room = Room(limits=limits, budget=Budget(limits), inside=inside, target=target, digest=digest, shown=shown, start=start,
                reached=reached, embedder=embedder)
    try:
        before = _state(where)
        if where == "-":
            opener = partial(disk, room, spool) if spool else standard_input(room)
            source = Source(locator="-", name=name or "-", open=opener)
        else:
            source = Source(locator=where, name=name or os.path.basename(where), path=where, group=group, member=member,
                            open=partial(disk, room, where), length=os.path.getsize(where))
        yield from inside(source, room)
        if _state(where) != before:
            yield Problem(reason="changed", detail="the file changed while it was read: give it again", stage="read", locator=where)
    except OSError as error:
        yield Problem(reason=reason_of(error), detail=error.strerror or str(error), stage="open", locator=where)
    yield from room.complaints()


def _state(path: str) -> tuple[int, int, int]:
    """What tells that a file is no longer the same."""
    if path == "-":
        return 0, 0, 0
    state = os.stat(path)
    return state.st_size, state.st_mtime_ns, state.st_ino


def inside(source: Source, room: Room) -> Iterator[Item]:
    """Opens whatever ``source`` turns out to be, and tells after each document what its streams met."""
    if not room.leads(source.locator):
        return
    with source.open() as stream:
        head = stream.read(HEAD)
    yield from room.complaints()
    if not head:
        if not source.depth:
            yield Problem(reason="empty", detail=_EMPTY, stage="open" if _matters(source) else "aside", locator=source.locator)
        return
    container = choose(Peek(source, head))
    if container is None:
        yield Problem(reason="not-text", detail="neither text nor a format that is known", stage="open",
                      locator=source.locator, fragment=head[:200])
        return
    if source.depth > room.limits.depth and container not in LEAVES:
        yield from _too_deep(source, room)
        return
    try:
        for item in container.read(source, room):
            yield item
            yield from room.complaints()
            if room.over:
                return
    except Exhausted as refused:
        room.over = True
        yield Problem(reason=refused.reason, detail=refused.detail, stage="open", locator=source.locator)
    except Refused as refused:
        yield Problem(reason=refused.reason, detail=refused.detail, stage="open", locator=source.locator)
    yield from room.complaints()


def _matters(source: Source) -> bool:
    """An empty file that somebody named, or whose name promises data, failed to be made. In folders that programs write (mirrors,
    mail, sites) empty pages, pictures and marks are ordinary: they are counted, and no problem."""
    return not source.group or source.name.lower().endswith(_DATA)


def _too_deep(source: Source, room: Room) -> Iterator[Item]:
    room.too_deep += 1
    room.over = room.too_deep > _TOO_DEEP
    more = ": so often that the rest of the input is given up" if room.over else ""
    yield Problem(reason="too-deep", detail=f"a container in {source.depth} others, --max-depth allows {room.limits.depth}{more}",
                  stage="open", locator=source.locator)
