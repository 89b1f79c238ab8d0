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


_TWEETS = [
    {"id_str": f"17459693982622886{i}0", "id": 17459693982622886 * 100 + i * 10,
     "created_at": "Sat Jan 13 00:41:57 +0000 2024", "lang": "en",
     "full_text": f"It's \"low\" water, {i}", "user": {"id_str": "7", "screen_name": "tidetable", "name": "Tide Table"},
     "entities": {"hashtags": [], "urls": [], "user_mentions": []}, "favorite_count": i, "retweet_count": 2, "truncated": False,
     "in_reply_to_status_id_str": None} for i in range(3)]
"""Values that Python prints in another way than JSON does."""
_LINES = [json.dumps(one) for one in _TWEETS]
_WRITTEN = {
    "twice.jsonl": "\n".join(map(json.dumps, _LINES)),
    "twice.json": json.dumps(_LINES),
    "printed.txt": "\n".join(map(repr, _TWEETS)) + "\n",
    "printed.json": repr(_TWEETS),
    "module.js": f"export default {json.dumps(_TWEETS)};",
    "named.js": f"export const tweets = {json.dumps(_TWEETS)};",
    "remark.json": f"// saved on a Saturday\n{json.dumps(_TWEETS)}",
    "orders.json": "".join(f'{{"index":{{"_id":"{i}"}}}}\n{line}\n' for i, line in enumerate(_LINES)),
    "noted.jsonl": '{"_meta": {"account": "@tidetable"}, "_readme": "What is in here"}\n' + "\n".join(_LINES),
}


def _in_cells() -> str:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([("number", "raw"), *enumerate(_LINES)])
    return out.getvalue()


@pytest.mark.parametrize("name", [*_WRITTEN, "cells.csv"])
def test_records_that_a_program_wrote_in_its_own_words(name: str, tmp_path: Path) -> None:
    plain, other = tmp_path / "plain.jsonl", tmp_path / name
    plain.write_text("\n".join(_LINES))
    other.write_text(_WRITTEN.get(name) or _in_cells())
    assert len(_said(plain)) == 3
    assert _said(other) == _said(plain)


@pytest.mark.parametrize("damaged", [
    "{'id': __import__('os').getcwd()}", "{'a': 'b'", "['x', 'y'", "{'a': " + "[" * 4000 + "}", "{'id': 1}"])
def test_what_is_printed_is_not_run(damaged: str, tmp_path: Path) -> None:
    file = tmp_path / "printed.json"
    file.write_text(damaged)
    assert all("problem" in one for one in records(file))


_ROWS = ["https://x.com/tidetable/status/1745969398262288610,2024-01-13,Low water at six,12",
         "https://x.com/tidetable/status/1745969398262288620,2024-01-13,Low water at seven,3"]


_DATED = [f"{row.split('/')[-1].split(',')[0]},Sat Jan 13 00:41:57 +0000 2024,{row.split(',')[2]}" for row in _ROWS]


@pytest.mark.parametrize("rows", [_ROWS, _DATED, [row.replace(",", ";") for row in _ROWS]])
def test_a_table_without_a_header_begins_with_a_record(rows: list[str], tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    file.write_text("\n".join(rows) + "\n")
    assert [(one["key"], one["caption"]) for one in records(file)] == [
        ("twitter::1745969398262288610", "Low water at six"), ("twitter::1745969398262288620", "Low water at seven")]


def test_rows_without_a_word_are_no_problem(tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    file.write_text("url,text,likes\n,,\nhttps://x.com/tidetable/status/1745969398262288610,Low water,3\n ,,\n")
    assert len(records(file)) == 1


def test_permalinks_without_a_host_name_the_columns(tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    file.write_text('j66aurz,1,"A comment, with a comma",/r/test/comments/10mons4/a_first/j66aurz/\n'
                    "j66aywi,1,[removed],/r/test/comments/10meks0/a_third/j66aywi/\n")
    assert [(one["key"], one.get("caption"), one["thread"], one.get("availability")) for one in records(file)] == [
        ("reddit:comment:t1_j66aurz", "A comment, with a comma", "t3_10mons4", None),
        ("reddit:comment:t1_j66aywi", None, "t3_10meks0", "deleted")]


def test_quotes_behind_backslashes_end_no_cell(tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    file.write_text('"text","favoriteCount","created","replyToSID","id","statusSource","screenName","retweetCount"\n'
                    '"She said \\"yes, of course\\" twice",1,2013-12-02 20:48:31,"407532607438872576","407612264142094337",'
                    '"<a href=\\"http://twitter.com\\" rel=\\"nofollow\\">Twitter</a>","writer_one",3\n'
                    '"Nothing",0,2013-12-03 22:17:01,NA,"407996923489296384","web","writer_two",0\n')
    first, second = records(file)
    assert (first["caption"], first["in_reply_to"]) == ('She said "yes, of course" twice', "twitter::407532607438872576")
    assert (first["author"], second["author"]) == ({"handle": "writer_one"}, {"handle": "writer_two"})
