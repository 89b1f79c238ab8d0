"""The charset of text that states none and is no UTF-8: told by which letters are frequent, where no byte stands alone.

In Western texts the bytes above 127 stand among plain letters, elsewhere nearly every letter is one, or half of one. What is not
clear stays unsaid.
"""

from ingest.patterns import late

_HIGH = late(rb"[\x80-\xff]")
_RUNS = late(rb"[\x80-\xff]{3,}")
_WIDE = late(rb"(?:[\x80-\xff][\x21-\xff]){2,}")
_FEW = 8
_SAMPLE = 1 << 17
_KANA = (("\u3040", "\u30ff"),)
_HANGUL = (("\uac00", "\ud7a3"),)
_HAN = (("\u3000", "\u30ff"), ("\u4e00", "\u9fff"), ("\uff00", "\uff5f"))
_MOST = 0.8
_FREQUENT = (
    ("cp1251", "оеаинтсрвлкмпуяідь"), ("koi8_r", "оеаинтсрвлкмпуядь"), ("cp866", "оеаинтсрвлкмпуядь"), ("iso8859_5", "оеаинтсрвлкмпуядь"),
    ("cp1253", "αοιετσνηυρπκάίόήέςώ"), ("cp1255", "יוהלאתרמבשנםעד"), ("cp1256", "اليمنوترةبعدهسأفحق"), ("cp874", "านรอกเงมยลวดทส่้ีับคตหะิ"),
)
"""Letters that make up most of what is written in the languages of a charset."""
_ENOUGH = 0.7


def guess(sample: bytes) -> str:
    """The codec; "" for Western text and for everything that is not clear."""
    sample = sample[:_SAMPLE]
    high = len(_HIGH.findall(sample))
    if high < _FEW:
        return ""
    return _of_halves(sample) or (_of_letters(sample) if sum(map(len, _RUNS.findall(sample))) > _MOST * high else "")


def _of_halves(sample: bytes) -> str:
    """Charsets of East Asia, whose characters are two bytes."""
    wide = sum(map(len, _WIDE.findall(sample)))
    if wide < _FEW or wide < len(_HIGH.findall(sample)) * _MOST:
        return ""
    if _share(sample, "euc_jp", _KANA) > 0.2:
        return "euc_jp"
    if _share(sample, "cp932", _KANA) > 0.2:
        return "cp932"
    if _share(sample, "cp949", _HANGUL) > 0.85:
        return "cp949"
    if _share(sample, "gb2312", _HAN) > _MOST:
        return "gb18030"
    return "big5hkscs" if _share(sample, "big5", (("\u4e00", "\u9fff"), ("\u3000", "\u303f"), ("\uff00", "\uff5f"))) > 0.95 else ""


def _of_letters(sample: bytes) -> str:
    ranked = []
    for codec, letters in _FREQUENT:
        other = [sign for sign in sample.decode(codec, "replace") if sign > "\x7f"]
        ranked.append((sum(sign in letters for sign in other) / len(other), codec))
    best, codec = max(ranked)
    return codec if best > _ENOUGH else ""


def _share(sample: bytes, codec: str, ranges: tuple[tuple[str, str], ...]) -> float:
    """How many of the characters that are not ASCII lie in these ranges; 0 where the sample is no text of this codec."""
    try:
        text = sample.decode(codec)
    except UnicodeDecodeError as error:
        if error.end < len(sample) - 3:  # not only the last character, which may be cut
            return 0.0
        text = sample[: error.start].decode(codec, "ignore")
    other = [sign for sign in text if sign > "\x7f"]
    return sum(any(first <= sign <= last for first, last in ranges) for sign in other) / len(other) if other else 0.0
