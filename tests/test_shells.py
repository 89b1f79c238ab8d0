"""Copies of a post's own page that say nothing of it: each is a problem that tells what to do, whatever the platform."""

import pytest

from ingest.model import Document
from ingest.scan import scan

BARE = (
    ("https://imgur.com/gallery/AbCdEfG", "Imgur: The magic of the Internet"),
    ("https://www.flickr.com/photos/adareads/12345678901/", "Flickr - Photo Sharing!"),
    ("https://gettr.com/post/p1abcde12f", "GETTR - The Marketplace of Ideas"),
    ("https://news.ycombinator.com/item?id=26700001", ""),
    ("https://redlib.example/r/boats/comments/abc123/paper_boats/", "Error: not found"),
    ("https://yewtu.be/watch?v=Qm3vTz8LpXk", "Error - Invidious"),
    ("https://www.youtube.com/watch?v=Qm3vTz8LpXk", "Sorry..."),
    ("https://vimeo.com/76979871", "Verify to continue"),
    ("https://www.facebook.com/kilnworks/posts/3320114498075512", "Bei Facebook anmelden"),
    ("https://www.facebook.com/kilnworks/posts/3320114498075512", "Se connecter à Facebook"),
)


@pytest.mark.parametrize(("url", "title"), BARE)
def test_a_copy_without_the_post_is_a_problem(url: str, title: str) -> None:
    body = f'<html><head><title>{title}</title><meta property="og:title" content="{title}"></head><body><div id="root"></div></body></html>'
    reading = scan(Document(locator="x", body=body.encode(), url=url))
    assert [problem.reason for problem in reading.problems] == ["shell-page"]
    assert not any(one.post.caption or one.post.title for one in reading.sightings)


def test_a_title_about_another_platforms_door_is_the_posts_own() -> None:
    title = "How to log in to Facebook"
    body = f'<html><head><title>{title} - YouTube</title><meta property="og:title" content="{title}"></head><body></body></html>'
    reading = scan(Document(locator="x", body=body.encode(), url="https://www.youtube.com/watch?v=Qm3vTz8LpXk"))
    assert [one.post.title for one in reading.sightings] == [title]
