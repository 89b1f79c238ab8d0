"""X/Twitter: every way in which its posts come as records."""

from collections.abc import Mapping
from typing import Any

from ingest.fetcher import Form
from ingest.fetchers.twitter import api, archive, olderapi, scrapers, syndication, tools, v2

FORMS: tuple[Form, ...] = (*api.FORMS, *syndication.FORMS, *v2.FORMS, *archive.FORMS, *scrapers.FORMS, *tools.FORMS, *olderapi.FORMS)
EXTRA: Mapping[str, Any] = {"context": archive.CONTEXT, "private": archive.PRIVATE}
"""For ``Fetcher.extra``: the members of a download that describe it, and those that are never read."""
