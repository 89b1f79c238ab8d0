"""Weibo: hosts, post URLs, and the forms in which its posts show up."""

import re
from collections.abc import Iterator

from ingest import clocks
from ingest.fetcher import Fetcher, Form, Found, Link, Made
from ingest.fetchers import weibo_exports
from ingest.model import Author, Post, Problem
from ingest.values.heads import picture
from ingest.values.nodes import attr, text_in


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
