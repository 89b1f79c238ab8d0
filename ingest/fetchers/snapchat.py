"""Snapchat: hosts, post URLs, and the forms in which its posts show up."""

from collections.abc import Iterator

from ingest import clocks
from ingest.fetcher import Fetcher, Form, Found, Link
from ingest.fetchers import snapchat_exports
from ingest.model import Author, Post, Problem
from ingest.values.heads import picture
from ingest.values.nodes import attr


def blockquote(found: Found) -> Iterator[Post | Problem]:
    """The embed code ``blockquote.snapchat-embed[data-snapchat-embed-url]``. Spotlight is a post, lenses and profiles are not."""
    node = found.node
    address = found.read(attr(node, "data-snapchat-embed-url"))
    if address.key is not None and address.key.platform == "snapchat":
        title = attr(node, "data-snapchat-embed-title").strip() or None
        yield Post(native_id=address.key.native_id, kind=address.key.kind, title=title, caption=title,
                   author=Author(handle=address.author) if address.author else None)


def head(found: Found) -> Iterator[Post | Problem]:
    """The head of a Spotlight page."""
    key, meta = found.address.key, found.meta
    text = meta.get("og:description") or meta.get("description")
    if key is not None and text:
        yield Post(native_id=key.native_id, kind=key.kind, caption=text, media=picture(meta, video=True),
                   author=Author(handle=found.address.author) if found.address.author else None)


FORMS: tuple[Form, ...] = (
    Form(name="blockquote", css="blockquote.snapchat-embed, [data-snapchat-embed-url]",
         marks=("snapchat-embed", "data-snapchat-embed-url"), parse=blockquote, evidence="plain"),
    Form(name="head", own=True, parse=head),
)


def _canonical(kind: str, native_id: str, author: str | None) -> str:
    return f"https://www.snapchat.com/{'p' if len(native_id) == 36 and native_id.count('-') == 4 else 'spotlight'}/{native_id}"


_LINKS: tuple[Link, ...] = (
    Link(r"/(?:@(?P<author>[\w.-]+)/)?(?:spotlight|highlight)/(?P<id>[A-Za-z0-9_-]{20,120})"),
    Link(r"/p/(?P<id>[0-9a-f]{8}-[0-9a-f-]{27})"),
    Link(r"/t/[A-Za-z0-9]{6,}", short=True),
)

FETCHER = Fetcher(
    name="snapchat",
    title="Snapchat",
    hosts=("snapchat.com",),
    links=_LINKS,
    url=_canonical,
    clock=clocks.unix_inside(start=-14, end=-6, least=40),
    mine=("https://www.snapchat.com/spotlight/W7_EDlXWTBiXAEEniNoMPwAAYYWtidGhudGZpAX1TKn0JAX1TKnXJAAAAAA",),
    not_mine=("https://www.snapchat.com/add/ada", "https://www.snapchat.com/lens/ab38b33451db4e2292e1da24a2308574/embed"),
    forms=(*FORMS, *snapchat_exports.FORMS),
    extra={"private": snapchat_exports.PRIVATE},
    loaders=("www.snapchat.com/embed.js",),
)
