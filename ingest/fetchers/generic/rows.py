"""Rows of tools that nobody declared: JSON objects and table rows in which an address names a post.

The names of the other fields are guessed from what such tools call them; ``map`` in the context overrules the guesses.
Without an address of a known platform a row says nothing: an id alone could be anybody's.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from ingest.clocks import decode
from ingest.fetcher import Address, Form, Found
from ingest.model import Author, Count, Key, Media, Post, Problem, Time
from ingest.patterns import late
from ingest.values.fields import counts_of, dicts, hidden, id_of, list_of, text_of, unique, when_of
from ingest.values.heads import titled

Flat = Mapping[str, Any]
DEEP = 20
_SIGN = late(r"[^0-9a-z]+")
_URL = late(r"https?://\S+$|at://\S+$")
_NUMBER = late(r"^x(\d+)$")
"""rtweet's way to keep a spreadsheet from rounding."""
_FIRST = ("posturl", "permalink", "tweeturl", "videourl", "webvideourl", "webpageurl", "posturllink", "statusurl", "url", "link", "uri",
          "href", "sharelink", "originalurl", "inputurl", "permalinkurl", "itemurl", "contenturl")
_OTHERS = late(r"quot|repl|parent|retweet|repost|media|image|photo|avatar|profile|thumb|display|author|user|owner|channel|icon"
                     r"|picture|source|expanded|outbound|external|archive|cover|preview|video(?!url)|download|original(?!url)")
ALIASES: Mapping[str, tuple[str, ...]] = {
    "caption": ("fulltext", "text", "caption", "captiontext", "description", "desc", "body", "content", "message", "posttext",
                "postcontent", "tweet", "tweettext", "snippet", "textcontent", "hitsentence", "selftext", "commentbody",
                "commenttext", "comment"),
    "title": ("title", "headline", "posttitle", "videotitle", "subject"),
    "created": ("unixtimestamp", "timestamputc", "tweetdate", "posttimestamp", "postedatiso", "createdat", "createdutc",
                "createdtime", "createtimeiso", "createtime", "takenat",
                "takenattimestamp", "publishedat", "publishedon", "published", "pubdate", "postdate", "posteddate", "postedat",
                "dateposted", "creationtime", "creationdate", "creationts", "publishingdate", "publisheddate", "timestamp", "date",
                "datetime", "time", "datepublished",
                "uploaddate"),
    "handle": ("username", "screenname", "authorusername", "authorhandle", "authoruniqueid", "ownerusername", "userusername",
               "userscreenname", "authorscreenname", "handle", "accounthandle", "fromusername", "authormetaname", "author", "user",
               "fromuser", "creatorusername", "useraccount", "creator", "account", "owner"),
    "name": ("authorname", "displayname", "fullname", "ownerfullname", "userfullname", "authorfullname", "authordisplayname", "name",
             "nickname", "authornickname", "authorfull", "creatorfullname", "username2", "pagename", "channeltitle", "channelname",
             "accountname"),
    "author_id": ("authorid", "userid", "ownerid", "channelid", "accountid", "fromuseridstr", "userpk"),
    "likes": ("likes", "likecount", "likescount", "likecounts", "favoritecount", "favouritescount", "favorites", "diggcount",
              "numlikes", "nblikes", "reactionscount", "reactions", "likedbycount", "upvotecount", "upvotes"),
    "comments": ("comments", "commentcount", "commentscount", "replycount", "replies", "repliescount", "numcomments", "nbcomments",
                 "numberofcomments"),
    "shares": ("shares", "sharecount", "sharescount", "retweetcount", "retweets", "reposts", "repostcount", "reblogscount",
               "numshares", "retweetscount", "repostscount"),
    "views": ("videoplaycount", "views", "viewcount", "viewscount", "playcount", "plays", "videoviewcount", "impressions",
              "impressioncount"),
    "quotes": ("quotecount", "quotes", "quotescount"),
    "bookmarks": ("bookmarkcount", "bookmarks", "collectcount", "savecount", "saves"),
    "score": ("score", "points", "postscore", "commentscore"),
    "language": ("lang", "language"),
    "place": ("locationname", "placename"),
    "picture": ("displayurl", "imageurl", "image", "imgurl", "thumbnailurl", "thumbnail", "mediaurl"),
    "collected": ("collectedat", "scrapedat", "collectiontime", "retrievedat", "querytime", "timestampcollected", "crawledat"),
}
FIELDS: Mapping[str, str] = {
    "url": "url", "caption": "caption", "text": "caption", "title": "title", "created_at": "created", "author": "handle",
    "author_name": "name", "author_id": "author_id", "language": "language", "media": "picture", "collected_at": "collected",
    **{metric: metric for metric in ("likes", "comments", "shares", "views", "quotes", "bookmarks", "score")},
}
"""What ``--map`` may name, and the name here."""
_BOOKMARKED = frozenset(("folder", "selection"))
"""Columns that only lists of bookmarks have (Instapaper)."""
_METRICS = ("likes", "comments", "shares", "views", "quotes", "bookmarks", "score")
_SCORED = frozenset(("reddit", "hackernews"))
"""Where votes are a score, up less down."""
_TITLED = frozenset(("9gag", "reddit", "tumblr", "pinterest", "youtube", "vimeo", "hackernews", "dailymotion", "flickr", "imgur"))

_WORDED = frozenset(("tiktok", "instagram", "facebook", "threads"))
"""Where tools call the caption a title. Elsewhere a title is the page's, written by a browser."""


def plain(name: Any) -> str:
    """A field's name without case and signs: ``likeCount``, ``like_count`` and ``Like Count`` are one."""
    return _SIGN.sub("", str(name).lower())


def flat(record: Mapping[str, Any]) -> dict[str, Any]:
    """Fields by plain name; those of nested objects behind the name of the object. What stands first wins."""
    found: dict[str, Any] = {}
    for name, value in record.items():
        if isinstance(value, dict):
            for inner, one in value.items():
                if not isinstance(one, dict):
                    found.setdefault(plain(name) + plain(inner), one)
        elif value not in (None, ""):
            found.setdefault(plain(name), value)
    return found


def named(found: Found, fields: Flat, chosen: str = "") -> Address | None:
    """The first field that holds the address of a post: those named as such first, then any that is called a link."""
    names = [plain(chosen)] if chosen else [
        *(name for name in _FIRST if name in fields),
        *(name for name in fields if ("url" in name or "link" in name) and name not in (*_FIRST, "urls", "links")
          and not _OTHERS.search(name))]
    for name in names:
        value = fields.get(name)
        if isinstance(value, str) and _URL.match(value.strip()):
            address = found.read(value.strip())
            if address.key is not None:
                return address
    return None


def _pick(fields: Flat, what: str, chosen: Mapping[str, str]) -> Any:
    names = (plain(chosen[what]),) if chosen.get(what) else ALIASES[what]
    return next((fields[name] for name in names if fields.get(name) not in (None, "") and not isinstance(fields[name], dict | list)),
                None)


def _source(fields: Flat, chosen: Mapping[str, str]) -> str:
    """The field that the time of the post was taken from."""
    if chosen.get("created"):
        return plain(chosen["created"])
    return next((name for name in ALIASES["created"] if fields.get(name) not in (None, "")), "")


def _tags(fields: Flat, name: str) -> tuple[str, ...] | None:
    value = fields.get(name)
    listed = list_of(value) or [fields[f"{name}{i}"] for i in range(50) if isinstance(fields.get(f"{name}{i}"), str)]
    if not listed and isinstance(value, str) and value.strip() and not value.startswith("["):
        listed = re.split(r"[,|]\s*", value)
    words = [one if isinstance(one, str) else one.get("name") or one.get("title") for one in listed if isinstance(one, str | dict)]
    return unique(str(word).strip().lstrip("#@") for word in words if word) or None


def _counts(fields: Flat, chosen: Mapping[str, str], at: str | None, scored: bool) -> tuple[Count, ...]:
    values = {metric: _pick(fields, metric, chosen) for metric in _METRICS}
    if scored and values["score"] is None and not chosen.get("likes"):
        values["score"], values["likes"] = values["likes"], None
    unseen = (hidden("likes", at),) if str(values["likes"]) in ("-1", "-1.0") else ()
    return (*counts_of(values, observed_at=at), *unseen)


def post_of(found: Found, address: Address, fields: Flat, chosen: Mapping[str, str]) -> Post | None:
    """The post that a row describes; a row with nothing but the address is a reference."""
    key = address.key
    if key is None:
        return None
    text, title = text_of(_pick(fields, "caption", chosen)), text_of(_pick(fields, "title", chosen))
    handle, name = _pick(fields, "handle", chosen), text_of(_pick(fields, "name", chosen))
    handle = str(handle).strip().lstrip("@") if isinstance(handle, str) else ""
    if handle and (re.search(r"\s|/", handle) or handle.isdigit()):
        name, handle = name or handle, ""
    handle = handle or address.author or ""
    collected, created = when_of(_pick(fields, "collected", chosen)), when_of(_pick(fields, "created", chosen))
    if created and _source(fields, chosen) == "timestamp" and not _BOOKMARKED.isdisjoint(fields):
        created = None  # when somebody put the address on a list
    if created and not chosen.get("created") and _listed(key, created):
        created, text = None, text if chosen.get("caption") else ""
    at, picture = collected.value if collected else None, text_of(_pick(fields, "picture", chosen))
    counts, number = _counts(fields, chosen, at, key.platform in _SCORED), _pick(fields, "author_id", chosen)
    if not at and created and _source(fields, chosen) != "timestamp" and (seen := when_of(fields.get("timestamp"))):
        at = seen.value  # beside a time that is the post's own the timestamp is the collector's
    titles = key.platform in _TITLED and key.kind != "comment"
    caption = titled(title, text) if titles else text or (title if key.platform in _WORDED else None)
    bare = not (caption or created or counts)
    return Post(
        native_id=key.native_id, kind=key.kind, platform=key.platform, caption=caption, title=title if titles else None,
        author=Author(handle=handle or None, name=name, native_id=_NUMBER.sub(r"\1", str(number)) if number else None)
        if handle or name else None,
        created=created, counts=counts, observed_at=at, language=text_of(_pick(fields, "language", chosen)),
        place=text_of(_pick(fields, "place", chosen)),
        hashtags=_tags(fields, "hashtags"), mentions=_tags(fields, "mentions"),
        media=(Media(kind="image", url=picture),) if picture and picture.startswith("http") else (),
        relation="reference" if bare else None, evidence="reference" if bare else None,
    )


def _listed(key: Key, stated: Time) -> bool:
    """Whether a tweet's number says that it was made at another time: then somebody noted it at this one, in words of their own."""
    made = decode(key.platform, key.kind, key.native_id) if key.platform == "twitter" and not key.native_id.endswith("0000") else None
    return made is not None and abs((date.fromisoformat(made.value[:10]) - date.fromisoformat(stated.value[:10])).days) > 1


def guess(names: Iterable[str]) -> str:
    """How the columns of a table are understood without ``--map``: ``url=Link, likes=Favs``."""
    known = {plain(name): name for name in reversed(list(names))}
    said = {"url": next((known[name] for name in _FIRST if name in known), "")}
    for field, what in FIELDS.items():
        if field not in ("url", "text"):
            said[field] = next((known[name] for name in ALIASES[what] if name in known), "")
    return ", ".join(f"{field}={name}" for field, name in said.items() if name)


def row(found: Found) -> Iterator[Post | Problem]:
    """A row of an unknown table or tool."""
    chosen: Mapping[str, str] = found.context.get("map") or {}
    fields = flat(found.data)
    address, doubt = named(found, fields, chosen.get("url", "")) if chosen.get("url") else thing(fields) or named(found, fields), False
    if address is None and not chosen.get("url") and not found.parent:
        address, doubt = by_number(found, fields)
    post = post_of(found, address, fields, chosen) if address else None
    post = replace(post, suspect_id=True) if post and doubt else post
    if post is not None and post.relation == "reference" and isinstance(fields.get("error"), str):
        yield refused(fields)
    elif post is not None and address is not None:
        yield post
        yield from _below(found, address, 0)


def _below(found: Found, address: Address, depth: int) -> Iterator[Post]:
    """Comments and answers that lie inside the row: rows of their own."""
    for name in ("comments", "replies") if depth < DEEP else ():
        for one in dicts(found.data.get(name)):
            inner = Found(form=found.form, data=one, read=found.read)
            fields = flat(one)
            other = thing(fields) or named(inner, fields)
            post = post_of(inner, other, fields, {}) if other is not None and other.key != address.key else None
            if post is not None and other is not None:
                yield replace(post, relation="context")
                yield from _below(inner, other, depth + 1)


_THING = late(r"t[13]_[0-9a-z]{4,10}")


def thing(fields: Flat) -> Address | None:
    """Ids that are the same in whatever table: Reddit's say of themselves what they are."""
    for name in ("commentid", "postid", "id", "name"):
        value = fields.get(name)
        if isinstance(value, str) and _THING.fullmatch(value):
            return Address(outcome="post", key=Key("reddit", "comment" if value.startswith("t1") else "", value))
    return None


def refused(fields: Flat) -> Problem:
    """A row by which a collector says that it could not get a post."""
    return Problem(reason="unsupported", detail="rows of a collector that got nothing (error)", stage="aside")


def failure(found: Found) -> Iterator[Post | Problem]:
    """A row of a collector that only says what went wrong."""
    yield refused({})


def is_failure(record: Any) -> bool:
    """An error beside what was asked for: Apify's ``{error, errorDescription, url}``, gallery-dl's name and message."""
    if record.get("noResults") is True:
        return True
    error = record.get("error")
    asked = {"url", "inputUrl", "postUrl", "input", "errorDescription", "message"} & record.keys()
    return isinstance(error, str) and bool(error) and bool(asked) and len(record) <= 8


_NUMBERED = {"tweetid": "tweet", "tweetidstr": "tweet", "tweetids": "tweet", "statusid": "tweet", "shortcode": "instagram"}
"""Columns that name the platform with the id, as collections without addresses have them."""


def by_number(found: Found, fields: Flat) -> tuple[Address | None, bool]:
    """The post that a column such as ``tweet_id`` names, and whether a spreadsheet has rounded it. rtweet writes an ``x`` before its
    numbers, so that none does."""
    for name, word in _NUMBERED.items():
        if name in fields and (name != "statusid" or "screenname" in fields):
            number, doubt = id_of(_NUMBER.sub(r"\1", fields[name].strip()) if isinstance(fields[name], str) else fields[name])
            address = found.read(f"embed.{word}:{number}")
            if address.key is not None:
                return address, doubt
    return None, False


_WORDS = ("text", "fulltext", "tweet", "tweettext", "content", "caption")


def is_numbered(record: Any) -> bool:
    """Of tables every row, of JSON those with words: an id alone could be a mere reference to somebody's doings."""
    names = {plain(name) for name in record} if isinstance(record, dict) and len(record) < 200 else set()
    return not names.isdisjoint(_NUMBERED) and (not names.isdisjoint(_WORDS) or all(isinstance(value, str) for value in record.values()))


def is_row(record: Any) -> bool:
    """Some field holds nothing but an address."""
    return isinstance(record, dict) and any(isinstance(value, str) and value[:5] in ("https", "http:", "at://") and _URL.match(value)
                                            for value in record.values())


def fourcat(found: Found) -> Iterator[Post | Problem]:
    """A row of a 4CAT table: ``thread_id``, ``body``, ``timestamp``. ``timestamp`` is local time, ``unix_timestamp`` is not."""
    fields = flat(found.data)
    if fields.get("unixtimestamp"):
        fields.pop("timestamp", None)
    address, number = named(found, fields), str(fields.get("id") or "")
    if address is None or address.key is None or number.lower() not in address.key.native_id.lower():
        address = _built(found, fields) or address  # a link in the text is another post
    if address is None or address.key is None:
        return
    fields = {name: value for name, value in fields.items() if str(value) != "-1"}
    fields.pop("collectedfromurl", None)
    post = post_of(found, address, fields, {"caption": "body", "handle": "author", "name": "authorfullname", **(
        found.context.get("map") or {})})
    if post:
        yield post


def _built(found: Found, fields: Flat) -> Address | None:
    """Tables without addresses name the platform where they were collected, and the post's number."""
    where, number, author = str(fields.get("collectedfromurl") or ""), str(fields.get("id") or ""), str(fields.get("author") or "_")
    shapes = {"tiktok.com": "https://www.tiktok.com/@{author}/video/{id}", "instagram.com": "https://www.instagram.com/p/{id}/",
              "twitter.com": "https://twitter.com/{author}/status/{id}", "x.com": "https://x.com/{author}/status/{id}",
              "threads.net": "https://www.threads.net/@{author}/post/{id}", "reddit.com": "https://www.reddit.com/comments/{id}/",
              "linkedin.com": "https://www.linkedin.com/feed/update/{id}/", "pinterest.com": "https://www.pinterest.com/pin/{id}/"}
    host = re.search(r"//(?:[\w-]+\.)*?((?:[\w-]+)\.(?:com|net))(?:/|$)", where)
    shape = shapes.get(host[1]) if host else None
    if not shape and "chat" in fields and (match := re.fullmatch(r"([A-Za-z]\w{3,31})-(\d+)", number)):
        shape, number = f"https://t.me/{match[1]}/{{id}}", match[2]  # the collector of Telegram writes channel and number
    return found.read(shape.format(id=number, author=author)) if shape and number else None


FORMS: tuple[Form, ...] = (
    Form(name="row", test=is_row, parse=row, last=True, evidence="rich", guess=guess),
    Form(name="row-numbered", test=lambda r: not is_row(r) and is_numbered(r), parse=row, last=True, evidence="rich", guess=guess),
    Form(name="row-failed", keys=("error",), test=is_failure, parse=failure, last=True),
    Form(name="row-empty", keys=("noResults",), test=is_failure, parse=failure, last=True),
    Form(name="fourcat", columns=("id", "thread_id", "body", "timestamp"), parse=fourcat, evidence="rich"),
    Form(name="brandwatch", columns=("query id", "url", "snippet"), parse=row, evidence="rich"),
)
