"""X/Twitter: whom and what the title of a post's page names, in the languages in which the site writes it."""

import re

from ingest.patterns import late

_BARE = r"(?:X|Twitter)"
_SITE = r"(?:X|Twitter[a-zäöüąę]{0,4}|Твиттере|تويتر)(?:[:-](?:en|ssä|in))?"
_SAID = (
    rf"{_BARE}\s?ユーザーの\s?(?P<name>.+?)\s?さん",
    rf"(?P<name>.+?)\s?さんは\s?{_BARE}\s?を使っています",
    rf"(?:在\s?)?{_BARE}\s?上的\s?(?P<name>.+)",
    rf"{_BARE}(?:의|에서)\s(?P<name>.+?)\s?님",
    rf"{_BARE}['’]\w{{2}}\s(?P<name>.+)",
    rf"(?:Użytkownik|Uživatel|Používateľ) (?P<name>.+) na {_SITE}",
    rf"(?P<name>.+?)\s(?:on|auf|sur|en|su|no|op|på|na|a|di|على|в|у|на|บน|trên)\s{_SITE}",
    rf"(?P<name>.+?)\s{_BARE}(?:issä|:ssä|-en|en)",
)
_NAMED = tuple(late(pattern, re.S) for pattern in _SAID)
_SPOKEN = late(r"(.{1,160}?)\s?[:：]\s?([“\"„«「『])\s?(.+?)\s?[”\"“»」』]\s*/\s*(?:X|Twitter)", re.S)


def name_in(title: str) -> str | None:
    """The name in ``Name on X`` and its kin; None where the title is only the site's, or of another shape."""
    title = title.strip().removesuffix(" / X").removesuffix(" / Twitter").strip("\u200e\u200f ")
    for pattern in _NAMED:
        match = pattern.fullmatch(title)
        if match and match["name"].strip(" ‎‏"):
            return str(match["name"]).strip(" ‎‏")
    return None


def spoken(title: str) -> tuple[str | None, str] | None:
    """Name and words of ``Name on X: "words" / X``, as the app titles a page that it has drawn."""
    match = _SPOKEN.fullmatch(title.strip())
    return (name_in(match[1]), match[3].strip()) if match else None
