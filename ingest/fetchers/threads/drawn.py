"""Threads: posts as the app draws them, saved by a browser without its scripts. Seen 2024 to 2026.

Its classes are made by machines. What stays: ``data-pressable-container`` around each post, the date as link to it, ``dir=auto`` on texts.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.fetcher import Form, Found
from ingest.model import Author, Count, Media, Post, Problem
from ingest.patterns import late
from ingest.values import count
from ingest.values.fields import from_iso
from ingest.values.nodes import around, attr, text_in

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_POST = late(r"/@([\w.]{1,40})/post/([\w-]{5,40})")
_LABELS = {"like": "likes", "unlike": "likes", "reply": "comments", "comment": "comments", "repost": "shares", "share": "sends"}


def post(found: Found) -> Iterator[Post | Problem]:
    """One post; all but the page's own come along as context."""
    node, own = found.node, found.address.key
    if node is None or own is None or any("data-pressable-container" in above.attributes for above in around(node)):
        return
    link = next((one for one in node.css("a[href*='/post/']") if one.css_first("time[datetime]") is not None), None)
    match = _POST.search(attr(link, "href"))
    if link is None or match is None:
        return
    yield Post(
        native_id=match[2], author=Author(handle=match[1]), caption=_text(node), counts=tuple(_counts(node)), media=tuple(_media(node)),
        created=from_iso(attr(link.css_first("time"), "datetime")), relation=None if match[2] == own.native_id else "context")


def _text(node: "LexborNode") -> str | None:
    """The longest text outside of links and buttons; translations and dates are shorter."""
    texts = [text_in(one) for one in node.css("span[dir=auto], div[dir=auto]") if one.css_first("time") is None
             and not any(above.tag == "a" or attr(above, "role") == "button" or attr(above, "dir") == "auto" for above in around(one))]
    return max(texts, key=len, default="") or None


def _counts(node: "LexborNode") -> Iterator[Count]:
    """The number stands beside the sign, whose label is in the reader's language; only the English one is known."""
    for sign in node.css("[role=button] svg[aria-label]"):
        metric = _LABELS.get(attr(sign, "aria-label").lower())
        button = next((above for above in around(sign) if attr(above, "role") == "button"), None)
        made = count(metric, text_in(button), "en") if metric and button is not None else None
        if made is not None and metric != "sends":
            yield made


def _media(node: "LexborNode") -> Iterator[Media]:
    for one in node.css("img[src]"):
        if re.search(r"/t51\.\d+-15/|/t5\d\.\d+-1[56]/", attr(one, "src")):
            yield Media(kind="image", url=attr(one, "src"), alt=attr(one, "alt") or None)


FORMS: tuple[Form, ...] = (
    Form(name="drawn", parse=post, own=True, css="[data-pressable-container]", marks=("data-pressable-container",)),)
