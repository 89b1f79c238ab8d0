"""The gate: which platforms can a page hold? One pass over raw bytes, flat in the number of platforms.

All that anybody declared is looked for at once; what was met is then held against what stands around it: "x.com/" inside
netflix.com is no host, ``data-tweet-id`` is not ``data-tweet``.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from ingest.fetcher import Address, Fetcher
from ingest.index import HINTS, SHAPES, Index, Owned
from ingest.links import owner
from ingest.page import coded, markup
from ingest.page.literals import Places
from ingest.patterns import late
from ingest.values import named

_BEFORE = late(
    rb"(?://(?:[\w.%-]+@)?|\\/\\+/|%(?:25)*2f%(?:25)*2f|\\u002f\\u002f|&\#(?:x2f|0*47);&\#(?:x2f|0*47);)([\w.-]*)\Z", re.I)
"""What stands before a host: two slashes, plain, JSON-escaped, percent-encoded or as character references."""
_FAR = 200
"""A host name and what stands before it are no longer."""
_HOST = late(rb"[\w.-]+")
_SHAPE = late(rb"//[\w.-]+/(?:(?:web/)?(?:@[\w.-]+/(?:posts/)?\d{5}|@[\w.-]+@[\w.-]+/\d{5})|users/[\w.-]+/statuses/\d"
                    rb"|notice/\w|(?:embed/)?notes/[a-z0-9]{8}|(?:objects|display|videos/(?:embed|watch))/[0-9a-f-]{36})")
"""Addresses of posts on servers that nobody can list."""
_URL = late(rb"[^\s\"'<>`]{1,2000}")
_SLASH = late(r"\\u002[fF]|\\+/|&#(?:x2[fF]|0*47);")
_WORDS = tuple(late(pattern) for name in (b"class", b"id") for pattern in (
    b' ' + name + b'="([^"]*)', b' ' + name + b'=([^"][^">]{0,300})', b' ' + name.upper() + b'=([^>]{0,300})'))


@dataclass(slots=True)
class Hits:
    """What the gate let through."""

    places: Places = field(default_factory=dict)
    """Where every declared string stands."""
    fetchers: set[str] = field(default_factory=set)
    """Names of fetchers one of whose hosts was met."""
    tokens: set[bytes] = field(default_factory=set)
    """Data attribute and custom element names that are some form's mark."""
    hinted: bool = False
    hosts: list[int] = field(default_factory=list)
    """Where known hosts stand, in order."""
    offsets: list[int] = field(default_factory=list)
    """The same with fediverse-like paths."""
    words: list[int] = field(default_factory=list)
    """Where words stand that name a platform, in order."""
    whole: bool = True
    """False where the page is so full of marks that its end was not looked at."""
    essence: bytes = b""
    areas: list[markup.Region] | None = None
    marked: list[int] | None = None
    """Where telling marks stand, in order; made when it is asked for."""
    said: list[int] | None = None
    """Where words stand that people use for platforms, in order; made when it is asked for."""

    def __bool__(self) -> bool:
        return bool(self.fetchers or self.tokens or self.hinted)

    def regions(self, body: bytes) -> list[markup.Region]:
        """Scripts, comments and their like, made when they are asked for."""
        if self.areas is None:
            self.areas = markup.regions(body, self.places)
        return self.areas

    def speaks(self, low: int, high: int) -> bool:
        """Does a known host or a platform's word stand in this stretch?"""
        return markup.any_between(self.hosts, low, high) or markup.any_between(self.words, low, high)

    def names(self, body: bytes, low: int, high: int) -> bool:
        """May a script in this stretch name posts by such a word and a bare id?"""
        if self.said is None:
            self.said = sorted(at for word in named.WORDS for at in self.places.get(word, ()))
        return named.hinted(body, self.said[bisect_left(self.said, low) : bisect_left(self.said, high)])

    def telling(self, low: int, high: int, index: Index) -> bool:
        """Does the mark of an embed stand in this stretch?"""
        if self.marked is None:
            self.marked = sorted(at for mark in index.telling & self.places.keys() for at in self.places[mark])
        return markup.any_between(self.marked, low, high)

    def shows(self, body: bytes, low: int, high: int, index: Index, read: Callable[[str], Address]) -> bool:
        """Could HTML or addresses in this stretch show a post: does an embed's mark or a post's URL stand in it?"""
        if self.telling(low, high, index):
            return True
        tried: set[bytes] = set()
        for at in self.offsets[bisect_left(self.offsets, low) : bisect_left(self.offsets, high)]:
            url = _URL.match(body, at, high)
            if url is not None and url[0] not in tried:
                tried.add(url[0])
                text = _SLASH.sub("/", url[0].decode("utf-8", "replace"))
                if "%2" in text[:_FAR] and "/" not in text:
                    text = unquote(unquote(text))
                if read(f"https://{text}").key is not None:
                    return True
        return False


def open_gate(body: bytes, index: Index) -> Hits:
    """Which fetchers are worth a closer look in these bytes."""
    places, whole = index.literals.places(body)
    hits = Hits(places=places, whole=whole)
    hosts = set(_hosts(body, places, index, hits.fetchers))
    for word in index.words.keys() & places.keys():
        hits.words += places[word]
        hits.fetchers |= index.words[word]
    hits.words.sort()
    shapes = set(_shapes(body, places))
    hits.hosts = sorted(hosts)
    hits.offsets = sorted(hosts | shapes) if shapes else hits.hosts
    hits.tokens = {token for token in index.tokens.keys() & places.keys() if _is_name(body, token, places[token])}
    hits.hinted = not (hits.fetchers or hits.tokens) and (
        bool(shapes) or any(hint in places for hint in (*HINTS, *coded.STARTS, *named.WORDS)))
    return hits


def _hosts(body: bytes, places: Places, index: Index, met: set[str]) -> Iterator[int]:
    """Where declared hosts begin; their fetchers go to ``met``."""
    known: dict[bytes, str] = {}
    for stem in index.stems & places.keys():
        for at in places[stem]:
            start = _host_start(body, at)
            host = _HOST.match(body, start) if start >= 0 else None
            if host is None:
                continue
            name = known.get(host[0])
            if name is None:
                fetcher = owner(host[0].decode("latin-1"))
                name = known[host[0]] = fetcher.name if fetcher is not None else ""
            if name:
                met.add(name)
                yield start


def _host_start(body: bytes, at: int) -> int:
    """Where the host begins that holds this offset, or -1 where no host stands."""
    if body[at - 2 : at] == b"//":
        return at
    if body[at - 6 : at] == b"//www.":
        return at - 4
    before = _BEFORE.search(body, max(0, at - _FAR), at)
    return before.start(1) if before is not None else -1


def _shapes(body: bytes, places: Places) -> Iterator[int]:
    for shape in SHAPES:
        for at in places.get(shape, ()):
            start = body.rfind(b"//", max(0, at - _FAR), at)
            if start >= 0 and _SHAPE.match(body, start) is not None:
                yield start + 2


def _is_name(body: bytes, token: bytes, places: list[int]) -> bool:
    """Does one of these places hold the whole name of a data attribute or custom element?"""
    size = len(token)
    return any(body[at - 1 : at] in (b" ", b"\n", b"\t", b"<") and body[at + size : at + size + 1] not in (b"-", b"_")
               and not body[at + size : at + size + 1].isalnum() for at in places[:1000])


def live_forms(hits: Hits, index: Index) -> list[Owned]:
    """The embed forms whose platform was met and one of whose marks is on the page, in declared order."""
    by_token = {id(form) for token in hits.tokens for _, form in index.tokens[token]}
    numbers = {number for mark in index.cutters.keys() & hits.places.keys() for number in index.cutters[mark]}
    there = [index.css[number] for number in sorted(numbers)]
    return [(fetcher, form) for fetcher, form in there
            if fetcher.name in hits.fetchers or id(form) in by_token or not fetcher.hosts or "*" in fetcher.hosts]


def front_forms(body: bytes, hits: Hits, index: Index) -> list[Owned]:
    """Forms of frontends (nitter, redlib ...) whose markup is here, whatever the host. They need every one of their marks: these
    are common words."""
    there = [owned for owned in index.frontends if all(mark in hits.places for mark in index.marks[id(owned[1])])]
    return [owned for owned in there if all(mark in _essence(body, hits) for mark in index.named[id(owned[1])])]


def _essence(body: bytes, hits: Hits) -> bytes:
    """All class and id values of a page, each once, and the names that its marks are: a hundredth of its size."""
    if not hits.essence:
        words = set(hits.tokens)
        for pattern in _WORDS:
            words.update(pattern.findall(body))
        hits.essence = b" ".join(words).lower() or b" "
    return hits.essence


def holds_records(script: bytes, index: Index, own: str) -> bool:
    """Are all keys of some JSON form in this script, each as a key?"""
    there = {spelled.strip(b"\"\\:'") for spelled in index.keys.present(script)}
    return any(needed <= there and whose in ("", own) for needed, whose in index.records)


def lost_loaders(hits: Hits, index: Index) -> list[Fetcher]:
    """Fetchers whose loader script is on the page, for no other widget of theirs: embeds were here once."""
    met = {id(f): f for loader, f in index.loaders.items() if loader in hits.places}
    return [f for f in met.values() if not any(widget.encode() in hits.places for widget in f.widgets)]


def frame_forms(body: bytes, own: str, index: Index) -> list[Owned]:
    """What a platform's frame shows in an article is an embed, also where the frame was captured as a document of its own."""
    return [(fetcher, form) for fetcher, form in index.css if fetcher.name == own and any(mark.encode() in body for mark in form.marks)]
