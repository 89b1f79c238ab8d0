"""Articles that content systems keep as JSON: whatever the system, the post is embedded in the article that shows it."""

import json
from pathlib import Path
from typing import Any

import pytest
from crawls import ARTICLE, POST

from ingest.containers import InputFile
from ingest.model import Reading
from ingest.reader import Order, read_file

URL = f"https://twitter.com/gazette_kiel/status/{POST}"
EMBED = ('<p>Words</p><blockquote class="twitter-tweet"><p lang="en">A seal</p>&mdash; G (@gazette_kiel) '
         f'<a href="{URL}">May 1, 2021</a></blockquote>')
LEXICAL = json.dumps({"root": {"children": [{"type": "embed", "url": URL, "embedType": "twitter", "html": EMBED}]}})
SYSTEMS: dict[str, tuple[Any, str]] = {
    "WordPress": ([{"id": 1, "date_gmt": "2021-05-01T10:00:00", "guid": {"rendered": "x"}, "link": ARTICLE,
                    "title": {"rendered": "A &amp; B"}, "content": {"rendered": EMBED, "protected": False}}], ARTICLE),
    "Ghost": ({"db": [{"meta": {"version": "5.2.0"}, "data": {"posts": [{"title": "A", "slug": "a", "html": EMBED}]}}]}, ""),
    "Ghost, editor": ({"db": [{"meta": {}, "data": {"posts": [{"title": "A", "html": None, "lexical": LEXICAL}]}}]}, ""),
    "Drupal": ({"jsonapi": {"version": "1.0"}, "data": [{"type": "node--article", "attributes": {
        "title": "A", "body": {"value": "raw", "processed": EMBED}}}]}, ""),
    "Discourse": ({"post_stream": {"posts": [{"id": 1, "topic_slug": "a", "cooked": EMBED}]}}, ""),
    "dev.to": ({"type_of": "article", "id": 1, "title": "A", "url": ARTICLE, "body_html": EMBED}, ARTICLE),
    "Google Reader": ({"direction": "ltr", "id": "user/starred", "items": [
        {"title": "A", "canonical": [{"href": ARTICLE}], "content": {"direction": "ltr", "content": EMBED}}]}, ARTICLE),
    "wallabag": ([{"is_archived": 0, "title": "A", "url": ARTICLE, "content": EMBED}], ARTICLE),
    "any other": ({"entries": [{"fields": {"tweetUrl": {"en-US": URL}}}]}, ""),
    "blocks": ({"_id": "a", "_type": "post", "body": [{"_type": "block"}, {"_type": "twitter", "id": POST}]}, ""),
}


def embedded(path: Path, value: Any) -> tuple[list[tuple[str, str]], list[str]]:
    """((id, page) of each embedded post, reasons of problems) of a value as a file."""
    path.write_text(value if isinstance(value, str) else json.dumps(value))
    readings = [one for one in read_file(InputFile(path=str(path)), 0, Order()) if isinstance(one, Reading)]
    posts = [(one.key.native_id, reading.page.url) for reading in readings for one in reading.sightings if one.relation == "embedded"]
    return sorted(set(posts)), [problem.reason for reading in readings for problem in reading.problems]


@pytest.mark.parametrize("name", SYSTEMS)
def test_an_article_of(name: str, tmp_path: Path) -> None:
    value, address = SYSTEMS[name]
    assert embedded(tmp_path / "a.json", value) == ([(POST, address)], [])


def test_lines_of_articles(tmp_path: Path) -> None:
    lines = "".join(json.dumps({"_type": "post", "body": [{"_type": "twitter", "id": str(int(POST) + n)}]}) + "\n" for n in range(3))
    assert [one for one, _ in embedded(tmp_path / "a.ndjson", lines)[0]] == [str(int(POST) + n) for n in range(3)]


def test_json_without_embeds_says_what_it_looked_like(tmp_path: Path) -> None:
    assert embedded(tmp_path / "a.json", {"entries": [{"fields": {"author": "https://twitter.com/gazette_kiel"}}]}) == ([], ["unsupported"])
    assert embedded(tmp_path / "b.json", '[{"is_archived": 0, "title": "A", "content": "<p>') == ([], ["truncated"])
