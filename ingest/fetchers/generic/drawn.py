"""Posts as publishers draw them: a box of their own design with text, author and the post's address, whatever the platform.

What makes a box a post is what stands in it (one address of a post, beside words), and a class that says so: ``tweet``, or
the name of a site together with ``embed``, ``post``, ``card``. Share bars, follow boxes, feeds and lists use the same names.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from ingest.fetcher import Address, Form, Found
from ingest.fetchers.twitter.signature import targets, without_picture
from ingest.model import Author, Count, Key, Media, Post, Problem
from ingest.patterns import late
from ingest.values import count
from ingest.values.fields import from_iso
from ingest.values.nodes import around, attr, text_in, vast
from ingest.values.shown import LOADS, only_counts, shown_count

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_SITES = ("twitter", "instagram", "facebook", "tiktok", "bluesky", "mastodon", "reddit", "threads", "telegram", "linkedin", "tumblr",
          "social", "fediverse", "truthsocial", "weibo", "pinterest", "insta", "bsky")
_BOXES = ("embed", "post", "card", "quote")
_SURE = ("tweet", "Tweet", "toot", "skeet", "x-post", "xpost", "XPost")
_SHORT = frozenset(("vk", "tg", "sm", "ig", "fb"))
"""Short names of sites: only as words of their own."""
PIECES = (*_SURE, *(f"{site}-{box}" for site in sorted(_SHORT) for box in (*_BOXES, "message")),
          *(f"social-media-{box}" for box in (*_BOXES, "block", "content")), "andropov_telegram",
          *(f"{site}-placeholder" for site in ("twitter", "instagram", "facebook", "tiktok")),
          *(piece for site in _SITES for box in _BOXES for piece in (
    f"{site}-{box}", f"{site}_{box}", f"{site}{box}", f"{box}-{site}", f"{box}--{site}", f"{box}_{site}",
        f"{site.capitalize()}{box.capitalize()}",
    f"{box.capitalize()}{site.capitalize()}")))
"""What stands in the class of such a box."""
_SPLIT = late(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_POSTS = frozenset(("tweet", "tweets", "toot", "skeet", "xpost"))
_NAMES = frozenset((*_SITES, "x", "insta", "ig", "fb", "bsky", "linked", "truth"))
_NAMED = frozenset(_SITES) - {"social", "mastodon", "fediverse", "insta", "bsky"}
"""Names of sites as they stand in a call."""
_HOLDS = frozenset(("embed", "embedded", "embeds", "post", "card", "quote", "status", "message", "item", "block", "container", "wrapper",
                    "entry", "content", "box", "preview", "placeholder", "andropov"))
_OTHER = frozenset((
    "share", "shares", "sharing", "sharer", "follow", "follower", "followers", "button", "buttons", "btn", "icon", "icons", "link", "links",
    "feed", "feeds", "timeline", "widget", "widgets", "list", "bar", "sidebar", "profile", "nav", "navigation", "menu", "footer", "login",
    "meta", "count", "counter", "counts", "stats", "tools", "toolbar", "action", "actions", "handle", "author", "avatar", "logo", "popup",
    "modal", "related", "recent", "latest", "carousel", "slider", "grid", "citation", "cite", "reference", "references", "footnote",
    "footnotes", "cs1", "tab", "tabs", "bio", "contact", "connect", "networks",
    "channels",
    "comments", "teaser", "headline", "text", "script", "click", "this", "selection", "highlight", "inline", "able", "cta", "discuss"))
"""Words of boxes that show no post, or not as the page's own choice."""
_ASIDE = frozenset(("share", "sharing", "follow", "feed", "feeds", "timeline", "widget", "widgets", "sidebar", "footer", "nav", "related",
                    "recent", "latest", "carousel", "slider", "bio", "menu", "popular", "trending", "recommended", "usertimeline", "ctf"))
_TEXT = (frozenset(("text", "tweettext")), frozenset(("body", "message", "copy", "caption", "description", "desc", "quote", "excerpt")),
         frozenset(("content", "contents", "title")), frozenset(("tweet", "toot")))
_NO_TEXT = frozenset(("name", "author", "user", "username", "handle", "header", "head", "footer", "foot", "meta", "date", "time",
                     "timestamp",
                      "stats", "actions", "action", "avatar", "media", "likes", "like", "retweet", "retweets", "reply", "replies", "link",
                      "logo", "icon", "info", "byline", "source", "attr", "attribution", "credit", "engagement",
                      "metrics", "count", "counts", "button"))
_WHO = frozenset(("handle", "username", "user", "screen", "screenname", "account", "author", "byline", "nickname", "profile", "header",
                 "head"))
_CALLED = (frozenset(("fullname", "displayname", "realname")), frozenset(("name", "display", "full")), frozenset(("author",)))
_COUNTED = {"likes": frozenset(("like", "likes", "favorite", "favorites", "favourites", "heart", "hearts", "fav", "favs", "reactions")),
            "shares": frozenset(("retweet", "retweets", "rt", "repost", "reposts", "boost", "boosts")),
            "comments": frozenset(("reply", "replies"))}
_STRUCTURED = ("iframe, script, blockquote.twitter-tweet, blockquote.twitter-video, blockquote.instagram-media, blockquote.tiktok-embed, "
               "blockquote.bluesky-embed, blockquote.mastodon-embed, blockquote.text-post-media, blockquote.reddit-embed-bq, "
               "blockquote.reddit-card, .fb-post, .fb-video, twitter-widget, amp-twitter, amp-instagram, [data-attrs], "
               "[data-instgrm-permalink]")
_HANDLE = late(r"@([A-Za-z0-9_](?:[\w.-]{0,60}\w)?)")
_CALL = late(
    r"(?:view|see|read|open|show|watch|via|on|ver|voir|ansehen|zum|leggi|bekijk|this|the|original|full|more|post|tweet|reply|replies"
    r"|twitter|x|instagram|facebook|tiktok|bluesky|mastodon|reddit|threads|linkedin|telegram|tumblr|pinterest|vk|weibo|en|auf|su|sur|op|em|no|beitrag|publicación|publication"
    r"|embed(?:ded)?|#?\d{15,20}|dies\w*|sieh|dir|cette|questo|esta|thread|link|→|↗|»|›|\.|:|\s)+", re.I)
_SIGNED = late(r"[—–-]\s*.{0,60}@[\w.-]+\)?\s*(?:[·|,].{0,40})?")
"""A paragraph that only signs."""
_DATE = late(r"\d.*(?:\d{4}|\d:\d\d|\bago\b)|\d{4}.*\d|^\d{1,2}[. ]|\bago$", re.S)


@lru_cache(maxsize=4096)
def _words(classes: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _SPLIT.findall(classes))


_HASHED = late(r"_{1,2}(?=[a-z]*[A-Z0-9+-])[A-Za-z0-9+-]{1,8}$")
_STYLED = late(
    r"(?:[\w-]+:)*-?(?:text|content|justify|items)-(?:\[|(?:black|white|inherit|current|transparent|xs|sm|base|lg|xl|\dxl|left|center|right|start"
    r"|end|justify|wrap|nowrap|balance|pretty|ellipsis|clip|muted|primary|secondary|foreground|accent|neutral|dark|light|danger|success|warning"
    r"|info|break|truncate|uppercase|lowercase|capitalize|bold|none|decoration|opacity|\w+-\d{2,3})\b)")
"""Classes that say how something looks: Tailwind's ``text-gray-400``, Bootstrap's ``text-muted``."""


@lru_cache(maxsize=4096)
def _part(classes: str) -> frozenset[str]:
    """The words of what an element is inside its box: the end of ``card__text`` and of ``Card_text__x1Y2``."""
    out: set[str] = set()
    for token in classes.split():
        if _STYLED.match(token):
            continue
        out |= _words(token.rpartition("__")[2] or token)
        short = _HASHED.sub("", token)
        if "_" in short.strip("_") and short != token:
            out |= _words(short.rpartition("_")[2])
    return frozenset(out)


@lru_cache(maxsize=4096)
def _token_says(token: str) -> bool:
    """Does one class say that its element is a post of some site?"""
    words = _words(token)
    if not words.isdisjoint(_OTHER) or not words.isdisjoint(_NO_TEXT - {"media", "source"}):
        return False
    joined = token.lower()
    return (not words.isdisjoint(_POSTS) or "tweet" in joined or "xpost" in joined or {"x", "post"} <= words
            or (not words.isdisjoint(_SHORT) and not words.isdisjoint(_HOLDS))
            or (any(site in joined for site in _SITES) and (not words.isdisjoint(_HOLDS) or any(box in joined for box in _BOXES))))


_TELLS = ("class", "data-component", "data-testid", "data-module", "data-type", "data-widget")


def _is_box(node: "LexborNode") -> bool:
    return (node.tag not in ("a", "button", "ul", "ol", "body", "html", "nav", "footer", "p", "span", "img", "input", "svg") or (
        node.tag == "a" and node.css_first("p, div, h3, h4") is not None)) and any(
        _token_says(token) for name in _TELLS for token in attr(node, name).split())


def aside(node: "LexborNode") -> bool:
    for above in (node, *around(node)):
        if above.tag in ("aside", "nav", "footer") and above.mem_id != node.mem_id:
            return True
        words = _words(f"{attr(above, 'class')} {attr(above, 'id')}") if above.tag not in ("body", "html") else frozenset[str]()
        if not words.isdisjoint(_ASIDE) or {"sqs", "twitter"} <= words:
            return True
    return False


def box(found: Found) -> Iterator[Post | Problem]:
    """A publisher's own drawing of a post."""
    node = found.node
    if node is None or found.address.key is not None or not _is_box(node) or node.css_first(_STRUCTURED) is not None or aside(node):
        return
    links = _links(found, node) or _around(found, node)
    keys = dict.fromkeys(address.key for _, address in links)
    if not links or len({key.platform for key in keys if key}) > 1 or (len(keys) > 1 and "tweets" in _words(attr(node, "class"))):
        return
    if len(keys) > 1 and any(_is_box(inner) and _links(found, inner) for inner in node.css("[class]")
                             if inner.mem_id != node.mem_id and not _within(inner, node)):
        return  # a list of boxes, or a box in a box: those speak for themselves
    link, address = _main(links)
    whole = text_in(node)
    if address.key is None or len(whole) > 6000:
        return
    text, handle = _caption(node, links) or _linked(links, address), _handle(found, node, address)
    if not text and address.key.platform == "reddit" and not _calls(text_in(link)):
        text = text_in(link)
    if not text and not handle and not _invites(whole) and (whole or link.mem_id != node.mem_id):
        return
    if link.mem_id != node.mem_id and _in_prose(link):
        return
    yield _post(node, address.key, text, Author(handle=handle, name=_name(node, handle)) if handle else None, found)


def _links(found: Found, node: "LexborNode") -> "list[tuple[LexborNode, Address]]":
    """Links to posts inside, those in the attributes of the box itself first."""
    urls = [(node, value) for name in ("data-url", "data-href", "data-link", "data-permalink", "data-tweet-url", "data-canonical-url",
                                             "cite") if (value := attr(node, name))]
    urls += [(one, attr(one, name)) for one in node.css("a[href], [data-url]") for name in ("href", "data-url") if attr(one, name)]
    pairs = [(one, found.read(url)) for one, url in urls if "intent/" not in url]
    return [(one, address) for one, address in pairs if address.key is not None]


def _around(found: Found, node: "LexborNode") -> "list[tuple[LexborNode, Address]]":
    """The link that a whole box without links stands in."""
    above = node.parent
    if above is None or above.tag != "a" or node.css_first("a[href]") is not None:
        return []
    address = found.read(attr(above, "href"))
    return [(above, address)] if address.key is not None else []


def _main(links: "list[tuple[LexborNode, Address]]") -> "tuple[LexborNode, Address]":
    """The post's own address: around its time, by name, by what its words ask for; else the last one."""
    for one, address in reversed(links):
        words = _words(attr(one, "class"))
        if one.css_first("time") is not None or not words.isdisjoint(("date", "time", "timestamp", "permalink", "created", "datetime")):
            return one, address
    for one, address in reversed(links):
        if one.tag != "a" or ((text := text_in(one)) and (_calls(text) or (_DATE.search(text) and len(text) < 50))):
            return one, address
    return links[-1]


def is_date(text: str) -> bool:
    """Nothing but a moment: "3:04 PM · Apr 5, 2021"."""
    return len(text) < 50 and _DATE.search(text) is not None


def _in_prose(link: "LexborNode") -> bool:
    """A link with a sentence around it, which neither dates the post nor calls to it: somebody writes about the post."""
    shown, above = text_in(link), link.parent
    if link.tag == "a" and above is not None and _calls(shown) and len(shown.split()) == 1 and above.tag == "p":
        return not _calls(text_in(above))
    if _HANDLE.fullmatch(shown) and above is not None and above.tag != "p":
        return False
    if link.tag != "a" or above is None or _calls(shown) or _DATE.search(shown) or link.css_first("time, img, p, div") is not None:
        return False
    return len(text_in(above)) > len(shown) + 40 and _amid_words(link)


def _amid_words(link: "LexborNode") -> bool:
    """Do words stand beside a link, not only other boxes?"""
    beside = link.parent.first_child if link.parent is not None else None
    while beside is not None:
        if beside.mem_id != link.mem_id and (beside.is_text_node or beside.tag in ("b", "i", "em", "strong", "span", "a")) and len(
                (beside.text_content or "").strip()) > 3:
            return True
        beside = beside.next
    return False


def _calls(text: str) -> bool:
    """Nothing but a call: "View this post on Instagram"."""
    return _CALL.fullmatch(text.strip() or "-") is not None or (len(text) < 40 and LOADS.search(text) is not None)


def _invites(text: str) -> bool:
    """A call in whatever language: a few words with the name of a site among them."""
    return _calls(text) or (len(text) < 40 and not _NAMED.isdisjoint(text.lower().split()))


def _caption(node: "LexborNode", links: "list[tuple[LexborNode, Address]]") -> str:
    for wanted in _TEXT:
        for one in node.css("[class]"):
            words = _part(attr(one, "class"))
            fits = one.mem_id != node.mem_id and not words.isdisjoint(wanted) and words.isdisjoint(_NO_TEXT) and not _within(one, node)
            if fits and wanted is _TEXT[-1] and one.css_first("p, header, time") is not None:  # the box itself, within another
                continue
            if fits and (text := text_in(one, skip=_not_text)):
                return "" if _calls(text) else text
    paragraphs = [text for one in node.css("p, blockquote, q, pre") if all(inner.mem_id == one.mem_id for inner in one.css("p"))
                  and one.mem_id != node.mem_id and _part(attr(one, "class")).isdisjoint(_NO_TEXT) and not _within(one, node)
                  and (text := text_in(one, skip=_not_text)) and not _calls(text) and not _signs(one, node)]
    return "\n\n".join(text for text in paragraphs or [_loose(node)] if text and not only_counts(text) and not any(
        one.fullmatch(text) for one in (_DATE, _HANDLE, _SIGNED)))


def _loose(node: "LexborNode") -> str:
    """Words that stand bare in the box."""
    lines, one = [""], node.child
    while one is not None:
        if one.is_text_node:
            lines[-1] += re.sub(r"\s+", " ", one.text_content or "")
        elif one.tag == "br":
            lines.append("")
        one = one.next
    text = "\n".join(line.strip() for line in lines).strip(" \n—–-·|•()")
    return text if len(text.split()) > 2 and not text.endswith(":") and not _calls(text) and not is_date(text) else ""


def _linked(links: "list[tuple[LexborNode, Address]]", address: Address) -> str:
    """Newsletters make every line of a post a link to it: the longest one that is neither name, date nor call is the text."""
    if len(links) < 3:
        return ""
    texts = [text_in(one) for one, other in links if one.tag == "a" and other.key == address.key]
    return max((text for text in texts if " " in text and "@" not in text[:1] and not is_date(text) and not _calls(text)
                and not text.lower().endswith(f"@{address.author or ''}".lower())), key=len, default="")


def _signs(one: "LexborNode", node: "LexborNode") -> bool:
    """A name that stands with nothing but the handle beside it."""
    above = one.parent
    rest = text_in(above, inline=True) if above is not None and above.mem_id != node.mem_id else ""
    return len(rest) < 120 and _HANDLE.search(rest.replace(text_in(one, inline=True), "", 1).strip(" ·•()")[:61] or "-") is not None


def _within(one: "LexborNode", stop: "LexborNode") -> bool:
    """Inside of a head, a foot or a quoted post."""
    for above in (one, *around(one)):
        if above.mem_id == stop.mem_id:
            return False
        last = {word for token in attr(above, "class").split() for word in _words(token)}
        edge = above.tag in ("header", "footer") or (above.tag == "figcaption" and not last)
        if edge or not last.isdisjoint(("quoted", "header", "footer", "replies")):
            return True
    return False


def _not_text(one: "LexborNode") -> bool:
    return not _words(attr(one, "class")).isdisjoint(("date", "time", "timestamp", "handle", "username", "avatar")) or one.tag == "time"


def _handle(found: Found, node: "LexborNode", address: Address) -> str | None:
    if address.author and not address.author.startswith("did:"):
        return address.author
    for one in node.css("[class]"):
        if not _words(attr(one, "class")).isdisjoint(_WHO) and (match := _HANDLE.search(text_in(one))):
            return match[1]
    for link in node.css("a[href]"):
        if (match := re.fullmatch(r"https?://[^/]+/@?([\w.-]{2,40})/?(?:\?.*)?", attr(link,
            "href"))) and match[1].lower() in text_in(link).lower():
            return match[1]
    return address.author


_NO_NAME = ("handle", "screen", "user", "username", "image", "avatar")
_LABEL = 60
"""Elements in an element that shows a name, at most."""

def _name(node: "LexborNode", handle: str | None) -> str | None:
    for wanted in _CALLED:
        for one in node.css("[class]"):
            words = _part(attr(one, "class"))
            if not words.isdisjoint(wanted) and words.isdisjoint(_NO_NAME) and not vast(one, _LABEL):
                shown = (text_in(one, inline=True, skip=_is_picture) or text_in(one, inline=True)).partition("@")[0].strip(" ·(\n")
                if shown and len(shown) < 80 and "\n" not in shown and shown != handle:
                    return shown
    for one in node.css("[class]") if handle else ():  # some write the name there, some the handle
        words = _part(attr(one, "class"))
        if ("username" not in words and not {"user", "name"} <= words) or vast(one, _LABEL):
            continue
        shown = text_in(one, inline=True, skip=_is_picture)
        if 0 < len(shown) < 60 and "@" not in shown and shown != handle and not _calls(shown) and not is_date(shown):
            return shown
    for one in node.css("[itemprop=name], strong, b, h3, h4, h5, p, span"):
        shown = text_in(one, inline=True) if len(one.text()) < 80 and not vast(one, _LABEL) else ""
        if shown and "@" not in shown and not is_date(shown) and not _calls(shown) and _beside(one, handle or "\0"):
            return shown
    return _signer(node, handle) if handle else None


def _signer(node: "LexborNode", handle: str) -> str | None:
    """A line of its own for name and handle, or the name as a link to the profile."""
    for one in node.css("footer, cite, figcaption, small, header, a, p, div, span"):
        if len(line := one.text()) < 150 and "@" in line and not vast(one, _LABEL) and (match := re.fullmatch(
                rf"[—–-]?\s*([^@\n]{{1,60}}?)\s*[(·]?\s*@{re.escape(handle)}\b.{{0,40}}", text_in(one, inline=True), re.I)):
            return match[1].strip(" (·") or None
    for link in node.css("a[href]"):
        shown = text_in(link, inline=True, skip=_is_picture) if len(link.text()) < 80 else ""
        tail = attr(link, "href").partition("?")[0].rstrip("/").rpartition("/")[2].lstrip("@").lower()
        if tail == handle.lower() != shown.lower() and shown and "@" not in shown and not is_date(shown) and not _calls(shown):
            return shown
    return None


def _is_picture(one: "LexborNode") -> bool:
    return one.tag == "img"


def _beside(one: "LexborNode", handle: str) -> bool:
    """Does the handle stand right behind, and nothing else?"""
    after, text = one.next, ""
    while after is not None:
        text += (after.text_content or "") if after.is_text_node else after.text()
        after = after.next
    return text.strip(" \n\t·•()").lower() == f"@{handle}".lower()


def _post(node: "LexborNode", key: Key, text: str, author: Author | None, found: Found) -> Post:
    media: tuple[Media, ...] = ()
    if key.platform == "twitter":
        text, media = without_picture(text)
    moment = node.css_first("time[datetime]")
    stated = attr(moment, "datetime")
    zoned = re.search(r"\dT?\s*\d?\d:\d\d.*(?:Z|[+-]\d\d:?\d\d)$", stated) is not None
    return Post(
        native_id=key.native_id, kind=key.kind, platform=key.platform, caption=text or None, author=author, media=media,
        created=from_iso(stated) if zoned else None, counts=tuple(_counts(node, found)), links=targets(node.css_first("p")) or None,
        evidence=None if text or author else "plain",
    )


def _counts(node: "LexborNode", found: Found) -> Iterator[Count]:
    for metric, wanted in _COUNTED.items():
        for one in node.css("[class]"):
            if not _words(attr(one, "class")).isdisjoint(wanted):
                shown = text_in(one, inline=True)
                said = count(metric, shown, found.page.language or "en") if re.search(r"\d", shown) and len(shown) < 40 else None
                if said is not None:
                    yield said
                    break
        else:
            if (said := shown_count(node, metric, found.page.language or "en")) is not None:
                yield said


_OTHER_MARKS = ('data-component="social', 'data-component="tweet', 'data-component="twitter', 'data-testid="tweet', 'data-testid="social',
                'data-module="social', 'data-module="tweet')
FORMS: tuple[Form, ...] = (
    Form(name="drawn", parse=box, marks=(*PIECES, *_OTHER_MARKS),
         css=", ".join((*(f"[class*={piece}]" for piece in PIECES), "[data-component*=embed]", "[data-component*=tweet]",
                        "[data-testid*=embed]", "[data-testid*=tweet]", "[data-module*=embed]", "[data-module*=tweet]"))),
)
