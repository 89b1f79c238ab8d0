"""Mastodon and the fediverse: hosts, post URLs and the clock; embeds, saved pages and exports lie beside."""

from ingest.fetcher import Fetcher
from ingest.fetchers.fediverse import embeds, exports, pages

FETCHER = Fetcher(
    name="fediverse",
    title="Mastodon and the fediverse",
    hosts=(),
    forms=(*embeds.FORMS, *pages.FORMS, *exports.FORMS),
    mine=(),
    loaders=("data-allowed-prefixes=",),
)
