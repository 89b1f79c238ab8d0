"""Hacker News: items of its own interface (Firebase) and of the search (Algolia)."""

from collections.abc import Iterator, Mapping
from typing import Any

from ingest.fetcher import Form, Found
from ingest.model import Author, Key, Post, Problem
from ingest.values.fields import counts_of, from_epoch, id_of, text_of, unique
from ingest.values.heads import titled
from ingest.values.texts import html_to_text

Fields = Mapping[str, Any]
KINDS = ("story", "comment", "job", "poll", "pollopt")


def item(found: Found) -> Iterator[Post | Problem]:
    """An item: a story has title and score, a comment text and parent."""
    record: Fields = found.data
    title, parent = text_of(record.get("title")), id_of(record.get("parent"))[0]
    url, gone = text_of(record.get("url")), record.get("deleted") or record.get("dead")
    by = text_of(record.get("by"))
    yield Post(
        native_id=id_of(record["id"])[0], author=Author(handle=by) if by else None, created=from_epoch(record.get("time")),
        title=title, caption=titled(title, html_to_text(str(record.get("text") or ""))), links=unique([url]) if url else None,
        counts=counts_of({"score": record.get("score"), "comments": record.get("descendants")}),
        in_reply_to=Key("hackernews", "", parent) if parent else None, availability="deleted" if gone else None,
    )


def is_item(record: Fields) -> bool:
    """Seconds since 1970, a number for an id, and one of five types."""
    return record["type"] in KINDS and isinstance(record["id"], int) and isinstance(record["time"], int)


def hit(found: Found) -> Iterator[Post | Problem]:
    """A hit of the search at hn.algolia.com."""
    record: Fields = found.data
    title, by = text_of(record.get("title")), text_of(record.get("author"))
    text = text_of(record.get("story_text")) if title else text_of(record.get("comment_text"))
    parent, story = id_of(record.get("parent_id"))[0], id_of(record.get("story_id"))[0]
    native_id, url = id_of(record["objectID"])[0], text_of(record.get("url"))
    if native_id.isdigit():
        yield Post(
            native_id=native_id, author=Author(handle=by) if by else None, created=from_epoch(record["created_at_i"]), title=title,
            caption=titled(title, html_to_text(text or "")), links=unique([url]) if url else None,
            counts=counts_of({"score": record.get("points"), "comments": record.get("num_comments")}),
            in_reply_to=Key("hackernews", "", parent) if parent else None, thread=story or None,
        )


FORMS: tuple[Form, ...] = (
    Form(name="item", keys=("time", "type", "id"), test=is_item, parse=item),
    Form(name="algolia", keys=("objectID", "created_at_i"), parse=hit),
)
