"""Pinterest: hosts, post URLs, and the forms in which its posts show up."""

import re
from collections.abc import Iterator

from ingest.fetcher import Fetcher, Form, Found, Link, named
from ingest.fetchers import pinterest_exports
from ingest.model import Author, Key, Post, Problem
from ingest.patterns import late
from ingest.values.fields import counts_of, from_iso
from ingest.values.heads import picture
from ingest.values.nodes import attr

_NUMBER = late(r"\d{4,20}")
_STOCK = late(r"This Pin was (?:discovered|created) by .+ on Pinterest\.?", re.S)


def pin(found: Found) -> Iterator[Post | Problem]:
    """The embed code ``a[data-pin-do=embedPin]``, the drawn widget ``span[data-pin-href]``, ``amp-pinterest`` and the
    Jetpack block around a bare link. Boards, profiles and "save" buttons have the same markup and another ``data-pin-do``.
    """
    node = found.node
    if node is None:
        return
    kind = attr(node, "data-pin-do") or attr(node, "data-do")
    if kind and kind.lower() != "embedpin":
        return
    urls = [attr(node, name) for name in ("href", "data-pin-href", "data-url", "data-href", "data-pin-url")]
    urls += [attr(link, "href") for link in node.css("a[href]")]
    for url in urls:
        address = found.read(url)
        if address.key is not None and address.key.platform == "pinterest":
            yield Post(native_id=address.key.native_id)
            return
    number = attr(node, "data-pin-id")
    # Buttons of the plugin name the picture that they would save; a widget has the number alone.
    if _NUMBER.fullmatch(number) and not kind and node.tag != "img":
        yield Post(native_id=number)


def head(found: Found) -> Iterator[Post | Problem]:
    """The head of a pin's page. Pinterest may answer with another pin of the same picture: ``og:url`` then names that
    one, and both ids are one post. The title of the head is machine-made; the pin's own is in the JSON-LD."""
    key, meta = found.address.key, found.meta
    if key is None:
        return
    named = found.read(meta.get("og:url", "")).key
    same = (named,) if named is not None and named.platform == "pinterest" and named != key else ()
    text = meta.get("og:description") or meta.get("description") or ""
    text = "" if _STOCK.fullmatch(text.strip()) else text
    pinner = re.search(r"pinterest\.[a-z.]+/([^/?]+)/?$", meta.get("pinterestapp:pinner", ""))
    repins = meta.get("pinterestapp:repins", "")
    if not meta.get("og:title") and not meta.get("pinterestapp:pinner"):
        return
    yield Post(
        native_id=key.native_id, caption=text or None, media=picture(meta), same_as=_keys(same),
        created=from_iso(meta.get("og:updated_time")), author=Author(handle=pinner[1]) if pinner else None,
        counts=counts_of({"shares": repins, "likes": meta.get("pinterestapp:likes")}),
    )


def _keys(keys: tuple[Key, ...]) -> tuple[Key, ...]:
    return tuple(Key("pinterest", "", key.native_id) for key in keys)


FORMS: tuple[Form, ...] = (
    Form(name="pin", css="a[data-pin-do=embedPin], [data-pin-href], [data-pin-id], amp-pinterest, .wp-block-jetpack-pinterest",
         marks=("data-pin-do", "data-pin-href", "data-pin-id", "amp-pinterest", "wp-block-jetpack-pinterest"), parse=pin,
         evidence="plain"),
    Form(name="head", own=True, parse=head),
)


_PIN = r"(?P<id>\d{4,20})"

def _canonical(kind: str, native_id: str, author: str | None) -> str:
    return f"https://www.pinterest.com/pin/{native_id}/"


_LINKS: tuple[Link, ...] = (
    Link(rf"/(?:amp/)?pin/(?:[^/?]*--)?{_PIN}"),
    Link(r"/(?P<id>\d{9,20})", hosts=named("pinterest", "pin")),
    Link(rf"/ext/embed\.html\?(?:.*?&)??id={_PIN}", hosts=("assets.pinterest.com",), embed=True),
)

FETCHER = Fetcher(
    name="pinterest",
    title="Pinterest",
    hosts=("pinterest.com", "*.pinterest.com", "pinterest.*", "assets.pinterest.com", "pinterest:", *named("pinterest", "pin")),
    short_hosts=("pin.it",),
    links=_LINKS,
    url=_canonical,
    mine=(
        "https://www.pinterest.com/pin/858146904010573850/",
        "https://nl.pinterest.com/pin/a-quiet-room--858146904010573850/",
        "https://www.pinterest.co.uk/pin/858146904010573850/",
        "https://assets.pinterest.com/ext/embed.html?id=858146904010573850",
    ),
    not_mine=(
        "https://www.pinterest.com/pin/create/button/?url=https%3A%2F%2Fexample.org",
        "https://www.pinterest.com/ada/books/",
    ),
    extra={"pages": (pinterest_exports.PAGE,)},
    forms=(*FORMS, *pinterest_exports.FORMS),
    loaders=("assets.pinterest.com/js/pinit.js",),
    widgets=("buttonPin", "buttonBookmark", "buttonFollow", "embedUser", "embedBoard", "data-pin-hover"),
)
