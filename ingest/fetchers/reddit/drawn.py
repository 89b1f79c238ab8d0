"""Reddit: posts and comments as the design of 2018 to 2023 draws them (``div.Post``, ``div.Comment``), saved without its scripts.

Most of its classes are made by machines; those that carry the ids, and the ``data-`` attributes, are not.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.fetcher import Form, Found
from ingest.fetchers.reddit.gone import is_gone
from ingest.model import Author, Count, Key, Media, Post, Problem
from ingest.patterns import late
from ingest.values import count
from ingest.values.heads import titled
from ingest.values.nodes import around, attr, has_class, text_in

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_IDS = late(r"\bt3_[a-z0-9]{3,10}\b")
_COMMENT = late(r"\bt1_[a-z0-9]{3,10}\b")
_SCORE = late(r"(-?\d[\d.,]*[kKmM]?)(?:\s(?:points?|votes?))?")
_COMMENTS = late(r"(\d[\d.,]*[kKmM]?)\s(?:comments?|Kommentare?|commentaires?|comentarios?|comentários?)", re.I)
_TEXT = "[data-click-id=text] .RichTextJSON-root, .RichTextJSON-root, [data-click-id=text] .md, .usertext-body .md"


def post(found: Found) -> Iterator[Post | Problem]:
    """The post of the page; those of a list beside it only come along."""
    node = found.node
    match = _IDS.search(f"{attr(node, 'id')} {attr(node, 'class')}")
    if node is None or match is None or any(has_class(above, "Post") for above in around(node)):
        return
    title = text_in(node.css_first("h1, [data-adclicklocation=title] h3, h3"))
    if not title:
        return
    text = text_in(node.css_first(_TEXT), skip=lambda one: has_class(one, "Comment"))
    own = found.address.key
    yield Post(
        native_id=match[0], title=title, caption=titled(title, None if is_gone(text) else text), author=_author(node),
        counts=(*_counted("score", _votes(node), _SCORE), *_shown(node, "comments", _COMMENTS)), media=tuple(_media(node)),
        availability="deleted" if is_gone(text) else None,
        relation=None if own is not None and match[0] == own.native_id else "context")


def comment(found: Found) -> Iterator[Post | Problem]:
    """A comment; replies lie beside it, not inside."""
    node = found.node
    match = _COMMENT.search(f"{attr(node, 'id')} {attr(node, 'class')}")
    if node is None or match is None:
        return
    own = found.address.key
    text = text_in(node.css_first("[data-testid=comment] .RichTextJSON-root, .RichTextJSON-root, [data-testid=comment]"))
    thread = own.native_id if own is not None and own.native_id.startswith("t3_") else None
    yield Post(
        native_id=match[0], kind="comment", caption=None if is_gone(text) else text or None, author=_author(node),
        counts=_shown(node, "score", _SCORE), thread=thread, availability="deleted" if is_gone(text) else None,
        relation=None if own is not None and own.native_id == match[0] else "context",
        in_reply_to=Key("reddit", "", thread) if thread and _level(node) == 1 else None)


def _level(node: "LexborNode") -> int:
    """``level 1`` is written for screen readers."""
    match = re.search(r"\blevel (\d+)", node.text() or "")
    return int(match[1]) if match else 0


def _author(node: "LexborNode") -> Author | None:
    link = next((one for one in node.css("[data-testid$=author_link], a[href*='/user/']") if text_in(one)), None)
    match = re.search(r"/user/([\w-]+)", attr(link, "href"))
    return Author(handle=match[1]) if match else None


def _votes(node: "LexborNode") -> str:
    box = node.css_first("[id^=vote-arrows-], [data-click-id=upvote] + div")
    return text_in(box)


def _counted(metric: str, text: str, pattern: re.Pattern[str]) -> tuple[Count, ...]:
    match = pattern.fullmatch(text)
    made = count(metric, match[1], "en") if match else None
    return (made,) if made is not None else ()


def _shown(node: "LexborNode", metric: str, pattern: re.Pattern[str]) -> tuple[Count, ...]:
    """The first small piece of text that is such a number with its word."""
    for one in node.css("span"):
        text = (one.text() or "").strip()
        if len(text) < 24 and " " in text and (made := _counted(metric, text, pattern)):
            return made
    return ()


def _media(node: "LexborNode") -> Iterator[Media]:
    for one in node.css("img[src*='//i.redd.it/'], img[src*='//preview.redd.it/']"):
        yield Media(kind="image", url=attr(one, "src"))
        return


FORMS: tuple[Form, ...] = (
    Form(name="post-drawn", parse=post, own=True, css="div.Post[id^=t3_], div.Post[class*=t3_], [data-test-id=post-content]",
         marks=("t3_",)),
    Form(name="comment-drawn", parse=comment, own=True, css="div.Comment[class*=t1_], div.Comment[id^=t1_]", marks=("Comment",)),
)
