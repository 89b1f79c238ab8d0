"""JavaScript values that are no JSON: bare keys, single quotes, ``void 0``, the arguments of Nuxt's ``(function(a,b){return {...}}(...))``.

Only literals are read; whatever needs to be run is ``None``. And JSON that was packed: values by number (Nuxt 3, SvelteKit,
Remix), JSON inside strings of JSON, Angular's way of writing quotes.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from ingest.patterns import late

DEEP = 90
MOST = 400_000
"""So many values one script may hold."""
_BLANK = late(r"(?:\s++|/\*[^*]*(?:\*(?!/)[^*]*)*\*/|//[^\n]*+)*+")
_NUMBER = late(r"[+-]?(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)n?")
_NAME = late(r"[A-Za-z_$][\w$]*+(?:\??\.[A-Za-z_$][\w$]*)*")
_KEY = late(r"[A-Za-z_$][\w$]*+|\d+")
_QUOTED = {quote: late(rf"{quote}((?:[^{quote}\\]++|\\.)*+){quote}", re.S) for quote in "\"'`"}
_ESCAPE = late(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}|(.))", re.S)
_PLAIN = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": ""}
_FUNCTION = late(r"\(\s*(?:function\s*\(([\w$,\s]*)\)|\(([\w$,\s]*)\)\s*=>)\s*\{")
_RETURN = late(r"\breturn\s*\(?\s*(?=[{\[])")
_CALLED = late(r"\s*\)?\s*;?\s*\}\s*\)?\s*\(")
_WORDS = {"true": True, "false": False, "null": None, "undefined": None, "NaN": None, "Infinity": None}


class _Reader:
    """Reads one literal after the other; raises ValueError where something else begins."""

    def __init__(self, text: str, known: Mapping[str, Any]) -> None:
        self.text, self.known, self.count = text, known, 0

    def value(self, at: int, depth: int = 0) -> tuple[Any, int]:
        """The value that begins at ``at``, and where it ends."""
        self.count += 1
        if depth > DEEP or self.count > MOST:
            raise ValueError("too much")
        at = self.blank(at)
        sign = self.text[at : at + 1]
        if sign == "{":
            return self._object(at + 1, depth)
        if sign == "[":
            return self._array(at + 1, depth)
        if sign in _QUOTED and sign:
            return self._string(at)
        if match := _NUMBER.match(self.text, at):
            return _number(match[0]), match.end()
        if sign == "!":
            inner, at = self.value(at + 1, depth + 1)
            return not inner, at
        return self._word(at, depth)

    def blank(self, at: int) -> int:
        match = _BLANK.match(self.text, at)
        return match.end() if match else at

    def _string(self, at: int) -> tuple[str, int]:
        match = _QUOTED[self.text[at]].match(self.text, at)
        if match is None:
            raise ValueError("open string")
        return _unescaped(match[1]), match.end()

    def _word(self, at: int, depth: int) -> tuple[Any, int]:
        match = _NAME.match(self.text, at)
        if match is None:
            raise ValueError("no literal")
        name, at = match[0], match.end()
        if name in ("void", "new", "typeof", "await"):
            inner, at = self.value(at, depth + 1)
            return None if name == "void" else inner, at
        at = self.blank(at)
        if self.text[at : at + 1] == "(":
            given, at = self.listed(at + 1, ")", depth)
            if name == "JSON.parse" and given and isinstance(given[0], str):
                return json.loads(given[0]), at
            return given[0] if name == "Object.freeze" and given else None, at
        return _WORDS.get(name, self.known.get(name)), at

    def listed(self, at: int, end: str, depth: int = 0) -> tuple[list[Any], int]:
        """Values up to the closing sign."""
        out: list[Any] = []
        while True:
            at = self.blank(at)
            sign = self.text[at : at + 1]
            if sign == end:
                return out, at + 1
            if sign == ",":
                at += 1
                continue
            inner, at = self.value(at, depth + 1)
            out.append(inner)
            at = self.blank(at)
            if self.text[at : at + 1] not in (",", end):
                raise ValueError("no list")

    def _array(self, at: int, depth: int) -> tuple[list[Any], int]:
        return self.listed(at, "]", depth)

    def _object(self, at: int, depth: int) -> tuple[dict[str, Any], int]:
        out: dict[str, Any] = {}
        while True:
            at = self.blank(at)
            sign = self.text[at : at + 1]
            if sign == "}":
                return out, at + 1
            if sign == ",":
                at += 1
                continue
            if sign in ('"', "'"):
                key, at = self._string(at)
            elif match := _KEY.match(self.text, at):
                key, at = match[0], match.end()
            else:
                raise ValueError("no key")
            at = self.blank(at)
            if self.text[at : at + 1] == ":":
                out[key], at = self.value(at + 1, depth + 1)
            elif self.text[at : at + 1] in (",", "}"):
                out[key] = self.known.get(key)
            else:
                raise ValueError("no object")
            at = self.blank(at)
            if self.text[at : at + 1] not in (",", "}"):
                raise ValueError("no object")


def _number(text: str) -> int | float | None:
    try:
        return int(text.rstrip("n"), 0) if re.fullmatch(r"[+-]?(?:0[xX][0-9a-fA-F]+|[1-9]\d{0,30}|0)n?", text) else float(text.rstrip("n"))
    except ValueError:
        return None


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(_sign, text) if "\\" in text else text


def _sign(match: re.Match[str]) -> str:
    code = match[1] or match[2] or match[3]
    if code:
        number = int(code, 16)
        return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"
    return _PLAIN.get(match[4], match[4])


def literal(text: str, at: int, known: Mapping[str, Any] | None = None) -> tuple[Any, int]:
    """The JavaScript literal that begins here, and its end; (None, at) for anything else. Never raises."""
    try:
        return _Reader(text, known or {}).value(at)
    except (ValueError, RecursionError):
        return None, at


def called(text: str) -> Any:
    """What ``(function(a,b){return {...}}("x","y"))`` gives: Nuxt 2 and others keep their state so. None where there is none."""
    match = _FUNCTION.search(text)
    start = _RETURN.search(text, match.end()) if match else None
    if match is None or start is None:
        return None
    _, end = literal(text, start.end())
    after = _CALLED.match(text, end)
    if after is None:
        return None
    try:
        given, _ = _Reader(text, {}).listed(after.end(), ")")
    except (ValueError, RecursionError):
        return None
    names = [name.strip() for name in (match[1] or match[2] or "").split(",")]
    return literal(text, start.end(), dict(zip(names, given, strict=False)))[0]


_MARKS = frozenset(("ShallowReactive", "Reactive", "Ref", "ShallowRef", "EmptyRef", "EmptyShallowRef", "skipHydrate", "Set", "P",
                   "SingleFetchRedirect"))


def numbered(value: Any) -> Any:
    """A list whose objects name their values by place (``[{"a": 1}, "x"]``), put together again; anything else as it is.

    What stands in two places is put in the first one: no thing of the page is lost, and nothing can grow.
    """
    if type(value) is not list or len(value) < 2 or not _is_numbered(value[0]):
        return value
    placed: set[int] = set()

    def put(place: Any, depth: int) -> Any:
        if type(place) is not int or not 0 <= place < len(value):
            return None
        item = value[place]
        if type(item) not in (dict, list):
            return item
        if place in placed or depth > DEEP:
            return None
        placed.add(place)
        if type(item) is dict:
            return {_key(key, value): put(inner, depth + 1) for key, inner in item.items()}
        if item and type(item[0]) is str:
            return put(item[1], depth + 1) if item[0] in _MARKS and len(item) > 1 else None
        return [put(inner, depth + 1) for inner in item]

    return put(0, 0)


def _is_numbered(first: Any) -> bool:
    if type(first) is dict:
        return bool(first) and all(type(inner) is int for inner in first.values())
    return type(first) is list and len(first) > 1 and type(first[0]) is str and first[0] in _MARKS and type(first[1]) is int


def _key(key: str, value: list[Any]) -> str:
    """Remix writes keys by place too: ``_12``."""
    if key[:1] == "_" and key[1:].isdecimal() and int(key[1:]) < len(value) and isinstance(named := value[int(key[1:])], str):
        return named
    return key


def unpacked(value: Any) -> Any:
    """JSON with the JSON in its strings opened: SvelteKit's ``body``, caches, stringified fields. Changes ``value`` itself."""
    stack = [value] if type(value) in (dict, list) else []
    left = MOST
    while stack and left > 0:
        item = stack.pop()
        for key, inner in list(item.items() if type(item) is dict else enumerate(item)):
            left -= 1
            if type(inner) is str and len(inner) > 20 and inner[0] in "{[" and inner[-1:] in "}]":
                try:
                    inner = item[key] = json.loads(inner)
                except (ValueError, RecursionError):
                    continue
            if type(inner) in (dict, list):
                stack.append(inner)
    return value


def plain(text: str) -> str:
    """Angular's state as JSON: ``&q;`` for a quote."""
    if "&q;" not in text:
        return text
    for written, sign in (("&q;", '"'), ("&s;", "'"), ("&l;", "<"), ("&g;", ">"), ("&a;", "&")):
        text = text.replace(written, sign)
    return text


def components(value: Any, names: Mapping[str, str], depth: int = 0) -> Any:
    """A tree of React Server Components in which those of the client are objects that say their names: ``["$", "$L2", null, {...}]``
    with the name that the row of that number imports."""
    if depth > DEEP or not names:
        return value
    if isinstance(value, list):
        if len(value) > 3 and value[0] == "$" and isinstance(value[3], dict) and (name := names.get(str(value[1]))):
            return {"component": name, **{key: components(inner, names, depth + 1) for key, inner in value[3].items()}}
        return [components(inner, names, depth + 1) for inner in value]
    return {key: components(inner, names, depth + 1) for key, inner in value.items()} if isinstance(value, dict) else value
