"""Signs that many sites share: standard descriptions of a post, and carriers that wrap any platform's post.

What is read here belongs to the platform that the address inside names. A site that nobody declared has no posts here: its
name would be a guess. These forms rank below every platform's own: they fill empty fields and never overrule.
"""

from ingest.fetcher import Fetcher
from ingest.fetchers.generic import (
    applenews,
    bookmarks,
    calls,
    carriers,
    drawn,
    feeds,
    fourcat,
    frames,
    gallery,
    gates,
    microdata,
    named,
    postings,
    rows,
    tools,
    unclassed,
)

FETCHER = Fetcher(
    name="generic", title="Any site",
    extra={"private": tools.PRIVATE},
    forms=(*feeds.FORMS, *drawn.FORMS, *unclassed.FORMS, *microdata.FORMS, *carriers.FORMS, *frames.FORMS, *named.FORMS,
           *calls.FORMS, *gates.FORMS, *postings.FORMS, *applenews.FORMS, *bookmarks.FORMS, *gallery.FORMS,
           *tools.FORMS, *rows.FORMS, *fourcat.FORMS),
)
