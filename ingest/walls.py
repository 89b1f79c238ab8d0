"""Pages that stand in the way of the page that was meant: bot checks, consent forms, bare error pages. They have a title, too, and it
is nobody's words."""

import re

from ingest.patterns import late

LARGEST = 300_000
"""A page of more bytes is the page itself, whatever it is called."""

_TITLES = late(
    r"(?:just a moment|one moment, please|attention required!?|access denied|please wait|checking your browser(?: before .{0,60})?"
    r"|verify(?:ing)? (?:that )?you are (?:a )?human.{0,60}|are you (?:a )?(?:human|robot)\W*|human verification|robot or human\W*"
    r"|security (?:check|verification)(?: required)?"
    r"|client challenge|(?:site )?captcha|ddos[- ]guard|un momento|einen moment|un instant|ein moment bitte|请稍候|しばらくお待ちください.*"
    r"|(?:error )?(?:40[0-9]|410|429|50[0-4])(?: error)?(?: ?[-:]? ?(?:not found|forbidden|gone|too many requests|bad gateway"
    r"|service unavailable|gateway timeout|internal server error|unauthorized|bad request))?|too many requests|service unavailable"
    r"|bad gateway|gateway time-?out|forbidden|(?:page )?not found)(?:\W*(?:\| cloudflare)?\W*)", re.I)
_CONSENT = late(rb"""<form[^>]{0,400}action=["']?https://consent\.(?:youtube|google)\.[a-z.]{2,6}/save""")


def wall(body: bytes, title: str) -> str:
    """What stands in the way, in words for a person; "" for an ordinary page."""
    if len(body) > LARGEST:
        return ""
    if _TITLES.fullmatch(title.strip()):
        return f"a page in between (\"{title.strip()[:60]}\") instead of the page: save it again from a browser"
    return "a consent form instead of the page: save it again after choosing" if _CONSENT.search(body) else ""
