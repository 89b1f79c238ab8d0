"""Threads: hosts, post URLs and the clock; embeds, saved pages and exports lie beside."""

from ingest.fetcher import Fetcher
from ingest.fetchers.threads import embeds, exports, pages

FETCHER = Fetcher(
    name="threads",
    title="Threads",
    hosts=("threads.net", "threads.com"),
    forms=(*embeds.FORMS, *pages.FORMS, *exports.FORMS),
    mine=("https://www.threads.com/@ada/post/DHf2kLmNo3p",),
    loaders=("www.threads.net/embed.js", "www.threads.com/embed.js"),
)
