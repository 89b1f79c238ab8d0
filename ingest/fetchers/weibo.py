"""Weibo: hosts, post URLs, and the forms in which its posts show up."""

import re
from collections.abc import Iterator

from ingest.fetcher import Fetcher, Form, Found
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

FETCHER = Fetcher(
    name="weibo",
    title="Weibo",
    hosts=("weibo.com",),
    forms=FORMS,
)
