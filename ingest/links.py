"""Reads any URL: which post does it name, if any? The rules are declared in ``fetchers/``, the wrappers in ``unwrap``.

Nearly all links of a page name no post, so they must fall out first: one pattern for the host, one dictionary, done.
Only what is left is cleaned, unwrapped and held against its platform's patterns. Never raises, whatever the string.
"""

import html
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import unquote, urljoin

from ingest import unwrap
from ingest.fetcher import NOT_POST, Address, Fetcher, Link, compiled
from ingest.model import SHORT_LINK, Key
from ingest.patterns import late

CAP = 8000
"""Longer strings are read up to here."""
_LONGEST_SHORT = 200
PLAIN = ("", "www.", "m.", "mobile.")
"""Subdomains that are the same site."""
_TOPS = (
    "com net org ad ae af ag ai al am ao ar as at au az ba bd be bf bg bh bi bj bn bo br bs bt bw by bz ca cat cd cf cg ch ci "
    "ck cl cm cn co cr cu cv cy cz de dj dk dm do dz ec ee eg es et eu fi fj fm fr ga ge gg gh gi gl gm gp gr gt gy hk hn hr "
    "ht hu id ie il im in info iq is it je jm jo jp ke kg kh ki kr kw kz la lb li lk ls lt lu lv ly ma md me mg mk ml mm mn "
    "ms mt mu mv mw mx my mz na nf ng ni nl no np nr nu nz om pa pe pg ph pk pl pn pr ps pt py qa ro rs ru rw sa sb sc se sg "
    "sh si sk sl sm sn so sr st sv td tg th tj tk tl tm tn to tr tt tw tz ua ug uk us uy uz vc ve vg vi vn vu ws za zm zw"
)
COUNTRIES = tuple(_TOPS.split())
_OFFICES = (
    "about help support business developers developer dev blog ads status newsroom careers investor investors press legal "
    "privacy policies transparency safety brand analytics studio creators artists partner partners static assets cdn scontent "
    "img images media api apis graph oauth accounts account login secure-login mail redirect engineering research "
    "communitynotes learning marketing podcasters redditinc service passport photos video-api upload"
)
COMPANY = frozenset(_OFFICES.split())
"""Subdomains that hold the company's own pages and files, also where a fetcher takes every subdomain."""

_INVISIBLE = late("[\x00-\x08\x0b-\x1f\x7f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\t\r\n]")
_JSON = late(r"\\(?:u00|x)([0-9a-fA-F]{2})")
_ESCAPED = late(r"https?%(?:25)*3A", re.I)
_SCHEME = late(r"([a-z][a-z0-9+.-]{1,24}):(.*)", re.I | re.S)
_QUICK = late(r"https?://([a-z0-9.-]{1,200}[a-z0-9])(?=[/?#]|$)")
_PLAIN = late(r"https?://([a-z0-9-]+(?:\.[a-z0-9-]+)+)((?:/[\w.@~-]*(?<=[\w~-]))*/?)"
                    r"(\?(?:[\w.~-]+=[\w.~-]*(?<=[\w=~-])&?)*(?<!&))?", re.A)
"""An address in its plainest spelling."""
_PARTS = late(r"https?:/*([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?", re.I | re.S)
_BARE = late(r"((?:[a-z0-9_-]+\.)+[a-z0-9-]+)\.?(?::\d+)?(?=[/?#]|$)", re.I)
_HOST = late(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)+")
_SAFE = late(r"%(?:40|3[aA]|2[dDeE]|5[fF])")
_SAFE_QUERY = late(r"%(?:40|3[aA]|2[dDeEfF]|5[fF])")
_OPENING = "\"'`“”„«»‘’‚<([{*|"
_CLOSING = ".,;:!?…\"”“’‘»«'`>*|\\"
_PAIRS = {")": "(", "]": "[", "}": "{"}
_BOUNDARY = r"(?:[^\w-].*)?"


@dataclass(slots=True)
class Site:
    """What is declared for one host name."""

    name: str
    """As declared: what ``Link.hosts`` refers to."""
    fetcher: Fetcher | None = None
    wrappers: tuple[unwrap.Wrapper, ...] = ()
    every: bool = False
    """Holds for all subdomains as well."""
    short: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """All declared hosts."""

    sites: dict[str, Site]
    below: dict[str, Site]
    """Domains all of whose subdomains count."""
    first: dict[str, Site]
    """Frontends known by the first part of their name."""
    anywhere: Site | None
    """The fetcher that knows posts by shape, on hosts that nobody declares."""


def _spread(declared: str) -> list[str]:
    """``x.*`` in every country, ``*.x`` without its star."""
    host = declared.removeprefix("*.")
    if not host.endswith(".*"):
        return [host]
    stem = host[:-2]
    tops = [*COUNTRIES, *(f"{second}.{top}" for second in ("co", "com") for top in COUNTRIES if len(top) == 2)]
    return [f"{stem}.{top}" for top in tops]


def _declare(
    table: Table, declared: str, fetcher: Fetcher | None = None, *, name: str | None = None, short: bool = False,
) -> None:
    where = table.below if declared.startswith("*.") else table.sites
    for host in _spread(declared):
        site = Site(declared if name is None else name, fetcher, every=declared.startswith("*."), short=short)
        for prefix in ("",) if site.every or host.endswith(":") else PLAIN:
            where.setdefault(prefix + host, site)


def _wrap(table: Table, wrapper: unwrap.Wrapper) -> None:
    for declared in wrapper.hosts:
        where = table.below if declared.startswith("*.") else table.sites
        for host in _spread(declared):
            for prefix in ("",) if declared.startswith("*.") else PLAIN:
                site = where.setdefault(prefix + host, Site(declared, every=declared.startswith("*.")))
                if wrapper not in site.wrappers:
                    site.wrappers = (*site.wrappers, wrapper)


@lru_cache(maxsize=1)
def table() -> Table:
    """The declarations of all fetchers and wrappers by host, made on first use."""
    from ingest.fetchers import FETCHERS

    made = Table({}, {}, {}, next((Site("*", fetcher) for fetcher in FETCHERS if "*" in fetcher.hosts), None))
    for fetcher in FETCHERS:
        for host in fetcher.hosts:
            if host != "*":
                _declare(made, host, fetcher)
        for host in fetcher.short_hosts:
            _declare(made, host, fetcher, short=True)
        for host in fetcher.frontends:
            if host.endswith(".*"):
                made.first[host[:-2]] = Site("", fetcher)
            else:
                _declare(made, host, fetcher, name="")
                _declare(made, f"*.{host}", fetcher, name="")
    for wrapper in unwrap.TABLE:
        _wrap(made, wrapper)
    for host in unwrap.SHORTENERS:
        if (known := made.sites.get(host)) is not None:
            known.short = True
        else:
            _declare(made, host, short=True)
    for site in {id(site): site for site in (*made.sites.values(), *made.below.values(), *made.first.values())}.values():
        if site.fetcher is not None:
            site.wrappers = (*site.wrappers, *unwrap.SHARED)
    return made


NOWHERE = Site("")
"""A subdomain of a declared site that is none of its declared ones: no post can be there."""
_looked_up: dict[str, Site | None] = {}


def site_of(host: str) -> Site | None:
    """What is declared for a host; ``NOWHERE`` for other corners of a platform, None for the rest of the web."""
    try:
        return _looked_up[host]
    except KeyError:
        pass
    if len(_looked_up) > 50_000:
        _looked_up.clear()
    site = _looked_up[host] = _look_up(host, table())
    return site


def _look_up(host: str, known: Table) -> Site | None:
    if (site := known.sites.get(host)) is not None:
        return site
    first, _, rest = host.partition(".")
    parent = rest
    while parent:
        if (site := known.below.get(parent)) is not None:
            company = first in COMPANY and (site.fetcher is not None and site.name != "")
            return NOWHERE if company else site
        if (site := known.sites.get(parent)) is not None and site.fetcher is not None:
            return NOWHERE
        parent = parent.partition(".")[2]
    return known.first.get(first) if rest else None


def owner(host: str) -> Fetcher | None:
    """The platform whose posts a host shows: its own hosts and its frontends, never a subdomain that nobody declared."""
    site = site_of(host.lower().rstrip("."))
    return site.fetcher if site is not None else None


def at_home(url: str, platform: str) -> bool:
    """Whether a page lies on the platform's own site: a profile or another list there shows posts, but is no article that embeds them."""
    match = _PARTS.match(url)
    home = owner(match[1]) if match and match[1] else None
    return home is not None and home.name == platform


@lru_cache(maxsize=1)
def _starts() -> re.Pattern[str]:
    """Paths that could be a post on an unknown host."""
    anywhere = table().anywhere
    return re.compile(anywhere.fetcher.extra["paths"] if anywhere and anywhere.fetcher else r"(?!)")


@lru_cache(maxsize=512)
def _origin(base: str) -> str:
    found = _PARTS.match(base)
    return f"https://{found[1]}" if found and found[1] else ""


def read(url: str, base: str = "") -> Address:
    """Which post this URL names: cleaned, resolved against ``base``, unwrapped. Never raises, never asks the network."""
    if url[:1] == "/" and url[1:2] not in ("/", "\\") and base:
        url = _origin(base) + url
    quick = _QUICK.match(url)
    if quick is not None:
        end = quick.end()
        if site_of(quick[1]) is None and _starts().match(url, end) is None and url.find(":/", end, CAP) < 0:
            return NOT_POST
    elif url[:1] in ("#", "") or url.startswith(("javascript:", "mailto:", "data:", "tel:")):
        return NOT_POST
    return _read(url[:CAP], base)


@lru_cache(maxsize=2048)
def _read(url: str, base: str) -> Address:
    plain = _PLAIN.fullmatch(url)
    if plain is not None:  # nothing to undo: nearly all addresses in markup
        host, path, query = plain.groups()
        site = site_of(host)
        target = (path or "/") + (query or "")
        if _inner(site, host, target) is None:
            return NOT_POST if target == "/" else _match(site, host, target, url, ())
    wrappers: list[str] = []
    text: str | None = url
    for _ in range(unwrap.LAYERS + 1):
        absolute = _absolute(clean(text or ""), base)
        if absolute is None:
            return NOT_POST
        if absolute.startswith("app-link "):
            wrappers.append("app-link")
            text = absolute.removeprefix("app-link ")
            continue
        host, target, fragment = _split(absolute)
        if not host:
            return NOT_POST
        site = site_of(host)
        text = _inner(site, host, target + fragment)
        if text is None:
            return _match(site, host, _folded(target, fragment), absolute, tuple(wrappers))
        wrappers.append(host)
        base = ""
    return NOT_POST


def clean(url: str) -> str:
    """Undo what text, HTML and JSON did to a URL: marks, quotes, brackets, entities, escapes."""
    text = _INVISIBLE.sub("", url).strip()
    if "\\" in text:
        text = _JSON.sub(lambda found: chr(int(found[1], 16)), text).replace("\\/", "/").replace('\\"', '"').replace("\\", "/")
    for _ in range(3):
        if "&amp;" not in text and "&#" not in text and "&quot;" not in text and "&lt;" not in text and "&gt;" not in text:
            break
        text = html.unescape(text)
    text = text.strip().lstrip(_OPENING)
    for _ in range(12):
        bare = text.rstrip(_CLOSING)
        if bare and _unmatched(bare):
            bare = bare[:-1]
        if bare == text:
            break
        text = bare.rstrip()
    for _ in range(3):
        if _ESCAPED.match(text) is None:
            break
        text = unquote(text)
    return text


def _unmatched(text: str) -> bool:
    opening = _PAIRS.get(text[-1])
    return opening is not None and text.count(opening) < text.count(text[-1])


def _absolute(text: str, base: str) -> str | None:
    """With scheme; ``app-link `` before what an app's address says; None for what is no web or app address."""
    if text.startswith("//"):
        return "https:" + text
    bare = _BARE.match(text)
    if bare is not None and (site := site_of(bare[1].lower())) is not None and site is not NOWHERE:
        return "https://" + text
    scheme = _SCHEME.match(text)
    if scheme is None:
        return _joined(text, base)
    name, rest = scheme[1].lower(), scheme[2]
    if name in ("http", "https") or f"{name}:" in table().sites:
        return text
    if name in ("view-source", "feed", "googlechrome", "googlechromes"):
        return rest if _SCHEME.match(rest) else "https:" + rest
    if name in ("android-app", "ios-app"):
        parts = rest.strip("/").split("/", 2)
        return f"app-link {parts[1]}://{parts[2]}" if len(parts) == 3 else None
    if name == "intent":
        inner = re.search(r"[;#]scheme=([\w.+-]+)", rest)
        return f"app-link {inner[1] if inner else 'https'}:{rest.partition('#Intent')[0]}"
    return None


def _joined(text: str, base: str) -> str | None:
    if not base:
        return None
    try:
        joined = urljoin(base, text)
    except ValueError:  # "http://[" as base or in the text
        return None
    return joined if joined.startswith(("http://", "https://")) else None


def _split(url: str) -> tuple[str, str, str]:
    """Host (lower case, ASCII), ``/path?query`` and ``#fragment``. An app's scheme stands in for the host."""
    parts = _PARTS.fullmatch(url)
    if parts is None:
        scheme, _, rest = url.partition(":")
        return f"{scheme.lower()}:", "/" + rest.lstrip("/"), ""
    host = parts[1].rpartition("@")[2].partition(":")[0].rstrip(".").lower()
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return "", "", ""
    if not _HOST.fullmatch(host) and not (host.isalnum() and compiled(unwrap.DATED).match(parts[2] or "")):
        return "", "", ""  # a name without a dot is that of a machine; a web archive may be replayed there
    return host, (parts[2] or "/") + (parts[3] or ""), parts[4] or ""


def _inner(site: Site | None, host: str, target: str) -> str | None:
    for wrapper in site.wrappers if site is not None else ():
        if inner := unwrap.target_of(wrapper, host, target):
            return inner
    if site is None and (found := compiled(unwrap.DATED).match(target)):
        return found["url"]
    return None


def _folded(target: str, fragment: str) -> str:
    """One spelling for the patterns: single slashes, harmless escapes undone, ``#!`` and ``#/`` pages as paths."""
    inside = unquote(fragment[:4]) + fragment[4:] if fragment.startswith("#%2") else fragment
    if target.startswith("/%23!"):
        target = target[5:]
    elif "_escaped_fragment_=/" in target:
        target = unquote(target.partition("_escaped_fragment_=")[2])
    elif inside.startswith("#!/") or (inside.startswith("#/") and target.count("/") == 1):
        target = unquote(inside.lstrip("#!"))
    path, mark, query = target.partition("?")
    path = _SAFE.sub(lambda found: unquote(found[0]), re.sub("//+", "/", path))
    return path + mark + _SAFE_QUERY.sub(lambda found: unquote(found[0]), query) if mark else path


@lru_cache(maxsize=512)
def _rules(fetcher_name: str, site_name: str) -> tuple[tuple[str, Link], ...]:
    """The patterns that hold on one declared host, in the declared order."""
    from ingest.fetchers import FETCHERS

    links = next(fetcher.links for fetcher in FETCHERS if fetcher.name == fetcher_name)
    return tuple((f"(?:{link.pattern}){_BOUNDARY}", link) for link in links if not link.hosts or site_name in link.hosts)


def _match(site: Site | None, host: str, target: str, url: str, wrappers: tuple[str, ...]) -> Address:
    if site is None:
        site = table().anywhere
    if site is None or (site.fetcher is None and not site.short):
        return replace(NOT_POST, wrappers=wrappers) if wrappers else NOT_POST
    fetcher = site.fetcher
    whole = f"//{host}{target}"
    for pattern, link in _rules(fetcher.name, site.name) if fetcher is not None else ():
        found = compiled(pattern).fullmatch(whole if link.pattern.startswith("//") else target)
        if found is None or fetcher is None:
            continue
        if link.short:
            return _short(fetcher, host, target, url, wrappers)
        made = link.make(found) if link.make is not None else (link.kind, found["id"])
        if made is not None:
            return _address(fetcher, link, found, made, wrappers)
    if site.short and len(target) > 1:
        return _short(fetcher, host, target, url, wrappers)
    return replace(NOT_POST, wrappers=wrappers) if wrappers else NOT_POST


def _short(fetcher: Fetcher | None, host: str, target: str, url: str, wrappers: tuple[str, ...]) -> Address:
    """A short link by its host and path: what follows them is how it was shared. Those of nobody's platform are ``link``."""
    site = next((host.removeprefix(prefix) for prefix in PLAIN[1:] if host.startswith(prefix)), host)
    path, _, query = target.partition("?")
    name = site + (path.rstrip("/") or f"/?{query}")
    short = Key(fetcher.name if fetcher is not None else "link", SHORT_LINK, name) if len(name) <= _LONGEST_SHORT else None
    return Address(outcome="needs_network", url=url, wrappers=wrappers, short=short)


def _address(fetcher: Fetcher, link: Link, found: re.Match[str], made: tuple[str, str], wrappers: tuple[str, ...]) -> Address:
    groups = found.groupdict()
    kind, native_id = made
    author = groups.get("author") or None
    if link.url:
        canonical = link.url.format_map({name: value or "" for name, value in groups.items()})
    else:
        canonical = fetcher.url(kind, native_id, author) if fetcher.url is not None else ""
    return Address(outcome="post", key=Key(fetcher.name, kind, native_id), url=canonical, author=author, wrappers=wrappers)
