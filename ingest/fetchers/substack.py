"""Substack Notes: hosts, post URLs, and the forms in which its posts show up."""

from ingest.fetcher import Fetcher, Form

FORMS: tuple[Form, ...] = ()

FETCHER = Fetcher(
    name="substack",
    title="Substack Notes",
    hosts=("substack.com",),
    forms=FORMS,
)
