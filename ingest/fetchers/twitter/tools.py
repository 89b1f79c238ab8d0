"""X/Twitter in the tables of research tools: twarc-csv, minet, DMI-TCAT, Twint, SFM, waybacktweets, Dogsheep."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ingest.fetcher import Form, Found
from ingest.fetchers.twitter.wording import key, language, retweet_of, status_id, unescape
from ingest.model import Author, Media, Post, Problem
from ingest.values.fields import (
    counts_of,
    dicts,
    dig,
    from_classic,
    from_epoch,
    from_iso,
    id_of,
    list_of,
    number_of,
    text_of,
    truth,
    unique,
    when_of,
)

Fields = Mapping[str, Any]
Row = Mapping[str, str]


def author_of(handle: Any, name: Any = None, native_id: Any = None) -> Author | None:
    known, doubt = id_of(native_id)
    handle = str(handle or "").lstrip("@").strip()
    return (
        Author(handle=handle or None, name=text_of(name), native_id=None if doubt else known or None) if handle or known else None
    )


def twarc_csv(found: Found) -> Iterator[Post | Problem]:
    """A row of twarc-csv: v2's fields with dots. A retweet's row carries the original's text and numbers: both are told apart again.
    The likes stay at the retweet too, for its row states them, but as a weaker claim: what another source says of it wins."""
    row: Row = found.data
    native_id, doubt = id_of(row["id"])
    if not native_id.isdigit():
        return
    observed = from_iso(row["__twarc.retrieved_at"])
    at = observed.value if observed else None
    original, quoted = row["referenced_tweets.retweeted.id"], row["referenced_tweets.quoted.id"]
    text = unescape(row["text"]).replace("\\n", "\n")
    metrics = {
        metric: row.get(f"public_metrics.{name}")
        for metric, name in (
            ("likes", "like_count"),
            ("shares", "retweet_count"),
            ("comments", "reply_count"),
            ("quotes", "quote_count"),
            ("bookmarks", "bookmark_count"),
        )
    }
    if number_of(row.get("public_metrics.impression_count")):
        metrics["views"] = row["public_metrics.impression_count"]
    post = Post(
        native_id=native_id,
        suspect_id=doubt,
        created=from_iso(row["created_at"]),
        caption=text.strip() or None,
        author=author_of(row.get("author.username"), row.get("author.name"), row["author.id"]),
        language=language(row.get("lang")),
        counts=counts_of(metrics, observed_at=at),
        hashtags=_cell(row, "entities.hashtags"),
        mentions=_cell(row, "entities.mentions"),
        in_reply_to=key(row["referenced_tweets.replied_to.id"]),
        quote_of=key(quoted),
        thread=row["conversation_id"] or None,
        place=text_of(row.get("geo.full_name")),
        sensitive=truth(row.get("possibly_sensitive")),
        observed_at=at,
        links=_links(row.get("entities.urls"), native_id, quoted),
    )
    if original.isdigit():
        yield from _told_apart(row, post, original, text)
    else:
        yield post


def _told_apart(row: Row, post: Post, original: str, text: str) -> Iterator[Post]:
    """The original and the retweet of a row that was merged from both."""
    handle = row.get("retweeted_username", "")
    if not retweet_of(text):
        yield replace(
            post, native_id=original, created=None, author=author_of(handle, None, row.get("retweeted_user_id")), thread=None,
            in_reply_to=None, quote_of=None, caption_complete=None, relation="quoted", evidence="full", place=None)
        text = f"RT @{handle}: {text}" if handle else text
        post = replace(post, evidence="rich")
    likes = tuple(count for count in post.counts if count.metric == "likes")
    yield replace(post, counts=likes, repost_of=key(original), caption=text.strip() or None, quote_of=None)


def _cell(row: Row, name: str) -> tuple[str, ...] | None:
    listed = list_of(row.get(name))
    values = [item if isinstance(item, str) else dig(item, "tag") or dig(item, "username") for item in listed]
    return unique(text_of(str(value).lstrip("#@")) for value in values if value) if listed else None


def _links(cell: Any, native_id: str, quoted: str) -> tuple[str, ...] | None:
    listed = [item if isinstance(item, str) else str(dig(item, "expanded_url") or "") for item in list_of(cell)]
    return (
        unique(
            url
            for url in listed
            if "://" in url and status_id(url) not in (native_id, quoted or "-") and "/i/web/status/" not in url
        )
        if listed
        else None
    )


def minet(found: Found) -> Iterator[Post | Problem]:
    """A row of ``minet twitter`` or twitwi: numbers and texts unescaped, several values joined by bars."""
    row: Row = found.data
    native_id, doubt = id_of(row["id"])
    original = row.get("retweeted_id", "")
    observed = from_iso(row.get("collection_time"))
    metrics = {"likes": row.get("like_count"), "comments": row.get("reply_count"), "views": row.get("impression_count")} | (
        {} if original else {"shares": row.get("retweet_count")}
    )
    if not native_id.isdigit():
        return
    yield Post(
        native_id=native_id,
        suspect_id=doubt,
        created=from_epoch(row["timestamp_utc"]),
        author=author_of(row["user_screen_name"], row.get("user_name"), row.get("user_id")),
        caption=row.get("text", "").strip() or None,
        language=language(row.get("lang")),
        counts=counts_of(metrics, observed_at=observed.value if observed else None),
        hashtags=_bars(row, "hashtags"),
        mentions=_bars(row, "mentioned_names"),
        links=_bars(row, "links"),
        media=_minet_media(row),
        in_reply_to=key(row.get("to_tweetid")),
        repost_of=key(original),
        quote_of=None if original else key(row.get("quoted_id")),
        place=text_of(row.get("place_name")),
        sensitive=truth(row.get("possibly_sensitive")),
        observed_at=observed.value if observed else None,
    )


def _bars(row: Row, name: str) -> tuple[str, ...] | None:
    return unique(part.strip() for part in row[name].split("|")) if name in row else None


def _minet_media(row: Row) -> tuple[Media, ...]:
    urls, kinds = (row.get("media_urls") or "").split("|"), (row.get("media_types") or "").split("|")
    alts = (row.get("media_alt_texts") or "").split("|")
    named = {"video": "video", "animated_gif": "gif"}
    return tuple(
        Media(
            kind=named.get(kinds[i] if i < len(kinds) else "", "image"), url=url, alt=text_of(alts[i]) if i < len(alts) else None
        )
        for i, url in enumerate(urls)
        if url
    )


def tcat(found: Found) -> Iterator[Post | Problem]:
    """A row of a DMI-TCAT export."""
    row: Row = found.data
    native_id, doubt = id_of(row.get("id"))
    original = row.get("retweet_id", "")
    if native_id.isdigit():
        yield Post(
            native_id=native_id,
            suspect_id=doubt,
            created=from_epoch(row["time"]) or when_of(row["created_at"]),
            author=author_of(row["from_user_name"], row.get("from_user_realname"), row["from_user_id"]),
            caption=unescape(row.get("text", "")).strip() or None,
            language=language(row.get("lang")),
            counts=counts_of({"likes": row.get("favorite_count")} | ({} if original else {"shares": row.get("retweet_count")})),
            in_reply_to=key(row.get("in_reply_to_status_id")),
            quote_of=key(row.get("quoted_status_id")),
            repost_of=key(original),
            place=text_of(row.get("location_name")),
            sensitive=truth(row.get("possibly_sensitive")),
        )


def twint(found: Found) -> Iterator[Post | Problem]:
    """A row or JSON line of Twint (2018 to 2021). Its date and time are local: the id's time is the better one."""
    row: Fields = found.data
    native_id, doubt = id_of(row.get("id"), status_id(row.get("link")))
    stated = row.get("created_at")
    created = when_of(stated) if isinstance(stated, int) or str(stated).endswith("UTC") or str(stated).isdigit() else None
    original, counts = str(row.get("retweet_id") or ""), {"likes": "likes", "comments": "replies", "shares": "retweets"}
    if not native_id.isdigit():
        return
    pictures = [Media(kind="image", url=url) for url in list_of(row.get("photos")) if text_of(url)]
    named = [user if isinstance(user, str) else dig(user, "screen_name") for user in list_of(row.get("mentions"))]
    yield Post(
        native_id=native_id,
        suspect_id=doubt,
        created=created,
        author=author_of(row.get("username"), row.get("name"), row.get("user_id")),
        caption=unescape(str(row.get("tweet") or "")).strip() or None,
        language=language(row.get("language")),
        media=tuple(pictures),
        counts=counts_of({metric: _either(row, f"{name}_count", f"n{name}") for metric, name in counts.items()}),
        hashtags=unique(str(tag).lstrip("#") for tag in list_of(row.get("hashtags"))),
        mentions=unique(text_of(name) for name in named),
        links=unique(text_of(url) for url in list_of(row.get("urls"))),
        quote_of=key(status_id(row.get("quote_url"))),
        repost_of=key(original),
        thread=str(row.get("conversation_id") or "") or None,
        place=text_of(row.get("place")),
    )


def _either(row: Fields, *names: str) -> Any:
    return next((row[name] for name in names if row.get(name) not in (None, "")), None)


def feed_manager(found: Found) -> Iterator[Post | Problem]:
    """A row of a Social Feed Manager export (``twitter_id``, ``screen_name``), 2012 to 2023."""
    row: Row = found.data
    native_id, doubt = id_of(row.get("twitter_id") or row.get("tweet_id"))
    handle = row.get("screen_name") or row.get("user_screen_name") or row.get("author.username")
    text = row.get("text") or row.get("tweet_text") or ""
    created = from_classic(row["created_at"]) or from_iso(row["created_at"]) or from_classic(row.get("parsed_created_at"))
    if native_id.isdigit():
        yield Post(
            native_id=native_id,
            suspect_id=doubt,
            created=created,
            author=author_of(handle, row.get("user_name"), row.get("user_id")),
            caption=unescape(text).strip() or None,
            language=language(row.get("lang")),
            counts=counts_of(
                {
                    "likes": row.get("favorite_count") or row.get("like_count"),
                    **({} if retweet_of(text) else {"shares": row.get("retweet_count")}),
                }
            ),
            in_reply_to=key(row.get("in_reply_to_status_id") or row.get("in_reply_to_tweet_id")),
        )


def wayback(found: Found) -> Iterator[Post | Problem]:
    """A row of waybacktweets: where the Wayback Machine has a tweet, with its text where that could be read. Since 2023."""
    row: Fields = found.data
    native_id = status_id(row.get("original_tweet_url")) or status_id(row.get("parsed_tweet_url"))
    when = from_iso(row.get("parsed_archived_timestamp")) or _compact(row.get("archived_timestamp"))
    text = text_of(row.get("available_tweet_text"))
    address = found.read(str(row.get("original_tweet_url") or row.get("parsed_tweet_url") or ""))
    if native_id:
        yield Post(
            native_id=native_id,
            author=author_of(address.author),
            caption=unescape(text).strip() if text else None,
            observed_at=when.value if when else None,
            evidence="rich" if text else "reference",
            relation=None if text else "reference",
        )


def _compact(text: Any) -> Any:
    digits = str(text or "")
    if len(digits) != 14 or not digits.isdigit():
        return None
    return from_iso(f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}T{digits[8:10]}:{digits[10:12]}:{digits[12:]}Z")


def dogsheep(found: Found) -> Iterator[Post | Problem]:
    """A row of a ``twitter-to-sqlite`` database. Its ids went through a number and may be rounded."""
    row = found.data
    native_id, doubt = id_of(row["id"])
    original = id_of(row.get("retweeted_status"))[0]
    text = str(row.get("full_text") or "")
    counts = {"likes": row.get("favorite_count")} | ({} if original else {"shares": row.get("retweet_count")})
    yield Post(
        native_id=native_id,
        suspect_id=doubt,
        created=from_iso(row["created_at"]),
        caption=unescape(text).strip() or None,
        author=author_of(row.get("user.screen_name"), row.get("user.name"), row.get("user")),
        language=language(row.get("lang")),
        caption_complete=False if original and text.endswith("…") else None,
        counts=counts_of(counts),
        repost_of=key(original),
        in_reply_to=key(id_of(row.get("in_reply_to_status_id"))[0]),
        quote_of=None if original else key(id_of(row.get("quoted_status"))[0]),
        sensitive=truth(row.get("possibly_sensitive")),
        media=tuple(Media(kind=_KINDS.get(str(one.get("type")), "image"), url=text_of(one.get("url"))) for one in dicts(
            list_of(row.get("media")))) if not original else (),
    )


_KINDS = {"photo": "image", "video": "video", "animated_gif": "gif"}
_WAYBACK = ("archived_timestamp", "archived_tweet_url", "original_tweet_url")
_TWINT = ("conversation_id", "tweet", "username", "user_rt_id", "retweet_date")
FORMS: tuple[Form, ...] = (
    Form(
        name="twarc-csv",
        columns=(
            "id",
            "conversation_id",
            "author.id",
            "created_at",
            "text",
            "__twarc.retrieved_at",
            "referenced_tweets.replied_to.id",
            "referenced_tweets.retweeted.id",
            "referenced_tweets.quoted.id",
        ),
        parse=twarc_csv,
    ),
    Form(name="minet", columns=("id", "timestamp_utc", "user_screen_name", "collected_via", "to_tweetid"), parse=minet),
    Form(name="tcat", columns=("id", "from_user_name", "from_user_id", "filter_level", "time", "created_at"), parse=tcat),
    Form(name="twint-csv", columns=_TWINT, parse=twint),
    Form(name="twint", keys=("user_rt_id", "tweet", "username"), parse=twint),
    Form(name="feed-manager", columns=("twitter_id", "screen_name", "created_at"), parse=feed_manager),
    Form(
        name="feed-manager-v2",
        columns=("tweet_id", "created_at", "text", "user_screen_name", "parsed_created_at"),
        parse=feed_manager,
    ),
    Form(name="waybacktweets-csv", columns=_WAYBACK, parse=wayback),
    Form(name="waybacktweets", keys=_WAYBACK, parse=wayback),
    Form(name="dogsheep", keys=("@database",), test=lambda r: r["@database"] == "twitter-to-sqlite.tweets", parse=dogsheep),
)
