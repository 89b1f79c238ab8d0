"""Snapchat: hosts, post URLs, and the forms in which its posts show up."""

from collections.abc import Iterator

from ingest.fetcher import Fetcher, Form, Found
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
    Form(name="blockquote", css="blockquote.snapchat-embed, [data-snapchat-embed-url]", marks=("snapchat-embed",),
         parse=blockquote, evidence="plain"),
    Form(name="head", own=True, parse=head),
)

FETCHER = Fetcher(
    name="snapchat",
    title="Snapchat",
    hosts=("snapchat.com",),
    forms=FORMS,
    loaders=("www.snapchat.com/embed.js",),
)
