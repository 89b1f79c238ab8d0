"""CSS selectors of forms, as far as one start tag can answer them: could this tag be the element that is cut?

The parser has the last word; this only spares it the pages where a form's mark is nothing but a word.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

_COMMA = re.compile(r",\s*(?![^(\[]*[)\]])")
_COMBINATOR = re.compile(r"[\s>+~]+(?![^(\[]*[)\]])")
_PSEUDO = re.compile(r":[\w-]+(?:\([^)]*\))?")
_ATTRIBUTE = re.compile(r"""\[\s*([\w-]+)\s*(?:([~^*|$]?=)\s*["']?([^"'\]]*?)["']?\s*(?:\si\s*)?)?\]""")
_NAME = re.compile(r"[\w-]+(?:\\:[\w-]+)?")
TELLING = re.compile(r"(?=.*[^a-z]).{5,}|.{10,}")
"""A class, name or value that is no short plain word: those stand in texts and addresses everywhere."""
_RARE = frozenset(("iframe", "blockquote", "article", "aside", "table", "figure", "object", "source", "script", "oembed"))
"""Elements of which a page has few."""
_EVERYWHERE = frozenset(("class", "id", "style", "src", "href", "title", "type", "name", "url"))

_TESTS: dict[str, Callable[[str, str], bool]] = {
    "": lambda have, want: True, "=": lambda have, want: have == want, "~=": lambda have, want: want in have.split(),
    "*=": lambda have, want: want in have, "^=": lambda have, want: have.startswith(want),
    "$=": lambda have, want: have.endswith(want), "|=": lambda have, want: have == want or have.startswith(want + "-"),
}


@dataclass(frozen=True)
class Compound:
    """The last step of one alternative of a selector. All in lower case; ``:not()`` and its like are left to the parser."""

    tag: str
    classes: tuple[str, ...]
    attributes: tuple[tuple[str, str, str], ...]
    """(name, operator, value)."""
    css: str
    """The whole alternative, as declared: what the parser is asked."""

    def fits(self, tag: str, values: dict[str, str]) -> bool:
        """Could an element with this name and these attributes (lower case, too) be meant?"""
        if self.tag and tag != self.tag:
            return False
        if self.classes:
            have = values.get("class", "").split()
            if any(name not in have for name in self.classes):
                return False
        return all(name in values and _TESTS[operator](values[name], value) for name, operator, value in self.attributes)

    @cached_property
    def anchor(self) -> bytes:
        """A string that is in the start tag of every such element, in any case; the rarest that the selector names."""
        if "-" in self.tag or ":" in self.tag:
            return b"<" + self.tag.encode()
        values = _longest(value for _, _, value in self.attributes if value)
        names = _longest(name for name, _, _ in self.attributes if name not in _EVERYWHERE)
        classes = _longest(self.classes)
        telling = [word for word in ((*classes,) if self.tag in _RARE else (*classes, *values, *names)) if TELLING.fullmatch(word)]
        if self.tag in _RARE and not telling:
            return b"<" + self.tag.encode()
        return (telling or [*classes, *(name for name in names if len(name) > 4), *values, *names, "<" + self.tag])[0].encode()


def _longest(words: Iterable[str]) -> list[str]:
    return sorted(words, key=len, reverse=True)


@lru_cache(maxsize=1000)
def compounds(css: str) -> tuple[Compound, ...]:
    """The last steps of all alternatives."""
    return tuple(_compound(one.strip()) for one in _COMMA.split(css))


def by_anchor(css: str) -> dict[bytes, list[Compound]]:
    """The same by their anchors."""
    found: dict[bytes, list[Compound]] = {}
    for one in compounds(css):
        found.setdefault(one.anchor, []).append(one)
    return found


def _compound(css: str) -> Compound:
    text = _COMBINATOR.split(css)[-1]
    text = _PSEUDO.sub("", text.replace("\\:", "\0"))
    attributes = tuple((name.lower(), operator, value.lower()) for name, operator, value in _ATTRIBUTE.findall(text))
    bare = _ATTRIBUTE.sub("", text).replace("\0", "\\:")
    tag = _NAME.match(bare)
    classes = tuple(name.lower() for name in re.findall(r"\.([\w-]+)", bare))
    ids = tuple(("id", "=", name.lower()) for name in re.findall(r"#([\w-]+)", bare))
    return Compound(tag[0].replace("\\:", ":").lower() if tag else "", classes, (*attributes, *ids), css)
