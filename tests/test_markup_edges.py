"""Where comments end, as the parser sees it: embeds behind the odd ones are embeds of the page."""

from urllib.parse import quote

import pytest

from ingest.model import Document
from ingest.scan import scan

EMBED = b'<blockquote class="twitter-tweet"><a href="https://twitter.com/kiln/status/%d"></a></blockquote>'


@pytest.mark.parametrize("comment", [b"<!-->", b"<!--->", b"<!-- fired --!>", b"<!-- glazed -->", b"<!--[if IE]>x<![endif]-->"])
def test_an_embed_behind_a_comment_is_read(comment: bytes) -> None:
    number = 1267000008832026496
    reading = scan(Document(locator="page.html", body=b"<article>" + comment + EMBED % number + b"<!-- " + EMBED % (number + 1) + b" -->"))
    assert [(one.key.native_id, one.relation) for one in reading.sightings] == [(str(number), "embedded")]


def test_a_word_processor_puts_the_line_under_a_tweet_into_a_span() -> None:
    page = (f'<p class="MsoNormal"><span>Nets are mended</span></p><p class="MsoNormal"><span>— Ann (@ann_mends) '
            f'<a href="https://twitter.com/ann_mends/status/{1266999999999000123}">May 31, 2020</a></span></p>')
    one, = scan(Document(locator="x", body=page.encode())).sightings
    assert (one.relation, one.post.caption, one.post.author and one.post.author.handle) == ("embedded", "Nets are mended", "ann_mends")


@pytest.mark.parametrize("start", ["data:text/html,", "data:text/html;charset=utf-8,", "data:text/html;base64,", "data:text/html;base64"])
@pytest.mark.parametrize("quote", ['"', "'", ""])
def test_a_page_written_as_an_address_in_any_spelling(start: str, quote: str) -> None:
    written = quote + start + "x" * 40 + quote
    page = f'<a href={written}>x</a><iframe src={written}></iframe><iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ"></iframe>'
    assert [one.key.native_id for one in scan(Document(locator="x", body=page.encode())).sightings] == ["dQw4w9WgXcQ"]


def test_a_page_written_as_an_address_is_read_where_it_is_shown() -> None:
    inner = '<blockquote class=twitter-tweet><a href=https://twitter.com/ann/status/1266999999999000123>x</a></blockquote>'
    page = '<iframe {}="data:text/html,{}"></iframe>https://twitter.com/ann'
    shown = [[one.key.native_id for one in scan(Document(locator="x", body=page.format(name, quote(inner)).encode())).sightings]
             for name in ("src", "data-src", "href")]
    assert shown == [["1266999999999000123"], ["1266999999999000123"], []]
