"""X/Twitter: what embeds ask for (syndication, oEmbed), and what streams and answers say where a tweet is not."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ingest.fetcher import Form, Found
from ingest.fetchers.twitter.api import GONE, NESTED, along, dated, legacy_post, too_deep
from ingest.fetchers.twitter.reads import Tweet
from ingest.fetchers.twitter.shortlinks import explaining
from ingest.fetchers.twitter.wording import availability, key, status_id, unescape, words
from ingest.model import Author, Post, Problem
from ingest.values.fields import counts_of, dig, from_iso, text_of

Fields = Mapping[str, Any]


def syndicated(record: Fields, relation: str = "", depth: int = 0) -> Iterator[Post | Problem]:
    """An answer of ``tweet-result``: the tweet, the one it quotes and the one it replies to."""
    details = record.get("mediaDetails")
    shown_media = {"extended_entities": {"media": details}} if details else {}
    post = replace(legacy_post({**record, **shown_media}, record.get("user")), created=from_iso(record.get("created_at")))
    counts = {"comments": record.get("conversation_count")} if "conversation_count" in record else {}
    quoted, parent = record.get("quoted_tweet"), record.get("parent")
    post = replace(
        post, counts=(*post.counts, *counts_of({k: v for k, v in counts.items() if not any(c.metric == k for c in post.counts)})),
        quote_of=post.quote_of or key(dig(quoted, "id_str")), in_reply_to=post.in_reply_to or key(dig(parent, "id_str")),
        caption_complete=False if dig(record, "note_tweet", "id") else post.caption_complete,
    )
    if isinstance(quoted, dict) and post.quote_of and post.caption:
        shown = words(str(record.get("text") or ""), dig(record, "entities") or {}, details, post.quote_of.native_id)
        post = replace(post, caption=shown or None)
    yield along(post, relation) if relation else post
    for other, kind in ((quoted, "quoted"), (parent, "context")):
        if isinstance(other, dict) and "id_str" in other and depth < NESTED:
            yield from syndicated(other, kind, depth + 1)
        elif isinstance(other, dict) and "id_str" in other:
            yield too_deep()


@explaining
def syndication(found: Found) -> Iterator[Post | Problem]:
    """``cdn.syndication.twimg.com/tweet-result``, used by embeds since 2022."""
    yield from syndicated(found.data)


def grave(found: Found) -> Iterator[Post | Problem]:
    """The answer for a post that is gone: it does not repeat the id that was asked for, only its own address has it."""
    reason = dig(found.data, "tombstone", "text", "text") or found.data.get("reason")
    asked = found.read(found.page.url).key
    if asked is not None and asked.platform == "twitter":
        yield Post(native_id=asked.native_id, availability=availability(reason), relation="reference", evidence="reference")
    else:
        yield Problem(reason="unsupported", stage="parse",
                      detail=f"X: a post that could not be shown, and not which one: {reason or found.data['__typename']}"[:300])


def is_grave(record: Fields) -> bool:
    """A tombstone by itself; with an id or around a tweet it belongs to what is around it."""
    return record["__typename"] in GONE and not {"rest_id", "tweet", "id_str"} & record.keys()


_NOTICES = frozenset(("limit", "scrub_geo", "status_withheld", "user_withheld", "disconnect", "warning", "friends", "friends_str", "event",
                      "for_user", "control"))


def is_notice(record: Any) -> bool:
    """What a stream says about itself stands alone in its line."""
    return isinstance(record, dict) and len(record) == 1 and not _NOTICES.isdisjoint(record)


def notice(found: Found) -> Iterator[Post | Problem]:
    """A line of a stream that is no tweet: limits, withheld accounts, the end of the connection."""
    yield Problem(reason="unsupported", detail=f"{next(iter(found.data))} notice of a stream", stage="aside")


def is_syndication(record: Fields) -> bool:
    """The v1.1 names with an ISO time."""
    return dated(record, "T") and isinstance(record["user"], dict) and "screen_name" in record["user"] and "text" in record


# -- oEmbed


def oembed(found: Found) -> Iterator[Post | Problem]:
    """An answer of publish.twitter.com/oembed: author and address stated, the text only as HTML."""
    record = found.data
    native_id = status_id(record.get("url"))
    if not native_id:
        return
    handle = str(record.get("author_url") or "").rstrip("/").rpartition("/")[2]
    inner = re.search(r"<p[^>]*>(.*?)</p>", str(record.get("html") or ""), re.S)
    text = re.sub(r"<br\s*/?>", "\n", inner[1]) if inner else ""
    plain = unescape(re.sub(r"<[^>]+>", "", text)).replace("&quot;", '"').replace("&#39;", "'")
    plain = re.sub(r"\s*pic\.(?:twitter|x)\.com/\w+\s*$", "", plain).strip()
    yield Post(native_id=native_id, author=Author(handle=handle or None, name=text_of(record.get("author_name"))),
               caption=plain or None, evidence="rich")


def is_oembed(record: Fields) -> bool:
    """Of X or Twitter."""
    return bool(status_id(record.get("url"))) and "html" in record


FORMS: tuple[Form, ...] = (
    Form(name="syndication", keys=("id_str", "user", "created_at"), test=is_syndication, parse=syndication, reads=Tweet),
    Form(name="oembed", keys=("author_url", "html", "url"), test=is_oembed, parse=oembed),
    Form(name="tombstone", keys=("__typename",), test=is_grave, parse=grave, relation="reference", evidence="reference", last=True),
    Form(name="stream-notice", test=is_notice, parse=notice, last=True),
)
