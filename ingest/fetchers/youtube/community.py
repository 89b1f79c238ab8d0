"""YouTube: posts of a channel's community tab, from the state of its pages, from what the head says, and as the page draws them."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

from ingest.fetcher import Form, Found
from ingest.model import Author, Count, Media, Post, Problem
from ingest.patterns import late
from ingest.values import count
from ingest.values.fields import dicts, dig, text_of
from ingest.values.nodes import attr, text_in

_HANDLE = late(r"/@([^/?]+)")
_POST = late(r"[?&]lb=(Ug[\w-]{16,60})|/post/(Ug[\w-]{16,60})")
_TITLE = late(r"(?:Post from|Beitrag von|Post de|Publicación de|Publication de|Post di|Postagem de)\s(.{1,80})"
              r"|(.{1,80}?)\s?(?:さん)?の投稿")


def renderer(found: Found) -> Iterator[Post | Problem]:
    """``backstagePostRenderer``: text, channel, pictures, a shortened vote count; the time is relative and not read."""
    data = found.data
    if not str(data.get("postId", "")).startswith("Ug"):
        return
    name, channel = _said(data.get("authorText")), dig(data, "authorEndpoint", "browseEndpoint")
    handle = _HANDLE.search(str(dig(channel, "canonicalBaseUrl") or ""))
    answers = _said(dig(data, "actionButtons", "commentActionButtonsRenderer", "replyButton", "buttonRenderer", "text"))
    yield Post(
        native_id=data["postId"], kind="community", caption=_said(data.get("contentText")) or None,
        author=Author(handle=handle[1] if handle else None, name=name or None, native_id=text_of(dig(channel, "browseId")))
        if name or handle else None,
        counts=(*_count("likes", _said(data.get("voteCount"))), *_count("comments", answers)),
        media=tuple(_pictures(data.get("backstageAttachment"))))


def _said(value: Any) -> str:
    """A text of runs; addresses that are cut in them are whole in what they lead to."""
    if not isinstance(value, dict):
        return ""
    return text_of(value.get("simpleText")) or "".join(_run(run) for run in dicts(value.get("runs")))


def _run(run: dict[str, Any]) -> str:
    text = text_of(run.get("text")) or ""
    url = text_of(dig(run, "navigationEndpoint", "urlEndpoint", "url"))
    if not url or not text.endswith(("...", "…")):
        return text
    target = parse_qs(urlsplit(url).query).get("q", [url])[0] if "/redirect?" in url else url
    return target if target.startswith("http") else text


def _count(metric: str, text: str) -> tuple[Count, ...]:
    made = count(metric, text, "en") if text else None
    return (made,) if made is not None else ()


def _pictures(attachment: Any) -> Iterator[Media]:
    """One picture, or several in a row; the largest copy of each."""
    several = dicts(dig(attachment, "postMultiImageRenderer", "images"))
    for one in several or [attachment]:
        sizes = dicts(dig(one, "backstageImageRenderer", "image", "thumbnails"))
        best = max(sizes, key=lambda size: size.get("width") or 0, default={})
        if url := text_of(best.get("url")):
            yield Media(kind="image", url=f"https:{url}" if url.startswith("//") else url)


def head(found: Found) -> Iterator[Post | Problem]:
    """The head of a post's page: ``Post from NAME`` and the text."""
    key, meta = found.address.key, found.meta
    if key is None or key.platform != "youtube" or key.kind != "community":
        return
    text = meta.get("og:description") or ""
    titled = _TITLE.fullmatch((meta.get("og:title") or meta.get("title", "")).removesuffix(" - YouTube"))
    name = (titled[1] or titled[2]) if titled else None
    if text:
        yield Post(native_id=key.native_id, kind="community", caption=text, author=Author(name=name) if name else None)


def drawn(found: Found) -> Iterator[Post | Problem]:
    """A post as the page draws it (``ytd-backstage-post-renderer``, since 2017), saved without the scripts."""
    node = found.node
    links = (_POST.search(attr(link, "href")) for link in node.css("#published-time-text a[href]")) if node is not None else ()
    match = next((one for one in links if one), None)
    if node is None or match is None:
        return
    who = node.css_first("#author-text")
    handle, picture = _HANDLE.search(attr(who, "href")), node.css_first("#content-attachment img[src]")
    native_id = match[1] or match[2]
    own = found.address.key
    yield Post(
        native_id=native_id, kind="community", caption=text_in(node.css_first("#content-text"), pre=True) or None,
        author=Author(handle=handle[1] if handle else None, name=text_in(who) or None) if who is not None else None,
        counts=_count("likes", text_in(node.css_first("#vote-count-middle"))),
        media=(Media(kind="image", url=attr(picture, "src")),) if attr(picture, "src").startswith("http") else (),
        relation="context" if own is not None and own.native_id != native_id else None)


FORMS: tuple[Form, ...] = (
    Form(name="community", keys=("postId", "contentText", "authorText"), parse=renderer),
    Form(name="community-drawn", parse=drawn, own=True, css="ytd-backstage-post-renderer", marks=("<ytd-backstage-post-renderer",)),
    Form(name="community-head", parse=head, own=True),
)
