"""Records that a program wrote in its own words: JSON inside a JSON string or a table's cell, a dictionary as Python prints it.

Asked only about what is no record otherwise.
"""

import ast
import base64
from collections.abc import Iterator, Mapping
from typing import Any

from ingest.patterns import late
from ingest.records.decode import decode

LONGEST = 1 << 20
"""Python's own reader takes many times the length of a text."""
NOTHING = object()
_PRINTED = late(rb"[\[{(]\s*(?:\{\s*)?'")
_DEEP = 200
SHORT, MOST = 20, 100_000
"""A text of so few letters holds no post; so many texts of one record are opened."""
_CODED = frozenset(("eyJ", "W3s", "ewo", "ew0", "eyA", "Wwo", "Ww0", "WyJ", "W1s", "ewk", "Wwk"))
_BASE64 = late(r"[A-Za-z0-9+/_\-\s]+={0,2}\s*")
_URL_SAFE = str.maketrans("-_", "+/", " \t\r\n")
_ACTIONS = frozenset(("index", "create", "update", "delete"))


def inside(value: Any) -> Any:
    """The object that a string holds, however often it was quoted; ``NOTHING`` where it holds none."""
    for _ in range(3):
        if not isinstance(value, str) or value.lstrip()[:1] not in ("{", "[", '"'):
            break
        try:
            value = decode(value.encode("utf-8", "surrogatepass"))
        except (ValueError, RecursionError):
            return NOTHING
    return value if isinstance(value, dict | list) else NOTHING


def printed(raw: bytes) -> Any:
    """The value of a Python literal (``{'id': 1, 'text': None}``); ``NOTHING`` for all else. Nothing of it is run."""
    if not _PRINTED.match(raw) or len(raw) > LONGEST or raw.count(b"{") + raw.count(b"[") > LONGEST >> 4:
        return NOTHING
    try:
        value = ast.literal_eval(raw.decode("utf-8", "replace"))
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return NOTHING
    return _plain(value, 0) if isinstance(value, dict | list | tuple) else NOTHING


def _plain(value: Any, depth: int) -> Any:
    """As JSON would have it: names are text, and there are no tuples or sets."""
    if depth > _DEEP:
        return None
    if isinstance(value, dict):
        return {str(name): _plain(one, depth + 1) for name, one in value.items()}
    if isinstance(value, list | tuple | set):
        return [_plain(one, depth + 1) for one in value]
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)


def cells(row: Mapping[str, Any]) -> Iterator[Any]:
    """The objects that the cells of a row hold."""
    for cell in row.values():
        if isinstance(cell, str) and len(cell) > SHORT and (value := inside(_plainly(cell))) is not NOTHING:
            yield value


def packed(record: Any) -> Iterator[Any]:
    """The objects that the texts anywhere in a record hold, as JSON or as JSON in base64: what a program was answered, kept as it came."""
    waiting, count = [record], 0
    while waiting and count < MOST:
        node = waiting.pop()
        for value in reversed(node.values()) if isinstance(node, dict) else node:
            if isinstance(value, dict | list):
                waiting.append(value)
            elif isinstance(value, str) and len(value) > SHORT and (found := inside(_plainly(value))) is not NOTHING:
                count += 1
                yield found


def _plainly(text: str) -> str:
    """What is base64 as a whole, and begins as JSON does there."""
    if text[:3] not in _CODED or not _BASE64.fullmatch(text):
        return text
    try:
        return base64.b64decode(text.translate(_URL_SAFE) + "=" * (-len(text) % 4)).decode("utf-8", "replace")
    except ValueError:
        return text


def is_note(value: Any) -> bool:
    """A line that a collector writes about its file, or an order to a search engine before the record."""
    if not isinstance(value, dict) or not value:
        return False
    name, said = next(iter(value.items()))
    if len(value) == 1 and name in _ACTIONS and isinstance(said, dict):
        return all(str(key).startswith("_") for key in said)
    return all(str(key).startswith("_") for key in value)
