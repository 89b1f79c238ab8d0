"""Posts that markup names by a word for the platform and a bare id: components, forum software, consent gates, lazy widgets."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from ingest.fetcher import Form, Found
from ingest.model import Author, Post, Problem
from ingest.patterns import late
from ingest.values import named, script
from ingest.values.nodes import around, attr

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode



def _list(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_SITES = ("tweet", "twitter", "instagram", "youtube", "tiktok", "vimeo", "bluesky", "dailymotion", "reddit", "twitch",
          "pinterest", "imgur", "streamable", "telegram")
_COMMON = _SITES[:9]
"""Those that are worth a selector with each of the attributes: every tag that has one is held against all of them."""
_WORDS = _list(
    "data-provider data-provider-name data-platform data-network data-service data-embed-type data-media-site-id data-social-network "
    "data-embed-provider data-oembed-provider embedded-service data-s9e-mediaembed data-video-host data-videolazy-type "
    "data-embed-service data-video-type data-video-provider data-type data-source data-kind data-component data-component-name "
    "data-vendor data-social data-plyr-provider data-name data-format data-site data-controller data-react-class data-block-type "
    "data-module-name data-widget component-export network platform vendor provider type service source name")
"""Attributes whose value is the word."""
_ELEMENTS = _list(
    "tweet tweet-embed x-tweet embedded-tweet twitter-tweet twitter-embed twittertweetembed twitter-tweet-embed twitter-card "
    "instagram-embed instagramembed instagram-post tiktok-embed tiktokembed tiktok-video youtube youtube-embed youtubeembed "
    "youtube-player vimeo vimeo-embed vimeo-player lite-vimeo lite-tiktok bluesky-post bluesky-embed bsky-embed reddit-embed "
    "lj-embed bento-twitter bento-instagram bento-youtube bento-vimeo bento-dailymotion eleventy-tweet lite-youtube-embed "
    "media-player facebook-post facebook-embed astro-embed-tweet astro-tweet static-tweet social-embed fbs-embed amp-tiktok")
"""Elements whose name is the word; browsers know none of them."""
_CLASSES = _list(
    "tweet Tweet twitter-embed twitter-post embed-twitter twitterembed instagram-embed embed-instagram instagram_player tiktok_player "
    "vimeo_player dailymotion_player youtube_player tiktok-embed vimeo-embed vimeo-player dailymotion-embed dailymotion-player "
    "bluesky-embed reddit-embed video-embed social-embed instagram_post twitch_player")
_ATTRIBUTES = _list(
    "data-id data-key data-code data-status-id data-status data-post-id data-postid data-embed-id data-media-key data-media-id "
    "data-content-id data-item-id data-video-id data-videoid data-videolazy-id data-video-key data-shortcode data-external-id data-tweet "
    "data-tweet-id data-tweetid data-embed-code data-value data-source-id data-item data-oembed-id data-params data-plyr-embed-id "
    "tweet-id tweetid tweetlink postid video-id videoid vid "
    "code shortcode post-id status-id uri url id data-src data-url data-href data-uri "
    "data-content href src data-embed-url data-embed-src")
"""Where the id stands, the telling names first."""
_BARE = ("data-id", "data-key", "data-video-id", "data-videoid", "data-video", "data-embed-id", "data-shortcode", "data-post-id",
         "data-code", "data-video-code", "video-id", "postid", "videoid", "data-external-id", "data-content-id", "data-media-id",
         *(f"data-{site}-id" for site in _SITES if site != "bluesky"))  # Bluesky numbers its frames so
"""Attributes that hold an id beside a class that begins with or holds the word, however it goes on."""
_TELLING = ("data-embed-tweet", "data-tweet-embed", "data-twitter-id", "data-twitter-tweet-id", "data-youtube", "data-youtube-video",
            "data-youtube-video-id", "data-youtube-code", "data-tiktok-id", "data-tiktok-video-id", "data-instagram-shortcode",
            "data-instagram-code", "data-instagram-id", "data-vimeo-id", "data-tweet-embed-id-value",
            "data-lexical-tweet-id", "data-lexical-youtube", "youtube-src-id", "data-twitter-embed-id", "data-tweet-embed-id",
            "data-instagram-post-id", "data-instagram-embed-id", "data-insta-id", "data-reddit-post-id", "data-dailymotion-id",
            "data-dailymotion-video", "data-vimeo-video", "data-twitch-clip", "data-twitch-video", "data-imgur-id",
            "data-streamable-id", "data-x-id", "data-x-post-id",
            "data-tweet-id-value", "data-youtube-id-value", "data-youtube-video-id-value")
"""Attributes whose name is the word."""
_TOLD = ("data-controller", "data-react-class", "component-export", "x-data", "data-provider-name", "data-component-name")
"""Attributes that are looked into where they hold the word."""
_X = ("data-x-id", "data-x-post-id")
_OTHERS = frozenset(("a", "button", "form", "input", "li", "svg", "script", "link", "meta", "img", "source"))
"""Elements that lead somewhere or serve another end."""
_ISLANDS = ("gu-island", "astro-island")
_PROPERTIES = ("props", "data-props", "data-react-props", "data-params", "data-options", "data-config", "data-settings",
               "data-app", "data-json",
               "data-model", "data-block", "data-media", "data-element", "data-state", "data-payload", "data-video-info", "data-bundle",
               "data-iframeconfig", "data-initial-props", "data-attributes", "x-data")
_NOT = late(
    r"share|sharing|follow|gallery|carousel|slider|\blogo|tweet-?this|to-tweet|\bbtn|button|icon|timeline|feed\b|profile|login|toolbar|sidebar|related|teaser|playlist|thumb|menu|footer"
    r"|comment|\bsave\b|pin-?it|widget[_-]twitter|widget-area|background|video[-_]bg|bg[-_]video|jarallax")
_SITE = late("|".join(_SITES))
_IN_ID = late(r"(?:[a-z]+[-_:])*(?:tweet|twitter|instagram|tiktok|vimeo|youtube|status|post|embed|video|bluesky)[-_:]?", re.I)
_KEYED = late(r"[:@]?(?:[a-z]+[-_])*(?:id|code|shortcode|key|uri|tweet|video|post|embed|youtube)(?:-value)?|x-data|x-init")
_OTHER = late(
    r"user|author|account|profile|channel|owner|playlist|list|widget|follow|subscribe|feed|timeline|conversation"
    r"|moment|music|sound|parent|reply|time|date|count|index|order")
_NUMBER = late(r"(?<![\w.])\d{15,20}(?![\w.])")
_NUMBERED = frozenset(("tweet", "xpost", "twitter", "x", "tiktok", "tiktokvideo"))
"""Platforms whose ids are numbers so long that nothing else is."""


def pair(found: Found) -> Iterator[Post | Problem]:
    """``data-provider="twitter" data-id="..."`` and its kin: XenForo's ``data-media-site-id`` and ``data-media-key``,
    Tilda, note.com, tarteaucitron, ``<tweet id>`` of static site generators, ``div.static-tweet[data-id]``,
    Stimulus controllers, Alpine's ``x-data``, islands of Astro and of the Guardian with their properties as JSON."""
    node = found.node
    if node is None or found.address.key is not None or node.tag in _OTHERS:
        return
    if any(_NOT.search(f"{attr(one, 'class')} {attr(one, 'id')}".lower()) for one in (node, *_near(node))):
        return
    for address in _named(node):
        read = found.read(address)
        if read.key is not None:
            yield Post(native_id=read.key.native_id, kind=read.key.kind, platform=read.key.platform,
                       author=Author(handle=read.author) if read.author else None)
            return


def _tells(tag: str, values: Mapping[str, str]) -> bool:
    """Does a start tag say a platform, or hold properties that may? Most tags with a ``data-type`` do not."""
    if tag in _OTHERS or _NOT.search(f"{values.get('class', '')} {values.get('id', '')}"):
        return False
    return bool(_PATH.fullmatch(values.get("src", "")) or any(values.get(name) for name in _X)
                or any(values.get(name, "")[:1] == "{" for name in _PROPERTIES) or _said(tag, values))


def _near(node: "LexborNode") -> "list[LexborNode]":
    """The two elements around."""
    return list(islice(around(node), 2))


def _named(node: "LexborNode") -> Iterator[str]:
    """Everything that the element may mean, the surest first."""
    if match := _PATH.fullmatch(attr(node, "src")):
        yield named.address(match[1], match[2])
    yield from (address for name in _X for address in _lone(attr(node, name), ["x"]))
    values = {name: value or "" for name, value in node.attributes.items()}
    words = _said(node.tag or "", values)
    values = {name: value.strip() for name, value in values.items() if value}
    for name in _in_order(values, _ATTRIBUTES) if words else ():
        if len(value := values[name]) <= 2000:
            yield from _addresses(name, value, words)
    for name in _in_order(values, _PROPERTIES):
        yield from _inside(values[name], words)
    for name, value in values.items() if words else ():
        if name not in _known(_ATTRIBUTES) and len(value) < 200 and _KEYED.fullmatch(name) and not _OTHER.search(name):
            yield from _lone(value.strip("'\""), words)


def _in_order(values: Mapping[str, str], names: tuple[str, ...]) -> list[str]:
    """Those of the names that an element has: few of the many."""
    return sorted(values.keys() & _known(names), key=names.index)


@lru_cache(maxsize=8)
def _known(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(names)


def _said(tag: str, values: Mapping[str, str]) -> list[str]:
    """The words for a platform that an element says, the surest first."""
    said = [values[name] for name in _WORDS if name in values]
    said += [tag] if tag in _ELEMENTS else []
    said += [values.get("component-url", "").rpartition("/")[2].partition(".")[0]]
    said += values.get("class", "").split()[:12]
    said += [name.removeprefix("data-").removesuffix("-value") for name in values if "-" in name and _SITE.search(name)]
    return list(dict.fromkeys(word for text in said if text and (word := named.word(text) or _part(text))))


def _part(text: str) -> str:
    """The word in ``js-youtube`` and ``tac_youtube``; not in what names an account or a list of posts."""
    parts = re.split(r"[-_]+", text.lower())
    return next((part for part in parts if part in _SITES), "") if not any(map(_OTHER.search, parts)) else ""


def _addresses(name: str, value: str, words: list[str]) -> list[str]:
    if "//" in value[:8]:
        return [value]
    if name == "id":
        value, telling = _IN_ID.sub("", value, count=1), bool(_IN_ID.match(value))
        if not (named.is_code(value) or (telling and re.search(r"\d{9}", value))):
            return []
    return [address for word in words if (address := named.address(word, value))]


_PATH = late(r"(youtube|vimeo)/([\w-]{5,12})")
"""Vidstack's way to name a film: ``media-player[src="youtube/..."]``."""


def _lone(value: str, words: list[str]) -> Iterator[str]:
    """An id under a name that nobody has listed: all there is, or the one long number in it."""
    for word in words:
        numbers = set(_NUMBER.findall(value)) if word in _NUMBERED else set()
        if len(numbers) == 1:
            yield named.address(word, numbers.pop())
        elif named.is_code(value):
            yield named.address(word, value)


def _inside(text: str, words: list[str]) -> Iterator[str]:
    """What properties say that are JSON or a JavaScript object; the words beside them are the type of the object."""
    if text[:1] != "{" or len(text) > 20_000:
        return
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value, _ = script.literal(text, 0)
    if isinstance(value, dict):
        plain = {key: _unwrapped(inner) for key, inner in value.items()}
        yield from named.in_object({"type": words[0], **plain} if words else plain)


def _unwrapped(value: Any) -> Any:
    """Astro writes each value as ``[kind, value]``."""
    return value[1] if isinstance(value, list) and len(value) == 2 and value[0] in (0, 1) else value


_CSS = (*(f"[{name}]" for name in _WORDS if name.startswith("data-") and name not in _TOLD), "[embedded-service]",
        *_ELEMENTS, *_ISLANDS,
        "[data-status-id]", *(f"[class*={piece}]" for piece in _CLASSES), *(f"[{name}*={site} i]" for name in _TOLD for site in _COMMON),
        *(f"[{name}*={site} i]" for name in _PROPERTIES if name != "x-data" for site in _COMMON), *(f"[{name}]" for name in _TELLING),
        *(f"[class*={site} i][{name}]" for name in _BARE for site in _COMMON), "[class~=youtube][id]")
_MARKS = (*(name for name in _WORDS if name.startswith("data-")), "embedded-service", "data-status-id", "data-media-key",
          *_BARE, *_TOLD, *_TELLING, *_PROPERTIES[1:], *(f"<{name}" for name in (*_ELEMENTS, *_ISLANDS)), *_CLASSES,
          'class="youtube', "class=youtube")

FORMS: tuple[Form, ...] = (
    Form(name="named", parse=pair, css=", ".join(_CSS), marks=tuple(dict.fromkeys(_MARKS)), tells=_tells, evidence="plain"),
)
