"""X/Twitter: pages of nitter and its forks, on any host. They are written by the server, so a saved page holds all of it."""

import base64
import binascii
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote

from ingest.fetcher import Form, Found
from ingest.fetchers.twitter.signature import author, read_day, whole
from ingest.model import Author, Count, Key, Media, Post, Problem, Time
from ingest.patterns import late
from ingest.values.nodes import around, attr, has_class, text_in

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_STATUS = late(r"/(\w{1,20}|i/web)/status(?:es)?/(\d{1,19})")
_STATS = (("icon-comment", "comments"), ("icon-retweet", "shares"), ("icon-quote", "quotes"), ("icon-heart", "likes"),
          ("icon-play", "views"), ("icon-views", "views"))


def item(found: Found) -> Iterator[Post | Problem]:
    """``.timeline-item``: the post of the page (``.main-tweet``), its conversation, or a list of posts. 2019 to now."""
    node = found.node
    match = _status(node, ".tweet-link[href], .tweet-date a[href]")
    if node is None or match is None:
        return
    quote = node.css_first(".quote")
    quoted = _status(quote, ".quote-link[href]")
    yield Post(
        native_id=match[2], author=_who(node, match[1]), caption=_words(node.css_first(".tweet-content")),
        created=_date(node.css_first(".tweet-date a[title]")), counts=_counts(node), media=_media(node),
        quote_of=Key("twitter", "", quoted[2]) if quoted else None, relation=_relation(node), in_reply_to=_parent(node),
    )
    if quote is not None and quoted is not None:
        yield Post(native_id=quoted[2], author=_who(quote, quoted[1]), caption=_words(quote.css_first(".quote-text")),
                   created=_date(quote.css_first(".tweet-date a[title]")), media=_media(quote), relation="quoted")


def _status(node: "LexborNode | None", css: str) -> re.Match[str] | None:
    link = node.css_first(css) if node is not None else None
    return _STATUS.search(attr(link, "href"))


def _relation(node: "LexborNode") -> str | None:
    """Around a main post stands its conversation; on a timeline every post is the page's own."""
    for above in around(node):
        if has_class(above, "main-tweet"):
            return None
        if has_class(above, "before-tweet", "after-tweet", "replies", "reply"):
            return "context"
    return None


def _parent(node: "LexborNode") -> Key | None:
    """What the main post answers: the last of those above it."""
    main = next((above for above in around(node) if has_class(above, "main-tweet")), None)
    above = main.prev if main is not None else None
    while above is not None and not (above.is_element_node and has_class(above, "before-tweet")):
        above = above.prev
    items = above.css(".timeline-item") if above is not None else []
    match = _status(items[-1], ".tweet-link[href]") if items else None
    return Key("twitter", "", match[2]) if match else None


def _who(node: "LexborNode", handle: str) -> Author | None:
    shown = node.css_first(".username")
    name = node.css_first(".fullname")
    return author(attr(shown, "title") or text_in(shown) or handle, attr(name, "title") or text_in(name, inline=True))


def _words(node: "LexborNode | None") -> str | None:
    """Line ends are real; long addresses are cut on the page and whole in ``href``."""
    return text_in(node, pre=True, inline=True, instead=_whole_address) or None


def _whole_address(node: "LexborNode") -> str | None:
    href = attr(node, "href") if node.tag == "a" else ""
    return href if href.startswith("http") and node.text().rstrip().endswith("…") else None


def _date(link: "LexborNode | None") -> Time | None:
    """``May 8, 2025 · 11:24 AM UTC``: to the minute, where the id holds no better."""
    return read_day(attr(link, "title"), "en") if link is not None else None


def _counts(node: "LexborNode") -> tuple[Count, ...]:
    made = []
    for stat in node.css(".tweet-stat"):
        value = whole(stat.text())
        for name, metric in _STATS:
            if value is not None and stat.css_first(f".{name}") is not None:
                made.append(Count(metric=metric, value=value))
    return tuple(made)


def _media(node: "LexborNode") -> tuple[Media, ...]:
    made: dict[str, Media] = {}
    inside = has_class(node, "quote")
    for link in node.css("a.still-image[href]"):
        if inside or not any(has_class(above, "quote") for above in around(link)):
            url = _original(attr(link, "href"))
            made.setdefault(url, Media(kind="image", url=url, alt=attr(link.css_first("img"), "alt") or None))
    for film in node.css("video"):
        if inside or not any(has_class(above, "quote") for above in around(film)):
            source = attr(film.css_first("source[src]"), "src") or attr(film, "data-url")
            poster = _original(attr(film, "poster"))
            made.setdefault(poster or source, Media(kind="gif" if has_class(film, "gif") else "video", poster=poster or None,
                                                    url=_original(source) or None))
    return tuple(made.values())


def _original(path: str) -> str:
    """The address behind a proxied one: percent-encoded, or in Base64 where the instance hides it."""
    if path.startswith(("http://", "https://")) and "/pic/" not in path and "/video/" not in path:
        return path
    match = re.search(r"/(?:pic/(?:orig/)?(enc/)?|video/(enc/)?\w+/)(.+)", path)
    if not match:
        return ""
    target = unquote(match[3])
    if match[1] or match[2]:
        try:
            target = base64.urlsafe_b64decode(target + "==").decode()
        except (binascii.Error, UnicodeDecodeError):
            return ""
    target = re.sub(r"\?name=\w+(&format=\w+)?$", "", target)
    if target.startswith("http"):
        return target
    return f"https://{target}" if re.match(r"[\w-]+\.twimg\.com/", target) else f"https://pbs.twimg.com/{target}"


FORMS: tuple[Form, ...] = (
    Form(name="nitter", parse=item, css=".timeline-item", marks=("timeline-item", "tweet-content", "tweet-date"), own=True,
         frontend=True),
)
