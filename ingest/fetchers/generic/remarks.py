"""Comments in rows of unknown tools: they name the post by its address, and themselves by an id that is no post's."""

import base64
import re
from typing import Any

from ingest.clocks import GRAPH_ID, media_number
from ingest.fetcher import Address, Found
from ingest.fetchers.generic.rowkeys import written
from ingest.fetchers.generic.rownames import Flat, pick
from ingest.model import Author, Key, Post
from ingest.patterns import late
from ingest.values import count
from ingest.values.fields import id_of, number_of, text_of, when_of
from ingest.values.meta import synthetic_id

_YOUTUBE = late(r"(Ug[\w-]{20,40})(?:\.[\w-]+)?")
_HOME = late(r"https?://(?:www\.)?(?:tiktok\.com/@|instagram\.com/)([\w.]+)/?$")
_TIKTOK = late(r"\d{17,20}")
_ADDRESS = late(r"[?&](?:comment_id|reply_comment_id)=(\d{1,25})|[?&]lc=(Ug[\w.-]+)|/c/(\d{15,19})\b")
_SHOWN = frozenset(("facebook", "instagram", "youtube"))
"""Whose addresses of comments say so."""
_MARKS = frozenset(("commenturl", "commentlink", "commentid", "cid", "threadingdepth", "commenttext", "commentbody", "commentmessage",
                    "replytocid", "repliestoid", "commentauthor", "repliescount", "parentcommentid"))
"""Names that only a comment's fields have."""
_POSTS = frozenset(("caption", "shortcode", "mediatype", "captiontext", "displayurl", "firstcomment", "latestcomments"))
"""Names that only a post's fields have."""
_ABOVE = frozenset(("mediaid", "mediapermalink", "mediacaption", "parentmediaid"))
"""Names that a comment's row has for what it stands below."""
_PERSONS = ("ownerusername", "username", "uniqueid", "author", "commentauthor", "commentuser", "usercommenting", "commenterusername",
            "authorname", "profilename", "authordisplayname", "name",
            "nameclicktoviewprofile", "user")
_LIKES = ("likescount", "likecount", "likes", "diggcount", "votecount", "votes", "numlikes", "likesnumber")
_WORDS = ("commenttext", "commentbody", "commentmessage", "comment", "text", "content", "message", "body")


def is_remark(native_id: Any) -> bool:
    """Whether an id says of itself that it is a comment's: YouTube's do."""
    return isinstance(native_id, str) and _YOUTUBE.fullmatch(native_id) is not None


def remark(found: Found, fields: Flat, address: Address | None) -> Post | None:
    """The comment that a row describes; None where it describes a post. A comment without an id gets one that is made up."""
    post = address.key if address else None
    if post is None and re.fullmatch(r"[\w-]{11}", str(fields.get("videoid") or "")):
        post = Key("youtube", "", str(fields["videoid"]))
    if not _is_remark(fields, post):
        return None
    native_id = _id(fields, post)
    words = (*_WORDS, "description") if is_remark(native_id) else _WORDS  # Netlytic's rows are feed entries
    text = next((said for name in words if (said := text_of(fields.get(name)))), None)
    platform = post.platform if post else "youtube" if _YOUTUBE.fullmatch(native_id) else ""
    created = when_of(pick({name: value for name, value in fields.items() if name != "createdat"}, "created", {})) if (
        "updatedat" in fields) else None  # a database's own columns
    stated = (when_of(fields.get(name)) for name in ("commentdate", "dateofcomment", "datecreated"))
    created = next((one for one in stated if one is not None), created)  # a plain time may be the collector's
    created = created or when_of(pick(fields, "created", {})) or when_of(fields.get("timeparsed")) or when_of(
        fields.get("commentpublished"))
    person = _author(fields)
    if not native_id and text and person:
        native_id = synthetic_id(post, person.handle or person.name, created.value if created else None, text)
    if not native_id or not platform or text is None:
        return None
    above = next((str(fields[name]) for name in ("replytocid", "repliestoid", "parentcommentid", "replytocommentid", "parentid", "parent")
                  if fields.get(name)), "")
    match = _YOUTUBE.fullmatch(native_id)
    if match and "." in native_id:
        above = match[1]
    likes = next((fields[name] for name in _LIKES
                  if fields.get(name) not in (None, "") and not isinstance(fields[name], list)), None)
    counted = count("likes", number_of(likes) if number_of(likes) is not None else likes, "en")
    mine = bool(above) and above != native_id and (not post or above not in post.native_id) and re.fullmatch(r"[\w.-]{10,60}", above)
    return Post(
        native_id=native_id, kind="comment", platform=platform, caption=text, author=person, created=created,
        counts=(counted,) if counted else (), thread=post.native_id if post else None,
        in_reply_to=Key(platform, "comment", above) if mine else post)


def _is_remark(fields: Flat, post: Key | None) -> bool:
    if post is not None and post.platform == "instagram" and not fields.keys().isdisjoint(_ABOVE) and "text" in fields and (
            GRAPH_ID.fullmatch(str(fields.get("id"))) and fields["id"] != fields.get("mediaid")):
        return True
    if not fields.keys().isdisjoint(_POSTS) or (post is not None and (post.kind == "comment" or post.platform == "reddit")):
        return False
    if any(is_remark(fields.get(name)) for name in ("cid", "commentid", "id")):
        return post is None or post.platform == "youtube"
    if post is None:
        return False
    if post.platform in _SHOWN and any(_ADDRESS.search(one) for one in fields.values() if isinstance(one, str) and one.startswith("http")):
        return True
    if post.platform not in ("youtube", "tiktok", "instagram", "facebook"):
        return False
    marked = not fields.keys().isdisjoint(_MARKS) or "comment" in (fields.get("type"), fields.get("datatype"))
    spoken = isinstance(fields.get("comment"), str) and not fields["comment"].strip().isdigit() and _author(fields) is not None
    if marked and ("commenturl" in fields or "cid" in fields or "commentid" in fields or "comment" in (fields.get("type"), "")):
        return True
    below = post.platform == "instagram" and "posturl" in fields and bool(GRAPH_ID.fullmatch(str(fields.get("id"))))
    return below or (spoken and "commentscount" not in fields) or (marked and "commenttext" in fields)


def _id(fields: Flat, post: Key | None) -> str:
    addresses = (one for one in fields.values() if isinstance(one, str) and one.startswith("http"))
    shown = next((match for one in addresses if (match := _ADDRESS.search(one))), None)
    inside = next((part for part in shown.groups() if part), "") if shown else ""
    number = id_of(written(fields.get("cid")), written(fields.get("commentid")))[0] or inside or id_of(written(fields.get("id")))[0]
    if post is None:
        return number
    if post.platform == "facebook":
        number = inside or _packed(number) or number
        return number if re.fullmatch(r"\d+_\d+", number) else f"{post.native_id}_{number}" if number.isdigit() else ""
    fitting = {"youtube": _YOUTUBE, "tiktok": _TIKTOK, "instagram": late(r"\d{10,20}")}[post.platform].fullmatch(number)
    own = post.platform == "instagram" and number.isdigit() and media_number(post.native_id) == int(number)
    return number if fitting and not own and number != post.native_id else ""


def _packed(number: str) -> str:
    """The pair of numbers that Facebook's ids of comments hold in base64."""
    if not number.startswith("Y29tbWVudD"):
        return ""
    try:
        text = base64.b64decode(number + "=" * (-len(number) % 4)).decode()
    except ValueError:
        return ""
    return text.removeprefix("comment:")


def _author(fields: Flat) -> Author | None:
    said = next((str(fields[name]) for name in _PERSONS if isinstance(fields.get(name), str) and fields[name].strip()), "")
    name = text_of(fields.get("profilename")) or text_of(fields.get("fullname"))
    homes = (_HOME.match(str(fields[one])) for one in ("commenterurl", "commentuserurl") if one in fields)
    if (home := next((match[1] for match in homes if match), "")) and said and home.casefold() != said.lstrip("@").casefold():
        name, said = name or said, home  # the name that is shown, where the address has the other
    number = next((str(fields[one]) for one in ("ownerid", "uid", "profileid", "userid", "channel", "authorchannelid", "authorid")
                   if re.fullmatch(r"\d{1,20}|UC[\w-]{4,22}", str(fields.get(one) or ""))), None)
    handle = said.strip().lstrip("@")
    spaced = bool(re.search(r"\s", handle)) or (name == said and not said.startswith("@"))
    return Author(handle=None if spaced else handle or None, name=name or (said if spaced else None), native_id=number) if said else None
