"""Capture times as containers write them, into ISO 8601 UTC; "" where the text is no time of this web's age."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from ingest.patterns import late

_FIRST = datetime(1991, 1, 1, tzinfo=UTC)
_LAST = datetime(2100, 1, 1, tzinfo=UTC)
_ISO = late(
    r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d\d:?\d\d)?", re.ASCII | re.IGNORECASE
)
_SCRIPT = late(r"([A-Z][a-z]{2}) (\d{1,2}) (\d{4}) (\d\d):(\d\d):(\d\d) GMT([+-]\d{4})", re.ASCII)
_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTHS = {name: number for number, name in enumerate(_NAMES, 1)}


def iso(moment: datetime) -> str:
    """In the house spelling, milliseconds included; "" outside 1991 to 2100."""
    try:
        moment = moment.astimezone(UTC)
    except (OverflowError, ValueError):
        return ""
    if not _FIRST <= moment < _LAST:
        return ""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def from_iso(text: str) -> str:
    """``2019-06-05T15:04:05Z``, as in WARC, HAR, WACZ and feeds. Without a zone it is taken as UTC."""
    match = _ISO.match(text.strip()[:60])
    if not match:
        return ""
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    try:
        moment = datetime(int(year), int(month), int(day), int(hour), int(minute), int(second or 0),
                          int((fraction or "0").ljust(6, "0")[:6]), tzinfo=UTC)
    except ValueError:
        return ""
    return iso(moment - _shift(zone)) if _FIRST <= moment < _LAST else ""


def _shift(zone: str | None) -> timedelta:
    if not zone or zone in "Zz":
        return timedelta()
    minutes = int(zone[1:3]) * 60 + int(zone[-2:])
    return timedelta(minutes=-minutes if zone[0] == "-" else minutes)


def from_header(text: str) -> str:
    """``Wed, 05 Jun 2019 15:04:05 GMT``, as in HTTP, MIME and RSS."""
    try:
        moment = parsedate_to_datetime(text.strip()[:80])
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""
    return iso(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def from_digits(text: str) -> str:
    """``20190605150405``, as in Wayback addresses; shorter ones are no moment."""
    if not re.fullmatch(r"\d{14}", text, re.ASCII):
        return ""
    try:
        return iso(datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC))
    except ValueError:
        return ""


def from_script(text: str) -> str:
    """``Wed Jun 05 2019 15:04:05 GMT+0200 (CEST)``, as JavaScript prints it (SingleFile's comment)."""
    match = _SCRIPT.search(text[:200])
    if not match or match[1] not in _MONTHS:
        return ""
    try:
        hour, minute, second = int(match[4]), int(match[5]), int(match[6])
        moment = datetime(int(match[3]), _MONTHS[match[1]], int(match[2]), hour, minute, second, tzinfo=UTC)
    except ValueError:
        return ""
    return iso(moment - _shift(match[7])) if _FIRST <= moment < _LAST else ""
