"""Claims as bytes: the canonical spelling of a ``Post``, and the keys by which evidence is known. Pure.

Equal content has an equal key on every machine and in every archive; that alone makes archives merge by union.
"""

import re
from collections.abc import Callable
from dataclasses import fields
from hashlib import blake2b
from itertools import compress
from operator import attrgetter, is_not
from typing import Any

import msgspec

from ingest.model import CLASSES, Author, Count, Document, Key, Page, Post, Sighting
from ingest.record import record

RANK = {name: rank for rank, name in enumerate(CLASSES)}
"""Class of evidence -> its strength."""

_SCALARS = frozenset((str, int, float, bool, type(None)))
_DECODER = msgspec.json.Decoder(Post)
_LENIENT = msgspec.json.Decoder(Post, strict=False)
_PAGE = msgspec.json.Decoder(Page)
_LEAST, _MOST = -(2**63), 2**63
_SURROGATES = re.compile("[\ud800-\udfff]")


@record(frozen=True, slots=True, kw_only=True)
class Claim:
    """One sighting as the fold sees it."""

    key: Key
    post: Post
    rank: int
    """Strength of its evidence, an index into ``CLASSES``."""
    captured_at: str
    """ISO 8601 UTC or ``""``."""


_Shape = tuple[Callable[[Any], tuple[Any, ...]], tuple[str, ...], tuple[Any, ...]]
_SHAPES: dict[Any, _Shape] = {}


def _shape(kind: Any) -> _Shape:
    """All values of a record at once, their names, and what they are where nothing is stated."""
    known = _SHAPES.get(kind)
    if known is None:
        names = tuple(one.name for one in fields(kind))
        known = _SHAPES[kind] = attrgetter(*names), names, tuple(one.default for one in fields(kind))
    return known


def plain(value: Any) -> Any:
    """Records as dicts of what they state, tuples as lists."""
    kind = type(value)
    if kind in _SCALARS:
        return value
    if kind is tuple or kind is list or kind is Key:
        return [one if type(one) in _SCALARS else plain(one) for one in value]
    if kind is dict:
        return {name: plain(one) for name, one in value.items()}
    values, names, defaults = _shape(kind)
    held = values(value)
    stated = {}
    for name, had, default in compress(zip(names, held, defaults, strict=True), map(is_not, held, defaults)):
        if had != default:
            stated[name] = had if type(had) in _SCALARS else plain(had)
    return stated


def pack(value: Any) -> str:
    """Canonical JSON of a record: what it states, in the order of the fields, unpaired surrogates made safe."""
    simple = plain(value)
    try:
        return msgspec.json.encode(simple).decode()
    except UnicodeEncodeError:
        return msgspec.json.encode(_sound(simple)).decode()


def unpack(text: str | bytes) -> Post:
    """The ``Post`` that ``pack`` spelled. Fields of a newer version are passed over."""
    try:
        return _DECODER.decode(text)
    except msgspec.ValidationError:
        return _LENIENT.decode(text)


def unpack_page(text: str | bytes) -> Page:
    """The ``Page`` that ``pack`` spelled."""
    return _PAGE.decode(text)


def sound(text: str) -> str:
    """The text with unpaired surrogates replaced: neither UTF-8 nor SQLite can hold them."""
    return text if text.isascii() else _SURROGATES.sub("\ufffd", text)


def spelled(path: str) -> str:
    """A path or locator in which bytes that are no UTF-8 stand as ``\\udc..``: two such files stay two."""
    return path if path.isascii() else path.encode("utf-8", "backslashreplace").decode()


def _sound(value: Any) -> Any:
    if isinstance(value, str):
        return sound(value)
    if isinstance(value, dict):
        return {name: _sound(one) for name, one in value.items()}
    return [_sound(one) for one in value] if isinstance(value, list) else value


def identity(key: Key, post: Post) -> Key:
    """The id by which a sighting finds its post. One whose last digits are not to be trusted meets only its own likes:
    the same digits with the same words, never the post that really has this id."""
    if not post.suspect_id:
        return key
    author, created = post.author or Author(), post.created.value if post.created else ""
    said = _hash("suspect", sound(post.caption or ""), created, sound(author.handle or author.native_id or ""))
    return Key(key.platform, f"{key.kind}~{said.hex()[:8]}", key.native_id)


def members(key: Key, post: Post) -> tuple[Key, ...]:
    """All ids that a sighting claims for its post."""
    return (key,) if post.suspect_id else (key, *post.same_as)


def document_key(sha256: str, page: str, captured_at: str) -> bytes:
    """The key of a document: its bytes, the page it captures, and when."""
    return _hash("document", sha256, page, captured_at)


def capture_of(post: Post, document: Document, sha256: str, *, records: bool) -> str:
    """When the claim was true; a page that does not say when it was saved is its own moment."""
    if records:
        return post.observed_at or document.captured_at
    return document.captured_at or f"sha256:{sha256}"


def sighting_key(sighting: Sighting, claim: str, *, fragment: bytes, page: str, capture: str) -> bytes:
    """The key of a sighting. It holds the claim too: another reading of the same bytes is another sighting."""
    return row_key(sighting.key, fragment.hex(), page, capture, sighting.relation, sighting.form, sighting.nth,
                   sighting.evidence, claim, sound(sighting.context))


def row_key(key: Key, *parts: str | int) -> bytes:
    """``sighting_key`` from stored columns, in the same order."""
    return _hash("sighting", *key, *parts)


def _hash(*parts: str | int) -> bytes:
    data = msgspec.json.encode(parts)
    return blake2b(data, digest_size=16).digest()


def counts_of(post: Post) -> tuple[Count, ...]:
    """The counts that a 64 bit column can hold; the claim itself keeps the others."""
    for count in post.counts:
        if count.value is not None and not _LEAST <= count.value < _MOST:
            return tuple(one for one in post.counts if one.value is None or _LEAST <= one.value < _MOST)
    return post.counts
