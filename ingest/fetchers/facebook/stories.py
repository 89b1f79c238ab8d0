"""Facebook: stories as its server wrote them, 2010 to 2020: they know their own address, so any saved page will do.

From 2012 on the markup hides in comments inside ``<code>``; the engine reads these as layers of the page.
"""

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ingest.fetcher import Form, Found
from ingest.model import Author, Key, Media, Post, Problem, Time
from ingest.values.fields import from_epoch, from_rfc2822, id_of
from ingest.values.nodes import around, attr, has_class, text_in

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_HOME = "https://www.facebook.com"
_STORIES = ".userContentWrapper, .storyInnerContent"


def story(found: Found) -> Iterator[Post | Problem]:
    """``.storyInnerContent`` (2010 to 2012) and ``.userContentWrapper`` (2012 to 2020). Identity in the link on the date, in
    ``data-ft`` and in hidden form fields. On a page of many stories each is context."""
    node = found.node
    if node is None or _inside_another(node):
        return
    key, handle = _which(found, node)
    if key is None:
        return
    who = node.css_first(".actorName a[href], h5 a[href], h6 a[href], .fwb a[href], .profileLink[href]")
    main = found.address.key
    yield Post(
        native_id=key.native_id, kind=key.kind, author=person(handle, text_in(who), _owner(node)),
        caption=words(node.css_first('[data-testid="post_message"], .userContent, .messageBody')), created=_time(node),
        media=pictures(node),
        relation=None if (main is not None and main.native_id == key.native_id) or _alone(node) else "context",
    )


def photo(found: Found) -> Iterator[Post | Problem]:
    """The page of a photo, 2011 to 2018: author, caption and date stand in elements with ids of their own."""
    node = found.node
    while node is not None and node.is_element_node and node.css_first("#fbPhotoPageTimestamp") is None:
        node = node.parent
    if node is None or not node.is_element_node:
        return
    stamp = node.css_first("#fbPhotoPageTimestamp")
    key, handle = _which(found, stamp) if stamp is not None else (None, None)
    key = key or found.address.key
    if key is None:
        return
    picture = node.css_first("img#fbPhotoImage[src]")
    yield Post(
        native_id=key.native_id, kind=key.kind, caption=words(node.css_first("#fbPhotoPageCaption .hasCaption")),
        author=person(handle, text_in(node.css_first("#fbPhotoPageAuthorName a")), _owner(node)), created=_time(node),
        media=(Media(kind="image", url=attr(picture, "src"), alt=attr(picture, "alt") or None),) if picture is not None else (),
    )


def _which(found: Found, node: "LexborNode") -> tuple[Key | None, str | None]:
    """The story's key: what the link on its date names, else what ``data-ft`` says; and the author's handle."""
    for link in node.css("a[href]"):
        if link.css_first("abbr") is not None:
            href = attr(link, "href")
            address = found.read(_HOME + href if href.startswith("/") else href)
            if address.key is not None and address.key.platform == "facebook":
                return address.key, address.author
    native_id, _ = id_of(_feature(node).get("top_level_post_id"), _feature(node).get("mf_story_key"))
    return (Key("facebook", "", native_id) if native_id.isdigit() else None), None


def _time(node: "LexborNode") -> Time | None:
    stamp = node.css_first("abbr[data-utime], abbr[data-date]")
    return from_epoch(attr(stamp, "data-utime")) or (from_rfc2822(attr(stamp, "data-date")) if attr(stamp, "data-date") else None)


def _feature(node: "LexborNode") -> dict[str, Any]:
    """What ``data-ft`` says on the story or around it."""
    for one in (node, *around(node)):
        made = _json(attr(one, "data-ft"))
        if "top_level_post_id" in made or "mf_story_key" in made:
            return made
    return {}


def _json(text: str) -> dict[str, Any]:
    try:
        made = json.loads(text or "null")
    except ValueError:
        return {}
    return made if isinstance(made, dict) else {}


def _owner(node: "LexborNode") -> str | None:
    form = _json(attr(node.css_first('input[name="feedback_params"]'), "value"))
    native_id, _ = id_of(_feature(node).get("content_owner_id_new"), _feature(node).get("content_owner_id"), form.get("actor"))
    return native_id or None


def _inside_another(node: "LexborNode") -> bool:
    """A shared story inside the one that shares it."""
    return any(has_class(above, "userContentWrapper", "storyInnerContent") for above in around(node))


def _alone(node: "LexborNode") -> bool:
    """Whether the page holds no other story; only the first one looks."""
    root = node
    while root.parent is not None:
        root = root.parent
    first = root.css_first(_STORIES)
    if first is None or first.mem_id != node.mem_id:
        return False
    return all(one.mem_id == node.mem_id or _inside_another(one) for one in root.css(_STORIES))


def words(node: "LexborNode | None") -> str | None:
    """The whole text: what stands behind "see more" is there, the dots before it are not the author's."""
    return text_in(node, skip=lambda one: has_class(one, "text_exposed_hide", "see_more_link", "text_exposed_link")) or None


def person(handle: str | None, name: str | None, native_id: str | None) -> Author | None:
    """An author, if anything is known of them; in addresses a number is an id, not a handle."""
    if handle and handle.isdigit():
        handle, native_id = None, native_id or handle
    return Author(handle=handle, name=name or None, native_id=native_id) if handle or name or native_id else None


def pictures(node: "LexborNode") -> tuple[Media, ...]:
    """Pictures of the post lie in ``-6`` and ``-0`` folders, avatars in ``-1``."""
    made: dict[str, Media] = {}
    for one in node.css("img[src]"):
        if re.search(r"/t\d+\.\d+-(?:6|15|0)/", attr(one, "src")):
            made.setdefault(attr(one, "src"), Media(kind="image", url=attr(one, "src"), alt=attr(one, "alt") or None))
    return tuple(made.values())


FORMS: tuple[Form, ...] = (
    Form(name="story", parse=story, css=".userContentWrapper", marks=("userContentWrapper",), own=True, frontend=True),
    Form(name="story-2011", parse=story, css=".storyInnerContent", marks=("storyInnerContent", "messageBody"), own=True,
         frontend=True),
    Form(name="photo", parse=photo, css="#fbPhotoPageCaption", marks=("fbPhotoPageCaption", "fbPhotoPageTimestamp"), own=True,
         frontend=True),
)
