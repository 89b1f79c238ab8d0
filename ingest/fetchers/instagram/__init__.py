"""Instagram: hosts, post URLs and the clock; embeds, saved pages and exports lie beside."""

import re

from ingest import clocks
from ingest.fetcher import Fetcher, Link, Made, named
from ingest.fetchers.instagram import embeds, exports, pages

_CODE = r"(?P<id>[A-Za-z0-9_-]{5,64})"
_NAMED = named("instagram", "insta")
_BY_NUMBER = ("", "instagram:")
"""Frontends, and the app."""


def _by_number(found: re.Match[str]) -> Made:
    """Apps and some mirrors name a post by its number; the short code spells the same number."""
    code = clocks.media_code(found["id"])
    return None if code is None else ("", code)


def _canonical(kind: str, native_id: str, author: str | None) -> str:
    if kind == "story":
        return f"https://www.instagram.com/stories/{author or '_'}/{native_id}/"
    return f"https://www.instagram.com/p/{native_id}/" if not kind else ""


_LINKS: tuple[Link, ...] = (
    Link(rf"/(?:p|tv|reels?)/(?!audio/){_CODE}"),
    Link(rf"/(?!(?:share|explore|stories|accounts)/)(?P<author>[\w.]{{1,30}})/(?:p|tv|reels?)/(?!audio/){_CODE}"),
    Link(r"/stories/(?!highlights/)(?P<author>[\w.]{1,30})/(?P<id>\d{15,20})", "story"),
    Link(r"/(?=[\w-]*[A-Z])(?P<id>[A-Za-z0-9_-]{10,11})", hosts=_NAMED),
    Link(r"/share/(?:(?:p|reel|tv|video)/)?[\w-]{6,}", short=True),
    Link(r"/s/[\w=-]{6,}", short=True),
    Link(r"/(?:media|post)(?:/|\?(?:.*?&)??id=)(?P<id>\d{14,20})(?:_\d+)?", hosts=_BY_NUMBER, make=_by_number),
)

FETCHER = Fetcher(
    name="instagram",
    title="Instagram",
    hosts=("instagram.com", "instagr.am", "instagram:", *_NAMED),
    short_hosts=("ig.me",),
    frontends=("ddinstagram.com", "kkinstagram.com", "eeinstagram.com", "vxinstagram.com", "instagramez.com", "uuinstagram.com",
               "toinstagram.com", "imginn.com", "imginn.org", "bibliogram.*", "bibliogram.art", "picuki.com", "picnob.com", "pixwox.com",
               "gramhir.com", "proxigram.*"),
    links=_LINKS,
    url=_canonical,
    clock=clocks.shortcode,
    mine=(
        "https://www.instagram.com/p/CBx1kQ9sTz4/",
        "https://www.instagram.com/ada.reads/reel/CBx1kQ9sTz4/?igsh=abc",
        "https://instagr.am/p/CBx1kQ9sTz4/embed/captioned/",
        "https://www.instagram.com/stories/ada.reads/2724343156064789461/",
        "instagram://media?id=2724343156064789461_25025320",
        "https://www.picuki.com/media/2724343156064789461",
    ),
    not_mine=(
        "https://www.instagram.com/ada.reads/",
        "https://www.instagram.com/reels/audio/2724343156064789/",
        "https://www.instagram.com/stories/highlights/18042509488170095/",
        "https://www.instagram.com/explore/tags/books/",
    ),
    forms=(*embeds.FORMS, *pages.FORMS, *exports.FORMS),
    extra=exports.EXTRA,
    loaders=("platform.instagram.com/en_US/embeds.js", "www.instagram.com/embed.js"),
)
