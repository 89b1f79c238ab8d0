"""YouTube: what Google's Takeout has of it: own comments, community posts and videos, and what was watched and listed."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from ingest.fetcher import Form, Found
from ingest.model import Author, Key, Post, Problem
from ingest.patterns import late
from ingest.values.fields import dicts, dig, from_iso, text_of
from ingest.values.heads import titled
from ingest.values.texts import html_to_text

Fields = Mapping[str, Any]
Row = Mapping[str, str]
_ID = late(r"[A-Za-z0-9_-]{11}")


def takeout_comment(found: Found) -> Iterator[Post | Problem]:
    """A row of Takeout's ``comments.csv``. The text is a list of JSON pieces without its brackets."""
    yield from _comment(found.data)


def _comment(row: Row) -> Iterator[Post]:
    native_id, video, post = row["comment id"], row.get("video id", ""), row.get("post id", "")
    parent = row.get("parent comment id", "")
    above = Key("youtube", "comment", parent) if parent else Key("youtube", "", video) if video else Key(
        "youtube", "community", post) if post else None
    if native_id:
        yield Post(native_id=native_id, kind="comment", author=Author(native_id=row["channel id"] or None), in_reply_to=above,
                   created=from_iso(row.get("comment create timestamp")), caption=_pieces(row["comment text"]),
                   thread=video or post or None)


_SHAPES = (("comment id", late(r"Ug[\w.-]{10,}")), ("channel id", late(r"UC[\w-]{22}")),
           ("comment create timestamp", late(r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)")),
           ("video id", late(r"[\w-]{11}")), ("comment text", late(r"\{\"text\": ?\".*\}", re.S)))


def _by_value(row: Mapping[str, Any]) -> dict[str, str]:
    """Which cell is which, where the names of the columns are in the account's language: ids and pieces of text look like nothing else."""
    said: dict[str, str] = {}
    for cell in row.values():
        name = next((name for name, shape in _SHAPES if name not in said and isinstance(cell, str) and shape.fullmatch(cell)), "")
        if name:
            said[name] = cell
    return said


def is_translated(row: Any) -> bool:
    """A row of ``comments.csv`` of a Takeout in another language."""
    return isinstance(row, dict) and 6 <= len(row) <= 16 and {"comment id", "channel id", "comment text"} <= _by_value(row).keys()


def translated_comment(found: Found) -> Iterator[Post | Problem]:
    """The same row, its columns named in another language. A reply names its parent as the first part of its own id."""
    row = _by_value(found.data)
    parent = row["comment id"].partition(".")[0] if "." in row["comment id"] else ""
    yield from _comment({**row, "parent comment id": parent})


def _pieces(cell: str) -> str | None:
    try:
        pieces = json.loads(f"[{cell}]")
    except ValueError:
        return cell.strip() or None
    return "".join(str(one.get("text") or "") for one in dicts(pieces)).strip() or None


def takeout_video(found: Found) -> Iterator[Post | Problem]:
    """A row of Takeout's ``videos.csv``: the account's own videos."""
    row: Row = found.data
    title = text_of(row.get("video title (original)"))
    if _ID.fullmatch(row["video id"]):
        yield Post(
            native_id=row["video id"], title=title, caption=titled(title, row.get("video description (original)")),
            created=from_iso(row.get("video publish timestamp")) or from_iso(row.get("video create timestamp")),
            author=Author(native_id=text_of(row.get("channel id"))) if row.get("channel id") else found.context.get("owner"),
            visibility={"public": "public", "unlisted": "unlisted", "private": "private"}.get(row.get("privacy", "").lower()),
        )


def takeout_post(found: Found) -> Iterator[Post | Problem]:
    """A row of Takeout's ``posts.csv``: what the channel wrote to its community."""
    row: Row = found.data
    if row["post id"]:
        yield Post(native_id=row["post id"], kind="community", author=Author(native_id=row.get("channel id") or None),
                   created=from_iso(row.get("post create timestamp")), caption=_pieces(row["post text"]))


def is_post(row: Row) -> bool:
    """A community post's id; other tools' tables of posts call their columns so too."""
    return row["post id"].startswith("Ug")


def listed(found: Found) -> Iterator[Post | Problem]:
    """A row of a playlist: the id of somebody's video. What the columns are called depends on the account's language."""
    native_id = str(next(iter(found.data.values()))).strip()
    if _ID.fullmatch(native_id):
        yield Post(native_id=native_id)


_LISTED_AT = late(r"\d{4}-\d\d-\d\d[T ][\d:.]+(?: ?UTC|Z|[+-]\d\d:\d\d)")


def is_listed(row: Any) -> bool:
    """Nothing but a video's id and the time when it was put on the list."""
    if not isinstance(row, dict) or len(row) != 2 or not all(isinstance(cell, str) for cell in row.values()):
        return False
    native_id, when = (cell.strip() for cell in row.values())
    return _ID.fullmatch(native_id) is not None and _LISTED_AT.fullmatch(when) is not None


def aside(found: Found) -> Iterator[Post | Problem]:
    """What else Takeout has of YouTube as tables."""
    yield Problem(reason="unsupported", detail="names of playlists, subscriptions and messages of live chats", stage="aside")


_SAID = late(r"<li[^>]*>(?:(?!<li).)*?[?&;]lc=(Ug[\w.-]{10,80})[^>]*>.*?watch\?v=([\w-]{11})(.*?)<br\s*/?>(.*?)</li>", re.S | re.I)
_SAID_AT = late(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) UTC")


def old_comments(found: Found) -> Iterator[Post | Problem]:
    """``my-comments.html``, until 2021: one list item for each comment."""
    for said in _SAID.finditer(found.fragment.decode("utf-8", "replace")):
        native_id, video, text = said[1], said[2], said[4]
        when = _SAID_AT.search(said[0])
        yield Post(native_id=native_id, kind="comment", caption=html_to_text(text) or None,
                   created=from_iso(f"{when[1]}Z") if when else None, in_reply_to=Key("youtube", "", video), thread=video)


def old_history(found: Found) -> Iterator[Post | Problem]:
    """``watch-history.html``: only the addresses of the videos are certain, the rest is in the account's language."""
    seen = re.findall(r"youtube\.com/watch\?v=([\w-]{11})", found.fragment.decode("utf-8", "replace"))
    yield from (Post(native_id=native_id) for native_id in dict.fromkeys(seen))


def watched(found: Found) -> Iterator[Post | Problem]:
    """An entry of Takeout's watch history: the address of somebody's video, its title and channel."""
    address = found.read(str(found.data["titleUrl"]))
    if address.key is not None and address.key.platform == "youtube":
        channel = dig(found.data, "subtitles", 0)
        native_id = str(dig(channel, "url") or "").rpartition("/channel/")[2] or None
        name = text_of(dig(channel, "name"))
        yield Post(native_id=address.key.native_id, kind=address.key.kind,
                   author=Author(name=name, native_id=native_id) if name or native_id else None)
    else:
        yield Problem(reason="unsupported", detail="searches and visits", stage="aside")


EXTRA: Fields = {
    "private": tuple((f"Takeout/{folder}/*", what) for folder, what in (
        ("Google Chat", "chat messages"), ("Hangouts", "chat messages"), ("Chrome", "account data"), ("My Activity/Search", "searches"))),
    "rest": ("Takeout/*", "YouTube ?* YouTube Music/*")}
FORMS: tuple[Form, ...] = (
    Form(name="takeout-comments", columns=("comment id", "channel id", "comment text"), parse=takeout_comment),
    Form(name="takeout-comments-translated", test=is_translated, parse=translated_comment, last=True),
    Form(name="takeout-videos", columns=("video id", "video title (original)"), parse=takeout_video),
    Form(name="takeout-posts", columns=("post id", "post text"), test=is_post, parse=takeout_post),
    Form(name="takeout-history", keys=("titleUrl", "products"), parse=watched, relation="reference", evidence="reference"),
    Form(name="takeout-playlist", columns=("video id", "playlist video creation timestamp"), parse=listed, relation="reference",
         evidence="reference"),
    Form(name="takeout-playlist-older", columns=("video id", "time added"), parse=listed, relation="reference", evidence="reference"),
    Form(name="takeout-playlist-translated", test=is_listed, parse=listed, last=True, relation="reference", evidence="reference"),
    Form(name="takeout-live-chats", columns=("live chat id", "live chat text"), parse=aside),
    Form(name="takeout-playlists", columns=("playlist id", "playlist visibility"), parse=aside),
    Form(name="takeout-subscriptions", columns=("channel id", "channel url", "channel title"), parse=aside),
    Form(name="takeout-comments-html", files=("my-comments/my-comments.html",), parse=old_comments),
    Form(name="takeout-history-html", files=(
        "Takeout/YouTube*/history/watch-history.html", "My Activity/YouTube/MyActivity.html"), parse=old_history, relation="reference",
         evidence="reference"),
)
