"""ArchiveBox keeps each page in a folder of its own, with an ``index.json`` that states address and capture times."""

import os
from typing import Any

import msgspec

from ingest.containers import moments

_EXTRACTORS = {"singlefile.html": "singlefile", "output.html": "dom", "article.html": "mercury", "content.html": "readability"}
_SIZE = 1 << 20


class _Run(msgspec.Struct):
    start_ts: str = ""
    status: str = ""


class _Index(msgspec.Struct):
    url: str
    timestamp: Any = None
    history: dict[str, list[_Run]] = {}


def stated(path: str) -> tuple[str, str]:
    """(address, capture time) of a page in such a folder, or of one in a folder below it; ("", "") elsewhere."""
    folder, name = os.path.split(path)
    for place in (folder, os.path.dirname(folder)):
        index = _read(os.path.join(place, "index.json"))
        if index is not None and index.url.startswith("http"):
            runs = index.history.get(_EXTRACTORS.get(name.lower(), "wget"), [])
            times = [moments.from_iso(run.start_ts) for run in runs if run.status in ("succeeded", "")]
            return index.url, max(times, default="")
    return "", ""


def _read(path: str) -> _Index | None:
    try:
        if os.path.getsize(path) > _SIZE:
            return None
        with open(path, "rb") as file:
            return msgspec.json.decode(file.read(), type=_Index)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None
