"""What Meta's downloads do to text: every UTF-8 byte written as a character of its own."""

from hashlib import sha256
from typing import Any

from ingest.values.texts import meta_mojibake


def repaired(value: Any) -> Any:
    """A JSON value with every string and key repaired; the value itself is left as it is."""
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
