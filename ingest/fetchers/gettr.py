"""Gettr: hosts, post URLs, and the forms in which its posts show up."""

from collections.abc import Iterator

from ingest.fetcher import Fetcher, Form, Found
from ingest.model import Author, Post, Problem
from ingest.values.heads import picture, signed


def head(found: Found) -> Iterator[Post | Problem]:
    """The head of a post's page: the text, and the name where the title shows it."""
    key, meta = found.address.key, found.meta
    text = meta.get("og:description") or meta.get("description")
    if key is None or not text:
        return
    yield Post(native_id=key.native_id, caption=text, media=picture(meta), author=signed(meta.get("og:title", "")) or (
        Author(handle=found.address.author) if found.address.author else None))


FORMS: tuple[Form, ...] = (Form(name="head", own=True, parse=head),)

FETCHER = Fetcher(
    name="gettr",
    title="Gettr",
    hosts=("gettr.com",),
    forms=FORMS,
)
