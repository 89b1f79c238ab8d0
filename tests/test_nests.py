"""Posts in posts in posts: every form costs about as much for each post as for the one before, however deep they lie."""

import json
import random
import sys
from collections.abc import Callable
from html import escape
from typing import Any

import pytest

from ingest.model import Document, Reading
from ingest.page import markup
from ingest.page.fitness import unveil
from ingest.page.markup import Tag
from ingest.page.meta import parse
from ingest.reader import read_document
from ingest.scan import scan

_FIRST = 1267000011456034368
_BEFORE = ('<blockquote class="twitter-tweet"><p lang="en">before</p>&mdash; A (@a) '
           '<a href="https://twitter.com/a/status/20">d</a></blockquote>')
_AFTER = _BEFORE.replace("before", "after").replace("/20", "/21")

_LINK = '<a href="https://twitter.com/u/status/{n}">May 3, 2020</a>'

NESTS: dict[str, tuple[str, str]] = {
    "tweets": ('<blockquote class="twitter-tweet"><p lang="en">e</p><a href="https://twitter.com/u/status/{n}">d</a>', "</blockquote>"),
    "drawn cards": ('<div class="tweet-card"><span class="user">@u</span><p>text</p>'
                    + _LINK, "</div>"),
    "links in boxes": ('<div><a href="https://twitter.com/u/status/{n}">x</a>', "</div>"),
    "pictures": ('<blockquote class="instagram-media" data-instgrm-permalink="https://www.instagram.com/p/C{n}/">'
                 '<a href="https://www.instagram.com/p/C{n}/">words</a>', "</blockquote>"),
}


ROWS: dict[str, tuple[str, str]] = {
    "links in a paragraph": ("<p>{}</p>", f"{_LINK} "),
    "rows of a table": ("<table>{}</table>", f"<tr><td>@u</td><td>text</td><td>{_LINK}</td></tr>"),
    "assignments": ("<script>{}</script>", 'window.x{n} = {"embed": {"type": "tweet", "url": "https://twitter.com/u/status/{n}"}};'),
}
"""What a page may hold thousands of beside one another."""


def _page(kind: str, depth: int) -> bytes:
    opening, closing = NESTS[kind]
    nest = "".join(opening.replace("{n}", str(_FIRST + number)) for number in range(depth)) + closing * depth
    return f"<html><body>{_BEFORE}{nest}{_AFTER}".encode()


def _calls(work: Callable[[], Any]) -> int:
    """How many functions Python calls: what a clock on a busy machine cannot tell."""
    seen = 0

    def count(frame: Any, event: str, arg: Any) -> None:
        nonlocal seen
        seen += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return seen


def _read(kind: str, depth: int) -> Reading:
    return scan(Document(locator="page.html", body=_page(kind, depth)))


@pytest.mark.parametrize("kind", NESTS)
def test_three_times_the_depth_is_about_three_times_the_work(kind: str) -> None:
    _read(kind, 20)
    few, many = _calls(lambda: _read(kind, 160)), _calls(lambda: _read(kind, 480))
    assert many < 7 * few  # all with all would be nine times; a look outwards goes 200 elements far


@pytest.mark.parametrize("kind", ROWS)
def test_three_times_the_width_is_about_three_times_the_work(kind: str) -> None:
    scan(_row(kind, 20))
    few, many = _calls(lambda: scan(_row(kind, 160))), _calls(lambda: scan(_row(kind, 480)))
    assert many < 7 * few  # all with all would be nine times; a look outwards goes 200 elements far


def _row(kind: str, width: int) -> Document:
    around, piece = ROWS[kind]
    row = "".join(piece.replace("{n}", str(_FIRST + number)) for number in range(width))
    return Document(locator="page.html", body=f"<html><body>{around.replace('{}', row)}".encode())


@pytest.mark.parametrize("kind", ["assignments", "links in a paragraph"])
def test_no_number_of_embeds_is_too_many(kind: str) -> None:
    assert len({one.key for one in scan(_row(kind, 700)).sightings}) == 700


@pytest.mark.parametrize("kind", NESTS)
def test_the_neighbours_of_a_nest_are_read(kind: str) -> None:
    reading = _read(kind, 200)
    assert {"20", "21"} <= {one.key.native_id for one in reading.sightings if one.relation == "embedded"}
    assert sum(len(one.fragment) for one in reading.sightings) < 200 * len(_page(kind, 200))


def test_what_lies_too_deep_is_told_once() -> None:
    assert [problem.reason for problem in _read("tweets", 200).problems] == ["too-deep"]
    assert not _read("tweets", 50).problems


def test_ends_of_elements_are_the_same_however_they_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(7)
    for _ in range(60):
        body = "".join(chance.choice(("<div>", "<div class=a>", "</div>", "<p>", "x")) for _ in range(chance.randint(1, 400))).encode()
        starts = [at for at in range(len(body)) if body.startswith(b"<div", at)]
        tags = [Tag("div", at, body.index(b">", at) + 1) for at in starts]
        monkeypatch.setattr(markup, "_MANY", 10_000)
        by_steps = [markup.element_end(body, tag) for tag in tags]
        monkeypatch.setattr(markup, "_MANY", 0)
        assert [markup.element_end(body, tag) for tag in tags] == by_steps


def test_a_list_of_thousands_of_choices_is_no_list_to_the_parser() -> None:
    body = f"<SELECT name=a>{'<option value=1>a' * 2500}</select><selected>{_BEFORE}".encode()
    eased = unveil(body)
    assert parse(eased).root.css("select") == []  # type: ignore[union-attr]
    assert (len(eased), eased.index(b"<selected>")) == (len(body), body.index(b"<selected>"))
    assert parse(unveil(body[:100])).root.css("select") != []  # type: ignore[union-attr]


def test_layers_that_hide_too_deep_are_told() -> None:
    hidden = _BEFORE
    for _ in range(7):
        hidden = f'<iframe srcdoc="{escape(hidden)}"></iframe>'
    assert [problem.reason for problem in scan(Document(locator="page.html", body=hidden.encode())).problems] == ["too-deep"]


@pytest.mark.parametrize("native_id", ["\x1b[2J9", "../../etc/passwd", "-12", "٣٤٥٦٧٨٩٠", "9" * 500])
def test_what_is_no_id_is_a_problem_and_no_post(native_id: str) -> None:
    tweet = {"id_str": native_id, "created_at": "Wed Oct 10 20:19:24 +0000 2018", "text": "x", "user": {"screen_name": "a", "id_str": "1"}}
    document = Document(locator="tweets.jsonl", body=json.dumps(tweet).encode(), kind="ndjson")
    readings = [one for one in read_document(document) if isinstance(one, Reading)]
    assert not [sighting for reading in readings for sighting in reading.sightings]
    assert [problem.reason for reading in readings for problem in reading.problems] == ["bad-record"]


def test_quotes_in_quotes_are_read_so_deep_and_then_told() -> None:
    tweet: dict[str, Any] = {}
    for number in range(9, 0, -1):
        tweet = {"id_str": str(number), "created_at": "Wed Oct 10 20:19:24 +0000 2018", "text": "x",
                 "user": {"screen_name": "a", "id_str": "1"}, **({"quoted_status": tweet} if tweet else {})}
    document = Document(locator="tweets.jsonl", body=json.dumps(tweet).encode(), kind="ndjson")
    reading = next(one for one in read_document(document) if isinstance(one, Reading))
    assert [one.key.native_id for one in reading.sightings] == ["1", "2", "3", "4", "5"]
    assert [problem.reason for problem in reading.problems] == ["too-deep"]


def test_frames_in_frames_do_not_double() -> None:
    """Each frame is read once more as what it shows, those in it are not."""
    def nest(depth: int) -> bytes:
        text = "<a href=https://twitter.com/a/status/1267000011456034368>x</a>"
        for _ in range(depth):
            text = f'<p>a</p><iframe srcdoc="{escape(text)}"></iframe>'
        return text.encode()

    scan(Document(locator="x", body=nest(6)))
    few, many = _calls(lambda: scan(Document(locator="x", body=nest(7)))), _calls(lambda: scan(Document(locator="x", body=nest(13))))
    assert many < 3 * few
