"""What the head of a page says of its post: signatures, label and value pairs, pictures, caption with a title."""

import re
from collections.abc import Mapping

from ingest.model import Author, Media
from ingest.patterns import late

_SIGNED = late(r"\s*(.*?)\s*\(@([\w.-]+(?:@[\w.-]+)?)\)\s*", re.S)
_NO_PICTURE = late(r"avatar|profile|favicon|logo|default_|placeholder|/images/og/|apple-touch|blank", re.I)


def signed(text: str, *, name_too: bool = True) -> Author | None:
    """``Name (@handle)`` as an author; None for every other text."""
    match = _SIGNED.fullmatch(text)
    if not match:
        return None
    return Author(name=(match[1] or None) if name_too else None, handle=match[2])


def pair(meta: Mapping[str, str], label: str) -> str | None:
    """The value beside ``twitter:labelN``: sites write it as ``twitter:dataN`` or ``twitter:valueN``."""
    for number in range(1, 9):
        if meta.get(f"twitter:label{number}", "").strip().lower() == label.lower():
            return meta.get(f"twitter:data{number}") or meta.get(f"twitter:value{number}")
    return None


def titled(title: str | None, text: str | None) -> str | None:
    """Title and text as one caption, a blank line between them; a text that repeats its title is said once."""
    title, text = (title or "").strip(), (text or "").strip()
    if not text or text == title:
        return title or None
    return text if not title or text.startswith(title) else f"{title}\n\n{text}"


def picture(meta: Mapping[str, str], *, video: bool = False) -> tuple[Media, ...]:
    """The preview picture of a head as media, unless it is an avatar or the site's own sign."""
    image = meta.get("og:image") or meta.get("twitter:image") or ""
    if video:
        url = next((meta[name] for name in ("og:video:secure_url", "og:video:url", "og:video") if meta.get(name)), None)
        file = url if url and re.search(r"\.(?:mp4|webm|m3u8|mov)(?:\?|$)", url) else None
        poster, length = image if image.startswith("http") else None, seconds(meta.get("duration", ""))
        return (Media(kind="video", url=file, poster=poster, duration=length),) if file or poster or length else ()
    if not image.startswith("http") or _NO_PICTURE.search(image):
        return ()
    return (Media(kind="image", url=image, alt=meta.get("og:image:alt") or None,
                  width=_number(meta.get("og:image:width")), height=_number(meta.get("og:image:height"))),)


def seconds(text: str) -> float | None:
    """An ISO 8601 duration (``PT1M28S``) or plain seconds."""
    match = re.fullmatch(r"P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?", text.strip())
    if match and any(match.groups()):
        day, hour, minute, second = (float(part or 0) for part in match.groups())
        return day * 86400 + hour * 3600 + minute * 60 + second
    return float(text) if re.fullmatch(r"\d+(?:\.\d+)?", text.strip()) else None


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() else None
