"""What Meta's downloads do to text: every UTF-8 byte written as a character of its own."""

from hashlib import sha256
from typing import Any


def meta_mojibake(text: str) -> str:
    """Undo it where all characters are bytes and the bytes are UTF-8; any other text is left as it is.

    A text that was cut inside a character loses the broken rest. Latin-1, not Windows-1252: bytes 0x80 to 0x9F matter.
    """
    if text.isascii() or not all(ord(char) < 256 for char in text):
        return text
    raw = text.encode("latin-1")
    for cut in range(4):
        try:
            repaired = raw[:len(raw) - cut].decode("utf-8")
        except UnicodeDecodeError:
            continue
        return repaired if not cut or not repaired.isascii() else text
    return text


def repaired(value: Any) -> Any:
    """The same for every string and key of a JSON value."""
    if isinstance(value, str):
        return meta_mojibake(value)
    if isinstance(value, list):
        return [repaired(item) for item in value]
    if isinstance(value, dict):
        return {meta_mojibake(str(key)): repaired(item) for key, item in value.items()}
    return value


def synthetic_id(*parts: Any) -> str:
    """The id of a post whose record has none: ``x-`` and a hash of owner, time, media and text."""
    text = "\x1f".join("" if part is None else str(part) for part in parts)
    return "x-" + sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]
