"""What a captured answer of a shortener says: which address a short link stands for, as a record that is read like any other."""

import html
import json
import re
from urllib.parse import urljoin

from ingest.links import read
from ingest.patterns import late

_REDIRECTS = (301, 302, 303, 307, 308)
_REFRESH = late(rb"""<meta[^<>]{0,80}http-equiv=["']?refresh["']?[^<>]{0,80}?url=["']?([^"'<>\s]{8,2000})""", re.I)
"""How shorteners send on browsers."""
_PAGE = 20_000


def said(url: str, status: int, location: str, media_type: str, body: bytes) -> bytes:
    """The record, where this is a short link's own answer that leads on; else nothing."""
    moved = status in _REDIRECTS and location
    if not moved and (status != 200 or media_type != "text/html" or len(body) > _PAGE):
        return b""
    if read(url).short is None:
        return b""
    return record(url, leads_to(url, status, location, body))


def leads_to(url: str, status: int, location: str, body: bytes) -> str:
    """Where the answer sends whoever asks; "" where nowhere."""
    found = None if status in _REDIRECTS else _REFRESH.search(body[:_PAGE])
    target = html.unescape(found[1].decode("utf-8", "replace")) if found else location if status in _REDIRECTS else ""
    try:
        return urljoin(url, target) if target else ""
    except ValueError:
        return ""


def record(url: str, target: str) -> bytes:
    """A short link and what it stands for, "" for nothing; b"" where the answer does not say."""
    return json.dumps({"afterpost_link": url, "leads_to": target}, ensure_ascii=False).encode("utf-8", "replace") if target else b""
