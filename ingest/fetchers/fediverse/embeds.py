"""The fediverse (Mastodon and its kin): posts embedded in other pages."""


from collections.abc import Iterator

from ingest.fetcher import Form, Found
from ingest.model import Author, Post, Problem
from ingest.patterns import late
from ingest.values.nodes import attr, text_in

_SIGNED = late(r"@([\w.-]+)@([\w-]+(?:\.[\w-]+)+)")
_STOCK = late(r"Post by @[\w.@-]+\s+View on Mastodon\s*\Z")
_NAMES = ("data-embed-url", "src", "data-src", "data-lazy-src", "data-litespeed-src", "data-src-cmplz",
          "data-cookieblock-src", "href")
_LIKELY = late(r"https?://([\w.-]+)/(?:@([\w.-]+(?:@[\w.-]+)?)|users/([\w.-]+)/statuses)/([\w-]{6,})(?:/embed)?/?(?:[?#].*)?")
_VIDEO = late(r"https?://([\w.-]+)/videos/embed/([\w-]{22,36})(?:[?#].*)?")


def block(found: Found) -> Iterator[Post | Problem]:
    """Mastodon's embed codes: ``blockquote.mastodon-embed[data-embed-url]`` since 4.3, a frame whose address ends in
    ``/embed`` before; also Pixelfed's and Truth Social's, which keep the shape.

    The class (or ``/embed``) is the second sign that is needed on a host that nobody declared. No text, no date.
    """
    node = found.node
    if node is None:
        return
    urls = [attr(node, name) for name in _NAMES] + [attr(link, "href") for link in node.css("a[href]")]
    for url in urls:
        address = found.read(url)
        match = _LIKELY.fullmatch(url)
        signature = _SIGNED.search(text_in(node))
        handle = address.author or ((match[2] or match[3]) if match else None)
        if signature:
            handle = signature[1] if match and match[1] == signature[2] else f"{signature[1]}@{signature[2]}"
        author = Author(handle=handle) if handle else None
        if address.key is not None and address.key.platform in ("fediverse", "truthsocial", "gab"):
            yield Post(native_id=address.key.native_id, kind=address.key.kind, platform=address.key.platform, author=author)
            return
        if match and address.key is None:
            yield Post(native_id=f"{match[1].lower()}/{match[4]}", author=author)
            return


def unclassed(found: Found) -> Iterator[Post | Problem]:
    """Mastodon's embed code after a feed or a cleaner took its class away: "Post by @NAME@HOST", "View on Mastodon"."""
    node = found.node
    if node is not None and _STOCK.search(text_in(node)) and len(node.css("a[href]")) == 1:
        yield from block(found)


def peertube(found: Found) -> Iterator[Post | Problem]:
    """A PeerTube player: ``iframe[src$="/videos/embed/UUID"]``; the host may be any, the shape is its own."""
    node = found.node
    if node is None:
        return
    for name in _NAMES:
        if match := _VIDEO.fullmatch(attr(node, name)):
            address = found.read(attr(node, name))
            title = attr(node, "title").strip()
            native_id = address.key.native_id if address.key is not None else f"{match[1].lower()}/{match[2]}"
            yield Post(native_id=native_id, title=title or None, caption=title or None)
            return


FORMS: tuple[Form, ...] = (
    Form(name="block", css="blockquote.mastodon-embed, blockquote[data-embed-url], iframe.mastodon-embed, "
         "iframe.pixelfed__embed, iframe[src$='/embed'][src*='/@'], "
         "iframe[data-src$='/embed'][data-src*='/@'], iframe.truthsocial-embed",
         marks=("mastodon-embed", "data-embed-url", "truthsocial-embed", "/embed", "pixelfed__embed"),
         parse=block, evidence="plain"),
    Form(name="unclassed", css="blockquote:not(.mastodon-embed):not([data-embed-url])", marks=("View on Mastodon",), parse=unclassed,
         evidence="plain"),
    Form(name="peertube", css="iframe[src*='/videos/embed/'], iframe[data-src*='/videos/embed/']", marks=("/videos/embed/",),
         parse=peertube, evidence="plain"),
)
