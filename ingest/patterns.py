"""Regular expressions that are compiled when they are first used: a start pays only for those that its input asks for."""

import re
from typing import Any, AnyStr, cast


class _Late:
    """Becomes the compiled pattern at its first use; from then on its methods are the pattern's own."""

    def __init__(self, pattern: Any, flags: int) -> None:
        self._declared = pattern, flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        made = re.compile(*self._declared)
        for method in ("search", "match", "fullmatch", "findall", "finditer", "sub", "subn", "split", "pattern", "flags", "groups"):
            setattr(self, method, getattr(made, method))
        return getattr(made, name)


def late(pattern: AnyStr, flags: int = 0) -> "re.Pattern[AnyStr]":
    """``re.compile``, put off."""
    return cast("re.Pattern[AnyStr]", _Late(pattern, flags))
