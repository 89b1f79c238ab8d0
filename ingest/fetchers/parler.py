"""Parler: hosts, post URLs, and the forms in which its posts show up."""

import re
from collections.abc import Iterator

from ingest.fetcher import Fetcher, Form, Found, Link
from ingest.fetchers import parler_exports
from ingest.model import Author, Post, Problem
from ingest.values import count
from ingest.values.heads import picture, signed
from ingest.values.nodes import attr, text_in


def head(found: Found) -> Iterator[Post | Problem]:
    """The head of a post's page: the text, and the name where the title shows it."""
    key, meta = found.address.key, found.meta
    text = meta.get("og:description") or meta.get("description")
    if key is None or not text:
        return
    yield Post(native_id=key.native_id, caption=text, media=picture(meta), author=signed(meta.get("og:title", "")) or (
        Author(handle=found.address.author) if found.address.author else None))


def card(found: Found) -> Iterator[Post | Problem]:
    """A page of 2020 and 2021 (``.card--post-container``), as those who saved them before the end kept them, often without an address:
    then the list of comments, whose id ends in the post's, says which it is. The visible time is relative."""
    node = found.node
    around_it = node.parent if node is not None else None
    while around_it is not None and around_it.css_first(".comments-list--container[id]") is None and around_it.parent is not None:
        around_it = around_it.parent
    listed = around_it.css_first(".comments-list--container[id]") if around_it is not None else None
    match = re.search(r"([0-9a-f]{32})$", attr(listed, "id"))
    native_id = found.address.key.native_id if found.address.key is not None else match[1] if match else ""
    text = text_in(node.css_first(".card--body p")) if node is not None else ""
    if node is None or not native_id or not text:
        return
    handle, name = text_in(node.css_first(".author--username")).lstrip("@"), text_in(node.css_first(".author--name"))
    titled = re.match(r"@(\w{1,40}) - (.*?) - ", found.meta.get("title", ""), re.S)
    views = count("views", text_in(node.css_first(".impressions--count")), "en")
    yield Post(
        native_id=native_id, caption=text, counts=(views,) if views is not None else (),
        author=Author(handle=handle or (titled[1] if titled else None), name=name or (titled[2] if titled else None)))


FORMS: tuple[Form, ...] = (
    Form(name="card", own=True, frontend=True, css=".card--post-container", parse=card,
         marks=("card--post-container", "card--body", "post--timestamp")),
    Form(name="head", own=True, parse=head),
    *parler_exports.FORMS,
)


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
