"""TikTok: hosts, post URLs and the clock; embeds, saved pages and exports lie beside."""

from ingest.fetcher import Fetcher
from ingest.fetchers.tiktok import embeds, exports, pages

FETCHER = Fetcher(
    name="tiktok",
    title="TikTok",
    hosts=("tiktok.com",),
    forms=(*embeds.FORMS, *pages.FORMS, *exports.FORMS),
    mine=("https://www.tiktok.com/@ada/video/7106594312292453675",),
    loaders=("www.tiktok.com/embed.js",),
)
