"""Truth Social: hosts, post URLs, and the forms in which its posts show up."""

from collections.abc import Iterator

from ingest.fetcher import Fetcher, Form, Found
from ingest.model import Author, Post, Problem
from ingest.values.fields import from_iso
from ingest.values.heads import picture, signed


def head(found: Found) -> Iterator[Post | Problem]:
    """The head of a post's page: ``og:title`` is ``Name (@handle)``, the description is the text."""
    key, meta = found.address.key, found.meta
    if key is None:
        return
    author = signed(meta.get("og:title", "").removesuffix(" on Truth Social")) or (
        Author(handle=found.address.author) if found.address.author else None)
    text = meta.get("og:description") or meta.get("description")
    if not text or text.startswith('Truth Social is America'):
        yield Problem(reason="shell-page", stage="parse",
                      detail="Truth Social's app without the post: save the page after it has loaded")
        return
    yield Post(native_id=key.native_id, caption=text, author=author, media=picture(meta),
               created=from_iso(meta.get("og:published_time") or meta.get("article:published_time")))


FORMS: tuple[Form, ...] = (Form(name="head", own=True, parse=head),)

FETCHER = Fetcher(
    name="truthsocial",
    title="Truth Social",
    hosts=("truthsocial.com",),
    forms=FORMS,
    loaders=("truthsocial.com/embed.js",),
)
