"""X/Twitter: tweets of API v1.1 and of the web's GraphQL, wherever their JSON was kept."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ingest.fetcher import Form, Found
from ingest.fetchers.twitter.reads import Tweet
from ingest.fetchers.twitter.shortlinks import explaining
from ingest.fetchers.twitter.wording import (
    availability,
    hashtags,
    key,
    language,
    links,
    media_of,
    mentions,
    place_of,
    retweet_of,
    unescape,
    words,
)
from ingest.model import Author, Post, Problem
from ingest.patterns import late
from ingest.values.fields import counts_of, dicts, dig, from_classic, id_of, number_of, text_of, truth

Fields = Mapping[str, Any]
NESTED = 4
"""A tweet quotes a tweet that quotes a tweet ... so deep and no deeper."""
_ID = late(r"[0-9]{1,20}")


def too_deep() -> Problem:
    """What is said of the tweets that lie deeper."""
    return Problem(reason="too-deep", stage="parse", detail=f"a quoted tweet in {NESTED} others is not read")


# -- v1.1, and what all generations share


def author_of(user: Any) -> Author | None:
    """The author in any generation: flat, under ``legacy``, or under ``core`` (since 2025)."""
    if not isinstance(user, dict):
        return None
    legacy, core = user.get("legacy") or {}, user.get("core") or {}
    handle = text_of(core.get("screen_name")) or text_of(legacy.get("screen_name")) or text_of(user.get("screen_name"))
    name = text_of(core.get("name")) or text_of(legacy.get("name")) or text_of(user.get("name"))
    native_id, doubt = id_of(user.get("rest_id"), user.get("id_str"), None if "rest_id" in user else user.get("id"))
    if not handle and not native_id:
        return None
    return Author(handle=handle, name=name, native_id=native_id if native_id.isdigit() and not doubt else None)


def private(user: Any) -> str | None:
    """``followers`` for a protected account; else nothing is stated."""
    flag = dig(user, "protected") or dig(user, "legacy", "protected") or dig(user, "privacy", "protected")
    return "followers" if flag is True else None


def legacy_post(record: Fields, user: Any, *, native_id: str = "", suspect: bool = False) -> Post:
    """One tweet of the v1.1 family: also the ``legacy`` part of GraphQL, and the download's tweets."""
    if not native_id:
        native_id, suspect = id_of(record.get("id_str"), record.get("id"))
    if native_id and not _ID.fullmatch(native_id):
        raise ValueError(f"no id of a post: {native_id[:40]!r}")
    long = record.get("extended_tweet") or {}
    text = text_of(long.get("full_text")) or text_of(record.get("full_text")) or text_of(record.get("text")) or ""
    entities = dig(long, "entities") or record.get("entities") or {}
    rich = dig(long, "extended_entities") or record.get("extended_entities") or entities
    quoted = str(record.get("quoted_status_id_str") or "")
    original = retweet_of(text)
    counts = {"likes": record.get("favorite_count"), "shares": record.get("retweet_count")}
    if original is None:
        counts |= {"quotes": record.get("quote_count"), "comments": record.get("reply_count"),
                   "bookmarks": record.get("bookmark_count")}
    else:
        del counts["shares"]  # the original's number, repeated on the retweet
    cut = (truth(record.get("truncated")) and not long) or (original and text.endswith("…"))
    return Post(
        native_id=native_id, suspect_id=suspect, author=author_of(user), created=from_classic(record.get("created_at")),
        caption=words(text, entities, dig(rich, "media"), quoted, native_id) or (None if text else blank(record)),
        caption_complete=False if cut else None,
        language=language(record.get("lang")), counts=counts_of(counts), hashtags=hashtags(entities),
        mentions=mentions(entities), links=links(entities, native_id, quoted), media=media_of(rich),
        in_reply_to=key(record.get("in_reply_to_status_id_str")), quote_of=key(quoted),
        thread=text_of(record.get("conversation_id_str")), place=place_of(record),
        sensitive=truth(record.get("possibly_sensitive")), visibility=private(user),
    )


def along(post: Post, relation: str) -> Post:
    """A post that stands inside another: quoted or retweeted, but as fully stated as its host."""
    return replace(post, relation=relation, evidence="full")


def classic(record: Fields, depth: int = 0) -> Iterator[Post | Problem]:
    """A v1.1 tweet and the tweets inside it."""
    user = record.get("user")
    post = legacy_post(record, user)
    if not post.native_id:
        return
    inner = (record.get("retweeted_status"), record.get("quoted_status"))
    retweeted = dig(record, "retweeted_status", "id_str") or dig(record, "retweeted_status", "id")
    if retweeted:
        post = replace(post, repost_of=key(retweeted), quote_of=None)
    yield post
    for other in inner:
        if isinstance(other, dict) and depth < NESTED:
            for one in classic(other, depth + 1):
                yield along(one, "quoted") if isinstance(one, Post) else one
        elif isinstance(other, dict):
            yield too_deep()


@explaining
def v1(found: Found) -> Iterator[Post | Problem]:
    """A tweet of API v1.1: twarc 1, tweepy, stream archives, TAGS. 2010 to 2023."""
    yield from classic(found.data)


def blank(record: Fields) -> str | None:
    """The text of a post that states it as empty or blank, as it is."""
    stated = (record.get("full_text"), record.get("text"))
    return next((text for text in stated if isinstance(text, str) and not text.strip()), None)


def is_classic(record: Fields) -> bool:
    """Dates like ``Wed Oct 10 20:19:24 +0000 2018`` are v1.1's; where the date is damaged, the two counts under their old names are."""
    user = record["user"]
    return isinstance(user, dict) and ("screen_name" in user or user.keys() == {"id", "id_str"}) and (dated(record, "+") or (
        {"id_str", "favorite_count", "retweet_count"} <= record.keys() and "__typename" not in record)) and (
        "text" in record or "full_text" in record)


def dated(record: Fields, kind: str) -> bool:
    """``+``: the classic spelling, always in UTC (Weibo's is not), ``T``: ISO with a T, a blank: the download of 2012 to 2019."""
    when = str(record.get("created_at") or "")
    return (when[20:25] == "+0000" and when[:1].isalpha()) if kind == "+" else when[10:11] == kind and when[:1].isdigit()


def deletion(found: Found) -> Iterator[Post | Problem]:
    """A notice in a stream that a tweet was deleted."""
    native_id, doubt = id_of(dig(found.data, "delete", "status", "id_str"), dig(found.data, "delete", "status", "id"))
    user, _ = id_of(dig(found.data, "delete", "status", "user_id_str"))
    yield Post(native_id=native_id, suspect_id=doubt, author=Author(native_id=user) if user else None, availability="deleted",
               relation="reference", evidence="reference")


def search_2022(found: Found) -> Iterator[Post | Problem]:
    """Answers of the web's search until 2022, and of the interface of collections: tweets and users side by side."""
    held = found.data.get("globalObjects") or found.data.get("objects")
    users = dig(held, "users") or {}
    for record in (dig(held, "tweets") or {}).values():
        user = users.get(str(record.get("user_id_str") or dig(record, "user", "id_str")))
        post = legacy_post(record, user)
        yield replace(post, repost_of=key(record.get("retweeted_status_id_str")))


# -- GraphQL


def graphql_tweets(result: Fields, relation: str = "", depth: int = 0) -> Iterator[Post | Problem]:
    """A tweet of the web's GraphQL and the tweets inside it, of every generation of the author's place."""
    result = dig(result, "tweet") or result
    legacy = dig(result, "legacy") or {}
    native_id, _ = id_of(result.get("rest_id"), legacy.get("id_str"))
    if not native_id or not ("full_text" in legacy or "created_at" in legacy):
        return
    core = dig(result, "core")
    user = dig(core, "user_results", "result") or dig(core, "user_result", "result") or dig(core, "user")
    post = legacy_post(legacy, user, native_id=native_id)
    post = replace(_with_note(post, result), author=post.author or _author_from_media(legacy))
    views = dig(result, "views", "count") or dig(result, "ext_views", "count")
    retweeted = dig(legacy, "retweeted_status_result", "result")
    retweeted = dig(retweeted, "tweet") or retweeted
    if retweeted:
        post = replace(post, repost_of=key(dig(retweeted, "rest_id")), quote_of=None)
    elif views:
        post = replace(post, counts=(*post.counts, *counts_of({"views": views})))
    yield along(post, relation) if relation else post
    quoted = dig(result, "quoted_status_result", "result")
    if depth < NESTED:
        if isinstance(retweeted, dict):
            yield from graphql_tweets(retweeted, "quoted", depth + 1)
        if isinstance(quoted, dict):
            inner = list(graphql_tweets(quoted, "quoted", depth + 1))
            yield from inner or _missing(str(legacy.get("quoted_status_id_str") or ""), quoted)
    elif isinstance(retweeted, dict) or isinstance(quoted, dict):
        yield too_deep()


def _with_note(post: Post, result: Fields) -> Post:
    """Texts over 280 characters stand apart; the short text is cut."""
    note = dig(result, "note_tweet", "note_tweet_results", "result")
    text = text_of(dig(note, "text"))
    if text:
        entities = dig(note, "entity_set") or {}
        quoted = post.quote_of.native_id if post.quote_of else ""
        media = dig(result, "legacy", "entities", "media")
        return replace(
            post, caption=words(text, entities, media, quoted) or None, caption_complete=True,
            hashtags=hashtags(entities), mentions=mentions(entities), links=links(entities, post.native_id, quoted))
    if isinstance(result.get("note_tweet"), dict) and not post.repost_of:
        return replace(post, caption_complete=False)
    return post


def _author_from_media(legacy: Fields) -> Author | None:
    """Where the author is left out, the address of the tweet's own picture names the handle."""
    user, _ = id_of(legacy.get("user_id_str"))
    urls = [text_of(item.get("expanded_url")) or "" for item in dicts(dig(legacy, "entities", "media"))
            if not item.get("source_status_id_str")]
    match = re.match(r"https?://(?:twitter|x)\.com/(\w+)/status/", urls[0]) if urls else None
    return Author(handle=match[1] if match else None, native_id=user or None) if user or match else None


def _missing(native_id: str, result: Fields) -> Iterator[Post]:
    """A quoted tweet of which only a tombstone is left."""
    reason = dig(result, "tombstone", "text", "text") or result.get("reason")
    if native_id and (reason or "Tombstone" in str(result.get("__typename"))):
        yield Post(native_id=native_id, availability=availability(reason), relation="quoted", evidence="reference")


@explaining
def graphql(found: Found) -> Iterator[Post | Problem]:
    """A tweet object of the web's GraphQL, in whatever answer it stands. Since 2020, last seen 2026-07."""
    yield from graphql_tweets(found.data)


def is_graphql(record: Fields) -> bool:
    """Tweets, not users (which have ``rest_id`` and ``legacy`` too)."""
    legacy = record["legacy"]
    return isinstance(legacy, dict) and "full_text" in legacy


def tombstone(found: Found) -> Iterator[Post | Problem]:
    """An entry of a timeline where a tweet was: the entry names its id, the tombstone why it is gone."""
    match = _ENTRY.search(found.data["entryId"])
    result = _entry_result(found.data)
    if match and isinstance(result, dict):
        reason = dig(result, "tombstone", "text", "text") or result.get("reason")
        yield Post(native_id=match[1], availability=availability(reason), relation="reference", evidence="reference")


GONE = ("TweetUnavailable", "TweetTombstone")
_ENTRY = late(r"(?:^|-)tweet-(\d{1,19})$")


def _entry_result(entry: Fields) -> Any:
    content = dig(entry, "content", "itemContent") or dig(entry, "item", "itemContent")
    return dig(content, "tweet_results", "result") or (dig(content, "tombstoneInfo") and {
        "tombstone": {"text": dig(content, "tombstoneInfo", "richText") or {}}})


def is_tombstone(entry: Fields) -> bool:
    """An entry named after a tweet that holds no tweet."""
    if not isinstance(entry["entryId"], str) or not _ENTRY.search(entry["entryId"]):
        return False
    result = _entry_result(entry)
    return isinstance(result, dict) and ("tombstone" in result or result.get("__typename") in GONE)


# -- rows of a scraper


def reduced(found: Found) -> Iterator[Post | Problem]:
    """A tweet that a scraper flattened: v1.1's names beside the text, the author only as number (Scrapfly). Seen 2024-12."""
    record = found.data
    native_id, doubt = id_of(record.get("id_str"), record.get("id"))
    person = author_of(record.get("user"))
    user, _ = id_of(record.get("user_id"), record.get("user_id_str"), person.native_id if person else None)
    handle = text_of(record.get("screen_name")) or text_of(record.get("username")) or text_of(
        record.get("user_screen_name")) or (person.handle if person else None)
    post = legacy_post(record, None, native_id=native_id, suspect=doubt)
    views = {"views": record.get("views") if number_of(record.get("views")) else record.get("view_count")}
    yield replace(
        post, author=Author(handle=handle, native_id=user or None), counts=(*post.counts, *counts_of(views)),
        language=language(record.get("lang") or record.get("language")), caption=unescape(str(record.get("text") or "")) or None,
        thread=text_of(record.get("conversation_id")))


FORMS: tuple[Form, ...] = (
    Form(name="api-v1", keys=("user", "created_at"), test=is_classic, parse=v1, reads=Tweet),
    Form(name="graphql", keys=("rest_id", "legacy"), test=is_graphql, parse=graphql),
    Form(name="graphql-tombstone", keys=("entryId",), test=is_tombstone, parse=tombstone),
    Form(name="search-2022", keys=("globalObjects",), parse=search_2022),
    Form(name="collection", keys=("objects",), parse=search_2022, test=lambda r: isinstance(dig(r, "objects", "tweets"), dict)),
    Form(name="deleted-notice", keys=("delete",), test=lambda r: isinstance(dig(r, "delete", "status"), dict), parse=deletion),
    Form(name="reduced", keys=("favorite_count", "created_at", "text"),
         test=lambda r: dated(r, "+") and "id" in r and dig(r, "user", "screen_name") is None, parse=reduced, last=True),
)
