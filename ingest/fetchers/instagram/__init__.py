"""Instagram: hosts, post URLs and the clock; embeds, saved pages and exports lie beside."""

from ingest.fetcher import Fetcher
from ingest.fetchers.instagram import embeds, exports, pages

FETCHER = Fetcher(
    name="instagram",
    title="Instagram",
    hosts=("instagram.com",),
    forms=(*embeds.FORMS, *pages.FORMS, *exports.FORMS),
    extra=exports.EXTRA,
    mine=("https://www.instagram.com/p/CBx1kQ9sTz4/",),
    loaders=("platform.instagram.com/en_US/embeds.js", "www.instagram.com/embed.js"),
)
