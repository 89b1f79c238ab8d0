"""Facebook: pages of a single film or photograph in the app's data, 2020 to now: there is no story, but an object with the page's id."""

from collections import deque
from collections.abc import Iterator
from typing import Any

from ingest.fetcher import Form, Found
from ingest.fetchers.facebook.stories import person
from ingest.model import Author, Count, Media, Post, Problem
from ingest.patterns import late
from ingest.values import count
from ingest.values.fields import counts_of, dicts, dig, from_epoch, id_of, number_of, text_of

_PROFILE = late(r"https?://(?:www\.)?facebook\.com/(?!profile\.php|people/)([\w.-]+)/?")


_NUMBERS = {"likes": (("reaction_count", "count"), ("unified_reactors", "count"), ("likers", "count")),
            "comments": (("total_comment_count", ""), ("comment_count", "total_count")),
            "shares": (("share_count", "count"),), "views": (("video_view_count", ""), ("play_count", ""))}
_NAMES = frozenset((
    "creation_time", "created_time", "publish_time", "message", "video_owner", "owner", "actors", "share_count_reduced",
    "browser_native_hd_url", "playable_url", *(name for ways in _NUMBERS.values() for name, _ in ways)))
_DEEP = 3000
"""So many objects of one are looked at, and no more."""


def medium(found: Found) -> Iterator[Post | Problem]:
    """A ``video`` (with ``creation_story`` or ``publish_time``) or a ``Photo`` (with ``created_time``) that is the page's own."""
    own, record = found.address.key, found.data
    if own is None or own.platform != "facebook" or id_of(record.get("id"))[0] != own.native_id.rpartition("/")[2]:
        return
    told = _told(record)
    when = next((value for name in ("creation_time", "created_time", "publish_time") for value in told[name] if number_of(value)), None)
    said = next((text for value in told["message"] if (text := text_of(dig(value, "text")))), None)
    said = said or text_of(dig(record, "savable_description", "text")) or text_of(dig(record, "title", "text"))
    yield Post(native_id=own.native_id, kind=own.kind, caption=said, author=_owner(told), counts=tuple(_counts(told)),
               created=from_epoch(when) if when else None, media=tuple(_media(record, told, own.kind)), relation="page")


def _told(record: dict[str, Any]) -> dict[str, list[Any]]:
    """What all objects below say under the names that matter, outermost first."""
    told: dict[str, list[Any]] = {name: [] for name in _NAMES}
    waiting: deque[Any] = deque([record])
    seen = 0
    while waiting and seen < _DEEP:
        one, seen = waiting.popleft(), seen + 1
        if isinstance(one, dict):
            for name in _NAMES & one.keys():
                told[name].append(one[name])
        waiting.extend(child for child in (one.values() if isinstance(one, dict) else one) if isinstance(child, dict | list))
    return told


def _owner(told: dict[str, list[Any]]) -> Author | None:
    """The first of those who are called its owner that has a name."""
    for who in (one for name in ("video_owner", "owner", "actors") for value in told[name] for one in dicts(value) or dicts([value])):
        if text_of(who.get("name")):
            profile = _PROFILE.fullmatch(str(who.get("url") or ""))
            return person(profile[1] if profile else None, text_of(who.get("name")), id_of(who.get("id"))[0] or None)
    return None


def _counts(told: dict[str, list[Any]]) -> Iterator[Count]:
    """Numbers lie in ``feedback``; of several (a story has one of its own) the first that is not empty."""
    for metric, ways in _NUMBERS.items():
        values = (dig(value, step) if step else value for name, step in ways for value in told[name])
        yield from counts_of({metric: next((value for value in values if number_of(value)), None)})
    short = next((text for value in told["share_count_reduced"] if (text := text_of(value))), None)
    shares = count("shares", short) if short and not told["share_count"] else None
    if shares is not None:
        yield shares


def _media(record: dict[str, Any], told: dict[str, list[Any]], kind: str) -> Iterator[Media]:
    film = next((text for name in ("browser_native_hd_url", "playable_url") for value in told[name] if (text := text_of(value))), None)
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
