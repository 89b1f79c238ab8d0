"""VK: the data download that its owner can ask for: a ZIP of pages in windows-1251. 2018, last seen 2026-05.

Only the wall (``wall/wall0.html``, comments below it in ``wall/<id>/``), the owner's comments elsewhere (``comments/``) and the posts that
were liked or kept (``likes/``, ``bookmarks/``: addresses) are read. Each is an element ``.item``: the text, what is attached, the address,
then who and when, and how many comments there are. Messages, sessions, payments and the rest stay unread.
"""

import base64
import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ingest.exports.htmlpages import MARK, PageKind, element, tree_of
from ingest.fetcher import Form, Found
from ingest.model import WITHHELD, Author, Key, Media, Post, Problem, Time
from ingest.patterns import late
from ingest.values import read_date
from ingest.values.fields import counts_of, from_epoch, unique
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
_KINDS = {"фотография": "image", "photo": "image", "видеозапись": "video", "video": "video", "клип": "video", "clip": "video",
          "аудиозапись": "audio", "audio file": "audio", "audio": "audio", "файл": "file", "file": "file"}
_PHOTO = late(r"vk\.(?:com|ru)/photo-?\d+_\d+")
_PICTURE = late(r"\.(?:jpe?g|png|gif|webp)(?:\?|$)|userapi\.com/", re.I)


def around(tree: "LexborHTMLParser") -> dict[str, Any]:
    """Whether the page shows messages: then nothing of it is read. Whose download it is and when it was made, since 2022."""
    said = _note(attr(tree.css_first("meta[name=jd]"), "content"))
    made, number = from_epoch(said.get("time_current")), said.get("user_id")
    return {"messages": tree.css_first(".message__header") is not None, "owner": str(number) if isinstance(number, int) else "",
            "at": made.value if made else None}


def _note(coded: str) -> dict[str, Any]:
    """``{"user_id": ..., "time_current": ...}`` in base64."""
    try:
        said = json.loads(base64.b64decode(coded + "=" * (-len(coded) % 4)))
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def owner(body: Any) -> dict[str, Any]:
    """The wall is its owner's: in older downloads the first address on it names the account."""
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
    page = found.parent if isinstance(found.parent, dict) else {}
    wall, when = f"wall{match[1]}_{match[2]}", next(iter(one for one in node.css(".item__tertiary") if _DATED.search(_shown(one))), None)
    origin, links, media = _attached(found, node)
    text, above = _words(node, own), _ABOVE.search(attr(own, "href"))
    if when is None and not text and not media:  # liked, or kept
        yield Post(native_id=f"{wall}_r{match[3]}" if match[3] else wall, kind="comment" if match[3] else "", relation="reference",
                   evidence="reference")
        return
    stated = Author(native_id=page["owner"]) if page.get("owner") else found.context.get("owner")
    common: dict[str, Any] = {
        "caption": text, "created": _time(when), "author": _who(when, match[1], stated, bool(match[3])), "media": media, "links": links,
        "observed_at": page.get("at"), "counts": counts_of({"comments": _below(node)}),
        "visibility": "private" if node.css_first(".post__archived-label") is not None else None}
    if match[3]:
        parent = Key("vk", "comment", f"{wall}_r{above[1]}") if above else Key("vk", "", wall)
        yield Post(native_id=f"{wall}_r{match[3]}", kind="comment", thread=wall, in_reply_to=parent, **common)
    else:
        yield Post(native_id=wall, repost_of=origin if origin != Key("vk", "", wall) else None, **common)


def _below(node: "LexborNode") -> str | None:
    """The number on the link to the page of comments."""
    match = re.search(r"\((\d+)\)", text_in(node.css_first("a[href$='comments0.html']")))
    return match[1] if match else None


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
    return text_in(when, skip=lambda inner: has_class(inner, "post__link", "fl_r", "post__archived-label"))


def _time(when: "LexborNode | None") -> Time | None:
    """``2 фев 2021 в 19:08:00``, ``2 Feb 2021 at 7:08 pm``: without a zone, so that only the day is certain."""
    match = _DATED.search(_shown(when))
    return (read_date(match[1], "ru") or read_date(match[1], "en")) if match else None


def _who(when: "LexborNode | None", wall: str, stated: Author | None, comment: bool) -> Author | None:
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
        kind = _KINDS.get(text_in(one.css_first(".attachment__description")).casefold(), "")
        address = found.read(url) if url else None
        if address is not None and address.key is not None and address.key.platform == "vk" and address.key.native_id.startswith("wall"):
            origin = origin or address.key
        elif kind or (url and _PICTURE.search(url)):
            media.append(Media(kind=kind or "image", url=url if _PICTURE.search(url) else None))
        repeated = origin is not None and address is not None and address.key == origin
        if url.startswith("http") and not _PICTURE.search(url) and not _PHOTO.search(url) and not repeated:
            links.append(url)
    return origin, unique(links) or None, tuple(media)


CONTEXT: tuple[tuple[str, Callable[[Any], dict[str, Any]]], ...] = (("wall/wall0.html", owner),)
PRIVATE = (("messages/index-messages.html", "direct messages"), ("messages/*[0-9]/messages*[0-9].html", "direct messages"))
PAGE = PageKind(_KIND, _HEAD, ".item, .message", around, charset="windows-1251")
EXTRA: Mapping[str, Any] = {"pages": (PAGE,), "context": CONTEXT, "private": PRIVATE}
FORMS: tuple[Form, ...] = (Form(name="export-page", keys=(MARK,), test=lambda r: r[MARK] == _KIND, parse=item),)
