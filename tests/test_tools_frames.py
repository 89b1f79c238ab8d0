"""Frames that SingleFile writes into its page, and Firefox beside it: the platform's document without the platform's address."""

import re
from html import escape
from pathlib import Path

import pytest
from article import embedded
from test_saves import ingested, rows

FIXTURES = Path(__file__).parent / "fixtures"
FRAMES = {
    "facebook/plugin/date-first.html": ("10158000000000001", "Paper boats on the canal again, and nobody to race them.", None),
    "bluesky/frame/2025.html": ("did:plc:z72i7hdynmk6r22z27h6tvur/3k44deefqdk2g",
                                "Paper boats on the canal again, and nobody to race them.", 1200),
    "fediverse/detailed/server-drawn.html": ("mastodon.social/112477120934458817", "Low tide, pink crane.", 17),
    "telegram/message/frame.html": ("", "", None),
}


def frame(name: str) -> str:
    """A frame's document as it is drawn; who saved it wrote down no address."""
    text = (FIXTURES / name).read_text()
    return re.sub(r"<!-- saved from.*?-->|<link rel=\"canonical\"[^>]*>|<meta property=\"og:url\"[^>]*>", "", text)


@pytest.mark.parametrize("name", FRAMES)
def test_a_frame_inside_its_page(name: str) -> None:
    attributes = "id='telegram-post-quay-1'" if name.startswith("telegram") else "width=500"
    (one,) = embedded(f'<iframe {attributes} sandbox="allow-popups" srcdoc="{escape(frame(name))}"></iframe>')
    native_id, caption, likes = FRAMES[name]
    assert one.post.caption
    assert one.context.endswith("The ferry left late.")
    if native_id:
        counts = {count.metric: count.value for count in one.post.counts}
        assert (one.key.native_id, one.post.caption, counts.get("likes")) == (native_id, caption, likes)
    assert one.form.partition("/")[0] == name.partition("/")[0]


@pytest.mark.parametrize("name", [name for name in FRAMES if not name.startswith("telegram")])
def test_a_frame_beside_its_page(name: str, tmp_path: Path) -> None:
    """Firefox's "Web page, complete": the frame is a file of the page's folder."""
    (tmp_path / "in/story_files").mkdir(parents=True)
    (tmp_path / "in/story.html").write_text('<html><head><title>News</title><link rel="canonical" href="https://news.example/a"></head><body>'
                                            '<p>The ferry left late.</p><iframe src="story_files/post.html"></iframe></body></html>')
    (tmp_path / "in/story_files/post.html").write_text(frame(name))
    database = ingested(tmp_path, tmp_path / "in")
    assert rows(database, "SELECT DISTINCT page_url FROM embeds WHERE relation = 'embedded'") == [("https://news.example/a",)]
    assert rows(database, "SELECT native_id, caption, likes FROM posts WHERE caption <> ''") == [FRAMES[name]]


def test_a_letter_in_a_frame_is_no_posts_words() -> None:
    """What a page's head says of itself is not the caption of the post that it links to."""
    letter = ("<html><head><title>Ferry news</title><meta property='og:description' content='All about ferries'></head><body>"
              "<h1>Ferries</h1><p>See <a href='https://www.facebook.com/aliceboats/posts/10158000000000001'>it</a>.</p></body></html>")
    assert [one.post.caption for one in embedded(f'<iframe srcdoc="{escape(letter)}"></iframe>')] in ([], [None])


def test_a_tweets_frame_that_names_it_nowhere() -> None:
    """The number beside the frame counts where the frame does not say it."""
    drawn = "<html><body><article><a href='https://twitter.com/inesquay'>Ines</a><div>Two seals now</div></article></body></html>"
    (one,) = embedded(f'<iframe data-tweet-id="1790700000000000123" srcdoc="{escape(drawn)}"></iframe>')
    assert one.key.native_id == "1790700000000000123"


@pytest.mark.parametrize(("fragment", "key"), [
    ("<iframe src='https://ext.nicovideo.jp/thumb/sm9'></iframe>", "niconico::sm9"),
    ("<iframe src='//ok.ru/videoembed/1234567890123'></iframe>", "ok:video:1234567890123"),
    ("<iframe src='https://odysee.com/%24/embed/%40harbour%3A4%2Flow-tide%3A9'></iframe>", "odysee::low-tide:9"),
    ("<iframe src='https://odysee.com/$/embed/low-tide/9a8b7c6d5e4f'></iframe>", "odysee::low-tide:9a8b7c6d5e4f"),
    ("<iframe src='//coub.com/embed/2pc24rpb?muted=false'></iframe>", "coub::2pc24rpb"),
    ("<iframe src='https://misskey.io/embed/notes/9bhqfo835v' data-misskey-embed-id='v1_x'></iframe>", "fediverse::misskey.io/9bhqfo835v"),
    ("<div class='substack-post-embed'><p>An article</p><a href='https://adareads.substack.com/p/one'>Read</a></div>", ""),
    ("<div class='tenor-gif-embed' data-postid='x'></div><script src='https://tenor.com/embed.js'></script>", ""),
])
def test_official_embed_codes(fragment: str, key: str) -> None:
    assert [":".join(one.key) for one in embedded(fragment)] == ([key] if key else [])
