"""Statuses of Mastodon's API, which Pleroma, Pixelfed, GoToSocial, Truth Social and others speak too; and Lemmy's posts."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from ingest.fetcher import Form, Found
from ingest.model import Author, Key, Media, Post, Problem
from ingest.values.fields import counts_of, dicts, dig, from_iso, id_of, number_of, text_of, truth, unique
from ingest.values.heads import titled
from ingest.values.sidecar import filed
from ingest.values.texts import html_to_text

Fields = Mapping[str, Any]
_VISIBLE = {"public": "public", "unlisted": "unlisted", "private": "followers", "direct": "direct", "limited": "followers",
            "followers": "followers"}
_KINDS = {"image": "image", "video": "video", "gifv": "gif", "audio": "audio"}
_POSTER = re.compile(r"https?://[^/\s]+/(?:users/|@)([\w.-]+)/")
NESTED = 4


def key_of(found: Found, *urls: Any, number: str = "") -> Key | None:
    """The post that the first readable address names; an address of no known shape is the id itself, under its host.

    ``number``: the id on its server, where the record states it; it is the end of the address.
    """
    given = [url for url in urls if isinstance(url, str) and url.startswith(("http://", "https://"))]
    for url in given:
        address = found.read(url)
        if address.key is not None:
            return address.key
    if not given:
        return None
    parts = urlsplit(given[0])
    path = re.sub(r"/activity$", "", parts.path).lstrip("/")
    path = number if number and path.endswith(f"/{number}") else path
    return Key("fediverse", "", f"{parts.netloc.lower()}/{path}") if path and parts.netloc else None


def author_of(account: Any, host: str) -> Author | None:
    """``acct`` lacks the host for accounts of the server that was asked."""
    acct, name = text_of(dig(account, "acct")) or text_of(dig(account, "username")), text_of(dig(account, "display_name"))
    if acct is None:
        return None
    home = (urlsplit(str(dig(account, "url") or "")).netloc or host).lower()
    return Author(handle=acct if "@" in acct or not home else f"{acct}@{home}", name=name, url=text_of(dig(account, "url")))


def _from_address(record: Fields, host: str) -> Author | None:
    """Who posted a status that was stored without its account."""
    match = _POSTER.search(f"{record.get('url')} {record.get('uri')}")
    return Author(handle=f"{match[1]}@{host.lower()}") if match and host else None


def _media(record: Fields) -> Iterator[Media]:
    for one in dicts(record.get("media_attachments")):
        size = dig(one, "meta", "original")
        length = dig(size, "duration") or dig(one, "meta", "duration")
        yield Media(
            kind=_KINDS.get(str(one.get("type")), "file"), url=text_of(one.get("remote_url")) or text_of(one.get("url")),
            alt=text_of(one.get("description")), width=number_of(dig(size, "width")), height=number_of(dig(size, "height")),
            duration=float(length) if isinstance(length, int | float) else None, poster=text_of(one.get("preview_url")),
        )


def plain(content: str) -> str:
    """HTML as text. Mastodon hides parts of its links' addresses: such links stand for the whole address."""
    return html_to_text(content, "fediverse" if 'class="invisible"' in content else "")


def warned(warning: Any, text: str) -> str | None:
    """A content warning stands before the text that it hides."""
    return "\n\n".join(part for part in (str(warning or "").strip(), text) if part) or None


def links_of(content: str) -> tuple[str, ...]:
    """Targets of links that are neither a mention nor a hashtag."""
    found = []
    for tag in re.findall(r"<a\b[^>]*>", content):
        href = re.search(r"""href=["'](https?://[^"']+)""", tag)
        if href and not re.search(r"""class=["'][^"']*\b(?:mention|hashtag)\b""", tag):
            found.append(href[1].replace("&amp;", "&"))
    return unique(found)


def statuses(found: Found, record: Fields, depth: int = 0) -> Iterator[Post]:
    """A status and those inside it: boosted and quoted."""
    key = key_of(found, record.get("url") if not record.get("reblog") else None, record.get("uri"), record.get("url"),
                 number=id_of(record.get("id"))[0])
    if key is None:
        return
    host = urlsplit(str(record.get("uri") or record.get("url"))).netloc
    boosted, quoted = record.get("reblog"), dig(record, "quote", "quoted_status") or record.get("quote")
    inner_key = key_of(found, dig(boosted, "url"), dig(boosted, "uri"), number=id_of(dig(boosted, "id"))[0])
    quote_key = key_of(found, dig(quoted, "url"), dig(quoted, "uri"), number=id_of(dig(quoted, "id"))[0])
    content = str(record.get("content") or "")
    replied = id_of(record.get("in_reply_to_id"))[0]
    tags, mentions = dicts(record.get("tags")), dicts(record.get("mentions"))
    card = text_of(dig(record, "card", "url"))
    home = key.native_id.partition("/")[0]
    local = home == host.lower() and key.native_id == f"{home}/{id_of(record.get('id'))[0]}"
    post = Post(
        native_id=key.native_id, kind=key.kind, platform=key.platform if key.platform != "fediverse" else "",
        author=author_of(record.get("account"), host) if "account" in record else _from_address(record, host),
        created=from_iso(record.get("created_at")),
        edited_at=_when(record.get("edited_at")), language=text_of(record.get("language")),
        caption=None if inner_key else warned(record.get("spoiler_text"), plain(content)),
        sensitive=truth(record.get("sensitive")), visibility=_VISIBLE.get(str(record.get("visibility"))), repost_of=inner_key,
        quote_of=quote_key, in_reply_to=Key(key.platform, "", f"{home}/{replied}") if replied and local else None,
    )
    if inner_key is None:
        post = replace(
            post, media=tuple(_media(record)), hashtags=unique(text_of(tag.get("name")) for tag in tags),
            mentions=unique(text_of(one.get("acct")) for one in mentions), links=unique([*links_of(content), card]),
            counts=counts_of({"likes": record.get("favourites_count"), "shares": record.get("reblogs_count"),
                              "comments": record.get("replies_count"), "quotes": record.get("quotes_count")}))
    yield post
    for other, known in ((boosted, inner_key), (quoted, quote_key)):
        if known and isinstance(other, dict) and depth < NESTED:
            yield from (replace(one, relation="quoted", evidence="full") for one in statuses(found, other, depth + 1))


def _when(value: Any) -> str | None:
    moment = from_iso(value)
    return moment.value if moment else None


def status(found: Found) -> Iterator[Post | Problem]:
    """A status in any answer or tool's file; those that only its readers may see are left out."""
    if _VISIBLE.get(str(found.data.get("visibility"))) in ("followers", "direct") and not found.context.get("include_private"):
        yield Problem(reason="unsupported", detail="statuses for followers or single readers (never public)", stage="aside")
        return
    yield from statuses(found, found.data)


def is_status(record: Fields) -> bool:
    """Of any server of the family."""
    return isinstance(record["account"], dict) and isinstance(record["uri"], str) and ("content" in record or "reblog" in record)


def edits(found: Found) -> Iterator[Post | Problem]:
    """The history of a status: texts without the id of the status that had them."""
    yield Problem(reason="unsupported", detail="edit history of a Mastodon status: versions without the status's id", stage="parse")


def lemmy(found: Found) -> Iterator[Post | Problem]:
    """A post or comment as Lemmy's API views it: the object, its creator and the numbers side by side."""
    view: Fields = found.data
    is_comment = isinstance(view.get("comment"), dict)
    record: Fields = view["comment"] if is_comment else view["post"]
    key = key_of(found, record.get("ap_id"))
    if key is None:
        return
    counts, creator = view.get("counts") or record, view.get("creator")  # since version 1 the numbers are the object's own
    title = None if is_comment else text_of(record.get("name"))
    home = urlsplit(str(dig(creator, "actor_id") or dig(creator, "ap_id") or "")).netloc
    handle = text_of(dig(creator, "name"))
    gone = truth(record.get("deleted")) or truth(record.get("removed"))
    parent = key_of(found, dig(view, "post", "ap_id")) if is_comment else None
    yield Post(
        native_id=key.native_id, kind=key.kind, title=title, language=None,
        created=from_iso(record.get("published") or record.get("published_at")),
        caption=text_of(record.get("content")) if is_comment else titled(title, text_of(record.get("body"))),
        author=Author(handle=f"{handle}@{home}" if home else handle, name=text_of(dig(creator, "display_name"))) if handle else None,
        edited_at=_when(record.get("updated") or record.get("updated_at")), links=unique([text_of(record.get("url"))]) or None,
        sensitive=truth(record.get("nsfw")), availability="deleted" if gone else None, in_reply_to=parent,
        thread=parent.native_id if parent else None,
        counts=counts_of({"score": counts.get("score"), "likes": counts.get("upvotes"),
                          "comments": counts.get("comments", counts.get("child_count"))}),
    )


def is_lemmy(view: Fields) -> bool:
    """Views of posts and comments carry ``counts`` beside the object."""
    record = view.get("comment") or view.get("post")
    return isinstance(view.get("counts", view.get("creator")), dict) and isinstance(record, dict) and "ap_id" in record


def stored(found: Found) -> Iterator[Post | Problem]:
    """A row of ``mastodon-to-sqlite``: statuses with the author's address."""
    row: Fields = found.data
    key = key_of(found, row.get("url"), row.get("uri"))
    if key is not None:
        handle, home = text_of(row.get("account.username")), urlsplit(str(row.get("account.url") or "")).netloc
        yield Post(
            native_id=key.native_id, kind=key.kind, created=from_iso(row.get("created_at")),
            caption=plain(str(row.get("content") or "")) or None,
            author=Author(handle=f"{handle}@{home}" if home else handle, name=text_of(row.get("account.display_name"))),
            counts=counts_of({"likes": row.get("favourites_count"), "shares": row.get("reblogs_count"),
                              "comments": row.get("replies_count")}),
            in_reply_to=_here(key, row.get("in_reply_to_id")), repost_of=_here(key, row.get("reblog_of")),
        )


def _here(key: Key, number: Any) -> Key | None:
    """Another status by the number that the same server gave it."""
    native_id = id_of(number)[0]
    return Key("fediverse", "", f"{key.native_id.rpartition('/')[0]}/{native_id}") if native_id.isdigit() else None


FORMS: tuple[Form, ...] = (
    Form(name="status", keys=("account", "uri", "url"), test=is_status, parse=filed(status)),
    Form(name="status-bare", keys=("uri", "content", "reblogs_count", "visibility"), parse=filed(status),
         test=lambda r: "account" not in r and isinstance(r["uri"], str)),
    Form(name="edits", keys=("spoiler_text", "content", "account", "created_at"), test=lambda r: "uri" not in r and "id" not in r,
         parse=edits),
    Form(name="lemmy", keys=("counts", "post"), test=is_lemmy, parse=lemmy),
    Form(name="lemmy-1", keys=("creator", "post"), test=lambda r: "counts" not in r and is_lemmy(r), parse=lemmy),
    Form(name="sqlite", keys=("@database",), test=lambda r: r["@database"] == "mastodon-to-sqlite.statuses", parse=stored),
)
