"""Downloads that are pages for people to read: a page that its fetcher knows by its first bytes, its elements as records.

A fetcher declares in ``extra``: ``pages`` = (``PageKind``, ...). Such a page is no article: nothing of it is looked at but the
elements that the kind names, and addresses in it are no links of a page. Each element is a record ``{MARK: kind, "html": element}``;
what the rest of the page says of all of them travels along as ``parent``.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from ingest.charset import decode, label_of
from ingest.fetcher import Fetcher
from ingest.records.framing import Record

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

MARK = "@page"
"""Every record of such a page has this key: the name of its kind, so that forms can declare it."""
WHOLE = 64 << 20
"""A longer page is read so far."""


class PageKind(NamedTuple):
    """How the posts of one tool's pages are found."""

    name: str
    head: re.Pattern[bytes]
    """Matches from the first byte that is not blank."""
    items: "str | Callable[[LexborHTMLParser], Iterable[str]]"
    """Selector of the elements that are records, or what cuts them out as HTML where no element holds one."""
    around: "Callable[[LexborHTMLParser], dict[str, Any]]"
    """What the page says of all its records."""
    charset: str = ""
    """Of pages that declare none."""


def page_kind(head: bytes, fetchers: tuple[Fetcher, ...]) -> PageKind | None:
    """The kind of a page by its first bytes."""
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n") if head[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<" else b""
    if not text:
        return None
    return next((kind for fetcher in fetchers for kind in fetcher.extra.get("pages", ()) if kind.head.match(text)), None)


def page_records(stream: BinaryIO, kind: PageKind) -> Iterator[Record]:
    """The elements of a page; of one without any a single empty record, so that its form can say what it was."""
    tree = tree_of(stream.read(WHOLE), kind)
    around = kind.around(tree)
    items = [node.html or "" for node in tree.css(kind.items)] if isinstance(kind.items, str) else list(kind.items(tree))
    for text in items or [""]:
        yield Record(text.encode("utf-8", "replace"), -1, {MARK: kind.name, "html": text}, around)


def tree_of(body: bytes, kind: PageKind) -> "LexborHTMLParser":
    """The page as a tree. A page that declares no charset was read as windows-1252 on its way here, which loses nothing."""
    from selectolax.lexbor import LexborHTMLParser

    text = decode(body, kind.charset)
    if kind.charset and not label_of(body) and (western := _western(text)) is not None:
        text = western.decode(kind.charset, "replace")
    return LexborHTMLParser(text)


def _western(text: str) -> bytes | None:
    try:
        return None if text.isascii() else text.encode("cp1252")
    except UnicodeEncodeError:
        return None


def element(record: Mapping[str, Any]) -> "LexborNode | None":
    """The element of a record, in a tree of its own."""
    from selectolax.lexbor import LexborHTMLParser

    body = LexborHTMLParser(str(record["html"])).body
    return body.child if body is not None else None
