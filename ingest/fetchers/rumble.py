"""Rumble: hosts, post URLs, and the forms in which its posts show up."""

import re
from collections.abc import Iterator

from ingest.fetcher import Fetcher, Form, Found
from ingest.model import Author, Post, Problem
from ingest.values.heads import picture, titled

_CALL = re.compile(r"""Rumble\(\s*["']play["']\s*,\s*\{[^}]*?["']?video["']?\s*:\s*["'](v[a-z0-9]+)["']""")


def call(found: Found) -> Iterator[Post | Problem]:
    """The script of Rumble's embed code: ``Rumble("play", {"video": "v1abc", "div": "rumble_v1abc"})``. The id is the
    player's, another one than the page's."""
    node = found.node
    for number in _CALL.findall(node.text() if node is not None else ""):
        yield Post(native_id=number, kind="embed")


def head(found: Found) -> Iterator[Post | Problem]:
    """The head of a video's page; the JSON-LD of the page has date, channel and counts."""
    key, meta = found.address.key, found.meta
    title = meta.get("og:title") or None
    if key is None or title is None:
        return
    yield Post(native_id=key.native_id, kind=key.kind, title=title, caption=titled(title, meta.get("og:description")),
               author=Author(handle=found.address.author) if found.address.author else None, media=picture(meta, video=True))


FORMS: tuple[Form, ...] = (
    Form(name="script", css="script", marks=("Rumble(",), parse=call, evidence="plain"),
    Form(name="head", own=True, parse=head),
)

FETCHER = Fetcher(
    name="rumble",
    title="Rumble",
    hosts=("rumble.com",),
    forms=FORMS,
)
