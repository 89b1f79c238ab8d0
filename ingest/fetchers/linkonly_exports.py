"""9GAG, Xiaohongshu and Douyin as collectors keep them: the objects of their sites' own answers, mostly through Zeeschuimer."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ingest.fetcher import Form, Found
from ingest.model import Author, Count, Key, Media, Post, Problem
from ingest.patterns import late
from ingest.values.fields import counts_of, dicts, dig, from_epoch, id_of, number_of, text_of, unique, when_of
from ingest.values.heads import titled

Fields = Mapping[str, Any]
_SHORT = late(r"(\d+(?:\.\d+)?)\s*([万亿w])\+?")
_NOTE = late(r"[0-9a-f]{24}")


def gag(found: Found) -> Iterator[Post | Problem]:
    """A post of 9GAG's own answers (``upVoteCount``, ``creationTs``). Since 2016."""
    record: Fields = found.data
    person, native_id = record.get("creator"), text_of(record.get("id"))
    handle, title = text_of(dig(person, "username")), text_of(record.get("title"))
    stills = [text_of(dig(record, "images", one, "url")) for one in ("image700", "image460", "imageFbThumbnail")]
    still = next(filter(None, stills), None)
    film = text_of(dig(record, "images", "image460sv", "url"))
    if native_id:
        yield Post(
            native_id=native_id, title=title, caption=titled(title, text_of(record.get("description"))),
            created=from_epoch(record["creationTs"]),
            author=Author(handle=handle, name=text_of(dig(person, "fullName"))) if handle else None,
            hashtags=unique(text_of(one.get("key")) for one in dicts(record.get("tags"))),
            media=(Media(kind="video" if film else "image", url=film or still, poster=still if film else None),) if still or film else (),
            sensitive=True if record.get("nsfw") in (1, True) else None,
            counts=counts_of({"likes": record["upVoteCount"], "dislikes": record.get("downVoteCount"),
                              "comments": record.get("commentsCount")}))


def _get(record: Any, name: str) -> Any:
    """A field in either spelling: answers write ``note_card``, the state of pages ``noteCard``."""
    if not isinstance(record, dict):
        return None
    return record.get(name, record.get(re.sub(r"_([a-z])", lambda m: m[1].upper(), name)))


def _count(metric: str, value: Any) -> tuple[Count, ...]:
    """A number as text, from ten thousand on shortened (``1.2万``)."""
    short = _SHORT.fullmatch(str(value))
    if short:
        return (Count(metric=metric, value=round(float(short[1]) * (100_000_000 if short[2] == "亿" else 10_000)), precision="rounded"),)
    return counts_of({metric: value})


def note(found: Found) -> Iterator[Post | Problem]:
    """A note of Xiaohongshu (Rednote): a card of a feed, or the whole note with its text and time."""
    record: Fields = found.data
    card = _get(record, "note_card") or record
    native_id = text_of(_get(card, "note_id")) or text_of(record.get("id")) or ""
    person, numbers = card.get("user"), _get(card, "interact_info") or {}
    title = text_of(card.get("title")) or text_of(_get(card, "display_title"))
    name = text_of(dig(person, "nickname")) or text_of(_get(person, "nick_name"))
    shown = (*dicts(_get(card, "image_list")), *dicts([card.get("cover")]))
    pictures = [text_of(_get(one, "url_default")) or text_of(one.get("url")) for one in shown]
    if _NOTE.fullmatch(native_id):
        yield Post(
            native_id=native_id, title=title, caption=titled(title, text_of(card.get("desc"))),
            created=from_epoch(card.get("time"), unit="ms"),
            author=Author(name=name, native_id=text_of(_get(person, "user_id"))) if name else None,
            hashtags=unique(text_of(one.get("name")) for one in dicts(_get(card, "tag_list"))) or None,
            media=tuple(Media(kind="image", url=url) for url in unique(pictures)), place=text_of(_get(card, "ip_location")),
            counts=(*_count("likes", _get(numbers, "liked_count")), *_count("comments", _get(numbers, "comment_count")),
                    *_count("shares", _get(numbers, "share_count")), *_count("bookmarks", _get(numbers, "collected_count"))))


def is_note(record: Fields) -> bool:
    """A card inside, with its user."""
    return isinstance(dig(record, "note_card", "user") or dig(record, "noteCard", "user"), dict)


def douyin(found: Found) -> Iterator[Post | Problem]:
    """A video of Douyin: TikTok's names, numbers of its own. Its address or its users' ids tell it."""
    record: Fields = found.data
    native_id, doubt = id_of(record["aweme_id"])
    person, stats = record.get("author"), record["statistics"]
    still = text_of(dig(record, "video", "cover", "url_list", 0))
    name, handle = text_of(dig(person, "nickname")), text_of(dig(person, "unique_id")) or text_of(dig(person, "short_id"))
    length = number_of(dig(record, "video", "duration"))
    yield Post(
        native_id=native_id, suspect_id=doubt, caption=text_of(record.get("desc")), created=when_of(record.get("create_time")),
        author=Author(handle=handle, name=name, native_id=id_of(dig(person, "uid"))[0] or None) if name or handle else None,
        hashtags=unique(text_of(one.get("hashtag_name")) for one in dicts(record.get("text_extra"))) or None,
        media=(Media(kind="video", url=text_of(dig(record, "video", "play_addr", "url_list", 0)), poster=still,
                     duration=length / 1000 if length else None),) if still or length else (),
        counts=counts_of({"likes": stats.get("digg_count"), "comments": stats.get("comment_count"), "shares": stats.get("share_count"),
                          "views": stats.get("play_count") or None, "bookmarks": stats.get("collect_count")}))


def is_douyin(record: Fields) -> bool:
    """Its own host in the address to share, or what only Douyin's users have."""
    return isinstance(record["statistics"], dict) and "douyin" in f"{record['share_url']} {dig(record, 'share_info', 'share_url')}"


def remark(found: Found) -> Iterator[Post | Problem]:
    """A comment as MediaCrawler keeps it, as JSON or as a row. Since 2023."""
    record: Fields = found.data
    platform = "douyin" if "aweme_id" in record else "xiaohongshu"
    native_id, post = id_of(record["comment_id"])[0], id_of(record.get("aweme_id"), record.get("note_id"))[0]
    above, name = id_of(record.get("parent_comment_id"))[0], text_of(record.get("nickname"))
    if native_id and post:
        yield Post(
            native_id=native_id, kind="comment", platform=platform, caption=text_of(record.get("content")), thread=post,
            created=when_of(record.get("create_time")), place=text_of(record.get("ip_location")),
            author=Author(name=name, handle=text_of(record.get("user_unique_id")), native_id=id_of(record.get("user_id"))[0] or None),
            counts=(*_count("likes", record.get("like_count")), *_count("comments", record.get("sub_comment_count"))),
            in_reply_to=Key(platform, "comment", above) if above not in ("", "0", native_id) else Key(platform, "", post))


def is_noted(record: Fields) -> bool:
    """The ids of Xiaohongshu are twelve bytes."""
    return _NOTE.fullmatch(str(record["note_id"])) is not None and "comment_like_count" not in record


_REMARKED = ("comment_id", "note_id", "sub_comment_count")
_ANSWERED = ("comment_id", "aweme_id", "sub_comment_count")
GAG: tuple[Form, ...] = (Form(name="api", keys=("creationTs", "upVoteCount"), parse=gag),)
NOTE: tuple[Form, ...] = (
    Form(name="api", keys=("note_card",), test=is_note, parse=note),
    Form(name="state", keys=("noteCard",), test=is_note, parse=note),
    Form(name="crawler-comment", keys=_REMARKED, test=is_noted, parse=remark),
    Form(name="crawler-comment-csv", columns=_REMARKED, test=is_noted, parse=remark),
)
AWEME: tuple[Form, ...] = (
    Form(name="aweme", keys=("aweme_id", "statistics", "share_url"), test=is_douyin, parse=douyin),
    Form(name="crawler-comment", keys=_ANSWERED, parse=remark),
    Form(name="crawler-comment-csv", columns=_ANSWERED, parse=remark),
)
