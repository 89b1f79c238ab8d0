"""Threads: the part of the Instagram download, the API, web items, scraped rows."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

from ingest.fetcher import Form, Found
from ingest.model import Author, Count, Key, Media, Post, Problem
from ingest.values.fields import counts_of, dicts, dig, from_epoch, from_iso, hidden, id_of, number_of, text_of, unique
from ingest.values.meta import owner, repaired, synthetic_id

Fields = dict[str, Any]
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def code_of(pk: Any) -> str:
    """The short code of a numeric id, the same arithmetic as Instagram's."""
    digits = str(pk or "").partition("_")[0]
    number, code = int(digits) if digits.isdigit() and len(digits) < 25 else 0, ""
    while number:
        number, digit = divmod(number, 64)
        code = _ALPHABET[digit] + code
    return code


def _key(record: Any) -> Key | None:
    code = text_of(dig(record, "code")) or text_of(dig(record, "shortcode")) or code_of(dig(record, "pk"))
    return Key("threads", "", code) if code else None


# -- web and app


def items(record: Fields, relation: str = "", depth: int = 0) -> Iterator[Post]:
    """An item of the web or the app, and the posts that it quotes or reposts."""
    own, info = _key(record), record.get("text_post_app_info") or {}
    if not own:
        return
    user, caption = record.get("user") or {}, text_of(dig(record, "caption", "text"))
    quoted, reposted = dig(info, "share_info", "quoted_post"), dig(info, "share_info", "reposted_post")
    native_id, doubt = id_of(user.get("pk"), user.get("id"))
    link = _real(dig(info, "link_preview_attachment", "url"))
    yield Post(
        native_id=own.native_id,
        created=from_epoch(record.get("taken_at")),
        caption=caption.strip() if caption else None,
        author=Author(
            handle=text_of(user.get("username")), name=text_of(user.get("full_name")), native_id=None if doubt else native_id
        )
        if user
        else None,
        counts=_counts(record, info),
        media=_media(record),
        links=(link,) if link else None,
        quote_of=_key(quoted),
        repost_of=_key(reposted),
        visibility="followers" if user.get("text_post_app_is_private") is True else None,
        relation=relation or None,
        evidence="full" if relation else None,
    )
    for other in (quoted, reposted):
        if isinstance(other, dict) and "taken_at" in other and depth < 3:
            yield from items(other, "quoted", depth + 1)


def _counts(record: Fields, info: Fields) -> tuple[Count, ...]:
    stated = {
        "likes": record.get("like_count"),
        "comments": info.get("direct_reply_count"),
        "shares": info.get("repost_count"),
        "quotes": info.get("quote_count"),
    }
    if record.get("like_and_view_counts_disabled") is True:
        del stated["likes"]
        return (hidden("likes"), *counts_of(stated))
    return counts_of(stated)


def _media(record: Fields) -> tuple[Media, ...]:
    made = []
    for part in dicts(record.get("carousel_media")) or [record]:
        pictures, films = dicts(dig(part, "image_versions2", "candidates")), dicts(part.get("video_versions"))
        still, film = text_of(dig(pictures, 0, "url")), text_of(dig(films, 0, "url"))
        if still or film:
            made.append(
                Media(
                    kind="video" if film else "image",
                    url=film or still,
                    poster=still if film else None,
                    alt=text_of(part.get("accessibility_caption")),
                    width=number_of(part.get("original_width")),
                    height=number_of(part.get("original_height")),
                )
            )
    return tuple(made)


def _real(url: Any) -> str | None:
    """Link previews go through ``l.threads.net``; the address is in ``u``."""
    text = text_of(url)
    if text and urlsplit(text).netloc.startswith("l.threads."):
        return next(iter(parse_qs(urlsplit(text).query).get("u", [])), None)
    return text


def web(found: Found) -> Iterator[Post | Problem]:
    """An item with ``text_post_app_info``. Since 2023, last seen 2025."""
    yield from items(found.data)


def scraped(found: Found) -> Iterator[Post | Problem]:
    """A flattened thread (Scrapfly): code, text, published_on. Seen 2025-10."""
    record = found.data
    pictures = [text_of(image) or text_of(dig(image, "url")) for image in record.get("images") or ()]
    user, doubt = id_of(record.get("user_pk"), record.get("user_id"))
    yield Post(
        native_id=record["code"],
        created=from_epoch(record["published_on"]),
        caption=next((said for name in ("text", "content", "caption") if (said := text_of(record.get(name)))), None),
        author=Author(handle=text_of(record.get("username")) or text_of(record.get("user_name")),
                      native_id=None if doubt else user or None),
        counts=counts_of({"likes": record.get("like_count"), "comments": record.get("reply_count")}),
        media=tuple(Media(kind="image", url=url) for url in pictures if url)
        + tuple(Media(kind="video", url=url) for url in record.get("videos") or () if text_of(url)),
    )


# -- API


def api(found: Found) -> Iterator[Post | Problem]:
    """A media object of the Threads API; a repost façade only points at its post. Since 2024."""
    record = found.data
    address = found.read(str(record.get("permalink") or ""))
    code = text_of(record.get("shortcode")) or (address.key.native_id if address.key else "") or str(record["id"])
    owner, _ = id_of(dig(record, "owner", "id"))
    handle = text_of(record.get("username"))
    insights = {str(entry.get("name")): dig(entry, "values", 0, "value") for entry in dicts(dig(record, "insights", "data"))}
    parts = dicts(dig(record, "children", "data")) or [record]
    film = ("VIDEO",)
    yield Post(
        native_id=code,
        author=Author(handle=handle, native_id=owner or None) if handle or owner else None,
        created=from_iso(record["timestamp"]),
        caption=text_of(record.get("text")),
        counts=counts_of(
            {
                "likes": insights.get("likes"),
                "comments": insights.get("replies"),
                "shares": insights.get("reposts"),
                "quotes": insights.get("quotes"),
                "views": insights.get("views"),
            }
        ),
        media=tuple(
            Media(
                kind="video" if part.get("media_type") in film else "image",
                url=text_of(part.get("media_url")),
                poster=text_of(part.get("thumbnail_url")),
                alt=text_of(part.get("alt_text")),
            )
            for part in parts
            if text_of(part.get("media_url"))
        ),
        quote_of=_key(record.get("quoted_post")),
        repost_of=_key(record.get("reposted_post")),
    )


def is_api_plain(record: Fields) -> bool:
    """The same, asked for without the field that says THREADS."""
    return "media_product_type" not in record and "threads." in str(record["permalink"])


def is_api(record: Fields) -> bool:
    """Says THREADS, or its address does."""
    return "timestamp" in record and (record["media_product_type"] == "THREADS" or "threads." in str(record.get("permalink")))


# -- the download


def exported(found: Found) -> Iterator[Post | Problem]:
    """An element of ``threads_and_replies.json``: text in the medium's title, no id, no counts. 2023, last seen 2026-05."""
    record = repaired(found.data)
    media, author = dicts(record["media"]), found.context.get("owner")
    text = (text_of(record.get("title")) or "\n".join(filter(None, (text_of(item.get("title")) for item in media))) or "").strip()
    stamp = record.get("creation_timestamp") or min(
        (m["creation_timestamp"] for m in media if m.get("creation_timestamp")), default=None
    )
    created = from_epoch(stamp)
    files = [str(item["uri"]) for item in media if text_of(item.get("uri"))]
    parent = next((name for item in media if (name := text_of(dig(item, "text_app_post", "in_reply_to_username")))), None)
    first = files[0].rpartition("/")[2] if files else ""
    yield Post(
        native_id=synthetic_id(author.handle if author else "", created.value if created else "", first, text),
        author=author,
        created=created,
        caption=text or None,
        mentions=unique([parent]) if parent else None,
        media=tuple(Media(kind="video" if path.lower().endswith((".mp4", ".mov")) else "image", local=path) for path in files),
        visibility="private" if "archived" in str(found.context.get("key")) else None,
    )


def oembed(found: Found) -> Iterator[Post | Problem]:
    """An oEmbed answer of Threads: the address is in its HTML."""
    html = str(found.data["html"])
    start = html.find("https://www.threads.")
    address = found.read(html[start:].partition('"')[0].partition("?")[0]) if start >= 0 else None
    if address and address.key:
        handle = text_of(found.data.get("author_name")) or address.author
        yield Post(native_id=address.key.native_id, author=Author(handle=handle) if handle else None, evidence="plain")


CONTEXT = tuple((f"{folder}/personal_information.json", owner) for folder in (
    "personal_information/personal_information", "personal_information", "account_information"))
"""Threads comes inside of Instagram's download: the same members name the owner."""
FORMS: tuple[Form, ...] = (
    Form(name="web-item", keys=("text_post_app_info", "taken_at"), parse=web),
    Form(name="api", keys=("media_product_type", "id"), test=is_api, parse=api),
    Form(name="api-plain", keys=("permalink", "timestamp", "id"), test=is_api_plain, parse=api),
    Form(
        name="export",
        keys=("media",),
        parse=exported,
        files=("threads/threads_and_replies.json",),
        test=lambda r: isinstance(dig(r, "media", 0, "text_app_post"), dict),
    ),
    Form(name="oembed", keys=("html", "provider_name"), test=lambda r: r["provider_name"] == "Threads", parse=oembed),
    Form(name="scraped", keys=("published_on", "code"), test=lambda r: isinstance(r["code"], str), parse=scraped),
)
"""Liked threads have Instagram's shape and are read there: the address says whose they are."""
