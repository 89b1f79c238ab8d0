"""Repositories of the AT Protocol (Bluesky's ``repo.car``): CAR version 1, DAG-CBOR blocks, the tree that names records.

The address of a record stands in the Merkle search tree alone. Where the tree is damaged, its records are lost to
their names and a problem says how many.
"""

import base64
from collections.abc import Iterator
from typing import Any, BinaryIO

from ingest.model import Problem
from ingest.records.framing import Record

BLOCK = 8 << 20
"""No block is larger: blobs are not in a repository."""
DEEP = 64
"""The tree of a repository has a dozen levels at most."""
_BAD = (ValueError, TypeError, KeyError, RecursionError)


def _cid(raw: bytes) -> str:
    """A CID in its usual spelling: ``b`` and base32."""
    return "b" + base64.b32encode(raw).decode().lower().rstrip("=")


def _decoded(raw: bytes) -> Any:
    """A block as plain values; ValueError for what is no CBOR."""
    import cbor2  # here, not above: only repositories need it, and it costs every start 40 ms

    def linked(value: Any) -> Any:
        """Tag 42 is a link to another block."""
        if isinstance(value, cbor2.CBORTag):
            return {"$link": _cid(value.value[1:])} if value.tag == 42 and isinstance(value.value, bytes) else linked(value.value)
        if isinstance(value, dict):
            return {name: linked(one) for name, one in value.items()}
        return [linked(one) for one in value] if isinstance(value, list | tuple) else value

    try:
        return linked(cbor2.loads(raw))
    except (cbor2.CBORDecodeError, RecursionError, OverflowError, MemoryError) as error:
        raise ValueError(f"no CBOR: {error}") from error


def _plain(value: Any) -> Any:
    """As JSON would have it: bytes in base64, keys as text."""
    if isinstance(value, bytes):
        return {"$bytes": base64.b64encode(value).decode()}
    if isinstance(value, dict):
        return {str(name): _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list) else value


def _varint(stream: BinaryIO) -> int | None:
    """The length before a block; None at the end, or where it is none."""
    number = 0
    for shift in range(0, 63, 7):
        byte = stream.read(1)
        if not byte:
            return None
        number |= (byte[0] & 0x7F) << shift
        if byte[0] < 0x80:
            return number
    return None


def _cid_length(raw: bytes) -> int:
    """Bytes of the CID before a block: version 0 is a bare SHA-256, version 1 states its codec, hash and length."""
    if raw[:2] == b"\x12\x20":
        return 34
    return 4 + raw[3] if len(raw) > 4 and raw[3] < 0x80 else 0


class _Blocks:
    """The blocks of one file by CID, with the place of each."""

    def __init__(self) -> None:
        self.at: dict[str, tuple[bytes, int]] = {}
        self.commit: dict[str, Any] | None = None

    def value(self, link: Any) -> Any:
        """The content that a link leads to; None where the block is missing or damaged."""
        held = self.at.get(link["$link"]) if isinstance(link, dict) and "$link" in link else None
        try:
            return _decoded(held[0]) if held else None
        except _BAD:
            return None


def _read(stream: BinaryIO, blocks: _Blocks) -> Iterator[Problem]:
    size = _varint(stream)
    try:
        header = _decoded(stream.read(min(size or 0, BLOCK)))
        roots = header["roots"]
    except _BAD:
        yield Problem(reason="bad-record", detail="the header of this CAR file cannot be read", stage="parse")
        return
    position = stream.tell()
    while size := _varint(stream):
        start = stream.tell()
        raw = stream.read(min(size, BLOCK))
        if len(raw) < size:
            yield Problem(reason="truncated" if size <= BLOCK else "bad-record", stage="parse",
                          detail=f"at byte {position}: the file ends inside a block")
            break
        cut = _cid_length(raw)
        if cut:
            blocks.at[_cid(raw[:cut])] = (raw[cut:], start + cut)
        position = stream.tell()
    for root in roots if isinstance(roots, list) else []:
        commit = blocks.value(root)
        if isinstance(commit, dict) and "did" in commit:
            blocks.commit = commit


def _entries(blocks: _Blocks, root: Any) -> Iterator[tuple[str, Any]]:
    """Names and links of all records, in the order of the tree; None in place of a link for a part that is missing."""
    stack: list[tuple[Any, int, bool]] = [(root, 0, True)]
    seen: set[str] = set()  # forged links may lead in circles
    while stack:
        link, depth, is_node = stack.pop()
        if not is_node:
            yield link
            continue
        name_of = str(link["$link"]) if isinstance(link, dict) and "$link" in link else ""
        node = None if name_of in seen else blocks.value(link)
        seen.add(name_of)
        if not isinstance(node, dict) or depth > DEEP:
            yield "", None
            continue
        parts: list[tuple[Any, int, bool]] = [(node["l"], depth + 1, True)] if node.get("l") else []
        name = b""
        for entry in node.get("e") or []:
            name = name[:entry["p"]] + entry["k"]
            parts.append(((name.decode("utf-8", "replace"), entry["v"]), depth, False))
            if entry.get("t"):
                parts.append((entry["t"], depth + 1, True))
        stack.extend(reversed(parts))


def car_records(stream: BinaryIO) -> Iterator[Record | Problem]:
    """Every record of a repository as ``{"uri", "cid", "value"}``, its block as the bytes behind it."""
    blocks = _Blocks()
    yield from _read(stream, blocks)
    if blocks.commit is None:
        yield Problem(reason="unsupported", stage="parse", detail="a CAR file without the commit of an AT Protocol repository")
        return
    missing = 0
    try:
        for name, link in _entries(blocks, blocks.commit.get("data")):
            held = blocks.at.get(link["$link"]) if link else None
            value = blocks.value(link) if held else None
            if held is None or not isinstance(value, dict):
                missing += 1
                continue
            uri = f"at://{blocks.commit['did']}/{name}"
            yield Record(held[0], held[1], {"uri": uri, "cid": link["$link"], "value": _plain(value)})
    except _BAD as error:
        yield Problem(reason="bad-record", stage="parse", detail=f"the tree of this repository is damaged: {error}"[:300])
    if missing:
        yield Problem(reason="truncated", stage="parse", detail=f"{missing} records or parts of the tree are not in this CAR file")
