"""Posts in posts in posts: every form costs about as much for each post as for the one before, however deep they lie."""

import random
import sys
from collections.abc import Callable
from typing import Any

import pytest

from ingest.model import Document, Reading
from ingest.page import markup
from ingest.page.markup import Tag
from ingest.scan import scan

_FIRST = 1267000011456034368
_BEFORE = ('<blockquote class="twitter-tweet"><p lang="en">before</p>&mdash; A (@a) '
           '<a href="https://twitter.com/a/status/20">d</a></blockquote>')
_AFTER = _BEFORE.replace("before", "after").replace("/20", "/21")

NESTS: dict[str, tuple[str, str]] = {
    "tweets": ('<blockquote class="twitter-tweet"><p lang="en">e</p><a href="https://twitter.com/u/status/{n}">d</a>', "</blockquote>"),
    "drawn cards": ('<div class="tweet-card"><span class="user">@u</span><p>text</p>'
                    '<a href="https://twitter.com/u/status/{n}">May 3, 2020</a>', "</div>"),
    "links in boxes": ('<div><a href="https://twitter.com/u/status/{n}">x</a>', "</div>"),
    "pictures": ('<blockquote class="instagram-media" data-instgrm-permalink="https://www.instagram.com/p/C{n}/">'
                 '<a href="https://www.instagram.com/p/C{n}/">words</a>', "</blockquote>"),
    "ids": ('<div data-tweet-id="{n}"><a href="https://www.instagram.com/p/C{n}/">x</a>', "</div>"),
}


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
def test_twice_the_depth_is_about_twice_the_work(kind: str) -> None:
    _read(kind, 20)
    few, many = _calls(lambda: _read(kind, 150)), _calls(lambda: _read(kind, 300))
    assert many < 3 * few


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
