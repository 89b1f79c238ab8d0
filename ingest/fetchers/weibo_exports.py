"""Weibo: posts as the site's interfaces and scrapers keep them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ingest.fetcher import Form, Found
from ingest.model import Author, Count, Key, Media, Post, Problem, Time
from ingest.patterns import late
from ingest.values.fields import counts_of, dicts, dig, from_classic, from_iso, id_of, number_of, text_of, unique, when_of
from ingest.values.texts import html_to_text

Fields = Mapping[str, Any]
_SHORT = late(r"(\d+(?:\.\d+)?)\s*([万亿])\+?")
_TAG = late(r"#([^#\n]{1,60})#")
DEEP = 2


def _count(metric: str, value: Any) -> tuple[Count, ...]:
    """A number, or ``100万+``."""
    short = _SHORT.fullmatch(str(value))
    if short:
        scale = {"万": 10_000, "亿": 100_000_000}[short[2]]
        return (Count(metric=metric, value=round(float(short[1]) * scale), precision="rounded"),)
    return counts_of({metric: value})


def _media(record: Fields) -> Iterator[Media]:
    infos = record.get("pic_infos")
    for one in infos.values() if isinstance(infos, dict) else dicts(record.get("pics")):
        best = dig(one, "largest") or dig(one, "large") or one
        yield Media(kind="image", url=text_of(dig(best, "url")), width=number_of(dig(best, "width")),
                    height=number_of(dig(best, "height")))
    page = record.get("page_info")
    if dig(page, "object_type") == "video" or dig(page, "type") == "video":
        yield Media(kind="video", poster=text_of(dig(page, "page_pic", "url")) or text_of(dig(page, "page_pic")),
                    url=text_of(dig(page, "media_info", "stream_url")) or text_of(dig(page, "media_info", "mp4_720p_mp4")))


def posts(record: Fields, relation: str | None = None, depth: int = 0) -> Iterator[Post]:
    """A post and the one that it repeats. Long texts stand apart; the short one ends in a link to them."""
    native_id, doubt = id_of(record.get("idstr"), record.get("mid"), record.get("id"))
    user, original = record.get("user"), record.get("retweeted_status")
    long = text_of(dig(record, "longText", "longTextContent")) or text_of(record.get("longTextContent_raw"))
    raw = text_of(record.get("text_raw"))
    text = long or raw or str(record.get("text") or "")
    cut = not long and bool(record.get("isLongText"))
    plain = html_to_text(text) if "<" in text else text.strip()
    plain = re.sub(r"\s*(?:\.\.\.|…)?全文$", "", plain) if cut else plain
    first = id_of(dig(original, "idstr"), dig(original, "mid"), dig(original, "id"))[0]
    if not native_id.isdigit():
        return
    name = text_of(dig(user, "screen_name")) or text_of(record.get("screen_name"))
    number = id_of(dig(user, "idstr"), dig(user, "id"), record.get("user_id"))[0] or None
    post = Post(
        native_id=native_id, suspect_id=doubt, created=_time(record.get("created_at")),
        author=Author(name=name, native_id=number) if name or number else None, caption=plain or None,
        caption_complete=False if cut else None, hashtags=unique(_TAG.findall(plain)) or None, media=tuple(_media(record)),
        counts=(*_count("likes", record.get("attitudes_count")), *_count("comments", record.get("comments_count")),
                *_count("shares", record.get("reposts_count"))),
        repost_of=Key("weibo", "", first) if first.isdigit() else None, place=text_of(record.get("region_name")),
    )
    yield replace(post, relation=relation, evidence="full") if relation else post
    if isinstance(original, dict) and depth < DEEP:
        yield from posts(original, "quoted", depth + 1)


def _time(text: Any) -> Time | None:
    """With its zone, or as people in China read the clock."""
    bare = isinstance(text, str) and re.fullmatch(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?", text.strip())
    return from_iso(f"{text.strip()}+08:00") if bare else from_classic(text) or when_of(text)


def spider(found: Found) -> Iterator[Post | Problem]:
    """A post of weiboSpider's JSON file: the user stands around the list, the id is the short one."""
    record, parent = found.data, found.parent if isinstance(found.parent, dict) else {}
    said = {"微博id": record.get("id"), "微博正文": record["content"], "发布时间": record["publish_time"], "点赞数": record.get("up_num"),
            "转发数": record["retweet_num"], "评论数": record.get("comment_num"), "发布位置": record.get("publish_place"),
            "原始图片url": record.get("original_pictures"), "用户昵称": dig(parent, "user", "nickname"),
            "user_id": record.get("user_id") or dig(parent, "user", "id")}
    yield from _told(found, {name: str(value) for name, value in said.items() if value is not None})


def row(found: Found) -> Iterator[Post | Problem]:
    """A row of the tables that weiboSpider, weibo-crawler and weibo-search write: columns in Chinese. Since 2018."""
    yield from _told(found, {_OLDER.get(name, name): cell for name, cell in found.data.items()})


_OLDER = {"正文": "微博正文", "日期": "发布时间", "位置": "发布位置", "视频url": "微博视频url"}
"""What weibo-crawler called its columns at first."""


def _told(found: Found, said: Mapping[str, str]) -> Iterator[Post]:
    """No value is written as the word for none."""
    row = {name: cell.strip() for name, cell in said.items() if cell.strip() not in ("无", "None", "nan")}
    code, number = row.get("bid") or row.get("微博id") or "", row.get("id") or ""
    native_id = number if number.isdigit() else ""
    if not native_id:
        key = found.read(f"https://m.weibo.cn/status/{code or number}").key
        native_id = key.native_id if key is not None else code if code.isdigit() else ""
    pictures = row.get("微博图片url") or row.get("原始图片url") or row.get("原创图片url") or ""
    if native_id:
        yield Post(
            native_id=native_id, caption=row.get("微博正文") or None, created=_time(row.get("完整日期") or row.get("发布时间")),
            author=Author(name=text_of(row.get("用户昵称")), native_id=text_of(row.get("user_id") or row.get("用户id"))),
            hashtags=unique(part.strip() for part in (row.get("话题") or "").split(",")) or None,
            place=text_of(row.get("发布位置")),
            media=tuple(Media(kind="image", url=url.strip()) for url in pictures.split(",") if url.strip().startswith("http")),
            counts=(*_count("likes", row.get("点赞数")), *_count("comments", row.get("评论数")), *_count("shares", row.get("转发数"))),
            repost_of=Key("weibo", "", row["retweet_id"]) if (row.get("retweet_id") or "").isdigit() else None)


def status(found: Found) -> Iterator[Post | Problem]:
    """A post of weibo.com or m.weibo.cn, as JSON."""
    yield from posts(found.data)


def remark(found: Found) -> Iterator[Post | Problem]:
    """A comment as MediaCrawler keeps it, as JSON or as a row. Since 2023."""
    record: Fields = found.data
    native_id, doubt = id_of(record["comment_id"])
    post, above = id_of(record["note_id"])[0], id_of(record.get("parent_comment_id"))[0]
    if native_id.isdigit() and post.isdigit():
        yield Post(
            native_id=native_id, kind="comment", suspect_id=doubt, caption=text_of(record.get("content")), thread=post,
            created=when_of(record.get("create_time")) or _time(record.get("create_date_time")), place=text_of(record.get("ip_location")),
            author=Author(name=text_of(record.get("nickname")), native_id=id_of(record.get("user_id"))[0] or None),
            counts=(*_count("likes", record.get("comment_like_count")), *_count("comments", record.get("sub_comment_count"))),
            in_reply_to=Key("weibo", "comment", above) if above not in ("", "0", native_id) else Key("weibo", "", post))


FORMS: tuple[Form, ...] = (
    Form(name="crawler-comment", keys=("comment_like_count", "comment_id", "note_id"), parse=remark),
    Form(name="crawler-comment-csv", columns=("comment_like_count", "comment_id", "note_id"), parse=remark),
    Form(name="api", keys=("attitudes_count", "reposts_count"), test=lambda r: "text" in r or "text_raw" in r, parse=status),
    Form(name="spider", columns=("微博正文", "发布时间"), parse=row),
    Form(name="spider-older", columns=("bid", "正文", "点赞数"), parse=row),
    Form(name="spider-json", keys=("publish_time", "retweet_num", "content"), parse=spider),
)
