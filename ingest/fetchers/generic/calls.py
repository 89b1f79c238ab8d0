"""Posts that a script puts into the page by calling a platform's own library: ``twttr.widgets.createTweet("1...", box)``."""

import re
from collections.abc import Iterator

from ingest.fetcher import Form, Found
from ingest.model import Post, Problem
from ingest.patterns import late
from ingest.values import named

_QUOTED = r"""\s*["'`]([\w-]{5,20})["'`]"""
_SETTING = r"\([^{}()]{0,200}(?:\([^()]{0,200}\)[^{}()]{0,50})?\{[^{}]{0,300}?\b"
"""From the bracket of a call, over where the player goes, to the name of one of its settings."""
_CALLS = (
    (late(rf"\.create(?:Tweet(?:Embed)?|Video)\({_QUOTED}"), "tweet"),
    (late(rf"\bVimeo\.Player{_SETTING}id:\s*[\"']?(\d{{5,12}})"), "vimeo"),
    (late(rf"\b(?:DM\.player|dailymotion\.createPlayer){_SETTING}video:{_QUOTED}"), "dailymotion"),
    (late(rf"\bTwitch\.(?:Player|Embed){_SETTING}video:{_QUOTED}"), "twitchvideo"),
)


_MARKS = (".createTweet", ".createVideo", "Vimeo.Player", "DM.player", "dailymotion.createPlayer", "Twitch.Player", "Twitch.Embed",
          "jwplayer(", "embedSWF(")
_FILE = late(r"""\.setup\(\s*\{.{0,2000}?["']?\bfile["']?\s*:\s*["']((?:https?:)?//[^"'\s]{5,500})""", re.S)
"""What JW Player is told to play, which may be somebody else's film."""


_NAMED = late(r"(\.create(?:Tweet(?:Embed)?|Video)\()\s*([A-Za-z_$][\w$]*)\s*(?=,)")


_FLASH = late(r"""\bembedSWF\(\s*["']((?:https?:)?//[^"'\s]{5,500})["']""")
"""What SWFObject puts into the page in place of an element."""


def _looked_up(call: re.Match[str], code: str) -> str:
    """A call with the number itself where the script gives it a name first: ``var id = "1..."; createTweet(id, box)``."""
    value = re.search(rf"(?<![\w$]){re.escape(call[2])}\s*=\s*[\"'](\d{{8,20}})[\"']", code)
    return f'{call[1]}"{value[1]}"' if value else call[0]


def call(found: Found) -> Iterator[Post | Problem]:
    """What the calls in one script name."""
    code = found.node.text() if found.node is not None and found.address.key is None else ""
    if not any(mark in code for mark in _MARKS):
        return
    code = _NAMED.sub(lambda call: _looked_up(call, code), code) if ".create" in code else code
    addresses = [named.address(word, native_id) for pattern, word in _CALLS for native_id in pattern.findall(code)]
    for address in dict.fromkeys((*addresses, *_FILE.findall(code), *_FLASH.findall(code))):
        key = found.read(address).key
        if key is not None:
            yield Post(native_id=key.native_id, kind=key.kind, platform=key.platform)


FORMS: tuple[Form, ...] = (
    Form(name="call", css="script", parse=call, evidence="plain", marks=_MARKS),
)
