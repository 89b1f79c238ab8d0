"""Files that were written into text for the mail and the news: uuencoded, or as yEnc. Each is opened, the words around them are kept."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from ingest.containers import text, uu
from ingest.containers.source import Item, Peek, Room, Source, body_of, memory
from ingest.limits import MIB
from ingest.model import Problem
from ingest.patterns import late

_BEGIN = late(rb"(?:\A|(?<=\n))begin [0-7]{3,4} ([^\r\n]{1,255})\r?\n(?=[\x21-\x60][\x20-\x60]{4,84}[ \t]*\r?\n)")
_UU_END = late(rb"\n(?:`|[ ])?[ \t]*\r?\n?end[ \t]*(?:\r?\n|\Z)")
_YENC = late(rb"(?:\A|(?<=\n))=ybegin ([^\r\n]{1,200}?)name=([^\r\n]{1,255})\r?\n")
_Y_END = late(rb"\r?\n=yend ([^\r\n]{0,200})")
_Y_PART = late(rb"=ypart [^\r\n]{0,200}\r?\n")
_SIZE = late(rb"\bsize=(\d{1,15})")
_SHIFT = bytes((byte - 42) & 255 for byte in range(256))


def bid(peek: Peek) -> int:
    """By a first line and a line of code behind it."""
    return 46 if _BEGIN.search(peek.head) or _YENC.search(peek.head) else 0


def read(source: Source, room: Room) -> Iterator[Item]:
    """The text without the files in it, then the files."""
    body, whole = body_of(source, room)
    rest, at = [], 0
    files: list[tuple[str, bytes, str]] = []
    while match := min(filter(None, (_BEGIN.search(body, at), _YENC.search(body, at))), key=lambda one: one.start(), default=None):
        rest.append(body[at : match.start()])
        yenc = body.startswith(b"=ybegin", match.start())
        inner, damage, at = _from_yenc(body, match.end(), match[1]) if yenc else from_uu(body, match.end())
        files.append((match[2 if yenc else 1].decode("utf-8", "replace").strip(), inner, damage))
    rest.append(body[at:])
    words = b"".join(rest)
    if words.strip():
        yield from text.read(replace(source, open=partial(memory, words), open_at=None, path=""), room)
    for number, (name, inner, damage) in enumerate(files):
        member = replace(source, locator=f"{source.locator}#{number}!{name}", name=name, path="", open=partial(memory, inner), open_at=None,
                         kind="", charset="", depth=source.depth + 1, offset=0, length=0)
        if damage:
            yield Problem(reason="truncated", detail=damage, stage="open", locator=member.locator)
        yield from room.inside(member, room)
        yield from room.complaints()
    if not whole:
        yield Problem(reason="too-large", stage="open", locator=source.locator,
                      detail=f"only the first {room.limits.body // MIB} MiB of the text are read")


def from_uu(body: bytes, at: int) -> tuple[bytes, str, int]:
    """(the file, what is wrong with it, where the text goes on)."""
    end = _UU_END.search(body, at)
    inner, bad = uu.lines_of_uu(body[at : end.start() if end else len(body)].splitlines())
    told = "a uuencoded file that has no end" if not end else f"{bad} lines of a uuencoded file are damaged" if bad else ""
    return inner, told, end.end() if end else len(body)


def _from_yenc(body: bytes, at: int, said: bytes) -> tuple[bytes, str, int]:
    if part := _Y_PART.match(body, at):
        at = part.end()
    end = _Y_END.search(body, at)
    raw = body[at : end.start() if end else len(body)].translate(None, b"\r\n")
    pieces = raw.split(b"=")
    inner = pieces[0] + b"".join(bytes([(piece[0] - 64) & 255]) + piece[1:] for piece in pieces[1:] if piece)
    out = inner.translate(_SHIFT)
    stated = _SIZE.search(end[1] if end else said)
    told = "" if end and stated and int(stated[1]) == len(out) else f"a yEnc file that is not whole: {len(out):,} bytes of it are there"
    if part and end and not told:
        whole = _SIZE.search(said)
        told = "" if whole and int(whole[1]) == len(out) else "one part of a yEnc file: join the parts and give the whole"
    return out, told, end.end() if end else len(body)
