"""Rumble: hosts, post URLs, and the forms in which its posts show up."""

import re
from collections.abc import Iterator

from ingest.fetcher import Fetcher, Form, Found, Link, Made, named
from ingest.model import Author, Post, Problem
from ingest.patterns import late
from ingest.values import count
from ingest.values.heads import picture, titled
from ingest.values.nodes import attr, text_in

_CALL = late(r"""Rumble\(\s*["']play["']\s*,\s*\{[^}]*?["']?video["']?\s*:\s*["'](v[a-z0-9]+)["']""")


def call(found: Found) -> Iterator[Post | Problem]:
    """The script of Rumble's embed code: ``Rumble("play", {"video": "v1abc", "div": "rumble_v1abc"})``. The id is the
    player's, another one than the page's."""
    node = found.node
    for number in _CALL.findall(node.text() if node is not None else ""):
        yield Post(native_id=number, kind="embed")


def head(found: Found) -> Iterator[Post | Problem]:
    """The head of a video's page; the JSON-LD of the page has date, channel and counts."""
    key, meta = found.address.key, found.meta
    title = meta.get("og:title") or meta.get("title") or None
    if key is None or title is None:
        return
    shown = found.node.css_first("[data-js=rumbles_up_votes]") if found.node is not None else None
    likes = count("likes", text_in(shown), "en") if shown is not None else None
    yield Post(native_id=key.native_id, kind=key.kind, title=title, caption=titled(title, meta.get("og:description")),
               caption_complete=None if meta.get("og:description") else False,
               author=_channel(found), counts=(likes,) if likes is not None else (), media=picture(meta, video=True))


def _channel(found: Found) -> Author | None:
    """The link below the film: ``/c/NAME`` or ``/user/NAME``."""
    link = found.node.css_first(".media-by--a[href], a.media-by--a, .media-by a[href]") if found.node is not None else None
    match, name = re.search(r"/(?:c|user)/([\w-]+)", attr(link, "href")), text_in(link.css_first(".media-heading-name")) if link else ""
    handle = found.address.author or (match[1] if match else None)
    return Author(handle=handle, name=name or None) if handle or name else None


FORMS: tuple[Form, ...] = (
    Form(name="script", css="script", marks=("Rumble(",), parse=call, evidence="plain"),
    Form(name="head", own=True, parse=head),
)


def _page(found: re.Match[str]) -> Made:
    """Ids of pages are written in either case and live in another space than those of embeds."""
    return "", found["id"].lower()


def _canonical(kind: str, native_id: str, author: str | None) -> str:
    return f"https://rumble.com/embed/{native_id}/" if kind == "embed" else f"https://rumble.com/{native_id}"


_LINKS: tuple[Link, ...] = (
    Link(r"/embed/(?:\w+\.)?(?P<id>v[0-9a-zA-Z]{2,10})", make=lambda found: ("embed", found["id"].lower()), embed=True),
    Link(r"/(?P<id>v[0-9a-zA-Z]{4,10})", hosts=named("rumble"), make=lambda found: ("embed", found["id"].lower())),
    Link(r"/(?:shorts/)?(?P<id>v(?=[0-9a-zA-Z]*\d)[0-9a-zA-Z]{3,9})(?:-[^/?]*)?(?![0-9a-zA-Z])", make=_page),
    Link(r"/(?P<id>v[0-9a-zA-Z]{3,9})-[^/?]+\.html", make=_page),
)

FETCHER = Fetcher(
    name="rumble",
    title="Rumble",
    hosts=("rumble.com", *named("rumble")),
    links=_LINKS,
    url=_canonical,
    mine=("https://rumble.com/v2ea9qb-a-title.html", "https://rumble.com/embed/ufe9n.v5pv5f/?pub=4"),
    not_mine=("https://rumble.com/videos?sort=views", "https://rumble.com/c/AdaReads"),
    forms=FORMS,
)
