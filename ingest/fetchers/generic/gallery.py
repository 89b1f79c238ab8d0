"""gallery-dl: records of many platforms, one for each file (``--write-metadata``) or each post (``-j``)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ingest.fetcher import Address, Form, Found, Told
from ingest.fetchers.generic.rowkeys import named
from ingest.fetchers.generic.rownames import flat
from ingest.fetchers.generic.rows import post_of
from ingest.fetchers.generic.tools import film
from ingest.fetchers.weibo_exports import posts as weibo
from ingest.model import Author, Key, Post, Problem
from ingest.values.fields import counts_of, dicts, dig, from_iso, id_of, text_of, truth, unique
from ingest.values.sidecar import beside, filed

Fields = Mapping[str, Any]
_NAMED = {"imgur": {"handle": "account.username"}, "facebook": {"name": "username"}}


def gallery(found: Found) -> Iterator[Told]:
    """gallery-dl: one object per file (``--write-metadata``) or per post (``-j``), since 2017. Other sites keep their own names."""
    record: Fields = found.data
    site = str(record["category"])
    if "extractor_key" in record and "webpage_url" in record:  # yt-dlp, asked by gallery-dl
        yield from filed(film)(found)
        return
    reader = {"twitter": _gallery_tweet, "instagram": _gallery_instagram, "bluesky": _gallery_bluesky, "weibo": _gallery_weibo,
              "vk": _gallery_vk}.get("twitter" if "tweet_id" in record else site)
    post = reader(record) if reader else None
    if post is None:
        fields = flat(record)
        address = _gallery_key(record) or (_gallery_photo(found) if site == "facebook" else named(found, fields))
        post = post_of(found, address, fields, _NAMED.get(site, {})) if address else None
    if post:
        yield beside(post, record, str(found.context.get("member") or ""))
    else:
        yield Problem(reason="unsupported", detail=f"gallery-dl entry of {str(record['category'])[:40]} without a post", stage="aside")


def _gallery_key(record: Fields) -> Address | None:
    """Sites whose own id is the whole key."""
    names = {"threads": ("post_shortcode", "code"), "flickr": ("id",), "imgur": ("id",)}.get(str(record["category"]), ())
    native_id = next((found for name in names if (found := id_of(record.get(name))[0])), "")
    return Address(outcome="post", key=Key(str(record["category"]), "", native_id)) if native_id else None


def _gallery_photo(found: Found) -> Address | None:
    """Facebook: a photo is a post of its own; ``url`` is its file."""
    number = id_of(found.data.get("id"))[0]
    return found.read(f"https://www.facebook.com/photo/?fbid={number}") if number.isdigit() else None


def _gallery_weibo(record: Fields) -> Post | None:
    status = record.get("status")
    post = next(weibo(status), None) if isinstance(status, dict) else None
    return replace(post, platform="weibo") if post else None


def _gallery_tweet(record: Fields) -> Post | None:
    native_id, doubt = id_of(record.get("tweet_id"))
    person = record.get("author") or record.get("user")

    def other(name: str) -> Key | None:
        """Another tweet; 0 stands for none."""
        number = id_of(record.get(name))[0]
        return Key("twitter", "", number) if number.isdigit() and number != "0" else None

    original, thread = other("retweet_id"), id_of(record.get("conversation_id"))[0]
    counts = {"likes": record.get("favorite_count"), "comments": record.get("reply_count"), "quotes": record.get("quote_count"),
              "bookmarks": record.get("bookmark_count"), "views": record.get("view_count") or None}
    if "likes" in record and "favorite_count" not in record:  # of a Nitter
        counts = {name: record.get(name) for name in ("likes", "comments", "quotes")}
    tags, named_users = record.get("hashtags"), dicts(record.get("mentions"))
    repeats = str(record.get("content") or "").startswith("RT @")
    return Post(
        native_id=native_id, platform="twitter", suspect_id=doubt, created=from_iso(record.get("date")),
        author=Author(handle=text_of(dig(person, "name")), name=text_of(dig(person, "nick")), native_id=id_of(dig(person, "id"))[0]
                      or None), caption=text_of(record.get("content")), language=text_of(record.get("lang")),
        counts=counts_of(counts | ({} if original or repeats else {"shares": record.get("retweet_count", record.get("retweets"))})),
        hashtags=unique(map(str, tags)) if isinstance(tags, list) else None, in_reply_to=other("reply_id"),
        mentions=unique(text_of(one.get("name")) for one in named_users) or None, repost_of=original,
        quote_of=None if original else other("quoted_id"), thread=thread if thread not in ("", "0") else None,
        sensitive=truth(record.get("sensitive")),
    ) if native_id.isdigit() else None


def _gallery_instagram(record: Fields) -> Post | None:
    code = text_of(record.get("post_shortcode")) or text_of(record.get("shortcode"))
    tags = record.get("tags")
    return Post(
        native_id=code, platform="instagram", created=from_iso(record.get("post_date")) or from_iso(record.get("date")),
        author=Author(handle=text_of(record.get("username")), name=text_of(record.get("fullname")),
                      native_id=id_of(record.get("owner_id"))[0] or None), caption=text_of(record.get("description")),
        hashtags=unique(str(tag).lstrip("#") for tag in tags) if isinstance(tags, list) else None,
        counts=counts_of({"likes": record.get("likes")}), place=text_of(record.get("location_slug")),
    ) if code else None


def _gallery_bluesky(record: Fields) -> Post | None:
    match = re.fullmatch(r"at://([^/]+)/app\.bsky\.feed\.post/(\w+)", str(record.get("uri") or ""))
    person, tags = record.get("author"), record.get("hashtags")
    return Post(
        native_id=f"{match[1]}/{match[2]}", platform="bluesky", created=from_iso(record.get("createdAt")) or from_iso(
            record.get("date")), caption=text_of(record.get("text")),
        author=Author(handle=text_of(dig(person, "handle")), name=text_of(dig(person, "displayName")),
                      native_id=text_of(dig(person, "did"))), hashtags=unique(map(str, tags)) if isinstance(tags, list) else None,
        counts=counts_of({"likes": record.get("likeCount"), "comments": record.get("replyCount"),
                          "shares": record.get("repostCount"), "quotes": record.get("quoteCount")}),
    ) if match else None


def _gallery_vk(record: Fields) -> Post | None:
    """A picture of a wall's post, or one of an album: the latter is a thing of its own, with words, time and likes."""
    owner, wall = id_of(dig(record, "user", "id"))[0], record.get("wall")
    person = Author(handle=text_of(dig(record, "user", "name")), name=text_of(dig(record, "user", "nick")), native_id=owner or None)
    number = id_of(dig(wall, "id"))[0] if isinstance(wall, dict) else id_of(record.get("id"))[0]
    if not re.fullmatch(r"-?\d+", owner) or not number.isdigit():
        return None
    if isinstance(wall, dict):  # the likes, the time and the words beside it are the picture's
        return Post(native_id=f"wall{owner}_{number}", platform="vk", author=person, caption=text_of(wall.get("description")))
    return Post(native_id=f"photo{owner}_{number}", platform="vk", author=person, caption=text_of(record.get("description")),
                created=from_iso(record.get("date")), counts=counts_of({"likes": record.get("likes")}))


FORMS: tuple[Form, ...] = (
    Form(name="gallery-dl", keys=("subcategory", "category"), parse=gallery,
         test=lambda r: isinstance(r["category"], str) and isinstance(r["subcategory"], str)),
)
