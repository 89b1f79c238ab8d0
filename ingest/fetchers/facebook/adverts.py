"""Facebook's ad library: what was paid for is no post."""

from collections.abc import Iterator

from ingest.fetcher import Form, Found
from ingest.model import Post, Problem


def advert(found: Found) -> Iterator[Post | Problem]:
    """An entry of the ad library, as its interface or its table gives it."""
    yield Problem(reason="unsupported", detail="Facebook's ad library: adverts, no posts", stage="parse")


FORMS: tuple[Form, ...] = (
    Form(name="ad-library", keys=("ad_snapshot_url", "page_id"), parse=advert),
    Form(name="ad-library-csv", columns=("ad_archive_id", "page_id"), parse=advert),
)
