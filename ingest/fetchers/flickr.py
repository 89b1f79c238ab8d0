"""Flickr: hosts, post URLs, and the forms in which its posts show up."""

from ingest.fetcher import Fetcher, Form

FORMS: tuple[Form, ...] = ()

FETCHER = Fetcher(
    name="flickr",
    title="Flickr",
    hosts=("flickr.com",),
    forms=FORMS,
)
