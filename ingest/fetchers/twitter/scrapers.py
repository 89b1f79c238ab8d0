"""X/Twitter in the lines of snscrape and of twscrape, which imitates it."""

from collections.abc import Iterator, Mapping
from typing import Any

from ingest.fetcher import Form, Found
from ingest.fetchers.twitter.tools import author_of
from ingest.fetchers.twitter.wording import availability, key, language, status_id, words
from ingest.model import Media, Post, Problem
from ingest.values.fields import counts_of, dicts, dig, from_iso, id_of, number_of, text_of, unique

Fields = Mapping[str, Any]


def scraped(record: Fields, relation: str = "", depth: int = 0) -> Iterator[Post]:
    """A tweet object of snscrape (or twscrape, which imitates it) and the tweets inside it."""
    native_id, doubt = id_of(record.get("id_str"), record.get("id.str"), status_id(record.get("url")), record.get("id"))
    if not native_id:
        return
    user = record.get("user") if isinstance(record.get("user"), dict) else {}
    retweeted, quoted = record.get("retweetedTweet"), record.get("quotedTweet")
    text = text_of(record.get("rawContent")) or text_of(record.get("content")) or ""
    quoted_id = id_of(dig(quoted, "id_str"), dig(quoted, "id"))[0]
    listed = [{"url": link.get("tcourl"), "expanded_url": link.get("url")} for link in dicts(record.get("links"))]
    numbers = {"likes": "likeCount", "comments": "replyCount", "quotes": "quoteCount", "views": "viewCount"}
    if not retweeted:
        numbers["shares"] = "retweetCount"
    counts = {metric: record.get(name) for metric, name in numbers.items()}
    counts["bookmarks"] = record.get("bookmarkCount") if "bookmarkCount" in record else record.get("bookmarkedCount")
    post = Post(
        native_id=native_id,
        suspect_id=doubt,
        created=from_iso(record.get("date")),
        author=author_of(dig(user, "username"), dig(user, "displayname"), dig(user, "id_str") or dig(user, "id")),
        caption=words(text, {"urls": listed}, (), quoted_id) or None,
        caption_complete=False if retweeted and text.endswith("…") else None,
        language=language(record.get("lang")),
        counts=counts_of(counts),
        hashtags=_names(record.get("hashtags")),
        mentions=_users(record.get("mentionedUsers")),
        links=_targets(record),
        media=_scraped_media(record.get("media")),
        in_reply_to=key(record.get("inReplyToTweetIdStr") or record.get("inReplyToTweetId")),
        quote_of=key(quoted_id),
        repost_of=key(id_of(dig(retweeted, "id_str"), dig(retweeted, "id"))[0]),
        thread=str(record.get("conversationIdStr") or record.get("conversationId") or "") or None,
        place=text_of(dig(record, "place", "fullName")),
        relation=relation or None,
        evidence="full" if relation else None,
    )
    yield post
    for other in (retweeted, quoted):
        if isinstance(other, dict) and depth < 4:
            yield from scraped(other, "quoted", depth + 1)


def _names(value: Any) -> tuple[str, ...] | None:
    return unique(text_of(item) for item in value) if isinstance(value, list) else None


def _users(value: Any) -> tuple[str, ...] | None:
    return unique(text_of(user.get("username")) for user in dicts(value)) if isinstance(value, list) else None


def _targets(record: Fields) -> tuple[str, ...] | None:
    if isinstance(record.get("links"), list):
        return unique(text_of(link.get("url")) for link in dicts(record["links"]))
    return _names(record.get("outlinks"))


def _scraped_media(value: Any) -> tuple[Media, ...]:
    """snscrape lists its media with their types, twscrape sorts them by type."""
    if isinstance(value, dict):
        value = [
            {"_type": kind, **item}
            for kind, name in (("Photo", "photos"), ("Video", "videos"), ("Gif", "animated"))
            for item in dicts(value.get(name))
        ]
    made = []
    for item in dicts(value):
        kind = str(item.get("_type")).rpartition(".")[2]
        films = sorted(dicts(item.get("variants")), key=lambda film: number_of(film.get("bitrate")) or 0)
        url = text_of(item.get("fullUrl")) or text_of(item.get("url")) or text_of(item.get("videoUrl"))
        made.append(
            Media(
                kind="image" if kind == "Photo" else "gif" if kind == "Gif" else "video",
                url=text_of(films[-1].get("url")) if films else url,
                alt=text_of(item.get("altText")),
                poster=text_of(item.get("thumbnailUrl")),
                duration=item["duration"] if isinstance(item.get("duration"), float) else None,
            )
        )
    return tuple(made)


def snscrape(found: Found) -> Iterator[Post | Problem]:
    """A line of ``snscrape --jsonl twitter-...`` (2018 to 2023) or of twscrape (since 2023)."""
    kind = found.data["_type"].rpartition(".")[2]
    if kind == "Tweet":
        yield from scraped(found.data)
    elif kind in ("Tombstone", "TweetRef"):
        native_id, doubt = id_of(found.data.get("id"))
        text = str(dig(found.data, "text") or "")
        yield Post(
            native_id=native_id,
            suspect_id=doubt,
            relation="reference",
            evidence="reference",
            availability=availability(text) if kind == "Tombstone" else None,
        )


FORMS: tuple[Form, ...] = (
    Form(
        name="snscrape", keys=("_type",), test=lambda r: str(r["_type"]).startswith("snscrape.modules.twitter."), parse=snscrape
    ),
)
