"""Pictures of posts that lie where the posts were read: which are asked for, and how they come to the post's media.

A crawl holds a picture under its address; a page saved complete in the folder beside it, by a relative path; SingleFile inside
the page, as a ``data:`` address, which is far too long for a name: it becomes ``inline/`` and its SHA-256.
"""

import base64
import binascii
import posixpath
import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import replace
from hashlib import sha256
from urllib.parse import unquote, unquote_to_bytes, urljoin

from ingest.model import Document, Held, Key, Media, Reading, Sighting

INLINE = "inline/"
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.\-]*:|//|#|\?|$")
_SHORTEST = 400
"""Shorter ``data:`` addresses are stand-ins for pictures that are not loaded yet."""
_LONGEST = 32 << 20
_MOST = 200_000
"""Addresses of one file that are remembered."""
_CRAWLS = ("warc", "memento", "har", "mhtml", "http")


class Shown:
    """The addresses of media that the posts of one file name; asks containers for the pictures of posts."""

    def __init__(self) -> None:
        self.posts: dict[str, Key] = {}
        self.pages: dict[str, str] = {}
        """Names of posts -> the page that shows them, of crawls."""

    def page_of(self, name: str) -> str:
        """The page that shows the post of this name; "" where none was met."""
        return self.pages.get(name, "")

    def __call__(self, url: str) -> bool:
        return url in self.posts

    def add(self, reading: Reading) -> None:
        """Remembers what the posts of a reading show, and which page shows them."""
        page = reading.page.url if reading.document.captured_origin in _CRAWLS and not reading.records else ""
        for one in reading.sightings:
            if page and one.relation == "embedded" and len(self.pages) < _MOST:
                self.pages.setdefault(one.key.native_id.rpartition("/")[2], page)
            for media in one.post.media:
                for url in (media.url, media.poster, media.local):
                    if url and len(self.posts) < _MOST:
                        self.posts.setdefault(url, one.key)

    def named(self, held: Held) -> Held:
        """The picture with its post."""
        return replace(held, post=self.posts.get(held.url))


def placed(reading: Reading, document: Document) -> tuple[Reading, list[Held]]:
    """The reading with media that can be found from outside the page, and the pictures that lie in the page itself."""
    held: list[Held] = []
    sightings = tuple(_placed(one, document, held) for one in reading.sightings)
    return (reading if sightings == reading.sightings else replace(reading, sightings=sightings)), held


def _placed(one: Sighting, document: Document, held: list[Held]) -> Sighting:
    if not any(_is_near(media) for media in one.post.media):
        return one
    media = tuple(_near(media, one, document, held) if _is_near(media) else media for media in one.post.media)
    return replace(one, post=replace(one.post, media=tuple(kept for kept in media if kept is not None)))


def _is_near(media: Media) -> bool:
    return any(url and (url.startswith("data:") or not _SCHEME.match(url)) for url in (media.url, media.poster))


def _near(media: Media, one: Sighting, document: Document, held: list[Held]) -> Media | None:
    """With an address from everywhere, or a path inside the container; None for a mere stand-in."""
    url, poster = media.url or "", _absolute(media.poster or "", document)
    known = replace(media, poster=poster if _SCHEME.match(poster) and not poster.startswith("data:") else None)
    if url.startswith("data:"):
        if len(url) < _SHORTEST:
            return None
        body = inline(url)
        if not body:
            return replace(known, url=None)
        digest = sha256(body).hexdigest()
        at = document.body.find(url[:200].encode("utf-8", "replace"))
        held.append(Held(url=INLINE + digest, locator=f"{document.locator}@{max(at, 0)}", sha256=digest, size=len(body),
                         media_type=re.split("[;,]", url[5:60])[0], post=one.key))
        return replace(known, url=None, local=INLINE + digest)
    if not url or _SCHEME.match(url):
        return known
    absolute = _absolute(url, document)
    return replace(known, url=absolute) if _SCHEME.match(absolute) else replace(known, url=None, local=media.local or absolute)


def _absolute(url: str, document: Document) -> str:
    """A relative address of a crawled page in full; of a saved one as a path from the container's root."""
    if not url or _SCHEME.match(url):
        return url
    if document.captured_origin in _CRAWLS and document.url.startswith("http"):
        return urljoin(document.url, url)
    path = unquote(url.partition("?")[0].partition("#")[0])
    return posixpath.normpath(posixpath.join(posixpath.dirname(document.member), path))


def inline(url: str) -> bytes:
    """What a ``data:`` address holds; nothing where it is damaged."""
    head, comma, body = url[:_LONGEST].partition(",")
    try:
        return base64.b64decode(unquote_to_bytes(body)) if head.endswith(";base64") else unquote_to_bytes(body) if comma else b""
    except (binascii.Error, ValueError):
        return b""


def inside(document: Document, offset: int) -> bytes:
    """The picture whose ``data:`` address begins at this place of a page."""
    end = re.compile(rb"[\"'\s<>)]").search(document.body, offset)
    return inline(document.body[offset : end.start() if end else len(document.body)].decode("utf-8", "replace"))


def note(connection: sqlite3.Connection, pictures: Iterable[Held]) -> None:
    """Rows of ``blobs`` for the pictures of posts that the archive holds. What is saved as a file of its own stays so."""
    for one in _of_posts(connection, pictures):
        connection.execute("INSERT INTO blobs (sha256, url, media_type, size, path) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                           (one.sha256, one.url, one.media_type, one.size, one.locator.encode("utf-8", "backslashreplace").decode()))


def _of_posts(connection: sqlite3.Connection, pictures: Iterable[Held]) -> Iterator[Held]:
    """A redacted post has no media, and none comes back for it."""
    for one in pictures:
        if one.post is not None and connection.execute(
                "SELECT 1 FROM post_members p JOIN media m ON m.post_id = p.post_id WHERE p.platform = ? AND p.kind = ? "
                "AND p.native_id = ? AND ? IN (m.url, m.local, m.poster) LIMIT 1", (*one.post, one.url)).fetchone():
            yield one
