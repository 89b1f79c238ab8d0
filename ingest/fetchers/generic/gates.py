"""Gates before an embed: "with a click you load content of X", and behind it nothing but a link to the post."""

from collections.abc import Iterator

from ingest.fetcher import Form, Found
from ingest.model import Author, Post, Problem
from ingest.values.nodes import around, attr, text_in

_CLASSES = ("two-click", "twoclick", "2click", "2-click", "embed-consent", "consent-embed", "consent-placeholder", "embed-placeholder",
            "content-blocker",
            "embed-gate", "opt-in-embed", "embed-optin", "privacy-embed", "embed-privacy", "external-content", "external-embed",
            "social-consent")
_LONGEST = 1500


def gate(found: Found) -> Iterator[Post | Problem]:
    """A box whose class speaks of consent or of a click, without a frame or a block inside, and with links to one post only."""
    node = found.node
    if node is None or found.address.key is not None or node.tag in ("a", "button", "body", "html") or len(text_in(node)) > _LONGEST:
        return
    if node.css_first("iframe, blockquote, [data-attrs], article") is not None or any(above.tag in ("aside", "footer",
                      "nav") for above in around(node)):
        return
    addresses = [address for link in node.css("a[href]") if (address := found.read(attr(link, "href"))).key is not None]
    if len({address.key for address in addresses}) == 1 and (key := addresses[0].key) is not None:
        handle = addresses[0].author
        yield Post(native_id=key.native_id, kind=key.kind, platform=key.platform, author=Author(handle=handle) if handle else None)


FORMS: tuple[Form, ...] = (
    Form(name="gate", parse=gate, css=", ".join(f"[class*='{name}']" for name in _CLASSES), marks=_CLASSES,
         evidence="plain"),
)
