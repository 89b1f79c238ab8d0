"""Safari's .webarchive: a property list with the page, its pictures and, archives of their own, its frames."""

import plistlib
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any
from xml.parsers.expat import ExpatError

from ingest.containers import page, pictures, web
from ingest.containers.source import Item, Peek, Room, Source, memory
from ingest.limits import Meter, Refused
from ingest.model import Problem

_FRAMES = 20
"""Frames nest at most this deep."""


def bid(peek: Peek) -> int:
    """A property list that names web resources."""
    listed = peek.head.startswith(b"bplist00") or (b"<plist" in peek.head[:1000] and peek.text.startswith(b"<"))
    return 106 if listed and (b"WebMainResource" in peek.head or peek.name.endswith(".webarchive")) else 0


def read(source: Source, room: Room) -> Iterator[Item]:
    """The page first, its frames with the page as their parent, then pictures that posts show."""
    with source.open() as stream:
        body = stream.read(room.limits.record + 1)
    if len(body) > room.limits.record:
        raise Refused("too-large", "a web archive that is longer than --max-record allows")
    try:
        archive = plistlib.loads(body)
    except (plistlib.InvalidFileException, ExpatError, ValueError, LookupError, TypeError, AttributeError, OverflowError) as error:
        raise Refused("bad-record", f"no readable property list: {str(error) or type(error).__name__}") from None
    except RecursionError:
        raise Refused("too-deep", "a property list that nests too deeply") from None
    yield from _Archive(source, room).read(archive, "", "")


class _Archive:
    """One file. A property list may hold itself, and the same bytes a thousand times: each dictionary is read once, bytes are metered."""

    def __init__(self, source: Source, room: Room) -> None:
        self.source = source
        self.room = room
        self.meter = Meter(room.budget)
        self.seen: set[int] = set()

    def read(self, archive: Any, place: str, parent: str) -> Iterator[Item]:
        """The page of an archive, what belongs to it, and the archives of its frames."""
        if not isinstance(archive, dict) or id(archive) in self.seen:
            return
        self.seen.add(id(archive))
        main = archive.get("WebMainResource")
        url = _text(main, "WebResourceURL")
        yield from self._resource(main, f"{place}main", parent)
        resources, frames = (_list(archive.get(key)) for key in ("WebSubresources", "WebSubframeArchives"))
        for number, one in enumerate(resources):
            if not pictures.is_medium(_text(one, "WebResourceMIMEType")):
                yield from self._resource(one, f"{place}resources/{number}", parent or url)
        if frames and place.count("frames/") >= _FRAMES:
            yield Problem(reason="too-deep", detail=f"frames in more than {_FRAMES} others", stage="open", locator=self.source.locator)
            return
        for number, one in enumerate(frames):
            yield from self.read(one, f"{place}frames/{number}/", parent or url or self.source.locator)
            if self.room.over:
                return
        for number, one in enumerate(resources):
            yield from self._picture(one, f"{self.source.locator}!{place}resources/{number}")

    def _resource(self, resource: Any, place: str, parent: str) -> Iterator[Item]:
        body, url, kind = _data(resource), _text(resource, "WebResourceURL"), _text(resource, "WebResourceMIMEType").lower()
        if not body or id(resource) in self.seen or not web.wanted(kind, body[:200]):
            return
        self.seen.add(id(resource))
        self.meter.make(len(body))
        member = replace(
            self.source.child(place, partial(memory, body)), name=url.split("?", 1)[0].rsplit("/", 1)[-1], parent_url=parent,
            url=url if url.startswith("http") else "", charset=_text(resource, "WebResourceTextEncodingName"), length=len(body),
        )
        if not self.room.leads(member.locator):
            return
        if kind in ("text/html", "application/xhtml+xml"):
            yield from page.documents(member, self.room, body)
        else:
            yield from self.room.inside(member, self.room)
        yield from self.room.complaints()

    def _picture(self, resource: Any, locator: str) -> Iterator[Item]:
        body, url, kind = _data(resource), _text(resource, "WebResourceURL"), _text(resource, "WebResourceMIMEType")
        if body and pictures.is_medium(kind) and self.room.shown(url):
            self.meter.make(len(body))
            yield pictures.held(self.room, url, locator, body, kind)


def _text(resource: Any, key: str) -> str:
    value = resource.get(key) if isinstance(resource, dict) else None
    return value if isinstance(value, str) else ""


def _data(resource: Any) -> bytes:
    value = resource.get("WebResourceData") if isinstance(resource, dict) else None
    return value if isinstance(value, bytes) else b""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
