"""The folder beside a page that was "saved complete": its frames are documents of their own that belong to the page."""

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from hashlib import sha256

from ingest.containers import pictures
from ingest.containers.frames import folder_of
from ingest.containers.source import Item, Room, Source, disk, reason_of
from ingest.model import Problem
from ingest.patterns import late

_CANONICAL = late(
    rb"""<link[^>]{0,200}?rel=["']?canonical["']?[^>]{0,200}?href=["']?(https?://[^"'\s>]+)|"""
    rb"""<meta[^>]{0,200}?property=["']?og:url["']?[^>]{0,200}?content=["']?(https?://[^"'\s>]+)""",
    re.IGNORECASE,
)
_FRAMES = 2_000


def frames(page: Source, room: Room, body: bytes) -> Iterator[Item]:
    """Documents of the page's own folder; ``parent_url`` is the page's address, or its hash where it states none."""
    folder = folder_of(page.path) if page.path else ""
    if not folder:
        return
    parent = address(page.url, body)
    beside: list[Source] = []
    for path in _files(folder):
        if isinstance(path, Problem):
            yield path
            continue
        member = os.path.relpath(path, os.path.dirname(page.path) or ".").replace(os.sep, "/")
        frame = replace(
            page, locator=path, path=path, name=os.path.basename(path), open=partial(disk, room, path), kind="", url="",
            charset="", title="", parent_url=parent, depth=page.depth + 1, length=0,
            member=f"{os.path.dirname(page.member)}/{member}".lstrip("/"),
        )
        try:
            yield from room.inside(frame, room)
        except OSError as error:
            yield Problem(reason=reason_of(error), detail=error.strerror or str(error), stage="open", locator=path)
        beside.append(frame)
    for one in beside:
        # Only now all frames are read that may show it.
        if room.shown(one.member):
            with one.open() as stream:
                if image := stream.read(room.limits.body):
                    yield pictures.held(room, one.member, one.path, image)


def address(url: str, body: bytes) -> str:
    """By which its frames name a page: its address, or its hash where it states none."""
    return url or stated(body) or f"sha256:{sha256(body).hexdigest()}"


def stated(body: bytes) -> str:
    """The address that a page says it has, "" where it says none."""
    match = _CANONICAL.search(body, 0, 200_000)
    return (match[1] or match[2]).decode("utf-8", "replace") if match else ""


def _files(folder: str) -> Iterator[str | Problem]:
    """Regular files of the folder and those below it, sorted."""
    count = 0
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = os.path.join(place, name)
            if os.path.islink(path) or not os.path.isfile(path):
                continue
            count += 1
            if count > _FRAMES:
                yield Problem(reason="too-many", stage="open", locator=folder,
                              detail=f"more than {_FRAMES} files beside a saved page")
                return
            yield path
