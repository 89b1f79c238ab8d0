"""The fediverse: saved copies of a post's own page on Mastodon, Pleroma, Misskey, Pixelfed, Lemmy and PeerTube."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.fetcher import Form, Found
from ingest.model import Author, Count, Key, Media, Post, Problem
from ingest.patterns import late
from ingest.values.fields import counts_of, from_iso
from ingest.values.heads import picture, signed, titled
from ingest.values.nodes import attr, has_class, text_in

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_ATTACHED = late(r"(?:^|(?<=\n))Attached: \d+ [^\n]*(?:\n+|$)")
_HAS_TITLES = late(r"lemmy|peertube|kbin|piefed|/(?:post|w|videos/watch)/", re.I)
_LEMMY = late(r"/(?:post|comment)/\d+")
_COUNT = late(r"\d[\d,.\s\u00a0\u202f]*")


def head(found: Found) -> Iterator[Post | Problem]:
    """The meta tags of a post page: ``og:title`` is ``Name (@user@host)``, ``og:published_time`` the exact time.

    Mastodon puts a line on what is attached before the text; Lemmy and PeerTube put a title into ``og:title``.
    """
    key, meta = found.address.key, found.meta
    if key is None:
        return
    shown = meta.get("og:title", "")
    named = signed(shown) or _pleroma(shown)
    handle = meta.get("profile:username") or (named.handle if named else None) or found.address.author
    raw = meta.get("og:description") or ""
    text = _ATTACHED.sub("", raw).strip()
    created = from_iso(meta.get("og:published_time")) or from_iso(meta.get("article:published_time"))
    title = None
    if named is None and _HAS_TITLES.search(meta.get("generator", "") + found.page.url):
        title = shown or None
        if title and _LEMMY.search(found.page.url):
            title = re.sub(r"\s+-\s+[^\n]{1,60}$", "", title)  # the site's name, which nothing else on the page tells apart
        handle = handle or _account(found.node)
    if not text and created is None and named is None and title is None:
        if not _drawn(found.node):
            yield Problem(reason="shell-page", stage="parse",
                          detail="the server's app without the post: save it after it has loaded, or add .json to the address")
        return
    yield Post(
        native_id=key.native_id, kind=key.kind, title=title, caption=titled(title, text), created=created,
        author=Author(handle=_local(handle, key), name=named.name if named else None) if handle else None,
        media=picture(meta) if raw != text else (), language=None,
    )


def _pleroma(shown: str) -> Author | None:
    """``Name @user@host``."""
    match = re.fullmatch(r"\s*(.*?)\s*@([\w.-]+(?:@[\w.-]+\.[a-z]+))\s*", shown, re.S)
    return Author(name=match[1] or None, handle=match[2]) if match else None


def _account(node: "LexborNode | None") -> str | None:
    """PeerTube links the account below the film: ``/a/user`` or ``/a/user@host``."""
    link = node.css_first("a[href^='/a/']") if node is not None else None
    match = re.match(r"/a/([\w.-]+(?:@[\w.-]+)?)", attr(link, "href"))
    return match[1] if match else None


def _local(handle: str, key: Key) -> str:
    """A handle without the server's own name, as the post's address writes it."""
    host = key.native_id.partition("/")[0]
    return handle.lstrip("@").removesuffix(f"@{host}")


def _drawn(node: "LexborNode | None") -> bool:
    drawn = ".status-container, .detailed-status, .h-entry, .status__content, ._mfm, .StatusBody, .e-content"
    return node is not None and node.css_first(drawn) is not None


def photo(found: Found) -> Iterator[Post | Problem]:
    """A post of Pixelfed as the server drew it until 2020: ``.status-container`` with the caption as the first comment."""
    node, key = found.node, found.address.key
    if node is None or key is None:
        return
    name = text_in(node.css_first(".username-link, .status-username, .username")).lstrip("@")
    picture = node.css_first("img[src*='/storage/']")
    likes = text_in(node.css_first(".like-count"))
    yield Post(
        native_id=key.native_id, caption=text_in(node.css_first(".caption, .comment-text")) or None,
        author=Author(handle=name) if re.fullmatch(r"[\w.-]+", name) else None,
        created=from_iso(attr(node.css_first("time[datetime]"), "datetime")), counts=counts_of({"likes": likes}),
        media=(Media(kind="image", url=attr(picture, "src"), alt=attr(picture, "alt") or None),)
        if attr(picture, "src").startswith("http") else ())


def detailed(found: Found) -> Iterator[Post | Problem]:
    """The post as Mastodon draws it: the server until 3.x and in the embed frame, the app since.

    ``.detailed-status`` with text, time, counts; ``.status`` around it are the conversation. Counts are shortened.
    """
    node = found.node
    if node is None:
        return
    address = next((a for link in node.css("a.detailed-status__datetime, a.u-url, a.status__relative-time")
                    if (a := found.read(attr(link, "href"))).key is not None), None)
    main = has_class(node, "detailed-status")
    key = address.key if address is not None else found.address.key if main else None
    if key is None:
        return
    body = node.css_first(".e-content, .status__content__text, .status__content")
    moment = node.css_first("time[datetime]")
    account = text_in(node.css_first(".display-name__account, .display-name span:last-child"))
    handle = re.search(r"@([\w.-]+(?:@[\w.-]+)?)", account)
    yield Post(
        native_id=key.native_id, kind=key.kind, caption=text_in(body) or None, relation=None if main else "context",
        author=_person(node, _local(handle[1], key) if handle else None),
        created=from_iso(attr(moment, "datetime")), counts=_shown(node), language=attr(body, "lang") or None,
    )


def _person(node: "LexborNode", handle: str | None) -> Author | None:
    name = text_in(node.css_first(".display-name__html, .p-name, .display-name bdi"))
    return Author(handle=handle, name=name or None) if handle or name else None


def _shown(node: "LexborNode") -> tuple[Count, ...]:
    counts: list[Count] = []
    for metric, css in (("likes", ".detailed-status__favorites"), ("shares", ".detailed-status__reblogs"),
                        ("comments", ".detailed-status__replies")):
        text = text_in(node.css_first(css))
        if _COUNT.fullmatch(text):
            counts += counts_of({metric: re.sub(r"\D", "", text)})
        elif match := re.fullmatch(r"(\d+(?:\.\d)?)([KM])", text):
            counts.append(Count(metric=metric, value=round(float(match[1]) * (1000 if match[2] == "K" else 1_000_000)),
                                precision="rounded"))
    return tuple(counts)


FORMS: tuple[Form, ...] = (
    Form(name="detailed", own=True, css=".detailed-status, .status.h-entry, .status.h-cite",
         marks=("detailed-status", "h-entry", "h-cite"), parse=detailed),
    Form(name="photo", own=True, css=".status-container", marks=("status-container",), parse=photo),
    Form(name="head", own=True, parse=head),
)
