"""What tools that nobody declared call the fields of a post: one list of names, compared without case, signs and usual additions."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any

from ingest.fetchers.generic.rowwords import WORDS
from ingest.patterns import late
from ingest.values.fields import dict_of, list_of

Flat = Mapping[str, Any]
_SIGN = late(r"[^0-9a-z]+")
FIRST = ("posturl", "permalink", "tweeturl", "videourl", "webvideourl", "webpageurl", "posturllink", "statusurl", "postlink", "tweetlink",
         "tweetpermalink", "videolink", "statuslink", "url", "link", "uri", "href", "sharelink", "originalurl", "inputurl", "permalinkurl",
         "itemurl", "contenturl")
"""Fields that hold the address of the post, the telling ones first."""
OTHERS = late(r"quot|repl|parent|retweet|repost|media|image|photo|avatar|profile|thumb|display|author|user|owner|channel|icon"
              r"|picture|shared|(?<!view)source|expanded|outbound|external|archive|cover|preview|video(?!url|link|weburl)|download|original(?!url)"
              r"|text|caption|descr|body|comment")
"""Fields that hold the addresses of something else."""
ALIASES: Mapping[str, tuple[str, ...]] = {
    "caption": ("fulltext", "text", "caption", "captiontext", "description", "desc", "body", "content", "message", "posttext",
                "postcontent", "tweet", "tweettext", "snippet", "textcontent", "hitsentence", "selftext", "rawcontent",
                "commentbody", "commenttext", "comment", "tweets", "post"),
    "title": ("title", "headline", "posttitle", "videotitle", "subject"),
    "created": ("unixtimestamp", "timestamputc", "tweetdate", "posttimestamp", "postedatiso", "createdat", "createdutc",
                "createdtime", "createdon", "createtimeiso", "createtime", "takenat",
                "takenattimestamp", "publishedunix", "publishedat", "publishedon", "published", "publishtime", "pubdate", "postdate",
                "posteddate", "postedat", "postedattimestamp", "postedatdate",
                "dateposted", "creationtime", "creationdate", "creationts", "publishingdate", "publisheddate", "created",
                "dateutc", "datetimeutc", "utc", "timestamp", "date", "datetime", "datecreated", "time", "datepublished", "uploaddate",
                "commentdate", "dateofcomment", "videopublishtime",
                "createdts", "publishedatutc", "createdatutc", "createdatiso", "dategmt", "publishdate"),
    "handle": ("username", "screenname", "authorusername", "authorhandle", "authoruniqueid", "ownerusername", "userusername",
               "userscreenname", "authorscreenname", "handle", "accounthandle", "fromusername", "authormetaname", "author", "user",
               "fromuser", "creatorusername", "useraccount", "creator", "account", "owner", "userposted", "profileusername", "uniqueid",
               "youtuber", "channelusername", "extraauthorattributesshortname",
               "accountusername", "pageusername", "senderscreenname", "userhandle", "usercommenting", "commentuser", "presencehandle"),
    "name": ("authorname", "displayname", "fullname", "ownerfullname", "userfullname", "authorfullname", "authordisplayname",
             "userdisplayname", "name",
             "nickname", "authornickname", "authorfull", "creatorfullname", "username2", "pagename", "channeltitle", "channelname",
             "accountname", "extraauthorattributesname", "userusernameraw", "handlename", "profilename"),
    "author_id": ("authorid", "userid", "ownerid", "channelid", "accountid", "fromuseridstr", "userpk", "useruid", "userpostedid",
                  "profileid", "senderuserid", "pageid"),
    "likes": ("likes", "likecount", "likescount", "likecounts", "favoritecount", "favouritescount", "favorites", "favourites", "diggcount",
              "numlikes", "nblikes", "likedcount",
              "commentlikecount", "totalreactions", "reactionscount", "reactions", "likedbycount", "upvotecount", "upvotes",
              "favoritescount", "likesnumber", "numupvotes", "applause"),
    "comments": ("comments", "commentcount", "commentscount", "replycount", "replies", "repliescount", "replycounts", "numcomments",
                 "nbcomments",
                 "numberofcomments", "commentsnum", "commentnum", "repliesnumber"),
    "shares": ("shares", "sharecount", "sharescount", "retweetcount", "retweets", "reposts", "repostcount", "reblogscount",
               "boostcount", "boosts", "retweetcounts", "numshares", "retweetscount", "repostscount", "forwards", "forwardscount",
               "rtcount", "sharesnum", "sharedcount"),
    "views": ("videoplaycount", "views", "viewcount", "viewscount", "playcount", "plays", "videoviewcount", "impressions",
              "impressioncount"),
    "quotes": ("quotecount", "quotes", "quotescount"),
    "bookmarks": ("bookmarkcount", "bookmarks", "collectcount", "collectedcount", "savecount", "saves"),
    "score": ("score", "points", "postscore", "commentscore"),
    "language": ("lang", "language"),
    "place": ("locationname", "placename"),
    "picture": ("displayurl", "imageurl", "image", "imgurl", "thumbnailurl", "thumbnail", "mediaurl", "imagevideourl"),
    "collected": ("collectedat", "scrapedat", "collectiontime", "retrievedat", "querytime", "timestampcollected", "crawledat",
                  "extractedts", "observedat", "fetchedat"),
}
FIELDS: Mapping[str, str] = {
    "url": "url", "caption": "caption", "text": "caption", "title": "title", "created_at": "created", "author": "handle",
    "author_name": "name", "author_id": "author_id", "language": "language", "media": "picture", "collected_at": "collected",
    **{metric: metric for metric in ("likes", "comments", "shares", "views", "quotes", "bookmarks", "score")},
}
"""What ``--map`` may name, and the name here."""
METRICS = ("likes", "comments", "shares", "views", "quotes", "bookmarks", "score")
_PERSONS = frozenset(("author", "user", "owner", "creator", "account", "channel"))
_HANDLES = frozenset(("username", "screenname", "handle", "uniqueid"))
"""Beside one of them a person's ``name`` is the shown one."""
_NUMBERS = frozenset(("stats", "statistics", "metrics", "publicmetrics", "engagement", "counts", "interactions",
                      "articleextendedattributes"))
"""Objects that only hold together what a post has of numbers."""
_COUNTED = frozenset(("diggcount", "likecount", "likescount", "sharecount", "commentcount", "playcount", "viewcount", "collectcount",
                      "repostcount", "replycount"))
"""Three of them make such an object whatever its name, if it does not tell of followers too."""
_FOLLOWED = frozenset(("followercount", "followerscount", "followers", "followingcount"))
_PLAIN = frozenset(("$date", "$numberLong", "$numberInt", "$numberDouble", "$oid"))
"""How databases of documents write one value."""
_NOTHING = frozenset(("NA", "NaN", "nan", "N/A", "None", "null", "NULL"))
"""What R, Python and databases write for nothing."""
_ADDED = late(r"(?:(?:publicmetrics|statistics|stats|metrics|articleextendedattributes)(?=[a-z]{4}))?"
              r"(?:(?:twitter|tweet|post|status|media(?!views)|item|thread|video)(?=[a-z]{3})(?!id\b|idstr|url|link|code|ids\b))?"
              r"(?:(?:numberof|total|num|nb|n|no)(?=likes|retweets|comments|shares|replies|quotes|views|plays|reposts|favorites|reactions"
              r"|upvotes|saves|bookmarks|forwards))?(.{2,}?)(?:(?<=count)fb|(?<=comments)total)?")


def plain(name: Any) -> str:
    """A field's name without case and signs, in English where it is a word of another language that is known: ``likeCount``,
    ``like_count`` and ``Like Count`` are one, so are ``J’aime`` and ``likes``."""
    text = str(name)
    return _known_plain(text) if len(text) < _USUAL else _plain(text)


def _plain(name: str) -> str:
    text = name.lower()
    return _translated().get(said := _SIGN.sub("", text) if text.isascii() else _letters(text), said)


_USUAL = 100
"""No column's name is longer; what is, is not kept."""
_known_plain = lru_cache(maxsize=4096)(_plain)


def _letters(text: str) -> str:
    """Letters of any script, without their accents."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if sign.isalnum())


@cache
def _translated() -> Mapping[str, str]:
    return {_letters(word.lower()): name for name, words in WORDS.items() for word in words.split(",")}


def bare(name: str) -> str:
    """A plain name without what tools put before it: ``tweetnumberoflikes`` is ``likes``."""
    match = _ADDED.fullmatch(name)
    return match[1] if match else name


def flat(record: Mapping[str, Any]) -> dict[str, Any]:
    """Fields by plain name; those of nested objects behind the name of the object. What stands first wins, and full names before bare."""
    found: dict[str, Any] = {}
    late_ones: dict[str, Any] = {}
    for name, value in record.items():
        known = plain(name)
        if known in _PERSONS and isinstance(value, str) and value[:1] == "{":
            value = dict_of(value) or value
        if isinstance(value, dict) and len(value) == 1 and next(iter(value)) in _PLAIN:
            value = next(iter(value.values()))
        if isinstance(value, dict):
            numbers = known in _NUMBERS or _is_counted(value)
            person = known in _PERSONS and not _HANDLES.isdisjoint(map(plain, value))
            for inner, one in value.items():
                if not isinstance(one, dict):
                    found.setdefault(known + ("fullname" if person and inner == "name" else plain(inner)), one)
                    if numbers:
                        late_ones.setdefault(plain(inner), one)
        elif value not in (None, "") and (not isinstance(value, str) or value not in _NOTHING or known in ALIASES["caption"]):
            found.setdefault(known, value)
    if late_ones and not _FOLLOWED.isdisjoint(found):  # then the row's own number of likes is the account's
        for name in ("likes", "likecount", "likescount"):
            found.pop(name, None)
    if "applause" in found and "amplification" in found:  # words of those who measure; elsewhere a conversation has an id
        late_ones |= {"comments": found.get("conversation"), "shares": found["amplification"]}
    for name, value in (*late_ones.items(), *list(found.items())):
        for other in (name, bare(name)):
            if value not in (None, ""):
                if name in late_ones and isinstance(found.get(other), list) and not isinstance(value, list):
                    del found[other]  # the comments themselves, where their number is asked for
                found.setdefault(other, value)
    return found


def _is_counted(value: Mapping[str, Any]) -> bool:
    names = {plain(name) for name in value} if 2 < len(value) < 30 else frozenset()
    return len(names & _COUNTED) > 2 and names.isdisjoint(_FOLLOWED)


def pick(fields: Flat, what: str, chosen: Mapping[str, str]) -> Any:
    """The first field of those that may hold it."""
    return next(picks(fields, what, chosen), None)


def picks(fields: Flat, what: str, chosen: Mapping[str, str]) -> Iterator[Any]:
    """All fields that may hold it, the likeliest first; only the chosen one where there is a map."""
    names = (plain(chosen[what]),) if chosen.get(what) else ALIASES[what]
    if fields.keys().isdisjoint(names):
        return iter(())
    return (fields[name] for name in names if fields.get(name) not in (None, "") and not isinstance(fields[name], dict | list))


def source(fields: Flat, chosen: Mapping[str, str]) -> str:
    """The field that the time of the post was taken from."""
    if chosen.get("created"):
        return plain(chosen["created"])
    return next((name for name in ALIASES["created"] if fields.get(name) not in (None, "")), "")


def tags(fields: Flat, name: str) -> list[str]:
    """Hashtags or names: a list, the text of one, words between commas or bars, or a column for each."""
    value = fields.get(name)
    held = fields.keys() & (slots := _slots(name)).keys()
    listed = list_of(value) or [fields[one] for one in sorted(held, key=slots.__getitem__) if isinstance(fields[one], str)]
    if not listed and isinstance(value, str) and (inside := value.strip().removeprefix("[").removesuffix("]").strip()):
        listed = re.split(r"[,|\s]+", inside)
    words = [one if isinstance(one, str) else one.get("name") or one.get("title") or one.get("text")
             for one in listed if isinstance(one, str | dict)]
    return [str(word).strip().lstrip("#@") for word in words if word and not str(word).isdigit()]


@cache
def _slots(name: str) -> Mapping[str, int]:
    """The columns that a list was spread over: ``hashtags0``, ``hashtags1`` ..."""
    return {f"{name}{i}": i for i in range(50)}


def guess(names: Iterable[str]) -> str:
    """How the columns of a table are understood without ``--map``: ``url=Link, likes=Favs``."""
    listed = list(names)
    known = {bare(plain(name)): name for name in reversed(listed)} | {plain(name): name for name in reversed(listed)}
    said = {"url": next((known[name] for name in FIRST if name in known), "")}
    if not said["url"] and isinstance(names, Mapping):
        shown = [(value.count("http"), name) for name, value in names.items() if isinstance(value, str) and value.startswith("http")]
        said["url"] = max(shown, key=lambda one: one[0] > 1, default=(0, ""))[1]
    for field, what in FIELDS.items():
        if field not in ("url", "text"):
            said[field] = next((known[name] for name in ALIASES[what] if name in known), "")
    return ", ".join(f"{field}={name}" for field, name in said.items() if name)
