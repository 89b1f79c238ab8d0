"""Ids that went through a float or a spreadsheet: judged by all of a file, not by one record.

One id in a hundred ends in 00 by chance. In a file that was rounded all of them do; the first exact id clears the others.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ingest.model import Post, Problem

HELD = 40
"""So many doubtful posts in a row are proof enough."""
_SAFE = 1 << 53
DIGITS = 15


class Doubts:
    """Holds posts with doubtful ids back until the file has shown what they are."""

    def __init__(self) -> None:
        self.held: list[Any] = []
        self.exact = False
        self.marked = 0

    def judge(self, item: Any) -> Iterator[Any]:
        """Pass on what is clear; ``item.said`` is a post or something else."""
        post = item.said
        if isinstance(post, Post) and not post.suspect_id and _rounded(post.native_id):
            post = replace(post, suspect_id=True)
            item = item._replace(said=post)
        if not isinstance(post, Post):
            yield item
        elif not post.suspect_id:
            if not self.exact and _large(post.native_id) and not post.native_id.endswith("00"):
                self.exact = True
                yield from self.release()
            yield item
        elif self.exact or self.marked:
            yield self.settled(item)
        else:
            self.held.append(item)
            if len(self.held) >= HELD:
                yield from self.release()

    def settled(self, item: Any) -> Any:
        """An id that only ends in 00 is cleared by an exact neighbour; one that was written as a float never is."""
        if self.exact and item.said.native_id.endswith("00"):
            return item._replace(said=replace(item.said, suspect_id=False))
        self.marked += 1
        return item

    def release(self) -> Iterator[Any]:
        """Everything that was held back."""
        held, self.held = self.held, []
        if len(held) == 1 and not self.marked and held[0].said.native_id.endswith("00"):
            self.exact = True  # one alone is no evidence
        yield from map(self.settled, held)

    def verdict(self) -> Iterator[Problem]:
        """One line about all ids that stay in doubt."""
        if self.marked:
            yield Problem(reason="bad-record", stage="parse", detail=(
                f"{self.marked} ids went through a float or a spreadsheet and lost their last digits: "
                "kept, marked as suspect, joined to no other post"))


def _rounded(native_id: str) -> bool:
    """A spreadsheet keeps fifteen digits and writes zeros for the rest."""
    return len(native_id) > DIGITS + 2 and native_id.isdigit() and not native_id[DIGITS:].strip("0")


def _large(native_id: str) -> bool:
    return native_id.isdigit() and int(native_id[:25]) > _SAFE
