"""Mail syntax, read line by line: the leaves of a message however its parts nest. For MHTML, mail and mailboxes."""

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.errors import MessageError
from email.header import decode_header, make_header
from typing import BinaryIO

from ingest.containers import http, uu
from ingest.limits import Limits, Refused
from ingest.patterns import late

_PARAMETER = late(r";\s*([\w*\-]+)\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"|([^;\s]+))")
_NESTING = 50
_LINES, _ENDLESS = 1_900, 64
"""Lines of a head that are kept, beside those that say what the content is; and so many times the limit is no head any more."""
_PART = late(rb"content-[a-z\-]{3,30}:", re.IGNORECASE)
_PADDING = late(rb"=+")
_NOT_BASE64 = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"))


@dataclass(slots=True)
class Part:
    """One leaf: its headers and its bytes with the transfer encoding undone."""

    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    offset: int = 0
    whole: bool = True
    damaged: int = 0
    """Lines that could not be decoded."""

    @property
    def media_type(self) -> str:
        """``text/html``; what says nothing is plain text."""
        return self.headers.get("content-type", "text/plain").split(";")[0].strip().lower()

    def parameter(self, header: str, name: str) -> str:
        """``charset`` of the Content-Type, ``filename`` of the Content-Disposition ..."""
        return parameters(self.headers.get(header, "")).get(name, "")


def parameters(value: str) -> dict[str, str]:
    """What follows the first semicolon of a header."""
    found: dict[str, str] = {}
    for name, quoted, plain in _PARAMETER.findall(value[:4000]):
        found.setdefault(name.lower().rstrip("*"), re.sub(r"\\(.)", r"\1", quoted) if quoted else plain)
    return found


def words(value: str) -> str:
    """A header's text with encoded words (``=?utf-8?q?...?=``) undone."""
    if "=?" not in value:
        return value.strip()
    try:
        return str(make_header(decode_header(value[:4000]))).strip()
    except (MessageError, LookupError, ValueError):
        return value.strip()


def head(stream: BinaryIO, limit: int, line: bytes = b"") -> tuple[dict[str, str], int]:
    """(headers up to the blank line, bytes read). ``line``: the first one, where it is read already."""
    lines: list[bytes] = []
    late_ones: list[bytes] = []
    size = 0
    whole = ours = True
    while line := line or stream.readline(65536):
        size += len(line)
        if whole and not line.strip():
            break
        if size > _ENDLESS * limit:
            raise Refused("too-large", f"a head of over {size:,} bytes")
        begins = whole and line[:1] not in b" \t"
        whole = line.endswith(b"\n")
        ours = line[:8].lower() == b"content-" if begins else ours
        if size <= limit and len(lines) < _LINES:
            lines.append(line)
        elif ours and len(late_ones) < _LINES:
            late_ones.append(line)
        line = b""
    return http.headers_of(b"".join(late_ones)) | http.headers_of(b"".join(lines)), size


def leaves(stream: BinaryIO, limits: Limits) -> Iterator[Part]:
    """First a part without a body for the message's own headers, then every leaf in order."""
    headers, position = head(stream, limits.header)
    yield Part(headers)
    boundaries: list[bytes] = []
    part: Part | None = _opened(headers, boundaries, position)
    lines: list[bytes] = []
    size = count = 0
    ahead = b""
    while line := ahead or stream.readline(1 << 20):
        position += len(line)
        ahead = b""
        found = _boundary(line, boundaries) if line[:2] == b"--" else -1
        if found < 0 and not count and line[:2] == b"--" and (boundaries or _is_wrapper(part)):
            ahead = stream.readline(1 << 20)
            if _PART.match(ahead):
                boundaries, part, found = [line.strip()[2:]], None, 0  # stated wrongly or not at all
        if found < 0:
            size += len(line)
            if part is not None and size <= limits.body * 3 // 2:
                lines.append(line)
            continue
        if part is not None:
            yield _closed(part, lines, size, limits)
        lines, size, part = [], 0, None
        closing = line.strip() == b"--" + boundaries[found] + b"--"
        del boundaries[found if closing else found + 1 :]
        if not closing:
            count += 1
            if count > limits.members:
                raise Refused("too-many", f"only the first {limits.members:,} parts are read, see --max-members")
            headers, length = head(stream, limits.header, ahead)
            position += length
            ahead = b""
            part = _opened(headers, boundaries, position)
    if part is not None:
        yield _closed(part, lines, size, limits)


def _is_wrapper(part: Part | None) -> bool:
    return part is not None and part.media_type.startswith("multipart/")


def _boundary(line: bytes, boundaries: list[bytes]) -> int:
    """Which of the open boundaries this line is, innermost first; -1 for none."""
    text = line.strip()
    for number in range(len(boundaries) - 1, -1, -1):
        if text in (b"--" + boundaries[number], b"--" + boundaries[number] + b"--"):
            return number
    return -1


def _opened(headers: dict[str, str], boundaries: list[bytes], position: int) -> Part | None:
    """A leaf that begins; None where the part has parts of its own (their boundary is then open)."""
    part = Part(headers, offset=position)
    if part.media_type.startswith("multipart/"):
        boundary = part.parameter("content-type", "boundary")
        if boundary:
            if len(boundaries) >= _NESTING:
                raise Refused("too-deep", f"parts nest over {_NESTING} deep")
            boundaries.append(boundary.encode("utf-8", "replace"))
            return None
    return part


def _closed(part: Part, lines: list[bytes], size: int, limits: Limits) -> Part:
    raw = b"".join(lines)
    part.whole = len(raw) == size
    coding = part.headers.get("content-transfer-encoding", "").strip().lower()
    if coding == "base64":
        part.body = from_base64(raw)
    elif coding == "quoted-printable":
        part.body = binascii.a2b_qp(raw)
    elif coding in ("x-uuencode", "uuencode", "x-uue"):
        part.body, part.damaged = uu.lines_of_uu(lines)
    else:
        part.body = raw.removesuffix(b"\n").removesuffix(b"\r")
    part.whole = part.whole and len(part.body) <= limits.body
    part.body = part.body[: limits.body]
    return part


def from_base64(raw: bytes) -> bytes:
    """What can be decoded: junk between the letters and a broken end cost nothing else. What is no base64 at all stays as it is."""
    letters = raw.translate(None, _NOT_BASE64)
    if b"<" in raw and len(letters) + raw.count(b"\n") + raw.count(b"\r") < len(raw) * 0.9:
        return raw
    ends = b"=" in raw.rstrip(b"=\r\n -")
    pieces = [one.translate(None, _NOT_BASE64) for one in _PADDING.split(raw)] if ends else [letters]  # pieces with ends of their own
    return b"".join(base64.b64decode(one[: len(one) // 4 * 4] + _last(one[len(one) // 4 * 4 :])) for one in pieces)


def _last(rest: bytes) -> bytes:
    return rest + b"=" * (4 - len(rest)) if len(rest) > 1 else b""
