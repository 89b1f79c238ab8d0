"""Truth Social: hosts, post URLs, and the forms in which its posts show up."""

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


_ID = r"(?P<id>\d{10,20})"


def _canonical(kind: str, native_id: str, author: str | None) -> str:
    return f"https://truthsocial.com/@{author}/posts/{native_id}" if author else f"https://truthsocial.com/posts/{native_id}"


_LINKS: tuple[Link, ...] = (
    Link(rf"/@(?P<author>\w+)/(?:posts|statuses)/{_ID}"),
    Link(rf"/@(?P<author>\w+)/{_ID}"),
    Link(rf"/users/(?P<author>\w+)/statuses/{_ID}"),
    Link(rf"/(?:posts|statuses|web/statuses)/{_ID}"),
)

FETCHER = Fetcher(
    name="truthsocial",
    title="Truth Social",
    hosts=("truthsocial.com",),
    links=_LINKS,
    url=_canonical,
    clock=clocks.bits(shift=16, least=1 << 48),
    mine=(
        "https://truthsocial.com/@adareads/posts/108618228543962049",
        "https://truthsocial.com/@adareads/108618228543962049/embed",
        "https://truthsocial.com/users/adareads/statuses/108618228543962049",
    ),
    not_mine=("https://truthsocial.com/@adareads",),
    forms=FORMS,
    loaders=("truthsocial.com/embed.js",),
)
