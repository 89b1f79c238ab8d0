"""The declarations turned inside out, once: host -> fetcher, mark -> forms, loader -> fetcher. The engine asks only here."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from ingest.fetcher import Fetcher, Form
from ingest.needles import Needles

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
    """Marks that are a data attribute (``data-x``) or a custom element (``<x-y``)."""
    marks: dict[int, tuple[tuple[bytes, bool], ...]]
    """id(form) -> its marks, each with: is it a class, id, data attribute or custom element of its selector?"""
    places: dict[int, tuple[bytes, ...]]
    """id(form) -> what stands in the start tag of the element it cuts, so that the element is found in the bytes again."""
    words: tuple[tuple[bytes, str], ...]
    """Words that name a platform without one of its hosts, and its fetcher: the one rare key of its JSON objects, addresses of
    its pictures."""
    loaders: dict[bytes, Fetcher]
    needles: Needles
    """All words, loaders and those marks that may stand anywhere."""
    by_name: dict[str, Fetcher]


def build(fetchers: tuple[Fetcher, ...]) -> Index:
    """Invert declarations. Costs are paid here, once, so that the gate stays flat in the number of platforms."""
    forms = [(fetcher, form) for fetcher in fetchers for form in fetcher.forms]
    tokens: dict[bytes, tuple[Owned, ...]] = {}
    for owned in forms:
        for mark in owned[1].marks:
            token = mark.strip("<[]=\"' ").lower().encode()
            if token.startswith(b"data-") or ("-" in mark and owned[1].css.startswith(token.decode())):
                tokens[token] = (*tokens.get(token, ()), owned)
    own: dict[str, tuple[Owned, ...]] = {}
    for owned in forms:
        if owned[1].own and not owned[1].frontend:
            own[owned[0].name] = (*own.get(owned[0].name, ()), owned)
    marks = {id(form): tuple(sorted((_sought(mark, form.css) for mark in form.marks), key=lambda sought: not sought[1]))
             for _, form in forms}
    words = tuple((word.encode(), fetcher.name) for fetcher, form in forms for word in _words(form))
    loaders = {loader.encode(): fetcher for fetcher in fetchers for loader in fetcher.loaders}
    anywhere = (mark for _, form in forms if form.css and not form.own for mark, word in marks[id(form)] if not word)
    return Index(
        fetchers=fetchers,
        css=tuple(owned for owned in forms if owned[1].css and not owned[1].own),
        own=own,
        frontends=tuple(owned for owned in forms if owned[1].frontend),
        tokens=tokens,
        marks=marks,
        places={id(form): _places(form) for _, form in forms if form.css and not form.own},
        words=words,
        loaders=loaders,
        needles=Needles((*(word for word, _ in words), *loaders, *anywhere)),
        by_name={fetcher.name: fetcher for fetcher in fetchers},
    )


def _places(form: Form) -> tuple[bytes, ...]:
    """The form's marks, plus the class or tag of every alternative of its selector that holds none of them."""
    out = dict.fromkeys(form.marks)
    for element in re.split(r",\s*(?![^(\[]*[)\]])", form.css):
        bare = re.sub(r":not\([^)]*\)", "", re.split(r"[\s>+~](?![^(\[]*[)\]])", element.strip())[-1])
        if any(mark.strip("<") in bare for mark in form.marks):
            continue
        if match := re.search(r"\.([\w-]+)", re.sub(r"\[[^\]]*\]", "", bare)):
            out[match[1]] = None
        elif match := re.match(r"(?:blockquote|article|section|aside|table|figure)\b", bare):
            out[f"<{match[0]}"] = None
    return tuple(place.encode() for place in out)


def _words(form: Form) -> tuple[str, ...]:
    """What in a page speaks for a form although no host of its platform is near."""
    if len(form.keys) == 1 and (form.test is None or len(form.keys[0]) > 16) and form.relation != "reference":
        return form.keys
    return tuple(mark for mark in form.marks if re.match(r"[\w-]+(?:\.[\w-]+)+/", mark)) if form.css and not form.own else ()


def _sought(mark: str, css: str) -> tuple[bytes, bool]:
    """What to look for, and whether among the page's words instead of in all its bytes."""
    if re.fullmatch(r"<[a-z]+-[a-z-]+", mark):
        return mark[1:].encode(), True
    return mark.encode(), _is_word(mark, css)


_NAMED = re.compile(r"(?:\.[\w-]*|\[(?:class|id)[~^*|$]?=[\"']?[\w -]*|#[\w-]*|\[data-[\w-]*|(?:^|[\s,>])[a-z]+-[\w-]*)\Z")
"""What stands in a selector before (a part of) a class, id, data attribute or custom element."""


def _is_word(mark: str, css: str) -> bool:
    """Does every alternative of the selector that names this mark name it as a class, id, data attribute or custom element?"""
    if not re.fullmatch(r"[\w-]+", mark) or mark not in css:
        return False
    if "-" in mark and (f"[{mark}" in css or any(
            (at == 0 or css[at - 1] in " ,>+~") and not re.match(r"\w", css[at + len(mark) :]) for at in _occurrences(mark, css))):
        return True
    return all(_NAMED.search(css[:at]) for at in _occurrences(mark, css))


def _occurrences(mark: str, css: str) -> list[int]:
    ends = accumulate(len(piece) + len(mark) for piece in css.split(mark)[:-1])
    return [end - len(mark) for end in ends]


@lru_cache(maxsize=1)
def default() -> Index:
    """The index of all declared platforms."""
    from ingest.fetchers import FETCHERS

    return build(FETCHERS)
