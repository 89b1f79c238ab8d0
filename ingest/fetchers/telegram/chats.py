"""Telegram Desktop's export as HTML: ``messages.html``, ``messages2.html`` ... of one chat, or of an account. 2018, last seen 2026.

The pages do not say what kind of chat they show. A channel gives itself away: by a line such as "Channel photo changed", by the
signatures of its authors, by links to its own messages, or by the account's list of chats. Everything else may be private and is not read.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ingest.exports.htmlpages import MARK, PageKind, element, tree_of
from ingest.fetcher import Form, Found
from ingest.model import WITHHELD, Author, Count, Key, Media, Post, Problem, Time
from ingest.patterns import late
from ingest.values import read_date
from ingest.values.fields import from_iso, number_of, unique
from ingest.values.meta import synthetic_id
from ingest.values.nodes import attr, has_class, text_in

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_KIND = "telegram.chat"
_HEAD = re.compile(rb"<!DOCTYPE html>\s*<html\b[^>]{0,200}>\s*<head>[\s\S]{0,600}?<title>Exported Data</title>", re.I)
_CHANNEL = late(r"Channel (?:«.*» created|title changed|photo (?:changed|removed))|Канал(?: «.*»)? создан", re.S)
_GROUP = late(r" (?:created group|changed group|removed group|joined group|invited |converted (?:this|a basic) group)")
_OWN = late(r"https?://(?:t|telegram)\.me/(?:s/)?([A-Za-z]\w{3,31})(?:/(\d+))?/?(?:\?|$)")
_EXACT = late(r"(\d\d)\.(\d\d)\.(\d{4}) (\d\d:\d\d:\d\d) UTC([+-]\d\d:\d\d)")
_CLOCK = late(r",?\s*\d{1,2}:\d\d(?::\d\d)?(?:\s*[AaPp][Mm])?.*$")
_NUMBERED = late(r"message(\d+)")
_TO = late(r"#go_to_message(\d+)")
_WRAPS = {"photo_wrap": "image", "video_file_wrap": "video", "animated_wrap": "gif", "sticker_wrap": "image"}
_TITLES = {"media_photo": "image", "media_video": "video", "media_voice_message": "audio", "media_audio_file": "audio",
           "media_file": "file"}
_LISTS = {"Sessions": "login records", "Web sessions": "login records", "Contacts": "contacts", "Frequent contacts": "contacts"}
_LEFT = "message of a Telegram chat that may be private (its export as HTML does not say, one as JSON does)"


def around(tree: "LexborHTMLParser") -> dict[str, Any]:
    """What a page says of its messages: the chat's title, who speaks, what shows that it is a channel, and its public name."""
    messages = tree.css(".message.default[id]")
    title = text_in(tree.css_first(".page_header .text")).strip()
    notes = [text_in(one) for one in tree.css(".message.service > .body")]
    speakers = {name for one in messages if (name := _speaker(one))}
    signed = any(one.css_first(".signature") is not None for one in messages)
    return {
        "title": title, "name": _public_name(title, messages),
        "channel": signed or any(_CHANNEL.match(note) for note in notes),
        "alone": speakers <= {title} and not any(_GROUP.search(note) for note in notes),
    }


def _speaker(message: "LexborNode") -> str:
    """Who is named above a message; of a forwarded one the name above its inner part is another's."""
    named = next((one for one in message.css(".from_name") if one.parent is not None and not has_class(one.parent, "forwarded")), None)
    return re.sub(r"\s+via @\w+$", "", text_in(named, skip=lambda one: has_class(one, "details"))).strip()


def _public_name(title: str, messages: "list[LexborNode]") -> str:
    """The name in the channel's address, only where it is proven: links to earlier messages, of the message that is answered too,
    or of a channel whose title is that name."""
    linked: Counter[str] = Counter()
    proven: Counter[str] = Counter()
    for message in messages:
        answered = _TO.search(attr(message.css_first(".reply_to a[href]"), "href"))
        named = {(match[1].lower(), match[2]) for one in message.css(".text a[href]") if (match := _OWN.match(attr(one, "href")))}
        linked.update({name for name, _ in named})
        proven.update({name for name, number in named if answered and number == answered[1]})
    alike = re.sub(r"[\W_]+", "", title).lower()
    sure = [name for name in linked if re.sub(r"_+", "", name) == alike and linked[name] > 1] or [
        name for name, times in proven.items() if times > 1]
    return sure[0] if len(sure) == 1 else ""


def listed(body: Any) -> dict[str, Any]:
    """``lists/chats.html`` of an account's export: what kind of chat lies in which folder."""
    entries = tree_of(body, PAGE).css(".entry[href]") if isinstance(body, bytes) else []
    folders = [attr(one, "href").partition("/messages")[0].lstrip("./") for one in entries]
    return {"inside": {folder: {"kind": text_in(one.css_first(".info"))} for folder, one in zip(folders, entries, strict=True)}}


def opening(body: Any) -> dict[str, Any]:
    """``messages.html`` of a chat speaks for the pages that follow."""
    return {"opening": around(tree_of(body, PAGE))} if isinstance(body, bytes) and _HEAD.match(body.lstrip()) else {}


def is_channel(found: Found) -> bool:
    """Whether the list of chats, the page or the first page of the chat shows that this is a channel."""
    if kind := found.context.get("kind"):
        return bool(kind == "channel")
    pages = [page for page in (found.parent, found.context.get("opening")) if isinstance(page, dict)]
    return all(page["alone"] for page in pages) and any(page["channel"] or page["name"] for page in pages)


def message(found: Found) -> Iterator[Post | Problem]:
    """A message of a channel; joined ones have no name above them."""
    node = element(found.data)
    page = found.parent if isinstance(found.parent, dict) else {}
    match = _NUMBERED.fullmatch(attr(node, "id"))
    if node is None or not match:
        what = _LISTS.get(str(page.get("title")), "page of a Telegram export without messages")
        yield Problem(reason="unsupported", stage="aside", detail=what, fragment=WITHHELD)
        return
    if not is_channel(found):
        yield Problem(reason="unsupported", stage="aside", detail=_LEFT, fragment=WITHHELD)
        return
    opened: Mapping[str, Any] = found.context.get("opening") or {}
    name, title = str(page.get("name") or opened.get("name") or ""), str(page["title"])
    place = name or synthetic_id(title)
    answered = _TO.search(attr(node.css_first(".reply_to a[href]"), "href"))
    links = [attr(one, "href") for one in node.css(".text a[href]") if not attr(one, "onclick")]
    tags = [text_in(one).lstrip("#") for one in node.css(".text a[onclick*=ShowHashtag]")]
    yield Post(
        native_id=f"{place}/{match[1]}", author=Author(handle=name or None, name=title), created=_time(node),
        caption=text_in(node.css_first(".text") or node.css_first(".media_poll .question")) or None, media=tuple(_media(node)),
        links=unique(link for link in links if link.startswith(("http:", "https:"))) or None, hashtags=unique(tags) or None,
        counts=tuple(_reactions(node)), in_reply_to=Key("telegram", "", f"{place}/{answered[1]}") if answered else None,
        visibility="public" if name else None,
    )


def _time(node: "LexborNode") -> Time | None:
    """With its zone since 2021; before, the exporter's own clock, of which only the day can be trusted."""
    shown = attr(node.css_first(".date.details[title]"), "title")
    if match := _EXACT.match(shown):
        return from_iso(f"{match[3]}-{match[2]}-{match[1]}T{match[4]}{match[5]}")
    day = _CLOCK.sub("", shown)
    return read_date(day, "ru" if re.match(r"\d\d\.", day) or re.search("[а-я]", day) else "en")


def _media(node: "LexborNode") -> Iterator[Media]:
    """Files of the export, and what it left out."""
    for one in node.css(".media_wrap > *"):
        kind = next((kind for name, kind in (*_WRAPS.items(), *_TITLES.items()) if has_class(one, name)), "")
        path = attr(one, "href")
        if kind:
            length = text_in(one.css_first(".video_duration")) or text_in(one.css_first(".status"))
            yield Media(kind=kind, local=path if path and "://" not in path else None, duration=_seconds(length))


def _seconds(shown: str) -> float | None:
    parts = re.match(r"(?:(\d+):)?(\d{1,2}):(\d\d)\b", shown)
    return float(int(parts[1] or 0) * 3600 + int(parts[2]) * 60 + int(parts[3])) if parts else None


def _reactions(node: "LexborNode") -> Iterator[Count]:
    """How often each sign was chosen, since 2023."""
    numbers = [number for one in node.css(".reactions .count") if (number := number_of(text_in(one))) is not None]
    if numbers:
        yield Count(metric="likes", value=sum(numbers))


CONTEXT: tuple[tuple[str, Callable[[Any], dict[str, Any]]], ...] = (("messages.html", opening), ("lists/chats.html", listed))
PAGE = PageKind(_KIND, _HEAD, ".message.default[id]", around)
EXTRA: Mapping[str, Any] = {"pages": (PAGE,), "context": CONTEXT}
FORMS: tuple[Form, ...] = (
    Form(name="export-page", keys=(MARK,), test=lambda r: r[MARK] == _KIND, parse=message),
)
