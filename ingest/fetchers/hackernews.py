"""Hacker News: hosts, post URLs, and the forms in which its posts show up."""


import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.fetcher import Fetcher, Form, Found, Link
from ingest.fetchers import hackernews_exports
from ingest.model import Author, Count, Key, Post, Problem, Time
from ingest.patterns import late
from ingest.values.fields import counts_of, from_iso
from ingest.values.heads import titled
from ingest.values.nodes import around, attr, has_class, text_in

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_FIRST = late(r"\d+")
_ANSWERS = late(r"(\d+)[\s\u00a0]comments?")
_BESIDE = 20
"""So many things stand between a story and the list of its comments, at most."""
_ITEM = late(r"item\?id=(\d{1,10})")


def story(found: Found) -> Iterator[Post | Problem]:
    """A story or a poll on its item page: the first ``tr.athing``, score and author in the row below it."""
    node = found.node
    native_id = attr(node, "id")
    if node is None or not native_id.isdigit() or has_class(node, "comtr"):
        return
    if node.css_first(".commtext") is not None:
        yield from comment(found)
        return
    link = node.css_first(".titleline > a, a.storylink, .title > a")
    title = text_in(link) or None
    table = next((one for one in around(node) if one.tag == "table"), None)
    score = _FIRST.match(text_in(table.css_first(".score"))) if table is not None else None
    href = attr(link, "href")
    yield Post(
        native_id=native_id, title=title, caption=titled(title, text_in(table.css_first(".toptext") if table else None)),
        author=_author(table), created=_time(table), links=(href,) if href.startswith("http") else None,
        counts=(*((Count(metric="score", value=int(score[0])),) if score else ()), *_comments(table)),
    )


def _comments(table: "LexborNode | None") -> tuple[Count, ...]:
    """The last link below the title: ``53 comments``, or ``discuss``."""
    shown = [_ANSWERS.fullmatch((one.text() or "").strip()) for one in table.css("a[href^='item?id=']")] if table is not None else []
    match = next(filter(None, shown), None)
    return counts_of({"comments": match[1]}) if match else ()


def comment(found: Found) -> Iterator[Post | Problem]:
    """A comment below a story: ``tr.comtr`` with its indent. The parent is the last row before it with a smaller indent."""
    node = found.node
    native_id = attr(node, "id")
    text = text_in(node.css_first(".commtext")) if node is not None else ""
    if node is None or not native_id.isdigit():
        return
    thread = found.address.key.native_id if found.address.key is not None else _story(node)
    if thread == native_id:  # the page of one comment links to its story
        story_link = _ITEM.search(attr(node.css_first(".onstory a[href]"), "href"))
        above = _ITEM.search(attr(node.css_first(".navs a[href^='item?id='], .par a[href]"), "href"))
        yield Post(native_id=native_id, caption=text or None, author=_author(node), created=_time(node),
                   thread=story_link[1] if story_link else None, in_reply_to=Key("hackernews", "", above[1]) if above else None,
                   availability=None if text else "deleted")
        return
    parent = _parent(node) or thread
    yield Post(
        native_id=native_id, caption=text or None, author=_author(node), created=_time(node), thread=thread,
        relation=None if native_id == thread else "context", in_reply_to=Key("hackernews", "", parent) if parent else None,
        availability=None if text else "deleted",
    )


def _story(node: "LexborNode") -> str | None:
    """The story above the comments, where nothing else names it."""
    tree = next((one for one in around(node) if one.tag == "table" and has_class(one, "comment-tree")), None)
    before = tree.prev if tree is not None else None
    for _ in range(_BESIDE):
        if before is None or (before.is_element_node and has_class(before, "fatitem")):
            break
        before = before.prev
    return attr(before.css_first("tr.athing"), "id") or None if before is not None and before.is_element_node else None


def _parent(node: "LexborNode") -> str | None:
    depth, before = _depth(node), node.prev
    while depth and before is not None:
        if before.is_element_node and has_class(before, "comtr") and _depth(before) < depth:
            return attr(before, "id")
        before = before.prev
    return None


def _depth(node: "LexborNode") -> int:
    cell = node.css_first("td.ind")
    indent, width = attr(cell, "indent"), attr(cell.css_first("img") if cell is not None else None, "width")
    return int(indent) if indent.isdigit() else int(width) // 40 if width.isdigit() else 0


def _author(node: "LexborNode | None") -> Author | None:
    name = text_in(node.css_first("a.hnuser")) if node is not None else ""
    return Author(handle=name) if name else None


def _time(node: "LexborNode | None") -> Time | None:
    """``2023-05-08T11:24:00`` in the title, since 2022 followed by the epoch: UTC."""
    return from_iso(attr(node.css_first(".age[title]"), "title").split(" ")[0]) if node is not None else None


def old(found: Found) -> Iterator[Post | Problem]:
    """A line about an item until 2013, when rows had no ids: ``td.subtext`` below a title, ``span.comhead`` above a comment."""
    node = found.node
    link = next((one for one in node.css("a[href^='item?id=']") if _ITEM.search(attr(one, "href"))), None) if node is not None else None
    match, own = _ITEM.search(attr(link, "href")), found.address.key
    row = next((one for one in around(node) if one.tag == "tr"), None) if node is not None else None
    name = text_in(node.css_first("a[href^='user?id=']")) if node is not None else ""
    if node is None or match is None or row is None or not name or any(has_class(above, "athing") for above in around(node)):
        return
    head = row.prev
    while head is not None and not head.is_element_node:
        head = head.prev
    if head is not None and has_class(head, "athing"):
        return
    title = text_in(head.css_first(".title a")) if head is not None and node.tag == "td" else ""
    body = row.css_first("span.comment") if node.tag == "span" else None
    if not title and body is None:
        return
    score = re.match(r"(\d+) points?", text_in(node))
    yield Post(
        native_id=match[1], title=title or None, caption=title or text_in(body) or None, author=Author(handle=name),
        counts=(*((Count(metric="score", value=int(score[1])),) if score and title else ()), *_comments(row if title else None)),
        relation=None if own is not None and own.native_id == match[1] else "context",
        thread=own.native_id if own is not None and body is not None else None)


FORMS: tuple[Form, ...] = (
    Form(name="old", own=True, css="td.subtext, span.comhead", marks=("comhead",), parse=old),
    Form(name="comment", own=True, frontend=True, css="tr.athing.comtr", marks=("comtr", "athing", "hnuser"), parse=comment),
    Form(name="story", own=True, frontend=True, css="table.fatitem tr.athing", marks=("fatitem", "athing", "hnuser"), parse=story),
)


def _canonical(kind: str, native_id: str, author: str | None) -> str:
    return f"https://news.ycombinator.com/item?id={native_id}"


_LINKS: tuple[Link, ...] = (Link(r"/item\?(?:.*?&)??id=(?P<id>\d{1,10})"),)

FETCHER = Fetcher(
    name="hackernews",
    title="Hacker News",
    hosts=("news.ycombinator.com",),
    links=_LINKS,
    url=_canonical,
    mine=("https://news.ycombinator.com/item?id=8863",),
    not_mine=("https://news.ycombinator.com/user?id=ada", "https://news.ycombinator.com/newest"),
    forms=(*FORMS, *hackernews_exports.FORMS),
)
