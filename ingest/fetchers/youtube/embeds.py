"""YouTube: videos embedded in other pages where the number stands in an attribute, not in a frame's address."""

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import unquote

from ingest.fetcher import Form, Found
from ingest.model import Author, Post, Problem
from ingest.patterns import late
from ingest.values.nodes import around, attr, text_in

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_ID = late(r"[\w-]{11}")
_URL_ID = late(r"(?:v=|/embed/|/v/|youtu\.be/|/shorts/|/live/|/vi(?:_webp)?/)([\w-]{11})(?![\w-])")
_PLAYER = late(r"embed/([\w-]{11})(?![\w-])")
_SAYS_SO = late(r"youtube|youtu\.be|\byt[-_]|[-_]yt\b|\byt\b|ytimg", re.I)
_STAGE = late(
    r"(?:youtube|\byt|video)[\w-]*(?:player|embed|wrap|container|facade|placeholder|lazy|consent|lite|preview|poster)"
    r"|lite-?youtube|play-?button|embed-(?:responsive|container|youtube|video)|two-?click|2click|wp-block-embed|lazy-?load-?(?:youtube|video)",
    re.I)
_BESIDE = late(
    r"related|recommend|sidebar|widget|teaser|playlist|carousel|more-videos|thumb(?:nail)?s?-?list|footer|menu", re.I)
_BEHIND = late(r"background|video[-_]bg|bg[-_]video|jarallax", re.I)
"""A film that plays behind a heading, without sound: nobody put it there to be watched."""
_SURE = ("videoid", "youtube-id", "youtubeid", "data-youtube-id", "data-youtube-video-id", "data-youtubeid", "data-yt-id",
         "data-ytid", "data-youtube", "data-yt", "data-youtube-video", "data-yt-video-id", "data-youtube-code")
_LOOSE = ("data-videoid", "data-video-id", "video-id", "data-id", "data-embed", "data-embed-id", "data-video",
          "data-plyr-embed-id", "data-video-url", "data-yt-src", "data-oembed", "data-media-id", "id", "data-vid", "data-ytb",
          "data-code", "data-key")


def attribute(found: Found) -> Iterator[Post | Problem]:
    """A place holder whose script makes the player: ``lite-youtube[videoid]``, ``amp-youtube[data-videoid]``,
    ``div.youtube[data-id]``, ``.rll-youtube-player``, Plyr, Embetty and the many like them.

    Names such as ``data-video-id`` say nothing of the platform: the element, one around it or a picture of the video
    must name YouTube. Dead code of a page that only copies such attributes on a link is no player.
    """
    node = found.node
    if node is None or _BEHIND.search(f"{attr(node, 'class')} {attr(node, 'id')}"):
        return
    native_id = _id_of(node)
    if native_id and (node.tag != "a" or _is_stage(node)):
        title = attr(node, "playlabel").removeprefix("Play:").strip() or attr(node, "data-title").strip() or None
        yield Post(native_id=native_id, title=title, caption=title)


def _id_of(node: "LexborNode") -> str:
    for name in _SURE:
        if value := _number(attr(node, name)):
            return value
    if "youtube" in attr(node, "type") or (node.tag or "") in ("amp-youtube", "lite-youtube", "youtube-video"):
        names: tuple[str, ...] = ("data-videoid", "video-id", "data-video-id", *_LOOSE)
    else:
        names = _LOOSE
    for name in names:
        if (value := _number(attr(node, name))) and _names_youtube(node, value):
            return value
    return ""


def _number(value: str) -> str:
    value = value.strip()
    if _ID.fullmatch(value):
        return "" if value in ("videoseries", "live_stream") else value
    match = _URL_ID.search(value) if "youtu" in value or "ytimg" in value else None
    return match[1] if match and match[1] not in ("videoseries", "live_stream") else ""


def _names_youtube(node: "LexborNode", native_id: str) -> bool:
    """Whether the element itself or what is near says YouTube; an id alone fits any eleven letters."""
    if _SAYS_SO.search(_words(node)) or (node.tag or "").startswith(("amp-youtube", "lite-youtube")):
        return True
    if re.search(r"[a-z]", native_id) is None and re.search(r"[A-Z_-]", native_id) is None:
        return False
    for level, above in enumerate(around(node)):
        if level < 3 and _SAYS_SO.search(_words(above)):
            return True
        if level >= 3 or above.tag in ("body", "html") or _is_long(above):
            break
        for one in above.css("a[href], img, source, [style]"):
            for value in (attr(one, "href"), attr(one, "src"), attr(one, "data-src"), attr(one, "srcset"), attr(one, "style")):
                if native_id in value and ("youtu" in value or "ytimg" in value):
                    return True
    return False


def _is_long(node: "LexborNode") -> bool:
    """A list of many things: what stands in it is no longer near, and looking through it for each is slow."""
    return sum(1 for _ in islice(node.iter(), 31)) > 30


def _words(node: "LexborNode") -> str:
    return " ".join(f"{name} {value or ''}" for name, value in node.attributes.items()) + " " + (node.tag or "")


def _is_stage(node: "LexborNode") -> bool:
    """Whether an element looks like the place where a player will appear, and not like one of many thumbnails."""
    near = [node]
    for level, above in enumerate(around(node)):
        if level >= 3 or above.tag in ("body", "html", "main", "article"):
            break
        near.append(above)
    classes = [attr(one, "class") + " " + attr(one, "id") for one in near]
    if any(_BESIDE.search(words) for words in classes):
        return False
    return any(_STAGE.search(words) for words in classes)


def facade(found: Found) -> Iterator[Post | Problem]:
    """A still of the video that a click replaces with the player: a picture or background from ``ytimg.com/vi/ID``.

    Medium's frames, too, say in ``data-thumbnail`` what they will play. A thumbnail that links to another page is a teaser;
    only pictures on a stage (a class that says player, embed, place holder ...) count.
    """
    node = found.node
    if node is None:
        return
    value = " ".join(attr(node, name) for name in ("style", "src", "data-src", "data-bg", "srcset", "data-thumbnail"))
    match = re.search(r"/vi(?:_webp)?/([\w-]{11})/", unquote(value))
    if match and (node.tag == "iframe" or _plays(node, match[1]) or (_is_stage(node) and not _leads_away(node, match[1]))):
        yield Post(native_id=match[1])


def _plays(node: "LexborNode", native_id: str) -> bool:
    """Does a click on the picture, or on what is around it, call something with the very number? ``onclick="play('...')"``."""
    return any(re.search(rf"""["']{re.escape(native_id)}["']""", attr(one, "onclick")) is not None
               for one in islice((node, *around(node)), 3))


def _leads_away(node: "LexborNode", native_id: str) -> bool:
    for one in (node, *around(node)):
        if one.tag == "a" and (href := attr(one, "href")):
            return not (href.startswith(("#", "javascript:")) or native_id in href)
    return False


def lyte(found: Found) -> Iterator[Post | Problem]:
    """WP YouTube Lyte: ``div.lyMe`` whose id, or that of the element inside, ends in the number."""
    node = found.node
    match = re.fullmatch(r"(?:WYL|lyte)_([\w-]{11})", attr(node, "id"))
    if match:
        yield Post(native_id=match[1])


def click(found: Found) -> Iterator[Post | Problem]:
    """Players that a script writes: SPIP's ``onclick`` with a percent-encoded frame, ``new YT.Player("x", {videoId: "..."})``."""
    node = found.node
    if node is None:
        return
    code = attr(node, "onclick") or node.text()
    if name := re.search(r"YT\.Player\([^)]{0,400}?videoId[\"']?\s*:\s*([A-Za-z_$][\w$]*)\s*[,}\n]", code):  # the number has a name
        for native_id in re.findall(rf"""(?<![\w$.]){re.escape(name[1])}\s*=\s*["']([\w-]{{11}})["']""", code)[:1]:
            yield Post(native_id=native_id)
    for pattern in (
        r"""youtube(?:-nocookie)?\.com(?:/|%2F)embed(?:/|%2F)([\w-]{11})(?=%|\?|["'&])""" if node.tag != "script" else "",
        r"""YT\.Player\([^)]{0,400}?videoId["']?\s*:\s*["']([\w-]{11})["']""",
        r"""\.(?:cue|load)VideoById\(\s*["']([\w-]{11})["']""",
    ):
        for native_id in re.findall(pattern, code) if pattern else ():
            if native_id != "videoseries":
                yield Post(native_id=native_id)


def substack(found: Found) -> Iterator[Post | Problem]:
    """Substack: ``div.youtube2`` with ``{"videoId": ...}`` in ``data-attrs`` or the number in its own id."""
    node = found.node
    if node is None:
        return
    try:
        data = json.loads(attr(node, "data-attrs") or "{}")
    except ValueError:
        data = {}
    given = data.get("videoId") if isinstance(data, dict) else None
    native_id = given or attr(node, "id").removeprefix("youtube2-")
    if isinstance(native_id, str) and _ID.fullmatch(native_id):
        yield Post(native_id=native_id)


def state(found: Found) -> Iterator[Post | Problem]:
    """A publisher's state that names a video by its number alone: ``{"youtube_id": "..."}`` and its spellings."""
    for name in ("youtube_id", "youTubeId", "youtubeId", "youtubeVideoId", "youtube_video_id", "youtubeID"):
        value = found.data.get(name)
        if isinstance(value, str) and _ID.fullmatch(value) and re.search(r"[A-Z0-9_-]", value):
            yield Post(native_id=value)
            return


def titled_frame(found: Found) -> Iterator[Post | Problem]:
    """A frame. Code that came by oEmbed (``feature=oembed``) has the video's title in ``title`` since 2019; elsewhere that
    attribute holds a stock phrase, the name of a plugin or of the page's section, and is not read.
    """
    node = found.node
    if node is None:
        return
    for name in ("src", "data-src", "data-lazy-src", "data-litespeed-src", "data-src-cmplz", "data-cookieblock-src"):
        match = _PLAYER.search(attr(node, name))
        if match and "youtube" in attr(node, name) and match[1] not in ("videoseries", "live_stream"):
            title = text_title(attr(node, "title")) if "feature=oembed" in attr(node, name) else None
            yield Post(native_id=match[1], title=title, caption=title)
            return


def text_title(text: str) -> str | None:
    """The title of a frame, unless it is one of the stock phrases of players and editors."""
    text = " ".join(text.split())
    stock = re.fullmatch(
        r"(?:youtube|embed(?:ded)?|video|vimeo|external|lecteur|reproductor|iframe|content|player|responsive|from|url|de|vid[eé]o|the|[\s.:,|-])*"
        r"(?:player|embed|content|vid[eé]o|frame|iframe|youtube|vimeo|\d)?", text, re.I)
    return None if stock or len(text) < 4 or text.startswith("http") else text


def onebox(found: Found) -> Iterator[Post | Problem]:
    """Discourse: ``.youtube-onebox`` and ``.lazyYT``, with the title."""
    node = found.node
    native_id = _number(attr(node, "data-youtube-id") or attr(node, "data-video-id")) if node is not None else ""
    if node is not None and native_id:
        title = attr(node, "data-youtube-title") or attr(node, "data-video-title") or text_in(node.css_first(".title"))
        yield Post(native_id=native_id, title=title or None, caption=title or None, author=_channel(node))


def _channel(node: "LexborNode") -> Author | None:
    name = attr(node, "data-channel-name") or attr(node, "data-author")
    return Author(name=name) if name else None


FORMS: tuple[Form, ...] = (
    Form(name="onebox", css="div.lazyYT, div.youtube-onebox, div.lazy-video-container[data-provider-name=youtube]",
         marks=("lazyYT", "youtube-onebox", "lazy-video-container", "data-youtube-id"), parse=onebox, evidence="rich"),
    Form(name="substack", css="div.youtube2, div[id^='youtube2-']", marks=("youtube2",), parse=substack, evidence="plain"),
    Form(name="frame", css="iframe[src*='youtube'], iframe[data-src*='youtube'], iframe[data-lazy-src*='youtube'], "
         "iframe[data-litespeed-src*='youtube'], iframe[data-src-cmplz*='youtube'], iframe[data-cookieblock-src*='youtube'], "
         "div[src*='youtube']",
         marks=("youtube.com/embed", "youtube-nocookie.com/embed"), parse=titled_frame, evidence="plain"),
    Form(name="amp", css="amp-youtube", marks=("<amp-youtube",), parse=attribute, evidence="plain"),
    Form(name="embetty", css="embetty-video[type=youtube]", marks=("<embetty-video",), parse=attribute, evidence="plain"),
    Form(name="lite", css="lite-youtube", marks=("<lite-youtube",), parse=attribute, evidence="plain"),
    Form(name="attribute", evidence="plain", parse=attribute,
         css=", ".join(f"[{name}]" for name in _SURE) + ", youtube-video, "
         + ", ".join(f"[{name}]" for name in _LOOSE if name not in ("id", "data-id", "data-key", "data-code", "data-video"))
         + ", [class*=youtube][data-id], [class*=YouTube][data-id], [class*=youtube][data-video], [class*=youtube][data-key], "
           "[class*=youtube][data-code], div.lite-youtube[id], div.youtube[id], div.youtube-player[id], "
           "[class*=YouTubeVideo][id]",
         marks=("youtube", "YouTube", "ytimg.com", "data-yt", "data-plyr-embed-id",
                *(name for name in _SURE if name.startswith("data-")))),
    Form(name="lyte", css="div[id^='WYL_'], div[id^='lyte_']", marks=("lyMe", "lyte_"), parse=lyte, evidence="plain"),
    Form(name="facade", css="img[src*='ytimg.com/vi'], img[data-src*='ytimg.com/vi'], [style*='ytimg.com/vi'], "
         "[data-bg*='ytimg.com/vi'], img[src*='img.youtube.com/vi'], [style*='img.youtube.com/vi'], iframe[data-thumbnail*='ytimg.com']",
         marks=("ytimg.com/vi", "img.youtube.com/vi", "data-thumbnail"), parse=facade, evidence="plain"),
    Form(name="script", css="[onclick*='youtube'], script", marks=("youtube-nocookie.com%2Fembed", "youtube.com%2Fembed",
         "YT.Player", ".cueVideoById(", ".loadVideoById("), parse=click, evidence="plain"),
    *(Form(name=f"state-{number}", keys=(name,), parse=state, relation="embedded", evidence="plain")
      for number, name in enumerate(("youtube_id", "youTubeId", "youtubeId", "youtubeVideoId", "youtube_video_id", "youtubeID"))),
)
