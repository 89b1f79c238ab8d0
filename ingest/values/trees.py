"""HTML that a page's state keeps as a tree of objects: hast, Nuxt Content, html-react-parser, ``{"tag": ..., "attr": ...}``."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

_TAGS = ("tagName", "tag", "name", "nodeName", "element")
_HOLDERS = ("attribs", "properties", "props", "attrs", "attributes", "attr")
_CHILDREN = ("children", "childNodes", "content")
_TEXTS = ("value", "data", "text")
WHOLE = "blockquote"
"""The element of which only the whole says what it shows: an address in a frame speaks for itself."""
_MOST = 400


def is_whole(value: Mapping[str, Any]) -> bool:
    """Has an object of this name attributes or children, as an element has?"""
    return any(key in value for key in (*_HOLDERS, *_CHILDREN))


def html_of(value: Mapping[str, Any]) -> str:
    """The element as HTML; of an enormous one the beginning."""
    pieces: list[str] = []
    for piece in _written(value, 0):
        pieces.append(piece)
        if len(pieces) > _MOST:
            break
    return "".join(pieces)


def _written(node: Any, depth: int) -> Iterator[str]:
    if isinstance(node, list) and depth < 30:
        for inner in node:
            yield from _written(inner, depth + 1)
    elif isinstance(node, str):
        yield escape(node, quote=False)
    elif isinstance(node, dict) and depth < 30:
        tag = next((name for key in _TAGS if isinstance(name := node.get(key), str) and name.isalnum()), "")
        text = next((said for key in _TEXTS if isinstance(said := node.get(key), str)), "")
        if not tag or node.get("type") == "text":
            yield escape(text, quote=False)
        else:
            yield f"<{tag}{''.join(_attributes(node))}>"
        for key in _CHILDREN:
            yield from _written(node.get(key) or [], depth + 1)
        if tag:
            yield f"</{tag}>"


def _attributes(node: Mapping[str, Any]) -> Iterator[str]:
    for key in _HOLDERS:
        given = node.get(key)
        for name, value in given.items() if isinstance(given, dict) else ():
            shown = " ".join(map(str, value)) if isinstance(value, list) else value
            if isinstance(shown, str | int) and isinstance(name, str):
                yield f' {_spelled(name)}="{escape(str(shown))}"'


def _spelled(name: str) -> str:
    """``className`` and ``dataVideoId`` as HTML spells them."""
    if name == "className":
        return "class"
    return "".join(f"-{sign.lower()}" if sign.isupper() else sign for sign in name) if name.startswith("data") else name
