"""Substack Notes: hosts, post URLs, and the forms in which its posts show up."""

import json
import re
from collections.abc import Iterator

from ingest.fetcher import Fetcher, Form, Found, Link
from ingest.model import Author, Post, Problem
from ingest.values.fields import counts_of, from_classic, from_iso
from ingest.values.heads import pair, picture, signed
from ingest.values.nodes import attr


def note(found: Found) -> Iterator[Post | Problem]:
    """A note embedded in a newsletter: ``div.comment[data-attrs]``, everything as JSON in the attribute. The same block
    with ``comment`` of a newsletter's own comment section has an id too; both are comments to Substack."""
    try:
        data = json.loads(attr(found.node, "data-attrs"))
    except ValueError:
        return
    inner = data.get("comment") if isinstance(data, dict) else None
    said = inner if isinstance(inner, dict) else {}
    number = str(data.get("commentId") or said.get("id") or "") if isinstance(data, dict) else ""
    match = re.search(r"(?:/note/|^)c-(\d+)|/comments?/(\d+)", str(data.get("url", "")) if isinstance(data, dict) else "")
    native = number if number.isdigit() else (match[1] or match[2]) if match else ""
    if not native:
        return
    handle, name = said.get("handle"), said.get("name")
    yield Post(
        native_id=f"c-{native}", kind="note", caption=said.get("body") or None,
        created=from_iso(said.get("date")) or from_classic(said.get("date")),
        author=Author(handle=handle, name=name, native_id=str(said["user_id"]) if said.get("user_id") else None)
        if handle or name else None,
        counts=counts_of({"likes": said.get("reaction_count"), "shares": said.get("restacks"),
                          "comments": said.get("children_count")}),
    )


def embed(found: Found) -> Iterator[Post | Problem]:
    """Substack's embed code for other sites: ``div.substack-post-embed`` with a link to the note, or to an article, which is no post."""
    for link in found.node.css("a[href]") if found.node is not None else ():
        key = found.read(attr(link, "href")).key
        if key is not None and key.platform == "substack":
            author = found.read(attr(link, "href")).author
            yield Post(native_id=key.native_id, kind=key.kind, author=Author(handle=author) if author else None)
            return


def head(found: Found) -> Iterator[Post | Problem]:
    """The head of a note's page: name and handle, text, counts in label and value pairs, exact time."""
    key, meta = found.address.key, found.meta
    if key is None or key.kind != "note":
        return
    author = signed(meta.get("og:title", ""))
    text = meta.get("og:description") or meta.get("description")
    if author is None and not text:
        yield Problem(reason="shell-page", stage="parse", detail="Substack's app without the note: save it after it has loaded")
        return
    yield Post(
        native_id=key.native_id, kind="note", caption=text, author=author, media=picture(meta),
        created=from_iso(meta.get("og:published_time") or meta.get("article:published_time")),
        counts=counts_of({"likes": pair(meta, "Likes"), "comments": pair(meta, "Replies"), "shares": pair(meta, "Restacks")}),
    )


FORMS: tuple[Form, ...] = (
    Form(name="embed", css="div.substack-post-embed", marks=("substack-post-embed",), parse=embed, evidence="plain"),
    Form(name="note", css="div.comment[data-attrs], div.note-embed[data-attrs]", marks=("data-attrs",), parse=note),
    Form(name="head", own=True, parse=head),
)


_NOTE = r"note/(?P<id>c-\d{4,})"


def _canonical(kind: str, native_id: str, author: str | None) -> str:
    return f"https://substack.com/@{author}/note/{native_id}" if author else f"https://substack.com/note/{native_id}"


_LINKS: tuple[Link, ...] = (
    Link(rf"/@(?P<author>[\w-]+)/{_NOTE}", "note"),
    Link(rf"/(?:profile/[\w-]+/)?{_NOTE}", "note"),
)

FETCHER = Fetcher(
    name="substack",
    title="Substack Notes",
    hosts=("substack.com", "*.substack.com"),
    links=_LINKS,
    url=_canonical,
    mine=("https://substack.com/@adareads/note/c-47660949", "https://substack.com/profile/123-ada/note/c-47660949"),
    not_mine=("https://adareads.substack.com/p/chapter-one", "https://substack.com/@adareads"),
    forms=FORMS,
)
