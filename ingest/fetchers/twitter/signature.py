"""X/Twitter: what all HTML forms share: the post a block links to, its text, the line "— Name (@handle) date"."""

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from ingest.fetcher import Address, Found
from ingest.fetchers.twitter.wording import availability
from ingest.model import Author, Count, Media, Time
from ingest.patterns import late
from ingest.values.nodes import around, attr, has_class

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

EMBED_CLASSES = ("twitter-tweet", "twitter-video", "tb_tweet")
CLOCKED = 30_000_000_000
"""Ids from here on hold their time; a visible date says less."""

_DASH = r"(?:—|–|―|--|-)"
_WHO = r"([^\n]*?)\s*\(\s*[@＠]?([A-Za-z0-9_]{1,20})\s*\)\s*[·:,|-]?\s*$"
_SIGNED = late(rf"(?:^|\n)\s*{_DASH}\s*{_WHO}")
_INLINE = late(rf"\s{_DASH}\s+((?:(?!\s{_DASH}\s)[^\n])*?)\s*\(\s*[@＠]([A-Za-z0-9_]{{1,20}})\s*\)\s*$")
_UNDASHED = late(rf"(?:^|\n){_WHO}".replace("[@＠]?", "[@＠]"))
_PICTURE = late(r"(?:https?://)?pic\.(?:twitter|x)\.com/(\w+)\s*$", re.I)
_ENDING = 200
"""The last of these addresses ends the text: it is not looked for in all of it."""
_GONE = late(
    r"(may have been deleted|was deleted|has been deleted|no longer (?:available|exists)|page doesn.t exist|is unavailable"
    r"|suspended account|account (?:is|has been) suspended|limits who can view|protected|withheld|not found)", re.I)
_WHOLE = late(r"\d(?:[\d.,'’\u00a0\u202f٬ ]*\d)?")
_SHORTENED = late(r"(\d+(?:,\d{3})*(?:\.\d+)?)(?:\s?([KMB])\b)?")
_TARGET = late(r"https?://\S+")


def status_links(
    found: Found, node: "LexborNode", skip: "Callable[[LexborNode], bool] | None" = None, base: str = "",
) -> "Iterator[tuple[LexborNode, Address]]":
    """The links to posts of this platform inside an element, in order; not those in elements that ``skip`` names.

    ``base`` is put before a link's path where the markup proves whose page it is.
    """
    for link in node.css('a[href*="status"]') if skip is None else _links(node, skip):
        href = attr(link, "href")
        address = found.read(base + href if base and href.startswith("/") else href)
        if address.key is not None and address.key.platform == "twitter":
            yield link, address


def _links(node: "LexborNode", skip: "Callable[[LexborNode], bool]") -> "Iterator[LexborNode]":
    """The links of an element in order, without one look into what is left out: blocks inside blocks hold thousands."""
    waiting = [*node.iter()][::-1]
    while waiting:
        one = waiting.pop()
        if skip(one):
            continue
        if one.tag == "a" and "status" in attr(one, "href"):
            yield one
        waiting += [*one.iter()][::-1]


def within(node: "LexborNode", stop: "LexborNode", test: "Callable[[LexborNode], bool]") -> bool:
    """Whether some element between ``node`` and ``stop`` (exclusive) passes the test, or ``stop`` is too far away."""
    for above in around(node):
        if above.mem_id == stop.mem_id:
            return False
        if test(above):
            return True
    return True


def nested(node: "LexborNode") -> bool:
    """A tweet inside a tweet's block: it speaks for itself."""
    return node.tag == "blockquote" and has_class(node, *EMBED_CLASSES)


def split_signature(text: str) -> tuple[str, str | None, str | None]:
    """Text, name and handle of ``TEXT — NAME (@HANDLE)``; name and handle are None where the line is missing."""
    match = _SIGNED.search(text) or _INLINE.search(text) or _UNDASHED.search(text)
    if match is None:
        return text, None, None
    return text[: match.start()].rstrip(), match[1].strip() or None, match[2]


def without_picture(text: str, kind: str = "image") -> tuple[str, tuple[Media, ...]]:
    """The text without the ``pic.twitter.com`` addresses at its end, and what they stand for."""
    media: list[Media] = []
    while match := _PICTURE.search(text, max(0, len(text) - _ENDING)):
        media.insert(0, Media(kind=kind, url=f"https://pic.twitter.com/{match[1]}"))
        text = text[: match.start()].rstrip()
    return text, tuple(media)


def is_gone(text: str) -> str | None:
    """What a placeholder says about its post; None for any other text."""
    if len(text) > 160 or not (match := _GONE.search(text)):
        return None
    return "unavailable" if "may have" in match[1].lower() else availability(text)


def author(handle: str | None, name: str | None = None, native_id: str | None = None) -> Author | None:
    """An author, if anything is known of them."""
    handle = (handle or "").strip().lstrip("@＠") or None
    name = (name or "").strip() or None
    return Author(handle=handle, name=name, native_id=native_id or None) if handle or name or native_id else None


def whole(text: str) -> int | None:
    """The first whole number in a label, as platforms write exact counts: ``18,151 replies``, ``1.664 Me gusta``."""
    match = _WHOLE.search(text)
    if match is None or len(match[0]) > 24:
        return None
    return int("".join(sign for sign in match[0] if sign.isdecimal()))


def exact(metric: str, text: str) -> tuple[Count, ...]:
    """An exact count read from a label, as a tuple of one or none."""
    value = whole(text)
    return () if value is None else (Count(metric=metric, value=value),)


def targets(node: "LexborNode | None") -> tuple[str, ...] | None:
    """Where the links of a text lead: the address shown or stated beside t.co where there is one, else t.co itself."""
    if node is None:
        return None
    seen: dict[str, None] = {}
    for link in node.css("a[href]"):
        href, shown = attr(link, "href"), (link.text() or "").strip()
        full = attr(link, "data-expanded-url") or (shown if _TARGET.fullmatch(shown) and not shown.endswith("…") else "") or href
        if full.startswith(("http://", "https://")) and not _internal(full, shown):
            seen[full] = None
    return tuple(seen)


def _internal(url: str, shown: str) -> bool:
    """Hashtags, mentions, pictures: links that are part of how the platform writes."""
    return shown[:1] in "#@$＃＠" or bool(_PICTURE.search(shown)) or bool(re.search(r"/status/\d+/(?:photo|video)/\d", url))


def shortened(metric: str, text: str) -> tuple[Count, ...]:
    """A count that may be shortened (``3.2K``), read from a label in English, as a tuple of one or none."""
    match = _SHORTENED.search(text)
    if match is None:
        return ()
    if not match[2]:
        return exact(metric, match[1])
    value = round(float(match[1].replace(",", "")) * {"K": 1e3, "M": 1e6, "B": 1e9}[match[2]])
    return (Count(metric=metric, value=value, precision="rounded"),)


def read_day(text: str, lang: str) -> Time | None:
    """A date that people read."""
    from ingest.values import read_date

    return read_date(text, lang) if text else None
