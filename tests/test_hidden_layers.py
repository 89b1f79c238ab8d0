"""Embeds in the places where consent managers, lazy loaders and scripts keep them, and what only looks like one."""

import base64
import html
import json

import pytest

from ingest.model import Document
from ingest.scan import scan

TWEET = ('<blockquote class="twitter-tweet"><p lang="en">Nets are dry.</p>&mdash; Ann (@ann) '
         '<a href="https://twitter.com/ann/status/1106124528284602368">March 14, 2019</a></blockquote>')
FRAME = '<iframe src="https://www.youtube.com/embed/Qm3vTz8LpXk"></iframe>'
PACKED = base64.b64encode(TWEET.encode()).decode()


def _state(value: object) -> str:
    return f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(value)}</script>'


SHOWN = {
    "template": f"<template>{TWEET}</template>",
    "noscript": f"<noscript>{TWEET}</noscript>",
    "text of a frame": f"<iframe>{TWEET}</iframe>",
    "escaped attribute": f'<div data-html="{html.escape(TWEET)}"></div>',
    "attribute escaped twice": f'<div data-embed="{html.escape(html.escape(TWEET))}"></div>',
    "bare markup in an attribute": f"<div data-embed='{TWEET}'></div>",
    "base64 attribute": f'<div data-borlabs-cookie-content="{PACKED}"></div>',
    "base64 script": f'<div class="BorlabsCookie"><script type="text/template">{PACKED}</script></div>',
    "text area": f'<div><textarea class="lazy-embed">{html.escape(TWEET)}</textarea></div>',
    "upper case": TWEET.replace("blockquote class", "BLOCKQUOTE CLASS").replace("</blockquote", "</BLOCKQUOTE"),
    "no quotes": TWEET.replace('"', ""),
    "state": _state({"article": {"body": [{"html": TWEET}]}}),
}


WRAPPED = [
    '<div data-tweet-id="1106124528284602368">{}</div>', '<figure data-tweetid="1106124528284602368">{}</figure>',
    '<div data-url="https://twitter.com/ann/status/1106124528284602368">{}</div>',
    '<div data-oembed-url="https://twitter.com/ann/status/1106124528284602368">{}</div>',
    """<div data-react-props='{{"tweetId": "1106124528284602368"}}'>{}</div>""",
    '<tweet-embed tweet-id="1106124528284602368">{}</tweet-embed>',
    '<div class="embed" data-src="https://twitter.com/ann/status/1106124528284602368"><div>{}</div></div>',
]


@pytest.mark.parametrize("around", WRAPPED)
def test_a_number_on_the_wrapper_does_not_hide_the_words(around: str) -> None:
    reading = scan(Document(locator="page.html", body=f"<html><body><p>Words.</p>{around.format(TWEET)}</body></html>".encode()))
    assert [(one.key.native_id, one.relation, one.post.caption) for one in reading.sightings] == [
        ("1106124528284602368", "embedded", "Nets are dry.")]


def test_the_handle_on_the_wrapper_and_the_did_inside_are_one_embed() -> None:
    did = "did:plc:abcdefghijklmnopqrstuvwx"
    post = (f'<blockquote class="bluesky-embed" data-bluesky-uri="at://{did}/app.bsky.feed.post/3kabcdefgh22s"><p>Nets are dry.</p>&mdash; '
            f'Ann (<a href="https://bsky.app/profile/{did}">@ann.example</a>) '
            f'<a href="https://bsky.app/profile/{did}/post/3kabcdefgh22s">May 7</a></blockquote>')
    body = f'<div data-url="https://bsky.app/profile/ann.example/post/3kabcdefgh22s">{post}</div>'
    reading = scan(Document(locator="page.html", body=f"<html><body><p>Words.</p>{body}</body></html>".encode()))
    assert [(one.relation, one.post.caption) for one in reading.sightings] == [("embedded", "Nets are dry.")]


def found(fragment: str) -> list[tuple[str, str, str | None]]:
    page = f"<html><body><p>Words.</p>{fragment}<p>End.</p></body></html>"
    reading = scan(Document(locator="page.html", body=page.encode()))
    return [(one.key.native_id, one.relation, one.post.caption) for one in reading.sightings]


@pytest.mark.parametrize("fragment", SHOWN.values(), ids=SHOWN)
def test_tweet_is_read_wherever_it_hides(fragment: str) -> None:
    assert found(fragment) == [("1106124528284602368", "embedded", "Nets are dry.")]


@pytest.mark.parametrize("fragment", [
    f"<script>document.write('{FRAME}');</script>",
    f"<script>box.innerHTML = `{FRAME}`;</script>",
    f"<script>var players = [{json.dumps(FRAME)}];</script>",
    '<iframe srcdoc="<a href=https://www.youtube.com/embed/Qm3vTz8LpXk?autoplay=1><img src=/still.jpg></a>"></iframe>',
    _state({"blocks": [{"type": "youtube", "url": "https://www.youtube.com/watch?v=Qm3vTz8LpXk"}]}),
    _state({"blocks": [{"youtube_id": "Qm3vTz8LpXk"}]}),
], ids=["written", "inner html", "list of strings", "srcdoc", "type beside the address", "bare id"])
def test_player_that_a_script_or_a_click_brings(fragment: str) -> None:
    assert [one[:2] for one in found(fragment)] == [("Qm3vTz8LpXk", "embedded")]


@pytest.mark.parametrize("fragment", [
    _state({"relatedArticles": [{"body": TWEET}]}),
    _state({"blocks": [{"type": "link", "url": "https://twitter.com/ann/status/1106124528284602368"}]}),
    '<amp-social-share type="x" data-param-url="https://x.com/ann/status/1106124528284602368"></amp-social-share>',
    '<amp-pinterest data-do="buttonPin" data-url="https://www.flickr.com/photos/ann/6851755809/"></amp-pinterest>',
    '<a href="https://twitter.com/intent/tweet?url=https://twitter.com/ann/status/1106124528284602368">Share</a>',
    '<div class="a2a_kit" data-a2a-url="https://x.com/ann/status/1106124528284602368"><a class="a2a_button_x"></a></div>',
    '<div class="click-to-tweet" data-tweet="Nets." data-url="https://x.com/ann/status/1106124528284602368">Tweet this</div>',
], ids=["other article", "link block", "share button", "pin button", "share link", "share kit", "click to tweet"])
def test_what_shows_no_post(fragment: str) -> None:
    assert found(fragment) == []


def test_links_inside_a_claimed_block_are_no_further_sightings() -> None:
    """The block's own tag carries none of the form's marks."""
    drawn = ('<div class="tweet"><a class="tweet-link-top" href="https://twitter.com/ann/status/1106124528284602368">'
             '<div class="tweet-header"><span class="tweet-author-handle">@ann</span></div><div class="tweet-text">Nets.</div></a></div>')
    assert found(drawn) == [("1106124528284602368", "embedded", "Nets.")]


_EMBED = '<blockquote class="twitter-tweet"><p lang="en">x</p><a href="https://twitter.com/a/status/1267000011456034368">d</a></blockquote>'
_STATE = json.dumps({"embed": {"type": "tweet", "url": "https://twitter.com/a/status/1267000011456034368"}})


@pytest.mark.parametrize(("hidden", "words"), [
    (f'<iframe srcdoc="{html.escape(_EMBED)}"></iframe>', "Before it:"),
    (f'<iframe srcdoc="{html.escape("<p>Inside it:</p>" + _EMBED)}"></iframe>', "Inside it:"),
    (f'<div data-embed="{html.escape(_EMBED)}"></div>', "Before it:"),
    (f"<div data-settings='{_STATE}'></div>", "Before it:"),
    (f'<div data-c="{base64.b64encode(_EMBED.encode()).decode()}"></div>', "Before it:"),
    (f'<div class="lazy-embed"><!--{_EMBED}--></div>', "Before it:"),
    (f'<script type="application/json">{json.dumps({"article": {"body": "<p>In the state:</p>" + _EMBED}})}</script>', "In the state:"),
    (f'<script type="application/json">{_STATE}</script>', ""),
], ids=["frame", "words in a frame", "attribute", "JSON in an attribute", "base64", "comment", "HTML in a state", "state"])
def test_the_text_before_an_embed_is_kept_wherever_it_hides(hidden: str, words: str) -> None:
    reading = scan(Document(locator="page.html", body=f"<p>Before it:</p>{hidden}<p>Behind it.</p>".encode()))
    assert [one.context for one in reading.sightings] == [words]
