"""Threads: posts embedded in other pages."""

from collections.abc import Iterator

from ingest.fetcher import Form, Found
from ingest.model import Author, Post, Problem
from ingest.values.nodes import attr, text_in


def blockquote(found: Found) -> Iterator[Post | Problem]:
    """``blockquote.text-post-media[data-text-post-permalink]``, 2023 to now: address and handle (not with ``/t/``), no more."""
    node = found.node
    if node is None:
        return
    urls = [attr(node, "data-text-post-permalink"), *(attr(link, "href") for link in reversed(node.css("a[href]")))]
    for url in urls:
        address = found.read(url) if url else None
        if address is not None and address.key is not None and address.key.platform == "threads":
            yield Post(native_id=address.key.native_id, kind=address.key.kind, evidence="plain",
                       author=Author(handle=address.author) if address.author else None)
            return


def unclassed(found: Found) -> Iterator[Post | Problem]:
    """The embed code after a feed or a cleaner took its class away: a link "View on Threads" in some language, and nothing else."""
    node = found.node
    said = text_in(node).strip() if node is not None and len(node.text()) < 200 else ""
    if said and len(said) < 80 and "Threads" in said and said == text_in(node.css_first("a[href]") if node is not None else None).strip():
        yield from blockquote(found)


FORMS: tuple[Form, ...] = (
    Form(name="blockquote", parse=blockquote, css="blockquote.text-post-media, [data-text-post-permalink]",
         marks=("text-post-media", "data-text-post-permalink")),
    Form(name="unclassed", parse=unclassed, css="blockquote:not(.text-post-media)", marks=("://www.threads.net/", "://www.threads.com/"),
         evidence="plain"),
)
