"""Another member of the ZIP or folder that a document came from (an export's manifest beside its posts)."""

import os
from contextlib import ExitStack
from functools import lru_cache

from ingest.containers import zip as zip_
from ingest.containers.source import Room, Source, disk
from ingest.limits import Budget, Limits, Refused


def sibling(group: str, member: str, limits: Limits) -> bytes | None:
    """Its bytes up to ``limits.body``; None where it is not there, cannot be read or ``group`` is no folder or ZIP."""
    parts = member.split("/")
    if not group or not member or ".." in parts or member.startswith("/"):
        return None
    if os.path.isdir(group):
        return _of_folder(os.path.join(group, *parts), limits)
    return _of_zip(group, member, limits)


def _of_folder(path: str, limits: Limits) -> bytes | None:
    if os.path.islink(path):
        return None
    try:
        with disk(_room(limits), path) as stream:
            return stream.read(limits.body)
    except OSError:
        return None


@lru_cache(maxsize=64)
def _of_zip(group: str, member: str, limits: Limits) -> bytes | None:
    """Also of a ZIP in a ZIP: the locator is opened part by part."""
    names = group.split("!")
    room = _room(limits)
    path = names[0]
    source = Source(locator=path, name=path, path=path, open=lambda: disk(room, path))
    try:
        with ExitStack() as opened:
            for name in (*names[1:], member):
                found = zip_.find(source, room, opened.enter_context(room.seekable(source)), name)
                if found is None:
                    return None
                source = found
            with source.open() as stream:
                return stream.read(limits.body)
    except (OSError, Refused):
        return None


def _room(limits: Limits) -> Room:
    return Room(limits=limits, budget=Budget(limits), inside=lambda source, room: iter(()))
