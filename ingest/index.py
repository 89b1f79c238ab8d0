"""The declarations turned inside out, once: host -> fetcher, mark -> forms, loader -> fetcher. The engine asks only here."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from ingest.fetcher import Fetcher, Form
from ingest.page import coded, shortcodes
from ingest.page.literals import Literals
from ingest.page.markup import CLOSINGS, OPENINGS
from ingest.page.selectors import TELLING, Compound, by_anchor
from ingest.values import named

Owned = tuple[Fetcher, Form]


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """What every fetcher declared, by what is found in the bytes."""

    fetchers: tuple[Fetcher, ...]
    css: tuple[Owned, ...]
    """HTML forms of embeds."""
    own: dict[str, tuple[Owned, ...]]
    """Fetcher name -> forms that read its own pages."""
    frontends: tuple[Owned, ...]
    """Own-page forms that are known by their markup on any host."""
    tokens: dict[bytes, tuple[Owned, ...]]
    """Marks that are a data attribute (``data-x``) or a custom element (``<x-y``): they speak for their forms on any page."""
    marks: dict[int, tuple[bytes, ...]]
    """id(form) -> its marks, in lower case."""
    named: dict[int, tuple[bytes, ...]]
    """id(form) -> those of its marks that are a class, id, data attribute or custom element of its selector."""
    compounds: dict[int, dict[bytes, list[Compound]]]
    """id(form) -> what the start tag of the element that it cuts looks like, by the string that is in every such tag."""
    cutters: dict[bytes, tuple[int, ...]]
    """Mark -> numbers in ``css`` of the forms that it speaks for."""
    words: dict[bytes, frozenset[str]]
    """Word that names a platform without one of its hosts -> its fetchers: the one rare key of its JSON objects, addresses of
    its pictures."""
    loaders: dict[bytes, Fetcher]
    stems: frozenset[bytes]
    """Pieces one of which is in every host name that somebody declared."""
    literals: Literals
    """All the strings above, the anchors of the compounds, and what the gate looks for besides."""
    telling: frozenset[bytes]
    """Marks of embeds that are no plain words."""
    records: tuple[tuple[frozenset[bytes], str], ...]
    """Keys of each JSON form, and whose own pages it is for ("" for any page's)."""
    keys: Literals
    """All keys of JSON forms, as ``KEYS`` spells them."""
    by_name: dict[str, Fetcher]


SHAPES = (b"/@", b"/users/", b"/notice/", b"/notes/", b"/objects/", b"/display/", b"/videos/embed/", b"/videos/watch/")
"""In the paths of posts on servers that nobody can list."""
HINTS = (b"SocialMediaPosting", b"DiscussionForumPosting", b"h-entry", b'="P', b'/template">P', b"srcdoc", b"at://did:", *coded.STATES)
"""Words that ask for a closer look although no known host stands in the open."""
KEYS = (b'"%b"', b"%b\\", b"%b:", b"%b'")
"""How a key stands in a script: quoted, quoted inside a string, or bare as JavaScript allows."""
HOLDERS = (b'="<', b"='<", b"='{", b"='[")
"""Markup or JSON in an attribute, bare."""


def build(fetchers: tuple[Fetcher, ...]) -> Index:
    """Invert declarations. Costs are paid here, once, so that the gate stays flat in the number of platforms."""
    forms = [(fetcher, form) for fetcher in fetchers for form in fetcher.forms]
    cut = [owned for owned in forms if owned[1].css and not owned[1].own]
    tokens: dict[bytes, tuple[Owned, ...]] = {}
    for owned in forms:
        for mark in owned[1].marks:
            token = mark.strip("<[]=\"' ").lower()
            if token.startswith("data-") or ("-" in mark and owned[1].css.startswith(token)):
                tokens[token.encode()] = (*tokens.get(token.encode(), ()), owned)
    own: dict[str, tuple[Owned, ...]] = {}
    for owned in forms:
        if owned[1].own and not owned[1].frontend:
            own[owned[0].name] = (*own.get(owned[0].name, ()), owned)
    marks = {id(form): tuple(mark.lower().encode() for mark in form.marks) for _, form in forms}
    cutters: dict[bytes, tuple[int, ...]] = {}
    for number, (_, form) in enumerate(cut):
        for speaking in marks[id(form)]:
            cutters[speaking] = (*cutters.get(speaking, ()), number)
    words: dict[bytes, frozenset[str]] = {}
    for fetcher, form in forms:
        for word in _words(form):
            words[word.encode()] = words.get(word.encode(), frozenset()) | {fetcher.name}
    loaders = {loader.encode(): fetcher for fetcher in fetchers for loader in fetcher.loaders}
    steps = {id(form): by_anchor(form.css) for _, form in cut}
    stems = frozenset(_stem(host) for fetcher in fetchers for host in (*fetcher.hosts, *fetcher.short_hosts, *fetcher.frontends)
                      if host != "*" and not host.endswith(":"))
    records = {(frozenset(key.encode() for key in form.keys), fetcher.name if form.own else "") for fetcher, form in forms
               if form.keys and not form.last}
    return Index(
        fetchers=fetchers,
        css=tuple(cut),
        own=own,
        frontends=tuple(owned for owned in forms if owned[1].frontend),
        tokens=tokens,
        marks=marks,
        named={id(form): tuple(mark.lower().encode().lstrip(b"<") for mark in form.marks if _is_named(mark, form.css))
               for _, form in forms},
        compounds=steps,
        cutters=cutters,
        words=words,
        loaders=loaders,
        stems=stems,
        literals=Literals(
            (*words, *loaders, *(widget.encode() for fetcher in fetchers for widget in fetcher.widgets), *HINTS, *HOLDERS, *coded.STARTS),
            (*stems, *named.WORDS, *named.CALLS, *shortcodes.SIGNS, *SHAPES, *tokens, *OPENINGS, *CLOSINGS,
             *(mark for _, form in forms if not form.own or form.frontend for mark in marks[id(form)]),
             *(anchor for of in steps.values() for anchor in of))),
        telling=frozenset(mark for _, form in cut for mark in marks[id(form)] if TELLING.fullmatch(mark.decode())).union(HINTS),
        records=tuple(records),
        keys=Literals((spelled % key for keys, _ in records for key in keys for spelled in KEYS), ()),
        by_name={fetcher.name: fetcher for fetcher in fetchers},
    )


def _stem(host: str) -> bytes:
    """What is in every name that a declared host stands for: ``x.*`` means ``x.`` in any country."""
    return host.removeprefix("*.").removesuffix("*").lower().encode()


def _words(form: Form) -> tuple[str, ...]:
    """What in a page speaks for a form although no host of its platform is near."""
    if len(form.keys) == 1 and (form.test is None or len(form.keys[0]) > 16) and form.relation != "reference":
        return form.keys
    return tuple(mark for mark in form.marks if _SPEAKING.match(mark)) if form.css and not form.own else ()


_SPEAKING = re.compile(r"[\w-]+(?:\.[\w-]+)+/|\w{2,}[_-]post[_-]\Z")
"""The address of a platform's pictures, or what the platform's script begins its ids with."""
_LONGEST = 120
"""No class, attribute or element in a selector has a longer name."""
_NAMED = re.compile(r"(?:\.[\w-]*|\[(?:class|id)[~^*|$]?=[\"']?[\w -]*|#[\w-]*|\[data-[\w-]*|(?:^|[\s,>])[a-z]+-[\w-]*)\Z")
"""What stands in a selector before (a part of) a class, id, data attribute or custom element."""


def _is_named(mark: str, css: str) -> bool:
    """Does every alternative of the selector that names this mark name it as a class, id, data attribute or custom element?"""
    if re.fullmatch(r"<[a-z]+-[a-z-]+", mark):
        return True
    if not re.fullmatch(r"[\w-]+", mark) or mark not in css:
        return False
    if "-" in mark and (f"[{mark}" in css or any(
            (at == 0 or css[at - 1] in " ,>+~") and not re.match(r"\w", css[at + len(mark) :]) for at in _occurrences(mark, css))):
        return True
    return all(_NAMED.search(css[max(0, at - _LONGEST) : at]) for at in _occurrences(mark, css))


def _occurrences(mark: str, css: str) -> list[int]:
    ends = accumulate(len(piece) + len(mark) for piece in css.split(mark)[:-1])
    return [end - len(mark) for end in ends]


@lru_cache(maxsize=1)
def default() -> Index:
    """The index of all declared platforms."""
    from ingest.fetchers import FETCHERS

    return build(FETCHERS)
