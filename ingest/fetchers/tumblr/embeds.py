"""Tumblr: posts embedded in other pages."""


from collections.abc import Iterator

from ingest.fetcher import Form, Found
from ingest.model import Author, Post, Problem
from ingest.patterns import late
from ingest.values.nodes import attr

_EMBED = late(r"embed\.tumblr\.com/embed/post/(?:t:)?[\w-]+/(\d+)")


def div(found: Found) -> Iterator[Post | Problem]:
    """The embed code: ``div.tumblr-post[data-href]`` around the post's address.

    The token in ``data-href`` is not the blog's name; the link inside has it.
    """
    node = found.node
    if node is None:
        return
    match = _EMBED.search(attr(node, "data-href"))
    address = next((a for link in node.css("a[href]") if (a := found.read(attr(link, "href"))).key is not None), None)
    native_id = match[1] if match else address.key.native_id if address is not None and address.key is not None else ""
    if native_id:
        handle = address.author if address is not None else None
        yield Post(native_id=native_id, author=Author(handle=handle) if handle else None)


FORMS: tuple[Form, ...] = (
    Form(name="div", css="div.tumblr-post, [data-href*='embed.tumblr.com/embed/post']",
         marks=("tumblr-post", "embed.tumblr.com"), parse=div, evidence="plain"),
)
