"""TikTok: videos as its own interfaces give them (web, app, Research API) and as collectors flatten them."""


from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ingest.fetcher import Form, Found
from ingest.model import Author, Count, Key, Media, Post, Problem
from ingest.patterns import late
from ingest.values.fields import counts_of, dicts, dig, id_of, number_of, text_of, unique, when_of
from ingest.values.sidecar import filed

Fields = Mapping[str, Any]
_ID = late(r"\d{17,20}")
ROUNDED_FROM = 10_000
"""The web's answers give larger numbers in hundreds or coarser steps."""


def counts(values: Mapping[str, Any]) -> tuple[Count, ...]:
    """Numbers of the web's answers: from ten thousand on, what ends in two zeros has been rounded."""
    made = counts_of(values)
    return tuple(replace(one, precision="rounded") if one.value and one.value >= ROUNDED_FROM and one.value % 100 == 0 else one
                 for one in made)


def author_of(record: Fields) -> Author | None:
    """``author`` is an object, or the handle itself with the nickname beside it."""
    person = record.get("author")
    if isinstance(person, str):
        return Author(handle=person or None, name=text_of(record.get("nickname")), native_id=text_of(record.get("authorId")))
    handle = text_of(dig(person, "uniqueId")) or text_of(dig(person, "unique_id"))
    name, number = text_of(dig(person, "nickname")), id_of(dig(person, "id"), dig(person, "uid"))[0] or None
    return Author(handle=handle, name=name, native_id=number) if handle or name or number else None


def _pictures(record: Fields) -> tuple[Media, ...]:
    images = dicts(dig(record, "imagePost", "images")) or dicts(dig(record, "image_post_info", "images"))
    if images:
        lists = [dig(one, "imageURL", "urlList") or dig(one, "display_image", "url_list") for one in images]
        return tuple(Media(kind="image", url=text_of(dig(urls, 0))) for urls in lists if dig(urls, 0))
    video = record.get("video")
    if not isinstance(video, dict):
        return ()
    url = text_of(video.get("playAddr")) or text_of(dig(video, "play_addr", "url_list", 0)) or text_of(video.get("downloadAddr"))
    poster = text_of(video.get("cover")) or text_of(dig(video, "cover", "url_list", 0))
    length = number_of(video.get("duration"))
    if url is None and poster is None:
        return ()
    seconds = length / 1000 if length and "play_addr" in video else length
    return (Media(kind="video", url=url, poster=poster, width=number_of(video.get("width")) or None,
                  height=number_of(video.get("height")) or None, duration=float(seconds) if seconds else None),)


def item(found: Found) -> Iterator[Post | Problem]:
    """``itemStruct`` of the web: in its answers, in the state of saved pages, in Zeeschuimer. 2019 to 2026."""
    record: Fields = found.data
    native_id, doubt = id_of(record.get("id"))
    stats = {**(dig(record, "stats") or {}), **{k: v for k, v in (dig(record, "statsV2") or {}).items() if v not in ("", None)}}
    extra = dicts(record.get("textExtra")) or [one for part in dicts(record.get("contents")) for one in dicts(part.get("textExtra"))]
    tags = unique(text_of(one.get("hashtagName")) for one in extra) or unique(
        text_of(one.get("title")) for one in dicts(record.get("challenges")))
    duet = id_of(dig(record, "duetInfo", "duetFromId"))[0]
    own = found.address.key
    yield Post(
        native_id=native_id, suspect_id=doubt, author=author_of(record), created=when_of(record["createTime"]),
        caption=text_of(record.get("desc")), language=_language(record.get("textLanguage")), hashtags=tags or None,
        mentions=unique(text_of(one.get("userUniqueId")) for one in extra) or None, media=_pictures(record),
        counts=counts({"likes": stats.get("diggCount"), "comments": stats.get("commentCount"), "shares": stats.get("shareCount"),
                       "views": stats.get("playCount"), "bookmarks": stats.get("collectCount")}),
        quote_of=Key("tiktok", "", duet) if _ID.fullmatch(duet) else None, place=text_of(record.get("locationCreated")),
        sensitive=True if record.get("maskType") == 3 else None, visibility="private" if record.get("privateItem") is True else None,
        relation="context" if own is not None and own.platform == "tiktok" and own.native_id != native_id else None,
    )


def _language(code: Any) -> str | None:
    return code if isinstance(code, str) and code and code != "un" else None


def is_item(record: Fields) -> bool:
    """A video, not a comment, a user or a sound: ``id`` is a video's number and numbers or an author stand beside."""
    return _ID.fullmatch(id_of(record.get("id"))[0]) is not None and "desc" in record and (
        "stats" in record or "statsV2" in record or "author" in record)


def aweme(found: Found) -> Iterator[Post | Problem]:
    """A video as the app's interface gives it (``aweme_id``, ``statistics``): also yt-dlp's and scrapers' raw dumps."""
    record: Fields = found.data
    native_id, doubt = id_of(record.get("aweme_id"))
    stats: Fields = record["statistics"]
    if not _ID.fullmatch(native_id):
        return
    tags = unique(text_of(one.get("hashtag_name")) for one in dicts(record.get("text_extra")))
    yield Post(
        native_id=native_id, suspect_id=doubt, author=author_of(record), created=when_of(record.get("create_time")),
        caption=text_of(record.get("desc")), hashtags=tags or None, media=_pictures(record),
        language=_language(record.get("desc_language")),
        counts=counts_of({"likes": stats.get("digg_count"), "comments": stats.get("comment_count"),
                          "shares": stats.get("share_count"), "views": stats.get("play_count"),
                          "bookmarks": stats.get("collect_count")}),
    )


def flattened(found: Found) -> Iterator[Post | Problem]:
    """A video of the app's interface whose numbers a downloader's service put beside its id (tikwm). Since 2022."""
    record: Fields = found.data
    native_id, doubt = id_of(record.get("aweme_id"), record.get("video_id"), record.get("id"))
    length, images = number_of(record.get("duration")), record.get("images")
    pictures = [url for url in images if isinstance(url, str)] if isinstance(images, list) else []
    if _ID.fullmatch(native_id):
        yield Post(
            native_id=native_id, suspect_id=doubt, author=author_of(record), created=when_of(record["create_time"]),
            caption=text_of(record.get("title")) or text_of(record.get("desc")),
            media=tuple(Media(kind="image", url=url) for url in pictures) if pictures else (
                Media(kind="video", url=text_of(record.get("play")), poster=text_of(record.get("cover")),
                      duration=float(length) if length else None),),
            counts=counts_of({"likes": record["digg_count"], "comments": record.get("comment_count"), "shares": record.get("share_count"),
                              "views": record.get("play_count"), "bookmarks": record.get("collect_count")}))


def research(found: Found) -> Iterator[Post | Problem]:
    """A row of the Research API (``video_description``, ``region_code``), as JSON or table."""
    record: Fields = found.data
    native_id, doubt = id_of(record.get("id"), record.get("video_id"))
    tags = record.get("hashtag_names")
    if _ID.fullmatch(native_id):
        yield Post(
            native_id=native_id, suspect_id=doubt, created=when_of(record.get("create_time")),
            author=Author(handle=text_of(record.get("username"))) if record.get("username") else None,
            caption=text_of(record.get("video_description")), hashtags=unique(map(str, tags)) if isinstance(tags, list) else None,
            counts=counts_of({"likes": record.get("like_count"), "comments": record.get("comment_count"),
                              "shares": record.get("share_count"), "views": record.get("view_count"),
                              "bookmarks": record.get("favorites_count")}),
        )


def comment(found: Found) -> Iterator[Post | Problem]:
    """A comment of the web or the app (``cid``, ``aweme_id``), also through Zeeschuimer; or of the Research API."""
    record: Fields = found.data
    native_id, doubt = id_of(record.get("cid"), record.get("id"))
    video = id_of(record.get("aweme_id"), record.get("video_id"))[0]
    above = id_of(record.get("reply_id"), record.get("parent_comment_id"))[0]
    person = record.get("user")
    handle = text_of(dig(person, "unique_id")) or text_of(record.get("unique_id"))
    name = text_of(dig(person, "nickname")) or text_of(record.get("nickname"))
    replied = Key("tiktok", "comment", above) if _ID.fullmatch(above) and above != video else None
    if _ID.fullmatch(native_id):
        yield Post(
            native_id=native_id, kind="comment", suspect_id=doubt, caption=text_of(record.get("text")),
            created=when_of(record["create_time"]),
            author=Author(handle=handle, name=name, native_id=id_of(dig(person, "uid"))[0] or None) if handle or name else None,
            counts=counts_of({"likes": record.get("digg_count", record.get("like_count")),
                              "comments": record.get("reply_comment_total", record.get("reply_count"))}),
            in_reply_to=replied or (Key("tiktok", "", video) if _ID.fullmatch(video) else None), thread=video or None)


def actor(found: Found) -> Iterator[Post | Problem]:
    """A row of Apify's TikTok actors and of Facepager (``authorMeta``, ``diggCount``): nested, or flat with dots or slashes."""
    record: Fields = found.data

    def part(*path: str) -> Any:
        """A field, nested or flat."""
        flat = {str(name).lower().replace("/", "."): value for name, value in record.items()}
        return dig(record, *path) if dig(record, *path) not in (None, "") else flat.get(".".join(path).lower())

    url = str(part("webVideoUrl") or part("url") or "")
    address = found.read(url)
    native_id, doubt = id_of(address.key.native_id if address.key else None, part("id"))
    tags = unique(text_of(one.get("name")) for one in dicts(record.get("hashtags")))
    if not _ID.fullmatch(native_id):
        return
    yield Post(
        native_id=native_id, suspect_id=doubt, caption=text_of(part("text")), hashtags=tags or None,
        created=when_of(part("createTimeISO")) or when_of(part("createTime")),
        author=Author(handle=text_of(part("authorMeta", "name")), name=text_of(part("authorMeta", "nickName")),
                      native_id=id_of(part("authorMeta", "id"))[0] or None),
        counts=counts({"likes": part("diggCount"), "comments": part("commentCount"), "shares": part("shareCount"),
                       "views": part("playCount"), "bookmarks": part("collectCount")}),
        media=(Media(kind="video", duration=float(number_of(part("videoMeta", "duration")) or 0) or None,
                     poster=text_of(part("videoMeta", "coverUrl"))),) if part("videoMeta", "duration") else (),
    )


def pyktok(found: Found) -> Iterator[Post | Problem]:
    """A row of pyktok (``video_diggcount``, ``author_username``)."""
    row: Mapping[str, str] = found.data
    native_id, doubt = id_of(row["video_id"])
    if _ID.fullmatch(native_id):
        yield Post(
            native_id=native_id, suspect_id=doubt, caption=text_of(row.get("video_description")),
            created=when_of(row.get("video_timestamp")), place=text_of(row.get("video_locationcreated")),
            author=Author(handle=text_of(row.get("author_username")), name=text_of(row.get("author_name"))),
            counts=counts({"likes": row["video_diggcount"], "comments": row.get("video_commentcount"),
                           "shares": row.get("video_sharecount"), "views": row.get("video_playcount")}),
        )


def minet(found: Found) -> Iterator[Post | Problem]:
    """A row of ``minet tiktok`` (``author_unique_id``, ``digg_count``)."""
    row: Mapping[str, str] = found.data
    native_id, doubt = id_of(row["id"])
    if _ID.fullmatch(native_id):
        yield Post(
            native_id=native_id, suspect_id=doubt, created=when_of(row["create_time"]),
            caption=text_of(row.get("description")) or text_of(row.get("desc")),
            author=Author(handle=text_of(row["author_unique_id"]), name=text_of(row.get("author_nickname"))),
            counts=counts({"likes": row["digg_count"], "comments": row.get("comment_count"), "shares": row.get("share_count"),
                           "views": row.get("play_count")}),
        )


FORMS: tuple[Form, ...] = (
    Form(name="item", keys=("createTime", "id"), test=is_item, parse=filed(item)),
    Form(name="aweme", keys=("aweme_id", "statistics"), parse=aweme,  # Douyin is another platform with numbers of the same kind
         test=lambda r: isinstance(r["statistics"], dict) and "douyin" not in str(r.get("share_url"))),
    Form(name="flattened", keys=("digg_count", "create_time"), parse=flattened,
         test=lambda r: "cid" not in r and ("aweme_id" in r or "play_count" in r) and isinstance(r.get("author"), dict)),
    Form(name="comment", keys=("cid", "create_time", "text"), test=lambda r: "aweme_id" in r, parse=comment),
    Form(name="research-comment", keys=("parent_comment_id", "create_time", "text"), test=lambda r: "video_id" in r, parse=comment),
    Form(name="research", keys=("video_description", "id"), parse=research),
    Form(name="research-csv", columns=("video_description", "id", "region_code"), parse=research),
    Form(name="actor", keys=("authorMeta", "diggCount"), parse=actor),
    Form(name="actor-flat", keys=("authorMeta.name", "diggCount"), parse=actor),
    Form(name="actor-csv", columns=("authormeta/name", "diggcount"), parse=actor),
    Form(name="actor-dotted-csv", columns=("authormeta.name", "diggcount"), parse=actor),
    Form(name="pyktok", columns=("video_id", "video_diggcount"), parse=pyktok),
    Form(name="minet", columns=("id", "author_unique_id", "digg_count", "create_time"), parse=minet),
)
