"""The same post may be shown twice by the same markup: which of them is which, told by a number."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from ingest.model import Sighting


def numbered(found: Iterable[Sighting]) -> Iterable[Sighting]:
    """Counts identical fragments of one post on the page."""
    seen: dict[tuple[Any, ...], int] = {}
    for one in found:
        mark = (one.key, one.fragment, one.relation, one.form)
        nth = seen[mark] = seen.get(mark, -1) + 1
        yield replace(one, nth=nth) if nth else one
