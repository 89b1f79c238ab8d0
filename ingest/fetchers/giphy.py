"""Giphy: hosts, post URLs, and the forms in which its posts show up."""

from collections.abc import Iterator

from ingest.fetcher import Fetcher, Form, Found
from ingest.model import Author, Post, Problem
from ingest.values.heads import picture, titled


def head(found: Found) -> Iterator[Post | Problem]:
    """The head of a GIF's page: title and the moving picture."""
    key, meta = found.address.key, found.meta
    title = meta.get("og:title", "").removesuffix(" - Find & Share on GIPHY").strip() or None
    if key is None or title is None:
        return
    yield Post(native_id=key.native_id, title=title, caption=titled(title, None), media=picture(meta),
               author=Author(handle=found.address.author) if found.address.author else None)


FORMS: tuple[Form, ...] = (Form(name="head", own=True, parse=head),)

FETCHER = Fetcher(
    name="giphy",
    title="Giphy",
    hosts=("giphy.com",),
    forms=FORMS,
)
