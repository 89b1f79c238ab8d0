"""Tags and calls that say a platform's word somewhere and hold nothing but one id: ``<div data-method="loadTwitter" data-v-id="1...">``,
``<my-embed type="youtube" code="...">``, ``loadEmbed("twitter", "https://...")``. Whatever a house calls its attributes and functions,
such an id has no other meaning there."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.limits import alive
from ingest.page import markup
from ingest.page.markup import Region, Tag
from ingest.page.sheet import ATTRIBUTE, Sheet
from ingest.patterns import late
from ingest.values import named

if TYPE_CHECKING:
    from ingest.page.gate import Hits

_LONE = late(rb"""[\w-]\s*=\s*(?:["']?(?:\d{15,20}|[\w-]{11})["'\s>])""")
"""An attribute whose whole value could be an id."""
_SKIPPED = frozenset((
    "a", "img", "picture", "source", "link", "meta", "button", "input", "select", "option", "form", "label", "li", "ul", "ol", "svg", "use",
    "path", "g", "symbol", "script", "style", "html", "body", "head", "nav", "footer", "aside", "header", "video", "audio", "iframe", "i"))
"""Elements that show no post of their own, or are read elsewhere."""
_NO_POST = late(
    r"share|sharing|follow|gallery|carousel|slider|\blogo|tweet-?this|to-tweet|\bbtn|button|icon|timeline|feed|profile|login|toolbar|sidebar"
    r"|related|teaser|playlist|thumb|menu|footer|comment|\bsave\b|pin-?it|widget|subscribe|channel|account|recommend|popular|background|modal"
    r"|popup|hashtag|search|advert|(?<![a-z])ads?(?![a-z])", re.I)
_OTHER = late(
    r"user|author|account|profile|channel|owner|playlist|list|widget|follow|subscribe|feed|timeline|conversation|parent|reply|time|date"
    r"|moment|music|sound"
    r"|count|index|order|class|style|title|alt|aria|role|name|nonce|token|hash|checksum|version|tracking|analytics|ad-|campaign", re.I)
"""Attributes whose number is something else."""
_LOADED = late(
    r"""\b([\w$.]*(?:embed|load|tweet|widget|render|insert|show|push|social)[\w$]*)\s*\(\s*\[?\s*["'](\w{1,12})["']\s*,\s*"""
    r"""["']([^"'\s]{5,300})["']""", re.I)
"""``loadEmbed("twitter", "https://...")``."""
_SHARED = late(r"share|track|follow|click|open|send|event|login|count", re.I)
_MADE = late(r"""(?:createElement|\b_?jsxs?|\bmdx|\b[a-z]{1,2})\)?\(\s*["'\\]*(?:[\w$]+\.)?([A-Z]\w+)["'\\]*\s*,\s*"""
             r"""\{([^{}]{5,400})\}""")
"""A component that a script makes: ``createElement(Tweet, {id: "1..."})``, also as text in a page's state."""
_GIVEN = late(r"""\b(?:tweet|video|post|status|youtube|tiktok|instagram)?_?(?:id|code|url|shortcode|link)\\*["']?\s*:\s*"""
              r"""\\*["']([^"'\\\s]{5,300})\\*["']""", re.I)
_CLASSES = late(rb"""class\s*=\s*["']?([^"'>]*)""")
_IN_ADDRESS = (b"/", b".", b"@")
"""What stands before the word in a host's name."""


def read(sheet: Sheet, body: bytes, hits: "Hits", areas: list[Region], top: bool) -> None:
    """Points at the posts of such tags in one layer of HTML."""
    starts = [area.start for area in areas]
    behind = -1
    for at in sorted(at for word in named.WORDS for at in hits.places.get(word, ()) if body[at - 1 : at] not in _IN_ADDRESS):
        if at < behind:
            continue
        area = markup.region_at(areas, starts, at)
        tag = markup.tag_around(body, at) if area is None else None
        behind = area.after if area is not None else tag.end if tag is not None else at + 1
        if tag is not None and tag.name not in _SKIPPED and _LONE.search(body, tag.start, tag.end):
            alive()
            _point(sheet, body, tag, top)


def read_calls(sheet: Sheet, body: bytes, hits: "Hits", areas: list[Region], top: bool) -> None:
    """Points at the posts that the calls in one layer's scripts name."""
    starts, behind = [area.start for area in areas], -1
    for at in sorted(at for sign in named.CALLS for at in hits.places.get(sign, ())):
        area = markup.region_at(areas, starts, at)
        if at < behind or area is None or area.kind != "script":
            continue
        alive()
        code = body[max(area.inside, at - 150) : min(area.after, at + 600)].decode("utf-8", "replace")
        if "(" not in code:
            continue
        for what in (*_loaded(code), *_made(code)):
            address = sheet.read(what)
            if address.key is not None:
                behind = at + 100
                sheet.point(address, ATTRIBUTE, "embedded", code.encode(), offset=at if top else -1)


def _loaded(code: str) -> Iterator[str]:
    for name, word, what in _LOADED.findall(code):
        if named.word(word) and not _SHARED.search(name):
            yield what if "//" in what[:8] else named.address(word, what) if named.is_code(what) else ""


def _made(code: str) -> Iterator[str]:
    for name, given in _MADE.findall(code):
        for what in _GIVEN.findall(given) if named.word(name) or name.lower().endswith("embed") else ():
            yield what if "//" in what[:8] else named.address(name, what) if named.is_code(what) else ""


def _point(sheet: Sheet, body: bytes, tag: Tag, top: bool) -> None:
    values = markup.attributes(body, tag)
    around = b" ".join(_CLASSES.findall(body, max(0, tag.start - 300), tag.start)[-2:]).decode("latin-1")
    if _NO_POST.search(f"{values.get('class', '')} {values.get('id', '')} {tag.name} {around}"):
        return
    ids = {name: value.strip() for name, value in values.items() if not _OTHER.search(name) and named.is_code(value.strip())}
    words = list(dict.fromkeys(word for text in _said(tag, values, ids) if (word := named.word(text))))
    found = {address.key: address for value in ids.values() for word in words
             if (address := sheet.read(named.address(word, value))).key is not None}
    if len(found) == 1:
        at = tag.start if top else -1
        fragment = body[tag.start : min(markup.element_end(body, tag), tag.start + 20_000)]
        sheet.point(next(iter(found.values())), ATTRIBUTE, "embedded", fragment, offset=at, context=sheet.before(tag.start, body))


def _said(tag: Tag, values: dict[str, str], ids: dict[str, str]) -> list[str]:
    """Everything in the tag that may name a platform: its own name, names and values of attributes, classes and their parts."""
    said = [tag.name, *values.get("class", "").split()[:12]]
    for name, value in values.items():
        if name in ids:
            said.append(re.sub(r"^data-|-(?:id|code|value)$", "", name))
        elif name not in ("class", "style", "title", "alt", "href", "src") and len(value) < 60 and not _OTHER.search(name):
            said.append(value)
    return [part for text in said for part in (text, *re.split(r"[-_]+", text)[:6])]
