"""Threads: downloads, API replies and what tools write."""

from ingest.fetcher import Form

FORMS: tuple[Form, ...] = ()
