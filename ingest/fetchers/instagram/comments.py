"""Instagram: comments as answers of its interfaces list them, below a post or alone."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ingest.clocks import media_code
from ingest.fetcher import Form, Found
from ingest.model import Author, Key, Post, Problem
from ingest.values.fields import counts_of, dicts, dig, from_epoch, from_iso, id_of, text_of

Fields = dict[str, Any]
DEEP = 3


def _one(record: Fields, post: Key | None, above: Key | None) -> Post | None:
    """A comment of any interface. Its number is its own; the post is known from what is around it."""
    native_id, _ = id_of(record.get("pk"), record.get("id"))
    person = record.get("user") or record.get("owner") or record.get("from")
    handle = text_of(dig(person, "username")) or text_of(record.get("username")) or text_of(record.get("ownerUsername"))
    user, doubt = id_of(dig(person, "pk"), dig(person, "id"))
    text = text_of(record.get("text"))
    likes = next((n for n in (record.get("comment_like_count"), dig(record, "edge_liked_by", "count"), record.get("likes_count"),
                              record.get("like_count")) if n is not None), None)
    if not native_id or text is None:
        return None
    made = record.get("created_at_utc") or record.get("created_at") or record.get("created_time") or record.get("timestamp")
    return Post(
        native_id=native_id, kind="comment", caption=text, created=from_epoch(made) or from_iso(made), in_reply_to=above or post,
        thread=post.native_id if post else None, counts=counts_of({"likes": likes}),
        author=Author(handle=handle, name=text_of(dig(person, "full_name")), native_id=None if doubt else user or None)
        if handle or user else None)


def below(record: Fields, post: Key | None, above: Key | None = None, depth: int = 0) -> Iterator[Post]:
    """A comment and the answers to it."""
    made = _one(record, post, above)
    if made is None:
        return
    yield made
    edges = [dig(edge, "node") for edge in dicts(dig(record, "edge_threaded_comments", "edges"))]
    for answer in dicts(edges) or dicts(record.get("answers")) or dicts(record.get("preview_child_comments")) or dicts(
            dig(record, "replies", "data")):
        if depth < DEEP:
            yield from below(answer, post, Key("instagram", "comment", made.native_id), depth + 1)


def shown(record: Fields, post: Key) -> Iterator[Post]:
    """The comments that an answer lists below its post: posts of their own, seen beside it."""
    edges = [dig(edge, "node") for name in ("edge_media_to_parent_comment", "edge_media_to_comment")
             for edge in dicts(dig(record, name, "edges"))]
    seen = set()
    for one in dicts(edges) or dicts(record.get("preview_comments")) or dicts(dig(record, "comments", "data")):
        for made in below(one, post):
            if made.native_id not in seen:
                seen.add(made.native_id)
                yield replace(made, relation="context", evidence="full")


def answer(found: Found) -> Iterator[Post | Problem]:
    """A comment of the private API, alone or in a list (``comment_like_count``). 2014 to today."""
    media, _ = id_of(found.data.get("media_id"))
    code = media_code(media) if media.isdigit() else None
    own = found.address.key
    shown_at = own if own is not None and own.platform == "instagram" and own.kind != "story" else None
    yield from below(found.data, Key("instagram", "", code) if code else shown_at)


FORMS: tuple[Form, ...] = (
    Form(name="comment", keys=("comment_like_count", "text", "user"), test=lambda r: "pk" in r or "id" in r, parse=answer),
)
