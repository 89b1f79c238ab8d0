"""Rows on their way out: JSON loses nothing, and no text for people can move a cursor or turn a line around."""

import csv
import io
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_archive import make

from ingest.search import Query, find, pages_of
from ingest.store.reading import columns_of, flat_rows, reading
from ingest.views import cards
from ingest.views.output import MODES, one_line, open_lists, printable, shorten, to_json, write_rows

UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\U000e0000-\U000e007f\ud800-\udfff]")
ATTACKS = (
    "\x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\", "\x1b]0;owned\x07", "\x9b2J\x9d0;own\x9c", "safe\rEVIL", "a\x08b",
    "a\x7fb", "abc\u202egnp.exe", "\u2066\u2067x\u2069", "\u061c", "a\u2028b", "x\U000e0068\U000e0069", "a\x85b\x0bc\x0cd\x1ce", "\ud83d",
)
ROW = {"public_id": "twitter::1", "caption": 'a "b", c\nd', "likes": 0, "place": None, "hashtags": '["x","y"]'}


def written(rows: list[dict[str, object]], mode: str, columns: tuple[str, ...] = tuple(ROW), **more: object) -> str:
    out = io.StringIO(newline="")
    write_rows(rows, out, mode, columns, **more)  # type: ignore[arg-type]
    return out.getvalue()


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_are_shown_not_obeyed(attack: str) -> None:
    assert not UNSAFE.search(printable(attack))
    assert not UNSAFE.search(one_line(attack))
    assert not UNSAFE.search(to_json(attack))
    assert json.loads(to_json(attack)) == attack


@given(st.text())
def test_any_text_is_printable_and_json_is_the_same(text: str) -> None:
    assert not UNSAFE.search(printable(text))
    assert "\n" not in one_line(text)
    assert json.loads(to_json(text)) == text
    assert len(shorten(text, 20)) <= 20


def test_ordinary_text_stays_as_it_is() -> None:
    text = "Zwölf\tBoxkämpfer\n👩‍👩‍👧 می‌خواهم ẞ 夢"
    assert printable(text) == text


@pytest.mark.parametrize("count", [0, 1, 3])
def test_json_is_always_one_array(count: int) -> None:
    assert json.loads(written([ROW] * count, "json")) == [ROW] * count


def test_lines_and_opened_lists() -> None:
    assert [json.loads(line) for line in written([ROW, ROW], "nl").splitlines()] == [ROW, ROW]
    assert json.loads(written([ROW], "nl", json_cols=True))["hashtags"] == ["x", "y"]
    assert open_lists({"a": "[not json", "b": "{}"}) == {"a": "[not json", "b": {}}


@pytest.mark.parametrize(("mode", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_separated(mode: str, delimiter: str) -> None:
    text = written([ROW], mode)
    assert list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)) == [
        list(ROW), ["twitter::1", 'a "b", c\nd', "0", "", '["x","y"]']]
    assert text.endswith("\r\n")
    assert written([ROW], mode, headers=False).count("public_id") == 0
    assert written([], mode).count("\n") == 1


def test_csv_is_verbatim_in_a_pipe_and_safe_on_a_terminal() -> None:
    row = {**ROW, "caption": "=1+1 \x1b[2J"}
    assert "=1+1 \x1b[2J" in written([row], "csv")
    assert not UNSAFE.search(written([row], "csv", terminal=True))


def test_a_table_keeps_ids_as_they_are() -> None:
    text = written([{**ROW, "public_id": "1267000000000000001", "place": "007", "caption": "a\x1bb"}], "table")
    assert "1267000000000000001" in text
    assert "007" in text
    assert not UNSAFE.search(text)


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_takes_the_rows_of_an_archive(tmp_path_factory: pytest.TempPathFactory, mode: str) -> None:
    path = make(tmp_path_factory.mktemp("out") / "archive.db")
    with reading(path) as connection:
        columns = columns_of(connection)
        out = io.StringIO(newline="")
        assert write_rows(flat_rows(connection, find(connection, Query())), out, mode, columns) == 4
    assert "I think I just caught his first real steps!" in out.getvalue()


def test_cards_show_the_story(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = make(tmp_path_factory.mktemp("cards") / "archive.db")
    with reading(path) as connection:
        number = next(find(connection, Query(words=("first real steps",))))
        row = next(flat_rows(connection, [number]))
        text = "\n".join(cards.card(row, pages_of(connection, number)))
    for part in ("Mum @mum.of.two", "instagram", "2019-06-05 15:04", "~90,000 likes",
                 "I think I just caught his first real steps!", "The first steps of the year",
                 "https://news.example/first-steps", "instagram::1001"):
        assert part in text


@given(st.text(), st.text(max_size=20))
def test_no_card_obeys_a_caption(caption: str, other: str) -> None:
    row = {"public_id": f"twitter::{other}", "caption": caption, "author_handle": other, "author_name": other, "platform": other,
           "url": other, "created_at": None, "likes": 5, "likes_precision": "exact", "status": other}
    pages = [(other, other, other)]
    text = re.sub(r"\x1b\[\d*m", "", "\n".join(cards.card(row, pages)))
    assert not UNSAFE.search(text)


def test_charts() -> None:
    assert cards.sparkline([0, 5, 10]) == "▁▄█"
    assert cards.sparkline([7, 7]) == "▄▄"
    history = [{"metric": "likes", "observed_at": f"2020-01-{day:02}", "value": day * 100, "precision": "exact"}
               for day in range(1, 29)]
    line = next(iter(cards.chart(history)))
    assert "100 → 2,800" in line
    assert "28 values" in line
    bars = list(cards.bars([{"name": "a", "posts": 8}, {"name": "b", "posts": 4}, {"name": None, "posts": 0}], "posts"))
    assert bars[0].count("█") // 2 == bars[1].count("█")
    assert bars[2].endswith("0")
