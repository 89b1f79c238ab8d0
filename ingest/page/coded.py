"""HTML that attributes hold in code: base64 (Borlabs and other consent managers), percent-encoded, and addresses or settings in base64.

What comes out is HTML again. An address alone, or JSON, becomes the place holder that a script would make of it.
"""

import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from html import escape
from urllib.parse import unquote_to_bytes

from ingest.patterns import late

_BEGINNINGS = (b"P", b"CTx", b"Cj", b"DQo8", b"IDx", b"ICA8", b"ICAg", b"aHR0c", b"Ly9", b"eyJ", b"W3si", b"%3C", b"%3c", b"%253C",
               b"data:text/html")
"""``<`` in base64, blanks before it, ``http``, ``//``, ``{"``, ``[{"``; ``<`` percent-encoded; a whole page as an address."""
STARTS = tuple(b"=" + quote + beginning for quote in (b'"', b"'") for beginning in _BEGINNINGS)
_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/= \t\r\n"
_BASE64 = late(
    rb"""=(?:"((?:P[A-J]|CTx|Cj[w-z]|DQo8|IDx|ICA8|ICAg|aHR0c|Ly9|eyJ|W3si)[A-Za-z0-9+/_-]{24,}={0,2})\""""
    rb"""|'((?:P[A-J]|CTx|Cj[w-z]|DQo8|IDx|ICA8|ICAg|aHR0c|Ly9|eyJ|W3si)[A-Za-z0-9+/_-]{24,}={0,2})')""")
"""An attribute that is base64 from end to end and begins with ``<``, blanks before it, ``http``, ``//``, ``{"`` or ``[{"``."""
_PERCENT = late(rb"""=["'](%(?:25)?3[Cc](?:!--|div|iframe|blockquote|figure|section|script|p|a|amp-|object)[^"'<>\s]{20,})["']""")


_PAGE = late(rb"""=(?:"data:text/html([^,"]{0,60}),([^"]{20,})"|'data:text/html([^,']{0,60}),([^']{20,})')""")
"""``data:text/html;charset=utf-8,...``, in base64 or percent-encoded."""


def packed(text: bytes) -> bytes:
    """HTML that is the whole text of an element, as base64 (Borlabs Cookie keeps embeds so in a script); else nothing."""
    if text[:1000].translate(None, _ALPHABET):
        return b""
    try:
        html = base64.b64decode(b"".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return b""
    return html if b"<" in html and b">" in html else b""


STATES = (b'atob("eyJ', b"atob('eyJ", b'atob("W3s', b"atob('W3s", b'"PGlmcmFt', b'"PGJsb2Nr', b'"PGZpZ3Vy', b'"PGRpdi')
"""How a script begins its state in base64, or a value of it that is HTML."""


def is_state(code: bytes) -> bool:
    """Is one of them in this script?"""
    return (b"atob(" in code or b'"PG' in code) and any(start in code for start in STATES)


def text(code: str) -> str:
    """What a string of base64 stands for; nothing where it is none."""
    try:
        return base64.b64decode(code + "=" * (-len(code) % 4), validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


def layers(body: bytes, places: Mapping[bytes, list[int]]) -> Iterator[tuple[int, bytes]]:
    """The HTML that attributes of this piece hold in code, and where. ``places``: where the ``STARTS`` stand."""
    for at in sorted(at for start in STARTS for at in places.get(start, ())):
        if match := _BASE64.match(body, at):
            if html := _opened(match[1] or match[2]):
                yield at, html
        elif match := _PERCENT.match(body, at):
            html = unquote_to_bytes(match[1])
            yield at, unquote_to_bytes(html) if html.startswith(b"%3") else html
        elif body[max(0, at - 4) : at].lower().endswith((b"src", b"data")) and (match := _PAGE.match(body, at)):  # shown, not linked
            coding, html = match[1] or match[3] or b"", match[2] or match[4] or b""
            yield at, packed(html) if b"base64" in coding else _unescaped(html)


_WIDE = late(rb"%u([0-9A-Fa-f]{4})")


def _unescaped(html: bytes) -> bytes:
    """Percent-encoded UTF-8, or what JavaScript's ``escape`` made of it: ``%u2192`` for one unit of UTF-16, ``%B0`` for one below 256."""
    plain = unquote_to_bytes(html)
    if b"%u" not in html:
        try:
            plain.decode()
        except UnicodeDecodeError:
            return plain.decode("latin-1").encode()
        return plain
    units = "".join(
        chr(int(piece, 16)) if at % 2 else unquote_to_bytes(piece).decode("latin-1") for at, piece in enumerate(_WIDE.split(html)))
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode()


def _opened(code: bytes) -> bytes:
    try:
        plain = base64.b64decode(code.translate(bytes.maketrans(b"-_", b"+/")) + b"=" * (-len(code) % 4), validate=True).strip()
    except (binascii.Error, ValueError):
        return b""
    if plain.startswith(b"<"):
        return plain if b">" in plain else b""
    if plain.startswith((b"http", b"//")):
        return b'<div data-embed-url="%s"></div>' % _quoted(plain) if len(plain) < 2000 and b"/" in plain[8:] else b""
    return b'<div data-settings="%s"></div>' % _quoted(plain) if b"//" in plain or b"\\/\\/" in plain else b""


def _quoted(plain: bytes) -> bytes:
    return escape(plain.decode("utf-8", "replace"), quote=True).encode()


def quoted(inner: bytes) -> bytes:
    """A template whose markup is written as one string of JSON; empty for others."""
    text = inner.strip()
    if text[:1] != b'"' or text[-1:] != b'"':
        return b""
    try:
        value = json.loads(text)
    except ValueError:
        return b""
    return value.encode("utf-8", "replace") if isinstance(value, str) else b""
