"""Weibo: hosts, post URLs, and the forms in which its posts show up."""

from ingest.fetcher import Fetcher, Form

FORMS: tuple[Form, ...] = ()

FETCHER = Fetcher(
    name="weibo",
    title="Weibo",
    hosts=("weibo.com",),
    forms=FORMS,
)
