"""Which charset bytes are in, and the text they hold. Never raises, never loses a byte's place to a wrong label.

Order of witnesses: byte order mark; bytes that are valid UTF-8 and not plain ASCII (a label that says otherwise is a lie
of a template far more often than not); the label from outside or the page's own; the letters themselves; else windows-1252.
"""

import codecs
import re
from functools import lru_cache

from ingest import undeclared
from ingest.patterns import late

_LABEL = late(
    rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.\-]{1,40})|<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_:.\-]{1,40})""",
    re.IGNORECASE,
)
_BODY = late(rb"</head>|<body[\s>]", re.IGNORECASE)
_NEAR, _FAR = 4096, 1 << 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WEB = {
    "iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "ascii": "cp1252", "us-ascii": "cp1252",
    "iso8859-1": "cp1252", "iso-8859-9": "cp1254", "iso-8859-11": "cp874", "tis-620": "cp874", "shift_jis": "cp932",
    "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "windows-31j": "cp932", "gb2312": "gb18030", "gbk": "gb18030",
    "x-gbk": "gb18030", "gb_2312-80": "gb18030", "ks_c_5601-1987": "cp949", "euc-kr": "cp949", "ksc5601": "cp949",
    "big5": "big5hkscs", "x-x-big5": "big5hkscs", "utf8": "utf-8", "unicode": "utf-8", "x-user-defined": "cp1252",
    "utf-16": "utf-8", "utf-16le": "utf-8", "utf-16be": "utf-8", "utf-32": "utf-8", "utf-7": "cp1252", "x-euc-jp": "euc_jp",
    "windows-874": "cp874", "iso-8859-8-i": "iso-8859-8", "macintosh": "mac_roman", "x-mac-roman": "mac_roman",
}
"""Labels as browsers read them. A page that can be read far enough to see ``charset=utf-16`` is not in UTF-16."""
_PLAIN = frozenset(["euc_jp", "iso2022_jp", "hz", "big5hkscs", "gb18030", "johab", "koi8_r", "koi8_u", "mac_roman", "utf_8"])
_SEVEN_BIT = ("iso2022_jp", "hz")
_WIDE = tuple(mark for mark, _ in _BOMS[1:])


def wide_encoding(head: bytes) -> str:
    """``utf-16-le`` and so on for bytes with a byte order mark or with zero bytes where ASCII letters have them; else ""."""
    for mark, name in _BOMS[1:]:
        if head.startswith(mark) and (len(head) > len(mark) or len(mark) == 4):
            return name
    first = head[:8]
    if len(first) < 4 or not any(first):
        return ""
    zeros = "".join("0" if byte == 0 else "x" for byte in first[:4])
    name = {"000x": "utf-32-be", "x000": "utf-32-le", "0x0x": "utf-16-be", "x0x0": "utf-16-le"}.get(zeros, "")
    letters = bytes(byte for byte in first if byte)
    return name if letters.isascii() and all(byte > 31 or byte in b"\t\r\n" for byte in letters) else ""


@lru_cache(maxsize=500)
def codec(label: str) -> str:
    """The Python codec for a charset label, "" for one that is unknown or no text codec (``rot13``, ``base64``)."""
    label = label.strip().strip("\"'").lower()
    label = _WEB.get(label, label)
    try:
        found = codecs.lookup(label)
    except (LookupError, ValueError):
        return ""
    name = found.name.replace("-", "_")
    single = name.startswith(("cp12", "cp874", "cp932", "cp949", "cp866", "iso8859", "koi8", "mac_"))
    return found.name if found._is_text_encoding and (single or name in _PLAIN) else ""


def label_of(body: bytes) -> str:
    """The charset that the page itself declares in its head, "" where none: often behind long scripts and styles."""
    match = _LABEL.search(body, 0, _NEAR)
    if match is None and not body.isascii():
        end = _BODY.search(body, 0, _FAR)
        match = _LABEL.search(body, _NEAR - 400, end.start() if end else _FAR)
    return (match[1] or match[2]).decode("ascii") if match else ""


def charset_of(body: bytes, hint: str = "") -> str:
    """The codec to decode ``body`` with; ``hint`` is the label that a header gives."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return name
    if body.isascii():
        # ISO-2022-JP and HZ are seven-bit: only their label tells.
        named = codec(hint) or codec(label_of(body))
        return named if named in _SEVEN_BIT else "utf-8"
    if _is_utf8(body):
        return "utf-8"
    return _named(body, hint) or undeclared.guess(body) or "cp1252"


def _named(body: bytes, hint: str) -> str:
    """The declared codec that is not UTF-8 (the bytes are not)."""
    for name in (codec(hint), codec(label_of(body))):
        if name and name != "utf-8":
            return name
    return "utf-8" if codec(hint) == "utf-8" or codec(label_of(body)) == "utf-8" else ""


def _is_utf8(body: bytes) -> bool:
    """Valid, or cut in the middle of its last character."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(body) - 3 and error.reason == "unexpected end of data"
    return True


def decode(body: bytes, hint: str = "") -> str:
    """The text of ``body``; bytes that are no character become U+FFFD, in mixed pages they are read as windows-1252."""
    name = charset_of(body, hint)
    text = body.decode(name, "cp1252-or-replace" if name == "utf-8" else "replace")
    return text.removeprefix("\ufeff")


def transcode(body: bytes, hint: str = "") -> bytes:
    """``body`` in UTF-8; the same object where it is so already."""
    if b"\0" in body[:4] and (wide := wide_encoding(body)):
        return body.decode(wide, "replace").encode("utf-8", "replace")
    if body.isascii():
        seven_bit = codec(hint) in _SEVEN_BIT or codec(label_of(body)) in _SEVEN_BIT
        return decode(body, hint).encode("utf-8", "replace") if seven_bit else body
    if not body.startswith(_WIDE) and _is_utf8(body):
        return body
    return decode(body, hint).encode("utf-8", "replace")


def _second_guess(error: UnicodeError) -> tuple[str, int]:
    """Half a page in UTF-8, half in windows-1252 (comments pasted into templates): each stray byte is read as the latter."""
    assert isinstance(error, UnicodeDecodeError)
    stray = error.object[error.start : error.end]
    return stray.decode("cp1252", "replace"), error.end


codecs.register_error("cp1252-or-replace", _second_guess)
