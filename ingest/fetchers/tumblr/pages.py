"""Tumblr: saved copies of a post's own page, whose look is the blog's and whose head is Tumblr's."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from ingest.fetcher import Form, Found
from ingest.model import Author, Count, Post, Problem
from ingest.patterns import late
from ingest.values.heads import picture, titled
from ingest.values.nodes import attr, text_in

_APP = late(r"blogName=([\w-]+)(?:&|%26)postID=(\d+)")
_NOTES = late(r"([\d,.\s]+)\s+notes?", re.I)


def head(found: Found) -> Iterator[Post | Problem]:
    """The head that Tumblr puts into every theme: the app link names blog and post, also under a domain of the blog's own.

    Time and full text stand in the JSON-LD of the same page. Old heads cut the text.
    """
    node, meta = found.node, found.meta
    links = [meta.get("al:ios:url", ""), meta.get("al:android:url", "")]
    links += [attr(one, "href") for one in node.css("link[rel=alternate]")] if node is not None else []
    match = next((m for link in links if (m := _APP.search(link) or _APP.search(unquote(link)))), None)
    key = found.address.key
    if match is None and (key is None or key.platform != "tumblr"):
        return
    native_id = match[2] if match else key.native_id if key is not None else ""
    blog = match[1] if match else found.address.author
    title, site = meta.get("og:title", ""), {meta.get("og:site_name", ""), meta.get("title", ""), blog or "", "Tumblr"}
    text = meta.get("og:description") or None
    shown = None if title in site or (text or "").startswith(title.rstrip(".…")) else title or None
    if match is None and not (text or shown):
        return
    yield Post(
        native_id=native_id, title=shown, caption=titled(shown, text), media=picture(meta), counts=_notes(found),
        caption_complete=False if text and text.endswith(("...", "…")) else None,
        author=Author(handle=blog) if blog else None,
    )


def _notes(found: Found) -> tuple[Count, ...]:
    """Notes are likes, reblogs and replies together; themes show them as ``.note_count`` or in ``.notes-count``."""
    node = found.node.css_first(".note_count, .notes-count, .note-count, .post-notes") if found.node is not None else None
    match = _NOTES.fullmatch(text_in(node)) if node is not None else None
    return (Count(metric="notes", value=int(re.sub(r"\D", "", match[1]))),) if match else ()


FORMS: tuple[Form, ...] = (
    Form(name="head", own=True, parse=head),
    Form(name="theme", own=True, frontend=True, css="html", marks=("tumblr://x-callback-url/blog", "postID="), parse=head),
)
