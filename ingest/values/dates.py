"""Dates as people and machines write them. What is not certain is refused: no zone, no year, two readings, relative texts.

``read_date`` reads a visible text, ``stated`` the value of a field that is known to be a time. The precision is part of
the answer: a day stays a day.
"""

import re
from datetime import UTC, date, datetime, timedelta
from functools import cache

from ingest.model import Time
from ingest.patterns import late
from ingest.values.folding import locales, plain, words

_LONGEST = 120
_FIRST_YEAR, _LAST_YEAR = 1900, 2100

_ISO = late(
    r"(\d{4})-(\d\d)-(\d\d)[Tt ]{1,2}(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,12}))?)? ?([Zz]|UTC|GMT|[+-]\d\d(?::?\d\d)?)?")
_BASIC = late(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?([Zz]|[+-]\d\d(?::?\d\d)?)?)?")
_CLOCK = late(r"(?<![\d:.])(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,12}))?)?(?! ?[\d:])(?: ?([AaPp])\.? ?[Mm]\b\.?)?")
_ZONE = late(r"(?:^|(?<=[\s,(]))(?:(UTC|GMT|[A-Z]{1,5})(?! ?[A-Za-z]) ?)?([+-]\d{1,2}(?::?\d\d)?)?(?=[\s,)]|$)")
_BRACKETS = late(r"\s*\([A-Za-z .]{1,60}\)\s*$")
_PARTS = late(r"(\d{1,4})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{1,4})\.?(?:\s?(?:г|р|ж|թ)\.?)?")
_EAST = late(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일號号]\s?(?:[(（]?([^\d\s()（）]{1,5})[)）]?)?")
_DIGITS = late(r"(\d{9,20})(?:\.(\d{1,9}))?")

ZONES = {
    "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 60, "CET": 60, "CEST": 120, "MEZ": 60, "MESZ": 120, "EET": 120, "EEST": 180,
    "MSK": 180, "JST": 540, "KST": 540, "EST": -300, "EDT": -240, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480,
    "PDT": -420, "AKST": -540, "AKDT": -480, "HST": -600, "AEST": 600, "AEDT": 660, "ACST": 570, "ACDT": 630, "AWST": 480,
    "NZST": 720, "NZDT": 780, "HKT": 480, "SGT": 480, "WIB": 420, "WITA": 480, "WIT": 540, "SAST": 120, "BRT": -180,
    "BRST": -120, "ART": -180, "NST": -210, "NDT": -150, "ICT": 420, "PKT": 300, "NPT": 345, "TRT": 180, "PHT": 480, "MYT": 480,
}
"""Minutes east of UTC, as written: PST in June stays PST. CST, IST, BST and AST mean several zones and are refused."""

_JOINING = frozenset(
    [
        "a", "à", "al", "an", "at", "am", "am.", "au", "ao", "as", "de", "del", "den", "di", "do", "d", "dal", "du", "da", "o",
        "of", "on", "op", "om", "le", "the", "the", "el", "em", "en", "il", "la", "lo", "um", "alle", "ore", "a", "las", "kl",
        "klo", "kell", "st", "nd", "rd", "th", "er", "re", "e", "eme", "ème", "º", "ª", "ste", "date", "in", "на", "в", "о",
        "г", "г.", "р", "р.", "ж", "год", "года", "роки", "року", "м", "m", "ko", "n", "ren", "ын", "ы", "оны", "гараг", "gada",
        "թ", "د", "ב", "ที่", "วันที่", "ค", "ศ", "ce", "ngày", "năm", "lúc", "tahun", "pada", "pukul", "dne", "dnia",
        "tarihinde", "saat", "godine", "ob", "u", "y", "и", "i", "і", "kl.", "h", "uhr", "om", "·",
    ])
"""Words that may stand between the parts of a date, in any language, folded."""


def read_date(text: str, lang: str = "") -> Time | None:
    """The moment or day that a text states; None where it does not say one for certain.

    ``lang`` (BCP 47 or CLDR, as the document says) names the months and settles the order of ``06/05/2019``.
    """
    return _read(text, lang, None) if isinstance(text, str) else None


def stated(value: object, *, assume_utc: bool = False) -> Time | None:
    """The value of a field that is known to be a time: Unix time in s, ms or us, ISO, Twitter's or mail's spelling.

    ``assume_utc``: the format's documentation says that times without a zone are UTC. Zero means "not set".
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, float):
        return _epoch(str(int(value)), f"{value % 1:.6f}"[2:].rstrip("0")) if 0 < value < 1e18 else None
    if isinstance(value, int):
        return _epoch(str(value), "") if value > 0 else None
    match = re.fullmatch(r"(\d{1,20})(?:\.(\d{1,9}))?", value.strip()) if value.isascii() and len(value) < 40 else None
    if match and (len(match[1]) >= 9 or match[2]):
        return _epoch(match[1], (match[2] or "").rstrip("0"))
    return _read(value, "", 0 if assume_utc else None)


def _read(text: str, lang: str, assumed: int | None) -> Time | None:
    if not text or len(text) > _LONGEST:
        return None
    line = plain(text)
    match = _ISO.fullmatch(line)
    if match:
        year, month, day, hour, minute, second, fraction, zone = match.groups()
        return _moment((int(year), int(month), int(day)), hour, minute, second, fraction, _offset(zone, assumed))
    match = _BASIC.fullmatch(line)
    if match:
        year, month, day, hour, minute, second, zone = match.groups()
        if hour is None:
            return _day((int(year), int(month), int(day)))
        return _moment((int(year), int(month), int(day)), hour, minute, second, None, _offset(zone, assumed))
    match = _DIGITS.fullmatch(line)
    if match:
        return _epoch(match[1], (match[2] or "").rstrip("0"))
    return _written(line, lang, assumed)


def _written(line: str, lang: str, assumed: int | None) -> Time | None:
    """A date in words or numbers, with or without a time of day and zone anywhere beside it."""
    clock = _CLOCK.search(line)
    if not clock:
        found = _date(line, lang)
        return _day(found) if found else None
    line = _BRACKETS.sub("", line[:clock.start()] + " \x00" + line[clock.end():])
    before, _, after = line.partition("\x00")
    offset, rest = _zone_in(before, after)
    found = _date(" ".join(rest.split()).strip(" ,·•∙|-"), lang)
    hour = _hour(clock)
    if found is None or hour is None:
        return None
    return _moment(found, hour, clock[2], clock[3], clock[4], assumed if offset is None else offset)


def _zone_in(before: str, after: str) -> tuple[int | None, str]:
    """The zone right after the time of day or at the end of the line, and the line without it."""
    for part in (after, before):
        stripped = part.rstrip()
        for match in (_ZONE.match(part.lstrip()) if part is after else None, _last_zone(stripped)):
            if match is None or not match[0].strip():
                continue
            offset = _offset((match[1] or "") + (match[2] or ""), None)
            if offset is not None:
                source = part.lstrip() if match.string == part.lstrip() else stripped
                left = source[:match.start()] + " " + source[match.end():]
                return offset, (before + " " + left if part is after else left + " " + after)
    return None, before + " " + after


def _last_zone(text: str) -> re.Match[str] | None:
    tail = re.search(r"(?:^|(?<=[\s,]))(UTC|GMT|[A-Z]{2,5})?([+-]\d{1,2}(?::?\d\d)?)?$", text)
    return tail if tail and tail[0] else None


def _offset(zone: str | None, assumed: int | None) -> int | None:
    """Minutes east of UTC of ``Z``, ``+02:00``, ``GMT+2``, ``PDT``; ``assumed`` where nothing is given."""
    if not zone:
        return assumed
    match = re.fullmatch(r"([A-Za-z]*)(?:([+-])(\d{1,2}):?(\d\d)?)?", zone)
    if not match:
        return None
    name = match[1].upper()
    if match[2] is None:
        return ZONES.get(name)
    minutes = int(match[3]) * 60 + int(match[4] or 0)
    if name not in ("", "UTC", "GMT") or minutes > 14 * 60:
        return None
    return -minutes if match[2] == "-" else minutes


def _hour(clock: re.Match[str]) -> str | None:
    if not clock[5]:
        return clock[1]
    hour = int(clock[1])
    if not 1 <= hour <= 12:
        return None
    return str(hour % 12 + (12 if clock[5] in "Pp" else 0))


def _moment(
    day: tuple[int, int, int], hour: str, minute: str, second: str | None, fraction: str | None, offset: int | None,
) -> Time | None:
    if offset is None:
        return None
    try:
        when = datetime(*day, int(hour), int(minute), int(second or 0), tzinfo=UTC) - timedelta(minutes=offset)
    except (ValueError, OverflowError):
        return None
    if not _FIRST_YEAR <= when.year <= _LAST_YEAR:
        return None
    if second is None:
        return Time(value=when.strftime("%Y-%m-%dT%H:%MZ"), precision="minute")
    return _fine(when, fraction or "")


def _fine(when: datetime, fraction: str) -> Time:
    """To the second, to the millisecond where three digits say so, else to the microsecond; finer digits are cut."""
    value = when.strftime("%Y-%m-%dT%H:%M:%S")
    if not fraction:
        return Time(value=value + "Z", precision="second")
    digits = 3 if len(fraction) <= 3 else 6
    return Time(value=f"{value}.{fraction[:digits].ljust(digits, '0')}Z", precision="ms" if digits == 3 else "us")


def _epoch(digits: str, fraction: str) -> Time | None:
    """Unix time, its unit told by its size: 9 or 10 digits are s, 12 or 13 ms, 15 or 16 us, 18 or 19 ns."""
    power = {9: 0, 10: 0, 12: 3, 13: 3, 15: 6, 16: 6, 18: 9, 19: 9}.get(len(digits), -1 if len(digits) > 8 else 0)
    if power < 0:
        return None
    seconds = int(digits[:-power] if power else digits)
    when = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    if when.year > _LAST_YEAR:
        return None
    return _fine(when, (digits[-power:] if power else "") or fraction)


def _day(found: tuple[int, int, int]) -> Time | None:
    try:
        day = date(*found)
    except ValueError:
        return None
    return Time(value=day.isoformat(), precision="day") if _FIRST_YEAR <= day.year <= _LAST_YEAR else None


def _date(line: str, lang: str) -> tuple[int, int, int] | None:
    """Year, month and day of a line without a time of day; not yet checked against the calendar."""
    match = _EAST.fullmatch(line)
    if match:
        return (int(match[1]), int(match[2]), int(match[3])) if not match[4] or _is_weekday(match[4]) else None
    tokens = words(line)
    match = _PARTS.fullmatch(line)
    if not match and not _month_names(lang).keys().isdisjoint(tokens):
        return _named(tokens, lang)
    match = match or _PARTS.fullmatch(_without_weekday(line))
    return _numbers(match, lang) if match else _named(tokens, lang)


def _without_weekday(line: str) -> str:
    head, _, rest = line.partition(" ")
    if _is_weekday(head):
        return rest
    rest, _, tail = line.rpartition(" ")
    return rest.rstrip(",") if _is_weekday(tail) else line


def _numbers(match: re.Match[str], lang: str) -> tuple[int, int, int] | None:
    """``2019/06/05``, ``25.06.2019``, ``06/05/2019`` where the language settles the order; two-digit years never."""
    one, two, three = match[1], match[3], match[4]
    if len(one) == 4 and len(three) <= 2:
        return _christian(int(one), lang), int(two), int(three)
    if len(one) > 2 or len(three) != 4:
        return None
    year, first, second = _christian(int(three), lang), int(one), int(two)
    if first > 12 or first == second:
        return year, second, first
    if second > 12:
        return year, first, second
    order = order_of(lang)
    if match[2] == "." and order == "MDY":  # nobody writes months first with full stops
        return None
    return (year, second, first) if order == "DMY" else (year, first, second) if order == "MDY" else None


def order_of(lang: str) -> str:
    """``DMY``, ``MDY`` or ``YMD``: the order of a short date in this language; empty where it is unknown."""
    known = _orders()
    return next((known[name] for name in locales(lang) if name in known), "")


@cache
def _orders() -> dict[str, str]:
    from ingest.values.months import ORDERS

    return {name: order for order, names in ORDERS.items() for name in names.split()}


def _christian(year: int, lang: str) -> int:
    """Thai years count from the Buddha's death; whoever writes 2562 today means 2019."""
    return year - 543 if 2400 < year < 2700 and lang[:2].lower() == "th" else year


def _named(tokens: list[str], lang: str) -> tuple[int, int, int] | None:
    """A date with the month's name: every word has to be understood, and there is one day, one month, one year."""
    if len(tokens) > 16:
        return None
    months: list[tuple[int, bool]] = []
    numbers: list[str] = []
    thai = False
    at = 0
    while at < len(tokens):
        month, size = _month_at(tokens, at, lang)
        weekday = _weekday_at(tokens, at)
        if month and size >= weekday:
            months.append((month, weekday > 0))
            thai = thai or "\u0e00" < tokens[at] < "\u0e7f"
        elif weekday:
            size = weekday
        elif tokens[at].isdecimal():
            numbers.append(tokens[at])
        elif tokens[at] == "พ" and tokens[at + 1:at + 2] == ["ศ"]:
            thai, size = True, 2
        elif tokens[at] not in _JOINING:
            return None
        at += max(size, 1)
    month = _one(months)
    years = [number for number in numbers if len(number) == 4]
    days = [number for number in numbers if len(number) <= 2]
    if not month or len(years) != 1 or len(days) != 1 or len(numbers) != 2:
        return None
    return _christian(int(years[0]), "th" if thai else lang), month, int(days[0])


def _one(months: list[tuple[int, bool]]) -> int:
    """The month, where a word is a weekday's short name too (``mar``): the other one counts."""
    if len(months) == 2 and months[0][1]:
        del months[0]
    return months[0][0] if len(months) == 1 else 0


def _month_at(tokens: list[str], at: int, lang: str) -> tuple[int, int]:
    """(month, number of words) of the longest month name that begins here; the document's language goes first."""
    own, every = _month_names(lang), _month_names("")
    for size in (3, 2, 1):
        name = " ".join(tokens[at:at + size])
        if len(tokens) - at >= size:
            month = own.get(name) or every.get(name, 0)
            if month and not (name.isdecimal()):
                return month, size
    return 0, 0


@cache
def _month_names(lang: str) -> dict[str, int]:
    """Name -> month in one language; for no language the names that mean the same month in all of them."""
    from ingest.values.months import MONTHS

    if lang:
        rows = [MONTHS[name] for name in reversed(locales(lang)) if name in MONTHS]
        return {name: month for row in rows for month, names in enumerate(row.split("|"), 1) for name in names.split("/")}
    found: dict[str, int] = {}
    for row in MONTHS.values():
        for month, names in enumerate(row.split("|"), 1):
            for name in names.split("/"):
                found[name] = month if found.get(name, month) == month else 0
    return found


@cache
def _weekday_names() -> frozenset[str]:
    from ingest.values.weekdays import WEEKDAYS

    return frozenset(WEEKDAYS["all"].split("/"))


def _weekday_at(tokens: list[str], at: int) -> int:
    names = _weekday_names()
    return next((size for size in (3, 2, 1) if len(tokens) - at >= size and " ".join(tokens[at:at + size]) in names), 0)


def _is_weekday(text: str) -> bool:
    return " ".join(words(text)) in _weekday_names()
