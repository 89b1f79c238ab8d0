"""Pictures that look alike: the same photo scaled, packed anew or with another frame has nearly the same coarse light and dark.

Of every saved picture 64 bits are kept (a difference hash: is a spot brighter than the one to its left?), by its SHA-256. Pictures
come from anywhere, so they are decoded in a child process with limits, like everything that is read.
"""

import io
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from ingest.archive import Archive
from ingest.errors import Failed, Usage
from ingest.limits import Limits
from ingest.run import workers
from ingest.store.reading import reading, records
from ingest.views.show import locate

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP")
_WIDTH, _HEIGHT = 9, 8
_MOST_PIXELS = 100_000_000
_BATCH = 200


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture to be looked at: a file of its own, or (with ``url``) one inside a file that was read."""

    sha256: str
    place: str
    url: str = ""


def needed() -> Any:
    """Pillow, or how to get it."""
    try:
        from PIL import Image
    except ImportError as error:
        raise Failed("likeness of pictures needs Pillow:  pip install 'afterpost[phash]'") from error
    return Image


def likeness(data: bytes) -> str:
    """The 64 bits in hexadecimal; "" for a picture of one tone, which looks like nothing in particular."""
    images = needed()
    images.MAX_IMAGE_PIXELS = _MOST_PIXELS // 2  # Pillow refuses twice as much
    with images.open(io.BytesIO(data), formats=FORMATS) as image:
        image.draft("RGB", (_WIDTH * 8, _HEIGHT * 8))
        flat = images.alpha_composite(images.new("RGBA", image.size, "white"), image.convert("RGBA")).convert("L")
    tones = list(flat.resize((_WIDTH, _HEIGHT), images.Resampling.LANCZOS).tobytes())
    bits = "".join("01"[tones[at] < tones[at + 1]] for at in range(_WIDTH * _HEIGHT - 1) if at % _WIDTH < _WIDTH - 1)
    return "" if len(set(bits)) == 1 else f"{int(bits, 2):016x}"


def apart(one: str, other: str) -> int:
    """In how many of the 64 bits two pictures differ: up to about 10 they show the same."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


class _Look:
    """The function that workers run."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits

    def __call__(self, picture: Picture, first: int) -> Iterator[str]:
        for _, one in workers.numbered([picture], first):
            yield likeness(self._bytes(one))

    def _bytes(self, picture: Picture) -> bytes:
        if not picture.url:
            return Path(picture.place).read_bytes()
        from ingest.run import reopen  # knows every format

        return reopen.medium(picture.place, picture.url, self.limits) or b""


def looked_at(pictures: Iterable[Picture], limits: Limits) -> Iterator[tuple[str, str]]:
    """(sha256, likeness) of pictures; "" where one cannot be decoded."""
    needed()
    found = ""
    for picture, said in workers.run(pictures, _Look(limits), 1, limits, locate=lambda one: one.place):
        if isinstance(said, workers.Done):
            yield picture.sha256, found
            found = ""
        else:
            found = said if isinstance(said, str) else ""


def learn(archive: Archive, folder: Path, limits: Limits) -> None:
    """Looks at all pictures that were not looked at yet."""
    rows = archive.connection.execute(
        "SELECT sha256, path LIKE substr(sha256, 1, 2) || '/' || sha256 || '.%', path, url FROM blobs b "
        "WHERE media_type LIKE 'image/%' AND NOT EXISTS (SELECT 1 FROM likenesses l WHERE l.sha256 = b.sha256) GROUP BY sha256")
    fresh = [Picture(digest, str(folder / path)) if saved else Picture(digest, path, url) for digest, saved, path, url in rows]
    found = looked_at(fresh, limits)
    while some := list(islice(found, _BATCH)):
        with archive.transaction() as connection:
            connection.executemany("INSERT OR IGNORE INTO likenesses VALUES (?, ?)", some)


def similar(database: str, wanted: str, most: int, folder: Path) -> list[dict[str, Any]]:
    """The posts with a picture like that of a file or of a post, the nearest first."""
    needed()
    limits = Limits()
    with Archive.open(database) as archive:
        learn(archive, folder, limits)
    with reading(database) as connection:
        marks, own = _marks_of(connection, wanted, limits)
        found = {digest: near for digest, mark in connection.execute("SELECT sha256, likeness FROM likenesses WHERE likeness <> ''")
                 if (near := min(apart(mark, one) for one in marks)) <= most}
        rows = [{"distance": near, **row} for digest, near in found.items() for row in _posts_with(connection, digest)
                if row["public_id"] not in own]
    return sorted(rows, key=lambda row: (row["distance"], row["public_id"], row["picture"]))


def _marks_of(connection: sqlite3.Connection, wanted: str, limits: Limits) -> tuple[list[str], set[str]]:
    """What is looked for, and the posts that it is of."""
    if Path(wanted).is_file():
        marks = [mark for _, mark in looked_at([Picture("", wanted)], limits) if mark]
        if not marks:
            raise Failed(f"{wanted}: no picture that can be compared ({', '.join(FORMATS)}, of more than one tone)")
        return marks, set()
    posts = locate(connection, wanted)
    if not posts:
        raise Usage(f"{wanted}: neither a file nor a post of this archive")
    marks = [mark for post in posts for mark, in connection.execute(
        "SELECT l.likeness FROM media m JOIN blobs b ON b.url IN (m.url, m.local, m.poster) JOIN likenesses l USING (sha256) "
        "WHERE m.post_id = ? AND l.likeness <> ''", (post,))]
    if not marks:
        raise Failed(f"{wanted}: no picture of it is saved; 'afterpost media' saves them")
    return marks, {":".join(row) for post in posts for row in connection.execute(
        "SELECT platform, kind, native_id FROM posts WHERE id = ?", (post,))}


def _posts_with(connection: sqlite3.Connection, digest: str) -> Iterator[dict[str, Any]]:
    return records(
        connection, "SELECT DISTINCT p.platform || ':' || p.kind || ':' || p.native_id AS public_id, p.url, b.path AS picture "
        "FROM blobs b JOIN media m ON b.url IN (m.url, m.local, m.poster) JOIN posts p ON p.id = m.post_id "
        "WHERE b.sha256 = ? AND NOT p.hidden", (digest,))
