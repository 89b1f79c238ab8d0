"""The line by which Instagram describes a post, over its years and languages."""

import pytest

from ingest.fetchers.instagram.description import read_line
from ingest.model import Count


def test_since_2022() -> None:
    told = read_line('12K likes, 1,140 comments - kiln.and.co on September 8, 2022: "A vase.\n\nSold "already".". ')
    assert told is not None
    assert told.counts == (Count(metric="likes", value=12000, precision="rounded"), Count(metric="comments", value=1140))
    assert (told.handle, told.name, told.caption, told.complete) == ("kiln.and.co", None, 'A vase.\n\nSold "already".', None)


def test_before_2022_and_cut() -> None:
    told = read_line("19 Likes, 1 Comments - Kiln & Co (@kiln.and.co) on Instagram: “Forty pots - two of them")
    assert told is not None
    assert (told.handle, told.name, told.caption, told.complete) == (
        "kiln.and.co", "Kiln & Co", "Forty pots - two of them", False)


def test_no_caption_and_one_number() -> None:
    told = read_line("553 comments - kiln.and.co on May 29, 2021")
    assert told is not None
    assert told.counts == (Count(metric="comments", value=553),)
    assert told.caption is None


@pytest.mark.parametrize("text", ["", "2,301 Followers, 12 Following, 80 Posts", "Kiln & Co - pots and vases", "no - numbers"])
def test_other_lines(text: str) -> None:
    assert read_line(text) is None
