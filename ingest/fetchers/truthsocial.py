"""Truth Social: hosts, post URLs, and the forms in which its posts show up."""

import re
from collections.abc import Iterator

from ingest import clocks
from ingest.fetcher import Fetcher, Form, Found, Link
from ingest.model import Author, Post, Problem
from ingest.values.fields import from_iso
from ingest.values.heads import picture, signed
from ingest.values.nodes import attr, has_class, text_in


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


def drawn(found: Found) -> Iterator[Post | Problem]:
    """A post as the app (Soapbox) draws it: ``.detailed-actualStatus`` is the page's, ``.status__wrapper[data-id]`` its conversation."""
    node, own = found.node, found.address.key
    if node is None or own is None:
        return
    main = has_class(node, "detailed-actualStatus")
    native_id = own.native_id if main else attr(node, "data-id")
    words = node.css_first("[data-testid=markup], [data-markup].status-content, .status-content, .status__content-wrapper [data-markup], "
                           ".status__content-wrapper")
    link = next((one for one in node.css("a[href*='/@']") if re.search(r"/@\w+/?$", attr(one, "href"))), None)
    handle = re.search(r"/@(\w+)/?$", attr(link, "href"))
    moment = node.css_first("time[datetime]")
    if not native_id.isdigit() or words is None:
        return
    name = text_in(link) if link is not None else ""
    yield Post(
        native_id=native_id, caption=text_in(words) or None, created=from_iso(attr(moment, "datetime")),
        author=Author(handle=handle[1], name=name if name and not name.startswith("@") else None) if handle else None,
        relation=None if native_id == own.native_id else "context")


FORMS: tuple[Form, ...] = (
    Form(name="drawn", own=True, css=".detailed-actualStatus, .status__wrapper[data-id]", marks=("status__",), parse=drawn),
    Form(name="head", own=True, parse=head),
)


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
