"""What web archives have in common: which captures are worth opening, and what their addresses say of where they were."""

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
_NOTED = late(r"\s*<?(?:metadata://gnu\.org/|urn:(?:x-[\w.\-]{1,40}|text|view|thumbnail|fullPage|pageinfo|pageload|screenshot|behavior)[\w\-]{0,20}:)",
              re.IGNORECASE)
_ORIGINAL = late(r"""<(https?://[^<>\s]{4,4000})>\s*;[^,<>]{0,200}?rel=["']?original\b""", re.IGNORECASE)
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


def is_script(media_type: str) -> bool:
    """Scripts are wanted where they hold data, which only their first bytes tell."""
    return bool(_SCRIPT.match(media_type))


def noted(url: str) -> bool:
    """Whether a record is what a crawler notes of a page that it keeps as well (its text, its picture, its resources), or of itself
    (wpull's log is ``urn:X-wpull:log``)."""
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
    found = [value for value in found if host_of(value) and host_of(value) != host_of(url)]
    return max(found, key=len, default="") if fragment is not None else ""


def host_of(url: str) -> str:
    """The host of an address, "" where it is none."""
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
