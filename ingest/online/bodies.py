"""Undoing ``Content-Encoding``, bounded. httpx's own decoders stop at the first gzip member and know no limit."""

import zlib
from collections.abc import Iterator

MOST_LAYERS = 3


class TooLarge(Exception):
    """More came out than allowed."""


class Broken(Exception):
    """The bytes are not in the encoding that was stated."""


def decoded(body: bytes, encoding: str, most: int) -> bytes:
    """The body without its encodings (``gzip``, ``deflate``; several are undone from the last to the first)."""
    layers = [name for part in encoding.lower().split(",") if (name := part.strip()) and name != "identity"]
    if len(layers) > MOST_LAYERS:
        raise Broken(f"{len(layers)} encodings")
    for name in reversed(layers):
        if name in ("gzip", "x-gzip"):
            body = b"".join(_inflate(body, 31, most))
        elif name == "deflate":
            body = _deflate(body, most)
        else:
            raise Broken(f"encoding {name!r}, which was not asked for")
    return body


def _deflate(body: bytes, most: int) -> bytes:
    """Servers mean either of two formats by ``deflate``."""
    try:
        return b"".join(_inflate(body, 15, most))
    except Broken:
        return b"".join(_inflate(body, -15, most))


def _inflate(body: bytes, window: int, most: int) -> Iterator[bytes]:
    """All members, one after the other; zero bytes behind the last one are padding."""
    rest, made = body, 0
    while rest:
        machine = zlib.decompressobj(window)
        while not machine.eof:
            try:
                piece = machine.decompress(rest, 1 << 18)
            except zlib.error as error:
                raise Broken(str(error)) from error
            rest = machine.unconsumed_tail
            made += len(piece)
            if made > most:
                raise TooLarge
            if piece:
                yield piece
            elif not rest and not machine.eof:
                raise Broken("it ends in the middle")
        rest = machine.unused_data.lstrip(b"\0")
        if window == -15:
            return
