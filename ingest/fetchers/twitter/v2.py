"""X/Twitter API v2: pages as twarc2 and tweepy save them, and tweets that were flattened to one per line."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ingest.fetcher import Form, Found
from ingest.fetchers.twitter.shortlinks import explaining
from ingest.fetchers.twitter.wording import availability, best_variant, hashtags, key, language, links, mentions, words
from ingest.model import Author, Media, Post, Problem
from ingest.values.fields import counts_of, dicts, dig, from_iso, id_of, number_of, text_of, truth

Fields = Mapping[str, Any]
_KINDS = {"photo": "image", "video": "video", "animated_gif": "gif"}
_COMES_ALONG = {"retweeted": "quoted", "quoted": "quoted", "replied_to": "context"}


class Includes:
    """What stands beside the tweets of a page, by id."""

    def __init__(self, page: Fields) -> None:
        beside = page.get("includes") if isinstance(page.get("includes"), dict) else {}
        self.users = {str(user.get("id")): user for user in dicts(dig(beside, "users"))}
        self.media = {str(item.get("media_key")): item for item in dicts(dig(beside, "media"))}
        self.places = {str(place.get("id")): place for place in dicts(dig(beside, "places"))}
        self.tweets = dicts(dig(beside, "tweets"))


def retrieved(record: Fields) -> str | None:
    """When twarc2 asked."""
    when = from_iso(dig(record, "__twarc", "retrieved_at"))
    return when.value if when else None


def _author(record: Fields, beside: Includes) -> Author | None:
    user = record.get("author") if isinstance(record.get("author"), dict) else beside.users.get(str(record.get("author_id")))
    native_id, doubt = id_of(record.get("author_id"), dig(user, "id"))
    if not user and not native_id:
        return None
    known = native_id if native_id and not doubt else None
    return Author(handle=text_of(dig(user, "username")), name=text_of(dig(user, "name")), native_id=known)


def _media(record: Fields, beside: Includes) -> tuple[Media, ...]:
    """Attached media; flattened tweets have them in place of their keys."""
    listed = dicts(dig(record, "attachments", "media")) or [
        beside.media[name] for name in dig(record, "attachments", "media_keys") or () if name in beside.media
    ]
    made = []
    for item in listed:
        kind = _KINDS.get(str(item.get("type")), "image")
        film = best_variant(item.get("variants")) if kind != "image" else None
        length = number_of(item.get("duration_ms"))
        made.append(
            Media(
                kind=kind,
                url=film or text_of(item.get("url")),
                poster=text_of(item.get("preview_image_url")),
                alt=text_of(item.get("alt_text")),
                width=number_of(item.get("width")),
                height=number_of(item.get("height")),
                duration=length / 1000 if length else None,
            )
        )
    return tuple(medium for medium in made if medium.url or medium.poster or medium.alt)


def _metrics(record: Fields, repost: bool) -> dict[str, Any]:
    numbers = dig(record, "public_metrics") or {}
    if repost:  # all but the likes repeat the original's numbers
        return {"likes": numbers.get("like_count")}
    found = {
        "likes": numbers.get("like_count"),
        "shares": numbers.get("retweet_count"),
        "comments": numbers.get("reply_count"),
        "quotes": numbers.get("quote_count"),
        "bookmarks": numbers.get("bookmark_count"),
    }
    views = numbers.get("impression_count")
    return found | ({"views": views} if views else {})  # 0 was written before views were counted


def _place(record: Fields, beside: Includes) -> str | None:
    place = beside.places.get(str(dig(record, "geo", "place_id")))
    point = dig(record, "geo", "coordinates", "coordinates")
    if name := text_of(dig(place, "full_name")) or text_of(dig(record, "geo", "full_name")):
        return name
    return f"{point[1]}, {point[0]}" if isinstance(point, list) and len(point) == 2 else None


def tweet(record: Fields, beside: Includes, observed: str | None = None) -> Post:
    """One tweet of API v2."""
    native_id, doubt = id_of(record.get("id"))
    kinds = {str(other.get("type")): str(other.get("id") or "") for other in dicts(record.get("referenced_tweets"))}
    note = dig(record, "note_tweet") or {}
    entities = dig(note, "entities") or dig(record, "entities") or {}
    quoted, repost = kinds.get("quoted", ""), kinds.get("retweeted", "")
    shown = [{"url": item.get("url")} for item in dicts(dig(record, "entities", "urls")) if item.get("media_key")]
    text = str(note.get("text") or record.get("text") or "")
    user = beside.users.get(str(record.get("author_id"))) or record.get("author")
    return Post(
        native_id=native_id,
        suspect_id=doubt,
        author=_author(record, beside),
        created=from_iso(record.get("created_at")),
        caption=words(text, entities, shown, quoted, native_id) or None,
        caption_complete=True if note.get("text") else False if repost and text.endswith("…") else None,
        language=language(record.get("lang")),
        counts=counts_of(_metrics(record, bool(repost)), observed_at=observed),
        hashtags=hashtags(entities),
        mentions=mentions(entities),
        links=links(entities, native_id, quoted),
        media=_media(record, beside),
        in_reply_to=key(kinds.get("replied_to")),
        quote_of=key(quoted),
        repost_of=key(repost),
        thread=text_of(record.get("conversation_id")),
        place=_place(record, beside),
        sensitive=truth(record.get("possibly_sensitive")),
        visibility="followers" if dig(user, "protected") is True else None,
        observed_at=observed,
    )


@explaining
def page(found: Found) -> Iterator[Post | Problem]:
    """A whole answer: ``data`` (a list, or one tweet from a stream) and ``includes``. 2020, last seen 2023-01."""
    record, beside = found.data, Includes(found.data)
    observed = retrieved(record)
    listed = record["data"] if isinstance(record["data"], list) else [record["data"]]
    own: set[str] = set()
    why: dict[str, str] = {}
    for item in dicts(listed):
        post, *inside = _flat(item, beside, observed)
        own.add(post.native_id)
        why |= {str(other.get("id")): str(other.get("type")) for other in dicts(item.get("referenced_tweets"))}
        yield post
        yield from inside  # flattened tweets in an answer's shape
    for item in beside.tweets:
        post = tweet(item, beside, observed)
        if post.native_id not in own:
            yield replace(post, relation=_COMES_ALONG.get(why.get(post.native_id, ""), "context"), evidence="full")
    yield from _errors(record, observed)


def _errors(record: Fields, observed: str | None) -> Iterator[Post]:
    """Tweets that a page says it could not show."""
    for error in dicts(record.get("errors")):
        native_id, _ = id_of(error.get("resource_id"), error.get("value"))
        if error.get("resource_type") == "tweet" and native_id.isdigit():
            reason = f"{error.get('title')} {error.get('detail')}"
            yield Post(
                native_id=native_id,
                availability=availability(reason),
                relation="reference",
                evidence="reference",
                observed_at=observed,
            )


def only_errors(found: Found) -> Iterator[Post | Problem]:
    """An answer without a single tweet: only what could not be shown."""
    yield from _errors(found.data, retrieved(found.data))


@explaining
def flat(found: Found) -> Iterator[Post | Problem]:
    """One tweet per line: ``twarc2 flatten`` (author and referenced tweets inside), or tweepy's bare tweets."""
    yield from _flat(found.data, Includes(found.data), retrieved(found.data))


def _flat(record: Fields, beside: Includes, observed: str | None, depth: int = 0) -> list[Post]:
    """The tweet, then those that lie in it."""
    made = [tweet(record, beside, observed)]
    for other in dicts(record.get("referenced_tweets")):
        if "text" in other and depth < 3:
            relation = _COMES_ALONG.get(str(other.get("type")), "context")
            inside = _flat(other, beside, observed, depth + 1)
            made += [replace(post, relation=post.relation or relation, evidence="full") for post in inside]
    return made


def is_tweet(record: Any) -> bool:
    """Id and text as text, and a name that only v2 has."""
    return (
        isinstance(record, dict)
        and isinstance(record.get("text"), str)
        and str(record.get("id", "x")).isdigit()
        and ("edit_history_tweet_ids" in record or ("author_id" in record and bool(_SIGNS & record.keys())))
    )


_SIGNS = frozenset(
    (
        "public_metrics",
        "conversation_id",
        "created_at",
        "referenced_tweets",
        "reply_settings",
        "lang",
        "entities",
        "possibly_sensitive",
    )
)


def _is_page(record: Fields) -> bool:
    first = _first(record)
    return "text" not in record and (is_tweet(first) or (
        "newest_id" in (dig(record, "meta") or ()) and isinstance(first.get("text"), str) and str(first.get("id", "x")).isdigit()))


def _no_posts(what: str) -> Any:
    def parse(found: Found) -> Iterator[Post | Problem]:
        yield Problem(reason="unsupported", detail=f"X API: {what}, no posts in it", stage="parse")

    return parse


def _first(record: Fields) -> Fields:
    data = record["data"]
    first = data[0] if isinstance(data, list) and data else data
    return first if isinstance(first, dict) else {}


_ACTIONS = ("delete", "protect", "suspend", "scrub_geo", "unprotect", "unsuspend", "undelete", "deactivate", "withhold")
FORMS: tuple[Form, ...] = (
    Form(name="api-v2", keys=("data",), test=_is_page, parse=page),
    Form(name="api-v2-flat", keys=("text", "id"), test=is_tweet, parse=flat),
    Form(
        name="api-v2-errors",
        keys=("errors",),
        parse=only_errors,
        test=lambda r: not r.get("data") and any(e.get("resource_type") == "tweet" for e in dicts(r["errors"])),
    ),
    Form(
        name="api-v2-counts",
        keys=("data",),
        test=lambda r: {"tweet_count", "start", "end"} <= _first(r).keys(),
        parse=_no_posts("numbers of tweets per day"),
    ),
    Form(
        name="api-v2-lists",
        keys=("data",),
        test=lambda r: {"member_count", "follower_count"} <= _first(r).keys(),
        parse=_no_posts("lists of accounts"),
    ),
    Form(
        name="api-v2-users",
        keys=("data",),
        parse=_no_posts("accounts"),
        test=lambda r: {"username", "name", "id"} <= _first(r).keys() and not {"text", "media_type"} & _first(r).keys(),
    ),
    Form(
        name="compliance",
        keys=("action", "reason", "id"),
        test=lambda r: str(r["action"]) in _ACTIONS,
        parse=_no_posts("a compliance list"),
    ),
)
