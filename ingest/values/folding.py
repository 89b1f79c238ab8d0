"""One spelling for words, digits and blanks, so that tables and page texts meet."""

import re
import unicodedata

from ingest.patterns import late

MARKS = dict.fromkeys((0x200E, 0x200F, 0x061C, 0x200B, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
"""Direction marks and zero-width characters that are no part of a number or a date."""

_WORD = late(r"\d+|[^\d\s.,;:·•∙|/()\[\]'’‘`´׳\"،、॰۔\-‐‑–—]+")
_NOT_ASCII_DIGIT = late(r"[^\W\D]")


def plain_digits(text: str) -> str:
    """Digits of every script become 0-9; nothing else changes."""
    if text.isascii():
        return text
    return _NOT_ASCII_DIGIT.sub(lambda match: str(unicodedata.decimal(match[0])), text)


def plain(text: str) -> str:
    """Without direction marks, with ASCII digits, blanks collapsed to one blank."""
    if not text.isascii():
        text = plain_digits(text.translate(MARKS))
    return " ".join(text.split())


def words(text: str) -> list[str]:
    """Lower-case words and numbers without punctuation; the dotted and dotless i are one letter."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", plain_digits(text.translate(MARKS)))
    text = text.lower().replace("\u0307", "").replace("ı", "i")
    return _WORD.findall(text)


def locales(lang: str) -> tuple[str, ...]:
    """The names under which a table may know a language, best first: ``pt-PT`` -> ``pt_PT``, ``pt``."""
    parts = re.split(r"[-_]", lang.strip()[:40])
    base = parts[0].lower()
    if not base.isalpha():
        return ()
    base = {"no": "nb", "iw": "he", "in": "id", "tl": "fil", "ji": "yi", "mo": "ro", "sh": "sr_Latn"}.get(base, base)
    script = next((part.title() for part in parts[1:] if len(part) == 4 and part.isalpha()), "")
    region = next((part.upper() for part in parts[1:] if len(part) in (2, 3)), "")
    if base == "zh" and not script and region in ("TW", "HK", "MO"):
        script = "Hant"
    names = [f"{base}_{script}_{region}"] if script and region else []
    names += [f"{base}_{script}"] if script else []
    names += [f"{base}_{region}"] if region else []
    if base == "es" and region not in ("", "ES", "EA", "IC", "GQ", "PH"):
        names.append("es_419")
    if base == "pt" and region not in ("", "BR"):
        names.append("pt_PT")
    return (*names, base)
