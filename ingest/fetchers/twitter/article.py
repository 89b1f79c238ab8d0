"""X/Twitter: ``article`` elements as its web app draws them since 2019, on its own pages, in embed frames and in react-tweet."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.fetcher import Form, Found
from ingest.fetchers.twitter.signature import author, shortened, status_links, targets, whole, within
from ingest.fetchers.twitter.wording import language
from ingest.model import Count, Key, Media, Post, Problem
from ingest.patterns import late
from ingest.values.fields import from_iso, unique
from ingest.values.nodes import attr, text_in

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_TEXT = '[data-testid="tweetText"], p[class*="tweet-body"], div[lang][dir="auto"]'
_BUTTONS = (("reply", "comments"), ("retweet", "shares"), ("unretweet", "shares"), ("like", "likes"), ("unlike", "likes"),
            ("bookmark", "bookmarks"), ("removeBookmark", "bookmarks"))
_ORDER = ("comments", "shares", "likes", "bookmarks", "views")
"""Order of the numbers in the label of the action bar, in every language."""
_LABELLED = late(r"\d(?:[\d.,'’\u00a0\u202f٬ ]*\d)?")
_WHOLE = late(r"\d+|\d{1,3}(?:[.,'’\u00a0\u202f٬ ]\d{3})+")
"""A shortened number (``1.2万``) is none."""
_HOME = "https://x.com"
_HANDLE = late(r"@(\w{1,20})")


def _quoting(node: "LexborNode") -> bool:
    """The box of a quoted post."""
    return (attr(node, "role") == "link" and node.tag == "div") or "quoted-tweet" in attr(node, "class")


def tweets(found: Found, node: "LexborNode") -> Iterator[Post]:
    """The post of one ``article`` and, where its box shows its address, the post that it quotes."""
    boxes = [box for box in node.css('div[role="link"], [class*="quoted-tweet-container"]') if box.css_first(_TEXT) is not None]
    quote = boxes[0] if boxes else None
    own = list(status_links(found, node, _quoting, _HOME))
    dated = [pair for pair in own if pair[0].css_first("time") is not None]
    if not own or own[0][1].key is None:
        return
    link, address = (dated or own)[0]
    if address.key is None:
        return
    native_id = address.key.native_id
    others = status_links(found, quote, base=_HOME) if quote is not None else ()
    quoted = next((other.key for _, other in others if other.key and other.key.native_id != native_id), None)
    yield _post(node, native_id, address.author, link, quoted)
    if quote is not None and quoted is not None:
        words = quote.css_first(_TEXT)
        yield Post(native_id=quoted.native_id, author=author(*_who(quote)), caption=_caption(words), relation="quoted",
                   language=language(attr(words, "lang")), media=_media(quote, without_quoted=False))


def _post(node: "LexborNode", native_id: str, handle: str | None, link: "LexborNode", quoted: Key | None) -> Post:
    words = next((one for one in node.css(_TEXT) if not within(one, node, _quoting)), None)
    shown, name = _who(node)
    name = name or _linked_name(node, handle or shown)
    moment = link.css_first("time[datetime]")
    return Post(
        native_id=native_id, author=author(handle or shown, name), caption=_caption(words),
        language=language(attr(words, "lang")), created=from_iso(attr(moment, "datetime")), counts=_counts(node),
        quote_of=quoted, links=targets(words),
        media=_media(node, without_quoted=True), mentions=_marked(words, "@"), hashtags=_marked(words, "#"),
        caption_complete=False if node.css_first('[data-testid="tweet-text-show-more-link"]') is not None else None,
    )


def _caption(words: "LexborNode | None") -> str | None:
    """The app builds text from spans with real line ends; its emoji are pictures with ``alt``."""
    return text_in(words, pre=True, inline=True) or None


def _marked(words: "LexborNode | None", sign: str) -> tuple[str, ...] | None:
    """Hashtags or handles that the app made links of."""
    if words is None:
        return None
    shown = [(link.text() or "").strip() for link in words.css("a[href]")]
    return unique(text[1:] for text in shown if text.startswith(sign))


def _who(node: "LexborNode") -> tuple[str | None, str | None]:
    """Handle and name, as the header shows them."""
    head = node.css_first('[data-testid="User-Name"], [data-testid="User-Names"], [class*="tweet-header_author"]')
    if head is None:
        return None, None
    shown = text_in(head, inline=True)
    match = _HANDLE.search(shown)
    name = shown[: match.start()] if match else ""
    return (match[1] if match else None), name.strip() or None


def _linked_name(node: "LexborNode", handle: str | None) -> str | None:
    """Embed frames do not mark the header: the first link to the profile that is neither picture nor handle is the name."""
    for link in node.css("a[href]"):
        path = attr(link, "href").partition("?")[0].rstrip("/").lower()
        if handle and path.endswith(f"/{handle.lower()}") and (shown := text_in(link, inline=True)) and shown[:1] != "@":
            return shown.partition("@")[0].strip() or None
    return None


def _counts(node: "LexborNode") -> tuple[Count, ...]:
    """Exact numbers stand only in labels: of each button, or in a fixed order in the label of the whole bar.

    The heart of an embed frame says ``Like. This Tweet has 3.2K likes``.
    """
    made: dict[str, Count] = {}
    for testid, metric in _BUTTONS:
        button = node.css_first(f'[data-testid="{testid}"]')
        if (value := whole(attr(button, "aria-label"))) is not None:
            made[metric] = Count(metric=metric, value=value)
    if (views := whole(attr(node.css_first('a[href$="/analytics"]'), "aria-label"))) is not None:
        made["views"] = Count(metric="views", value=views)
    bar = node.css_first('[role="group"][aria-label]')
    numbers = _LABELLED.findall(attr(bar, "aria-label"))
    if len(numbers) in (4, 5):
        for metric, text in zip(_ORDER, numbers, strict=False):
            if _WHOLE.fullmatch(text) and (value := whole(text)) is not None:
                made.setdefault(metric, Count(metric=metric, value=value))
    if "likes" not in made and (like := node.css_first('a[href*="intent/like"]')) is not None:
        return (*made.values(), *(shortened("likes", attr(like, "aria-label")) or shortened("likes", like.text())))
    return tuple(made.values())


def _media(node: "LexborNode", *, without_quoted: bool) -> tuple[Media, ...]:
    """Photographs with their description, films by their preview picture."""
    made: dict[str, Media] = {}
    for picture in node.css('img[src*="pbs.twimg.com/media/"]'):
        if not (without_quoted and within(picture, node, _quoting)):
            alt = attr(picture, "alt").strip()
            made.setdefault(attr(picture, "src"), Media(
                kind="image", url=attr(picture, "src"), alt=alt if alt not in ("", "Image", "Bild", "Imagen") else None))
    for film in node.css("video[poster]"):
        if not (without_quoted and within(film, node, _quoting)):
            poster = attr(film, "poster")
            url = attr(film, "src")
            kind = "gif" if "tweet_video" in poster else "video"
            made.setdefault(poster, Media(kind=kind, url=url if url.startswith("http") else None, poster=poster))
    return tuple(made.values())


def own(found: Found) -> Iterator[Post | Problem]:
    """The app's page of a post, saved after it was drawn. Since 2019, last seen 2025. The post whose id is the page's is the
    main one; the others are its conversation."""
    if found.node is None:
        return
    main = found.address.key.native_id if found.address.key else ""
    for post in tweets(found, found.node):
        if post.relation is None and post.native_id != main:
            yield replace(post, relation="context")
        else:
            yield post


def embedded(found: Found) -> Iterator[Post | Problem]:
    """The same drawing elsewhere: the document of an embed frame (``Tweet.html``, 2020 to now) kept as ``srcdoc`` or file,
    react-tweet's copy of it (2023 to now), a saved timeline."""
    if found.node is None or found.address.key is not None:
        return
    host = re.match(r"https?://(?:www\.|mobile\.)?([\w.-]+)", found.page.url or "")
    timeline = host is not None and host[1] in ("x.com", "twitter.com")
    for post in tweets(found, found.node):
        yield replace(post, relation="context") if timeline and post.relation is None else post


OWN = (Form(name="app-page", parse=own, own=True, marks=("<article",),
             css='article[data-testid="tweet"], article[role="article"]:not([data-testid])'),)
EMBEDDED = (
    Form(name="app-frame", parse=embedded,
         css='article[data-testid="tweet"], article[role="article"][class*="css-"], .react-tweet-theme article, '
             'article[class*="tweet-container"]',
         marks=('data-testid="tweet"', 'role="article"', "react-tweet-theme", "tweet-container")),
)
