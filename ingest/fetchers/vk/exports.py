"""VK: posts as ``wall.get`` and ``newsfeed.get`` give them. 2011 (version 3) to today (version 5)."""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ingest.fetcher import Form, Found
from ingest.model import Author, Key, Media, Post, Problem
from ingest.values.fields import counts_of, dicts, dig, from_epoch, id_of, number_of, text_of, unique

Fields = Mapping[str, Any]
DEEP = 5
"""Reposts of reposts are followed so far."""


def _words(text: Any) -> str | None:
    """Version 4 and older write ``<br>``, and escape."""
    plain = re.sub(r"<br\s*/?>", "\n", text) if isinstance(text, str) else ""
    return html.unescape(plain).strip() or None


def _media(record: Fields) -> Iterator[Media]:
    listed = dicts(record.get("attachments")) or dicts([record.get("attachment")])
    for one in listed:
        kind, held = str(one.get("type")), one.get(str(one.get("type")))
        if not isinstance(held, dict):
            continue
        if kind == "photo":
            best = max(dicts(held.get("sizes")), key=lambda size: number_of(size.get("width")) or 0, default={})
            flat = [held[name] for name in ("src_xxbig", "src_xbig", "src_big", "photo_1280", "photo_807", "photo_604", "src")
                    if text_of(held.get(name))]
            yield Media(kind="image", url=text_of(best.get("url")) or (flat[0] if flat else None), alt=_words(held.get("text")),
                        width=number_of(best.get("width")) or None, height=number_of(best.get("height")) or None)
        elif kind == "video":
            still = dicts(held.get("image"))[-1:]
            length = number_of(held.get("duration"))
            yield Media(kind="video", poster=text_of(dig(still, 0, "url")) or text_of(held.get("image")),
                        duration=float(length) if length else None, alt=_words(held.get("title")))


def _links(record: Fields) -> tuple[str, ...] | None:
    return unique(text_of(dig(one, "link", "url")) for one in dicts(record.get("attachments"))) or None


def _number(value: Any) -> str:
    """Owners are negative for communities."""
    return str(value) if isinstance(value, int) and value else str(value) if re.fullmatch(r"-?\d+", str(value or "")) else ""


def posts(record: Fields, relation: str | None = None, depth: int = 0) -> Iterator[Post]:
    """A post, and the chain of those it repeats (``copy_history``), nearest first."""
    owner = _number(record.get("owner_id") or record.get("source_id") or record.get("to_id"))
    native, author = id_of(record.get("post_id"), record.get("id"))[0], _number(record.get("from_id")) or owner
    chain = dicts(record.get("copy_history"))
    copied = chain[0] if chain else {}
    first_owner, first = _number(copied.get("owner_id") or copied.get("source_id")), id_of(copied.get("id"))[0]
    copied_owner, copied_post = _number(record.get("copy_owner_id")), id_of(record.get("copy_post_id"))[0]
    if not owner or not native.isdigit():
        return
    origin = Key("vk", "", f"wall{first_owner}_{first}") if first_owner and first else Key(
        "vk", "", f"wall{copied_owner}_{copied_post}") if copied_owner and copied_post else None
    edited = from_epoch(record.get("edited"))
    post = Post(
        native_id=f"wall{owner}_{native}", author=Author(native_id=author), created=from_epoch(record.get("date")),
        caption=_words(record.get("text")), media=tuple(_media(record)), repost_of=origin, links=_links(record),
        edited_at=edited.value if edited else None, visibility="followers" if record.get("friends_only") == 1 else None,
        counts=counts_of({"likes": dig(record, "likes", "count"), "comments": dig(record, "comments", "count"),
                          "shares": dig(record, "reposts", "count"), "views": dig(record, "views", "count")}),
    )
    yield replace(post, relation=relation, evidence="full") if relation else post
    if depth < DEEP:
        for one in chain:
            yield from posts({**one, "copy_history": []}, "quoted", depth + 1)


def wall(found: Found) -> Iterator[Post | Problem]:
    """A post of a wall or of the news feed, with the name of its author where the answer's ``groups`` or ``profiles`` tell."""
    for post in posts(found.data):
        yield replace(post, author=_named(found.parent, post.author))


def _named(parent: Any, author: Author | None) -> Author | None:
    number = author.native_id if author else None
    for one in (*dicts(dig(parent, "groups")), *dicts(dig(parent, "profiles"))) if number else ():
        known = id_of(one.get("id"), one.get("gid"), one.get("uid"))[0]
        if number and known == number.lstrip("-") and (("name" in one) == number.startswith("-")):
            name = text_of(one.get("name")) or " ".join(filter(None, (one.get("first_name"), one.get("last_name"))))
            return Author(native_id=number, name=name or None, handle=text_of(one.get("screen_name")))
    return author


def is_post(record: Fields) -> bool:
    """Notes about photos and videos stand between the posts of a feed."""
    if record.get("type", "post") != "post" and "post_type" not in record:
        return False
    if "post_id" in record and "source_id" not in record and "post_type" not in record and "id" in record:
        return False
    return isinstance(record["date"], int) and ("from_id" in record or "source_id" in record) and "text" in record


def comment(found: Found) -> Iterator[Post | Problem]:
    """A comment below a post of a wall (``wall.getComments``)."""
    record: Fields = found.data
    owner, post = _number(record.get("owner_id")), id_of(record.get("post_id"))[0]
    native, writer = id_of(record.get("id"), record.get("cid"))[0], _number(record.get("from_id") or record.get("uid"))
    stack = record.get("parents_stack")
    above = id_of(stack[-1])[0] if isinstance(stack, list) and stack else ""
    wall = f"wall{owner}_{post}"
    if owner and post.isdigit() and native.isdigit():
        yield Post(
            native_id=f"{wall}_r{native}", kind="comment", caption=_words(record.get("text")), created=from_epoch(record.get("date")),
            author=_named(found.parent, Author(native_id=writer)) if writer else None, media=tuple(_media(record)),
            counts=counts_of({"likes": dig(record, "likes", "count"), "comments": dig(record, "thread", "count")}), thread=wall,
            in_reply_to=Key("vk", "comment", f"{wall}_r{above}") if above else Key("vk", "", wall))


def is_comment(record: Fields) -> bool:
    """It names the post that it is below; an entry of the news feed names its source."""
    return "source_id" not in record and "post_type" not in record and isinstance(record["date"], int) and "text" in record


def note(found: Found) -> Iterator[Post | Problem]:
    """An entry of the feed that only repeats a medium."""
    yield Problem(reason="unsupported", detail="VK news feed: notes about photos and videos, no posts", stage="parse")


FORMS: tuple[Form, ...] = (
    Form(name="api-wall", keys=("owner_id", "from_id", "date"), test=is_post, parse=wall),
    Form(name="api-wall-3", keys=("to_id", "from_id", "date"), test=lambda r: "owner_id" not in r and is_post(r), parse=wall),
    Form(name="api-comment", keys=("owner_id", "post_id", "date", "id"), test=is_comment, parse=comment),
    Form(name="api-feed", keys=("source_id", "post_id", "date"), test=is_post, parse=wall),
    Form(name="api-note", keys=("source_id", "type", "date"), test=lambda r: not ("post_id" in r and is_post({"text": "", **r})),
         parse=note),
)
