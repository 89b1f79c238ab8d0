"""The words of a tweet as its API writes them: escapes, t.co links, what entities say, what a tombstone means."""

import re
from collections.abc import Mapping
from typing import Any

from ingest.model import Key, Media
from ingest.patterns import late
from ingest.values.fields import dicts, dig, number_of, text_of, unique

_ESCAPES = late(r"&(amp|lt|gt);")
_TCO = late(r"https?://t\.co/\w+")
_STATUS = late(r"https?://(?:www\.|mobile\.)?(?:twitter|x)\.com/(?:i/web|\w+)/status(?:es)?/(\d{1,19})", re.I)
_UNESCAPED = {"amp": "&", "lt": "<", "gt": ">"}
_RETWEET = late(r"RT @(\w{1,15}): ")
_CODES = {"in": "id", "iw": "he", "ji": "yi"}
_KINDS = {"photo": "image", "video": "video", "animated_gif": "gif"}

Fields = Mapping[str, Any]


def unescape(text: str) -> str:
    """Undo the three escapes that the API writes, once."""
    if "&" not in text:
        return text
    return _ESCAPES.sub(lambda match: _UNESCAPED[match[1]], text)


def key(native_id: Any) -> Key | None:
    """The key of a post by its id."""
    text = str(native_id or "")
    return Key("twitter", "", text) if text.isdigit() else None


def status_id(url: Any) -> str:
    """The id in the address of a post; empty for other addresses."""
    match = _STATUS.match(url) if isinstance(url, str) else None
    return match[1] if match else ""


def words(text: str, entities: Fields, media: Any = (), quoted: str = "", own_id: str = "") -> str:
    """Text as people see it: unescaped, t.co links written out, without those to itself, its media and its quoted post."""
    plain = unescape(text)
    if "://t.co/" not in plain:
        return plain
    known = {link["url"]: link.get("unwound_url") or link.get("expanded_url") or link["url"]
             for link in dicts(entities.get("urls")) if text_of(link.get("url"))}
    own = {item["url"] for item in [*dicts(entities.get("media")), *dicts(media)] if text_of(item.get("url"))}
    own |= {short for short, target in known.items() if _own_media(target) or status_id(target) in (quoted or "-", own_id or "-")}

    def written_out(match: re.Match[str]) -> str:
        return "" if match[0] in own else str(known.get(match[0], match[0]))

    whole = _TCO.sub(written_out, plain)
    return whole.strip() if len(whole) < len(plain) else whole  # only what a link leaves behind is taken away


def _own_media(target: Any) -> bool:
    return isinstance(target, str) and bool(re.search(r"/status/\d+/(?:photo|video)/\d+$", target))


def hashtags(entities: Fields) -> tuple[str, ...] | None:
    """Hashtags as written; None where the record has no list of them."""
    tags = entities.get("hashtags")
    if not isinstance(tags, list):
        return None
    return unique([text_of(tag.get("text") or tag.get("tag")) for tag in dicts(tags)]) if tags else ()


def mentions(entities: Fields) -> tuple[str, ...] | None:
    """Handles of the people named; None where the record has no list of them."""
    for name in ("user_mentions", "mentions"):
        people = entities.get(name)
        if isinstance(people, list):
            return unique([text_of(item.get("screen_name") or item.get("username") or item.get("screenName"))
                           for item in dicts(people)]) if people else ()
    return None


def links(entities: Fields, own_id: str = "", quoted: str = "") -> tuple[str, ...] | None:
    """Targets of the links, without those to the post itself, to its media and to the quoted post."""
    if not entities.get("urls"):
        return () if isinstance(entities.get("urls"), list) else None
    if not isinstance(entities["urls"], list):
        return None
    targets = [text_of(item.get("unwound_url") or item.get("expanded_url") or item.get("expandedUrl"))
               for item in dicts(entities["urls"])]
    return unique(t for t in targets if t and not (status_id(t) and status_id(t) in (own_id, quoted)) and not _own_media(t))


def media_of(entities: Any) -> tuple[Media, ...]:
    """Pictures and videos of ``extended_entities`` (or ``entities``, where older records have them)."""
    made = []
    for item in dicts(dig(entities, "media")):
        kind = _KINDS.get(str(item.get("type")), "image")
        picture = text_of(item.get("media_url_https")) or text_of(item.get("media_url"))
        best = best_variant(dig(item, "video_info", "variants")) if kind != "image" else None
        length = number_of(dig(item, "video_info", "duration_millis"))
        width, height = _size(item)
        made.append(Media(
            kind=kind, url=best or picture, alt=text_of(item.get("ext_alt_text")), width=width, height=height,
            duration=length / 1000 if length else None, poster=picture if best else None,
        ))
    return tuple(made)


def _size(item: Fields) -> tuple[int | None, int | None]:
    original = dig(item, "original_info")
    if isinstance(original, dict):
        return number_of(original.get("width")), number_of(original.get("height"))
    sizes = item.get("sizes")
    if isinstance(sizes, list):  # 2012 to 2019 downloads list the sizes; the largest is the original
        best = max(dicts(sizes), key=lambda size: number_of(size.get("w")) or 0, default={})
        return number_of(best.get("w")), number_of(best.get("h"))
    return number_of(dig(sizes, "large", "w")), number_of(dig(sizes, "large", "h"))


def best_variant(variants: Any) -> str | None:
    """The MP4 of the highest bit rate."""
    films = [v for v in dicts(variants) if "mp4" in str(v.get("content_type") or v.get("contentType") or v.get("type"))]
    best = max(films, key=lambda v: number_of(v.get("bitrate") or v.get("bit_rate")) or 0, default=None)
    return text_of(best.get("url") or best.get("src")) if best else None


def language(code: Any) -> str | None:
    """BCP 47; the platform's own codes for "undetermined" and "only media" say nothing."""
    text = str(code or "").strip()
    if not text or text in ("und", "zxx", "art") or (text.startswith("q") and len(text) == 3):
        return None
    return _CODES.get(text, text)


def retweet_of(text: Any) -> str | None:
    """The handle that a retweet's text begins with."""
    match = _RETWEET.match(text) if isinstance(text, str) and text.startswith("RT ") else None
    return match[1] if match else None


def availability(reason: Any) -> str:
    """What the sentence on a tombstone means."""
    text = str(reason or "").lower()
    for word, state in (
        ("suspend", "suspended"), ("deleted", "deleted"), ("withheld", "withheld"), ("limits who", "private"),
        ("protected", "private"), ("not authorized", "private"), ("authorization", "private"), ("no longer exists", "deleted"),
        ("not found", "deleted"),
    ):
        if word in text:
            return state
    return "unavailable"


def place_of(record: Fields) -> str | None:
    """The place that a tweet is tagged with, else its point as "latitude, longitude"."""
    if record.get("place") is None and record.get("coordinates") is None:
        return None
    named = text_of(dig(record, "place", "full_name")) or text_of(dig(record, "place", "fullName"))
    point = dig(record, "coordinates", "coordinates")
    if named or not (isinstance(point, list) and len(point) == 2):
        return named
    return f"{point[1]}, {point[0]}"
