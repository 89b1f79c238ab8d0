"""Going on inside a file: what is known of it from the last time, and how far its lines are in the archive by now.

A file that only grew is read from where it ended, one whose reading was cut off from where it stopped, and one that is as it
was is not read at all. Bytes decide, not names or times: a prefix counts as known when its hash says so. Only files of lines
can be gone on with, never past the first line that was not understood, and the WARC files that we write ourselves.
"""

import hashlib
import os
import stat
from dataclasses import dataclass
from typing import Any, BinaryIO, NamedTuple

from ingest.containers import InputFile, holes
from ingest.limits import alive
from ingest.records.framing import Place
from ingest.store.local import FileState

BLOCK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """A file to read, and its state when it was last read by this version. Travels to the workers."""

    file: InputFile
    known: FileState | None = None


class Mark(NamedTuple):
    """Everything up to here was handed over before this."""

    read_to: int
    sha256: str
    """Of the file up to here."""


class Stamp(NamedTuple):
    """What the file was when its reading began, and where it began."""

    sha256: str
    start: int = 0


class Same(NamedTuple):
    """The bytes are those that were read to the end before."""


class Prefix:
    """The hash of a file's beginning, which only ever moves on."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.at = 0
        self._sha = hashlib.sha256()

    def upto(self, place: int) -> str:
        """The hash of the first ``place`` bytes; "" where the file is shorter by now."""
        if place > self.at:
            with regular(self.path) as file:
                file.seek(self.at)
                self._take(file, place)
        return self._sha.hexdigest() if self.at == place else ""

    def whole(self) -> str:
        """The hash of the whole file; this object stays where it is."""
        ahead = Prefix(self.path)
        ahead.at, ahead._sha = self.at, self._sha.copy()
        with regular(self.path) as file:
            file.seek(self.at)
            ahead._take(file, None)
        return ahead._sha.hexdigest()

    def _take(self, file: BinaryIO, end: int | None) -> None:
        end = holes.filled(file.fileno()) if end is None else end
        while piece := file.read(BLOCK if end is None else max(0, min(BLOCK, end - self.at))):
            self._sha.update(piece)
            self.at += len(piece)
            alive()


def regular(path: str) -> BinaryIO:
    """Opens a file of the disk; OSError for everything else, a FIFO too."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(0, "no regular file")
    return open(descriptor, "rb")


@dataclass(slots=True)
class Glance:
    """A file before it is read: its hash, and where to go on."""

    sha256: str = ""
    prefix: Prefix | None = None
    place: Place | None = None
    """None where nothing can be said of the file; it is read all the same, and what is wrong is told there."""

    @property
    def same(self) -> bool:
        """Is there nothing to read?"""
        return self.prefix is None and bool(self.sha256)

    def end(self, place: int) -> Mark:
        """The place up to which a file that grows by whole records needs no second look; 0: from the start, next time."""
        digest = self.prefix.upto(place) if self.prefix is not None else ""
        return Mark(place, digest) if digest else Mark(0, "")

    def marks(self, last: Mark | None) -> Mark | None:
        """The place that was reached, if it is another one than the last."""
        if self.prefix is None or self.place is None or self.place.next <= max(self.place.start, last.read_to if last else 0):
            return None
        digest = self.prefix.upto(self.place.next)
        return Mark(self.place.next, digest) if digest else None


def glance(errand: Errand) -> Glance:
    """Looks at the bytes of a file and at what is known of it."""
    path, known = errand.file.path, errand.known
    if path == "-":
        return Glance()
    try:
        prefix = Prefix(path)
        start = known.read_to if known is not None and known.prefix_length == known.read_to else 0
        if known is not None and start and prefix.upto(start) != known.prefix_sha256:
            prefix, start = Prefix(path), 0
        sha256 = prefix.whole()
    except OSError:
        return Glance()
    if known is not None and known.complete and known.sha256 == sha256:
        return Glance(sha256=sha256)
    return Glance(sha256, prefix, Place(start=start, next=start))


def reached(errand: Errand, stamp: Stamp, mark: Mark | None, **more: Any) -> FileState:
    """The state of a file that is being read or has been."""
    file, known = errand.file, errand.known
    if mark is None and stamp.start and known is not None:
        mark = Mark(known.read_to, known.prefix_sha256)
    place, digest = mark or (0, "")
    return FileState(path=file.path, size=file.size, mtime_ns=file.mtime_ns, sha256=stamp.sha256, prefix_sha256=digest,
                     prefix_length=place, read_to=place, **more)
