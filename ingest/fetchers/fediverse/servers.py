"""Misskey's notes and PeerTube's videos, as the servers' own APIs give them."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from ingest.fetcher import Form, Found
from ingest.fetchers.fediverse.api import key_of
from ingest.model import Author, Count, Key, Media, Post, Problem
from ingest.values.fields import counts_of, dicts, dig, from_iso, number_of, text_of, truth, unique
from ingest.values.heads import titled
from ingest.values.meta import synthetic_id
from ingest.values.sidecar import filed

Fields = Mapping[str, Any]
_VISIBLE = {"public": "public", "home": "unlisted", "followers": "followers", "specified": "direct"}


def note(found: Found) -> Iterator[Post | Problem]:
    """A note of Misskey and its kin (Firefish, Sharkey): ``/api/notes/show``, timelines, streams. It does not say where it lies:
    a note from elsewhere has its ``uri``, one of the server that was asked has nothing."""
    record: Fields = found.data
    user: Fields = record["user"]
    home = text_of(user.get("host")) or urlsplit(found.page.url).hostname or (
        text_of(record.get("instance")) or "")  # gallery-dl notes the server
    key = key_of(found, record.get("url"), record.get("uri")) or (Key("fediverse", "", f"{home}/{record['id']}") if home else None)
    if key is None:
        yield Problem(reason="unsupported", detail="a note of Misskey without the server it lies on", stage="parse")
        return
    visible = _VISIBLE.get(str(record.get("visibility")))
    if visible in ("followers", "direct") and not found.context.get("include_private"):
        yield Problem(reason="unsupported", detail="notes for followers or single readers are left out", stage="parse")
        return
    text, warning = text_of(record.get("text")), text_of(record.get("cw"))
    handle = text_of(user.get("username"))
    yield Post(
        native_id=key.native_id, kind=key.kind, platform=key.platform, created=from_iso(record.get("createdAt")), visibility=visible,
        caption="\n\n".join(part for part in (warning, text) if part) or None, sensitive=True if warning else None,
        author=Author(handle=f"{handle}@{home}" if home else handle, name=text_of(user.get("name"))) if handle else None,
        hashtags=unique(text_of(tag) for tag in record.get("tags") or ()), media=tuple(_files(record)), counts=_counts(record))


def exported(found: Found) -> Iterator[Post | Problem]:
    """A note of the download of one's own notes: neither server nor user is named, so its id is made up."""
    record: Fields = found.data
    visible = _VISIBLE.get(str(record["visibility"]))
    if visible in ("followers", "direct") and not found.context.get("include_private"):
        yield Problem(reason="unsupported", detail="notes for followers or single readers (never public)", stage="aside")
        return
    text, warning = text_of(record.get("text")), text_of(record.get("cw"))
    repeats = text_of(record.get("renoteId")) if not text and not record.get("fileIds") else None
    if repeats is None:
        yield Post(
            native_id=synthetic_id("misskey", record["id"]), created=from_iso(record["createdAt"]), visibility=visible,
            caption="\n\n".join(part for part in (warning, text) if part) or None, sensitive=True if warning else None,
            media=tuple(_files(record)))
    else:
        yield Problem(reason="unsupported", detail="renotes of posts that the download does not name", stage="aside")


def is_exported(record: Fields) -> bool:
    """The author is left out, for all are by one."""
    return "user" not in record and "text" in record and "id" in record and str(record["visibility"]) in _VISIBLE


def _counts(record: Fields) -> tuple[Count, ...]:
    """Reactions of every kind are likes."""
    each = record["reactions"].values()
    likes = sum(number for number in each if isinstance(number, int)) if each or "reactionCount" not in record else record["reactionCount"]
    return counts_of({"likes": likes, "shares": record.get("renoteCount"), "comments": record.get("repliesCount")})


def _files(record: Fields) -> Iterator[Media]:
    for one in dicts(record.get("files")):
        kind = str(one.get("type") or "").partition("/")[0]
        yield Media(kind=kind if kind in ("image", "video", "audio") else "file", url=text_of(one.get("url")),
                    alt=text_of(one.get("comment")), width=number_of(dig(one, "properties", "width")),
                    height=number_of(dig(one, "properties", "height")))


def is_note(record: Fields) -> bool:
    """Reactions counted by kind beside the user who wrote it."""
    return isinstance(record["reactions"], dict) and isinstance(record["user"], dict) and "username" in record["user"] and "text" in record


def video(found: Found) -> Iterator[Post | Problem]:
    """A video of PeerTube: ``/api/v1/videos/ID`` and lists. It has two names, long and short."""
    record: Fields = found.data
    key = key_of(found, record.get("url"))
    home = text_of(dig(record, "account", "host")) or ""
    if key is None and home:
        key = Key("fediverse", "", f"{home}/{record['uuid']}")
    if key is None:
        return
    host = key.native_id.partition("/")[0]
    others = tuple(Key("fediverse", "", f"{host}/{record[name]}") for name in ("uuid", "shortUUID") if text_of(record.get(name)))
    handle, title = text_of(dig(record, "account", "name")), text_of(record.get("name"))
    length = record.get("duration")
    yield Post(
        native_id=key.native_id, kind=key.kind, platform=key.platform, title=title,
        caption=titled(title, text_of(record.get("description"))), created=from_iso(record.get("publishedAt")),
        author=Author(handle=f"{handle}@{home}" if handle and home else handle, name=text_of(dig(record, "account", "displayName"))),
        hashtags=unique(text_of(tag) for tag in record.get("tags") or ()), sensitive=truth(record.get("nsfw")),
        media=(Media(kind="video", url=text_of(dig(record, "files", 0, "fileUrl")),
                     duration=float(length) if isinstance(length, int | float) else None),),
        same_as=tuple(other for other in others if other != key),
        counts=counts_of({"views": record.get("views"), "likes": record.get("likes"), "dislikes": record.get("dislikes"),
                          "comments": record.get("comments")}))


def is_video(record: Fields) -> bool:
    """With the names that only PeerTube gives its videos."""
    return isinstance(record["uuid"], str) and isinstance(record["account"], dict) and "name" in record and "views" in record


FORMS: tuple[Form, ...] = (
    Form(name="misskey", keys=("reactions", "user", "createdAt"), test=is_note, parse=filed(note)),
    Form(name="misskey-export", keys=("renoteId", "visibility", "createdAt"), test=is_exported, parse=exported),
    Form(name="peertube-video", keys=("shortUUID", "uuid", "account"), test=is_video, parse=video),
)
