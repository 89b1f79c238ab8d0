"""Descriptions of a post in a shape that many sites share: JSON-LD postings, h-entry, oEmbed answers."""

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from ingest.fetcher import Address, Form, Found
from ingest.model import Author, Count, Key, Media, Post, Problem
from ingest.patterns import late
from ingest.values.fields import counts_of, from_iso
from ingest.values.heads import seconds, titled
from ingest.values.nodes import attr, has_class, text_in
from ingest.values.texts import html_to_text

Json = Any
_POSTINGS = frozenset(("SocialMediaPosting", "DiscussionForumPosting", "SocialMediaPost"))
_TITLED = frozenset(("reddit", "tumblr", "pinterest", "youtube", "vimeo", "hackernews", "dailymotion", "flickr", "imgur",
                     "rumble", "streamable", "soundcloud", "twitch"))
_ACTIONS = {
    "LikeAction": "likes", "CommentAction": "comments", "ReplyAction": "comments", "ShareAction": "shares",
    "WatchAction": "views", "ViewAction": "views", "UserLikes": "likes", "UserComments": "comments", "UserPageVisits": "views",
    "UserPlays": "views", "BookmarkAction": "bookmarks", "VoteAction": "score",
}
_ENTITY = late(r"&(?:#x?[0-9a-fA-F]+|amp|lt|gt|quot|apos);")
_FIRST_STEP = r"[a-z]{2}\.pinterest\.com|pinterest\.[a-z.]{2,6}|instagram\.com|twitter\.com|x\.com|vimeo\.com"
"""Hosts whose profiles are the first step of the path."""
_STOCK = late(r"This Pin was (?:discovered|created) by ")
"""What Pinterest says of a pin without words of its own."""


def _types(data: Json) -> set[str]:
    said = data.get("@type")
    return {one for one in (said if isinstance(said, list) else [said]) if isinstance(one, str)}


def is_posting(data: Json) -> bool:
    """JSON-LD that says of itself that it is a post."""
    return not _POSTINGS.isdisjoint(_types(data))


def is_video(data: Json) -> bool:
    """JSON-LD of a video."""
    return "VideoObject" in _types(data)


def posting(found: Found) -> Iterator[Post | Problem]:
    """``SocialMediaPosting`` and ``DiscussionForumPosting``: Bluesky, Tumblr, Pinterest, LinkedIn, Substack, Reddit, forums.

    Its own ``url`` names the post. Where it has none, the page's own address does, unless the object is part of another
    (a comment list).
    """
    address = _named(found)
    if address.key is None:
        return
    yield _post(found, address, title=_text(found.data.get("headline")) or _text(found.data.get("name")))


def video(found: Found) -> Iterator[Post | Problem]:
    """``VideoObject`` on the video's own page. In an article it holds the article's words and dates, not the video's."""
    own = found.address.key
    named = [found.read(url) for name in ("url", "@id", "embedUrl", "contentUrl") if (url := _text(found.data.get(name)))]
    keys = [address.key for address in named if address.key is not None]
    if own is None:
        if keys and _shown(found):
            yield Post(native_id=keys[0].native_id, kind=keys[0].kind, platform=keys[0].platform, evidence="plain")
        return
    if keys and own not in keys and not any(key.platform == own.platform for key in keys):
        return
    yield _post(found, found.address, title=_text(found.data.get("name")))


def _shown(found: Found) -> bool:
    """Whether what an article's description holds is what the article shows, and not one of a list of other things."""
    above = found.parent if isinstance(found.parent, dict) else {}
    return _types(above).isdisjoint(("ItemList", "ListItem", "CollectionPage", "Person", "Organization", "VideoGallery", "Playlist"))


def shared(found: Found) -> Iterator[Post | Problem]:
    """``sharedContent`` of an article or of an entry in a live blog: a page, a picture or a work whose address is a post's."""
    address = found.read(_text(found.data.get("url")) or "") if found.context.get("key") in ("sharedContent", "citation") else None
    if address is not None and address.key is not None and found.address.key is None:
        key = address.key
        cited = found.context.get("key") == "citation"
        yield Post(native_id=key.native_id, kind=key.kind, platform=key.platform, evidence="link" if cited else "plain",
                   relation="linked" if cited else None, author=Author(handle=address.author) if address.author else None)


def is_work(data: Json) -> bool:
    """JSON-LD of a thing that can be shared."""
    return not _types(data).isdisjoint(("WebPage", "CreativeWork", "ImageObject", "Comment", "WebContent", "Article", "BlogPosting"))


def _named(found: Found) -> Address:
    data = found.data
    main = data.get("mainEntityOfPage")
    urls = [data.get("url"), data.get("@id"), main.get("@id") if isinstance(main, dict) else main]
    for url in urls:
        address = found.read(url) if isinstance(url, str) else None
        if address is not None and address.key is not None:
            return address
    told = any(isinstance(url, str) and url.startswith("http") for url in urls)
    inside = isinstance(found.parent, dict) and is_posting(found.parent)
    return Address(outcome="not_post") if told or inside else found.address


def _post(found: Found, address: Address, *, title: str | None) -> Post:
    data, key = found.data, address.key or Key("", "", "")
    text = _text(data.get("articleBody")) or _text(data.get("text")) or _text(data.get("description"))
    text = None if text and _STOCK.match(text) else text
    title = title if key.platform in _TITLED else None
    own = found.address.key
    return Post(
        native_id=key.native_id, kind=key.kind, platform=key.platform, title=title, caption=titled(title, text),
        author=_author(data.get("author") or data.get("creator"), address), language=_text(data.get("inLanguage")),
        created=from_iso(data.get("datePublished")) or from_iso(data.get("dateCreated")) or from_iso(data.get("uploadDate")),
        counts=_counts(data), media=tuple(_media(data)),
        caption_complete=False if text and text.endswith(("...", "…")) else None,
        relation="context" if own is not None and own != key and own.platform != key.platform else None,
    )


def _text(value: Json) -> str | None:
    """A text, freed from the entities that some sites leave in their JSON."""
    if not isinstance(value, str) or not value.strip():
        return None
    return html.unescape(value) if _ENTITY.search(value) else value


def _author(said: Json, address: Address) -> Author | None:
    if isinstance(said, list):
        return _author(said[0], address) if said else None
    if isinstance(said, str):
        # Tumblr writes the blog's name alone.
        return Author(handle=said) if re.fullmatch(r"[\w.-]+", said) else Author(name=said)
    if not isinstance(said, dict):
        return Author(handle=address.author) if address.author else None
    name, other = _text(said.get("name")), _text(said.get("alternateName"))
    url = _text(said.get("url"))
    handle = (other or "").lstrip("@") or address.author or _handle_in(url)
    if name is not None and name.startswith("@"):
        handle, name = name[1:], None
    return Author(handle=handle or None, name=name, url=url) if handle or name else None


def _handle_in(url: str | None) -> str | None:
    match = re.fullmatch(r"https?://[^/]+/(?:@|user/|u/|profile/|in/)([\w.-]+)/?", url or "")
    match = match or re.fullmatch(rf"https?://(?:www\.)?(?:{_FIRST_STEP})/([\w.-]+)/?", url or "")
    return match[1] if match else None


def _counts(data: Mapping[str, Json]) -> tuple[Count, ...]:
    said = data.get("interactionStatistic")
    made: dict[str, Any] = {}
    for one in said if isinstance(said, list) else [said]:
        if not isinstance(one, dict):
            continue
        action = one.get("interactionType") or one.get("name") or ""
        word = str(action.get("@type", "") if isinstance(action, dict) else action).rpartition("/")[2]
        if word in _ACTIONS:
            made.setdefault(_ACTIONS[word], one.get("userInteractionCount"))
    made.setdefault("comments", data.get("commentCount"))
    made.setdefault("score", data.get("upvoteCount"))
    return counts_of(made)


def _media(data: Mapping[str, Json]) -> Iterator[Media]:
    if is_video(data):
        given = data.get("thumbnailUrl")
        poster = given[0] if isinstance(given, list) and given else given
        yield Media(kind="video", url=_text(data.get("contentUrl")), poster=poster if isinstance(poster, str) else None,
                    duration=seconds(str(data.get("duration", ""))))
        return
    said = data.get("image")
    for one in said if isinstance(said, list) else [said]:
        url = one.get("url") or one.get("contentUrl") if isinstance(one, dict) else one
        if isinstance(url, str) and url.startswith("http"):
            yield Media(kind="image", url=url)


def oembed(found: Found) -> Iterator[Post | Problem]:
    """An oEmbed answer of any provider: stored by a site, or a file of its own. The post is named by ``url``, by the page of
    the embed code's frame or by the last link of its block."""
    data = found.data
    address = _provided(found)
    asked = _asked(found)
    if asked is not None and (address.key is None or address.key.platform == asked.platform):
        key, other = asked, address.key
    elif address.key is not None:
        key, other = address.key, None
    else:
        return
    title = _text(data.get("title"))
    profile = _text(data.get("author_url"))
    handle = address.author or _handle_in(profile)
    name = _text(data.get("author_name"))
    kind = {"video": "video", "photo": "image"}.get(str(data.get("type")))
    poster, url = _text(data.get("thumbnail_url")), _text(data.get("url")) if kind == "image" else None
    # Titles are captions where a platform has no titles; "Tweet by ..." and the like are not.
    titled_there = key.platform in (*_TITLED, "rumble", "soundcloud")
    text = title if titled_there or key.platform in ("tiktok", "instagram") else _quoted(str(data.get("html") or ""))
    yield Post(
        same_as=(other,) if other is not None and other.kind != key.kind else (),
        native_id=key.native_id, kind=key.kind, platform=key.platform, caption=text,
        title=title if titled_there else None,
        author=Author(handle=handle, name=name, url=profile) if handle or name else None,
        media=(Media(kind=kind, url=url, poster=poster if kind == "video" else None),) if kind and (poster or url) else (),
    )


def _asked(found: Found) -> Key | None:
    """The post that was asked for, where this is an endpoint's own answer. The code may name it by another id (a player's)."""
    try:
        asked = dict(parse_qsl(urlsplit(found.page.url).query)).get("url", "") if "oembed" in found.page.url else ""
    except ValueError:
        return None
    return found.read(asked).key if asked else None


def _quoted(code: str) -> str | None:
    """The words that stand in a paragraph of the code's quotation."""
    inside = code.partition("<blockquote")[2].partition("</blockquote")[0]
    paragraphs = re.findall(r"<p\b[^>]*>(.*?)</p>", inside, re.S)
    return "\n\n".join(text for one in paragraphs if (text := html_to_text(one).strip())) or None


def _provided(found: Found) -> Address:
    code = str(found.data.get("html") or "")
    urls = [found.data.get("url"), *re.findall(r"""(?:src|cite|href)=["']([^"']+)["']""", html.unescape(code))[::-1]]
    addresses = (found.read(url) for url in urls if isinstance(url, str))
    return next((address for address in addresses if address.key is not None), Address(outcome="not_post"))


def entry(found: Found) -> Iterator[Post | Problem]:
    """An ``h-entry`` whose ``u-url`` is a post of a declared platform: Mastodon until 3.x, static copies, IndieWeb tools."""
    node = found.node
    address = found.read(attr(node.css_first("a.u-url[href], .u-url a[href]"), "href")) if node is not None else None
    if node is None or address is None or address.key is None:
        return
    words = node.css_first(".e-content, .p-content, .p-summary")
    if words is None or (words.parent is not None and has_class(words.parent, "status__content")):
        return  # Mastodon's own drawing is read as such
    key, moment = address.key, node.css_first("time.dt-published[datetime], .dt-published [datetime]")
    name = text_in(node.css_first(".p-author .p-name, .h-card .p-name, .p-author"))
    yield Post(
        native_id=key.native_id, kind=key.kind, platform=key.platform, created=from_iso(attr(moment, "datetime")),
        caption=text_in(words) or None,
        author=Author(handle=address.author, name=name or None) if address.author or name else None,
        media=tuple(Media(kind="image", url=attr(one, "src"), alt=attr(one, "alt") or None)
                    for one in node.css("img.u-photo") if attr(one, "src").startswith("http")),
    )


FORMS: tuple[Form, ...] = (
    Form(name="posting", keys=("@type",), test=is_posting, parse=posting, evidence="rich"),
    Form(name="shared", keys=("@type", "url"), test=is_work, parse=shared),
    Form(name="video", keys=("@type",), test=is_video, parse=video, evidence="rich"),
    Form(name="oembed", keys=("provider_name", "html"), parse=oembed, evidence="rich"),
    Form(name="h-entry", css=".h-entry", marks=("h-entry",), parse=entry),
)
