"""Facebook: pages of a single film or photograph in the app's data, 2020 to now: there is no story, but an object with the page's id."""

from collections.abc import Iterator
from typing import Any

from ingest.fetcher import Form, Found
from ingest.fetchers.facebook.pages import below, first
from ingest.fetchers.facebook.stories import person
from ingest.model import Author, Count, Media, Post, Problem
from ingest.patterns import late
from ingest.values import count
from ingest.values.fields import counts_of, dig, from_epoch, id_of, number_of, text_of

_PROFILE = late(r"https?://(?:www\.)?facebook\.com/(?!profile\.php|people/)([\w.-]+)/?")


def medium(found: Found) -> Iterator[Post | Problem]:
    """A ``video`` (with ``creation_story`` or ``publish_time``) or a ``Photo`` (with ``created_time``) that is the page's own."""
    own, record = found.address.key, found.data
    if own is None or own.platform != "facebook" or id_of(record.get("id"))[0] != own.native_id.rpartition("/")[2]:
        return
    when = next((value for name in ("creation_time", "created_time", "publish_time") if number_of(value := first(record, name))), None)
    said = next((text for one in below(record, "message") if (text := text_of(dig(one, "message", "text")))), None)
    said = said or text_of(dig(record, "savable_description", "text")) or text_of(dig(record, "title", "text"))
    yield Post(native_id=own.native_id, kind=own.kind, caption=said, author=_owner(record), counts=tuple(_counts(record)),
               created=from_epoch(when) if when else None, media=tuple(_media(record, own.kind)), relation="page")


def _owner(record: dict[str, Any]) -> Author | None:
    """The first of those who are called its owner that has a name."""
    for name in ("video_owner", "owner", "actors"):
        for one in below(record, name):
            who = one[name][0] if isinstance(one[name], list) and one[name] else one[name]
            if isinstance(who, dict) and text_of(who.get("name")):
                profile = _PROFILE.fullmatch(str(who.get("url") or ""))
                return person(profile[1] if profile else None, text_of(who.get("name")), id_of(who.get("id"))[0] or None)
    return None


def _counts(record: dict[str, Any]) -> Iterator[Count]:
    """Numbers lie in ``feedback``; of several (a story has one of its own) the first that is not empty."""
    read = {"likes": (("reaction_count", "count"), ("unified_reactors", "count"), ("likers", "count")),
            "comments": (("total_comment_count",), ("comment_count", "total_count")),
            "shares": (("share_count", "count"),), "views": (("video_view_count",), ("play_count",))}
    for metric, ways in read.items():
        values = (dig(one, *way) for way in ways for one in below(record, way[0]))
        yield from counts_of({metric: next((value for value in values if number_of(value)), None)})
    short = text_of(first(record, "share_count_reduced"))
    shares = count("shares", short) if short and first(record, "share_count") is None else None
    if shares is not None:
        yield shares


def _media(record: dict[str, Any], kind: str) -> Iterator[Media]:
    film = text_of(first(record, "browser_native_hd_url")) or text_of(first(record, "playable_url"))
    picture = text_of(dig(record, "image", "uri"))
    if film or picture:
        yield Media(kind="video" if kind in ("video", "reel") else "image", url=film or picture,
                    alt=text_of(record.get("accessibility_caption")))


def _bare(record: dict[str, Any]) -> bool:
    """No story of its own, which is read as such, and more than a pointer."""
    return "comet_sections" not in record and id_of(record.get("id"))[0].isdigit()


FORMS: tuple[Form, ...] = (
    Form(name="comet-film", keys=("creation_story", "id"), test=_bare, parse=medium, evidence="own"),
    Form(name="comet-published", keys=("publish_time", "id"), test=lambda r: "creation_story" not in r and _bare(r), parse=medium,
         evidence="own"),
    Form(name="comet-photo", keys=("created_time", "id", "owner"), test=_bare, parse=medium, evidence="own"),
)
