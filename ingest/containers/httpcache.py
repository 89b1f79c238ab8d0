"""Scrapy's cache of answers: a folder for each, the body as it came over the wire, its address and moment in a note beside it."""

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from ingest.containers import beside, http, moments, web
from ingest.containers.compressed import codec_of, inner
from ingest.containers.source import Item, Peek, Room, Source, body_of, memory
from ingest.limits import MIB
from ingest.model import Problem
from ingest.patterns import late

_BODY = "response_body"
_FACT = late(r"""'(url|response_url|status|timestamp)':\s*(?:'([^'\\]{1,8000})'|"([^"\\]{1,8000})"|(\d{1,12}(?:\.\d{1,9})?))""")


def bid(peek: Peek) -> int:
    """By its name, with the note beside it."""
    return 120 if peek.name == _BODY and _facts(peek.source) else 0


def read(source: Source, room: Room) -> Iterator[Item]:
    """The answer, if it is one that may hold posts."""
    facts = _facts(source)
    raw, whole = body_of(inner(source, room) if codec_of(_note(source, "meta")) else source, room)
    head = http.Head(int(float(facts.get("status", "0"))), http.headers_of(_unpacked(_note(source, "response_headers"))))
    if head.status >= 300:
        return
    body = http.body_of(head, raw, room, source.locator)
    if not body or not web.wanted(head.media_type, body[:200]):
        return
    url = facts.get("response_url") or facts["url"]
    when = moments.iso(datetime.fromtimestamp(float(facts.get("timestamp", "0")), UTC))
    yield from room.inside(replace(
        source, path="", open=partial(memory, body), open_at=None, beside=None, name=url.split("?", 1)[0].rsplit("/", 1)[-1], url=url,
        charset=head.charset, captured_at=when, captured_origin="http" if when else "", depth=source.depth + 1), room)
    if not whole:
        yield Problem(reason="too-large", stage="open", locator=source.locator,
                      detail=f"only the first {room.limits.body // MIB} MiB of the answer are read")


def _note(source: Source, name: str) -> bytes:
    near = source.beside or (beside.of_folder(source.path) if source.path else None)
    return (near(name) if near else None) or b""


def _unpacked(note: bytes) -> bytes:
    """Notes are small; where the cache is packed they are too."""
    try:
        return zlib.decompressobj(31).decompress(note, beside.SIZE) if codec_of(note) == "gzip" else note
    except (zlib.error, gzip.BadGzipFile):
        return b""


def _facts(source: Source) -> dict[str, str]:
    """What the note says, as Python prints a dictionary; empty where it names no address."""
    note = _unpacked(_note(source, "meta")).decode("utf-8", "replace").strip()
    if not note.startswith("{"):
        return {}
    found = {name: single or double or number for name, single, double, number in _FACT.findall(note)}
    return found if found.get("url", "").startswith("http") else {}
