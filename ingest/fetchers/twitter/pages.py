"""X/Twitter: saved copies of its own pages of all years, and of the frontends that show them."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING

from ingest.fetcher import Form, Found
from ingest.fetchers.twitter import article, nitter, oldpages
from ingest.fetchers.twitter.api import legacy_post
from ingest.fetchers.twitter.signature import author, targets, whole, without_picture
from ingest.fetchers.twitter.titles import name_in, spoken
from ingest.fetchers.twitter.wording import language
from ingest.model import Count, Key, Media, Post, Problem
from ingest.patterns import late
from ingest.values.fields import dicts, dig, from_epoch, from_iso, text_of, unique
from ingest.values.nodes import attr, has_class, text_in

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_QUOTE = ".QuoteTweet-innerContainer[data-item-id]"
_OWN_PICTURE = late(r"pbs\.twimg\.com/(media|tweet_video_thumb|amplify_video_thumb|ext_tw_video_thumb)/")


# -- written by the server, 2012 to 2020


def permalink(found: Found) -> Iterator[Post | Problem]:
    """``div.tweet[data-tweet-id]`` of pages written by the server, 2012 to 2020: the ``permalink-tweet`` is the page's own,
    the others are its conversation. Names, exact numbers and the UTC time stand in attributes."""
    node = found.node
    native_id = attr(node, "data-tweet-id")
    if node is None or not re.fullmatch(r"\d{1,19}", native_id):
        return
    words = node.css_first(".js-tweet-text-container .tweet-text, p.tweet-text, p.js-tweet-text")
    quote = node.css_first(_QUOTE)
    stamp = node.css_first("._timestamp[data-time]")
    links = targets(words)
    text, media = without_picture(_words(words))
    yield Post(
        native_id=native_id, author=author(attr(node, "data-screen-name"), attr(node, "data-name"), attr(node, "data-user-id")),
        caption=text or None, language=language(attr(words, "lang")),
        created=from_epoch(attr(stamp, "data-time-ms"), unit="ms") or from_epoch(attr(stamp, "data-time")),
        counts=_counts(node), media=_media(node) or media, links=links,
        hashtags=_marked(words, "twitter-hashtag"), mentions=_marked(words, "twitter-atreply"),
        quote_of=Key("twitter", "", attr(quote, "data-item-id")) if quote is not None else None,
        thread=attr(node, "data-conversation-id") or None,
        visibility="followers" if attr(node, "data-protected") == "true" else None,
        relation=None if has_class(node, "permalink-tweet") else "context",
    )
    if quote is not None:
        yield _quoted(quote)


def _quoted(quote: "LexborNode") -> Post:
    words = quote.css_first(".QuoteTweet-text")
    text, media = without_picture(_words(words))
    pictures = tuple(Media(kind="image", url=attr(one, "data-image-url")) for one in quote.css("[data-image-url]"))
    return Post(
        native_id=attr(quote, "data-item-id"), relation="quoted", caption=text or None, language=language(attr(words, "lang")),
        media=pictures or media, author=author(
            attr(quote, "data-screen-name"), text_in(quote.css_first(".QuoteTweet-fullname")), attr(quote, "data-user-id")),
    )


def _words(words: "LexborNode | None") -> str:
    """Text with real line ends; the link to the quoted post is hidden, other links are written out."""
    return text_in(words, pre=True, inline=True, instead=_written_out)


def _written_out(node: "LexborNode") -> str | None:
    if not has_class(node, "twitter-timeline-link"):
        return None
    if has_class(node, "u-hidden"):
        shown = node.text().strip()
        return f" {shown}" if shown.startswith("pic.twitter.com/") else ""
    return attr(node, "data-expanded-url") or None


def _marked(words: "LexborNode | None", name: str) -> tuple[str, ...] | None:
    if words is None:
        return None
    return unique((link.text() or "").strip().lstrip("#@＃＠$") for link in words.css(f".{name}"))


def _counts(node: "LexborNode") -> tuple[Count, ...]:
    made = []
    for name, metric in (("favorite", "likes"), ("retweet", "shares"), ("reply", "comments")):
        number = node.css_first(f".ProfileTweet-action--{name} .ProfileTweet-actionCount[data-tweet-stat-count]")
        value = whole(attr(number, "data-tweet-stat-count"))
        if value is None and name != "reply":
            value = whole(attr(node.css_first(f".js-stat-{name}s [data-tweet-stat-count]"), "data-tweet-stat-count"))
        if value is not None:
            made.append(Count(metric=metric, value=value))
    return tuple(made)


def _media(node: "LexborNode") -> tuple[Media, ...]:
    made: dict[str, Media] = {}
    for box in node.css(".AdaptiveMedia [data-image-url], .cards-media-container [data-image-url]"):
        url = attr(box, "data-image-url")
        made[url] = Media(kind="image", url=url, alt=attr(box.css_first("img"), "alt") or None)
    for film in node.css(".AdaptiveMedia .PlayableMedia"):
        style = attr(film.css_first("[style*=background-image]"), "style")
        poster = re.search(r"url\(['\"]?(.+?)['\"]?\)", style)
        kind = "gif" if has_class(film, "PlayableMedia--gif") else "video"
        made[poster[1] if poster else kind] = Media(kind=kind, poster=poster[1] if poster else None)
    return tuple(made.values())


# -- what crawlers are served, and pages without content


_TITLE = late(r"(.*?)\s*\(@(\w{1,20})\)", re.S)
_QUOTED = late(r"[“\"„「«](.*)[”\"“」»]\s*$", re.S)


def described(found: Found) -> Iterator[Post | Problem]:
    """A page of which only the head speaks: what crawlers are served (2023 to now: the text as ``og:description``, name and
    handle in ``og:title``; 2016 to 2020: the text in curly quotes). Without that it is a shell that a browser must fill."""
    key, root = found.address.key, found.node
    if key is None or root is None or _drawn(root):
        return
    text = unescape(found.meta.get("og:description") or "")
    title = found.meta.get("og:title") or found.meta.get("title") or ""
    if not text and (said := spoken(title)):
        words, media = without_picture(said[1])
        yield Post(native_id=key.native_id, caption=words or None, media=media, author=author(found.address.author, said[0]))
        return
    if not text and (gone := _said_gone(root)):
        yield Post(native_id=key.native_id, availability=gone)
        return
    if not text and not _TITLE.match(title):
        if not _filled(root):
            yield Problem(reason="shell-page", stage="parse", detail="saved before the post was loaded: save the page again")
        return
    named = _TITLE.match(title)
    quoted = None if named else _QUOTED.fullmatch(text.strip())  # the years of the quotes had no handle in the title
    text, media = without_picture(quoted[1] if quoted else text)
    name = named[1] if named else name_in(title) or re.sub(r"\s+(?:on|auf|sur|en|su) (?:X|Twitter)\b.*", "", title, flags=re.S)
    yield Post(native_id=key.native_id, caption=text.strip() or None, media=_pictures(found) or media,
               author=author(named[2] if named else found.address.author, name))


def _drawn(root: "LexborNode") -> bool:
    shown = '.permalink-tweet, article[data-testid="tweet"], article[role="article"] time, .main-tweet, .status-body'
    return root.css_first(shown) is not None


def _said_gone(root: "LexborNode") -> str | None:
    """The app says that there is no such post and offers a search instead, or links to its notices in the post's place. A
    failure to load offers to try again."""
    if root.css_first('[data-testid="error-detail"] a[href^="/search"], [data-testid="error-detail"] a[href$="/explore"]') is not None:
        return "unavailable"
    told = root.css_first(".errorpage-body-content, .error-page, .ProtectedTimeline, .ProtectedTimeline-heading")
    if told is not None:  # until 2020
        words = (told.text() or "").lower()
        return "private" if "ProtectedTimeline" in attr(told, "class") else "suspended" if "suspended" in words else "unavailable"
    notice = root.css_first('a[href*="rules-and-policies/notices"]')
    said = (notice.parent.text() or "").lower() if notice is not None and notice.parent is not None else ""
    if notice is None:
        return None
    return "deleted" if "deleted" in said else "suspended" if "suspended" in said else "withheld" if "withheld" in said else "unavailable"


def _filled(root: "LexborNode") -> bool:
    """Whether the app's state in a script holds posts: these are read as records."""
    return any(word in (script.text() or "") for script in root.css("script") for word in ('"full_text"', '"articleBody"', '"id_str"'))


def _pictures(found: Found) -> tuple[Media, ...]:
    url = found.meta.get("og:image", "")
    match = _OWN_PICTURE.search(url)
    if not match:
        return ()
    if match[1] == "media":
        return (Media(kind="image", url=url, alt=found.meta.get("og:image:alt") or None),)
    return (Media(kind="gif" if match[1] == "tweet_video_thumb" else "video", poster=url),)


# -- the app's state


def state(found: Found) -> Iterator[Post | Problem]:
    """``window.__INITIAL_STATE__.entities`` of the app, where it was filled: logged-out pages, 2020 to now."""
    people = dig(found.data, "users", "entities") or {}
    main = found.address.key.native_id if found.address.key else ""
    for record in dicts(list((dig(found.data, "tweets", "entities") or {}).values())):
        user = people.get(str(record.get("user") or record.get("user_id_str")))
        native_id = text_of(record.get("id_str"))
        if not native_id or ("full_text" not in record and "text" not in record):
            continue
        post = legacy_post(record, user if isinstance(user, dict) else None, native_id=native_id)
        quoted = text_of(record.get("quoted_status"))
        yield replace(
            post, created=post.created or from_iso(record.get("created_at")),
            quote_of=post.quote_of or (Key("twitter", "", quoted) if quoted and quoted.isdigit() else None),
            relation="page" if native_id == main else "context",
        )


def is_state(record: dict[str, object]) -> bool:
    """The part of the state that holds posts and people, not empty."""
    return bool(dig(record, "tweets", "entities")) and isinstance(dig(record, "tweets", "entities"), dict)


def linked_data(found: Found) -> Iterator[Post | Problem]:
    """``SocialMediaPosting`` in a script of the app's page, 2022 to 2023: text, time and numbers for search engines."""
    record, key = found.data, found.address.key
    url = text_of(record.get("url")) or text_of(record.get("mainEntityOfPage")) or ""
    address = found.read(url)
    native_id = address.key.native_id if address.key and address.key.platform == "twitter" else ""
    if not native_id or (key is not None and key.platform != "twitter"):
        return
    person = record.get("author") if isinstance(record.get("author"), dict) else {}
    text, media = without_picture(str(record.get("articleBody") or ""))
    yield Post(
        native_id=native_id, caption=text or None, media=media,
        created=from_iso(record.get("datePublished") or record.get("dateCreated")),
        author=author(text_of(dig(person, "additionalName")) or address.author,
                      text_of(dig(person, "givenName")) or text_of(dig(person, "name"))),
        counts=tuple(_interactions(record)), relation=_standing(found, native_id), evidence="own",
    )


def _standing(found: Found, native_id: str) -> str:
    """The page's own post, one beside it, or what an article shares."""
    if found.address.key is not None and found.address.key.native_id == native_id:
        return "page"
    return "embedded" if found.address.key is None and found.context.get("key") == "sharedContent" else "context"


def _interactions(record: dict[str, object]) -> Iterator[Count]:
    names = {"LikeAction": "likes", "CommentAction": "comments", "ShareAction": "shares"}
    for one in dicts(record.get("interactionStatistic")):
        kind = one.get("interactionType")
        kind = kind.get("@type") if isinstance(kind, dict) else str(kind or "").rpartition("/")[2]
        value = whole(str(one.get("userInteractionCount", "")))
        if kind in names and value is not None:
            yield Count(metric=names[str(kind)], value=value)


def is_linked_data(record: dict[str, object]) -> bool:
    """A posting whose address is on X or Twitter."""
    text = json.dumps([record.get("url"), record.get("mainEntityOfPage")])
    return record.get("@type") in ("SocialMediaPosting", "DiscussionForumPosting") and bool(
        re.search(r"//(?:www\.|mobile\.)?(?:twitter|x)\.com/", text))


FORMS: tuple[Form, ...] = (
    Form(name="permalink", parse=permalink, css="div.tweet[data-tweet-id]", marks=("data-tweet-id", "permalink-tweet"), own=True,
         frontend=True),
    *article.OWN,
    *oldpages.FORMS,
    *nitter.FORMS,
    Form(name="described", parse=described, own=True),
    Form(name="state", parse=state, keys=("tweets", "users"), test=is_state, evidence="own"),
    Form(name="linked-data", parse=linked_data, keys=("articleBody", "@type"), test=is_linked_data, evidence="own"),
)
