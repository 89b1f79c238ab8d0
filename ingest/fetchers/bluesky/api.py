"""Bluesky: posts as the app view gives them, and bare records from repositories (getRecord, Jetstream, CAR)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ingest.fetcher import Form, Found
from ingest.model import Author, Key, Media, Post, Problem
from ingest.patterns import late
from ingest.values.fields import counts_of, dicts, dig, from_epoch, from_iso, number_of, text_of, unique

Fields = Mapping[str, Any]
POST = "app.bsky.feed.post"
_URI = late(r"at://([^/]+)/app\.bsky\.feed\.post/([^/?#]+)")
NESTED = 4
"""A post quotes a post that quotes a post ... so deep and no deeper."""
_SENSITIVE = frozenset(("porn", "sexual", "nudity", "graphic-media", "gore"))


def native(uri: Any) -> str | None:
    """``did/rkey`` of a post's at-URI; None for every other collection."""
    match = _URI.fullmatch(uri) if isinstance(uri, str) else None
    return f"{match[1]}/{match[2]}" if match else None


def key(uri: Any) -> Key | None:
    """The key of the post that an at-URI names."""
    known = native(uri)
    return Key("bluesky", "", known) if known else None


def get(record: Any, name: str) -> Any:
    """A field under its own name, or in the Python SDK's spelling: ``likeCount``, ``like_count``; ``$type``, ``py_type``."""
    if not isinstance(record, dict):
        return None
    if name in record:
        return record[name]
    return record.get("py_type") if name == "$type" else record.get(re.sub(r"([A-Z])", lambda m: "_" + m[1].lower(), name))


def _facets(record: Fields, kind: str, field: str) -> list[str | None]:
    return [text_of(feature.get(field)) for facet in dicts(record.get("facets")) for feature in dicts(facet.get("features"))
            if str(get(feature, "$type")).endswith(f"#{kind}")]


def _blob(value: Any) -> str | None:
    """The CID of a blob reference: ``{"$link": ...}``, or the bare CID of the first year."""
    return text_of(dig(value, "ref", "$link")) or text_of(dig(value, "ref", "link")) or text_of(dig(value, "cid"))


def media(embed: Any, did: str) -> Iterator[Media]:
    """Pictures and film of an embed: of the app view with addresses, of a record with the CIDs that lead to them."""
    for one in dicts(get(embed, "images")):
        cid = _blob(one.get("image"))
        url = text_of(one.get("fullsize")) or (f"https://cdn.bsky.app/img/feed_fullsize/plain/{did}/{cid}@jpeg" if cid else None)
        ratio = get(one, "aspectRatio")
        yield Media(kind="image", url=url, alt=text_of(one.get("alt")), width=number_of(dig(ratio, "width")),
                    height=number_of(dig(ratio, "height")))
    cid = _blob(get(embed, "video"))
    if text_of(get(embed, "playlist")) or cid:
        yield Media(kind="video", url=text_of(get(embed, "playlist")) or f"https://video.bsky.app/watch/{did}/{cid}/playlist.m3u8",
                    poster=text_of(get(embed, "thumbnail")), alt=text_of(get(embed, "alt")))
    if isinstance(get(embed, "media"), dict):
        yield from media(get(embed, "media"), did)


def _quoted(embed: Any) -> Any:
    """The quoted record of an embed, inside ``recordWithMedia`` too."""
    inner = get(embed, "record")
    return dig(inner, "record") if isinstance(dig(inner, "record"), dict) and "uri" in inner["record"] else inner


def _external(embed: Any) -> str | None:
    return text_of(dig(embed, "external", "uri")) or text_of(dig(embed, "media", "external", "uri"))


def record_post(record: Fields, native_id: str, author: Author | None) -> Post:
    """What a post record says itself: no counts, no names."""
    did, embed = native_id.partition("/")[0], record.get("embed")
    quoted = _quoted(embed)
    links = unique([*_facets(record, "link", "uri"), _external(embed)])
    labels = {one.get("val") for one in dicts(dig(record, "labels", "values"))}
    tags = unique([*_facets(record, "tag", "tag"), *(text_of(tag) for tag in record.get("tags") or [])])
    return Post(
        native_id=native_id, author=author, created=from_iso(get(record, "createdAt")), caption=text_of(record.get("text")),
        language=text_of(dig(record, "langs", 0)), links=links, hashtags=tags or None, media=tuple(media(embed, did)),
        in_reply_to=key(dig(record, "reply", "parent", "uri")), thread=native(dig(record, "reply", "root", "uri")),
        quote_of=key(dig(quoted, "uri")), sensitive=True if labels & _SENSITIVE else None,
    )


def viewed(view: Fields, depth: int = 0) -> Iterator[Post]:
    """A post of the app view and the one that it quotes."""
    native_id, record = native(view.get("uri")), view.get("record") or view.get("value")
    if native_id is None or not isinstance(record, dict):
        return
    person = view.get("author")
    handle, did = text_of(dig(person, "handle")), text_of(dig(person, "did"))
    did = did or (native_id.partition("/")[0] if native_id.startswith("did:") else None)
    author = Author(handle=handle if handle != "handle.invalid" else None, name=text_of(get(person, "displayName")), native_id=did)
    post = record_post(record, native_id, author)
    embeds = view.get("embeds")
    embed = view.get("embed") or (embeds[0] if isinstance(embeds, list) and embeds else None)
    labels = {one.get("val") for one in dicts(view.get("labels"))}
    yield replace(
        post, created=post.created or from_iso(get(view, "indexedAt")), media=tuple(media(embed, did or "")) or post.media,
        counts=counts_of({"likes": get(view, "likeCount"), "comments": get(view, "replyCount"), "shares": get(view, "repostCount"),
                          "quotes": get(view, "quoteCount"), "bookmarks": get(view, "bookmarkCount")}),
        sensitive=True if labels & _SENSITIVE else post.sensitive,
    )
    quoted = _quoted(embed)
    if isinstance(quoted, dict) and depth < NESTED:
        inner = [replace(one, relation="quoted", evidence="full") for one in viewed(quoted, depth + 1)]
        yield from inner or _gone(quoted)


def _gone(view: Fields) -> Iterator[Post]:
    """A quoted post or a parent that the app view does not show."""
    native_id, kind = native(view.get("uri")), str(get(view, "$type"))
    if native_id and ("otFound" in kind or get(view, "notFound")):
        yield Post(native_id=native_id, availability="deleted", relation="quoted", evidence="reference")
    elif native_id and ("locked" in kind or "etached" in kind or get(view, "blocked")):
        yield Post(native_id=native_id, availability="unavailable", relation="quoted", evidence="reference")


def view(found: Found) -> Iterator[Post | Problem]:
    """A ``postView``: in feeds, threads, searches, and in the state of saved pages. The page's own post is not context."""
    own = found.address.key
    for post in viewed(found.data):
        other = own is not None and own.platform == "bluesky" and post.relation is None and not _same(own, post)
        yield replace(post, relation="context") if other else post


def _same(own: Key, post: Post) -> bool:
    return own.native_id.rpartition("/")[2] == post.native_id.rpartition("/")[2]


def is_view(view: Fields) -> bool:
    """Of a post: lists and feed generators are viewed as well."""
    return native(view["uri"]) is not None and isinstance(view["record"], dict) and isinstance(view["author"], dict)


def stored(found: Found) -> Iterator[Post | Problem]:
    """A record with its at-URI: getRecord, listRecords and the blocks of a repository."""
    native_id, value = native(found.data["uri"]), found.data["value"]
    if native_id is None or get(value, "$type") != POST:
        yield _other(value)
        return
    did = native_id.partition("/")[0]
    owner = Author(native_id=did) if did.startswith("did:") else Author(handle=did)
    yield record_post(value, native_id, owner)


def _other(value: Any) -> Post | Problem:
    """Likes and reposts point at a post; of the other records none is one."""
    kind, target = str(get(value, "$type")), native(dig(value, "subject", "uri"))
    if target is not None and kind in ("app.bsky.feed.like", "app.bsky.feed.repost"):
        return Post(native_id=target, relation="reference", evidence="reference")
    return Problem(reason="unsupported", detail=f"AT Protocol record {kind[:60]}: no post",
                   stage="aside" if kind.startswith(("app.bsky.", "chat.bsky.")) else "parse")


def gone(found: Found) -> Iterator[Post | Problem]:
    """A post of a thread or feed that the app view does not show: deleted, or its author has blocked somebody."""
    yield from (replace(post, relation="reference") for post in _gone(found.data))


def is_stored(record: Fields) -> bool:
    """``value`` says of itself what it is."""
    return str(record["uri"]).startswith("at://") and get(record["value"], "$type") is not None and "author" not in record


def bare(found: Found) -> Iterator[Post | Problem]:
    """A record of another kind without its address: likes, follows, feeds."""
    said = _other(found.data)
    yield said if isinstance(said, Post) else replace(said, stage="parse")


def is_bare(record: Fields) -> bool:
    """A record of the protocol's lexicons other than a post, with its own time."""
    kind = record["$type"]
    return isinstance(kind, str) and bool(re.fullmatch(r"app\.bsky\.\w+(?:\.\w+)*", kind)) and kind != POST and "createdAt" in record


def event(found: Found) -> Iterator[Post | Problem]:
    """A line of the Jetstream firehose. Deletions are known by their id alone."""
    commit = found.data.get("commit")
    did, rkey = found.data["did"], dig(commit, "rkey")
    if dig(commit, "collection") != POST or not rkey:
        kind = dig(commit, "collection") or found.data.get("kind") or "event"
        yield Problem(reason="unsupported", stage="aside", detail=f"Jetstream {str(kind)[:60]}: no post")
        return
    native_id, record = f"{did}/{rkey}", dig(commit, "record")
    seen = from_epoch(found.data["time_us"], unit="us")
    observed = seen.value if seen else None
    if not isinstance(record, dict):
        if dig(commit, "operation") in ("delete", "d"):
            yield Post(native_id=native_id, availability="deleted", observed_at=observed, relation="reference", evidence="reference")
        return
    post = record_post(record, native_id, Author(native_id=did))
    yield replace(post, observed_at=observed, edited_at=observed if dig(commit, "operation") in ("update", "u") else None)


def is_event(record: Fields) -> bool:
    """All lines of Jetstream have an account and a time in microseconds."""
    return str(record["did"]).startswith("did:") and isinstance(record["time_us"], int)


FORMS: tuple[Form, ...] = (
    Form(name="view", keys=("uri", "record", "author"), test=is_view, parse=view),
    Form(name="record", keys=("uri", "value"), test=is_stored, parse=stored),
    Form(name="other-record", keys=("$type", "createdAt"), test=is_bare, parse=bare, last=True),
    Form(name="not-found", keys=("notFound", "uri"), parse=gone),
    Form(name="blocked", keys=("blocked", "uri"), parse=gone),
    Form(name="jetstream", keys=("time_us", "did"), test=is_event, parse=event),
)
