"""How much one input may cost: limits with a flag each, the shared budget, and byte scans that bound recursive parsers.

Nothing here trusts a declared size. A budget counts what was really taken from the disk and what decompressors really
made of it; the scans count nesting before a parser that recurses (or is quadratic in depth) sees the bytes.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from ingest.patterns import late

MIB = 1 << 20
HTML_DEPTH = 3000


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Every bound of the house. Over a limit is a Problem and the rest is read."""

    depth: int = 4
    """Containers inside containers (a ZIP in a ZIP is 2)."""
    ratio: int = 250
    """Bytes out of a decompressor for each byte in, once past the allowance. Text gives 3 to 50."""
    allowance: int = 32 * MIB
    """What one member may expand to whatever its ratio is; four times this for a whole input."""
    members: int = 1_000_000
    """Members of one ZIP or tar, parts of one message."""
    member: int = 1 << 44
    """Bytes that one member may have, or expand to."""
    total: int = 1 << 44
    """Bytes that all members of one input may expand to."""
    body: int = 32 * MIB
    """Longest body held in memory; longer records files are streamed, longer pages are cut and reported."""
    record: int = 64 * MIB
    """Longest item of a feed, entry of a HAR, resource of a web archive."""
    header: int = 256 * 1024
    """Longest header block of a WARC record, HTTP response or mail message."""
    stdin: int = 4096 * MIB
    """Bytes taken from standard input."""
    quiet_seconds: float = 15.0
    """A worker that shows no sign of life for so long is ended: CPU time, so that a busy machine makes no difference."""
    document_seconds: float = 120.0
    """A worker may stay with one document for so long (CPU time too); large record files count from their last record."""
    memory_mib: int = 1024
    """Address space that a worker may add to what it had when it was started."""
    window: int = 1 << 31
    """Largest zstd window; the public Reddit dumps need 2 GiB."""
    json_depth: int = 500
    """Nesting of a JSON document that is decoded as one: a JSON Feed. Records nest as they like."""
    html_depth: int = HTML_DEPTH
    """Nesting of a page; what stands before the place where it is exceeded is read."""


class Refused(Exception):
    """A limit was met, or the bytes cannot be read on. Caught where the member ends and told as a Problem."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


class Exhausted(Refused):
    """The budget of the whole input is spent: nothing more of it is read."""


_listeners: list[Callable[[], None]] = []


def listen(listener: Callable[[], None]) -> None:
    """Let ``listener`` hear every sign of life of this process (a worker tells its parent)."""
    _listeners[:] = [listener]


def alive() -> None:
    """A sign of life: called by readers for each piece read, and by whoever works long on one document."""
    for listener in _listeners:
        listener()


class Budget:
    """What one input has cost so far; shared by all its members, however deep."""

    __slots__ = ("limits", "made", "taken")

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.taken = 0
        self.made = 0

    def take(self, count: int) -> None:
        """``count`` bytes came from the disk."""
        self.taken += count
        alive()

    def make(self, count: int) -> None:
        """``count`` bytes came out of a decompressor."""
        self.made += count
        alive()
        limits = self.limits
        if self.made > limits.total:
            raise Exhausted("too-large", f"the input unpacks to over {self.made // MIB} MiB, more than --max-total allows")
        if self.made > 4 * limits.allowance + limits.ratio * self.taken:
            raise Exhausted("too-large", f"the input unpacks to over {self.made // MIB} MiB from {self.taken:,} bytes: "
                            "looks like a bomb, raise --max-ratio if it is honest")


class Meter:
    """The same for one member: its own ratio is checked first, so that a bomb does not starve its neighbours."""

    __slots__ = ("budget", "made", "taken")

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.taken = 0
        self.made = 0

    def take(self, count: int) -> None:
        """``count`` packed bytes went in."""
        self.taken += count

    def make(self, count: int) -> None:
        """``count`` bytes came out."""
        self.made += count
        limits = self.budget.limits
        if self.made > limits.member:
            raise Refused("too-large", f"longer than the {limits.member // MIB} MiB that --max-member allows")
        if self.made > limits.allowance + limits.ratio * self.taken:
            raise Refused("too-large", f"unpacks to over {self.made // MIB} MiB from {self.taken:,} bytes: "
                          "looks like a bomb, raise --max-ratio if it is honest")
        self.budget.make(count)


_STRING = late(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_BRACKETS = bytes.maketrans(b"[]{}", b"()()")
_OTHER = bytes(set(range(256)) - set(b"[]{}"))


def json_depth(body: bytes, limit: int = 10_000) -> int:
    """An upper bound of how deep the brackets of ``body`` nest; over ``limit`` it is ``limit`` + 1.

    Few brackets cannot nest deeply: two counts settle small records. Strings are left out of the rest.
    """
    opening = body.count(b"[") + body.count(b"{")
    if opening <= min(limit, 100):
        return opening
    brackets = _STRING.sub(b"", body).translate(_BRACKETS, _OTHER)
    rounds = 0
    while rounds <= limit:
        inner = brackets.replace(b"()", b"")
        if len(inner) == len(brackets):
            return min(rounds + brackets.count(b"("), limit + 1)
        brackets = inner
        rounds += 1
    return limit + 1


_TAG = late(rb"<(?:(!--)|(/?)([A-Za-z][^\s/>]*))")
_FLAT = frozenset(
    b"area base br col embed hr img input link meta param source track wbr p li dt dd option tr td th tbody thead tfoot "
    b"html head body".split()
)
"""Elements that are empty or closed by the next of their kind: they add no depth of their own."""
_RAW = frozenset(b"script style textarea title xmp noembed noframes plaintext".split())
_BLOCK = 1 << 16


def html_depth(body: bytes, limit: int = 3000) -> tuple[int, int]:
    """(depth, offset where ``limit`` was first exceeded or -1): an upper bound of the tree's depth, by tags alone.

    Two counts for each 64 KiB settle ordinary pages; only the others are looked at tag by tag.
    """
    depth = highest = 0
    for start in range(0, len(body), _BLOCK):
        closing = body.count(b"</", start, start + _BLOCK)
        opening = body.count(b"<", start, start + _BLOCK) - closing
        highest = max(highest, depth + opening)
        depth = max(0, depth + opening - closing)
    return (highest, -1) if highest <= limit else _html_depth_by_tags(body, limit)


def _html_depth_by_tags(body: bytes, limit: int) -> tuple[int, int]:
    depth = highest = position = 0
    while match := _TAG.search(body, position):
        position = match.end()
        comment, slash, name = match.groups()
        if comment:
            position = body.find(b"-->", match.start() + 2)
            if position < 0:
                break
            continue
        name = name.lower()
        if name in _FLAT:
            continue
        if slash:
            depth = max(0, depth - 1)
            continue
        if name in _RAW:
            position = _end_of_raw(body, name, position)
            if position < 0:
                break
            continue
        depth += 1
        highest = max(highest, depth)
        if depth > limit:
            return depth, match.start()
    return highest, -1


def _end_of_raw(body: bytes, name: bytes, position: int) -> int:
    """Where the text-only element ends, or -1 where it never does."""
    match = re.compile(rb"</" + name + rb"(?=[\s/>])", re.IGNORECASE).search(body, position)
    return match.end() if match else -1
