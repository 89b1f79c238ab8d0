"""Reddit: posts and comments embedded in other pages."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.fetcher import Form, Found
from ingest.model import Author, Key, Post, Problem
from ingest.patterns import late
from ingest.values.nodes import attr, text_in

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_USER = late(r"(?:^|/)u(?:ser)?/([\w-]+)", re.I)

_SIGNED = late(r"\bby\s*u/[\w-]+\s*(?:from discussion)?\s*in\s*(?:r/)?\w+\s*\Z|^\s*Comment\b.*\bfrom discussion\b", re.I | re.S)

_CALL = late(r"\W*(?:view|see|read|open|watch)\b.{0,30}\breddit\W*|\W*view (?:discussion|post|comment|thread)\W*"
             r"|.{0,20}\breddit\b.{0,20}ansehen\W*|(?:voir|ver|vedi|guarda|bekijk)\b.{0,30}\breddit\W*", re.I)
"""What a link says that only leads there."""


def card(found: Found) -> Iterator[Post | Problem]:
    """The embed codes: ``reddit-card`` (to 2022, title and subreddit), ``reddit-embed-bq`` (since 2022, also the author)
    and ``reddit-embed`` (2015-2018, comments).

    ``data-card-created`` and ``data-embed-created`` are when the code was made, not the post: they are not read.
    """
    node = found.node
    link, key = _link(found, node) if node is not None else (None, None)
    if node is None or key is None:
        return
    said = text_in(link)
    comment = key.kind == "comment"
    title = None if comment or said.startswith("http") or _CALL.fullmatch(said) else said or None
    user = _user(node)
    yield Post(
        native_id=key.native_id, kind=key.kind, title=title, caption=title, author=Author(handle=user) if user else None,
    )


def unclassed(found: Found) -> Iterator[Post | Problem]:
    """The embed code after a feed or a cleaner took its class away: title, "by u/NAME in r/NAME"."""
    node = found.node
    if node is not None and _SIGNED.search(text_in(node, inline=True)) and node.css_first("blockquote blockquote") is None:
        yield from card(found)


def _link(found: Found, node: "LexborNode") -> "tuple[LexborNode | None, Key | None]":
    for name in ("data-embed-url", "data-url", "data-src"):
        key = found.read(attr(node, name)).key
        if key is not None and key.platform == "reddit":
            return None, key
    best: tuple[LexborNode | None, Key | None] = None, None
    for link in node.css("a[href]"):
        key = found.read(attr(link, "href")).key
        if key is None or key.platform != "reddit":
            continue
        if key.kind == "comment":
            # A comment's code links the comment and, after "from discussion", the post above it.
            return link, key
        if best[1] is None:
            best = link, key
    return best


def _user(node: "LexborNode") -> str | None:
    for link in node.css("a[href]"):
        match = _USER.search(attr(link, "href").partition("?")[0].rstrip("/"))
        if match and _USER.match(text_in(link)):
            return match[1]
    match = re.search(r"\bby\s*u/([\w-]+)", text_in(node))
    return match[1] if match else None


FORMS: tuple[Form, ...] = (
    Form(name="card", css="blockquote.reddit-embed-bq, blockquote.reddit-card, .reddit-embed, blockquote[data-card-created]",
         marks=("reddit-embed", "reddit-card", "data-card-created"), parse=card),
    Form(name="unclassed", css="blockquote:not([class*=reddit])", marks=("reddit.com/r/",), parse=unclassed),
)
