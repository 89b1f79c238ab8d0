"""Dailymotion: hosts, post URLs, and the forms in which its posts show up."""

import re
from collections.abc import Iterator

from ingest.fetcher import Fetcher, Form, Found
from ingest.model import Author, Post, Problem
from ingest.values.heads import picture, titled
from ingest.values.nodes import attr

_ID = re.compile(r"x[a-z0-9]{4,7}")


def attribute(found: Found) -> Iterator[Post | Problem]:
    """A place holder whose script makes the player: ``amp-dailymotion[data-videoid]``, ``[data-dailymotion-id]``, the geo
    player's ``script[data-video]``. The element itself must name Dailymotion."""
    node = found.node
    if node is None:
        return
    names = ("data-dailymotion-id", "data-videoid", "data-video-id", "data-video", "data-id", "data-embed-id", "video-id")
    for name in names:
        if _ID.fullmatch(attr(node, name)):
            yield Post(native_id=attr(node, name))
            return


def head(found: Found) -> Iterator[Post | Problem]:
    """The head of a video's page; the JSON-LD of the page has date, channel and counts."""
    key, meta = found.address.key, found.meta
    title = meta.get("og:title") or None
    if key is None or title is None:
        return
    yield Post(native_id=key.native_id, kind=key.kind, title=title, caption=titled(title, meta.get("og:description")),
               author=Author(handle=found.address.author) if found.address.author else None, media=picture(meta, video=True))


FORMS: tuple[Form, ...] = (
    Form(name="attribute", css="amp-dailymotion, [data-dailymotion-id], script[src*='geo.dailymotion.com'], "
         "[class*=dailymotion][data-id], [class*=dailymotion][data-video], [class*=dailymotion][data-video-id], "
         "[data-provider=dailymotion], embetty-video[type=dailymotion]",
         marks=("dailymotion",), parse=attribute, evidence="plain"),
    Form(name="head", own=True, parse=head),
)

FETCHER = Fetcher(
    name="dailymotion",
    title="Dailymotion",
    hosts=("dailymotion.com",),
    forms=FORMS,
)
