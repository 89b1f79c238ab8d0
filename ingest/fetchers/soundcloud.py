"""SoundCloud: hosts, post URLs, and the forms in which its posts show up."""

import re
from collections.abc import Iterator

from ingest.fetcher import Fetcher, Form, Found, Link, Made, named
from ingest.model import Post, Problem
from ingest.values.nodes import attr

_USER = r"(?!(?:discover|search|tags|you|pages|people|upload|charts|stations|jobs|mobile|player|settings|messages)\b)" \
    r"(?P<author>[\w-]+)"
_TAB = r"(?!(?:tracks|sets|likes|reposts|albums|popular-tracks|followers|following|comments|toptracks|playlists|spotlight)\b)"


def amp(found: Found) -> Iterator[Post | Problem]:
    """AMP's player: ``amp-soundcloud[data-trackid]``."""
    number = attr(found.node, "data-trackid")
    if number.isdecimal():
        yield Post(native_id=f"tracks/{number}")


FORMS: tuple[Form, ...] = (
    Form(name="amp", css="amp-soundcloud[data-trackid]", marks=("<amp-soundcloud",), parse=amp, evidence="plain"),
)


def _track(found: re.Match[str]) -> Made:
    return "", f"{found['author']}/{found['id']}".lower()


def _canonical(kind: str, native_id: str, author: str | None) -> str:
    return f"https://{'api.' if re.fullmatch('tracks/[0-9]+', native_id) else ''}soundcloud.com/{native_id}"


_LINKS: tuple[Link, ...] = (
    Link(r"/(?P<id>tracks/\d+)", hosts=("api.soundcloud.com",)),
    Link(r"/(?:tracks/)?(?P<id>\d{5,})", hosts=named("soundcloud"), make=lambda found: ("", f"tracks/{found['id']}")),
    Link(rf"/{_USER}/{_TAB}(?P<id>[\w-]+)", hosts=("soundcloud.com",), make=_track),
)

FETCHER = Fetcher(
    name="soundcloud",
    title="SoundCloud",
    hosts=("soundcloud.com", "api.soundcloud.com", *named("soundcloud")),
    short_hosts=("on.soundcloud.com", "snd.sc", "soundcloud.app.goo.gl"),
    links=_LINKS,
    url=_canonical,
    mine=("https://soundcloud.com/ada-reads/chapter-one", "https://api.soundcloud.com/tracks/293847561"),
    not_mine=("https://soundcloud.com/ada-reads", "https://soundcloud.com/ada-reads/sets/all-chapters", "https://soundcloud.com/ada-reads/tracks"),
    forms=FORMS,
)
