"""Posts that lie inside posts on a page, as answers lie in what they answer: each is cut out and read by itself.

What is cut is the element without the ones of its kind inside it, in the bare tag of the one around it, which says what is
answered. It is read from these bytes alone, so whoever reads them again later reads the same; and a thread of any depth is
kept once, not once for each answer.
"""

from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING

from ingest.limits import alive
from ingest.page.meta import parse
from ingest.values.nodes import around

_SHORT, _FEW = 200, 20

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode


def nested(nodes: "Sequence[LexborNode]") -> bool:
    """Whether one of these elements lies in another."""
    mine = {node.mem_id for node in nodes}
    return any(above.mem_id in mine for node in nodes for above in around(node))


def apart(body: bytes, css: str) -> "Iterator[LexborNode]":
    """The elements that a selector finds, in order, each alone in a document of its own."""
    root = parse(body).root
    nodes = root.css(css) if root is not None else []
    mine = {node.mem_id for node in nodes}
    pieces: list[str] = []
    for node in reversed(nodes):
        alive()
        outer = next((one for one in around(node) if one.mem_id in mine), None)
        html = node.html or ""
        pieces.append(html if outer is None else f"{_opening(outer)}{html}</{outer.tag}>")
        node.decompose()
    while pieces:
        alive()
        alone = parse(pieces.pop().encode("utf-8", "replace")).root
        found = alone.css(css) if alone is not None else []
        if found:
            yield found[-1]


def whole(node: "LexborNode", css: str) -> bytes:
    """The bytes that say what the node says: of one that was set apart, with the tag around it."""
    outer = [one for one in around(node) if one.css_matches(css)]
    return ((outer[-1] if outer else node).html or "").encode("utf-8", "replace")


def _opening(node: "LexborNode") -> str:
    """The tag with the attributes that can name something: each of the elements inside it is kept with a copy."""
    short = [(name, value or "") for name, value in node.attributes.items() if len(name) + len(value or "") <= _SHORT]
    return f"<{node.tag}{''.join(f' {name}={chr(34)}{escape(value)}{chr(34)}' for name, value in short[:_FEW])}>"
