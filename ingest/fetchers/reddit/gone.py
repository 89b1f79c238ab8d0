"""Reddit: what stands in the place of a text, a title or a name that was taken away."""

import re
from typing import Any

from ingest.patterns import late

_GONE = late(r"\[\s?(?:removed|deleted)(?:\sby\s.{1,120})?\s?\]|\[unavailable\]|Comment (?:deleted by user|removed by moderator)\b.*",
             re.I | re.S)


def is_gone(text: Any) -> bool:
    """``[removed]``, ``[deleted by user]``, ``[ Removed by moderator ]`` and the like: never anybody's words."""
    return isinstance(text, str) and _GONE.fullmatch(text.strip()) is not None
