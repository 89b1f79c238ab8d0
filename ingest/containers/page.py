"""One page: HTML or XML as it was saved. The page's own words about its address and capture time are read here.

SingleFile's comment, the browsers' "saved from url", the Wayback Machine's closing comment; and the frames that
"save page as, complete" puts beside the page (``savedpage``).
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

from ingest import charset
from ingest.containers import beside, mirror, moments, savedpage
from ingest.containers.askers import named_by
from ingest.containers.beside import Witness
from ingest.containers.source import Item, Peek, Room, Source, body_of
from ingest.limits import MIB
from ingest.model import Problem
from ingest.patterns import late

_TAGS = late(
    rb"<(?:!doctype|html|head|body|div|p|a|blockquote|article|section|iframe|script|meta|title|span|table|img)[\s>]",
    re.IGNORECASE,
)
_HTML = late(rb"<(?:!doctype\s+html|html[\s>]|head[\s>]|body[\s>])", re.IGNORECASE)
_SINGLEFILE = late(rb"Page saved with SingleFile[^>]{0,40}?\s+url:\s*(\S+)\s+saved date:\s*([^\r\n>]{5,120})")
_SAVED_FROM = late(rb"<!--\s*saved from url=\(\d+\)(?P<url>\S+?)\s*-->")
_MONOLITH = late(rb"<!--\s*Saved from (?P<url>https?://\S+) at (?P<when>\d{4}-\S{10,30}) using monolith")
_HTTRACK = late(rb"<!--\s*Mirrored from (?P<url>[^\s<>]{4,2000}) by HTTrack [^,<>]{0,80}, (?P<when>[^<>]{10,60}?)\s*-->")
_SAVEPAGE = late(
    rb"""<meta name=["']?savepage-url["']? content=["'](?P<url>[^"']{8,4000})["'][^<>]*>"""
    rb"""(?:(?:(?!savepage-date).){0,4000}savepage-date["']? content=["'](?P<when>[^"']{10,100})["'])?""", re.DOTALL)
_SCRAPBOOK = late(
    rb"""<html(?=[^<>]{0,4000}data-scrapbook-source=["'](?P<url>[^"']{8,4000})["'])"""
    rb"""(?:(?=[^<>]{0,4000}data-scrapbook-create=["'](?P<when>\d{14})\d{0,3}["']))?""", re.IGNORECASE)
_WAYBACK = late(
    rb"FILE ARCHIVED ON (\d\d:\d\d:\d\d [A-Z][a-z]{2} \d\d, \d{4}) AND RETRIEVED FROM THE", re.IGNORECASE
)
_ARCHIVED = late(
    rb"""<link[^<>]{0,200}?rel=["']?(?:canonical|bookmark)["']?[^<>]{0,200}?href=["']?https?://(?:web\.archive\.org/web|archive\.(?:today|ph|is"""
    rb"""|li|fo|md|vn))/(?P<when>\d{14}|\d{4}\.\d\d\.\d\d-\d{6})(?:[a-z]{2}_)?/(?P<url>https?:/[^"'\s<>]{4,4000})""", re.IGNORECASE)
"""What an archive wrote into a copy; archive.today writes its moments with dots too."""
_REPLAYED = late(rb"""wbinfo\.url\s*=\s*["'](?P<url>https?:[^"'\s<>]{4,4000})["'];\s*wbinfo\.timestamp\s*=\s*["'](?P<when>\d{14})["']""")
"""What pywb tells the pages that it replays."""
_PRINTED = late(rb"""<p class="article__url">[^<]{0,200}<a class="no-href" href="(?P<url>https?://[^"\s]{4,4000})\"""")
_LONG, _NEAR = 4 * MIB, 100_000
_WAYBACK_URL = late(rb"""web\.archive\.org/web/(?P<when>\d{14})(?:[a-z]{2}_)?/(?P<url>https?:/[^"'\s<>]+)""")
_WOMBAT = late(rb"""__wm\.wombat\(\s*["'](?P<url>https?:[^"'\s<>]{4,4000})["']\s*,\s*["'](?P<when>\d{14})["']""")
"""What the Wayback Machine tells its scripts."""


def bid(peek: Peek) -> int:
    """Anything that starts with a tag, or has tags early on and is not called plain text."""
    if peek.text.startswith(b"<"):
        return 50
    if b"\0" not in peek.head and _TAGS.search(peek.head) and not peek.name.endswith((".md", ".markdown", ".txt", ".rst")):
        return 30
    return 0


def kind_of(body: bytes) -> str:
    """``xml`` for XML that is no HTML, else ``html``."""
    text = body[:8192].removeprefix(b"\xef\xbb\xbf").lstrip()
    return "xml" if text.startswith((b"<?xml", b"<svg")) and not _HTML.search(text) else "html"


def read(source: Source, room: Room) -> Iterator[Item]:
    """The page, then the frames that were saved beside it."""
    body, whole = body_of(source, room)
    yield from documents(source, room, body, whole)


def documents(source: Source, room: Room, body: bytes, whole: bool = True) -> Iterator[Item]:
    """The same for a body that is in memory already."""
    body = charset.transcode(_lean(body, whole), source.charset)
    told, parent = Witness(), source.parent_url
    if source.url[:4] != "http" or not source.captured_at:
        told = witness(body)
    if source.url[:4] != "http":
        near = source.beside or (beside.of_folder(source.path) if source.path else None)
        if near is not None:
            told = _told(source, body, told, near)
            body = mirror.restored(source.member or source.path, body, near)
        parent = parent or named_by(told.url)
    url = source.url if source.url[:4] == "http" else told.url or source.url
    known = replace(
        source, url=url, kind=kind_of(body) if not source.kind else source.kind,
        captured_at=source.captured_at or told.captured_at,
        captured_origin=source.captured_origin if source.captured_at else told.origin if told.captured_at else "",
        charset="utf-8", parent_url=parent,
    )
    yield known.document(body)
    if not whole:
        yield Problem(reason="too-large", stage="open", locator=source.locator,
                      detail=f"only the first {room.limits.body // MIB} MiB of the page are read")
    yield from savedpage.frames(known, room, body)


def _told(source: Source, body: bytes, told: Witness, near: beside.Beside) -> Witness:
    """What is known of a page where it does not say itself where it is from."""
    path = source.member or source.path
    if not told.url:
        found = beside.stated(path, near)
        told = found if found.captured_at else Witness(found.url, told.captured_at, told.origin)
    if not told.url and not source.parent_url and not savedpage.stated(body):
        told = replace(told, url=beside.mirrored(path, body, near))
    return told


def _lean(body: bytes, whole: bool) -> bytes:
    """A long page without what parsers blow up: zero bytes (each would become a character of three) and an empty end."""
    if len(body) > _LONG and b"\0" in body:
        body = body.replace(b"\0", b" ")
    return body if whole else body.rstrip()


def witness(body: bytes) -> Witness:
    """Address and capture time as the page states them, best witness first."""
    head = body[:20_000]
    if match := _SINGLEFILE.search(head):
        return Witness(_text(match[1]), moments.from_script(_text(match[2])) or moments.from_iso(_text(match[2])), "singlefile")
    tail = body[-10_000:]
    closing = _WAYBACK.search(tail)
    if closing or b"BEGIN WAYBACK TOOLBAR INSERT" in body[:200_000]:
        return _wayback(body, closing)
    for pattern, origin in ((_MONOLITH, "monolith"), (_HTTRACK, "httrack"), (_SAVEPAGE, "savepage"), (_SCRAPBOOK, "scrapbook")):
        if match := pattern.search(head):
            return _stated(match["url"], match["when"], origin)
    if match := _REPLAYED.search(head):
        return _stated(match["url"], match["when"], "wayback")
    if match := _ARCHIVED.search(head):
        return Witness(_whole(_text(match["url"])), moments.from_digits(re.sub(r"\D", "", _text(match["when"]))), "wayback")
    match = _SAVED_FROM.search(head) or _percollated(body)
    return _stated(match["url"], b"", "") if match else Witness()


def _percollated(body: bytes) -> "re.Match[bytes] | None":
    """The address that percollate prints below an article's title; of several articles in one file none is the file's."""
    begin = body.find(b'<p class="article__url"', 0, _NEAR)
    return _PRINTED.match(body, begin) if begin >= 0 and body.find(b'<p class="article__url"', begin + 1) < 0 else None


def _stated(url: bytes, when: bytes, origin: str) -> Witness:
    """HTTrack leaves the scheme out; moments come in all spellings."""
    address, said = unescape(_text(url)), _text(when or b"")
    if origin == "httrack" and "://" not in address:
        address = f"http://{address}"
    moment = moments.from_iso(said) or moments.from_script(said) or moments.from_header(said) or moments.from_digits(said[:14])
    return Witness(address if address.startswith("http") else "", moment, origin if moment else "")


def _wayback(body: bytes, closing: "re.Match[bytes] | None") -> Witness:
    """The address of the capture is in the archive's script, its toolbar, or what the page says it is called. Any other link may lead
    anywhere: then the closing comment has the time alone."""
    toolbar = body.find(b"BEGIN WAYBACK TOOLBAR INSERT")
    match = _WOMBAT.search(body) or _ARCHIVED.search(body[:200_000]) or (_WAYBACK_URL.search(body, toolbar) if toolbar >= 0 else None)
    if match:
        return Witness(_whole(_text(match["url"])), moments.from_digits(re.sub(r"\D", "", _text(match["when"]))), "wayback")
    when = moments.from_header(re.sub(r"^(\S+) (\w+) (\d\d), (\d{4})$", r"\3 \2 \4 \1", _text(closing[1]))) if closing else ""
    return Witness("", when, "wayback" if when else "")


def _whole(url: str) -> str:
    """An address behind another one often lost a slash."""
    return re.sub(r"^(https?):/(?!/)", r"\1://", unescape(url))


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")
