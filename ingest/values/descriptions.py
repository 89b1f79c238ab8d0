"""The line by which Instagram and TikTok describe a post to other sites, in whatever language it was asked for.

``298K likes, 553 comments - handle on May 29, 2021: "text"`` since 2022, ``19 Likes, 1 Comments - Name (@handle) on
Instagram: “text…`` before. The order is the same everywhere: numbers (a label may stand before its number), who, when or
where, text. A profile's line has three numbers and is no post's.
"""

import re
from dataclasses import dataclass
from html import unescape

from ingest.model import Time
from ingest.patterns import late
from ingest.values.counts import Number, read_count, read_liked
from ingest.values.dates import read_date
from ingest.values.folding import MARKS

_LONGEST_HEAD = 160
_SEPARATOR = late(r"\s[-–—ー]\s|[.,。]\s?(?=[^\n\d]{0,60}TikTok|[^\n]{0,80}[)）]\s?の\s?TikTok)")
_COMMA = late(r"[,،]\s+|(?<=[^\W\d]),(?=\d)|\.\s(?=[^\W\d]{3,20}:\s\d)|[、，;；]\s*|\s(?:and|und|et|y|e|en|и)\s(?=\d)")
_COMMENTS = late(
    r"comm?ent|kommentar|comentari|komentar|komentář|koment[aá]r|opmerking|reactie|コメント|댓글|коммент|комент|yorum|bình luận|"
    r"评论|留言|評論|回應|ความคิดเห็น|تعليق|comentário|kommentti|kommentteja|σχόλι|टिप्पण|תגוב|hozzászól|discuss", re.I)
_VIEWS = late(r"views?\b|aufrufe|vues\b|reproduc|visualiza|просмотр|再生|조회|izlenme|plays?\b", re.I)
_PROFILE = late(r"follow|seguidor|abonn|seguaci|подписчик|takipçi|フォロワー|팔로워|粉丝|obserwuj|volgers", re.I)
_QUOTES = {
    "\"": "\"”“", "“": "”“\"", "„": "“”\"", "«": "»", "»": "«", "「": "」", "『": "』", "'": "'’", "‘": "’'", "‚": "‘’", "”": "”",
}
_OPEN = late(r"[:：]\s{0,3}([\"“„«»「『'‘‚”])|[)）]\s{0,3}(?:님\s?)?([\"“„«「『])")
_SIGNED = late(r"(.{0,150}?)\s*[(（]@([\w.]{1,40})[)）]", re.S)
_PLACE = late(
    r"\s*(?:在\s?Instagram\s?上的?\s?|Instagram\s?(?:[:：]|의|の|上的|['’]\w{1,4}|-\w{1,4}:?)\s*|"
    r".{0,60}\bTikTok\w{0,3}\b(?:[- ]?video)?s?\s*(?:\S{1,10}\s)?"
    r"(?:from|by|von|de|di|da|van|from:|от пользователя|от|dari|của|từ|od użytkownika|od|by:|av|af|fra|från)\s)", re.I)
_HANDLE = late(r"@?([A-Za-z0-9_.]{1,30})(?=[\s:：,、님]|$)", re.A)
_AFTER = late(r"\s*[.。…]*\s*")


@dataclass(frozen=True, slots=True)
class Description:
    """What the line says. ``complete`` is False where the text is known to be cut."""

    likes: Number | None = None
    comments: Number | None = None
    views: Number | None = None
    handle: str | None = None
    name: str | None = None
    date: Time | None = None
    caption: str | None = None
    complete: bool | None = None
    profile: bool = False


def read_description(text: str, lang: str = "") -> Description | None:
    """The parts of the line; None for a text of another shape."""
    if "&quot;" in text or "&#" in text:
        text = unescape(text)
    text = text.translate(MARKS)
    cut = _SEPARATOR.search(text, 0, _LONGEST_HEAD)
    head = text[:cut.start()] if cut else ""
    numbers = _numbers(head, lang) if re.search(r"\d", head) else []
    if not cut or all(number.value is None for number, _ in numbers):
        liked = read_liked(text, lang)
        return Description(likes=liked) if liked else None
    rest = text[cut.end():] if cut[0].strip() not in (".", ",", "。") else text[cut.start() + 1:]
    handle, name, date, caption, complete = _said(rest, lang)
    if len(numbers) > 2 or _PROFILE.search(head):
        return Description(handle=handle, name=name, profile=True)
    by_metric = _assigned(numbers)
    return Description(likes=by_metric.get("likes"), comments=by_metric.get("comments"), views=by_metric.get("views"),
                       handle=handle, name=name, date=date, caption=caption, complete=complete)


def _numbers(head: str, lang: str) -> list[tuple[Number, str]]:
    """Every number of the head with the label around it; one that cannot be read keeps its place."""
    return [(read_count(part, lang), part) for part in _COMMA.split(head) if re.search(r"\d", part)]


def _assigned(numbers: list[tuple[Number, str]]) -> dict[str, Number]:
    """Likes come first and comments second, unless a label says otherwise; a number left out moves the others up."""
    found: dict[str, Number] = {}
    for place, (number, label) in enumerate(numbers):
        if _VIEWS.search(label) and not _COMMENTS.search(label):
            metric = "views"
        elif _COMMENTS.search(label) or place:
            metric = "comments"
        else:
            metric = "likes"
        found.setdefault(metric, number)
    return {metric: number for metric, number in found.items() if number.value is not None}


def _said(rest: str, lang: str) -> tuple[str | None, str | None, Time | None, str | None, bool | None]:
    """Handle, name, day, text and whether it is whole, from the part behind the numbers."""
    signed = _SIGNED.match(rest)
    opening = _OPEN.search(rest, signed.end() - 1 if signed else 0)
    if signed and opening is None:
        signed_end = signed.end()
    elif signed and opening is not None:
        signed_end = min(signed.end(), opening.start() + 1)
    else:
        signed_end = 0
    who = rest[:opening.start() + 1] if opening else rest
    caption, complete = _caption(rest, opening) if opening else (None, None)
    if signed and signed_end:
        name = _PLACE.sub("", signed[1], count=1).strip(" -–—:：") or None
        return signed[2], name, _date(who[signed.end():], lang), caption, complete
    bare = who.strip().rstrip(":：").strip()
    match = _HANDLE.match(bare)
    if match and match[1].isdecimal() and len(match[1]) == 4:  # a year first: the handle stands last
        match = _HANDLE.match(re.split(r"[\s,、]", bare)[-1])
        return (match[1] if match else None), None, _date(bare[:-len(match[0])] if match else bare, lang), caption, complete
    return (match[1] if match else None), None, _date(bare[match.end():] if match else "", lang), caption, complete


def _date(text: str, lang: str) -> Time | None:
    """The day beside the handle; connecting words may be of another language than the month."""
    text = text.strip(" \u00a0:：,、")
    if not text or len(text) > 60:
        return None
    return read_date(text, lang) or read_date(re.sub(r"^\W*[^\W\d]{1,4}\W+", "", text), lang)


def _caption(rest: str, opening: re.Match[str]) -> tuple[str | None, bool | None]:
    """From the first opening quote to the last closing one; a line without a closing quote was cut."""
    sign = opening[1] or opening[2]
    body = rest[opening.end():]
    end = max(body.rfind(closing) for closing in _QUOTES[sign])
    after = body[end + 1:]
    tune = after.startswith((". ", "。")) and "TikTok" in rest[:opening.end()]
    closed = end >= 0 and (not _AFTER.sub("", after, count=1) or tune)
    caption = (body[:end] if closed else body).strip()
    whole = None if closed and not caption.endswith(("…", "...")) else False
    return caption or None, whole if caption else None
