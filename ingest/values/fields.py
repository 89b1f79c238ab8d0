"""Fields of machine-written records: times, numbers, ids, lists, as API responses and exports spell them.

For text that people read ("12.3K", "3. März 2021") see the other modules of this package.
"""

import ast
import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from math import inf
from typing import Any

from ingest.model import Count, Time
from ingest.patterns import late

_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTHS = {name: i for i, name in enumerate(_NAMES, 1)}
_CLASSIC = late(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{1,2}) (\d\d):(\d\d):(\d\d) ([+-]\d{4}) (\d{4})")
_ISO = late(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?\s*(Z|UTC|GMT|[+-]\d\d:?(?:\d\d)?)?)?", re.I)
_PLAIN = late(
    r"(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(\.\d{3})?(?:Z|\+00:?00)", re.ASCII)
_PLAIN_CLASSIC = late(
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (0[1-9]|1\d|2[0-8]) ((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d) \+0000 (\d{4})", re.ASCII)
"""The spellings that nearly every record has: on days that every month has they need no calendar."""
_ZONES = {
    "UTC": 0, "GMT": 0, "EST": -300, "EDT": -240, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480, "PDT": -420,
    "BRT": -180, "BRST": -120, "ART": -180, "CET": 60, "CEST": 120, "WET": 0, "WEST": 60, "EET": 120, "EEST": 180,
    "MSK": 180, "JST": 540, "KST": 540, "HKT": 480, "SGT": 480, "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780, "SAST": 120,
}
"""Minutes east of UTC. IST, BST, CST and others that mean several zones are not guessed."""
_FLOAT_SAFE = 1 << 53
_NUMBER = late(r"(\d{1,18})(?:\.0+)?")
_DECIMAL = late(r"\d+\.0")
_SCIENTIFIC = late(r"\d(?:\.\d+)?[eE]\+?\d+")


def stamp(when: datetime, precision: str = "second") -> Time | None:
    """A moment with zone as ``Time``; None outside the years that a post can have."""
    when = when.astimezone(UTC)
    if not 1990 <= when.year <= 2100:
        return None
    if precision == "day":
        return Time(value=when.date().isoformat(), precision="day")
    spelled = when.isoformat(timespec="microseconds" if precision == "us" else "milliseconds")
    return Time(value=spelled.removesuffix("+00:00") + "Z", precision=precision)


def from_epoch(value: Any, *, unit: str = "s") -> Time | None:
    """Unix time as number or text, in ``s``, ``ms`` or ``us``. Zero and nonsense are no time."""
    try:
        number = int(value) if not isinstance(value, float | str) else float(value)
        micro = round(number * {"s": 1_000_000, "ms": 1000, "us": 1}[unit])
        if micro <= 0:
            return None
        when = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micro)
    except (TypeError, ValueError, OverflowError):
        return None
    precision = "second" if micro % 1_000_000 == 0 else "ms" if micro % 1000 == 0 else "us"
    return stamp(when, precision)


def from_iso(text: Any) -> Time | None:
    """ISO 8601 and its neighbours: a blank for the T, ``+0000``, ``UTC``. Without a zone UTC is assumed."""
    if not isinstance(text, str):
        return None
    if (plain := _PLAIN.fullmatch(text)) and "1990" <= text[:4] <= "2100":
        milli = plain[2] or ".000"
        return Time(value=f"{plain[1]}{milli}Z", precision="second" if milli == ".000" else "ms")
    match = _ISO.fullmatch(text.strip())
    if not match:
        return None
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    try:
        if hour is None:
            return stamp(datetime(int(year), int(month), int(day), tzinfo=UTC), "day")
        micro = int((fraction or "0")[:6].ljust(6, "0"))
        when = datetime(int(year), int(month), int(day), int(hour), int(minute), int(second or 0), micro, _zone(zone))
        return stamp(when, "minute" if second is None else "us" if micro % 1000 else "ms" if micro else "second")
    except (ValueError, OverflowError):
        return None


def _zone(text: str | None) -> timezone:
    if not text or text[0] not in "+-":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:4]))
    return timezone(-offset if text[0] == "-" else offset)


def from_classic(text: Any) -> Time | None:
    """``Wed Oct 10 20:19:24 +0000 2018``, the spelling of Twitter's first API and Weibo."""
    if not isinstance(text, str):
        return None
    if (plain := _PLAIN_CLASSIC.fullmatch(text)) and (month := _MONTHS.get(plain[1])) and "1990" <= plain[4] <= "2100":
        return Time(value=f"{plain[4]}-{month:02}-{plain[2]}T{plain[3]}.000Z")
    match = _CLASSIC.fullmatch(text.strip())
    if not match or match[1] not in _MONTHS:
        return None
    try:
        day, hour, minute, second = (int(part) for part in match.group(2, 3, 4, 5))
        return stamp(datetime(int(match[7]), _MONTHS[match[1]], day, hour, minute, second, 0, _zone(match[6])))
    except (ValueError, OverflowError):
        return None


def from_rfc2822(text: Any) -> Time | None:
    """``Mon, 30 Mar 2020 18:01:57 +0000``."""
    try:
        when = parsedate_to_datetime(text)
        return stamp(when if when.tzinfo else when.replace(tzinfo=UTC))
    except (TypeError, ValueError, IndexError, AttributeError, OverflowError):
        return None


def when_of(value: Any) -> Time | None:
    """Whatever a tool writes for a time: seconds or milliseconds since 1970, ISO, the classic or the mail spelling."""
    if isinstance(value, int | float) or (isinstance(value, str) and re.fullmatch(r"\d{9,13}(\.\d+)?", value.strip())):
        return from_epoch(value, unit="ms" if float(value) > 1e11 else "s")
    return from_iso(value) or from_classic(value) or from_rfc2822(value)


def from_serial(value: Any) -> Time | None:
    """The day number of a spreadsheet, counted from 1899-12-30, its fraction the time: ``45245.4166667``. No other time is so small."""
    try:
        days = float(value)
    except (TypeError, ValueError):
        return None
    if not 30_000 < days < 75_000:
        return None
    when = datetime(1899, 12, 30, tzinfo=UTC) + timedelta(seconds=round(days * 86_400))
    return stamp(when, "day" if days.is_integer() else "minute" if when.second == 0 else "second")


def from_zoned(text: str) -> Time | None:
    """``2021-07-06 16:45:20 EDT``; of an unknown zone only the day is kept."""
    moment, _, zone = text.strip().rpartition(" ")
    if not zone.isalpha():
        return from_iso(text)
    if zone in _ZONES:
        sign, minutes = ("-" if _ZONES[zone] < 0 else "+"), abs(_ZONES[zone])
        return from_iso(f"{moment}{sign}{minutes // 60:02d}{minutes % 60:02d}")
    return from_iso(moment[:10])


def number_of(value: Any) -> int | None:
    """An exact whole number, written as number or digits (``12.0`` too); None for everything else and for negatives."""
    if type(value) is int:
        return value if 0 <= value < _FLOAT_SAFE else None
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, str):
        match = _NUMBER.fullmatch(value.strip())
        return int(match[1]) if match else None
    if isinstance(value, int | float) and value == value and 0 <= value < _FLOAT_SAFE:
        return int(value)
    return None


def counts_of(values: Mapping[str, Any], *, observed_at: str | None = None, precision: str = "exact") -> tuple[Count, ...]:
    """Counts by metric; what is no number is left out: absent is not zero."""
    return tuple([
        Count(metric=metric, value=number, precision=precision, observed_at=observed_at)
        for metric, value in values.items() if value is not None and (number := number_of(value)) is not None
    ])


def hidden(metric: str, observed_at: str | None = None) -> Count:
    """The source says that this number is not shown."""
    return Count(metric=metric, value=None, precision="hidden", observed_at=observed_at)


def id_of(*values: Any) -> tuple[str, bool]:
    """The first id that is given, as text, and whether its last digits are in doubt.

    Text beats number: files written by JavaScript or a spreadsheet carry rounded numbers above 2^53.
    """
    for value in values:
        if isinstance(value, str) and value.strip():
            text = value.strip()
            if text.isdigit() and text.isascii():
                return text, False
            if _SCIENTIFIC.fullmatch(text):
                return str(int(float(text))), True
            return text.removesuffix(".0") if _DECIMAL.fullmatch(text) else text, False
    for value in values:
        if isinstance(value, float) and 0 < value < inf:
            return str(int(value)), value > _FLOAT_SAFE
        if isinstance(value, int) and not isinstance(value, bool) and value:
            return str(value), value > _FLOAT_SAFE and value % 100 == 0
    return "", False


def list_of(value: Any) -> list[Any]:
    """A list, also where a table cell holds it as JSON or as a Python literal; everything else is an empty list."""
    if isinstance(value, list):
        return value
    text = value.strip() if isinstance(value, str) else ""
    if not (text.startswith("[") and text.endswith("]")) or len(text) > 1 << 20:
        return []
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        try:
            found = ast.literal_eval(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            return []
    return found if isinstance(found, list) else []


def dict_of(value: Any) -> dict[str, Any]:
    """An object, also where a table cell holds it as JSON or as a Python literal; everything else is an empty one."""
    if isinstance(value, dict):
        return value
    text = value.strip() if isinstance(value, str) else ""
    found = list_of(f"[{text}]") if text.startswith("{") and text.endswith("}") else []
    return found[0] if len(found) == 1 and isinstance(found[0], dict) else {}


def truth(value: Any) -> bool | None:
    """True, False, their spellings in tables; None for anything else."""
    if value is None or isinstance(value, bool):
        return value
    return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}.get(str(value).strip().lower())


def dig(value: Any, *path: str | int) -> Any:
    """The value at a path of keys and indices; None where any step is missing."""
    for step in path:
        if value is None:
            return None
        if isinstance(step, str) and isinstance(value, dict):
            value = value.get(step)
        elif isinstance(step, int) and isinstance(value, list) and -len(value) <= step < len(value):
            value = value[step]
        else:
            return None
    return value


def text_of(value: Any) -> str | None:
    """A string that says something; None for anything else."""
    return value if isinstance(value, str) and not value.isspace() and value else None


def dicts(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; empty where there is none."""
    return [item for item in value if isinstance(item, dict)] if value and isinstance(value, list) else []


def unique(values: Iterable[str | None]) -> tuple[str, ...]:
    """Non-empty strings once each, in order."""
    return tuple(dict.fromkeys([value for value in values if value]))
