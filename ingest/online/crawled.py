"""Pictures and videos that lie inside WARC files which were read already: found by their address, without the network."""

import os
import sqlite3
from collections.abc import Iterable, Iterator
from functools import partial

from ingest.containers import compressed, http
from ingest.containers.source import Item, Room, Source, disk
from ingest.containers.warc_records import Record, records
from ingest.limits import Budget, Limits, Refused


def crawls(connection: sqlite3.Connection) -> list[str]:
    """The WARC files on this disk that documents of the archive came from."""
    found: dict[str, None] = {}
    for locator, in connection.execute("SELECT DISTINCT locator FROM documents WHERE locator LIKE '%.warc%@%'"):
        found[locator.rpartition("@")[0]] = None
    return sorted(path for path in found if os.path.isfile(path))


def crawled(paths: Iterable[str], urls: set[str], most: int) -> Iterator[tuple[str, bytes]]:
    """(address, body) of each of ``urls`` that the files hold as a complete answer, each once."""
    wanted = set(urls)
    for path in paths:
        if not wanted:
            return
        for url, body in _of_file(path, wanted, Limits(body=most + 1)):
            wanted.discard(url)
            if len(body) <= most:
                yield url, body


def _of_file(path: str, wanted: set[str], limits: Limits) -> Iterator[tuple[str, bytes]]:
    room = Room(limits=limits, budget=Budget(limits), inside=_nothing)
    source = compressed.inner(Source(locator=path, name=os.path.basename(path), path=path, open=partial(disk, room, path)), room)
    try:
        with source.open() as stream:
            for record, block in records(source, room, stream):
                url = record.get("warc-target-uri").strip()
                if url in wanted and len(block) == record.length and (body := _body(record, block, room)):
                    yield url, body
    except (Refused, OSError):
        return  # the ordinary ingest of this file has said what is wrong with it


def _nothing(source: Source, room: Room) -> Iterator[Item]:
    return iter(())


def _body(record: Record, block: bytes, room: Room) -> bytes:
    if record.get("warc-type") == "resource":
        return block
    parts = http.split(block) if record.get("warc-type") == "response" else None
    if parts is None or parts[0].status != 200:
        return b""
    return http.body_of(parts[0], block[parts[1]:], room, record.get("warc-target-uri"))
