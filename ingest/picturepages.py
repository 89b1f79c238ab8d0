"""Addresses that stand for a picture or video, but are those of pages: there is no file to save behind them."""

import re
from functools import lru_cache
from urllib.parse import urlsplit

from ingest.links import read

_FILE = re.compile(r"\.(?:jpe?g|png|gifv?|webp|avif|heic|bmp|mp4|m4v|mov|webm|m3u8|mp3|m4a|ogg|wav)$|\bformat=", re.I)


def leads_to_page(url: str) -> bool:
    """Whether a post's page lies there: a host that a fetcher declares so, or an address that names a post and no file."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if parts.scheme not in ("http", "https"):
        return False
    return (parts.hostname or "") in _hosts() or (
        read(url).outcome != "not_post" and not _FILE.search(parts.path) and not _FILE.search(parts.query))


@lru_cache(maxsize=1)
def _hosts() -> frozenset[str]:
    from ingest.fetchers import FETCHERS

    return frozenset(host for fetcher in FETCHERS for host in fetcher.picture_pages)
