"""Bluesky: every way in which its posts come as records."""

from ingest.fetcher import Form
from ingest.fetchers.bluesky import api

FORMS: tuple[Form, ...] = api.FORMS
