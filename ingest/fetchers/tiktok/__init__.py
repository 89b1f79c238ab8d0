"""TikTok: hosts, post URLs and the clock; embeds, saved pages and exports lie beside."""

from ingest import clocks
from ingest.fetcher import Fetcher, Link, named
from ingest.fetchers.tiktok import embeds, exports, pages

_ID = r"(?P<id>\d{17,20})"


def _canonical(kind: str, native_id: str, author: str | None) -> str:
    return "" if kind == "comment" else f"https://www.tiktok.com/@{author or ''}/video/{native_id}"


_LINKS: tuple[Link, ...] = (
    Link(rf"/@(?P<author>[^/?#]*)/(?:video|photo)/{_ID}"),
    Link(rf"/(?:i18n/)?(?:share/)?(?:video|photo|item)/{_ID}"),
    Link(rf"/embed/(?:v\d/)?{_ID}", embed=True),
    Link(rf"/player/v\d/{_ID}", embed=True),
    Link(rf"/v/{_ID}\.html"),
    Link(rf"/{_ID}", hosts=named("tiktok", "tiktokvideo")),
    Link(r"/t/[A-Za-z0-9]{6,}", short=True),
    Link(rf"/aweme/detail/{_ID}", hosts=("snssdk1233:", "snssdk1180:", "musically:", "tiktok:")),
)

FETCHER = Fetcher(
    name="tiktok",
    title="TikTok",
    hosts=("tiktok.com", "tiktokv.com", "tiktokv.us", "lite.tiktok.com", "us.tiktok.com",
           "snssdk1233:", "snssdk1180:", "musically:", "tiktok:", *named("tiktok", "tiktokvideo")),
    short_hosts=("vm.tiktok.com", "vt.tiktok.com"),
    frontends=("vxtiktok.com", "tnktok.com", "tfxktok.com", "tiktxk.com", "tiktokez.com", "kktiktok.com", "fxtiktok.com",
               "offtiktok.com",
               "proxitok.*", "tok.habedieeh.re"),
    links=_LINKS,
    url=_canonical,
    clock=clocks.bits(shift=32, unit="s", first_year=2016),
    mine=(
        "https://www.tiktok.com/@ada.reads/video/7106594312292453675?lang=en",
        "https://www.tiktok.com/@ada.reads/photo/7106594312292453675",
        "https://www.tiktok.com/embed/v2/7106594312292453675",
        "https://www.tiktok.com/player/v1/7106594312292453675?autoplay=1",
        "https://m.tiktok.com/v/7106594312292453675.html",
    ),
    not_mine=(
        "https://www.tiktok.com/@ada.reads",
        "https://www.tiktok.com/music/some-song-7106594312292453675",
        "https://www.tiktok.com/@ada.reads/video/1",
        "https://www.tiktok.com/embed/@ada.reads",
    ),
    forms=(*embeds.FORMS, *pages.FORMS, *exports.FORMS),
    extra=exports.EXTRA,
    loaders=("www.tiktok.com/embed.js",),
)
