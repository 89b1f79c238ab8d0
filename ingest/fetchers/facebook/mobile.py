"""Facebook: a post's page on the sites for phones, ``m.facebook.com`` and ``mbasic.facebook.com``, 2012 to 2024.

``#m_story_permalink_view`` holds the story (``data-ft`` names it), the bar below it, and the comments as ``div`` with a number as id.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.fetcher import Form, Found
from ingest.fetchers.facebook.stories import person, words
from ingest.model import Author, Count, Key, Media, Post, Problem, Time
from ingest.patterns import late
from ingest.values import count, read_date
from ingest.values.fields import from_epoch
from ingest.values.nodes import attr, text_in

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_TOP = late(r"top_level_post_id[\"'.:\\]{1,4}(\d{4,20})")
_STORY = late(r"mf_story_key[\"'.:\\]{1,4}(\d{4,20})")
_OWNER = late(r"content_owner_id_new[\"'.:\\]{1,4}(\d{4,20})")
_PROFILE = late(r"/(?!story\.php|photo|groups/|hashtag/|profile/)([\w.]{2,60})/?(?:\?.*)?")
_TEXT = "[data-ft*='\"*s\"'], [data-gt*='\"*s\"'], ._5rgt, .story_body_container > div, #MPhotoContent .msg > div"
_CLOCK = late(r"(?:\s*(?:,|at|um|à|a las|às|alle|om|kl\.?|в))?\s*\d{1,2}[:.]\d\d(?:\s?[AaPp][Mm])?\s*$")


def story(found: Found) -> Iterator[Post | Problem]:
    """The story and the comments drawn below it. The visible date has no zone and counts as a day."""
    node = found.node
    key = _which(found, node) if node is not None else None
    if node is None or key is None:
        return
    head = node.css_first("header") or node
    who = next((one for one in head.css("h3 a[href], strong a[href], .actor-link[href]") if text_in(one)), None)
    owner = _OWNER.search(node.html or "")
    moment = node.css_first("header abbr, footer abbr, abbr")
    yield Post(
        native_id=key.native_id, kind=key.kind, caption=words(node.css_first(_TEXT)), created=_time(moment, found.page.language or ""),
        author=person(_handle(who) or found.address.author, text_in(who), owner[1] if owner else None),
        counts=_reactions(node), media=tuple(_media(node)))
    yield from _comments(node, key)


def _which(found: Found, node: "LexborNode") -> Key | None:
    """The page's own post; where only the story says it, ``data-ft`` does."""
    if found.address.key is not None:
        return found.address.key
    match = _TOP.search(node.html or "") or _STORY.search(node.html or "")
    return Key("facebook", "", match[1]) if match else None


def _handle(link: "LexborNode | None") -> str | None:
    match = _PROFILE.fullmatch(attr(link, "href").removeprefix("https://m.facebook.com").removeprefix("https://mbasic.facebook.com"))
    return match[1] if match and match[1] != "profile.php" else None


def _time(moment: "LexborNode | None", lang: str) -> Time | None:
    """``data-utime`` or ``data-store`` state the moment, the text a day: ``5 April 2021 at 10:00``."""
    stated = attr(moment, "data-utime") or next(iter(re.findall(r'"time":(\d{9,11})', attr(moment, "data-store"))), "")
    if stated:
        return from_epoch(stated)
    return read_date(_CLOCK.sub("", text_in(moment)), lang)


def _reactions(node: "LexborNode") -> tuple[Count, ...]:
    """The link to the list of those who reacted shows their number, from about ten thousand on a short one."""
    link = node.css_first("a[href*='/ufi/reaction/profile/browser/'], [data-sigil*=reactions-sentence-container]")
    made = count("likes", text_in(link)) if link is not None else None
    return (made,) if made is not None else ()


def _media(node: "LexborNode") -> Iterator[Media]:
    for one in node.css("[data-ft*='\"H\"'] img[src], [data-gt*='\"H\"'] img[src]"):
        if re.search(r"/t\d+\.\d+-(?:6|15|0)/", attr(one, "src")):
            yield Media(kind="image", url=attr(one, "src"), alt=attr(one, "alt") or None)


def _below(who: "LexborNode") -> "LexborNode | None":
    """The element after the heading with the name."""
    heading = who.parent
    while heading is not None and heading.tag != "h3":
        heading = heading.parent
    said = heading.next if heading is not None else None
    while said is not None and not said.is_element_node:
        said = said.next
    return said


def _comments(node: "LexborNode", post: Key) -> Iterator[Post]:
    for one in node.css("div[id]"):
        number, who = attr(one, "id"), one.css_first("h3 a[href], ._2b05 a[href]")
        if not re.fullmatch(r"\d{8,20}", number) or who is None or number == post.native_id:
            continue
        said = one.css_first("[data-sigil=comment-body]") or _below(who)
        writer: Author | None = person(_handle(who), text_in(who), None)
        made = Post(native_id=f"{post.native_id.rpartition('/')[2]}_{number}", kind="comment", caption=text_in(said) or None, author=writer)
        yield replace(made, relation="context", in_reply_to=post, thread=post.native_id)


FORMS: tuple[Form, ...] = (
    Form(name="mobile", parse=story, own=True, css="#m_story_permalink_view, #MPhotoContent", marks=("m_story_permalink_view",)),
)
"""The page of a single photograph (``#MPhotoContent``) has the same parts."""
