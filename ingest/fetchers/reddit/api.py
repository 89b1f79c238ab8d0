"""Reddit: posts and comments as its API gives them, and as dumps (Pushshift, Arctic Shift) keep them. 2005 to 2026."""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ingest.fetcher import Form, Found, Piece, Told
from ingest.fetchers.reddit.gone import is_gone
from ingest.model import WITHHELD, Author, Count, Key, Media, Post, Problem
from ingest.patterns import late
from ingest.values.fields import counts_of, dicts, dig, from_epoch, id_of, number_of, text_of, truth, unique, when_of
from ingest.values.heads import titled
from ingest.values.sidecar import filed

Fields = Mapping[str, Any]
_ID = late(r"[0-9a-z]{1,10}")
_SHORT = late(r"(?:t3_)?[0-9a-z]{5,8}")
_PLACE = late(r"/comments/([0-9a-z]{1,10})(?:/[^/]*/([0-9a-z]{1,10}))?", re.I)
_PICTURE = late(r"\.(?:jpe?g|png|gif|webp)(?:\?|$)", re.I)
_INSIDE = late(r"//(?:[\w-]+\.)*(?:reddit\.com|redd\.it|redditmedia\.com)/", re.I)


def key(name: Any) -> Key | None:
    """``t3_...`` or ``t1_...`` as a key."""
    text = str(name or "").lower()
    match = re.fullmatch(r"(t[13])_([0-9a-z]{1,10})", text)
    return Key("reddit", "comment" if match[1] == "t1" else "", text) if match else None


def words(text: Any) -> str | None:
    """Markdown with the three characters unescaped that Reddit escapes; what stands for a removed text is none."""
    plain = html.unescape(text).strip() if isinstance(text, str) else ""
    return None if not plain or is_gone(plain) else plain


def author_of(record: Fields) -> Author | None:
    """The account, unless it is gone."""
    handle = (text_of(record.get("author")) or "").removeprefix("u/") or None
    if handle is None or is_gone(handle):
        return None
    return Author(handle=handle, native_id=text_of(record.get("author_fullname")))


def _media(record: Fields) -> Iterator[Media]:
    url = html.unescape(str(record.get("url_overridden_by_dest") or record.get("url") or ""))
    gallery = dicts(dig(record, "gallery_data", "items"))
    film = dig(record, "media", "reddit_video") or dig(record, "secure_media", "reddit_video")
    still = text_of(dig(record, "preview", "images", 0, "source", "url"))
    for one in gallery:
        held = dig(record, "media_metadata", str(one.get("media_id")), "s")
        link = text_of(dig(held, "u")) or text_of(dig(held, "gif"))
        yield Media(kind="image", url=html.unescape(link) if link else None, alt=text_of(one.get("caption")),
                    width=number_of(dig(held, "x")), height=number_of(dig(held, "y")))
    if isinstance(film, dict):
        length = number_of(film.get("duration"))
        yield Media(kind="video", url=text_of(film.get("fallback_url")), duration=float(length) if length else None,
                    width=number_of(film.get("width")), height=number_of(film.get("height")),
                    poster=html.unescape(still) if still else None)
    elif not gallery and _PICTURE.search(url):
        yield Media(kind="image", url=url)


def _score(value: Any, observed: str | None) -> tuple[Count, ...]:
    """Votes for less votes against: may be below zero."""
    try:
        return (Count(metric="score", value=int(value), observed_at=observed),)
    except (TypeError, ValueError):
        return ()


def thing(record: Fields, relation: str | None = None) -> Post | None:
    """A post or a comment, whatever year wrote it: old lines lack ``name`` and ``permalink``, times may be text."""
    number = id_of(record.get("id"))[0].lower()
    is_comment = "body" in record and "title" not in record
    name = str(record.get("name") or "").lower()
    if not number and not name and (place := _PLACE.search(str(record.get("permalink") or ""))):
        number = (place[2] if is_comment else place[1]) or ""
    if name.startswith(("t2_", "t4_", "t5_")):
        return None
    name = name if re.fullmatch(r"t[13]_[0-9a-z]+", name) else f"{'t1' if is_comment else 't3'}_{number.removeprefix('t1_')}"
    if not _ID.fullmatch(name[3:]):
        return None
    text = words(record.get("body" if is_comment else "selftext"))
    gone = is_gone(record.get("body" if is_comment else "selftext")) or (not is_comment and is_gone(record.get("title")))
    title = None if is_comment else words(record.get("title"))
    seen = from_epoch(record.get("retrieved_utc") or record.get("retrieved_on"))
    observed, edited = seen.value if seen else None, record.get("edited")
    changed = from_epoch(edited) if edited not in (True, False, None) else None
    target = html.unescape(str(record.get("url_overridden_by_dest") or record.get("url") or ""))
    outside = not is_comment and target.startswith("http") and not _INSIDE.search(target)
    thread = key(record.get("link_id")) if is_comment else None
    cross = key(record.get("crosspost_parent"))
    reposts = None if is_comment else record.get("num_crossposts")
    return Post(
        native_id=name, kind="comment" if name.startswith("t1") else "", author=author_of(record), title=title,
        caption=text if is_comment else titled(title, text), created=when_of(record.get("created_utc")),
        edited_at=changed.value if changed else None, availability="deleted" if gone else None,
        counts=(*_score(record.get("score"), observed),
                *counts_of({"comments": record.get("num_comments"), "shares": reposts}, observed_at=observed)),
        links=unique([target if outside and not _PICTURE.search(target) else None]) or None, media=tuple(_media(record)),
        in_reply_to=key(record.get("parent_id")) if is_comment else None, thread=thread.native_id if thread else None,
        repost_of=cross, sensitive=truth(record.get("over_18")), observed_at=observed, relation=relation,
    )


def _all(record: Fields, holder: Fields | None = None) -> Iterator[Piece]:
    """A post or comment, the original of a crosspost, and the replies below, however deep. ``holder``: the entry around the record."""
    waiting = [(record, holder or record)]
    while waiting:
        record, holder = waiting.pop()
        held = tuple(one for name in ("replies", "comments") if isinstance(one := record.get(name), dict | list))
        post = thing(record)
        if post:
            yield Piece(post, holder, held)
        for original in dicts(record.get("crosspost_parent_list")):
            crossed = thing(original, "quoted")
            if crossed:
                yield Piece(crossed, holder, held)
        listed = [(one["data"], one) for one in dicts(dig(record, "replies", "data", "children"))
                  if one.get("kind") == "t1" and isinstance(one.get("data"), dict)]
        nested = [(one, one) for one in (*dicts(record.get("comments")), *dicts(record.get("replies")))  # as scripts on PRAW nest them
                  if "body" in one]
        waiting += reversed((*listed, *nested))


def wrapped(found: Found) -> Iterator[Piece]:
    """``{"kind": "t3" or "t1", "data": ...}``: one entry of a listing."""
    own = found.address.key
    for post, part, without in _all(found.data["data"], found.data):
        other = isinstance(post, Post) and own is not None and own.platform == "reddit" and own.native_id != post.native_id
        yield Piece(replace(post, relation="context") if isinstance(post, Post) and other and not post.relation else post, part, without)


def is_wrapped(record: Fields) -> bool:
    """Posts and comments; accounts (t2), subreddits (t5) and ``more`` are none."""
    return record["kind"] in ("t1", "t3") and isinstance(record["data"], dict) and "id" in record["data"]


def other(found: Found) -> Iterator[Post | Problem]:
    """A listing's entry of another kind, alone in its file."""
    yield Problem(reason="unsupported", detail="Reddit accounts, subreddits or messages: no posts", stage="parse")


def flat(found: Found) -> Iterator[Piece]:
    """A bare object: a line of a dump, a row of PRAW or gallery-dl."""
    yield from _all(found.data)


def is_flat(record: Fields) -> bool:
    """Posts have a title, comments a body."""
    return "kind" not in record and "id" in record and ("title" in record or "body" in record) and (
        "score" in record or "author" in record) and not is_message(record)


def is_message(record: Fields) -> bool:
    """A private message; a comment in the inbox is one that was public."""
    return str(record.get("name")).startswith("t4_") or ("dest" in record and record.get("was_comment") is not True)


def message(found: Found) -> Iterator[Post | Problem]:
    """A message of an inbox, never read."""
    yield Problem(reason="unsupported", detail="private messages", stage="aside", fragment=WITHHELD)


def is_nested(record: Fields) -> bool:
    """What scripts on PRAW keep of a thread: no subreddit beside the post, but the address or the post's own name."""
    return ("subreddit" not in record or "id" not in record) and ("title" in record or "body" in record) and (
        str(record.get("name")).startswith("t3_") or _PLACE.search(str(record.get("permalink") or "")) is not None)


def is_reply(record: Fields) -> bool:
    """A comment that names its post and what it answers."""
    return "subreddit" not in record and str(record["link_id"]).startswith("t3_") and "body" in record and "id" in record


def row(found: Found) -> Iterator[Told]:
    """A row of a table or list made with PRAW: the names are the script's, the id is Reddit's."""
    said: Fields = found.data
    record = {name: value for name, value in said.items() if value not in ("", "nan", "NaN", "None", None)}
    record |= {"num_comments": record.get("num_comments", record.get("comms_num")), "title": said["title"]}
    record["selftext"] = next((record[name] for name in ("selftext", "body", "text", "content") if name in record), "")
    record["created_utc"] = next((when for name in ("created_utc", "created", "created_at", "timestamp", "date")
                                  if when_of(when := record.get(name))), None)
    record.pop("body", None)
    if is_answer(record):
        record = {**{name: value for name, value in record.items() if name not in ("title", "name")}, "body": record["selftext"]}
    post = thing(record)
    if post:
        comments = said.get("comments")
        yield Piece(post, said, (comments,) if isinstance(comments, dict | list) else ())
        for below in dicts(comments):
            answer = thing({**below, "created_utc": below.get("created_utc") or below.get("created"),
                            "link_id": post.native_id}) if "body" in below else None
            if answer:
                yield Piece(replace(answer, relation="context"), below)


def is_answer(record: Fields) -> bool:
    """Whether a row of a table with posts and comments is a comment: it says so, or its address leads to one."""
    place = _PLACE.search(str(record.get("permalink") or record.get("url") or ""))
    return record.get("type") in ("comment", "t1") or bool(place and place[2] and place[2] == str(record["id"]).removeprefix("t1_"))


_SPOKEN = frozenset(("comms_num", "upvote_ratio", "subreddit", "link_flair_text", "is_self", "selftext", "num_crossposts", "flair", "ups"))


def is_praw(record: Any) -> bool:
    """A short id, a score and a word of Reddit's."""
    if "by" in record or "descendants" in record or not _SHORT.fullmatch(str(record["id"])) or "kind" in record:
        return False
    answers = dicts(record.get("comments"))
    if answers and all("body" in one and _SHORT.fullmatch(str(one.get("id"))) for one in answers):
        return True
    return not _SPOKEN.isdisjoint(record) or _INSIDE.search(str(record.get("url") or record.get("permalink") or "")) is not None


def table(found: Found) -> Iterator[Post | Problem]:
    """A table of such objects: Pushshift and PRAW scripts, minet."""
    record = {name: value for name, value in found.data.items() if value not in ("", "nan", "NaN", "None")}
    if "id" not in record:
        record["id"] = record.get("comment_id") or record.get("submission_id") or record.get("post_id") or ""
    post = thing(record)
    if post:
        yield post


FORMS: tuple[Form, ...] = (
    Form(name="listing", keys=("kind", "data"), test=is_wrapped, parse=wrapped),
    Form(name="listing-other", keys=("kind", "data"), parse=other, last=True,
         test=lambda r: r["kind"] in ("t2", "t4", "t5", "more") and isinstance(r["data"], dict)),
    Form(name="dump", keys=("created_utc", "subreddit"), test=is_flat, parse=filed(flat)),
    Form(name="nested", keys=("created_utc", "score"), test=lambda r: is_nested(r) and not is_message(r), parse=flat),
    Form(name="nested-reply", keys=("link_id", "parent_id", "created_utc"), test=is_reply, parse=flat),
    Form(name="inbox", keys=("dest", "body", "author"), test=is_message, parse=message),
    Form(name="praw", keys=("score", "title", "id"), test=is_praw, parse=row, last=True),
    Form(name="praw-csv", columns=("id", "title", "score"), test=is_praw, parse=row),
    Form(name="comments-csv", columns=("comment_id", "created_utc", "body", "score"), parse=table),
    Form(name="dump-csv", columns=("id", "created_utc", "subreddit"), parse=table),
)
