"""Formats that are known and not read: a Problem that names them and says what to do."""

import re
from collections.abc import Iterator

from ingest.containers.source import Item, Peek, Room, Source
from ingest.model import Problem
from ingest.patterns import late

_FORMATS = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file", "save it as .docx or .xlsx"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it and give the folder"),
    (b"Rar!\x1a\x07", "a RAR archive", "unpack it and give the folder"),
    (b"MSCF\0\0\0\0", "a cabinet file", "unpack it and give the folder"),
    (b"070701", "a cpio archive", "unpack it with cpio or bsdtar and give the folder"),
    (b"070702", "a cpio archive", "unpack it with cpio or bsdtar and give the folder"),
    (b"070707", "a cpio archive", "unpack it with cpio or bsdtar and give the folder"),
    (b"\xc7\x71", "a cpio archive", "unpack it with cpio or bsdtar and give the folder"),
    (b"xar!\0\x1c", "a xar archive", "unpack it with bsdtar and give the folder"),
    (b"MSWIM\0\0\0", "a Windows image", "unpack it with 7zz and give the folder"),
    (b"PK\x07\x08PK\x03\x04", "the first part of a split ZIP", "join the parts: zip -s 0 FILE.zip --out whole.zip"),
    (b"!BDN", "an Outlook mailbox", "export it as mbox, readpst does"),
    (b"\x1f\x9d", "a file packed by compress", "unpack it with gunzip"),
    (b"LZIP\x01", "a file packed by lzip", "unpack it with lzip"),
    (b"\x04\x22\x4d\x18", "a file packed by lz4", "unpack it with lz4"),
    (b"PAR1", "a Parquet table", "export it as CSV or NDJSON"),
    (b"Obj\x01", "an Avro file", "export it as NDJSON"),
    (b"mozLz40\0", "a copy of Firefox's bookmarks or session", "export the bookmarks as HTML or JSON"),
    (b"ITSF\x03\0\0\0", "a compiled help file", "unpack it and give the folder"),
    (b"ZIM\x04", "a Kiwix book", "unpack it with zimdump and give the folder"),
    (b"ARROW1\0\0", "an Arrow table", "export it as CSV or NDJSON"),
    (b"RDX2\n", "a workspace of R", "write the table as CSV"),
    (b"RDX3\n", "a workspace of R", "write the table as CSV"),
    (b"X\n\0\0\0\x02\0", "an R object", "write it as CSV or NDJSON"),
    (b"X\n\0\0\0\x03\0", "an R object", "write it as CSV or NDJSON"),
    (b"\x80\x03", "a Python pickle, which could run anything", "write its records as NDJSON"),
    (b"\x80\x04\x95", "a Python pickle, which could run anything", "write its records as NDJSON"),
    (b"\x80\x05\x95", "a Python pickle, which could run anything", "write its records as NDJSON"),
    (b"$FL2@(#)", "an SPSS table", "export it as CSV"),
    (b"<stata_dta>", "a Stata table", "export it as CSV"),
    (b"\x89HDF\r\n\x1a\n", "an HDF5 file", "export it as CSV"),
)

_PART = late(r".*\.(?:z\d\d|[r-z]\d\d|\d{3}|part[a-z]{2}|part\d{1,3})")
_ALONE = late(rb"\x5d\0\0[\0-\xff]{2}(?:\xff{8}|[\0-\xff]{4}\0{4})", re.DOTALL)
_TRACED = late(rb"(?:\d\d:\d\d:\d\d\.\d{6} )?(?:== Info: |=> Send header, \d|<= Recv header, \d)")
_FLOWS = late(rb"\d{2,9}:\d{1,2}:(?:websocket|response|request|version|error|client_conn|type|id|timestamp_created)[;:,]")
"""A map in the notation that mitmproxy keeps: lengths, then names."""


def bid(peek: Peek) -> int:
    """By the magic numbers; parts of a split archive, which look like nothing, by their names."""
    return 102 if _of(peek.head) else 5 if _PART.fullmatch(peek.name) and b"\0" in peek.head else 0


def read(source: Source, room: Room) -> Iterator[Item]:
    """The Problem."""
    with source.open() as stream:
        name, advice = _of(stream.read(64)) or ("a part of a split archive", "join the parts (cat, 7zz) and give the whole")
    yield Problem(reason="unsupported", detail=f"{name} is not read: {advice}", stage="open", locator=source.locator)


def _of(head: bytes) -> tuple[str, str] | None:
    if _ALONE.match(head):
        return "a file packed by lzma", "unpack it with unlzma"
    if _TRACED.match(head):
        return "a trace by curl", "save the answer itself with --include"
    if _FLOWS.match(head):
        return "a recording by mitmproxy", "write it as HAR: mitmdump -nr FILE --set hardump=FILE.har"
    return next(((name, advice) for magic, name, advice in _FORMATS if head.startswith(magic)), None)
