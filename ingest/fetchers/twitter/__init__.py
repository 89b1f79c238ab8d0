"""X/Twitter: hosts, post URLs and the clock; embeds, saved pages and exports lie beside."""

from ingest import clocks
from ingest.fetcher import Fetcher, Link, named
from ingest.fetchers.twitter import embeds, exports, pages

_ID = r"(?P<id>[1-9]\d{0,18})"
_NITTERS = (
    "nitter.*", "xcancel.com", "lightbrd.com", "twiiit.com", "notabird.site", "twitit.gq", "birdsite.xanny.family",
    "twstalker.com",
)
_FIXERS = ("fxtwitter.com", "vxtwitter.com", "fixupx.com", "fixvx.com", "twittpr.com", "pxtwitter.com")
_PLAYERS = ("platform.twitter.com", "platform.x.com")
_NAMED = named("tweet", "xpost", "twitter", "x")
_APIS = ("api.twitter.com", "api.x.com", "cdn.syndication.twimg.com", "syndication.twitter.com")


def _canonical(kind: str, native_id: str, author: str | None) -> str:
    return "" if kind == "note" else f"https://x.com/i/status/{native_id}"


_LINKS: tuple[Link, ...] = (
    Link(rf"/(?:i/(?:web/)?|web/)status(?:es)?/{_ID}"),
    Link(rf"/(?!(?:intent|share|search|hashtag|i)/)@?(?P<author>\w{{1,20}})/status(?:es)?/{_ID}"),
    Link(rf"/status(?:es)?/{_ID}"),
    Link(rf"/i/(?:videos(?:/tweet)?|cards/tfw/v1)/{_ID}"),
    Link(rf"/embed/(?:Tweet|index|tweet)\.html\?(?:.*?&)??id={_ID}", hosts=_PLAYERS, embed=True),
    Link(rf"/tweet(?:-result)?\?(?:.*?&)??id={_ID}", hosts=_APIS),
    Link(rf"/(?:1|1\.1)/statuses/(?:oembed|show)\.json\?(?:.*?&)??id={_ID}", hosts=_APIS),
    Link(rf"/(?:1|1\.1)/statuses/show/{_ID}\.json", hosts=_APIS),
    Link(rf"/2/tweets/{_ID}", hosts=_APIS),
    Link(rf"/(?:status|tweet)\?(?:.*?&)??(?:status_)?id={_ID}", hosts=("twitter:",)),
    Link(r"/(?P<id>[1-9]\d{14,18})", hosts=_NAMED),
)

FETCHER = Fetcher(
    name="twitter",
    title="X/Twitter",
    hosts=("twitter.com", "x.com", *_PLAYERS, *_APIS,
           "twitter3e4tixl4xyajtrzo62zg5vztmjuricljdp2c5kshju4avyoid.onion", "twitter:", *_NAMED),
    short_hosts=("t.co",),
    picture_pages=("pic.twitter.com", "pic.x.com"),
    frontends=(*_NITTERS, *_FIXERS),
    links=_LINKS,
    url=_canonical,
    clock=clocks.bits(shift=22, epoch=1_288_834_974_657, least=30_000_000_000),
    mine=(
        "https://x.com/ada_reads/status/1274839201746522112",
        "https://twitter.com/i/web/status/1274839201746522112",
        "https://mobile.twitter.com/ada_reads/statuses/27483920174",
        "https://platform.twitter.com/embed/Tweet.html?dnt=true&id=1274839201746522112",
        "https://nitter.example.org/ada_reads/status/1274839201746522112#m",
        "twitter://status?id=1274839201746522112",
    ),
    not_mine=(
        "https://twitter.com/intent/like?tweet_id=1274839201746522112",
        "https://twitter.com/i/lists/1274839201746522112",
        "https://x.com/i/events/1274839201746522112",
        "https://x.com/ada_reads/status/1274839201746522112abc",
        "https://x.com/ada_reads/with_replies",
        "https://help.twitter.com/en/status/1274839201746522112",
        "https://vexx.com/ada_reads/status/1274839201746522112",
    ),
    forms=(*embeds.FORMS, *pages.FORMS, *exports.FORMS),
    extra=exports.EXTRA,
    loaders=("platform.twitter.com/widgets.js", "platform.x.com/widgets.js"),
    widgets=("twitter-share", "twitter-follow", "twitter-timeline", "twitter-hashtag", "twitter-mention", "twitter-dm", "createTimeline",
             "createShareButton", "createFollowButton"),
)
