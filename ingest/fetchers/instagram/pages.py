"""Instagram: saved copies of its own pages. The post's record in their scripts (``_sharedData``, ``__additionalDataLoaded``,
``data-sjs``) is read where the exports are: it has the same shape."""

import re
from collections.abc import Iterator
from html import unescape
from typing import TYPE_CHECKING

from ingest.fetcher import Form, Found
from ingest.fetchers.instagram import drawn, mirrors
from ingest.fetchers.instagram.description import read_line
from ingest.model import Author, Count, Key, Media, Post, Problem
from ingest.patterns import late
from ingest.values.fields import counts_of, dicts, dig, from_iso, text_of

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_NAMED = late(r"\s*(.*?)\s*\(@([\w.]{1,40})\)", re.S)
_TITLE = late(r"\s*(.{1,120}?)\s(?:on|auf|sur|en|su|no|op|på|в|di|trên) Instagram\s?:?\s*(.*)", re.S)
_OPEN, _CLOSE = "\"“„«「”", "\"”“»」"
_PROFILE = late(r"\bFollowers?\b.*\bFollowing\b|\bSeguidores\b|\bAbonnenten\b|\babonnés\b", re.I | re.S)
_WALL = late(
    r"(?:Login|Log in|Anmelden|Connexion|Iniciar sesión|Entrar|Accedi)\b.{0,20}Instagram|Instagram|Page Not Found.*", re.I | re.S)
_RECORDS = (
    "edge_media_to_caption", 'xdt_api__v1__media__shortcode__web_info":{"items', '"shortcode_media"', '"uploadDate"',
    '"articleBody"')


def described(found: Found) -> Iterator[Post | Problem]:
    """The head of a post's page, 2016 to now: ``og:description`` is ``298K likes, 553 comments - handle on May 29, 2021:
    "text"``, in the language of whoever saved it; ``og:title`` has the name and again the text. A login page has neither.
    """
    key, meta, root = found.address.key, found.meta, found.node
    if key is None or key.platform != "instagram" or root is None:
        return
    text = unescape(meta.get("og:description") or meta.get("description") or "")
    title = unescape(meta.get("og:title") or meta.get("title") or "")
    if "/stories/" in (meta.get("og:url") or found.page.url) or key.kind == "story":
        yield _story(found, key)
        return
    headed = _TITLE.fullmatch(title)
    quoted = _unquoted(headed[2]) if headed else None
    if _PROFILE.search(text) or not (text or meta.get("twitter:title") or quoted) or _WALL.fullmatch(title.strip()):
        if not _recorded(root):
            yield Problem(reason="shell-page", stage="parse", detail="a login page or an empty frame: save it again, logged in")
        return
    yield _post(found, key, text, title)


def _post(found: Found, key: Key, text: str, title: str) -> Post:
    meta = found.meta
    told = read_line(text, found.page.language or "")
    named = _NAMED.match(unescape(meta.get("twitter:title", "")))
    headed = _TITLE.fullmatch(title)
    name = named[1] if named else headed[1] if headed else None
    caption = (told.caption if told else None) or (_unquoted(headed[2]) if headed else None)
    return Post(
        native_id=key.native_id, kind=key.kind, caption=caption,
        caption_complete=False if (caption or "").endswith("…") else told.complete if told and told.caption else None,
        author=_person((named[2] if named else None) or (told.handle if told else None) or found.address.author,
                       name or (told.name if told else None), meta.get("instapp:owner_user_id")),
        counts=told.counts if told else (), media=_pictures(found),
    )


def _story(found: Found, key: Key) -> Post:
    """A story's page tells only whose it is; its description counts followers."""
    match = re.search(r"/stories/([\w.]+)/", found.meta.get("og:url") or found.page.url)
    return Post(native_id=key.native_id, kind=key.kind, media=_pictures(found),
                author=_person((match[1] if match else None) or found.address.author, None, None))


def _person(handle: str | None, name: str | None, native_id: str | None) -> Author | None:
    name = (name or "").strip() or None
    return Author(handle=handle, name=name, native_id=native_id or None) if handle or name else None


def _unquoted(text: str) -> str | None:
    """The text between the first opening and the last closing quote."""
    text = text.strip().rstrip(".")
    if text[:1] not in _OPEN or not text:
        return None
    body = text[1:]
    last = max(body.rfind(sign) for sign in _CLOSE)
    return (body[:last] if last >= 0 else body).strip() or None


def _recorded(root: "LexborNode") -> bool:
    """Whether some script holds the post's record."""
    return any(any(name in text for name in _RECORDS) for script in root.css("script") if (text := script.text() or ""))


def _pictures(found: Found) -> tuple[Media, ...]:
    picture, film = found.meta.get("og:image", ""), found.meta.get("og:video", "")
    if re.search(r"/t51\.\d+-19/", picture):  # an avatar
        picture = ""
    moving = film or re.search(r"\b(?:reel|video|Video|vídeo)\b", found.meta.get("twitter:title", "")) or "/reel/" in (
        found.meta.get("og:url", ""))
    if moving:
        return (Media(kind="video", url=film or None, poster=picture or None),)
    return (Media(kind="image", url=picture, alt=found.meta.get("og:image:alt") or None),) if picture.startswith("http") else ()


def linked_data(found: Found) -> Iterator[Post | Problem]:
    """``ImageObject``, ``VideoObject`` or ``SocialMediaPosting`` for search engines, 2017 to 2022: text, time in UTC, numbers."""
    record = found.data
    url = text_of(dig(record, "mainEntityofPage", "@id")) or text_of(dig(record, "mainEntityOfPage", "@id")) or text_of(
        record.get("url")) or text_of(record.get("mainEntityOfPage")) or ""
    address = found.read(url) if url else found.address
    key = address.key if address.key is not None else found.address.key
    if key is None or key.platform != "instagram":
        return
    person = record.get("author") if isinstance(record.get("author"), dict) else {}
    likes = next((one.get("userInteractionCount") for one in dicts(record.get("interactionStatistic"))
                  if "Like" in str(one.get("interactionType"))), dig(record, "interactionStatistic", "userInteractionCount"))
    handle = (text_of(dig(person, "alternateName")) or text_of(dig(person, "identifier", "value")) or "").lstrip("@")
    yield Post(
        native_id=key.native_id, kind=key.kind, author=_person(handle or address.author, text_of(dig(person, "name")), None),
        caption=text_of(record.get("caption")) or text_of(record.get("articleBody")),
        created=from_iso(record.get("uploadDate") or record.get("dateCreated")),
        counts=_counts(likes, record.get("commentCount")),
        relation="page" if found.address.key is not None and found.address.key.native_id == key.native_id else None,
    )


def _counts(likes: object, comments: object) -> tuple[Count, ...]:
    return counts_of({"likes": likes, "comments": comments})


def is_linked_data(record: dict[str, object]) -> bool:
    """Of this platform: the author is a person of Instagram."""
    return record.get("@type") in ("ImageObject", "VideoObject", "SocialMediaPosting") and "instagram.com" in str(
        (record.get("mainEntityofPage"), record.get("mainEntityOfPage"), record.get("url"), record.get("author")))


def missing(found: Found) -> Iterator[Post | Problem]:
    """The page that says that there is no such post, or none for this reader: ``.error-container`` until 2022."""
    key, node = found.address.key, found.node
    if key is not None and node is not None and not _recorded(node):
        yield Post(native_id=key.native_id, kind=key.kind, availability="unavailable")


def gone(found: Found) -> Iterator[Post | Problem]:
    """The embed frame of a post that was removed or is private: ``.EmbedIsBroken`` (2018 to now) instead of the picture."""
    node, key = found.node, found.address.key
    if node is not None and key is not None and key.platform == "instagram" and not _recorded(node) and (
            node.css_first(".EmbeddedMedia, .Caption") is None):
        yield Post(native_id=key.native_id, kind=key.kind, availability="unavailable")


FORMS: tuple[Form, ...] = (
    *drawn.FORMS,
    *mirrors.FORMS,
    Form(name="gone", parse=gone, own=True, css=".EmbedIsBroken", marks=("EmbedIsBroken",)),
    Form(name="missing", parse=missing, own=True, css=".error-container, .dialog-404", marks=("error-container", "dialog-404")),
    Form(name="described", parse=described, own=True),
    Form(name="linked-data", parse=linked_data, keys=("author", "@type"), test=is_linked_data, evidence="own"),
)
