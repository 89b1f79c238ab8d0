"""YouTube: hosts, post URLs and the clock; embeds, saved pages and exports lie beside."""

from ingest.fetcher import Fetcher
from ingest.fetchers.youtube import embeds, exports, pages

FETCHER = Fetcher(
    name="youtube",
    title="YouTube",
    hosts=("youtube.com", "youtu.be"),
    forms=(*embeds.FORMS, *pages.FORMS, *exports.FORMS),
    mine=("https://www.youtube.com/watch?v=Qz3bW_8xkTs",),
)
