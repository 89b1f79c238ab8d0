"""Imgur: hosts, post URLs, and the forms in which its posts show up."""

import re
from collections.abc import Iterator

from ingest.fetcher import Fetcher, Form, Found
from ingest.model import Media, Post, Problem
from ingest.values.fields import counts_of
from ingest.values.heads import picture, titled
from ingest.values.nodes import attr, text_in

_STOCK = re.compile(r"View (?:post|on|album|image)[\w ]*imgur(?:\.com)?|imgur\.com\S*|https?://\S+", re.I)
_HEAD = re.compile(r"Discover the magic of the internet at Imgur.*|Imgur: .*|.*\d votes and [\d,]+ views on Imgur.*", re.S)


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


FORMS: tuple[Form, ...] = (
    Form(name="blockquote", css="blockquote.imgur-embed-pub, amp-imgur", marks=("imgur-embed-pub", "amp-imgur"),
         parse=blockquote),
    Form(name="head", own=True, parse=head),
)

FETCHER = Fetcher(
    name="imgur",
    title="Imgur",
    hosts=("imgur.com",),
    forms=FORMS,
    loaders=("s.imgur.com/min/embed.js",),
)
