"""The fediverse: saved copies of a post's own page on Mastodon, Pleroma, Misskey, Pixelfed, Lemmy and PeerTube."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from ingest.fetcher import Form, Found
from ingest.model import Author, Count, Key, Media, Post, Problem
from ingest.patterns import late
from ingest.values.fields import counts_of, dicts, from_iso, text_of
from ingest.values.heads import picture, signed, titled
from ingest.values.nodes import around, attr, has_class, text_in

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_ATTACHED = late(r"(?:^|(?<=\n))Attached: \d+ [^\n]*(?:\n+|$)")
_HAS_TITLES = late(r"lemmy|peertube|kbin|piefed|/(?:post|w|videos/watch)/", re.I)
_LEMMY = late(r"/(?:post|comment)/\d+")
_STORED = late(r"/storage/m/|/media_attachments/")
"""Where servers keep the pictures of posts, and no avatars."""
_STATUS = ".detailed-status, .status[data-id], .entry .status, .status.h-entry, .status.h-cite"
_FIRST = 20
"""A post's own links and times stand at its beginning."""
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
        author=Author(handle=_local(handle, key), name=named.name if named else None) if handle else _friendica(key, shown),
        media=picture(meta) if raw != text or _STORED.search(meta.get("og:image", "")) else (), language=None,
    )


def _pleroma(shown: str) -> Author | None:
    """``Name @user@host``."""
    match = re.fullmatch(r"\s*(.*?)\s*@([\w.-]+(?:@[\w.-]+\.[a-z]+))\s*", shown, re.S)
    return Author(name=match[1] or None, handle=match[2]) if match else None


def _friendica(key: Key, shown: str) -> Author | None:
    """There the title of the head is the author's name."""
    return Author(name=shown) if "/display/" in key.native_id and shown else None


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
    drawn = ".status-container, .detailed-status, .h-entry, .status__content, ._mfm, .StatusBody, .e-content, .status-card-embed"
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


def card(found: Found) -> Iterator[Post | Problem]:
    """The embed frame of Pixelfed (``.status-card-embed``), 2019 to now."""
    node, key = found.node, found.address.key
    words = node.css_first(".caption-container") if node is not None else None
    if node is None or key is None:
        return
    name = text_in(node.css_first("a.username"))
    pictures = node.css("a[href*='/p/'] img[src], image-carousel img[src]")
    yield Post(
        native_id=key.native_id, caption=text_in(words) or None,
        author=Author(handle=name) if re.fullmatch(r"[\w.-]+", name) else None,
        media=tuple(Media(kind="image", url=attr(one, "src"), alt=attr(one, "alt") or None) for one in pictures))


def detailed(found: Found) -> Iterator[Post | Problem]:
    """The post as Mastodon draws it: the server until 3.x and in the embed frame, the app since.

    ``.detailed-status`` with text, time, counts; ``.status`` around it are the conversation, and inside it what it quotes.
    Counts are shortened.
    """
    node = found.node
    if node is None:
        return
    main = has_class(node, "detailed-status")
    links = [link for css in ("a.detailed-status__datetime", "a.status__relative-time, a.u-url") for link in node.css(css)[:_FIRST]
             if not _quoted_inside(link, node)]
    address = next((a for link in links if (a := found.read(urljoin(found.page.url, attr(link, "href")))).key is not None), None)
    key = address.key if address is not None else found.address.key if main else None
    if key is None:
        return
    body = node.css_first(".status__content, .status__content__text, .e-content")
    moment = next((one for link in links for one in link.css("time[datetime]")), None) or next(
        (one for one in node.css("time[datetime]")[:_FIRST] if not _quoted_inside(one, node)), None)
    quoted = node.css_first(".status__quote a.status__relative-time[href]")
    account = text_in(node.css_first(".display-name__account, .display-name span:last-child"))
    handle = re.search(r"@([\w.-]+(?:@[\w.-]+)?)", account)
    lettered = node.css_first(".e-content[lang], .status__content__text[lang], .status__content[lang]")
    yield Post(
        native_id=key.native_id, kind=key.kind, caption=_text(node, body), relation=_standing(found, node, key, main=main),
        author=_person(node, _local(handle[1], key) if handle else None), media=tuple(_attached(node)),
        created=from_iso(attr(moment, "datetime")), counts=_shown(node), language=attr(lettered, "lang") or None,
        quote_of=found.read(urljoin(found.page.url, attr(quoted, "href"))).key if quoted is not None else None,
    )


def listed(found: Found) -> Iterator[Post | Problem]:
    """The same on a page that is no post's own: a profile or another list on the server is a context, anything else shows the post."""
    if found.address.key is not None:
        return
    host = urlsplit(found.page.url).hostname or ""
    for post in detailed(found):
        home = isinstance(post, Post) and post.native_id.partition("/")[0] == host
        yield replace(post, relation="context" if home else "embedded") if isinstance(post, Post) and post.relation != "quoted" else post


def _quoted_inside(one: "LexborNode", node: "LexborNode") -> bool:
    """Whether something belongs to the post that this one quotes."""
    for above in around(one):
        if above.mem_id == node.mem_id:
            return False
        if has_class(above, "status__quote"):
            return True
    return False


def _standing(found: Found, node: "LexborNode", key: Key, *, main: bool) -> str | None:
    if any(has_class(above, "status__quote") for above in around(node)):
        return "quoted"
    return None if main or key == found.address.key else "context"


def _text(node: "LexborNode", body: "LexborNode | None") -> str | None:
    """Warning, text, and the tags of the last line, which the app since 4.2 shows in a bar of their own."""
    warning = text_in(node.css_first(".content-warning p, .content-warning"), skip=_aside)
    tags = text_in(node.css_first(".hashtag-bar"), skip=_aside)
    return "\n\n".join(part for part in (warning, text_in(body, skip=_aside), tags) if part) or None


def _aside(one: "LexborNode") -> bool:
    return has_class(one, "status__content__spoiler-link", "status__quote", "media-gallery", "status-card")


def _attached(node: "LexborNode") -> Iterator[Media]:
    """The app's gallery, and the properties of the one that the server hands to its script."""
    for link in node.css("a.media-gallery__item-thumbnail[href]"):
        yield Media(kind="image", url=attr(link, "href"), alt=attr(link.css_first("img"), "alt") or None)
    for film in node.css(".media-gallery video[src], .video-player video[src]"):
        yield Media(kind="video", url=attr(film, "src"), alt=attr(film, "aria-label") or None)
    for one in node.css("[data-component][data-props]"):
        for item in dicts(_json(attr(one, "data-props")).get("media")):
            kind = {"image": "image", "video": "video", "gifv": "gif", "audio": "audio"}.get(str(item.get("type")))
            if kind:
                yield Media(kind=kind, url=text_of(item.get("url")), alt=text_of(item.get("description")))


def _json(text: str) -> dict[str, object]:
    try:
        made = json.loads(text)
    except ValueError:
        return {}
    return made if isinstance(made, dict) else {}


def _person(node: "LexborNode", handle: str | None) -> Author | None:
    name = text_in(node.css_first(".display-name__html, .p-name, .display-name bdi"))
    return Author(handle=handle, name=name or None) if handle or name else None


def _shown(node: "LexborNode") -> tuple[Count, ...]:
    counts: list[Count] = []
    for metric, css in (("likes", ".detailed-status__favorites, .detailed-status__meta i.fa-star + span"),
                        ("shares", ".detailed-status__reblogs, .detailed-status__meta i.fa-retweet + span"),
                        ("comments", ".detailed-status__replies, .detailed-status__meta i.fa-reply + span")):
        text = text_in(node.css_first(css))
        if match := re.fullmatch(r"(\d+(?:[.,]\d)?)\s?([KkMm])", text):
            value = float(match[1].replace(",", ".")) * (1000 if match[2] in "Kk" else 1_000_000)
            counts.append(Count(metric=metric, value=round(value), precision="rounded"))
        elif _COUNT.fullmatch(text):
            counts += counts_of({metric: re.sub(r"\D", "", text)})
    return tuple(counts)


FORMS: tuple[Form, ...] = (
    Form(name="detailed", own=True, css=_STATUS, marks=("status__content",), parse=detailed),
    Form(name="listed", own=True, frontend=True, css=_STATUS, marks=("status__content", "status__display-name", "display-name"),
         parse=listed),
    Form(name="card", own=True, css=".status-card-embed", marks=("status-card-embed",), parse=card),
    Form(name="photo", own=True, css=".status-container", marks=("status-container",), parse=photo),
    Form(name="head", own=True, parse=head),
)
