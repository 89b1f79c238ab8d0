"""What the benchmarks read: a corpus of saved pages where there is one, else this project's fixtures, and generated records."""

import bz2
import gzip
import json
import lzma
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT.parent / "shared" / "corpus" / "pages"
FIXTURES = ROOT / "tests" / "fixtures"
REPEATED = 10
"""How often a fixture is repeated, each time in another article, where there is no corpus."""


def pages(folder: Path, limit: int) -> tuple[list[bytes], str]:
    """Pages as bytes, and where they are from. Evenly spread over the corpus where ``limit`` is smaller."""
    if folder.is_dir():
        paths = sorted(folder.glob("*.gz"))
        step = max(1, len(paths) // limit) if limit else 1
        return [gzip.decompress(path.read_bytes()) for path in paths[::step]][:limit or None], str(folder.name)
    found = [path.read_bytes() for path in sorted(FIXTURES.rglob("*.html"))]
    articles = [article(page, turn) for turn in range(REPEATED) for page in found]
    return articles[:limit or None], "fixtures inside made-up articles (no corpus here)"


def article(fixture: bytes, turn: int) -> bytes:
    """A fixture in the middle of an article with as much around it as saved pages have: links, text, styles and data."""
    draw = random.Random(len(fixture) * 31 + turn)
    words = [f"word{number}" for number in range(2000)]
    style = "".join(f".c{number}{{margin:{number}px;color:#{number:06x}}}" for number in range(900))
    links = "".join(f'<li class="item c{number}"><a href="/section/{number}">{draw.choice(words)}</a></li>' for number in range(400))
    state = json.dumps([{"id": number, "title": " ".join(draw.choices(words, k=8))} for number in range(600)])
    text = "".join(f'<p class="text">{" ".join(draw.choices(words, k=60))}</p>' for _ in range(40))
    return (f"<!doctype html><html lang=en><head><title>Page {turn}</title><style>{style}</style></head><body><ul>{links}</ul>"
            f"<article>{text}").encode() + fixture + f"{text}</article><script>var state = {state}</script></body></html>".encode()


def lay_out(found: list[bytes], folder: Path) -> Path:
    """The pages as gzip files, as a crawler leaves them."""
    folder.mkdir(parents=True)
    for number, page in enumerate(found):
        (folder / f"page-{number:05}.html.gz").write_bytes(gzip.compress(page, 6))
    return folder


def records(size: int, *, full: bool = False) -> Iterator[bytes]:
    """Lines of JSON in the shape of a classic microblog API, about ``size`` bytes in all, always the same.

    ``full``: with pictures and with all that such an API says of an account, some 5 kB a record instead of 1.
    """
    draw = random.Random(7)
    words = [f"word{number}" for number in range(5000)]
    made = 0
    number = 0
    while made < size:
        number += 1
        record = _record(draw, words, 1_100_000_000_000_000_000 + number * 4_194_304_007)
        if full:
            _fill(record, draw, number)
        line = json.dumps(record).encode() + b"\n"
        made += len(line)
        yield line


def _fill(record: dict[str, Any], draw: random.Random, number: int) -> None:
    """Everything around the words that makes real records long."""
    pictures = [{
        "id": number, "id_str": str(number), "type": "photo", "url": "https://t.co/kilnpics00", "indices": [30, 53],
        "media_url_https": f"https://img.example/{number}-{each}.jpg", "media_url": f"http://img.example/{number}-{each}.jpg",
        "display_url": "pics.example/kilnpics00", "expanded_url": f"https://pics.example/{number}/photo/{each}",
        "sizes": {name: {"w": 1200, "h": 800, "resize": "fit"} for name in ("thumb", "small", "medium", "large")},
    } for each in range(draw.randint(0, 4))]
    record["entities"]["urls"] = [{"url": "https://t.co/glazenews0", "expanded_url": f"https://news.example/{number}",
                                   "display_url": "news.example", "indices": [3, 26]}]
    record["entities"]["user_mentions"] = [{"screen_name": "glaze", "name": "Glaze", "id": 12, "id_str": "12", "indices": [3, 9]}]
    if pictures:
        record["entities"]["media"] = pictures[:1]
        record["extended_entities"] = {"media": pictures}
    record["full_text"] += " https://t.co/glazenews0"
    colours = {f"profile_{part}_color": "C0DEED" for part in ("background", "link", "sidebar_border", "sidebar_fill", "text")}
    pictures_of = {f"profile_{part}_url{end}": f"https://img.example/{part}.png" for end in ("", "_https")
                   for part in ("background_image", "image", "banner")}
    flags = dict.fromkeys((
        "protected", "geo_enabled", "contributors_enabled", "is_translator", "is_translation_enabled", "default_profile",
        "profile_background_tile", "profile_use_background_image", "has_extended_profile", "default_profile_image", "following",
        "follow_request_sent", "notifications"), False)
    record["user"] |= {"url": "https://t.co/pottershop", "listed_count": 3, "favourites_count": 5512, "statuses_count": 8131,
                       "utc_offset": None, "time_zone": None, "lang": None, "translator_type": "none", **colours, **pictures_of, **flags,
                       "entities": {"url": {"urls": [{"url": "https://t.co/pottershop", "expanded_url": "https://potter.example",
                                                      "display_url": "potter.example", "indices": [0, 23]}]},
                                    "description": {"urls": []}}}
    record |= {"in_reply_to_status_id_str": None, "in_reply_to_user_id_str": None, "in_reply_to_screen_name": None, "geo": None,
               "possibly_sensitive": False}


def _record(draw: random.Random, words: list[str], post_id: int) -> dict[str, Any]:
    user = draw.randint(1000, 9_000_000)
    return {
        "created_at": f"Tue Mar {draw.randint(1, 28):02} 10:{draw.randint(10, 59)}:30 +0000 2019",
        "id": post_id, "id_str": str(post_id), "full_text": " ".join(draw.choices(words, k=draw.randint(3, 30))) + " &amp; so on",
        "truncated": False, "display_text_range": [0, 140], "lang": "en", "favorite_count": draw.randint(0, 90_000),
        "retweet_count": draw.randint(0, 9000), "favorited": False, "retweeted": False, "is_quote_status": False, "source": "a client",
        "entities": {"hashtags": [{"text": "kiln", "indices": [0, 5]}], "symbols": [], "user_mentions": [], "urls": []},
        "in_reply_to_status_id": None, "in_reply_to_user_id": None, "coordinates": None, "place": None, "contributors": None,
        "user": {
            "id": user, "id_str": str(user), "name": f"Potter {user}", "screen_name": f"potter_{user}", "location": "a town",
            "description": " ".join(draw.choices(words, k=12)), "followers_count": 12, "friends_count": 40, "verified": False,
            "created_at": "Sat Feb 02 08:00:00 +0000 2013", "profile_image_url_https": "https://img.example/potter.png",
        },
    }


def write_records(path: Path, size: int, *, full: bool = False, framing: str = "ndjson") -> Path:
    """The records as lines, as one wrapped array on one line, as a script, or as compressed lines."""
    with _opened(path, framing) as out:
        if framing not in ("array", "script"):
            for record in records(size, full=full):  # zstandard has no writelines
                out.write(record)
            return path
        start, between, end = {"array": (b'{"data":[', b",", b'],"meta":{"result_count":1}}'),
                               "script": (b"window.YTD.tweets.part0 = [ {\n  \"tweet\" : ", b"},\n{  \"tweet\" : ", b"} ]\n")}[framing]
        out.write(start)
        for number, line in enumerate(records(size, full=full)):
            out.write((between if number else b"") + line[:-1])
        out.write(end)
    return path


def _opened(path: Path, framing: str) -> BinaryIO:
    if framing == "zst":
        import zstandard

        return zstandard.open(path, "wb")  # type: ignore[no-any-return]
    openers: dict[str, Any] = {"gz": gzip.open, "bz2": bz2.open, "xz": lzma.open}
    return openers.get(framing, open)(path, "wb")  # type: ignore[no-any-return]
