"""What a page says of itself: URL, title, site, author, date, section, language, and all its meta values."""

import re
from collections.abc import Mapping
from html import unescape
from typing import TYPE_CHECKING

from ingest.model import Document, Page
from ingest.patterns import late

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

HEAD = 300_000
"""How far into a page its meta tags are looked for, in bytes."""

_META = late(rb"""<(?:meta|link|META|LINK)\s+((?:[^>"']|"[^"]*"|'[^']*')*)>""")
_IDLE = late(rb"""\brel\s*=\s*["']?(?:stylesheet|preload|modulepreload|dns-prefetch|preconnect|prefetch|[\w -]*icon)""", re.I)
"""Links that say nothing of the page."""
_ATTRIBUTE = late(rb"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_TITLE = late(rb"<title\b[^>]*>(.{0,2000}?)</title", re.I | re.S)
_LANG = late(rb"""<html\b[^>]*?\slang\s*=\s*["']?([\w-]+)""", re.I)
_SAVED = late(rb"<!--\s*(?:Page saved with SingleFile\s*|saved from url=\(\d+\))\s*(?:url:\s*)?(\S+)")


def read_meta(body: bytes) -> dict[str, str]:
    """All meta values by name or property, plus ``title``, ``canonical``, ``lang`` and other links as ``link:rel``."""
    head = body[:HEAD]
    out: dict[str, str] = {}
    for raw in _META.findall(head):
        if _IDLE.search(raw) is not None:
            continue
        values = {
            name.decode("latin-1").lower(): unescape((a or b or c).decode("utf-8", "replace"))
            for name, a, b, c in _ATTRIBUTE.findall(raw)
        }
        _keep(out, values)
    if match := _TITLE.search(head):
        out.setdefault("title", " ".join(unescape(match[1].decode("utf-8", "replace")).split()))
    if match := _LANG.search(head):
        out.setdefault("lang", match[1].decode("latin-1"))
    return out


def _keep(out: dict[str, str], values: dict[str, str]) -> None:
    if rel := values.get("rel"):
        if (href := values.get("href")) and rel.lower() == "canonical":
            out.setdefault("canonical", href.strip())
        elif href:
            kind = values.get("type", "")
            out.setdefault(f"link:{rel.lower()}{' ' + kind if kind else ''}", href.strip())
        return
    name = values.get("property") or values.get("name") or values.get("itemprop")
    # Some cleaners turn content= into value=.
    content = values.get("content") or values.get("value")
    if name and content is not None:
        out.setdefault(name.strip().lower(), content.strip())


def read_page(document: Document, body: bytes, meta: Mapping[str, str]) -> Page:
    """The page that a document is a capture of. The container's URL is the best witness, then the page's own word."""
    url = document.url or saved_url(body) or meta.get("canonical", "") or meta.get("og:url", "")
    if not url.lower().startswith(("http://", "https://")):
        url = ""
    title = meta.get("og:title") or document.title or meta.get("title")
    published = meta.get("article:published_time") or meta.get("datepublished") or meta.get("date") or meta.get("dc.date")
    return Page(
        url=url,
        title=title or None,
        site=meta.get("og:site_name") or None,
        author=_person(meta.get("author") or meta.get("article:author") or ""),
        published_at=published or None,
        section=meta.get("article:section") or None,
        language=meta.get("lang") or (meta.get("og:locale") or "").replace("_", "-") or None,
    )


def saved_url(body: bytes) -> str:
    """The URL that a browser or SingleFile wrote into the first comment of a saved page, or ""."""
    match = _SAVED.search(body[:4000])
    return match[1].decode("utf-8", "replace") if match else ""


def _person(text: str) -> str | None:
    return None if not text or text.startswith("http") else text


def own_urls(document: Document, page: Page, meta: Mapping[str, str]) -> list[str]:
    """The addresses that may name the post which this document is the own page of, best first."""
    urls = [document.url, page.url, meta.get("og:url", ""), meta.get("canonical", ""), meta.get("al:web:url", "")]
    return list(dict.fromkeys(u for u in urls if u))


def parse(body: bytes) -> "LexborHTMLParser":
    """The page as a tree."""
    from selectolax.lexbor import LexborHTMLParser

    return LexborHTMLParser(body)
