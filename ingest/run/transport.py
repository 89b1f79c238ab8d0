"""How readings travel from the workers to the writing process: as MessagePack, which is several times as fast as pickling records.

What does not come out as it went in (half a surrogate, a number where a text belongs) is pickled as ever: the archive judges it.
"""

import copyreg
import gc
from dataclasses import replace
from typing import Any

import msgspec

from ingest.model import Reading, Sighting

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(tuple[Sighting, ...]).decode

Shared = tuple[list[bytes], list[int]] | None
"""Fragments that several sightings have, each once, and which sighting has which."""


def packed(sightings: tuple[Sighting, ...]) -> bytes:
    """The sightings as bytes that ``unpacked`` makes the same of; empty where there is no such spelling."""
    try:
        data = _encode(sightings)
        return data if _encode(_decode(data)) == data else b""
    except (msgspec.MsgspecError, UnicodeError, TypeError, OverflowError, RecursionError):
        return b""


def _again(data: bytes, sightings: tuple[Sighting, ...], shared: Shared, rest: tuple[Any, ...]) -> Reading:
    document, sha256, page, problems, records, more = rest
    found = _undisturbed(data) if data else sightings
    if shared is not None:
        pieces, numbers = shared
        found = tuple(replace(one, fragment=pieces[number]) for one, number in zip(found, numbers, strict=True))
    return Reading(document=document, sha256=sha256, page=page, sightings=found, problems=problems, records=records, more=more,
                   sound=bool(data))


def _undisturbed(data: bytes) -> tuple[Sighting, ...]:
    """Decoded without Python's collector: nothing in there is garbage, and looking for it took three times as long as decoding."""
    was = gc.isenabled()
    gc.disable()
    try:
        return _decode(data)
    finally:
        if was:
            gc.enable()


def _apart(sightings: tuple[Sighting, ...]) -> tuple[tuple[Sighting, ...], Shared]:
    """One record may hold many posts; its bytes travel once, not once for each of them."""
    known: dict[int, int] = {}
    numbers = [known.setdefault(id(one.fragment), len(known)) for one in sightings]
    if len(known) == len(numbers):
        return sightings, None
    pieces = {id(one.fragment): one.fragment for one in sightings}
    return tuple(replace(one, fragment=b"") for one in sightings), (list(pieces.values()), numbers)


def _reduced(reading: Reading) -> tuple[Any, ...]:
    sightings, shared = _apart(reading.sightings)
    data = packed(sightings) if sightings else b""
    rest = (reading.document, reading.sha256, reading.page, reading.problems, reading.records, reading.more)
    return _again, (data, () if data else sightings, shared, rest)


def install() -> None:
    """Has pickle ask this module, here and in every process that is forked from here."""
    copyreg.pickle(Reading, _reduced)
