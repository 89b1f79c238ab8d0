"""Each value of a record may be of another type than it should be: that costs the value, is told, and never its neighbours."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ingest import links
from ingest.fetchers import FETCHERS
from ingest.model import Document, Post, Problem
from ingest.shapes import read_records

FIXTURES = Path(__file__).parent / "fixtures"
NEIGHBOUR = {"id_str": "1266999999999999007", "id": 1266999999999999007, "full_text": "the neighbour",
             "created_at": "Wed Oct 10 20:19:24 +0000 2018", "user": {"id_str": "5", "screen_name": "someone", "name": "Some One"}}
SWAPS: tuple[Any, ...] = ("x", 7, None, [], {}, ["x"], {"x": 1}, True)
RECORDS = [
    {"data": {"id": "1266999999999999001", "text": "words", "author_id": "5", "created_at": "2020-05-31T10:00:00.000Z",
              "public_metrics": {"like_count": 3, "retweet_count": 1}, "conversation_id": "1266999999999999001",
              "entities": {"urls": [{"url": "https://t.co/a", "expanded_url": "https://a.example/"}], "hashtags": [{"tag": "seal"}]},
              "attachments": {"media_keys": ["3_1"]}, "referenced_tweets": [{"type": "quoted", "id": "20"}]},
     "includes": {"users": [{"id": "5", "username": "someone", "name": "Some One"}],
                  "media": [{"media_key": "3_1", "type": "photo", "url": "https://pbs.twimg.com/media/a.jpg"}]}},
    {**NEIGHBOUR, "id_str": "1266999999999999002", "id": 1266999999999999002, "favorite_count": 3, "lang": "en",
     "entities": {"urls": [{"url": "https://t.co/a", "expanded_url": "https://a.example/"}], "hashtags": [{"text": "seal"}],
                  "user_mentions": [{"screen_name": "other", "id_str": "6"}]}, "place": {"full_name": "Harbour"}},
    {"uri": "at://did:plc:abcdefghijklmnopqrstuvwx/app.bsky.feed.post/3kabcdefghi2x", "cid": "bafy", "likeCount": 3, "replyCount": 0,
     "author": {"did": "did:plc:abcdefghijklmnopqrstuvwx", "handle": "a.example", "displayName": "A"},
     "record": {"$type": "app.bsky.feed.post", "text": "words", "createdAt": "2024-01-01T00:00:00Z", "langs": ["en"],
                "facets": [{"index": {"byteStart": 0, "byteEnd": 5}, "features": [{"$type": "app.bsky.richtext.facet#tag", "tag": "x"}]}]}},
]


def paths(node: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    for step, value in node.items() if isinstance(node, dict) else enumerate(node):
        yield (*way, step)
        if isinstance(value, dict | list):
            yield from paths(value, (*way, step))


def swapped(record: Any, way: tuple[Any, ...], value: Any) -> Any:
    copy = json.loads(json.dumps(record))
    node = copy
    for step in way[:-1]:
        node = node[step]
    node[way[-1]] = value
    return copy


def read(records: list[Any]) -> tuple[list[str], list[str]]:
    document = Document(locator="a.json", body="\n".join(map(json.dumps, records)).encode(), kind="json")
    said = [one.said for one in read_records(document, context={}, read=links.read, fetchers=FETCHERS)]
    return [one.native_id for one in said if isinstance(one, Post)], [one.detail for one in said if isinstance(one, Problem)]


@pytest.mark.parametrize("number", range(len(RECORDS)))
def test_neighbours_stay_and_the_post_with_them(number: int) -> None:
    record = RECORDS[number]
    own = read([record])[0][0]
    for way in paths(record):
        for value in SWAPS:
            posts, problems = read([swapped(record, way, value), NEIGHBOUR])
            assert NEIGHBOUR["id_str"] in posts, (way, value)
            if "includes" not in way and not any("id" in str(step) for step in way):
                assert own in posts or problems, (way, value)


def test_a_text_where_a_list_is_due() -> None:
    posts, problems = read([swapped(RECORDS[0], ("data", "entities", "urls"), "x"), NEIGHBOUR])
    assert (posts[0], posts[-1]) == ("1266999999999999001", NEIGHBOUR["id_str"])
    assert not [told for told in problems if "AttributeError" in told]
