"""Posts that markup names by a word for the platform and a bare id: components, forum software, consent gates, lazy widgets."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from ingest.fetcher import Form, Found
from ingest.model import Author, Post, Problem
from ingest.patterns import late
from ingest.values import named
from ingest.values.nodes import around, attr

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_WORDS = ("data-provider", "data-platform", "data-network", "data-service", "data-embed-type", "data-media-site-id", "data-social-network",
          "data-embed-provider", "data-oembed-provider", "embedded-service", "data-s9e-mediaembed", "data-video-host",
          "data-videolazy-type",
          "data-embed-service", "data-video-type", "data-video-provider", "data-type", "data-source", "data-kind", "data-component",
          "data-vendor",
          "data-social", "data-plyr-provider", "data-name", "data-format", "data-site", "provider", "type", "service", "name")
"""Attributes whose value is the word."""
_ELEMENTS = ("tweet", "tweet-embed", "x-tweet", "embedded-tweet", "twitter-tweet", "twitter-embed", "twittertweetembed",
             "twitter-tweet-embed",
             "twitter-card", "instagram-embed", "instagramembed", "instagram-post", "tiktok-embed", "tiktokembed", "tiktok-video",
             "youtube", "youtube-embed",
             "youtubeembed", "youtube-player", "vimeo", "vimeo-embed", "vimeo-player", "lite-vimeo", "lite-tiktok", "bluesky-post",
             "bluesky-embed",
             "bsky-embed", "reddit-embed", "facebook-post", "facebook-embed", "astro-embed-tweet", "astro-tweet", "static-tweet",
             "social-embed", "fbs-embed", "amp-tiktok")
"""Elements whose name is the word; browsers know none of them."""
_CLASSES = ("tweet", "Tweet", "twitter-embed", "twitter-post", "embed-twitter", "twitterembed", "instagram-embed", "embed-instagram",
            "instagram_player",
            "tiktok_player", "vimeo_player", "dailymotion_player", "youtube_player", "tiktok-embed", "vimeo-embed", "vimeo-player",
            "dailymotion-embed",
            "dailymotion-player", "bluesky-embed", "reddit-embed", "video-embed", "social-embed")
_ATTRIBUTES = ("data-id", "data-key", "data-code", "data-status-id", "data-status", "data-post-id", "data-postid", "data-embed-id",
               "data-media-key",
               "data-media-id", "data-content-id", "data-item-id", "data-video-id", "data-videoid", "data-videolazy-id", "data-video-key",
               "data-shortcode",
               "data-external-id", "data-tweet", "data-tweet-id", "data-tweetid", "data-embed-code", "data-value", "data-source-id",
               "data-item",
               "data-oembed-id", "data-params", "data-plyr-embed-id", "tweet-id", "tweetid", "postid", "video-id", "videoid", "code",
               "shortcode", "post-id", "status-id",
               "uri", "url", "id",
               "data-src", "data-url", "data-href", "data-uri", "data-content", "href", "src", "data-embed-url", "data-embed-src",
               "data-s9e-mediaembed-src")
"""Where the id stands, the telling names first."""
_NOT = late(
    r"share|sharing|follow|\bbtn|button|icon|timeline|feed\b|profile|login|toolbar|sidebar|related|teaser|playlist|thumb|menu|footer"
    r"|comment")
_IN_ID = late(r"(?:[a-z]+[-_:])*(?:tweet|twitter|instagram|tiktok|vimeo|youtube|status|post|embed|video|bluesky)[-_:]?", re.I)


def pair(found: Found) -> Iterator[Post | Problem]:
    """``data-provider="twitter" data-id="..."`` and its kin: XenForo's ``data-media-site-id`` and ``data-media-key``, s9e's frames
    (phpBB, Flarum), Tilda, note.com, tarteaucitron, ``<tweet id>`` of static site generators, ``div.static-tweet[data-id]``."""
    node = found.node
    if node is None or found.address.key is not None or node.tag in ("a", "button", "form", "input", "li", "svg", "script", "link", "meta",
        "img", "source"):
        return
    if any(_NOT.search(f"{attr(one, 'class')} {attr(one, 'id')}".lower()) for one in (node, *_near(node))):
        return
    words = _said(node)
    for name in _ATTRIBUTES if words else ():
        value = attr(node, name).strip()
        if not value or len(value) > 2000:
            continue
        for address in _addresses(name, value, words):
            read = found.read(address)
            if read.key is not None:
                yield Post(native_id=read.key.native_id, kind=read.key.kind, platform=read.key.platform,
                           author=Author(handle=read.author) if read.author else None)
                return


def _near(node: "LexborNode") -> "list[LexborNode]":
    """The two elements around."""
    return list(islice(around(node), 2))


def _said(node: "LexborNode") -> list[str]:
    """The words for a platform that an element says, the surest first."""
    said = [attr(node, name) for name in _WORDS]
    tag = node.tag or ""
    said += [tag] if tag in _ELEMENTS else []
    said += attr(node, "class").split()[:12]
    return list(dict.fromkeys(word for text in said if text and (word := named.word(text))))


def _addresses(name: str, value: str, words: list[str]) -> list[str]:
    if "//" in value[:8] and "s9e.github.io" not in value:
        return [value]
    if "s9e.github.io" in value:
        value = value.partition("#")[2].partition("#")[0]
    elif name == "id":
        value, telling = _IN_ID.sub("", value, count=1), bool(_IN_ID.match(value))
        if not telling and not re.search(r"\d{9}", value) and not words:
            return []
    return [address for word in words if (address := named.address(word, value))]


_CSS = (*(f"[{name}]" for name in _WORDS if name.startswith("data-") or name == "embedded-service"), *_ELEMENTS, "[data-status-id]",
        *(f"[class*={piece}]" for piece in _CLASSES))
_MARKS = (*(name for name in _WORDS if name.startswith("data-") or name == "embedded-service"),
          "data-status-id", "data-media-key", *(f"<{name}" for name in _ELEMENTS), *_CLASSES)

FORMS: tuple[Form, ...] = (
    Form(name="named", parse=pair, css=", ".join(_CSS), marks=_MARKS, evidence="plain"),
)
