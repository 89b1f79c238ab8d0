"""X/Twitter: hosts, post URLs and the clock; embeds, saved pages and exports lie beside."""

from ingest.fetcher import Fetcher
from ingest.fetchers.twitter import embeds, exports, pages

FETCHER = Fetcher(
    name="twitter",
    title="X/Twitter",
    hosts=("twitter.com", "x.com"),
    forms=(*embeds.FORMS, *pages.FORMS, *exports.FORMS),
    extra=exports.EXTRA,
    mine=("https://x.com/ada/status/1274839201746522112",),
    loaders=("platform.twitter.com/widgets.js", "platform.x.com/widgets.js"),
)
