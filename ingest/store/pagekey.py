"""One page, one key: the normalised URL of an article, so that its captures and its addresses come together. Pure.

Only what never changes the content is taken away: the scheme, ``www.``, default ports, the fragment (unless it is a
``#!`` route), campaign parameters, a trailing slash, and the archive that served the copy. The order of parameters and
the case of the path are kept: servers may care.
"""

import re
from urllib.parse import unquote_to_bytes

from ingest.patterns import late

_CAMPAIGN = late(
    r"(?:utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|gclsrc|msclkid|yclid|twclid|ttclid|igshid|igsh|mc_cid|mc_eid|_ga|_gl|"
    r"_hsenc|_hsmi|mkt_tok|ncid|cmpid|cmp|ocid|smid|sh|xtor|wt_mc|ito|ref_src|ref_url|guccounter|guce_\w+|spm|vero_id|"
    r"oly_\w+_id|s_cid|soc_src|soc_trk|__twitter_impression|amp_js_v|usqp)", re.I)
_BY_HASH = late(r"sha256:[0-9a-f]{64}")
"""How the frame of a page without a known URL names its page."""
_WAYBACK = late(r"https?://web\.archive\.org/web/\d{1,14}(?:[a-z]{2}_)?/(?P<url>.+)", re.I | re.S)
_ADDRESS = late(r"(?P<scheme>[a-z][a-z0-9+.-]*):/{1,2}(?P<host>[^/?#]*)(?P<path>[^?#]*)"
                      r"(?:\?(?P<query>[^#]*))?(?:#(?P<fragment>.*))?", re.I | re.S)
_UNRESERVED = late(r"%([0-9A-Fa-f]{2})")
_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def page_key(url: str, sha256: str = "") -> str:
    """The key of the page at ``url``; of a page without a known URL, ``sha256:`` and the hash of its document."""
    text = url.strip()
    if _BY_HASH.fullmatch(text):
        return text
    wrapped = _WAYBACK.fullmatch(text)
    if wrapped:
        text = wrapped["url"] if "://" in wrapped["url"] else "http://" + wrapped["url"].lstrip("/")
    parts = _ADDRESS.fullmatch(text)
    if parts is None or parts["scheme"].lower() not in ("http", "https") or not parts["host"]:
        return f"sha256:{sha256}" if not text or parts is None or parts["scheme"].lower() == "file" else text
    key = f"https://{host_of(text)}{_path(parts['path'])}"
    query = _query(parts["query"] or "")
    fragment = parts["fragment"] or ""
    return key + (f"?{query}" if query else "") + (f"#{fragment}" if fragment.startswith("!") else "")


def host_of(url: str) -> str:
    """The host of a web address in lower case, without ``www.``, default port and user; "" where there is none."""
    parts = _ADDRESS.fullmatch(url.strip())
    if parts is None:
        return ""
    host = parts["host"].rpartition("@")[2].lower().removesuffix(":80").removesuffix(":443").rstrip(".")
    host = host.removeprefix("www.") or host
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def _path(path: str) -> str:
    """Needless escapes undone, dots and slashes as they are, no slash at the end."""
    plain = _UNRESERVED.sub(_unescape, path)
    return plain.rstrip("/") or "/"


def _unescape(match: re.Match[str]) -> str:
    char = unquote_to_bytes(match[0]).decode("latin-1")
    return char if char in _PLAIN else match[0].upper()


def _query(query: str) -> str:
    kept = [pair for pair in query.split("&") if pair and not _CAMPAIGN.fullmatch(pair.partition("=")[0])]
    return "&".join(kept)
