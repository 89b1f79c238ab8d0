"""How ids hide a moment, as parameters, and the numbers that short codes spell. A clock that is not sure says None.

A clock answers "when was this id made", which is not always when the post appeared: uploads and drafts take their id
early. So a stated time always wins, and every answer here carries the origin ``id``.
"""

import re
from datetime import UTC, datetime, timedelta

from ingest.fetcher import Clock
from ingest.model import Time
from ingest.patterns import late

BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_BASE58 = "123456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"
_BASE62 = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_TUMBLR64 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"
_SORTABLE32 = "234567abcdefghijklmnopqrstuvwxyz"

_WRITTEN = datetime(2026, 11, 1, tzinfo=UTC)
_UNIX = datetime(1970, 1, 1, tzinfo=UTC)
_UNITS = {"s": 1_000_000, "ms": 1_000, "us": 1}
_DIGITS = late(r"[0-9]{1,19}")
INSTAGRAM_EPOCH = 1_314_220_021_721
PRIVATE_TAIL = 28
"""A private post's short code is its code and so many characters more."""
GRAPH_ID = late(r"1[78][0-9]{15}")
"""Numbers of the Graph API, of comments, highlights and hashtags: they look like a media id and are none."""


def _moment(count: int, unit: str) -> Time | None:
    """Unix time as ``Time``; nothing from the future, with a day's grace for clocks that run ahead.

    A clock that was set back takes nothing away: nobody reads with this version before it was written.
    """
    try:
        when = _UNIX + timedelta(microseconds=count * _UNITS[unit])
    except OverflowError:
        return None
    if when > _WRITTEN and when > datetime.now(UTC) + timedelta(days=1):
        return None
    written = when.isoformat(timespec="microseconds" if unit == "us" else "milliseconds")
    return Time(value=written.replace("+00:00", "Z"), precision="second" if unit == "s" else unit, origin="id")


def _last(native_id: str) -> str:
    """``host/id``, ``did/rkey`` and ``share:id`` keep the clock in their last part."""
    return re.split(r"[/:]", native_id)[-1]


def bits(*, shift: int, epoch: int = 0, unit: str = "ms", least: int = 1, first_year: int = 1971) -> Clock:
    """A number whose upper bits count time since ``epoch`` (in ``unit`` of Unix time).

    ``least``: smaller numbers were given out in sequence and hold no time. ``first_year``: the service is no older.
    """

    def clock(kind: str, native_id: str) -> Time | None:
        text = _last(native_id)
        if not _DIGITS.fullmatch(text) or not least <= int(text) < 1 << 63:
            return None
        time = _moment((int(text) >> shift) + epoch, unit)
        return time if time is not None and int(time.value[:4]) >= first_year else None

    return clock


def shortcode(kind: str, native_id: str) -> Time | None:
    """Instagram and Threads: the short code or the media number behind it (also ``number_owner``)."""
    text = native_id.partition("_")[0] if re.fullmatch(r"[0-9]{14,20}_[0-9]+", native_id) else native_id
    if re.fullmatch(r"[0-9]{14,}", text):
        if GRAPH_ID.fullmatch(text):
            return None
        number = int(text)
    else:
        code = text[:-PRIVATE_TAIL] if len(text) > PRIVATE_TAIL else text
        if not 8 <= len(code) <= 11 or (decoded := media_number(code)) is None:
            return None
        number = decoded
    return _moment((number >> 23) + INSTAGRAM_EPOCH, "ms") if 1 << 33 <= number < 1 << 64 else None


def tid(kind: str, native_id: str) -> Time | None:
    """Bluesky record keys: 13 sortable characters, the upper bits count microseconds."""
    text = _last(native_id)
    if not re.fullmatch(r"[2-7a-j][2-7a-z]{12}", text):
        return None
    return _moment(_number(text, _SORTABLE32) >> 10, "us")


def aid(kind: str, native_id: str) -> Time | None:
    """Misskey's ten characters: the first eight count milliseconds since 2000 in base 36."""
    text = _last(native_id)
    if not re.fullmatch(r"[0-9a-z]{10}", text):
        return None
    return _moment(int(text[:8], 36) + 946_684_800_000, "ms")


def unix_inside(*, start: int, end: int, least: int = 20) -> Clock:
    """Unix milliseconds in base64url between two places counted from the end, as Snapchat's spotlights have them."""

    def clock(kind: str, native_id: str) -> Time | None:
        text = native_id[start:end]
        if len(native_id) < least or len(text) != end - start or not set(text) <= set(BASE64URL):
            return None
        time = _moment(_number(text, BASE64URL), "ms")
        return time if time is not None and time.value >= "2011" else None

    return clock


def weibo(kind: str, native_id: str) -> Time | None:
    """Weibo's number of 16 digits, or the nine characters that spell it."""
    mid = native_id if native_id.isdecimal() else weibo_mid(native_id)
    if mid is None or not re.fullmatch(r"[0-9]{16}", mid):
        return None
    time = _moment((int(mid) >> 22) + 515_483_463, "s")
    return time if time is not None and time.value >= "2009" else None


def either(*clocks: Clock) -> Clock:
    """The first clock that knows the time."""

    def clock(kind: str, native_id: str) -> Time | None:
        return next((time for one in clocks if (time := one(kind, native_id)) is not None), None)

    return clock


def decode(platform: str, id_kind: str, native_id: str) -> Time | None:
    """The time in an id of any declared platform, or of a software that a fetcher lists in ``extra["clocks"]``."""
    from ingest.fetchers import FETCHERS

    for fetcher in FETCHERS:
        named: dict[str, Clock] = fetcher.extra.get("clocks", {})
        if fetcher.name == platform or platform in named:
            return named.get(platform, fetcher.clock)(id_kind, native_id)
    return None


def _number(text: str, alphabet: str) -> int:
    number = 0
    for character in text:
        number = number * len(alphabet) + alphabet.index(character)
    return number


def _spelled(number: int, alphabet: str) -> str:
    text = ""
    while number:
        number, digit = divmod(number, len(alphabet))
        text = alphabet[digit] + text
    return text or alphabet[0]


def media_number(code: str) -> int | None:
    """An Instagram or Threads short code as the number it spells."""
    return _number(code, BASE64URL) if code and set(code) <= set(BASE64URL) else None


def media_code(number: int | str) -> str | None:
    """The short code of a media number; also takes ``number_owner``. None for numbers that are no media."""
    text = str(number).partition("_")[0]
    if not re.fullmatch(r"[0-9]{1,20}", text) or GRAPH_ID.fullmatch(text):
        return None
    return _spelled(int(text), BASE64URL)


def flickr_number(code: str) -> str | None:
    """The photo id behind ``flic.kr/p/``."""
    return str(_number(code, _BASE58)) if code and set(code) <= set(_BASE58) else None


def weibo_mid(bid: str) -> str | None:
    """The number behind a Weibo code: from the right, four characters spell seven digits."""
    if not re.fullmatch(r"[0-9A-Za-z]{5,12}", bid):
        return None
    parts = [bid[max(0, end - 4):end] for end in range(len(bid), 0, -4)][::-1]
    numbers = [_number(part, _BASE62) for part in parts]
    if any(number > 9_999_999 for number in numbers):
        return None
    return "".join(f"{number:07d}" for number in numbers).lstrip("0") or None


def weibo_bid(mid: str) -> str:
    """The code that spells a Weibo number."""
    parts = [mid[max(0, end - 7):end] for end in range(len(mid), 0, -7)][::-1]
    return "".join(_spelled(int(part), _BASE62).rjust(4, "0") for part in parts).lstrip("0")


def tumblr_number(code: str, clock: Clock) -> str | None:
    """The post id in a ``tmblr.co/Z`` code: five characters name the blog, the rest spell the id.

    Longer blog tokens exist, so a number that is neither an old id nor one whose clock makes sense is refused.
    """
    if not re.fullmatch(r"Z[0-9A-Za-z_-]{8,16}", code):
        return None
    number = _number(code[6:], _TUMBLR64)
    known = number < 200_000_000_000 or clock("", str(number)) is not None
    return str(number) if known else None
