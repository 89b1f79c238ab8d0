"""Tumblr: its own pages, saved."""

from ingest.fetcher import Form

FORMS: tuple[Form, ...] = ()
