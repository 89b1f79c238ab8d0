"""X/Twitter: the official download, ``window.YTD`` since 2018 and Grailbird from 2012 to 2019."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from ingest.fetcher import Form, Found
from ingest.fetchers.twitter.api import along, legacy_post
from ingest.fetchers.twitter.shortlinks import explaining
from ingest.fetchers.twitter.wording import (
    best_variant,
    hashtags,
    key,
    language,
    links,
    mentions,
    retweet_of,
    status_id,
    unescape,
    words,
)
from ingest.model import Author, Key, Media, Post, Problem, Time
from ingest.values.fields import dicts, dig, from_classic, from_iso, id_of, number_of, stamp, text_of
from ingest.values.meta import synthetic_id

Fields = Mapping[str, Any]
PLACEHOLDER_UNTIL = "2010-11-05"
"""Downloads give midnight for everything older: only the day is known (1,280 of 1,280 tweets)."""
START = 40
"""A long text and its short tweet agree in so many first characters."""
LONG = 200
"""No shorter tweet stands for a note: notes have more than 280 characters."""


# -- what the small members say


def manifest(data: Any) -> Fields:
    """``data/manifest.js``: the owner, when the download was made, and how many records each of its files has."""
    user, made = dig(data, "userInfo"), from_iso(dig(data, "archiveInfo", "generationDate"))
    owner = Author(handle=text_of(dig(user, "userName")), name=text_of(dig(user, "displayName")),
                   native_id=text_of(dig(user, "accountId"))) if isinstance(user, dict) else None
    partial = dig(data, "archiveInfo", "isPartialArchive") is True
    kinds = dig(data, "dataTypes")
    listed = [part for kind in (kinds.values() if isinstance(kinds, dict) and not partial else ()) for part in dicts(dig(kind, "files"))]
    counted = {text_of(part.get("fileName")): number_of(part.get("count")) for part in listed}
    parts = {name: count for name, count in counted.items() if name and count is not None}
    return {"owner": owner, "exported_at": made.value if made else None, **({"parts": parts} if parts else {})}


def account(data: Any) -> Fields:
    """``data/account.js``, the owner where there is no manifest (before 2019)."""
    user = dig(data, 0, "account") or dig(data, "account")
    if not isinstance(user, dict):
        return {}
    return {"owner": Author(handle=text_of(user.get("username")), name=text_of(user.get("accountDisplayName")),
                            native_id=text_of(user.get("accountId")))}


def notes(data: Any) -> Fields:
    """``data/note-tweet.js``: the long texts, by their first characters, for the tweets that they belong to."""
    found: dict[str, list[Fields]] = {}
    for item in data if isinstance(data, list) else [data]:
        note = dig(item, "noteTweet")
        if isinstance(note, dict):
            found.setdefault(_start(dig(note, "core", "text")), []).append(note)
    return {"notes": found}


def protected(data: Any) -> Fields:
    """``data/protected-history.js``: when the account was protected, its posts were not public."""
    steps = []
    for item in data if isinstance(data, list) else [data]:
        step = dig(item, "protectedHistory")
        when = from_iso(dig(step, "protectedAt")) or from_classic(dig(step, "protectedAt"))
        if when:
            steps.append((when.value, not str(dig(step, "action")).lower().startswith("un")))
    return {"protected": sorted(steps)} if steps else {}


def grailbird_user(data: Any) -> Fields:
    """``data/js/user_details.js``."""
    if not isinstance(data, dict) or "screen_name" not in data:
        return {}
    name = text_of(data.get("full_name"))
    return {"owner": Author(handle=text_of(data["screen_name"]), name=name, native_id=text_of(data.get("id")))}


def grailbird_payload(data: Any) -> Fields:
    """``data/js/payload_details.js``."""
    made = from_iso(dig(data, "created_at"))
    return {"exported_at": made.value} if made else {}


CONTEXT: tuple[tuple[str, Callable[[Any], Fields]], ...] = (
    ("data/manifest.js", manifest), ("data/account.js", account), ("account.js", account), ("data/note-tweet*.js", notes),
    ("data/protected-history.js", protected), ("data/js/user_details.js", grailbird_user),
    ("data/js/payload_details.js", grailbird_payload), ("data/js/tweet_index.js", lambda data: {}),
)
PRIVATE = (
    ("data/direct-message*.js", "direct messages"), ("data/direct_messages*", "direct messages"),
    ("direct-message*.js", "direct messages"), ("window.YTD.direct_message*", "direct messages"),
    ("data/ad-*.js", "advertising data"), ("window.YTD.ad_*", "advertising data"),
    ("data/personalization.js", "advertising data"),
    ("data/ip-audit.js", "login records"), ("window.YTD.ip_audit*", "login records"), ("data/device-token.js", "login records"),
    ("data/email-address-change.js", "login records"), ("data/key-registry.js", "login records"),
    ("data/ageinfo.js", "account data"),
    ("data/contact.js", "contacts"), ("window.YTD.contact*", "contacts"),
)


# -- window.YTD


def _start(text: Any) -> str:
    return unescape(str(text or ""))[:START]


@explaining
def ytd(found: Found) -> Iterator[Post | Problem]:
    """One tweet of ``tweets.js`` and its kin. 2018, last seen 2024-11."""
    yield _owned(found, found.data["tweet"])


@explaining
def ytd_bare(found: Found) -> Iterator[Post | Problem]:
    """The same without the wrapper key, as in the first downloads of 2018 and 2019."""
    yield _owned(found, found.data)


def _owned(found: Found, record: Fields) -> Post:
    owner = found.context.get("owner")
    variable = str(found.context.get("variable", ""))
    post = replace(legacy_post(record, None), author=owner)
    post = _with_note(post, record, found.context.get("notes") or {})
    post = replace(post, same_as=(*post.same_as, *_meeting(post.created, record.get("full_text"), 0)))
    if not post.quote_of and not retweet_of(record.get("full_text")):
        post = _with_quote(post, record)
    gone = from_iso(record.get("deleted_at")) or from_classic(record.get("deleted_at"))
    if "deleted" in variable or gone:
        post = replace(post, availability="deleted")
    return replace(
        post, media=_local(post, record, str(found.context.get("member", "")), variable),
        visibility=_visibility(post.created, found.context.get("protected") or ()))


def _with_note(post: Post, record: Fields, known: Mapping[str, list[Fields]]) -> Post:
    """The long text where one began with the same characters within two seconds: it is the tweet's own."""
    created = post.created
    for note in known.get(_start(record.get("full_text")), ()):
        when = from_iso(note.get("createdAt"))
        if created and when and abs(_seconds(when) - _seconds(created)) <= 2:
            core, note_id = dig(note, "core") or {}, text_of(note.get("noteTweetId"))
            return replace(
                post, caption=_spelled(core, record), caption_complete=True, hashtags=hashtags(core), mentions=mentions(core),
                same_as=(Key("twitter", "note", note_id),) if note_id else ())
    return post


def _meeting(created: Time | None, text: Any, tolerance: int) -> tuple[Key, ...]:
    """Ids under which a long text and its tweet find each other where they come from different runs, whichever comes first.

    They begin with the same characters and were made within two seconds: the tweet claims its own second, the note all that count.
    """
    start = _start(text)
    if created is None or len(start) < START or len(str(text)) < LONG or start.startswith("RT @"):
        return ()
    moment = datetime.fromisoformat(created.value.replace("Z", "+00:00")).replace(microsecond=0)
    seconds = [moment + timedelta(seconds=step) for step in range(-tolerance, tolerance + 1)]
    return tuple(Key("twitter", "note", synthetic_id("note", second.isoformat(), start)) for second in seconds)


def _spelled(core: Fields, record: Fields) -> str | None:
    """The text of a note with its links written out, where it or its tweet lists them."""
    listed = [{"url": u.get("shortUrl") or u.get("url"), "expanded_url": u.get("expandedUrl") or u.get("expanded_url")}
              for u in dicts(core.get("urls"))]
    entities = {"urls": [*listed, *dicts(dig(record, "entities", "urls"))]}
    return words(str(core.get("text") or ""), entities, dig(record, "entities", "media")) or None


def _seconds(time: Time) -> float:
    return datetime.fromisoformat(time.value.replace("Z", "+00:00")).timestamp()


def _with_quote(post: Post, record: Fields) -> Post:
    """A download does not name the quoted post; its address is the last word of the text."""
    urls = dicts(dig(record, "entities", "urls"))
    text = str(record.get("full_text") or "").rstrip()
    last = urls[-1] if urls else {}
    quoted = status_id(last.get("expanded_url"))
    if not quoted or quoted == post.native_id or not text.endswith(str(last.get("url"))):
        return post
    entities = dig(record, "entities") or {}
    shorter = words(text, entities, dig(record, "extended_entities", "media"), quoted)
    caption = post.caption if post.caption_complete else shorter
    return replace(post, quote_of=key(quoted), caption=caption or None, links=links(entities, post.native_id, quoted))


def _local(post: Post, record: Fields, member: str, variable: str) -> Any:
    """Media files of a download are named after the tweet and the last part of their address (714 of 714)."""
    folder = "deleted_tweets_media" if "deleted" in variable else "community_tweet_media" if "community" in variable else (
        "tweet_media" if ".tweet." in variable else "tweets_media")
    top = "data/" if "data/" in member or ".tweet." not in variable else ""
    made = []
    items = dicts(dig(record, "extended_entities", "media")) or dicts(dig(record, "entities", "media"))
    for medium, item in zip(post.media, items, strict=False):
        url = best_variant(dig(item, "video_info", "variants")) or text_of(item.get("media_url_https")) or ""
        name = url.partition("?")[0].rpartition("/")[2]
        path = f"{top}{folder}/{post.native_id}-{name}"
        made.append(replace(medium, local=path) if name else medium)
    return tuple(made)


def _visibility(created: Time | None, steps: Any) -> str | None:
    """Not public if the last step before was to protect the account."""
    before = [locked for at, locked in steps if created and at <= created.value]
    return "followers" if before and before[-1] else None


def note(found: Found) -> Iterator[Post | Problem]:
    """A long text of ``note-tweet.js``: its id is its own, not the tweet's, until the two are joined."""
    record, core = found.data["noteTweet"], dig(found.data, "noteTweet", "core") or {}
    native_id, _ = id_of(record.get("noteTweetId"))
    created = from_iso(record.get("createdAt"))
    if native_id:
        yield Post(
            same_as=_meeting(created, core.get("text"), 2),
            native_id=native_id, kind="note", author=found.context.get("owner"), created=created,
            caption=_spelled(core, {}), caption_complete=True, hashtags=hashtags(core),
            mentions=mentions(core), links=links(core),
            availability="deleted" if "deleted" in str(found.context.get("variable")) else None)


def header(found: Found) -> Iterator[Post | Problem]:
    """``tweet-headers.js``: only that a tweet was there, and when."""
    record = found.data["tweet"]
    native_id, doubt = id_of(record.get("tweet_id"))
    user, _ = id_of(record.get("user_id"))
    gone = "deleted" in str(found.context.get("variable")) or record.get("deleted_at")
    yield Post(
        native_id=native_id, suspect_id=doubt, created=from_classic(record.get("created_at")),
        author=found.context.get("owner") or (Author(native_id=user) if user else None),
        availability="deleted" if gone else None, relation="reference", evidence="reference")


def like(found: Found) -> Iterator[Post | Problem]:
    """``like.js``, and the bookmarks that some downloads have beside: a post of somebody else, without author and time."""
    record = found.data.get("like") or found.data["bookmark"]
    native_id, doubt = id_of(record.get("tweetId"))
    text = unescape(str(record.get("fullText") or "")).strip()
    if native_id:
        yield Post(native_id=native_id, suspect_id=doubt, caption=text or None, relation="reference", evidence="reference")


# -- Grailbird


def grailbird(found: Found) -> Iterator[Post | Problem]:
    """One tweet of ``data/js/tweets/2010_02.js``, with the original where it is a retweet. 2012 to 2019."""
    yield from _old(found.data)


def _old(record: Fields, depth: int = 0) -> Iterator[Post]:
    post = legacy_post(record, record.get("user"))
    post = replace(post, created=old_time(record.get("created_at")))
    original = record.get("retweeted_status")
    if isinstance(original, dict) and depth == 0:
        yield replace(post, repost_of=key(original.get("id_str")), quote_of=None)
        for one in _old(original, 1):
            yield along(one, "quoted")
    else:
        yield post


def old_time(text: Any) -> Time | None:
    """Midnight before 2010-11-05 stands for an unknown hour."""
    when = from_iso(text)
    if when and when.value < PLACEHOLDER_UNTIL and when.value.endswith("T00:00:00.000Z"):
        return stamp(datetime.fromisoformat(when.value.replace("Z", "+00:00")), "day")
    return when


def is_old(record: Fields) -> bool:
    """Times like ``2018-03-16 02:34:05 +0000``."""
    when = str(record.get("created_at") or "")
    return when[10:11] == " " and when[-5:-4] == "+" and isinstance(record["user"], dict) and "text" in record


def old_table(found: Found) -> Iterator[Post | Problem]:
    """A row of Grailbird's ``tweets.csv``: the same tweets with fewer fields."""
    row = found.data
    native_id, doubt = id_of(row["tweet_id"])
    text = unescape(row["text"]).strip()
    targets = [url for url in row["expanded_urls"].split(",") if url and f"/status/{native_id}" not in url]
    if native_id.isdigit():
        yield Post(
            native_id=native_id, suspect_id=doubt, author=found.context.get("owner"), created=old_time(row["timestamp"]),
            caption=text or None, caption_complete=False if row["retweeted_status_id"] and text.endswith("…") else None,
            links=tuple(dict.fromkeys(targets)), in_reply_to=key(row["in_reply_to_status_id"]),
            repost_of=key(row["retweeted_status_id"]))


def plain(found: Found) -> Iterator[Post | Problem]:
    """A v1.1 tweet without its user object: bare downloads of 2018, or tweets whose users were stored apart."""
    if str(found.context.get("variable", "")).startswith("window.YTD.") or found.context.get("owner"):
        yield from ytd_bare(found)
        return
    user, _ = id_of(found.data.get("user_id_str"))
    post = legacy_post(found.data, None)
    handle = next((said for name in ("screen_name", "username", "user_screen_name") if (said := text_of(found.data.get(name)))), None)
    person = Author(handle=handle, native_id=user or None) if user or handle else None
    picture = text_of(found.data.get("image_url")) or ""  # tweet-harvest
    media = post.media or ((Media(kind="image", url=picture),) if picture.startswith("http") else ())
    yield replace(post, author=person, language=language(found.data.get("lang")), media=media)


def _tweet(record: Fields) -> bool:
    tweet = record["tweet"]
    return isinstance(tweet, dict) and "id_str" in tweet and ("full_text" in tweet or "text" in tweet) and "user" not in tweet


FORMS: tuple[Form, ...] = (
    Form(name="ytd", keys=("tweet",), test=_tweet, parse=ytd,
         files=("data/tweet*.js", "data/deleted-tweet*.js", "data/community-tweet*.js", "tweet.js")),
    Form(name="ytd-note", keys=("noteTweet",), test=lambda r: isinstance(r["noteTweet"], dict), parse=note,
         files=("data/note-tweet*.js", "data/deleted-note-tweet*.js")),
    Form(name="ytd-header", keys=("tweet",), test=lambda r: "tweet_id" in (r["tweet"] or ()), parse=header,
         files=("data/tweet-headers*.js", "data/deleted-tweet-headers*.js"), relation="reference", evidence="reference"),
    Form(name="ytd-like", keys=("like",), test=lambda r: "tweetId" in (r["like"] or ()), parse=like,
         files=("data/like*.js", "like*.js"), relation="reference", evidence="reference"),
    Form(name="ytd-bookmark", keys=("bookmark",), test=lambda r: "tweetId" in (r["bookmark"] or ()), parse=like,
         files=("data/bookmark*.js",), relation="reference", evidence="reference"),
    Form(name="ytd-bare", keys=("full_text", "id_str", "created_at"), test=lambda r: "user" not in r, parse=plain, last=True),
    Form(name="grailbird", keys=("user", "created_at"), test=is_old, parse=grailbird, files=("data/js/tweets/*.js",)),
    Form(name="grailbird-csv", columns=("tweet_id", "in_reply_to_status_id", "timestamp", "source", "text", "retweeted_status_id",
                                        "expanded_urls"), parse=old_table, files=("tweets.csv",), evidence="rich"),
)
