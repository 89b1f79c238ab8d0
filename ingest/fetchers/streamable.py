"""Streamable: hosts, post URLs, and the forms in which its posts show up."""

from collections.abc import Iterator

from ingest.fetcher import Fetcher, Form, Found, Link, named
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


_PAGES = r"(?!(?:login|about|terms|video|signup|upload|pricing?|plans|contact|ajax|blog|jobs|docs|faq|api|privacy|support)\b)"

def _canonical(kind: str, native_id: str, author: str | None) -> str:
    return f"https://streamable.com/{native_id}"


_LINKS: tuple[Link, ...] = (Link(rf"/(?:[eos]/)?{_PAGES}(?P<id>[0-9a-z]{{3,7}})(?![0-9A-Za-z])"),)

FETCHER = Fetcher(
    name="streamable",
    title="Streamable",
    hosts=("streamable.com", *named("streamable")),
    links=_LINKS,
    url=_canonical,
    mine=("https://streamable.com/dnd1x", "https://streamable.com/e/dnd1x?autoplay=1"),
    not_mine=("https://streamable.com/login", "https://streamable.com/"),
    forms=FORMS,
)
