"""Bluesky: saved copies of the post's own page."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote

from ingest.fetcher import Form, Found
from ingest.model import Author, Key, Media, Post, Problem
from ingest.patterns import late
from ingest.values.fields import counts_of, from_iso
from ingest.values.nodes import attr, text_in

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_URI = late(r"at://(did:[\w:.%-]+)/app\.bsky\.feed\.post/(\w+)")
_PERMALINK = late(r"(?:https://bsky\.app)?/profile/([^/]+)/post/(\w+)")
_SIGNED = late(r"(.*?)\s*\(@([\w.-]+)\)", re.S)
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
    signed = _SIGNED.fullmatch(meta.get("og:title", ""))
    handle = signed[2] if signed else found.address.author or _noscript(node, "#bsky_handle")
    text = meta.get("og:description") or meta.get("description") or _noscript(node, "#bsky_post_text") or None
    created = from_iso(meta.get("article:published_time")) or from_iso(_pair(found, "Posted At"))
    if text is None and created is None and signed is None:
        if node is None or node.css_first(_DRAWN) is None:
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
    yield Post(native_id=key.native_id, caption=caption, author=Author(
        handle=handles[0] if handles else None, native_id=did if did.startswith("did:") else None))


def thread(found: Found) -> Iterator[Post | Problem]:
    """A post as the app draws it in a thread: ``[data-testid=postThreadItem-by-HANDLE]``. The permalink, or the link to
    its likes, names it. All but the page's own come along as context."""
    node, own = found.node, found.address.key
    handle = attr(node, "data-testid").removeprefix("postThreadItem-by-")
    if node is None or own is None:
        return
    links = [_PERMALINK.match(attr(link, "href")) for link in node.css("a[href*='/post/']")]
    named = next((m for m in links if m and (m[1] == handle or m[1].startswith("did:"))), None)
    text = "\n".join(filter(None, (text_in(part, pre=True) for part in node.css("[data-word-wrap]"))))
    if named is None or not text:
        return
    main = own.native_id.endswith(f"/{named[2]}")
    yield Post(native_id=own.native_id if main else f"{named[1]}/{named[2]}", caption=text,
               author=Author(handle=handle), relation=None if main else "context")


FORMS: tuple[Form, ...] = (
    Form(name="head", own=True, parse=head),
    Form(name="thread", own=True, css="[data-testid^=postThreadItem-by-]", marks=("postThreadItem-by-",), parse=thread),
    Form(name="frame", own=True, css="#app, main", marks=("embed.bsky.app", "whitespace-pre-wrap"), parse=frame),
)
