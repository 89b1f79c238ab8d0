"""Giphy: hosts, post URLs, and the forms in which its posts show up."""

from collections.abc import Iterator

from ingest.fetcher import Fetcher, Form, Found, Link, named
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


_ID = r"(?P<id>[0-9A-Za-z]{6,25})(?![0-9A-Za-z-])"
_FILES = ("i.giphy.com", "media.giphy.com", *(f"media{number}.giphy.com" for number in range(5)))

def _canonical(kind: str, native_id: str, author: str | None) -> str:
    return f"https://giphy.com/gifs/{native_id}"


_LINKS: tuple[Link, ...] = (
    Link(rf"/(?:gifs|clips|stickers)/(?:[^/?]*-)?{_ID}", hosts=("giphy.com",)),
    Link(rf"/{_ID}", hosts=named("giphy")),
    Link(rf"/embed/{_ID}", hosts=("giphy.com",), embed=True),
    Link(rf"/media/(?:v1\.[\w-]+/)?{_ID}/[\w-]+\.\w{{3,4}}", hosts=(*_FILES, "giphy.com")),
    Link(rf"/{_ID}\.(?:gif|mp4|webp)", hosts=_FILES),
)

FETCHER = Fetcher(
    name="giphy",
    title="Giphy",
    hosts=("giphy.com", *_FILES, *named("giphy")),
    short_hosts=("gph.is",),
    links=_LINKS,
    url=_canonical,
    mine=("https://giphy.com/gifs/cat-reading-yoJC2GnSClbPOkV0eA", "https://giphy.com/embed/yoJC2GnSClbPOkV0eA"),
    not_mine=("https://giphy.com/search/cats", "https://giphy.com/ada"),
    forms=FORMS,
)
