"""YouTube: comments below a video, as its page keeps them in its state: ``commentEntityPayload`` since 2024, ``commentRenderer`` before."""


import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from ingest.fetcher import Form, Found
from ingest.model import Author, Count, Key, Post, Problem
from ingest.patterns import late
from ingest.values import count
from ingest.values.fields import dicts, dig, text_of
from ingest.values.nodes import attr, text_in

_ID = late(r"(Ug[\w-]{20,40})(?:\.[\w-]+)?")


def _runs(said: Any) -> str:
    if not isinstance(said, dict):
        return ""
    whole = text_of(said.get("simpleText")) or text_of(said.get("content"))
    return whole or "".join(text_of(run.get("text")) or "" for run in dicts(said.get("runs")))


def _counts(**said: Any) -> tuple[Count, ...]:
    read = ((metric, count(metric, text, "en")) for metric, text in said.items() if isinstance(text, str) and text.strip())
    return tuple(one for _, one in read if one is not None)


def _post(found: Found, native_id: str, caption: str, author: Author | None, counts: tuple[Count, ...]) -> Iterator[Post]:
    """A reply's id is the id of the comment above, a dot and its own part. The page tells only how long ago it was."""
    key, match = found.address.key, _ID.fullmatch(native_id)
    if match is None or key is None or key.platform != "youtube":
        return
    above = Key("youtube", "comment", match[1]) if match[1] != native_id else key
    yield Post(native_id=native_id, kind="comment", caption=caption or None, author=author, counts=counts, relation="context",
               thread=key.native_id, in_reply_to=above)


def payload(found: Found) -> Iterator[Post | Problem]:
    """``commentEntityPayload``: properties, author and toolbar beside one another."""
    data = found.data["commentEntityPayload"]
    said, who, bar = (data.get(name) or {} for name in ("properties", "author", "toolbar"))
    handle = (text_of(who.get("displayName")) or "").lstrip("@")
    author = Author(handle=handle or None, native_id=text_of(who.get("channelId"))) if handle else None
    yield from _post(found, text_of(said.get("commentId")) or "", _runs(said.get("content")), author,
                     _counts(likes=bar.get("likeCountNotliked"), comments=bar.get("replyCount")))


def renderer(found: Found) -> Iterator[Post | Problem]:
    """``commentRenderer``: one object with everything, 2013 to 2024. A vote count that is not there is not zero."""
    data = found.data
    shown = _runs(data.get("authorText"))
    handle, name = (shown[1:], None) if shown.startswith("@") else (None, shown or None)
    channel = text_of(dig(data, "authorEndpoint", "browseEndpoint", "browseId"))
    author = Author(handle=handle, name=name, native_id=channel) if shown or channel else None
    yield from _post(found, text_of(data.get("commentId")) or "", _runs(data.get("contentText")), author,
                     _counts(likes=_runs(data.get("voteCount"))))


def drawn(found: Found) -> Iterator[Post | Problem]:
    """A comment as the page draws it: ``ytd-comment-view-model`` since 2024, ``ytd-comment-renderer`` since 2017. Its id stands in the
    link on its time."""
    node = found.node
    moment = node.css_first("#published-time-text a[href*='lc='], .published-time-text a[href*='lc=']") if node is not None else None
    match = re.search(r"[?&]lc=([\w.-]+)", attr(moment, "href"))
    if node is None or match is None:
        return
    who = node.css_first("#author-text")
    shown, channel = text_in(who), re.search(r"/channel/(UC[\w-]{22})", attr(who, "href"))
    handle = re.search(r"/@([^/?]+)", attr(who, "href"))
    name = None if shown.startswith("@") else shown or None
    author = Author(handle=unquote(handle[1]) if handle else shown[1:] if shown.startswith("@") else None, name=name,
                    native_id=channel[1] if channel else None) if shown or handle else None
    votes = text_in(node.css_first("#vote-count-middle"))
    yield from _post(found, match[1], text_in(node.css_first("#content-text"), pre=True), author, _counts(likes=votes))


def old(found: Found) -> Iterator[Post | Problem]:
    """``li.comment[data-id]`` of the pages of 2010 to 2013: id, score and the author's account in attributes."""
    node, key = found.node, found.address.key
    if node is None or key is None or key.platform != "youtube":
        return
    who, score = node.css_first("a.yt-user-name"), attr(node, "data-score")
    name = re.search(r"/user/([^/?]+)", attr(who, "href"))
    author = Author(handle=name[1] if name else None, name=text_in(who) or None) if who is not None else None
    yield Post(native_id=attr(node, "data-id"), kind="comment", caption=text_in(node.css_first(".comment-text")) or None, author=author,
               counts=_counts(likes=score) if score.isdigit() else (), relation="context", thread=key.native_id, in_reply_to=key)


FORMS: tuple[Form, ...] = (
    Form(name="comment-drawn", css="ytd-comment-view-model, ytd-comment-renderer", own=True, parse=drawn,
         marks=("<ytd-comment-view-model", "<ytd-comment-renderer")),
    Form(name="comment-old", css="li.comment[data-id]", own=True, parse=old, marks=("data-author-id",)),
    Form(name="comment-entity", keys=("commentEntityPayload",), parse=payload, own=True, evidence="own",
         test=lambda data: isinstance(data["commentEntityPayload"], dict)),
    Form(name="comment-renderer", keys=("commentId", "contentText"), parse=renderer, own=True, evidence="own"),
)
