"""YouTube: saved copies of a video's own page, of its frame, and of pages of its frontends."""

import json
import re
from collections.abc import Iterator
from typing import Any

from ingest.fetcher import Form, Found
from ingest.fetchers.youtube.frames import framed
from ingest.model import Author, Count, Media, Post, Problem, Time
from ingest.patterns import late
from ingest.values import read_date
from ingest.values.fields import counts_of, from_iso
from ingest.values.heads import picture, titled
from ingest.values.nodes import attr, text_in

Json = Any
_EXACT = late(r"\d[\d.,'’\s\u00a0\u202f]*")


def player(found: Found) -> Iterator[Post | Problem]:
    """``ytInitialPlayerResponse`` of a watch page since about 2017: ``videoDetails`` beside ``microformat``."""
    details, micro = found.data.get("videoDetails"), _renderer(found.data.get("microformat"))
    if not isinstance(details, dict) or not re.fullmatch(r"[\w-]{11}", str(details.get("videoId", ""))):
        return
    title = details.get("title") or None
    handle = re.search(r"/@([^/?]+)", str(micro.get("ownerProfileUrl", "")))
    url, seconds = micro.get("ownerProfileUrl"), str(details.get("lengthSeconds", ""))
    yield Post(
        native_id=details["videoId"], title=title, caption=titled(title, details.get("shortDescription")),
        created=_published(micro), counts=counts_of({"views": details.get("viewCount"), "likes": micro.get("likeCount")}),
        author=Author(handle=handle[1] if handle else None, name=details.get("author") or None,
                      native_id=details.get("channelId") or None, url=url if isinstance(url, str) else None),
        media=(Media(kind="video", duration=float(seconds) if seconds.isdigit() else None, poster=_largest(details)),),
        visibility="unlisted" if micro.get("isUnlisted") is True else "private" if details.get("isPrivate") is True else None,
    )


def is_unplayable(data: Json) -> bool:
    """A player's answer that there is nothing to play."""
    status = data.get("playabilityStatus")
    return isinstance(status, dict) and status.get("status") in ("ERROR", "LOGIN_REQUIRED") and "videoDetails" not in data


def unplayable(found: Found) -> Iterator[Post | Problem]:
    """The page of a video that is gone or private: ``playabilityStatus`` without ``videoDetails``."""
    key, status = found.address.key, found.data["playabilityStatus"]
    if key is None or key.platform != "youtube" or key.kind:
        return
    words = json.dumps(status, ensure_ascii=False).lower()
    private = "private" in words
    if status["status"] == "ERROR" or private:
        gone = "removed by the uploader" in words or "has been removed" in words
        yield Post(native_id=key.native_id, availability="private" if private else "deleted" if gone else "unavailable")


def _renderer(microformat: Json) -> dict[str, Any]:
    inner = microformat.get("playerMicroformatRenderer") if isinstance(microformat, dict) else None
    return inner if isinstance(inner, dict) else {}


def _published(micro: dict[str, Any]) -> Time | None:
    """Pages before 2023 state only the day; ``uploadDate`` is the moment of the upload, not of the premiere."""
    return from_iso(micro.get("publishDate")) or from_iso(micro.get("uploadDate"))


def _largest(details: dict[str, Any]) -> str | None:
    thumbnail = details.get("thumbnail")
    listed = thumbnail.get("thumbnails") if isinstance(thumbnail, dict) else None
    pictures = [one for one in listed or [] if isinstance(one, dict) and isinstance(one.get("url"), str)]
    return str(max(pictures, key=lambda one: one.get("width") or 0)["url"]) if pictures else None


def head(found: Found) -> Iterator[Post | Problem]:
    """Meta tags and microdata of a watch page, all eras: title, description (cut since 2012), date, views, channel.

    Until 2019 the page also shows the likes as a text of the button or in ``.likes-count``.
    """
    key, meta, node = found.address.key, found.meta, found.node
    if key is None or key.kind:
        return
    title = meta.get("og:title") or re.sub(r"^YouTube$|\s*-\s*(?:YouTube|Piped|Invidious)$", "", meta.get("title", "")).strip()
    if not title:
        told, gone = framed(found), text_in(node.css_first("#unavailable-message")) if node is not None else ""
        if gone and not told:
            yield Post(native_id=key.native_id, availability="private" if "private" in gone.lower() else "unavailable")
            return
        if told:
            yield Post(native_id=key.native_id, title=told[0], caption=told[0], author=Author(name=told[1]) if told[1] else None)
        return
    channel = attr(node.css_first("[itemprop=author] link[itemprop=name]"), "content") if node is not None else ""
    profile = attr(node.css_first("[itemprop=author] link[itemprop=url]"), "href") if node is not None else ""
    above = node.css_first("#watch-uploader-info a.author, #watch-headline-user-info a.author") if node is not None else None
    handle = re.search(r"/@([^/?]+)|/user/([^/?]+)", profile or attr(above, "href"))
    shown = text_in(node.css_first(".watch-view-count")) if node is not None else ""
    views = re.sub(r"\D", "", meta.get("interactioncount") or (shown if re.match(r"[\d,.]+(?: views)?$", shown) else ""))
    whole = text_in(node.css_first("#eow-description")) if node is not None else ""
    yield Post(
        native_id=key.native_id, title=title, caption=titled(title, whole or meta.get("og:description") or meta.get("description")),
        created=from_iso(meta.get("datepublished")) or _day(found), media=picture(meta, video=True), caption_complete=bool(whole),
        counts=(*counts_of({"views": views}), *_likes(found)),
        author=Author(handle=(handle[1] or handle[2]) if handle else None, name=channel or _watch_name(found),
                      native_id=meta.get("channelid") or None, url=profile or None)
        if channel or handle or meta.get("channelid") or _watch_name(found) else None,
    )


def drawn(found: Found) -> Iterator[Post | Problem]:
    """A watch page as the site draws it since 2017 (``ytd-watch-flexy[video-id]``), saved by a browser without its scripts.

    The head of such a page may still speak of the video that was opened first; the element's attribute does not.
    """
    node = found.node
    native_id = attr(node, "video-id")
    if node is None or not re.fullmatch(r"[\w-]{11}", native_id):
        return
    title = text_in(node.css_first("ytd-watch-metadata h1, h1.title")) or None
    if title is None:
        return
    channel = node.css_first("ytd-video-owner-renderer ytd-channel-name a, #owner #channel-name a")
    handle = re.search(r"/@([^/?]+)", attr(channel, "href"))
    like = attr(node.css_first("like-button-view-model button[aria-label], #segmented-like-button button"), "aria-label")
    views = text_in(node.css_first("ytd-watch-info-text #tooltip, .view-count"))
    number = re.match(r"\d[\d,.\u00a0\u202f\s]*", views)
    text = text_in(node.css_first("#description-inline-expander yt-attributed-string, ytd-expander #description"), pre=True)
    yield Post(
        native_id=native_id, title=title, caption=titled(title, text), counts=counts_of({
            "views": re.sub(r"\D", "", number[0]) if number else None, "likes": _one_number(like)}),
        author=Author(handle=handle[1] if handle else None, name=text_in(channel) or None) if channel is not None else None,
    )


def _one_number(label: str) -> str | None:
    """The only number in a sentence ("like this video along with 1,904 other people"); None for shortened or several ones."""
    found = re.findall(r"(?<![\w.,])\d{1,3}(?:[,.\u00a0\u202f]\d{3})*(?![\d.,]*\w)", label)
    return re.sub(r"\D", "", found[0]) if len(found) == 1 else None


def _watch_name(found: Found) -> str | None:
    node = found.node.css_first("#watch7-user-header .yt-user-name, .yt-user-info a, #watch-uploader-info a.author, "
                                "#watch-headline-user-info a.author") if found.node is not None else None
    return text_in(node) or None if node is not None else None


def _day(found: Found) -> Time | None:
    """Until 2013 the day stands only in the text, in the reader's language."""
    shown = text_in(found.node.css_first("#eow-date")) if found.node is not None else ""
    return read_date(shown, found.page.language or "en") if shown else None


def _likes(found: Found) -> tuple[Count, ...]:
    if found.node is None:
        return ()
    shown = found.node.css_first(".likes-count, button.like-button-renderer-like-button .yt-uix-button-content, "
                                 ".watch-likes-dislikes .likes")
    text = text_in(shown)
    return counts_of({"likes": re.sub(r"\D", "", text)}) if _EXACT.fullmatch(text) else ()


def toggle(found: Found) -> Iterator[Post | Problem]:
    """The like button in ``ytInitialData``; its model names the video it is for (2023 and after)."""
    entity = found.data.get("likeCountEntity") or found.data
    if not isinstance(entity, dict) or found.address.key is None:
        return
    said = entity.get("expandedLikeCountIfIndifferent") or entity.get("likeCountIfIndifferentNumber")
    text = said.get("content") if isinstance(said, dict) else said
    digits = re.sub(r"\D", "", str(text)) if isinstance(text, str | int) and _EXACT.fullmatch(str(text)) else ""
    if digits:
        yield Post(native_id=found.address.key.native_id, counts=counts_of({"likes": digits}))


def invidious(found: Found) -> Iterator[Post | Problem]:
    """A watch page of Invidious, whatever the host: the link to the original, then channel, counts and description."""
    node = found.node
    if node is None:
        return
    address = found.read(attr(node.css_first("#link-yt-watch, a[href*='youtube.com/watch']"), "href"))
    if address.key is None or address.key.platform != "youtube":
        return
    title = text_in(node.css_first("h1")) or found.meta.get("og:title") or None
    channel = node.css_first("#channel-name")
    shared = next((text for one in node.css("#published-date, p b") if (text := text_in(one)).startswith("Shared ")), "")
    link = re.search(r"/channel/(UC[\w-]{22})", node.html or "")
    shown = {"views": "#views", "likes": "#likes"}
    numbers = {metric: re.sub(r"\D", "", text_in(node.css_first(css))) for metric, css in shown.items()}
    text = text_in(node.css_first("#descriptionWrapper"), pre=True)
    yield Post(
        native_id=address.key.native_id, title=title, caption=titled(title, text),
        author=Author(name=text_in(channel) or None, native_id=link[1] if link else None) if channel is not None else None,
        counts=counts_of(numbers), created=read_date(shared.removeprefix("Shared "), "en"),
    )


def piped(found: Found) -> Iterator[Post | Problem]:
    """A watch page of Piped as its app draws it. Its classes only say how things look, so the words themselves are looked at."""
    key, node = found.address.key, found.node
    if key is None or node is None:
        return
    title = re.sub(r"\s*-\s*Piped$", "", found.meta.get("title", "")).strip()
    words = text_in(node)
    views, day = re.search(r"(\d[\d,.]*) views", words), re.search(r"\b\d{4}-\d\d-\d\d\b", words)
    who = next((one for one in node.css("a[href^='/channel/']") if text_in(one)), None)
    channel = re.search(r"/channel/(UC[\w-]{22})", attr(who, "href"))
    if title:
        yield Post(
            native_id=key.native_id, title=title, caption=title, caption_complete=False, created=from_iso(day[0]) if day else None,
            author=Author(name=text_in(who) or None, native_id=channel[1] if channel else None) if who is not None else None,
            counts=counts_of({"views": re.sub(r"\D", "", views[1])}) if views else ())


FORMS: tuple[Form, ...] = (
    Form(name="player-response", keys=("videoDetails",), parse=player),
    Form(name="unplayable", keys=("playabilityStatus",), test=is_unplayable, parse=unplayable),
    Form(name="like-button", keys=("likeCountIfIndifferentNumber",), parse=toggle),
    Form(name="like-entity", keys=("expandedLikeCountIfIndifferent",), parse=toggle),
    Form(name="drawn", own=True, css="ytd-watch-flexy[video-id]", marks=("<ytd-watch-flexy",), parse=drawn),
    Form(name="head", own=True, parse=head),
    Form(name="piped", own=True, css="body", marks=(" - Piped<",), parse=piped),
    Form(name="invidious", own=True, frontend=True, css="body", marks=("link-yt-watch", "channel-name"), parse=invidious),
)
