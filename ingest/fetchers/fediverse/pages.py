"""Mastodon and the fediverse: its own pages, saved."""

from ingest.fetcher import Form

FORMS: tuple[Form, ...] = ()
