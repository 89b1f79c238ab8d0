"""TikTok: every way in which its posts come as records."""

from collections.abc import Mapping
from typing import Any

from ingest.fetcher import Form
from ingest.fetchers.tiktok import api, archive

FORMS: tuple[Form, ...] = (*api.FORMS, *archive.FORMS)
EXTRA: Mapping[str, Any] = {"context": archive.CONTEXT, "private": archive.PRIVATE, "renamed": archive.RENAMED}
"""For ``Fetcher.extra``: the members of a download that describe it, and those that are never read."""
