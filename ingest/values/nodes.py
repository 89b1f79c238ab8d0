"""Readable text of elements in a page's tree, with the line breaks that a reader sees. No second parser is needed."""

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from ingest.patterns import late

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_UNSEEN = frozenset(("script", "style", "template", "noscript", "svg", "title", "head", "button", "-comment"))
_PARAGRAPHS = frozenset((
    "p", "blockquote", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "table", "section", "article", "header", "footer"))
_LINES = frozenset(("div", "li", "tr", "figure", "figcaption"))
_BESIDE = late(r"(?<! ) +(?=[\x01\x02\n])|(?<=[\x01\x02\n]) +")
_BLANKS = late(r"[ \t\r\n\f]+")
_EDGES = "\u200b\u200c\u200d\u200e\u200f\u2066\u2067\u2068\u2069\ufeff \t\r\n\f\u00a0"
"""White space and invisible signs, which are stripped at the ends of a text and kept inside."""

Skip = Callable[["LexborNode"], bool]
Instead = Callable[["LexborNode"], str | None]


def attr(node: "LexborNode | None", name: str) -> str:
    """The value of an attribute; empty where the node or the attribute is missing."""
    return (node.attributes.get(name) or "") if node is not None else ""


def has_class(node: "LexborNode", *names: str) -> bool:
    """Whether the element has one of these classes."""
    classes = attr(node, "class")
    return bool(classes) and not set(names).isdisjoint(classes.split())


FAR = 200
"""No honest page nests deeper; a hostile one must not make every look outwards long."""


def around(node: "LexborNode") -> Iterator["LexborNode"]:
    """The elements that hold this one, from the inside out, at most ``FAR`` of them."""
    above = node.parent
    for _ in range(FAR):
        if above is None or not above.is_element_node:
            return
        yield above
        above = above.parent


def vast(node: "LexborNode", most: int) -> bool:
    """Whether an element holds more elements than this, told without a look at all of them."""
    return next(islice(node.traverse(), most + 1, None), None) is not None  # itself comes first


def text_in(
    node: "LexborNode | None", *, pre: bool = False, inline: bool = False, skip: Skip | None = None,
    instead: Instead | None = None,
) -> str:
    """What a reader sees: ``br`` is a new line, paragraphs are a blank line apart, a picture is its ``alt``.

    ``pre``: white space and line ends of the source are shown as they are (CSS ``white-space: pre-wrap``).
    ``inline``: ``div`` does not begin a line, as in apps that build sentences from them. ``skip`` leaves elements out,
    ``instead`` gives the text to show in the place of one (None: its own).
    """
    pieces: list[str] = []
    if node is not None:
        _gather(node, pieces, pre, inline, lambda one: "" if skip and skip(one) else instead(one) if instead else None)
    text = "".join(pieces).strip("\x01\x02" if pre else "\x01\x02 ")
    if not pre:
        text = _BESIDE.sub("", text)
    if "\x02" in text:
        text = re.sub(r"(?<!\s)\s*\x02[\x01\x02\s]*", "\n\n", text)
    if "\x01" in text:
        text = re.sub(r"(?<!\n)\n*\x01[\n\x01]*", "\n", text)
    return text.strip(_EDGES) if pre else clean(text)


def _gather(node: "LexborNode", pieces: list[str], pre: bool, inline: bool, instead: Instead) -> None:
    """Text in document order. \x01 and \x02 stand for the ends of a line and of a paragraph until all is known."""
    waiting: list[LexborNode | str] = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            pieces.append(one)
            continue
        if one.is_text_node:
            text = (one.text_content or "").replace("\x01", "").replace("\x02", "")
            pieces.append(text.replace("\r\n", "\n") if pre else _BLANKS.sub(" ", text))
            continue
        tag = one.tag or ""
        if tag in _UNSEEN:
            continue
        other = instead(one) if one is not node else None
        if other is not None:
            pieces.append(other)
        elif tag == "br":
            pieces.append("\n")
        elif tag == "img":
            pieces.append(attr(one, "alt"))
        else:
            border = "\x02" if tag in _PARAGRAPHS else "\x01" if tag in _LINES and not inline else ""
            pieces.append(border)
            waiting.append(border)
            child = one.last_child
            while child is not None:
                waiting.append(child)
                child = child.prev


def clean(text: str) -> str:
    """Runs of blanks become one outside of line starts; white space and invisible signs go at both ends."""
    return (re.sub(r"(?<=\S) {2,}(?=\S)", " ", text) if "  " in text else text).strip(_EDGES)
