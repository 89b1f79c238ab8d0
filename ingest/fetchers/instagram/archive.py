"""Instagram: the official download of all ages, and instaloader's folders. Downloads give no ids: synthetic ones are made."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from ingest.fetcher import Form, Found
from ingest.fetchers.instagram import api
from ingest.model import WITHHELD, Author, Key, Media, Post, Problem
from ingest.patterns import late
from ingest.values.fields import dicts, dig, from_epoch, from_iso, text_of
from ingest.values.meta import owner, repaired, synthetic_id

Fields = dict[str, Any]
_HANDLE = late(r"[a-z0-9._]{1,30}", re.I)
_FILMS = (".mp4", ".mov", ".webm", ".m4v")
_PRIVATE = frozenset(("ig_archived_post_media", "ig_archived_stories"))
_STORIES = frozenset(("ig_stories", "ig_archived_stories"))
_BARE = _STORIES | {"ig_reels_media", "ig_archived_post_media", "ig_igtv_media", "ig_other_media"}


# -- what the small members say


def old_owner(data: Any) -> Fields:
    """``profile.json`` of 2018 to 2020."""
    handle = text_of(dig(data, "username"))
    return {"owner": Author(handle=handle, name=text_of(dig(data, "name")))} if handle else {}


CONTEXT: tuple[tuple[str, Callable[[Any], Fields]], ...] = (
    ("personal_information/personal_information/personal_information.json", owner),
    ("personal_information/personal_information.json", owner),
    ("account_information/personal_information.json", owner),
    ("profile.json", old_owner),
)
_CLOSED = (
    ("messages/inbox/*", "direct messages"), ("messages/message_requests/*", "direct messages"),
    ("messages/*/message_?*.json", "direct messages"), ("messages/*/message_?*.html", "direct messages"),
    ("ads_information/*", "advertising data"), ("ads_and_businesses/*", "advertising data"),
    ("security_and_login_information/*", "login records"), ("login_and_account_creation/*", "login records"),
    ("login_and_profile_creation/*", "login records"), ("contacts/synced_contacts.json", "contacts"),
    ("connections/contacts/*", "contacts"), ("connections/followers_and_following/*", "contacts"),
    ("followers_and_following/*", "contacts"),
)
_KNOWN = (
    ("logged_information/*", "account data"), ("personal_information/device_information/*", "account data"),
    ("personal_information/*.html", "account data"), ("apps_and_websites_off_of_instagram/*", "account data"),
    ("preferences/your_topics/*", "account data"), ("preferences/settings/*", "account data"),
)
PRIVATE = (("your_instagram_activity/messages/*", "direct messages"), *_CLOSED, *_KNOWN)


def handle_of(text: Any) -> str | None:
    """The text, where it can be an account's name."""
    return text if isinstance(text, str) and _HANDLE.fullmatch(text) else None


# -- posts


def _medium(record: Fields) -> Media:
    uri = str(record.get("uri") or record.get("path") or "")
    kind = "video" if uri.lower().endswith(_FILMS) or dig(record, "media_metadata", "video_metadata") else "image"
    return Media(kind=kind, local=uri or None)


def owned(found: Found, text: str | None, stamp: Any, media: list[Fields], *, kind: str = "", hidden: bool = False) -> Post:
    """A post of the download's owner; its id is made of what the record states."""
    author = found.context.get("owner")
    created = from_epoch(stamp) or from_iso(stamp)
    text = text.strip() if text else ""
    first = str(media[0].get("uri") or media[0].get("path") or "").rpartition("/")[2] if media else ""
    native_id = synthetic_id(author.handle if author else "", created.value if created else "", first, text)
    return Post(
        native_id=native_id,
        kind=kind,
        author=author,
        created=created,
        caption=text or None,
        media=tuple(_medium(item) for item in media if item.get("uri") or item.get("path")),
        visibility="private" if hidden else None,
    )


def post(found: Found) -> Iterator[Post | Problem]:
    """An element of ``posts_1.json``, ``reels.json``, ``archived_posts.json`` ... 2020, last seen 2025."""
    record = repaired(found.data)
    media = dicts(record["media"])
    titles = [text_of(item.get("title")) for item in media]
    text = text_of(record.get("title")) or (titles[0] if len(media) == 1 else "\n".join(filter(None, titles)))
    times = [item["creation_timestamp"] for item in media if item.get("creation_timestamp")]
    key = str(found.context.get("key"))
    hidden = key in _PRIVATE or "archived" in str(found.context.get("member", "")).rpartition("/")[2]
    yield owned(
        found,
        text,
        record.get("creation_timestamp") or min(times, default=None),
        media,
        kind="story" if key in _STORIES else "",
        hidden=hidden,
    )


def bare(found: Found) -> Iterator[Post | Problem]:
    """A story or another medium that stands in its list without a post around it."""
    key = str(found.context.get("key"))
    if key in _BARE:
        record = repaired(found.data)
        yield owned(
            found,
            text_of(record.get("title")),
            record["creation_timestamp"],
            [record],
            kind="story" if key in _STORIES else "",
            hidden=key in _PRIVATE,
        )


def old_media(found: Found) -> Iterator[Post | Problem]:
    """An entry of ``media.json`` (2018 to 2020)."""
    key, record = str(found.context.get("key")), repaired(found.data)
    if key in ("photos", "videos", "stories"):
        made = owned(
            found, text_of(record.get("caption")), record["taken_at"], [record], kind="story" if key == "stories" else ""
        )
        yield replace(made, place=text_of(record.get("location")))


def conversation(found: Found) -> Iterator[Post | Problem]:
    """``messages.json`` of 2018 to 2020: conversations."""
    yield Problem(reason="unsupported", detail="direct messages", stage="aside", fragment=WITHHELD)


def is_post(record: Fields) -> bool:
    """A list of media with files and times; not Threads' and not Facebook's."""
    first = dig(record, "media", 0)
    return (
        isinstance(first, dict)
        and "uri" in first
        and "creation_timestamp" in first
        and "text_app_post" not in first
        and not ({"timestamp", "label_values", "data", "text_app_post"} & record.keys())
    )


def is_old(record: Fields) -> bool:
    """``path`` inside the download and an ISO time."""
    return isinstance(record["path"], str) and isinstance(record["taken_at"], str) and "/" in record["path"]


# -- references


def listed(found: Found) -> Iterator[Post | Problem]:
    """A liked or saved post: address and handle. Profiles in such lists are no posts."""
    record = repaired(found.data)
    entries = dicts(record.get("string_list_data")) or dicts(list((record.get("string_map_data") or {}).values()))
    for entry in entries:
        address = found.read(str(entry.get("href") or ""))
        if address.key:
            handle = text_of(record.get("title")) or address.author
            yield Post(
                native_id=address.key.native_id,
                kind=address.key.kind,
                platform=address.key.platform,
                author=Author(handle=handle) if handle else None,
                relation="reference",
                evidence="reference",
            )


# -- instaloader


_STEM = late(
    r"(?:.*/)?(?P<folder>[^/]*)/(?P<stem>\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d_UTC)[^/]*|(?P<bare>\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d_UTC)[^/]*"
)


def member_of(found: Found) -> str:
    """The path below what was given to read. A file given by itself has none: the folders above it are this machine's."""
    member = str(found.context.get("member", ""))
    return member.rpartition("/")[2] if member == found.context.get("locator") else member


def _beside(member: str, media: tuple[Media, ...]) -> tuple[Media, ...]:
    """The files that instaloader saved have the same name, with a running number where a post has several."""
    match = _STEM.fullmatch(member)
    if not match:
        return media
    stem = match["stem"] or match["bare"]
    return tuple(
        replace(one, local=f"{stem}{f'_{number}' if len(media) > 1 else ''}.{'mp4' if one.kind == 'video' else 'jpg'}")
        for number, one in enumerate(media, 1)
    )


def by_name(member: str) -> str:
    """The synthetic id that all files of one instaloader post share: folder and time in the name."""
    match = _STEM.fullmatch(member)
    return synthetic_id("instaloader", match["folder"] or "", match["stem"] or match["bare"]) if match else ""


def instaloader(found: Found) -> Iterator[Post | Problem]:
    """``2016-01-17_13-15-52_UTC.json``: a web node, in newer versions with the app's item inside. 2017, last seen 2025."""
    record, kind = found.data["node"], str(dig(found.data, "instaloader", "node_type"))
    if kind not in ("Post", "StoryItem"):
        yield Problem(reason="unsupported", detail=f"instaloader {kind} file", stage="aside")
        return
    made = api.node(record)
    inner = record.get("iphone_struct")
    if isinstance(inner, dict):
        app = api.item(inner)
        known = {count.metric for count in app.counts}
        counts = (*app.counts, *(count for count in made.counts if count.metric not in known))
        made = replace(
            made, counts=counts, media=app.media or made.media, place=made.place or app.place, author=app.author or made.author
        )
    if kind == "StoryItem":
        made = replace(made, kind="story", native_id=str(record.get("id") or made.native_id))
    member = member_of(found)
    name = by_name(member)
    yield replace(made, media=_beside(member, made.media), same_as=(Key("instagram", "", name),) if name else ())


def caption_file(found: Found) -> Iterator[Post | Problem]:
    """``2016-01-17_13-15-52_UTC.txt``: only the caption. The folder is the account, ``#tag`` or ``:feed``."""
    member = member_of(found)
    match = _STEM.fullmatch(member)
    if match:
        stem, folder = match["stem"] or match["bare"], match["folder"] or ""
        day, _, clock = stem.removesuffix("_UTC").partition("_")
        text = found.fragment.decode("utf-8", "replace").strip()
        yield Post(
            native_id=by_name(member),
            created=from_iso(f"{day}T{clock.replace('-', ':')}Z"),
            caption=text or None,
            author=Author(handle=folder) if _HANDLE.fullmatch(folder) and not folder.isdigit() else None,
        )


FORMS: tuple[Form, ...] = (
    Form(
        name="export-post",
        keys=("media",),
        test=is_post,
        parse=post,
        files=("content/*.json", "your_instagram_activity/media/*.json", "your_instagram_activity/content/*.json"),
    ),
    Form(
        name="export-bare", keys=("creation_timestamp", "uri"), test=lambda r: "media_metadata" in r or "title" in r, parse=bare
    ),
    Form(name="export-conversation", keys=("conversation", "participants"), parse=conversation),
    Form(name="export-2018", keys=("path", "taken_at"), test=is_old, parse=old_media, files=("media.json",)),
    Form(name="export-list", keys=("string_list_data",), parse=listed, relation="reference", evidence="reference"),
    Form(
        name="export-saved",
        keys=("string_map_data",),
        parse=listed,
        relation="reference",
        evidence="reference",
    ),
    Form(name="instaloader", keys=("instaloader", "node"), test=lambda r: isinstance(r["node"], dict), parse=instaloader),
    Form(name="instaloader-caption", files=("????-??-??_??-??-??_UTC.txt",), parse=caption_file),
)
