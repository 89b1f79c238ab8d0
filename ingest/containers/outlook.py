"""Outlook's messages (.msg): a compound file of properties. Its HTML, or its RTF, or its plain text; what is attached.

With olefile where it is installed (``afterpost[msg]``).
"""

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from ingest.containers import known, moments, page
from ingest.containers.rtfpacked import unpacked
from ingest.containers.source import Item, Peek, Room, Source, memory
from ingest.limits import Refused, alive
from ingest.model import Problem

_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAM = "__substg1.0_"
_MARK = _STREAM.encode("utf-16-le")
_PROPERTIES = "__properties_version1.0"
_SUBJECT, _PLAIN, _RTF, _HTML, _HEADERS = "0037", "1000", "1009", "1013", "007D"
_DATA, _NAME, _SHORT_NAME = "3701", "3707", "3704"
_SENT, _DELIVERED, _PAGE = 0x0039, 0x0E06, 0x3FDE
_FIRST = datetime(1601, 1, 1, tzinfo=UTC)
_STUMBLES = (OSError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, struct.error, RecursionError)
"""What a damaged compound file makes olefile raise."""

Place = tuple[str, ...]


def bid(peek: Peek) -> int:
    """A compound file that is called a message, or whose first entries are."""
    return 103 if peek.head.startswith(_MAGIC) and (peek.name.endswith(".msg") or _MARK in peek.head) else 0


def read(source: Source, room: Room) -> Iterator[Item]:
    """The message, then the messages and files attached to it."""
    try:
        import olefile
    except ImportError:
        yield Problem(reason="unsupported", stage="open", locator=source.locator,
                      detail="Outlook messages need an extra: pip install 'afterpost[msg]' (or save it as .eml)")
        return
    with source.open() as stream:
        body = stream.read(room.limits.record + 1)
    if len(body) > room.limits.record:
        raise Refused("too-large", "a message that is longer than --max-record allows")
    try:
        box = _Box(olefile.OleFileIO(io.BytesIO(body)), room, source.locator)
    except _STUMBLES as error:
        raise Refused("bad-record", f"no readable compound file: {error}"[:300]) from None
    if not box.has((_PROPERTIES,)):
        yield from known.read(source, room)
        return
    yield from _message(box, (), source, room, 0)


@dataclass(frozen=True, slots=True)
class _Box:
    """The compound file: storages like folders, streams like files."""

    file: Any
    room: Room
    locator: str

    def has(self, place: Place) -> bool:
        return bool(self.file.exists("/".join(place)))

    def stream(self, place: Place) -> bytes:
        """A stream up to the limit; "" where there is none, or it cannot be read."""
        alive()
        try:
            if not self.has(place):
                return b""
            with self.file.openstream("/".join(place)) as stream:
                data: bytes = stream.read(self.room.limits.body)
            if len(data) < min(self.file.get_size("/".join(place)), self.room.limits.body):
                self.room.fault(self.locator, "truncated", "a part of the message breaks off")
        except _STUMBLES:
            self.room.fault(self.locator, "truncated", "a part of the message breaks off")
            return b""
        return data

    def text(self, place: Place, name: str, charset: str) -> str:
        """A property that is text, in either spelling."""
        wide = self.stream((*place, f"{_STREAM}{name}001F"))
        return wide.decode("utf-16-le", "replace") if wide else self.stream((*place, f"{_STREAM}{name}001E")).decode(charset, "replace")

    def numbers(self, place: Place) -> dict[int, bytes]:
        """The properties of fixed size: 16 bytes each, behind a head."""
        data = self.stream((*place, _PROPERTIES))
        head = 32 if not place else 24
        return {struct.unpack_from("<H", data, at + 2)[0]: data[at + 8 : at + 16] for at in range(head, len(data) - 15, 16)}

    def attachments(self, place: Place) -> list[Place]:
        """Storages of what is attached, in their order."""
        depth = len(place)
        found = {tuple(one[: depth + 1]) for one in self.file.listdir() if tuple(one[:depth]) == place and len(one) > depth + 1}
        return sorted(one for one in found if one[depth].startswith("__attach_version1.0_"))


def _message(box: _Box, place: Place, source: Source, room: Room, depth: int) -> Iterator[Item]:
    numbers = box.numbers(place)
    charset = _charset(numbers.get(_PAGE, b""))
    moment = next((when for one in (_SENT, _DELIVERED) if (when := _moment(numbers.get(one, b"")))), "")
    letter = replace(
        source, path="", title=box.text(place, _SUBJECT, charset).strip("\0 "), depth=source.depth + 1,
        captured_at=moment or source.captured_at, captured_origin="mail" if moment else source.captured_origin)
    yield from _words(box, place, letter, room, charset)
    yield from room.complaints()
    attached = box.attachments(place)
    if len(attached) > room.limits.members:
        room.fault(source.locator, "too-many", "a message with more attachments than --max-members allows")
    for number, one in enumerate(attached[: room.limits.members], 1):
        inner = (*one, f"{_STREAM}{_DATA}000D")
        if box.has((*inner, _PROPERTIES)):
            if depth >= room.limits.depth:
                room.fault(source.locator, "too-deep", f"messages in messages, --max-depth allows {room.limits.depth}")
            else:
                yield from _message(box, inner, replace(letter, locator=f"{source.locator}#{number}"), room, depth + 1)
        elif data := box.stream((*one, f"{_STREAM}{_DATA}0102")):
            name = (box.text(one, _NAME, charset) or box.text(one, _SHORT_NAME, charset)).strip("\0 ")
            yield from room.inside(_leaf(letter, f"#{number}" + (f"!{name}" if name else ""), name, data), room)
        yield from room.complaints()


def _words(box: _Box, place: Place, letter: Source, room: Room, charset: str) -> Iterator[Item]:
    """The richest of the three bodies that a message may have."""
    html = box.stream((*place, f"{_STREAM}{_HTML}0102")) or box.text(place, _HTML, charset).encode()
    if html.strip():
        wide = not box.has((*place, f"{_STREAM}{_HTML}0102"))
        leaf = replace(_leaf(letter, "#0", "body.html", html), charset="utf-8" if wide else charset, kind="html")
        yield from page.documents(leaf, room, html)
        return
    rtf = unpacked(box.stream((*place, f"{_STREAM}{_RTF}0102")), room.limits.body)
    if b"http" in rtf:
        yield from room.inside(_leaf(letter, "#0", "body.rtf", rtf), room)
    elif text := box.text(place, _PLAIN, charset):
        leaf = _leaf(letter, "#0", "body.txt", text.encode("utf-8", "replace"))
        yield from room.inside(replace(leaf, kind="text", charset="utf-8"), room)


def _leaf(letter: Source, mark: str, name: str, data: bytes) -> Source:
    return replace(letter, locator=letter.locator + mark, name=name, open=lambda: memory(data), length=len(data), offset=0, kind="")


def _moment(value: bytes) -> str:
    """Tenths of microseconds since 1601."""
    count = int.from_bytes(value, "little")
    try:
        return moments.iso(_FIRST + timedelta(microseconds=count // 10)) if count else ""
    except OverflowError:
        return ""


def _charset(value: bytes) -> str:
    """The code page of texts that are not wide."""
    number = int.from_bytes(value[:4], "little")
    name = {65001: "utf-8", 20127: "ascii", 28591: "latin-1", 0: "cp1252"}.get(number, f"cp{number}")
    try:
        "".encode(name)
    except LookupError:
        return "cp1252"
    return name
