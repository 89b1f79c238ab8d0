"""Counts as a drawing of a post shows them, with no class that says what they count: a word behind the number or a sign before it."""

import re
from typing import TYPE_CHECKING

from ingest.model import Count
from ingest.patterns import late
from ingest.values.counts import count
from ingest.values.nodes import attr, text_in, vast

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_AMOUNT = r"(\d[\d.,\u00a0\u202f]*\s?[KMBkm]?)"
_BETWEEN = late(r"\s[·•|]\s|(?<=[a-z])\s+(?=\d)")
"""What stands between the counts of one line."""
_SAID = {
    "likes": ("[❤♥💙🤍💗💜👍🧡]\ufe0f?", "likes?|favou?rites?"),
    "shares": ("[🔁♻🔄]\ufe0f?", "retweets?|reposts?|boosts?|shares?"),
    "comments": ("[💬🗨]\ufe0f?", "replies|reply|comments?"),
}


LOADS = late(r"\b(?:loading|chargement|cargando|carregando|caricamento|wird geladen|lädt|laden|загрузка|ładowanie)\b.*(?:…|\.\.)"
             r"|読み込み中|加载中|載入中", re.I)
"""What stands in a box until its script has run."""


def only_counts(text: str) -> bool:
    """Is this line nothing but counts: ``12.3K likes · 45 retweets``?"""
    return len(text) < 100 and all(_COUNTED.fullmatch(part.strip()) for part in _BETWEEN.split(text))


_COUNTED = late(rf"(?i){_AMOUNT}\s*(?:{'|'.join(word for _, word in _SAID.values())})")


_LABEL = 60
"""Elements in an element that shows a number, at most."""


def shown_count(node: "LexborNode", metric: str, language: str) -> Count | None:
    """``aria-label="187 likes"``, ``❤️ 187``, ``<b>187</b> likes``: the last such element of a box."""
    sign, word = _SAID[metric]
    for one in reversed(node.css("span, div, footer, li, a, p, small")):
        if vast(one, _LABEL):
            continue
        shown = text_in(one, inline=True)
        stated = attr(one, "aria-label") or attr(one, "title") or shown
        parts = _BETWEEN.split(stated) if len(stated) < 100 else [stated]
        said = next(filter(None, (re.fullmatch(rf"{_AMOUNT}\s*(?:{word})", part.strip(), re.I) for part in parts)), None)
        if said is None and len(shown) < 60 and re.match(r"\W*\d", shown) and all(
                inner.mem_id == one.mem_id for inner in one.css("p, div")):
            said = re.search(rf"{sign}\s*{_AMOUNT}", shown)
        if said is not None and (made := count(metric, said[1], language)) is not None:
            return made
    return None
