"""VK: saved copies of its own pages: a post with the comments below it, a wall, the site for phones, 2011 to now."""

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.fetcher import Form, Found
from ingest.model import Author, Count, Key, Media, Post, Problem, Time
from ingest.patterns import late
from ingest.values import count, read_date
from ingest.values.fields import counts_of, from_epoch
from ingest.values.heads import picture
from ingest.values.nodes import around, attr, has_class, text_in

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_ITSELF = late(r"(?:ВКонтакте|VK)\b\s*(?:[–—-]\s*универсальное|is the largest)", re.I)
_BUTTONS = {"likes": ".like_btn.like, .PostButtonReactions", "comments": ".like_btn.comment, .PostBottomAction.comment",
            "shares": ".like_btn.share, .PostBottomAction.share"}
_SHOWN = {"likes": ".item_like .v_like, .post_like_count", "comments": ".item_replies .v_replies",
          "shares": ".item_share .v_share, .post_share_count", "views": ".item_views .v_views"}
_AUTHOR = ".post_author .author, .wall_text_name .author, .PostHeaderTitle__authorName, .pi_author, .wi_author"
_CLOCK = late(r"\s*(?:в|at|о|у|um|à)?\s*\d{1,2}:\d\d\s*$")
_PICTURE = ".page_post_thumb_sized_photo[src], .page_post_thumb_wrap[style*=background-image], .thumb_map_img[style*=background-image]"


def wall(found: Found) -> Iterator[Post | Problem]:
    """A post as vk.com draws it (``.post`` with ``.wall_post_text``), on its own page and on a wall. Its number stands in
    ``data-post-id``, until 2016 in the id of the element."""
    node = found.node
    match = re.fullmatch(r"(?:post)?(-?\d+)_(\d+)", attr(node, "data-post-id") or attr(node, "id"))
    if node is None or not match or has_class(node, "reply"):
        return
    key, native_id = found.address.key, f"wall{match[1]}_{match[2]}"
    origin = node.css_first(".published_by_date[href^='/wall'], .copy_post_date [href^='/wall']")
    copied = found.read(f"https://vk.com{attr(origin, 'href')}")
    yield Post(
        native_id=native_id, created=_time(node, found.page.language),
        caption=text_in(_outside(node, ".wall_post_text, .pi_text"), skip=_more) or None, author=_who(node.css_first(_AUTHOR)),
        counts=tuple(_counts(node)), media=tuple(_pictures(node)),
        repost_of=copied.key if copied.key is not None and copied.key.native_id != native_id else None,
        relation="context" if (key.native_id != native_id if key is not None else bool(found.page.url)) else None,
    )


def reply(found: Found) -> Iterator[Post | Problem]:
    """A comment below a post: ``.reply`` with ``.wall_reply_text``; the list around it names the post."""
    node, own = found.node, found.address.key
    match = re.fullmatch(r"post(-?\d+)_(\d+)", attr(node, "id"))
    if node is None or not match:
        return
    lists = (re.match(r"repl(?:ies|y)_?(?:wrap|list)?(-?\d+_\d+)$", attr(above, "id")) for above in around(node))
    said = re.search(r"/wall(-?\d+_\d+)\?", attr(node.css_first("a[href*='reply=']"), "href"))
    named = next(filter(None, lists), None) or said
    thread = f"wall{named[1]}" if named else own.native_id if own is not None else ""
    if not thread:
        return
    shown = text_in(node.css_first(".like_count")) or attr(node.css_first(".like_btn.like"), "data-count")
    above = re.search(r"[?&]thread=(\d+)", attr(node.css_first("a[href*='reply=']"), "href"))
    likes = count("likes", shown, "ru") if shown else None
    yield Post(
        native_id=f"{thread}_r{match[2]}", kind="comment", caption=text_in(node.css_first(".wall_reply_text"), skip=_more) or None,
        author=_who(node.css_first(".author")), created=_time(node, found.page.language), media=tuple(_pictures(node)),
        counts=(likes,) if likes is not None else (), thread=thread, relation="context",
        in_reply_to=Key("vk", "comment", f"{thread}_r{above[1]}") if above and above[1] != match[2] else Key("vk", "", thread))


def _outside(node: "LexborNode", css: str) -> "LexborNode | None":
    """The first such element that belongs to the post and to no comment below it."""
    return next((one for one in node.css(css) if not any(has_class(above, "reply") for above in around(one))), None)


def _time(node: "LexborNode", language: str | None) -> Time | None:
    """The moment where an attribute states it; a text such as ``3 мар 2024 в 14:05`` has no zone and counts as a day."""
    moment = _outside(node, ".rel_date[time], [data-time], .rel_date[abs_time]") if not has_class(node, "reply") else \
        node.css_first(".rel_date[time], [data-time]")
    stated = from_epoch(attr(moment, "time") or attr(moment, "data-time"))
    if stated is not None:
        return stated
    text = text_in(node.css_first(".rel_date, time.PostHeaderSubtitle__item, .PostHeaderSubtitle__item, .wi_date, .PostDateBlock__root"))
    return read_date(_CLOCK.sub("", text), language or "ru")


def _who(node: "LexborNode | None") -> Author | None:
    """The link on the name: ``data-from-id`` is the account's number (a community's is negative), its address the short name."""
    if node is None:
        return None
    link = node if node.tag == "a" else next((one for one in around(node) if one.tag == "a"), node)
    name = re.fullmatch(r"(?:https?://(?:m\.)?vk\.(?:com|ru))?/([\w.]{2,40})", attr(link, "href"))
    handle = name[1] if name and not re.fullmatch(r"(?:id|club|public|event)\d+", name[1]) else None
    shown, number = text_in(node), attr(link, "data-from-id")
    return Author(name=shown or None, handle=handle, native_id=number or None) if shown or handle or number else None


def _counts(node: "LexborNode") -> Iterator[Count]:
    stated = {metric: attr(_outside(node, css), "data-count") for metric, css in _BUTTONS.items()}
    stated["likes"] = stated["likes"] or _reactions(attr(_outside(node, "[data-reaction-counts]"), "data-reaction-counts"))
    yield from counts_of(stated)
    for metric, css in _SHOWN.items():
        text = text_in(_outside(node, css))
        made = count(metric, text, "en") if text and not stated.get(metric) else None
        if made is not None:
            yield made
    views = re.match(r"\d[\d\s,.\u00a0]*", attr(node.css_first(".like_views, .PostFooterInfo__views"), "title"))
    yield from counts_of({"views": re.sub(r"\D", "", views[0]) if views else None})


def _reactions(text: str) -> str:
    """``{"0":118,"3":2}``: how often each sign was chosen, since 2023."""
    try:
        said = json.loads(text) if text else None
    except ValueError:
        return ""
    numbers = [one for one in (said.values() if isinstance(said, dict) else said if isinstance(said, list) else ()) if isinstance(one, int)]
    return str(sum(numbers)) if numbers else ""


def _pictures(node: "LexborNode") -> Iterator[Media]:
    seen = set()
    for one in node.css(_PICTURE):
        styled = re.search(r"background-image:\s*url\(['\"]?(https?://[^'\")]+)", attr(one, "style"))
        url = attr(one, "src") or (styled[1] if styled else "")
        if url.startswith("http") and url not in seen and not (
                not has_class(node, "reply") and any(has_class(above, "reply") for above in around(one))):
            seen.add(url)
            yield Media(kind="image", url=url, alt=attr(one, "aria-label") or attr(one, "alt") or None)


def _more(one: "LexborNode") -> bool:
    """The button that opens the rest of the text."""
    return has_class(one, "wall_post_more", "wall_reply_more", "PostTextMore", "pi_text_more")


def head(found: Found) -> Iterator[Post | Problem]:
    """The head of a post's page: the name and the start of the text."""
    key, meta = found.address.key, found.meta
    text = meta.get("og:description") or meta.get("description")
    if key is None or key.platform != "vk" or not text or _ITSELF.match(text):
        return
    title = meta.get("og:title", "")
    yield Post(native_id=key.native_id, caption=text, caption_complete=False, media=picture(meta),
               author=Author(name=title) if title and key.native_id.startswith("wall") else None)


FORMS: tuple[Form, ...] = (
    Form(name="wall", own=True, frontend=True, css=".post[data-post-id], .post[id^=post]", marks=("wall_post_text",), parse=wall),
    Form(name="reply", own=True, frontend=True, css=".reply[id^=post]", marks=("wall_reply_text",), parse=reply),
    Form(name="wall-mobile", own=True, frontend=True, css=".wall_item[data-post-id]", marks=("wall_item", "data-post-id"), parse=wall),
    Form(name="head", own=True, parse=head),
)
