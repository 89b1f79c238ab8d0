"""Reddit: pages of its frontends, on any host: Libreddit and Redlib, Teddit. They are written by the server: a copy holds all of it."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.fetcher import Form, Found
from ingest.fetchers.reddit.gone import is_gone
from ingest.model import Author, Count, Key, Post, Problem, Time
from ingest.patterns import late
from ingest.values.fields import counts_of, from_rfc2822
from ingest.values.heads import titled
from ingest.values.nodes import around, attr, has_class, text_in

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_NUMBER = late(r"-?\d+")


def _counts(score: str, comments: str) -> tuple[Count, ...]:
    made = (Count(metric="score", value=int(score)),) if _NUMBER.fullmatch(score) else ()
    return (*made, *counts_of({"comments": comments}))


def redlib(found: Found) -> Iterator[Post | Problem]:
    """A post page of Libreddit or Redlib on any host: ``.post.highlighted``; the id stands in the link to reddit.com."""
    node = found.node
    if node is None:
        return
    links = [attr(one, "href") for one in node.css("a[href*='/comments/']")]
    address = next((a for href in links if (a := found.read(_on_reddit(href))).key is not None), found.address)
    if address.key is None or address.key.kind == "comment":
        return
    title = text_in(node.css_first(".post_title"), skip=lambda one: has_class(one, "post_flair", "nsfw"))
    name = text_in(node.css_first(".post_author")).removeprefix("u/")
    moment = attr(node.css_first(".created"), "title")
    counted = node.css_first(".post_comments")
    page = node.parent if node.parent is not None else node
    comments = re.sub(r"\D", "", attr(counted, "title") or text_in(page.css_first("#comment_count")))
    yield Post(
        native_id=address.key.native_id, title=title or None, caption=titled(title, text_in(node.css_first(".post_body"))),
        author=Author(handle=name) if name else None, created=_redlib_time(moment),
        counts=_counts(attr(node.css_first(".post_score"), "title"), comments),
    )


def listed(found: Found) -> Iterator[Post | Problem]:
    """A post in a list of Redlib: the element's id is the post's. The text is a preview."""
    node = found.node
    match = re.fullmatch(r"[a-z0-9]{3,10}", attr(node, "id"))
    title = text_in(node.css_first(".post_title"), skip=lambda one: has_class(one, "post_flair", "nsfw")) if node is not None else ""
    if node is None or match is None or not title or has_class(node, "highlighted"):
        return
    name = text_in(node.css_first(".post_author")).removeprefix("u/")
    text = text_in(node.css_first(".post_body"))
    yield Post(
        native_id=f"t3_{match[0]}", title=title, caption=titled(title, text), caption_complete=False if text else None,
        author=Author(handle=name) if name and not is_gone(name) else None, relation="context",
        created=_redlib_time(attr(node.css_first(".created"), "title")),
        counts=_counts(attr(node.css_first(".post_score"), "title"),
                       re.sub(r"\D", "", attr(node.css_first(".post_comments"), "title"))))


def _on_reddit(href: str) -> str:
    return "https://www.reddit.com" + href if href.startswith("/") else href


def _redlib_time(text: str) -> Time | None:
    """``Jan 10 2018, 13:56:05 UTC`` in the title of the relative time."""
    match = re.fullmatch(r"(\w{3}) (\d{1,2}) (\d{4}), (\d\d:\d\d:\d\d) UTC", text.strip())
    return from_rfc2822(f"{match[2]} {match[1]} {match[3]} {match[4]} +0000") if match else None


def redlib_comment(found: Found) -> Iterator[Post | Problem]:
    """A comment on a Redlib page: the element's id is the comment's, ``.comment_score[title]`` its exact score."""
    node, native_id = found.node, attr(found.node, "id")
    if node is None or not re.fullmatch(r"[a-z0-9]{4,9}", native_id):
        return
    name = text_in(node.css_first(".comment_author")).removeprefix("u/").split()[:1]
    text = text_in(node.css_first(".comment_body"))
    above = next((attr(one, "id") for one in around(node) if has_class(one, "comment")), "")
    own = found.address.key
    thread = own.native_id if own is not None and own.native_id.startswith("t3_") else None
    yield Post(
        native_id=f"t1_{native_id}", kind="comment", caption=text or None, relation="context",
        author=Author(handle=name[0]) if name else None, created=_redlib_time(attr(node.css_first(".created"), "title")),
        counts=_counts(attr(node.css_first(".comment_score"), "title"), ""), thread=thread,
        in_reply_to=Key("reddit", "comment", f"t1_{above}") if above else Key("reddit", "", thread) if thread else None,
    )


def teddit(found: Found) -> Iterator[Post | Problem]:
    """A post page of Teddit, 2020 to 2023: ``#post`` with score, title, author and exact time; the comments lie beside it."""
    node, key = found.node, found.address.key
    if node is None or key is None or node.css_first(".submitted") is None:
        return
    title, text = text_in(node.css_first(".title h2")), text_in(node.css_first(".usertext-body .md, .usertext-body"))
    name = text_in(node.css_first(".submitted a[href^='/u/']"))
    post = key.native_id if not key.kind else ""
    if post:
        yield Post(
            native_id=post, title=title or None, caption=titled(title, text), author=Author(handle=name) if name else None,
            created=from_rfc2822(attr(node.css_first(".submitted [title]"), "title")),
            counts=_counts(text_in(node.css_first(".score span")), ""))
    around_it = node.parent
    for one in around_it.css(".comment") if around_it is not None else ():
        yield from _teddit_comment(one, post)


def _teddit_comment(node: "LexborNode", post: str) -> Iterator[Post]:
    links = (re.search(r"/comments/\w+/[^/]*/(\w{4,9})/?", attr(a, "href")) for a in node.css("a[href*='/comments/']"))
    link = next(filter(None, links), None)
    native_id = link[1] if link else attr(node, "id").removeprefix("c_")
    if not re.fullmatch(r"[a-z0-9]{4,9}", native_id):
        return
    name, points = text_in(node.css_first(".author")), re.match(r"-?\d+", text_in(node.css_first(".ups")))
    yield Post(
        native_id=f"t1_{native_id}", kind="comment", caption=text_in(node.css_first(".body .md, .body")) or None, relation="context",
        author=Author(handle=name) if name and not is_gone(name) else None, thread=post or None,
        created=from_rfc2822(attr(node.css_first(".created"), "title")), counts=_counts(points[0] if points else "", ""))


FORMS: tuple[Form, ...] = (
    Form(name="teddit", own=True, css="#post", marks=("usertext-body", "submitted"), parse=teddit),
    Form(name="redlib", own=True, frontend=True, css="div.post.highlighted", marks=("post_score", "post_author", "highlighted"),
         parse=redlib),
    Form(name="redlib-list", own=True, frontend=True, css="div.post[id]", marks=("post_score", "post_preview", "post_comments"),
         parse=listed),
    Form(name="redlib-comment", own=True, frontend=True, css="div.comment[id]",
         marks=("comment_score", "comment_author", "comment_body"), parse=redlib_comment, nests=True),
)
