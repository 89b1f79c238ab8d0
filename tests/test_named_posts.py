"""Posts that a page names without an embed's markup: shortcodes, states of scripts, words beside bare ids, coded attributes."""

import base64
import json
from urllib.parse import quote

import pytest

from ingest.links import read, table
from ingest.model import Document
from ingest.scan import scan
from ingest.values import named, script

TWEET, CODE, VIDEO = "1274839201746522112", "CKd4m2xFz9Q", "Qm3vTz8LpXk"
URL = f"https://twitter.com/ann/status/{TWEET}"
WATCH = f"https://www.youtube.com/watch?v={VIDEO}"
QUOTE = ('<blockquote class="twitter-tweet"><p lang="en">Nets are dry.</p>&mdash; Ann (@ann) '
         f'<a href="{URL}">June 21, 2020</a></blockquote>')
SHORTCODES = {
    f"[tweet {TWEET}]": TWEET, f"[tweet {URL} hide_thread='true']": TWEET, f"[twitter]{URL}[/twitter]": TWEET,
    f"[embed width=500]{URL}[/embed]": TWEET, f"[embed url=\u201c{URL}\u201d]": TWEET, f"[youtube={WATCH}]": VIDEO,
    f"[youtube]{VIDEO}[/youtube]": VIDEO, f"[MEDIA=youtube]{VIDEO}[/MEDIA]": VIDEO, f"[MEDIA=twitter]{TWEET}[/MEDIA]": TWEET,
    f"[instagram url=https://www.instagram.com/p/{CODE}/ hidecaption=true]": CODE, "[vimeo 148751763 w=640]": "148751763",
    f'{{{{< tweet user="ann" id="{TWEET}" >}}}}': TWEET, f"{{{{< tweet {TWEET} >}}}}": TWEET, f"{{{{< youtube {VIDEO} >}}}}": VIDEO,
    f"{{{{< instagram {CODE} hidecaption >}}}}": CODE, f"{{% tweet {TWEET} %}}": TWEET, f"{{% twitter {URL} %}}": TWEET,
    f'{{% embed url="{URL}" %}}': TWEET, f'{{% include youtube.html id="{VIDEO}" %}}': VIDEO, f"{{%youtube {VIDEO} %}}": VIDEO,
    f"{{{{#widget:Tweet|id={TWEET}}}}}": TWEET, f"{{{{#ev:youtube|{VIDEO}}}}}": VIDEO, f"{{{{youtube>{VIDEO}?medium}}}}": VIDEO,
    f"(tweet: {URL} class: wide)": TWEET, f"![]({URL})": TWEET, f'<Tweet id="{TWEET}" />': TWEET, f'<YouTube videoId="{VIDEO}" />': VIDEO,
    f"<TwitterTweetEmbed tweetId={{'{TWEET}'}} />": TWEET, f"{{youtube}}{VIDEO}{{/youtube}}": VIDEO, f"{{tweet}}{TWEET}{{/tweet}}": TWEET,
    f"%[{URL}]": TWEET, f"{{{{ tweet(id={TWEET}) }}}}": TWEET, f'[fusion_youtube id="{WATCH}" width="600"]': VIDEO,
    f"[av_video src='{WATCH}']": VIDEO, f"[vc_video link='{WATCH}']": VIDEO,
}
STATES = {
    "nuxt": 'window.__NUXT__=(function(a,b,c){return {data:[{title:a,blocks:[{type:"twitter",url:c},{html:b}]}],x:void 0,y:!0}}'
            f'("News","<p>x<\\u002Fp>","{URL}"))',
    "a field of Storyblok": json.dumps({"body": [{"component": "tweet_embed", "link": {"url": URL, "linktype": "url"}}]}),
    "whose it is, in an object": json.dumps({"elements": [{"type": "quote", "permalink": URL, "source": {"name": "twitter"}}]}),
    "a path, as MDX has it": json.dumps({"body": [{"component": "Tweet", "props": {"tweetLink": f"mara/status/{TWEET}"}}]}),
    "bare keys": f"var article = {{title: 'News', embeds: [{{type: 'tweet', url: '{URL}'}}], n: 1,}};",
    "angular": json.dumps({"a": {"embeds": [{"type": "tweet", "url": URL}]}}).replace('"', "&q;"),
    "json in a string": json.dumps({"status": 200, "body": json.dumps({"content": [{"type": "tweet", "url": URL}]})}),
    "by place": json.dumps([["ShallowReactive", 1], {"data": 2}, {"blocks": 3}, [4], {"type": 5, "url": 6}, "tweet", URL]),
    "by place, streamed": "c.enqueue(" + json.dumps(json.dumps(
        [{"_1": 2}, "blocks", [3], {"_4": 5, "_6": 7}, "type", "tweet", "url", URL])) + ")",
    "type and id": json.dumps({"body": [{"type": "tweet", "id": TWEET}]}),
    "type above the id": json.dumps({"body": [{"__typename": "TwitterEmbed", "data": {"id": TWEET}}]}),
    "telling key": json.dumps({"body": [{"tweetId": TWEET}]}),
    "number": json.dumps({"body": [{"tweet_id": int(TWEET)}]}),
    "source beside the address": json.dumps({"sub_buzzes": [{"form": "embed", "source": "twitter", "original_url": URL}]}),
    "id under the name of an address": json.dumps({"body": [{"embedType": "tweet", "embedUrl": TWEET}]}),
    "id in an object of the same name": json.dumps({"body": [{"type": "tweet", "tweet": {"id": TWEET}}]}),
    "content is the id": json.dumps({"body": [{"type": "twitterEmbed", "content": TWEET}]}),
    "block of WordPress": json.dumps({"blocks": [{"blockName": "core/embed", "attrs": {"url": URL, "type": "rich"}}]}),
    "pair of name and object": json.dumps({"cards": [["embed", {"url": URL}]]}),
    "delta": json.dumps({"ops": [{"insert": "x"}, {"insert": {"tweet": TWEET}}]}),
    "kind of a social block": json.dumps({"media": {"type": "social", "socialType": "twitter", "socialUrl": URL}}),
    "percent-encoded": f"var state = JSON.parse(decodeURIComponent('{quote(json.dumps({'blocks': [{'type': 'tweet', 'url': URL}]}))}'))",
    "single quotes around JSON": 'var gate = \'{"embed":"&lt;iframe src=&quot;https:\\/\\/platform.twitter.com\\/embed\\/Tweet.html?id='
                                 f'{TWEET}&quot;&gt;&lt;\\/iframe&gt;"}}\';',
    "film in the body": json.dumps({"body": [{"type": "video", "url": URL}]}),
    "library's call": f'twttr.ready(function (t) {{ t.widgets.createTweet("{TWEET}", box) }});',
    "type of the object around": json.dumps({"blocks": [{"type": "twitter", "model": {"href": URL}}]}),
}
ELEMENTS = {
    f'<div data-controller="tweet-embed" data-tweet-embed-id-value="{TWEET}"></div>': TWEET,
    f"<div x-data=\"{{ tweetId: '{TWEET}' }}\"></div>": TWEET, f'<div class="tweet-embed" x-data="tweet(\'{TWEET}\')"></div>': TWEET,
    f"<twitter-tweet :id=\"'{TWEET}'\"></twitter-tweet>": TWEET, f'<div class="twitter-box" data-id="{TWEET}"></div>': TWEET,
    f'<div data-react-class="Tweet" data-react-props="{{&quot;id&quot;:&quot;{TWEET}&quot;}}"></div>': TWEET,
    f'<astro-island component-export="Tweet" props="{{&quot;id&quot;:[0,&quot;{TWEET}&quot;]}}"></astro-island>': TWEET,
    f'<gu-island name="YoutubeBlockComponent" props="{{&quot;assetId&quot;:&quot;{VIDEO}&quot;}}"></gu-island>': VIDEO,
    f'<div data-props="{{&quot;provider&quot;:&quot;YouTube&quot;,&quot;videoId&quot;:&quot;{VIDEO}&quot;}}"></div>': VIDEO,
    f'<div class="youtube-player" data-id="{VIDEO}"></div>': VIDEO, f'<div class="youtube" id="{VIDEO}"></div>': VIDEO,
    f'<div class="tac_youtube" data-videoid="{VIDEO}"></div>': VIDEO, f'<div class="lazy-video" data-provider-name="youtube" '
    f'data-video-id="{VIDEO}"></div>': VIDEO, f'<div class="InstagramEmbed" data-shortcode="{CODE}"></div>': CODE,
    f'<div hx-get="/oembed?url={quote(URL, safe="")}"></div>': TWEET,
    f'<figure id="x"><div class="source"><a href="{URL}">{URL}</a></div></figure>': TWEET,
    f'<noscript><div class="social"><a href="{URL}">View original tweet on Twitter</a></div></noscript>': TWEET,
    f'<div class="social-media-block"><p>Accept cookies first.</p><a href="{URL}">Open on X</a></div>': TWEET,
    f'<p data-embed-tweet="{TWEET}"></p>': TWEET,
    f'<iframe src="https://frames.example/page?url={quote(URL, safe="")}"></iframe>': TWEET,
    '<div class="fb-post" fb-iframe-plugin-query="app_id=1&amp;href=https%3A%2F%2Fwww.facebook.com%2Fkilnworks%2Fposts%2F3320114498075512'
    '&amp;sdk=joey"></div>': "3320114498075512",
}
CODED = {
    "base64 after a line end": base64.b64encode(f"\n{QUOTE}".encode()).decode(),
    "base64 of the address": base64.b64encode(URL.encode()).decode(),
    "base64 of settings": base64.b64encode(json.dumps({"type": "tweet", "url": URL}).encode()).decode(),
    "percent-encoded": quote(QUOTE),
}
def state(value: object) -> str:
    return f'<script type="application/json">{json.dumps(value)}</script>'


TRAPS = {
    "code": f"<code>[tweet {TWEET}]</code><pre>{{% youtube {VIDEO} %}}</pre>",
    "caption": f'[caption id="attachment_{TWEET}"]x[/caption] [gallery ids="{TWEET}"]',
    "account": state({"social": {"twitter": {"id": TWEET}}, "author": {"type": "twitter", "id": "44196397"}}),
    "other articles": state({"moreStories": [{"type": "tweet", "id": TWEET}]}),
    "button": f'<script>window.dataLayer=[{{platform:"twitter",post_id:"{TWEET}",type:"tweet_button"}}]</script>',
    "publisher's number": state({"sub_buzzes": [{"form": "tweet", "id": "122845429"}]}),
    "channel": f'<div class="youtube-channel" data-id="{VIDEO}"></div>', "words": '<div class="youtube" id="videoPlayer"></div>',
    "follow box": f'<div class="twitter-follow" data-id="{TWEET}"></div>', "logo": '<div class="vimeo-logo" data-id="148751763"></div>',
    "timeline": f'<div class="twitter-box" data-widget-id="{TWEET}"></div>',
    "who tweeted": state({"type": "twitter", "user": {"id": TWEET}}), "site of a link": state({"name": "Twitter", "url": URL}),
    "call to tweet": f'<div class="click-to-tweet" data-id="{TWEET}"></div>',
    "like button": '<div class="fb-like" data-href="https://www.facebook.com/kilnworks/posts/3320114498075512"></div>',
    "like frame": '<iframe src="https://www.facebook.com/plugins/like.php?href=https%3A%2F%2Fwww.facebook.com%2Fkilnworks%2Fposts%2F'
                  '3320114498075512"></iframe>',
    "button with a number": f'<button data-tweet-id="{TWEET}">Repost</button>',
    "icon with a number": f'<div class="tweet-share-icon" data-tweet-id="{TWEET}"></div>',
    "films of the site": state({"channel": {"videos": [{"type": "video", "url": WATCH}]}}),
    "link in a text": state({"content": [{"type": "link", "url": URL, "children": [{"text": "wrote"}]}]}),
    "share bar": f'<div class="share" data-platform="twitter" data-id="{TWEET}"></div>',
}


def shown(page: str) -> list[str]:
    reading = scan(Document(locator="page.html", body=page.encode(), url="https://news.example/a"))
    return [one.key.native_id for one in reading.sightings if one.relation == "embedded"]


@pytest.mark.parametrize(("code", "native_id"), SHORTCODES.items())
def test_shortcode_in_a_page_and_in_a_text(code: str, native_id: str) -> None:
    assert shown(f"<html><body><p>Words.</p><p>{code}</p></body></html>") == [native_id]
    assert shown(f"# Title\n\nWords.\n\n{code}\n") == [native_id]


@pytest.mark.parametrize("code", STATES.values(), ids=STATES)
def test_state_of_a_script(code: str) -> None:
    kind = ' type="application/json"' if code[:1] in "{[" else ""
    assert shown(f"<html><body><script{kind}>{code}</script><p>Words.</p></body></html>") == [TWEET]


@pytest.mark.parametrize(("element", "native_id"), ELEMENTS.items())
def test_element_that_names_a_post(element: str, native_id: str) -> None:
    assert shown(f"<html><body><article><p>Words.</p>{element}<p>More.</p></article></body></html>") == [native_id]


@pytest.mark.parametrize("block", [
    {"type": "tweet", "id": TWEET, "text": "Nets are dry.", "author": {"name": "Ann", "handle": "@ann"}, "likes": 12},
    {"_type": "tweet", "tweetId": TWEET, "content": "Nets are dry.", "username": "ann", "displayName": "Ann", "likeCount": "12"},
    {"__typename": "TweetBlock", "url": URL, "text": "Nets are dry.", "authorName": "Ann", "authorHandle": "ann", "likes": 12},
    {"type": "tweet", "tweet": {"id": TWEET, "text": "<p>Nets are dry.</p>", "favorite_count": 12,
                                "user": {"screen_name": "ann", "name": "Ann"}}},
], ids=["id", "flat", "address", "inner"])
def test_block_with_its_words(block: dict[str, object]) -> None:
    page = f"<html><body>{state({'body': [block]})}</body></html>"
    (one,) = scan(Document(locator="page.html", body=page.encode(), url="https://news.example/a")).sightings
    said = one.post.author and (one.post.author.handle, one.post.author.name)
    assert (one.key.native_id, one.relation, one.post.caption, said, [(c.metric, c.value) for c in one.post.counts], one.evidence) == (
        TWEET, "embedded", "Nets are dry.", ("ann", "Ann"), [("likes", 12)], "rich")
    assert b"Nets are dry." in one.fragment


def test_a_publishers_caption_or_a_strangers_words_are_not_the_posts() -> None:
    for block in ({"embedType": "twitter", "url": URL, "caption": "Photo: agency"},
                  {"type": "tweet", "url": URL, "author": {"handle": "bob"}, "text": "Bob writes here."}):
        page = f"<html><body>{state({'body': [block]})}</body></html>"
        (one,) = scan(Document(locator="page.html", body=page.encode(), url="https://news.example/a")).sightings
        assert (one.relation, one.post.caption, one.post.author and one.post.author.handle) == ("embedded", None, "ann")


@pytest.mark.parametrize("value", CODED.values(), ids=CODED)
def test_attribute_in_code(value: str) -> None:
    assert shown(f'<html><body><div class="gate" data-content="{value}"></div></body></html>') == [TWEET]


@pytest.mark.parametrize("fragment", TRAPS.values(), ids=TRAPS)
def test_what_names_no_post(fragment: str) -> None:
    assert shown(f"<html><body><p>Words.</p>{fragment}</body></html>") == []


def test_a_wiki_cites_and_does_not_show() -> None:
    page = f"{{{{cite tweet |number={TWEET} |user=ann |title=Nets are dry. |date=21 June 2020}}}}"
    reading = scan(Document(locator="page.txt", body=page.encode()))
    assert [(one.relation, one.post.caption, one.post.author and one.post.author.handle) for one in reading.sightings] == [
        ("linked", "Nets are dry.", "ann")]


def test_every_word_is_declared_by_a_platform() -> None:
    declared = {name[6:-1] for name in table().sites if name.startswith("embed.") and name.endswith(":")}
    assert declared == named.PLATFORMS


@pytest.mark.parametrize(("text", "word"), [
    ("model.dotcomrendering.pageElements.TweetBlockElement", "tweet"), ("is-provider-x", "x"), ("YouTubeEmbedBlock", "youtube"),
    ("X.com", "x"),
    ("wp-block-embed-twitter", "twitter"), ("article", ""), ("paragraph", ""),
])
def test_word_of_a_type(text: str, word: str) -> None:
    assert named.word(text) == word


def test_an_id_must_fit_its_word() -> None:
    assert read(named.address("instagram", "natgeotravel")).key is None
    assert read(named.address("twitter", "44196397")).key is None
    assert read(named.address("instagram", CODE)).key is not None


@pytest.mark.parametrize(("text", "value"), [
    ("{a: 'x', \"b\": [1, -2.5, 0x10, !0, void 0,], c: `y`, d: new Date(5), e: f(1)}",
     {"a": "x", "b": [1, -2.5, 16, True, None], "c": "y", "d": None, "e": None}),
    ("{a: function(){}}", None), ("{" * 400, None), ("[" * 400, None), ("{a: 'open", None),
])
def test_javascript_literals(text: str, value: object) -> None:
    assert script.literal(text, 0)[0] == value


def test_packed_values_cannot_grow() -> None:
    rings = [{"a": 1, "b": 1}, *({"a": n, "b": n} for n in range(2, 60)), {"a": 0}]
    assert str(script.numbered(rings)).count("{") <= len(rings)
