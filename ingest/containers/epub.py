"""EPUB: the pages of a book, in the order of the archive."""

import posixpath
from collections.abc import Collection, Iterator
from dataclasses import replace
from html import unescape
from urllib.parse import unquote

from ingest.containers.source import Item, Room, Source
from ingest.containers.zip import Members
from ingest.limits import Refused
from ingest.model import Problem
from ingest.patterns import late

_ITEM = late(r"<(?:\w+:)?item\b([^<>]{1,4000})>")
_HREF = late(r"""\bhref\s*=\s*["']([^"']{1,1000})["']""")
_PAGES = (".xhtml", ".html", ".htm")


def claims(names: Collection[str]) -> bool:
    """The container file that every EPUB has."""
    return "META-INF/container.xml" in names and any(name.endswith(".opf") for name in names)


def read_members(source: Source, room: Room, members: Members) -> Iterator[Item]:
    """Only the pages, by their names or by the package file, which itself, like styles and pictures, holds no posts."""
    listed = _listed(members, room)
    for entry in members.entries:
        if not entry.name.lower().endswith(_PAGES) and entry.name not in listed:
            continue
        member = members.of(entry)
        try:
            yield from room.inside(replace(member, group=source.group, member=source.member), room)
        except Refused as refused:
            yield Problem(reason=refused.reason, detail=refused.detail, stage="open", locator=member.locator)
        if room.over:
            return


def _listed(members: Members, room: Room) -> set[str]:
    """What the package file calls pages, whatever their names."""
    found: set[str] = set()
    for entry in members.entries:
        if not entry.name.endswith(".opf"):
            continue
        with members.of(entry).open() as stream:
            text = stream.read(room.limits.body).decode("utf-8", "replace")
        for match in _ITEM.finditer(text):
            if "xhtml+xml" in match[1] and (href := _HREF.search(match[1])):
                found.add(posixpath.normpath(posixpath.join(posixpath.dirname(entry.name), unquote(unescape(href[1])))))
    return found
