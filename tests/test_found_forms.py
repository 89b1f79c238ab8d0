"""Forms of embeds that were met in sites' own templates and states, each written anew; and what only looks like one."""

import base64
import json
from html import escape
from urllib.parse import quote

import pytest
from article import embedded

from ingest.fetchers.instagram import wording

TWEET, VIDEO, CODE, CLIP = "1274839201746522112", "Qm3vTz8LpXk", "CKd4m2xFz9Q", "7295627671319383328"
URL, WATCH, PHOTO = f"https://x.com/ann/status/{TWEET}", f"https://www.youtube.com/watch?v={VIDEO}", f"https://www.instagram.com/p/{CODE}/"
PLAYER = f"https://www.youtube.com/embed/{VIDEO}"
FACE = "https://pbs.twimg.com/profile_images/12/ann_normal.jpg"
WALL = "https://www.facebook.com/ann/posts/1234567890123456"
QUOTE = f'<blockquote class="twitter-tweet"><p>Nets are dry.</p>&mdash; Ann (@ann) <a href="{URL}">June 21, 2020</a></blockquote>'


def state(*blocks: object) -> str:
    """A page's state with blocks in the article's body."""
    return f'<script type="application/json" id="__NEXT_DATA__">{json.dumps({"page": {"article": {"body": blocks}}})}</script>'


def rows(*lines: str) -> str:
    """Rows of server components as a page pushes them."""
    return f"<script>self.__next_f.push([1,{json.dumps(chr(10).join(lines))}])</script>"


def coded(html: str) -> str:
    return base64.b64encode(html.encode()).decode()


SHOWN = {
    # a word for the platform and a lone id, whatever the attributes are called
    f'<div class="x_em" data-gl-method="loadTwitter" data-v-id="{TWEET}"></div>': TWEET,
    f'<div class="w-rich w-youtube" id="{VIDEO}"></div>': VIDEO,
    f'<div data-embed-type="twitter" data-embed-file="{TWEET}"></div>': TWEET,
    f'<news-embed type="twitter" code="{TWEET}"></news-embed>': TWEET,
    f'<our-player kind="youtube" media="{VIDEO}"></our-player>': VIDEO,
    f'<div class="youtube" data-embed="{VIDEO}"></div>': VIDEO,
    # calls
    f'<script>loadEmbed("twitter", "{URL}", "box");</script>': TWEET,
    f'<script>Site.embeds.push(["instagram", "{PHOTO}"]);</script>': CODE,
    f'<script>root.render(React.createElement(Tweet, {{id: "{TWEET}", theme: "light"}}))</script>': TWEET,
    f'<script src="https://www.youtube.com/iframe_api"></script><script>var id = "{VIDEO}"; new YT.Player("p", {{width: 640, videoId: id}})'
    "</script>": VIDEO,
    # attributes that were passed over
    f'<div class="consent"><button data-embed-code="{escape(QUOTE)}">Show</button></div>': TWEET,
    f'<img class="mce-object" data-mce-p-src="{PLAYER}" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">': VIDEO,
    f'<iframe data-src="/media/5c8f1e" data-thumbnail="https://i.embed.ly/1/image?url=https%3A%2F%2Fi.ytimg.com%2Fvi%2F{VIDEO}%2Fhq.jpg">'
    "</iframe>": VIDEO,
    f'<figure data-canonical-url="{WATCH}"></figure>': VIDEO,
    # states in base64
    state({"type": "jsembed", "subtype": "instagram", "embed-js": coded(
        f'<blockquote class="instagram-media" data-instgrm-permalink="{PHOTO}"></blockquote>')}): CODE,
    state({"type": "custom", "subtype": "iframe", "embed": {"config": {"html": coded(f'<iframe src="{PLAYER}"></iframe>')}}}): VIDEO,
    f'<script>window.state = JSON.parse(atob("{coded(json.dumps({"body": [{"type": "twitter", "url": URL}]}))}"));</script>': TWEET,
    # components of the client, named where they are imported
    rows('2:I[51,["4","static/4.js"],"TwitterEmbed"]',
         f'0:["$","article",null,{{"children":[["$","$L2",null,{{"id":"{TWEET}"}}]]}}]'): TWEET,
    # elements as trees of objects
    state({"type": "element", "tagName": "blockquote", "properties": {"className": ["instagram-media"], "dataInstgrmPermalink": PHOTO},
           "children": []}): CODE,
    state({"type": "tag", "name": "blockquote", "attribs": {"class": "tiktok-embed", "data-video-id": CLIP,
           "cite": f"https://www.tiktok.com/@ann/video/{CLIP}"}, "children": []}): CLIP,
    # houses' words for what a block is, and where its id stands
    state({"_schema": "pbj:house:news:block:youtube-video-block:1-0-0", "id": VIDEO}): VIDEO,
    state({"_template": "/youtube/YouTubeVideoPlayer.hbs", "videoId": VIDEO}): VIDEO,
    state({"__typename": "ShortcodeTweetGQL", "id": TWEET}): TWEET, state({"resource": "nc-twitter", "id": TWEET}): TWEET,
    state({"tag": "twitter", "attr": {"id": TWEET}}): TWEET, state({"type": "video", "hoster": "youtube", "hosterId": VIDEO}): VIDEO,
    state({"type": "socialEmbed", "socialMediaChannel": "instagram", "resource": CODE}): CODE,
    state({"type": "SOCIAL", "socialContent": {"type": "twitter", "id": TWEET}}): TWEET,
    state({"shortcode": "youtube", "props": {"sourceId": VIDEO}}): VIDEO,
    state({"tn": "film", "playerType": "youtube", "id": VIDEO}): VIDEO,
    state({"content_type": "youtube", "content": {"metadata": {"video_id": VIDEO}}}): VIDEO,
    state({"name": "EXTERNAL_EMBED", "properties": {"canonical-url": URL}}): TWEET,
    state({"type": "embeds", "content": {"url": URL}}): TWEET,
    state({"type": "inset", "inset_type": "tweet", "properties": {"url": URL}}): TWEET,
    state({"blockTypeHandle": "twitter", "externalLink": URL}): TWEET, state({"articleTwitter": {"link": URL}}): TWEET,
    state({"params": {"embedType": "twitter", "attributes": {"a_href": URL}}}): TWEET,
    state({"system": {"type": "tweet"}, "elements": {"tweet_link": {"value": URL}}}): TWEET,
    state({"__typename": "Media", "iframeSrc": f"https://cdn.embedly.com/widgets/media.html?src={quote(PLAYER, safe='')}"}): VIDEO,
    state({"blocks": [], "entityMap": {"0": {"type": "plugin-video", "data": {"src": WATCH}}}}): VIDEO,
    # a face that only the platform shows
    f'<div><div><img src="{FACE}"><b>Ann Lee</b></div><p>The nets are dry again.</p><a href="{URL}">June 21, 2020</a></div>': TWEET,
    # a player of Flash's days, a post on its reader's own server, keys that speak of embeds
    f'<div id="p"></div><script>swfobject.embedSWF("http://www.youtube.com/v/{VIDEO}?version=3", "p", "425", "356", "8");</script>': VIDEO,
    '<blockquote class="mastodon-toot"><p>Nets are dry.</p>- Ann (@ann) <a href="https://nets.example/web/@ann@other.example/'
    '108307448501709873">May 16, 2022</a></blockquote>': "nets.example/108307448501709873",
    state({"socialEmbeds": [{"id": "a1", "postUrl": URL}]}): TWEET,
    state({"type": "SOCIAL_EMBED", "data": json.dumps({"__data": {"url": URL}})}): TWEET,
    # a call in any language, a placeholder, a box inside the link
    f'<div class="instagram-embed"><a href="{PHOTO}">Veure a Instagram</a></div>': CODE,
    f'<div class="tiktok-placeholder"><i></i><span>Video</span><a href="https://www.tiktok.com/@ann/video/{CLIP}">Watch →</a></div>': CLIP,
    f'<a class="card-link" href="{URL}"><div class="tweet-card"><b>Ann</b><p class="text">Nets are dry.</p></div></a>': TWEET,
    # the kind in an object or a path, the id in an object or in a list of attributes, a post's number by X's new name
    state({"element": {"value": "twitter-embed"}, "url": URL}): TWEET, state({"element": {"value": "tweet-embed", "id": TWEET}}): TWEET,
    state({"_ref": "news.example/_components/tweet/instances/k2", "id": TWEET}): TWEET,
    state({"class": "YoutubeVideo", "url": WATCH}): VIDEO, state({"class": "YoutubeVideo", "videoId": VIDEO}): VIDEO,
    state({"type": "mdxJsxFlowElement", "name": "Tweet", "attributes": [{"name": "id", "value": TWEET}]}): TWEET,
    state({"componentName": "YouTubeVideo", "fields": {"VideoId": {"value": VIDEO}}}): VIDEO,
    state({"contentdata": {"fields": {"tweetId": {"value": TWEET}}}}): TWEET,
    state({"type": "component", "name": "youtube-player", "models": {"videoId": VIDEO}}): VIDEO,
    state({"name": "note", "attributes": {"data-tweet": TWEET}}): TWEET,
    state({"Meta": {"Type": "TWITTER", "Tweet": {"Id": TWEET}}}): TWEET,
    f'<cms-x data-x-id="{TWEET}"></cms-x>': TWEET,
    '<div class="linkedin-embed" data-urn="urn:li:share:7045020441609936898"></div>': "share:7045020441609936898",
    '<iframe src="https://gettr.com/embed/pxn5b743a9"></iframe>': "pxn5b743a9",
    # an id under a key of the house's own, a film without its host, a film in an object of its own, the word before the address
    state({"type": "video/youtube", "dataId": VIDEO}): VIDEO, state({"inset_type": "youtube", "url": f"watch?v={VIDEO}"}): VIDEO,
    state({"type": "video", "content": {"url": WATCH}}): VIDEO, state({"type": "house-external-video", "url": WATCH}): VIDEO,
    f"<p>{{{{tweet:{URL}}}}}</p>": TWEET,
}
NOT_SHOWN = {
    "another id than the film's": state({"type": "youtube", "channelId": VIDEO, "blockId": VIDEO}),
    "a film behind a heading": f'<a href="https://youtube.com/@ann"></a><div id="background_video" data-youtube-code="{VIDEO}"></div>',
    "a template": f'<script type="text/x-handlebars-template"><iframe src="{PLAYER}"></iframe>{{{{title}}}}</script>',
    "a widget's number": '<ul class="footer-twitter-feed" data-twitter-id="651768229925404672"></ul>',
    "an account's number": state({"accountType": "twitter", "id": "651768229925404672"}),
    "a film that was set before": '<div data-settings="' + escape(json.dumps({"youtube_url": WATCH, "video_type": "hosted"})) + '"></div>',
    "a list of other stories": state({"type": "related", "items": [{"type": "tweet", "id": TWEET}]}),
    "the stories after this": state({"nextStories": [{"type": "article", "blocks": [{"type": "tweet", "id": TWEET}]}]}),
    "a call that shares": f'<script>share("twitter", "{URL}"); ga.trackSocial("twitter", "{URL}");</script>',
    "a film's list": f'<div class="youtube-playlist" data-first="{VIDEO}"></div>',
    "a button of a platform": f'<button class="twitter" data-url="{URL}">Share</button>',
    "a quotation in a tree": state({"tagName": "blockquote", "properties": {}, "children": [{"type": "text", "value": "Nets are dry."}]}),
    "comments from elsewhere": f'<mastodon-comments host="mastodon.social" user="ann" tootId="108241788606585248"></mastodon-comments>'
                               f'<div id="youtube-comments" data-video="{VIDEO}"></div>',
    "a plugin's list of own posts": '<div class="ctf ctf-type-usertimeline"><div class="ctf-tweets"><p class="ctf-tweet-text">Dry.</p>'
                                    f'<a class="ctf-tweet-date" href="{URL}">9 Apr</a></div></div>',
    "a site builder's list": '<div class="sqs-block-twitter"><div class="tweet-list"><div class="tweet"><div class="tweet-body">Dry.</div>'
                             f'<a href="{URL}">9 Apr</a></div></div></div>',
    "two in one list": f'<div class="tweets"><div><p>Dry.</p><a href="{URL}">9 Apr</a></div>'
                       f'<div><p>Wet.</p><a href="{URL[:-1]}3">8 Apr</a></div></div>',
    "a placeholder that asks to follow": '<div class="instagram-placeholder"><a href="https://www.instagram.com/ann/">'
                                         "Follow us on Instagram</a></div>",
    "a list of posts": state({"twitterList": True, "socialId": TWEET}),
    "proofs of who one is": state({"verifications": [{"identifier": "ann", "proof_url": URL, "service": "twitter"}]}),
    "a person's accounts": state({"type": "author", "social": [{"type": "twitter", "id": "651768229925404672"}]}),
    "a person's film": state({"author": {"name": "Ann", "film": {"type": "youtube", "videoId": VIDEO}}}),
    "whom to follow": state({"follow": {"services": [{"service": "twitter", "id": "651768229925404672"}]}}),
    "what to share": state({"shareConfig": {"services": [{"type": "twitter", "url": URL}]}}),
    "the column beside": state({"rightRail": {"items": [{"type": "youtube", "videoId": VIDEO}]}}),
    "what is measured": state({"analytics": {"events": [{"type": "twitter", "id": TWEET, "url": URL}]}}),
    "a path to a button": state({"_ref": "/_components/twitter-follow/instances/k2", "id": TWEET}),
    "a button with a number of LinkedIn's": '<div class="linkedin share-button" data-urn="urn:li:share:7045020441609936898"></div>',
    "a moment, which is a collection": f'<amp-twitter data-momentid="{TWEET}" width="375" height="472"></amp-twitter>',
    "a sound": f'<blockquote class="tiktok-embed" cite="https://www.tiktok.com/music/a-{CLIP}" data-music-id="{CLIP}"></blockquote>',
    "a timeline whose posts lead away": '<div role="feed"><article class="mt-post" data-location="https://mastodon.social/@ann/'
                                        '111213356862010786">Nets are dry.</article></div>',
    "a builder's random id": '<div data-x-id="c5f8e1a2"></div>',
}


@pytest.mark.parametrize(("fragment", "native_id"), SHOWN.items())
def test_shown(fragment: str, native_id: str) -> None:
    assert [one.key.native_id for one in embedded(fragment)] == [native_id]


@pytest.mark.parametrize("fragment", NOT_SHOWN.values(), ids=NOT_SHOWN)
def test_not_shown(fragment: str) -> None:
    assert embedded(fragment) == []


def test_quotation_that_is_a_tree_says_what_the_embed_code_says() -> None:
    tree = {"tag": "blockquote", "props": {"className": ["twitter-tweet"]}, "children": [
        {"tag": "p", "props": {"lang": "en"}, "children": [{"type": "text", "value": "Nets are dry & clean."}]},
        {"type": "text", "value": "— Ann (@ann) "}, {"tag": "a", "props": {"href": URL}, "children": ["June 21, 2020"]}]}
    (one,) = embedded(state(tree))
    assert (one.post.caption, one.post.author and one.post.author.handle) == ("Nets are dry & clean.", "ann")


def test_counts_by_a_sign_or_a_word() -> None:
    for footer in ('<span aria-label="1187 likes">❤️ 1,187</span>', "<span>❤️ 1,187</span>", "<span>❤ 1187 🔁 4</span>",
                   "<div><b>1,187</b> likes</div>"):
        (one,) = embedded(f'<blockquote class="social-embed tweet-card"><p>Nets are dry.</p><footer>{footer} <a href="{URL}">View on X</a>'
                          "</footer></blockquote>")
        assert [(count.metric, count.value) for count in one.post.counts][:1] == [("likes", 1187)], footer


def test_line_of_counts_is_no_caption() -> None:
    (one,) = embedded(f'<div class="tweet-card"><p>Nets are dry.</p><p>1,234 likes · 56 retweets</p><a href="{URL}">View on X</a></div>')
    assert (one.post.caption, [(count.metric, count.value) for count in one.post.counts]) == (
        "Nets are dry.", [("likes", 1234), ("shares", 56)])


def test_words_of_an_embed_code_that_stand_in_a_box() -> None:
    (one,) = embedded(f'<blockquote class="twitter-tweet"><div dir="ltr">Nets are dry.</div><a href="{URL}">June 21, 2020</a></blockquote>')
    assert one.post.caption == "Nets are dry."


def test_drawing_whose_address_has_a_number_for_the_author() -> None:
    home, post = "https://bsky.app/profile/ann.example.org", "https://bsky.app/profile/did:plc:q3rmtw5yzsxkdvnoe2lh7a4c/post/3kt2fzq7wmk2e"
    (one,) = embedded(f'<div class="bluesky-post"><a class="name" href="{home}">Ann</a>'
                      f'<a class="username" href="{home}">@ann.example.org</a>'
                      f'<p class="post-text">Wind from the north.</p><a href="{post}" class="timestamp">May 23, 2024</a></div>')
    assert (one.post.author and one.post.author.handle, one.post.caption) == ("ann.example.org", "Wind from the north.")


def test_reader_of_threads_keeps_words_and_author() -> None:
    (one,) = embedded(f'<div id="tweet_1" data-screenname="ann" data-tweet="{TWEET}" class="content-tweet">Nets are dry.<sup>1</sup></div>')
    assert (one.post.caption, one.post.author and one.post.author.handle) == ("Nets are dry.", "ann")


def test_meta_line_of_a_drawing_is_no_caption() -> None:
    (one,) = embedded(f'<div class="social-embed"><p class="social-embed__meta">X · @ann</p><p>Nets are dry.</p>'
                      f'<a href="{URL}">View on X</a></div>')
    assert one.post.caption == "Nets are dry."


def test_old_code_beside_the_word_in_a_block_of_two_sites() -> None:
    found = embedded(state({"type": "twitter", "mediaId": TWEET}, {"content_type": "facebook_post", "content": {"url": WALL}}))
    assert [one.key.native_id for one in found] == [TWEET, "1234567890123456"]


def test_call_of_an_empty_quotation_is_no_caption() -> None:
    (one,) = embedded(f'<blockquote class="fb-post" data-href="{WALL}"><a href="{WALL}">View post on Facebook</a></blockquote>')
    assert one.post.caption is None


def test_name_above_the_handle_is_no_caption() -> None:
    (one,) = embedded(f'<div class="p-4"><div class="flex"><img src="{FACE}" alt="Ann"><div><p class="font-semibold">Ann Sailor</p>'
                      f'<p class="text-xs">@ann · 3d ago</p></div><a href="{URL}" aria-label="View on X"><svg></svg></a></div>'
                      "<p>Nets are dry</p></div>")
    assert (one.post.caption, one.post.author and one.post.author.handle) == ("Nets are dry", "ann")


def test_box_that_waits_for_its_script_has_no_words() -> None:
    for words in ("ツイートを読み込み中...", "Loading tweet…"):
        (one,) = embedded(f'<div class="lazy-tweet" data-tweet-url="{URL}"><p>{words}</p></div>')
        assert (one.key.native_id, one.post.caption) == (TWEET, None)


def test_paragraph_that_signs_is_no_caption() -> None:
    (one,) = embedded(f'<section class="social-quote"><p>Nets are dry.</p><p>— Ann (<a href="{URL}">@ann</a>)</p></section>')
    assert one.post.caption == "Nets are dry."


def test_drawing_with_name_and_handle_in_one() -> None:
    (one,) = embedded('<div class="tweet"><div class="tweet-header"><span class="tweet-author"><b>Ann</b> '
                      f'<span class="tweet-handle">@ann</span></span> <a href="{URL}" class="tweet-date">2020-06-21</a></div>'
                      '<div class="tweet-text">Nets are dry.</div></div>')
    assert (one.post.author and one.post.author.handle) == "ann"


SIGNED = ["A post shared by Jo X (@jo.x)", "Um post compartilhado por Jo X (@jo.x)", "Допис, поширений Jo X (@jo.x)",
          "Jo X (@jo.x) paylaştığı bir gönderi", "Jo X(@jo.x)がシェアした投稿", "Jo X(@jo.x)님의 공유 게시물", "Jo X（@jo.x）分享的帖子",
          "פוסט משותף על ידי Jo X (@jo.x)", "Henkilön Jo X (@jo.x) jakama julkaisu", "Jo X (@jo.x) által megosztott bejegyzés",
          "O postare distribuită de Jo X (@jo.x)", "Objava koju dijeli Jo X (@jo.x)", "โพสต์ที่แชร์โดย Jo X (@jo.x)",
          "Una publicació compartida per Jo X (@jo.x)"]
CALLS = ["Ver esta publicación en Instagram →", "Wyświetl ten post na Instagramie.", "Δείτε αυτή τη δημοσίευση στο Instagram.",
         "Pogledaj ovu objavu na Instagramu.", "Zobrazit příspěvek na Instagramu", "ดูโพสต์นี้บน Instagram", "نمایش این پست در اینستاگرام",
         "Bekijk dit bericht op Instagram", "在 Instagram 上查看这篇帖子"]


@pytest.mark.parametrize("text", SIGNED)
def test_the_signature_of_instagrams_code_is_read_in_many_languages(text: str) -> None:
    assert wording.signature(text) == ("jo.x", "Jo X")
    assert wording.is_boilerplate(text)


@pytest.mark.parametrize("text", CALLS)
def test_instagrams_call_to_a_post_is_no_caption_in_any_language(text: str) -> None:
    assert wording.is_boilerplate(text)
    assert wording.is_code(text)


@pytest.mark.parametrize("text", ["Instagram vs reality", "See you soon", "Follow me on Instagram!"])
def test_words_about_instagram_are_words(text: str) -> None:
    assert not wording.is_boilerplate(text)


@pytest.mark.parametrize("html", ["%3Cp%3EWarm%3A 45%B0%2C %u2191 %uD83D%uDC1F%3C/p%3E",
                                  "%3Cp%3EWarm%3A 45%C2%B0%2C %E2%86%91 %F0%9F%90%9F%3C/p%3E"])
def test_frame_that_holds_its_page_in_its_address(html: str) -> None:
    """``escape`` of JavaScript writes units of UTF-16 where others write UTF-8; generators of embed codes use both."""
    code = f"%3Cblockquote%20class%3D%22twitter-tweet%22%3E{html}%26mdash%3B%20Ann%20%28@ann%29%20%3Ca%20href%3D%22{URL}%22%3EJune%20" \
           "21%2C%202020%3C/a%3E%3C/blockquote%3E"
    found = embedded(f'<iframe data-tweet-url="{URL}" src="data:text/html;charset=utf-8,{code.replace(" ", "%20")}"></iframe>')
    assert [one.post.caption for one in found if one.post.caption] == ["Warm: 45°, ↑ 🐟"]


def test_class_of_the_looks_says_nothing_of_the_words() -> None:
    (one,) = embedded(f'<blockquote class="tweet"><div class="flex mb-4"><a href="https://x.com/ann"><span class="font-bold text-black">Ann'
                      f'</span> <span class="text-sm text-gray-400">@ann</span></a> · <a href="{URL}" class="text-sm hover:text-blue-600">'
                      'March 30, 2024</a></div><div class="content"><p>Nets are dry.</p></div></blockquote>')
    assert (one.post.caption, one.post.author and one.post.author.name) == ("Nets are dry.", "Ann")


def test_words_that_stand_bare_in_a_box() -> None:
    for box in (f'<blockquote class="tweet"><strong>@ann</strong><br>The nets are dry<br><a href="{URL}">View tweet</a></blockquote>',
                f'<blockquote class="twitter-quote">The nets are dry <br><a href="{URL}">{URL}</a></blockquote>'):
        (one,) = embedded(box)
        assert one.post.caption == "The nets are dry"
    (one,) = embedded(f'<div class="tweet-embed">The tweet in question: <a href="{URL}">{URL}</a></div>')
    assert one.post.caption is None


def test_name_of_who_signs_a_drawing() -> None:
    for sign in (f'<footer><a href="{URL}">Ann Sailor (@ann), March 30, 2024</a></footer>',
                 f'<cite>Ann Sailor @ann</cite> <a href="{URL}">9:05 AM · Mar 30, 2024</a>',
                 f'<footer><a href="https://x.com/ann">Ann Sailor</a> <a href="{URL}"><time>March 30, 2024</time></a></footer>'):
        (one,) = embedded(f'<blockquote class="tweet"><p>Nets are dry.</p>{sign}</blockquote>')
        assert (one.post.caption, one.post.author and one.post.author.name) == ("Nets are dry.", "Ann Sailor"), sign


def test_dash_before_a_handle_that_is_the_link_is_no_word() -> None:
    (one,) = embedded(f'<blockquote class="twitter-tweet"><p lang="en">Nets are dry.</p>&mdash;\n<a href="{URL}">@ann</a></blockquote>')
    assert (one.post.caption, one.post.author and one.post.author.handle) == ("Nets are dry.", "ann")
