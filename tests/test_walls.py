"""Bot checks, consent forms and bare error pages: no post's words, and told to whoever saved them."""

import pytest

from ingest.model import Document, Reading
from ingest.scan import scan

VIDEO = "https://www.youtube.com/watch?v=Qm3vTz8LpXk"


def read(page: str, url: str) -> Reading:
    return scan(Document(locator="page.html", body=page.encode(), url=url))


@pytest.mark.parametrize("url", ["https://vimeo.com/148751763", VIDEO, "https://news.example/a"])
@pytest.mark.parametrize("title", ["Just a moment...", "Attention Required! | Cloudflare", "404 Not Found", "Error 503", "Un momento…",
                                   "Verifying you are human. This may take a few seconds."])
def test_a_page_in_between_is_no_post(title: str, url: str) -> None:
    reading = read(f"<html><head><title>{title}</title></head><body><p>Wait.</p></body></html>", url)
    assert ([problem.reason for problem in reading.problems], reading.sightings) == (["shell-page"], ())


def test_a_consent_form_is_no_video() -> None:
    reading = read('<html><head><title>Bevor Sie zu YouTube weitergehen</title></head><body>'
                   '<form action="https://consent.youtube.com/save" method="POST"></form></body></html>', VIDEO)
    assert ([problem.reason for problem in reading.problems], reading.sightings) == (["shell-page"], ())


def test_an_article_of_that_name_is_read() -> None:
    reading = read('<html><head><title>Not found</title></head><body><article><p>Words.</p>'
                   '<iframe src="https://player.vimeo.com/video/148751763"></iframe></article></body></html>', "https://news.example/a")
    assert ([one.relation for one in reading.sightings], reading.problems) == (["embedded"], ())


@pytest.mark.parametrize("title", ["Just a moment in time", "My 404 page - Blog", "Forbidden love", "Access denied to the pier"])
def test_titles_of_articles(title: str) -> None:
    assert read(f"<html><head><title>{title}</title></head><body><p>Words.</p></body></html>", "https://news.example/a").problems == ()
