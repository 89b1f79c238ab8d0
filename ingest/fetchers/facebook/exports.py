"""Facebook: downloads, API replies and what tools write."""

from collections.abc import Mapping
from typing import Any

from ingest.fetcher import Form
from ingest.fetchers.facebook import adverts, api, archive

FORMS: tuple[Form, ...] = (*api.FORMS, *archive.FORMS, *adverts.FORMS)
EXTRA: Mapping[str, Any] = {"context": archive.CONTEXT, "private": archive.PRIVATE}
"""For ``Fetcher.extra``: the members of a download that describe it, and those that are never read."""
