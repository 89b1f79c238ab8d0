"""Who asked for what in one crawl: which page the frames and answers belong to.

Best witness first: the page's id in a WACZ or HAR, the page that a frame's own address names, a Referer with a path; then the
post that an answer speaks of, where a frame of a known page, or a page itself, shows that post; then, for browsers send other
hosts only the origin, the page of that origin that was asked for last before the frame.
"""

import re
from bisect import bisect_right, insort
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, unquote_to_bytes, urlsplit

from ingest.containers.web import asker, host_of, origin
from ingest.patterns import late

_FRAME = late(r"embed|plugins?/|widget|oembed|/frame|iframe|tweet\.html", re.IGNORECASE)
_NAMING = frozenset(("id", "ids", "tweetid", "tweet_id", "url", "href", "uri", "uris", "shortcode", "v", "video_id", "videoid", "post_id",
                     "status", "permalink", "variables"))
_MARK = late(r"(?<![\w-])(?<!did:plc:)(?=[A-Za-z_-]*\d)[\w-]{9,80}(?![\w-])", re.ASCII)
"""What may be a post's own name: long, with a digit in it."""
_SAID = late(rb'"(?:id_str|rest_id|tweetId|id|shortcode|code|uri|url|permalink|video_id|href)\\?"\s*:\s*\\?"?([^",}\s]{9,400})')
_FRAMES = ("iframe", "frame", "embed", "object")
"""What browsers say that they ask for, where it will stand in a page."""
_LOOKED = 20_000
_MOST = 50_000
_NEAR = 2_000
"""So many pages of one origin are told apart by their moments, and so many post's names in one answer are looked at."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One capture, and what its request says."""

    url: str
    html: bool
    referer: str = ""
    destination: str = ""
    """The Sec-Fetch-Dest header; without it HTML is a frame only where its address says so, for a Referer also comes with every
    link that is followed."""
    page_id: str = ""
    when: str = ""
    said: bytes = b""
    """What was sent along, and the answer."""


class Askers:
    """The pages of one crawl, and its frames. ``embedder``: the page that shows the post of this name, "" where none was met."""

    def __init__(self, pages: dict[str, str] | None = None, embedder: Callable[[str], str] = lambda name: "") -> None:
        self.by_id = pages or {}
        self.known = set(self.by_id.values())
        self.embedder = embedder
        self._seen: set[str] = set()
        self._pages: dict[str, list[tuple[str, str]]] = {}
        self._frames: dict[str, list[tuple[str, str]]] = {}
        """By origin: moments and pages, in their order."""
        self._framed: dict[str, str] = {}
        self._posts: dict[str, tuple[str, str]] = {}

    def met(self, url: str, when: str) -> None:
        """A page of its own was captured."""
        if len(self._seen) < _MOST:
            self._seen.add(url)
        _remember(self._pages, origin(url), when, url)

    def parent(self, asked: Asked, *, last: bool) -> str | None:
        """The page that a capture belongs to, "" where it is a page itself, or nobody says. None: what comes later in the crawl may
        tell; not where this is the ``last`` time that it is asked."""
        if asked.destination == "document" or (asked.url in self.known and not self._is_listed_frame(asked)):
            return ""
        home = self.by_id.get(asked.page_id, "")
        if asked.html and not asked.destination and home in self._seen:  # what else a page loaded; a page that is gone to has its own id
            return home if home != asked.url else ""
        if not self._is_part(asked):
            return ""
        if asked.page_id in self.by_id:
            return home if home != asked.url else ""
        found = self._found(asked, last)
        if found and asked.html:
            self._frame(asked, found)
        return found

    def _is_listed_frame(self, asked: Asked) -> bool:
        """Tools that look for pages in a WARC list whatever is HTML; a frame says which page of the list it stands in."""
        return asked.html and self._is_part(asked) and (
            asked.destination in _FRAMES or (asker(asked.url) or asked.referer) in self.known)

    @staticmethod
    def _is_part(asked: Asked) -> bool:
        return not asked.html or asked.destination in (*_FRAMES, "empty") or (
            not asked.destination and bool(_FRAME.search(asked.url)) and host_of(asked.referer or asker(asked.url)) != host_of(asked.url))

    def _found(self, asked: Asked, last: bool) -> str | None:
        base = asker(asked.url) or asked.referer
        site = origin(base)
        whole = bool(base) and base.rstrip("/") + "/" != site
        if whole and base not in self._framed and site not in self._frames:
            return base
        if not asked.html and (page := self._shower(asked)):
            return page
        if whole:
            return self._framed.get(base) or asker(base) or base
        page = _nearest(self._pages.get(site, ()), asked.when, last) or _nearest(self._frames.get(site, ()), asked.when, last=True)
        if page and (asked.html or last or site not in self._frames):
            return page
        return base if last else None

    def _shower(self, asked: Asked) -> str:
        """The page with the post of which an answer speaks."""
        for name in _names(asked):
            if name in self._posts:
                return self._posts[name][1]
            if page := self.embedder(name):
                return page
        return ""

    def _frame(self, asked: Asked, page: str) -> None:
        """What a frame asks for (its post as JSON) belongs to the frame's page."""
        _remember(self._frames, origin(asked.url), asked.when, page)
        if len(self._framed) < _MOST:
            self._framed[asked.url] = page
        for name in _marks(asked.url):
            if len(self._posts) < _MOST or name in self._posts:
                self._posts[name] = min(self._posts.get(name, (asked.when, page)), (asked.when, page))


def named_by(url: str) -> str:
    """The page that a frame of a post says it stands in; "" for any other address."""
    return asker(url) if _FRAME.search(url) else ""


def _remember(pages: dict[str, list[tuple[str, str]]], site: str, when: str, page: str) -> None:
    if site in pages or len(pages) < _MOST:
        found = pages.setdefault(site, [])
        insort(found, (when, page), key=lambda one: one[0])
        if len(found) > _NEAR:
            del found[: _NEAR // 2]


def _nearest(pages: "list[tuple[str, str]] | tuple[()]", when: str, last: bool) -> str:
    """The page that was asked for last before a moment; at the ``last`` any."""
    number = bisect_right(pages, when, key=lambda one: one[0]) if when else len(pages)
    return pages[number - 1][1] if number else pages[0][1] if pages and last else ""


def _names(asked: Asked) -> Iterator[str]:
    """Names that an answer's address, the request and the answer have."""
    yield from _marks(asked.url)
    yield from _marks(asked.referer)
    for number, match in enumerate(_SAID.finditer(unquote_to_bytes(asked.said[:_LOOKED]))):
        if number >= _NEAR:
            return
        yield from _MARK.findall(match[1].decode("utf-8", "replace"))


def _marks(url: str) -> list[str]:
    """What may be a post's name in an address: in its path, and in the values that say what is shown."""
    try:
        parts = urlsplit(url[:_LOOKED])
        said = [value for name, value in parse_qsl(parts.query, max_num_fields=200) if name.lower() in _NAMING]
    except ValueError:
        return []
    return [mark for text in (parts.path, *said) for mark in _MARK.findall(unquote(text))]
