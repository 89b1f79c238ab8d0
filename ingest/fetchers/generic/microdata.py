"""Posts that a page describes in its own markup as schema.org's ``SocialMediaPosting``: microdata on whatever draws them."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.fetcher import Form, Found
from ingest.model import Author, Count, Post, Problem
from ingest.values.fields import from_iso, number_of
from ingest.values.nodes import around, attr, text_in

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode


def posting(found: Found) -> Iterator[Post | Problem]:
    """An element with ``itemtype=".../SocialMediaPosting"`` whose ``url`` is a post of a declared platform. A site's own posts
    have addresses of their own, and a list of comments is somebody's talk."""
    node = found.node
    if node is None or found.address.key is not None or any("comment" in attr(one, "class").lower() for one in around(node)):
        return
    urls = [_value(one) for name in ("url", "mainEntityOfPage", "identifier", "sameAs") for one in _own(node, name)]
    address = next((address for url in urls if url and (address := found.read(url)).key is not None), None)
    if address is None or address.key is None:
        return
    key, text = address.key, next((text for name in ("articleBody", "text", "headline") for one in _own(node, name)
                                   if (text := _value(one))), None)
    yield Post(native_id=key.native_id, kind=key.kind, platform=key.platform, caption=text, author=_author(node, address.author),
               created=next((when for one in _own(node, "datePublished") if (when := from_iso(_value(one)))), None),
               counts=tuple(_likes(node)), evidence=None if text else "plain")


def _own(node: "LexborNode", name: str) -> "list[LexborNode]":
    """Properties of the item itself, not of an item inside."""
    return [one for one in node.css(f"[itemprop~={name}]") if _item(one, node)]


def _item(one: "LexborNode", node: "LexborNode") -> bool:
    for above in around(one):
        if above.mem_id == node.mem_id:
            return True
        if "itemscope" in above.attributes:
            return False
    return False


def _value(one: "LexborNode") -> str:
    """A property's value: an attribute of elements that have one, else the text."""
    stated = attr(one, "content") or attr(one, "datetime") or attr(one, "href" if one.tag in ("a", "link") else "src")
    return stated.strip() or text_in(one)


def _author(node: "LexborNode", handle: str | None) -> Author | None:
    for one in _own(node, "author"):
        whose = "itemscope" in one.attributes
        name = next(map(_value, _own(one, "name")), "") if whose else _value(one)
        said = next((value for value in map(_value, _own(one, "alternateName")) if value), "") if whose else ""
        handle = handle or (said.lstrip("@") if re.fullmatch(r"@?[\w.-]{2,60}", said) else None)
        if (name and not name.startswith("http")) or handle:
            return Author(handle=handle, name=name if name and not name.startswith("http") and name != handle else None)
    return Author(handle=handle) if handle else None


def _likes(node: "LexborNode") -> Iterator[Count]:
    for one in node.css("[itemprop~=interactionStatistic]"):
        kinds = " ".join(f"{attr(inner, 'content')} {attr(inner, 'href')} {attr(inner, 'itemtype')}" for inner in one.css(
            "[itemprop~=interactionType]"))
        value = number_of(next(map(_value, one.css("[itemprop~=userInteractionCount]")), None))
        if "LikeAction" in kinds and value is not None:
            yield Count(metric="likes", value=value)
            return


FORMS: tuple[Form, ...] = (
    Form(name="microdata", parse=posting, css="[itemtype*='SocialMediaPosting'], [itemtype*='DiscussionForumPosting']",
         marks=("SocialMediaPosting", "DiscussionForumPosting")),
)
