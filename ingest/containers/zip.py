"""ZIP archives, read by our own eyes: each member by its own directory entry, at its own place, with its own checks.

The standard library reads members by name (so of two with one name one is read twice), does not notice members that
overlap, and believes declared sizes. Here nothing is allocated by a declared size, overlapping members are refused, and a
ZIP without a directory is salvaged from its local headers.
"""

import os
import posixpath
import stat
import struct
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import BinaryIO, Protocol

from ingest.containers import beside, packedpages, page
from ingest.containers.directory import Entry, directory, salvage
from ingest.containers.inflate import METHODS, Member
from ingest.containers.parts import parts_of
from ingest.containers.source import BLOCK, Item, Peek, Room, Source, buffered, too_long
from ingest.limits import Refused
from ingest.model import Problem

__all__ = ["PROFILES", "Members", "bid", "find", "read"]

_METHODS = {9: "Deflate64", 98: "PPMd", 97: "WavPack", 6: "Implode"}
_LOCAL = struct.Struct("<4sHHHHHIIIHH")


class Profile(Protocol):
    """A format that is a ZIP with certain members."""

    def claims(self, names: Collection[str]) -> bool:
        """Whether these members make it one."""

    def read_members(self, source: Source, room: Room, members: "Members") -> Iterator[Item]:
        """The documents inside."""


PROFILES: list[Profile] = []


def bid(peek: Peek) -> int:
    """By the first signature; behind a program or junk by the closing one."""
    if peek.head[:4] in (b"PK\3\4", b"PK\5\6"):
        return 101
    program = peek.head.startswith((b"#!", b"MZ", b"\x7fELF")) or b"\0" in peek.head[:512]
    framed = peek.text.startswith(b"<") and (b"PK\3\4" in peek.head or b"data-sfz" in peek.head)
    if not (program or framed) or b"PK\5\6" not in peek.tail or b"PK\1\2" not in peek.tail:
        return 0
    return 59 if framed else 41


@dataclass(slots=True)
class Members:
    """An open ZIP: entries, and sources for what they hold."""

    source: Source
    room: Room
    file: BinaryIO
    size: int
    entries: list[Entry]
    twice: frozenset[str]
    by_name: dict[str, Entry] = field(default_factory=dict)
    """Filled when somebody asks."""

    def of(self, entry: Entry) -> Source:
        """The entry as a source. Of two members with one name each gets its place into its locator."""
        child = self.source.child(entry.name, lambda: self.open(entry), at=entry.offset if entry.name in self.twice else None)
        return replace(child, beside=partial(self.near, entry.name))

    def near(self, member: str, name: str) -> bytes | None:
        """A small member by its path from the folder of another one."""
        if not self.by_name:
            self.by_name.update((entry.name, entry) for entry in reversed(self.entries))
        entry = self.by_name.get(posixpath.normpath(posixpath.join(posixpath.dirname(member), name)))
        if entry is None or entry.method not in METHODS:
            return None
        with self.open(entry) as stream:
            return stream.read(beside.SIZE)

    def open(self, entry: Entry) -> BinaryIO:
        """What the entry holds, from the first byte."""
        self.file.seek(entry.offset)
        head = self.file.read(_LOCAL.size)
        if len(head) < _LOCAL.size or head[:4] != b"PK\3\4":
            raise Refused("bad-record", f"no local header at {entry.offset}: {entry.name!r:.80}")
        start = entry.offset + _LOCAL.size + sum(struct.unpack_from("<HH", head, 26))
        length = max(0, min(entry.packed, self.size - start))
        locator = f"{self.source.locator}!{entry.name}"
        return buffered(Member(self.room, locator, self.file, start, length, entry))

    def named(self, name: str) -> Source | None:
        """The first member of that name."""
        return next((self.of(entry) for entry in self.entries if entry.name == name), None)


def read(source: Source, room: Room) -> Iterator[Item]:
    """Every member, opened as what it is; the profiles (WACZ, EPUB) read theirs in their own way."""
    with room.seekable(source) as file:
        shell = _shell(file)
        if shell:
            told = page.witness(shell)
            source = replace(source, url=source.url or told.url, captured_at=source.captured_at or told.captured_at,
                             captured_origin=source.captured_origin or told.origin)
            yield source.document(shell, kind="html")
        opened = _members(source, room, file)
        yield from _complaints_about(opened, source)
        names = {entry.name for entry in opened.entries}
        profile = next((profile for profile in PROFILES if profile.claims(names)), None)
        sound = _sound(opened, source)
        if profile is not None:
            checked = list(sound)
            opened.entries = [item for item in checked if isinstance(item, Entry)]
            yield from (item for item in checked if isinstance(item, Problem))
            yield from profile.read_members(source, room, opened)
            return
        saved = packedpages.Saved(room, [entry.name for entry in opened.entries])
        for item in saved.arranged(sound):
            if isinstance(item, Problem):
                yield item
                continue
            yield from saved.documents(opened.of(item))
            if room.over:
                return
        for entry in opened.entries:
            if room.shown(entry.name):
                yield from saved.picture(opened.of(entry))


def _shell(file: BinaryIO) -> bytes:
    """The page around a ZIP that unpacks itself in a browser, as SingleFile makes them; b"" where there is none."""
    file.seek(0)
    head = file.read(BLOCK)
    return head.partition(b"PK\3\4")[0] if head.lstrip().startswith(b"<") else b""


def find(source: Source, room: Room, file: BinaryIO, name: str) -> Source | None:
    """One member by name, out of the ZIP that ``file`` is; the source can be used while it is open."""
    return _members(source, room, file).named(name)


def _members(source: Source, room: Room, file: BinaryIO) -> Members:
    size = file.seek(0, os.SEEK_END)
    entries = directory(file, size, room.limits)
    if entries is None:
        room.fault(source.locator, "truncated", "a ZIP without its directory: what its local headers show is read")
        entries = salvage(file, size, room.limits)
    if len(entries) > room.limits.members:
        room.fault(source.locator, "too-many", f"only the first {room.limits.members:,} members are read, see --max-members")
        del entries[room.limits.members :]
    seen: set[str] = set()
    twice = {entry.name for entry in entries if entry.name in seen or seen.add(entry.name)}  # type: ignore[func-returns-value]
    return Members(source, room, file, size, entries, frozenset(twice))


def _complaints_about(members: Members, source: Source) -> Iterator[Problem]:
    """Faults that concern the archive as a whole, each told once; what they concern is taken off the list."""
    yield from members.room.complaints()
    clear, overlapping = _apart(members.entries, members.size)
    if overlapping:
        detail = f"{len(overlapping):,} members lie inside others (first: {overlapping[0].name!r:.80}) and are not read"
        yield Problem(reason="bad-record", stage="open", locator=source.locator, detail=detail)
    locked = [entry for entry in clear if entry.encrypted]
    if locked:
        yield Problem(reason="encrypted", stage="open", locator=f"{source.locator}!{locked[0].name}",
                      detail=f"{len(locked):,} encrypted member(s): decrypt the archive first")
    members.entries = [entry for entry in clear if not entry.encrypted]


def _apart(entries: list[Entry], size: int) -> tuple[list[Entry], list[Entry]]:
    """(members that lie apart, in directory order; members that begin inside another)."""
    inside: set[int] = set()
    end = 0
    for number, entry in sorted(enumerate(entries), key=lambda pair: (pair[1].offset, pair[0])):
        if entry.offset < end:
            inside.add(number)
            continue
        stop = entry.offset + _LOCAL.size + len(entry.raw_name) + entry.packed
        # A size that runs past the file is a lie that must not cover its neighbours.
        end = stop if stop <= size else entry.offset + _LOCAL.size
    apart = [entry for number, entry in enumerate(entries) if number not in inside]
    return apart, [entries[number] for number in sorted(inside)]


def _parts(names: Iterable[str]) -> set[str]:
    """Members that are read with others of their folder."""
    folders: dict[str, set[str]] = {}
    for name in names:
        place, base = posixpath.split(name)
        folders.setdefault(place, set()).add(base)
    return {posixpath.join(place, name) for place, inside in folders.items() for name in parts_of(inside)}


def _sound(members: Members, source: Source) -> Iterator[Entry | Problem]:
    """The members that hold a file we can unpack."""
    parts = _parts(entry.name for entry in members.entries)
    for entry in members.entries:
        if entry.name in parts:
            continue
        kind = stat.S_IFMT(entry.mode)
        base = entry.name.rsplit("/", 1)[-1]
        locator = f"{source.locator}!{entry.name}"
        if entry.size and not entry.packed and not entry.name.endswith("/"):
            yield Problem(reason="bad-record", stage="open", locator=locator, detail=f"{entry.size:,} bytes that are packed into none")
        if entry.name.endswith("/") or entry.name.startswith("__MACOSX/") or base == ".DS_Store" or not entry.packed:
            continue
        if kind and kind not in (stat.S_IFREG, stat.S_IFIFO):  # what was read from a pipe is called one, and has its bytes
            words = "a symbolic link" if kind == stat.S_IFLNK else "a device or socket"
            yield Problem(reason="unsupported", detail=f"{words} as a member is passed over", stage="open", locator=locator)
        elif not entry.method and entry.packed > members.room.limits.member:
            yield too_long(locator, entry.packed)
        elif entry.method not in METHODS:
            method = _METHODS.get(entry.method, f"compression method {entry.method}")
            yield Problem(reason="unsupported", stage="open", locator=locator,
                          detail=f"{method} is not known: unpack it and give the folder")
        else:
            yield entry


