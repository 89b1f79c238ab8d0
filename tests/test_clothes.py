"""The same export in other clothes reads the same: no suffix, a byte order mark, packed, keys in another order, another layout."""

import bz2
import csv
import gzip
import io
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.golden import FIXTURES, fixtures, records

_KNOWN_BY_NAME = ("brandwatch", "takeout-playlist", "takeout-playlist-older", "takeout-playlist-translated", "auto-archiver-csv",
                  "instaloader", "instaloader-comment", "data-tools-comments")
"""A preamble before the header, a bare list of ids, a header without address; records whose post or picture only the name says."""


def _inputs() -> list[Path]:
    return [path for path in fixtures() if path.suffix in (".json", ".jsonl", ".csv")
            and not any(part in path.parts for part in _KNOWN_BY_NAME)]


def _shuffled(value: Any, order: random.Random) -> Any:
    if isinstance(value, dict):
        names = list(value)
        order.shuffle(names)
        return {name: _shuffled(value[name], order) for name in names}
    return [_shuffled(one, order) for one in value] if isinstance(value, list) else value


def _clothes(path: Path) -> Iterator[tuple[str, bytes]]:
    """Names without meaning, and what is in them."""
    raw = path.read_bytes()
    yield "bare", b"\xef\xbb\xbf" + raw.removeprefix(b"\xef\xbb\xbf")
    yield "packed.bin", gzip.compress(raw)
    if path.suffix == ".csv":
        rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL).writerows(rows)
        yield "semicolons.csv", out.getvalue().encode()
        return
    try:
        values = [json.loads(raw)]
    except ValueError:
        try:
            values = [json.loads(line) for line in raw.splitlines() if line.strip()]
        except ValueError:
            return
    mixed = [_shuffled(value, random.Random(3)) for value in values]
    if len(values) == 1:
        yield "mixed", json.dumps(mixed[0], indent=3).encode("utf-16")
    else:
        yield "mixed", bz2.compress(b"\n\n".join(json.dumps(one, ensure_ascii=False).encode() for one in mixed))
        yield "array", json.dumps(values, indent=1).encode()


def _said(path: Path) -> list[str]:
    return sorted(json.dumps(one, sort_keys=True) for one in records(path))


@pytest.mark.parametrize("path", _inputs(), ids=lambda path: str(path.relative_to(FIXTURES)))
def test_other_clothes(path: Path, tmp_path: Path) -> None:
    expected = _said(path)
    for name, data in _clothes(path):
        other = tmp_path / name
        other.write_bytes(data)
        assert _said(other) == expected, name
