"""Facebook: Graph API objects, CrowdTangle, Meta Content Library, facebook-scraper and scraped rows."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ingest.fetcher import Form, Found
from ingest.model import Author, Count, Key, Media, Post, Problem
from ingest.values.fields import counts_of, dicts, dig, from_epoch, from_iso, from_zoned, id_of, list_of, text_of, unique, when_of

Fields = Mapping[str, Any]
Row = Mapping[str, str]
_FEELINGS = ("love", "wow", "haha", "sad", "angry", "care", "thankful")


def _split(native_id: str) -> tuple[str, str]:
    """``{page}_{post}`` -> page and post."""
    owner, _, post = native_id.rpartition("_")
    return owner, post


# -- Graph API


def graph(found: Found) -> Iterator[Post | Problem]:
    """A post of the Graph API, alone or inside ``data``, and the comments listed below it. 2010, last seen 2024."""
    record = found.data
    if is_comment(record) or found.context.get("key") == "comments":
        yield _comment(record, None)
        return
    native_id, doubt = id_of(record["id"])
    owner, post = _split(native_id)
    address = found.read(str(record.get("permalink_url") or ""))
    grouped = address.key if address.key and address.key.kind == "group" else None
    writer = record.get("from") if isinstance(record.get("from"), dict) else {}
    handle = text_of(dig(writer, "username"))
    name, who = text_of(dig(writer, "name")), text_of(dig(writer, "id")) or owner or None
    privacy = str(dig(record, "privacy", "value") or "")
    text = text_of(record.get("message"))  # ``story`` is a sentence that Facebook made
    if text is None and not {"story", "status_type"} & record.keys():  # photos and films have other names for it
        text = text_of(record.get("description")) if "source" in record else text_of(record.get("name")) if "images" in record else None
    linked = found.read(str(record.get("permalink_url") or record.get("link") or "")).key
    same = linked if linked is not None and linked.kind in ("photo", "video", "reel") and linked.native_id == post else None
    own = grouped or same or Key("facebook", "", post)
    yield Post(
        native_id=own.native_id,
        kind=own.kind,
        suspect_id=doubt,
        author=Author(handle=handle, name=name, native_id=who) if name or who else None,
        created=when_of(record["created_time"]),
        edited_at=_edited(record),
        caption=(text or "").strip() or None,
        counts=counts_of(_graph_counts(record)),
        media=_graph_media(record),
        place=text_of(dig(record, "place", "name")),
        links=unique([text_of(record.get("link"))]) or None,
        visibility=None if not privacy else "public" if privacy in ("EVERYONE", "CUSTOM") else "private",
    )
    for one in dicts(dig(record, "comments", "data")):
        if isinstance(one.get("created_time"), str) and text_of(one.get("id")):
            yield replace(_comment(one, own), relation="context", evidence="full")


def is_comment(record: Fields) -> bool:
    """Comments have likes as a plain number, or say that they can be taken away; posts have neither."""
    return bool({"like_count", "can_remove", "user_likes", "comment_count", "can_comment"} & record.keys()) and not (
        {"status_type", "story", "permalink_url", "shares", "attachments", "full_picture"} & record.keys())


def _comment(record: Fields, post: Key | None) -> Post:
    """A comment: its id names the post before its own number."""
    native_id, doubt = id_of(record["id"])
    under, _ = _split(native_id)
    writer = record.get("from")
    name, who = text_of(dig(writer, "name")), text_of(dig(writer, "id"))
    above, _ = id_of(dig(record, "parent", "id"))
    likes = record.get("like_count") if "like_count" in record else dig(record, "likes", "summary", "total_count")
    return Post(
        native_id=native_id, kind="comment", suspect_id=doubt, caption=(text_of(record.get("message")) or "").strip() or None,
        author=Author(name=name, native_id=who) if name or who else None, created=when_of(record["created_time"]),
        counts=counts_of({"likes": likes, "comments": record.get("comment_count")}),
        in_reply_to=Key("facebook", "comment", above) if above else post or (Key("facebook", "", under) if under else None),
        thread=post.native_id if post else under or None)


def _edited(record: Fields) -> str | None:
    if not record.get("is_edited"):
        return None
    when = when_of(record.get("updated_time"))
    return when.value if when else None


def _graph_counts(record: Fields) -> dict[str, Any]:
    """``likes.data`` without a summary is one page of people, not a number."""
    named = {"likes": "likes", "comments": "comments", "reactions": "reactions", "reactions_like": "likes"}
    found = {
        metric: dig(record, field, "summary", "total_count")
        for field, metric in named.items()
        if dig(record, field, "summary", "total_count") is not None
    }
    for field in ("likes", "comments"):  # until 2014 the number stood beside the list
        if field not in found and dig(record, field, "count") is not None:
            found[field] = dig(record, field, "count")
    for feeling in _FEELINGS:
        found[feeling] = dig(record, f"reactions_{feeling}", "summary", "total_count")
    return found | {"shares": dig(record, "shares", "count")}


def _graph_media(record: Fields) -> tuple[Media, ...]:
    attached = dicts(dig(record, "attachments", "data"))
    parts = [inner for part in attached for inner in (dicts(dig(part, "subattachments", "data")) or [part])]
    made = [
        Media(
            kind="video" if "video" in str(part.get("type")) else "image",
            url=text_of(dig(part, "media", "source")) or text_of(dig(part, "media", "image", "src")),
            width=dig(part, "media", "image", "width"),
            height=dig(part, "media", "image", "height"),
        )
        for part in parts
    ]
    full = text_of(record.get("full_picture")) or text_of(record.get("picture"))
    kept = tuple(medium for medium in made if medium.url)
    return kept or ((Media(kind="image", url=full),) if full else ())


def is_graph(record: Fields) -> bool:
    """A number with a time as text, and words or a writer."""
    return (
        isinstance(record["created_time"], str)
        and bool(re.fullmatch(r"(?:\d+_)?\d+", str(record["id"])))
        and bool({"message", "story", "from", "permalink_url", "attachments", "status_type"} & record.keys())
        and "users_in_photo" not in record and "filter" not in record
    )


# -- CrowdTangle


def _tangled(found: Found, url: str, native_id: str, post: Post) -> Post:
    """The key that the post's address names; else the number behind the page's."""
    address = found.read(url)
    if address.key:
        return replace(post, native_id=address.key.native_id, kind=address.key.kind, platform=address.key.platform)
    return replace(post, native_id=_split(native_id)[1] or url.rstrip("/").rpartition("/")[2])


def crowdtangle(found: Found) -> Iterator[Post | Problem]:
    """A post of the CrowdTangle API. 2018 to 2024."""
    record = found.data
    actual, updated = dig(record, "statistics", "actual") or {}, from_iso(record.get("updated"))
    account = dig(record, "account") or {}
    feelings = {feeling: actual.get(f"{feeling}Count") for feeling in _FEELINGS}
    likes = actual.get("likeCount") if "likeCount" in actual else actual.get("favoriteCount")
    observed = updated.value if updated else None
    text = next(filter(None, (text_of(record.get(name)) for name in ("message", "title", "description"))), None)
    media = [
        Media(kind="video" if item.get("type") == "video" else "image", url=text_of(item.get("full")) or text_of(item.get("url")))
        for item in dicts(record.get("media"))
    ]
    post = Post(
        native_id="x",
        created=from_iso(record.get("date")),
        caption=text.strip() if text else None,
        media=tuple(media),
        author=Author(
            handle=text_of(account.get("handle")), name=text_of(account.get("name")), native_id=text_of(account.get("platformId"))
        ),
        counts=(
            *counts_of(
                {
                    "likes": likes,
                    "comments": actual.get("commentCount"),
                    "shares": actual.get("shareCount"),
                    "views": actual.get("viewCount"),
                    **feelings,
                },
                observed_at=observed,
            ),
            *_reactions([likes, *feelings.values()], observed, bool({f"{f}Count" for f in _FEELINGS} & actual.keys())),
        ),
        links=unique(
            text_of(link.get("expanded")) or text_of(link.get("original")) for link in dicts(record.get("expandedLinks"))
        ),
        observed_at=observed,
    )
    yield _tangled(found, str(record.get("postUrl") or ""), str(record["platformId"]), post)


def _reactions(numbers: list[Any], observed: str | None, known: bool) -> tuple[Count, ...]:
    """Likes are only one of the reactions: the sum is kept beside."""
    total = sum(count.value or 0 for number in numbers for count in counts_of({"n": number}))
    return counts_of({"reactions": total}, observed_at=observed) if known else ()


def _seen(row: Row) -> str | None:
    """Views are counted for videos only; the others have a 0 there."""
    stated = row.get("total views") or row.get("post views")
    return None if stated == "0" else stated


def crowdtangle_table(found: Found) -> Iterator[Post | Problem]:
    """A row of a CrowdTangle list or search (pages and groups). The sum in ``Total Interactions`` has a local spelling."""
    row: Row = found.data
    feelings = {feeling: row.get(feeling) for feeling in _FEELINGS}
    name = row.get("page name") or row.get("group name")
    text = re.sub(r"(\S+):=:(\S+)", r"\2", row["message"]).strip()
    post = Post(
        native_id="x",
        created=from_zoned(row["post created"]),
        caption=text or None,
        place=None,
        author=Author(handle=row.get("user name") or None, name=name or None, native_id=row["facebook id"] or None),
        counts=(
            *counts_of(
                {
                    "likes": row.get("likes"),
                    "comments": row.get("comments"),
                    "shares": row.get("shares"),
                    "views": _seen(row),
                    **feelings,
                }
            ),
            *_reactions([row.get("likes"), *feelings.values()], None, True),
        ),
        links=unique([row.get("final link") or row.get("link")]),
    )
    yield _tangled(found, row["url"], "", post)


# -- Meta Content Library, facebook-scraper, rows


def content_library(found: Found) -> Iterator[Post | Problem]:
    """A row of the Meta Content Library, of Facebook or Instagram. Its id is of a space of its own."""
    row: Row = found.data
    seen = from_iso(row.get("statistics.views_date_last_refreshed"))
    edited = from_iso(row.get("modified_time"))
    said = "".join(row.get(name, "") for name in ("mcl_url", "surface", "platform", "post_owner.type", "surface.type")).lower()
    where = "instagram" if "instagram" in said or ("media_type" in row and "content_type" not in row) else ""
    counts = {
        metric: row.get(f"statistics.{name}")
        for metric, name in (
            ("likes", "like_count"),
            ("comments", "comment_count"),
            ("shares", "share_count"),
            ("views", "views"),
        )
    }
    if row["id"].strip():
        yield Post(
            native_id=id_of(row["id"])[0],
            suspect_id=id_of(row["id"])[1],
            kind="mcl",
            platform=where,
            created=from_iso(row["creation_time"]) or when_of(row["creation_time"]),
            edited_at=edited.value if edited else None,
            author=Author(
                handle=row.get("post_owner.username") or None,
                name=row["post_owner.name"] or None,
                native_id=row.get("post_owner.id") or None,
            ),
            caption=row.get("text", "").strip() or None,
            language=row.get("lang") or None,
            counts=counts_of({name: value for name, value in counts.items() if name != "views"})
            + counts_of({"views": counts["views"]}, observed_at=seen.value if seen else None),
            links=unique([row.get("link_attachment.link")]) or None,
            hashtags=unique(
                tag.strip(" []'\"").lstrip("#") for tag in list_of(row.get("hashtags")) or row.get("hashtags", "").split(",")
            ),
        )


def scraper(found: Found) -> Iterator[Post | Problem]:
    """A row of facebook-scraper: ``time`` is the clock of some machine, ``timestamp`` is UTC."""
    row: Fields = found.data
    native_id, doubt = id_of(row.get("post_id"))
    address = found.read(str(row.get("post_url") or row.get("w3_fb_url") or ""))
    text = text_of(row.get("post_text")) or text_of(row.get("text"))
    pictures = [url for url in row["images"] if text_of(url)] if isinstance(row.get("images"), list) else [row.get("image")]
    reactions = dict(row["reactions"]) if isinstance(row.get("reactions"), dict) else {}
    created = from_epoch(row.get("timestamp"))
    if not created and (local := from_iso(str(row.get("time") or "")[:10])):
        created = local
    grouped = address.key if address.key and address.key.kind == "group" else None
    user, _ = id_of(row.get("user_id"))
    if native_id or address.key:
        key = grouped or (None if native_id else address.key)
        yield Post(
            native_id=key.native_id if key else native_id,
            kind=key.kind if key else "",
            suspect_id=doubt,
            created=created,
            author=Author(name=text_of(row.get("username")), native_id=user or None),
            caption=text.strip() if text else None,
            counts=counts_of(
                {
                    "likes": reactions.get("like", row.get("likes")),
                    "comments": row.get("comments"),
                    "shares": row.get("shares"),
                    **{f: reactions.get(f) for f in _FEELINGS},
                }
            ),
            media=tuple(Media(kind="image", url=url) for url in pictures if text_of(url)),
            links=unique([text_of(row.get("link"))]) or None,
        )


def scraped(found: Found) -> Iterator[Post | Problem]:
    """A scraped group or page post (Scrapfly): post_url, posted_at, text. Seen 2026-06."""
    row = found.data
    address = found.read(str(row["post_url"]))
    if address.key:
        name = text_of(row.get("author")) or text_of(dig(row, "author", "name"))
        yield Post(
            native_id=address.key.native_id,
            kind=address.key.kind,
            platform=address.key.platform,
            created=when_of(row["posted_at"]),
            author=Author(name=name) if name else None,
            caption=(text_of(row.get("text")) or "").strip() or None,
            counts=counts_of(
                {"likes": row.get("likes") or row.get("reactions"), "comments": row.get("comments"), "shares": row.get("shares")}
            ),
        )


def snscrape(found: Found) -> Iterator[Post | Problem]:
    """A line of ``snscrape facebook-...``. 2019 to 2022."""
    record = found.data
    address = found.read(str(record["cleanUrl"]))
    if address.key:
        yield Post(
            native_id=address.key.native_id, kind=address.key.kind, created=from_iso(record.get("date")),
            author=Author(handle=address.author) if address.author else None, caption=text_of(record.get("content")),
            links=unique(text_of(url) for url in record.get("outlinks") or ()) or None)


FORMS: tuple[Form, ...] = (
    Form(name="snscrape", keys=("_type", "cleanUrl"), test=lambda r: str(r["_type"]).startswith("snscrape.modules.facebook."),
         parse=snscrape),
    Form(name="graph-api", keys=("created_time", "id"), test=is_graph, parse=graph),
    Form(
        name="crowdtangle-api",
        keys=("platformId", "statistics"),
        test=lambda r: isinstance(dig(r, "statistics", "actual"), dict),
        parse=crowdtangle,
    ),
    Form(
        name="crowdtangle-csv",
        columns=("facebook id", "post created", "total interactions", "message", "url"),
        parse=crowdtangle_table,
    ),
    Form(name="content-library", columns=("id", "creation_time", "post_owner.name"), parse=content_library),
    Form(name="facebook-scraper", keys=("w3_fb_url", "post_id"), parse=scraper),
    Form(name="facebook-scraper-csv", columns=("post_id", "post_text", "shared_text", "post_url", "w3_fb_url"), parse=scraper),
    Form(name="scraped", keys=("post_url", "posted_at"), parse=scraped, last=True,
         test=lambda r: not isinstance(r["posted_at"], dict)),
)
