"""Hacker News: hosts, post URLs, and the forms in which its posts show up."""

from ingest.fetcher import Fetcher, Form

FORMS: tuple[Form, ...] = ()

FETCHER = Fetcher(
    name="hackernews",
    title="Hacker News",
    hosts=("news.ycombinator.com",),
    forms=FORMS,
)
