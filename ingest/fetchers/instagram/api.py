"""Instagram: items of the private and web API, of web GraphQL in all its ages, and scraped rows of them."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ingest.fetcher import Form, Found
from ingest.fetchers.instagram.comments import below, shown
from ingest.model import Author, Count, Key, Media, Post, Problem
from ingest.patterns import late
from ingest.values.fields import counts_of, dicts, dig, from_epoch, from_iso, hidden, id_of, list_of, number_of, text_of

Fields = dict[str, Any]
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_CODE = late(r"[A-Za-z0-9_-]{1,64}")
PUBLIC_CODE = 11
"""A longer code carries the access key of a private account behind the real one."""


def code_of(pk: Any) -> str:
    """The short code of a numeric media id (``pk`` or ``pk_owner``)."""
    digits = str(pk or "").partition("_")[0]
    number = int(digits) if digits.isdigit() and len(digits) < 25 else 0
    code = ""
    while number:
        number, digit = divmod(number, 64)
        code = _ALPHABET[digit] + code
    return code


def identity(record: Fields, *names: str) -> tuple[str, bool]:
    """Short code of an item, and whether it is of a private account."""
    for name in names:
        code = record.get(name)
        if isinstance(code, str) and _CODE.fullmatch(code):
            private = len(code) > 20
            return (code[:PUBLIC_CODE] if private else code), private
    return code_of(record.get("pk") or record.get("id")), False


def author_of(user: Any) -> Author | None:
    """User of any API: ``username``, ``full_name``, ``pk`` or ``id``."""
    if not isinstance(user, dict):
        return None
    native_id, doubt = id_of(user.get("pk"), user.get("pk_id"), user.get("id"))
    handle, name = text_of(user.get("username")), text_of(user.get("full_name"))
    return Author(handle=handle, name=name, native_id=None if doubt else native_id or None) if handle or native_id else None


# -- private and web API ("items")


def item(record: Fields, observed: str | None = None) -> Post:
    """One media item: the feed's, the reel's, a story's."""
    code, private = identity(record, "code", "shortcode")
    user = record.get("user") if dig(record, "user", "username") or not record.get("owner") else record.get("owner")
    caption = record.get("caption")
    text = text_of(dig(caption, "text")) or text_of(caption)
    story = str(record.get("product_type")) == "story"
    pk = str(record.get("pk") or record.get("id") or "").partition("_")[0]
    doubt = id_of(None, record.get("pk"))[1] if not record.get("code") and not record.get("shortcode") else False
    closed = private or dig(user, "is_private") is True
    return Post(
        native_id=pk if story else code,
        kind="story" if story else "",
        suspect_id=doubt,
        author=author_of(user),
        created=from_epoch(record.get("taken_at") or record.get("taken_at_ts")),
        caption=text.strip() if text else None,
        counts=item_counts(record, observed),
        media=item_media(record),
        place=text_of(dig(record, "location", "name")),
        visibility="followers" if closed else None,
        observed_at=observed,
    )


def item_counts(record: Fields, observed: str | None = None) -> tuple[Count, ...]:
    """Where likes are hidden the number beside the flag is a placeholder (3, in 8 of 8)."""
    hides = record.get("like_and_view_counts_disabled") is True
    views = next((record[name] for name in ("play_count", "ig_play_count", "view_count") if record.get(name) is not None), None)
    stated = {
        "likes": record.get("like_count"),
        "views": views,
        "comments": record.get("comment_count"),
        "shares": record.get("reshare_count"),
        "bookmarks": record.get("save_count"),
    }
    if hides:
        del stated["likes"], stated["views"]
    return ((hidden("likes", observed),) if hides else ()) + counts_of(stated, observed_at=observed)


def item_media(record: Fields) -> tuple[Media, ...]:
    """The picture or video, or those of a carousel."""
    parts = dicts(record.get("carousel_media")) or [record]
    made = []
    for part in parts:
        pictures = dicts(dig(part, "image_versions2", "candidates"))
        picture = max(pictures, key=lambda p: (number_of(p.get("width")) or 0) * (number_of(p.get("height")) or 0), default=None)
        films = dicts(part.get("video_versions"))
        still = text_of(dig(picture, "url")) or text_of(part.get("display_uri")) or text_of(part.get("thumbnail_url"))
        film = text_of(dig(films, 0, "url")) or text_of(part.get("video_url"))
        if not still and not film:
            continue
        length = part.get("video_duration")
        made.append(
            Media(
                kind="video" if film or part.get("media_type") == 2 else "image",
                url=film or still,
                poster=still if film else None,
                alt=text_of(part.get("accessibility_caption")),
                width=number_of(part.get("original_width")) or number_of(dig(picture, "width")),
                height=number_of(part.get("original_height")) or number_of(dig(picture, "height")),
                duration=float(length) if isinstance(length, int | float) and length else None,
            )
        )
    return tuple(made)


def private(found: Found) -> Iterator[Post | Problem]:
    """An item of the mobile and web API: lists, hashtags, profiles, Zeeschuimer. 2013, last seen 2026-02."""
    post = item(found.data)
    if post.native_id:
        yield post
        yield from shown(found.data, Key("instagram", post.kind, post.native_id))


def is_item(record: Fields) -> bool:
    """Instagram's, not Threads' (which has ``text_post_app_info``)."""
    return (
        ("code" in record or "pk" in record)
        and "text_post_app_info" not in record
        and isinstance(record.get("user") or record.get("owner"), dict)
        and number_of(record["media_type"]) is not None
    )


def instagrapi(found: Found) -> Iterator[Post | Problem]:
    """``Media.dict()`` of instagrapi: the private item with a flat caption and ISO time."""
    record = found.data
    when = from_iso(record["taken_at"]) or from_epoch(record["taken_at"])
    yield replace(
        item({**record, "carousel_media": record.get("resources")}),
        created=when,
        caption=str(record["caption_text"]).strip() or None,
    )


def polaris(found: Found) -> Iterator[Post | Problem]:
    """A tile of the profile grid since 2026: no time, no text, no likes."""
    code, closed = identity(found.data, "code")
    if code:
        yield Post(
            native_id=code,
            author=author_of(found.data.get("user")),
            counts=counts_of({"views": found.data.get("play_count")}),
            media=item_media(found.data),
            visibility="followers" if closed else None,
            evidence="plain",
        )


# -- web GraphQL


def node(record: Fields) -> Post:
    """A ``shortcode_media`` or timeline node, 2017 to 2024; instaloader keeps the same."""
    code, closed = identity(record, "shortcode", "code")
    texts = [text_of(dig(edge, "node", "text")) for edge in dicts(dig(record, "edge_media_to_caption", "edges"))]
    caption = next(filter(None, texts), None) or text_of(record.get("caption"))
    likes = next(
        (n for name in ("edge_media_preview_like", "edge_liked_by", "likes") if (n := dig(record, name, "count")) is not None),
        None,
    )
    comments = next(
        (
            n
            for name in ("edge_media_to_parent_comment", "edge_media_to_comment", "edge_media_preview_comment", "comments")
            if (n := dig(record, name, "count")) is not None
        ),
        None,
    )
    views = record.get("video_play_count") if record.get("video_play_count") is not None else record.get("video_view_count")
    hides = likes == -1 or record.get("like_and_view_counts_disabled") is True
    stated = {"comments": comments} if hides else {"likes": likes, "comments": comments, "views": views}
    owner = record.get("owner")
    return Post(
        native_id=code,
        author=author_of(owner if dig(owner, "username") else {**(owner or {}), "username": record.get("username")}),
        created=from_epoch(record.get("taken_at_timestamp") or record.get("date")),
        caption=caption.strip() if caption else None,
        counts=((hidden("likes"),) if hides else ()) + counts_of(stated),
        media=node_media(record),
        place=text_of(dig(record, "location", "name")),
        visibility="followers" if closed or dig(owner, "is_private") is True else None,
    )


def node_media(record: Fields) -> tuple[Media, ...]:
    """Picture and video addresses of a node or of its children."""
    children = [dig(edge, "node") for edge in dicts(dig(record, "edge_sidecar_to_children", "edges"))]
    if not children and record.get("__typename") == "GraphSidecar":  # as a collector leaves it: the files alone
        children = [{"display_url": url} for url in list_of(record.get("urls")) if isinstance(url, str)]
    made = []
    for part in dicts(children) or [record]:
        still = text_of(part.get("display_url")) or text_of(part.get("display_src"))
        film = text_of(part.get("video_url"))
        if still or film:
            length = part.get("video_duration")
            made.append(
                Media(
                    kind="video" if film or part.get("is_video") is True else "image",
                    url=film or still,
                    poster=still if film else None,
                    alt=text_of(part.get("accessibility_caption")),
                    width=number_of(dig(part, "dimensions", "width")),
                    height=number_of(dig(part, "dimensions", "height")),
                    duration=float(length) if isinstance(length, float) else None,
                )
            )
    return tuple(made)


def graphql(found: Found) -> Iterator[Post | Problem]:
    """A node of web GraphQL in whatever wrapper."""
    post = node(found.data)
    if post.native_id:
        yield post
        yield from shown(found.data, Key("instagram", "", post.native_id))


def is_node(record: Fields) -> bool:
    """Has a short code; not the item of another age."""
    return isinstance(record.get("shortcode") or record.get("code"), str) and "media_type" not in record


def is_oldest(record: Fields) -> bool:
    """Pages of 2012 to 2017: the caption is text, the time is ``date``."""
    return "edge_media_to_caption" not in record and isinstance(record["code"], str) and number_of(record["date"]) is not None


# -- rows of a scraper


def scraped(found: Found) -> Iterator[Post | Problem]:
    """A reduced item as scrapers keep it: short code, caption or captions, likes, time (Scrapfly). Seen 2026-06."""
    record = found.data
    texts = record.get("captions")
    caption = (
        text_of(dig(record, "caption", "text")) or text_of(record.get("caption")) or text_of(dig(texts, 0)) or text_of(texts)
    )
    likes = record.get("like_count") if "like_count" in record else record.get("likes")
    comments = record.get("comment_count") if "comment_count" in record else record.get("comments_count")
    still = text_of(record.get("src"))
    code, _ = identity(record, "shortcode", "code")
    yield Post(
        native_id=code,
        created=from_epoch(record["taken_at"]),
        caption=caption.strip() if caption else None,
        author=author_of(record.get("user") or record.get("owner")),
        counts=counts_of({"likes": likes, "comments": comments, "views": record.get("views")}),
        media=item_media(record) or ((Media(kind="image", url=still),) if still else ()),
    )
    for one in dicts(record.get("comments")):  # their owner is the bare handle
        yield from (replace(made, relation="context", evidence="full") for made in below(
            {**one, "owner": {"username": one.get("owner")}, "like_count": one.get("likes")}, Key("instagram", "", code)))


FORMS: tuple[Form, ...] = (
    Form(name="api-item", keys=("media_type", "taken_at"), test=lambda r: is_item(r) and "caption_text" not in r, parse=private),
    Form(name="instagrapi", keys=("caption_text", "taken_at", "media_type"), parse=instagrapi),
    Form(
        name="polaris",
        keys=("code", "user", "__typename"),
        parse=polaris,
        test=lambda r: str(r["__typename"]).startswith("XIGPolaris") and "taken_at" not in r,
    ),
    Form(name="web-graphql", keys=("edge_media_to_caption",), test=is_node, parse=graphql),
    Form(name="web-2016", keys=("display_src", "code", "date"), test=is_oldest, parse=graphql),
    Form(name="scraped", keys=("shortcode", "taken_at"), parse=scraped, last=True),
)
