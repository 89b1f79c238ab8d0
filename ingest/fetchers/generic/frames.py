"""Frames of services that show other sites' posts and name them by the platform's word and an id in their address: s9e's helper
(XenForo, phpBB, Flarum) behind ``#``, Kinja's insets (Gizmodo, Lifehacker, Jezebel ...) in ``?id=youtube-video-...``."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from ingest.fetcher import Form, Found
from ingest.model import Author, Post, Problem
from ingest.patterns import late
from ingest.values import named
from ingest.values.nodes import attr

_NAMES = ("src", "data-src", "data-lazy-src", "data-s9e-mediaembed-src", "data-recommend-id",
          "data-s9e-mediaembed-iframe")
_S9E = late(r"s9e(?:\.github\.io)?/iframe(?:@[\d.]+)?/(?:\d+/)?(\w+?)(?:\.min)?\.html#([^#\s\"]+)")
_INSET = late(r"inset(?:/iframe)?\?(?:[^#\s]*&)?id=([a-z]+)(?:-(?:video|post))?-([\w-]+)")
_PAIR = late(r"([a-z]+)(?:-video)?://([\w-]+)")
_HOSTED = late(r"(?:([\w.]+)@)?([\w.-]+\.[a-z]{2,})/(\d{6,20})")
"""A post of the fediverse: who, and where if not on the largest server."""
_ALONE = late(r"([\w.]+)/(\d{15,20})")
_WORDS = {"fb": "facebookvideo"}
"""Kinja's own short words."""


def framed(found: Found) -> Iterator[Post | Problem]:
    """The first address of the element that names a post so."""
    for name in _NAMES:
        for address in _addresses(attr(found.node, name)):
            read = found.read(address)
            if read.key is not None:
                yield Post(native_id=read.key.native_id, kind=read.key.kind, platform=read.key.platform,
                           author=Author(handle=read.author) if read.author else None)
                return


def _addresses(value: str) -> Iterator[str]:
    if match := _S9E.search(value.replace("\\/", "/")):
        yield from _helped(match[1], unquote(match[2]))
    elif match := _INSET.search(value) or _PAIR.fullmatch(value):
        yield named.address(_WORDS.get(match[1], match[1]), match[2])


def _helped(site: str, value: str) -> Iterator[str]:
    """What stands behind the ``#``: an id, or the path of the post as the site has it."""
    if site == "facebook" and (match := re.fullmatch(r"[a-z]*(\d{6,20})", value)):
        yield named.address("facebookvideo", match[1])
    elif site == "mastodon" and (match := _HOSTED.fullmatch(value)):
        yield f"https://{match[2]}/@{match[1]}/{match[3]}"
    elif site == "mastodon" and (match := _ALONE.fullmatch(value)):
        yield f"https://mastodon.social/@{match[1]}/{match[2]}"
    elif site == "reddit" and "/comments/" in value:
        yield f"https://www.reddit.com/r/{value.removeprefix('r/')}"
    elif site == "telegram":
        yield f"https://t.me/{value}"
    elif site == "imgur":
        yield f"https://imgur.com/{value}"
    yield named.address(site, f"at://{value}" if site == "bluesky" and value.startswith("did:") else value)


FORMS: tuple[Form, ...] = (
    Form(name="framed", parse=framed, evidence="plain",
         css="iframe[src*='s9e.github.io/iframe/'], iframe[data-s9e-mediaembed-src*='s9e.github.io/iframe/'], "
             "iframe[src*='/s9e/iframe'], [data-s9e-mediaembed-iframe], "
             "iframe[src*='inset/iframe?'], iframe[data-src*='inset/iframe?'], iframe[src*='/inset?id='], iframe[data-recommend-id], "
             "span[data-recommend-id]",
         marks=("s9e.github.io/iframe/", "/s9e/iframe", "data-s9e-mediaembed-iframe", "inset/iframe?", "/inset?id=", "data-recommend-id")),
)
