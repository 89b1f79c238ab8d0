"""Carriers: markup of embedding services, editors and publishers around a post of any platform."""

import html
import json
import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, unquote, urlsplit

from ingest.fetcher import Address, Form, Found
from ingest.model import Author, Key, Post, Problem
from ingest.values import named
from ingest.values.nodes import attr, has_class, text_in

_NAMES = ("data-iframely-url", "data-embed-url", "data-embed-src", "data-oembed-url", "data-oembed", "data-iframe",
          "data-iframe-src", "data-frame-src", "data-video-src", "data-video-url", "data-ephox-embed-iri", "data-embed",
          "data-onebox-src", "data-url", "data-external-url", "data-media-url", "data-uri", "data-canonical-url", "url", "src", "href",
          "cite")
_TYPES = ("video/youtube", "video/vimeo", "video/x-youtube")


def _bare(address: Address) -> Post:
    """What an address alone says."""
    key = address.key or Key("", "", "")
    return Post(native_id=key.native_id, kind=key.kind, platform=key.platform,
                author=Author(handle=address.author) if address.author else None)


def attribute(found: Found) -> Iterator[Post | Problem]:
    """An element of an editor or a lazy loader that keeps the post's address in an attribute of its own: CKEditor's
    ``oembed[url]``, Drupal's and TinyMCE's ``data-oembed-url`` and ``data-ephox-embed-iri``, Iframely, players' ``source``."""
    node = found.node
    if node is None:
        return
    for name in _NAMES:
        address = found.read(attr(node, name)) if attr(node, name) else None
        if address is not None and address.key is not None:
            yield _bare(address)
            return


def card(found: Found) -> Iterator[Post | Problem]:
    """Embedly's and Iframely's cards before their script runs: ``blockquote.embedly-card`` with the address in its heading
    and an excerpt below, ``div.iframely-embed`` around a link."""
    node = found.node
    if node is None:
        return
    links = [node, *node.css("a[href], a[data-iframely-url]")]
    urls = [attr(one, name) for one in links for name in ("data-card-url", "data-url", "data-iframely-url", "href")]
    address = next((address for url in urls if url and (address := found.read(url)).key is not None), None)
    if address is not None:
        yield _bare(address)


def onebox(found: Found) -> Iterator[Post | Problem]:
    """Discourse's preview of a link on its own line: ``aside.onebox`` with title and excerpt (cut); ``data-onebox-src`` since 2020."""
    node = found.node
    if node is None or has_class(node, "twitterstatus"):
        return
    address = found.read(attr(node, "data-onebox-src") or attr(node.css_first("header.source a[href]"), "href"))
    if address.key is None:
        return
    key, title = address.key, text_in(node.css_first("h3, h4"))
    titled = key.platform in ("reddit", "youtube", "vimeo", "imgur", "flickr", "hackernews")
    shown = title if titled and title else None
    yield Post(native_id=key.native_id, kind=key.kind, platform=key.platform, title=shown, caption=shown,
               author=Author(handle=address.author) if address.author else None)


def setup(found: Found) -> Iterator[Post | Problem]:
    """Video.js: the sources of a player as JSON in ``data-setup`` or ``data-sources``."""
    node = found.node
    for name in ("data-setup", "data-sources", "data-item", "data-config"):
        try:
            told = json.dumps(json.loads(attr(node, name)))
        except ValueError:
            continue
        for url in re.findall(r'"(?:src|file|url)": "([^"]+)"', told):
            key = found.read(url).key
            if key is not None:
                yield Post(native_id=key.native_id, kind=key.kind, platform=key.platform)
                return


def behind(found: Found) -> Iterator[Post | Problem]:
    """A publisher's own frame around a platform's: ``iframe[src="/embed?url=..."]`` of the Dotdash Meredith sites, and
    frames whose address is relative and carries the post in ``url=``, ``src=`` or ``href=``."""
    node = found.node
    for name in ("src", "data-src", "data-lazy-src"):
        key = _carried(found, attr(node, name)) or _worded(found, attr(node, name))
        if key is not None:
            yield Post(native_id=key.native_id, kind=key.kind, platform=key.platform)
            return


def _carried(found: Found, value: str) -> Key | None:
    match = re.search(r"[?&](?:url|src|href|embed_url|embedUrl)=(https?(?::|%3A)[^&#]+)", value, re.I)
    return found.read(unquote(match[1])).key if match else None


_WORDED = ("tweet", "twitter", "youtube", "instagram", "tiktok", "vimeo", "facebook", "bluesky", "dailymotion")
_IDS = ("vid", "id", "v", "video", "videoid", "video_id", "tweet", "tweetid", "tweet_id", "status", "post", "key", "code",
        "shortcode", "uri")


def _worded(found: Found, value: str) -> Key | None:
    """The platform as a word and the id beside it: LiveJournal's ``?source=youtube&vid=...``, ``/embeds/tweet/1...``."""
    try:
        parts = urlsplit(value.strip())
        query = {name.lower(): inner for name, inner in parse_qsl(parts.query)}
    except ValueError:
        return None
    pairs = [(word, query[name]) for word in query.values() if word in _WORDED for name in _IDS if name in query]
    pairs += [(word, inner) for name, inner in query.items() for word in _WORDED if re.fullmatch(rf"{word}_?(?:id|code)", name)]
    steps = [step.partition(".")[0] for step in parts.path.split("/") if step]
    said = [(at, word) for at, step in enumerate(steps) if (word := step.lower().removesuffix("s")) in _WORDED]
    pairs += [(word, steps[at + 1]) for at, word in said if at + 1 < len(steps)]
    pairs += [(word, query[name]) for _, word in said for name in _IDS if name in query]
    for word, native_id in pairs:
        key = found.read(named.address(word, native_id.partition(".")[0])).key
        if key is not None and (native_id == query.get("vid") or named.is_code(native_id) or native_id.isdigit()):
            return key
    return None


def external(found: Found) -> Iterator[Post | Problem]:
    """Scripts that write a player: ``renderExternalContent("https://...")`` of the RFE/RL and VOA sites."""
    code = found.node.text() if found.node is not None else ""
    for url in re.findall(r"""renderExternalContent\(\s*["'](https?:[^"']+)["']""", code):
        key = found.read(html.unescape(url)).key
        if key is not None:
            yield Post(native_id=key.native_id, kind=key.kind, platform=key.platform)


_SIGNS = (*(sign for word in _WORDED for sign in (f"={word}&", f"/{word}/", f"/{word}s/", f"/{word}?", f"/{word}.")), "tweetid=",
          "tweet_id=", "youtubeid=",
          "youtube_id=")
"""What is in the address of a frame that names its post so."""
FORMS: tuple[Form, ...] = (
    Form(name="onebox", css="aside.onebox", marks=("onebox-body", "data-onebox-src"), parse=onebox),
    Form(name="card", css="blockquote.embedly-card, a.embedly-card, div.iframely-embed, amp-embedly-card, amp-iframely",
         marks=("embedly-card", "iframely"), parse=card, evidence="plain"),
    Form(name="attribute", parse=attribute, evidence="plain",
         css="oembed[url], [data-oembed-url], [data-ephox-embed-iri], [data-iframely-url], div[data-embed-url], "
             "div[data-embed-src], div[data-iframe], div[data-iframe-src], div[data-frame-src], div[data-video-src], "
             "div[data-video-url], "
             "div[data-external-url], figure[data-url], figure[data-embed-url], "
             "figure[data-canonical-url], "
             + ", ".join(f"source[type='{one}']" for one in _TYPES),
         marks=("<oembed", "data-oembed-url", "data-ephox-embed-iri", "data-iframely-url", "data-embed-url", "data-embed-src",
                "data-iframe", "data-frame-src", "data-video-src", "data-video-url", "data-external-url", "data-url", "data-canonical-url",
                *_TYPES)),
    Form(name="setup", css="[data-setup], [data-sources], [data-item]", marks=("data-setup", "data-sources", "data-item"),
         parse=setup, evidence="plain"),
    Form(name="behind", css="iframe[src*='embed?url='], iframe[data-src*='embed?url='], iframe[src^='/'][src*='url=http'], "
         "iframe[data-src^='/'][data-src*='url=http'], "
         + ", ".join(f"iframe[{name}*='{sign}']" for name in ("src", "data-src") for sign in _SIGNS),
         marks=("url=http", *_SIGNS), parse=behind, evidence="plain"),
    Form(name="external", css="script", marks=("renderExternalContent",), parse=external, evidence="plain"),
)
