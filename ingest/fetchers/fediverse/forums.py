"""The fediverse: forums as their servers draw them: Lemmy's posts and comments, Mbin's and Kbin's entries, microposts and comments.

Written from the projects' templates; no real file was seen.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.fetcher import Form, Found
from ingest.model import Author, Count, Key, Post, Problem
from ingest.values import count
from ingest.values.fields import from_iso
from ingest.values.heads import titled
from ingest.values.nodes import around, attr, has_class, text_in

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode


def _person(link: "LexborNode | None", host: str) -> Author | None:
    """``/u/alice`` or ``/u/alice@elsewhere``; what is shown is the name where it is not the handle itself."""
    match = re.search(r"/u/@?([\w.-]+(?:@[\w.-]+)?)", attr(link, "href"))
    if link is None or match is None:
        return None
    shown = text_in(link).lstrip("@")
    handle = match[1].removesuffix(f"@{host}")
    return Author(handle=handle, name=shown if shown and shown.partition("@")[0] != handle.partition("@")[0] else None)


def _number(metric: str, text: str) -> tuple[Count, ...]:
    made = count(metric, text) if text else None
    return (made,) if made is not None else ()


# -- Lemmy


def lemmy(found: Found) -> Iterator[Post | Problem]:
    """``.post-listing`` on the page of one post: title, ``#postContent``, the number between the arrows. Since 2019."""
    node, key = found.node, found.address.key
    if node is None or key is None or any(has_class(above, "post-listings") for above in around(node)):
        return
    host, _, rest = key.native_id.partition("/")
    title = text_in(node.css_first(".post-title h1, .post-title h5, h1, h5"))
    if not title or not rest.startswith("post/"):
        return
    votes, body = node.css_first("[data-tippy-content*=pvote]"), node.css_first("#postContent .md-div, #postContent, .md-div")
    yield Post(
        native_id=key.native_id, title=title, caption=titled(title, text_in(body)),
        author=_person(node.css_first("a.person-listing[href]"), host),
        counts=_number("score", (votes.text() or "").strip() if votes is not None else ""))


def lemmy_comment(found: Found) -> Iterator[Post | Problem]:
    """``.comment-node#comment-NUMBER``; replies lie beside it or, until 2023, inside."""
    node, key = found.node, found.address.key
    match = re.fullmatch(r"comment-(\d+)", attr(node, "id"))
    if node is None or key is None or match is None:
        return
    host, _, rest = key.native_id.partition("/")
    native_id = f"{host}/comment/{match[1]}"
    post = Key("fediverse", "", key.native_id) if rest.startswith("post/") else None
    above = next((re.fullmatch(r"comment-(\d+)", attr(one, "id")) for one in _parents(node)), None)
    yield Post(
        native_id=native_id, caption=text_in(node.css_first(".comment-content .md-div, .md-div")) or None,
        author=_person(node.css_first("a.person-listing[href], a[href*='/u/']"), host),
        relation=None if native_id == key.native_id else "context", thread=post.native_id if post else None,
        in_reply_to=Key("fediverse", "", f"{host}/comment/{above[1]}") if above else post)


def _parents(node: "LexborNode") -> "Iterator[LexborNode]":
    """Comments around this one: the node before the list that holds it, or the element itself."""
    for above in around(node):
        if has_class(above, "comment-node"):
            yield above
        elif above.tag == "ul" and above.parent is not None and above.parent.tag == "li":
            one = above.parent.css_first(".comment-node[id]")
            if one is not None and one.mem_id != node.mem_id:
                yield one


# -- Mbin and Kbin


def entry(found: Found) -> Iterator[Post | Problem]:
    """``#entry-NUMBER`` (with a title) and ``#post-NUMBER``: text, person, exact time and numbers. 2021 to now."""
    node, key = found.node, found.address.key
    if node is None or key is None or not re.search(rf"/[tp]/{attr(node, 'id').rpartition('-')[2]}$", key.native_id):
        return
    title = text_in(node.css_first("header h1, header h2"), skip=_sign) if has_class(node, "entry") else None
    body = node.css_first(".entry__body, .post__body, .content")
    yield replace(_common(node, key.native_id), title=title or None, caption=titled(title, text_in(body)))


def entry_comment(found: Found) -> Iterator[Post | Problem]:
    """``blockquote#entry-comment-NUMBER`` and ``#post-comment-NUMBER``; the attribute names the comment above."""
    node, key = found.node, found.address.key
    match = re.fullmatch(r"(entry|post)-comment-(\d+)", attr(node, "id"))
    thread = re.match(r"[^/]+/m/[^/]+/[tp]/\d+", key.native_id) if key is not None else None
    if node is None or match is None or thread is None or key is None:
        return
    kind = "comment" if match[1] == "entry" else "reply"
    made, above = f"{thread[0]}/-/{kind}/{match[2]}", attr(node, "data-subject-parent-value")
    yield replace(
        _common(node, made), caption=text_in(node.css_first(".content")) or None, relation=None if made == key.native_id else "context",
        thread=thread[0], in_reply_to=Key("fediverse", "", f"{thread[0]}/-/{kind}/{above}" if above.isdigit() else thread[0]))


def _sign(one: "LexborNode") -> bool:
    return has_class(one, "entry__domain", "badge", "badge-lang")


def _common(node: "LexborNode", native_id: str) -> Post:
    """What an entry and a comment have in common."""
    numbers = {"likes": "[data-subject-target=favCounter]", "shares": "[data-subject-target=upvoteCounter]",
               "comments": "[data-subject-target=commentsCounter]"}
    return Post(
        native_id=native_id, author=_person(node.css_first(".user-inline[href]"), native_id.partition("/")[0]),
        created=from_iso(attr(node.css_first("time[datetime]"), "datetime")),
        counts=tuple(one for metric, css in numbers.items() for one in _number(metric, text_in(node.css_first(css)))))


FORMS: tuple[Form, ...] = (
    Form(name="lemmy-drawn", parse=lemmy, own=True, css=".post-listing", marks=("post-listing",)),
    Form(name="lemmy-comment", parse=lemmy_comment, own=True, css=".comment-node[id]", marks=("comment-node",)),
    Form(name="mbin", parse=entry, own=True, css=".entry[id^=entry-], .post[id^=post-]", marks=("data-subject-target",)),
    Form(name="mbin-comment", parse=entry_comment, own=True, css="[id^=entry-comment-], [id^=post-comment-]", marks=("-comment-",)),
)
