"""PDF: the links of its pages, and with pypdf the words around those that nobody made a link of."""

import re
import zlib
from collections.abc import Generator, Iterator

from ingest.containers import beside, moments, page, pdftext, savedpage
from ingest.containers.source import Item, Peek, Room, Source, body_of
from ingest.limits import Meter, Refused, alive
from ingest.model import Problem
from ingest.patterns import late

_URI = late(rb"/URI\s*\(((?:[^()\\]|\\.|\((?:[^()\\]|\\.|\((?:[^()\\]|\\.){0,1000}\)){0,1000}\)){4,2000})\)", re.DOTALL)
"""Brackets may stand in a string where they are closed again."""
_HEX = late(rb"/URI\s*<([0-9A-Fa-f\s]{8,4000})>")
_STREAM = late(rb"stream\r?\n")
_ESCAPE = late(rb"\\([0-7]{1,3}|\r?\n|.)", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_NAMES = late(r"https?://|\b[\w\-]{2,30}\.(?:com|me|app|social|tv|be|it|ru|org|net)/", re.IGNORECASE)
_STREAMS = 20_000
_PRINTED = late(rb"/(?:Producer|Creator)\s*\((?:[^()\\]|\\.){0,300}(?:Skia/PDF|Chrom|Mozilla|Firefox|wkhtmltopdf|WebKit|Safari)")
_CREATED = late(rb"/CreationDate\s*\(D:(\d{14})(?:Z|([+-]\d\d)'(\d\d)'?)?")
_PAGES = (".html", ".htm", ".xhtml", ".singlefile.html")


def bid(peek: Peek) -> int:
    """By the magic number."""
    return 103 if peek.head[:1024].lstrip().startswith(b"%PDF-") else 0


def read(source: Source, room: Room) -> Iterator[Item]:
    """One text document: an address a line, then the text that names any."""
    body, whole = body_of(source, room)
    found: dict[bytes, None] = {}
    for piece in _pieces(source, room, body):
        for match in _URI.findall(piece):
            found.setdefault(_string(_ESCAPE.sub(_meant, match)))
        for match in _HEX.findall(piece):
            digits = bytes(match).translate(None, b" \r\n\t\f\0")
            found.setdefault(_string(bytes.fromhex(digits[: len(digits) // 2 * 2].decode("ascii"))))
    urls = [url.strip() for url in found if url.strip()[:4].lower() == b"http"]
    if b"/Encrypt" in body[-20_000:] and not urls:
        yield Problem(reason="encrypted", detail="an encrypted PDF", stage="open", locator=source.locator)
    text = yield from _text(source, body, bool(urls))
    if urls or text:
        told = _witness(source, body) if source.url[:4] != "http" else beside.Witness()
        yield source.document(
            b"".join(url + b"\n" for url in urls) + text, kind="text", charset="utf-8", url=source.url or told.url,
            captured_at=source.captured_at or told.captured_at,
            captured_origin=source.captured_origin if source.captured_at else told.origin)
    if not whole:
        yield Problem(reason="too-large", stage="open", locator=source.locator, detail="only the beginning of the PDF is read")


def _meant(match: "re.Match[bytes]") -> bytes:
    """A character that is spelled with a backslash; before the end of a line it joins two."""
    said = match[1]
    if said.isdigit():
        return bytes([int(said, 8) & 0xFF]) if not set(said) & set(b"89") else said
    return b"" if said.endswith(b"\n") else _ESCAPED.get(said, said)


def _string(raw: bytes) -> bytes:
    """A string as UTF-8; some writers make them UTF-16."""
    return raw.decode("utf-16", "replace").encode("utf-8", "replace") if raw.startswith((b"\xfe\xff", b"\xff\xfe")) else raw


def _witness(source: Source, body: bytes) -> beside.Witness:
    """A PDF that a browser printed: what lies beside it says of which page; when, the PDF itself."""
    near = source.beside or (beside.of_folder(source.path) if source.path else None)
    told = beside.stated(source.member or source.path, near) if near is not None else beside.Witness()
    stem = source.name.rpartition(".")[0]
    found = next((saved for suffix in _PAGES if (saved := near(stem + suffix))), b"") if near is not None and not told.url else b""
    if found:
        told = page.witness(found)
        told = told if told.url else beside.Witness(savedpage.stated(found), told.captured_at, told.origin)
    if not told.captured_at and _PRINTED.search(body) and (match := _CREATED.search(body)):
        zone = f"{match[2].decode()}:{match[3].decode()}" if match[3] else "Z"
        when = re.sub(r"(....)(..)(..)(..)(..)(..)", r"\1-\2-\3T\4:\5:\6", match[1].decode()) + zone
        told = beside.Witness(told.url, moments.from_iso(when), "pdf")
    return told if told.captured_at else beside.Witness(told.url)


def _text(source: Source, body: bytes, linked: bool) -> Generator[Item, None, bytes]:
    """The pages that name addresses."""
    found: list[str] = []
    try:
        found.extend(words for words in pdftext.pages(body) if _NAMES.search(words))
    except ValueError as error:
        if not linked:
            yield Problem(reason="bad-record", detail=f"its text cannot be read: {error}"[:300], stage="open", locator=source.locator)
    return "\n".join(found).encode("utf-8", "replace")


def _pieces(source: Source, room: Room, body: bytes) -> Iterator[bytes]:
    """The file itself, then its packed streams (newer files keep annotations in them)."""
    yield body
    meter = Meter(room.budget)
    for number, match in enumerate(_STREAM.finditer(body)):
        if number >= _STREAMS:
            return
        if body[match.end()] & 0x0F != 8 if match.end() < len(body) else True:
            continue
        alive()
        machine = zlib.decompressobj()
        try:
            made = machine.decompress(body[match.end() : match.end() + (1 << 20)], 1 << 22)
            meter.take(1024)
            meter.make(len(made))
        except zlib.error:
            continue
        except Refused as refused:
            room.fault(source.locator, refused.reason, refused.detail)
            return
        if b"/URI" in made:
            yield made
