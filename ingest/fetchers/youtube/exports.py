"""YouTube: videos and comments of the Data API, and tables of tools."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ingest.fetcher import Form, Found
from ingest.model import Author, Count, Key, Media, Post, Problem, Time
from ingest.patterns import late
from ingest.values import count
from ingest.values.dates import read_date
from ingest.values.fields import counts_of, dicts, dig, from_iso, number_of, text_of, when_of
from ingest.values.heads import seconds, titled
from ingest.values.texts import html_to_text, unescape

Fields = Mapping[str, Any]
Row = Mapping[str, str]
_ID = late(r"[A-Za-z0-9_-]{11}")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_VIDEOS = ("youtube#video", "youtube#searchResult", "youtube#playlistItem")


def _video_id(record: Fields) -> str:
    """Each kind of answer names the video elsewhere."""
    held = (dig(record, "snippet", "resourceId", "videoId"), dig(record, "contentDetails", "videoId"), dig(record, "id", "videoId"),
            dig(record, "contentDetails", "upload", "videoId"), record.get("id"))
    return next((one for one in held if isinstance(one, str) and _ID.fullmatch(one)), "")


def resource(found: Found) -> Iterator[Post | Problem]:
    """``youtube#video``, a search result or an entry of a playlist. Hidden numbers are simply absent."""
    record: Fields = found.data
    native_id, said, stats = _video_id(record), record["snippet"], dig(record, "statistics") or {}
    kind = str(record.get("kind"))
    title, listed = text_of(said.get("title")), kind == "youtube#playlistItem"
    cut = kind == "youtube#searchResult"
    if cut and title:
        title = unescape(title)  # searches escape what the other answers do not
    if not native_id:
        return
    stills = dig(said, "thumbnails") or {}
    still = next((text_of(dig(stills, size, "url")) for size in ("maxres", "standard", "high", "medium", "default")
                  if dig(stills, size, "url")), None)
    channel = said.get("videoOwnerChannelId") if listed else said.get("channelId")
    name = said.get("videoOwnerChannelTitle") if listed else said.get("channelTitle")
    made = dig(record, "contentDetails", "videoPublishedAt") if listed else said.get("publishedAt")
    yield Post(
        native_id=native_id, title=title, caption=titled(title, text_of(said.get("description"))),
        caption_complete=False if cut else None, created=from_iso(made),
        author=Author(name=text_of(name), native_id=text_of(channel)) if channel or name else None,
        language=text_of(said.get("defaultAudioLanguage")) or text_of(said.get("defaultLanguage")),
        media=(Media(kind="video", poster=still, duration=seconds(str(dig(record, "contentDetails", "duration") or ""))),),
        counts=counts_of({"views": stats.get("viewCount"), "likes": stats.get("likeCount"), "comments": stats.get("commentCount")}),
        visibility={"public": "public", "unlisted": "unlisted", "private": "private"}.get(str(dig(record, "status", "privacyStatus"))),
    )


def is_resource(record: Fields) -> bool:
    """Videos; channels, playlists and captions are none."""
    uploaded = record["kind"] == "youtube#activity" and dig(record, "contentDetails", "upload", "videoId") is not None
    return (record["kind"] in _VIDEOS or uploaded) and isinstance(record["snippet"], dict)


def is_bare(record: Fields) -> bool:
    """A video of which somebody kept only the parts."""
    return "kind" not in record and isinstance(record["snippet"], dict) and {"title", "publishedAt", "channelId"} <= record["snippet"].keys(
        ) and bool(_video_id(record))


def comment(found: Found) -> Iterator[Post | Problem]:
    """``youtube#comment``, alone or in a thread: its id and the video it stands below."""
    record: Fields = found.data
    said, native_id = record["snippet"], text_of(record.get("id"))
    video = text_of(said.get("videoId")) or text_of(dig(found.parent, "videoId")) or text_of(dig(found.parent, "snippet", "videoId"))
    if not native_id:
        return
    text = text_of(said.get("textOriginal")) or html_to_text(str(said.get("textDisplay") or ""))
    made, edited = from_iso(said.get("publishedAt")), from_iso(said.get("updatedAt"))
    handle = str(said.get("authorDisplayName") or "")
    parent = text_of(said.get("parentId"))
    above = Key("youtube", "comment", parent) if parent else Key("youtube", "", video) if video else None
    yield Post(
        native_id=native_id, kind="comment", caption=text or None, created=made, thread=video, in_reply_to=above,
        author=Author(handle=handle[1:] if handle.startswith("@") else None, name=handle if handle[:1] != "@" else None,
                      native_id=text_of(dig(said, "authorChannelId", "value"))) if handle else None,
        edited_at=edited.value if edited and edited != made else None, counts=counts_of({"likes": said.get("likeCount")}),
    )


def other(found: Found) -> Iterator[Post | Problem]:
    """Channels, playlists, subscriptions."""
    yield Problem(reason="unsupported", detail=f"YouTube Data API {str(found.data['kind'])[8:40]}: no posts", stage="parse")


def is_other(record: Fields) -> bool:
    """All kinds that hold no video."""
    kind = record["kind"]
    return isinstance(kind, str) and kind.startswith("youtube#") and not kind.endswith("ListResponse") and kind not in (
        *_VIDEOS, "youtube#comment", "youtube#commentThread")


def scraped(found: Found) -> Iterator[Post | Problem]:
    """A video as Scrapfly's example scraper writes it: the video and its channel side by side. Seen 2024-07."""
    video, channel = found.data["video"], found.data["channel"]
    native_id = str(video.get("videoId") or "")
    if not _ID.fullmatch(native_id):
        return
    stats, title = video.get("stats") or {}, text_of(video.get("title"))
    still = dicts(video.get("thumbnail") or video.get("thumbnails"))[-1:]
    yield Post(
        native_id=native_id, title=title, caption=titled(title, text_of(video.get("description"))),
        created=_day(video.get("publishingDate")) or when_of(video.get("publishingDate")),
        author=Author(name=text_of(dig(channel, "name")) or text_of(dig(channel, "title")),
                      handle=_handle(dig(channel, "channelUrl") or dig(channel, "url")),
                      native_id=text_of(dig(channel, "identifierId")) or text_of(dig(channel, "channelId"))),
        media=(Media(kind="video", duration=float(number_of(video.get("lengthSeconds")) or 0) or None,
                     poster=text_of(dig(still, 0, "url"))),),
        counts=_shown({"views": stats.get("viewCount"), "likes": stats.get("likeCount"), "comments": stats.get("commentCount")}),
    )


def scraped_comment(found: Found) -> Iterator[Post | Problem]:
    """A comment as the same scraper writes it: comment, author and numbers side by side; of the time only how long ago it was."""
    said, person, stats = found.data["comment"], found.data["author"], found.data.get("stats") or {}
    native_id, shown = str(said.get("id") or ""), text_of(dig(person, "displayName"))
    handle = shown[1:] if shown and shown.startswith("@") else None
    numbers = [count(metric, text, "en") for metric, name in (("likes", "likeCount"), ("comments", "replyCount"))
               if isinstance(text := stats.get(name), str)]
    above = native_id.partition(".")[0] if "." in native_id else ""
    yield Post(
        native_id=native_id, kind="comment", caption=text_of(said.get("text")), counts=tuple(one for one in numbers if one is not None),
        author=Author(handle=handle, name=None if handle else shown, native_id=text_of(dig(person, "id"))) if shown else None,
        in_reply_to=Key("youtube", "comment", above) if above else None)


def details(found: Found) -> Iterator[Post | Problem]:
    """``videoDetails`` of the player: also what scrapers keep of shorts."""
    record: Fields = found.data
    title, still = text_of(record.get("title")), dicts(dig(record, "thumbnail", "thumbnails") or record.get("thumbnail"))[-1:]
    if _ID.fullmatch(str(record["videoId"])):
        yield Post(
            native_id=record["videoId"], title=title, caption=titled(title, text_of(record.get("shortDescription"))),
            author=Author(name=text_of(record.get("author")), native_id=text_of(record.get("channelId"))),
            counts=counts_of({"views": record.get("viewCount")}), visibility="private" if record.get("isPrivate") is True else None,
            media=(Media(kind="video", duration=float(number_of(record.get("lengthSeconds")) or 0) or None,
                         poster=text_of(dig(still, 0, "url"))),))


def _handle(url: Any) -> str | None:
    match = re.search(r"/@([\w.-]+)", str(url or ""))
    return match[1] if match else None


def _shown(values: Mapping[str, Any]) -> tuple[Count, ...]:
    """Numbers as given or as shown (``1,234``); shortened ones are left out."""
    return counts_of({metric: value.replace(",", "").partition(" ")[0] if isinstance(value, str) else value
                      for metric, value in values.items()})


def _day(value: Any) -> Time | None:
    """``Jul 17, 2024``."""
    match = re.fullmatch(r"(?:\w+ on )?([A-Z][a-z]{2}) (\d{1,2}), (\d{4})", str(value or ""))
    if not match or match[1].lower() not in _MONTHS:
        return None
    return from_iso(f"{match[3]}-{_MONTHS.index(match[1].lower()) + 1:02d}-{int(match[2]):02d}")


def video_list(found: Found) -> Iterator[Post | Problem]:
    """A row of YouTube Data Tools' list of videos, or of ``minet youtube``."""
    row: Row = found.data
    native_id = row.get("videoid") or row.get("video_id") or ""
    title = text_of(row.get("videotitle") or row.get("title"))
    if _ID.fullmatch(native_id):
        yield Post(
            native_id=native_id, title=title, caption=titled(title, row.get("videodescription") or row.get("description")),
            created=from_iso(row.get("publishedat") or row.get("published_at")),
            author=Author(name=text_of(row.get("channeltitle") or row.get("channel_title")),
                          native_id=text_of(row.get("channelid") or row.get("channel_id"))),
            counts=counts_of({"views": row.get("viewcount") or row.get("view_count"),
                              "likes": row.get("likecount") or row.get("like_count"),
                              "comments": row.get("commentcount") or row.get("comment_count")}),
        )


def trending(found: Found) -> Iterator[Post | Problem]:
    """A row of the daily lists of popular videos that many collections are made of: one row for each day, its numbers of that day."""
    row: Row = found.data
    title, text = text_of(row.get("title")), row.get("description", "").replace("\\n", "\n")
    short = re.fullmatch(r"(\d\d)\.(\d\d)\.(\d\d)", row["trending_date"])
    seen = from_iso(f"20{short[1]}-{short[3]}-{short[2]}") if short else from_iso(row["trending_date"])
    at = seen.value if seen else None
    if _ID.fullmatch(row["video_id"]):
        yield Post(
            native_id=row["video_id"], title=title, caption=titled(title, text), observed_at=at,
            created=from_iso(row.get("publish_time") or row.get("publishedat") or row.get("published_at")),
            author=Author(name=text_of(row.get("channel_title") or row.get("channeltitle")), native_id=text_of(row.get("channelid"))),
            counts=counts_of({"views": row.get("views") or row.get("view_count"), "likes": row.get("likes"),
                              "comments": row.get("comment_count")}, observed_at=at))


def tool_comment(found: Found) -> Iterator[Post | Problem]:
    """A row of YouTube Data Tools' list of comments; the video is only in the name of the file."""
    row: Row = found.data
    native_id, above = row["id"].strip(), row["isreplyto"].strip()
    video = re.search(r"(?:videoinfo|comments?)_([A-Za-z0-9_-]{11})(?=[_.])", str(found.context.get("member", "")))
    parent = Key("youtube", "comment", above) if above.startswith("Ug") else Key("youtube", "", video[1]) if video else None
    if native_id.startswith("Ug"):
        yield Post(native_id=native_id, kind="comment", caption=text_of(row["text"]), created=when_of(row["publishedat"]),
                   in_reply_to=parent,
                   author=Author(name=text_of(row["authorname"]), native_id=text_of(row.get("authorchannelid")),
                                 handle=_handle(row.get("authorchannelurl"))),
                   counts=counts_of({"likes": row.get("likecount"), "comments": row.get("replycount")}), thread=video[1] if video else None)


def studio(found: Found) -> Iterator[Post | Problem]:
    """A row of the table that YouTube Studio gives its channels (2020 to now); one row is the total."""
    row: Row = found.data
    if not _ID.fullmatch(row["content"]):
        yield Problem(reason="unsupported", detail="the total of a table of YouTube Studio", stage="aside")
        return
    title = text_of(row["video title"])
    yield Post(native_id=row["content"], title=title, caption=title, created=read_date(row["video publish time"], "en"), counts=counts_of(
        {"views": row.get("views"), "likes": row.get("likes"), "comments": row.get("comments added"), "shares": row.get("shares")}))


FORMS: tuple[Form, ...] = (
    Form(name="data-api", keys=("kind", "snippet"), test=is_resource, parse=resource),
    Form(name="data-api-bare", keys=("snippet", "id"), test=is_bare, parse=resource),
    Form(name="data-tools-comments", columns=("id", "authorname", "text", "publishedat", "isreplyto"), parse=tool_comment),
    Form(name="data-api-comment", keys=("snippet", "kind"), test=lambda r: r["kind"] == "youtube#comment", parse=comment),
    Form(name="data-api-other", keys=("kind", "etag"), test=is_other, parse=other),
    Form(name="scraped", keys=("video", "channel"), test=lambda r: dig(r, "video", "videoId") is not None, parse=scraped),
    Form(name="scraped-comment", keys=("comment", "author", "stats"), parse=scraped_comment,
         test=lambda r: str(dig(r, "comment", "id")).startswith("Ug") and isinstance(r["author"], dict)),
    Form(name="video-details", keys=("shortDescription", "videoId", "channelId"), parse=details, last=True),
    Form(name="studio", columns=("content", "video title", "video publish time"), parse=studio),
    Form(name="trending", columns=("video_id", "trending_date", "title"), parse=trending),
    Form(name="data-tools", columns=("publishedat", "videoid", "channeltitle"), parse=video_list),
    Form(name="minet", columns=("published_at", "video_id", "channel_title"), parse=video_list),
)
