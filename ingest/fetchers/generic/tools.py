"""Tools that collect from many platforms and write them in one shape of their own."""

import ast
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ingest.fetcher import Address, Form, Found
from ingest.fetchers.generic.rowkeys import named
from ingest.fetchers.generic.rownames import flat
from ingest.fetchers.generic.rows import post_of
from ingest.model import WITHHELD, Author, Key, Media, Post, Problem, Time
from ingest.patterns import late
from ingest.values.fields import counts_of, dicts, dig, from_epoch, from_iso, id_of, number_of, text_of, when_of
from ingest.values.heads import titled
from ingest.values.meta import synthetic_id

Fields = Mapping[str, Any]
COMMENTS = 20_000
_TITLED = frozenset(("reddit", "tumblr", "youtube", "vimeo", "dailymotion", "flickr", "imgur", "rumble", "vk"))
_EXTRACTORS = {"youtube": "youtube", "youtubetab": "youtube", "twitter": "twitter", "tiktok": "tiktok", "instagram": "instagram",
               "facebook": "facebook", "facebookreel": "facebook", "reddit": "reddit", "bluesky": "bluesky", "vimeo": "vimeo",
               "dailymotion": "dailymotion", "vk": "vk", "tumblr": "tumblr", "pinterest": "pinterest", "rumble": "rumble"}


# -- yt-dlp


def film(found: Found) -> Iterator[Post | Problem]:
    """yt-dlp's ``.info.json`` (and youtube-dl's). Files of ``_type`` playlist describe a channel."""
    record: Fields = found.data
    listed = dicts(record.get("entries"))
    if record.get("_type", "video") not in ("video", "url", "url_transparent", None):
        if not listed:
            yield Problem(reason="unsupported", detail="descriptions of playlists and channels", stage="aside")
        for entry in listed:
            if "webpage_url" in entry or "url" in entry:
                yield from film(Found(form=found.form, data=entry, read=found.read, context=found.context))
        return
    address = found.read(str(record.get("webpage_url") or record.get("url") or ""))
    tool = str(record.get("extractor_key") or record.get("extractor") or "").lower().partition(":")[0]
    key = address.key or _extracted(record, tool)
    if key is None:
        yield Problem(reason="unsupported", detail=f"yt-dlp file of {tool or 'an unknown site'}: no platform of posts", stage="parse")
        return
    day, seen = str(record.get("upload_date") or ""), from_epoch(record.get("epoch"))
    created: Time | None = from_epoch(record.get("timestamp")) or (
        from_iso(f"{day[:4]}-{day[4:6]}-{day[6:8]}") if re.fullmatch(r"\d{8}", day) else None)
    at, text = seen.value if seen else None, text_of(record.get("description"))
    title = text_of(record.get("fulltitle")) or text_of(record.get("title")) if key.platform in _TITLED else None
    length = record.get("duration")
    path = text_of(record.get("_filename")) or text_of(record.get("filename")) or _sibling(found)
    film_there = bool(length or not str(record.get("_type")).startswith("url"))
    yield Post(
        native_id=key.native_id, kind=key.kind, platform=key.platform, title=title, caption=titled(title, text),
        author=_uploader(record, address), created=created, observed_at=at, language=text_of(record.get("language")),
        counts=counts_of({"likes": record.get("like_count"), "comments": record.get("comment_count"),
                          "shares": record.get("repost_count"), "views": record.get("view_count"),
                          "bookmarks": record.get("save_count")}, observed_at=at),
        media=() if not film_there else (Media(kind="video", duration=float(length) if isinstance(length, int | float) else None,
                     poster=text_of(record.get("thumbnail")), local=re.split(r"[/\\]", path)[-1] if path else None,
                     width=number_of(record.get("width")) or None, height=number_of(record.get("height")) or None),),
        sensitive=True if (number_of(record.get("age_limit")) or 0) >= 18 else None,
        visibility={"public": "public", "unlisted": "unlisted", "private": "private"}.get(str(record.get("availability"))),
        evidence="rich" if str(record.get("_type")).startswith("url") else None,
    )
    for one in dicts(record.get("comments"))[:COMMENTS]:
        yield from _remark(one, key)


def _remark(record: Fields, post: Key) -> Iterator[Post]:
    """A comment that yt-dlp collected with the film (``--write-comments``)."""
    native_id, above = id_of(record.get("id"))[0], id_of(record.get("parent"))[0]
    shown = text_of(record.get("author"))
    handle = shown[1:] if shown and shown.startswith("@") else None
    if native_id and text_of(record.get("text")):
        yield Post(
            native_id=native_id, kind="comment", platform=post.platform, caption=text_of(record["text"]), thread=post.native_id,
            author=Author(handle=handle, name=None if handle else shown, native_id=text_of(record.get("author_id"))) if shown else None,
            created=from_epoch(record.get("timestamp")), counts=counts_of({"likes": record.get("like_count")}),
            in_reply_to=post if above in ("", "root") else Key(post.platform, "comment", above), relation="context", evidence="full")


def _sibling(found: Found) -> str | None:
    """``clip.info.json`` lies beside ``clip.mp4``."""
    name, kind = str(found.context.get("member") or "").rpartition("/")[2], text_of(found.data.get("ext"))
    return f"{name.removesuffix('.info.json')}.{kind}" if kind and name.endswith(".info.json") else None


def _extracted(record: Fields, tool: str) -> Key | None:
    native_id = text_of(record.get("display_id")) if tool == "twitter" else text_of(record.get("id"))
    return Key(_EXTRACTORS[tool], "", native_id) if tool in _EXTRACTORS and native_id else None


def _uploader(record: Fields, address: Address) -> Author | None:
    """``uploader_id`` is the handle on X and (with a sign) on YouTube; on TikTok and Instagram it is the number."""
    mark, name = str(record.get("uploader_id") or ""), text_of(record.get("uploader"))
    number = mark if mark.isdigit() else text_of(record.get("channel_id"))
    handle = mark.lstrip("@") if mark and not mark.isdigit() and not mark.startswith("MS4") else ""
    channel = text_of(record.get("channel"))
    if not handle and name and re.fullmatch(r"[\w.]+", name) and str(record.get("extractor_key")) in ("TikTok",):
        handle, name = name, channel
    handle = handle or address.author or (channel or "" if str(record.get("extractor_key")) == "Instagram" else "")
    return Author(handle=handle or None, name=name or channel, native_id=number, url=text_of(record.get("uploader_url"))) if (
        handle or name or channel) else None


# -- auto-archiver


def archived(found: Found) -> Iterator[Post | Problem]:
    """auto-archiver's result (JSON, or a table whose cells are Python literals): ``status``, ``metadata``, ``media``."""
    said = _literal(found.data["metadata"])
    if not isinstance(said, dict):
        return
    fields = flat({name: value for name, value in said.items() if not str(name).startswith("_")})
    address = named(found, fields)
    seen = when_of(said.get("_processed_at"))
    post = post_of(found, address, fields, {}) if address else None
    if post:
        files = [(text_of(dig(one, "filename")), text_of(dig(one, "urls", 0))) for one in dicts(_literal(found.data["media"]))]
        media = tuple(Media(kind=_kind(name or url or ""), local=name, url=url) for name, url in files if name or url)
        yield _with(post, media, seen.value if seen else None)


def _with(post: Post, media: tuple[Media, ...], at: str | None) -> Post:
    return replace(post, media=media or post.media, observed_at=at or post.observed_at)


def _kind(name: str) -> str:
    end = name.lower().partition("?")[0].rpartition(".")[2]
    return "video" if end in ("mp4", "webm", "mov", "mkv") else "image" if end in ("jpg", "jpeg", "png", "gif", "webp") else "file"


def _literal(value: Any) -> Any:
    """A cell that holds JSON or a Python literal; dates in it are written as calls and become text."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        pass
    text = re.sub(r"datetime\.datetime\((\d+), (\d+), (\d+), (\d+), (\d+)(?:, (\d+))?[^()]*(?:\([^()]*\))?[^()]*\)", _moment, value)
    try:
        return ast.literal_eval(text[:1 << 20])
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return None


def _moment(match: re.Match[str]) -> str:
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
    return f"'{year:04d}-{month:02d}-{day:02d}T{hour:02d}:{minute:02d}:{second:02d}Z'"


def sheet(found: Found) -> Iterator[Post | Problem]:
    """A row of auto-archiver's sheet: the link, what became of it, the text."""
    row: Mapping[str, str] = found.data
    address = found.read(row["link"])
    fields = {"text": row.get("text content"), "created": row.get("upload timestamp"), "title": row.get("upload title")}
    seen = when_of(row.get("archive date"))
    post = post_of(found, address, {name: value for name, value in fields.items() if value},
                   {"caption": "text", "created": "created"})
    if post:
        yield _with(post, (), seen.value if seen else None)


# -- Facepager, Timelinize


def facepager(found: Found) -> Iterator[Post | Problem]:
    """A row of Facepager's table: nodes of level 0 are what was asked for, those below are posts. Columns are chosen freely."""
    row: Mapping[str, str] = found.data
    if row.get("level", "").strip() in ("", "0") and "://" not in row.get("permalink_url", ""):
        yield Problem(reason="unsupported", detail="seed nodes of Facepager", stage="aside")
        return
    fields = flat(row)
    seen = when_of(row.get("query_time"))
    address = named(found, fields)
    match = re.fullmatch(r"(\d+)_(\d+)", row["object_id"].strip())
    if address is None and match:
        address = found.read(f"https://www.facebook.com/{match[1]}/posts/{match[2]}")
    counts = {"likes": row.get("reactions.summary.total_count") or row.get("likes.summary.total_count"),
              "shares": row.get("shares.count"), "comments": row.get("comments.summary.total_count")}
    post = post_of(found, address, {**fields, **{name: value for name, value in counts.items() if value}},
                   {"name": "from.name"}) if address else None
    if post:
        yield _with(post, (), seen.value if seen else None)


def timeline(found: Found) -> Iterator[Post | Problem]:
    """An item of a Timelinize database: the platform's own id and the text."""
    row: Fields = found.data
    platform, native_id = str(row.get("source") or "").lower(), str(row.get("original_id") or "")
    if platform in ("twitter", "instagram", "facebook", "tiktok", "reddit") and native_id:
        person = text_of(row.get("owner"))
        yield Post(native_id=native_id, platform=platform, caption=text_of(row.get("data_text")),
                   created=from_epoch(row.get("timestamp"), unit="ms"), author=Author(name=person) if person else None)


def discord(found: Found) -> Iterator[Post | Problem]:
    """Discord's own download: ``messages.csv``, since 2024 ``messages.json``."""
    yield Problem(reason="unsupported", detail="Discord messages: chats, no posts", stage="parse", fragment=WITHHELD)


def chatted(found: Found) -> Iterator[Post | Problem]:
    """A channel as DiscordChatExporter writes it; the posts that its messages show are part of the chat."""
    yield Problem(reason="unsupported", detail="Discord messages: chats, no posts", stage="parse", fragment=WITHHELD)


_TWEETED = late(r"@(\w{1,15}) on Twitter")


def highlight(found: Found) -> Iterator[Post | Problem]:
    """A row of Readwise's table: of a tweet its words and who wrote them, without address or time. Its id is made of both."""
    row: Mapping[str, str] = found.data
    match, text = _TWEETED.fullmatch(row["book author"].strip()), text_of(row["highlight"])
    if match and text:
        yield Post(native_id=synthetic_id(match[1].lower(), "", "", text), platform="twitter", caption=text, author=Author(handle=match[1]))
    else:
        yield Problem(reason="unsupported", detail="highlights in books and articles", stage="aside")


PRIVATE = (
    ("messages/c*/messages.json", "chat messages"), ("messages/c*/messages.csv", "chat messages"),
    ("messages/c*/channel.json", "chat messages"), ("messages/index.json", "chat messages"),
    ("account/user.json", "account data"), ("activity/*/events-*.json", "login records"), ("activity/*/events.json", "login records"),
)
"""Discord's download. Single files of it are told by their content."""
FORMS: tuple[Form, ...] = (
    Form(name="discord", keys=("Contents", "Timestamp", "ID"), parse=discord),
    Form(name="discord-channel", keys=("guild", "channel", "messages"), parse=chatted),
    Form(name="discord-channel-csv", columns=("authorid", "author", "date", "content", "attachments", "reactions"), parse=chatted),
    Form(name="discord-csv", columns=("id", "timestamp", "contents", "attachments"), parse=discord),
    Form(name="yt-dlp-entry", keys=("ie_key", "url"), test=lambda r: "webpage_url" not in r, parse=film),
    Form(name="yt-dlp", keys=("webpage_url",), test=lambda r: "extractor_key" in r or "extractor" in r, parse=film),
    Form(name="auto-archiver", keys=("metadata", "media", "status"), parse=archived,
         test=lambda r: dig(r, "metadata", "_processed_at") is not None),
    Form(name="auto-archiver-csv", columns=("status", "metadata", "media"), parse=archived),
    Form(name="auto-archiver-sheet", columns=("link", "archive status"), parse=sheet, evidence="rich"),
    Form(name="readwise", columns=("highlight", "book title", "book author"), parse=highlight, evidence="rich"),
    Form(name="facepager", columns=("object_id", "object_type", "query_status", "level"), parse=facepager, evidence="rich",
         test=lambda row: "authormeta.name" not in row),
    Form(name="timelinize", keys=("@database",), test=lambda r: r["@database"] == "timelinize.items", parse=timeline),
)
