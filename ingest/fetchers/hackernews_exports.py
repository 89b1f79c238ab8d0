"""Hacker News: items of its own interface (Firebase) and of the search (Algolia)."""

from collections.abc import Iterator, Mapping
from typing import Any

from ingest.fetcher import Form, Found, Piece
from ingest.model import Author, Key, Post, Problem
from ingest.values.dates import read_date
from ingest.values.fields import counts_of, dicts, from_epoch, id_of, text_of, unique, when_of
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


def tree(found: Found) -> Iterator[Piece]:
    """An item of hn.algolia.com with everything below it (``children``)."""
    waiting: list[tuple[Fields, bool]] = [(found.data, False)]
    while waiting:
        record, below = waiting.pop()
        title, by, parent = text_of(record.get("title")), text_of(record.get("author")), id_of(record.get("parent_id"))[0]
        url, story, children = text_of(record.get("url")), id_of(record.get("story_id"))[0], record.get("children")
        post = Post(
            native_id=id_of(record["id"])[0], author=Author(handle=by) if by else None, created=from_epoch(record.get("created_at_i")),
            title=title,
            caption=titled(title, html_to_text(str(record.get("text") or ""))), links=unique([url]) if url else None,
            counts=counts_of({"score": record.get("points")}), in_reply_to=Key("hackernews", "", parent) if parent else None,
            thread=story or None, relation="context" if below else None, evidence="full" if below else None)
        yield Piece(post, record, (children,) if isinstance(children, list) else ())
        waiting += reversed([(child, True) for child in dicts(children) if id_of(child.get("id"))[0]])


def feed(found: Found) -> Iterator[Piece]:
    """An item of the interfaces that reading apps use (``points``, ``user``, ``comments_count``), with the comments below it."""
    waiting: list[tuple[Fields, Key | None]] = [(found.data, None)]
    while waiting:
        record, above = waiting.pop()
        native_id, by, title = id_of(record.get("id"))[0], text_of(record.get("user")), text_of(record.get("title"))
        url, text, comments = text_of(record.get("url")) or "", html_to_text(text_of(record.get("content")) or ""), record.get("comments")
        post = Post(
            native_id=native_id, author=Author(handle=by) if by else None, created=from_epoch(record.get("time")), title=title,
            caption=titled(title, text), links=(url,) if url.startswith("http") else None, in_reply_to=above,
            counts=counts_of({"score": record.get("points"), "comments": record.get("comments_count") if title else None}),
            relation="context" if above else None, evidence="full" if above else None)
        yield Piece(post, record, (comments,) if isinstance(comments, list) else ())
        waiting += reversed([(child, Key("hackernews", "", native_id)) for child in dicts(comments) if id_of(child.get("id"))[0]])


def row(found: Found) -> Iterator[Post | Problem]:
    """A row of the public table of all items (BigQuery, and what was cut from it)."""
    record = {name: value for name, value in found.data.items() if value not in ("", "null", "NULL", "nan")}
    gone = str(record.get("deleted") or record.get("dead")).lower() == "true"
    title, parent, by = text_of(record.get("title")), id_of(record.get("parent"))[0], text_of(record.get("by") or record.get("author"))
    url = text_of(record.get("url"))
    if str(record.get("id", "")).isdigit():
        yield Post(
            native_id=record["id"], author=Author(handle=by) if by else None, title=title,
            created=when_of(record.get("time") or record.get("created_at")) or read_date(
                str(record.get("created_at") or "").partition(" ")[0], "en"),
            caption=titled(title, html_to_text(str(record.get("text") or ""))), links=unique([url]) if url else None,
            counts=counts_of({"score": record.get("score") or record.get("num_points"),
                              "comments": record.get("descendants") or record.get("num_comments")}),
            in_reply_to=Key("hackernews", "", parent) if parent else None, availability="deleted" if gone else None)


FORMS: tuple[Form, ...] = (
    Form(name="item", keys=("time", "type", "id"), test=is_item, parse=item),
    Form(name="algolia-tree", keys=("created_at_i", "children", "points"), test=lambda r: "objectID" not in r and "id" in r, parse=tree),
    Form(name="feed", keys=("time_ago", "comments_count", "user"), test=lambda r: isinstance(r.get("id"), int), parse=feed),
    Form(name="table-stories", columns=("id", "by", "score", "time", "title", "descendants"), parse=row),
    Form(name="table-points", columns=("id", "title", "url", "num_points", "num_comments", "author"), parse=row),
    Form(name="table-comments", columns=("id", "by", "time", "text", "parent", "dead"), parse=row),
    Form(name="algolia", keys=("objectID", "created_at_i"), parse=hit),
)
