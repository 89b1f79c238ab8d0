"""What a record that fits no form looked like, in one line for a person: the names in it, and the kinds that come near."""

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from ingest.records.sniff import Claim, Table

DEEP = 6
"""So far a record is followed inwards: the objects of an answer lie below ``data``, ``response``, ``items`` ..."""
SHOWN = 8
_KINDS = ("__typename", "$type", "_type", "kind", "type", "object", "@type")
"""Names whose value says what kind of thing an object is."""
_ERRORS = ("message", "error_description", "detail", "error_msg", "description", "reason")

NO_RECORDS = {
    "empty": "no bytes in it", "json": "JSON without a single record", "csv": "a table without a known header or rows",
    "text": "plain text, no records", "binary": "neither text nor a known container", "html": "HTML where records were expected",
}


def described(value: Any, table: Table) -> str:
    """``objects with data.items: kind, etag, id; nearest kinds: youtube/data-api``."""
    value = _first(value)
    if not isinstance(value, Mapping):
        return f"{type(value).__name__} values"
    if error := _error(value):
        return f"an error answer: {error}"
    path, inner = _inside(value)
    kind = next((text for name in _KINDS if isinstance(text := inner.get(name), str) and text), "")
    names = ", ".join(list(map(str, inner))[:SHOWN])
    said = f"objects with {path}: {names}" if path else f"objects with {names or 'nothing in them'}"
    kinds = near(inner, table)
    return said + (f" (of kind {kind[:60]})" if kind else "") + (f"; nearest kinds: {', '.join(kinds)}" if kinds else "")


def _first(value: Any) -> Any:
    while isinstance(value, list) and value:
        value = value[0]
    return value


def _error(value: Mapping[str, Any]) -> str:
    """What an interface says went wrong, where that is all it says."""
    error = value.get("error") or value.get("errors") or value.get("Error")
    error = _first(error)
    if isinstance(error, str) and len(value) <= 4:
        return error[:200]
    if isinstance(error, Mapping):
        return next((text for name in _ERRORS if isinstance(text := error.get(name), str)), "")[:200] or "no words"
    return ""


def _inside(value: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """The first object below that has names of its own, and the way to it."""
    path: list[str] = []
    for _ in range(DEEP):
        held = [(name, _first(one)) for name, one in value.items() if isinstance(one, list | dict) and one]
        held = [(name, one) for name, one in held if isinstance(one, Mapping)]
        if len(held) != 1 or len(value) > 3 + len(path):
            break
        path.append(str(held[0][0]))
        value = held[0][1]
    return ".".join(path), value


def near(value: Mapping[str, Any], table: Table) -> list[str]:
    """Names of the forms that come closest. A name that many kinds have (``id``, ``data``) says little."""
    keys = frozenset(map(str, value))
    folded = frozenset(name.casefold() for name in keys)
    scores = []
    for wanted, claim, is_table in _wanted(table):
        have, weigh = wanted & (folded if is_table else keys), _weights(table)
        if len(have) < 2 and not any(weigh[name] >= 0.5 for name in have):
            continue
        score = sum(weigh[name] for name in have) / sum(weigh[name] for name in wanted)
        if score >= 0.5:
            scores.append((score, claim))
    scores.sort(key=lambda item: (-item[0], item[1].fetcher.name, item[1].form.name))
    return list(dict.fromkeys(f"{claim.fetcher.name}/{claim.form.name}" for _, claim in scores))[:3]


@lru_cache(maxsize=4)
def _wanted(table: Table) -> list[tuple[frozenset[str], Claim, bool]]:
    rows = [(frozenset(claim.form.keys), claim, False) for claim in table.keyed if len(claim.form.keys) > 1]
    return rows + [(wanted, claim, True) for wanted, claim in table.columns if len(wanted) > 1]


@lru_cache(maxsize=4)
def _weights(table: Table) -> dict[str, float]:
    """The rarer a name is among the declarations the more it says."""
    counted = Counter(name for wanted, _, _ in _wanted(table) for name in wanted)
    return {name: 1 / number for name, number in counted.items()}
