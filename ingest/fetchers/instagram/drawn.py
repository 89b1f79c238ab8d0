"""Instagram: a post's page as the app draws it, saved by a browser without its scripts, 2014 to now.

Its classes are made by machines and change each month. What stays: the date leads to the post's own address, the first heading
is the author, comments carry links of their own (``/p/CODE/c/NUMBER/``), since 2023 the text is the page's ``h1``.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from ingest.fetcher import Form, Found
from ingest.model import Author, Count, Key, Media, Post, Problem
from ingest.patterns import late
from ingest.values import count
from ingest.values.fields import from_iso
from ingest.values.nodes import around, attr, text_in

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_PERSON = late(r"(?:https://www\.instagram\.com)?/([\w.]{1,30})/?(?:\?.*)?")
_COMMENT = late(r"/(?:p|reel|tv)/([\w-]+)/c/(\d{10,20})/(?:r/(\d{10,20})/?)?")
_PICTURE = late(r"/t51\.\d+-15/|/t5\d\.\d+-1[56]/|\.cdninstagram\.com/(?!.*-19/)|\.fbcdn\.net/v/t51(?!.*-19/)")
_LIKES = late(r"([\d.,\u00a0\u202f]+\s?[KMkm]?)\s(?:likes?|J.aime|Me gusta|curtidas?|Mi piace|vind-ik-leuks)|„?Gefällt ([\d.,]+) Mal", re.I)


def page(found: Found) -> Iterator[Post | Problem]:
    """The post, and the comments that the page shows below it."""
    body, key = found.node, found.address.key
    if body is None or key is None or key.platform != "instagram":
        return
    node = body.css_first("[role=dialog] article") or body.css_first("article[role=presentation]") or body.css_first("main") or body
    dates = [link for link in node.css("a[href] time[datetime]") if _own(link, key)]
    people = [link for link in node.css("header a[href], h1 a[href], h2 a[href]") if _handle(link)]
    if not dates and not people:
        return
    handle = _handle(people[0]) if people else None
    caption = _caption(node, handle)
    counts = _likes(node)
    if not (caption or counts or dates):
        return
    yield Post(
        native_id=key.native_id, kind=key.kind, caption=caption, author=Author(handle=handle) if handle else None,
        created=from_iso(attr(dates[0], "datetime")) if dates else None, counts=counts, media=tuple(_media(node)))
    seen: set[str] = set()
    for link in node.css("a[href*='/c/']"):
        yield from _comment(link, key, seen)


def _own(moment: "LexborNode", key: Key) -> bool:
    link = next((above for above in around(moment) if above.tag == "a"), None)
    return re.search(rf"/(?:p|reels?|tv)/{re.escape(key.native_id)}/?(?:\?.*)?$", attr(link, "href")) is not None


def _handle(link: "LexborNode") -> str | None:
    """Whom a link leads to, where it shows the name that it leads to."""
    match = _PERSON.fullmatch(attr(link, "href"))
    return match[1] if match and text_in(link) == match[1] else None


def _caption(node: "LexborNode", handle: str | None) -> str | None:
    """The ``h1`` that is no name (2023 and after), else what stands beside the author's name in the first entry of the list."""
    for one in node.css("h1"):
        if one.css_first("a[href^='/'] h2, a[href$='/'][title]") is None and (text := text_in(one)) and text != handle:
            return text
    for heading in node.css("li h1, li h2"):
        link = heading.css_first("a[href]")
        if link is not None and handle and _handle(link) == handle:
            return _beside(heading)
    first = node.css_first("li a[href][title]")
    return _beside(first) if first is not None and _handle(first) == handle else None


def _beside(node: "LexborNode") -> str | None:
    """The text of the element after a name."""
    one = node.next
    while one is not None:
        if one.is_element_node and one.tag in ("span", "div") and (text := text_in(one)) and one.css_first("time") is None:
            return text
        one = one.next
    return None


def _likes(node: "LexborNode") -> tuple[Count, ...]:
    link = node.css_first("a[href*='/liked_by/']")
    shown = [text_in(link)] if link is not None else [(one.text() or "").strip() for one in node.css("section button, section span")]
    match = next((m for text in shown if len(text) < 60 and (m := _LIKES.search(text))), None)
    made = count("likes", match[1] or match[2]) if match else None
    return (made,) if made is not None else ()


def _media(node: "LexborNode") -> Iterator[Media]:
    for one in node.css("img[src]"):
        if _PICTURE.search(attr(one, "src")) and not _small(one):
            yield Media(kind="image", url=attr(one, "src"), alt=attr(one, "alt") or None)
            return


def _small(one: "LexborNode") -> bool:
    """Avatars stand inside headers and links to people."""
    return any(above.tag in ("header", "ul", "li") or (above.tag == "a" and _PERSON.fullmatch(attr(above, "href")))
               for above in around(one))


def _comment(link: "LexborNode", key: Key, seen: set[str]) -> Iterator[Post]:
    match = _COMMENT.search(attr(link, "href"))
    if match is None or match[1] != key.native_id:
        return
    native_id = match[3] or match[2]
    near = islice(around(link), 12)  # a comment is small
    item = next((above for above in near if any(_handle(one) for one in above.css("a[href]"))), None)
    who = next((one for one in item.css("a[href]") if _handle(one)), None) if item is not None else None
    if item is None or who is None or native_id in seen:
        return
    seen.add(native_id)
    heading = next((above for above in around(who) if above.tag in ("h1", "h2", "h3")), who)
    text = _beside(heading) or next((t for one in item.css("span[dir=auto]") if (t := text_in(one)) and t != _handle(who)
                                     and one.css_first("time, a[href*='/c/']") is None), None)
    moment = link.css_first("time[datetime]")
    yield Post(
        native_id=native_id, kind="comment", caption=text, author=Author(handle=_handle(who)), relation="context",
        created=from_iso(attr(moment, "datetime")), thread=key.native_id,
        in_reply_to=Key("instagram", "comment", match[2]) if match[3] else key)


FORMS: tuple[Form, ...] = (Form(name="drawn", parse=page, own=True, css="body", marks=("datetime=",)),)
