"""Reading URLs: what they name, through whatever was done to them; junk names nothing and raises nothing."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest import links

TWEET = "https://x.com/i/status/1274839201746522112"
PHOTO = "https://www.instagram.com/p/CBx1kQ9sTz4/"

POSTS = [
    # what text and markup do to a URL
    ("  (https://twitter.com/ada/status/1274839201746522112).", TWEET),
    ("https:\\/\\/twitter.com\\/ada\\/status\\/1274839201746522112", TWEET),
    ("//twitter.com/ada/status/1274839201746522112", TWEET),
    ("https%3A%2F%2Ftwitter.com%2Fada%2Fstatus%2F1274839201746522112", TWEET),
    ("https%253A%252F%252Ftwitter.com%252Fada%252Fstatus%252F1274839201746522112", TWEET),
    ("https://user:pass@twitter.com:443/ada/status/1274839201746522112", TWEET),
    ("twitter.com:443/ada/status/1274839201746522112", TWEET),
    ("https://twitter.com/ada/sta\ntus/1274839201746522112", TWEET),
    ("\u202ahttps://twitter.com/ada/status/1274839201746522112\u202c", TWEET),
    ("https://twitter.com/ada/status/1274839201746522112…", TWEET),
    ("https://twitter.com/%23!/ada/status/1274839201746522112", TWEET),
    ("https://twitter.com/?_escaped_fragment_=/ada/status/1274839201746522112", TWEET),
    ("http://twitter.com/statuses/1274839201746522112", TWEET),
    ("view-source:https://twitter.com/ada/status/1274839201746522112", TWEET),
    # other hosts that show the same posts
    ("https://nitter.example.org/ada/status/1274839201746522112#m", TWEET),
    ("https://xcancel.com/ada/status/1274839201746522112", TWEET),
    ("https://api.fxtwitter.com/ada/status/1274839201746522112", TWEET),
    ("https://cdn.syndication.twimg.com/tweet-result?features=x&id=1274839201746522112&lang=en", TWEET),
    ("https://kkinstagram.com/reel/CBx1kQ9sTz4/", PHOTO),
    ("https://libreddit.example.org/r/books/comments/9xk2pq/x/", "https://www.reddit.com/comments/9xk2pq/"),
    ("https://redlib.example.org/r/books/comments/9xk2pq", "https://www.reddit.com/comments/9xk2pq/"),
    ("https://invidious.example.org/watch?v=Qz3bW_8xkTs", "https://www.youtube.com/watch?v=Qz3bW_8xkTs"),
    ("https://piped.video/watch?v=Qz3bW_8xkTs", "https://www.youtube.com/watch?v=Qz3bW_8xkTs"),
    ("https://rimgo.example.org/a/iX265HX", "https://imgur.com/a/iX265HX"),
    ("https://proxitok.example.org/@ada/video/7106594312292453675", "https://www.tiktok.com/@ada/video/7106594312292453675"),
    # wrappers
    ("https://twitter.com/i/flow/login?redirect_after_login=%2Fada%2Fstatus%2F1274839201746522112", TWEET),
    ("https://www.instagram.com/accounts/login/?next=/p/CBx1kQ9sTz4/", PHOTO),
    ("https://www.facebook.com/login.php?next=https%3A%2F%2Fwww.facebook.com%2Fada%2Fposts%2F10158823456789012",
     "https://www.facebook.com/ada/posts/10158823456789012"),
    ("https://www.facebook.com/v2.10/plugins/post.php?href=https%3A%2F%2Fwww.facebook.com%2Fada%2Fposts%2F10158823456789012",
     "https://www.facebook.com/ada/posts/10158823456789012"),
    ("https://urldefense.proofpoint.com/v2/url?u=https-3A__twitter.com_ada_status_1274839201746522112&d=DwMF&c=x", TWEET),
    ("https://r.jina.ai/https://twitter.com/ada/status/1274839201746522112", TWEET),
    ("https://12ft.io/proxy?q=https%3A%2F%2Ftwitter.com%2Fada%2Fstatus%2F1274839201746522112", TWEET),
    ("https://linkprotect.cudasvc.com/url?a=https%3a%2f%2ftwitter.com%2fada%2fstatus%2f1274839201746522112&c=E,1,x", TWEET),
    ("https://secure-web.cisco.com/1abc/https%3A%2F%2Ftwitter.com%2Fada%2Fstatus%2F1274839201746522112", TWEET),
    ("https://click.convertkit-mail.com/4zue/g3hn/aHR0cHM6Ly90d2l0dGVyLmNvbS9hZGEvc3RhdHVzLzEyNzQ4MzkyMDE3NDY1MjIxMTI=", TWEET),
    ("https://urldefense.com/v3/__https://www.youtube.com/watch?v=Qz3bW*8xkTs__;Xw!!abc$",
     "https://www.youtube.com/watch?v=Qz3bW_8xkTs"),
    ("https://wayback.archive-it.org/1068/20190605120000/https://twitter.com/ada/status/1274839201746522112", TWEET),
    ("https://arquivo.pt/wayback/20190605120000/http://twitter.com/ada/status/1274839201746522112", TWEET),
    ("https://archive.example.org/web/20190605120000mp_/https://twitter.com/ada/status/1274839201746522112", TWEET),
    ("https://web.archive.org/web/https://twitter.com/ada/status/1274839201746522112", TWEET),
    ("https://web.archive.org/web/20120101000000/http://twitter.com/#!/ada/status/1274839201746522112", TWEET),
    ("http://megalodon.jp/2019-0605-1200-00/https://twitter.com/ada/status/1274839201746522112", TWEET),
    ("https://href.li/?https://twitter.com/ada/status/1274839201746522112", TWEET),
    ("https://www.google.co.uk/url?q=https://twitter.com/ada/status/1274839201746522112&sa=D", TWEET),
    ("https://mobile-twitter-com.translate.goog/ada/status/1274839201746522112", TWEET),
    ("https://consent.google.de/ml?continue=https://www.youtube.com/watch?v%3DQz3bW_8xkTs",
     "https://www.youtube.com/watch?v=Qz3bW_8xkTs"),
    ("https://vk.com/away.php?to=https%3A%2F%2Ftwitter.com%2Fada%2Fstatus%2F1274839201746522112", TWEET),
    ("https://embed.reddit.com/oembed?url=https%3A%2F%2Fwww.reddit.com%2Fr%2Fbooks%2Fcomments%2F9xk2pq%2F",
     "https://www.reddit.com/comments/9xk2pq/"),
    ("https://vimeo.com/api/oembed.json?url=https%3A//vimeo.com/87816359", "https://vimeo.com/87816359"),
    # apps
    ("android-app://com.instagram.android/https/instagram.com/p/CBx1kQ9sTz4/", PHOTO),
    ("intent://www.instagram.com/p/CBx1kQ9sTz4/#Intent;package=com.instagram.android;scheme=https;end", PHOTO),
    ("ios-app://333903271/twitter/status?id=1274839201746522112", TWEET),
    ("vnd.youtube://www.youtube.com/watch?v=Qz3bW_8xkTs", "https://www.youtube.com/watch?v=Qz3bW_8xkTs"),
    # shapes that are easily missed
    ("https://m.facebook.com/groups/1024490957622648?view=permalink&id=1396382447100162",
     "https://www.facebook.com/groups/1024490957622648/posts/1396382447100162/"),
    ("https://www.facebook.com/permalink.php?id=598338556946671&story_fbid=1354978971282622",
     "https://www.facebook.com/598338556946671/posts/1354978971282622"),
    ("https://www.linkedin.com/posts/activity-7016901149999955968-Ab1c",
     "https://www.linkedin.com/feed/update/urn:li:activity:7016901149999955968/"),
    ("https://vk.com/video_ext.php?id=162222515&oid=-77521", "https://vk.com/video-77521_162222515"),
    ("https://gts.example.org/@ada/statuses/01GZ5T7N3Q8W2E4R6T8Y0Z1V2K",
     "https://gts.example.org/@ada/statuses/01GZ5T7N3Q8W2E4R6T8Y0Z1V2K"),
    ("https://pl.example.org/objects/9c9de5e8-0a1e-484a-b099-e80766180a6d",
     "https://pl.example.org/objects/9c9de5e8-0a1e-484a-b099-e80766180a6d"),
]
NO_POSTS = [
    "", " ", "#", "?", "/", "//", "http://", "https://", "http://[::1", "https://[::1]/@ada/104032145682490500",
    "javascript:void(0)", "mailto:ada@example.org", "data:text/html,https://x.com/ada/status/1274839201746522112", "tel:+123",
    "https://example.org/?u=https%3A%2F%2Ftwitter.com%2Fada%2Fstatus%2F1274839201746522112",
    "https://example.org/https://twitter.com/ada/status/1274839201746522112",
    "https://twitter.com.evil.example/ada/status/1274839201746522112",
    "https://evil-twitter.com/ada/status/1274839201746522112",
    "https://developer.x.com/ada/status/1274839201746522112",
    "https://twitter.com/intent/tweet?url=https%3A%2F%2Ftwitter.com%2Fada%2Fstatus%2F1274839201746522112",
    "https://www.reddit.com/submit?url=https%3A%2F%2Ftwitter.com%2Fada%2Fstatus%2F1274839201746522112",
    "https://x.com/ada/status/${id}", "https://www.instagram.com/p/{{code}}/", "https://x.com/ada/status/1274839201746522112x",
    "https://medium.com/@ada/a-long-title-0291df856c77", "https://news.example.org/post/1234567", "https://example.org/@ada/2019",
    "https://example.org/notes/background", "https://www.youtube.com/embed/live_stream?channel=UCx",
    "https://weibo.com/2066652961/followers",
]
CLOSED = ["https://t.co/Ab1cDeF2gH", "https://fb.watch/a1B2c3D4e5/", "https://www.reddit.com/r/books/s/Ab1cDeF2gH", "https://bit.ly/3abcDEF",
          "https://l.facebook.com/l.php?u=https%3A%2F%2Fbit.ly%2F3abcDEF", "https://www.facebook.com/share/r/1A2b3C4d5E/",
          "https://lnkd.in/eAbCdEf", "https://archive.ph/AbC12", "https://pin.it/Hvt8hgT", "https://www.snapchat.com/t/Ab1cDeF2"]


@pytest.mark.parametrize(("url", "canonical"), POSTS)
def test_posts(url: str, canonical: str) -> None:
    address = links.read(url)
    assert (address.outcome, address.url) == ("post", canonical)


@pytest.mark.parametrize("url", NO_POSTS)
def test_no_posts(url: str) -> None:
    assert links.read(url).outcome == "not_post"


@pytest.mark.parametrize("url", CLOSED)
def test_needs_network(url: str) -> None:
    address = links.read(url)
    assert address.outcome == "needs_network"
    assert address.key is None
    assert address.url.startswith("https://")


def test_relative_urls_are_resolved() -> None:
    base = "https://twitter.com/ada"
    assert links.read("/ada/status/1274839201746522112", base).url == TWEET
    assert links.read("ada/status/1274839201746522112", base).url == TWEET
    assert links.read("//x.com/ada/status/1274839201746522112", "https://example.org/").url == TWEET
    assert links.read("/ada/status/1274839201746522112").outcome == "not_post"
    archived = "/web/20190605120000/https://twitter.com/ada/status/1274839201746522112"
    assert links.read(archived, "https://web.archive.org/x").url == TWEET
    assert links.read("../x", "http://[").outcome == "not_post"


def test_wrappers_are_named_outermost_first() -> None:
    inner = "https%3A%2F%2Ftwitter.com%2Fada%2Fstatus%2F1274839201746522112"
    address = links.read(f"https://web.archive.org/web/2019/https://l.facebook.com/l.php?u={inner}")
    assert address.wrappers == ("web.archive.org", "l.facebook.com")


def test_endless_wrapping_ends() -> None:
    assert links.read("https://href.li/?" * 50 + "https://twitter.com/ada/status/1274839201746522112").outcome == "not_post"


def test_owner_of_hosts() -> None:
    names = {host: (owner.name if (owner := links.owner(host)) else None) for host in (
        "mobile.twitter.com", "nitter.example.org", "help.twitter.com", "ada.tumblr.com",
        "www.pinterest.co.uk", "example.org", "pt-br.facebook.com",
    )}
    assert list(names.values()) == ["twitter", "twitter", None, "tumblr", "pinterest", None, "facebook"]


@given(st.text(max_size=300))
@example("https://" + "a" * 300)
@example("https:///")
@example("https://x.com\\@evil/\x00")
@example("https://twitter.com/\ud800")
def test_junk_never_raises(text: str) -> None:
    for url in (text, f"https://{text}", f"https://twitter.com/{text}", f"https://web.archive.org/web/{text}", f"tg://{text}",
                f"https://urldefense.com/v3/__{text}__;{text}!!x"):
        address = links.read(url, text)
        assert address.outcome in ("post", "not_post", "needs_network")
        assert (address.key is not None) == (address.outcome == "post")


@given(st.text(alphabet="htps:/.wx2%3AF?&=#!@-_ablogin", max_size=200))
def test_urlish_junk_never_raises(text: str) -> None:
    links.read(text, "https://twitter.com/")


@pytest.mark.parametrize("unit", ["a.", "/", "&amp;", "a%", ")", "login/", "&v=", "%25", "\\u0026", "20190101000000/",
                                  "a@b.", "1/", "..", "[", "<"])
def test_a_megabyte_is_bounded(unit: str) -> None:
    for start in ("", "https://", "https://twitter.com/", "https://web.archive.org/web/", "https://www.facebook.com/a/photos/"):
        begun = time.process_time()
        links.read(start + unit * (1_000_000 // len(unit)))
        assert time.process_time() - begun < 0.2
