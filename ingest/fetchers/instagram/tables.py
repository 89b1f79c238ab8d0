"""Instagram in tables: CrowdTangle's."""

from collections.abc import Iterator

from ingest.fetcher import Form, Found
from ingest.fetchers.instagram.api import PUBLIC_CODE
from ingest.model import Author, Media, Post, Problem
from ingest.values.fields import counts_of, from_zoned, unique


def crowdtangle(found: Found) -> Iterator[Post | Problem]:
    """A row of a CrowdTangle list of Instagram accounts, 2019 to 2024."""
    row: dict[str, str] = found.data
    address = found.read(row["url"])
    code = address.key.native_id if address.key else row["url"].rstrip("/").rpartition("/")[2][:PUBLIC_CODE]
    if code:
        views = row.get("views")
        yield Post(
            native_id=code, created=from_zoned(row["post created"]), caption=row["description"].strip() or None,
            author=Author(handle=row["user name"] or None, name=row["account"] or None),
            counts=counts_of({"likes": row.get("likes"), "comments": row.get("comments"), "views": None if views == "0" else views}),
            media=(Media(kind="image", url=row["photo"]),) if row["photo"] else (), links=unique([row.get("link")]) or None)


FORMS: tuple[Form, ...] = (
    Form(name="crowdtangle-csv", columns=("account", "user name", "post created", "photo", "description", "url"), parse=crowdtangle),
)
