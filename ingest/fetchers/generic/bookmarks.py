"""Bookmarks, reading lists and histories: what browsers and read-later services keep of a page is its address.

Each is a reference to a post, or a link that somebody followed; the page's title is not the post's words. Most of a list are
pages of other kinds: they are left aside, and counted.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from ingest.fetcher import Form, Found
from ingest.model import Post, Problem
from ingest.values.fields import dig, from_epoch, text_of

_PLACES = ("url", "uri", "href", "link")


def bookmark(found: Found) -> Iterator[Post | Problem]:
    """One entry of a list: Chrome, Firefox, Pinboard, Pocket, Instapaper, Raindrop, Omnivore, Linkwarden, Karakeep, GoodLinks."""
    yield _named(found, "reference", "reference") or Problem(
        reason="unsupported", stage="aside", detail="bookmarks of pages that are no posts")


def visited(found: Found) -> Iterator[Post | Problem]:
    """A row of a browser's history."""
    yield _named(found, "linked", "link") or Problem(reason="unsupported", stage="aside", detail="visits to pages that are no posts")


def _named(found: Found, relation: str, evidence: str) -> Post | None:
    record: Mapping[str, Any] = found.data
    said = next((url for name in _PLACES if (url := text_of(record.get(name)))), "") or text_of(dig(record, "content", "url")) or ""
    address = found.read(said)
    key = address.key or address.short
    seen = from_epoch(record.get("visited"))
    return Post(platform=key.platform, kind=key.kind, native_id=key.native_id, relation=relation, evidence=evidence,
                observed_at=seen.value if seen else None) if key else None


FORMS: tuple[Form, ...] = (
    Form(name="bookmark-chrome", keys=("date_added", "url", "name"), parse=bookmark),
    Form(name="bookmark-firefox", keys=("uri", "dateAdded"), parse=bookmark),
    Form(name="bookmark-pinboard", keys=("toread", "href", "extended"), parse=bookmark),
    Form(name="bookmark-omnivore", keys=("readingProgress", "slug", "url"), parse=bookmark),
    Form(name="bookmark-linkwarden", keys=("collectionId", "url", "name", "type"), test=lambda one: one["type"] == "url", parse=bookmark),
    Form(name="bookmark-karakeep", keys=("createdAt", "content", "tags"), test=lambda one: dig(one, "content", "type") == "link",
         parse=bookmark),
    Form(name="bookmark-goodlinks", keys=("addedAt", "url", "starred"), parse=bookmark),
    Form(name="bookmark-raindrop", keys=("lastUpdate", "excerpt", "link", "cover"), parse=bookmark),
    Form(name="bookmark-wallabag", keys=("is_archived", "url", "domain_name"), parse=bookmark),
    Form(name="bookmarks-pocket", columns=("title", "url", "time_added", "tags", "status"), parse=bookmark),
    Form(name="bookmarks-instapaper", columns=("url", "title", "selection", "folder"), parse=bookmark),
    Form(name="bookmarks-raindrop", columns=("title", "url", "folder", "cover", "created"), parse=bookmark),
    Form(name="visited", keys=("@database", "url", "visited"), parse=visited),
)
