"""Pictures and videos of posts, kept by what they are: ``media/ab/abcdef....jpg``, named by SHA-256, type told by content.

What is already inside the files that were read (ZIP and folder members, data: URIs) is used before the network. Nothing of a
post's own words reaches a path: the name is a hash, the suffix comes from a fixed list.
"""

import base64
import binascii
import os
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote_to_bytes

from ingest.errors import Failed
from ingest.limits import Limits
from ingest.online.fetch import EnoughAsked, FetchFailed, Web
from ingest.online.pages import Fetched
from ingest.picturepages import leads_to_page
from ingest.search import Filters, conditions

_DEEPEST = 6
_SIGNS: tuple[tuple[bytes, int, str, str], ...] = (
    (b"\xff\xd8\xff", 0, "image/jpeg", ".jpg"), (b"\x89PNG\r\n\x1a\n", 0, "image/png", ".png"),
    (b"GIF87a", 0, "image/gif", ".gif"), (b"GIF89a", 0, "image/gif", ".gif"), (b"WEBP", 8, "image/webp", ".webp"),
    (b"ftypavif", 4, "image/avif", ".avif"), (b"ftyphei", 4, "image/heic", ".heic"), (b"ftypmif1", 4, "image/heic", ".heic"),
    (b"ftypM4A", 4, "audio/mp4", ".m4a"), (b"ftypqt", 4, "video/quicktime", ".mov"), (b"ftyp", 4, "video/mp4", ".mp4"),
    (b"\x1aE\xdf\xa3", 0, "video/webm", ".webm"), (b"OggS", 0, "audio/ogg", ".ogg"), (b"ID3", 0, "audio/mpeg", ".mp3"),
    (b"\xff\xfb", 0, "audio/mpeg", ".mp3"), (b"WAVE", 8, "audio/wav", ".wav"), (b"BM", 0, "image/bmp", ".bmp"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Medium:
    """One picture, video or sound that is not saved yet."""

    id: int
    url: str
    local: str
    locator: str
    """Document that spoke of it; ``local`` is a path inside the same container."""
    held: str = ""
    """Where a container that was read holds it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blob:
    """A saved file, as the table ``blobs`` has it."""

    sha256: str
    url: str
    media_type: str
    size: int
    path: str


def media_type(data: bytes) -> tuple[str, str] | None:
    """Type and suffix by content; None where it is no picture, video or sound."""
    for sign, at, name, suffix in _SIGNS:
        if data[at : at + len(sign)] == sign:
            return name, suffix
    return None


def unsaved(connection: sqlite3.Connection, filters: Filters) -> Iterator[Medium]:
    """Media of posts that no file is held of, hosts mixed by post; without addresses that lead to the post's page."""
    where, values = conditions(filters)
    more = "".join(f" AND {one}" for one in where)
    sql = f"""SELECT m.id, ifnull(m.url, ''), ifnull(m.local, ''),
      ifnull((SELECT d.locator FROM sightings s JOIN documents d ON d.id = s.document_id WHERE s.post_id = p.id
        ORDER BY s.evidence = 'full' DESC, s.id LIMIT 1), ''),
      ifnull((SELECT min(b.path) FROM blobs b WHERE b.url = coalesce(nullif(m.url, ''), m.local)), '')
      FROM media m JOIN posts p ON p.id = m.post_id WHERE NOT p.hidden AND (m.url <> '' OR m.local <> '')
      AND NOT EXISTS (SELECT 1 FROM blobs b WHERE b.url = coalesce(nullif(m.url, ''), m.local)
        AND b.path LIKE substr(b.sha256, 1, 2) || '/' || b.sha256 || '.%'){more}
      ORDER BY m.position, p.platform, m.id"""
    for row in connection.execute(sql, values):
        medium = Medium(**dict(zip(("id", "url", "local", "locator", "held"), row, strict=True)))
        if medium.local or medium.held or not leads_to_page(medium.url):
            yield medium


def save(
    web: Web | None, folder: Path, media: Iterator[Medium], keep: Callable[[Blob], None], *, most: int,
    report: Callable[[str], None] = lambda text: None,
) -> Fetched:
    """Saves media; ``keep`` notes each file when it is on the disk. Without ``web`` only what is already here is taken."""
    done = Fetched()
    seen: set[str] = set()
    for medium in media:
        name = medium.url or medium.local
        if name in seen:
            continue
        seen.add(name)
        report(name)
        try:
            data = _at_hand(medium, most)
            if data is None and (web is None or not medium.url.startswith(("http://", "https://"))):
                continue
            if data is None and web is not None:
                data = _asked(web, medium.url, most)
            keep(store(folder, name, data or b""))
            done.answered += 1
        except EnoughAsked as error:
            done.enough = True
            done.failed(name, error)
            break
        except FetchFailed as error:
            done.failed(name, error)
    return done


def _asked(web: Web, url: str, most: int) -> bytes:
    answer = web.get(url, robots=False, most=most)
    if answer.last.status != 200:
        raise FetchFailed("vanished" if answer.last.status in (404, 410) else "io", f"status {answer.last.status}")
    return answer.content


def _at_hand(medium: Medium, most: int) -> bytes | None:
    """The bytes, where they are already here."""
    if medium.url.startswith("data:"):
        return _inline(medium.url, most)
    if medium.held:
        from ingest.run import reopen  # knows every format

        data = reopen.medium(medium.held, medium.url or medium.local, Limits(body=most + 1))
        if data and len(data) <= most:
            return data
    if not medium.local or not medium.locator:
        return None
    from ingest.containers import sibling  # knows every format: only where a file has to be opened

    container = medium.locator.partition("@")[0]
    inside = container.rpartition("!")[0]
    # a download that was unpacked: paths count from its root, which is one of the folders above the record
    groups = [inside] if inside else [str(folder) for folder in Path(container).parents][:_DEEPEST]
    for group in groups:
        data = sibling(group, medium.local, Limits(body=most + 1))
        if data and len(data) <= most:
            return data
    return None


def _inline(url: str, most: int) -> bytes:
    head, _, body = url.partition(",")
    try:
        data = base64.b64decode(unquote_to_bytes(body)) if head.endswith(";base64") else unquote_to_bytes(body)
    except (binascii.Error, ValueError) as error:
        raise FetchFailed("bad-record", f"a data: URI that is no base64 ({error})") from error
    if len(data) > most:
        raise FetchFailed("too-large", f"longer than {most:,} bytes")
    return data


def store(folder: Path, url: str, data: bytes) -> Blob:
    """Writes a file under its hash (nothing, if it is there), and says what it is."""
    if not data:
        raise FetchFailed("empty", "nothing came")
    kind = media_type(data)
    if kind is None:
        raise FetchFailed("unsupported", "what came is no picture, video or sound")
    digest = sha256(data).hexdigest()
    inside = f"{digest[:2]}/{digest}{kind[1]}"
    path = folder / inside
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists() or path.stat().st_size != len(data):
            _write(path, data)
    except OSError as error:
        raise Failed(f"{path}: cannot be written ({error.strerror})") from error
    return Blob(sha256=digest, url=url, media_type=kind[0], size=len(data), path=inside)


def _write(path: Path, data: bytes) -> None:
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    descriptor = os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path)


def note(connection: sqlite3.Connection, blob: Blob) -> None:
    """The row of a saved file. It stands for the copy in a container too."""
    connection.execute(
        "INSERT INTO blobs (sha256, url, media_type, size, path) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (sha256, url) DO UPDATE SET path = excluded.path, media_type = excluded.media_type, size = excluded.size",
        (blob.sha256, blob.url, blob.media_type, blob.size, blob.path))
