"""The fediverse: posts as the servers beside Mastodon draw them: Pleroma and Akkoma (app and static pages), Misskey and its forks.

Written from the projects' templates; no real file was seen. Class names of Misskey are machine-made but for ``_mfm``.
"""
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.fetcher import Address, Form, Found
from ingest.model import Author, Media, Post, Problem, Time
from ingest.patterns import late
from ingest.values import read_date
from ingest.values.fields import counts_of, from_iso
from ingest.values.nodes import attr, has_class, text_in

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_HANDLE = late(r"@([\w.-]+(?:@[\w.-]+)?)")
_NAMES = {"likes": "likes", "announces": "shares", "replies": "comments"}
_WORDS = ".e-content, .StatusBody .RichContent, .status-content, ._mfm, .mfm, .text .content"
_STAT = late(r"\b(repl|fav|boost)", re.I)
_STATS = {"repl": "comments", "fav": "likes", "boost": "shares"}


def _address(found: Found, node: "LexborNode") -> "tuple[Address | None, LexborNode | None]":
    """The link around the time is the post's own."""
    for link in node.css("a[href]"):
        moment = link.css_first("time[datetime]")
        address = found.read(attr(link, "href")) if moment is not None else None
        if address is not None and address.key is not None and address.key.platform == "fediverse":
            return address, moment
    named = node.css_first("a.status-link[href], a.toot-link[href], a.activity-link[href]")  # GoToSocial's, Pleroma's static pages
    address = found.read(attr(named, "href")) if named is not None else None
    return (address, node.css_first("time[datetime]")) if address is not None and address.key is not None else (None, None)


def _author(shown: str, name: str, host: str) -> Author | None:
    match = _HANDLE.search(shown)
    handle = match[1].removesuffix(f"@{host}") if match else None
    return Author(handle=handle, name=name or None) if handle or name else None


def status(found: Found) -> Iterator[Post | Problem]:
    """One post: ``.activity`` of Pleroma's static pages, ``.status-el`` of its app, Misskey's ``article`` with ``._mfm``."""
    node = found.node
    address, moment = _address(found, node) if node is not None else (None, None)
    words = node.css_first(_WORDS) if node is not None else None
    if node is None or address is None or address.key is None or words is None:
        return
    name = text_in(node.css_first(".p-name, .status-username, .displayname, header a span, header bdi"))
    shown = text_in(node.css_first(".nickname, .account-name, .username")) or text_in(node.css_first("header"))
    own = found.address.key
    counts = {_NAMES[label]: value for term in node.css("dl.counts dt") if (label := text_in(term).lower()) in _NAMES
              and (value := _beside(term)).isdigit()}
    for one in node.css(".stats-item"):  # GoToSocial's: a word for screen readers, a number
        word, number = _STAT.search(text_in(one.css_first(".sr-only"))), re.search(r"\d+", text_in(one))
        if word and number:
            counts[_STATS[word[1].lower()]] = number[0]
    yield Post(
        native_id=address.key.native_id, kind=address.key.kind, caption=text_in(words) or None, counts=counts_of(counts),
        author=_author(shown, name, address.key.native_id.partition("/")[0]), created=_time(node, moment),
        same_as=(own,) if own is not None and own != address.key and _only(node) else (),
        relation="context" if own is not None and own != address.key and not has_class(node, "-focused") and not _only(node) else None,
        media=tuple(_pictures(node)),
    )


def _time(node: "LexborNode", moment: "LexborNode | None") -> Time | None:
    """Pleroma's static pages write the moment as the text of the link: ``2020/02/07 12:34:56 PM UTC``."""
    return from_iso(attr(moment, "datetime")) or read_date(text_in(node.css_first("a.activity-link")), "en")


def _only(node: "LexborNode") -> bool:
    """The post of one of Pleroma's static pages, whose head names it by its other id: the only one with counts."""
    return has_class(node, "activity") and (attr(node, "id") == "selected" or node.css_first("dl.counts") is not None)


def _pictures(node: "LexborNode") -> Iterator[Media]:
    """GoToSocial links the whole picture around the small one."""
    for link in node.css(".media a[href]"):
        picture = link.css_first("img")
        if picture is not None:
            yield Media(kind="image", url=attr(link, "href"), alt=attr(picture, "alt") or None)


def _beside(term: "LexborNode") -> str:
    """The value that follows a term of a list."""
    one = term.next
    while one is not None and one.tag != "dd":
        one = one.next
    return text_in(one)


def static(found: Found) -> Iterator[Post | Problem]:
    """Pleroma's static pages where the time is only the text of the link."""
    if found.node is not None and found.node.css_first("time[datetime]") is None:
        yield from status(found)


FORMS: tuple[Form, ...] = (
    Form(name="drawn", own=True, css=".activity, .status-el, article", marks=("<time",), parse=status),
    Form(name="static", own=True, css=".activity", marks=("activity-link",), parse=static),
)
