"""Tables that Excel wrote in an old charset of some country: told by which letters stand beside each other.

A page says its charset, a CSV never does. What is not UTF-8 is Windows-1252 in most of the world; elsewhere nearly every byte above
127 is a letter of the one alphabet, or half of a character.
"""

from ingest.patterns import late

_HIGH = late(rb"[\x80-\xff]")
_CYRILLIC = late(rb"[\xa8\xb8\xc0-\xff]{3,}")
_FEW = 8
_MOST = 0.8


def legacy_charset(sample: bytes) -> str:
    """The codec of a sample that is not UTF-8: Cyrillic, Japanese, Chinese; "" for Western and for everything that is not clear."""
    high = len(_HIGH.findall(sample))
    if high < _FEW:
        return ""
    if sum(map(len, _CYRILLIC.findall(sample))) > _MOST * high and not _shared(sample, "cp932", "\u3040", "\u30ff") > 0.2:
        return "cp1251"
    if _shared(sample, "cp932", "\u3040", "\u30ff") > 0.2:
        return "cp932"
    return "gb18030" if _shared(sample, "gb2312", "\u4e00", "\u9fff") > _MOST else ""


def _shared(sample: bytes, codec: str, first: str, last: str) -> float:
    """How many of the characters that are not ASCII lie in a range; 0 where the sample is no text of this codec."""
    try:
        text = sample[:sample.rfind(b"\n") + 1 or None].decode(codec)
    except UnicodeDecodeError:
        return 0.0
    other = [sign for sign in text if sign > "\x7f"]
    return sum(first <= sign <= last for sign in other) / len(other) if other else 0.0
