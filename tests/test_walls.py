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


@pytest.mark.parametrize("mark", ['<form hidden><input type="hidden" name="js_challenge" value="1"></form>', '<div id="px-captcha"></div>',
                                  '<script>window._cf_chl_opt={cvId:"3"}</script>', '<script id="anubis_challenge" type="x">{}</script>'])
@pytest.mark.parametrize("url", ["", VIDEO, "https://www.reddit.com/r/boats/comments/abc123/paper_boats/"])
def test_a_bot_check_is_told_by_what_it_holds(mark: str, url: str) -> None:
    reading = read(f"<html><head><title>Reddit</title></head><body>{mark}</body></html>", url)
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


@pytest.mark.parametrize(("url", "title", "text"), [
    (VIDEO, "YouTube", "Enjoy what you love and share it all with the world on YouTube."), (VIDEO, " - YouTube", "Teile Videos."),
    ("https://x.com/ann/status/1274839201746522112", "X. It\u2019s what\u2019s happening / X", "Sign up."),
    ("https://www.tiktok.com/@bob/video/7106594312292453675", "TikTok - Make Your Day", "Trends start here."),
    ("https://bsky.app/profile/ann.example/post/3lk7fogpier2x", "Bluesky", "Social media."),
    ("https://www.linkedin.com/feed/update/urn:li:activity:6680012345678901248/", "LinkedIn: Log In or Sign Up", "Members."),
    ("https://t.me/harbourtides/118", "Telegram \u2013 a new era of messaging", "Fast."), ("https://vimeo.com/148751763", "Vimeo", "Join."),
    ("https://www.facebook.com/kilnworks/posts/3320114498075512", "Kiln Works | Facebook", "Kiln Works. 1,200 likes \u00b7 3 here."),
    ("https://vk.com/wall-1_45616", "\u0412\u041a\u043e\u043d\u0442\u0430\u043a\u0442\u0435", "VK is the largest network."),
])
def test_what_a_platform_says_of_itself_is_no_caption(url: str, title: str, text: str) -> None:
    reading = read(f'<html><head><title>{title}</title><meta property="og:title" content="{title}">'
                   f'<meta property="og:description" content="{text}"></head><body><div id="app"></div></body></html>', url)
    assert [one.post.caption for one in reading.sightings if one.post.caption or one.post.title] == []


def test_what_is_said_beside_the_front_is_kept() -> None:
    reading = read('<html><head><title>YouTube</title></head><body><script>var ytInitialPlayerResponse = {"videoDetails": '
                   '{"videoId": "Qm3vTz8LpXk", "title": "Mending nets", "shortDescription": "By hand.", "lengthSeconds": "61"}};</script>'
                   "</body></html>", VIDEO)
    assert [one.post.title for one in reading.sightings if one.post.title] == ["Mending nets"]


LOADER = '<script async src="https://platform.twitter.com/widgets.js"></script>'
SDK = '<script src="https://connect.facebook.net/en_US/sdk.js#xfbml=1&version=v2.6"></script>'


@pytest.mark.parametrize(("body", "reasons"), [
    (LOADER, ["embeds-lost"]), (SDK, ["embeds-lost"]),
    (LOADER + '<a class="twitter-share-button" href="https://twitter.com/share">Tweet</a>', []),
    (LOADER + '<a class="twitter-timeline" href="https://twitter.com/ann">Tweets</a>', []),
    (SDK + '<div class="fb-comments" data-href="https://news.example/a"></div>', []),
    (LOADER + SDK + '<div class="fb-page" data-href="https://www.facebook.com/kilnworks"></div>', ["embeds-lost"]),
])
def test_a_loader_tells_of_lost_embeds_where_nothing_else_needs_it(body: str, reasons: list[str]) -> None:
    reading = read(f"<html><body><article><p>Look at these:</p></article>{body}</body></html>", "https://news.example/a")
    assert [problem.reason for problem in reading.problems] == reasons
