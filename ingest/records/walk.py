"""The one pass over a JSON tree: which objects are posts, read by the form that declared their keys.

Iterative, so that nesting costs no stack; in document order; an object that gave posts is not gone into again.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any, NamedTuple

from ingest.exports.envelopes import opened
from ingest.fetcher import NOT_POST, Address, Fetcher, Form, Found, Piece, Told
from ingest.model import Page, Post, Problem
from ingest.parsing import passes, pieces
from ingest.records.decode import Path
from ingest.records.sniff import Claim, Table, table_of

Read = Callable[[str], Address]


class Hit(NamedTuple):
    """What one form says about one object."""

    form: Form
    fetcher: Fetcher
    value: Any
    """The object (of an envelope: the envelope), as the evidence."""
    said: Post | Problem
    path: Path = ()
    """Where the object stands in the tree."""
    part: bool = False
    """``value`` is a part of that object."""
    without: tuple[Any, ...] = ()
    """Containers inside ``value`` that hold other posts, each a hit of its own."""


@dataclass(slots=True)
class Around:
    """What is the same for all objects of one document."""

    read: Read
    context: Callable[[Fetcher], Mapping[str, Any]] = lambda fetcher: {}
    page: Page | None = None
    address: Address = NOT_POST
    own: str = ""
    preferred: frozenset[str] = frozenset()
    on_string: Callable[[str], None] | None = None
    last: bool = False
    _latest: tuple[str, str, Mapping[str, Any]] = ("", "", {})

    def known(self, fetcher: Fetcher, key: str) -> Mapping[str, Any]:
        """What a form is told: all that is known around the document, and the name under which the object stood."""
        name, last, said = self._latest
        if name != fetcher.name or last != key:
            said = {**self.context(fetcher), "key": key}
            self._latest = (fetcher.name, key, said)
        return said


_Link = tuple[Any, Any, Any]  # (link of the container, the container, key in it): the way back to the root


def walk_json(
    data: Any, read: Read, fetchers: tuple[Fetcher, ...], *, page: Page | None = None, address: Address = NOT_POST,
    own: str = "", context: Mapping[str, Any] | None = None, on_string: Callable[[str], None] | None = None,
) -> Iterator[Hit]:
    """Every post in a JSON tree, in document order.

    ``own``: name of the fetcher whose own page this is (forms with ``own`` are only tried there). ``on_string`` is given
    every string that may hold HTML or JSON. An object that gave posts is not gone into again.
    """
    around = Around(read, lambda fetcher: context or {}, page, address, own, on_string=on_string)
    yield from walk(data, table_of(fetchers), around)


def walk(data: Any, table: Table, around: Around, parent: Any = None, key: str = "") -> Iterator[Hit]:
    """The pass itself. ``parent`` and ``key``: what held ``data`` before it was cut out."""
    stack: list[tuple[Any, _Link | None, _Envelope | None]] = [(data, None, None)]
    keys = table.last_keys if around.last else table.keys
    every = bool(around.last and table.any)
    while stack:
        node, link, envelope = stack.pop()
        if type(node) is dict:
            if not envelope and is_envelope(node) and (inner := opened(node)):
                stack.append((inner.value, link, _Envelope(node, _path(link), inner.observed_at)))
                continue
            if every or not keys.isdisjoint(node):
                outer = _outer(link, parent, key)
                hits = list(_read_object(node, table, around, outer, _path(link), envelope))
                if hits:
                    yield from hits
                    continue
            children: Any = node.items()
        else:
            children = enumerate(node)
        below = [(child, (link, node, step), envelope) for step, child in children if type(child) in _CONTAINERS]
        below.reverse()
        stack.extend(below)
        if around.on_string:
            _strings(node.values() if type(node) is dict else node, around.on_string)


class _Envelope(NamedTuple):
    value: Any
    path: Path
    observed_at: str | None


_CONTAINERS = frozenset((dict, list))


def _strings(values: Any, on_string: Callable[[str], None]) -> None:
    for value in values:
        if type(value) is str and len(value) > 20 and ("<" in value or value[0] in "{["):
            on_string(value)


def _path(link: _Link | None) -> Path:
    path = []
    while link:
        link, _, step = link
        path.append(step)
    return tuple(reversed(path))


def _outer(link: _Link | None, parent: Any, key: str) -> tuple[Any, str]:
    """The nearest object around, and the name under which it holds this one (arrays are looked through)."""
    while link:
        if type(link[1]) is dict:
            return link[1], str(link[2])
        link = link[0]
    return parent, key


def _read_object(
    node: dict[str, Any], table: Table, around: Around, outer: tuple[Any, str], path: Path, envelope: _Envelope | None,
) -> Iterator[Hit]:
    """What the first form that fits and says something has to say."""
    claim, said = spoken(node, table, around, outer)
    if claim is None:
        return
    held, where = (envelope.value, envelope.path) if envelope else (node, path)
    yield from hits_of(claim, held, said, where, envelope.observed_at if envelope else None)


def hits_of(claim: Claim, held: Any, said: list[Told], where: Path = (), observed_at: str | None = None) -> Iterator[Hit]:
    """What a form said of an object, each post with the part that speaks of it."""
    for one in said:
        part, without = (one.part, one.without) if isinstance(one, Piece) else (held, ())
        post = one.said if isinstance(one, Piece) else one
        if observed_at and isinstance(post, Post) and not post.observed_at:
            post = replace(post, observed_at=observed_at)
        yield Hit(claim.form, claim.fetcher, part, post, where, part is not held, without)


def spoken(node: dict[str, Any], table: Table, around: Around, outer: tuple[Any, str]) -> tuple[Claim | None, list[Told]]:
    """The first form that fits an object and has something to say, and what."""
    claims: Sequence[Claim] = table.fitting(node, around.last, around.own)
    if len(claims) > 1 and around.preferred:
        claims = sorted(claims, key=lambda claim: f"{claim.fetcher.name}/{claim.form.name}" not in around.preferred)
    for claim in claims:
        test = claim.form.test
        if (test is None or passes(test, node)) and (said := parse(claim, node, around, outer)):
            return claim, said
    return None, []


def is_envelope(node: dict[str, Any]) -> bool:
    """Whether an object may hold another one that is meant."""
    return "data" in node or "__import_meta" in node


def parse(claim: Claim, node: Any, around: Around, outer: tuple[Any, str], fragment: bytes = b"") -> list[Told]:
    """Run a parse function. What a damaged record makes it stumble over becomes a problem of this record alone."""
    context = around.known(claim.fetcher, outer[1])
    found = Found(
        form=claim.form, data=node, page=around.page, read=around.read, parent=outer[0], fragment=fragment, context=context,
        address=around.address,
    )
    stated = context.get("exported_at")
    out: list[Told] = []
    try:
        for one in pieces(claim.form, found):
            if isinstance(one, Piece):
                whole = one.part is node and not one.without
                out.append(_checked(claim, one.said, stated) if whole else one._replace(said=_checked(claim, one.said, stated)))
            else:
                out.append(_checked(claim, one, stated))
    except STUMBLES as error:
        out.append(_unread(claim, f"{type(error).__name__} {error}"))
    return out


def _checked(claim: Claim, one: Post | Problem, stated: str | None) -> Post | Problem:
    if isinstance(one, Post):
        if not _sound(one):
            return _unread(claim, "an id is missing, or a text is no text")
        if stated and not one.observed_at:
            return replace(one, observed_at=stated)
    return one


STUMBLES = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError)
"""What a damaged record makes a parse function raise."""


def _unread(claim: Claim, why: str) -> Problem:
    detail = f"{claim.fetcher.name}/{claim.form.name} could not read a record: {why}"
    return Problem(reason="bad-record", stage="parse", detail=detail[:300])


_STATED = attrgetter("caption", "title", "language", "thread", "place", "observed_at")
_NAMED = attrgetter("handle", "name", "native_id", "url")
_TEXT = frozenset((str, type(None)))


def _sound(post: Post) -> bool:
    """Whether a damaged record left text where text belongs; the archive takes nothing else."""
    author = post.author
    return (type(post.native_id) is str and post.native_id != "" and _TEXT.issuperset(map(type, _STATED(post)))
            and (author is None or _TEXT.issuperset(map(type, _NAMED(author)))))
