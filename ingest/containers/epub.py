"""EPUB: the pages of a book, in the order of the archive."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from ingest.containers.source import Item, Room, Source
from ingest.containers.zip import Members
from ingest.limits import Refused
from ingest.model import Problem

_PAGES = (".xhtml", ".html", ".htm")


def claims(names: Collection[str]) -> bool:
    """The container file that every EPUB has."""
    return "META-INF/container.xml" in names and any(name.endswith(".opf") for name in names)


def read_members(source: Source, room: Room, members: Members) -> Iterator[Item]:
    """Only the pages: the package file, styles and pictures hold no posts."""
    for entry in members.entries:
        if not entry.name.lower().endswith(_PAGES):
            continue
        member = members.of(entry)
        try:
            yield from room.inside(replace(member, group=source.group, member=source.member), room)
        except Refused as refused:
            yield Problem(reason=refused.reason, detail=refused.detail, stage="open", locator=member.locator)
        if room.over:
            return
