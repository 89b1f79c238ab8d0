"""TikTok: posts embedded in other pages."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.fetcher import Form, Found
from ingest.model import Author, Post, Problem
from ingest.patterns import late
from ingest.values.nodes import attr, has_class, text_in
from ingest.values.shown import LOADS

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_NUMBER = late(r"\d{15,20}")
_HANDLE = late(r"@([\w.-]+)")
_FIRST = late(r"\A@[\w.-]+[ \t]*(?:\n|\Z)")
_SOUND = late(r"(?:\A|\n)♬[^\n]*\Z")


def blockquote(found: Found) -> Iterator[Post | Problem]:
    """The embed code since 2019: a block with ``cite`` and ``data-video-id``, handle first, sound last.

    The ``cite`` may name only the host or be missing: then the number stands in ``data-video-id`` alone. Profile and
    "curated" blocks have neither. Newer codes write the text into the section without a paragraph of its own.
    """
    node = found.node
    if node is None:
        return
    address = found.read(attr(node, "cite"))
    number = attr(node, "data-video-id").strip()
    if address.key is not None and address.key.platform == "tiktok":
        native_id = address.key.native_id
    elif _NUMBER.fullmatch(number):
        native_id = number
    else:
        return
    caption = _bare(text_in(node.css_first("section") or node, skip=_not_text), node) or None
    yield Post(native_id=native_id, author=_author(node, address.author), caption=caption)


def _bare(text: str, node: "LexborNode") -> str:
    """The text without the lines of handle and sound, where a cleaner left the block without its links."""
    if node.css_first("a[href]") is not None:
        return text
    return _SOUND.sub("", _FIRST.sub("", text)).strip() if len(text) > 40 or not LOADS.search(text) else ""


def _author(node: "LexborNode", handle: str | None) -> Author | None:
    for link in node.css("a"):
        match = _HANDLE.fullmatch(attr(link, "title").strip() or text_in(link))
        if match:
            return Author(handle=match[1])
    return Author(handle=handle) if handle else None


def _not_text(node: "LexborNode") -> bool:
    """The handle line, the sound line and a frame of the script are no text of the poster."""
    if node.tag == "iframe":
        return True
    if node.tag != "a":
        return False
    href, title = attr(node, "href"), attr(node, "title")
    if title.startswith("♬") or "/music/" in href or text_in(node).startswith("♬"):
        return True
    # The first link of the block is the signature; a mention inside the text stands in a paragraph or after text.
    return bool(_HANDLE.fullmatch(title or "-") or text_in(node) == "@") and _opens(node)


def _opens(node: "LexborNode") -> bool:
    if node.parent is None or node.parent.tag == "p":
        return False
    before = node.prev
    while before is not None:
        if not before.is_text_node or (before.text_content or "").strip():
            return False
        before = before.prev
    return True


def wrap(found: Found) -> Iterator[Post | Problem]:
    """Substack's drawing of a TikTok: ``div.tiktok-wrap`` with everything in ``data-attrs`` or a link to the video."""
    node = found.node
    if node is None or has_class(node, "tiktok-embed"):
        return
    for value in (attr(node, "data-attrs"), *(attr(link, "href") for link in node.css("a[href]"))):
        for url in re.findall(r"https?://[\w.]*tiktok\.com/@[\w.-]*/(?:video|photo)/\d+", value.replace("\\/", "/")):
            address = found.read(url)
            if address.key is not None:
                yield Post(native_id=address.key.native_id, author=Author(handle=address.author) if address.author else None)
                return


FORMS: tuple[Form, ...] = (
    Form(name="blockquote", css="blockquote.tiktok-embed, blockquote[cite*='tiktok.com/'], [data-video-id][cite*='tiktok']",
         marks=("tiktok-embed", "tiktok.com"), parse=blockquote),
    Form(name="substack-wrap", css="div.tiktok-wrap", marks=("tiktok-wrap",), parse=wrap),
)
