"""tar archives, read forwards without seeking: names are data, links and devices are passed over."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from ingest.containers import packedpages, sparse
from ingest.containers.source import BLOCK, Item, Peek, Room, Slice, Source, buffered, memory, too_long
from ingest.limits import MIB, Refused
from ingest.model import Problem
from ingest.patterns import late

_SIZE = 512
_HEADER = MIB
"""Longest extended header (PAX, GNU long name) that is kept; longer ones are skipped."""
_RECORD = late(rb"(\d{1,10}) ([^=\n]{1,200})=")


@dataclass(slots=True)
class _Header:
    name: str
    size: int
    """Of what lies in the archive."""
    kind: bytes
    whole: int = -1
    """Of a sparse file: its size with the holes, which the archive leaves out."""
    parts: tuple[tuple[int, int], ...] = ()
    """(place in the file, length) of what is there."""
    mapped: bool = False
    """They are listed in front of the file's bytes."""


def bid(peek: Peek) -> int:
    """By the magic at 257, or by the checksum of an old header."""
    head = peek.head[:_SIZE]
    if len(head) < _SIZE or not head[0]:
        return 0
    # Above UTF-32, as which a name of one letter with its zeros would pass.
    return 111 if head[257:262] == b"ustar" and _sum_is_right(head) else 89 if _sum_is_right(head) else 0


def _sum_is_right(head: bytes) -> bool:
    try:
        stated = int(head[148:156].strip(b" \0") or b"-1", 8)
    except ValueError:
        return False
    return stated == sum(head[:148]) + 256 + sum(head[156:])


def read(source: Source, room: Room) -> Iterator[Item]:
    """Member after member, in one pass; only a member too large for memory is reached anew from the start."""
    with source.open() as stream:
        tape = _Tape(stream)
        count = 0
        seen: set[str] = set()
        passing = packedpages.Passing()
        while header := _next(tape, room, source.locator):
            locator = f"{source.locator}!{header.name}"
            after = tape.position + -(-header.size // _SIZE) * _SIZE
            if header.kind not in b"12345DV":
                if header.kind == b"M":
                    room.fault(locator, "unsupported", "a member that begins in another archive: what lies here is read")
                if header.mapped:
                    header = _mapped(tape, header)
                if max(header.size, header.whole) > room.limits.member:
                    yield too_long(locator, max(header.size, header.whole))
                elif header.size:
                    again = header.name in seen
                    seen.add(header.name)
                    yield from _member(source, room, tape, header, again, passing)
                tape.go(after)
            elif header.kind in b"1234":
                yield Problem(reason="unsupported", detail="a link, device or FIFO as a member is passed over", stage="open",
                              locator=locator)
            elif header.kind == b"D":
                tape.go(after)
            yield from room.complaints()
            count += 1
            if room.over:
                return
            if count > room.limits.members:
                raise Refused("too-many", f"only the first {room.limits.members:,} members are read, see --max-members")


class _Tape:
    """A stream that knows where it stands and only moves forwards."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.position = 0
        self.pushed = b""
        """Read ahead while a header was looked for."""

    def read(self, count: int) -> bytes:
        block, self.pushed = self.pushed[:count], self.pushed[count:]
        if len(block) < count:
            block += self.stream.read(count - len(block))
        self.position += len(block)
        return block

    def push(self, block: bytes) -> None:
        self.pushed = block + self.pushed
        self.position -= len(block)

    def go(self, place: int) -> bool:
        """Moves on to a place; False where the tape ends before it, and then it stands at its end or still where it was."""
        self.read(min(len(self.pushed), max(0, place - self.position)))
        if self.stream.seekable() and place > self.position:
            here = self.position
            if self.stream.seek(0, os.SEEK_END) < place:
                self.stream.seek(here)
                return False
            self.stream.seek(place)
            self.position = place
        while self.position < place and self.read(min(BLOCK, place - self.position)):
            pass
        return self.position >= place


def _member(source: Source, room: Room, tape: _Tape, header: _Header, again: bool,
            passing: packedpages.Passing) -> Iterator[Item]:
    """``again``: an earlier member has the same name, so the place goes into the locator."""
    base = header.name.rsplit("/", 1)[-1]
    if base.startswith("._") or base == ".DS_Store":
        return
    start = tape.position
    at = start if again else None
    child = source.child(header.name, lambda: _anew(source, room, start, header), at=at)
    if header.size <= room.limits.body:
        body = tape.read(header.size)
        if len(body) < header.size:
            room.fault(child.locator, "truncated", f"the member ends {header.size - len(body):,} bytes early")
        child = source.child(header.name, lambda: _filled(room, child.locator, memory(body), header), at=at)
    child = passing.placed(child)
    for item in room.inside(child, room):
        passing.note(child, item)
        yield item


def _anew(source: Source, room: Room, start: int, header: _Header) -> BinaryIO:
    tape = _Tape(source.open())
    tape.go(start)
    locator = f"{source.locator}!{header.name}"
    return _filled(room, locator, buffered(Slice(room, locator, tape.stream, header.size)), header)


def _filled(room: Room, locator: str, stream: BinaryIO, header: _Header) -> BinaryIO:
    """With the holes of a sparse file."""
    return stream if header.whole < 0 else buffered(sparse.Filled(room, locator, stream, header.whole, header.parts))


def _mapped(tape: _Tape, header: _Header) -> _Header:
    """The header with the pieces that its data begins with."""
    begin = tape.position

    def lines() -> Iterator[bytes]:
        text = b""
        while True:
            line, end, rest = text.partition(b"\n")
            if end:
                text = rest
                yield line
            elif block := tape.read(_SIZE):
                text += block
            else:
                return

    try:
        parts = sparse.in_data(lines())
    except ValueError:
        raise Refused("bad-record", f"a sparse file without a list of its pieces: {header.name!r:.80}") from None
    return replace(header, parts=parts, size=max(0, header.size - (tape.position - begin)))


def _next(tape: _Tape, room: Room, locator: str) -> _Header | None:
    """The next member's header, with extended headers applied; None at the end."""
    path, size, hollow = "", -1, _Header("", 0, b"")
    while True:
        head = tape.read(_SIZE)
        if not head:
            return None
        if not head.strip(b"\0") or len(head) < _SIZE or not _sum_is_right(head):
            tape.push(head)
            head = _sought(tape, room, locator)
            if not head:
                return None
            path, size, hollow = "", -1, _Header("", 0, b"")
        header = _parse(head)
        if header.kind == b"S":
            hollow = _hollow(tape, head)
        if header.kind not in (b"L", b"x", b"g", b"K"):
            return replace(hollow, name=path or header.name, size=header.size if size < 0 else size,
                           kind=b"0" if header.kind == b"S" else header.kind)
        after = tape.position + -(-header.size // _SIZE) * _SIZE
        begin = tape.position
        extended = tape.read(min(header.size, _HEADER))
        if not tape.go(after):
            room.fault(locator, "truncated", f"an extended header at {begin:,} is longer than the archive")
            if tape.position == begin + len(extended):
                tape.push(extended)  # there may be members in it
            extended = b""
        if header.kind == b"L":
            path = _text(extended.split(b"\0", 1)[0])
        elif header.kind == b"x":
            pairs = list(_pax(extended))
            facts = dict(pairs)
            path = _text(facts.get(b"GNU.sparse.name") or facts.get(b"path") or path.encode("utf-8", "surrogateescape"))
            if whole := facts.get(b"GNU.sparse.realsize") or facts.get(b"GNU.sparse.size"):
                pieces = [pair for pair in pairs if pair[0] in (b"GNU.sparse.offset", b"GNU.sparse.numbytes")]
                hollow = _Header("", 0, b"", int(whole) if whole.isdigit() and len(whole) < 16 else -1, sparse.in_facts(facts, pieces),
                                 mapped=facts.get(b"GNU.sparse.major") == b"1")
            size = int(facts[b"size"]) if facts.get(b"size", b"").isdigit() and len(facts[b"size"]) < 16 else size


def _hollow(tape: _Tape, head: bytes) -> _Header:
    """What GNU's header says of a sparse file, and the blocks of pieces behind it."""
    parts, more = sparse.in_header(head)
    while more:
        block = tape.read(_SIZE)
        found, more = sparse.in_block(block)
        parts += found
        more = more and len(block) == _SIZE
    return _Header("", 0, b"", sparse.number(head[483:495]), tuple(parts))


def _sought(tape: _Tape, room: Room, locator: str) -> bytes:
    """The next block that is a header; zeros before it are no loss (one archive behind another), anything else is told."""
    begin, strange, closed = tape.position, False, False
    while block := tape.read(BLOCK):
        for place in range(0, len(block), _SIZE) if block.strip(b"\0") else ():
            head = block[place : place + _SIZE]
            if not head.strip(b"\0"):
                closed = closed or not strange
            elif len(head) == _SIZE and _sum_is_right(head):
                tape.push(block[place + _SIZE :])
                if strange:
                    room.fault(locator, "bad-record", f"no member header at {begin:,}: passed over up to the next one")
                return head
            else:
                strange = True
        closed = closed or not strange
    if strange and not closed:
        cut = tape.position - begin < _SIZE
        room.fault(locator, "truncated" if cut else "bad-record", f"no member header at {begin:,}")
    return b""


def _pax(block: bytes) -> Iterator[tuple[bytes, bytes]]:
    """``20 path=some/file\\n``: each record begins with its own length."""
    position = 0
    while match := _RECORD.match(block, position):
        end = position + int(match[1])
        if end <= match.end():
            return
        yield match[2], block[match.end() : end - 1]
        position = end


def _parse(head: bytes) -> _Header:
    name = head[:100].split(b"\0", 1)[0]
    prefix = head[345:500].split(b"\0", 1)[0] if head[257:263] == b"ustar\0" else b""
    kind = head[156:157]
    return _Header(_text(prefix + b"/" + name if prefix else name), sparse.number(head[124:136]), kind)


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")
