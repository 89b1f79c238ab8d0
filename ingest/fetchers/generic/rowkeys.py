"""Which post a row of an unknown tool is about: the address among its fields, or a number whose own clock agrees with the row's time."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from ingest.clocks import decode
from ingest.fetcher import Address, Found
from ingest.fetchers.generic.rownames import ALIASES, FIRST, OTHERS, Flat, plain
from ingest.model import Key, Time
from ingest.patterns import late
from ingest.values.fields import id_of, when_of

URL = late(r"https?://\S+$|at://\S+$")
_HERE = {"twitter.com": late(r"/\w{1,15}/status(?:es)?/\d{1,19}\b\S*"), "www.reddit.com": late(r"/(?:r|user|u)/[\w-]+/comments/\w+\S*")}
"""Addresses without a host that only one site has."""
_SEVERAL = late(r"https?://[^\s,;|]\S*(?:[\s,;|]+https?://\S+)+\s*")
_PARTS = late(r"[\s,;|]+(?=https?://)|\s+")
_LONG = 50_000
_LED = late(r"[a-z]+(?:url|link|uri)")
_CALLED = {"twitter": "tweet"}
_BARE = late(r"(?:[a-z]{1,9}\.)?(?:reddit|twitter|x|instagram|facebook|youtube|tiktok|threads|linkedin)\.(?:com|net)/\S+$")
"""Addresses without ``https://``."""
_NUMBER = late(r"^x(\d+)$")
"""rtweet's way to keep a spreadsheet from rounding; others write quotes, an apostrophe or a formula for the same end."""
_WRAPPED = late(r"""^(?:=?["'\u2018\u2019\u201c\u201d]+|ID:\s?)([^"'\u2018\u2019\u201c\u201d]+?)["'\u2018\u2019\u201c\u201d]*$""")
_STORY = late(r"\d{8,20}")
_LONE = late(r"https?://(?:[a-z]{1,9}\.)?facebook\.com/(\d{8,20})/?")
"""An address of Facebook that is a number: a post's only where the row calls it so."""
_PAIR = late(r"(\d{5,20})_(\d{5,20})")
_NUMBERED = {"tweetid": "tweet", "tweetidstr": "tweet", "tweetids": "tweet", "statusid": "tweet", "shortcode": "instagram"}
"""Columns that name the platform with the id, as collections without addresses have them."""
_IDS = ("idstr", "id", "postid", "messageid", "statusid", "importedid", "objectid", "tweet")
_ZONES = timedelta(hours=26)
"""The time of a row may be local, or only a day."""
_HALF_HOUR, _MINUTE = timedelta(minutes=30), timedelta(minutes=1)
_SPOKEN = frozenset(("retweetcount", "favoritecount", "retweets", "favorites", "isretweet", "screenname", "inreplytostatusid",
                     "inreplytoscreenname", "retweetedstatusid", "userscreenname", "userfollowerscount", "userfriendscount", "fromuser"))
"""Words of X: two of them beside a number of its kind."""
WORDS = ("text", "fulltext", "tweet", "tweettext", "content", "caption")
_THING = late(r"t[13]_[0-9a-z]{4,10}")
MESSAGES = frozenset(("message_id", "messageid", "messageId", "msg_id", "Message ID", "message id", "Channel Username",
                      "channel username", "channel_username"))
_CHANNELS = ("channelusername", "chatusername", "groupusername", "channel")
"""What holds a public name; chats and groups are called by their titles otherwise, which name nothing."""
_CHATS = ("channelid", "chatid", "senderid", "metadatasenderid", "peerid", "fromid")
_CHANNEL = late(r"[A-Za-z]\w{3,31}")
_TOLD = frozenset(("forwards", "forwardcount", "groupedid", "replytomsgid", "fwdfrom", "forwardedfrom", "postauthor", "telegramurl"))
_PLACE = late(r"/comments/(\w{5,8})/[^/]*/(\w{5,8})\b")
_SAID = frozenset(("body", "text", "comment", "content", "selftext", "title", "comment_body", "comment_text", "message"))
_SHORT = late(r"[0-9a-z]{5,8}")


def written(value: Any) -> Any:
    """An id without what keeps spreadsheets from rounding it."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    match = _WRAPPED.fullmatch(text) or _NUMBER.fullmatch(text)
    return match[1].strip() if match else text


def _read(found: Found, value: Any) -> Address | None:
    if not isinstance(value, str):
        return None
    text = value.strip()
    if text.startswith("/"):
        text = next((f"https://{host}{text}" for host, shape in _HERE.items() if shape.fullmatch(text)), "")
    elif _BARE.match(text):
        text = f"https://{text}"
    if not URL.match(text):
        return None
    address = found.read(text)
    return address if address.key is not None else None


def is_address(value: Any) -> bool:
    """Whether a field holds nothing but an address."""
    if not isinstance(value, str):
        return False
    return (value[:5] in ("https", "http:", "at://") and URL.match(value) is not None) or (
        value[:1] == "/" and any(shape.fullmatch(value) for shape in _HERE.values())) or (
        value[-1:] == "/" and _BARE.match(value) is not None)


def is_several(value: Any) -> bool:
    """Whether a field holds nothing but several addresses."""
    return isinstance(value, str) and value[:4] == "http" and _SEVERAL.fullmatch(value) is not None


def several(found: Found, fields: Flat, chosen: str = "") -> list[Address]:
    """The posts of fields with several addresses each; of the chosen field every address there is."""
    texts = [fields.get(plain(chosen))] if chosen else [value for value in fields.values() if is_several(value)]
    parts = [part for text in texts if isinstance(text, str) for part in _PARTS.split(text[:_LONG])]
    return [address for part in parts if (address := _read(found, part)) is not None]


def beside(found: Found, fields: Flat, address: Address) -> list[Address]:
    """Other posts that a row names in columns called after their platforms (``tweet_url`` beside ``instagram_url``)."""
    names = [name for name in fields if _LED.fullmatch(name) and not OTHERS.search(name)] if address.key else []
    read = [(name, other) for name in names if (other := _read(found, fields[name])) is not None]
    return [other for name, other in read if other.key and address.key and other.key.platform != address.key.platform
            and _CALLED.get(other.key.platform, other.key.platform) in name]


def named(found: Found, fields: Flat, chosen: str = "") -> Address | None:
    """The field that holds the address of the post: of those named as such, then of any that is called a link, then of all, the one
    that repeats an id of the row, else the first."""
    if chosen:
        return _read(found, fields.get(plain(chosen)))
    names = [*(name for name in FIRST if name in fields),
             *(name for name in fields if ("url" in name or "link" in name) and name not in (*FIRST, "urls", "links")
               and not OTHERS.search(name))]
    read = [address for name in names if (address := _read(found, fields[name])) is not None]
    if not read and len(fields) > 2:
        strange = [name for name in fields if name not in names and not OTHERS.search(name)]
        read = [address for name in strange if (address := _read(found, fields[name])) is not None]
        if len({address.key for address in read}) > 1:
            return None
    ids = (*_IDS, "shortcode", "videoid", "tweetid")
    stated = {str(written(fields[name])).lower().rpartition("_")[2] for name in ids if name in fields}
    read.sort(key=lambda address: not (address.key and address.key.native_id.startswith("did:")))  # what a handle names may change
    own = (address for address in read if address.key and len(address.key.native_id) > 4 and address.key.native_id.lower() in stated)
    return next(own, read[0] if read else None)


def opaque(found: Found, fields: Flat, address: Address) -> tuple[Address, tuple[Key, ...]]:
    """Facebook's number of a post and its opaque name (``pfbid``) where a row shows both: the number is the key, the name the same post."""
    key = address.key
    if key is None or key.platform != "facebook" or key.kind:
        return address, ()
    if key.native_id.startswith("pfbid"):
        number = id_of(written(fields.get("postid")))[0]
        return (replace(address, key=Key("facebook", "", number)), (key,)) if _STORY.fullmatch(number) else (address, ())
    others = (_read(found, fields[name]) for name in FIRST if name in fields)
    names = (one.key for one in others if one is not None and one.key is not None and one.key.platform == "facebook" and not one.key.kind)
    return address, tuple(dict.fromkeys(name for name in names if name.native_id.startswith("pfbid")))


def thing(fields: Flat) -> Address | None:
    """Ids that are the same in whatever table: Reddit's say of themselves what they are."""
    for name in ("commentid", "id", "name", "postid"):
        value = fields.get(name)
        if isinstance(value, str) and _THING.fullmatch(value):
            return Address(outcome="post", key=Key("reddit", "comment" if value.startswith("t1") else "", value))
    number = fields.get("commentid", fields.get("id"))
    if _THING.fullmatch(str(fields.get("parentid"))) and isinstance(number, str) and _SHORT.fullmatch(number):
        return Address(outcome="post", key=Key("reddit", "comment", f"t1_{number}"))  # what it answers is one of Reddit's
    return None


def message(found: Found, fields: Flat) -> Address | None:
    """A message of a public channel on Telegram: the channel's name, the message's number, and a word that only Telegram has."""
    public = "channelusername" in fields and any(plain(name) == "message" for name in found.data)
    number, _ = id_of(next((fields[name] for name in ("messageid", "msgid", *(("id",) if public else ())) if name in fields), None))
    channel = next((str(fields[name]).lstrip("@") for name in _CHANNELS if isinstance(fields.get(name), str)), "")
    if not (_CHANNEL.fullmatch(channel) and number.isdigit() and len(number) < 9):
        return None
    told = public or not _TOLD.isdisjoint(fields) or any(str(fields.get(name)).startswith("-100") for name in _CHATS) or any(
        "MessageMedia" in str(fields.get(name)) for name in ("media", "mediatype"))
    return found.read(f"https://t.me/{channel}/{number}") if told else None


def is_thing(record: Any) -> bool:
    """Whether an id in the row says of itself that it is Reddit's."""
    return not _SAID.isdisjoint(record) and any(isinstance(said := record.get(name), str) and _THING.fullmatch(said) is not None
               for name in ("id", "name", "comment_id", "commentid", "commentID", "parent_id", "parentid", "parentId", "parentID"))


def above(key: Key, fields: Flat) -> tuple[Key | None, str | None]:
    """What a comment on Reddit answers, and its post: an id may lack what it says of itself."""
    said = str(fields.get("parentid") or "")
    parent = Key("reddit", "comment" if said.startswith("t1") else "", said) if _THING.fullmatch(said) else None
    post = str(fields.get("linkid") or fields.get("submissionid") or (said if said.startswith("t3") else "")).removeprefix("t3_")
    places = (_PLACE.search(fields[name]) for name in ("permalink", "url", "link") if isinstance(fields.get(name), str))
    post = post or next((match[1] for match in places if match and f"t1_{match[2]}" == key.native_id), "")
    return parent, f"t3_{post}" if _SHORT.fullmatch(post) else None


def by_number(found: Found, fields: Flat) -> tuple[Address | None, bool]:
    """The post that a number names, and whether a spreadsheet has rounded it: in a column such as ``tweet_id``, or in one called ``id``
    where its clock shows the row's time, or words that only X has stand beside it. Facebook's pairs name page and post."""
    for name, word in _NUMBERED.items():
        if name in fields and (name != "statusid" or "screenname" in fields):
            number, doubt = id_of(written(fields[name]))
            address = found.read(f"embed.{word}:{number}")
            if address.key is not None:
                return address, doubt
    for name in _IDS:
        number, doubt = id_of(written(fields.get(name)))
        if number and _is_tweet(number, fields):
            return found.read(f"embed.tweet:{number}"), doubt
        if (pair := _PAIR.fullmatch(number)) and not fields.keys().isdisjoint(("statusmessage", "numreactions", "postmessage", "numlikes")):
            return found.read(f"https://www.facebook.com/{pair[1]}/posts/{pair[2]}"), doubt
    number = id_of(written(fields.get("postid")))[0]
    if _STORY.fullmatch(number) and any(match[1] == number for value in fields.values() if (match := _LONE.fullmatch(str(value)))):
        return Address(outcome="post", key=Key("facebook", "", number)), False
    return None, False


def _is_tweet(number: str, fields: Flat) -> bool:
    made = decode("twitter", "", number) if number.isdigit() and 15 <= len(number) <= 19 else None
    if made is None:
        return False
    stated = [when for name in ALIASES["created"] if (when := when_of(fields.get(name))) is not None]
    return any(_apart(made, one) < _ZONES for one in stated) if stated else len(_SPOKEN & fields.keys()) > 1


def _apart(made: Time, stated: Time) -> timedelta:
    text = f"{stated.value}T12:00Z" if stated.precision == "day" else stated.value
    return abs(datetime.fromisoformat(text.replace("Z", "+00:00")) - datetime.fromisoformat(made.value.replace("Z", "+00:00")))


def is_local(key: Key, stated: Time) -> bool:
    """Whether a tweet's row tells the time of another zone, half hours away from its id's: the id knows better."""
    made = decode(key.platform, key.kind, key.native_id) if key.platform == "twitter" and stated.precision != "day" else None
    apart = _apart(made, stated) if made is not None else timedelta()
    over = apart % _HALF_HOUR
    return _HALF_HOUR - _MINUTE < apart < _ZONES and min(over, _HALF_HOUR - over) < _MINUTE


def is_numbered(record: Any) -> bool:
    """Of tables every row, of JSON those with words: an id alone could be a mere reference to somebody's doings."""
    names = {plain(name) for name in record} if isinstance(record, dict) and len(record) < 200 else set()
    if not names.isdisjoint(_NUMBERED):
        return not names.isdisjoint(WORDS) or all(isinstance(value, str) for value in record.values())
    return not names.isdisjoint(_IDS) and any(re.search(r"text|message|content|tweet|caption", name) for name in names)


BOOKMARKED = frozenset((
    "folder", "selection", "toread", "timeadded", "savedat", "saveddate", "dateadded", "addedat", "lastpreserved", "annotations",
    "highlights", "readat", "readingprogress"))
"""Columns of lists of bookmarks: Instapaper, Raindrop, Pinboard, Pocket, Omnivore, Readwise, Linkwarden, Diigo, GoodLinks."""


def is_listed(key: Key, stated: Time) -> bool:
    """Whether a tweet's number says that it was made on another day than the row tells: then this is when somebody noted it."""
    made = decode(key.platform, key.kind, key.native_id) if key.platform == "twitter" and not key.native_id.endswith("0000") else None
    return made is not None and abs((date.fromisoformat(made.value[:10]) - date.fromisoformat(stated.value[:10])).days) > 1
