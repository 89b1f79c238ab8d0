"""Ids that lost their last digits, told from those that only look so: by all of a file."""

import json
import random
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from test_exports import rows, run

from ingest.model import Post
from ingest.records.doubt import Doubts

MOMENT = 1700000000000


class Item(NamedTuple):
    said: Any


def tweets(rng: random.Random, size: int) -> list[int]:
    """Most are the first of their millisecond: their twelve lowest bits are zero, which every float of that size can be."""
    return [((MOMENT + rng.randrange(10**10) - 1288834974657) << 22) | (rng.randrange(1024) << 12) | rng.choice((0, 0, 0, 1, 2))
            for _ in range(size)]


def pictures(rng: random.Random, size: int) -> list[int]:
    return [((MOMENT + rng.randrange(10**10) - 1314220021721) << 23) | rng.randrange(1 << 23) for _ in range(size)]


def films(rng: random.Random, size: int) -> list[int]:
    return [(MOMENT // 1000 + rng.randrange(10**7)) << 32 | rng.randrange(1 << 32) for _ in range(size)]


def older(rng: random.Random, size: int) -> list[int]:
    """Tweets of 2014, of 18 digits: JavaScript leaves one zero, not two."""
    return [((1400000000000 + rng.randrange(10**10) - 1288834974657) << 22) | rng.randrange(1 << 22) for _ in range(size)]


def printed(number: int) -> int:
    return int(Decimal(repr(float(number))))


def judged(numbers: list[int]) -> list[bool]:
    doubts = Doubts()
    found = [one for number in numbers for one in doubts.judge(Item(Post(native_id=str(number))))]
    found += doubts.release()
    assert [one.said.native_id for one in found] == [str(number) for number in numbers], "in the order they came"
    return [one.said.suspect_id for one in found]


@pytest.mark.parametrize("made", [tweets, pictures, films, older])
def test_exact_ids_are_never_marked(made: Any) -> None:
    rng = random.Random(7)
    assert not [size for size in (1, 2, 3, 4, 5, 10) for _ in range(500) if any(judged(made(rng, size)))]


@pytest.mark.parametrize("made", [tweets, pictures, films, older])
def test_what_javascript_printed_is_marked(made: Any) -> None:
    rng = random.Random(7)
    missed = [size for size in (5, 10, 60) for _ in range(100) if not all(judged([printed(one) for one in made(rng, size)]))]
    assert len(missed) < 5


@pytest.mark.parametrize("made", [pictures, films])
def test_floats_that_were_made_whole_are_marked(made: Any) -> None:
    rng = random.Random(7)
    assert all(all(judged([int(float(one)) for one in made(rng, 10)])) for _ in range(100))


def test_one_exact_id_clears_a_file() -> None:
    rng = random.Random(7)
    numbers = [printed(one) for one in films(rng, 9)]
    assert not any(judged([*numbers[:5], numbers[5] + 1, *numbers[6:]]))


def test_a_table_of_rounded_ids_is_kept_and_named(tmp_path: Path) -> None:
    numbers = [printed(one) for one in tweets(random.Random(3), 4)]
    (tmp_path / "tweets.csv").write_text("tweet_id,text\n" + "".join(f"{number},harbour {number}\n" for number in numbers))
    (tmp_path / "tweets.ndjson").write_text("".join(json.dumps({"id": number, "text": "a map", "retweet_count": 1, "favorite_count": 2,
                                                                "screen_name": "ada"}) + "\n" for number in numbers))
    for name in ("tweets.csv", "tweets.ndjson"):
        said = run(tmp_path / f"{name}.db", tmp_path / name, code=3)
        assert "4 ids went through a float" in said
        assert rows(tmp_path / f"{name}.db", "SELECT count(*), sum(suspect_id) FROM posts") == [(4, 4)]


def test_a_file_that_is_one_post_is_not_held_back(tmp_path: Path) -> None:
    """Tumblr's numbers end in zero bits, as rounded ones do."""
    page = tmp_path / "posts" / "html" / f"{45532226562 << 14}.html"
    page.parent.mkdir(parents=True)
    page.write_text('<!DOCTYPE HTML><html><body><p>Two boats</p><div id="footer">'
                    '<span id="timestamp"> May 4th, 2021 10:00am </span></div></body></html>')
    run(tmp_path / "archive.db", tmp_path / "posts")
    assert rows(tmp_path / "archive.db", "SELECT caption, suspect_id FROM posts") == [("Two boats", 0)]
