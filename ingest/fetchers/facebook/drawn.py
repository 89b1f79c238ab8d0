"""Facebook: posts as the app draws them since 2020 (``div[role=article]``), saved by a browser without its scripts.

Its classes are made by machines. What stays: roles, ``data-ad-preview`` on the text, the link on the date, ``aria-label`` on comments.
Links are often made only when the mouse is over them; then the first post is the page's.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.fetcher import Form, Found
from ingest.fetchers.facebook.stories import person, pictures
from ingest.model import Count, Key, Post, Problem
from ingest.patterns import late
from ingest.values import count
from ingest.values.nodes import around, attr, text_in

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_HOME = "https://www.facebook.com"
_TEXT = "[data-ad-preview=message], [data-ad-comet-preview=message], [data-ad-rendering-role=story_message]"
_NAME = "[data-ad-rendering-role=profile_name] a[href], h2 strong a[href], h3 strong a[href], h4 strong a[href], h2 a[href], h3 a[href]"
_PROFILE = late(r"(?:https://www\.facebook\.com)?/(?!profile\.php|groups/|people/|stories/|hashtag/)([\w.-]{2,80})/?(?:\?.*)?")
_COMMENT = late(r"[?&]comment_id=(\d{4,20})(?:.*?[?&]reply_comment_id=(\d{4,20}))?")
_TOTALS = (
    ("comments", late(r"(\d[\d.,\u00a0\u202f]*\s?\S{0,4}?)\s(?:comments?|Kommentare?|commentaires?|comentarios?|comentários?"
                      r"|commenti)", re.I)),
    ("shares", late(r"(\d[\d.,\u00a0\u202f]*\s?\S{0,4}?)\s(?:shares?|Mal geteilt|partages?|veces compartido|compartilhamentos?"
                    r"|condivisioni)", re.I)))


def article(found: Found) -> Iterator[Post | Problem]:
    """One post or comment. Posts without an address of their own are left alone, but for the first on a post's own page."""
    node = found.node
    if node is None or found.address.key is None:
        return
    if any(above.tag == "div" and attr(above, "role") == "article" for above in around(node)) or attr(node, "aria-label"):
        yield from _comment(found, node)
        return
    words = node.css_first(_TEXT)
    key = _dated(found, node) or (found.address.key if words is not None and _first(node) else None)
    who = next((one for one in node.css(_NAME) if text_in(one)), None)
    if key is None or (words is None and who is None):
        return
    handle = _PROFILE.fullmatch(attr(who, "href"))
    more = words is not None and any(attr(one, "role") == "button" for one in words.css("div[role=button]"))
    yield Post(
        native_id=key.native_id, kind=key.kind, caption=text_in(words, skip=_is_button) or None, caption_complete=False if more else None,
        author=person(handle[1] if handle else None, text_in(who), None), counts=tuple(_counts(node)), media=pictures(node),
        relation=None if key == found.address.key else "context")


def _is_button(one: "LexborNode") -> bool:
    return attr(one, "role") == "button"


def _dated(found: Found, node: "LexborNode") -> Key | None:
    """The first link of the head that names a post; the text's own links come later."""
    for link in node.css("a[role=link][href]")[:12]:
        href = attr(link, "href")
        address = found.read(_HOME + href if href.startswith("/") else href)
        if address.key is not None and address.key.platform == "facebook" and "comment_id=" not in href:
            return address.key
    return None


def _first(node: "LexborNode") -> bool:
    """Whether the first text of the page is this post's."""
    root = node
    while root.parent is not None:
        root = root.parent
    words, own = root.css_first(_TEXT), node.css_first(_TEXT)
    return words is not None and own is not None and words.mem_id == own.mem_id


def _counts(node: "LexborNode") -> Iterator[Count]:
    """Reactions stand in the element after the label of the faces; the others beside their words."""
    texts = [text for one in node.css("span, div[role=button]") if 0 < len(text := (one.text() or "").strip()) < 40]
    for metric, pattern in _TOTALS:
        match = next((m for text in texts if (m := pattern.fullmatch(text))), None)
        made = count(metric, match[1]) if match else None
        if made is not None:
            yield made
    faces = node.css_first("span[role=toolbar]")
    one = faces.next if faces is not None else None
    while one is not None and not one.is_element_node:
        one = one.next
    made = count("likes", _once(text_in(one))) if one is not None else None
    if made is not None:
        yield made


def _once(text: str) -> str:
    """The number is written twice where one is for screen readers."""
    return text.split("\n")[0].strip()


def _comment(found: Found, node: "LexborNode") -> Iterator[Post]:
    link = node.css_first("a[href*='comment_id=']")
    match = _COMMENT.search(attr(link, "href").replace("&amp;", "&"))
    own = found.address.key
    if match is None or own is None:
        return
    number = match[2] or match[1]
    who = next((one for one in node.css("a[href]") if text_in(one) and "comment_id=" not in attr(one, "href").partition("?")[0]), None)
    handle = _PROFILE.fullmatch(attr(who, "href"))
    text = next((t for one in node.css("div[dir=auto]") if (t := text_in(one)) and t != text_in(who)), None)
    post = own.native_id.rpartition("/")[2]
    yield Post(
        native_id=f"{post}_{number}", kind="comment", caption=text, author=person(handle[1] if handle else None, text_in(who), None),
        relation="context", thread=own.native_id, in_reply_to=Key("facebook", "comment", f"{post}_{match[1]}") if match[2] else own)


FORMS: tuple[Form, ...] = (Form(name="drawn", parse=article, own=True, css="div[role=article]", marks=('role="article"',)),)
