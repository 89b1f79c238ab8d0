"""The gate: which platforms can a page hold? One pass over raw bytes, flat in the number of platforms.

It collects host names behind ``//`` (plain, JSON-escaped, percent-encoded, as character references), names of data attributes
and custom elements, and looks them up. Substrings would claim "x.com/" inside netflix.com; tokens do not.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from ingest.fetcher import Fetcher
from ingest.index import Index, Owned
from ingest.links import owner
from ingest.needles import Haystack

_HOST = re.compile(rb"//(?:[\w.%-]+@)?([\w.-]+)")
_OTHER_HOSTS = (
    re.compile(rb"\\/\\+/([\w.-]+)"), re.compile(rb"%(?:25)*2[Ff]%(?:25)*2[Ff]([\w.-]+)"), re.compile(rb"\\u002[Ff]\\u002[Ff]([\w.-]+)"),
    re.compile(rb"&#(?:x2[Ff]|0*47);&#(?:x2[Ff]|0*47);([\w.-]+)"),
)
"""The same JSON-escaped, percent-encoded and as character references. Each begins with what is rare: the search is as fast as memory."""
_DATA = (re.compile(rb" data-[\w-]+"), re.compile(rb"\ndata-[\w-]+"), re.compile(rb"\tdata-[\w-]+"))
_WORDS = tuple(re.compile(pattern) for name in (b"class", b"id") for pattern in (
    b' ' + name + b'="([^"]*)', b' ' + name + b'=([^"][^">]{0,300})', b' ' + name.upper() + b'=([^>]{0,300})'))
_CUSTOM = re.compile(rb"<[a-z]+-[a-z][\w-]*")
_SHAPE = re.compile(rb"//[\w.-]+/(?:@[\w.-]+/(?:posts/)?\d{5}|@[\w.-]+@[\w.-]+/\d{5}|users/[\w.-]+/statuses/\d|notice/\w|notes/[a-z0-9]{8}"
                    rb"|(?:objects|display|videos/(?:embed|watch))/[0-9a-f-]{36})")
"""Addresses of posts on servers that nobody can list."""
HINTS = (b"SocialMediaPosting", b"DiscussionForumPosting", b"h-entry", b'="P', b'/template">P', b"srcdoc", b"at://did:")
"""Words that ask for a closer look although no known host stands in the open."""


@dataclass(slots=True)
class Hits:
    """What the gate let through."""

    fetchers: set[str] = field(default_factory=set)
    """Names of fetchers one of whose hosts was met."""
    tokens: set[bytes] = field(default_factory=set)
    """Data attribute and custom element names that are some form's mark."""
    hinted: bool = False
    words: set[bytes] = field(default_factory=set)
    hosts: list[int] = field(default_factory=list)
    """Where known hosts stand, in order."""
    offsets: list[int] = field(default_factory=list)
    """The same with fediverse-like paths."""
    essence: bytes = b""
    haystack: Haystack | None = None
    rare: list[bytes] = field(default_factory=list)
    """Words that stand for a platform."""

    def __bool__(self) -> bool:
        return bool(self.fetchers or self.tokens or self.hinted)

    def speaks(self, body: bytes, low: int, high: int) -> bool:
        """Does a known host or a platform's word stand in this stretch?"""
        at = bisect_left(self.hosts, low)
        return (at < len(self.hosts) and self.hosts[at] < high) or any(body.find(word, low, high) >= 0 for word in self.rare)


def open_gate(body: bytes, index: Index) -> Hits:
    """Which fetchers are worth a closer look in these bytes."""
    hits = Hits()
    shapes = _hosts(body, hits)
    hits.haystack = haystack = Haystack(body, index.needles)
    for word, name in index.words:
        if haystack.has(word):
            hits.rare.append(word)
            hits.fetchers.add(name)
    found = _tokens(body)
    hits.tokens = found & index.tokens.keys()
    hits.hinted = not (hits.fetchers or hits.tokens) and (shapes or any(hint in body for hint in HINTS))
    hits.words = found
    return hits


def _hosts(body: bytes, hits: Hits) -> bool:
    """Notes all declared hosts, and where they stand. -> Is there a path of a server that nobody can list?"""
    known: dict[bytes, str] = {}
    hosts: set[int] = set()
    for pattern in (_HOST, *_OTHER_HOSTS):
        for match in pattern.finditer(body):
            host = match[1]
            name = known.get(host)
            if name is None:
                fetcher = owner(host.decode("latin-1"))
                name = known[host] = fetcher.name if fetcher is not None else ""
            if name:
                hosts.add(match.start(1))
    hits.fetchers = set(known.values()) - {""}
    shapes = [match.start() + 2 for match in _SHAPE.finditer(body)]
    hits.hosts = sorted(hosts)
    hits.offsets = sorted(hosts.union(shapes)) if shapes else hits.hosts
    return bool(shapes)


def _tokens(body: bytes) -> set[bytes]:
    """Names of data attributes and of custom elements."""
    return {token[1:81] for pattern in _DATA for token in pattern.findall(body)} | {token[1:] for token in _CUSTOM.findall(body)}


def _essence(body: bytes, hits: Hits) -> bytes:
    """All class and id values, data attribute names and custom elements of a page, each once: a hundredth of its size."""
    if not hits.essence:
        words = set(hits.words)
        for pattern in _WORDS:
            words.update(pattern.findall(body))
        hits.essence = b" ".join(words) or b" "
    return hits.essence


def live_forms(body: bytes, hits: Hits, index: Index) -> list[Owned]:
    """The embed forms whose platform was met and one of whose marks is on the page, in declared order."""
    by_token = {id(form) for token in hits.tokens for _, form in index.tokens[token]}
    essence = _essence(body, hits)
    haystack = hits.haystack or Haystack(body, index.needles)
    there: dict[bytes, bool] = {}

    def has(mark: bytes, word: bool) -> bool:
        if not word:
            return haystack.has(mark)
        known = there.get(mark)
        if known is None:
            known = there[mark] = mark in essence
        return known

    return [
        (fetcher, form) for fetcher, form in index.css
        if (fetcher.name in hits.fetchers or id(form) in by_token or not fetcher.hosts or "*" in fetcher.hosts)
        and any(has(mark, word) for mark, word in index.marks[id(form)])
    ]


def front_forms(body: bytes, hits: Hits | None, index: Index) -> list[Owned]:
    """Forms of frontends (nitter, redlib ...) whose markup is here, whatever the host. They need every one of their marks: these
    are common words."""
    essence = _essence(body, hits or Hits(words=_tokens(body)))
    return [owned for owned in index.frontends if all(mark in (essence if word else body) for mark, word in index.marks[id(owned[1])])]


def lost_loaders(hits: Hits, index: Index) -> list[Fetcher]:
    """Fetchers whose loader script is on the page: embeds were here once."""
    return list({id(f): f for loader, f in index.loaders.items() if hits.haystack and hits.haystack.has(loader)}.values())
