"""Apple News articles: JSON whose ``components`` name what they show by ``role`` and ``URL``."""

from collections.abc import Iterator
from typing import Any

from ingest.fetcher import Form, Found
from ingest.model import Author, Post, Problem
from ingest.values.fields import text_of

_ROLES = ("tweet", "instagram", "facebook_post", "facebookpost", "tiktok", "embedwebvideo", "embedvideo", "webvideo", "video", "threads",
          "bluesky")


def is_component(value: Any) -> bool:
    """A component that shows what another site holds."""
    return str(value.get("role")).lower() in _ROLES


def component(found: Found) -> Iterator[Post | Problem]:
    """``{"role": "tweet", "URL": "https://..."}``. Written from Apple's description of the format; no real file was seen."""
    address = found.read(text_of(found.data.get("URL")) or "")
    if address.key is not None:
        key = address.key
        yield Post(native_id=key.native_id, kind=key.kind, platform=key.platform,
                   author=Author(handle=address.author) if address.author else None)


FORMS: tuple[Form, ...] = (
    Form(name="apple-news", keys=("URL", "role"), test=is_component, parse=component, relation="embedded", evidence="plain"),
)
