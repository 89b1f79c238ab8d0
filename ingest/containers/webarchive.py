"""Safari's .webarchive: a property list with the page, its pictures and, archives of their own, its frames."""

import plistlib
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any
from xml.parsers.expat import ExpatError

from ingest.containers import page, pictures, web
from ingest.containers.source import Item, Peek, Room, Source, memory
from ingest.limits import Refused
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
        raise Refused("bad-record", f"no readable property list: {error or type(error).__name__}") from None
    yield from _archive(source, room, archive, "", "")


def _archive(source: Source, room: Room, archive: Any, place: str, parent: str) -> Iterator[Item]:
    if not isinstance(archive, dict):
        return
    main = archive.get("WebMainResource")
    url = _text(main, "WebResourceURL")
    yield from _resource(source, room, main, f"{place}main", parent)
    resources, frames = (_list(archive.get(key)) for key in ("WebSubresources", "WebSubframeArchives"))
    for number, one in enumerate(resources):
        if not pictures.is_medium(_text(one, "WebResourceMIMEType")):
            yield from _resource(source, room, one, f"{place}resources/{number}", parent or url)
    if place.count("frames/") >= _FRAMES:
        yield Problem(reason="too-deep", detail=f"frames in more than {_FRAMES} others", stage="open", locator=source.locator)
        return
    for number, one in enumerate(frames):
        yield from _archive(source, room, one, f"{place}frames/{number}/", parent or url or source.locator)
        if room.over:
            return
    for number, one in enumerate(resources):
        yield from _picture(source, room, one, f"{source.locator}!{place}resources/{number}")


def _resource(source: Source, room: Room, resource: Any, place: str, parent: str) -> Iterator[Item]:
    body, url, kind = _data(resource), _text(resource, "WebResourceURL"), _text(resource, "WebResourceMIMEType").lower()
    if not body or not web.wanted(kind, body[:200]):
        return
    member = replace(
        source.child(place, partial(memory, body)), name=url.split("?", 1)[0].rsplit("/", 1)[-1], parent_url=parent,
        url=url if url.startswith("http") else "", charset=_text(resource, "WebResourceTextEncodingName"), length=len(body),
    )
    if not room.leads(member.locator):
        return
    if kind in ("text/html", "application/xhtml+xml"):
        yield from page.documents(member, room, body)
    else:
        yield from room.inside(member, room)
    yield from room.complaints()


def _picture(source: Source, room: Room, resource: Any, locator: str) -> Iterator[Item]:
    body, url, kind = _data(resource), _text(resource, "WebResourceURL"), _text(resource, "WebResourceMIMEType")
    if body and pictures.is_medium(kind) and room.shown(url):
        yield pictures.held(room, url, locator, body, kind)


def _text(resource: Any, key: str) -> str:
    value = resource.get(key) if isinstance(resource, dict) else None
    return value if isinstance(value, str) else ""


def _data(resource: Any) -> bytes:
    value = resource.get("WebResourceData") if isinstance(resource, dict) else None
    return value if isinstance(value, bytes) else b""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
