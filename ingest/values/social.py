"""Hashtags and mentions in a caption, by the rules of the platform it was written on.

Where a record names its entities or facets, use those: extraction is for texts without them.
"""

import re
import unicodedata

from ingest.patterns import late

_HASH = "#＃"
_AT = "@＠"
_INSIDE = frozenset("_\u200c\u200d\ua67e\u05be\u05f3\u05f4\uff5e\u301c\u309b\u309c\u30a0\u30fb\u3003\u0f0b\u0f0c\u00b7")
"""Signs that are neither letter, mark nor digit and yet belong to a hashtag."""
_NO_LETTERS = frozenset("\ufe0f\u20e3")
_GLUED = frozenset(("instagram", "tiktok", "facebook", "threads", "youtube", "vk", "weibo"))
"""Platforms where ``#a#b`` is two tags; elsewhere it is none."""
_EMOJI = frozenset(("instagram", "tiktok", "facebook"))
_LONGEST = 200
_FAR = 500
"""How far the start of a possible URL is looked for."""
_ADDRESS = late(r"//|[\w-]{1,63}\.[A-Za-z]{2,24}/")

_SIGN = late(f"[{_HASH}]")
_HANDLES = {
    "twitter": late(r"[@＠]([A-Za-z0-9_]{1,100})", re.A),
    "bluesky": late(r"[@＠]([A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8})", re.A),
    "mastodon": late(r"[@＠](\w(?:[\w.-]{0,60}\w)?(?:@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8})?)", re.A),
    "youtube": late(r"[@＠](\w[\w.·-]{0,29})"),
}
_DOTTED = late(r"[@＠](\w[\w.]{0,39})", re.A)
"""Instagram and its likes: letters, digits, underscores and dots."""
_FEDIVERSE = frozenset(("mastodon", "fediverse", "truthsocial", "gab", "pixelfed", "misskey", "pleroma", "lemmy", "peertube"))
_BEFORE = late(r"[A-Za-z0-9_!#$%&*@＠]")
_RETWEET = late(r"(?:^|[^A-Za-z0-9_+~.-])[Rr][Tt]:?$")


def hashtags(text: str, platform: str = "twitter") -> list[str]:
    """The tags of a text without their sign, as written, in order; a tag written twice is there twice."""
    found: list[str] = []
    end = -1
    for match in _SIGN.finditer(text):
        start = match.start()
        if start < end or not _may_start(text, start, start == end and platform in _GLUED):
            continue
        stop = _tag_end(text, start + 1, platform in _EMOJI)
        tag = text[start + 1:stop]
        if not tag or not any(_speaks(sign, platform in _EMOJI) for sign in tag) or _in_address(text, start):
            continue
        if platform not in _GLUED and text[stop:stop + 1] in (*_HASH,):
            continue
        if text.startswith("://", stop):
            continue
        found.append(tag)
        end = stop
    return found


def _may_start(text: str, at: int, after_tag: bool) -> bool:
    """No tag begins inside a word or an entity (``&#39;``), and the keycap emoji is none."""
    if text[at + 1:at + 2] in _NO_LETTERS:
        return False
    before = text[at - 1:at]
    return after_tag or not before or before == "\ufe0f" or (before != "&" and not _belongs(before))


def _belongs(sign: str) -> bool:
    return sign in _INSIDE or unicodedata.category(sign)[0] in "LM" or unicodedata.category(sign) == "Nd"


def _tag_end(text: str, at: int, emoji: bool) -> int:
    stop = at
    while stop < len(text) and stop - at < _LONGEST and (_belongs(text[stop]) or (emoji and _is_emoji(text[stop]))):
        stop += 1
    return stop


def _is_emoji(sign: str) -> bool:
    return ord(sign) >= 0x2190 and unicodedata.category(sign) in ("So", "Sk")


def _speaks(sign: str, emoji: bool) -> bool:
    """Digits and underscores alone are no tag."""
    return (unicodedata.category(sign)[0] in "LM" and sign not in _NO_LETTERS) or (emoji and _is_emoji(sign))


def _in_address(text: str, at: int) -> bool:
    """Whether the sign stands inside a URL: between it and the last blank there is one."""
    start = max(0, at - _FAR)
    if text.find("/", start, at) < 0:
        return False
    return bool(_ADDRESS.search(re.split(r"\s", text[start:at])[-1]))


def mentions(text: str, platform: str = "twitter") -> list[str]:
    """The handles that a text mentions, without their sign, as written, in order."""
    if platform in _FEDIVERSE:
        platform = "mastodon"
    pattern = _HANDLES.get(platform, _DOTTED)
    found: list[str] = []
    for match in pattern.finditer(text):
        handle = match[1]
        if not _may_mention(text, match.start(), platform) or _in_address(text, match.start()):
            continue
        if platform == "twitter" and not _ends_twitter(text, match.end(), handle):
            continue
        if platform != "twitter":
            handle = handle.rstrip(".-")
            if text[match.end():match.end() + 1] in (*_AT,) or text.startswith("://", match.end()):
                continue
        if handle:
            found.append(handle)
    return found


def _may_mention(text: str, at: int, platform: str) -> bool:
    before = text[at - 1:at]
    if not before:
        return True
    if platform == "twitter":
        return not _BEFORE.match(before) or bool(_RETWEET.search(text[max(0, at - 4):at]))
    return not (before.isascii() and (before.isalnum() or before in "_.-+/@")) and before not in _AT


def _ends_twitter(text: str, end: int, handle: str) -> bool:
    """A handle has at most 20 characters and ends before a letter with an accent, another @ and ``://``."""
    after = text[end:end + 1]
    accented = bool(after) and ("\u00c0" <= after <= "\u024f" or "\u0300" <= after <= "\u036f" or "\u1e00" <= after <= "\u1eff")
    return len(handle) <= 20 and not accented and after not in (*_AT,) and not text.startswith("://", end)
