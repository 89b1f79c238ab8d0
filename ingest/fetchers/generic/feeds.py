"""Feeds whose items are posts: what a platform, its frontends and the makers of feeds say of each in RSS, Atom and JSON Feed;
and clippings of a post's page as Markdown, which say the same.

The container hands over one page for each item: its facts in the head, its parts in ``div.syndicated-item``. Where the item's own
address names a post, the item is that post; in all other feeds it is an article, and this form gives nothing.
"""

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ingest.fetcher import Address, Form, Found
from ingest.model import Author, Count, Media, Post, Problem
from ingest.patterns import late
from ingest.values import count
from ingest.values.fields import counts_of, dicts, from_iso, text_of
from ingest.values.heads import titled
from ingest.values.nodes import attr, has_class, text_in

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_TITLED = frozenset((
    "reddit", "tumblr", "pinterest", "youtube", "vimeo", "hackernews", "dailymotion", "flickr", "imgur", "rumble", "soundcloud", "twitch"))
_WITH_TITLE = late(r"/(?:post/\d+|w/[\w-]+|videos/(?:watch|embed)/[\w-]+|m/[^/]+/t/\d+)$")
"""In the fediverse forums and films have titles."""
_REPEATED = late(r"(?:RT by @\w{1,20}|R to @\w{1,20}|RT @\w{1,20}|Pinned):\s*", re.I)
"""What nitter puts before the words of a title."""
_STOCK = {
    "fediverse": late(r"submitted by\b.*?\d+ comments?(?:\n+https?://\S+)?\s*|Content warning:\s*", re.S),
    "flickr": late(r".{1,80} (?:posted|added) (?:a|\d+) (?:photos?|videos?)[^\n]{0,40}:\s*"),
    "hackernews": late(r"(?:Article URL|Comments URL|Points|# Comments): [^\n]*\s*|Comments\s*$"),
}
"""Lines that feeds put before the words."""
_AFTER = late(r"\s*submitted by\s+/u/[\w-]+(?:\s+to\s+r/\w+)?\s+\[link\]\s+\[comments\]\s*$")
_POINTS = late(r"(?:^|\n)(?:Points: (\d+)|(\d+) points? \|)")
_ANSWERS = late(r"(?:# Comments: (\d+)|points? \| (\d+) comments?)")
_SIGNED = late(r"(.*?)\s*\(@?([\w.-]{1,60}(?:@[\w.-]+)?)\)", re.S)


def item(found: Found) -> Iterator[Post | Problem]:
    """One item. Its text is the fullest part that it has; the title counts where the platform has titles, else where no text is."""
    node, meta = found.node, found.meta
    address = _address(found)
    if node is None or address is None or address.key is None:
        return
    key = address.key
    parts = [part for part in node.css(".syndicated-part") if text_in(part)]
    best = max(parts, key=lambda part: len(part.text() or ""), default=None)
    said = _text(best, key.platform)
    head = _REPEATED.sub("", meta.get("title", "")).strip()
    title = head if key.platform in _TITLED or (
        key.platform == "fediverse" and any(map(_WITH_TITLE.search, (key.native_id, found.page.url)))) else ""
    clipped = meta.get("item:clipped")
    if clipped and not (said or title):  # somebody's note about the post
        return
    raw = text_in(best) if best is not None else ""
    linked = found.address.key
    yield Post(
        native_id=key.native_id, kind=key.kind, platform=key.platform, title=title or None,
        same_as=(linked,) if linked is not None and linked.platform == key.platform and linked != key else (),
        caption=titled(title, said) if title else said or _whole(head), author=_author(meta, address, found.address.author),
        created=from_iso(meta.get("article:published_time")),
        caption_complete=False if clipped == "part" or (clipped and not said) else None,
        counts=tuple(_counts(meta, raw)), media=tuple(_media(node, meta)))


def _address(found: Found) -> Address | None:
    """What the item's link names; forums link to what they speak of, and name themselves as guid or comments.

    An item of somebody's list of links is not the post that it links to: its guid or its feed is another site's.
    """
    guid, feed = found.meta.get("item:guid", ""), found.meta.get("item:feed", "")
    named = found.read(guid)
    if named.key is not None and named.key.platform != "link":
        return named if named.key != found.address.key else found.address
    about = found.read(found.meta.get("item:comments", ""))
    if about.key is not None and about.key.platform != "link" and about.key != found.address.key:
        return about
    strange = guid.startswith("http") or (feed.startswith("http") and _site(feed) != _site(found.page.url))
    return None if strange or found.address.key is None else found.address


def _site(url: str) -> str:
    """The last two labels of a host: a feed may come from another of the same site's."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return ".".join(host.split(".")[-2:])


def _text(part: "LexborNode | None", platform: str) -> str:
    """The words without what feeds add: pictures, the quoted post, and lines that say what kind of item this is."""
    if part is None:
        return ""
    inner = part.css_first("div.md") or part
    text = _AFTER.sub("", text_in(inner, skip=_aside))
    stock = _STOCK.get(platform)
    while stock is not None and (match := stock.match(text)):
        text = text[match.end():]
    return "" if re.fullmatch(r"\s*submitted by\b.*", text, re.S) else text.strip()


def _aside(one: "LexborNode") -> bool:
    if one.tag == "img":
        return not has_class(one, "emoji", "custom-emoji", "emojione")
    return one.tag in ("hr", "video", "audio", "iframe") or (one.tag == "blockquote" and one.css_first("footer, cite") is not None)


def _whole(title: str) -> str | None:
    """A title that stands in for the text; one that was cut is none."""
    return None if not title or title.endswith(("…", "...")) or re.fullmatch(r"Image|Video|Gif", title) else title


def _author(meta: Any, address: Address, linked: str | None) -> Author | None:
    shown, url = meta.get("item:author", "").strip(), meta.get("item:author-url", "")
    channel, profile = re.search(r"/channel/(UC[\w-]{22})", url), re.search(r"/@([\w.-]+)/?$", url)
    stated = linked if (address.author or "").startswith("did:") else address.author
    handle, native_id = stated or (profile[1] if profile else None), channel[1] if channel else None
    if address.key is not None and address.key.platform == "hackernews":
        return Author(handle=shown) if shown else None
    if match := re.search(r"/(?:u|user|@)/?@?([\w.-]+)/?$", shown):
        return Author(handle=handle or match[1])
    if shown.startswith("@") and " " not in shown:
        return Author(handle=handle or shown[1:])
    if match := _SIGNED.fullmatch(shown):
        mail = "@" in match[1]  # RSS writes "mail@address (Name)"
        return Author(handle=handle, name=match[2]) if mail else Author(handle=handle or match[2], name=match[1] or None)
    name = shown if shown and shown.lower() != (handle or "").lower() and "@" not in shown else None
    return Author(handle=handle, name=name, native_id=native_id) if handle or name or native_id else None


def _counts(meta: Any, text: str) -> Iterator[Count]:
    names = {"views": "views", "likes": "likes", "comments": "answers"}
    yield from counts_of({metric: meta.get(f"item:{name}") for metric, name in names.items()})
    for metric, pattern in (("score", _POINTS), ("comments", _ANSWERS)):
        match = pattern.search(text[:400])
        made = count(metric, match[1] or match[2]) if match else None
        if made is not None:
            yield made


def _media(node: "LexborNode", meta: Any) -> Iterator[Media]:
    """What the item encloses, else the pictures in its text."""
    try:
        enclosed = dicts(json.loads(meta.get("item:media", "[]")))
    except ValueError:
        enclosed = []
    for one in enclosed:
        kind = str(one.get("kind") or "").partition("/")[0]
        if kind in ("image", "video", "audio"):
            yield Media(kind=kind, url=text_of(one.get("url")), alt=text_of(one.get("alt")))
    if not enclosed:
        pictures = {attr(img, "src"): img for img in node.css("img[src]") if _aside(img) and attr(img, "src").startswith("http")}
        for url, img in pictures.items():
            yield Media(kind="image", url=url, alt=attr(img, "alt") or None)


FORMS: tuple[Form, ...] = (
    Form(name="feed-item", parse=item, own=True, frontend=True, alone=True, css="div.syndicated-item",
         marks=("syndicated-item", "syndicated-part")),
)
