"""What every container is given: a source of bytes that can be opened anew, and the room in which it is read."""

import errno
import io
import os
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import IO, BinaryIO

from ingest.containers import holes
from ingest.limits import MIB, Budget, Exhausted, Limits, Refused, alive
from ingest.model import Document, Held, Problem, Revisit

HEAD = 8192
"""Bytes that the bids look at."""
BLOCK = 1 << 16
BOM = b"\xef\xbb\xbf"

Item = Document | Problem | Held | Revisit


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Bytes that lie somewhere, and what is known about them from outside."""

    locator: str
    open: Callable[[], BinaryIO]
    """A fresh stream from the first byte."""
    open_at: Callable[[int], BinaryIO] | None = None
    """Of packed sources: a stream from the gzip member at this place of the file."""
    name: str = ""
    """File or member name: a hint, never trusted."""
    path: str = ""
    """The file itself, where the source is one."""
    depth: int = 0
    """How many containers this lies in."""
    group: str = ""
    member: str = ""
    beside: Callable[[str], bytes | None] | None = None
    """Of members: reads what lies beside them in their container (for files of the disk the disk does)."""
    kind: str = ""
    """Overrules the bids (an HTTP header that says HTML)."""
    url: str = ""
    captured_at: str = ""
    captured_origin: str = ""
    charset: str = ""
    parent_url: str = ""
    title: str = ""
    offset: int = 0
    length: int = 0

    def child(self, name: str, opener: Callable[[], BinaryIO], *, at: int | None = None) -> "Source":
        """A member of this container; what is known from outside holds for it too."""
        where = f"{self.locator}!{name}" if at is None else f"{self.locator}!{name}@{at}"
        return replace(self, locator=where, open=opener, open_at=None, beside=None, name=name, path="", depth=self.depth + 1,
                       group=self.locator, member=name, kind="", offset=0, length=0)

    def document(self, body: bytes, **known: object) -> Document:
        """A Document with everything this source knows; ``known`` overrules."""
        facts: dict[str, object] = {
            "locator": self.locator, "kind": self.kind, "url": self.url, "captured_at": self.captured_at,
            "captured_origin": self.captured_origin, "charset": self.charset, "parent_url": self.parent_url,
            "title": self.title, "offset": self.offset, "length": self.length or len(body), "group": self.group,
            "member": self.member,
        }
        facts.update(known)
        return Document(body=body, **facts)  # type: ignore[arg-type]


class Peek:
    """What a bid may look at: first bytes, name and, at a price, the last bytes."""

    def __init__(self, source: Source, head: bytes) -> None:
        self.source = source
        self.head = head
        self.name = source.name.lower()

    @cached_property
    def text(self) -> bytes:
        """The head without byte order mark and leading space."""
        return self.head.removeprefix(BOM).lstrip()

    @cached_property
    def tail(self) -> bytes:
        """The last 64 KiB, where the source is a real file; else nothing."""
        if not self.source.path:
            return b""
        with self.source.open() as stream:
            size = stream.seek(0, os.SEEK_END)
            stream.seek(max(0, size - BLOCK - 22))
            return stream.read(BLOCK + 22)


@dataclass(slots=True, kw_only=True)
class Room:
    """Where one input is read: its limits, its budget, the way inside, and the faults that streams met while read."""

    limits: Limits
    budget: Budget
    inside: Callable[[Source, "Room"], Iterator[Item]]
    """Opens whatever a member turns out to be."""
    faults: list[Problem] = field(default_factory=list)
    over: bool = False
    """The budget of the whole input is spent."""
    target: str = ""
    """Where not empty, only the document of this locator is asked for."""
    digest: str = ""
    """With ``target`` in a WARC: the record must have this payload digest."""
    shown: Callable[[str], bool] = field(default=lambda url: False)
    """Whether a picture of this address is one of a post that was met."""
    embedder: Callable[[str], str] = field(default=lambda name: "")
    """The page of this input that shows the post of this name, as far as it is read; "" where none does."""
    too_deep: int = 0
    """Members that nested too deeply so far."""
    start: int = 0
    """Everything in the file before this place is known. For formats that grow by records that stand alone; others read all."""
    reached: Callable[[int], None] = field(default=lambda place: None)
    """Told by such a format how far the file is read."""
    _told: set[tuple[str, str, str]] = field(default_factory=set)

    def fault(self, locator: str, reason: str, detail: str) -> None:
        """A stream could not be read on: it ends early, and this says so (once)."""
        if (locator, reason, detail) not in self._told and len(self._told) < 10_000:
            self._told.add((locator, reason, detail))
            self.faults.append(Problem(reason=reason, detail=detail, stage="open", locator=locator))

    def leads(self, locator: str) -> bool:
        """Whether what is asked for may be at or inside this place."""
        rest = self.target[len(locator) : len(locator) + 1]
        return not self.target or (self.target.startswith(locator) and rest in ("", "!", "@", "#"))

    def complaints(self) -> Iterator[Problem]:
        """The faults met since the last call."""
        while self.faults:
            yield self.faults.pop(0)

    def seekable(self, source: Source) -> BinaryIO:
        """A stream with seek: the file itself, or the bytes in memory, or in an unnamed temporary file."""
        stream = source.open()
        if source.path:
            return stream
        with stream:
            spool = tempfile.SpooledTemporaryFile(max_size=self.limits.body)  # noqa: SIM115 - the caller closes it
            while block := stream.read(BLOCK):
                spool.write(block)
        spool.seek(0)
        return spool  # type: ignore[return-value]


class Stream(io.RawIOBase):
    """A stream that ends early instead of raising: what stopped it is told to the room as a fault.

    Subclasses give ``pull``: the next bytes, ``b""`` at the end, ``Refused`` where they cannot be read on.
    """

    def __init__(self, room: Room, locator: str) -> None:
        super().__init__()
        self.room = room
        self.locator = locator
        self._rest = memoryview(b"")
        self._over = False

    def pull(self) -> bytes:
        """The next bytes."""
        raise NotImplementedError

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: object) -> int:
        """Fills ``buffer`` with what comes next."""
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        if not self._rest and not self._over:
            try:
                self._rest = memoryview(self.pull())
            except Refused as refused:
                self.room.fault(self.locator, refused.reason, refused.detail)
                self.room.over = self.room.over or isinstance(refused, Exhausted)
                self._rest = memoryview(b"")
            self._over = not self._rest
        count = min(len(view), len(self._rest))
        view[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


def buffered(stream: Stream) -> BinaryIO:
    """With ``readline`` and large reads; ``name`` is the path of a real file."""
    return io.BufferedReader(stream, BLOCK)


def memory(body: bytes) -> BinaryIO:
    """Bytes in memory as a stream like all others (with ``peek``)."""
    return io.BufferedReader(io.BytesIO(body))  # type: ignore[arg-type, unused-ignore]


class Counted(Stream):
    """A file of the disk: what is read counts as taken; a read error is a fault."""

    def __init__(self, room: Room, locator: str, file: io.FileIO) -> None:
        super().__init__(room, locator)
        self.file = file
        self.name = locator
        self.position = 0
        self.end = holes.filled(file.fileno())
        if self.end is not None:
            room.fault(locator, "too-large", f"a sparse file: from byte {self.end:,} on it is nearly all hole, and that is not read")

    def pull(self) -> bytes:
        """The next block of the file, read at a position of our own: descriptors may share theirs."""
        count = BLOCK if self.end is None else max(0, min(BLOCK, self.end - self.position))
        try:
            block = os.pread(self.file.fileno(), count, self.position)
        except OSError as error:
            raise Refused("io", f"{error.strerror or error}") from None
        self.position += len(block)
        self.room.budget.take(len(block))
        return block

    def seekable(self) -> bool:
        """Files can."""
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Moves in the file."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self.tell()}
        end = os.fstat(self.file.fileno()).st_size if self.end is None else self.end
        self.position = base[whence] + offset if whence in base else end + offset
        self._rest, self._over = memoryview(b""), False
        return self.position

    def tell(self) -> int:
        """Position of the next byte to be given out."""
        return self.position - len(self._rest)

    def close(self) -> None:
        """Closes the file."""
        self.file.close()
        super().close()


class Slice(Stream):
    """``length`` bytes of another stream from where it stands; closing it closes the other."""

    def __init__(self, room: Room, locator: str, inner: BinaryIO, length: int, what: str = "member") -> None:
        super().__init__(room, locator)
        self.inner = inner
        self.left = length
        self.what = what

    def pull(self) -> bytes:
        """The next bytes of the slice."""
        if not self.left:
            return b""
        block = self.inner.read(min(BLOCK, self.left))
        if not block:
            missing, self.left = self.left, 0
            raise Refused("truncated", f"the {self.what} ends {missing:,} bytes early")
        self.left -= len(block)
        return block

    def close(self) -> None:
        """Closes the other stream."""
        self.inner.close()
        super().close()


def disk(room: Room, path: str) -> BinaryIO:
    """Opens a file of the disk; never waits for a FIFO."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(0, "no regular file")
    return buffered(Counted(room, path, open(descriptor, "rb", buffering=0)))


def copy_standard_input(spool: IO[bytes], limit: int) -> int:
    """Copies standard input up to ``limit``; gives the bytes copied, or more than ``limit`` where it was longer."""
    size = 0
    while block := sys.stdin.buffer.read(BLOCK):
        alive()
        size += len(block)
        if size > limit:
            break
        spool.write(block)
    spool.flush()
    return size


def standard_input(room: Room) -> Callable[[], BinaryIO]:
    """Standard input as something that can be opened anew: by way of an unnamed temporary file."""
    spool = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the opener
    if copy_standard_input(spool, room.limits.stdin) > room.limits.stdin:
        room.fault("-", "too-large", f"standard input is longer than {room.limits.stdin // MIB} MiB, see --max-stdin: the rest is not read")

    def again() -> BinaryIO:
        return buffered(Counted(room, "-", open(os.dup(spool.fileno()), "rb", buffering=0)))

    return again


_REASONS = {errno.EACCES: "permission", errno.EPERM: "permission", errno.ENOENT: "vanished", errno.ENOTDIR: "vanished"}


def reason_of(error: OSError) -> str:
    """The reason that an error of the operating system gives a Problem."""
    return "unsupported" if error.errno == 0 else _REASONS.get(error.errno or 0, "io")


def forward(stream: BinaryIO, count: int) -> None:
    """Moves on by ``count`` bytes, by reading where there is no other way."""
    if stream.seekable():
        stream.seek(count, os.SEEK_CUR)
        return
    while count > 0:
        block = stream.read(min(BLOCK, count))
        if not block:
            return
        count -= len(block)


def too_long(locator: str, size: int) -> Problem:
    """A member that is not packed and says that it is longer than members may be: passed over."""
    return Problem(reason="too-large", stage="open", locator=locator, detail=f"a member of {size:,} bytes, more than --max-member allows")


def body_of(source: Source, room: Room) -> tuple[bytes, bool]:
    """(bytes up to the limit, whether that is all)."""
    with source.open() as stream:
        body = stream.read(room.limits.body + 1)
    return (body, True) if len(body) <= room.limits.body else (body[: room.limits.body], False)


def hand_over(source: Source, room: Room, kind: str, **known: object) -> Iterator[Item]:
    """One Document of a record file: in memory where it fits, else as a stream."""
    with source.open() as opened:
        body = opened.read(room.limits.body + 1)
    if not body:
        return
    stream = None
    if len(body) > room.limits.body:
        body, stream = b"", source.open  # not held while the records are read
    yield source.document(body, kind=kind, stream=stream, **known)
