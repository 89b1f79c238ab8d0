"""Imgur: hosts, post URLs, and the forms in which its posts show up."""

import re
from collections.abc import Iterator
from typing import Any

from ingest.fetcher import Fetcher, Form, Found, Link, Made, named
from ingest.model import Author, Media, Post, Problem
from ingest.patterns import late
from ingest.values.fields import counts_of, dicts, dig, from_iso, text_of, truth
from ingest.values.heads import picture, titled
from ingest.values.nodes import attr, text_in

_STOCK = late(r"View (?:post|on|album|image)[\w ]*imgur(?:\.com)?|imgur\.com\S*|https?://\S+", re.I)
_HEAD = late(r"Discover the magic of the internet at Imgur.*|Imgur: .*|.*\d votes and [\d,]+ views on Imgur.*", re.S)


def blockquote(found: Found) -> Iterator[Post | Problem]:
    """The embed code ``blockquote.imgur-embed-pub[data-id]`` (``a/`` before an album's id), AMP's ``amp-imgur``. Sites
    drop the attribute: then the link names the post. The link's text is the title, unless it is the stock phrase."""
    node = found.node
    if node is None:
        return
    given = attr(node, "data-id") or attr(node, "data-imgur-id")
    address = found.read(f"https://imgur.com/{given}") if re.fullmatch(r"(?:a/|gallery/)?\w{5,8}", given) else None
    link = node.css_first("a[href*='imgur.com']")
    if address is None or address.key is None:
        address = found.read(attr(link, "href"))
    if address.key is None:
        return
    said = text_in(link)
    title = None if _STOCK.fullmatch(said) else said or None
    yield Post(native_id=address.key.native_id, kind=address.key.kind, title=title, caption=title)


def unclassed(found: Found) -> Iterator[Post | Problem]:
    """The embed code after a feed or a cleaner took its class away: a link with the stock phrase, and nothing else."""
    node = found.node
    link = node.css_first("a[href*='imgur.com']") if node is not None else None
    if link is not None and _STOCK.fullmatch(said := text_in(link)) and said == text_in(node) and said.lower().startswith("view"):
        yield from blockquote(found)


def head(found: Found) -> Iterator[Post | Problem]:
    """The head of an Imgur page: title, and "N votes and M views" in the description."""
    key, meta = found.address.key, found.meta
    title = re.sub(r"\s+-\s+(?:\w+ on )?Imgur$", "", meta.get("og:title") or meta.get("title", "")).strip()
    if key is None or not title or title.startswith("Imgur"):
        return
    text = meta.get("og:description", "")
    votes = re.search(r"([\d,]+) votes and ([\d,]+) views", text)
    counts = counts_of({"score": votes[1].replace(",", ""), "views": votes[2].replace(",", "")}) if votes else ()
    video: tuple[Media, ...] = picture(meta, video=True) if meta.get("og:video") else picture(meta)
    yield Post(native_id=key.native_id, kind=key.kind, title=title, media=video, counts=counts,
               caption=titled(title, "" if _HEAD.fullmatch(text) else text))


def state(found: Found) -> Iterator[Post | Problem]:
    """``window.postDataJSON`` (2021 to now) and the interface's post: account, exact time, votes, pictures with their words."""
    record: dict[str, Any] = found.data
    native_id, title = str(record.get("id") or ""), text_of(record.get("title"))
    if not re.fullmatch(r"\w{5,8}", native_id):
        return
    pictures = list(dicts(record.get("media")))
    words = [text for one in (record, *(dict(one.get("metadata") or {}) for one in pictures)) if (text := text_of(one.get("description")))]
    name = text_of(dig(record, "account", "username"))
    own = found.address.key
    yield Post(
        native_id=native_id, kind=own.kind if own is not None and own.native_id == native_id else "",
        title=title, caption=titled(title, "\n\n".join(words)), created=from_iso(record.get("created_at")),
        author=Author(handle=name) if name else None, sensitive=truth(record.get("is_mature")),
        counts=counts_of({"views": record.get("view_count"), "likes": record.get("upvote_count"), "score": record.get("point_count"),
                          "comments": record.get("comment_count"), "bookmarks": record.get("favorite_count")}),
        media=tuple(Media(kind=str(one.get("type") or "image"), url=text_of(one.get("url"))) for one in pictures),
        relation="context" if own is not None and own.platform == "imgur" and own.native_id != native_id else None)


FORMS: tuple[Form, ...] = (
    Form(name="state", keys=("upvote_count", "view_count", "media", "account"), parse=state, evidence="own"),
    Form(name="blockquote", css="blockquote.imgur-embed-pub", marks=("imgur-embed-pub",), parse=blockquote),
    Form(name="unclassed", css="blockquote:not(.imgur-embed-pub)", marks=("imgur.com/",), parse=unclassed, evidence="plain"),
    Form(name="amp", css="amp-imgur", marks=("<amp-imgur",), parse=blockquote, evidence="plain"),
    Form(name="head", own=True, parse=head),
)


_ID = r"(?:[^/?]*-)?(?P<id>[0-9A-Za-z]{7}|[0-9A-Za-z]{5})(?![0-9A-Za-z-])"
_PAGES = r"(?!(?:about|rules|privacy|contact|emerald|memegen|gallery|account|topics?|store|press|removal)(?:[/?]|$))"
_FILES = ("i.imgur.com", "i.imgur.io")


def _file(found: re.Match[str]) -> Made:
    """Names of files have 5 or 7 characters; one more is the letter of a smaller size."""
    name = found["id"]
    return "", name[:-1] if len(name) in (6, 8) and name[-1] in "sbtmlhgr" else name


def _canonical(kind: str, native_id: str, author: str | None) -> str:
    folder = {"album": "a/", "gallery": "gallery/"}.get(kind, "")
    return f"https://imgur.com/{folder}{native_id}"


_LINKS: tuple[Link, ...] = (
    Link(r"/(?P<id>[0-9A-Za-z]{5,8})(?:_d)?\.\w{3,4}", hosts=_FILES, make=_file),
    Link(rf"/a/{_ID}", "album"),
    Link(rf"/gallery/{_ID}", "gallery"),
    Link(rf"/(?:r|t|topic)/[^/?]+/{_ID}", "gallery"),
    Link(rf"/{_PAGES}{_ID}"),
)

FETCHER = Fetcher(
    name="imgur",
    title="Imgur",
    hosts=("imgur.com", "imgur.io", *_FILES, *named("imgur")),
    frontends=("rimgo.*",),
    links=_LINKS,
    url=_canonical,
    mine=(
        "https://imgur.com/A61SaA1",
        "https://i.imgur.com/A61SaA1h.png",
        "https://imgur.com/a/a-few-books-iX265HX",
        "https://imgur.com/t/books/kx2uD3C",
    ),
    not_mine=("https://imgur.com/user/ada", "https://imgur.com/t/books", "https://s.imgur.com/min/embed.js", "https://imgur.com/privacy"),
    forms=FORMS,
    loaders=("s.imgur.com/min/embed.js",),
)
