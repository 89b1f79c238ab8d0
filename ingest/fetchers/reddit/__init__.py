"""Reddit: hosts, post URLs and the clock; embeds, saved pages and exports lie beside."""

from ingest.fetcher import Fetcher
from ingest.fetchers.reddit import embeds, exports, pages

FETCHER = Fetcher(
    name="reddit",
    title="Reddit",
    hosts=("reddit.com",),
    forms=(*embeds.FORMS, *pages.FORMS, *exports.FORMS),
    mine=("https://www.reddit.com/r/books/comments/9xk2pq/",),
    loaders=(
        "embed.redditmedia.com/widgets/platform.js",
        "embed.reddit.com/widgets.js",
        "www.redditstatic.com/comment-embed.js",
    ),
)
