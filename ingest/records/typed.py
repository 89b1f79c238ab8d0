"""Decoding only what is read: of a file whose records are all of one kind the rest of each record is stepped over.

The first records are decoded as a whole and recognised like all others. When their form declares what it reads, the records
that follow are decoded by a type with those names, and with the names by which any other form could know the record. One that
has a name of another form, or that does not fit the type, is decoded as a whole again. So what is said of a record is the same
both ways, whatever stands beside it.
"""

from collections.abc import Callable
from typing import Any, TypedDict, get_type_hints

import msgspec

from ingest.parsing import passes
from ingest.records.decode import BAD, decode
from ingest.records.sniff import Claim, Table

ENVELOPES = frozenset(("data", "__import_meta"))
"""Names by which an object may hold another one that is meant."""
KINDS = 1000
LESSONS = 8
"""So many kinds of records are learned in one document; in one that changes all the time nothing is gained."""


class Typed:
    """The decoder of one document's records."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.pruned: Any = None
        """The value that was given last, where it is less than the whole."""
        self._fast: Callable[[bytes], Any] | None = None
        self._foreign: frozenset[str] = frozenset()
        self._fitting: tuple[Claim, ...] = ()
        self._kinds: dict[tuple[str, ...], tuple[Claim, ...]] = {}
        """Names of a record -> the forms that it fits; none where it has to be decoded as a whole."""
        self._lessons = 0

    def __call__(self, raw: bytes, strict: bool = False) -> Any:
        """The value: of a dict perhaps only what is read. Raises like ``decode``."""
        if self._fast is not None:
            try:
                value = self._fast(raw)
            except (*BAD, RecursionError):
                pass
            else:
                names = tuple(value)
                fitting = self._kinds.get(names)
                if fitting is None:
                    fitting = self._kind(names, value)
                if fitting:
                    self.pruned, self._fitting = value, fitting
                    return value
        self.pruned = None
        return decode(raw, strict)

    def _kind(self, names: tuple[str, ...], value: dict[str, Any]) -> tuple[Claim, ...]:
        if len(self._kinds) >= KINDS:
            self._kinds.clear()
        fitting = self.table.fitting(value) if self._foreign.isdisjoint(value) else ()
        self._kinds[names] = fitting
        return fitting

    def recognised(self, value: dict[str, Any]) -> Claim | None:
        """The form of the record that was decoded last, and only in part; None where the whole has to be looked at."""
        for claim in self._fitting:
            form = claim.form
            if form.reads is None:
                return None
            if form.test is None or passes(form.test, value):
                return claim
        return None

    def learn(self, value: dict[str, Any], claim: Claim) -> None:
        """A record that was decoded as a whole turned out to be of this form: so may be the next ones."""
        rivals = self.table.fitting(value)
        if claim.form.reads is None or self._lessons >= LESSONS or not ENVELOPES.isdisjoint(value):
            return
        before = rivals[: rivals.index(claim) + 1] if claim in rivals else ()
        if not before or any(one.form.reads is None for one in before):
            return
        self._lessons += 1
        firsts = self.table.keys & value.keys()
        names = self.table.keys | ENVELOPES | {key for first in firsts for one in self.table.first[first] for key in one.form.keys}
        types: dict[str, Any] = dict.fromkeys(names, msgspec.Raw)
        for one in before:
            assert one.form.reads is not None
            types |= get_type_hints(one.form.reads)
        # in the order of the record, without gaps: so the decoder finds each name at the first look
        ordered = {name: types.get(name, msgspec.Raw) for name in value} | types
        self._fast = msgspec.json.Decoder(TypedDict("Read", ordered, total=False)).decode  # type: ignore[operator]
        self._foreign = (self.table.keys | ENVELOPES) - firsts
        self._kinds.clear()
