"""Parler: hosts, post URLs, and the forms in which its posts show up."""

from ingest.fetcher import Fetcher, Form

FORMS: tuple[Form, ...] = ()

FETCHER = Fetcher(
    name="parler",
    title="Parler",
    hosts=("parler.com",),
    forms=FORMS,
)
