"""Weibo: hosts, post URLs, and the forms in which its posts show up."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from ingest import clocks
from ingest.fetcher import Fetcher, Form, Found, Link, Made
from ingest.fetchers import weibo_exports
from ingest.model import Author, Post, Problem
from ingest.values import count
from ingest.values.fields import counts_of
from ingest.values.heads import picture
from ingest.values.nodes import attr, has_class, text_in

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode


_BUTTONS = (("likes", "赞"), ("shares", "转发"), ("comments", "评论"))


def card(found: Found) -> Iterator[Post | Problem]:
    """A post as weibo.com drew it until about 2021: ``[mid]`` or ``[data-mid]`` with the text in ``.WB_text``."""
    node = found.node
    mid = attr(node, "mid") or attr(node, "data-mid")
    if node is None or not re.fullmatch(r"\d{16}", mid):
        return
    name = node.css_first(".WB_info a, a.name")
    key = found.address.key
    yield Post(native_id=mid, caption=text_in(node.css_first(".WB_text, .txt, .weibo-text")) or None,
               author=Author(name=text_in(name) or None) if name is not None else None,
               relation="context" if key is not None and key.native_id != mid else None)


def feed(found: Found) -> Iterator[Post | Problem]:
    """A post as weibo.com draws it since 2021 (``article`` with machine-made class names): the link on the time names it."""
    node, own = found.node, found.address.key
    link = node.css_first("a[class*=head-info_time][href]") if node is not None else None
    address = found.read(urljoin("https://weibo.com/", attr(link, "href"))) if link is not None else None
    if node is None or address is None or address.key is None:
        return
    words, who = node.css_first("[class*=detail_wbtext]"), node.css_first("header [usercard][aria-label], header a[class*=head_name]")
    number = attr(who, "usercard") or (address.author or "")
    name = attr(who, "aria-label") or text_in(who)
    bar = [text_in(one) for one in node.css("footer [class*=toolbar_num]")[:2]]
    shown = {**dict(zip(("shares", "comments"), bar, strict=False)), "likes": text_in(node.css_first("footer .woo-like-count"))}
    yield Post(native_id=address.key.native_id, caption=text_in(words, skip=_more) or None,
               author=Author(name=name or None, native_id=number or None) if name or number else None,
               caption_complete=False if words is not None and words.css_first(".expand") is not None else None,
               counts=tuple(one for metric, text in shown.items() if text and (one := count(metric, text, "zh")) is not None),
               relation="context" if own is not None and own != address.key else None)


def plain(found: Found) -> Iterator[Post | Problem]:
    """A post on weibo.cn, the site for plain phones: ``div.c#M_CODE`` with ``span.ctt``. On the page of one post the code stands
    only in its address, and the numbers in a box of their own."""
    node, own = found.node, found.address.key
    words = node.css_first("span.ctt") if node is not None else None
    code = clocks.weibo_mid(attr(node, "id")[2:]) if len(attr(node, "id")) > 2 else None
    native_id = code or (own.native_id if own is not None else None)
    if node is None or words is None or native_id is None:
        return
    who = node.css_first("a.nk, a[href^='/u/'], a[href^='https://weibo.cn/']")
    number = re.search(r"/u/(\d{5,12})", attr(who, "href"))
    said = text_in(node) if code else text_in(node.parent)
    found_counts = {metric: match[1] for metric, word in _BUTTONS if (match := re.search(rf"{word}\[(\d+)\]", said))}
    yield Post(native_id=native_id, caption=text_in(words).removeprefix(":") or None, counts=counts_of(found_counts),
               author=Author(name=text_in(who) or None, native_id=number[1] if number else None) if text_in(who) else None,
               relation="context" if own is not None and native_id != own.native_id else None)


def _more(one: "LexborNode") -> bool:
    return has_class(one, "expand", "collapse")


def head(found: Found) -> Iterator[Post | Problem]:
    """The head of a post's page; the whole record stands in the page's state, where it was saved with it."""
    key, meta = found.address.key, found.meta
    if key is None:
        return
    text = meta.get("og:description") or meta.get("description")
    if re.search(r"Sina Visitor System|微博-随时随地|Weibo$", meta.get("title", "")) and not text:
        yield Problem(reason="shell-page", stage="parse",
                      detail="Weibo's visitor check: save the address at m.weibo.cn/detail/ from a browser instead")
        return
    if text and not text.startswith(("微博", "随时随地")):
        yield Post(native_id=key.native_id, caption=text, caption_complete=False, media=picture(meta))


FORMS: tuple[Form, ...] = (
    Form(name="card", own=True, css="[mid], [data-mid]", marks=("mid=",), parse=card),
    Form(name="feed", own=True, frontend=True, css="article", marks=("head-info_time", "detail_wbtext"), parse=feed),
    Form(name="plain", own=True, css="div.c[id^=M_]", marks=("M_",), parse=plain),
    Form(name="head", own=True, parse=head),
)


_POST = r"(?P<id>\d{16}|[0-9A-Za-z]{9})(?![0-9A-Za-z])"


def _mid(found: re.Match[str]) -> Made:
    """Code and number are the same post. A tab such as ``/followers`` also has nine letters: only its time tells."""
    mid = found["id"] if found["id"].isdecimal() else clocks.weibo_mid(found["id"])
    return ("", mid) if mid is not None and clocks.weibo("", mid) is not None else None

def _canonical(kind: str, native_id: str, author: str | None) -> str:
    return f"https://m.weibo.cn/detail/{native_id}"


_LINKS: tuple[Link, ...] = (
    Link(rf"/(?P<author>\d{{5,12}})/{_POST}", make=_mid),
    Link(rf"/(?:detail|status|statuses|comment|repost|attitude)/{_POST}", make=_mid),
    Link(rf"/detail\?(?:.*?&)??(?:mblogid|id)={_POST}", hosts=("sinaweibo:",), make=_mid),
)

FETCHER = Fetcher(
    name="weibo",
    title="Weibo",
    hosts=("weibo.com", "m.weibo.cn", "weibo.cn", "sinaweibo:"),
    short_hosts=("t.cn",),
    links=_LINKS,
    url=_canonical,
    clock=clocks.weibo,
    mine=(
        "https://weibo.com/7827771738/N4xlMvjhI",
        "https://m.weibo.cn/detail/4910815147462302",
        "https://m.weibo.cn/status/N4xlMvjhI",
    ),
    not_mine=(
        "https://weibo.com/u/2066652961?tabtype=video",
        "https://weibo.com/2066652961/followers",
        "https://service.weibo.com/share/share.php?url=https%3A%2F%2Fexample.org",
    ),
    forms=(*FORMS, *weibo_exports.FORMS),
)
