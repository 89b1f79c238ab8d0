"""Hosts of films whose players stand in articles: an address is all that such an embed says."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from ingest.fetcher import Fetcher, Form, Found, Link, Made
from ingest.model import Post, Problem
from ingest.values.nodes import attr


def _niconico(kind: str, native_id: str, author: str | None) -> str:
    return f"https://www.nicovideo.jp/watch/{native_id}"


def _ok(kind: str, native_id: str, author: str | None) -> str:
    return f"https://ok.ru/video/{native_id}" if kind == "video" else f"https://ok.ru/{native_id}"


def _odysee(kind: str, native_id: str, author: str | None) -> str:
    return f"https://odysee.com/{native_id}"


def _coub(kind: str, native_id: str, author: str | None) -> str:
    return f"https://coub.com/view/{native_id}"


def _rutube(kind: str, native_id: str, author: str | None) -> str:
    return f"https://rutube.ru/video/{native_id}/"


def _bitchute(kind: str, native_id: str, author: str | None) -> str:
    return f"https://www.bitchute.com/video/{native_id}/"


def _claim(found: re.Match[str]) -> Made:
    """A name and (the beginning of) the hash of a claim, in any of three spellings: ``name:9``, ``name#9``, ``name/9a8b...``."""
    name, _, sign = re.sub(r"[#/]", ":", unquote(found["id"])).rpartition(":")
    return ("", f"{name}:{sign}") if name else None


def script(found: Found) -> Iterator[Post | Problem]:
    """Niconico's embed code: a script whose address is the film's, and draws the player. Seen 2017 to now."""
    key = found.read(attr(found.node, "src")).key
    if key is not None:
        yield Post(native_id=key.native_id, kind=key.kind)


NICONICO = Fetcher(
    name="niconico",
    title="Niconico",
    hosts=("nicovideo.jp", "embed.nicovideo.jp", "ext.nicovideo.jp", "sp.nicovideo.jp", "nico.ms"),
    links=(
        Link(r"/(?:watch|thumb|thumb_watch)/(?P<id>(?:(?:sm|nm|so)\d{1,12}|\d{8,12}))"),
        Link(r"/(?P<id>(?:sm|nm|so)\d{1,12})", hosts=("nico.ms",)),
    ),
    url=_niconico,
    mine=("https://www.nicovideo.jp/watch/sm9", "https://embed.nicovideo.jp/watch/sm9?persistence=1", "https://nico.ms/sm9"),
    not_mine=("https://www.nicovideo.jp/user/1234", "https://www.nicovideo.jp/ranking/genre"),
    forms=(Form(name="script", css="script[src*='embed.nicovideo.jp/watch/']", marks=("embed.nicovideo.jp/watch/",), parse=script,
                evidence="plain"),),
)
OK = Fetcher(
    name="ok",
    title="OK.ru",
    hosts=("ok.ru", "odnoklassniki.ru"),
    links=(
        Link(r"/videoembed/(?P<id>\d{6,16})", "video", embed=True),
        Link(r"/(?:video|live)/(?P<id>\d{6,16})", "video"),
        Link(r"/(?P<id>(?:(?:group|profile)/\d{6,16}|[A-Za-z][\w.-]{2,60})/(?:topic|statuses)/\d{6,18})"),
    ),
    url=_ok,
    mine=("https://ok.ru/videoembed/1234567890123", "https://ok.ru/group/53238710730957/topic/151234567890123"),
    not_mine=("https://ok.ru/group/53238710730957", "https://ok.ru/video/showcase"),
)
ODYSEE = Fetcher(
    name="odysee",
    title="Odysee",
    hosts=("odysee.com", "lbry.tv"),
    links=(
        Link(r"/(?:\$|%24)/(?:embed|download)/(?:(?:@|%40)[^/?]{1,300}?(?:/|%2[fF]))?(?P<id>[^/?@]{1,300}?(?:/|:|%3[aA])[0-9a-f]{1,40})",
             make=_claim, embed=True),
        Link(r"/(?:@[^/?]{1,300}/)?(?P<id>[^/?@$]{1,300}?(?::|%3[aA])[0-9a-f]{1,40})", make=_claim),
    ),
    url=_odysee,
    mine=("https://odysee.com/@harbour:4/low-tide:9", "https://odysee.com/$/embed/low-tide/9a8b7c6d5e4f3a2b1c0d9a8b7c6d5e4f3a2b1c0d"),
    not_mine=("https://odysee.com/@harbour:4", "https://odysee.com/$/discover"),
)
COUB = Fetcher(
    name="coub",
    title="Coub",
    hosts=("coub.com",),
    links=(Link(r"/(?:view|embed)/(?P<id>[0-9a-z]{4,10})"),),
    url=_coub,
    mine=("https://coub.com/view/2pc24rpb", "https://coub.com/embed/2pc24rpb?muted=true"),
    not_mine=("https://coub.com/community/animals", "https://coub.com/ada"),
)
RUTUBE = Fetcher(
    name="rutube",
    title="Rutube",
    hosts=("rutube.ru",),
    links=(Link(r"/(?:video(?:/private)?|play/embed|shorts)/(?P<id>[0-9a-f]{32})"),),
    url=_rutube,
    mine=("https://rutube.ru/video/10b3a03fc01d5bbcc632a2f3514e8aab/", "https://rutube.ru/play/embed/10b3a03fc01d5bbcc632a2f3514e8aab"),
    not_mine=("https://rutube.ru/channel/23463954/", "https://rutube.ru/video/person/23463954/"),
)
BITCHUTE = Fetcher(
    name="bitchute",
    title="BitChute",
    hosts=("bitchute.com",),
    links=(Link(r"/(?:video|embed)/(?P<id>[0-9A-Za-z_-]{8,14})"),),
    url=_bitchute,
    mine=("https://www.bitchute.com/video/UGlrF9o9b-Q/", "https://www.bitchute.com/embed/UGlrF9o9b-Q/"),
    not_mine=("https://www.bitchute.com/channel/UGlrF9o9b-Q/", "https://www.bitchute.com/"),
)
FETCHERS: tuple[Fetcher, ...] = (NICONICO, OK, ODYSEE, COUB, RUTUBE, BITCHUTE)
