"""Vine: hosts, post URLs, and the forms in which its posts show up."""

import re
from collections.abc import Iterator
from typing import Any

from ingest.fetcher import Fetcher, Form, Found, Link, named
from ingest.model import Author, Media, Post, Problem
from ingest.values.fields import counts_of, dig, from_iso, id_of, text_of
from ingest.values.heads import picture
from ingest.values.nodes import attr


def amp(found: Found) -> Iterator[Post | Problem]:
    """AMP's ``amp-vine[data-vineid]``. The service is dead; nothing but the code is left."""
    code = attr(found.node, "data-vineid").strip()
    if re.fullmatch(r"\w{11}", code):
        yield Post(native_id=code)


def head(found: Found) -> Iterator[Post | Problem]:
    """The head of a Vine's page (to 2019): "Vine by NAME" and the text."""
    key, meta = found.address.key, found.meta
    text = meta.get("twitter:description") or meta.get("og:title") or meta.get("og:description")
    if key is None or not text:
        return
    name = re.match(r"(?:Watch )?(.+?)'s (?:Vine|post on Vine)|Vine by (.+)",
                    meta.get("twitter:title") or meta.get("og:description") or "")
    yield Post(native_id=key.native_id, caption=text, media=picture(meta, video=True),
               author=Author(name=name[1] or name[2]) if name else None)


def state(found: Found) -> Iterator[Post | Problem]:
    """``window.POST_DATA`` of a Vine's page (2013 to 2017) and the archive's JSON: text, time, numbers. Times are UTC."""
    record: dict[str, Any] = found.data
    match = re.search(r"vine\.co/v/(\w{5,16})", str(record.get("permalinkUrl") or record.get("shareUrl") or ""))
    if match is None:
        return
    numbers = {metric: dig(record.get(name), "count") if isinstance(record.get(name), dict) else record.get(name)
               for metric, name in (("likes", "likes"), ("shares", "reposts"), ("comments", "comments"), ("views", "loops"))}
    vanity = record.get("vanityUrls")
    film, poster = text_of(record.get("videoUrl")), text_of(record.get("thumbnailUrl"))
    yield Post(
        native_id=match[1], caption=text_of(record.get("description")), created=from_iso(record.get("created")),
        author=Author(handle=str(vanity[0]) if isinstance(vanity, list) and vanity else None, name=text_of(record.get("username")),
                      native_id=id_of(record.get("userIdStr"), record.get("userId"))[0] or None),
        counts=counts_of(numbers), media=(Media(kind="video", url=film, poster=poster),) if film or poster else ())


FORMS: tuple[Form, ...] = (
    Form(name="state", keys=("loops", "permalinkUrl", "reposts"), parse=state),
    Form(name="amp", css="amp-vine[data-vineid]", marks=("amp-vine",), parse=amp, evidence="plain"),
    Form(name="head", own=True, parse=head),
)


def _canonical(kind: str, native_id: str, author: str | None) -> str:
    return f"https://vine.co/v/{native_id}"


_LINKS: tuple[Link, ...] = (Link(r"/v/(?P<id>[0-9A-Za-z]{5,16})"), Link(r"/(?P<id>[0-9A-Za-z]{11})", hosts=named("vine")))

FETCHER = Fetcher(
    name="vine",
    title="Vine",
    hosts=("vine.co", *named("vine")),
    links=_LINKS,
    url=_canonical,
    mine=("https://vine.co/v/b9KOOWX7HUx/embed/simple",),
    not_mine=("https://vine.co/u/1234567890",),
    forms=FORMS,
    loaders=("platform.vine.co/static/scripts/embed.js",),
)
