"""Gab: hosts, post URLs, and the forms in which its posts show up."""

from collections.abc import Iterator

from ingest import clocks
from ingest.fetcher import Fetcher, Form, Found, Link
from ingest.model import Author, Post, Problem
from ingest.values.fields import from_iso
from ingest.values.heads import picture, signed


def head(found: Found) -> Iterator[Post | Problem]:
    """The head of a post's page: ``og:title`` is ``Name (@handle)``, the description is the text."""
    key, meta = found.address.key, found.meta
    if key is None:
        return
    author = signed(meta.get("og:title", "").removesuffix(" on Gab")) or (
        Author(handle=found.address.author) if found.address.author else None)
    text = meta.get("og:description") or meta.get("description")
    if not text or text.startswith('Gab is'):
        yield Problem(reason="shell-page", stage="parse",
                      detail="Gab's app without the post: save the page after it has loaded")
        return
    yield Post(native_id=key.native_id, caption=text, author=author, media=picture(meta),
               created=from_iso(meta.get("og:published_time") or meta.get("article:published_time")))


FORMS: tuple[Form, ...] = (Form(name="head", own=True, parse=head),)


def _canonical(kind: str, native_id: str, author: str | None) -> str:
    return f"https://gab.com/{author}/posts/{native_id}" if author else f"https://gab.com/posts/{native_id}"


_LINKS: tuple[Link, ...] = (
    Link(r"/(?!(?:groups|lists|tags|api)/)@?(?P<author>\w+)/posts/(?P<id>\d{4,20})"),
    Link(r"/(?:posts|statuses)/(?P<id>\d{4,20})"),
)

FETCHER = Fetcher(
    name="gab",
    title="Gab",
    hosts=("gab.com", "gab.ai"),
    links=_LINKS,
    url=_canonical,
    clock=clocks.bits(shift=16, least=1 << 48),
    mine=("https://gab.com/AdaReads/posts/107163961867310434",),
    not_mine=("https://gab.com/groups/12345", "https://gab.com/AdaReads"),
    forms=FORMS,
)
