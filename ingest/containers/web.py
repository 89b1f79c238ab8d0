"""What web archives have in common: which captures are worth opening, and which page asked for which."""

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

from ingest.containers import moments
from ingest.patterns import late

_TEXTUAL = late(
    r"text/(?!css|javascript|ecmascript|vtt)|application/(?:xhtml|xml|json|ld\+json|activity\+json|atom|rss|x-ndjson|"
    r"jsonl|har|pdf|epub|zip|gzip|x-gzip|x-bzip|x-tar|octet-stream|x-warc|warc|sql|vnd\.api|mbox|xml|[\w.\-]+\+(?:json|xml))|"
    r"multipart/related|message/rfc822"
)
_SCRIPT = late(r"(?:text|application)/(?:x-)?(?:java|ecma)script")
_DATA = late(rb"\s*(?:/\*\*/\s*)?(?:[\w$.]{1,80}\s*[(=]\s*)?[\[{]")
_NEVER = late(r"image/(?!svg)|video/|audio/|font/|text/css|application/(?:font|x-font|vnd\.ms-font|wasm|x-shockwave)")
_MEMENTO = late(r"https?://[\w.\-]{0,60}(?:web\.archive\.org|wayback[\w.\-]{0,60}|arquivo\.pt|webarchive[\w.\-]{0,60})(?::\d+)?/"
                      r"(?:[\w\-]{1,40}/){0,3}(\d{14})(?:[a-z]{2}_)?/(https?:/{1,2}\S+)")
_NOTED = late(r"\s*<?(?:metadata://gnu\.org/|urn:(?:text|view|thumbnail|fullPage|pageinfo|pageload|screenshot|behavior)[\w\-]{0,20}:)",
              re.IGNORECASE)
_ORIGINAL = late(r"""<(https?://[^<>\s]{4,4000})>\s*;[^,<>]{0,200}?rel=["']?original\b""", re.IGNORECASE)
_FRAME = late(r"embed|plugins?/|widget|oembed|/frame|iframe|tweet\.html", re.IGNORECASE)
_ORIGINS = 50_000
_ASKERS = ("ref_url", "referrer", "widget_referrer", "embed_source_url", "parent_url", "embedder", "origin", "ref", "rd")


def wanted(media_type: str, start: bytes) -> bool:
    """Whether a capture of this type can hold posts. ``start``: the first bytes of its body."""
    if not media_type or media_type == "unk":
        return True
    if _NEVER.match(media_type):
        return False
    if _SCRIPT.match(media_type):
        return bool(_DATA.match(start))
    return bool(_TEXTUAL.match(media_type))


def noted(url: str) -> bool:
    """Whether a record is what a browser-based crawler notes of a page that it keeps as well: its text, its picture, its resources."""
    return bool(_NOTED.match(url))


def memento(url: str, headers: Mapping[str, str]) -> tuple[str, str]:
    """(original address, capture time) of a page out of a web archive, by its address or its answer; ("", "") where it is none."""
    stated = headers.get("memento-datetime", "")
    link = _ORIGINAL.search(headers.get("link", "")[:20_000]) if stated else None
    match = _MEMENTO.match(url)
    original = re.sub(r"^(https?):/(?!/)", r"\1://", match[2]) if match else ""
    when = moments.from_header(stated) if stated else moments.from_digits(match[1]) if match else ""
    return (original or (link[1] if link else ""), when) if match or stated else ("", "")


def asker(url: str) -> str:
    """The page that a frame's own address names (``ref_url=``, ``origin=``, ``rd=`` with ``rp=``); "" where none."""
    if "?" not in url or len(url) > 20_000:
        return ""
    try:
        parts = urlsplit(url)
        query = dict(parse_qsl(parts.query or "", max_num_fields=200))
        fragment = parts.fragment
    except ValueError:
        return ""
    if "rd" in query and "rp" in query:
        return query["rd"].rstrip("/") + "/" + query["rp"].lstrip("/") if query["rd"].startswith("http") else ""
    found = [query[name] for name in _ASKERS if query.get(name, "").startswith("http")]
    found = [value for value in found if _host(value) and _host(value) != _host(url)]
    return max(found, key=len, default="") if fragment is not None else ""


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def origin(url: str) -> str:
    """``https://news.example/`` of an address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}/" if parts.netloc else ""


class Askers:
    """Who asked for what, in one crawl: a browser sends other hosts only the origin, so pages are remembered by theirs."""

    def __init__(self, pages: dict[str, str] | None = None) -> None:
        self.by_id = pages or {}
        self.known = set(self.by_id.values())
        self.seen: set[str] = set()
        self.by_origin: dict[str, str] = {url and origin(url): url for url in self.by_id.values()}

    def met(self, url: str) -> None:
        """A page of its own was captured."""
        if len(self.by_origin) < _ORIGINS:
            self.seen.add(url)
            self.by_origin[origin(url)] = url

    def parent(self, url: str, html: bool, referer: str, destination: str, page_id: str = "") -> str:
        """The page that ``url`` belongs to, "" where it is a page itself (or nobody says).

        ``destination``: the Sec-Fetch-Dest header; without it HTML is a frame only where its address says so, for a
        Referer also comes with every link that is followed.
        """
        if url in self.known or destination == "document":
            return ""
        home = self.by_id.get(page_id, "")
        if html and not destination and home in self.seen:  # what else a page loaded; a page that is gone to has its own id
            return home if home != url else ""
        framed = not html or destination in ("iframe", "frame", "embed", "object", "empty") or (
            not destination and bool(_FRAME.search(url)) and _host(referer or asker(url)) != _host(url))
        if not framed:
            return ""
        if page_id in self.by_id:
            return self.by_id[page_id] if self.by_id[page_id] != url else ""
        parent = asker(url) or referer
        if parent and parent.rstrip("/") + "/" == origin(parent):
            parent = self.by_origin.get(origin(parent), parent)
        if html and parent and len(self.by_origin) < _ORIGINS:
            # What a frame asks for (its post as JSON) belongs to the frame's page.
            self.by_origin[origin(url)] = parent
        return parent
