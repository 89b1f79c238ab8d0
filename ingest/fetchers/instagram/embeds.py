"""Instagram: posts embedded in other pages: the embed code of all versions, AMP, Substack, the document of the embed frame."""

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.fetcher import Address, Form, Found
from ingest.fetchers.instagram.wording import SHARED, is_boilerplate, is_code, signature
from ingest.model import Author, Count, Media, Post, Problem
from ingest.patterns import late
from ingest.values.fields import counts_of, dig, from_iso, text_of, when_of
from ingest.values.nodes import around, attr, has_class, text_in

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

NO_CAPTION_FROM = 13
"""From this version on (2020) the code holds neither text nor date."""

_LINES = 60
"""The signature is among the last elements of the block."""

_ADDRESSES = ("instagram.com/p/", "instagram.com/reel/", "instagram.com/tv/")
_CODE = late(r"[A-Za-z0-9_-]{5,60}")


def _address(found: Found, url: str) -> Address | None:
    address = found.read(url) if "insta" in url else None
    return address if address is not None and address.key is not None and address.key.platform == "instagram" else None


def _own_links(found: Found, node: "LexborNode") -> "list[tuple[LexborNode, Address]]":
    pairs = ((link, _address(found, attr(link, "href"))) for link in node.css("a[href]"))
    return [(link, address) for link, address in pairs if address is not None]


def blockquote(found: Found) -> Iterator[Post | Problem]:
    """``blockquote.instagram-media``, versions 1 to 14, 2013 to now; BBC and others write it by hand,
    without a version, BuzzFeed (``instagram__container``) as a placeholder.

    The post is ``data-instgrm-permalink`` (since version 8) or else the last link to one. Versions 6 to 12 hold text (if
    captioned) and time; later ones only a signature. A permalink of a profile is no post.
    """
    node = found.node
    if node is None:
        return
    links = _own_links(found, node)
    address = _address(found, attr(node, "data-instgrm-permalink")) or (links[-1][1] if links else None)
    if address is None or address.key is None:
        return
    version = attr(node, "data-instgrm-version")
    silent = version.isdigit() and int(version) >= NO_CAPTION_FROM
    handle, name = _signed(node, silent)
    moment = node.css_first("time[datetime]")
    caption = None if silent else _caption(node, [link for link, _ in links])
    created = from_iso(attr(moment, "datetime"))
    yield Post(
        native_id=address.key.native_id, kind=address.key.kind, caption=caption, created=created,
        author=Author(handle=handle or address.author, name=name) if handle or address.author else None,
        evidence=None if caption or created or handle else "plain",
    )


def _signed(node: "LexborNode", silent: bool) -> tuple[str | None, str | None]:
    """Handle and name from the last line. In versions 8 to 12 the name is a link to the profile. ``silent``: the block holds no text
    but the platform's own, so a handle in brackets is the signature, in whatever language."""
    for one in node.css("p, a, div, time")[:-_LINES:-1]:
        line = one.parent if one.tag == "time" else one
        if line is None or len(line.text()) > 2000:
            continue
        shown = text_in(line)
        if len(shown) > 300 or "@" not in shown:
            continue
        handle, name = signature(shown)
        if handle and (silent or name or one.tag == "time" or SHARED.match(shown) or is_boilerplate(shown)):
            profile = line.css_first("a[href]")
            linked = text_in(profile) if profile is not None and "(@" not in profile.text() else ""
            return handle, linked or name
    return None, None


def _caption(node: "LexborNode", links: "list[LexborNode]") -> str | None:
    """The paragraphs that are nothing but a link to the post, without boilerplate."""
    pieces = []
    for link in links:
        above = link.parent
        shown = text_in(link)
        if above is None or above.tag != "p" or above.css_first("time") is not None or is_boilerplate(shown):
            continue
        pieces.append(shown)
    return "\n\n".join(dict.fromkeys(pieces)) or None


def unclassed(found: Found) -> Iterator[Post | Problem]:
    """The embed code after a feed or a cleaner took its class away: its own words are left ("A post shared by NAME (@HANDLE)",
    "View this post on Instagram", in any language)."""
    node = found.node
    links = _own_links(found, node) if node is not None else []
    if len({address.key for _, address in links}) == 1 and any(is_code(text_in(link)) for link, _ in links):
        yield from blockquote(found)


def signed(found: Found) -> Iterator[Post | Problem]:
    """The same where not even the block is left: a link that is nothing but those words."""
    link = found.node
    address, said = _address(found, attr(link, "href")), text_in(link)
    if link is None or address is None or address.key is None or not is_code(said):
        return
    if any(above.tag == "blockquote" for above in around(link)):
        return
    handle, name = signature(said)
    handle = handle or address.author
    yield Post(native_id=address.key.native_id, kind=address.key.kind, author=Author(handle=handle, name=name) if handle else None,
               evidence=None if handle else "plain")


def permalink(found: Found) -> Iterator[Post | Problem]:
    """The attribute of the embed code on some other element: lazy loaders, editors."""
    node = found.node
    address = _address(found, attr(node, "data-instgrm-permalink"))
    if address is not None and address.key is not None:
        yield Post(native_id=address.key.native_id, kind=address.key.kind, evidence="plain",
                   author=Author(handle=address.author) if address.author else None)


def shortcode(found: Found) -> Iterator[Post | Problem]:
    """``<amp-instagram data-shortcode>``, since 2015, and components with the same attribute. Only the code."""
    names = ("data-shortcode", "data-instagram-shortcode", "data-instagram-id")
    code = next((value for name in names if (value := attr(found.node, name))), "")
    address = _address(found, code) or _address(found, f"https://www.instagram.com/p/{code}/") if code else None
    if address is not None and address.key is not None and (_CODE.fullmatch(code) or "/" in code):
        yield Post(native_id=address.key.native_id, kind=address.key.kind, evidence="plain")


def substack(found: Found) -> Iterator[Post | Problem]:
    """``div.instagram[data-attrs]`` (2019), ``div.instagram-embed-wrap`` (2023 to now): JSON.

    Its title is a signature or the text."""
    try:
        data = json.loads(attr(found.node, "data-attrs") or "{}")
    except ValueError:
        return
    code = text_of(dig(data, "instagram_id")) or ""
    address = _address(found, f"https://www.instagram.com/p/{code}/") if _CODE.fullmatch(code) else None
    if address is None or address.key is None:
        return
    title = text_of(data.get("title")) or ""
    handle, name = signature(title)
    picture = text_of(data.get("thumbnail_url"))
    yield Post(
        native_id=address.key.native_id, kind=address.key.kind, created=when_of(data.get("timestamp")),
        author=Author(handle=text_of(data.get("author_name")) or handle, name=name),
        caption=None if is_boilerplate(title) else title,
        counts=counts_of({"likes": data.get("like_count"), "comments": data.get("comment_count")}),
        media=(Media(kind="image", url=picture),) if picture else (),
    )


def substack_drawn(found: Found) -> Iterator[Post | Problem]:
    """The drawing alone, where the JSON is gone: e-mails, feeds, exports. 2019 to now."""
    node = found.node
    if node is None or attr(node, "data-attrs"):
        return
    address = _address(found, attr(node.css_first("a.instagram-image[href]"), "href"))
    if address is None or address.key is None:
        return
    title, picture = text_in(node.css_first(".instagram-title")), attr(node.css_first(".instagram-image img[src]"), "src")
    handle, name = signature(title)
    handle = text_in(node.css_first(".instagram-author-name")) or handle
    yield Post(native_id=address.key.native_id, kind=address.key.kind, author=Author(handle=handle, name=name) if handle else None,
               caption=None if is_boilerplate(title) else title or None, media=(Media(kind="image", url=picture),) if picture else ())


def frame(found: Found) -> Iterator[Post | Problem]:
    """The document of the embed frame (``/p/CODE/embed/captioned/``), as files, WARC records or ``srcdoc`` hold it, 2018 to now.

    Not seen as a real file; class names from public readers of it.
    """
    node = found.node
    if node is None or any(has_class(above, "Embed", "EmbedFrame") for above in around(node)):
        return
    links = _own_links(found, node)
    own = found.address.key if found.address.key and found.address.key.platform == "instagram" else None
    key = own or (links[0][1].key if links else None)
    words = node.css_first(".Caption")
    handle = text_in(node.css_first(".CaptionUsername, .UsernameText"))
    if key is None or not (handle or words is not None):
        return
    text = text_in(words, skip=lambda one: has_class(one, "CaptionUsername", "CaptionComments"))
    picture = node.css_first("img.EmbeddedMediaImage[src]")
    yield Post(
        native_id=key.native_id, kind=key.kind, caption=text or None, author=Author(handle=handle) if handle else None,
        counts=(*_number("likes", node.css_first(".SocialProof")), *_number("comments", node.css_first(".CaptionComments"))),
        media=(Media(kind="image", url=attr(picture, "src"), alt=attr(picture, "alt") or None),) if picture is not None else (),
    )


def _number(metric: str, node: "LexborNode | None") -> tuple[Count, ...]:
    """``1,234 likes``; the frame does not shorten."""
    match = re.search(r"\d{1,3}(?:[.,\u00a0\u202f ]\d{3})+|\d+(?![.,]?\d*\s?[KMkm]\b)", node.text() if node is not None else "")
    return (Count(metric=metric, value=int(re.sub(r"\D", "", match[0]))),) if match else ()


FORMS: tuple[Form, ...] = (
    Form(name="blockquote", parse=blockquote, marks=("instagram-media", "data-instgrm-permalink", "instagram__container"),
         css="blockquote.instagram-media, blockquote[data-instgrm-permalink], blockquote.instagram__container"),
    Form(name="unclassed", parse=unclassed, css="blockquote:not(.instagram-media):not([data-instgrm-permalink])", marks=_ADDRESSES),
    Form(name="signed", parse=signed, css="a[href*='instagram.com/p/'], a[href*='instagram.com/reel/'], a[href*='instagram.com/tv/']",
         marks=_ADDRESSES),
    Form(name="permalink", parse=permalink, css="[data-instgrm-permalink]:not(blockquote)", marks=("data-instgrm-permalink",),
         evidence="plain"),
    Form(name="shortcode", parse=shortcode, css="amp-instagram[data-shortcode], [data-instagram-shortcode], [data-instagram-id]",
         marks=("<amp-instagram", "data-instagram-shortcode", "data-instagram-id"), evidence="plain"),
    Form(name="substack", parse=substack, css="div.instagram[data-attrs], div.instagram-embed-wrap[data-attrs]",
         marks=("data-attrs",)),
    Form(name="substack-drawn", parse=substack_drawn, css="div.instagram:not([data-attrs]), div.instagram-embed-wrap:not([data-attrs])",
         marks=("instagram-top-bar", "instagram-image")),
    Form(name="frame", parse=frame, css=".Embed, .EmbedFrame", marks=("EmbeddedMedia", "CaptionUsername", "EmbedFrame")),
)
