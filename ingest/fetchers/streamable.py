"""Streamable: hosts, post URLs, and the forms in which its posts show up."""

from collections.abc import Iterator

from ingest.fetcher import Fetcher, Form, Found
from ingest.model import Author, Post, Problem
from ingest.values.heads import picture, titled


def head(found: Found) -> Iterator[Post | Problem]:
    """The head of a video's page; the JSON-LD of the page has date, channel and counts."""
    key, meta = found.address.key, found.meta
    title = meta.get("og:title") or None
    if key is None or title is None:
        return
    yield Post(native_id=key.native_id, kind=key.kind, title=title, caption=titled(title, meta.get("og:description")),
               author=Author(handle=found.address.author) if found.address.author else None, media=picture(meta, video=True))


FORMS: tuple[Form, ...] = (Form(name="head", own=True, parse=head),)

FETCHER = Fetcher(
    name="streamable",
    title="Streamable",
    hosts=("streamable.com",),
    forms=FORMS,
)
