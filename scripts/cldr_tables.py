"""Writes ingest/values/months.py, weekdays.py and suffixes.py from Babel's copy of the Unicode CLDR.

Run it when Babel is updated: ``python scripts/cldr_tables.py``. Babel is needed here only, never at run time.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from babel import Locale, localedata

from ingest.values.folding import words

VALUES = Path(__file__).parents[1] / "ingest" / "values"
LANGUAGES = [
    "af", "am", "ar", "as", "az", "be", "bg", "bn", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "es", "et", "eu", "fa",
    "fi", "fil", "fr", "ga", "gl", "gu", "he", "hi", "hr", "hu", "hy", "id", "is", "it", "ja", "ka", "kk", "km", "kn", "ko",
    "ky", "lo", "lt", "lv", "mk", "ml", "mn", "mr", "ms", "my", "nb", "ne", "nl", "nn", "or", "pa", "pl", "ps", "pt", "ro",
    "ru", "sd", "si", "sk", "sl", "so", "sq", "sr", "sr_Latn", "sv", "sw", "ta", "te", "th", "tk", "tr", "uk", "ur", "uz", "vi",
    "yue", "zh", "zh_Hant", "zu",
]
REGIONS = [
    "en_GB", "en_AU", "en_CA", "en_IN", "es_419", "es_MX", "es_US", "pt_PT", "fr_CA", "de_AT", "de_CH", "it_CH", "ar_EG",
    "ar_SA", "ar_MA", "zh_Hant_HK",
]
ORDER_REGIONS = [
    "en_001", "en_GB", "en_AU", "en_CA", "en_NZ", "en_IE", "en_ZA", "en_IN", "en_SG", "en_HK", "en_PH", "en_PK", "en_NG",
    "en_KE", "en_MY", "en_BE", "en_SE", "en_US", "en_PR", "es_US", "es_PR", "es_PA", "es_MX", "fr_CA", "fr_CH", "fr_BE",
    "nl_BE", "de_AT", "de_CH", "it_CH", "pt_PT", "zh_Hant_HK", "zh_SG", "ko_KP", "ar_MA", "ar_AE", "ms_SG", "fil_PH",
]
NAMED = [*LANGUAGES, *REGIONS]


def locale(name: str) -> Locale:
    """A fresh locale: Babel leaks aliased names from one locale into the next when they share a cache."""
    localedata._cache.clear()
    return Locale.parse(name)


def unique(items: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(item for item in items if item))


def glued(pattern: str, field: str) -> tuple[str, str]:
    """Letters that a date pattern glues before and after a field (Hebrew b-, Basque -ren, Thai -thi)."""
    bare = pattern.replace("'", "\0")
    match = re.search(rf"([^\s\d\0,.()/‐-―\-GMEydc]*)\0*{field}\0*([^\s\d\0,.()/‐-―\-GMEydc]*)", bare)
    return (match[1], match[2]) if match else ("", "")


def names(data: Any, at: int, patterns: list[str], field: str) -> str:
    """Every spelling of one month or weekday, folded, joined by ``/``."""
    forms = [data[context][width] for width in ("wide", "abbreviated") for context in ("format", "stand-alone")]
    raw = [form[at] for form in forms]
    found = list(raw)
    for pattern in patterns:
        before, after = glued(pattern, field)
        found += [before + name + after for name in raw if before or after]
    return "/".join(unique(" ".join(words(name)) for name in found))


def wrapped(name: str, value: str) -> str:
    """One entry of a dictionary, its value broken after ``|`` or ``/`` or a blank."""
    one = f'    "{name}": "{value}",'
    if len(one) <= 100:
        return one
    lines = [""]
    for piece in re.findall(r"[^|/]+[|/]*", value) if "|" in value or "/" in value else re.findall(r"\S+ ?", value):
        if len(lines[-1]) + len(piece) > 112:
            lines.append("")
        lines[-1] += piece
    body = "\n".join(f'        "{line}"' for line in lines)
    return f'    "{name}": (\n{body}\n    ),'


def table(module: str, doc: str, parts: list[str]) -> None:
    (VALUES / module).write_text(f'"""{doc}\n\nWritten by scripts/cldr_tables.py from CLDR through Babel; do not edit.\n"""\n\n'
                                 + "\n\n".join(parts) + "\n", encoding="utf-8")


def dictionary(name: str, doc: str, rows: dict[str, str]) -> str:
    return f"{name} = {{\n" + "\n".join(wrapped(key, value) for key, value in rows.items()) + f'\n}}\n"""{doc}"""'


def patterns_of(here: Locale) -> list[str]:
    return [here.date_formats[width].pattern for width in ("full", "long", "medium")]


def months() -> None:
    rows: dict[str, str] = {}
    order: dict[str, str] = {}
    for name in NAMED:
        here = locale(name)
        field = "M{3,5}"
        row = "|".join(names(here.months, month, patterns_of(here), field) for month in range(1, 13))
        if row != rows.get(name.split("_")[0]):
            rows[name] = row
    for name in [*LANGUAGES, *ORDER_REGIONS]:
        short = locale(name).date_formats["short"].pattern
        sequence = "".join(unique(re.findall("[dMy]", short))).upper()
        if sequence != order.get(name.split("_")[0]):
            order.setdefault(name, sequence)
    groups = {seq: " ".join(n for n in order if order[n] == seq) for seq in sorted(set(order.values()))}
    table("months.py", "Month names of many languages and the order of their short dates.", [
        dictionary("MONTHS", "Language -> months between ``|``, spellings between ``/``, as folding.words spells them.", rows),
        dictionary("ORDERS", "Order of day, month and year in short dates -> the languages that write so.", groups),
    ])


def weekdays() -> None:
    found: list[str] = []
    for name in NAMED:
        here = locale(name)
        for day in range(7):
            found += names(here.days, day, patterns_of(here)[:1], "[Ec]{3,4}").split("/")
    rows = {"all": "/".join(sorted(set(found)))}
    table("weekdays.py", "Names of the days of the week in all languages: a date only has to recognise and skip them.", [
        dictionary("WEEKDAYS", "Spellings between ``/``, folded as folding.words does.", rows)])


def unit_of(size: int, pattern: str) -> tuple[int, str, bool] | None:
    """(power of ten, unit, whether it stands before the number) of one compact pattern such as ``0 Mio'.'``."""
    positive = re.sub(r"'([^']*)'", r"\1", pattern.split(";")[0])
    match = re.fullmatch(r"([^0]*)(0+)([^0]*)", positive.replace("\u200f", "").replace("\u200e", ""))
    if not match or not (match[1].strip() or match[3].strip()):
        return None
    before, after = (" ".join(part.replace("\u00a0", " ").split()) for part in (match[1], match[3]))
    unit = (after or before).rstrip(".")
    return len(str(size)) - len(match[2]), unit, not after


def suffix_row(here: Locale) -> str:
    units: dict[int, list[str]] = {}
    for width in ("short", "long"):
        for forms in here.compact_decimal_formats.get(width, {}).values():
            for size, pattern in forms.items():
                got = unit_of(int(size), pattern.pattern)
                if got:
                    units.setdefault(got[0], []).append(("^" if got[2] else "") + got[1])
    return "|".join(f"{power}:" + "/".join(unique(units[power])) for power in sorted(units))


def suffixes() -> None:
    rows: dict[str, str] = {}
    points = []
    for name in NAMED:
        here = locale(name)
        row = suffix_row(here)
        if row != rows.get(name.split("_")[0]):
            rows[name] = row
        signs = here.number_symbols
        symbols = signs.get("latn", signs.get(here.default_numbering_system, {}))
        if symbols.get("decimal", ".") == ".":
            points.append(name)
    table("suffixes.py", "Units of shortened numbers (K, Mio., tys.) of many languages.", [
        dictionary("SUFFIXES", "Language -> ``power of ten:unit/unit`` between ``|``; ``^`` = stands before the number.", rows),
        dictionary("DECIMAL_POINT", "Languages whose decimal sign is the full stop; the others write a comma.",
                   {"languages": " ".join(points)})])


if __name__ == "__main__":
    months()
    weekdays()
    suffixes()
