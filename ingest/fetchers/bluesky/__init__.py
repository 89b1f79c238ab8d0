"""Bluesky: hosts, post URLs and the clock; embeds, saved pages and exports lie beside."""

from ingest.fetcher import Fetcher
from ingest.fetchers.bluesky import embeds, exports, pages

FETCHER = Fetcher(
    name="bluesky",
    title="Bluesky",
    hosts=("bsky.app",),
    forms=(*embeds.FORMS, *pages.FORMS, *exports.FORMS),
    mine=("https://bsky.app/profile/ada.example.org/post/3kh5rarr3gn2n",),
    loaders=("embed.bsky.app/static/embed.js",),
)
