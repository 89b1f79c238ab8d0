"""Numbers of likes and the like as people see them: ``1,234``, ``12.3K``, ``1,2 Mio.``, ``9.1万``, ``Gefällt 1.234 Mal``.

A whole number is exact in every language. A shortened one is rounded and has an interval, because platforms may cut or
round. What cannot be told without the language, or is no count, has no value; it is never 0.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from ingest.model import Count
from ingest.patterns import late
from ingest.values.folding import locales, plain, words

_LONGEST = 300
_NUMBER = late(r"\d{1,18}(?:[.,٫٬'’‘· ]\d{1,18}){0,8}(?!\d)")
_GROUPED = late(r"[1-9]\d{0,2}(?:([.,٬'’‘ ])\d{3})(?:\1\d{3}){0,5}")
_INDIAN = late(r"[1-9]\d?(?:[,٬]\d\d){1,6}[,٬]\d{3}")
_DECIMAL = late(r"(\d{1,18}|[1-9]\d{0,2}(?:([.,٬'’‘ ])\d{3}){1,5})([.,٫])(\d{1,3})")
_NOT_A_COUNT = late(r"[%٪٫٬€$£¥₹°]|\d")
_LETTERS = late(r"[^\W\d_]")
_WITHOUT_BLANKS = late(r"[\u0e00-\u0e7f\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Scripts that write no blank between unit and counter word."""
_LABELS = frozenset(("mi piace", "m gusta"))
_BESIDES = {"de": "|3:Tsd"}
"""What people and platforms write, and CLDR has not."""
_PLAIN_LANGUAGES = [
    "en", "de", "fr", "es", "es_MX", "es_419", "pt", "pt_PT", "it", "nl", "ja", "ko", "ar", "fa", "ru", "tr", "hi", "zh",
    "zh_Hant", "id", "pl", "uk", "sv", "vi", "th", "cs", "el", "he", "da", "nb", "fi", "hu", "ro", "bn", "ms", "fil", "en_IN",
    "ca", "bg", "ur",
]
"""Who may be meant where no language is known."""


@dataclass(frozen=True, slots=True)
class Number:
    """A count that was read: its value, whether it is exact, and the interval in which the truth lies."""

    value: int | None = None
    exact: bool = False
    min: int | None = None
    max: int | None = None


UNREADABLE = Number()


def read_count(text: str, lang: str = "") -> Number:
    """The one count in a text such as ``1.2K likes``; a ``Number`` without value where there is none for certain."""
    if not isinstance(text, str) or len(text) > _LONGEST:
        return UNREADABLE
    line = plain(text)
    match = _NUMBER.search(line)
    if not match:
        return UNREADABLE
    number, before, after = match[0], line[:match.start()], line[match.end():]
    if _NOT_A_COUNT.search(before + after) or (before[-1:] in ("-", "−", "–", "+", "#") and before[-2:-1] in ("", " ")):
        return UNREADABLE
    if before and before[-1].isascii() and before[-1].isalpha():
        return UNREADABLE
    return _whole(number) if (powers := _powers(before, after, lang, number)) is None else _shortened(number, powers, lang)


def count(metric: str, value: object, lang: str = "") -> Count | None:
    """A ``Count`` of what a source gives: numbers are exact, texts are read. None for what is no count; -1 is none."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, float):
        value = int(value) if value.is_integer() and abs(value) < 1 << 53 else None
    if isinstance(value, int):
        return Count(metric=metric, value=value) if value >= 0 or metric == "score" else None
    if not isinstance(value, str):
        return None
    if metric == "score" and re.fullmatch(r"-\d{1,9}", value.strip()):
        return Count(metric=metric, value=int(value))
    read = read_count(value, lang)
    return None if read.value is None else Count(metric=metric, value=read.value, precision="exact" if read.exact else "rounded")


def _whole(number: str) -> Number:
    if not (number.isdecimal() or _GROUPED.fullmatch(number) or _INDIAN.fullmatch(number)):
        return UNREADABLE
    value = int("".join(sign for sign in number if sign.isdecimal()))
    return Number(value, True, value, value)


def _shortened(number: str, powers: set[int], lang: str) -> Number:
    """The value with its unit, where one unit and one reading of the decimal sign are left."""
    scaled = _scaled(number, lang)
    if scaled is None or len(powers) != 1:
        return UNREADABLE
    digits, decimals = scaled
    (power,) = powers
    value = int(Decimal(digits).scaleb(power - decimals))
    step = max(10 ** (power - decimals), 1)
    return Number(value, False, value - step // 2, value + step - 1)


def _scaled(number: str, lang: str) -> tuple[int, int] | None:
    """``1.234,5`` -> (12345, 1). One sign before three digits groups or divides, as the language has it."""
    if number.isdecimal():
        return int(number), 0
    grouped = _GROUPED.fullmatch(number)
    if grouped:
        sign = grouped[1]
        if sign not in ".,":
            return int("".join(filter(str.isdigit, number))), 0
        point = _point(lang)
        if not point:
            return None
        if sign != point:
            return int("".join(filter(str.isdigit, number))), 0
    match = _DECIMAL.fullmatch(number)
    if not match or match[2] == match[3]:
        return None
    whole = "".join(filter(str.isdigit, match[1]))
    return int(whole + match[4]), len(match[4])


def _powers(before: str, after: str, lang: str, number: str) -> set[int] | None:
    """Powers of ten that the unit beside the number may mean; None where there is no unit but at most a label."""
    for table in _tables(lang, number):
        found = _unit(after, table) or (_unit_before(before, table) if before else set())
        if found:
            return found
    return None


def _unit(after: str, table: "Units") -> set[int]:
    """The longest unit that the text begins with: a whole word, or characters where no blanks are written."""
    rest = after.lstrip(" ")
    if not rest or not (_LETTERS.match(rest)):
        return set()
    if _WITHOUT_BLANKS.match(rest):
        for size in range(min(len(rest), table.longest), 0, -1):
            if rest[:size] in table.exact:
                return table.exact[rest[:size]]
        return set()
    tokens = re.findall(r"[^\s,;.:!?()/|+\"“”«»]+", rest[:60])[:3]
    if " ".join(tokens[:2]).lower() in _LABELS:
        return set()
    for size in range(len(tokens), 0, -1):
        name = " ".join(tokens[:size])
        found = table.exact.get(name) if table.cased else None
        found = found or table.folded.get(name.casefold())
        if found:
            return found
    return set()


def _unit_before(before: str, table: "Units") -> set[int]:
    tokens = before.split()
    return table.before.get(tokens[-1].casefold(), set()) if tokens else set()


@dataclass(frozen=True, slots=True)
class Units:
    """The units of one language, or of several that may be meant."""

    exact: dict[str, set[int]]
    folded: dict[str, set[int]]
    before: dict[str, set[int]]
    longest: int
    cased: bool
    """The case of letters tells units apart (pt-PT ``M`` and ``mM``); not where the language is unknown."""


def _tables(lang: str, number: str) -> list[Units]:
    """The language's own units first, then those of widely used languages with the number's decimal sign, then all words."""
    own = next((name for name in locales(lang) if name in _names()), "") if lang else ""
    sign = re.search(r"\d([.,٫])\d{1,2}$", number)
    point = "" if not sign else "," if sign[1] == "," else "."
    return [*([_units(own)] if own else []), _units("", point), _rare(point)]


@cache
def _names() -> frozenset[str]:
    from ingest.values.suffixes import SUFFIXES

    return frozenset(SUFFIXES)


@cache
def _points() -> frozenset[str]:
    from ingest.values.suffixes import DECIMAL_POINT

    return frozenset(DECIMAL_POINT["languages"].split())


def _point(lang: str) -> str:
    """The decimal sign of a language; empty where the language is unknown."""
    names = locales(lang) if lang else ()
    known = next((name for name in names if name in _points()), None)
    base = next((name for name in names if name in _names()), None)
    if known and (base is None or len(known) >= len(base)):
        return "."
    return "," if base else ""


@cache
def _units(name: str, point: str = "") -> Units:
    """Units of one language; for no language those of everybody who writes this decimal sign."""
    from ingest.values.suffixes import SUFFIXES

    chosen = [name] if name else [one for one in _PLAIN_LANGUAGES if one in SUFFIXES and point in ("", _point(one))]
    exact: dict[str, set[int]] = {}
    folded: dict[str, set[int]] = {}
    before: dict[str, set[int]] = {}
    for one in chosen:
        for part in (SUFFIXES[one] + _BESIDES.get(one, "")).split("|"):
            power, _, spellings = part.partition(":")
            for spelling in spellings.split("/"):
                where = before if spelling.startswith("^") else exact
                where.setdefault(spelling.lstrip("^").casefold() if where is before else spelling, set()).add(int(power))
                if where is exact:
                    folded.setdefault(spelling.casefold(), set()).add(int(power))
    return Units(exact, folded, before, max(map(len, exact), default=0), bool(name))


@cache
def _rare(point: str) -> Units:
    """Whole words of all other languages: "90 duisend" must not be read as 90."""
    from ingest.values.suffixes import SUFFIXES

    folded: dict[str, set[int]] = {}
    for name in SUFFIXES:
        if point in ("", _point(name)):
            for spelling, powers in _units(name).folded.items():
                if len(spelling) > 2 or not spelling.isascii():
                    folded.setdefault(spelling, set()).update(powers)
    return Units(folded, folded, {}, max(map(len, folded)), False)


_LIKED = late(
    r"(?:liked by|gef[aä]llt|aim[eé]e? par|curtid[oa] por|piace a|les? gusta(?: esto)? a|"
    r"leuk gevonden door|gillas av|нравится|disukai oleh|beğenenler:?|polubione przez|подобається)\s+(.{1,250})", re.I)
_OTHERS = frozenset(
    [
        "others", "other", "anderen", "weiteren", "andere", "weitere", "autres", "autre", "outras", "outros", "altri", "altre",
        "otros", "otras", "más", "personas", "personen", "people", "personnes", "pessoas", "persone", "andra", "другим",
        "других", "lainnya", "diğer", "innych",
    ])
_AND = late(r"\s+(?:and|und|et|e|y|en|och|и|dan|ve|i|&)\s+|,\s+", re.I)


def read_liked(text: str, lang: str = "") -> Number | None:
    """``Liked by one, two and 56 others`` -> 58. None for a text of another shape."""
    match = _LIKED.fullmatch(plain(text)) if len(text) <= _LONGEST else None
    if not match:
        return None
    parts = [part for part in _AND.split(match[1]) if part]
    last = words(parts[-1])
    named = len(parts) - 1
    number = read_count(parts[-1] if parts[-1][0].isdecimal() else re.sub(r"^\D*", "", parts[-1]), lang)
    if number.value is not None and not _OTHERS.isdisjoint(last):
        low = number.value + named if number.exact else number.min
        return Number(number.value + named, number.exact, low, (number.max or 0) + named)
    if last and not _OTHERS.isdisjoint(last):
        return Number(None, False, named + 1, None)
    return Number(named + 1, True, named + 1, named + 1)
