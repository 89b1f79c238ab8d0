"""The same post may be shown twice by the same markup: which of them is which, told by a number."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from ingest.model import Sighting


class Numbers:
    """Counts identical fragments of one post on a page, also where its sightings come in parts."""

    def __init__(self) -> None:
        self._seen: dict[tuple[Any, ...], int] = {}

    def numbered(self, found: Iterable[Sighting]) -> tuple[Sighting, ...]:
        """The sightings with their numbers."""
        return tuple(replace(one, nth=nth) if (nth := self._next(one)) else one for one in found)

    def _next(self, one: Sighting) -> int:
        mark = (one.key, one.fragment, one.relation, one.form)
        nth = self._seen[mark] = self._seen.get(mark, -1) + 1
        return nth
