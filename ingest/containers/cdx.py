"""CDX and CDXJ indexes beside WARC files: where the capture with a certain payload lies. Only a help: what they say is checked."""

import os
import re
from collections.abc import Collection, Iterator

import msgspec

from ingest.containers import compressed
from ingest.containers.source import Room, Source, disk
from ingest.containers.warc import short
from ingest.limits import Budget, Limits, Refused
from ingest.patterns import late

_NAME = late(r".*\.(?:cdxj?|idx)(?:\.gz)?", re.IGNORECASE)
_FOLDERS = ("", "indexes", "cdx", "../indexes", "../cdx", "../archive", "../warcs")
_LINES = 20_000_000
"""Lines of one index that are looked at."""
_PLAIN = "N b a m s k r M S V g"


class _Fields(msgspec.Struct):
    digest: str = ""
    mime: str = ""
    offset: str | int = ""
    filename: str = ""


def places(warc: str, digests: Collection[bytes], limits: Limits) -> Iterator[tuple[bytes, str]]:
    """(digest, locator) of captures that the indexes near this WARC file know, revisits left out."""
    folder = os.path.dirname(warc) or "."
    for path in _indexes(folder):
        for digest, name, offset in _entries(path, limits):
            if digest in digests and (found := _warc(name, folder, path)):
                yield digest, f"{found}@{offset}"


def _indexes(folder: str) -> list[str]:
    found: dict[str, None] = {}
    for part in _FOLDERS:
        place = os.path.normpath(os.path.join(folder, part))
        try:
            names = sorted(os.listdir(place))
        except OSError:
            continue
        found.update((os.path.join(place, name), None) for name in names if _NAME.fullmatch(name))
    return [path for path in found if os.path.isfile(path)]


def _warc(name: str, folder: str, index: str) -> str:
    """The file that an index names: it knows no folder, or one of another machine."""
    base = name.replace("\\", "/").rpartition("/")[2]
    near = (os.path.dirname(index), os.path.join(os.path.dirname(index), "..", "archive"))
    places_ = (os.path.join(place, base) for place in (folder, *near)) if base else ()
    return next((os.path.normpath(path) for path in places_ if os.path.isfile(path)), "")


def _entries(path: str, limits: Limits) -> Iterator[tuple[bytes, str, int]]:
    """(digest, file name, offset) of each line that tells of a capture."""
    room = Room(limits=limits, budget=Budget(limits), inside=lambda source, room: iter(()))
    columns = _PLAIN.split()
    decoder = msgspec.json.Decoder(_Fields)
    try:
        with compressed.inner(Source(locator=path, name=path, path=path, open=lambda: disk(room, path)), room).open() as stream:
            for number, line in enumerate(iter(lambda: stream.readline(1 << 20), b"")):
                if number > _LINES:
                    return
                if line.lstrip().startswith(b"CDX "):
                    columns = line.decode("ascii", "replace").split()[1:]
                elif (entry := _json(line, decoder) if b"{" in line else _plain(line, columns)) is not None:
                    yield entry
    except (OSError, Refused):
        return


def _json(line: bytes, decoder: "msgspec.json.Decoder[_Fields]") -> tuple[bytes, str, int] | None:
    try:
        said = decoder.decode(line[line.index(b"{") :])
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    return _entry(said.digest, said.mime, said.filename, str(said.offset))


def _plain(line: bytes, columns: list[str]) -> tuple[bytes, str, int] | None:
    said = dict(zip(columns, line.decode("utf-8", "replace").split(), strict=False))
    return _entry(said.get("k", ""), said.get("m", ""), said.get("g", ""), said.get("V", ""))


def _entry(digest: str, mime: str, name: str, offset: str) -> tuple[bytes, str, int] | None:
    if not digest or digest == "-" or mime == "warc/revisit" or not offset.isdecimal():
        return None
    return short(digest), name, int(offset)
