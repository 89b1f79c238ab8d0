"""Many fixed strings looked for in one page: strings that share a piece are looked for where that piece stands, and only there.

Each search through a page costs the same whatever is looked for; what counts is how many there are. ``youtube`` is found once,
and all that contains it is then looked for in the few bytes around.
"""

from collections.abc import Iterable

SHORTEST = 5
"""A shared piece is at least so long: shorter ones stand everywhere."""
MANY = 2000
"""A piece that stands so often in a page tells nothing: the strings are looked for in all of it."""


class Needles:
    """The strings, each with the piece that it shares with others and how far around that piece it may reach."""

    def __init__(self, strings: Iterable[bytes]) -> None:
        self.piece: dict[bytes, bytes] = {}
        self.reach: dict[bytes, int] = {}
        left = set(strings)
        while left:
            shared = _most_shared(left)
            mine = {string for string in left if shared in string} if shared else left
            for string in mine:
                self.piece[string] = shared
            if shared:
                self.reach[shared] = max(map(len, mine))
            left -= mine


def _most_shared(strings: set[bytes]) -> bytes:
    """The piece that most strings have in common, the longest of these; empty where no two share one."""
    holders: dict[bytes, int] = {}
    for string in strings:
        size = len(string)
        for piece in {string[low:high] for low in range(size) for high in range(low + SHORTEST, min(size, low + 12) + 1)}:
            if piece.isalpha():  # ``.com/`` stands everywhere
                holders[piece] = holders.get(piece, 0) + 1
    best = max(holders, key=lambda piece: (holders[piece], len(piece), piece), default=b"")
    return best if holders.get(best, 0) > 1 else b""


class Haystack:
    """One page that is asked for strings; what was found is kept."""

    __slots__ = ("answers", "around", "body", "needles")

    def __init__(self, body: bytes, needles: Needles) -> None:
        self.body = body
        self.needles = needles
        self.answers: dict[bytes, bool] = {}
        self.around: dict[bytes, bytes] = {}

    def has(self, string: bytes) -> bool:
        """``string in body``."""
        answer = self.answers.get(string)
        if answer is None:
            piece = self.needles.piece.get(string)
            answer = self.answers[string] = string in (self._around(piece) if piece else self.body)
        return answer

    def _around(self, piece: bytes) -> bytes:
        """The bytes around all places of a piece, each stretch once."""
        known = self.around.get(piece)
        if known is None:
            body, reach = self.body, self.needles.reach[piece]
            stretches: set[bytes] = set()
            at, seen = body.find(piece), 0
            while at >= 0 and seen < MANY:
                stretches.add(body[max(0, at - reach) : at + reach])
                seen += 1
                at = body.find(piece, at + 1)
            known = self.around[piece] = body if at >= 0 else b"\n".join(stretches)
        return known
