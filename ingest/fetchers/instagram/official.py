"""Instagram: the interfaces that it gave to others: the platform API (2010 to 2020), the Graph API, oEmbed."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ingest.fetcher import Form, Found
from ingest.fetchers.instagram.api import PUBLIC_CODE, author_of, code_of
from ingest.fetchers.instagram.comments import shown
from ingest.model import Author, Key, Media, Post, Problem
from ingest.values.fields import counts_of, dicts, dig, from_epoch, from_iso, id_of, number_of, text_of

Fields = dict[str, Any]


def graph(found: Found) -> Iterator[Post | Problem]:
    """A media object of the Graph API: keyed by the short code of its address, beside its own number."""
    record = found.data
    address = found.read(str(record.get("permalink") or ""))
    code = text_of(record.get("shortcode")) or (address.key.native_id if address.key else "")
    number, _ = id_of(record.get("id"))
    if not code and not number:
        return
    parts = dicts(dig(record, "children", "data")) or [record]
    media = [
        Media(
            kind="video" if part.get("media_type") == "VIDEO" else "image",
            url=text_of(part.get("media_url")),
            poster=text_of(part.get("thumbnail_url")),
        )
        for part in parts
        if text_of(part.get("media_url"))
    ]
    owner, doubt = id_of(dig(record, "owner", "id"))
    handle = text_of(record.get("username"))
    yield Post(
        native_id=code or number,
        kind="" if code else "graph",
        author=Author(handle=handle, native_id=None if doubt else owner or None) if handle or owner else None,
        created=from_iso(record["timestamp"]),
        caption=(text_of(record.get("caption")) or "").strip() or None,
        media=tuple(media),
        counts=counts_of({"likes": record.get("like_count"), "comments": record.get("comments_count"), **_insights(record)}),
    )
    yield from shown(record, Key("instagram", "" if code else "graph", code or number))


def _insights(record: Fields) -> dict[str, Any]:
    named = {"views": "views", "plays": "views", "saved": "bookmarks", "shares": "shares"}
    return {
        named[str(entry.get("name"))]: dig(entry, "values", 0, "value")
        for entry in dicts(dig(record, "insights", "data"))
        if entry.get("name") in named
    }


def is_graph(record: Fields) -> bool:
    """Of Instagram: Threads says so in ``media_product_type``."""
    return (
        record["media_type"] in ("IMAGE", "VIDEO", "CAROUSEL_ALBUM")
        and record.get("media_product_type") != "THREADS"
        and ("instagram." in str(record["permalink"]) if "permalink" in record
             else bool({"caption", "media_url", "like_count"} & record.keys()))
    )


def platform(found: Found) -> Iterator[Post | Problem]:
    """A medium of the first public API, 2010 to 2020: ``link``, ``images``, ``users_in_photo``."""
    record = found.data
    address = found.read(str(record.get("link") or ""))
    code = address.key.native_id if address.key else code_of(record.get("id"))
    parts = dicts(record.get("carousel_media")) or [record]
    media = []
    for part in parts:
        film, still = dig(part, "videos", "standard_resolution"), dig(part, "images", "standard_resolution")
        best = film or still
        if text_of(dig(best, "url")):
            media.append(Media(kind="video" if film else "image", url=text_of(dig(best, "url")), width=number_of(dig(best, "width")),
                               height=number_of(dig(best, "height")), poster=text_of(dig(still, "url")) if film else None))
    if code:
        yield Post(
            native_id=code, author=author_of(record.get("user")), created=from_epoch(record["created_time"]),
            caption=(text_of(dig(record, "caption", "text")) or "").strip() or None, media=tuple(media),
            counts=counts_of({"likes": dig(record, "likes", "count"), "comments": dig(record, "comments", "count")}),
            place=text_of(dig(record, "location", "name")))
        yield from shown(record, Key("instagram", "", code))


def oembed(found: Found) -> Iterator[Post | Problem]:
    """An oEmbed answer: the caption is the title, the address is only in its HTML."""
    record = found.data
    match = re.search(r"instagram\.com/(?:[\w.]+/)?(?:p|reel|tv)/([\w-]+)", str(record["html"]))
    if match:
        owner, _ = id_of(record.get("author_id"))
        still = text_of(record.get("thumbnail_url"))
        yield Post(
            native_id=match[1][:PUBLIC_CODE] if len(match[1]) > 20 else match[1],
            evidence="rich",
            author=Author(handle=text_of(record.get("author_name")), native_id=owner or None),
            caption=text_of(record.get("title")),
            media=(Media(kind="image", url=still),) if still else (),
        )


def discovery(found: Found) -> Iterator[Post | Problem]:
    """An answer of Business Discovery: an account, and its media below without saying again whose they are."""
    account = found.data["business_discovery"]
    handle, name, number = text_of(account.get("username")), text_of(account.get("name")), id_of(account.get("ig_id"))[0]
    owner = Author(handle=handle, name=name, native_id=number or None) if handle or name or number else None
    for record in dicts(dig(account, "media", "data")):
        if "timestamp" in record and "media_type" in record:
            inner = Found(form=found.form, data=record, read=found.read, context=found.context, parent=found.data)
            for one in graph(inner):
                yield replace(one, author=owner) if isinstance(one, Post) and one.kind != "comment" and owner and not one.author else one


FORMS: tuple[Form, ...] = (
    Form(name="business-discovery", keys=("business_discovery",), parse=discovery,
         test=lambda r: bool(dicts(dig(r, "business_discovery", "media", "data")))),
    Form(name="graph-api", keys=("media_type", "timestamp", "id"), test=is_graph, parse=graph),
    Form(name="platform-api", keys=("created_time", "images", "link", "user"), parse=platform,
         test=lambda r: isinstance(r["images"], dict) and ("filter" in r or "users_in_photo" in r or "instagr" in str(r["link"]))),
    Form(name="oembed", keys=("html", "provider_name"), test=lambda r: r["provider_name"] == "Instagram", parse=oembed),
)
