"""TikTok: saved copies of the post's own page, and the document of its embed frame."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ingest.fetcher import Form, Found
from ingest.model import Author, Count, Post, Problem
from ingest.patterns import late
from ingest.values import Description, read_description
from ingest.values.fields import counts_of, dig, from_epoch
from ingest.values.nodes import around, attr, text_in

_NUMBERS = late(r"([\d.,]+)\s*([KMB]?) (Likes?|Comments?|Shares?)\b", re.I)
_NAMED = late(r"TikTok (?:video|photo) from (.*?) \(@([\w.-]+)\)(?:: [“\"](.*)[”\"])?", re.S)
_TITLE = late(r"TikTok\s*·\s*([^\n]{1,60})|([^\n]{1,60}?) (?:on|auf|sur|en|su|no|op|på|na|di|в|trên) TikTok")
_SCALE = {"": 1, "K": 1000, "M": 1_000_000, "B": 1_000_000_000}


def head(found: Found) -> Iterator[Post | Problem]:
    """The meta tags of a video's page: counts (rounded), name, handle and caption in ``description``.

    ``og:description`` is the caption itself where it does not repeat the counts. The full record stands in the page's
    JSON (``itemStruct``); a page fetched without cookies has neither and is an empty shell.
    """
    key = found.address.key
    if key is None:
        return
    meta, lang = found.meta, found.page.language or ""
    description, og = meta.get("description", ""), meta.get("og:description", "")
    named = _NAMED.search(description) or _NAMED.search(og)
    told, og_told = (read_description(text, lang) if "TikTok" in text else None for text in (description, og))
    told = told or og_told
    if named is None and told is None and not og:
        if _shell(found):
            yield Problem(reason="shell-page", stage="parse",
                          detail="TikTok answered with its empty shell: save the page again from a browser with cookies")
        return
    caption = og if og and not _NAMED.search(og) and og_told is None else named[3] if named else told.caption if told else None
    handle = (named[2] if named else None) or (told.handle if told else None) or found.address.author
    name = (named[1] if named else None) or (told.name if told else None) or _titled(meta)
    yield Post(
        native_id=key.native_id, caption=caption or None, counts=_counts(description or og) or _told_counts(told),
        author=Author(handle=handle, name=name) if handle else None,
    )


def _told_counts(told: Description | None) -> tuple[Count, ...]:
    """The same in the other languages."""
    read = {"likes": told.likes, "comments": told.comments} if told is not None else {}
    return tuple(Count(metric=metric, value=number.value, precision="exact" if number.exact else "rounded")
                 for metric, number in read.items() if number is not None and number.value is not None)


def _titled(meta: Mapping[str, str]) -> str | None:
    """``NAME on TikTok`` (to 2023), ``TikTok · NAME`` (since), in any language."""
    match = _TITLE.fullmatch(meta.get("og:title", "").strip())
    return (match[1] or match[2]).strip() or None if match else None


def _shell(found: Found) -> bool:
    title = found.meta.get("title", "")
    scripts = found.node.css("script") if found.node is not None else []
    if found.node is not None and found.node.css_first("[data-e2e$=video-desc]") is not None:
        return False
    return (not title or title.startswith("TikTok - ")) and not any(
        re.search(r'"createTime"|"statusCode": ?102\d\d', script.text()) for script in scripts if attr(script, "id"))


def _counts(text: str) -> tuple[Count, ...]:
    names = {"like": "likes", "comment": "comments", "share": "shares"}
    made = []
    for number, unit, word in _NUMBERS.findall(text):
        if not unit:
            value, precision = int(number.replace(",", "").replace(".", "") or 0), "exact"
        else:
            value, precision = round(float(number.replace(",", ".")) * _SCALE[unit.upper()]), "rounded"
        made.append(Count(metric=names[word.lower().rstrip("s")], value=value, precision=precision))
    return tuple(made)


def frame_state(found: Found) -> Iterator[Post | Problem]:
    """The embed frame of 2020-2023 (``__FRONTITY_CONNECT_STATE__``): ``itemInfos`` beside ``authorInfos``."""
    item, author = found.data.get("itemInfos"), found.data.get("authorInfos")
    if not isinstance(item, dict) or not re.fullmatch(r"\d{15,20}", str(item.get("id", ""))):
        return
    person: dict[str, Any] = author if isinstance(author, dict) else {}
    handle = person.get("uniqueId")
    yield Post(
        native_id=str(item["id"]), caption=item.get("text") or None, created=from_epoch(item.get("createTime")),
        author=Author(handle=handle, name=person.get("nickName"), native_id=person.get("userId")) if handle else None,
        counts=counts_of({"likes": item.get("diggCount"), "comments": item.get("commentCount"),
                          "shares": item.get("shareCount"), "views": item.get("playCount")}),
    )


_GONE = {10204: "unavailable", 10216: "private", 10222: "private"}


def is_refusal(data: dict[str, Any]) -> bool:
    """The state of a page whose video TikTok does not show."""
    return data.get("statusCode") in _GONE and not dig(data, "itemInfo", "itemStruct", "id")


def refusal(found: Found) -> Iterator[Post | Problem]:
    """``webapp.video-detail`` with a ``statusCode`` instead of the video: private, or not to be had."""
    key = found.address.key
    if key is not None and key.platform == "tiktok":
        yield Post(native_id=key.native_id, availability=_GONE[found.data["statusCode"]])


def drawn(found: Found) -> Iterator[Post | Problem]:
    """The page as the app draws it, saved by a browser without its scripts: the parts are named in ``data-e2e``."""
    node, key = found.node, found.address.key
    if node is None or key is None:
        return
    def part(*names: str) -> str:
        return next((text for name in names if (text := text_in(node.css_first(f'[data-e2e="{name}"]')))), "")
    caption = part("browse-video-desc", "video-desc")
    handle = part("browse-username", "video-author-uniqueid").lstrip("@") or found.address.author
    shown = {"likes": part("browse-like-count", "like-count"), "comments": part("browse-comment-count", "comment-count"),
             "shares": part("share-count"), "bookmarks": part("undefined-count", "favorite-count")}
    if caption or any(shown.values()):
        yield Post(native_id=key.native_id, caption=caption or None, author=Author(handle=handle) if handle else None,
                   counts=tuple(count for metric, text in shown.items() for count in _shown(metric, text)))


def comment(found: Found) -> Iterator[Post | Problem]:
    """A comment as the app draws it (``data-e2e=comment-level-1``, answers ``-2``); the element around it has its number as id, or
    the comment has none."""
    node, key = found.node, found.address.key
    level = attr(node, "data-e2e").rpartition("-")[2]
    item = next((above for above in around(node) if re.fullmatch(r"\d{15,20}", attr(above, "id"))), None) if node is not None else None
    first = item.css_first("[data-e2e^='comment-level-']") if item is not None else None
    if node is None or key is None or item is None or first is None or first.mem_id != node.mem_id:
        return
    name = item.css_first(f'[data-e2e="comment-username-{level}"]')
    link = next((one for one in (name, *around(name)) if one is not None and one.tag == "a"), None) if name is not None else None
    handle = re.search(r"/@([\w.-]+)", attr(link, "href") or attr(item.css_first("a[href*='/@']"), "href"))
    yield Post(native_id=attr(item, "id"), kind="comment", caption=text_in(node) or None, thread=key.native_id, relation="context",
               author=Author(handle=handle[1] if handle else None, name=text_in(name) or None) if handle or name is not None else None,
               in_reply_to=key if level == "1" else None,
               counts=_shown("likes", text_in(item.css_first('[data-e2e="comment-like-count"]'))))


def _shown(metric: str, text: str) -> tuple[Count, ...]:
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([KMB]?)", text)
    if not match:
        return ()
    value = round(float(match[1]) * _SCALE[match[2]])
    return (Count(metric=metric, value=value, precision="rounded" if match[2] else "exact"),)


FORMS: tuple[Form, ...] = (
    Form(name="refusal", keys=("statusCode", "statusMsg"), test=is_refusal, parse=refusal),
    Form(name="drawn", own=True, css="body", marks=("data-e2e",), parse=drawn),
    Form(name="comment-drawn", own=True, css="[data-e2e='comment-level-1'], [data-e2e='comment-level-2']", marks=("comment-level-",),
         parse=comment),
    Form(name="head", own=True, parse=head),
    Form(name="frame-state", keys=("itemInfos", "authorInfos"), parse=frame_state),
)
