"""X/Twitter: posts as other people draw them: Substack, BuzzFeed, Ghost's e-mails, Discourse, Storify, the first embed code."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING, Any

from ingest.fetcher import Form, Found
from ingest.fetchers.twitter import article
from ingest.fetchers.twitter.api import legacy_post
from ingest.fetchers.twitter.signature import author, exact, read_day, shortened, status_links, targets, without_picture
from ingest.fetchers.twitter.wording import status_id
from ingest.model import Count, Key, Media, Post, Problem
from ingest.patterns import late
from ingest.values.fields import counts_of, dicts, dig, from_classic, from_iso, text_of, unique, when_of
from ingest.values.nodes import around, attr, has_class, text_in

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode


def _text(node: "LexborNode", css: str) -> str:
    return text_in(node.css_first(css))


def _status(found: Found, node: "LexborNode") -> tuple[Key | None, str | None]:
    """Key and handle of the last post that an element links to."""
    found_one = list(status_links(found, node))
    return (found_one[-1][1].key, found_one[-1][1].author) if found_one else (None, None)


# -- Substack


def substack(found: Found) -> Iterator[Post | Problem]:
    """``div.tweet[data-attrs]`` (2019), ``div.twitter-embed`` (2023 to now): JSON with exact time and numbers, as they were
    when the newsletter was written. The link may end in a stray bracket."""
    try:
        data = json.loads(attr(found.node, "data-attrs") or "{}")
    except ValueError:
        return
    native_id = status_id(dig(data, "url"))
    if not native_id:
        return
    text, pictures = without_picture(_plain(data.get("full_text")))
    other = text_of(dig(data, "expanded_url", "url"))
    yield Post(
        native_id=native_id, author=author(text_of(data.get("username")), text_of(data.get("name"))), caption=text or None,
        created=when_of(data.get("date")),
        counts=counts_of({"likes": data.get("like_count"), "shares": data.get("retweet_count"),
                          "comments": data.get("reply_count"), "views": data.get("impression_count") or None}),
        media=_attached(data) or pictures, links=unique([other]) if other and not status_id(other) else None,
        quote_of=Key("twitter", "", status_id(other)) if status_id(other) else None,
    )


def _plain(text: Any) -> str:
    """The text holds spans in place of links."""
    return unescape(re.sub(r"</?(?:span|a|br)\b[^>]*>", "", text)).strip() if isinstance(text, str) else ""


def _attached(data: dict[str, Any]) -> tuple[Media, ...]:
    photos = tuple(Media(kind="image", url=url, alt=text_of(photo.get("alt_text")))
                   for photo in dicts(data.get("photos")) if (url := text_of(photo.get("img_url"))))
    film = text_of(data.get("video_url"))
    if film and photos:
        return (Media(kind="video", url=film, poster=photos[0].url), *photos[1:])
    return (Media(kind="video", url=film),) if film else photos


def substack_drawn(found: Found) -> Iterator[Post | Problem]:
    """The drawing alone, where the JSON is gone: e-mails and feeds. 2019 to 2023; the address may stand on a ``span``."""
    node = found.node
    if node is None or attr(node, "data-tweet-id"):
        return
    key, handle = _status(found, node)
    for one in node.css("span[href], .tweet-link-top, .tweet-link-bottom") if key is None else ():
        address = found.read(re.sub(r"/(?:likes|retweets)$", "", attr(one, "href")))
        key, handle = (address.key, address.author) if address.key else (key, handle)
    if key is None or key.platform != "twitter" or node.css_first(".tweet-author-name, .tweet-header, .tweet-text") is None:
        return
    words = _text(node, ".tweet-text") or _loose(node)
    text, media = without_picture(words)
    photos = tuple(Media(kind="image", url=attr(one, "src")) for one in node.css("img.tweet-photo[src]"))
    shown = _text(node, ".tweet-author-handle") or _text(node, ".tweet-handle") or _text(node, ".tweet-author")
    yield Post(
        native_id=key.native_id, author=author(shown or handle, _text(node, ".tweet-author-name")), caption=text or None,
        counts=exact("likes", _text(node, ".like-count")) + exact("shares", _text(node, ".rt-count")), media=photos or media,
        created=read_day(_text(node, ".tweet-date").rpartition("∙")[2].strip(), "en"),  # the clock before it has no zone
    )


def _loose(node: "LexborNode") -> str:
    """Old drawings put the text bare between header and footer."""
    return text_in(node, skip=lambda one: has_class(
        one, "tweet-header", "tweet-footer", "quoted-tweet", "tweet-date", "retweets", "likes", "tweet-photos-container",
        "expanded-link", "tweet-photo"))


# -- BuzzFeed


def buzzfeed(found: Found) -> Iterator[Post | Problem]:
    """``blockquote.subbuzz-tweet__container``: the publisher's own card, 2018 to 2021. Its clock is UTC."""
    node = found.node
    if node is None:
        return
    stated = node.css_first("a.subbuzz-tweet__created-at[href]")
    address = found.read(attr(stated, "href"))
    if stated is None or address.key is None:
        return
    words = node.css_first(".subbuzz-tweet__text")
    text, media = without_picture(text_in(words))
    photos = tuple(Media(kind="image", url=attr(one, "src"), alt=attr(one, "alt") or None)
                   for one in node.css("img[src]") if "avatar" not in attr(one, "class"))
    yield Post(
        native_id=address.key.native_id, caption=text or None, links=targets(words), media=photos or media,
        author=author(_text(node, ".subbuzz-tweet__username") or address.author, _text(node, ".subbuzz-tweet__display-name")),
    )


def buzzfeed_state(found: Found) -> Iterator[Post | Problem]:
    """The card's data in the page's state (``form: tweet``), 2018 to 2021: the API's record, its author packed as a string."""
    record = found.data.get("tweet_raw_data")
    if not isinstance(record, dict):
        return
    person = record.get("user")
    try:
        person = json.loads(person) if isinstance(person, str) else person
    except ValueError:
        person = None
    post = legacy_post({**record, "entities": record.get("entities") or found.data.get("entities") or {}}, person)
    drawn = found.data.get("tweet") if isinstance(found.data.get("tweet"), dict) else {}
    known = author(text_of(drawn.get("from_user")), text_of(drawn.get("from_user_name")), text_of(drawn.get("from_user_id_str")))
    if post.native_id:
        yield replace(post, author=post.author or known, relation="embedded", evidence="rich")


# -- Ghost


def ghost(found: Found) -> Iterator[Post | Problem]:
    """``table.kg-twitter-card`` in e-mails of Ghost, since 2022: name, text, date, shortened numbers, all as links."""
    node = found.node
    if node is None:
        return
    key, handle = _status(found, node)
    if key is None:
        return
    lines = [text for link in node.css("a") if (text := text_in(link))]
    head = next((line for line in lines if "@" in line and len(line) < 120), "")
    foot = next((line for line in reversed(lines) if re.search(r"\d.*•.*\d", line)), "")
    rest = [line for line in lines if line not in (head, foot) and not re.fullmatch(r"[^•]{3,20}\s•\s[^•]{3,30}", line)]
    name, _, shown = head.rpartition("@")
    yield Post(
        native_id=key.native_id, author=author(shown.split()[0] if shown.split() else handle, name),
        caption=max(rest, key=len, default="") or None, counts=_likes_retweets(foot),
    )


def _likes_retweets(text: str) -> tuple[Count, ...]:
    """``1.2K likes • 35 retweets``."""
    made = (shortened(metric, part) for metric, part in zip(("likes", "shares"), text.split("•"), strict=False))
    return tuple(count for one in made for count in one)


# -- Discourse


def discourse(found: Found) -> Iterator[Post | Problem]:
    """``aside.onebox.twitterstatus``: the preview of forums, since 2012. Numbers are shortened."""
    node = found.node
    if node is None:
        return
    address = found.read(attr(node, "data-onebox-src"))
    key, handle = (address.key, address.author) if address.key else _status(found, node)
    if key is None:
        return
    words = node.css_first(".tweet-description") or node.css_first(".tweet") or node.css_first("p")
    text, media = without_picture(text_in(words, skip=lambda one: has_class(one, "quoted", "aspect-image", "date")))
    shown = _text(node, ".twitter-screen-name").lstrip("@")
    yield Post(
        native_id=key.native_id, author=author(shown or handle, _text(node, "h4")), caption=text or None, media=media,
        counts=shortened("likes", _text(node, ".like")) + shortened("shares", _text(node, ".retweet")),
    )


# -- the widget of 2013 to 2019, kept with its inside


def widget(found: Found) -> Iterator[Post | Problem]:
    """``.EmbeddedTweet`` and ``.timeline-Tweet``: inside of the widgets, 2013 to 2020, as a browser or SingleFile keeps it.
    The posts of a timeline are nobody's choice: context."""
    node = found.node
    if node is None:
        return
    key, handle = _status(found, node)
    native_id = attr(node, "data-tweet-id") or attr(node.css_first("[data-tweet-id]"), "data-tweet-id")
    native_id = native_id if re.fullmatch(r"\d{1,19}", native_id) else key.native_id if key else ""
    words = node.css_first(".timeline-Tweet-text, .Tweet-text, .e-entry-title")
    if not native_id or words is None:
        return
    text, media = without_picture(_SHORTENED.sub("", text_in(words, pre=True)))
    quote = next((one for one in node.css(".QuoteTweet-link") if _quoted(found, one)), None)
    if quote is not None:
        said, attached = without_picture(_SHORTENED.sub("", text_in(quote.css_first(".QuoteTweet-text"), pre=True)))
        yield Post(native_id=_quoted(found, quote), caption=said or None, media=_pictures(quote) or attached, relation="quoted",
                   author=author(_text(quote, ".TweetAuthor-screenName"), _text(quote, ".TweetAuthor-name")))
    yield Post(
        native_id=native_id, caption=text or None, media=_pictures(node, quote) or media, links=targets(words),
        quote_of=Key("twitter", "", _quoted(found, quote)) if quote is not None else None,
        author=author(_text(node, ".TweetAuthor-screenName") or handle, _text(node, ".TweetAuthor-name")),
        created=from_iso(attr(node.css_first("time[datetime]"), "datetime")),
        counts=exact("likes", _text(node, ".TweetInfo-heartStat")),
        relation="context" if has_class(node, "timeline-Tweet") else None,
    )


_SHORTENED = late(r"(?<=\S)\u00a0…")
"""What the widget writes behind an address that it shows in part."""


def _quoted(found: Found, link: "LexborNode") -> str:
    address = found.read(attr(link, "href"))
    return address.key.native_id if address.key is not None and address.key.platform == "twitter" else ""


def _pictures(node: "LexborNode", without: "LexborNode | None" = None) -> tuple[Media, ...]:
    others = {one.mem_id for one in without.css("img")} if without is not None else set()
    return tuple(Media(kind="image", url=url, alt=attr(one, "alt") or None) for one in node.css("img")
                 if one.mem_id not in others and "twimg.com/media/" in (url := attr(one, "src") or attr(one, "data-image")))


# -- 2010


def blackbird(found: Found) -> Iterator[Post | Problem]:
    """``div.bbpBox``, "Blackbird Pie": the first embed code, 2010 to 2011. Its ids hold no time, its title does. Scripts of the same
    name wrote it to 2013, with a quotation inside (``.twContent``) or with head, text and day as paragraphs.
    """
    node = found.node
    if node is None or any("bbpBox" in attr(above, "class") for above in around(node)):
        return
    key, handle = _status(found, node)
    if key is None:
        return
    stamp = node.css_first(".timestamp a[href], .bbpTimestamp a[href], a.timestamp[href]")
    words = node.css_first(".twContent, p.tweet, p.bbpTweet") or node.css_first("p")
    text = text_in(words, skip=lambda one: has_class(one, "timestamp", "metadata", "author", "bbpTimestamp", "bbpMetadata", "bbpAuthor"))
    name = _text(node, ".author strong, .bbpAuthor strong, .twRealName, .display_name")
    yield Post(native_id=key.native_id, caption=text or None, author=author(handle, name),
               created=from_classic(attr(stamp, "title")) or read_day(attr(stamp, "title"), "en"))


def storify(found: Found) -> Iterator[Post | Problem]:
    """An element of a Storify story, 2010 to 2018, as its exports wrote it. Not seen as a real file."""
    node = found.node
    if node is None:
        return
    key, handle = _status(found, node)
    if key is None:
        return
    text, media = without_picture(_text(node, ".s-quote-text, .s-tweet-text, .s-element-text, blockquote p, .quote"))
    yield Post(native_id=key.native_id, author=author(handle, _text(node, ".s-author-name, .s-author .name")),
               caption=text or None, media=media, created=from_iso(attr(node.css_first("time[datetime]"), "datetime")))


FORMS: tuple[Form, ...] = (
    Form(name="substack", parse=substack, css="div.tweet[data-attrs], div.twitter-embed[data-attrs]", marks=("data-attrs",)),
    Form(name="substack-drawn", parse=substack_drawn, css="div.tweet:not([data-attrs]):not([data-tweet-id])",
         marks=("tweet-header", "tweet-author")),
    Form(name="buzzfeed", parse=buzzfeed, css="blockquote.subbuzz-tweet__container", marks=("subbuzz-tweet__",)),
    Form(name="buzzfeed-state", parse=buzzfeed_state, keys=("tweet_raw_data",)),
    Form(name="ghost", parse=ghost, css="table.kg-twitter-card", marks=("kg-twitter-card",)),
    Form(name="discourse", parse=discourse, css="aside.onebox.twitterstatus", marks=("twitterstatus",)),
    Form(name="widget", parse=widget, css=".EmbeddedTweet, .timeline-Tweet", marks=("EmbeddedTweet", "timeline-Tweet")),
    Form(name="blackbird", parse=blackbird, css='div[class*="bbpBox"]', marks=("bbpBox",)),
    Form(name="storify", parse=storify, css=".s-element, .storify_element", marks=("s-element", "storify_element")),
    *article.EMBEDDED,
)
