"""Posts that a site draws with no word that says so, as utility classes have it: a link to the post, and in the same small box
links to its author's account with the handle as their text."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ingest.fetcher import Address, Form, Found
from ingest.fetchers.generic import drawn
from ingest.model import Author, Count, Post, Problem
from ingest.patterns import late
from ingest.values import count
from ingest.values.fields import from_iso
from ingest.values.nodes import around, attr, text_in, vast

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_LEVELS = 5
_LONGEST = 4000
_MOST = 150
"""So many elements are in no box around one post."""
_CALLS = late(r"(?:link to|copy link|open|view|read|see)\b.{0,30}\b(?:tweet|post|x|twitter|bluesky|threads)\b|.{0,3}", re.I)
_LIKED = late(r"\blikes?\b", re.I)
_ASIDE = late(r"\b(?:sidebar|related|feed|timeline|follow|footer|nav|carousel|marquee|testimonials?|wall|grid|columns)\b"
              r"|byline|author|(?<![a-z])bio(?![a-z])|profile|contributor|webmention|comment|(?<![a-z])(?:replies|likes)(?![a-z])|footnote"
              r"|reference", re.I)


_NO_BOX = frozenset(("body", "html", "main", "ul", "ol", "nav", "footer", "aside", "p", "li"))
_NOTED = late(r"byline|(?<![a-z])bio(?![a-z])|contributor|footnote|reference|webmention|comment", re.I)


def box(found: Found) -> "LexborNode | None":
    """The smallest element around the link in which the author's account is linked with its handle as text, or the handle stands alone."""
    link = found.node
    address = found.read(attr(link, "href"))
    if link is None or found.address.key is not None or address.key is None or not address.author or not _points(link):
        return None
    for level, above in enumerate(around(link)):
        if above.tag in ("tbody", "tr"):
            continue
        if vast(above, _MOST):  # a list of thousands of links is not gone through for each of them
            return None
        if above.tag in ("p", "footer") and text_in(above) == text_in(link):
            continue
        if level >= _LEVELS or above.tag in _NO_BOX or (above.tag == "article" and not attr(above, "class")):
            return None
        if _signed(above, address) and _caption(above, address.author):
            fits = len(text_in(above)) < _LONGEST and _alone(found, above)
            return None if not fits or drawn.aside(above) or _crowded(above) or _cited(link) else above
    return None


def _points(link: "LexborNode") -> bool:
    """A link that is a date, a sign or a call to the post, not words of a sentence."""
    shown = text_in(link) or attr(link, "aria-label")
    return link.css_first("time") is not None or _CALLS.fullmatch(shown) is not None or drawn.is_date(shown)


def _signed(above: "LexborNode", address: Address) -> bool:
    handle, host = (address.author or "").lower(), urlsplit(address.url).netloc.removeprefix("www.")
    for link in above.css("a[href]"):
        where = urlsplit(attr(link, "href").strip())
        if where.path.strip("/@").rpartition("/")[2].lower() == handle and text_in(link).strip(" ()@").lower() == handle and (
                host.partition(".")[0] in where.netloc or where.netloc.removeprefix("www.") in ("x.com", "twitter.com")):
            return True
    return any(_holds_alone(one, f"@{handle}") for one in above.css("span, div, b, strong, small, cite, td, figcaption, footer, p")) or (
        above.css_first(_FACES) is not None)


_FACES = "img[src*='pbs.twimg.com/profile_images'], img[src*='cdn.bsky.app/img/avatar']"
"""Pictures of people that only their posts show."""


def _holds_alone(one: "LexborNode", handle: str) -> bool:
    """Is one stretch of an element's own text nothing but the handle, or a name and the handle in brackets?"""
    child = one.first_child
    while child is not None:
        said = (child.text_content or "").strip(" \t\n·•,").lower() if child.is_text_node else ""
        if said.strip("()") == handle or (said.endswith(f"({handle})") and len(said) < 80 and ":" not in said):
            return True
        child = child.next
    return False


def _alone(found: Found, above: "LexborNode") -> bool:
    """No link to another post, but those in the text itself."""
    keys = {key for link in above.css("a[href]") if (key := found.read(attr(link, "href")).key) is not None}
    return len(keys) <= (1 if above.tag == "table" else 2) and all(
        one.mem_id == above.mem_id for one in above.css("iframe, blockquote[class], h1, form, nav, article"))


def _cited(link: "LexborNode") -> bool:
    """A link in a byline, a note or a comment."""
    return any(_NOTED.search(f"{attr(one, 'class')} {attr(one, 'id')}") for one in around(link))


def _crowded(above: "LexborNode") -> bool:
    """A wall of many such boxes is a feed; beside an author's name stand other things than posts."""
    return any(_ASIDE.search(f"{attr(one, 'class')} {attr(one, 'id')}") for one in (above, *around(above)))


def unclassed(found: Found) -> Iterator[Post | Problem]:
    """The box as a whole: the longest text in it that is neither name, handle nor date."""
    node = found.node
    if node is None:
        return
    links = [address for link in node.css("a[href]") if (address := found.read(attr(link, "href"))).author and address.key]
    if not links or links[0].key is None:
        return
    key, handle = links[0].key, links[0].author
    moment = node.css_first("time[datetime]")
    yield Post(
        native_id=key.native_id, kind=key.kind, platform=key.platform, caption=_caption(node, handle or ""),
        author=Author(handle=handle, name=_name(node, handle or "")), created=from_iso(attr(moment, "datetime")),
        counts=tuple(_likes(node, found)))


def _caption(node: "LexborNode", handle: str) -> str | None:
    """Of the elements that hold no link to the author and no other such element the one with the longest text."""
    best = ""
    for one in node.css("p, div, span, td"):
        plain = all(inner.mem_id == one.mem_id for inner in one.css("div, p, time, svg, button, td")) and not _names(one, handle) and (
            not _called(one, handle))
        if plain and len(text := text_in(one)) > len(best) and not _CALLS.fullmatch(text) and not (one.tag == "td" and drawn.is_date(text)):
            best = text
    paragraphs = [text_in(one) for one in node.css("p") if text_in(one) and not _names(one, handle) and not _called(one, handle)]
    if len(paragraphs) > 1 and best in paragraphs:
        best = "\n\n".join(text for text in paragraphs if not drawn.is_date(text))
    return best if len(best) > 2 and not drawn.is_date(best) else None


def _called(one: "LexborNode", handle: str) -> bool:
    """A name: a few words right before the element that begins with the handle."""
    beside = one.next
    while beside is not None and beside.is_text_node and not (beside.text_content or "").strip():
        beside = beside.next
    shown = text_in(one)
    return (beside is not None and not beside.is_text_node and len(shown) < 50 and not shown.endswith((".", "!", "?", "…"))
            and text_in(beside).lower().startswith(f"@{handle}".lower()))


def _names(one: "LexborNode", handle: str) -> bool:
    return (f"@{handle}".lower() in text_in(one).lower() and len(text_in(one)) < len(handle) + 60) or any(
        above.tag == "a" and attr(above, "href").rstrip("/").lower().endswith(handle.lower()) for above in (one, *around(one)))


def _name(node: "LexborNode", handle: str) -> str | None:
    for link in node.css("a[href]"):
        shown = text_in(link, inline=True)
        if attr(link, "href").rstrip("/").lower().endswith(f"/{handle.lower()}") and shown and "@" not in shown and len(shown) < 80 and (
                shown.lower() != handle.lower()):
            return shown
    for one in node.css("span, div, b, strong, h3, h4, p"):
        shown = text_in(one, inline=True)
        if shown and "@" not in shown and one.css_first("img, p, div") is None and _called(one, handle):
            return shown
    return None


def _likes(node: "LexborNode", found: Found) -> Iterator[Count]:
    for one in node.css("[aria-label], [title]"):
        said = attr(one, "aria-label") or attr(one, "title")
        if _LIKED.search(said) and re.search(r"\d", text_in(one) or said) and (
                made := count("likes", text_in(one, inline=True) or said, found.page.language or "en")) is not None:
            yield made
            return


FORMS: tuple[Form, ...] = (
    Form(name="unclassed", parse=unclassed, outer=box,
         css="a[href*='twitter.com/'][href*='/status/'], a[href*='//x.com/'][href*='/status/'], "
             "a[href*='bsky.app/profile/'][href*='/post/'], a[href*='threads.net/@'][href*='/post/'], "
             "a[href*='threads.com/@'][href*='/post/']",
         marks=("/status/", "bsky.app/profile/", "threads.net/@", "threads.com/@")),
)
