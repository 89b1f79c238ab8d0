"""Facebook: the official download of all ages, as JSON and as HTML. It gives no post ids: synthetic ones are made."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from ingest.fetcher import Form, Found
from ingest.model import WITHHELD, Author, Media, Post, Problem, Time
from ingest.patterns import late
from ingest.values.fields import dicts, dig, from_epoch, text_of, unique
from ingest.values.meta import repaired, synthetic_id

Fields = dict[str, Any]
_FILMS = (".mp4", ".mov", ".webm", ".m4v")
_PHOTO = late(r"_n_(\d{6,20})\.\w+$")
_CLOCK = late(r"[\s,]*(?:\b(?:at|um|à|às|a las|alle|om|kl\.?)\s+)?\b\d{1,2}:\d\d(?::\d\d)?\s*(?:[ap]\.?\s?m\.?)?\s*$", re.I)
_TAG = late(r"#(\w+)")
_ACTIVITY = late(r" (?:updated|added|shared|posted|replied|commented|was|is|wrote|went|likes|reacted|created) ")
_PHOTO_LISTS = frozenset(("other_photos_v2", "other_photos", "photos", "videos_v2", "videos"))


def owner(data: Any) -> Fields:
    """``profile_information.json``: ``profile_v2`` (older: ``profile``) with the full name."""
    profile = dig(repaired(data), "profile_v2") or dig(repaired(data), "profile") or dig(repaired(data), "profile_user", 0)
    name = text_of(dig(profile, "name", "full_name")) or text_of(dig(profile, "name"))
    handle = text_of(dig(profile, "username"))
    if not name and not handle:
        return {}
    address = text_of(dig(profile, "profile_uri"))
    return {"owner": Author(handle=handle, name=name, url=address)}


CONTEXT: tuple[tuple[str, Callable[[Any], Fields]], ...] = (
    ("personal_information/profile_information/profile_information.json", owner),
    ("profile_information/profile_information.json", owner),
    ("about_you/profile_information.json", owner),
)
_CLOSED = (
    ("messages/inbox/*", "direct messages"), ("messages/archived_threads/*", "direct messages"),
    ("messages/filtered_threads/*", "direct messages"), ("messages/message_requests/*", "direct messages"),
    ("messages/e2ee_cutover/*", "direct messages"), ("messages/*/message_?*.json", "direct messages"),
    ("messages/*/message_?*.html", "direct messages"), ("ads_information/*", "advertising data"),
    ("ads_and_businesses/*", "advertising data"), ("security_and_login_information/*", "login records"),
    ("friends_and_followers/*", "contacts"), ("connections/friends/*", "contacts"), ("connections/followers/*", "contacts"),
)
"""Narrow on purpose: they hold under any leading folder, and a page that somebody saved in ``messages/`` is no message."""
_TOPS = ("", "your_facebook_activity/", "your_activity_across_facebook/")
PRIVATE = (
    *((top + pattern, what) for top in _TOPS for pattern, what in _CLOSED), ("html/messages.htm", "direct messages"),
    ("html/security.htm", "login records"), ("html/ads.htm", "advertising data"), ("html/contact_info.htm", "contacts"),
    ("apps_and_websites_off_of_facebook/*", "account data"), ("facebook_payments/*", "account data"),
)


# -- posts


def _medium(record: Fields) -> Media:
    uri = str(record.get("uri") or "")
    film = uri.lower().endswith(_FILMS) or dig(record, "media_metadata", "video_metadata") is not None
    outside = "://" in uri
    return Media(
        kind="video" if film else "image",
        local=None if outside or not uri else uri,
        url=uri if outside else None,
        alt=text_of(record.get("alt_text")),
    )


def _attached(record: Fields) -> list[Fields]:
    return [part for group in dicts(record.get("attachments")) for part in dicts(group.get("data"))]


def _owned(found: Found, text: str, stamp: Any, media: list[Fields], extra: str = "", kind: str = "") -> Post:
    """A post of the download's owner; its id is made of what the record states."""
    author = found.context.get("owner")
    created = from_epoch(stamp)
    first = str(media[0].get("uri") or "").rpartition("/")[2] if media else ""
    who = (author.handle or author.name) if author else ""
    native_id = synthetic_id(who, created.value if created else "", first, text, extra)
    return Post(
        native_id=native_id,
        kind=kind,
        author=author,
        created=created,
        caption=text or None,
        media=tuple(_medium(item) for item in media),
    )


def _author(stated: Author | None, title: str) -> Author | None:
    """The owner; where no profile says who that is, the sentence above the post begins with the name (in English)."""
    match = _ACTIVITY.search(title)
    return stated or (Author(name=title[: match.start()]) if match else None)


def post(found: Found) -> Iterator[Post | Problem]:
    """An element of ``your_posts_1.json`` and its kin, with old and new folder names. 2018, last seen 2025."""
    key = str(found.context.get("key"))
    if key.startswith("saves"):
        yield from _saved(found, repaired(found.data))
        return
    made = _post(found, repaired(found.data))
    # What others wrote on the owner's timeline is theirs; the sentence above it names them (in English).
    yield replace(made, author=_author(None, str(repaired(found.data).get("title") or ""))) if key == "wall_posts_sent_to_you" else made


def _saved(found: Found, record: Fields) -> Iterator[Post]:
    """Posts that the owner saved: their addresses."""
    for part in _attached(record):
        address = found.read(text_of(dig(part, "external_context", "url")) or "")
        if address.key is not None:
            yield Post(native_id=address.key.native_id, kind=address.key.kind, platform=address.key.platform, relation="reference",
                       author=Author(handle=address.author) if address.author else None, evidence="reference")


def reaction(found: Found) -> Iterator[Post | Problem]:
    """A like or another reaction: a sentence without the address of what it was given to."""
    yield Problem(reason="unsupported", detail="reactions without an address", stage="aside")


def _post(found: Found, record: Fields) -> Post:
    parts, said = _attached(record), dicts(record.get("data"))
    texts = [text_of(item.get("post")) for item in said] + [text_of(part.get("text")) for part in parts]
    media = [item for part in parts if isinstance(item := part.get("media"), dict)]
    texts += [text_of(item.get("description")) for item in media] + [text_of(dig(part, "note", "text")) for part in parts]
    text = (next(filter(None, texts), None) or "").strip()
    links = unique(url for part in parts if (url := text_of(dig(part, "external_context", "url"))) and "." in url)
    places = [text_of(dig(part, "place", "name")) for part in parts]
    edited = from_epoch(next((item["update_timestamp"] for item in said if item.get("update_timestamp")), None))
    title = str(record.get("title") or "")
    made = _owned(found, text, record["timestamp"], media, links[0] if links else "" if text or media else title)
    return replace(
        made,
        author=_author(found.context.get("owner"), title),
        links=links or None,
        place=next(filter(None, places), None),
        edited_at=edited.value if edited and made.created and edited.value > made.created.value else None,
        mentions=unique(text_of(tag.get("name")) for tag in dicts(record.get("tags"))) or None,
        kind="story" if "stories" in str(found.context.get("key")) else "",
    )


def is_post(record: Fields) -> bool:
    """A time, a list of data, and a sentence or attachments; no comment and no message."""
    said = record.get("data")
    return (
        isinstance(said, list | None)
        and isinstance(record["timestamp"], int)
        and ("attachments" in record or (said is not None and "title" in record))
        and not str(record.get("url")).startswith("http")  # a download tells none
        and not any("comment" in item or "reaction" in item for item in dicts(said))
    )


def comment(found: Found) -> Iterator[Post | Problem]:
    """A comment that the owner wrote (``comments.json``)."""
    record = repaired(found.data)
    for item in dicts(record["data"]):
        said = item.get("comment")
        if isinstance(said, dict) and text_of(said.get("comment")):
            media = [part["media"] for part in _attached(record) if isinstance(part.get("media"), dict)]
            made = _owned(
                found, str(said["comment"]).strip(), said.get("timestamp") or record["timestamp"], media, kind="comment"
            )
            name = text_of(said.get("author"))
            yield replace(made, author=made.author or (Author(name=name) if name else None))


def photo(found: Found) -> Iterator[Post | Problem]:
    """A photo or video outside of posts: albums, uncategorized photos, videos. The file name has its id."""
    if str(found.context.get("key")) not in _PHOTO_LISTS:
        return
    record = repaired(found.data)
    match = _PHOTO.search(str(record["uri"]))
    text = (text_of(record.get("description")) or "").strip()
    made = _owned(found, text, record["creation_timestamp"], [record])
    kind = "video" if str(record["uri"]).lower().endswith(_FILMS) else "photo"
    yield replace(made, native_id=match[1], kind=kind) if match else replace(made, kind=kind)


# -- the label/value dialect of 2025 (Instagram and Threads write it too)


def labelled(found: Found) -> Iterator[Post | Problem]:
    """Labels are in the account's language, so values are told apart by their shape: an address, a handle, a text."""
    record = repaired(found.data)
    texts: list[str] = []
    urls: list[str] = []
    names: list[str] = []
    work: list[Any] = [record["label_values"]]
    while work:
        node = work.pop(0)
        if isinstance(node, list):
            work[:0] = node
        elif isinstance(node, dict):
            work[:0] = [value for value in node.values() if isinstance(value, list | dict)]
            value, url = text_of(node.get("value")), text_of(node.get("href"))
            urls += [link for link in (url, value) if link and "://" in link]
            if value and "://" not in value:
                (names if re.fullmatch(r"[a-z0-9._]{2,30}", value) else texts).append(value)
    yield from _labelled(found, record, max(texts, key=len, default=""), unique(urls), names)


def _labelled(found: Found, record: Fields, text: str, urls: tuple[str, ...], names: list[str]) -> Iterator[Post]:
    member = str(found.context.get("member", "")).lower()
    addresses = [address for url in urls if (address := found.read(url)).key]
    where = "threads" if "/threads/" in f"/{member}" else "instagram" if "instagram" in member else "facebook"
    media = dicts(record.get("media"))
    if addresses and not media and "/posts/" not in f"/{member}":  # somebody else's post that was liked or saved
        key = addresses[0].key
        handle = addresses[0].author or (names[0] if names else None)
        assert key is not None
        yield Post(
            native_id=key.native_id,
            kind=key.kind,
            platform=key.platform,
            caption=text or None,
            author=Author(handle=handle) if handle else None,
            relation="reference",
            evidence="reference",
        )
        return
    own = found.context.get("owner")
    made = replace(_owned(found, text, record.get("timestamp"), media, str(record.get("fbid") or "")), platform=where)
    if addresses and addresses[0].key is not None and addresses[0].key.platform == where:  # what the owner wrote elsewhere
        made = replace(made, native_id=addresses[0].key.native_id, kind=addresses[0].key.kind)
    links = tuple(url for url in urls if not found.read(url).key)
    yield replace(made, author=own, links=links or None)


# -- HTML


def html(found: Found) -> Iterator[Post | Problem]:
    """``your_posts_1.html``: blocks with a heading, the text and a localised date. Best effort: the JSON variant says more."""
    soup = found.soup
    member = str(found.context.get("member", "")).lower()
    lang = str(soup.html.get("lang") or "") if soup.html else ""
    blocks = soup.select("div.uiBoxWhite") or soup.select("section[class*=_a6-g]") or soup.select("div._a6-g")
    if not blocks:
        yield Problem(
            reason="unsupported", detail="Facebook download as HTML in an unknown layout: ask Facebook for JSON", stage="parse"
        )
    for block in blocks:
        heading = block.find(["h2", "h3"]) or block.select_one("._2pin, ._a6-h")
        dates = [
            (node, when)
            for node in reversed(block.find_all(["div", "a", "span"]))
            if not node.find(True) and (when := _stamp(node.get_text(" ", strip=True), lang))
        ]
        when = dates[0][1] if dates else None
        images = [str(tag.get("src")) for tag in block.find_all(["img", "video"]) if tag.get("src")]
        for node in filter(None, [heading, *(node for node, _ in dates)]):
            node.extract()
        text = "\n".join(block.stripped_strings).strip()
        title = heading.get_text(" ", strip=True) if heading else ""
        if text or images or when:
            first = images[0].rpartition("/")[2] if images else ""
            yield Post(
                platform="instagram" if any(part in member for part in ("instagram", "content/posts_")) else "",
                native_id=synthetic_id(_name(found), when.value if when else "", first, text, "" if text or images else title),
                author=_author(found.context.get("owner"), title),
                created=when,
                caption=text or None,
                media=tuple(Media(kind="video" if src.lower().endswith(_FILMS) else "image", local=src) for src in images),
            )


def _stamp(text: str, lang: str) -> Time | None:
    """The date of a block. Its clock has no zone, so that only the day is certain."""
    from ingest.values import read_date

    return read_date(text, lang) or (read_date(day, lang) if (day := _CLOCK.sub("", text)) != text else None)


def _name(found: Found) -> str:
    author = found.context.get("owner")
    return (author.handle or author.name or "") if author else ""


def conversation(found: Found) -> Iterator[Post | Problem]:
    """A conversation of Messenger or Instagram: private, never read."""
    yield Problem(reason="unsupported", detail="private messages: left alone, no posts in it", stage="parse", fragment=WITHHELD)


_POSTS = ("posts/your_posts*", "posts/posts_[0-9]*", "posts/your_photos*", "groups/*posts*", "posts/your_videos*")
_FOLDERS = ("your_instagram_activity/media", "your_instagram_activity/content", "content")
_INSTAGRAM = tuple(f"{folder}/posts_*.html" for folder in _FOLDERS)
FORMS: tuple[Form, ...] = (
    Form(name="export-post", keys=("timestamp", "data"), test=is_post, parse=post, files=tuple(f"{p}.json" for p in _POSTS)),
    Form(name="export-post-bare", keys=("attachments", "timestamp"), test=lambda r: "data" not in r and is_post(r), parse=post,
         files=("stories/archived_stories.json",)),
    Form(name="export-reaction", keys=("timestamp", "data"), parse=reaction,
         test=lambda r: any("reaction" in item for item in dicts(r["data"]))),
    Form(
        name="export-comment",
        keys=("timestamp", "data"),
        parse=comment,
        files=("comments_and_reactions/*.json", "comments/*.json"),
        test=lambda r: any(isinstance(item.get("comment"), dict) for item in dicts(r["data"])),
    ),
    Form(name="export-photo", keys=("creation_timestamp", "uri"), parse=photo, files=("posts/album/*.json",)),
    Form(name="export-labels", keys=("label_values",), test=lambda r: isinstance(r["label_values"], list), parse=labelled),
    Form(name="conversation", keys=("participants", "messages"), parse=conversation,
         test=lambda r: "timestamp_ms" in (dig(r, "messages", 0) or ())),
    Form(name="export-html", files=(*(f"{p}.html" for p in _POSTS), *_INSTAGRAM), parse=html),
)
