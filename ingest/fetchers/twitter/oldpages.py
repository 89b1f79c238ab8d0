"""X/Twitter: pages of a post before 2012 and pages of the mobile site for plain browsers."""


from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.fetcher import Form, Found
from ingest.fetchers.twitter.signature import author, status_links, targets, without_picture
from ingest.model import Count, Media, Post, Problem
from ingest.patterns import late
from ingest.values import count
from ingest.values.fields import from_classic, unique
from ingest.values.nodes import attr, text_in

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_HOME = "https://twitter.com"
_TIME = late(r"time:\s*'([^']+)'")


def hentry(found: Found) -> Iterator[Post | Problem]:
    """``span.status-body``: a post's page of 2007 to 2011, marked up as hAtom, with the time inside a ``data`` attribute.

    Not seen as a real file; names from the pages of that time.
    """
    node = found.node
    words = node.css_first(".entry-content") if node is not None else None
    key, handle = _which(found, node)
    if node is None or words is None or key is None:
        return
    stamp = _TIME.search(attr(node.css_first(".timestamp[data], .published[data]"), "data"))
    root = node
    while root.parent is not None and root.parent.is_element_node and root.parent.css_first(".full-name, .thumb") is None:
        root = root.parent
    name = text_in((root.parent or root).css_first(".full-name"))
    text, media = without_picture(text_in(words, inline=True))
    yield Post(native_id=key, caption=text or None, media=media, author=author(handle, name), links=targets(words),
               created=from_classic(stamp[1]) if stamp else None, relation=_relation(found, key))


def mobile(found: Found) -> Iterator[Post | Problem]:
    """``table.main-tweet``: the mobile site without scripts, 2012 to 2020. The other tables are replies.

    Not seen as a real file; names from public readers of it.
    """
    node = found.node
    words = node.css_first(".tweet-text") if node is not None else None
    if node is None or words is None:
        return
    key, handle = _which(found, node)
    native_id = attr(words, "data-id") if attr(words, "data-id").isdigit() else key
    if not native_id:
        return
    text, media = without_picture(text_in(words, inline=True, instead=lambda one: attr(one, "data-expanded-url") or None))
    yield Post(native_id=native_id, caption=text or None, media=media or _photos(node), links=targets(words), counts=_counts(node),
               author=author(text_in(node.css_first(".username")) or handle, text_in(node.css_first("strong.fullname"))),
               relation=_relation(found, native_id))


def _counts(node: "LexborNode") -> tuple[Count, ...]:
    """The numbers below the main post lead to the lists of those who shared and liked it."""
    ends = (("retweets", "shares"), ("favorites", "likes"), ("likes", "likes"))
    read = (count(metric, text_in(node.css_first(f'a[href$="/{end}"] .statnum'))) for end, metric in ends)
    return tuple(one for one in read if one is not None)


def _photos(node: "LexborNode") -> tuple[Media, ...]:
    """Pictures of the post lie in ``/media/``, small."""
    urls = unique(attr(one, "src").removesuffix(":small") for one in node.css(".media img[src*='pbs.twimg.com/media/']"))
    return tuple(Media(kind="image", url=url) for url in urls or ())


def _which(found: Found, node: "LexborNode | None") -> tuple[str | None, str | None]:
    """Id and handle of the post: the link on its date; on the page of one post, the page's own."""
    links = list(status_links(found, node, base=_HOME)) if node is not None else []
    if links and links[-1][1].key:
        return links[-1][1].key.native_id, links[-1][1].author
    return (found.address.key.native_id, found.address.author) if found.address.key else (None, None)


def _relation(found: Found, native_id: str) -> str | None:
    return None if found.address.key is not None and found.address.key.native_id == native_id else "context"


FORMS: tuple[Form, ...] = (
    Form(name="hentry", parse=hentry, css=".status-body", marks=("status-body",), own=True),
    Form(name="mobile", parse=mobile, css="table.main-tweet, table.tweet", marks=("main-tweet",), own=True),
)
