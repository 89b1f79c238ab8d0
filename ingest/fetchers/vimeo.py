"""Vimeo: hosts, post URLs, and the forms in which its posts show up."""

import re
from collections.abc import Iterator

from ingest.fetcher import Fetcher, Form, Found, Link, named
from ingest.model import Author, Post, Problem
from ingest.patterns import late
from ingest.values.fields import from_iso
from ingest.values.heads import picture, titled
from ingest.values.nodes import attr

_NUMBER = late(r"\d{5,10}")
_FRAME = late(r"(.+) from (.+?) on Vimeo", re.S)
"""The title of the player's frame."""
_NAMES = ("data-vimeo-id", "data-vimeo-video-id", "data-videoid", "data-video-id", "video-id", "videoid", "data-plyr-embed-id",
          "data-id", "data-embed", "data-embed-id", "data-key", "data-video")


def attribute(found: Found) -> Iterator[Post | Problem]:
    """A place holder whose script makes the player: ``[data-vimeo-id]``, ``amp-vimeo``, ``lite-vimeo``, Plyr, Embetty, a
    ``div`` whose own id is ``vimeo-NUMBER``. The element itself must name Vimeo."""
    node = found.node
    if node is None:
        return
    words = " ".join((node.tag or "", *(f"{name}={value or ''}" for name, value in node.attributes.items())))
    if "vimeo" not in words.lower():
        return
    url = attr(node, "data-vimeo-url") or attr(node, "data-video-url") or attr(node, "data-embed")
    address = found.read(url)
    if address.key is not None and address.key.platform == "vimeo":
        yield Post(native_id=address.key.native_id)
        return
    match = re.fullmatch(r"vimeo[-_]?(?:player|video|clip)?[-_]?(\d{5,10})", attr(node, "id"), re.I)
    number = match[1] if match else next((attr(node, name) for name in _NAMES if _NUMBER.fullmatch(attr(node, name))), "")
    if number:
        yield Post(native_id=number)


def head(found: Found) -> Iterator[Post | Problem]:
    """The head of a video's page, all eras; the JSON-LD of the page has date, channel and counts."""
    key, meta = found.address.key, found.meta
    title = meta.get("og:title") or meta.get("title", "").removesuffix(" on Vimeo")
    if key is None or not title or title == "Vimeo":
        return
    framed = _FRAME.fullmatch(meta.get("title", "")) if "player.vimeo.com/" in found.page.url else None
    if framed:
        yield Post(native_id=key.native_id, title=framed[1], caption=framed[1], author=Author(name=framed[2]))
        return
    yield Post(native_id=key.native_id, title=title, caption=titled(title, meta.get("og:description")),
               author=Author(handle=found.address.author) if found.address.author else None,
               created=from_iso(meta.get("uploaddate")), media=picture(meta, video=True))


FORMS: tuple[Form, ...] = (
    Form(name="embetty", css="embetty-video[type=vimeo]", marks=("<embetty-video",), parse=attribute, evidence="plain"),
    Form(name="amp", css="amp-vimeo", marks=("<amp-vimeo",), parse=attribute, evidence="plain"),
    Form(name="attribute", css="[data-vimeo-id], [data-vimeo-url], [data-vimeo-video-id], lite-vimeo, [id^=vimeo], "
         "[class*=vimeo], [data-plyr-provider=vimeo], [data-provider=vimeo], [data-type=vimeo]",
         marks=("vimeo", "data-vimeo-id", "data-vimeo-url", "data-vimeo-video-id"), parse=attribute, evidence="plain"),
    Form(name="head", own=True, parse=head),
)


_ID = r"(?P<id>[1-9]\d{0,11})(?![a-z])"

def _canonical(kind: str, native_id: str, author: str | None) -> str:
    return f"https://vimeo.com/{native_id}"


_LINKS: tuple[Link, ...] = (
    Link(rf"/(?:videos?/)?{_ID}"),
    Link(rf"/(?:channels|groups|ondemand)/[^/?]+/(?:videos?/)?{_ID}", hosts=("vimeo.com",)),
    Link(rf"/(?:album|showcase)/\d+/videos?/{_ID}", hosts=("vimeo.com",)),
    Link(rf"/(?:m|manage/videos|staffpicks)/{_ID}", hosts=("vimeo.com",)),
    Link(rf"/[\w-]+/[\w-]+/video/{_ID}", hosts=("vimeopro.com",)),
    Link(rf"/[\w-]+/review/{_ID}"),
    Link(rf"/moogaloop\.swf\?(?:.*?&)??clip_id={_ID}", embed=True),
)

FETCHER = Fetcher(
    name="vimeo",
    title="Vimeo",
    hosts=("vimeo.com", "player.vimeo.com", "vimeopro.com", *named("vimeo", "vimeovideo")),
    links=_LINKS,
    url=_canonical,
    mine=(
        "https://vimeo.com/87816359",
        "https://player.vimeo.com/video/87816359?h=abcdef1234",
        "https://vimeo.com/channels/bookworms/87816359",
        "https://vimeo.com/moogaloop.swf?clip_id=87816359",
    ),
    not_mine=("https://vimeo.com/user21297594", "https://vimeo.com/showcase/3253534", "https://vimeo.com/channels/bookworms"),
    forms=FORMS,
)
