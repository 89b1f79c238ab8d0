"""Embeds as consent managers, forums, site builders and publishers' own states keep them, each form met somewhere and written anew."""

import json
from html import escape
from urllib.parse import quote

import pytest
from article import embedded

TWEET, VIDEO, CODE = "1274839201746522112", "Qm3vTz8LpXk", "CKd4m2xFz9Q"
URL, WATCH = f"https://twitter.com/ann/status/{TWEET}", f"https://www.youtube.com/watch?v={VIDEO}"
PHOTO = f"https://www.instagram.com/p/{CODE}/"
PLAYER = f"https://www.youtube.com/embed/{VIDEO}"
QUOTE = f'<blockquote class="twitter-tweet"><p>Nets are dry.</p>&mdash; Ann (@ann) <a href="{URL}">June 21, 2020</a></blockquote>'
FRAME = escape(f'<iframe src="{PLAYER}"></iframe>')
S9E = "https://s9e.github.io/iframe/2"


def state(block: object) -> str:
    return f'<script type="application/json" id="__NEXT_DATA__">{json.dumps({"page": {"article": {"body": [block]}}})}</script>'


def given(value: object) -> str:
    return escape(json.dumps(value))


SHOWN = {
    # consent managers: Didomi, Contao, Real Cookie Banner, CookieYes, Iubenda, tarteaucitron, the iframe manager, gates in many languages
    "didomi": (f'<script type="didomi/html" data-vendor="c:twitter">{QUOTE}</script>', TWEET),
    "contao": (f'<figure><button class="splash" data-splash-screen="{FRAME}"><p>Load</p></button></figure>', VIDEO),
    "button": (f'<div class="gate"><p>Externer Inhalt</p><button data-content="{escape(QUOTE)}">Laden</button></div>', TWEET),
    "quoted template": ('<div class="embed js-embed-consent"><script type="text/template" class="raw">'
                        f'{json.dumps(QUOTE).replace("<", chr(92) + "u003C")}</script></div>', TWEET),
    "original address": (f'<iframe consent-required="12" consent-by="services" consent-original-src-_="{PLAYER}"></iframe>', VIDEO),
    "suppressed": (f'<iframe class="_iub_cs_activate" suppressedsrc="{PLAYER}"></iframe>', VIDEO),
    "vendor's template": (f'<template data-requires-vendor-consent="youtube"><iframe src="{PLAYER}"></iframe></template>', VIDEO),
    "canvas": (f'<div class="twitterembed-canvas" data-tweetid="{TWEET}"></div>', TWEET),
    "manager": (f'<div data-service="youtube" data-id="{VIDEO}" data-autoscale></div>', VIDEO),
    "danish": (f'<div class="wall"><p>Du skal acceptere cookies for at se indhold fra Twitter.</p>'
               f'<a href="{URL}">Se tweet på Twitter</a></div>', TWEET),
    "dutch": (f'<div><p>Deze inhoud kan niet worden weergegeven.</p><a href="{PHOTO}">Bekijk deze post op Instagram</a></div>', CODE),
    "polish": (f'<div><p>Treść zewnętrzna z serwisu Twitter</p><a href="{URL}">Zobacz wpis na Twitterze</a></div>', TWEET),
    "finnish": (f'<div><p>Tähän tulee sisältöä palvelusta Twitter.</p><a href="{URL}">Avaa Twitterissä</a></div>', TWEET),
    # forums: s9e's helper in what a script makes of it, its other sites, XenForo, Invision
    "s9e's list": (f'<span data-s9e-mediaembed="twitter"><span data-s9e-mediaembed-iframe=\''
                   f'{json.dumps(["scrolling", "no", "src", f"{S9E}/twitter.min.html#{TWEET}#theme=light"]).replace("/", chr(92) + "/")}'
                   "'></span></span>", TWEET),
    "s9e's reddit": (f'<iframe src="{S9E}/reddit.min.html#fishing/comments/1ck1a2b/how_to_mend"></iframe>', "t3_1ck1a2b"),
    "s9e's telegram": (f'<iframe src="{S9E}/telegram.min.html#harbour/43"></iframe>', "harbour/43"),
    "xenforo": (f'<div class="bbMediaWrapper" data-media-site-id="youtube" data-media-key="{VIDEO}"></div>', VIDEO),
    "invision": ('<div class="ipsEmbeddedOther"><iframe data-embed-src="https://forum.example/index.php?app=core&amp;controller=embed'
                 f'&amp;url={quote(URL, safe="")}"></iframe></div>', TWEET),
    # builders and islands
    "tilda": (f'<div class="t-video-lazyload" data-videolazy-type="youtube" data-videolazy-id="{VIDEO}"></div>', VIDEO),
    "plyr": (f'<div id="player" data-plyr-provider="youtube" data-plyr-embed-id="{VIDEO}"></div>', VIDEO),
    "zenn": (f'<span class="zenn-embedded"><iframe src="https://embed.example/tweet#a"'
             f' data-content="{quote(URL, safe="")}"></iframe></span>', TWEET),
    "island": (f'<gu-island name="YoutubeBlockComponent" props="{given({"id": "9d2a", "assetId": VIDEO})}"></gu-island>', VIDEO),
    "astro": (f'<astro-island component-export="Tweet" props="{given({"id": [0, TWEET]})}"></astro-island>', TWEET),
    "naver": (f'<script type="text/data" data-module="{given({"type": "v2_oembed", "data": {"originalUrl": WATCH}})}"></script>', VIDEO),
    # states
    "asset": (state({"_type": "model.YoutubeBlockElement", "assetId": VIDEO, "id": "9d2a"}), VIDEO),
    "a part called social media": (state({"type": "socialmedia", "socialmedia": {"type": "twitter", "url": URL}}), TWEET),
    "telegram": (state({"type": "embed", "html": '<script data-telegram-post="harbour/43"></script>'})
                 .replace("></script>\"", "><\\/script>\""), "harbour/43"),
    "bare rendition": (state({"type": "social", "model": {"blocks": [{"type": "aresOEmbed"}], "source": "twitter", "href": URL}}), TWEET),
    "referent": (state({"type": "oembed_response", "subtype": "twitter", "referent": {
        "id": URL, "provider": "https://publish.twitter.com/oembed?url=", "service": "oembed", "type": "external"}}), TWEET),
    "ricos": (state({"type": "VIDEO", "nodes": [], "videoData": {"video": {"src": {"url": WATCH}, "duration": 20}}}), VIDEO),
    "drupal": (state({"type": "paragraph--tweet", "attributes": {"field_tweet": {"uri": URL, "title": "", "options": []}}}), TWEET),
    "dato": (state({"__typename": "VideoBlockRecord", "video": {"url": WATCH, "provider": "youtube", "providerUid": VIDEO}}), VIDEO),
}
NOT_SHOWN = {
    "a site's accounts": '<script type="application/json" id="__NEXT_DATA__">'
                         f'{json.dumps({"site": {"socialMedia": {"pinned": {"type": "twitter", "url": URL}}}})}</script>',
    "a bar of Shariff": f'<div class="shariff" data-services="[&quot;twitter&quot;]" data-url="{URL}"></div>',
    "a button that copies": f'<button class="copy" data-clipboard-text="{escape(QUOTE)}">Copy</button>'
                            f'<button data-code="{FRAME}">Copy</button>',
    "a card of a link": state({"type": "inlineCard", "attrs": {"url": URL}}),
    "code about embedding": f'<div class="highlight"><pre><span>&lt;blockquote</span> {escape(QUOTE)}</pre></div>',
    "a bookmark": f'<figure><a href="{URL}" class="bookmark source"><div class="bookmark-title">Ann on X</div></a></figure>',
    "a citation": f'<cite class="citation web">Ann [@ann] (June 21, 2020). <a class="external text" href="{URL}">"Dry"</a> (Tweet).</cite>',
    "a live channel": '<iframe src="https://www.youtube.com/embed/live_stream?channel=UCaaaaaaaaaaaaaaaaaaaaaa"></iframe>',
    "an island that shares": f'<astro-island component-export="ShareBar" props="{given({"url": [0, URL]})}"></astro-island>',
    "cookies in a sentence": f'<p>Our cookie recipe is famous: <a href="{URL}">see what Ann said on Twitter</a>.</p>',
}


@pytest.mark.parametrize("name", SHOWN)
def test_shown(name: str) -> None:
    fragment, native_id = SHOWN[name]
    assert {one.key.native_id for one in embedded(fragment)} == {native_id}


@pytest.mark.parametrize("name", NOT_SHOWN)
def test_not_shown(name: str) -> None:
    assert embedded(NOT_SHOWN[name]) == []


FACE = '<img src="https://pbs.twimg.com/profile_images/1/a_normal.jpg">'
MAILS = {
    "a table in a table": f'<table><tr><td><table><tr><td><a href="https://twitter.com/ann">{FACE}<strong>Ann</strong> @ann</a></td></tr>'
                          f'<tr><td>Nets are dry.</td></tr><tr><td><a href="{URL}">10:10 AM - 21 Jun 2020</a></td></tr></table></td></tr>'
                          "</table>",
    "a link around a table": f'<a href="{URL}?utm_source=nets" class="tweet-embed"><table><tr><td>{FACE}</td><td><p>Ann</p><p>@ann</p>'
                             "</td></tr><tr><td><p>Nets are dry.</p></td></tr><tr><td><p>10:10 AM • Jun 21, 2020</p></td></tr><tr><td>"
                             "<p>7 Likes   1 Retweets   2 Replies</p></td></tr></table></a>",
}


@pytest.mark.parametrize("name", MAILS)
def test_tweet_in_a_mail(name: str) -> None:
    (one,) = embedded(MAILS[name])
    assert (one.key.native_id, one.post.caption, one.post.author and one.post.author.handle) == (TWEET, "Nets are dry.", "ann")
