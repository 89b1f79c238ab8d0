"""Bluesky: hosts, post URLs and the clock; embeds, saved pages and exports lie beside."""

import re

from ingest import clocks
from ingest.fetcher import Fetcher, Link, Made, named
from ingest.fetchers.bluesky import embeds, exports, pages

_WHO = r"(?P<author>did:[a-z]+:[\w:.%-]+|[\w-]+(?:\.[\w-]+)+)"
_RKEY = r"(?P<rkey>[\w.~-]{3,64})"


def _record(found: re.Match[str]) -> Made:
    """Handles are domain names, so their case is no part of them; a DID's is."""
    who = found["author"] if found["author"].startswith("did:") else found["author"].lower()
    return "", f"{who}/{found['rkey']}"


def _canonical(kind: str, native_id: str, author: str | None) -> str:
    who, _, rkey = native_id.rpartition("/")
    return f"https://bsky.app/profile/{who}/post/{rkey}"


_LINKS: tuple[Link, ...] = (
    Link(rf"/profile/{_WHO}/post/{_RKEY}", make=_record),
    Link(rf"/(?:embed/)?{_WHO}/app\.bsky\.feed\.post/{_RKEY}", hosts=("embed.bsky.app", "at:"), make=_record),
    Link(rf"/{_WHO}[/#]{_RKEY}", hosts=named("bluesky", "bsky"), make=_record),
    Link(rf"/at://{_WHO}/app\.bsky\.feed\.post/{_RKEY}", make=_record),
)

FETCHER = Fetcher(
    name="bluesky",
    title="Bluesky",
    hosts=("bsky.app", "main.bsky.dev", "embed.bsky.app", "staging.bsky.app", "at:", *named("bluesky", "bsky")),
    frontends=("fxbsky.app", "vxbsky.app", "cbsky.app", "xbsky.app", "bskx.app", "bskyx.app", "bskye.app", "bsyy.app", "cbsyy.app",
               "fxbsyy.app", "fxbskye.app", "vxbskye.app", "cbskye.app", "deer.social", "zeppelin.social",
               "catsky.social", "blacksky.community"),
    links=_LINKS,
    url=_canonical,
    clock=clocks.tid,
    mine=(
        "https://bsky.app/profile/ada.example.org/post/3kh5rarr3gn2n",
        "https://bsky.app/profile/did:plc:ab4kz7ewrj2vqyt6mxo3pl5n/post/3kh5rarr3gn2n",
        "at://did:plc:ab4kz7ewrj2vqyt6mxo3pl5n/app.bsky.feed.post/3kh5rarr3gn2n",
        "https://embed.bsky.app/embed/did:plc:ab4kz7ewrj2vqyt6mxo3pl5n/app.bsky.feed.post/3kh5rarr3gn2n?id=1",
    ),
    not_mine=(
        "https://bsky.app/profile/ada.example.org",
        "https://bsky.app/profile/ada.example.org/lists/3kh5rarr3gn2n",
        "https://bsky.app/intent/compose?text=x",
    ),
    forms=(*embeds.FORMS, *pages.FORMS, *exports.FORMS),
    loaders=("embed.bsky.app/static/embed.js",),
)
