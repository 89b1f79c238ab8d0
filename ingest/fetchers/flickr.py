"""Flickr: hosts, post URLs, and the forms in which its posts show up."""

import re
from collections.abc import Iterator

from ingest.fetcher import Fetcher, Form, Found
from ingest.model import Author, Media, Post, Problem
from ingest.values.heads import picture, titled
from ingest.values.nodes import attr

_TITLE = re.compile(r"(.*) by (.*?), on Flickr", re.S)


def link(found: Found) -> Iterator[Post | Problem]:
    """The embed code ``a[data-flickr-embed]`` around a picture; its title is "TITLE by OWNER, on Flickr". A picture that
    links to its photo page with such a title is the code of before 2014, without the attribute."""
    node = found.node
    if node is None:
        return
    address = found.read(attr(node, "href"))
    album = re.search(r"/(?:sets|albums)/(\d+)", attr(node, "href"))
    native_id = address.key.native_id if address.key is not None else album[1] if album else ""
    if not native_id:
        return
    said, image = _TITLE.fullmatch(attr(node, "title").strip()), node.css_first("img")
    handle = address.author or _owner(attr(node, "href"))
    title = said[1].strip() if said else attr(image, "alt").strip()
    yield Post(
        native_id=native_id, title=title or None, caption=title or None,
        author=Author(handle=handle, name=said[2] if said else None) if handle or said else None,
        media=(Media(kind="image", url=attr(image, "src")),) if attr(image, "src").startswith("http") else (),
    )


def _owner(url: str) -> str | None:
    match = re.search(r"flickr\.com/photos/([\w@-]+)/", url)
    return match[1] if match else None


def head(found: Found) -> Iterator[Post | Problem]:
    """The head of a photo's page."""
    key, meta = found.address.key, found.meta
    title = meta.get("og:title") or None
    if key is None or title is None:
        return
    owner = found.address.author
    yield Post(native_id=key.native_id, title=title, caption=titled(title, meta.get("og:description")), media=picture(meta),
               author=Author(handle=owner) if owner else None)


FORMS: tuple[Form, ...] = (
    Form(name="link", css="a[data-flickr-embed], a[href*='flickr.com/photos/'][title$=', on Flickr']",
         marks=("data-flickr-embed", ", on Flickr"), parse=link),
    Form(name="head", own=True, parse=head),
)

FETCHER = Fetcher(
    name="flickr",
    title="Flickr",
    hosts=("flickr.com",),
    forms=FORMS,
    loaders=("embedr.flickr.com/assets/client-code.js",),
)
