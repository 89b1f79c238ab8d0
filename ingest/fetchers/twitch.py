"""Twitch: hosts, post URLs, and the forms in which its posts show up."""

import re
from collections.abc import Iterator

from ingest.fetcher import Fetcher, Form, Found, Link, named
from ingest.model import Author, Post, Problem
from ingest.patterns import late
from ingest.values.heads import picture, titled

_CLIPPED = late(r"Watch (.{1,60}?)(?:'s|’s) clip titled [\"“](.*)[\"”]\.?", re.S)


def head(found: Found) -> Iterator[Post | Problem]:
    """The head of a video's page; the JSON-LD of the page has date, channel and counts."""
    key, meta = found.address.key, found.meta
    title = meta.get("og:title") or None
    if key is None or title is None:
        return
    clip = _CLIPPED.fullmatch(text := meta.get("og:description") or "")
    if clip:
        yield Post(native_id=key.native_id, kind=key.kind, title=clip[2], caption=clip[2], media=picture(meta, video=True),
                   author=Author(handle=found.address.author, name=clip[1]))
        return
    yield Post(native_id=key.native_id, kind=key.kind, title=title, caption=titled(title, text),
               author=Author(handle=found.address.author) if found.address.author else None, media=picture(meta, video=True))


FORMS: tuple[Form, ...] = (Form(name="head", own=True, parse=head),)


_CLIP = r"(?P<id>[A-Za-z][\w-]{4,})"


def _canonical(kind: str, native_id: str, author: str | None) -> str:
    return f"https://www.twitch.tv/videos/{native_id}" if kind == "video" else f"https://clips.twitch.tv/{native_id}"


_LINKS: tuple[Link, ...] = (
    Link(rf"/embed/?\?(?:.*?&)??clip={_CLIP}", "clip", hosts=("clips.twitch.tv",), embed=True),
    Link(rf"/(?!embed\b)(?:[\w]+/)?{_CLIP}", "clip", hosts=("clips.twitch.tv",)),
    Link(rf"/(?:(?P<author>\w+)/)?clip/{_CLIP}", "clip"),
    Link(rf"/{_CLIP}", "clip", hosts=named("twitchclip")),
    Link(r"/v?(?P<id>\d{6,})", "video", hosts=named("twitch", "twitchvideo")),
    Link(rf"/\?(?:.*?&)??clip={_CLIP}", "clip", hosts=("player.twitch.tv",), embed=True),
    Link(r"/\?(?:.*?&)??video=v?(?P<id>\d{4,})", "video", hosts=("player.twitch.tv",), embed=True),
    Link(r"/videos/v?(?P<id>\d{4,})", "video"),
    Link(r"/(?P<author>\w+)/(?:v|videos?)/v?(?P<id>\d{4,})", "video"),
)

FETCHER = Fetcher(
    name="twitch",
    title="Twitch",
    hosts=("twitch.tv", "go.twitch.tv", "clips.twitch.tv", "player.twitch.tv", *named("twitchclip", "twitch", "twitchvideo")),
    frontends=("fxtwitch.tv", "fxtwitch.seria.moe"),
    links=_LINKS,
    url=_canonical,
    mine=(
        "https://clips.twitch.tv/QuietBraveOtterReadsBooks",
        "https://www.twitch.tv/adareads/clip/QuietBraveOtterReadsBooks-a1B2c3",
        "https://www.twitch.tv/videos/1536751224",
        "https://player.twitch.tv/?video=v1536751224&parent=example.org",
    ),
    not_mine=("https://www.twitch.tv/adareads", "https://player.twitch.tv/?channel=adareads&parent=example.org"),
    forms=FORMS,
)
