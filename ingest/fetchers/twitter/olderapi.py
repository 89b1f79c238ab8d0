"""X/Twitter: answers of the Search API of 2008 to 2013, and tables that twarc's first generation and Hydrator make of classic tweets."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ingest.fetcher import Form, Found
from ingest.fetchers.twitter.api import legacy_post
from ingest.fetchers.twitter.tools import author_of
from ingest.fetchers.twitter.wording import key, language, retweet_of, status_id, unescape
from ingest.model import Media, Post, Problem
from ingest.values.fields import counts_of, id_of, text_of, truth, unique, when_of

Fields = Mapping[str, Any]


def found_then(found: Found) -> Iterator[Post | Problem]:
    """A result of ``search.twitter.com/search.json``: flat, the author beside the text, no numbers."""
    record: Fields = found.data
    post = legacy_post(record, None)
    yield replace(
        post, created=when_of(record["created_at"]), language=language(record.get("iso_language_code")),
        author=author_of(record["from_user"], record.get("from_user_name"), record.get("from_user_id_str") or record.get("from_user_id")))


def is_found_then(record: Fields) -> bool:
    """The author's name and number stand beside the text."""
    return "from_user_id" in record and isinstance(record["from_user"], str) and ("id" in record or "id_str" in record)


def hydrated(found: Found) -> Iterator[Post | Problem]:
    """A row of Hydrator's table, or of twarc's ``json2csv.py``: words between blanks, a retweet's numbers are the original's."""
    row: Mapping[str, str] = found.data
    native_id, doubt = id_of(row["id"], status_id(row["tweet_url"]))
    text, kind = unescape(row["text"]).strip(), row.get("tweet_type", "")
    other = row.get("retweet_or_quote_id", "")
    original = row.get("retweet_id") or (other if kind == "retweet" or (not kind and retweet_of(text)) else "")
    quoted = row.get("quote_id") or (other if kind == "quote" else "")
    counts = {"likes": row.get("favorite_count")} | ({} if original else {"shares": row.get("retweet_count")})
    if not native_id.isdigit():
        return
    yield Post(
        native_id=native_id, suspect_id=doubt, created=when_of(row["created_at"]) or when_of(row.get("parsed_created_at")),
        author=author_of(row["user_screen_name"], row.get("user_name"), row.get("user_id")), caption=text or None,
        caption_complete=False if original and text.endswith("…") else None, language=language(row.get("lang")), counts=counts_of(counts),
        hashtags=_split(row, "hashtags"), links=_split(row, "urls"),
        media=tuple(Media(kind="image", url=url) for url in (row.get("media") or "").split() if "twimg.com/" in url),
        in_reply_to=key(row.get("in_reply_to_status_id")), repost_of=key(original), quote_of=None if original else key(quoted),
        place=text_of(row.get("place")), sensitive=truth(row.get("possibly_sensitive") or None))


def _split(row: Mapping[str, str], name: str) -> tuple[str, ...] | None:
    return unique(part.lstrip("#") for part in row[name].split()) if name in row else None


FORMS: tuple[Form, ...] = (
    Form(name="search-2008", keys=("from_user", "created_at", "text"), test=is_found_then, parse=found_then),
    Form(name="hydrator", columns=("id", "tweet_url", "created_at", "text", "user_screen_name", "favorite_count"), parse=hydrated),
)
