"""WACZ: a ZIP of WARC files with a list of pages. The WARCs themselves are read; the index may lie and is not asked."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

import msgspec

from ingest.containers import compressed
from ingest.containers.source import Item, Room, Source
from ingest.containers.warc import Crawl
from ingest.containers.zip import Members
from ingest.limits import Refused
from ingest.model import Problem
from ingest.patterns import late

_WARC = late(r"(?:^|/)archive/[^/]+\.warc(?:\.gz|\.zst)?$", re.IGNORECASE)
_PAGES = late(r"(?:^|/)pages/[^/]+\.jsonl$", re.IGNORECASE)
_LIMIT = 500_000


class _Page(msgspec.Struct):
    url: str = ""
    id: str = ""
    title: str = ""


@dataclass(slots=True)
class _List:
    by_id: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)


def claims(names: Collection[str]) -> bool:
    """WARCs in ``archive/``, and a list of pages or a data package beside it."""
    return any(_WARC.search(name) for name in names) and any(
        name.endswith("datapackage.json") or _PAGES.search(name) for name in names)


def read_members(source: Source, room: Room, members: Members) -> Iterator[Item]:
    """All WARCs as one crawl, so that a revisit finds its capture in any of them; then ZIPs inside (multi-WACZ)."""
    listed = _pages(members, room)
    crawl = Crawl(room, listed.by_id, listed.titles)
    for entry in members.entries:
        member = members.of(entry)
        try:
            if _WARC.search(entry.name):
                yield from crawl.read(compressed.inner(member, room))
            elif entry.name.lower().endswith((".wacz", ".zip")):
                yield from room.inside(member, room)
        except Refused as refused:
            yield Problem(reason=refused.reason, detail=refused.detail, stage="open", locator=member.locator)
        yield from room.complaints()
        if room.over:
            return
    yield from crawl.settle()


def _pages(members: Members, room: Room) -> _List:
    """Addresses by page id, titles by address. A line that is no page is none: the list is only a help."""
    found = _List()
    decoder = msgspec.json.Decoder(_Page)
    for entry in members.entries:
        if not _PAGES.search(entry.name):
            continue
        with members.of(entry).open() as stream:
            while (line := stream.readline(1 << 20)) and len(found.titles) < _LIMIT:
                try:
                    page = decoder.decode(line)
                except (msgspec.MsgspecError, UnicodeDecodeError):
                    continue
                if page.url.startswith("http"):
                    found.titles.setdefault(page.url, page.title)
                    if page.id:
                        found.by_id.setdefault(page.id, page.url)
    return found
