"""Where a post can be asked for without a key (and with one, where the user gives it): public endpoints, as a table.

An endpoint is a name, a base address that can be changed (``--base NAME=URL``, for tests and mirrors), and a path. What comes
back is read by the forms of the fetchers like anything else; here nothing is parsed.
"""

import json
import os
import re
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from ingest.errors import Usage


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A post to ask for."""

    public_id: str
    platform: str
    kind: str
    native_id: str
    url: str = ""
    handle: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One way to ask for a post."""

    name: str
    platforms: tuple[str, ...]
    base: str
    """``{host}`` stands for the post's own server."""
    path: Callable[[Wanted], str | None]
    """Path and query, or None where this endpoint does not know such posts."""
    gone: Mapping[int, str] = field(default_factory=dict)
    """Statuses that clearly say something about the post, and what."""
    page: bool = False
    """A page for people: robots.txt is asked."""
    secret: str = ""
    """Name of the key it needs: environment variable, or a line ``NAME=value`` in the key file."""
    secret_header: str = "Authorization"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Callable[[Wanted], bytes] | None = None
    """What is posted, where a question is asked so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request to make."""

    url: str
    endpoint: Endpoint
    headers: Mapping[str, str]
    body: bytes = b""


_GONE = {404: "unavailable", 410: "deleted"}


def _oembed(path: str) -> Callable[[Wanted], str | None]:
    def build(wanted: Wanted) -> str | None:
        return path + quote(wanted.url, safe="") if wanted.url else None

    return build


def _of_kind(path: str, *kinds: str) -> Callable[[Wanted], str | None]:
    def build(wanted: Wanted) -> str | None:
        return path.format(id=quote(wanted.native_id, safe="")) if wanted.kind in (kinds or ("",)) else None

    return build


def _tweet(wanted: Wanted) -> str | None:
    number = wanted.native_id
    return f"/tweet-result?id={number}&lang=en&token={tweet_token(number)}" if number.isdigit() else None


def tweet_token(native_id: str) -> str:
    """The token that X's own widget sends: (id / 10^15) times pi in base 36, without zeros and point."""
    value = int(native_id) / 1e15 * 3.141592653589793
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    whole, text = int(value), ""
    while whole:
        whole, digit = divmod(whole, 36)
        text = digits[digit] + text
    rest = value - int(value)
    for _ in range(10):
        rest *= 36
        text += digits[int(rest)]
        rest -= int(rest)
    return text.replace("0", "") or "a"


def _bluesky(wanted: Wanted) -> str | None:
    who, _, rkey = wanted.native_id.rpartition("/")
    uri = quote(f"at://{who}/app.bsky.feed.post/{rkey}", safe="")
    return f"/xrpc/app.bsky.feed.getPostThread?uri={uri}&depth=0&parentHeight=0" if who else None


def _mastodon(wanted: Wanted) -> str | None:
    _, _, number = wanted.native_id.partition("/")
    return f"/api/v1/statuses/{quote(number)}" if number.isdigit() else None


_NOTE = re.compile(r"[0-9a-z]{10}|[0-9a-z]{16}|[0-9a-f]{24}")
_VIDEO = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[1-9A-HJ-NP-Za-km-z]{21,22}")


def _misskey(wanted: Wanted) -> str | None:
    """Misskey's own ids: they look like nobody else's."""
    return "/api/notes/show" if _note_id(wanted) else None


def _note_id(wanted: Wanted) -> str:
    number = wanted.native_id.partition("/")[2]
    return number if _NOTE.fullmatch(number) and not number.isdigit() else ""


def _peertube(wanted: Wanted) -> str | None:
    number = wanted.native_id.partition("/")[2]
    return f"/api/v1/videos/{number}" if _VIDEO.fullmatch(number) else None


def _lemmy(wanted: Wanted) -> str | None:
    _, _, rest = wanted.native_id.partition("/")
    kind, _, number = rest.partition("/")
    return f"/api/v3/{kind}?id={number}" if kind in ("post", "comment") and number.isdigit() else None


def _activity(wanted: Wanted) -> str | None:
    """The post's own address, asked for as ActivityPub: Misskey, Pleroma, Pixelfed, PeerTube and others answer it."""
    host = wanted.native_id.partition("/")[0]
    for scheme in ("https://", "http://"):
        if wanted.url.startswith(f"{scheme}{host}/"):
            return wanted.url.removeprefix(f"{scheme}{host}")
    return None


def _reddit(wanted: Wanted) -> str | None:
    return f"/api/info.json?id={wanted.native_id}&raw_json=1"


_OEMBED = (
    ("twitter", "https://publish.twitter.com", "/oembed?omit_script=1&dnt=1&url="),
    ("bluesky", "https://embed.bsky.app", "/oembed?format=json&url="),
    ("fediverse", "https://{host}", "/api/oembed?format=json&url="),
    ("reddit", "https://www.reddit.com", "/oembed?format=json&url="),
    ("youtube", "https://www.youtube.com", "/oembed?format=json&url="),
    ("tiktok", "https://www.tiktok.com", "/oembed?url="),
    ("vimeo", "https://vimeo.com", "/api/oembed.json?url="),
    ("dailymotion", "https://www.dailymotion.com", "/services/oembed?format=json&url="),
    ("tumblr", "https://www.tumblr.com", "/oembed/1.0?url="),
    ("flickr", "https://www.flickr.com", "/services/oembed/?format=json&url="),
    ("soundcloud", "https://soundcloud.com", "/oembed?format=json&url="),
    ("pinterest", "https://www.pinterest.com", "/oembed.json?url="),
    ("imgur", "https://api.imgur.com", "/oembed.json?url="),
    ("giphy", "https://giphy.com", "/services/oembed?url="),
    ("rumble", "https://rumble.com", "/api/Media/oembed.json?url="),
)
"""Providers that answer oEmbed without a key: platform, base, path before the post's address."""

_FULL = (
    Endpoint(name="x-syndication", platforms=("twitter",), base="https://cdn.syndication.twimg.com", path=_tweet, gone=_GONE),
    Endpoint(
        name="x-api", platforms=("twitter",), base="https://api.x.com", secret="AFTERPOST_X_TOKEN",
        path=_of_kind(
            "/2/tweets/{id}?expansions=author_id,attachments.media_keys,referenced_tweets.id"
            "&tweet.fields=created_at,public_metrics,entities,lang,note_tweet&user.fields=username,name"
            "&media.fields=url,alt_text,width,height,preview_image_url")),
    Endpoint(
        name="bluesky", platforms=("bluesky",), base="https://public.api.bsky.app", path=_bluesky, gone={404: "unavailable"}),
    Endpoint(name="mastodon", platforms=("fediverse",), base="https://{host}", path=_mastodon, gone=_GONE),
    Endpoint(name="truthsocial", platforms=("truthsocial",), base="https://truthsocial.com", path=_of_kind("/api/v1/statuses/{id}")),
    Endpoint(
        name="misskey", platforms=("fediverse",), base="https://{host}", path=_misskey, headers={"Content-Type": "application/json"},
        body=lambda wanted: json.dumps({"noteId": _note_id(wanted)}).encode()),
    Endpoint(name="peertube", platforms=("fediverse",), base="https://{host}", path=_peertube, gone=_GONE),
    Endpoint(name="lemmy", platforms=("fediverse",), base="https://{host}", path=_lemmy, gone=_GONE),
    Endpoint(
        name="activitypub", platforms=("fediverse",), base="https://{host}", path=_activity, gone={410: "deleted"},
        headers={"Accept": 'application/activity+json, application/ld+json; profile="https://www.w3.org/ns/activitystreams"'}),
    Endpoint(name="reddit", platforms=("reddit",), base="https://www.reddit.com", path=_reddit),
    Endpoint(
        name="hackernews", platforms=("hackernews",), base="https://hacker-news.firebaseio.com",
        path=_of_kind("/v0/item/{id}.json")),
    Endpoint(
        name="telegram", platforms=("telegram",), base="https://t.me", page=True,
        path=lambda wanted: f"/{wanted.native_id}?embed=1&mode=tme"),
    Endpoint(
        name="youtube-api", platforms=("youtube",), base="https://www.googleapis.com", secret="AFTERPOST_YOUTUBE_KEY",
        secret_header="X-Goog-Api-Key", path=_of_kind("/youtube/v3/videos?part=snippet,statistics,status&id={id}")),
)
_LAST = (
    Endpoint(
        name="meta-oembed", platforms=("instagram", "threads"), base="https://graph.facebook.com",
        secret="AFTERPOST_META_TOKEN", path=_oembed("/v21.0/instagram_oembed?url=")),
    Endpoint(
        name="meta-oembed-facebook", platforms=("facebook",), base="https://graph.facebook.com",
        secret="AFTERPOST_META_TOKEN", path=_oembed("/v21.0/oembed_post?url=")),
    Endpoint(
        name="instagram-embed", platforms=("instagram",), base="https://www.instagram.com", page=True,
        path=_of_kind("/p/{id}/embed/captioned/")),
)
ENDPOINTS: tuple[Endpoint, ...] = (
    *_FULL,
    *(Endpoint(name=f"{platform}-oembed", platforms=(platform,), base=base, path=_oembed(path), gone=_GONE)
      for platform, base, path in _OEMBED),
    *_LAST,
)
"""The fullest answers first: oEmbed has no counts."""

WAYBACK = Endpoint(name="wayback", platforms=(), base="https://archive.org",
                   path=lambda wanted: "/wayback/available?url=" + quote(wanted.url, safe="") if wanted.url else None)
WAYBACK_WEB = "https://web.archive.org"
"""Captures are asked for here; ``id_`` gives the page as it was, without the archive's toolbar."""


SHORT_LINKS = "short-links"
"""Name of the base under which short links are asked for, where it is not their own host: ``BASE/t.co/abc``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the user set: other bases, keys."""

    bases: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)

    def base(self, name: str, usual: str) -> str:
        """The base address of an endpoint."""
        return self.bases.get(name, usual).rstrip("/")


def settings(bases: tuple[str, ...], key_file: str = "", environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from ``NAME=URL`` pairs, the environment and a key file that only its owner may read."""
    pairs = dict(_pair(text, "--base") for text in bases)
    known = {endpoint.name for endpoint in (*ENDPOINTS, WAYBACK)} | {"wayback-web", SHORT_LINKS}
    if odd := [f"{name}={url}" for name, url in pairs.items() if not url.startswith(("http://", "https://"))]:
        raise Usage(f"--base {odd[0]}: an address begins with http:// or https://")
    if unknown := sorted(set(pairs) - known):
        raise Usage(f"--base {unknown[0]}: there is no such endpoint; there are: {' '.join(sorted(known))}")
    found = os.environ if environment is None else environment
    names = {endpoint.secret for endpoint in ENDPOINTS if endpoint.secret}
    secrets = {name: found[name] for name in names if found.get(name)}
    return Settings(bases=pairs, secrets={**(_keys(key_file) if key_file else {}), **secrets})


def _pair(text: str, where: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not value:
        raise Usage(f"{where} takes NAME=VALUE, not {text!r}")
    return name.strip(), value.strip()


def _keys(path: str) -> dict[str, str]:
    try:
        with open(path, encoding="utf-8") as file:
            if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
                raise Usage(f"{path}: others may read the keys in it; run: chmod 600 {path}")
            lines = [line.strip() for line in file]
    except (OSError, UnicodeDecodeError) as error:
        raise Usage(f"{path}: the key file cannot be read ({error})") from error
    return dict(_pair(line, Path(path).name) for line in lines if line and not line.startswith("#"))


def asks(wanted: Wanted, chosen: Settings) -> Iterator[Ask]:
    """The requests that may give the post, the fullest answer first."""
    for endpoint in ENDPOINTS:
        if wanted.platform not in endpoint.platforms or (endpoint.secret and endpoint.secret not in chosen.secrets):
            continue
        path = endpoint.path(wanted)
        if path is None:
            continue
        base = chosen.base(endpoint.name, endpoint.base).replace("{host}", wanted.native_id.partition("/")[0])
        headers = dict(endpoint.headers)
        if endpoint.secret:
            prefix = "Bearer " if endpoint.secret_header == "Authorization" else ""
            headers[endpoint.secret_header] = prefix + chosen.secrets[endpoint.secret]
        body = endpoint.body(wanted) if endpoint.body is not None else b""
        yield Ask(url=base + path, endpoint=endpoint, headers=headers, body=body)
