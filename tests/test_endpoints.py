"""Every endpoint of ``afterpost fetch``, one by one: a server on loopback plays it, and what it says is in the archive afterwards."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from loopback import Server, serving

from ingest.archive import Archive
from ingest.commands import intake, network
from ingest.commands.care import address
from ingest.model import Author, Document, Key, Page, Post, Reading, Sighting
from ingest.online import endpoints
from ingest.online.fetch import Manners
from ingest.search import Filters
from ingest.store.reading import reading

JSON = "application/json; charset=utf-8"


def oembed(provider: str, html: str, **more: Any) -> bytes:
    return json.dumps({"version": "1.0", "type": "rich", "provider_name": provider, "provider_url": f"https://{provider.lower()}.example/",
                       "author_name": "Ada Example", "html": html, **more}).encode()


def status(host: str, number: str) -> bytes:
    return json.dumps({
        "id": number, "created_at": "2024-05-06T07:08:09.000Z", "uri": f"https://{host}/users/ada/statuses/{number}",
        "url": f"https://{host}/@ada/{number}", "content": "<p>a quiet morning</p>", "visibility": "public", "replies_count": 1,
        "reblogs_count": 2, "favourites_count": 3, "media_attachments": [], "mentions": [], "tags": [], "spoiler_text": "",
        "account": {"id": "1", "username": "ada", "acct": "ada", "display_name": "Ada", "url": f"https://{host}/@ada"}}).encode()


TWEET, DID = "1274839201746522112", "did:plc:abcdefghijklmnopqrstuvwx"
CASES: tuple[tuple[str, Key, str, dict[str, str], str, bytes, dict[str, Any]], ...] = (
    ("x-syndication", Key("twitter", "", TWEET), "/tweet-result", {"id": TWEET}, JSON, json.dumps({
        "__typename": "Tweet", "id_str": TWEET, "text": "a quiet morning", "created_at": "2020-06-21T22:58:45.000Z", "favorite_count": 3,
        "conversation_count": 1, "user": {"id_str": "1", "name": "Ada", "screen_name": "ada"}, "lang": "en"}).encode(),
     {"caption": "a quiet morning", "likes": 3}),
    ("twitter-oembed", Key("twitter", "", TWEET), "/oembed", {"url": f"https://x.com/i/status/{TWEET}"}, JSON, oembed(
        "Twitter", '<blockquote class="twitter-tweet"><p lang="en" dir="ltr">a quiet morning</p>&mdash; Ada (@ada) '
        f'<a href="https://twitter.com/ada/status/{TWEET}">June 21, 2020</a></blockquote>', url=f"https://twitter.com/ada/status/{TWEET}"),
     {"caption": "a quiet morning"}),
    ("x-api", Key("twitter", "", TWEET), f"/2/tweets/{TWEET}", {}, JSON, json.dumps({
        "data": {"id": TWEET, "text": "a quiet morning", "author_id": "1", "created_at": "2020-06-21T22:58:45.000Z", "public_metrics": {
            "retweet_count": 1, "reply_count": 1, "like_count": 3, "quote_count": 0}, "edit_history_tweet_ids": [TWEET]},
        "includes": {"users": [{"id": "1", "username": "ada", "name": "Ada"}]}}).encode(), {"caption": "a quiet morning", "likes": 3}),
    ("bluesky", Key("bluesky", "", f"{DID}/3kabcdefghi2a"), "/xrpc/app.bsky.feed.getPostThread",
     {"uri": f"at://{DID}/app.bsky.feed.post/3kabcdefghi2a"}, JSON, json.dumps({"thread": {
         "$type": "app.bsky.feed.defs#threadViewPost", "post": {
             "uri": f"at://{DID}/app.bsky.feed.post/3kabcdefghi2a", "cid": "bafyreia", "author": {
                 "did": DID, "handle": "ada.example", "displayName": "Ada"},
             "record": {"$type": "app.bsky.feed.post", "text": "a quiet morning", "createdAt": "2024-05-06T07:08:09.000Z"},
             "replyCount": 1, "repostCount": 2, "likeCount": 3, "quoteCount": 0, "indexedAt": "2024-05-06T07:08:10.000Z"}}}).encode(),
     {"caption": "a quiet morning", "likes": 3}),
    ("bluesky-oembed", Key("bluesky", "", f"{DID}/3kabcdefghi2a"), "/oembed", {}, JSON, oembed(
        "Bluesky Social", f'<blockquote class="bluesky-embed" data-bluesky-uri="at://{DID}/app.bsky.feed.post/3kabcdefghi2a" '
        'data-bluesky-cid="bafyreia"><p lang="en">a quiet morning</p>&mdash; Ada (<a href="https://bsky.app/profile/'
        f'{DID}?ref_src=embed">@ada.example</a>) <a href="https://bsky.app/profile/{DID}/post/3kabcdefghi2a?ref_src=embed">'
        "May 6, 2024 at 9:08 AM</a></blockquote>"), {"caption": "a quiet morning"}),
    ("mastodon", Key("fediverse", "", "books.example.org/104032145682490500"), "/api/v1/statuses/104032145682490500", {}, JSON,
     status("books.example.org", "104032145682490500"), {"caption": "a quiet morning", "likes": 3}),
    ("fediverse-oembed", Key("fediverse", "", "books.example.org/104032145682490500"), "/api/oembed", {}, JSON, oembed(
        "books.example.org", '<blockquote class="mastodon-embed" data-embed-url="https://books.example.org/@ada/104032145682490500/embed">'
        '<a href="https://books.example.org/@ada/104032145682490500" target="_blank"><div>Post by @ada@books.example.org</div>'
        "<div>View on Mastodon</div></a></blockquote>"), {"native_id": "books.example.org/104032145682490500"}),
    ("truthsocial", Key("truthsocial", "", "110293847561029384"), "/api/v1/statuses/110293847561029384", {}, JSON,
     status("truthsocial.com", "110293847561029384"), {"caption": "a quiet morning", "likes": 3}),
    ("misskey", Key("fediverse", "", "127.0.0.1/9bhqfo835v"), "/api/notes/show", {}, JSON, json.dumps({
        "id": "9bhqfo835v", "createdAt": "2023-02-20T08:00:00.000Z", "userId": "9aaa", "text": "a quiet morning", "cw": None,
        "user": {"id": "9aaa", "name": "Ada", "username": "ada", "host": None}, "visibility": "public", "renoteCount": 2,
        "repliesCount": 1, "reactions": {"\u2764": 2, ":blobcat@.:": 1}, "reactionCount": 3, "files": [], "fileIds": [],
        "tags": ["morning"]}).encode(), {"caption": "a quiet morning", "likes": 3, "shares": 2}),
    ("lemmy", Key("fediverse", "", "lemmy.example/post/5"), "/api/v3/post", {"id": "5"}, JSON, json.dumps({"post_view": {
        "post": {"id": 5, "name": "a quiet morning", "ap_id": "https://lemmy.example/post/5", "published": "2024-05-06T07:08:09.1Z"},
        "creator": {"name": "ada", "actor_id": "https://lemmy.example/u/ada"},
        "counts": {"score": 3, "upvotes": 4, "downvotes": 1, "comments": 2}}}).encode(), {"caption": "a quiet morning", "score": 3}),
    ("peertube", Key("fediverse", "", "tube.example.org/3fbif9S3WmtTP8gGsC5HBd"), "/api/v1/videos/3fbif9S3WmtTP8gGsC5HBd", {}, JSON,
     json.dumps({"id": 7, "uuid": "1f2e3d4c-0a1e-484a-b099-e80766180a6d", "shortUUID": "3fbif9S3WmtTP8gGsC5HBd",
                 "url": "https://tube.example.org/videos/watch/1f2e3d4c-0a1e-484a-b099-e80766180a6d", "name": "a quiet morning",
                 "description": "before the rain", "publishedAt": "2024-05-06T07:08:09.000Z", "views": 40, "likes": 3, "dislikes": 0,
                 "nsfw": False, "duration": 61, "thumbnailPath": "/static/thumbnails/a.jpg", "tags": ["morning"],
                 "account": {"name": "ada", "displayName": "Ada", "host": "tube.example.org", "url": "https://tube.example.org/accounts/ada"},
                 "channel": {"name": "ada_channel", "displayName": "Ada's", "host": "tube.example.org"}}).encode(),
     {"likes": 3, "views": 40, "title": "a quiet morning"}),
    ("activitypub", Key("fediverse", "", "pixel.example.org/104032145682490500"), "/@ada@pixel.example.org/104032145682490500", {},
     "application/activity+json", json.dumps({"@context": "https://www.w3.org/ns/activitystreams", "type": "Note",
                 "id": "https://pixel.example.org/@ada/104032145682490500", "url": "https://pixel.example.org/@ada/104032145682490500",
                 "attributedTo": "https://pixel.example.org/users/ada", "content": "a quiet morning", "published": "2024-05-06T07:08:09Z",
                 "to": ["https://www.w3.org/ns/activitystreams#Public"], "attachment": [], "tag": []}).encode(),
     {"caption": "a quiet morning"}),
    ("reddit", Key("reddit", "", "t3_abc123"), "/api/info.json", {"id": "t3_abc123"}, JSON, json.dumps({
        "kind": "Listing", "data": {"children": [{"kind": "t3", "data": {
            "id": "abc123", "name": "t3_abc123", "title": "a quiet morning", "selftext": "", "author": "ada", "subreddit": "books",
            "permalink": "/r/books/comments/abc123/a_quiet_morning/", "created_utc": 1714979289.0, "score": 3, "ups": 3,
            "num_comments": 1, "url": "https://www.reddit.com/r/books/comments/abc123/a_quiet_morning/"}}]}}).encode(),
     {"caption": "a quiet morning", "score": 3}),
    ("reddit-oembed", Key("reddit", "", "t3_abc123"), "/oembed", {}, JSON, oembed(
        "reddit", '<blockquote class="reddit-card"><a href="https://www.reddit.com/r/books/comments/abc123/a_quiet_morning/">'
        'a quiet morning</a> from <a href="https://www.reddit.com/r/books/">books</a></blockquote>', title="a quiet morning"),
     {"caption": "a quiet morning"}),
    ("hackernews", Key("hackernews", "", "8863001"), "/v0/item/8863001.json", {}, JSON, json.dumps({
        "by": "ada", "descendants": 1, "id": 8863001, "kids": [], "score": 3, "time": 1714979289, "title": "A quiet morning",
        "type": "story", "url": "https://news.example/a"}).encode(), {"caption": "A quiet morning", "score": 3}),
    ("telegram", Key("telegram", "", "adachannel/12"), "/adachannel/12", {"embed": "1"}, "text/html; charset=utf-8", (
        b'<!DOCTYPE html><html><body><div class="tgme_widget_message text_not_supported_wrap js-widget_message" '
        b'data-post="adachannel/12"><div class="tgme_widget_message_author"><a class="tgme_widget_message_owner_name" '
        b'href="https://t.me/adachannel"><span dir="auto">Ada</span></a></div><div class="tgme_widget_message_text '
        b'js-message_text" dir="auto">a quiet morning</div><div class="tgme_widget_message_info"><span class="tgme_widget_message_views">'
        b'40</span><a class="tgme_widget_message_date" href="https://t.me/adachannel/12"><time datetime="2024-05-06T07:08:09+00:00">'
        b"May 6</time></a></div></div></body></html>"), {"caption": "a quiet morning", "views": 40}),
    ("youtube-api", Key("youtube", "", "dQw4w9WgXcQ"), "/youtube/v3/videos", {"id": "dQw4w9WgXcQ"}, JSON, json.dumps({
        "kind": "youtube#videoListResponse", "etag": "a", "items": [{"kind": "youtube#video", "etag": "b", "id": "dQw4w9WgXcQ", "snippet": {
            "publishedAt": "2024-05-06T07:08:09Z", "channelId": "UCaaaaaaaaaaaaaaaaaaaaaa", "title": "a quiet morning",
            "description": "before the rain", "channelTitle": "Ada"}, "statistics": {"viewCount": "40", "likeCount": "3"}}]}).encode(),
     {"likes": 3, "views": 40}),
    ("youtube-oembed", Key("youtube", "", "dQw4w9WgXcQ"), "/oembed", {}, JSON, oembed(
        "YouTube", '<iframe width="200" height="113" src="https://www.youtube.com/embed/dQw4w9WgXcQ?feature=oembed" title="a quiet '
        'morning"></iframe>', title="a quiet morning", author_url="https://www.youtube.com/@ada", type="video"),
     {"title": "a quiet morning"}),
    ("tiktok-oembed", Key("tiktok", "", "7001234567890123456"), "/oembed", {}, JSON, oembed(
        "TikTok", '<blockquote class="tiktok-embed" cite="https://www.tiktok.com/@ada/video/7001234567890123456" data-video-id='
        '"7001234567890123456"><section><a target="_blank" title="@ada" href="https://www.tiktok.com/@ada?refer=embed">@ada</a> '
        '<p>a quiet morning</p> <a target="_blank" title="original sound" href="https://www.tiktok.com/music/x-1?refer=embed">x</a>'
        "</section></blockquote>", title="a quiet morning", author_unique_id="ada", author_url="https://www.tiktok.com/@ada",
        embed_product_id="7001234567890123456"), {"caption": "a quiet morning"}),
    ("vimeo-oembed", Key("vimeo", "", "76979871"), "/api/oembed.json", {}, JSON, oembed(
        "Vimeo", '<iframe src="https://player.vimeo.com/video/76979871?app_id=1" title="a quiet morning"></iframe>',
        title="a quiet morning", video_id=76979871, uri="/videos/76979871", author_url="https://vimeo.com/ada",
        description="before the rain", type="video"), {"title": "a quiet morning"}),
    ("dailymotion-oembed", Key("dailymotion", "", "x8abcde"), "/services/oembed", {}, JSON, oembed(
        "Dailymotion", '<iframe src="https://geo.dailymotion.com/player.html?video=x8abcde"></iframe>', title="a quiet morning",
        author_url="https://www.dailymotion.com/ada", type="video"), {"title": "a quiet morning"}),
    ("tumblr-oembed", Key("tumblr", "", "180293847561"), "/oembed/1.0", {}, JSON, oembed(
        "Tumblr", '<div class="tumblr-post" data-href="https://embed.tumblr.com/embed/post/t:abc/180293847561/v2" data-did="da39">'
        '<a href="https://ada-reads.tumblr.com/post/180293847561/a-quiet-morning">https://ada-reads.tumblr.com/post/180293847561</a></div>',
        url="https://ada-reads.tumblr.com/post/180293847561/a-quiet-morning", author_url="https://ada-reads.tumblr.com/"),
     {"native_id": "180293847561"}),
    ("flickr-oembed", Key("flickr", "", "26140204724"), "/services/oembed/", {}, JSON, oembed(
        "Flickr", '<a data-flickr-embed="true" href="https://www.flickr.com/photos/ada/26140204724/" title="a quiet morning by Ada, on '
        'Flickr"><img src="https://live.staticflickr.com/1/26140204724_abc_b.jpg" width="1024" height="768" alt="a quiet morning"></a>',
        title="a quiet morning", web_page="https://www.flickr.com/photos/ada/26140204724/", type="photo",
        url="https://live.staticflickr.com/1/26140204724_abc_b.jpg", author_url="https://www.flickr.com/photos/ada/"),
     {"title": "a quiet morning"}),
    ("soundcloud-oembed", Key("soundcloud", "", "ada-reads/chapter-one"), "/oembed", {}, JSON, oembed(
        "SoundCloud", '<iframe width="100%" height="400" src="https://w.soundcloud.com/player/?visual=true&url=https%3A%2F%2F'
        'api.soundcloud.com%2Ftracks%2F293847561&show_artwork=true"></iframe>', title="Chapter one by Ada reads",
        author_url="https://soundcloud.com/ada-reads"), {"title": "Chapter one by Ada reads"}),
    ("pinterest-oembed", Key("pinterest", "", "424112489894679416"), "/oembed.json", {}, JSON, oembed(
        "Pinterest", '<iframe src="https://assets.pinterest.com/ext/embed.html?id=424112489894679416" height="445" width="345">'
        "</iframe>", title="a quiet morning", author_url="https://www.pinterest.com/ada/"), {"title": "a quiet morning"}),
    ("imgur-oembed", Key("imgur", "", "a1B2c3D"), "/oembed.json", {}, JSON, oembed(
        "Imgur", '<blockquote class="imgur-embed-pub" lang="en" data-id="a1B2c3D"><a href="https://imgur.com/a1B2c3D">a quiet morning'
        "</a></blockquote>"), {"native_id": "a1B2c3D"}),
    ("giphy-oembed", Key("giphy", "", "3o7TKSjRrfIPjeiVyM"), "/services/oembed", {}, JSON, oembed(
        "GIPHY", "", title="a quiet morning GIF by Ada", type="photo", url="https://media.giphy.com/media/3o7TKSjRrfIPjeiVyM/giphy.gif"),
     {"native_id": "3o7TKSjRrfIPjeiVyM"}),
    ("rumble-oembed", Key("rumble", "", "v1abcde"), "/api/Media/oembed.json", {}, JSON, oembed(
        "Rumble.com", '<iframe src="https://rumble.com/embed/v8zyxw/" width="640"></iframe>', title="a quiet morning", type="video",
        author_url="https://rumble.com/c/ada"), {"title": "a quiet morning"}),
    ("meta-oembed", Key("instagram", "", "CAbcdefGhij"), "/v21.0/instagram_oembed", {}, JSON, oembed(
        "Instagram", '<blockquote class="instagram-media" data-instgrm-captioned data-instgrm-permalink="https://www.instagram.com/p/'
        'CAbcdefGhij/?utm_source=ig_embed" data-instgrm-version="14"><div><a href="https://www.instagram.com/p/CAbcdefGhij/">'
        "View</a><p><a href=\"https://www.instagram.com/p/CAbcdefGhij/\">a quiet morning</a></p><p>A post shared by <a "
        'href="https://www.instagram.com/ada/">Ada</a> (@ada) on <time datetime="2020-05-06T07:08:09+00:00">May 6</time></p></div>'
        "</blockquote>", author_name="ada", thumbnail_url="https://cdn.example/a.jpg"), {"native_id": "CAbcdefGhij"}),
    ("meta-oembed-facebook", Key("facebook", "", "10158823456789012"), "/v21.0/oembed_post", {}, JSON, oembed(
        "Facebook", '<div class="fb-post" data-href="https://www.facebook.com/ada.reads/posts/10158823456789012" data-width="552">'
        '<blockquote cite="https://graph.facebook.com/1/posts/10158823456789012/" class="fb-xfbml-parse-ignore"><p>a quiet morning</p>'
        'Posted by <a href="https://www.facebook.com/1">Ada</a> on <a href="https://www.facebook.com/ada.reads/posts/10158823456789012">'
        "Wednesday, May 6, 2020</a></blockquote></div>"), {"caption": "a quiet morning"}),
    ("instagram-embed", Key("instagram", "", "CAbcdefGhij"), "/p/CAbcdefGhij/embed/captioned/", {}, "text/html; charset=utf-8", (
        b'<!DOCTYPE html><html><body><div class="Embed" data-media-id="1"><div class="Header"><a class="UsernameText" '
        b'href="https://www.instagram.com/ada/"><span class="UsernameText">ada</span></a></div><a class="EmbeddedMedia" '
        b'href="https://www.instagram.com/p/CAbcdefGhij/?utm_source=ig_embed"><img class="EmbeddedMediaImage" '
        b'src="https://cdn.example/a1b2.jpg" alt="a kettle"></a><div class="Caption"><a class="CaptionUsername" '
        b'href="https://www.instagram.com/ada/">ada</a><br/><br/>a quiet morning<div class="CaptionComments"></div></div></div></body>'
        b"</html>"), {"caption": "a quiet morning"}),
)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        running.routes["/robots.txt"] = (404, {}, b"")
        yield running


def holding(path: Path, key: Key) -> str:
    """An archive that knows of the post only that a page linked to it."""
    handle = f"ada@{key.native_id.partition('/')[0]}" if key.platform == "fediverse" else "ada"
    post = Post(platform=key.platform, kind=key.kind, native_id=key.native_id, author=Author(handle=handle))
    page = Page(url="https://news.example/a")
    sighting = Sighting(key=key, post=post, relation="embedded", form=f"{key.platform}/iframe", evidence="plain", fragment=b"<iframe>")
    document = Document(locator="a.html", body=b"x", url=page.url, captured_at="2019-06-06T10:00:00.000Z")
    with Archive.open(path, create=True, address=address) as archive:
        archive.add([Reading(document=document, sha256="0" * 64, page=page, sightings=(sighting,))])
    return str(path)


@pytest.mark.parametrize(("name", "key", "path", "query", "kind", "body", "expected"), CASES, ids=[case[0] for case in CASES])
def test_an_endpoint(
    name: str, key: Key, path: str, query: dict[str, str], kind: str, body: bytes, expected: dict[str, Any], server: Server,
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    for secret in ("AFTERPOST_X_TOKEN", "AFTERPOST_YOUTUBE_KEY", "AFTERPOST_META_TOKEN"):
        monkeypatch.setenv(secret, "a-key")
    database = holding(tmp_path / "archive.db", key)
    server.routes[f"/{name}{path}"] = (200, {"Content-Type": kind}, body)
    for other in endpoints.ENDPOINTS:  # the others do not want to say anything
        if other.name != name:
            server.refuse.append(f"/{other.name}/")
    own = server.base.replace("127.0.0.1", "{host}")
    bases = tuple(f"{one.name}={own if name == one.name == 'misskey' else server.base}/{one.name}" for one in endpoints.ENDPOINTS)
    manners = Manners(allow_private=True, pause=0.0)
    read = intake.reader(database, intake.Wish(quiet=True, jobs=1))
    code = network.fetch(database, manners, read, Filters(), network.Chosen(posts=(":".join(key),), bases=bases))
    asked = [urlsplit(one) for one in server.paths if one.startswith(f"/{name}/")]
    assert [one.path for one in asked] == [f"/{name}{path}"]
    assert {word: parse_qs(asked[0].query)[word][0] for word in query} == query
    with reading(database) as connection:
        rows = [dict(row) for row in _rows(connection)]
    assert code == 0
    assert len(rows) == 1, [row["native_id"] for row in rows]
    assert {word: rows[0][word] for word in expected} == expected


def _rows(connection: Any) -> Iterator[dict[str, Any]]:
    cursor = connection.execute("SELECT * FROM posts_flat")
    names = [column[0] for column in cursor.description]
    return (dict(zip(names, row, strict=True)) for row in cursor.fetchall())


def test_every_endpoint_is_played() -> None:
    assert {case[0] for case in CASES} == {one.name for one in endpoints.ENDPOINTS}
