"""SoundCloud: hosts, post URLs, and the forms in which its posts show up."""

import re
from collections.abc import Iterator
from typing import Any

from ingest.fetcher import Fetcher, Form, Found, Link, Made, named
from ingest.model import Author, Key, Media, Post, Problem
from ingest.values.fields import counts_of, dig, from_iso, id_of, number_of, text_of
from ingest.values.heads import picture, titled
from ingest.values.nodes import attr, text_in

_USER = r"(?!(?:discover|search|tags|you|pages|people|upload|charts|stations|jobs|mobile|player|settings|messages)\b)" \
    r"(?P<author>[\w-]+)"
_TAB = r"(?!(?:tracks|sets|likes|reposts|albums|popular-tracks|followers|following|comments|toptracks|playlists|spotlight)\b)"


def amp(found: Found) -> Iterator[Post | Problem]:
    """AMP's player: ``amp-soundcloud[data-trackid]``."""
    number = attr(found.node, "data-trackid")
    if number.isdecimal():
        yield Post(native_id=f"tracks/{number}")


def _named(number: str) -> tuple[Key, ...]:
    """A track's number as another name of it."""
    return (Key("soundcloud", "", f"tracks/{number}"),) if number.isdecimal() else ()


def player(found: Found) -> Iterator[Post | Problem]:
    """The embed code since 2020: the player, which knows the track's number only, and below it a line of links to the author and to
    the track's page. Older code is the player alone."""
    node = found.node
    address = found.read(attr(node, "src"))
    key = address.key
    if node is None or key is None or key.platform != "soundcloud":
        return
    below = node.next
    while below is not None and below.tag == "-text" and not (below.text() or "").strip():
        below = below.next
    links = below.css("a[href]") if below is not None and below.tag == "div" else []
    for link in links:
        page = found.read(attr(link, "href"))
        if page.key is not None and page.key.platform == "soundcloud" and page.key != key:
            title = attr(link, "title") or text_in(link) or None
            name = text_in(links[0]) if links[0] is not link else ""
            yield Post(native_id=key.native_id, title=title, caption=title, same_as=(page.key,),
                       author=Author(handle=page.author, name=name or None) if page.author else None)
            return
    yield Post(native_id=key.native_id, author=Author(handle=address.author) if address.author else None)


def track(found: Found) -> Iterator[Post | Problem]:
    """A track as the API gives it, and as its page carries it for its script: page and number in one record."""
    data, key = found.json, found.read(str(found.json["permalink_url"])).key
    if key is None:
        return
    title, artwork, user = text_of(data.get("title")), text_of(data.get("artwork_url")), data.get("user")
    yield Post(
        native_id=key.native_id, same_as=_named(id_of(data.get("id"))[0]), title=title,
        caption=titled(title, text_of(data.get("description"))),
        created=from_iso(str(data.get("created_at") or "").replace("/", "-")),
        author=Author(handle=text_of(dig(user, "permalink")), name=text_of(dig(user, "username")),
                      native_id=id_of(dig(user, "id"))[0] or None) if isinstance(user, dict) else None,
        counts=counts_of({"likes": _first(data, "likes_count", "favoritings_count"), "comments": data.get("comment_count"),
                          "shares": data.get("reposts_count"), "views": data.get("playback_count")}),
        media=(Media(kind="image", url=artwork),) if artwork and artwork.startswith("http") else ())


def _first(data: dict[str, Any], *names: str) -> int | None:
    return next((number for name in names if (number := number_of(data.get(name))) is not None), None)


def head(found: Found) -> Iterator[Post | Problem]:
    """The head of a track's page. Its player and its address for apps tell the number."""
    key, meta = found.address.key, found.meta
    title = meta.get("og:title") or None
    if key is None or title is None:
        return
    played = found.read(meta.get("twitter:player", "")).key
    app = re.fullmatch(r"soundcloud://sounds:(\d+)", meta.get("al:ios:url", "") or meta.get("al:android:url", ""))
    same = (played,) if played is not None and played != key and played.platform == "soundcloud" else _named(app[1] if app else "")
    yield Post(native_id=key.native_id, same_as=same, title=title, caption=titled(title, meta.get("og:description")), media=picture(meta),
               author=Author(handle=found.address.author) if found.address.author else None)


FORMS: tuple[Form, ...] = (
    Form(name="player", css="iframe[src*='soundcloud.com/player']", marks=("soundcloud.com/player",), parse=player),
    Form(name="track", keys=("permalink_url", "kind", "id"), parse=track,
         test=lambda data: data["kind"] == "track" and "soundcloud.com/" in str(data["permalink_url"])),
    Form(name="head", own=True, parse=head),
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
