"""The files of a post in a row of an unknown tool."""

import re
from collections.abc import Mapping
from typing import Any

from ingest.fetchers.generic.rownames import Flat
from ingest.model import Media
from ingest.patterns import late
from ingest.values.fields import list_of

_BETWEEN = late(r"[\s,;|]+(?=https?://)")
_FILM = late(r"\.(?:mp4|webm|mov|m3u8)(?:\?|$)|^https?://video\.twimg\.com/", re.I)
_SORTS = frozenset(("photo", "image", "video"))
"""Sorts of attachments that are files; others are pages."""


def media_of(fields: Flat, picture: str | None) -> tuple[Media, ...]:
    """Files in lists, else the one picture."""
    urls: list[str] = []
    for name in ("media", "images", "photos", "pictures", "pics", "mediaurls", "imageurls", "imagelist", "videos", "attachedfiles",
                 "extendedentitiesmedia", "entitiesmedia", "mediaitems", "attachments"):
        value = fields.get(name)
        for one in list_of(value) or (_BETWEEN.split(value) if isinstance(value, str) and value.startswith("http") else ()):
            shown = one if isinstance(one, str) else _file(one) if isinstance(one, dict) and (
                name != "attachments" or str(one.get("type")).lower() in _SORTS) else ""
            if shown.startswith("http") and "//t.co/" not in shown and shown not in urls:
                urls.append(shown)
    if not urls and picture and picture.startswith("http"):
        urls = [picture]
    return tuple(Media(kind="video" if _FILM.search(url) else "image", url=url) for url in urls)


def _file(part: Mapping[str, Any]) -> str:
    """The address of a medium's file: of Facebook's the still inside, for ``url`` is its page."""
    inside = (part[name] for name in ("photo_image", "image") if isinstance(part.get(name), dict))
    still = next((one["uri"] for one in inside if isinstance(one.get("uri"), str)), None)
    return still or next((part[name] for name in ("original", "media_url_https", "fullUrl", "src", "thumbnail", "url")
                          if isinstance(part.get(name), str)), "")
