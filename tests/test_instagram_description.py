"""The line by which Instagram describes a post, over its years and languages."""

import csv
from pathlib import Path

import pytest

from ingest.fetchers.instagram.description import read_line
from ingest.model import Count

VECTORS = Path(__file__).resolve().parents[2] / "shared" / "vectors" / "counts.tsv"


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


@pytest.mark.skipif(not VECTORS.exists(), reason="the vectors in ../shared are not here")
def test_vectors() -> None:
    with VECTORS.open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
                if row["part"] in ("author_name", "author_handle", "caption", "likes", "comments") and " - " in row["text"]]
    for row in rows:
        told = read_line(row["text"].replace("\\n", "\n").replace("\\u00a0", "\u00a0"))
        assert told is not None, row["text"]
        texts = {"author_name": told.name, "author_handle": told.handle, "caption": told.caption}
        if row["part"] in texts:
            assert (texts[row["part"]] or "") == row["text_value"], row["text"]
        elif row["value"]:
            wanted = (int(row["value"]), "exact" if row["exact"] == "yes" else "rounded")
            assert wanted in {(one.value, one.precision) for one in told.counts if one.metric == row["part"]}, row["text"]
    assert len(rows) > 40
