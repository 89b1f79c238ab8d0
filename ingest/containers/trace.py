"""Recordings of Playwright's tracing: a ZIP with the entries of a HAR, line by line, and the bodies in files of their own.

What the browser drew is there too, as trees of its own making; it is the same page again and is left alone.
"""

from collections.abc import Collection, Iterator
from contextlib import suppress

from ingest.containers import har
from ingest.containers.askers import Askers
from ingest.containers.source import Item, Room, Source
from ingest.containers.zip import Members
from ingest.model import Problem
from ingest.records.framing import json_records

_NETWORK = ".network"


def claims(names: Collection[str]) -> bool:
    """A list of what was asked for, beside a list of what was done."""
    return any(name.endswith(_NETWORK) and name.removesuffix(_NETWORK) + ".trace" in names for name in names)


def read_members(source: Source, room: Room, members: Members) -> Iterator[Item]:
    """Each answer as a document."""
    for entry in members.entries:
        if not entry.name.endswith(_NETWORK):
            continue
        member, askers, tally = members.of(entry), Askers(None, room.embedder), har.Tally()
        with member.open() as stream:
            for number, record in enumerate(json_records(stream)):
                if isinstance(record, Problem):
                    yield record
                    continue
                snapshot = record.value.get("snapshot") if isinstance(record.value, dict) else None
                yield from har.entry(member, room, askers, number, snapshot, tally, lambda name: _body(members, name))
                yield from room.complaints()
                if room.over:
                    return


def _body(members: Members, name: str) -> bytes:
    """A body by the name that its entry states; older recordings leave the folder out."""
    found = members.named(name) or members.named(f"resources/{name}")
    if found is None:
        return b""
    with suppress(OSError), found.open() as stream:
        return stream.read(members.room.limits.body)
    return b""
