"""Ids that went through a float or a spreadsheet: judged by all of a file, not by one record.

A float keeps 53 bits: of larger numbers only every 2nd, 4th ... 1024th can be one. JavaScript prints it with 17 digits at most and
zeros behind them, others print the number itself. A few exact ids look so by chance; in a file that was rounded all of them do, in
the one way or in the other. The first id that no float would be printed as clears the others.
"""

import math
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from ingest.model import Post, Problem

HELD = 40
"""So many doubtful posts in a row are proof enough."""
ENOUGH = 1.1e-4
"""So unlikely must it be that exact ids look like those of a file."""
_SAFE = 1 << 53
_CLOCKED = 16
"""Clocks in ids leave the lowest bits zero where little was going on, so that a multiple of so many steps says nothing: 206 of 1,000 real
ids of nine platforms are one, and none is a multiple of fewer."""
_ZEROS = {16: 1.0, 17: 1.0, 18: 0.3, 19: 0.03}
"""How many of those end, with so many digits, as if they had been printed with 17."""
_LIKELY, _RARE = 0.03, 0.01
"""The chance that an exact id looks rounded, as text; and as a number that ends in 00."""
_EXACT = (2.0, 2.0)


class Doubts:
    """Holds posts with doubtful ids back until the file has shown what they are."""

    def __init__(self) -> None:
        self.held: list[Any] = []
        self.exact = False
        self.marked = 0
        self.seen: dict[str, tuple[float, float]] = {}
        """The ids so far, each with the chance that it is exact though it looks printed, or made whole; above 1 it does not."""

    def judge(self, item: Any) -> Iterator[Any]:
        """Pass on what is clear, in the order it came; ``item.said`` is a post or something else."""
        post = item.said
        if not _doubtful(post):
            if self.held:
                yield from self.hold(item)
            else:
                yield item
            return
        chances = _chances(post.native_id)
        if post.suspect_id and not post.native_id.endswith("00"):  # it was written as a float
            self.marked += 1
            yield from self.release()
            yield item
            return
        if not self.exact and not self.marked:
            self.seen[post.native_id] = (min(chances[0], _RARE), chances[1]) if post.suspect_id else chances
            self.exact = chances == _EXACT or all(any(one[way] > 1 for one in self.seen.values()) for way in (0, 1))
            if not self.exact:
                yield from self.hold(item)
                return
            yield from self.release()
        yield self.settled(item)

    def hold(self, item: Any) -> Iterator[Any]:
        """Keep back, until there is enough to judge by."""
        self.held.append(item)
        if len(self.held) >= HELD:
            yield from self.release()

    def settled(self, item: Any) -> Any:
        """An id that only looks rounded is cleared by an exact neighbour; one that was written as a float never is."""
        if not _doubtful(item.said):
            return item
        self.marked += not self.exact
        return item if item.said.suspect_id is not self.exact else item._replace(said=replace(item.said, suspect_id=not self.exact))

    def release(self) -> Iterator[Any]:
        """Everything that was held back: marked where there is proof, one alone is none."""
        held, self.held = self.held, []
        if self.exact or self.marked or self.proven():
            yield from map(self.settled, held)
        else:
            yield from (one._replace(said=replace(one.said, suspect_id=False)) if _doubtful(one.said) else one for one in held)

    def proven(self) -> bool:
        """Whether all ids look rounded in one and the same way, and would hardly do so by chance."""
        ways = ([one[way] for one in self.seen.values()] for way in (0, 1))
        return len(self.seen) > 1 and any(max(way) <= 1 and math.prod(way) <= ENOUGH for way in ways)

    def verdict(self) -> Iterator[Problem]:
        """One line about all ids that stay in doubt."""
        if self.marked:
            yield Problem(reason="bad-record", stage="parse", detail=(
                f"{self.marked} ids went through a float or a spreadsheet and lost their last digits: "
                "kept, marked as suspect, joined to no other post"))


def _doubtful(said: Any) -> bool:
    return isinstance(said, Post) and (said.suspect_id or _large(said.native_id))


def _large(native_id: str) -> bool:
    return len(native_id) > 15 and native_id.isdecimal() and native_id.isascii() and int(native_id[:25]) > _SAFE


def _chances(native_id: str) -> tuple[float, float]:
    """How likely an exact id looks like this one by chance: as JavaScript prints a float, and as a float that was made whole."""
    if not native_id.isdecimal() or len(native_id) > 25:
        return 1.0, 1.0
    number = int(native_id)
    near = float(number)
    step = int(math.ulp(near))
    clocked = bool(step) and number % (_CLOCKED * step) == 0
    by_chance = min(1.0, 3 / step) if step else 1.0
    printed = number in (int(Decimal(repr(near))), int(Decimal(f"{near:.17g}")))
    javascript = (_ZEROS.get(len(native_id), _LIKELY) if clocked else max(_LIKELY, by_chance)) if printed else 2.0
    whole = 2.0 if step and number % step else 1.0 if clocked else by_chance
    return javascript, whole
