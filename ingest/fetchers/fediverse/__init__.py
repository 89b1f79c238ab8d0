"""Mastodon and the fediverse: hosts, post URLs and the clock; embeds, saved pages and exports lie beside."""

import re

from ingest import clocks
from ingest.fetcher import Fetcher, Link, Made
from ingest.fetchers.fediverse import drawn, embeds, exports, forums, pages

_HOST = r"//(?P<host>[^/]+)"
_USER = r"@(?P<author>[\w.-]+(?:@[\w.-]+\.[\w-]+)?)"
_UUID = r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
_FLAKE = r"[9A-Z](?=[A-Za-z0-9]*[a-z])(?=[A-Za-z0-9]*[A-Z])[A-Za-z0-9]{17}"
_AID = r"[6789ab](?=[0-9a-z]*\d)[0-9a-z]{9}(?![0-9a-zA-Z-])"
_AIDX = r"[9ab](?=[0-9a-z]*\d)[0-9a-z]{15}"
_ULID = r"0[0-9A-HJKMNP-TV-Z]{25}"
_OBJECT = r"[0-9a-f]{24}"
_NUMBER = r"\d{5,20}"
_SHORT_UUID = r"(?=[1-9A-Za-z]*\d)[1-9A-HJ-NP-Za-km-z]{21,22}"
_ANY = rf"(?P<id>{_NUMBER}|{_ULID}|{_FLAKE}|{_AIDX})"
_LEMMY = (
    r"//(?P<host>(?:[\w-]+\.)*(?:lemmy|feddit|lemm|mlem|beehaw|hexbear|lemmygrad|kbin|piefed)[\w.-]*|sh\.itjust\.works|programming\.dev"
    r"|mander\.xyz|slrpnk\.net|sopuli\.xyz|discuss\.tchncs\.de|midwest\.social|aussie\.zone|infosec\.pub|reddthat\.com|lemdro\.id|jlai\.lu"
    r"|szmer\.info|ttrpg\.network|startrek\.website|ani\.social|literature\.cafe|discuss\.online|leminal\.space|awful\.systems)"
)
_PATHS = (
    r"/(?:@|web/|deck/|users/|ap/users/|notice/|objects/|activities/|display/|(?:embed/)?notes/|p/|i/web/|post/|comment/|w/|videos/"
    r"|m/[\w.@-]{1,80}/[tp]/)"
)
"""How every path above begins: the cheap test for hosts that nobody declares."""


def _at(found: re.Match[str]) -> Made:
    return "", f"{found['host']}/{found['id']}"


def _below(found: re.Match[str]) -> Made:
    """A comment of Mbin; the words of the title in its address may be left out."""
    return "", f"{found['host']}/{found['thread']}/-/{'comment' if found['space'] == 't' else 'reply'}/{found['id']}"


def _canonical(kind: str, native_id: str, author: str | None) -> str:
    """From the key alone: the shape of the id tells the software, as far as it can."""
    host, _, rest = native_id.partition("/")
    if "/" in rest:
        return f"https://{host}/{rest}"
    if re.fullmatch(rf"{_UUID}|{_SHORT_UUID}", rest):
        return f"https://{host}/w/{rest}"
    if re.fullmatch(rf"{_AID}|{_AIDX}|{_OBJECT}", rest) and not author:
        return f"https://{host}/notes/{rest}"
    if re.fullmatch(_AID, rest):
        return f"https://{host}/notes/{rest}"
    if re.fullmatch(_ULID, rest):
        return f"https://{host}/@{author}/statuses/{rest}" if author else f"https://{host}/notes/{rest}"
    return f"https://{host}/@{author}/{rest}" if author else f"https://{host}/web/statuses/{rest}"


MASTODON = clocks.bits(shift=16, least=1 << 48)
PIXELFED = clocks.bits(shift=22, epoch=1_549_756_800_000, least=1 << 40)
"""Known from a single pair, so it is never asked for the time of a post."""


_LINKS: tuple[Link, ...] = (
    Link(rf"{_HOST}/(?:web/|deck/)?{_USER}/{_ANY}", make=_at, url="https://{host}/@{author}/{id}"),
    Link(rf"{_HOST}/(?:web/|deck/)?{_USER}/statuses/{_ANY}", make=_at, url="https://{host}/@{author}/statuses/{id}"),
    Link(rf"{_HOST}/users/(?P<author>[\w.-]+)/statuses/(?P<id>{_ULID})", make=_at,
         url="https://{host}/@{author}/statuses/{id}"),
    Link(rf"{_HOST}/users/(?P<author>[\w.-]+)/(?:statuses|posts)/{_ANY}", make=_at, url="https://{host}/@{author}/{id}"),
    Link(rf"{_HOST}/ap/users/\d+/statuses/(?P<id>{_NUMBER})", make=_at, url="https://{host}/web/statuses/{id}"),
    Link(rf"{_HOST}/(?:web|deck)/statuses/(?P<id>{_NUMBER})", make=_at, url="https://{host}/web/statuses/{id}"),
    Link(rf"{_HOST}/(?P<id>notice/(?:{_FLAKE}|\d{{3,20}}))", make=_at, url="https://{host}/{id}"),
    Link(rf"{_HOST}/(?P<id>(?:objects|activities|display)/{_UUID})", make=_at, url="https://{host}/{id}"),
    Link(rf"{_HOST}/(?:embed/)?notes/(?P<id>{_AID}|{_AIDX}|{_ULID}|{_OBJECT})", make=_at, url="https://{host}/notes/{id}"),
    Link(rf"{_HOST}/p/(?P<author>[\w.-]+)/(?P<id>\d{{15,20}})", make=_at, url="https://{host}/p/{author}/{id}"),
    Link(rf"{_HOST}/i/web/post/(?P<id>\d{{15,20}})", make=_at, url="https://{host}/i/web/post/{id}"),
    Link(rf"{_LEMMY}/(?P<id>(?:post|comment)/\d+)", make=_at, url="https://{host}/{id}"),
    Link(rf"{_HOST}/(?P<thread>m/[\w.@-]+/(?P<space>[tp])/\d+)/[^/?]*/(?:comment|reply)/(?P<id>\d+)", make=_below, url=""),
    Link(rf"{_HOST}/(?P<id>m/[\w.@-]+/[tp]/\d+)", make=_at, url="https://{host}/{id}"),
    Link(rf"{_HOST}/w/(?P<id>{_UUID}|{_SHORT_UUID})", make=_at, url="https://{host}/w/{id}"),
    Link(rf"{_HOST}/videos/(?:watch|embed)/(?P<id>{_UUID}|{_SHORT_UUID})", make=_at, url="https://{host}/w/{id}"),
)

FETCHER = Fetcher(
    name="fediverse",
    title="Mastodon and the fediverse",
    hosts=("*", "mastodon.social", "mstdn.social", "mas.to", "mastodon.online", "mastodon.world", "fosstodon.org", "hachyderm.io",
           "infosec.exchange", "mstdn.jp", "pawoo.net", "misskey.io", "pixelfed.social", "pixelfed.de", "lemmy.world", "lemmy.ml",
           "beehaw.org", "sh.itjust.works", "programming.dev", "framatube.org"),
    links=_LINKS,
    url=_canonical,
    clock=clocks.either(MASTODON, clocks.aid),
    mine=(
        "https://mastodon.social/@ada/104032145682490500",
        "https://books.example.org/users/ada/statuses/104032145682490500",
        "https://books.example.org/notice/Aswds12sVGsm55NS2S",
        "https://books.example.org/notes/9bhqfo835v",
        "https://books.example.org/embed/notes/9bhqfo835v",
        "https://books.example.org/w/3fbif9S3WmtTP8gGsC5HBd",
        "https://lemmy.example.org/post/1234567",
    ),
    not_mine=(
        "https://mastodon.social/@ada",
        "https://mastodon.social/@ada/following",
        "https://mastodon.social/tags/books",
        "https://books.example.org/post/1234567",
        "https://books.example.org/notes/background",
    ),
    extra={**exports.EXTRA, "paths": _PATHS, "clocks": {"mastodon": MASTODON, "misskey": clocks.aid, "pixelfed": PIXELFED}},
    forms=(*embeds.FORMS, *drawn.FORMS, *forums.FORMS, *pages.FORMS, *exports.FORMS),
    loaders=("data-allowed-prefixes=",),
)
