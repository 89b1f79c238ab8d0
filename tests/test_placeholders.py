"""What looks like an embed and is none, and fields that a form must refuse: all platforms but X and Meta."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from selectolax.lexbor import LexborHTMLParser

from ingest import fetchers, links
from ingest.fetcher import NOT_POST, Form, Found
from ingest.model import Post, Problem
from ingest.page.meta import read_meta

NUMBER = "Qm3vTz8LpXk"
STILL = f'<img src="https://i.ytimg.com/vi/{NUMBER}/0.jpg">'
WATCH = f"https://www.youtube.com/watch?v={NUMBER}"
EMBED = f"https://www.youtube.com/embed/{NUMBER}"


def form_of(name: str) -> Form:
    """``platform/form`` -> the declaration."""
    platform, _, wanted = name.partition("/")
    fetcher = next(f for f in fetchers.FETCHERS if f.name == platform)
    return next(form for form in fetcher.forms if form.name == wanted)


def cut(name: str, html: str, url: str = "") -> Iterator[Post | Problem]:
    """Everything that one form reads from a page, as the engine would hand it over."""
    form = form_of(name)
    tree = LexborHTMLParser(html)
    address = links.read(url) if url else NOT_POST
    met: set[int] = set()
    for node in tree.css(form.css) if form.css else [tree.root]:
        if node is None or node.mem_id in met:
            continue
        met.add(node.mem_id)
        yield from form.parse(Found(form=form, node=node, meta=read_meta(html.encode()), read=links.read, address=address))


def ids(name: str, html: str, url: str = "") -> list[str]:
    """Native ids of the posts that a form reads."""
    return [one.native_id for one in cut(name, html, url) if isinstance(one, Post)]


@pytest.mark.parametrize(
    ("name", "html"),
    [
        ("tiktok/blockquote", '<blockquote class="tiktok-embed" cite="https://www.tiktok.com/@lena"></blockquote>'),
        ("tiktok/blockquote", '<blockquote class="tiktok-embed" data-video-id="${id}"></blockquote>'),
        ("youtube/attribute", '<div class="jw-player" data-video-id="abcdEFGhijk"></div>'),
        ("youtube/attribute", '<div class="youtube" data-id="videoseries"></div>'),
        ("youtube/attribute", '<div class="brightcove" data-video-id="6301234567001"></div>'),
        ("youtube/frame", '<iframe src="https://www.youtube.com/embed/videoseries?list=PL123"></iframe>'),
        ("youtube/frame", '<iframe src="https://www.youtube.com/embed/live_stream?channel=UC1"></iframe>'),
        ("youtube/facade", f'<a href="/videos/12"><img src="https://i.ytimg.com/vi/{NUMBER}/mqdefault.jpg"></a>'),
        ("youtube/facade", f'<div class="video-player"><a href="/videos/12">{STILL}</a></div>'),
        ("youtube/facade", f'<div class="related"><div class="video-wrap">{STILL}</div></div>'),
        ("pinterest/pin", '<a data-pin-do="buttonPin" href="https://www.pinterest.com/pin/create/button/"></a>'),
        ("pinterest/pin", '<a data-pin-do="embedBoard" href="https://www.pinterest.com/ada/boats/"></a>'),
        ("pinterest/pin", '<img data-pin-id="512284526401178902" src="rope.jpg">'),
        ("snapchat/blockquote", '<blockquote data-snapchat-embed-url="https://www.snapchat.com/lens/7be0"></blockquote>'),
        ("telegram/script", '<script data-telegram-post="HarbourNews"></script>'),
        ("vk/widget", '<div id="vk_post_preview"></div>'),
        ("vk/script", '<script>VK.Widgets.Comments("vk_comments", {limit: 5});</script>'),
        ("vimeo/amp", '<amp-vimeo data-videoid="not a number"></amp-vimeo>'),
        ("vimeo/attribute", '<div class="vimeo-feed" id="vimeo-latest"></div>'),
        ("bluesky/attribute", '<div data-bluesky-uri="at://did:plc:abc/app.bsky.graph.list/3kt2"></div>'),
        ("reddit/card", '<blockquote class="reddit-card"><a href="https://www.reddit.com/r/sailing/">r/sailing</a></blockquote>'),
        ("imgur/blockquote", '<blockquote class="imgur-embed-pub"><a href="https://imgur.com/user/ada">ada</a></blockquote>'),
        ("fediverse/block", '<iframe src="https://tide.example/about/embed" class="player"></iframe>'),
        ("generic/behind", '<iframe src="/embed?url=https%3A%2F%2Fharbour-gazette.example%2Fmap"></iframe>'),
        ("generic/h-entry", '<div class="h-entry"><a class="u-url" href="https://a.example/1">x</a></div>'),
    ],
)
def test_no_post(name: str, html: str) -> None:
    assert ids(name, html) == []


@pytest.mark.parametrize(
    ("name", "html", "wanted"),
    [
        ("youtube/attribute", f'<div class="video" data-video-id="{NUMBER}"></div><a href="{WATCH}">x</a>', [NUMBER]),
        ("youtube/amp", f'<amp-youtube data-videoid="{WATCH}"></amp-youtube>', [NUMBER]),
        ("youtube/frame", f'<iframe src="about:blank" data-src-cmplz="{EMBED}?x=1"></iframe>', [NUMBER]),
        ("youtube/facade", f'<div class="youtube-placeholder"><a href="https://youtu.be/{NUMBER}">'
         f'<img src="https://img.youtube.com/vi/{NUMBER}/0.jpg"></a></div>', [NUMBER]),
        ("imgur/blockquote", '<blockquote class=imgur-embed-pub><a href="//imgur.com/Yw3pLsd"></a></blockquote>', ["Yw3pLsd"]),
        ("telegram/script", '<script data-telegram-post="HarbourNews/2214"></script>', ["harbournews/2214"]),
        ("vimeo/attribute", '<div class="vimeoclip" id="vimeo-1785347"></div>', ["1785347"]),
        ("generic/behind", f'<iframe data-src="/embed?url={quote(WATCH, safe="")}&amp;id=1"></iframe>', [NUMBER]),
    ],
)
def test_found(name: str, html: str, wanted: list[str]) -> None:
    html = f"<div>{html}</div>"
    assert ids(name, html) == wanted


def test_a_frame_title_counts_only_from_oembed() -> None:
    code = '<iframe title="Our videos" src="https://www.youtube.com/embed/{}{}"></iframe>'
    titles = [one.title for tail in ("", "?feature=oembed") for one in cut("youtube/frame", code.format(NUMBER, tail))
              if isinstance(one, Post)]
    assert titles == [None, "Our videos"]


def test_swapped_fields_are_refused() -> None:
    html = (
        '<blockquote class="bluesky-embed" data-bluesky-uri="https://bsky.app/profile/ada.example.org/post/3mj7ctqukly2z">'
        '<p lang="en">did:plc:i4yli6h7x2uoj7acxunww2fc</p>&mdash; Ada (<a href="https://bsky.app/profile/ada.example.org">'
        "@3mj7ctqukly2z</a>) <a>ada.example.org</a></blockquote>")
    (post,) = cut("bluesky/blockquote", html)
    assert isinstance(post, Post)
    assert post.caption is None
    assert post.author is not None
    assert post.author.handle == "ada.example.org"


@pytest.mark.parametrize(
    ("name", "url", "html"),
    [
        ("tiktok/head", "https://www.tiktok.com/@lena/video/7298114405523361058", "<title>TikTok - Make Your Day</title>"),
        ("linkedin/head", "https://www.linkedin.com/feed/update/urn:li:share:7197519834412228608", "<title>Sign in</title>"),
        ("reddit/head", "https://www.reddit.com/comments/1cq8xwz/", "<title>Blocked</title>"),
        ("bluesky/head", "https://bsky.app/profile/ada.example.org/post/3kt2fzq7wmk2e", "<title>Bluesky</title><p>x</p>"),
    ],
)
def test_shells_are_named(name: str, url: str, html: str) -> None:
    (problem,) = cut(name, html, url)
    assert isinstance(problem, Problem)
    assert problem.reason == "shell-page"
    assert "save" in problem.detail


def test_other_posts_of_a_page_come_along() -> None:
    html = "".join(
        f'<shreddit-post id="t3_{number}" permalink="/r/a/comments/{number}/x/" post-title="Boats"></shreddit-post>'
        for number in ("1cq8xwz", "1cq9000"))
    posts = list(cut("reddit/shreddit-post", html, "https://www.reddit.com/r/a/comments/1cq8xwz/x/"))
    assert [one.relation for one in posts if isinstance(one, Post)] == [None, "context"]
