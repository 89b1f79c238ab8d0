"""Addresses that carry another address in the open: archives, trackers, translators, players, login and consent walls.

A table, because wrappers are facts, not logic. What hides its target behind a code (shorteners) needs the network and
is only listed here. Share buttons are no wrappers: the address in them is what somebody might post, not a post.
"""

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote

LAYERS = 6
"""So many wrappers inside one another are opened, no more."""

_START = r"(?:https?:/{0,2}|https?%3A|www\.|[\w-]+\.[a-z])"


@dataclass(frozen=True, slots=True)
class Wrapper:
    """Some hosts, a pattern for the start of ``/path?query#fragment``, and where the target lies in it."""

    hosts: tuple[str, ...]
    """Spelled as in ``Fetcher.hosts``."""
    pattern: str
    """With a group ``url`` where the target is part of the path."""
    names: tuple[str, ...] = ()
    """Query parameters that hold the target; the first one that is there wins."""
    make: Callable[[re.Match[str]], str | None] | None = None


def parameter(target: str, names: tuple[str, ...]) -> str | None:
    """The value of the first of these query parameters, unescaped once."""
    query = target.partition("?")[2].partition("#")[0]
    fields: dict[str, str] = {}
    for field in re.split(r"[&;](?!amp;)", query):
        name, equals, value = field.partition("=")
        if equals and value:
            fields.setdefault(name, value)
    return next((unquote(fields[name]) for name in names if name in fields), None)


def target_of(wrapper: Wrapper, host: str, target: str) -> str | None:
    """The address inside, absolute; None where this wrapper holds none."""
    if wrapper.names and wrapper.make is None and "?" not in target:
        return None
    found = re.match(wrapper.pattern, target if wrapper.pattern.startswith("/") else f"{host}{target}")
    if found is None:
        return None
    if wrapper.make is not None:
        return wrapper.make(found)
    inner = parameter(target, wrapper.names) if wrapper.names else found["url"]
    if inner and inner.startswith("/") and not inner.startswith("//"):
        return f"https://{host}{inner}"
    return inner or None


def _proofpoint(found: re.Match[str]) -> str | None:
    """Version 2 writes ``-`` for ``%`` and ``_`` for ``/``."""
    return unquote(found["url"].replace("-", "%").replace("_", "/"))


def _proofpoint_v3(found: re.Match[str]) -> str | None:
    """Version 3 moves odd characters to a base64 list at the end; ``*`` holds the place of one, ``**X`` of several."""
    letters = base64.urlsafe_b64decode(found["rest"] + "=" * (-len(found["rest"]) % 4)).decode("utf-8", "replace")
    lengths = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    position = 0

    def restore(star: re.Match[str]) -> str:
        nonlocal position
        count = lengths.index(star[1]) + 2 if star[1] else 1
        position += count
        return letters[position - count:position] or star[0]

    return re.sub(r"\*(?:\*([A-Za-z0-9_-]))?", restore, found["url"])


def _proofpoint_v3_safe(found: re.Match[str]) -> str | None:
    try:
        return _proofpoint_v3(found)
    except (binascii.Error, ValueError):
        return found["url"]


def _base64(found: re.Match[str]) -> str | None:
    code = found["url"]
    try:
        return base64.urlsafe_b64decode(code + "=" * (-len(code) % 4)).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return None


def _translated(found: re.Match[str]) -> str | None:
    """``twitter-com.translate.goog``: one dash was a dot, two were a dash."""
    host = found["name"].replace("--", "\0").replace("-", ".").replace("\0", "-")
    return f"https://{host}{found['rest']}"


def _unquoted(found: re.Match[str]) -> str | None:
    return unquote(found["url"])


WAYBACK = r"/(?:web|save)/(?:_embed/)?(?:(?:\d{1,14}|\*)\*?(?:[a-z]{2}_)?/)?(?P<url>" + _START + ".*)"
DATED = r".*?/(?:\d{14}(?:[a-z]{2}_)?|\d{0,13}[a-z]{2}_)/(?P<url>https?:/.*)"
"""Any web archive: a path part of 14 digits, or of fewer and what is shown (``2026mp_``), before a whole address. True on hosts that
nobody declares, too."""

TABLE: tuple[Wrapper, ...] = (
    Wrapper(("web.archive.org", "archive.org", "wayback.archive.org"), WAYBACK),
    Wrapper(("wayback.archive-it.org", "archive-it.org", "www.webarchive.org.uk", "webarchive.nationalarchives.gov.uk",
             "webarchive.nationalarchives.uk", "webarchive.loc.gov", "arquivo.pt", "wayback.vefsafn.is", "vefsafn.is",
             "swap.stanford.edu", "perma-archives.org", "webarchive.bac-lac.gc.ca", "haw.nsk.hr", "web.archive.org.au",
             "webarchive.nla.gov.au", "web.archive.bibalex.org", "veebiarhiiv.digar.ee", "collection.europarchive.org"),
            r"/(?:.*?/)?\d{14}(?:[a-z]{2}_)?/(?P<url>" + _START + ".*)"),
    Wrapper(("archive.today", "archive.ph", "archive.is", "archive.li", "archive.vn", "archive.fo", "archive.md"),
            r"/(?:o/\w+|[\d.-]{4,}|newest|oldest|timegate|timemap)/(?P<url>" + _START + ".*)"),
    Wrapper(("archive.today", "archive.ph", "archive.is", "archive.li", "archive.vn", "archive.fo", "archive.md"),
            r"/(?:submit/?)?\?", ("url",)),
    Wrapper(("megalodon.jp",), r"/[\d-]{10,}/(?P<url>" + _START + ".*)"),
    Wrapper(("webcitation.org",), r"/(?:query|\w+)\?", ("url",)),
    Wrapper(("timetravel.mementoweb.org",), r"/(?:memento|list|api/json)/\d+/(?P<url>" + _START + ".*)"),
    Wrapper(("webcache.googleusercontent.com",), r"/search\?(?:.*?&)??q=cache(?:%3A|:)(?:[\w-]+(?:%3A|:))?(?P<url>"
            + _START + "[^&+ ]*)", make=_unquoted),
    Wrapper(("google.*",), r"/amp/(?:s/)?(?P<url>[\w-]+\.[\w.-]+/.*)"),
    Wrapper(("cdn.ampproject.org", "*.cdn.ampproject.org", "bing-amp.com", "*.bing-amp.com", "ampproject.net"),
            r"/(?:[a-z]|wp)/(?:s/)?(?P<url>[\w-]+\.[\w.-]+/.*)"),
    Wrapper(("google.*",), r"/(?:url|interstitial|aclk)\?", ("url", "q")),
    Wrapper(("translate.google.*", "translate.googleusercontent.com"), r"/[\w/]*\?", ("u",)),
    Wrapper(("*.translate.goog",), r"(?P<name>[a-z0-9-]+)\.translate\.goog(?P<rest>/.*)", make=_translated),
    Wrapper(("consent.youtube.com", "consent.google.*", "accounts.google.com", "accounts.youtube.com"), r"/.*?\?", ("continue",)),
    Wrapper(("google.com",), r"/sorry/", ("continue",)),
    Wrapper(("facebook.com", "*.facebook.com", "l.facebook.com", "lm.facebook.com", "l.messenger.com", "l.workplace.com"),
            r"/l\.php\?", ("u",)),
    Wrapper(("facebook.com", "*.facebook.com"), r"/flx/warn/?\?", ("u",)),
    Wrapper(("facebook.com", "*.facebook.com"), r"/(?:v\d+\.\d+/)?plugins/(?:post|video|comment_embed)(?:\.php)?/?\?", ("href",)),
    Wrapper(("facebook.com", "*.facebook.com"), r"/(?:cookie/consent_prompt|privacy/consent|checkpoint|recover)\b",
            ("next", "next_uri")),
    Wrapper(("l.instagram.com", "l.threads.com", "l.threads.net", "l.wl.co"), r"/(?:l|l\.php)?\?", ("u",)),
    Wrapper(("l.facebook.com", "lm.facebook.com"), r"/\?", ("u",)),
    Wrapper(("graph.facebook.com", "api.instagram.com", "graph.threads.net", "graph.instagram.com"), r"/.*oembed", ("url",)),
    Wrapper(("instagram.com", "threads.com", "threads.net"), r"/(?:challenge|consent|privacy/checks)/?\?", ("next", "next_url")),
    Wrapper(("publish.twitter.com", "publish.x.com"), r"/", ("url", "query")),
    Wrapper(("twitframe.com",), r"/(?:show)?\?", ("url",)),
    Wrapper(("twitter.com", "x.com"), r"/i/(?:redirect|safety/)", ("url", "unsafe_link")),
    Wrapper(("twitter.com", "x.com"), r"/(?:account/access|safety/unsafe_link_warning)", ("unsafe_link", "redirect_after_login")),
    Wrapper(("out.reddit.com",), r"/.*?\?", ("url",)),
    Wrapper(("click.redditmail.com", "*.awstrack.me"), r"/(?:CL0|L0)/(?P<url>https?(?:%3A|:)[^/]+)", make=_unquoted),
    Wrapper(("t.umblr.com",), r"/redirect\?", ("z",)),
    Wrapper(("href.li", "nullrefer.com", "anonym.to", "dereferer.me", "hiderefer.com", "noreferer.de"),
            r"/\??(?P<url>" + _START + ".*)"),
    Wrapper(("*.safelinks.protection.outlook.com", "safelinks.protection.outlook.com", "statics.teams.cdn.office.net"),
            r"/.*?\?", ("url",)),
    Wrapper(("urldefense.com", "urldefense.proofpoint.com", "*.urldefense.com", "urldefense.us"),
            r"/v2/url\?(?:.*?&)??u=(?P<url>[^&]+)", make=_proofpoint),
    Wrapper(("urldefense.com", "urldefense.proofpoint.com", "urldefense.us"), r"/v1/url\?", ("u",)),
    Wrapper(("urldefense.com", "urldefense.proofpoint.com", "urldefense.us"), r"/v3/__(?P<url>.+?)__;(?P<rest>[\w-]*)",
            make=_proofpoint_v3_safe),
    Wrapper(("duckduckgo.com",), r"/l/?\?", ("uddg",)),
    Wrapper(("bing.com",), r"/ck/a\?(?:.*?&)??u=a1(?P<url>[\w-]+)", make=_base64),
    Wrapper(("r.search.yahoo.com",), r"/.*?/RU=(?P<url>[^/]+)", make=_unquoted),
    Wrapper(("vk.com", "vk.ru", "vk.cc"), r"/away(?:\.php)?\?", ("to",)),
    Wrapper(("linkedin.com", "*.linkedin.com"), r"/(?:safety/go|redir/(?:redirect|suspicious-page|general-malware-page))/?\?",
            ("url",)),
    Wrapper(("linkedin.com", "*.linkedin.com"), r"/authwall\?", ("sessionRedirect", "session_redirect")),
    Wrapper(("youtube.com", "*.youtube.com"), r"/redirect\?", ("q",)),
    Wrapper(("youtube.com", "*.youtube.com"), r"/attribution_link\?", ("u",)),
    Wrapper(("youtube.com", "*.youtube.com"), r"/(?:verify_age|verify_controversy|supported_browsers|oops)\?", ("next_url",)),
    Wrapper(("tiktok.com", "*.tiktok.com"), r"/(?:link/v2|redirect)\b", ("target", "url")),
    Wrapper(("go.bsky.app",), r"/redirect\?", ("u",)),
    Wrapper(("t.me", "telegram.me"), r"/iv\?", ("url",)),
    Wrapper(("passport.weibo.com", "passport.weibo.cn"), r"/.*?\?", ("url", "r")),
    Wrapper(("embedly.com", "*.embedly.com", "embed.ly", "*.embed.ly"), r"/.*?\?", ("url", "src")),
    Wrapper(("iframe.ly", "*.iframe.ly", "iframely.net", "*.iframely.net", "if-cdn.com", "*.if-cdn.com"), r"/.*?\?", ("url",)),
    Wrapper(("noembed.com",), r"/embed\?", ("url",)),
    Wrapper(("w.soundcloud.com", "exit.sc", "gate.sc"), r"/(?:player/?)?\?", ("url",)),
    Wrapper(("slack-redir.net",), r"/link\?", ("url",)),
    Wrapper(("steamcommunity.com",), r"/linkfilter/?\?", ("u", "url")),
    Wrapper(("link.zhihu.com",), r"/\?", ("target",)),
    Wrapper(("disq.us",), r"/(?:url|\?)", ("url",)),
    Wrapper(("getpocket.com",), r"/redirect\?", ("url",)),
    Wrapper(("deref-mail.com", "deref-gmx.net", "deref-web.de", "deref-gmx.com"), r"/.*?\?", ("redirectUrl",)),
    Wrapper(("farside.link", "r.jina.ai", "12ft.io", "via.hypothes.is", "outline.com", "ghostarchive.org"),
            r"/(?:archive/)?(?P<url>https?:/.*)"),
    Wrapper(("12ft.io",), r"/(?:proxy|api/proxy)\?", ("q", "url")),
    Wrapper(("linkprotect.cudasvc.com",), r"/url\?", ("a",)),
    Wrapper(("clicktime.symantec.com", "*.clicktime.symantec.com"), r"/.*?\?", ("u",)),
    Wrapper(("secure-web.cisco.com",), r"/[^?]*/(?P<url>https?(?:%3A|:)[^/]+)", make=_unquoted),
    Wrapper(("go.skimresources.com", "go.redirectingat.com", "click.linksynergy.com", "anrdoezrs.net"), r"/.*?\?", ("url", "murl")),
    Wrapper(("click.convertkit-mail.com", "click.convertkit-mail2.com", "click.convertkit-mail4.com", "click.kit-mail3.com"),
            r"/(?:[\w-]+/)+(?P<url>aHR0c[\w-]+)", make=_base64),
    Wrapper(("api.imgur.com", "api.twitter.com", "api.x.com", "embed.reddit.com", "embed.bsky.app"), r"/.*oembed", ("url",)),
)

SHARED: tuple[Wrapper, ...] = (
    Wrapper((), r"/(?:[\w.-]+/)*\w*oembed(?:[./][\w.]*)*/?\?", ("url",)),
    Wrapper((), r"/(?:[\w.-]+/)*(?:login|log_in|login\.php|signin|sign_in|signup|register|auth|cold-join|over18|quarantine"
                r"|consent|safe-mode|age-gate|age_gate)(?:[/?].*)?$",
            ("next", "dest", "redirect_after_login", "session_redirect", "sessionRedirect", "continue", "redirect_to",
             "redirect_url", "redirect_uri", "redirect", "next_url", "return_to", "returnTo", "url")),
)
"""On the hosts of every platform: its oEmbed endpoint, and the walls behind which it answers strangers."""

SHORTENERS = (
    "bit.ly", "bitly.com", "j.mp", "tinyurl.com", "ow.ly", "buff.ly", "dlvr.it", "is.gd", "v.gd", "goo.gl", "trib.al", "ift.tt",
    "wp.me", "amzn.to", "tiny.cc", "rb.gy", "cutt.ly", "shorturl.at", "t.ly", "s.id", "bl.ink", "soo.gd", "spoti.fi", "apple.co",
    "nyti.ms", "wapo.st", "cnn.it", "bbc.in", "reut.rs", "econ.st", "on.ft.com", "hubs.ly", "hubs.la", "sco.lt", "su.pr", "x.co",
    "fw.to", "po.st", "ht.ly", "shar.es", "zpr.io", "lnk.to", "tl.gd", "post.ly", "clck.ru", "u.to", "qr.ae",
    "archive.today", "archive.ph", "archive.is", "archive.li", "archive.vn", "archive.fo", "archive.md", "perma.cc", "app.link",
    "*.app.link", "page.link", "*.page.link", "onelink.me", "*.onelink.me", "search.app", "share.google", "dub.sh", "url.cn",
    "suo.im",
    "dwz.cn",
)
"""Hosts whose every path may stand for anything: only they can say."""
