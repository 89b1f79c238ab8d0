"""What an object of a page's state says of the post that it names, in a publisher's own words for it:
``{"type": "tweet", "id": "1...", "text": "...", "author": {"name": "...", "handle": "..."}, "likes": 12}``."""

from collections.abc import Iterator, Mapping
from typing import Any

from ingest.fetcher import Address
from ingest.model import Author, Count, Post
from ingest.values import html_to_text
from ingest.values.fields import number_of, text_of, when_of

_INSIDE = ("data", "tweet", "post", "status", "attrs", "props", "model", "embed", "content", "fields", "attributes", "payload", "media")
_WORDS = ("fullText", "full_text", "tweetText", "tweet_text", "postText", "text", "content", "body", "message")
_CAPTIONED = frozenset(("instagram", "tiktok", "facebook", "threads"))
"""Platforms whose texts are called captions; elsewhere a block's caption is the publisher's."""
_PEOPLE = ("author", "user", "account", "owner", "profile", "creator")
_HANDLES = ("screen_name", "screenName", "username", "userName", "handle", "acct", "authorHandle", "author_handle", "authorUsername",
            "author_username", "userHandle", "twitterHandle", "uniqueId")
_NAMES = ("name", "displayName", "display_name", "fullName", "full_name")
_OUTER_NAMES = ("displayName", "display_name", "authorName", "author_name")
_COUNTS = {
    "likes": ("likes", "likeCount", "like_count", "likesCount", "likes_count", "favorite_count", "favoriteCount", "favourites_count"),
    "shares": ("retweets", "retweetCount", "retweet_count", "repostCount", "repost_count", "reposts"),
    "comments": ("replies", "replyCount", "reply_count", "commentCount", "comment_count"),
}
_TIMES = ("createdAt", "created_at", "postedAt", "posted_at", "publishedAt", "published_at", "timestamp", "date")
_LONGEST = 10_000


def told(block: Mapping[str, Any], address: Address, *, typed: bool) -> Post | None:
    """The post as such an object describes it; None where it says no more than which post it is.

    ``typed``: the object itself is the post (its type and its id name it), and does not only hold an address.
    """
    key = address.key
    fields = dict(_flat(block))
    author = _author(fields)
    named = address.author if address.author and not address.author.startswith("did:") else None
    if key is None or (author and author.handle and named and author.handle.lower() != named.lower()):
        return None
    counts = tuple(_counts(fields))
    text = _text(fields, key.platform) if typed or author or counts else None
    if not (text or author or counts):
        return None
    created = next((when for name in _TIMES if (when := when_of(fields.get(name))) is not None and when.precision != "day"), None)
    handle = (author.handle if author else None) or address.author
    return Post(native_id=key.native_id, kind=key.kind, platform=key.platform, caption=text, counts=counts,
                created=created if text or counts else None, evidence="rich" if text else None,
                author=Author(handle=handle, name=author.name if author else None) if handle or author else None)


def _flat(block: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The fields, those of the object inside that holds what belongs to it first: the outer ones win."""
    for name in _INSIDE:
        if isinstance(inner := block.get(name), dict):
            yield from inner.items()
    yield from ((name, value) for name, value in block.items() if name not in _INSIDE or not isinstance(value, dict))


def _author(fields: Mapping[str, Any]) -> Author | None:
    people = [one for name in _PEOPLE if isinstance(one := fields.get(name), dict)]
    handle = _first((*people, fields), _HANDLES)
    name = _first(people, _NAMES) or _first((fields,), _OUTER_NAMES)
    said = fields.get("author")
    if isinstance(said, str) and 0 < len(said) < 80:
        handle, name = (handle or said, name) if said.startswith("@") else (handle, name or said)
    handle = (handle or "").strip().lstrip("@")
    if " " in handle or "/" in handle:
        handle = ""
    return Author(handle=handle or None, name=name) if handle or name else None


def _first(places: Any, names: tuple[str, ...]) -> str | None:
    return next((text for place in places for name in names if isinstance(text := place.get(name), str) and 0 < len(text) < 200), None)


def _text(fields: Mapping[str, Any], platform: str) -> str | None:
    for name in (*_WORDS, *(("caption",) if platform in _CAPTIONED else ())):
        text = text_of(fields.get(name)) if isinstance(fields.get(name), str) else None
        if text and len(text) < _LONGEST and not text.startswith(("http", "//", "<iframe", "<blockquote", "<script")):
            return html_to_text(text) if "<" in text else text
    return None


def _counts(fields: Mapping[str, Any]) -> Iterator[Count]:
    for metric, names in _COUNTS.items():
        value = next((number for name in names if (number := number_of(fields.get(name))) is not None), None)
        if value is not None:
            yield Count(metric=metric, value=value)
