"""Instagram: the one line by which its pages describe a post to other sites, in whatever language it was asked for.

``298K likes, 553 comments - handle on May 29, 2021: "text"`` since 2022, ``19 Likes, 1 Comments - Name (@handle) on
Instagram: “text…`` before. Order is the same everywhere: likes, comments, who, when or where, text.
"""

import re
from dataclasses import dataclass

from ingest.model import Count

_SEPARATOR = re.compile(r"\s[-–—ー]\s")
_UNITS = {
    "k": 10**3, "m": 10**6, "b": 10**9, "mil": 10**3, "tsd": 10**3, "mio": 10**6, "тыс": 10**3, "млн": 10**6, "tys": 10**3,
    "mln": 10**6, "jt": 10**6, "rb": 10**3, "tr": 10**6, "mn": 10**6, "bin": 10**3, "천": 10**3, "만": 10**4, "万": 10**4,
    "萬": 10**4,
}
_NUMBER = re.compile(
    r"(\d+(?:[.,'’\u00a0\u202f\u066c ]\d{3})+|\d+(?:[.,\u066b]\d+)?)(?:[\s\u00a0\u202f]?("
    + "|".join(sorted(_UNITS, key=len, reverse=True)) + r")\.?(?![^\W\d_]))?", re.I)
_COMMENTS = re.compile(
    r"comm?ent|kommentar|comentari|komentar|opmerking|reacties|コメント|댓글|коммент|yorum|bình luận|评论", re.I)
_SIGNED = re.compile(r"(?:Instagram(?:\s?[:의]|['’]\w+)?\s?)?(.*?)\s*\(@([\w.]{1,40})\)", re.S)
_HANDLE = re.compile(r"\s*@?([a-zA-Z0-9_.]{1,30})(?=[\s:\u00a0]|$)")
_OPEN = re.compile(r"[\"“„«「『'‘]\s?")
_CLOSE = "\"”“»」』'’"


@dataclass(frozen=True, slots=True)
class Described:
    """What the line says."""

    counts: tuple[Count, ...]
    handle: str | None
    name: str | None
    caption: str | None
    complete: bool | None


def read_line(text: str) -> Described | None:
    """The line's parts; None for lines of another shape, such as a profile's."""
    cut = _SEPARATOR.search(text)
    counts = _counts(text[: cut.start()]) if cut and cut.start() < 120 else ()
    if not cut or not counts:
        return None
    rest = text[cut.end():]
    signed = _SIGNED.match(rest) if "(@" in rest[:200] else None
    bare = None if signed else _HANDLE.match(rest)
    rest = rest[signed.end():] if signed else rest[bare.end():] if bare else rest
    caption, complete = _caption(rest)
    name = signed[1].strip() if signed else ""
    return Described(counts=counts, handle=signed[2] if signed else bare[1] if bare else None, name=name or None,
                     caption=caption, complete=complete)


def _counts(text: str) -> tuple[Count, ...]:
    found = list(_NUMBER.finditer(text))[:2]
    if len(found) == 1:  # the number of likes is hidden, or that of comments left out
        return (_count("comments" if _COMMENTS.search(text) else "likes", found[0]),)
    return tuple(_count(metric, one) for metric, one in zip(("likes", "comments"), found, strict=False))


def _count(metric: str, match: re.Match[str]) -> Count:
    digits, unit = match[1], (match[2] or "").lower()
    if unit:
        value = round(float(re.sub(r"[,\u066b]", ".", digits)) * _UNITS[unit]) if not re.search(r"\D\d{3}\b", digits) else int(
            re.sub(r"\D", "", digits)) * _UNITS[unit]
        return Count(metric=metric, value=value, precision="rounded")
    return Count(metric=metric, value=int("".join(sign for sign in digits if sign.isdigit())))


def _caption(text: str) -> tuple[str | None, bool | None]:
    """From the first opening quote to the last closing one; without a closing quote the line was cut."""
    start = _OPEN.search(text)
    if not start:
        return None, None
    body = text[start.end():]
    end = max(body.rfind(sign) for sign in _CLOSE)
    closed = end >= 0 and len(body) - end < 4
    caption = (body[:end] if closed else body).strip()
    return caption or None, False if not closed or caption.endswith("…") else None
