"""Reddit: saved copies of a post's own page and of its comments, in the designs that state what they show."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.fetcher import Form, Found
from ingest.fetchers.reddit import drawn, frontends
from ingest.fetchers.reddit.gone import is_gone
from ingest.model import Author, Count, Key, Media, Post, Problem
from ingest.patterns import late
from ingest.values.fields import counts_of, from_epoch, from_iso
from ingest.values.heads import titled
from ingest.values.nodes import around, attr, has_class, text_in

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_NUMBER = late(r"-?\d+")
_VOTES = late(r"([\d.,]+)(k|m)? votes?(?: and|,) ([\d.,]+)(k|m)? comments?", re.I)
_CLASS = late(r"\bid-(t[13]_[a-z0-9]+)")
_TITLES = (r"From the .+? community on Reddit:\s*(.+)", r"r/\w+ \w{1,4} Reddit:\s*(.+)", r"r/\w+ - (.+)",
           r"(.+?) : (?:r/)?\w+")


def shreddit(found: Found) -> Iterator[Post | Problem]:
    """The page since 2023: everything stands in attributes of the element ``shreddit-post``."""
    node = found.node
    native_id = attr(node, "id") or attr(node, "thingid") or attr(node, "post-id")
    if node is None or not native_id.startswith("t3_"):
        return
    title = attr(node, "post-title") or None
    gone = is_gone(title)
    body = node.css_first("[slot=text-body] .md, [slot=text-body]")
    text = text_in(body)
    name = attr(node, "author")
    target = attr(node, "content-href")
    yield Post(
        native_id=native_id, title=None if gone else title, caption=titled(None if gone else title, None if is_gone(text) else text),
        author=Author(handle=name, native_id=attr(node, "author-id") or None) if name and not is_gone(name) else None,
        created=from_iso(attr(node, "created-timestamp")), language=attr(node, "post-language") or None,
        counts=_counts(attr(node, "score"), attr(node, "comment-count")),
        sensitive=True if "nsfw" in node.attributes else None,
        availability="deleted" if gone or is_gone(text) or is_gone(name) else None,
        media=_media(target), links=(target,) if _is_link(target) else None, relation=_beside(found, native_id),
    )


def _counts(score: str, comments: str) -> tuple[Count, ...]:
    """The score may be negative; Reddit blurs it, so that it is no count of likes."""
    made = (Count(metric="score", value=int(score)),) if _NUMBER.fullmatch(score) else ()
    return (*made, *counts_of({"comments": comments}))


def _media(target: str) -> tuple[Media, ...]:
    if "v.redd.it" in target:
        return (Media(kind="video", url=target),)
    return (Media(kind="image", url=target),) if re.search(r"\.(?:jpe?g|png|gif|webp)(?:\?|$)", target) else ()


def _is_link(target: str) -> bool:
    return target.startswith("http") and not re.search(r"//(?:[\w-]+\.)*(?:reddit\.com|redd\.it|redditmedia\.com)/", target)


def _beside(found: Found, native_id: str) -> str | None:
    """Recommended posts below the page's own one, and posts of a listing, only come along."""
    key, view = found.address.key, attr(found.node, "view-context")
    if key is not None and key.kind != "comment":
        return None if key.native_id == native_id else "context"
    return "context" if key is None and view != "CommentsPage" else None


def shreddit_comment(found: Found) -> Iterator[Post | Problem]:
    """A comment of the page since 2023: ``shreddit-comment`` with ``thingid``, ``author``, ``score``, ``parentid``.

    Replies lie inside the comment that they answer.
    """
    node = found.node
    if node is None:
        return
    native_id = attr(node, "thingid")
    if not native_id.startswith("t1_"):
        return
    body = _part(node, "[slot=comment]")
    text, name = text_in(body), attr(node, "author")
    moment = _part(node, "time[datetime]")
    parent = attr(node, "parentid") or attr(node, "postid")
    yield Post(
        native_id=native_id, kind="comment", caption=None if is_gone(text) else text or None, relation="context",
        author=Author(handle=name) if name and not is_gone(name) else None,
        created=from_iso(attr(moment, "datetime") or attr(node, "created")),
        counts=_counts(attr(node, "score"), ""), in_reply_to=_key(parent), thread=attr(node, "postid") or None,
        availability="deleted" if is_gone(text) else None,
    )


def _part(node: "LexborNode", selector: str) -> "LexborNode | None":
    one = node.css_first(selector)
    above = next((a for a in around(one) if a.tag == "shreddit-comment"), None) if one is not None else None
    return one if above is not None and above.mem_id == node.mem_id else None


def _key(native_id: str) -> Key | None:
    if not re.fullmatch(r"t[13]_[a-z0-9]+", native_id):
        return None
    return Key("reddit", "comment" if native_id.startswith("t1_") else "", native_id)


def thing(found: Found) -> Iterator[Post | Problem]:
    """old.reddit.com and every page before 2018: ``div.thing`` with ``data-fullname`` and friends, posts and comments."""
    if found.node is not None:
        yield from _thing(found, found.node)


def _fullname(node: "LexborNode") -> str:
    """Before 2013, and in the compact view to the end, the id stood in a class."""
    named = _CLASS.search(attr(node, "class"))
    return attr(node, "data-fullname") or (named[1] if named else "")


def _thing(found: Found, node: "LexborNode") -> Iterator[Post]:
    native_id = _fullname(node)
    if not re.fullmatch(r"t[13]_[a-z0-9]+", native_id):
        return
    comment = native_id.startswith("t1_")
    title = None if comment else text_in(node.css_first("a.title")) or None
    text = text_in(_mine(node, ".usertext-body .md")).strip()
    score, own = _mine(node, ".score.unvoted, .score"), found.address.key
    points = attr(node, "data-score") or attr(score, "title") or text_in(score).partition(" ")[0]
    thread = own.native_id if own is not None and own.native_id.startswith("t3_") else ""
    name = attr(node, "data-author") or text_in(_mine(node, "a.author"))
    yield Post(
        native_id=native_id, kind="comment" if comment else "", title=title,
        caption=titled(title, None if is_gone(text) else text),
        author=Author(handle=name, native_id=attr(node, "data-author-fullname") or None) if name else None,
        created=from_epoch(attr(node, "data-timestamp"), unit="ms") or from_iso(attr(_mine(node, "time[datetime]"), "datetime")),
        counts=_counts(points, attr(node, "data-comments-count")),
        relation="context" if comment and not _is_main(found, native_id) else _beside(found, native_id),
        in_reply_to=(_above(node) or _key(thread)) if comment else None, thread=(thread or None) if comment else None,
        availability="deleted" if is_gone(text) else None,
        sensitive=True if attr(node, "data-nsfw") == "true" else None,
    )


def _mine(node: "LexborNode", selector: str) -> "LexborNode | None":
    """The match that belongs to this thing, not to a reply inside it: a thing's own parts stand before its replies."""
    one = node.css_first(selector)
    above = next((a for a in around(one) if has_class(a, "thing")), None) if one is not None else None
    return one if above is not None and above.mem_id == node.mem_id else None


def _above(node: "LexborNode") -> Key | None:
    return next((_key(_fullname(a)) for a in around(node) if has_class(a, "thing")), None)


def _is_main(found: Found, native_id: str) -> bool:
    return found.address.key is not None and found.address.key.native_id == native_id


def head(found: Found) -> Iterator[Post | Problem]:
    """The head of a page, all eras: the title in one of three shapes, "N votes and M comments" until about 2022."""
    key, meta = found.address.key, found.meta
    if key is None:
        return
    raw = meta.get("og:title") or meta.get("twitter:title") or meta.get("title", "")
    title = next((m[1] for p in _TITLES if (m := re.fullmatch(p, raw, re.S))), None)
    match = _VOTES.search(meta.get("og:description", "")) or _VOTES.search(meta.get("description", ""))
    counts = (_shown("score", match[1], match[2]), _shown("comments", match[3], match[4])) if match else ()
    if key.kind == "comment":
        # The head speaks of the post, the address of one comment below it.
        return
    if title is None and not counts:
        if re.match(r"reddit|blocked", meta.get("title", "reddit"), re.I) and not _drawn(found):
            yield Problem(reason="shell-page", stage="parse",
                          detail="Reddit answered without the post: save it from old.reddit.com or add .json to the address")
        return
    title = None if is_gone(title) else title
    if title or counts:
        yield Post(native_id=key.native_id, kind=key.kind, title=title, caption=title, counts=counts)


def _shown(metric: str, number: str, unit: str | None) -> Count:
    if not unit:
        return Count(metric=metric, value=int(re.sub(r"\D", "", number) or 0))
    value = float(number.replace(",", ".")) * (1000 if unit.lower() == "k" else 1_000_000)
    return Count(metric=metric, value=round(value), precision="rounded")


def _drawn(found: Found) -> bool:
    shown = "shreddit-post, div.thing, .post.highlighted, #post .submitted, div.Post"
    return found.node is not None and found.node.css_first(shown) is not None


def model(found: Found) -> Iterator[Post | Problem]:
    """A post in ``window.___r``, the state of the design of 2018-2023. Other posts in it are the reader's next ones."""
    data = found.data
    native_id = str(data.get("id", ""))
    if not re.fullmatch(r"t3_[a-z0-9]+", native_id):
        return
    title, held = data.get("title") or None, data.get("media")
    told = isinstance(held, dict) and held.get("type") in ("rtjson", "text")
    text = (held.get("markdownContent") or held.get("content")) if told else ""
    name, score = data.get("author"), data.get("score")
    own = found.address.key
    yield Post(
        native_id=native_id, title=title, caption=titled(title, text if isinstance(text, str) else ""),
        author=Author(handle=name, native_id=data.get("authorId")) if name and not is_gone(name) else None,
        created=from_epoch(data.get("created"), unit="ms"), counts=_counts(str(score), str(data.get("numComments", ""))),
        sensitive=data.get("isNSFW") if isinstance(data.get("isNSFW"), bool) else None,
        relation="context" if own is not None and own.native_id != native_id else None,
    )


def model_comment(found: Found) -> Iterator[Post | Problem]:
    """A comment in ``window.___r``: ``bodyMD`` with ``postId`` and ``parentId``; its time is in seconds."""
    data = found.data
    native_id = str(data.get("id", ""))
    if not re.fullmatch(r"t1_[a-z0-9]+", native_id):
        return
    name, text, score = data.get("author"), data.get("bodyMD"), data.get("score")
    yield Post(
        native_id=native_id, kind="comment", caption=None if is_gone(text) else text or None, relation="context",
        author=Author(handle=name) if name and not is_gone(name) else None, created=from_epoch(data.get("created")),
        counts=_counts(str(score), ""), thread=data.get("postId"),
        in_reply_to=_key(str(data.get("parentId") or data.get("postId") or "")),
        availability="deleted" if is_gone(text) else None,
    )


FORMS: tuple[Form, ...] = (
    Form(name="shreddit-post", own=True, frontend=True, css="shreddit-post", marks=("<shreddit-post", "permalink"),
         parse=shreddit),
    Form(name="shreddit-comment", own=True, frontend=True, css="shreddit-comment", marks=("<shreddit-comment", "thingid"),
         parse=shreddit_comment, nests=True),
    Form(name="thing", own=True, frontend=True, css="div.thing[data-fullname]", marks=("data-fullname", "thing", "data-author"),
         parse=thing, nests=True),
    Form(name="thing-classed", own=True, marks=("id-t",), parse=thing, nests=True,
         css="div.thing[class*=id-t1_]:not([data-fullname]), div.thing[class*=id-t3_]:not([data-fullname])"),
    Form(name="head", own=True, parse=head),
    Form(name="model", keys=("numComments", "permalink", "created"), parse=model),
    Form(name="model-comment", keys=("bodyMD", "postId"), parse=model_comment),
    *drawn.FORMS,
    *frontends.FORMS,
)
