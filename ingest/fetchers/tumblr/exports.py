"""Tumblr: posts of its API in the old shape and in NPF, as tools and tumblr-backup keep them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ingest.fetcher import Form, Found
from ingest.model import WITHHELD, Author, Key, Media, Post, Problem
from ingest.values import read_date
from ingest.values.fields import counts_of, dicts, dig, from_epoch, id_of, number_of, text_of, unique
from ingest.values.heads import titled
from ingest.values.sidecar import filed
from ingest.values.texts import html_to_text

Fields = Mapping[str, Any]
_KINDS = {"image": "image", "video": "video", "audio": "audio"}


def _blocks(blocks: Any) -> tuple[str, list[Media], list[str]]:
    """Text, media and links of NPF blocks."""
    texts, media, links = [], [], []
    for one in dicts(blocks):
        kind = str(one.get("type"))
        if kind == "text":
            texts.append(str(one.get("text") or ""))
            links += [str(mark["url"]) for mark in dicts(one.get("formatting")) if mark.get("type") == "link" and mark.get("url")]
        elif kind == "link":
            links.append(str(one.get("url") or ""))
            texts.append(str(one.get("title") or ""))
        elif kind == "poll":
            texts += [str(one.get("question") or ""), *(str(dig(answer, "answer_text") or "") for answer in dicts(one.get("answers")))]
        elif kind in _KINDS:
            held = one.get("media")
            best = max(dicts(held), key=lambda size: number_of(size.get("width")) or 0, default={}) if isinstance(held, list) else held
            media.append(Media(kind=_KINDS[kind], url=text_of(dig(best, "url")) or text_of(one.get("url")),
                               alt=text_of(one.get("alt_text")) or text_of(one.get("altText")), width=number_of(dig(best, "width")) or None,
                               height=number_of(dig(best, "height")) or None, poster=text_of(dig(one, "poster", 0, "url"))))
    return "\n\n".join(text for text in texts if text.strip()), media, links


def _old(record: Fields) -> tuple[str | None, str, list[Media], list[str]]:
    """The old shape: which field holds the words depends on the type."""
    kind, links = record.get("type"), []
    title = text_of(record.get("title")) if kind in ("text", "link", "chat") else None
    body = record.get("body") or record.get("caption") or record.get("description") or ""
    if kind == "quote":
        body = f"{record.get('text') or ''}<p>{record.get('source') or ''}</p>"
    elif kind == "answer":
        body = f"<p>{record.get('question') or ''}</p>{record.get('answer') or ''}"
    elif kind == "link":
        links.append(str(record.get("url") or ""))
    media = [Media(kind="image", url=text_of(dig(one, "original_size", "url")), width=number_of(dig(one, "original_size", "width")),
                   height=number_of(dig(one, "original_size", "height")), alt=text_of(one.get("caption")))
             for one in dicts(record.get("photos"))]
    if kind in ("video", "audio"):
        media.append(Media(kind=str(kind), url=text_of(record.get("video_url")) or text_of(record.get("audio_url")),
                           poster=text_of(record.get("thumbnail_url"))))
    return title, html_to_text(str(body)), media, links


def api(found: Found) -> Iterator[Post | Problem]:
    """A post; of a reblog the text of the whole chain, oldest first, and the post at its root."""
    record: Fields = found.data
    native_id, doubt = id_of(record.get("id_string"), record.get("id"))
    if not native_id.isdigit():
        return
    if isinstance(record.get("content"), list):
        title: str | None = None
        parts = [_blocks(one.get("content")) for one in dicts(record.get("trail"))] + [_blocks(record["content"])]
        text = "\n\n".join(part[0] for part in parts if part[0])
        media, links = [one for part in parts for one in part[1]], [one for part in parts for one in part[2]]
    else:
        title, text, media, links = _old(record)
    blog, tags = text_of(record.get("blog_name")), record.get("tags")
    root = id_of(record.get("reblogged_root_id"), record.get("reblogged_from_id"))[0]
    post = Post(
        native_id=native_id, suspect_id=doubt, author=Author(handle=blog, name=text_of(dig(record, "blog", "title"))),
        created=from_epoch(record.get("timestamp")), title=title, caption=titled(title, text), media=tuple(media),
        hashtags=unique(str(tag) for tag in tags) if isinstance(tags, list) else None, links=unique(links) or None,
        counts=counts_of({"notes": record.get("note_count"), "likes": record.get("like_count"),
                          "shares": record.get("reblog_count"), "comments": record.get("reply_count")}),
        repost_of=Key("tumblr", "", root) if root.isdigit() else None,
        visibility="private" if record.get("state") == "private" else None,
    )
    own = found.address.key
    other = own is not None and own.platform == "tumblr" and own.native_id != native_id
    yield replace(post, relation="context") if other else post


_FIRST = {"regular": ("regular-title", "regular-body"), "photo": ("", "photo-caption"), "quote": ("", "quote-text"),
          "link": ("link-text", "link-description"), "conversation": ("conversation-title", "conversation-text"),
          "video": ("", "video-caption"), "audio": ("", "audio-caption"), "answer": ("", "answer")}
"""Where the first interface keeps title and words, by type."""


def first(found: Found) -> Iterator[Post | Problem]:
    """A post of the first interface (``/api/read/json``), 2007 to today: names with dashes."""
    record: Fields = found.data
    kind, native_id = str(record.get("type")), id_of(record.get("id"))[0]
    name, body = _FIRST.get(kind, ("", ""))
    title = text_of(record.get(name)) if name else None
    words = "\n\n".join(part for part in (record.get("question") if kind == "answer" else None, record.get(body),
                                          record.get("quote-source") if kind == "quote" else None) if isinstance(part, str) and part)
    address, still = found.read(str(record.get("url-with-slug") or record.get("url") or "")), text_of(record.get("photo-url-1280"))
    blog, tags, target = text_of(dig(record, "tumblelog", "name")) or address.author, record.get("tags"), text_of(record.get("link-url"))
    if native_id.isdigit():
        yield Post(
            native_id=native_id, title=title, caption=titled(title, html_to_text(words)), created=from_epoch(record["unix-timestamp"]),
            author=Author(handle=blog) if blog else None, media=(Media(kind="image", url=still),) if still else (),
            hashtags=unique(str(tag) for tag in tags) if isinstance(tags, list) else None, links=unique([target]) or None,
            counts=counts_of({"notes": record.get("note-count")}))


def page(found: Found) -> Iterator[Post | Problem]:
    """A post of Tumblr's own download (``posts.zip``: ``html/<id>.html``): what it says, then a footer with day and tags. Whose
    blog it is, is not said."""
    match = re.search(r"(\d+)\.html$", str(found.context.get("member") or ""))
    body = found.soup.body
    if match is None or body is None:
        yield Problem(reason="unsupported", detail="a page in a folder html without words", stage="parse")
        return
    stamp, foot = body.select_one("#timestamp"), body.select_one("#footer")
    day = read_date(_CLOCK.sub("", stamp.get_text(" ", strip=True)), "en") if stamp else None  # its clock has no zone
    tags = unique(tag.get_text(" ", strip=True).lstrip("#") for tag in body.select("#footer .tag"))
    if foot:
        foot.extract()
    files = [(tag.name, str(tag.get("src") or "")) for tag in body.select("img[src], video[src], audio[src], source[src]")]
    heading = body.find("h1")
    title = heading.extract().get_text(" ", strip=True) if heading else None
    yield Post(
        native_id=match[1], title=title, caption=titled(title, html_to_text(body.decode_contents())), created=day,
        hashtags=tags or None, links=unique(str(tag["href"]) for tag in body.select("a[href^=http]")) or None,
        media=tuple(Media(kind={"img": "image", "audio": "audio"}.get(name, "video"), url=src if "//" in src else None,
                          local=None if "//" in src else re.sub(r"^(?:\.\./)+", "", src)) for name, src in files))


def account(found: Found) -> Iterator[Post | Problem]:
    """``payload-0.json`` of the same download."""
    yield Problem(reason="unsupported", detail="account data of a Tumblr download", stage="aside", fragment=WITHHELD)


_CLOCK = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b|\s+\d{1,2}:\d\d\s*[ap]m$", re.I)
_PAGE = "html/" + "[0-9]" * 9 + "*[0-9].html"
FORMS: tuple[Form, ...] = (
    Form(name="download", files=(_PAGE,), parse=page),
    Form(name="download-account", keys=("data",), test=lambda r: isinstance(r["data"], dict) and "email" in r["data"],
         parse=account, last=True),
    Form(name="api", keys=("blog_name", "post_url"), parse=filed(api)),
    Form(name="api-v1", keys=("unix-timestamp", "url"), test=lambda r: "id" in r and "type" in r, parse=first),
    Form(name="state", keys=("blogName", "postUrl"), parse=lambda found: _state(found)),
)


def _state(found: Found) -> Iterator[Post | Problem]:
    """The same in the state of a page, where names are written in one word."""
    names = {"blogName": "blog_name", "postUrl": "post_url", "idString": "id_string", "noteCount": "note_count",
             "likeCount": "like_count", "reblogCount": "reblog_count", "replyCount": "reply_count",
             "rebloggedRootId": "reblogged_root_id", "rebloggedFromId": "reblogged_from_id"}
    record = {names.get(name, name): value for name, value in found.data.items()}
    yield from api(Found(form=found.form, data=record, read=found.read, address=found.address, context=found.context))
