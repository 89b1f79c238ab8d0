"""Bluesky: saved copies of the post's own page."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote

from ingest.fetcher import Form, Found
from ingest.model import Author, Count, Key, Media, Post, Problem
from ingest.patterns import late
from ingest.values import count
from ingest.values.fields import counts_of, from_iso
from ingest.values.nodes import around, attr, text_in

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_URI = late(r"at://(did:[\w:.%-]+)/app\.bsky\.feed\.post/(\w+)")
_PERMALINK = late(r"(?:https://bsky\.app)?/profile/([^/]+)/post/(\w+)")
_SAID = late(r"(.{1,120}?)\s*\(@([\w.-]+)\)\s*: [\"“](.*)[\"”] [—–-] Bluesky", re.S)
"""The title that the app gives the page once it has drawn the post."""
_NOT_SAID = late(r"(?:^|\n+)\[contains quote post or other embedded content\]\s*$")
"""What the server puts below a text with a card, a picture or a quotation."""
_SIGNED = late(r"(.*?)\s*\(@([\w.-]+)\)", re.S)
_LABEL = late(r"\((\d[\d,.]*)[^)]*\)")
_DRAWN = "[data-testid^=postThreadItem], p.whitespace-pre-wrap, p.break-words"
_METRICS = {"Likes": "likes", "Replies": "comments", "Reposts": "shares", "Quotes": "quotes"}


def head(found: Found) -> Iterator[Post | Problem]:
    """The server's part of a post page on bsky.app: meta tags, since 2026 with counts in label and value pairs.

    The did that makes the id permanent stands in the oEmbed link (and in ``#bsky_did`` of the noscript block); an app
    page that the server did not fill names the post only in its address.
    """
    key = found.address.key
    if key is None:
        return
    meta, node = found.meta, found.node
    did, rkey = _did(found, key)
    drawn = node is not None and node.css_first(_DRAWN) is not None
    said = None if drawn else _SAID.fullmatch(meta.get("title", ""))
    signed = _SIGNED.fullmatch(meta.get("og:title", "")) or said
    handle = signed[2] if signed else found.address.author or _noscript(node, "#bsky_handle")
    text = meta.get("og:description") or (said[3] if said else None) or meta.get("description")
    text = _NOT_SAID.sub("", text or _noscript(node, "#bsky_post_text") or "") or None
    created = from_iso(meta.get("article:published_time")) or from_iso(_pair(found, "Posted At"))
    if text is None and created is None and signed is None:
        if not drawn:
            yield Problem(reason="shell-page", stage="parse",
                          detail="Bluesky's app without the post: save the page after it has loaded, or its oEmbed or API answer")
        return
    owner = key.native_id.partition("/")[0]
    same = (Key("bluesky", "", f"{owner}/{rkey}"),) if did and not owner.startswith("did:") else ()
    image = meta.get("og:image", "")
    yield Post(
        native_id=f"{did or owner}/{rkey}", caption=text, created=created, same_as=same,
        author=Author(handle=handle, name=(signed[1] or None) if signed else None, native_id=did) if handle or did else None,
        counts=counts_of({metric: _pair(found, label) for label, metric in _METRICS.items()}),
        media=(Media(kind="image", url=image),) if "/feed_" in image else (),
    )


def _did(found: Found, key: Key) -> tuple[str | None, str]:
    owner, _, rkey = key.native_id.partition("/")
    if owner.startswith("did:"):
        return owner, rkey
    for name, value in found.meta.items():
        match = _URI.search(unquote(value)) if name.startswith("link:") else None
        if match and match[2] == rkey:
            return match[1], rkey
    did = _noscript(found.node, "#bsky_did")
    if did and did.startswith("did:"):
        return did, rkey
    match = re.search(rf"(did:plc:[a-z2-7]{{24}})/app\.bsky\.feed\.post/{re.escape(rkey)}\b",
                      unquote((found.node.html or "")[:400_000]) if found.node is not None else "")
    return (match[1] if match else None), rkey


def _noscript(node: "LexborNode | None", selector: str) -> str | None:
    found = node.css_first(selector) if node is not None else None
    return text_in(found) or None if found is not None else None


def _pair(found: Found, label: str) -> str | None:
    """The value beside a ``twitter:labelN``; the site writes the pair as value or as data."""
    for number in range(1, 9):
        if found.meta.get(f"twitter:label{number}") == label:
            return found.meta.get(f"twitter:value{number}") or found.meta.get(f"twitter:data{number}")
    return None


def frame(found: Found) -> Iterator[Post | Problem]:
    """The document of an embed frame, saved after it was drawn (SingleFile, MHTML): every part links to the post."""
    node, key = found.node, found.address.key
    if node is None or key is None:
        return
    text = node.css_first("p")
    names = [attr(link, "href") for link in node.css("a[href*='/profile/']")]
    handles = [text_in(p)[1:] for p in node.css("p") if re.fullmatch(r"@[\w-]+(\.[\w-]+)+", text_in(p))]
    caption = next((text_in(p) for p in node.css("p.whitespace-pre-wrap, p.break-words")), None)
    if text is None or not names or not (caption or handles):
        return
    did = key.native_id.partition("/")[0]
    named = [text_in(p) for p in node.css(f"a[href*='/profile/{did}'] p") if not text_in(p).startswith("@")]
    yield Post(
        native_id=key.native_id, caption=caption, created=from_iso(attr(node.css_first("time[datetime]"), "datetime")),
        author=Author(handle=handles[0] if handles else None, name=named[0] if named and named[0] != caption else None,
                      native_id=did if did.startswith("did:") else None),
        media=tuple(_pictures(node)), counts=tuple(_icons(node)))


def _pictures(node: "LexborNode", quote: "LexborNode | None" = None) -> Iterator[Media]:
    """Pictures of posts lie in folders of their own; avatars and previews of links do not."""
    for one in node.css("img[src*='/feed_thumbnail/'], img[src*='/feed_fullsize/']"):
        if quote is None or not any(above.mem_id == quote.mem_id for above in around(one)):
            yield Media(kind="image", url=attr(one, "src"), alt=attr(one, "alt") or None)


def _icons(node: "LexborNode") -> Iterator[Count]:
    """Likes, then reposts, each beside its sign and only where there are any; the sign's file tells which."""
    for one in node.css("img[src] + p"):
        sign = one.prev
        while sign is not None and not sign.is_element_node:
            sign = sign.prev
        metric = next((name for word, name in (("heart", "likes"), ("like", "likes"), ("repost", "shares"))
                       if word in attr(sign, "src").rpartition("/")[2][:60]), None)
        made = count(metric, text_in(one), "en") if metric else None
        if made is not None:
            yield made


def thread(found: Found) -> Iterator[Post | Problem]:
    """A post as the app draws it in a thread: ``[data-testid=postThreadItem-by-HANDLE]``. The permalink, or the link to
    its likes, names it. All but the page's own come along as context."""
    node, own = found.node, found.address.key
    handle = attr(node, "data-testid").removeprefix("postThreadItem-by-")
    if node is None or own is None:
        return
    quote = next((box for box in node.css("[role=link]") if box.mem_id != node.mem_id and box.css_first("[data-word-wrap]")), None)
    links = [_PERMALINK.match(attr(link, "href")) for link in node.css("a[href*='/post/']")]
    named = next((m for m in links if m and (m[1] == handle or m[1].startswith("did:"))), None)
    parts = [part for part in node.css("[data-word-wrap]") if quote is None or not _within(part, quote)]
    text = "\n".join(filter(None, (text_in(part, pre=True) for part in parts)))
    if named is None or not (text or node.css_first("img[src*='/feed_']")):
        return
    main = own.native_id.endswith(f"/{named[2]}")
    shown = (text_in(link).strip("\u2066\u2069\u202a\u202c ") for link in node.css(f"a[href='/profile/{handle}']"))
    name = next((one for one in shown if one and not one.startswith("@")), None)
    yield Post(native_id=own.native_id if main else f"{named[1]}/{named[2]}", caption=text or None,
               author=Author(handle=handle, name=name), relation=None if main else "context",
               counts=tuple(_drawn_counts(node)), media=tuple(_pictures(node, quote)))


def _within(node: "LexborNode", box: "LexborNode") -> bool:
    return any(above.mem_id == box.mem_id for above in around(node))


def _drawn_counts(node: "LexborNode") -> Iterator[Count]:
    """Below the post itself in words, below the others in the labels of the buttons, which are exact."""
    for name, metric in (("like", "likes"), ("repost", "shares"), ("quote", "quotes"), ("reply", "comments"), ("bookmark", "bookmarks")):
        label = _LABEL.search(attr(node.css_first(f"[data-testid={name}Btn]"), "aria-label"))
        text = label[1] if label else text_in(node.css_first(f"[data-testid={name}Count-expanded], [data-testid={name}Count]"))
        made = count(metric, text, "en") if text else None
        if made is not None:
            yield made


FORMS: tuple[Form, ...] = (
    Form(name="head", own=True, parse=head),
    Form(name="thread", own=True, css="[data-testid^=postThreadItem-by-]", marks=("postThreadItem-by-",), parse=thread),
    Form(name="frame", own=True, css="#app, main", marks=("whitespace-pre-wrap",), parse=frame),
)
