"""A crawl as a browser-based crawler writes it: requests and responses, pages with their pictures, styles and scripts."""

import base64
import hashlib
import random
import zlib
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

SHARE = 4
"""One page in so many has embeds."""
PICTURES, STYLES, SCRIPTS = 4, 1, 2
"""What each page brings along."""
_DATE = "2021-03-05T10:11:12Z"


def write(path: Path, speaking: list[bytes], plain: list[bytes], megabytes: int) -> tuple[int, int]:
    """Writes a crawl of about that many unpacked megabytes; gives (records, pages)."""
    beside = _beside()
    pages = cycle([None] * (SHARE - 1) + [True])
    with_posts, without = cycle(speaking), cycle(plain)
    made = count = number = 0
    with path.open("wb") as out:
        while made < megabytes * 1_000_000:
            number += 1
            body = next(with_posts) if next(pages) else next(without)
            for unpacked, packed in _page(number, body):
                out.write(packed)
                made += unpacked
                count += 1
            for _ in range(PICTURES + STYLES + SCRIPTS):
                unpacked, packed = next(beside)
                out.write(packed)
                made += unpacked
                count += 1
    return count, number


def _page(number: int, body: bytes) -> Iterator[tuple[int, bytes]]:
    url = f"https://gazette.example/2021/{number % 97}/story-{number}.html"
    unique = body + b"<!-- capture %d -->" % number
    yield _packed(_record(url, "request", b"GET / HTTP/1.1\r\nHost: gazette.example\r\nSec-Fetch-Dest: document\r\n\r\n"))
    yield _packed(_record(url, "response", b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + unique))


def _beside() -> Iterator[tuple[int, bytes]]:
    """Pictures do not pack, styles and scripts do; a pool of them comes again and again, as on a real site."""
    draw = random.Random(11)
    pool = []
    for number in range(60):
        kinds = [("image/jpeg", b"\xff\xd8\xff" + draw.randbytes(draw.randint(15_000, 90_000)))] * PICTURES
        colours = draw.choices(range(1 << 24), k=900)
        style = "".join(f".c{colour % 997}{{margin:{colour % 99}px;color:#{colour:06x}}}" for colour in colours)
        kinds.append(("text/css", style.encode()))
        for _ in range(SCRIPTS):
            names = draw.choices(range(10**6), k=1500)
            kinds.append(("text/javascript", "".join(f"!function f{name}(a){{return a+{name * 7}}}" for name in names).encode()))
        for place, (kind, body) in enumerate(kinds):
            head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n".encode()
            pool.append(_packed(_record(f"https://static.gazette.example/{number}/{place}", "response", head + body)))
    return cycle(pool)


def _record(url: str, kind: str, block: bytes) -> bytes:
    digest = base64.b32encode(hashlib.sha1(block.partition(b"\r\n\r\n")[2]).digest()).decode()
    head = (f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: {_DATE}\r\n"
            f"WARC-Payload-Digest: sha1:{digest}\r\n"
            f"WARC-Record-ID: <urn:uuid:{len(block):08x}-{len(url):04x}>\r\nContent-Type: application/http; msgtype={kind}\r\n"
            f"Content-Length: {len(block)}\r\n\r\n")
    return head.encode() + block + b"\r\n\r\n"


def _packed(record: bytes) -> tuple[int, bytes]:
    machine = zlib.compressobj(4, zlib.DEFLATED, 31)
    return len(record), machine.compress(record) + machine.flush()
