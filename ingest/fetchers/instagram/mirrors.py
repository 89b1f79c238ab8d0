"""Instagram: pages of the sites that show its posts under their own names: Bibliogram, Imginn, Picuki and their kin, 2019 to now.

Names of classes come from public readers of these sites; no real file was seen.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.fetcher import Form, Found
from ingest.model import Author, Count, Media, Post, Problem
from ingest.values import count
from ingest.values.fields import from_iso
from ingest.values.nodes import attr, text_in

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_TEXT = ".structured-text.description, .single-photo-description, .page-post .desc, .post_info .desc, .post-page .description"
_WHO = ".post-page-header .author, .post-page-header a.name, .single-photo-nickname, .single-profile-nickname, .page-post h2, .user-info h2"
_NAME = ".single-profile-name, .page-post .user-info h1, .user-info h1"
_NUMBERS = {"likes": ".icon-thumbs-up-alt, .page-post .likes, .info .likes",
            "comments": ".icon-chat, .page-post .comments, .info .comments"}


def page(found: Found) -> Iterator[Post | Problem]:
    """The post: its text, whose it is, and its numbers where they are shown. The time is relative but for Bibliogram."""
    node, key = found.node, found.address.key
    words = node.css_first(_TEXT) if node is not None else None
    if node is None or key is None or key.platform != "instagram" or words is None:
        return
    handle = re.fullmatch(r"@?([\w.]{1,30})", text_in(node.css_first(_WHO)))
    name = text_in(node.css_first(_NAME))
    yield Post(
        native_id=key.native_id, kind=key.kind, caption=text_in(words) or None, media=tuple(_media(node)),
        author=Author(handle=handle[1] if handle else None, name=name or None) if handle or name else None,
        created=from_iso(attr(node.css_first(".timestamp time[datetime]"), "datetime")), counts=tuple(_counts(node)))


def _counts(node: "LexborNode") -> Iterator[Count]:
    for metric, css in _NUMBERS.items():
        made = count(metric, text_in(node.css_first(css)), "en")
        if made is not None:
            yield made


def _media(node: "LexborNode") -> Iterator[Media]:
    for one in node.css("img.sized-image[src], .post-m img[src], .single-photo img[src]"):
        if attr(one, "src").startswith("http"):
            yield Media(kind="image", url=attr(one, "src"), alt=attr(one, "alt") or None)


FORMS: tuple[Form, ...] = (Form(name="mirror", parse=page, own=True, css="body", marks=("desc",)),)
