"""Reddit: hosts, post URLs and the clock; embeds, saved pages and exports lie beside."""

import re

from ingest.fetcher import Fetcher, Link, Made, named
from ingest.fetchers.reddit import embeds, exports, pages

_ID = r"(?P<id>[0-9A-Za-z]{1,10})"
_PLACE = r"(?:r/[^/?]+|u(?:ser)?/(?P<author>[^/?]+))/"
_COMMENT_URL = "https://www.reddit.com/comments/{post}/_/{id}/"


def _post(found: re.Match[str]) -> Made:
    return "", "t3_" + found["id"].lower()


def _canonical(kind: str, native_id: str, author: str | None) -> str:
    if kind == "comment":
        return f"https://www.reddit.com/api/info?id={native_id}"
    return f"https://www.reddit.com/comments/{native_id.removeprefix('t3_')}/"


_LINKS: tuple[Link, ...] = (
    Link(rf"/(?:{_PLACE})?comments/(?P<post>[0-9A-Za-z]{{1,10}})/[^/?]+/(?P<id>[0-9A-Za-z]{{5,10}})(?=[/?.]|$)", url=_COMMENT_URL,
         make=lambda found: ("comment", "t1_" + found["id"].lower())),
    Link(rf"/(?:{_PLACE})?(?:comments|gallery|poll|video|duplicates)/{_ID}", make=_post),
    Link(rf"/(?:tb|by_id/t3_|mediaembed/)/?{_ID}", make=_post),
    Link(rf"/mediaembed/{_ID}", make=_post, embed=True),
    Link(rf"/{_ID}", hosts=("redd.it",), make=_post),
    Link(rf"/(?:(?:r/)?\w+/comments/|t3_){_ID}", hosts=named("reddit"), make=_post),
    Link(rf"/api/info/?\?(?:.*?&)??id=t3_{_ID}", make=_post),
    Link(rf"/api/info/?\?(?:.*?&)??id=t1_{_ID}", make=lambda found: ("comment", "t1_" + found["id"].lower())),
    Link(r"/(?:r|u|user)/[^/?]+/s/[A-Za-z0-9]{6,}", short=True),
)

FETCHER = Fetcher(
    name="reddit",
    title="Reddit",
    hosts=("reddit.com", "*.reddit.com", "redd.it", "redditmedia.com", "embed.reddit.com", "embed.redditmedia.com", *named("reddit"),
           "reddittorjg6rue252oqsxryoxengawnmo46qy4kyii5wtqnwfj4ooad.onion"),
    short_hosts=("v.redd.it", "i.redd.it", "preview.redd.it", "reddit.app.link"),
    frontends=("rxddit.com", "vxreddit.com", "fxreddit.com", "redditez.com", "libreddit.*", "libredd.it", "redlib.*", "teddit.*",
               "teddit.net",
               "safereddit.com", "reveddit.com", "unddit.com", "removeddit.com", "ceddit.com", "undelete.pullpush.io"),
    links=_LINKS,
    url=_canonical,
    mine=(
        "https://www.reddit.com/r/books/comments/9xk2pq/what_are_you_reading/",
        "https://old.reddit.com/r/books/comments/9xk2pq/what_are_you_reading/e9s1x0z/?context=3",
        "https://redd.it/9xk2pq",
        "https://www.redditmedia.com/r/books/comments/9xk2pq/?ref_source=embed&embed=true",
        "https://embed.reddit.com/r/books/comments/9xk2pq/?embed=true&ref_source=embed",
        "https://www.reddit.com/user/ada_reads/comments/9xk2pq/hello/",
    ),
    not_mine=(
        "https://www.reddit.com/r/books/",
        "https://www.reddit.com/user/ada_reads/comments/",
        "https://www.reddit.com/submit?url=https%3A%2F%2Fwww.reddit.com%2Fcomments%2F9xk2pq",
        "https://www.reddit.com/r/books/wiki/index",
    ),
    forms=(*embeds.FORMS, *pages.FORMS, *exports.FORMS),
    extra=exports.EXTRA,
    loaders=(
        "embed.redditmedia.com/widgets/platform.js",
        "embed.reddit.com/widgets.js",
        "www.redditstatic.com/comment-embed.js",
    ),
)
