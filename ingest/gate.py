"""The gate: which platforms can a page hold? One pass over raw bytes, flat in the number of platforms.

It collects host names behind ``//`` (plain, JSON-escaped, percent-encoded, as character references), names of data attributes
and custom elements, and looks them up. Substrings would claim "x.com/" inside netflix.com; tokens do not.
"""

import re
from dataclasses import dataclass, field

from ingest.fetcher import Fetcher
from ingest.index import Index, Owned
from ingest.links import owner

_HOST = re.compile(rb"//(?:[\w.%-]+@)?([\w.-]+)")
_ESCAPED = re.compile(rb"\\/\\+/([\w.-]+)")
_ENCODED = re.compile(rb"%(?:25)*2[Ff]%(?:25)*2[Ff]([\w.-]+)")
_UNICODE = re.compile(rb"\\u002[Ff]\\u002[Ff]([\w.-]+)")
_REFERENCE = re.compile(rb"&#(?:x2[Ff]|0*47);&#(?:x2[Ff]|0*47);([\w.-]+)")
_DATA = (re.compile(rb" data-[\w-]+"), re.compile(rb"\ndata-[\w-]+"), re.compile(rb"\tdata-[\w-]+"))
_WORDS = tuple(re.compile(rb" " + name + rb"""=(?:"([^"]*)|'([^']*)|([^\s>"']+))""") for name in (b"class", b"id"))
_CUSTOM = re.compile(rb"<[a-z]+-[a-z][\w-]*")
_PATTERNS = (
    (_HOST, (b"//",)), (_ESCAPED, (b"\\/\\/", b"\\/\\\\/")), (_ENCODED, (b"%2F%2F", b"%2f%2f", b"%252F%252F", b"%252f%252f")),
    (_UNICODE, (b"\\u002F\\u002F", b"\\u002f\\u002f")), (_REFERENCE, (b"&#x2F;&#", b"&#x2f;&#", b"&#47;&#", b"&#047;&#")),
)
_SHAPE = re.compile(rb"//[\w.-]+/(?:@[\w.-]+/(?:posts/)?\d{5}|@[\w.-]+@[\w.-]+/\d{5}|users/[\w.-]+/statuses/\d|notice/\w|notes/[a-z0-9]{8}"
                    rb"|(?:objects|display|videos/(?:embed|watch))/[0-9a-f-]{36})")
"""Addresses of posts on servers that nobody can list."""
HINTS = (b"SocialMediaPosting", b"DiscussionForumPosting", b"h-entry", b'="P', b"srcdoc", b"at://did:")
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

    def __bool__(self) -> bool:
        return bool(self.fetchers or self.tokens or self.hinted)


def open_gate(body: bytes, index: Index) -> Hits:
    """Which fetchers are worth a closer look in these bytes."""
    hits = Hits()
    names: set[bytes] = set()
    for pattern, needles in _PATTERNS:
        if any(needle in body for needle in needles):
            names.update(pattern.findall(body))
    for name in names:
        if (fetcher := owner(name.decode("latin-1"))) is not None:
            hits.fetchers.add(fetcher.name)
    hits.fetchers.update(name for word, name in index.words if word in body)
    found = {token[1:81] for pattern in _DATA for token in pattern.findall(body)} | {token[1:] for token in _CUSTOM.findall(body)}
    hits.tokens = found & index.tokens.keys()
    hits.hinted = not (hits.fetchers or hits.tokens) and (bool(_SHAPE.search(body)) or any(hint in body for hint in HINTS))
    hits.words = found
    return hits


def _essence(body: bytes, hits: Hits) -> bytes:
    """All class and id values, data attribute names and custom elements of a page, each once: a hundredth of its size."""
    words = set(hits.words)
    for pattern in _WORDS:
        for values in pattern.findall(body):
            words.update(values)
    return b" ".join(words)


def live_forms(body: bytes, hits: Hits, index: Index) -> list[Owned]:
    """The embed forms whose platform was met and one of whose marks is on the page, in declared order."""
    by_token = {id(form) for token in hits.tokens for _, form in index.tokens[token]}
    essence = _essence(body, hits)
    there: dict[bytes, bool] = {}

    def has(mark: bytes, word: bool) -> bool:
        known = there.get(mark)
        if known is None:
            known = there[mark] = mark in (essence if word else body)
        return known

    return [
        (fetcher, form) for fetcher, form in index.css
        if (fetcher.name in hits.fetchers or id(form) in by_token or not fetcher.hosts or "*" in fetcher.hosts)
        and any(has(mark, word) for mark, word in index.marks[id(form)])
    ]


def front_forms(body: bytes, index: Index) -> list[Owned]:
    """Forms of frontends (nitter, redlib ...) whose markup is here, whatever the host."""
    return [owned for owned in index.frontends if all_marks(owned, body)]


def all_marks(owned: Owned, body: bytes) -> bool:
    """Frontends need every one of their marks: they are common words."""
    return all(mark.encode() in body for mark in owned[1].marks)


def lost_loaders(body: bytes, index: Index) -> list[Fetcher]:
    """Fetchers whose loader script is on the page: embeds were here once."""
    return list({id(f): f for loader, f in index.loaders.items() if loader.encode() in body}.values())


def known_offsets(body: bytes, index: Index) -> list[int]:
    """Offsets of all declared host names behind ``//`` in any spelling, and of fediverse-like paths, in order."""
    known: dict[bytes, bool] = {}
    out: list[int] = []
    for pattern, needles in _PATTERNS:
        if not any(needle in body for needle in needles):
            continue
        for match in pattern.finditer(body):
            name = match[1]
            yes = known.get(name)
            if yes is None:
                yes = known[name] = owner(name.decode("latin-1")) is not None
            if yes:
                out.append(match.start(1))
    out.extend(match.start() + 2 for match in _SHAPE.finditer(body))
    return sorted(set(out))
