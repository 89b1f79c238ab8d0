"""Tumblr: hosts, post URLs and the clock; embeds, saved pages and exports lie beside."""

from ingest.fetcher import Fetcher
from ingest.fetchers.tumblr import embeds, exports, pages

FETCHER = Fetcher(
    name="tumblr",
    title="Tumblr",
    hosts=("tumblr.com",),
    forms=(*embeds.FORMS, *pages.FORMS, *exports.FORMS),
    mine=("https://ada.tumblr.com/post/626907179849564160",),
    loaders=("assets.tumblr.com/post.js",),
)
