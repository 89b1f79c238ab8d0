"""Truth Social: hosts, post URLs, and the forms in which its posts show up."""

from ingest.fetcher import Fetcher, Form

FORMS: tuple[Form, ...] = ()

FETCHER = Fetcher(
    name="truthsocial",
    title="Truth Social",
    hosts=("truthsocial.com",),
    forms=FORMS,
)
