"""Instagram in the rows of tools: CrowdTangle, minet, snscrape."""

from collections.abc import Iterator

from ingest.fetcher import Form, Found
from ingest.fetchers.instagram.api import PUBLIC_CODE
from ingest.model import Author, Media, Post, Problem
from ingest.values.fields import counts_of, from_epoch, from_iso, from_zoned, id_of, text_of, unique


def crowdtangle(found: Found) -> Iterator[Post | Problem]:
    """A row of a CrowdTangle list of Instagram accounts, 2019 to 2024."""
    row: dict[str, str] = found.data
    address = found.read(row["url"])
    code = address.key.native_id if address.key else row["url"].rstrip("/").rpartition("/")[2][:PUBLIC_CODE]
    if code:
        views = None if row.get("views") == "0" else row.get("views")
        yield Post(
            native_id=code, created=from_zoned(row["post created"]), caption=row["description"].strip() or None,
            author=Author(handle=row["user name"] or None, name=row["account"] or None),
            counts=counts_of({"likes": row.get("likes"), "comments": row.get("comments"), "views": views}),
            media=(Media(kind="image", url=row["photo"]),) if row["photo"] else (),
            links=unique([row.get("link")]) or None)


def snscrape(found: Found) -> Iterator[Post | Problem]:
    """A line of ``snscrape instagram-...``. 2019 to 2022."""
    record = found.data
    address = found.read(str(record.get("url") or record.get("cleanUrl") or ""))
    if address.key:
        still, handle = text_of(record.get("displayUrl")), text_of(record.get("username")) or address.author
        yield Post(
            native_id=address.key.native_id, created=from_iso(record.get("date")), caption=text_of(record.get("content")),
            author=Author(handle=handle) if handle else None,
            counts=counts_of({"likes": record.get("likes"), "comments": record.get("comments")}),
            media=(Media(kind="image", url=still),) if still else ())


def minet(found: Found) -> Iterator[Post | Problem]:
    """A row of ``minet instagram``: names of web GraphQL, flattened."""
    row: dict[str, str] = found.data
    likes = row.get("liked_by_count") or row.get("preview_like_count") or row.get("like_count")
    still = row.get("display_url") or row.get("main_thumbnail_url")
    user, doubt = id_of(row.get("owner_id") or row.get("user_id"))
    if row["shortcode"]:
        yield Post(
            native_id=row["shortcode"][:PUBLIC_CODE], created=from_epoch(row["taken_at_timestamp"]),
            caption=(row.get("caption") or row.get("description") or "").strip() or None,
            author=Author(handle=row.get("username") or row.get("owner_username") or None,
                          native_id=None if doubt else user or None),
            counts=counts_of({"likes": likes, "comments": row.get("comments_count") or row.get("comment_count"),
                              "views": row.get("video_view_count")}),
            media=(Media(kind="image", url=still),) if still else ())


FORMS: tuple[Form, ...] = (
    Form(name="crowdtangle-csv", parse=crowdtangle,
         columns=("account", "user name", "post created", "photo", "description", "url")),
    Form(name="minet", columns=("shortcode", "taken_at_timestamp"), parse=minet),
    Form(name="snscrape", keys=("_type", "url"), parse=snscrape,
         test=lambda r: str(r["_type"]).startswith("snscrape.modules.instagram.InstagramPost")),
)
