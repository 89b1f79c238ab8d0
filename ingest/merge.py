"""What a post is, given its sightings: the fold. Pure; the order, number and grouping of the sightings do not matter.

A rule makes a list out of ONE claim, and the greatest list wins: nothing here compares two claims in any other way. (Rules
such as "the longer text that starts with the shorter one" are not transitive: some orders of three give another answer.)
The last item of a list is the value, so even ties are decided by content. A fold is a dict of the winning lists; merging
two folds takes the greater list of each field, which is associative, commutative and idempotent by construction.

    caption     says something > complete > class of evidence > captured later > longer
    counts      observed later > exact > rounded > hidden > class > greater;  beside it the newest exact one
    created     to the second > minute > day;  stated > from the id > the page's word
    author      identified > class > later      media       united by file name, each attribute for itself
    status      observed later > class          visibility  the most private word
    other       class > later > value
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import blake2b
from typing import Any
from urllib.parse import urlsplit

import msgspec

from ingest.model import SHORT_LINK, Key, Media, Post, Time
from ingest.store.claims import Claim, counts_of

Fold = dict[str, list[Any]]
"""Field -> the winning list. Names that begin with ``<`` keep the least list instead."""

PRECISIONS = ("day", "minute", "second", "ms", "us")
ORIGINS = ("page", "id", "stated")
EXACTNESS = ("hidden", "rounded", "exact")
PRIVACY = ("public", "unlisted", "followers", "private", "direct")
STATUSES = ("available", "unavailable", "withheld", "private", "suspended", "deleted")
COUNTED = ("likes", "comments", "shares", "quotes", "views", "bookmarks", "score")
"""The metrics with a column of their own; ``likes`` also keeps its newest exact value."""

RULES = {
    "caption": "says something, complete, class of evidence, captured later, longer, bytes",
    "created": "to the second over minute over day; stated over id over page; finer; class; value",
    "counts": "observed later, exact over rounded over hidden, class, greater",
    "author": "identified, class of evidence, captured later, value",
    "status": "observed later, class of evidence, the more final word",
    "visibility": "the most private word",
    "media": "united by file name; each attribute by class of evidence, then captured later",
    "edited_at": "the latest",
    "hashtags": "complete caption, class of evidence, captured later, more, value",
    "other": "class of evidence, captured later, value",
}
"""For people (``show --why``): the order in which the items of a list are compared."""


def fold(claims: Iterable[Claim]) -> Fold:
    """The fold of claims that are about one post."""
    result: Fold = {}
    for claim in claims:
        add(result, claim)
    return result


def add(into: Fold, claim: Claim) -> None:
    """Takes one claim into a fold."""
    for field, candidate in candidates(claim):
        winner = into.get(field)
        if winner is None or (candidate < winner if field[0] == "<" else candidate > winner):
            into[field] = candidate


def merge(into: Fold, other: Fold) -> None:
    """Takes another fold into a fold."""
    for field, candidate in other.items():
        winner = into.get(field)
        if winner is None or (candidate < winner if field[0] == "<" else candidate > winner):
            into[field] = candidate


def candidates(claim: Claim) -> Iterator[tuple[str, list[Any]]]:
    """What one claim puts forward for each field."""
    post, rank, at = claim.post, claim.rank, claim.captured_at
    yield "<key", _standing(claim)
    if claim.key.kind == SHORT_LINK and rank:
        yield "shown", [True]
    yield "suspect", [not post.suspect_id]
    if at:
        yield "<first", [at]
        yield "last", [at]
    if post.caption is not None:
        yield from _texts(post.caption, post.caption_complete, rank, at)
    yield from _simple(post, rank, at)
    yield from _lists(post, rank, at)
    yield from _counts(post, rank, at)
    if post.author is not None:
        author = post.author
        identity = [author.handle or "", author.name or "", author.native_id or "", author.url or ""]
        yield "author", [bool(author.handle or author.native_id), rank, at, claim.key.platform, *identity]
        if author.name:
            yield "name", [rank, at, author.name]
    if post.created is not None:
        yield "created", created(post.created, rank)
    for position, media in enumerate(post.media):
        yield from _media(media, position, rank, at)


_SETTLED, _WAITING = 2, 3


def _standing(claim: Claim) -> list[Any]:
    """How good a name this claim has for its post: an id, one made up from content, what a short link leads to, the link itself."""
    key, proven = claim.key, claim.post.same_as
    if key.kind != SHORT_LINK:
        return [key.native_id.startswith("x-"), -bool(proven), -claim.rank, *key]
    target = next((other for other in proven if other.kind != SHORT_LINK), None)
    return [_WAITING, 0, -claim.rank, *key] if target is None else [_SETTLED, 0, -claim.rank, *target]


def waits(winners: Fold) -> bool:
    """A short link of which nobody has said what it stands for, or one that is explained and was seen nowhere: no post yet."""
    standing = winners["<key"][0]
    return standing == _WAITING or (standing == _SETTLED and "shown" not in winners)


def _texts(caption: str, complete: bool | None, rank: int, at: str) -> Iterator[tuple[str, list[Any]]]:
    wholeness = 1 if complete is None else 2 * complete
    yield "caption", [caption != "", wholeness, rank, at, len(caption), caption]
    name = text_hash(caption)
    yield f"text {name}", [at]
    if at:
        yield f"<text {name}", [at]


@lru_cache(maxsize=1024)
def text_hash(text: str) -> str:
    """The short name of a text among the texts of one post."""
    return blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()


def _simple(post: Post, rank: int, at: str) -> Iterator[tuple[str, list[Any]]]:
    for field in ("title", "language", "thread", "place"):
        value = getattr(post, field)
        if value:
            yield field, [rank, at, value]
    for field in ("in_reply_to", "quote_of", "repost_of"):
        other: Key | None = getattr(post, field)
        if other is not None:
            yield field, [rank, at, *other]
    if post.edited_at:
        yield "edited_at", [post.edited_at]
    if post.sensitive is not None:
        yield "sensitive", [rank, at, post.sensitive]
    if post.visibility:
        yield "visibility", [index_of(PRIVACY, post.visibility), post.visibility]
    if post.availability:
        yield "status", [post.observed_at or at, rank, index_of(STATUSES, post.availability), post.availability]


def _lists(post: Post, rank: int, at: str) -> Iterator[tuple[str, list[Any]]]:
    wholeness = 1 if post.caption_complete is None else 2 * post.caption_complete
    for field in ("hashtags", "mentions", "links"):
        values: tuple[str, ...] | None = getattr(post, field)
        if values is not None:
            yield field, [wholeness, rank, at, len(values), list(values)]


def _counts(post: Post, rank: int, at: str) -> Iterator[tuple[str, list[Any]]]:
    for count in counts_of(post):
        if count.metric not in COUNTED:
            continue
        when, value = count.observed_at or at, -1 if count.value is None else count.value
        yield count.metric, [when, index_of(EXACTNESS, count.precision), rank, value]
        if count.metric == "likes" and count.precision == "exact" and count.value is not None:
            yield "likes exact", [when, rank, value]


def created(time: Time, rank: int) -> list[Any]:
    """The list of a time: what is known to the second is equal at first, so that a stated second beats an id's millisecond."""
    fine = index_of(PRECISIONS, time.precision)
    return [min(fine, 2), index_of(ORIGINS, time.origin), fine, rank, time.value]


def index_of(words: tuple[str, ...], word: str) -> int:
    """Its place in the order, the lowest for a word that is not in it."""
    return words.index(word) if word in words else 0


def _media(media: Media, position: int, rank: int, at: str) -> Iterator[tuple[str, list[Any]]]:
    name = media_key(media, position)
    yield f"media {name} kind", [rank, at, media.kind]
    yield f"<media {name} position", [-rank, position]
    for field in ("url", "alt", "width", "height", "duration", "local", "poster"):
        value = getattr(media, field)
        if value is not None and value != "" and (isinstance(value, str) or abs(value) < _LARGEST):
            yield f"media {name} {field}", [rank, at, value]


_LARGEST = 2**63
_PLAIN_NAME = re.compile(r"[a-z]*|.{0,5}|\d{1,7}", re.I)


def media_key(media: Media, position: int) -> str:
    """The name under which copies of one picture come together: the last part of its address, without size and suffix."""
    address = media.url or media.local or media.poster
    if not address:
        return f"{media.kind}#{position}"
    try:
        path = urlsplit(address).path if media.url or media.poster else address
    except ValueError:
        path = address
    parts = [part for part in path.replace("\\", "/").split("/") if part] or [address]
    stem = re.split(r"[.:]", parts[-1])[0] or parts[-1]
    if _PLAIN_NAME.fullmatch(stem) and len(parts) > 1:
        stem = f"{parts[-2]}/{stem}"
    return stem.replace(" ", "%20")[:200]


def key_of(winners: Fold) -> Key:
    """The id by which a post is known, of all that were claimed for it."""
    platform, kind, native_id = winners["<key"][3:]
    return Key(platform, kind, native_id)


def pack_fold(winners: Fold) -> str:
    """A fold as JSON, without the caption's text: the post's own row has that."""
    caption = winners.get("caption")
    slim = winners if caption is None else {**winners, "caption": caption[:-1]}
    return msgspec.json.encode(slim, order="sorted").decode()


def unpack_fold(text: str, caption: str | None) -> Fold:
    """The fold that ``pack_fold`` wrote."""
    winners: Fold = msgspec.json.decode(text)
    if "caption" in winners:
        winners["caption"].append(caption)
    return winners
