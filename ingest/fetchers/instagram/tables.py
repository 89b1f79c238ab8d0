"""Instagram in the rows of tools: CrowdTangle, snscrape."""

from collections.abc import Iterator

from ingest.fetcher import Form, Found
from ingest.fetchers.instagram.api import PUBLIC_CODE
from ingest.model import Author, Media, Post, Problem
from ingest.values.fields import counts_of, from_iso, from_zoned, text_of, unique


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


FORMS: tuple[Form, ...] = (
    Form(name="crowdtangle-csv", parse=crowdtangle,
         columns=("account", "user name", "post created", "photo", "description", "url")),
    Form(name="snscrape", keys=("_type", "url"), parse=snscrape,
         test=lambda r: str(r["_type"]).startswith("snscrape.modules.instagram.InstagramPost")),
)
