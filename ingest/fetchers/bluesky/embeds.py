"""Bluesky: posts embedded in other pages."""

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.fetcher import Address, Form, Found
from ingest.model import Author, Key, Post, Problem
from ingest.patterns import late
from ingest.values.fields import from_iso
from ingest.values.nodes import attr, text_in

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_URI = late(r"at://([\w:.%-]+)/app\.bsky\.feed\.post/(\w+)")
_HANDLE = late(r"@((?:[\w-]+\.)+[A-Za-z][\w-]*)")
_DASH = late(r"\s*(?:—|--|–)\s*")
_SIGNED = late(r"(?:—|–|--)[^\n]{0,150}\(\s*@?[\w.:-]{4,80}\s*\)\s*[^\n]{0,20}\d[^\n]{0,40}\s*\Z")
_TALK = late(r"comments|likes|replies|share|follow", re.I)
"""Boxes for what people say of a post."""
_NAMES = ("data-bluesky-uri", "data-at-uri", "data-uri", "data-url", "data-post-uri", "data-embed-url")
_TAIL = "[image or embed]"


def blockquote(found: Found) -> Iterator[Post | Problem]:
    """The embed code of 2024 and after: ``data-bluesky-uri``, the text in a paragraph, dash, name, handle, date.

    The date is the local time of whoever copied the code and is not read, unless it is written in ISO (oEmbed, scripts).
    Codes made by other programs mix the fields up: what is no handle is not taken for one.
    """
    node = found.node
    key = _key(found, node) if node is not None else None
    if node is None or key is None:
        return
    text = _caption(node)
    # A script that fills the wrong field writes the account's did where the text belongs.
    caption = None if re.fullmatch(r"did:\w+:\S+", text) else text or None
    paragraph = node.css_first("p")
    yield Post(
        native_id=key.native_id, author=_author(node, key), caption=caption, language=attr(paragraph, "lang") or None,
        created=next((when for link in node.css("a") if (when := from_iso(text_in(link)))), None),
    )


def unclassed(found: Found) -> Iterator[Post | Problem]:
    """The embed code after a feed or a cleaner took its class away: the line "— NAME (@HANDLE) DATE" is left, the date a link."""
    node = found.node
    links = [link for link in node.css("a[href]") if "/post/" in attr(link, "href")] if node is not None else []
    if node is not None and len({found.read(attr(link, "href")).key for link in links}) == 1 and _SIGNED.search(text_in(node, inline=True)):
        yield from blockquote(found)


def _key(found: Found, node: "LexborNode") -> Key | None:
    uri = next((uri for name in _NAMES if (uri := attr(node, name))), "")
    if match := _URI.fullmatch(uri):
        return Key("bluesky", "", f"{match[1]}/{match[2]}")
    addresses = [found.read(uri), *(found.read(attr(link, "href")) for link in reversed(node.css("a[href]")))]
    frame = node.css_first("iframe[src]")
    addresses += [found.read(attr(frame, "src"))] if frame is not None else []
    return next((a.key for a in addresses if a.key is not None and a.key.platform == "bluesky"), None)


def _caption(node: "LexborNode") -> str:
    # The site's own code keeps line ends as they are; in code that a program has wrapped they are followed by blanks.
    raw = node.html or ""
    paragraphs = [text_in(p, pre="\n" in raw and not re.search(r"\n[ \t]+\S", raw)) for p in node.css("p") if not _is_link(p)]
    texts = [text for text in paragraphs if text and not _DASH.match(text)]
    return "\n\n".join(texts).removesuffix(_TAIL).rstrip()


def _is_link(paragraph: "LexborNode") -> bool:
    """A paragraph that is nothing but a link to the post, which editors put there until the script has run."""
    link = paragraph.css_first('a[href*="/post/"]')
    return link is not None and len(link.text()) < 60 and link.text().strip() == paragraph.text().strip()


def _author(node: "LexborNode", key: Key) -> Author | None:
    owner = key.native_id.partition("/")[0]
    did = owner if owner.startswith("did:") else None
    whole = text_in(node)
    signature = whole[max(whole.rfind("—"), whole.rfind("--"), 0):]
    match = _HANDLE.search(signature)
    handle = match[1] if match else None if did else owner
    name = _DASH.sub("", signature.partition(" (")[0], count=1).strip() if match and "(" in signature else None
    return Author(handle=handle, name=name or None, native_id=did) if handle or did else None


def attribute(found: Found) -> Iterator[Post | Problem]:
    """Any other element that names a post in ``data-bluesky-uri`` (publishers' own drawings, lazy place holders). Around the embed code
    it says the same, maybe by the handle instead of the DID."""
    node = found.node
    if node is not None and node.css_first("blockquote.bluesky-embed, iframe[src*='embed.bsky.app']") is not None:
        return
    key = _key(found, node) if node is not None and not _TALK.search(f"{attr(node, 'class')} {attr(node, 'id')}") else None
    if key is not None:
        yield Post(native_id=key.native_id)


def wrap(found: Found) -> Iterator[Post | Problem]:
    """Substack's drawing: ``div.bluesky-wrap`` with the post as JSON in ``data-attrs``."""
    if found.node is None:
        return
    try:
        data = json.loads(attr(found.node, "data-attrs"))
    except ValueError:
        return
    if not isinstance(data, dict):
        return
    address = _named(found, data)
    if address.key is None:
        return
    said = data.get("author")
    author = said if isinstance(said, dict) else {}
    handle, name = author.get("handle") or data.get("authorHandle"), author.get("displayName") or data.get("authorName")
    text = data.get("text") if isinstance(data.get("text"), str) else None
    yield Post(
        native_id=address.key.native_id, caption=text or None, created=from_iso(data.get("createdAt")),
        author=Author(handle=handle, name=name, native_id=data.get("authorDid")) if handle or name else None,
    )


def _named(found: Found, data: dict[str, object]) -> Address:
    did, rkey = data.get("authorDid"), data.get("postId")
    if isinstance(did, str) and isinstance(rkey, str) and did.startswith("did:"):
        return Address(outcome="post", key=Key("bluesky", "", f"{did}/{rkey}"))
    return found.read(str(data.get("uri") or data.get("url") or ""))


FORMS: tuple[Form, ...] = (
    Form(name="blockquote", css="blockquote.bluesky-embed, blockquote[data-bluesky-uri]", marks=("bluesky",), parse=blockquote),
    Form(name="unclassed", css="blockquote:not(.bluesky-embed):not([data-bluesky-uri])", marks=("bsky.app/profile/",), parse=unclassed),
    Form(name="substack-wrap", css="div.bluesky-wrap[data-attrs]", marks=("bluesky-wrap",), parse=wrap),
    Form(name="attribute", css="[data-bluesky-uri], [data-at-uri], [data-uri^='at://'], [data-url^='at://'], "
         "[data-post-uri^='at://'], [data-embed-url^='at://']",
         marks=("data-bluesky-uri", "app.bsky.feed.post/"), parse=attribute, evidence="plain"),
)
