"""Posts in the shapes that sites and plugins give them, beyond the platforms' own codes; and what only looks like one."""

import base64
import json
from html import escape
from urllib.parse import quote

import pytest
from article import embedded

TWEET, VIDEO, CODE, DID = "1274839201746522112", "Qm3vTz8LpXk", "CKd4m2xFz9Q", "did:plc:q3rmtw5yzsxkdvnoe2lh7a4c"
URL, WATCH = f"https://x.com/ann/status/{TWEET}", f"https://www.youtube.com/watch?v={VIDEO}"
SKY = f"at://{DID}/app.bsky.feed.post/3kt2fzq7wmk2e"
QUOTE = f'<blockquote class="twitter-tweet"><p>Nets are dry.</p>&mdash; Ann (@ann) <a href="{URL}">June 21, 2020</a></blockquote>'


def state(block: object) -> str:
    """A page's state with one block in the article's body."""
    return f'<script type="application/json" id="__NEXT_DATA__">{json.dumps({"page": {"article": {"body": [block]}}})}</script>'


SHOWN = {
    f"<p>[[tweet-{TWEET}]]</p>": TWEET, f"<p>{{{{tweet {URL}}}}}</p>": TWEET, f"<p>{{{{[[youtube]]: {WATCH}}}}}</p>": VIDEO,
    '<div class="feed"><blockquote data-telegram-post="harbour/43"></blockquote></div>': "harbour/43",
    f'<div class="bsky-facade" data-url="{SKY}"></div>': f"{DID}/3kt2fzq7wmk2e",
    f'<button class="tweet-facade" data-url="{URL}">Load</button>': TWEET,
    f'<section aria-label="Twitter post by ann"><p>Allow Twitter content? This article contains content provided by Twitter.</p>'
    f'<a href="{URL}">View content on Twitter</a></section>': TWEET,
    f'<div class="embed"><div><div><a href="{URL}">{URL}</a></div></div></div>': TWEET,
    f'<a href="{WATCH}" class="lazy-load-youtube preview-lazyload" title="Nets">Nets</a>': VIDEO,
    f'<lj-embed source="youtube" vid="{VIDEO}"></lj-embed>': VIDEO,
    f'<iframe class="BLOG_video_class" youtube-src-id="{VIDEO}" src=""></iframe>': VIDEO,
    f'<div class="instagram_post" postId="{CODE}" width="500"></div>': CODE,
    f'<div data-lexical-tweet-id="{TWEET}"></div>': TWEET,
    f'<div class="item" data-app="{escape(json.dumps({"type": "video", "host": "youtube", "id": VIDEO}))}"></div>': VIDEO,
    f'<figure class="embedvideo" data-iframeconfig=\'{{"src":"//www.youtube-nocookie.com/embed/{VIDEO}"}}\'></figure>': VIDEO,
    state({"type": "embed", "htmlEncoded": quote(QUOTE)}): TWEET, state({"type": "embed", "attrs": {"href": URL}}): TWEET,
    state({"type": "embed", "embedType": "twitter", "socialId": TWEET}): TWEET, state({"tn": "twitter", "id": TWEET}): TWEET,
    state({"media": {"src": f"https://www.youtube.com/embed/{VIDEO}"}}): VIDEO,
    '<a href="https://www.facebook.com/harbour">We</a><div class="fb-video" data-href="/harbour/videos/10153231379946729/"></div>':
    "10153231379946729",
    state({"media": {"__typename": "EmbeddedTweet", "originalId": TWEET}}): TWEET,
    state({"type": "embedBlock", "embedLink": URL}): TWEET, state({"__typename": "SocialMediaEmbed", "socialMediaUrl": URL}): TWEET,
    state({"type": "EMBED_TWITTER", "content": {"url": URL}}): TWEET, state({"type": "bluesky", "uri": SKY}): f"{DID}/3kt2fzq7wmk2e",
    state({"type": "telegram", "url": "https://t.me/harbour/43"}): "harbour/43",
    state({"type": "telegram", "post": "harbour/43"}): "harbour/43",
    state({"sys": {"contentType": {"sys": {"linkType": "ContentType", "id": "youtubeVideo"}}}, "fields": {"videoId": VIDEO}}): VIDEO,
    state({"type": "core/embed", "attributesJSON": json.dumps({"url": URL})}): TWEET,
    state({"type": "mastodon", "url": "https://mastodon.social/@ann/110008921862093221"}): "mastodon.social/110008921862093221",
    f'<a class="tweet-card" href="{URL}"><div>Ann <span>@ann</span></div><p class="tweet-card__text">Dry.</p></a>': TWEET,
    '<div class="vk-post"><div class="vk-post__text">Сети сухие.</div><a class="vk-post__link" href="https://vk.com/wall-1_45616">'
    "Открыть</a></div>": "wall-1_45616",
    f'<div class="post-tweet"><p>The nets are dry. Tomorrow we go out.</p><a href="{URL}">@ann</a></div>': TWEET,
    f'<div class="border"><header><b>Ann</b><span>@ann</span></header><p>The nets are dry.</p><footer><a href="{URL}">View on X</a>'
    "</footer></div>": TWEET,
    state({"type": "video", "youtube": {"id": VIDEO}}): VIDEO,
    state({"__typename": "Embed", "origin": "YOUTUBE", "reference": VIDEO}): VIDEO,
    state({"type": "mastodon", "toot": {"url": "https://mastodon.social/@ann/110008921862093222"}}): "mastodon.social/110008921862093222",
    f'<script type="application/json" data-component-name="Tweet">{json.dumps({"id": TWEET})}</script>': TWEET,
    f'<script>var id = "{TWEET}"; twttr.widgets.createTweet(id, box)</script>': TWEET,
    f'<iframe src="https://frames.example/tweet/{TWEET}/index.html"></iframe>': TWEET,
    f'<iframe src="https://frames.example/youtube.html?v={VIDEO}"></iframe>': VIDEO,
    f'<iframe src="https://frames.example/show.html#{URL}"></iframe>': TWEET,
    f'<iframe src="https://frames.example/show?social={quote(URL, safe="")}"></iframe>': TWEET,
    f'<iframe src="data:text/html;charset=utf-8,{quote(QUOTE)}"></iframe>': TWEET,
    f'<div data-src="data:text/html;base64,{base64.b64encode(QUOTE.encode()).decode()}"></div>': TWEET,
    f'<div data-lazyhtml><script type="text/lazyhtml"><!-- {QUOTE} --></script></div>': TWEET,
    f'<media-player src="youtube/{VIDEO}"></media-player>': VIDEO, f'<bento-instagram data-shortcode="{CODE}"></bento-instagram>': CODE,
    f'<p><span class="embed-youtube">{WATCH}</span></p>': VIDEO,
    f'<div><p>Externer Inhalt von X</p><a href="{URL}">Auf X ansehen</a></div>': TWEET,
    f'<table><tr><td><b>Ann</b> @ann</td></tr><tr><td><p>The nets are dry.</p></td></tr><tr><td><a href="{URL}">June 21, 2020</a></td></tr>'
    "</table>": TWEET,
    f'<figure class="note"><blockquote><p>The nets are dry.</p></blockquote><figcaption>Ann (@ann), <a href="{URL}">June 21, 2020</a>'
    "</figcaption></figure>": TWEET,
}
NOT_SHOWN = {
    "a button that shares": f'<button class="share" data-url="{URL}">Share</button>',
    "settings of the site": f'<script>var config = {json.dumps({"budget": {"frameUrl": f"https://www.youtube.com/embed/{VIDEO}"}})}</script>',
    "a call in running text": f'<p>She was right. <a href="{URL}">View on Twitter</a></p>',
    "a bar of buttons": f'<div addthis:url="{URL}" class="bar"></div>',
    "a frame that says where it stands": f'<iframe src="https://ads.example/frame?pageurl={quote(URL, safe="")}"></iframe>',
    "likes of a post": '<a href="https://www.facebook.com/ann">A</a><amp-facebook-like data-href="https://www.facebook.com/ann/posts/'
                       '10102577175875681"></amp-facebook-like>',
    "a frame of a button": f'<iframe src="https://platform.twitter.com/widgets/tweet_button.html?url={quote(URL, safe="")}"></iframe>',
    "a script of a button": '<script type="IN/Share" data-url="https://www.linkedin.com/feed/update/urn:li:activity:7407705201647845376/">'
                            "</script>",
    "the site's own latest tweets": f'<div class="widget widget_twitter"><div class="tweet" data-tweet-id="{TWEET}"></div></div>',
    "code to take along": f'<textarea class="embed-code" readonly>&lt;iframe src="https://www.youtube.com/embed/{VIDEO}"&gt;</textarea>',
    "stories elsewhere": state({"recirculation": {"items": [{"type": "youtube", "id": VIDEO}]}}),
    "an offer to share": state({"type": "share", "platform": "twitter", "url": URL}),
    "an icon that waits": f'<a class="twitter lazy-icon" href="{URL}"><img></a>',
    "a button to save": '<div class="pinterest-save" data-id="12345678901234567"></div>',
    "account beside running text": f'<p>Ann <a href="https://x.com/ann">@ann</a> said it best. <a href="{URL}">View on X</a></p>',
    "a byline": f'<div class="byline"><span>@ann</span> <a href="{URL}">June 21, 2020</a></div>',
    "an author": f'<div class="author"><div>Ann</div><div>@ann</div><p>Our reporter in the harbour.</p><a href="{URL}">View on X</a></div>',
    "a list of posts": f'<table><tr><td>@ann</td><td>The nets are dry.</td><td><a href="{URL}">June 21, 2020</a></td></tr><tr><td>@bo</td>'
                       '<td>So they are.</td><td><a href="https://x.com/bo/status/1274839201746522113">June 21, 2020</a></td></tr></table>',
    "a picture of a post":
    f'<figure><img src="a.png"><figcaption>Screenshot: Ann (@ann), <a href="{URL}">June 21</a></figcaption></figure>',
    "what people say elsewhere": f'<div class="webmentions"><div><b>Ann</b><span>@ann</span><p>Dry nets.</p><a href="{URL}">June 21, 2020'
                                 "</a></div></div>",
    "comments by way of Bluesky": '<bluesky-comments post="https://bsky.app/profile/ann.example.org/post/3l3vgf77uco2g"></bluesky-comments>',
    "likes by way of Bluesky": f'<div id="bluesky-likes" data-uri="{SKY}"></div>',
    "a word of permission in a sentence": f'<p>She gave no permission to show it. <a href="{URL}">See tweet</a></p>',
    "the article after this": f'<script id="__NEXT_DATA__" type="application/json">'
                              f'{json.dumps({"page": {"nextPost": {"content": [{"type": "tweet", "id": TWEET}]}}})}</script>',
    "readers' comments in the state": f'<script id="__NEXT_DATA__" type="application/json">'
                                      f'{json.dumps({"page": {"comments": [{"embed": {"type": "tweet", "id": TWEET}}]}})}</script>',
    "a preview of a link": f'<a class="link-embed" href="{URL}"><span class="link-embed__title">Ann posted on X</span></a>',
}


@pytest.mark.parametrize(("fragment", "native_id"), SHOWN.items())
def test_shown(fragment: str, native_id: str) -> None:
    assert [one.key.native_id for one in embedded(fragment)] == [native_id]


@pytest.mark.parametrize("fragment", NOT_SHOWN.values(), ids=NOT_SHOWN)
def test_not_shown(fragment: str) -> None:
    assert embedded(fragment) == []


def test_box_around_a_link_is_the_evidence() -> None:
    card = ('<div class="rounded border"><div><a href="https://x.com/ann">Ann Lee</a> <a href="https://x.com/ann">@ann</a></div>'
            f'<div>The nets are dry.</div><a href="{URL}">View on X</a></div>')
    (one,) = embedded(f'<div class="rounded">{card}</div>')
    assert (one.post.caption, one.post.author and one.post.author.name) == ("The nets are dry.", "Ann Lee")
    assert one.fragment.decode() == card


def test_block_that_names_its_post_by_the_number_of_the_account() -> None:
    (one,) = embedded(state({"type": "bluesky", "post": {"uri": SKY, "text": "Dry nets.", "author": {"handle": "ann.example.org"}}}))
    assert (one.post.caption, one.post.author and one.post.author.handle) == ("Dry nets.", "ann.example.org")


def test_name_beside_the_handle_is_no_caption() -> None:
    home = "https://bsky.app/profile/ann.example.org"
    (one,) = embedded(f'<figure class="bluesky-embed"><div><div><p>Ann</p><a href="{home}">@ann.example.org</a></div></div>'
                      f'<p>Wind from the north.</p><a href="{home}/post/3l3vgf77uco2g">Post</a></figure>')
    assert one.post.caption == "Wind from the north."
