"""X/Twitter: posts embedded in other pages: embed codes of all years, AMP, widgets that already ran, bare ids in attributes."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from ingest.fetcher import Address, Form, Found
from ingest.fetchers.twitter import cards
from ingest.fetchers.twitter.signature import (
    CLOCKED,
    EMBED_CLASSES,
    author,
    is_gone,
    nested,
    read_day,
    split_signature,
    status_links,
    targets,
    without_picture,
)
from ingest.fetchers.twitter.wording import language
from ingest.model import Post, Problem, Time
from ingest.patterns import late
from ingest.values.fields import from_iso
from ingest.values.nodes import around, attr, has_class, text_in

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_ID = late(r"\s*(\d{1,19})\s*")


def blockquote(found: Found) -> Iterator[Post | Problem]:
    """The embed code: ``<p>TEXT</p>&mdash; NAME (@HANDLE) <a href=STATUS>DATE</a>``. Since 2011, last seen 2026.

    The post is the last link to one; links inside the text may be other posts. ``twitter-video`` is the same since 2015.
    """
    node = found.node
    if node is None or (node.parent is not None and node.parent.tag == "amp-twitter" and attr(node.parent, "data-tweetid")):
        return
    links = list(status_links(found, node, nested))
    if links:
        link, address = links[-1]
        yield from _signed(found, node, link, address)
    elif match := _ID.fullmatch(attr(node, "data-tweetid") or attr(node, "data-tweet-id")):
        yield Post(native_id=match[1], evidence="plain")


def _signed(found: Found, node: "LexborNode", link: "LexborNode", address: Address) -> Iterator[Post]:
    if address.key is None:
        return
    native_id = address.key.native_id
    shown = text_in(node, skip=lambda one: nested(one) or one.mem_id == link.mem_id)
    text, name, handle = split_signature(shown)
    spoken = b"lang" in found.fragment or b"dir" in found.fragment
    paragraph = (node.css_first("p[lang]") or node.css_first("div[lang], div[dir]")) if spoken else None
    if handle is None and paragraph is None and not _spoken(node, link):  # a call to action, a placeholder, or nothing
        yield Post(native_id=native_id, author=author(address.author), evidence="plain",
                   availability=is_gone(f"{shown} {link.text()}"))
        return
    if handle is None:
        text = _DASH.sub("", text)
    text, media = without_picture(text, "video" if has_class(node, "twitter-video") else "image")
    yield Post(
        native_id=native_id, author=author(handle or address.author, name), caption=text or None,
        language=language(attr(paragraph, "lang") or attr(node, "lang")), created=_stated(link, native_id, node),
        links=targets(paragraph or node.css_first("p")), media=media,
    )


_DASH = late(r"\s*(?:—|–|―|--)\s*$")
"""What is left of a signature whose name is the link."""


def _spoken(node: "LexborNode", link: "LexborNode") -> bool:
    """A theme took the line with the name away: the words stand in a paragraph, the link behind it is the date."""
    words = node.css_first("p")
    dated = link.text().strip()
    return (words is not None and not is_gone(words.text()) and all(one.mem_id != link.mem_id for one in words.css("a"))
            and len(dated) < 40 and re.search(r"\d", dated) is not None and not dated.startswith("http"))


def _stated(link: "LexborNode", native_id: str, node: "LexborNode") -> Time | None:
    """The machine-readable time of 2012, or for ids without a clock the day that is shown; else the id knows better."""
    if stated := from_iso(attr(link, "data-datetime")):
        return stated
    if int(native_id) >= CLOCKED:
        return None
    return read_day(link.text().strip(), attr(node, "data-lang") or "en")


def unclassed(found: Found) -> Iterator[Post | Problem]:
    """The embed code after a feed or a cleaner took its class away: only the signature is left. Seen 2016 to 2026."""
    node = found.node
    if node is None or node.css_first("blockquote blockquote") is not None:
        return
    links = list(status_links(found, node, nested))
    if any(nested(above) or above.tag == "amp-twitter" for above in around(node)):
        return
    if not links or links[-1][1].key is None:
        return
    link, address = links[-1]
    text, _, handle = split_signature(text_in(node, skip=lambda one: nested(one) or one.mem_id == link.mem_id))
    if handle and handle.lower() == (address.author or handle).lower() and len(text) < 5000 and _last_line(node, link):
        yield from _signed(found, node, link, address)


def _last_line(node: "LexborNode", link: "LexborNode") -> bool:
    """Whether hardly anything follows the link: in prose, a link behind a name and handle is not a signature."""
    text = re.sub(r"\s+", " ", node.text()).strip()
    return text.endswith(re.sub(r"\s+", " ", link.text()).strip())


_INLINE = ("a", "b", "strong", "span", "em", "i", "img", "br")
_SIBLINGS = 200
_SIGNATURE = 20
"""So many pieces a name, a handle and the marks around them are in, no more."""


def signed(found: Found) -> Iterator[Post | Problem]:
    """The line "— NAME (@HANDLE) DATE" where cleaners left nothing of the block around it (Pocket, archive.today, some feeds):
    the date is a link to a post of that handle. The words stand in the same paragraph or the one before."""
    link = found.node
    address = found.read(attr(link, "href")) if link is not None else None
    shown = link.text().strip() if link is not None else ""
    if link is None or address is None or address.key is None or not 6 <= len(shown) <= 40 or not re.search(r"\d", shown):
        return
    line, one = _line(found, link)
    text, name, handle = split_signature(re.sub(r"[ \t\r]*\n[ \t\r]*", " ", line).strip()) if _DASHED.search(line) else ("", None, None)
    if handle is None or handle.lower() != (address.author or handle).lower():
        return
    text, media = without_picture(text or _paragraph(one if one is not None else _before(link)))
    yield Post(native_id=address.key.native_id, author=author(handle, name), caption=text or None, media=media,
               created=read_day(shown, "en") if int(address.key.native_id) < CLOCKED else None)


def _line(found: Found, link: "LexborNode") -> "tuple[str, LexborNode | None]":
    """What stands before the date in the same paragraph, as far as it is this post's; and what ends it."""
    line, one = "", link.prev
    for number in range(_SIBLINGS):
        if one is None or len(line) > 2000 or not (one.is_text_node or one.tag in _INLINE) or _dates(found, one):
            break
        line = ("\n" if one.tag == "br" else (one.text_content or "") if one.is_text_node else text_in(one)) + line
        if number == _SIGNATURE and not _DASHED.search(line):
            break
        one = one.prev
    return line, one


def _dates(found: Found, one: "LexborNode") -> bool:
    """Is this the date of the post before, as a link to it?"""
    shown = (one.text() or "").strip() if one.tag == "a" else ""
    dated = 6 <= len(shown) <= 40 and "/" not in shown and re.search(r"\d", shown) is not None
    return dated and found.read(attr(one, "href")).key is not None


def _before(link: "LexborNode") -> "LexborNode | None":
    """What stands before the paragraph of a link; word processors put a ``span`` around all that stands in one."""
    line = link.parent
    while line is not None and line.tag in ("span", "font", "b", "i") and line.prev is None and line.parent is not None:
        line = line.parent
    return line.prev if line is not None else None


_DASHED = late(r"(?:—|–|―|--)\s*[^\n]{0,120}\(\s*[@＠]\w{1,20}\s*\)\s*$")


def _paragraph(one: "LexborNode | None") -> str:
    """The paragraph before, if it is one."""
    while one is not None and one.is_text_node and not (one.text_content or "").strip():
        one = one.prev
    return text_in(one) if one is not None and one.tag in ("p", "div", "blockquote", "span") and len(one.text()) < 1200 else ""


def amp(found: Found) -> Iterator[Post | Problem]:
    """``<amp-twitter data-tweetid>``, with or without the embed code as placeholder. Since 2015; amp-wp's tests."""
    node = found.node
    value = attr(node, "data-tweetid")
    address = found.read(value) if "/" in value else None  # some write the whole address
    match = _ID.fullmatch(address.key.native_id if address and address.key else value)
    if node is None or not match:
        return
    inner = node.css_first("blockquote")
    links = [pair for pair in status_links(found, inner, nested) if pair[1].key] if inner is not None else []
    if inner is not None and links and links[-1][1].key and links[-1][1].key.native_id == match[1]:
        yield from _signed(found, inner, *links[-1])
    else:
        yield Post(native_id=match[1], author=author(address.author if address else None), evidence="plain")


_TOOL = late(r"shar(?:e|iff)|icon|button|\bbtn|action|count|reply|retweet-|like-", re.I)
"""What people put the number of a tweet on besides the tweet."""
_FEED = late(r"(?<![a-z])(?:twitter-?feed|tweets?-?feed|timeline|sidebar|widget[_-]twitter|latest-tweets|recent-tweets)(?![a-z])", re.I)
"""Boxes of the site's own latest tweets."""
_DRAWN = ("EmbeddedTweet", "timeline-Tweet", "permalink-tweet")
"""What is read as a whole."""
_PROPERTY = late(r'"tweet_?id"\s*:\s*"?(\d{8,19})\b', re.I)
_NAMES = ("data-tweet-id", "data-tweetid", "data-tweet", "tweet-id", "tweetid", "status")


def attribute(found: Found) -> Iterator[Post | Problem]:
    """Only the number, in an attribute: widgets that ran (``twitter-widget``, ``iframe#twitter-widget-0`` without src,
    2014 to now), Bustle's ``blockquote[data-tweetid]`` (2015 to 2022), Embetty, tweet components of site builders."""
    node = found.node
    if node is None or found.address.key is not None or any(has_class(above, *_DRAWN) for above in around(node)):
        return
    tag = node.tag or ""
    if tag in ("a", "button", "input") or _TOOL.search(attr(node, "class")):
        return
    if any(_FEED.search(attr(above, "class")) for above in islice(around(node), 3)):
        return
    frame = attr(node, "srcdoc")
    if "<article" in frame and any((named := attr(node, name)) and named in frame for name in _NAMES):
        # the saved frame says more, and is read as a document of its own
        return
    for name in _NAMES:
        if (name == "status" and tag != "embetty-tweet") or not attr(node, name):
            continue
        match = _ID.fullmatch(attr(node, name))
        if match and (len(match[1]) > 9 or "tweet" in f"{tag} {attr(node, 'class')}" or tag == "twitter-widget"):
            handle = next((a.author for _, a in status_links(found, node) if a.key and a.key.native_id == match[1]), None)
            said = attr(node, "data-screenname")  # readers of threads keep the words beside it
            text = text_in(node, skip=lambda one: one.tag == "sup") if said else ""
            yield Post(native_id=match[1], author=author(said or handle), caption=text or None, evidence="rich" if text else "plain")
            return


def properties(found: Found) -> Iterator[Post | Problem]:
    """The number inside the properties of a component, as JSON in an attribute (react-rails and others). Seen 2023."""
    node = found.node
    text = attr(node, "data-react-props") or attr(node, "data-props")
    match = _PROPERTY.search(text) if len(text) < 5000 else None
    if match:
        yield Post(native_id=match[1], evidence="plain")


FORMS: tuple[Form, ...] = (
    Form(name="amp", parse=amp, css="amp-twitter[data-tweetid]", marks=("<amp-twitter",)),
    *cards.FORMS,
    Form(name="blockquote", parse=blockquote, css=", ".join(f"blockquote.{name}" for name in EMBED_CLASSES),
         marks=EMBED_CLASSES),
    Form(name="unclassed", parse=unclassed, css='blockquote:not([class*="twitter-"]):not([data-tweetid])',
         marks=("/status/", "/statuses/")),
    Form(name="signed", parse=signed, css='a[href*="twitter.com/"][href*="/status"], a[href*="x.com/"][href*="/status"]',
         marks=("/status/", "/statuses/")),
    Form(name="attribute", parse=attribute, evidence="plain",
         css="[data-tweet-id], [data-tweetid], [data-tweet], tweet-embed[tweet-id], [tweetid]",
         marks=("data-tweet-id", "data-tweetid", "data-tweet", "<tweet-embed", "tweetid=")),
    Form(name="embetty", parse=attribute, css="embetty-tweet[status]", marks=("<embetty-tweet",), evidence="plain"),
    Form(name="properties", parse=properties, css="[data-react-props], [data-props]", marks=("data-react-props", "data-props"),
         evidence="plain"),
)
