"""Feeds whose items are posts, and lists of links, whose items are not."""

import sys
from html import escape
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
import golden

TWEET = "https://twitter.com/marlowfinch/status/1379011895915593728"
DAY = "<pubDate>Mon, 05 Apr 2021 10:00:00 GMT</pubDate>"


def said(tmp_path: Path, channel: str, item: str) -> list[dict[str, Any]]:
    path = tmp_path / "feed.xml"
    path.write_text(f'<?xml version="1.0"?><rss version="2.0"><channel><title>Links</title>{channel}<item>{item}</item></channel></rss>')
    return golden.records(path)


def test_a_list_of_links_says_nothing_of_what_it_links_to(tmp_path: Path) -> None:
    mine = f"<title>A fine one</title><link>{TWEET}</link><description>I like it.</description>{DAY}"
    guid = "<guid>https://links.example/2021/04/a-fine-one</guid>"
    for channel, item in (("<link>https://links.example/</link>", mine), ("", mine + guid)):
        record, = said(tmp_path, channel, item)
        assert record["relation"] == "linked"
        assert "caption" not in record


def test_what_a_list_of_links_quotes_is_embedded(tmp_path: Path) -> None:
    quote = escape(f'<blockquote class="twitter-tweet"><p>Tide.</p>- M (@marlowfinch) <a href="{TWEET}">x</a></blockquote>')
    video = "https://www.youtube.com/watch?v=Qm3vTz8LpXk"
    item = f"<title>On tides</title><link>{video}</link><description>{quote}</description>"
    records = said(tmp_path, "<link>https://links.example/</link>", item)
    assert ("twitter::1379011895915593728", "embedded") in {(one["key"], one["relation"]) for one in records}


def test_a_story_about_a_post_is_the_story(tmp_path: Path) -> None:
    comments = "<comments>https://news.ycombinator.com/item?id=26700001</comments>"
    record, = said(tmp_path, "<link>https://news.ycombinator.com/</link>", f"<title>Tides</title><link>{TWEET}</link>{comments}{DAY}")
    assert record["key"] == "hackernews::26700001"
    assert record["caption"] == "Tides"


def test_a_title_is_the_text_only_where_it_is_whole(tmp_path: Path) -> None:
    channel = "<link>https://nitter.example/marlowfinch</link>"
    for title, caption in (("RT by @ada: Tide at six", "Tide at six"), ("Tide at six and then…", None), ("Image", None)):
        record, = said(tmp_path, channel, f"<title>{title}</title><link>{TWEET}</link><guid>{TWEET}</guid>{DAY}")
        assert record.get("caption") == caption
