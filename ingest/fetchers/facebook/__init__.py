"""Facebook: hosts, post URLs and the clock; embeds, saved pages and exports lie beside."""

from ingest.fetcher import Fetcher
from ingest.fetchers.facebook import embeds, exports, pages

FETCHER = Fetcher(
    name="facebook",
    title="Facebook",
    hosts=("facebook.com",),
    forms=(*embeds.FORMS, *pages.FORMS, *exports.FORMS),
    extra=exports.EXTRA,
    mine=("https://www.facebook.com/ada/posts/10158823456789012",),
    loaders=("/sdk.js#xfbml=1",),
)
