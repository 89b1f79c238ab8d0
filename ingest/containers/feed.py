"""Feeds: RSS, Atom, WordPress exports (WXR), notes of Evernote, LiveJournal exports. Each item with content is a page of its own.

Feeds from the wild are often no XML (stray ampersands, control characters), so items are cut by their tags and no XML
parser is asked: there are no entities to expand and nothing is ever fetched. Sitemaps are read as plain XML pages.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape, unescape
from typing import BinaryIO

from ingest import charset
from ingest.containers import moments
from ingest.containers.source import Item, Peek, Room, Source
from ingest.patterns import late

_FEED = late(rb"<(?:rss[\s>]|rdf:RDF[\s>]|feed[\s>]|channel[\s>]|en-export[\s>]|livejournal[\s>])", re.IGNORECASE)
_HTML = late(rb"<(?:html|head|body)[\s>]", re.IGNORECASE)
_ITEM = late(rb"<(item|entry|note)(?=[\s>])", re.IGNORECASE)
_BLOCK = 1 << 16
_LINK = late(r"<link(?=[\s>/])([^>]*)>(?:\s*(?:<!\[CDATA\[)?\s*(https?://[^<\]\s]+))?", re.IGNORECASE)
_HREF = late(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_REL = late(r"""\brel\s*=\s*["']?(\w+)""", re.IGNORECASE)
_EXPORT = late(rb"<wp:wxr_version>", re.IGNORECASE)
_BUILT = late(rb"<pubDate>([^<]{5,60})</pubDate>", re.IGNORECASE)
_META = late(r"<wp:meta_key>\s*(?:<!\[CDATA\[)?_oembed_[0-9a-f]{32}(?:\]\]>)?\s*</wp:meta_key>\s*"
                   r"<wp:meta_value>\s*(?:<!\[CDATA\[(.*?)\]\]>|([^<]*))\s*</wp:meta_value>", re.DOTALL)
_ALONE = late(r"(?m)^[ \t]*(?:<p>)?(?:\[embed[^\]\n]{0,100}\]\s*)?(https?://[^\s<>\"'\[\]]{5,500})(?:\s*\[/embed\])?(?:</p>)?[ \t]*\r?$")
_SHOWN = r'<figure class="wp-block-embed"><div class="wp-block-embed__wrapper">\1</div></figure>'
"""WordPress shows an address that stands alone in its line."""
_SOURCE = late(r"<source-url>\s*(https?://[^<\s]+)", re.IGNORECASE)
_MEDIA = late(r"<(media:content|enclosure)\b[^>]{0,2000}(?:/>|>(.{0,4000}?)</\1>|>)", re.DOTALL)
_VALUES = late(r"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_FAR = 200_000
_TITLE = 10_000
_PLAIN = "media:description"
_CONTENT = ("content:encoded", "content", "description", "summary", "media:description", "event")


def bid(peek: Peek) -> int:
    """A feed's root element near the start, and no HTML before it."""
    root = _FEED.search(peek.head[:4096]) if peek.text[:1] == b"<" else None
    if root and root[0][:4].lower() == b"<rdf" and b"purl.org/rss/" not in peek.head[:8192] and not _ITEM.search(peek.head):
        return 0  # a list of references, a page's metadata
    return 60 if root and not _HTML.search(peek.head, 0, root.start()) else 0


@dataclass(slots=True)
class _Channel:
    encoding: str
    captured_at: str
    url: str = ""
    editor: bool = False
    """The items are as their authors wrote them, not as readers see them."""


def read(source: Source, room: Room) -> Iterator[Item]:
    """Item after item; the file is never held whole."""
    with source.open() as stream:
        channel: _Channel | None = None
        for offset, raw in _items(stream, room, source.locator):
            if channel is None:
                channel = _channel_of(raw, source)
                continue
            yield from _item(source, raw, offset, channel)
            yield from room.complaints()


def _channel_of(before: bytes, source: Source) -> _Channel:
    """What stands before the first item. A WordPress export states when it was made; a feed's own date is no capture."""
    built = _BUILT.search(before) if _EXPORT.search(before) else None
    captured = moments.from_header(built[1].decode("ascii", "replace")) if built else ""
    label = charset.label_of(before) or source.charset
    return _Channel(label, captured, _link_of(charset.decode(before, label)), _EXPORT.search(before) is not None)


def _items(stream: BinaryIO, room: Room, locator: str) -> Iterator[tuple[int, bytes]]:
    """First what stands before the first item, then (offset, bytes) of each item."""
    window, base, first, over = b"", 0, True, False
    while True:
        match = _ITEM.search(window)
        end = _end(window, match)
        if match and first:
            yield 0, window[: match.start()]
            first = False
        if match and end >= 0:
            yield base + match.start(), window[match.start() : end]
            base, window = base + end, window[end:]
            continue
        if over:
            if match:
                room.fault(locator, "truncated", "the last item of the feed breaks off")
                yield base + match.start(), window[match.start() :]
            return
        keep = match.start() if match else max(0, len(window) - 16) if not first else 0
        base, window = base + keep, window[keep:]
        if len(window) > room.limits.record:
            room.fault(f"{locator}@{base}", "too-large", "an item is longer than --max-record allows and is passed over")
            step, window = _behind(stream, b"</" + match[1] if match else b"<", window)
            base, first, over = base + step, False, over or not window
            continue
        block = stream.read(max(_BLOCK, len(window)))
        over = not block
        window += block


def _end(window: bytes, match: "re.Match[bytes] | None") -> int:
    """Where the end tag of an item is; a note holds ``note-attributes``, which end earlier."""
    at = match.end() if match else len(window)
    while match and (at := window.find(b"</" + match[1], at)) >= 0:
        behind = window[at + 2 + len(match[1]) : at + 3 + len(match[1])]
        if not behind or behind in b"> \t\r\n":
            return at if behind else -1
        at += 2
    return -1


def _behind(stream: BinaryIO, end: bytes, window: bytes) -> tuple[int, bytes]:
    """(bytes passed over, window that begins at the next ``end``, empty where there is none)."""
    passed = 0
    while (found := window.find(end, 1)) < 0:
        passed += max(0, len(window) - len(end))
        block = stream.read(_BLOCK)
        if not block:
            return passed, b""
        window = window[-len(end) :] + block
    return passed + found, window[found:]


def _item(source: Source, raw: bytes, offset: int, channel: _Channel) -> Iterator[Item]:
    text = charset.decode(raw, channel.encoding)
    url = _link_of(text)
    parts = [part for name in _CONTENT if (part := _value(text, name) if name != _PLAIN else plain(_value(text, name)))]
    parts = [_ALONE.sub(_SHOWN, part) for part in parts] if channel.editor else parts
    embeds, note = _embeds(text), raw.startswith(b"<note")
    if not "".join((*parts, *embeds)).strip() and not _value(text, "title"):
        return
    facts = {
        "article:published_time": _moment(text), "author": _value(text, "dc:creator") or _value(_value(text, "author", raw=True), "name"),
    }
    content = "\n".join((*parts, *embeds))
    if not note:
        facts |= _facts(text) | {"item:feed": channel.url}
        content = syndicated(parts, embeds)
    clipped = moments.from_digits(re.sub(r"\D", "", _value(text, "created"))[:14]) if note else ""
    title = re.sub(r"<[^>]{0,500}>", "", _value(text, "title")[:_TITLE])
    yield source.document(
        as_page(title, url, facts, content), kind="html", url=url or source.url, charset="utf-8", title=title,
        locator=f"{source.locator}@{offset}", captured_at=source.captured_at or clipped or channel.captured_at,
        parent_url="",  # a page that names the feed, or shows what is new, is not the article's
        captured_origin=source.captured_origin or ("export" if clipped or channel.captured_at else ""), offset=offset, length=len(raw),
    )


def plain(text: str) -> str:
    """A part that is text, and no markup, as the markup that shows it."""
    return escape(text).replace("\n", "<br>")


def syndicated(parts: Iterable[str], rest: Iterable[str] = ()) -> str:
    """The parts of an item, so that each can be told from the others."""
    held = "".join(f'<div class="syndicated-part">{part}</div>\n' for part in dict.fromkeys(parts))
    return f'<div class="syndicated-item">{held or EMPTY}</div>' + "\n".join(rest)


EMPTY = '<div class="syndicated-part"></div>'


def _facts(text: str) -> dict[str, str]:
    """What an item says beside its words: names of itself, its author, its numbers, what it encloses."""
    author = _value(text, "author", raw=True)
    name = _value(text, "dc:creator") or _value(author, "name") or ("" if "<" in author else _value(text, "author"))
    said = {
        "item:guid": _value(text, "guid") or _value(text, "id"), "item:comments": _value(text, "comments"), "item:author": name,
        "item:author-url": _value(author, "uri"),
        "item:answers": _value(text, "slash:comments"), "item:views": _attribute(text, "media:statistics", "views"),
        "item:likes": _attribute(text, "media:starRating", "count"),
    }
    enclosed = [_enclosed(match[0], match[2] or "") for match in _MEDIA.finditer(text[:_FAR])][:20]
    if enclosed:
        said["item:media"] = json.dumps(enclosed, ensure_ascii=False)
    return said


def _attribute(text: str, tag: str, name: str) -> str:
    match = re.search(rf"<{tag}\b[^>]*?\b{name}=[\"'](\d+)", text)
    return match[1] if match else ""


def _enclosed(tag: str, inside: str) -> dict[str, str]:
    values = {name.lower(): unescape(a or b) for name, a, b in _VALUES.findall(tag.partition(">")[0])}
    kind = values.get("medium") or values.get("type", "")
    return {"url": values.get("url", ""), "kind": kind, "alt": _value(inside, "media:description")}


def as_page(title: str, url: str, facts: dict[str, str], content: str) -> bytes:
    """The item as the page it stands for: its facts in the head, its content in the body."""
    metas = "".join(f'<meta name="{name}" content="{escape(value)}">' for name, value in facts.items() if value)
    link = f'<link rel="canonical" href="{escape(url)}">' if url else ""
    page = f"<html><head><title>{escape(title)}</title>{link}{metas}</head><body><article>{content}</article></body></html>"
    return page.encode("utf-8", "replace")


def _moment(text: str) -> str:
    """WordPress writes UTC into a field of its own; RSS and Atom have theirs."""
    for name in ("wp:post_date_gmt", "published", "dc:date", "pubDate"):
        value = _value(text, name)
        if value and not value.startswith("0000"):
            return moments.from_iso(value) or moments.from_header(value)
    return ""


def _link_of(text: str) -> str:
    """The item's address: RSS writes it as text, Atom as an attribute (``alternate`` or without rel)."""
    for attributes, plain in _LINK.findall(text):
        if plain:
            return unescape(plain)
        href, rel = _HREF.search(attributes), _REL.search(attributes)
        if href and (rel is None or rel[1].lower() == "alternate"):
            return unescape(href[1] or href[2]).strip()
    clipped = _SOURCE.search(text)
    return unescape(clipped[1]) if clipped else ""


def _value(text: str, name: str, *, raw: bool = False) -> str:
    """The content of the first element of that name: CDATA as it is, escaped text unescaped once."""
    start = text.find("<" + name)
    while start >= 0 and text[start + len(name) + 1 : start + len(name) + 2] not in (">", " ", "\n", "\t", "\r"):
        start = text.find("<" + name, start + 1)
    if start < 0:
        return ""
    begin = text.find(">", start) + 1
    if not begin or text[begin - 2] == "/":
        return ""
    end = text.find(f"</{name}", begin)
    inner = text[begin : end if end >= 0 else len(text)]
    if raw or 'type="xhtml"' in text[start:begin]:
        return inner
    if "<![CDATA[" in inner:
        pieces = re.split(r"<!\[CDATA\[(.*?)(?:\]\]>|\Z)", inner, flags=re.DOTALL)
        return "".join(piece if number % 2 else unescape(piece) for number, piece in enumerate(pieces)).strip()
    return unescape(inner).strip()


def _embeds(text: str) -> list[str]:
    """What WordPress keeps of embeds in its cache: the only place where the post's words are in the export."""
    return [cdata or unescape(plain) for cdata, plain in _META.findall(text) if len(cdata or plain) > 20]


