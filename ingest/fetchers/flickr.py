"""Flickr: hosts, post URLs, and the forms in which its posts show up."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest import clocks
from ingest.fetcher import Fetcher, Form, Found, Link, Made
from ingest.model import Author, Count, Media, Post, Problem, Time
from ingest.patterns import late
from ingest.values import count, read_date
from ingest.values.fields import counts_of, dicts, from_iso, text_of, unique
from ingest.values.heads import picture, titled
from ingest.values.nodes import attr, text_in

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_TITLE = late(r"(.*) by (.*?), on Flickr", re.S)


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
    owner, node = found.address.author, found.node
    name = text_in(node.css_first(".attribution-info .owner-name, .owner-name")) if node is not None else ""
    yield Post(native_id=key.native_id, title=title, caption=titled(title, meta.get("og:description")), media=picture(meta),
               author=Author(handle=owner, name=name or None) if owner or name else None,
               created=_posted(found), counts=tuple(_counts(node)))


def _counts(node: "LexborNode | None") -> Iterator[Count]:
    """Views, favourites and comments stand beside the photograph since 2015."""
    for metric, css in (("views", ".view-count-label"), ("likes", ".fave-count-label"), ("comments", ".comment-count-label")):
        made = count(metric, text_in(node.css_first(css)), "en") if node is not None else None
        if made is not None:
            yield made


def _posted(found: Found) -> Time | None:
    """``Uploaded on June 9, 2021``, in the reader's language: the words before the day are left out one by one."""
    words = text_in(found.node.css_first(".date-posted-label")).split() if found.node is not None else []
    dates = (read_date(" ".join(words[first:]), found.page.language or "") for first in range(min(len(words), 4)))
    return next(filter(None, dates), None)


def downloaded(found: Found) -> Iterator[Post | Problem]:
    """``photo_NUMBER.json`` of an account's own download, since 2018: whose it is, only the address shows."""
    record = found.data
    address = found.read(str(record["photopage"]))
    key, name = address.key, text_of(record.get("name"))
    if key is None:
        return
    numbers = {metric: record.get(f"count_{what}") for metric, what in (("views", "views"), ("likes", "faves"), ("comments", "comments"))}
    original = text_of(record.get("original"))
    yield Post(
        native_id=key.native_id, title=name, caption=titled(name, text_of(record.get("description"))), counts=counts_of(numbers),
        author=Author(handle=address.author) if address.author else None, created=from_iso(record.get("date_imported")),
        hashtags=unique(text_of(tag.get("tag")) for tag in dicts(record.get("tags"))) or None,
        media=(Media(kind="image", url=original),) if original else (),
        visibility={"public": "public", "private": "private"}.get(str(record.get("privacy")), "followers"))


FORMS: tuple[Form, ...] = (
    Form(name="download", keys=("photopage", "count_views"), parse=downloaded),
    Form(name="link", css="a[data-flickr-embed], a[href*='flickr.com/photos/'][title$=', on Flickr']",
         marks=("data-flickr-embed", ", on Flickr"), parse=link),
    Form(name="head", own=True, parse=head),
)


_FILES = ("*.staticflickr.com", "*.static.flickr.com", "static.flickr.com")


def _short(found: re.Match[str]) -> Made:
    number = clocks.flickr_number(found["code"])
    return None if number is None else ("", number)


def _canonical(kind: str, native_id: str, author: str | None) -> str:
    if author:
        return f"https://www.flickr.com/photos/{author}/{native_id}/"
    return f"https://www.flickr.com/photo.gne?id={native_id}"


_LINKS: tuple[Link, ...] = (
    Link(r"/photos/(?!(?:tags|search)/)(?P<author>[^/?]+)/(?P<id>\d{4,})"),
    Link(r"/(?:photo|photo_zoom|photo_exif)\.gne\?(?:.*?&)??(?:id|photo)=(?P<id>\d{4,})"),
    Link(r"/photos/(?P<id>\d{4,})", hosts=("embedr.flickr.com",), embed=True),
    Link(r"/(?:\d+/)+(?P<id>\d{4,})_[0-9a-f]{6,}[\w-]*\.\w{3,4}", hosts=_FILES),
    Link(r"/p/(?P<code>[1-9A-Za-z]{4,})", hosts=("flic.kr",), make=_short),
)

FETCHER = Fetcher(
    name="flickr",
    title="Flickr",
    hosts=("flickr.com", "secure.flickr.com", "embedr.flickr.com", "flic.kr", *_FILES),
    links=_LINKS,
    url=_canonical,
    mine=(
        "https://www.flickr.com/photos/ada-reads/52713899383/in/album-1/",
        "https://flic.kr/p/FPVo9U",
        "https://live.staticflickr.com/65535/52713899383_9a7503ae68_b.jpg",
    ),
    not_mine=("https://www.flickr.com/photos/ada-reads/", "https://www.flickr.com/photos/ada-reads/sets/72157600000000001/"),
    forms=FORMS,
    loaders=("embedr.flickr.com/assets/client-code.js",),
)
