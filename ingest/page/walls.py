"""Pages that stand in the way of the page that was meant: bot checks, consent forms, bare error pages. They have a title, too, and it
is nobody's words."""

import re
from collections.abc import Mapping

from ingest.patterns import late

LARGEST = 300_000
"""A page of more bytes is the page itself, whatever it is called."""

_TITLES = late(
    r"(?:just a moment|one moment, please|attention required!?|access denied|please wait|checking your browser(?: before .{0,60})?"
    r"|verify(?:ing)? (?:that )?you are (?:a )?human.{0,60}|are you (?:a )?(?:human|robot)\W*|human verification|robot or human\W*"
    r"|security (?:check|verification)(?: required)?"
    r"|verify to continue|sorry\.{3}|error(?: (?:[-|]|page) .{1,40})?"
    r"|making sure you.re not a (?:bot|robot)\W*|pardon our interruption\W*|bot (?:verification|check)|unusual traffic.{0,40}"
    r"|client challenge|(?:site )?captcha|ddos[- ]guard|un momento|einen moment|un instant|ein moment bitte|请稍候|しばらくお待ちください.*"
    r"|(?:error )?(?:40[0-9]|410|429|50[0-4])(?: error)?(?: ?[-:]? ?(?:not found|forbidden|gone|too many requests|bad gateway"
    r"|service unavailable|gateway timeout|internal server error|unauthorized|bad request))?|too many requests|service unavailable"
    r"|bad gateway|gateway time-?out|forbidden|(?:page )?not found)(?:\W*(?:\| cloudflare)?\W*)", re.I)
_CONSENT = late(rb"""<form[^>]{0,400}action=["']?https://consent\.(?:youtube|google)\.[a-z.]{2,6}/save""")
_CHALLENGES = (
    b'name="js_challenge"', b"window._cf_chl_opt", b"//geo.captcha-delivery.com/captcha", b"//geo.captcha-delivery.com/interstitial",
    b'id="px-captcha"', b'id="anubis_challenge"', b"window.gokuProps", b'id="sec-if-cpt-container"')
"""What only a bot check's own page holds, whatever it is titled."""
_SHORT = 60_000
"""No bot check is longer."""
_NAMES = frozenset((
    "x", "twitter", "instagram", "facebook", "threads", "tiktok", "youtube", "reddit", "bluesky", "telegram", "linkedin", "pinterest",
    "vimeo", "dailymotion", "twitch", "tumblr", "vk", "вконтакте", "imgur", "flickr", "soundcloud", "mastodon", "gab", "gab social",
    "truth social", "rumble", "streamable", "snapchat", "微博", "weibo", "gettr", "parler", "odysee", "bilibili", "discord"))
_SLOGANS = late(
    r"(?:x|twitter)\. it.s what.s happening.*|(?:log in to|sign up for|page not found /|profile /) (?:x|twitter)\b.*"
    r"|linkedin(?: login.*|: log in or sign up)|sign (?:in|up) \| linkedin|linkedin login, sign in.*|pinterest login|pinterest - .*"
    r"|(?:vimeo|vk|вконтакте|linkedin) \| .*|добро пожаловать \| вконтакте|soundcloud [-–] .*|tiktok - make your day.*"
    r"|telegram (?:–|-|messenger).*|telegram: (?:contact|join|launch) .*|reddit - .*|reddit: the front page.*|reddit\.com: over 18\?"
    r"|imgur: the magic.*|flickr(?:: | - ).{0,40}photo.{0,60}|gettr - .*"
    r"|welcome to (?:steam|flickr|tumblr|imgur|vimeo)\b.*|log in(?: / register)? \| .*|(?:login|sign in|sign up)(?: [•|-] .*)?", re.I)


GONE = "a page that the server did not have"
_GONE = late(r"not found|gone|\b4(?:04|10)\b", re.I)
BARE = "nothing of the post is in this copy but its address: save it again after it has loaded"
FRONT = "the platform's own front instead of the post: save it again after it has loaded"
_WORDS = ("title", "og:title", "description", "og:description", "twitter:title", "twitter:description")


_DOOR = late(
    r"log ?in|log on|sign (?:in|up)|anmelden|einloggen|registrieren|melde dich|inici(?:a|ar) sesión|entra(?:r|te)?|acced[ei]r?|connecter"
    r"|connexion|connectez|accedi|inloggen|aanmelden|log ind|logg inn|logga in|zaloguj|kirjaudu|войти|вход|увійти|giriş|přihlá\w+"
    r"|bejelentkez\w+|conect\w+|σύνδεση|masuk|đăng nhập|เข้าสู่ระบบ|تسجيل الدخول|ログイン|登录|登入|로그인|התחבר\w*", re.I)
_DOORS = frozenset(("facebook", "instagram", "twitter", "linkedin", "threads", "pinterest", "tiktok", "vk"))
"""Whose pages are titled after the door; elsewhere such a title is a post's own."""


def _is_door(title: str, own: str) -> bool:
    """A short title of the platform's own name and the word for its door, in whatever language."""
    return own in _DOORS and own in title.lower() and len(title) < 60 and len(title.split()) <= 7 and _DOOR.search(title) is not None


def is_front(meta: Mapping[str, str], own: str = "") -> bool:
    """Does a page's head speak of the platform, or of its door, and so not of any post?"""
    bare = (meta.get("og:title") or meta.get("title", "")).strip(" \t\n-–|·•/")
    return bare.lower() in _NAMES or _SLOGANS.fullmatch(bare) is not None or _is_door(bare, own)


def own_words(meta: dict[str, str], own: str = "") -> dict[str, str]:
    """A head without what a platform says of itself."""
    return {name: value for name, value in meta.items() if name not in _WORDS} if is_front(meta, own) else meta


def wall(body: bytes, title: str) -> str:
    """What stands in the way, in words for a person; "" for an ordinary page."""
    if len(body) > LARGEST:
        return ""
    if _TITLES.fullmatch(title.strip()):
        if _GONE.search(title):
            return f"{GONE} (\"{title.strip()[:60]}\"): save it again from a browser, if it is there"
        return f"a page in between (\"{title.strip()[:60]}\") instead of the page: save it again from a browser"
    if len(body) <= _SHORT and any(mark in body for mark in _CHALLENGES):
        return "a bot check instead of the page: save it again from a browser"
    return "a consent form instead of the page: save it again after choosing" if _CONSENT.search(body) else ""
