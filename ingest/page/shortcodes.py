"""Embeds in the source language of sites that were never built: shortcodes of WordPress, Hugo, Jekyll, wikis, forums, MDX.

Only where such code is text. In ``code`` and ``pre`` it is talked about, in scripts it is somebody's template.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import TYPE_CHECKING

from ingest.limits import alive
from ingest.model import Author, Post
from ingest.page import markup
from ingest.patterns import late
from ingest.values import named

if TYPE_CHECKING:
    from ingest.page.gate import Hits
    from ingest.page.sheet import Sheet

_NAMES = (
    r"tweet|twitter|twitter-tweet|x|x-tweet|embed|embedyt|embed-?video|oembed|media|video|youtube|youtube_sc|youtube-embed|lyte|yt|vimeo"
    r"|instagram|insta|instagram-post|facebook|fb|facebook-post|facebook-video|tiktok|vine|dailymotion|bluesky|bsky|mastodon|toot|threads"
    r"|reddit|pinterest|pin|soundcloud|twitch|rumble|streamable|imgur|giphy|flickr|telegram|vk|linkedin|tumblr|bilibili|fediverse|peertube"
    r"|truthsocial|gab|snapchat|(?:fusion|su|vc|av|et_pb|lvca|trx|mk|cs|porto|bt|ult)_(?:youtube|vimeo|video|tweet|instagram|embed)")
SIGNS = (
    b"{/tweet}", b"{/twitter}", b"{/youtube}", b"{/vimeo}", b"{/instagram}", b"{/facebook}", b"{/tiktok}", b"{/dailymotion}", b"{/embed}",
    b"%[http", b"[fusion_", b"[su_", b"[vc_", b"[av_", b"[et_pb_", b"[lvca_", b"[trx_", b"[mk_", b"[cs_", b"[porto_", b"{{tweet",
    b"{{twitter", b"{{video", b"{{[[", b"{{ tweet", b"{{ youtube", b"{{ vimeo", b"{{ twitter",
    b"[tweet", b"[twitter", b"[embed", b"[media", b"[youtube", b"[vimeo", b"[instagram", b"[facebook", b"[tiktok", b"[x ", b"[video",
    b"[yt", b"[fb ", b"[vine", b"[dailymotion", b"[bluesky", b"[reddit", b"[pin", b"[soundcloud", b"[lyte", b"[imgur", b"[twitch",
    b"[rumble", b"[streamable", b"[giphy", b"[telegram", b"[oembed", b"[insta", b"{{<", b"{{&lt;", b"{{%", b"{%", b"{{#widget", b"{{#ev",
    b"{{youtube", b"{{vimeo", b"{{cite", b"(tweet:", b"(youtube:", b"(twitter:", b"(vimeo:", b"(instagram:", b"![](http",
    b".. youtube::", b".. tweet::", b".. vimeo::", b"<tweet ", b"<youtube ", b"<twittertweetembed", b"<instagramembed", b"<vimeo ",
    b"&lt;tweet ", b"@[tweet](", b"@[youtube](", b"@[twitter](", b"[twitter](", b"[youtube](",
)
"""One of these is in every shortcode."""
_QUOTES = "\"'“”„‘’″′»«`"
_FORMS = (
    rf"\[(?P<name>{_NAMES})(?P<set>[=:]\s*[^\]\s]{{1,300}}|-\d{{6,20}})?(?P<args>(?:\s[^\[\]]{{0,600}})?)/?\]"
    r"(?:\s*(?P<inner>[^\[\]<>\s]{3,400})\s*\[/(?P=name)\])?",
    rf"\{{\{{\s*(?:<|&lt;|%)\s*(?P<name>{_NAMES})\s(?P<args>(?:(?!%\}}|>\}}|&gt;).){{1,600}}?)\s*/?(?:>|&gt;|%)\s*\}}\}}",
    rf"\{{%-?\s*(?:include\s+)?(?P<name>{_NAMES})(?:\.html)?\s(?P<args>[^%{{}}]{{1,600}}?)\s*-?%\}}",
    rf"\{{\{{\s*#(?:widget|ev|evt|evu|evp):\s*(?:service\s*=\s*)?(?P<name>{_NAMES})\s*\|(?P<args>[^{{}}]{{1,400}})\}}\}}",
    r"\{\{(?P<name>youtube|vimeo|tweet|twitter|dailymotion|soundcloud)[>|](?P<args>[^{}]{1,300})\}\}",
    rf"\{{\{{\s*(?:\[\[)?(?P<name>{_NAMES})(?:\]\])?(?::|\s)\s*(?P<args>https?://[^\s{{}}]{{5,300}})\s*\}}\}}",
    rf"\{{\{{\s*(?P<name>{_NAMES})\((?P<args>[^{{}}()]{{5,400}})\)\s*\}}\}}",
    rf"\((?P<name>{_NAMES}):\s*(?P<args>https?://[^\s()]{{5,300}})[^()]{{0,100}}\)",
    rf"(?m:^)\s*\.\.\s+(?P<name>{_NAMES})::\s+(?P<args>\S{{5,300}})",
    r"(?:<|&lt;)(?P<name>(?i:tweet|twittertweetembed|youtube|instagramembed|vimeo|tiktok|bluesky))\s(?P<args>[^<>]{1,400}?)/?(?:>|&gt;)",
    r"(?P<name>)!\[\]\((?P<args>https?://[^\s()]{5,300})\)",
    rf"@\[(?P<name>{_NAMES})\]\((?P<args>[^\s()]{{5,300}})\)",
    rf"\[(?P<name>{_NAMES})\]\((?P<args>[\w-]{{5,40}})\)",
    rf"\{{(?P<name>{_NAMES})\}}\s*(?P<args>[^{{}}\s<>]{{5,300}}?)\s*\{{/(?P=name)\}}",
    r"(?P<name>)%\[(?P<args>https?://[^\s\[\]]{5,300})\]",
)
_ALL = [late(pattern, re.I | re.S) for pattern in _FORMS]
_CITE = late(r"\{\{\s*cite (?:tweet|instagram|bluesky)\s*\|(?P<args>[^{}]{1,1500})\}\}", re.I)
_SETTING = late(r"""([A-Za-z_][\w-]*)\s*=\s*\{?\s*(?:["'“”„‘’″′»«`]+([^"'“”„‘’″′»«`]*)["'“”„‘’″′»«`]+|([^\s|\]}]+))""")
_TELLING = ("id", "tweetid", "tweet", "videoid", "video", "url", "link", "href", "src", "uri", "code", "shortcode", "status", "post",
            "key", "v")
_KEPT = late(
    r"<(code|pre|kbd|samp|script|style|textarea|xmp)\b.*?(?:</\1|\Z)|<!--.*?(?:-->|\Z)|^(```+|~~~+)[^\n]*\n.*?(?:^\2|\Z)|`[^`\n]+`",
    re.I | re.S | re.M)
"""Where code is shown, or is not text at all."""


def read(sheet: "Sheet", body: bytes, hits: "Hits") -> None:
    """Points at every post that shortcodes in the text of a page name."""
    from ingest.page.sheet import SHORTCODE

    if not _in_text(body, hits):
        return
    whole = body.decode("utf-8", "replace")
    text = _KEPT.sub(lambda found: " " * len(found[0]), whole)
    for pattern in _ALL:
        places = _Places(whole)
        for match in pattern.finditer(text):
            alive()
            for address in _named(match):
                read_one = sheet.read(address)
                if read_one.key is not None:
                    at = places.of(match.start())
                    sheet.point(read_one, SHORTCODE, "embedded", match[0].encode()[:4000], offset=at, context=sheet.before(at))
                    break
    for match in _CITE.finditer(text):
        _cited(sheet, match)


def _in_text(body: bytes, hits: "Hits") -> bool:
    """Does a shortcode's sign stand anywhere but in scripts, comments and their like?"""
    signs = [at for sign in SIGNS for at in hits.places.get(sign, ())]
    areas = hits.regions(body) if signs else []
    starts = [area.start for area in areas]
    return any((area := markup.region_at(areas, starts, at)) is None or area.kind in ("title", "iframe") for at in signs)


class _Places:
    """Where characters of a text stand in its bytes, asked in order; -1 in a text that is not the bytes to the letter."""

    def __init__(self, text: str) -> None:
        self._text, self._sound = text, "\ufffd" not in text
        self._character = self._byte = 0

    def of(self, character: int) -> int:
        """The offset in bytes of one that stands behind those asked before."""
        self._byte += len(self._text[self._character : character].encode()) if self._sound else 0
        self._character = character
        return self._byte if self._sound else -1


def _named(match: re.Match[str]) -> Iterator[str]:
    """What a shortcode may name, the likeliest first: an address, or an id beside the code's own name."""
    parts = match.groupdict()
    name, given = parts.get("name") or "", unescape(unescape(parts.get("args") or ""))
    inner, chosen = unescape(parts.get("inner") or "").strip(), (parts.get("set") or "").lstrip("=:- ").strip(_QUOTES)
    settings = {key.lower().replace("-", "").replace("_", ""): (quoted or bare).strip() for key, quoted, bare in _SETTING.findall(given)}
    values = [value for value in (inner, chosen, *(settings.get(key, "") for key in _TELLING)) if value]
    words = re.split(r"[\s|]+", _SETTING.sub(" ", given)) if not given.lstrip().startswith("http") else [given.split()[0].split("|")[0]]
    values += [word.strip(_QUOTES + ",") for word in words[:4] if word]
    for value in values:
        if "//" in value[:10]:
            yield value.strip(_QUOTES)
    for said in (name, chosen if inner else "", settings.get("type", ""), settings.get("provider", "")):
        for value in values if named.word(said) else ():
            yield named.address(said, value.partition("?")[0])


def _cited(sheet: "Sheet", match: re.Match[str]) -> None:
    """A wiki's ``{{cite tweet |user= |number= |title= |date=}}``: it names the post and quotes it, and shows a link."""
    from ingest.page.sheet import CITED

    parts = (part.partition("=") for part in match["args"].split("|"))
    fields = {key.strip().lower(): value.strip() for key, equals, value in parts if equals}
    address = sheet.read(named.address("tweet", fields.get("number", "")) or fields.get("url", ""))
    if address.key is None or (fetcher := sheet.index.by_name.get(address.key.platform)) is None:
        return
    handle, name = fields.get("user", "").lstrip("@"), fields.get("author", "")
    title = re.sub(r"\[\[(?:[^|\]]*\|)?([^\]]*)\]\]|'''?", r"\1", fields.get("title", ""))
    post = Post(native_id=address.key.native_id, platform=address.key.platform, kind=address.key.kind, caption=title or None,
                caption_complete=None if not title.endswith(("...", "…")) else False,
                author=Author(handle=handle or None, name=name or None) if handle or name else None)
    sheet.add(post, fetcher, CITED, "linked", match[0].encode()[:4000], context=markup.text_of(match[0].encode()))
