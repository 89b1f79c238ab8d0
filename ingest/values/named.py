"""Posts that are named by a word for their platform and a bare id: ``data-provider="twitter" data-id="1..."``,
``{"type": "tweet", "id": "1..."}``, ``[tweet 1...]``. The pair is written as an address, ``embed.tweet:1...``, which the
platform's own declarations read (``Fetcher.hosts`` from ``fetcher.named``): whatever the word, only a fitting id is a post."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import Any

from ingest.patterns import late

_BEFORE = late(
    r"(?:is(?:type|provider)|x(?=tweet|twitter|youtube|instagram|tiktok)|embed(?:ded|ly)?|oembed|social|rich|external|core|block|media"
    r"|lazy|lite|static|react|amp|wp|custom|iframe|async|remote|native|article|story|body|content|js|video(?=youtube|vimeo|dailymotion)"
    r"|shortcode|load|render|insert|init|show|c)(?=[a-z])")
_AFTER = late(
    r"(?:embed(?:s|ded)?|oembed|block|element|post|card|widget|component|player|item|node|media|status|container|wrapper|link|url"
    r"|code|id|shortcode|rich|iframe|section|module|content|quote|tweet(?<=twittertweet)|clip(?<=videoclip)|model|data|facade|lite|canvas"
    r"|gql|plus|video(?<=videovideo))")
KINDS = (
    "type", "__typename", "_type", "kind", "subtype", "subType", "provider", "providerName", "provider_name", "providerNameSlug",
    "platform", "network", "service", "source", "form", "component", "blockType", "block_type", "embedType", "embed_type", "embedSource",
    "mediaType", "media_type", "contentType", "content_type", "contentTypeId", "name", "role", "resolver", "elementType", "sourceType",
    "videoProvider", "videoType", "video_type", "host", "site", "slug", "variant", "embedProvider", "embed_provider", "blockName",
    "block_name", "slice_type", "sliceType", "__component", "acf_fc_layout", "layout", "nodeType", "provider-name", "componentName",
    "template", "objectType", "socialType", "social_type",
    "widgetType", "moduleType", "module", "view", "tn", "typeName", "type_name", "typename", "origin", "_schema", "_template", "tag",
    "shortcode", "resource", "hoster", "socialMediaChannel", "blockTypeHandle", "class", "_ref")
"""Keys whose value says what kind of thing an object is."""


def kinds(value: Mapping[str, Any]) -> list[str]:
    """What an object says that it is, the telling keys first: those above, and every other that ends so (``inset_type``)."""
    if new := value.keys() - _mute - _telling:
        _meet(new)
    keys = [key for key in value if key in _telling]
    if len(keys) > 1:
        keys.sort(key=_rank)
    told = [text for key in keys if isinstance(text := value[key], str)]
    if type(said := value.get("element")) is dict and type(text := said.get("value")) is str:
        told.append(text)
    return [_COMPONENT.sub(r"\1", text) if "_components/" in text else text for text in told]


_COMPONENT = late(r".*_components/([\w-]+).*", re.S)
"""A path whose step behind this names the kind of a block: ``site/_components/tweet/instances/a1``."""


_telling = set(KINDS)
_mute: set[str] = set()
"""Keys that were met, by whether they say what kind of thing an object is: it is asked of every key of every object."""
_KNOWN, _LONG = 100_000, 60
"""So many keys are remembered, none of so many signs."""


def _meet(keys: Iterable[str]) -> None:
    if len(_mute) + len(_telling) > _KNOWN:
        _mute.clear()
        _telling.intersection_update(KINDS)
    short = {key for key in keys if len(key) < _LONG}
    told = {key for key in short if key[-4:] in ("type", "Type") and _PEOPLE.search(key) is None}
    _telling.update(told)
    _mute.update(short - told)


def _rank(key: str) -> int:
    return _PLACE.get(key, len(_PLACE))


_PEOPLE = late(r"account|user|profile|author|owner|share|follow|log_?in|auth|feed|link|button", re.I)
"""Types of other things than posts."""
_PLACE = {key: at for at, key in enumerate(KINDS)}
_IDS = (
    "tweetId", "tweet_id", "tweetID", "statusId", "status_id", "shortcode", "shortCode", "short_code", "videoId", "video_id", "videoID",
    "postId", "post_id", "embedId", "embed_id", "embedID", "externalId", "external_id", "externalID", "mediaId", "media_id", "sourceId",
    "source_id", "providerId", "provider_id", "contentId", "remoteId", "platformId", "socialId", "social_id", "originalId", "original_id",
    "nativeId", "native_id", "post", "reference",
    "code", "key", "id_str", "id", "ID", "_id", "value",
    "identifier", "ref", "params", "arg", "src", "uri", "videoIdentifier", "assetId", "asset_id", "objectValue", "objectId", "hosterId",
    "resource", "TweetId", "VideoId", "Id")
"""Keys under which the id stands, the telling ones first."""
_LOOSE = ("embedUrl", "embed_url", "embedURL", "url", "link", "href", "content", "text", "body")
"""Keys that hold an address or a text elsewhere: here, too, an id may stand, and then nothing beside it."""
_INSIDE = ("attrs", "attributes", "data", "props", "model", "params", "payload", "fields", "options", "settings", "value", "meta",
           "embed", "oembed", "content", "properties", "args", "arguments", "config", "element", "entity", "node", "block", "media",
           "tweet", "twitter", "post", "status", "video", "youtube", "instagram", "tiktok", "vimeo", "bluesky", "item", "primary", "attr",
           "attribs", "metadata", "models", "contentdata", "Tweet")
"""Keys under which an object keeps what belongs to it."""
_SURE = {
    "tweetid": "tweet", "tweetidstr": "tweet", "tweetstatusid": "tweet", "embeddedtweetid": "tweet", "embedtweetid": "tweet",
    "tweetlink": "tweet",
    "twitterstatusid": "tweet", "twitterpostid": "tweet", "twittertweetid": "tweet", "tweetcode": "tweet", "xpostid": "tweet",
    "instagramshortcode": "instagram", "instagramcode": "instagram", "instagrampostid": "instagram", "instagrampostcode": "instagram",
    "tiktokvideoid": "tiktok", "tiktokpostid": "tiktok", "vimeoid": "vimeo", "vimeovideoid": "vimeo",
    "tweet": "tweet", "youtubeid": "youtube", "youtubevideoid": "youtube", "youtubevideo": "youtube", "youtubecode": "youtube",
    "youtubekey": "youtube", "youtubeembedid": "youtube", "ytid": "youtube", "ytvideoid": "youtube",
    "pinterestpinid": "pinterest",
    "redditpostid": "reddit", "facebookvideoid": "facebookvideo", "blueskyuri": "bluesky", "bskyuri": "bluesky", "aturi": "bluesky",
}
"""Names that say all: the platform and that the value names a post of it (``twitterId`` would be an account)."""
WORDS = (b"tweet", b"twitter", b"instagram", b"youtube", b"tiktok", b"vimeo", b"bluesky", b"dailymotion", b"reddit", b"telegram",
         b"pinterest", b"twitch")
"""What is looked for in scripts to begin with."""
_COMPONENTS = ("tweet", "youtube", "embed", "instagram", "tiktok", "vimeo")
CALLS = (*(f"{quote}{said}{quote},".encode() for said in ("twitter", "x", "tweet", "instagram", "tiktok", "facebook", "youtube", "bluesky",
                                                          "threads", "reddit", "vimeo", "telegram") for quote in "\"'"),
         *(f"{name}{end},{blank}{{".encode() for name in _COMPONENTS for end in ("", '"', "'", '\\"') for blank in ("", " ")))
"""What stands in a call that names a post by such a word: ``load("twitter", ...)``, ``createElement(Tweet, {...})``."""
_SAYS = late(rb"(?i)(?:" + "|".join(sorted({kind.lower() for kind in KINDS}, key=len, reverse=True)).encode()
                   + rb"|\w{1,20}type|element\\{0,3}[\"']?\s*:\s*\{\s*\\{0,3}[\"']?value|"
                   + rb"linkType\\{0,3}[\"']?\s*:\s*\\{0,3}[\"']ContentType\\{0,3}[\"']\s*,\s*\\{0,3}[\"']?id"
                   + rb")\\{0,3}[\"']?\s*:\s*\\{0,3}[\"'`][\w./: -]{0,60}\Z|\],\\?\"\w{0,40}\Z")
_KEYED = late(rb"(?i)(?:" + b"|".join(WORDS) + rb")[\w]{0,10}?_?(?:(?:status|post|video|tweet|embed|pin)_?)?(?:id|code|shortcode|uri)"
                    rb"(?:_?str)?\\{0,3}[\"']?\s*:|tweet\\{0,3}[\"']?\s*:\s*\\{0,3}[\"']?\d{15,20}\b"
                    rb"|tweet_?link\\{0,3}[\"']?\s*:|youtube\\{0,3}[\"']?\s*:\s*\{\s*\\{0,3}[\"']?id\b")
_TRIES = 400


PLATFORMS = frozenset((
    "tweet", "xpost", "twitter", "x", "instagram", "insta", "threads", "facebookvideo", "fbvideo", "tiktok", "tiktokvideo", "youtube",
    "yt", "youtubevideo", "bluesky", "bsky", "reddit", "dailymotion", "vimeo", "vimeovideo", "pinterest", "pin", "twitchclip",
    "twitch", "twitchvideo", "rumble", "streamable", "soundcloud", "giphy", "imgur", "telegram", "linkedin", "vine", "vk", "bilibili",
    "facebook",
))
"""The words that ``fetcher.named`` declares (a test holds both together); ``facebook`` because its ids may be whole paths."""


def hinted(code: bytes, places: Iterable[int]) -> bool:
    """May a script name posts this way? Asked of the bytes where a word stands, before anything is decoded: it must be the value
    of a key that says what kind of thing an object is, or begin the name of a key that ends in ``id``."""
    return any(_SAYS.search(code, max(0, at - 100), at) or _KEYED.match(code, at) for at in islice(places, _TRIES))


@lru_cache(maxsize=8192)
def word(text: str) -> str:
    """The bare word for a platform in a type, a class or a name: ``TweetBlockElement`` gives ``tweet``, ``is-provider-x`` ``x``."""
    if not 1 <= len(text) <= 80:
        return ""
    text = _DRESS.sub("", text.strip())
    last = re.split(r"[./:#]", text)[-1].lower()
    return _bare(last) or (_bare(last[match.end() :]) if (match := _PREFIX.match(last)) else "")


_DRESS = late(r"(?i)\.(?:com|net|tv|app|me)/?$|\.(?:hbs|html?|twig|mustache|njk|vue|[jt]sx?)$|:\d[\d.-]*$")
"""The end of a host, of a template's file, or the version behind a name."""
_PREFIX = late(r"[a-z]{1,3}[-_]")
"""What a house writes before its names: ``nc-twitter``."""


def _bare(text: str) -> str:
    said = re.sub(r"[^a-z0-9]", "", text)
    for _ in range(6):
        if said in PLATFORMS:
            return said
        shorter = _BEFORE.sub("", said, count=1) if _BEFORE.match(said) else said
        match = re.fullmatch(rf"(.+?){_AFTER.pattern}", shorter)
        shorter = match[1] if match else shorter
        if shorter == said:
            break
        said = shorter
    return ""


def address(name: str, native_id: str) -> str:
    """The pair as something that ``read`` understands; an id that is an address already stays one."""
    native_id = _STATUS.sub("", native_id.strip())
    if re.match(r"(?:https?:)?//|at://", native_id):
        return native_id
    said = word(name)
    return f"embed.{said}:{native_id}" if said and re.fullmatch(r"[\w./:@-]{3,100}", native_id) else ""


_STATUS = late(r"@?\w{1,20}/status/(?=\d+\Z)")
"""How MDX names a tweet: by the path of its address."""
_NO_POST = late(r"(?i)button|share|follow|intent|account|profile|timeline|user\b|handle|channel|playlist|list\b")


def in_object(value: Mapping[str, Any]) -> Iterator[str]:
    """Addresses that the type of a JSON object and the ids beside it make, the likeliest first."""
    kind = content_type(value) if "sys" in value else ""
    told = kinds({**value, "type": kind} if kind else value)
    if told and (said := dict.fromkeys(filter(None, map(word, told)))) and not any(map(_NO_POST.search, told)):
        for place in _places(value):
            for native_id in _ids(place):
                yield from (f"embed.{kind}:{native_id}" for kind in said)
    for key in ("youtube", "youtubeList"):
        if type(film := value.get(key)) is dict and type(code := film.get("id")) is str and is_code(code):
            yield f"embed.youtube:{code}"
    for key in value:
        if key not in _unsure and type(inner := _bare_value(value[key])) in _PLAIN:
            if sure := _sure(key):
                yield address(sure, str(inner))
            elif len(_unsure) < 50_000:
                _unsure.add(key)


def _places(value: Mapping[str, Any], further: int = 1) -> Iterator[Mapping[str, Any]]:
    """The object, and those inside that keep what belongs to it."""
    yield value
    for key in _INSIDE:
        inner = value.get(key)
        if type(inner) is list and key in ("attributes", "props") and inner and type(inner[0]) is dict and "name" in inner[0]:
            inner = {one["name"]: one.get("value") for one in inner[:40] if type(one) is dict and type(one.get("name")) is str}
        if isinstance(inner, dict):
            yield from _places(inner, further - 1) if further else (inner,)


def _bare_value(inner: Any) -> Any:
    """A field whose value stands in an object of its own: ``{"tweetId": {"value": "1..."}}``."""
    return inner.get("value") if type(inner) is dict and len(inner) < 5 else inner


def content_type(value: Mapping[str, Any]) -> str:
    """What Contentful says that an entry is: ``{"sys": {"contentType": {"sys": {"id": "tweet"}}}, "fields": ...}``."""
    inner: Any = value
    for key in ("sys", "contentType", "sys", "id"):
        inner = inner.get(key) if isinstance(inner, dict) else None
    return inner if isinstance(inner, str) else ""


_ENDS = ("Id", "ID", "id")
_OTHERS = late(
    r"user|author|account|profile|channel|owner|playlist|list|parent|reply|widget|track|campaign|request|session|tag|section|site|page"
    r"|article|story|block|element|component|node|uu?id$|grid|valid", re.I)
"""Names of other ids than a post's."""
_WATCH = late(r"/?(?:watch\?v=|embed/|v/)([\w-]{11})")
"""An address on YouTube without its host."""
_PLAIN = frozenset((str, int))


_unsure: set[str] = set()
"""Names of keys that say nothing: nearly all."""


def _sure(key: str) -> str:
    """The platform that the name of a key alone is sure of, or ""."""
    return _SURE.get(key.removeprefix("data-").replace("_", "").replace("-", "").lower(), "") if len(key) < 28 else ""


def _ids(place: Mapping[str, Any]) -> Iterator[str]:
    for key in _IDS:
        found = _bare_value(place.get(key))
        if type(found) is int and found > 9999:
            yield str(found)
        elif type(found) is str and 5 <= len(found) <= 100 and re.fullmatch(r"[\w./:@-]+", found) and "//" not in found[:8]:
            yield found
    yield from (found for key in _LOOSE if type(found := place.get(key)) is str and is_code(found))
    if type(path := place.get("url")) is str and (match := _WATCH.fullmatch(path)):
        yield match[1]
    for key in place:
        if key[-2:] in _ENDS and key not in _IDS and type(found := place[key]) is str and is_code(found) and not _OTHERS.search(key):
            yield found


def is_code(text: str) -> bool:
    """Is this nothing but an id: a long number, or letters and digits that are no words?"""
    return re.fullmatch(r"\d{15,20}|(?=[\w-]*[A-Z])(?=[\w-]*[a-z])[\w-]{11}", text) is not None and not _WORDY.fullmatch(text)


_WORDY = late(r"[A-Za-z]?[a-z]+(?:[-_]?[A-Z]?[a-z]+)*[-_]?\d*")
"""``videoPlayer1``, ``Hello-World``."""
