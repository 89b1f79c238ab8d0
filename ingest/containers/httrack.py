"""HTTrack's cache (``hts-cache/new.zip``): each answer under its own address, its head in front of it, who asked for it in a list beside.

When it was fetched is said by the comment that HTTrack puts into the page it saved: the head says where that lies.
"""

import struct
from collections.abc import Collection, Iterator
from dataclasses import replace

from ingest.containers import beside, http, page, web
from ingest.containers.askers import Asked, Askers
from ingest.containers.directory import Entry
from ingest.containers.source import Item, Room, Source
from ingest.containers.zip import Members
from ingest.limits import Refused
from ingest.model import Problem
from ingest.patterns import late

_ADDRESS = ("http://", "https://")
_LOCAL = 30
_FROM = late(r"\t(https?://\S{4,4000})\t[^\t\n]{0,4000}\t\(from (https?://[^\s)]{4,4000})\)")
_LIST = 64 << 20


def claims(names: Collection[str]) -> bool:
    """Members that are called by their addresses."""
    return bool(names) and all(name.startswith(_ADDRESS) for name in names)


def read_members(source: Source, room: Room, members: Members) -> Iterator[Item]:
    """Answer after answer, in the order in which they came."""
    near = source.beside or (beside.of_folder(source.path, _LIST) if source.path else lambda name: None)
    askers, asking = Askers(None, room.embedder), _asking(near)
    for entry in members.entries:
        head = _head(members, entry)
        if head.status >= 300 or not web.wanted(head.media_type, b"{"):
            continue
        html = head.media_type in ("text/html", "application/xhtml+xml")
        parent = askers.parent(Asked(entry.name, html, asking.get(entry.name, "")), last=True) or ""
        if html and not parent:
            askers.met(entry.name, "")
        saved = near(f"../{head.headers['x-save']}") if head.headers.get("x-save") else None
        told = page.witness(saved) if saved else beside.Witness()
        member = members.of(entry)
        try:
            yield from room.inside(replace(
                member, url=entry.name, parent_url=parent, captured_at=told.captured_at, captured_origin=told.origin,
                charset=head.headers.get("x-charset", "")), room)
        except Refused as refused:
            yield Problem(reason=refused.reason, detail=refused.detail, stage="open", locator=member.locator)
        yield from room.complaints()
        if room.over:
            return


def _head(members: Members, entry: Entry) -> http.Head:
    """What HTTrack keeps where other ZIPs have the fields of their members."""
    members.file.seek(entry.offset)
    raw = members.file.read(_LOCAL)
    if len(raw) < _LOCAL:
        return http.Head()
    name, extra = struct.unpack_from("<HH", raw, 26)
    parts = http.split(members.file.read(name + extra)[name:] + b"\r\n\r\n")
    return parts[0] if parts else http.Head()


def _asking(near: beside.Beside) -> dict[str, str]:
    """Which page had the link to an address."""
    return dict(_FROM.findall((near("new.txt") or b"").decode("utf-8", "replace")))
