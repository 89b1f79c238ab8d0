"""How readings travel from the workers to the writing process: as MessagePack, which is several times as fast as pickling records.

What does not come out as it went in (half a surrogate, a number where a text belongs) is pickled as ever: the archive judges it.
"""

import copyreg
from typing import Any

import msgspec

from ingest.model import Reading, Sighting

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(tuple[Sighting, ...]).decode


def packed(sightings: tuple[Sighting, ...]) -> bytes:
    """The sightings as bytes that ``unpacked`` makes the same of; empty where there is no such spelling."""
    try:
        data = _encode(sightings)
        return data if _encode(_decode(data)) == data else b""
    except (msgspec.MsgspecError, UnicodeError, TypeError, OverflowError, RecursionError):
        return b""


def _again(data: bytes, sightings: tuple[Sighting, ...], rest: tuple[Any, ...]) -> Reading:
    document, sha256, page, problems, records = rest
    return Reading(document=document, sha256=sha256, page=page, sightings=_decode(data) if data else sightings, problems=problems,
                   records=records, sound=bool(data))


def _reduced(reading: Reading) -> tuple[Any, ...]:
    data = packed(reading.sightings) if reading.sightings else b""
    rest = (reading.document, reading.sha256, reading.page, reading.problems, reading.records)
    return _again, (data, () if data else reading.sightings, rest)


def install() -> None:
    """Has pickle ask this module, here and in every process that is forked from here."""
    copyreg.pickle(Reading, _reduced)
