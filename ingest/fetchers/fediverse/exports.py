"""The fediverse: every way in which its posts come as records."""

from collections.abc import Mapping
from typing import Any

from ingest.fetcher import Form
from ingest.fetchers.fediverse import activitypub, api, servers

FORMS: tuple[Form, ...] = (*api.FORMS, *servers.FORMS, *activitypub.FORMS)
EXTRA: Mapping[str, Any] = {"context": activitypub.CONTEXT}
"""For ``Fetcher.extra``: the members of a download that describe it."""
