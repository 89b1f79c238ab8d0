"""An HTTP response as crawlers keep it: head apart from body, chunks joined, content codings undone, all bounded."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ingest.containers.compressed import codec_of, unpacked
from ingest.containers.source import Room, memory
from ingest.limits import MIB, Meter, Refused
from ingest.patterns import late

_STATUS = late(rb"[Hh][Tt][Tt][Pp]/\d(?:\.\d)?\s+(\d{3})")
"""har2warc writes it as browsers name the protocol, in lower case."""
_END = late(rb"\r?\n\r?\n")
_CHARSET = late(r"charset\s*=\s*[\"']?([\w:.\-]{1,40})", re.IGNORECASE)
_CHUNK = late(rb"([0-9A-Fa-f]{1,16})[ \t]*(?:;[^\r\n]{0,1000})?\r?\n")
_TRAILER = late(rb"[A-Za-z][\w\-]{0,60}:")
_BEFORE = 8 * MIB
_CODINGS = 5
"""More content codings than this are an attack."""


@dataclass(frozen=True, slots=True)
class Head:
    """Status and headers (names in lower case; the first of a name counts)."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def media_type(self) -> str:
        """``text/html``, without parameters."""
        return self.headers.get("content-type", "").split(";")[0].strip().lower()

    @property
    def charset(self) -> str:
        """As the Content-Type states it."""
        match = _CHARSET.search(self.headers.get("content-type", "")[:500])
        return match[1] if match else ""


def split(message: bytes, limit: int = 1 << 20) -> tuple[Head, int] | None:
    """(head, where the body begins); None where there is no status line or no end of the head. A "100 Continue" before it is none."""
    start = 0
    while True:
        status = _STATUS.match(message, start)
        end = _END.search(message, start, limit)
        if not status or not end:
            return None
        if status[1][:1] != b"1" or not _STATUS.match(message, end.end()):
            return Head(int(status[1]), headers_of(message[status.end() : end.start()])), end.end()
        start = end.end()


def headers_of(block: bytes) -> dict[str, str]:
    """Header lines; folded lines are joined, what is no header is left out."""
    headers: dict[str, str] = {}
    name = ""
    for line in block.splitlines()[:2000]:
        if line[:1] in (b" ", b"\t") and name:
            headers[name] += " " + _text(line.strip())
            continue
        key, colon, value = line.partition(b":")
        if colon and len(key) < 200:
            name = _text(key.strip()).lower()
            if name not in headers:
                headers[name] = _text(value.strip())
            else:
                name = ""
    return headers


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def body_of(head: Head, raw: bytes, room: Room, locator: str) -> bytes:
    """The body as the server meant it. What is damaged ends early, with a fault told to the room."""
    body = raw
    if "chunked" in head.headers.get("transfer-encoding", "").lower():
        body = _joined(raw, room, locator)
    codings = [name.strip().lower() for name in head.headers.get("content-encoding", "").split(",") if name.strip()]
    if len(codings) > _CODINGS:
        room.fault(locator, "too-deep", f"{len(codings)} content codings")
        return body
    for coding in reversed(codings):
        body = _decoded(body, coding, room, locator)
    if len(body) > room.limits.body:
        room.fault(locator, "too-large", f"only the first {room.limits.body // MIB} MiB of the body are read")
        body = body[: room.limits.body]
    return body


def _joined(raw: bytes, room: Room, locator: str) -> bytes:
    """Joins chunks. Many tools keep the header but store the body joined already: then there is no chunk at its start."""
    pieces: list[bytes] = []
    position = 0
    while match := _CHUNK.match(raw, position):
        size = int(match[1], 16)
        position = match.end()
        if not size:
            if (rest := raw[position:].strip()) and not _TRAILER.match(rest):
                room.fault(locator, "bad-record", f"{len(rest):,} bytes behind the last chunk of the body are not read")
            return b"".join(pieces)
        pieces.append(raw[position : position + size])
        position += size
        if position > len(raw):
            break
        if raw[position : position + 2] == b"\r\n":
            position += 2
        elif raw[position : position + 1] == b"\n":
            position += 1
    if not pieces:
        return raw
    room.fault(locator, "truncated", f"chunked body breaks off at byte {min(position, len(raw))}")
    return b"".join(pieces)


def _decoded(body: bytes, coding: str, room: Room, locator: str) -> bytes:
    """One content coding undone; a body that is not in it stays as it is (servers and crawlers lie about this)."""
    codec = {"gzip": "gzip", "x-gzip": "gzip", "zstd": "zstd", "bzip2": "bzip2", "xz": "xz"}.get(coding)
    if codec:
        if codec_of(body[:16]) != codec:
            return body
        with unpacked(memory(body), codec, room, locator) as stream:
            return stream.read(room.limits.body + 1)
    if coding == "deflate":
        return _inflated(body, room, locator)
    return _brotli(body, room, locator) if coding == "br" else body


def _inflated(body: bytes, room: Room, locator: str) -> bytes:
    """With or without the zlib header: browsers take both."""
    for bits in (15, -15):
        machine = zlib.decompressobj(bits)
        try:
            made = machine.decompress(body, room.limits.body + 1)
        except zlib.error:
            if made := _before_damage(body, bits):
                room.fault(locator, "bad-record", "damaged deflate data: what stands before the damage is read")
                return made
            continue
        if not machine.eof and not machine.unconsumed_tail:
            room.fault(locator, "truncated", "the deflate data ends in the middle")
        return _metered(made, len(body), room, locator)
    return body


def _before_damage(body: bytes, bits: int) -> bytes:
    """What the good beginning of damaged data gives: some text at least, or it was no such data."""
    machine, good = zlib.decompressobj(bits), bytearray()
    try:
        for start in range(0, len(body), 256):
            good += machine.decompress(body[start : start + 256], MIB)
            if len(good) > _BEFORE:
                break
    except zlib.error:
        pass
    return bytes(good) if len(good) > 200 and b"\0" not in good[:200] else b""


def _metered(made: bytes, taken: int, room: Room, locator: str) -> bytes:
    meter = Meter(room.budget)
    meter.take(taken)
    try:
        meter.make(len(made))
    except Refused as refused:
        room.fault(locator, refused.reason, refused.detail)
    return made


def _steps(machine: Any, data: bytes) -> Iterator[bytes]:
    """What some bytes give, in pieces of a mebibyte."""
    while True:
        piece = machine.process(data, output_buffer_limit=MIB)
        yield piece
        data = b""
        if not piece or machine.is_finished() or machine.can_accept_more_data():
            return


def _brotli(body: bytes, room: Room, locator: str) -> bytes:
    """Fed and drawn in small steps: a bomb is met before it has unfolded."""
    import brotli

    machine = brotli.Decompressor()
    meter = Meter(room.budget)
    pieces: list[bytes] = []
    made = 0
    try:
        for start in range(0, len(body), 2048):
            meter.take(min(2048, len(body) - start))
            for piece in _steps(machine, body[start : start + 2048]):
                pieces.append(piece)
                meter.make(len(piece))
                made += len(piece)
            if made > room.limits.body:
                return b"".join(pieces)
        if not machine.is_finished() and any(pieces):
            room.fault(locator, "truncated", "the Brotli data ends in the middle")
    except brotli.error:
        if any(pieces):
            room.fault(locator, "bad-record", "damaged Brotli data: what stands before the damage is read")
    except Refused as refused:
        room.fault(locator, refused.reason, refused.detail)
    return b"".join(pieces) or body
