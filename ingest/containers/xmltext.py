"""The encoding of a part that is XML: by its first bytes, else as it says, where that can be."""

from ingest.patterns import late

_ENCODING = late(rb"<\?xml[^>]{0,100}\bencoding\s*=\s*[\"']([\w.\-]{2,40})")
_WIDE = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"), (b"\xef\xbb\xbf", "utf-8-sig"))


def charset_of(head: bytes) -> str:
    """A codec that can be used, whatever the part says."""
    if wide := next((name for mark, name in _WIDE if head.startswith(mark)), ""):
        return wide
    said = _ENCODING.match(head)
    name = said[1].decode().lower() if said else "utf-8"
    if name.startswith(("utf", "ucs")):  # what can be read so far is not wide
        return "utf-8"
    try:
        return name if b"<".decode(name) == "<" else "utf-8"
    except (LookupError, UnicodeError, ValueError, AttributeError):
        return "utf-8"
