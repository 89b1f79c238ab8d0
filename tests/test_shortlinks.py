"""Short links: kept as waiting, settled by whatever says what they stand for, in any order; never shown as posts before."""

import itertools
import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from ingest.commands.intake import Wish, ingest
from ingest.links import read
from ingest.model import Key
from ingest.search import Query, find
from ingest.store.dump import dump_hash
from ingest.store.reading import flat_rows, reading
from ingest.views.stats import totals

TWEET = "1274839201746522112"
PAGE = (b'<!DOCTYPE html><title>Story</title><link rel="canonical" href="https://news.example/story"><article><p>Ada said so, '
        b'<a href="https://t.co/Ab1cDeF2gH">here</a>.<iframe src="https://www.facebook.com/plugins/video.php?href='
        b'https%3A%2F%2Ffb.watch%2Fa1B2c3D4e5%2F"></iframe><p>Read <a href="https://bit.ly/3abcDEF">this</a></article>')
OWN = json.dumps({"id_str": TWEET, "created_at": "Sun Jun 21 22:58:45 +0000 2020", "full_text": "the words", "favorite_count": 3,
                  "user": {"id_str": "1", "screen_name": "ada_example", "name": "Ada"}, "entities": {"urls": []}}).encode()
OTHER = json.dumps({"id_str": "1274839201746522999", "created_at": "Sun Jun 21 22:58:46 +0000 2020",
                    "full_text": "see https://t.co/Ab1cDeF2gH !",
                    "user": {"id_str": "2", "screen_name": "bob_example", "name": "Bob"}, "entities": {"urls": [
                        {"url": "https://t.co/Ab1cDeF2gH", "expanded_url": f"https://twitter.com/ada_example/status/{TWEET}"}]}}).encode()


def warc(url: str, location: str) -> bytes:
    answer = f"HTTP/1.1 301 Moved\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()
    head = (f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: 2020-07-01T00:00:00Z\r\nWARC-Target-URI: {url}"
            f"\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n").encode()
    return head + answer + b"\r\n\r\n"


FILES = {
    "page.html": PAGE, "own.json": OWN, "other.json": OTHER,
    "hop.warc": warc("https://fb.watch/a1B2c3D4e5/", "https://bit.ly/3zzzZZZ"),
    "hop2.warc": warc("https://bit.ly/3zzzZZZ", "https://www.youtube.com/watch?v=dQw4w9WgXcQ&feature=share"),
}


def archive(tmp_path: Path, names: Sequence[str]) -> str:
    path = str(tmp_path / f"{'-'.join(names)}.db")
    for name in names:
        (tmp_path / name).write_bytes(FILES[name])
        assert ingest(path, [str(tmp_path / name)], Wish(quiet=True, jobs=1)) == 0
    return path


def posts(path: str) -> dict[str, tuple[int, int]]:
    with reading(path) as connection:
        return {row["public_id"]: (row["embedded_count"], row["linked_count"])
                for row in flat_rows(connection, find(connection, Query()))}


@pytest.mark.parametrize(("url", "short"), [
    ("https://t.co/Ab1cDeF2gH?amp=1", ("twitter", "t.co/Ab1cDeF2gH")), ("http://www.fb.watch/a1B2/", ("facebook", "fb.watch/a1B2")),
    ("https://m.facebook.com/share/r/1A2b3C4d5E/?mibextid=x", ("facebook", "facebook.com/share/r/1A2b3C4d5E")),
    ("https://bit.ly/3abcDEF", ("link", "bit.ly/3abcDEF")), ("https://t.co/" + "a" * 300, None), ("https://t.co/", None),
    (f"https://x.com/a/status/{TWEET}", None),
])
def test_the_name_of_a_short_link(url: str, short: tuple[str, str] | None) -> None:
    assert read(url).short == (Key(short[0], "shortlink", short[1]) if short else None)


def test_a_short_link_waits_and_is_no_post(tmp_path: Path) -> None:
    path = archive(tmp_path, ["page.html"])
    assert posts(path) == {}
    with reading(path) as connection:
        assert (totals(connection)["posts"], totals(connection)["short links waiting"], totals(connection)["hidden"]) == (0, 2, 0)
        kept = connection.execute("SELECT platform, native_id, relation FROM sightings ORDER BY 1").fetchall()
    assert [tuple(row) for row in kept] == [("facebook", "fb.watch/a1B2c3D4e5", "embedded"), ("twitter", "t.co/Ab1cDeF2gH", "linked")]


def test_what_explains_a_link_that_was_seen_nowhere_is_no_post(tmp_path: Path) -> None:
    assert list(posts(archive(tmp_path, ["other.json"]))) == ["twitter::1274839201746522999"]


def test_settled_in_any_order(tmp_path: Path) -> None:
    expected = {f"twitter::{TWEET}": (0, 1), "twitter::1274839201746522999": (0, 0), "youtube::dQw4w9WgXcQ": (1, 0)}
    dumps = set()
    for order in list(itertools.permutations(FILES))[::9]:
        path = archive(tmp_path, order)
        assert posts(path) == expected
        with reading(path) as connection:
            dumps.add(dump_hash(connection))
        Path(path).unlink()
    assert len(dumps) == 1


def test_a_page_and_a_proof_make_a_post(tmp_path: Path) -> None:
    path = archive(tmp_path, ["page.html", "other.json"])
    assert posts(path) == {f"twitter::{TWEET}": (0, 1), "twitter::1274839201746522999": (0, 0)}
    with closing(sqlite3.connect(path)) as connection, connection:
        url = connection.execute("SELECT url FROM posts WHERE native_id = ?", (TWEET,)).fetchone()[0]
    assert url.endswith(f"/status/{TWEET}")
