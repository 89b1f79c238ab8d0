"""Gettr: hosts, post URLs, and the forms in which its posts show up."""

import re
from collections.abc import Iterator

from ingest.fetcher import Fetcher, Form, Found, Link
from ingest.fetchers import gettr_exports
from ingest.model import Author, Post, Problem
from ingest.values.heads import picture, signed


def head(found: Found) -> Iterator[Post | Problem]:
    """The head of a post's page: the text, and the name where the title shows it."""
    key, meta = found.address.key, found.meta
    text = meta.get("og:description") or meta.get("description")
    if key is None or not text:
        return
    yield Post(native_id=key.native_id, caption=text, media=picture(meta), author=_person(meta.get("og:title", "")) or (
        Author(handle=found.address.author) if found.address.author else None))


def _person(title: str) -> Author | None:
    """``Name (@handle)`` or ``Name on GETTR``."""
    match = re.fullmatch(r"(.{1,80}?) on GETTR(?: ?:.*)?", title, re.S)
    return signed(title) or (Author(name=match[1]) if match else None)


FORMS: tuple[Form, ...] = (Form(name="head", own=True, parse=head), *gettr_exports.FORMS)


def _canonical(kind: str, native_id: str, author: str | None) -> str:
    return f"https://gettr.com/{'comment' if native_id.startswith('c') else 'post'}/{native_id}"


_LINKS: tuple[Link, ...] = (
    Link(r"/(?:post|embed)/(?P<id>p[0-9a-z]{3,16})"),
    Link(r"/comment/(?P<id>c[0-9a-z]{3,16})"),
)

FETCHER = Fetcher(
    name="gettr",
    title="Gettr",
    hosts=("gettr.com",),
    links=_LINKS,
    url=_canonical,
    mine=("https://gettr.com/post/pxn5b743a9",),
    not_mine=("https://gettr.com/user/ada", "https://gettr.com/streaming/psoiulc122"),
    forms=FORMS,
)
