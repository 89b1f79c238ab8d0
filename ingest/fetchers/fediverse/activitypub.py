"""ActivityPub: objects and activities as servers exchange them, and the download that Mastodon makes of them."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from ingest.fetcher import Form, Found
from ingest.fetchers.fediverse.api import key_of, links_of, plain, warned
from ingest.model import Author, Key, Media, Post, Problem
from ingest.patterns import late
from ingest.values.fields import counts_of, dicts, dig, from_iso, number_of, text_of, truth, unique
from ingest.values.heads import seconds, titled

Fields = Mapping[str, Any]
OBJECTS = frozenset(("Note", "Article", "Question", "Page", "Video", "Image", "Audio", "Event"))
_PICTURE = late(r"\.(?:jpe?g|png|gif|webp|avif)$")
_NUMBER = late(r"/(?:[\w-]+/)+(?:\d+|[0-9a-f]{24,64})/?")
"""Actors' addresses that end in a number are named otherwise."""
_PUBLIC = frozenset(("https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"))
_ACTORS = frozenset(("Person", "Service", "Group", "Application", "Organization"))


def owner(data: Any) -> Fields:
    """``actor.json``: the account whose download this is."""
    handle, home = text_of(dig(data, "preferredUsername")), urlsplit(str(dig(data, "id") or "")).netloc
    if not handle or str(dig(data, "type")) not in _ACTORS:
        return {}
    who = Author(handle=f"{handle}@{home}" if home else handle, name=text_of(dig(data, "name")), url=text_of(dig(data, "url")))
    return {"owner": who, "actor": text_of(dig(data, "id"))}


def _first(value: Any) -> str | None:
    """An address where there may be a list or an object."""
    if isinstance(value, list):
        return next((url for one in value if (url := _first(one))), None)
    return text_of(value) or text_of(dig(value, "id")) or text_of(dig(value, "href"))


def _seen_by(record: Fields) -> str | None:
    """To whom it is addressed: Public in ``to`` is public, in ``cc`` unlisted; else followers or single persons."""
    to, copy = ([str(one) for one in (value if isinstance(value, list) else [value])] if (value := record.get(name)) else []
                for name in ("to", "cc"))
    if not _PUBLIC.isdisjoint(to):
        return "public"
    if not _PUBLIC.isdisjoint(copy):
        return "unlisted"
    if not to and not copy:
        return None
    return "followers" if any(one.endswith("/followers") for one in (*to, *copy)) else "direct"


def author_of(found: Found, uri: Any) -> Author | None:
    """Who an actor's address names; the owner's own handle stands in ``actor.json``, others' in the address alone."""
    url = _first(uri)
    if url is None:
        return found.context.get("owner")
    if url == found.context.get("actor"):
        return found.context.get("owner")
    parts = urlsplit(url)
    handle = parts.path.rstrip("/").rpartition("/")[2].lstrip("@")
    numbered = "/ap/users/" in parts.path or _NUMBER.fullmatch(parts.path) is not None
    name = text_of(dig(uri, "name")) if isinstance(uri, dict) else None
    return Author(handle=f"{handle}@{parts.netloc}" if handle and not numbered else None, name=name, url=url)


def _media(record: Fields) -> Iterator[Media]:
    attached = record.get("attachment")
    for one in dicts(attached if isinstance(attached, list) else [attached]):
        kind = str(one.get("mediaType") or one.get("type") or "").lower().partition("/")[0]
        url = _first(one.get("url")) or _first(one.get("href"))
        kind = "image" if kind == "link" and url and _PICTURE.search(url) else kind  # Lemmy's
        if kind in ("image", "video", "audio", "document") and url:
            outside = url.startswith("http")
            yield Media(kind=kind if kind != "document" else "file", url=url if outside else None, alt=text_of(one.get("name")),
                        local=None if outside else url.lstrip("/"), width=number_of(one.get("width")),
                        height=number_of(one.get("height")))
    if record.get("type") == "Page" and not attached and (still := _first(dig(record, "image", "url"))):
        yield Media(kind="image", url=still)
    if record.get("type") == "Video":
        length = seconds(str(record.get("duration") or ""))
        yield Media(kind="video", duration=length, poster=_first(dig(record, "icon")))


def _text(record: Fields) -> tuple[str | None, str | None]:
    """Title and caption."""
    mapped = record.get("contentMap")
    content = text_of(record.get("content")) or (text_of(next(iter(mapped.values()), None)) if isinstance(mapped, dict) else None)
    text = plain(content or "")
    if record.get("type") == "Note" or not text_of(record.get("name")):
        choices = [text_of(one.get("name")) for name in ("oneOf", "anyOf") for one in dicts(record.get(name))]
        return None, warned(record.get("summary"), "\n".join([text, *unique(choices)]).strip())
    title = text_of(record.get("name"))
    return title, titled(title, text)


def post_of(found: Found, record: Fields) -> Iterator[Post]:
    """The object of an activity, or alone."""
    key = key_of(found, _first(record.get("url")), record.get("id")) if record.get("type") != "Video" else key_of(
        found, record.get("id"), _first(record.get("url")))
    named = key_of(found, record.get("id"))
    if key is None or named is None:
        return
    # Addresses of no known shape are ids only as the object's own id.
    key = key if found.read(_first(record.get("url")) or "").key is not None else named
    tags, title_caption = dicts(record.get("tag")), _text(record)
    mapped = record.get("contentMap")
    edited, made = from_iso(record.get("updated")), from_iso(record.get("published"))
    yield Post(
        native_id=key.native_id, kind=key.kind, platform="" if key.platform == "fediverse" else key.platform,
        author=author_of(found, record.get("attributedTo") or record.get("actor")), created=made,
        title=title_caption[0], caption=title_caption[1], media=tuple(_media(record)),
        edited_at=edited.value if edited and edited != made else None, sensitive=truth(record.get("sensitive")),
        language=next(iter(mapped), None) if isinstance(mapped, dict) and len(mapped) == 1 else text_of(
            dig(record, "language", "identifier")),
        hashtags=unique(str(one.get("name") or "").lstrip("#") for one in tags if one.get("type") == "Hashtag"),
        mentions=unique(str(one.get("name") or "").lstrip("@") for one in tags if one.get("type") == "Mention"),
        links=links_of(str(record.get("content") or "")), visibility=_seen_by(record),
        in_reply_to=key_of(found, _first(record.get("inReplyTo"))),
        quote_of=key_of(found, _first(record.get("quote")) or _first(record.get("quoteUrl")) or _first(record.get("quoteUri"))),
        counts=counts_of({"likes": dig(record, "likes", "totalItems"), "shares": dig(record, "shares", "totalItems"),
                          "comments": dig(record, "replies", "totalItems"), "views": record.get("views")}),
    )


def _hidden(found: Found, visibility: str | None) -> bool:
    return visibility in ("followers", "direct") and not found.context.get("include_private")


_LEFT_OUT = "post for followers or single readers (never public)"


def note(found: Found) -> Iterator[Post | Problem]:
    """An object by itself."""
    for post in post_of(found, found.data):
        yield Problem(reason="unsupported", detail=_LEFT_OUT, stage="aside") if _hidden(found, post.visibility) else post


def activity(found: Found) -> Iterator[Post | Problem]:
    """``Create`` and ``Update`` carry the object, ``Announce`` mostly only its address."""
    record: Fields = found.data
    inner, visibility = record.get("object"), _seen_by(record)
    if record["type"] != "Announce":
        for post in post_of(found, inner) if isinstance(inner, dict) else ():
            seen = post.visibility or visibility
            if _hidden(found, seen):
                yield Problem(reason="unsupported", detail=_LEFT_OUT, stage="aside")
            else:
                yield replace(post, author=post.author or author_of(found, record.get("actor")), visibility=seen)
        return
    if _hidden(found, visibility):
        yield Problem(reason="unsupported", detail=_LEFT_OUT, stage="aside")
        return
    target = key_of(found, *((dig(inner, "url"), dig(inner, "id")) if isinstance(inner, dict) else (inner,)))
    own = _announced(found, record)
    if own is not None:
        yield Post(native_id=own.native_id, author=author_of(found, record.get("actor")), created=from_iso(record.get("published")),
                   repost_of=target, visibility=visibility)
    if isinstance(inner, dict):
        yield from (replace(post, relation="quoted", evidence="full") for post in post_of(found, inner))
    elif target is not None:
        yield Post(native_id=target.native_id, kind=target.kind, platform=target.platform, relation="quoted", evidence="reference")


def _announced(found: Found, record: Fields) -> Key | None:
    """A boost is a status of its own: its id without ``/activity``."""
    uri = str(record.get("id") or "")
    return key_of(found, uri.removesuffix("/activity")) if uri.startswith("http") else None


def is_object(record: Fields) -> bool:
    """A post, not a tag, an attachment or an actor."""
    return str(record["type"]) in OBJECTS and isinstance(record["id"], str) and ("content" in record or "name" in record)


def is_activity(record: Fields) -> bool:
    """Of the activities only those that publish."""
    return record["type"] in ("Create", "Update", "Announce") and isinstance(record["object"], dict | str)


def references(found: Found) -> Iterator[Post | Problem]:
    """``likes.json`` and ``bookmarks.json``: addresses of other people's posts, nothing else."""
    for url in found.data["orderedItems"]:
        key = key_of(found, url)
        if key is not None:
            yield Post(native_id=key.native_id, kind=key.kind, platform=key.platform)


def is_references(record: Fields) -> bool:
    """A collection of addresses."""
    items = record["orderedItems"]
    return isinstance(items, list) and bool(items) and all(isinstance(one, str) for one in items[:20])


def actor(found: Found) -> Iterator[Post | Problem]:
    """An account's own object."""
    yield Problem(reason="unsupported", detail="ActivityPub account: no posts", stage="aside")


CONTEXT = (("actor.json", owner),)
FORMS: tuple[Form, ...] = (
    Form(name="activity", keys=("object", "type", "actor"), test=is_activity, parse=activity),
    Form(name="object", keys=("attributedTo", "type", "id"), test=is_object, parse=note),
    Form(name="references", keys=("orderedItems",), test=is_references, parse=references, relation="reference",
         evidence="reference"),
    Form(name="actor", keys=("preferredUsername", "type"), test=lambda r: str(r["type"]) in _ACTORS, parse=actor),
)
