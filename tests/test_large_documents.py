"""One large JSON document of articles: larger than is held at once, damaged, or with values of other types."""

import json
from pathlib import Path
from typing import Any

from ingest import containers
from ingest.limits import Limits
from ingest.model import Document, Problem

SMALL = Limits(body=50_000)


def item(number: int) -> dict[str, Any]:
    return {"id": str(number), "url": f"https://f.example/{number}", "title": f"t{number}", "content_html": f"<p>{'words ' * 200}</p>"}


def feed(items: list[Any]) -> str:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "home_page_url": "https://f.example/", "items": items})


def read(path: Path, text: str, limits: Limits = SMALL) -> tuple[list[str], list[str]]:
    path.write_text(text)
    found = list(containers.read(path, limits))
    return ([one.url for one in found if isinstance(one, Document)], [one.reason for one in found if isinstance(one, Problem)])


def urls(count: int) -> list[str]:
    return [f"https://f.example/{number}" for number in range(count)]


def test_a_feed_over_the_limit_is_read_whole(tmp_path: Path) -> None:
    assert read(tmp_path / "feed.json", feed(list(map(item, range(1500))))) == (urls(1500), [])


def test_a_feed_that_breaks_off_gives_what_is_whole(tmp_path: Path) -> None:
    text = feed(list(map(item, range(20))))
    assert read(tmp_path / "feed.json", text[: text.rfind('{"id"') + 30]) == (urls(19), ["truncated"])


def test_values_of_other_types_cost_themselves(tmp_path: Path) -> None:
    items: list[Any] = list(map(item, range(6)))
    items[1] |= {"title": None, "authors": "x", "date_published": 5}
    items[3] = "no item"
    items[4]["content_html"] = ["a"]
    items[5]["id"] = 7
    assert read(tmp_path / "feed.json", feed(items)) == ([one for one in urls(6) if one[-1] not in "34"], ["bad-record"])


def test_articles_over_the_limit_are_read_one_by_one(tmp_path: Path) -> None:
    articles = [{"id": number, "link": f"https://f.example/{number}", "title": {"rendered": "t"},
                 "content": {"rendered": item(number)["content_html"]}} for number in range(200)]
    assert read(tmp_path / "posts.json", json.dumps(articles)) == (urls(200), [])
