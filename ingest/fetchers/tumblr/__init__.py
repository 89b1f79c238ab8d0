"""Tumblr: hosts, post URLs and the clock; embeds, saved pages and exports lie beside."""

import re

from ingest import clocks
from ingest.fetcher import Fetcher, Link, Made
from ingest.fetchers.tumblr import embeds, exports, pages

_PAGES = r"www|embed|assets|static|api|media|tagged|search|explore|dashboard|likes|following|settings|help|policy"
_BLOG = rf"(?!(?:{_PAGES})[./])(?P<author>[\w-]+)"
CLOCK = clocks.bits(shift=20, epoch=1_000_000_000_000, least=10**17)


def _decoded(found: re.Match[str]) -> Made:
    """The one short link that needs no network."""
    number = clocks.tumblr_number(found["code"], CLOCK)
    return None if number is None else ("", number)


def _canonical(kind: str, native_id: str, author: str | None) -> str:
    """Without the blog's name there is no address: the number alone leads nowhere."""
    return f"https://www.tumblr.com/{author}/{native_id}" if author else ""


_LINKS: tuple[Link, ...] = (
    Link(rf"//{_BLOG}\.tumblr\.com/(?:mobile/)?(?:post|image|private|video|amp/post)/(?P<id>\d+)"),
    Link(rf"//{_BLOG}\.tumblr\.com/(?P<id>\d{{12,19}})"),
    Link(rf"/(?:dashboard/)?(?:blog/(?:view/)?)?{_BLOG}/(?:post/)?(?P<id>\d{{5,19}})", hosts=("tumblr.com",)),
    Link(rf"/(?:video|audio_file)/{_BLOG}/(?P<id>\d{{5,19}})", hosts=("tumblr.com", "*.tumblr.com"), embed=True),
    Link(r"/embed/post/(?:t:)?[\w-]+/(?P<id>\d+)", hosts=("embed.tumblr.com",), embed=True),
    Link(r"/(?P<code>Z[\w-]{8,16})", hosts=("tmblr.co",), make=_decoded),
)

FETCHER = Fetcher(
    name="tumblr",
    title="Tumblr",
    hosts=("tumblr.com", "*.tumblr.com", "embed.tumblr.com"),
    short_hosts=("tmblr.co", "at.tumblr.com"),
    frontends=("txtumblr.com", "tpmblr.com", "vxtumblr.com"),
    links=_LINKS,
    url=_canonical,
    clock=CLOCK,
    mine=(
        "https://ada-reads.tumblr.com/post/626907179849564160/a-title",
        "https://www.tumblr.com/ada-reads/626907179849564160/a-title?source=share",
        "https://www.tumblr.com/blog/view/ada-reads/626907179849564160",
        "https://embed.tumblr.com/embed/post/t:Ab1cdEf2GhiJ3klMnO/626907179849564160/v2",
    ),
    not_mine=(
        "https://ada-reads.tumblr.com/",
        "https://www.tumblr.com/tagged/books",
        "https://www.tumblr.com/widgets/share/tool?posttype=link",
        "https://ada-reads.tumblr.com/tagged/2019",
    ),
    extra={"private": (("payload-[0-9].json", "account data"),)},
    forms=(*embeds.FORMS, *pages.FORMS, *exports.FORMS),
    loaders=("assets.tumblr.com/post.js",),
)
