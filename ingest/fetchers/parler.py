"""Parler: hosts, post URLs, and the forms in which its posts show up."""

from collections.abc import Iterator

from ingest.fetcher import Fetcher, Form, Found, Link
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


def _canonical(kind: str, native_id: str, author: str | None) -> str:
    return f"https://parler.com/{'feed' if '-' in native_id else 'post'}/{native_id}"


_LINKS: tuple[Link, ...] = (
    Link(r"/feed/(?P<id>[0-9a-f]{8}-[0-9a-f-]{27})"),
    Link(r"/posts?/(?P<id>[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f-]{27})"),
    Link(r"/post-view\?(?:.*?&)??q=(?P<id>[0-9a-f]{32})"),
)

FETCHER = Fetcher(
    name="parler",
    title="Parler",
    hosts=("parler.com", "share.par.pw"),
    links=_LINKS,
    url=_canonical,
    mine=("https://parler.com/feed/df79fdba-07cc-48fe-b085-3293897520d7", "https://share.par.pw/post/8d0c1be2f2a34c5fa9b7c0d1e2f3a4b5"),
    not_mine=("https://parler.com/profile/ada",),
    forms=FORMS,
)
