"""VK: the data download that its owner can ask for: a ZIP of pages in windows-1251. 2018, last seen 2026.

Only the wall (``wall/wall0.html``, comments below it in ``wall/<id>/``) and the owner's comments elsewhere (``comments/``) are posts. Each
is an element ``.item``: the text, what is attached, the address, then who and when. It states no counts. Messages, sessions,
payments and the rest stay unread.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ingest.exports.htmlpages import MARK, PageKind, element, tree_of
from ingest.fetcher import Form, Found
from ingest.model import WITHHELD, Author, Key, Media, Post, Problem, Time
from ingest.patterns import late
from ingest.values import read_date
from ingest.values.fields import unique
from ingest.values.nodes import around as outwards
from ingest.values.nodes import attr, has_class, text_in

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_KIND = "vk.download"
_HEAD = re.compile(rb"<!DOCTYPE html>\s*<html>\s*<head>(?=[\s\S]{0,1500}\shref=[\"'](?:\.\./)*style\.css[\"'])"
                   rb"(?=[\s\S]{0,4000}class=[\"']top_home_logo)")
_WALL = late(r"^(?:https?://(?:m\.)?vk\.(?:com|ru)/)?wall(-?\d+)_(\d+)(?:\?(?:.*&)?reply=(\d+))?")
_ABOVE = late(r"[?&]thread=(\d+)")
_PERSON = late(r"^(?:https?://(?:m\.)?vk\.(?:com|ru))?/(id|club|public|event)(\d+)$")
_DATED = late(r"\b(\d{1,2}\s+[^\W\d]+\.?\s+\d{4}|\d{4}-\d\d-\d\d|\d{1,2}\.\d\d\.\d{4})\b")
_SELF = frozenset(("you", "вы", "ви", "вы:", "you:"))
_PICTURE = late(r"\.(?:jpe?g|png|gif|webp)(?:\?|$)|userapi\.com/", re.I)


def around(tree: "LexborHTMLParser") -> dict[str, Any]:
    """Whether the page shows messages: then nothing of it is read."""
    return {"messages": tree.css_first(".message__header") is not None}


def owner(body: Any) -> dict[str, Any]:
    """The wall is its owner's: the first address on it names the account."""
    tree = tree_of(body, PAGE) if isinstance(body, bytes) else None
    links = (_WALL.match(attr(one, "href")) for one in tree.css(".item a.post__link[href]")) if tree is not None else ()
    number = next((match[1] for match in links if match), "")
    return {"owner": Author(native_id=number)} if number else {}


def item(found: Found) -> Iterator[Post | Problem]:
    """A post of the wall, or a comment; what has no address is none."""
    node = element(found.data)
    own = _own(node) if node is not None and has_class(node, "item") else None
    match = _WALL.match(attr(own, "href"))
    if node is None or not match or (isinstance(found.parent, dict) and found.parent["messages"]):
        private = isinstance(found.parent, dict) and found.parent["messages"]
        yield Problem(reason="unsupported", stage="aside", fragment=WITHHELD,
                      detail="direct messages" if private else "pages of a VK download without posts")
        return
    wall, when = f"wall{match[1]}_{match[2]}", node.css_first(".item__tertiary")
    origin, links, media = _attached(found, node)
    above = _ABOVE.search(attr(own, "href"))
    author = _who(when, own, match[1], found.context.get("owner"), bool(match[3]))
    common: dict[str, Any] = {"caption": _words(node, own), "created": _time(when, own), "author": author, "media": media, "links": links}
    if match[3]:
        parent = Key("vk", "comment", f"{wall}_r{above[1]}") if above else Key("vk", "", wall)
        yield Post(native_id=f"{wall}_r{match[3]}", kind="comment", thread=wall, in_reply_to=parent, **common)
    else:
        yield Post(native_id=wall, repost_of=origin if origin != Key("vk", "", wall) else None, **common)


def _inside(node: "LexborNode", name: str) -> bool:
    return any(has_class(one, name) for one in outwards(node))


def _own(node: "LexborNode") -> "LexborNode | None":
    """The link to the post itself: not one that is attached, nor one in the text."""
    links = [one for one in node.css("a[href]") if _WALL.match(attr(one, "href")) and not _inside(one, "attachment")]
    bare = [one for one in links if has_class(one, "post__link") or text_in(one.parent) == text_in(one)]
    return (bare or links)[-1] if links else None


def _words(node: "LexborNode", own: "LexborNode | None") -> str | None:
    """The text; line by line what is no attachment, no date and not the address."""
    address = text_in(own)
    parts = [text_in(one, skip=lambda inner: has_class(inner, "kludges", "attachment", "post__link")) for one in node.css(".item__main")]
    return "\n".join(part for part in parts if part and part != address) or None


def _shown(when: "LexborNode | None") -> str:
    return text_in(when, skip=lambda inner: has_class(inner, "post__link"))


def _time(when: "LexborNode | None", own: "LexborNode | None") -> Time | None:
    """``2 фев 2021 в 19:08:00``, ``2 Feb 2021 at 7:08 pm``: without a zone, so that only the day is certain."""
    match = _DATED.search(_shown(when))
    return (read_date(match[1], "ru") or read_date(match[1], "en")) if match else None


def _who(when: "LexborNode | None", own: "LexborNode | None", wall: str, stated: Author | None, comment: bool) -> Author | None:
    """"You", or a name with the address of the account; of a comment without a name the download's owner."""
    link = next((one for one in when.css("a[href]") if _PERSON.match(attr(one, "href"))), None) if when is not None else None
    if link is not None and (match := _PERSON.match(attr(link, "href"))):
        return Author(native_id=match[2] if match[1] == "id" else f"-{match[2]}", name=text_in(link) or None)
    name = _DATED.split(_shown(when))[0].strip().strip(",")
    if name and name.casefold() not in _SELF:
        return Author(name=name)
    return stated or (None if comment else Author(native_id=wall))


def _attached(found: Found, node: "LexborNode") -> tuple[Key | None, tuple[str, ...] | None, tuple[Media, ...]]:
    """What is attached: the post that is repeated, pages, pictures (their files are not in the download)."""
    origin, links, media = None, [], []
    for one in node.css(".attachment"):
        url = attr(one.css_first("a.attachment__link[href], a[href]"), "href")
        address = found.read(url) if url else None
        if address is not None and address.key is not None and address.key.platform == "vk" and address.key.native_id.startswith("wall"):
            origin = origin or address.key
        elif url and _PICTURE.search(url):
            media.append(Media(kind="image", url=url))
        elif url.startswith("http"):
            links.append(url)
    return origin, unique(links) or None, tuple(media)


CONTEXT: tuple[tuple[str, Callable[[Any], dict[str, Any]]], ...] = (("wall/wall0.html", owner),)
PRIVATE = (("messages/index-messages.html", "direct messages"), ("messages/*[0-9]/messages*[0-9].html", "direct messages"))
PAGE = PageKind(_KIND, _HEAD, ".item, .message", around, charset="windows-1251")
EXTRA: Mapping[str, Any] = {"pages": (PAGE,), "context": CONTEXT, "private": PRIVATE}
FORMS: tuple[Form, ...] = (Form(name="export-page", keys=(MARK,), test=lambda r: r[MARK] == _KIND, parse=item),)
