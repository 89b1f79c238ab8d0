"""A page with thousands of posts goes to the archive in parts, while it is read: the same archive comes out."""

import gc
import os
import re
import signal
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from click.testing import CliRunner

import cli
from ingest.archive import Archive
from ingest.commands.care import address
from ingest.containers import InputFile
from ingest.limits import Limits
from ingest.model import Document, Reading
from ingest.page.sheet import PART, Sheet
from ingest.reader import Order, read_file
from ingest.run.workers import Done, numbered, run, sender
from ingest.scan import scan

FIRST = 1_700_000_000_000_000_000
EMBED = ('<blockquote class="twitter-tweet"><p lang="en">words {0}</p>&mdash; A (@a) '
         '<a href="https://twitter.com/a/status/{1}">May 1</a></blockquote>')


def page(count: int) -> str:
    """An article with so many tweets; every hundredth is linked to as well."""
    shown = [EMBED.format(number, FIRST + number) for number in range(count)]
    links = [f'<p><a href="https://twitter.com/b/status/{FIRST - number}">so</a></p>' for number in range(0, count, 100)]
    return f"<html><head><title>Many</title></head><body>{''.join(shown + links)}</body></html>"


def told(*words: str) -> str:
    done = CliRunner().invoke(cli.main, list(words))
    assert done.exit_code == 0, done.output
    return done.output


def test_parts_together_are_the_whole() -> None:
    document = Document(locator="many.html", body=page(2 * PART + 100).encode())
    parts: list[Reading] = []
    parts.append(scan(document, part=parts.append))
    assert [one.more for one in parts] == [True, True, False]
    whole = scan(document)
    assert tuple(one for part in parts for one in part.sightings) == whole.sightings
    assert {(one.sha256, one.page) for one in parts} == {(whole.sha256, whole.page)}


def test_a_frame_goes_on_when_all_of_it_is_read() -> None:
    """What a frame gives as a layer of the page may be said better by the platform's own forms, and only then goes on."""
    drawn = (Path(__file__).parent / "fixtures/bluesky/frame/2025.html").read_text()
    drawn = re.sub(r"<!-- saved from.*?-->|<link rel=\"canonical\"[^>]*>|<meta property=\"og:url\"[^>]*>", "", drawn)
    shown = page(PART - 1).partition("<p>")[0]
    document = Document(locator="many.html", body=f'{shown}<iframe srcdoc="{escape(drawn)}"></iframe>'.encode())
    parts: list[Reading] = []
    parts.append(scan(document, part=parts.append))
    whole = scan(document)
    assert whole.sightings[-1].post.counts
    assert tuple(one for part in parts for one in part.sightings) == whole.sightings


def test_a_page_is_let_go_at_once() -> None:
    """A crawl has thousands of pages: none may wait for Python's collector."""
    parts: list[Reading] = []
    document = Document(locator="many.html", body=page(PART + 1).encode())
    gc.collect()
    gc.disable()
    try:
        scan(document, part=parts.append)
        left = sum(isinstance(one, Sheet) for one in gc.get_objects())
    finally:
        gc.enable()
    assert len(parts) == 1
    assert left == 0


def test_the_archive_is_the_same(tmp_path: Path) -> None:
    path = tmp_path / "many.html"
    path.write_text(page(PART + 500))
    said = told("ingest", str(path), "--db", str(tmp_path / "parts.db"))
    assert "1 documents; posts: 1,514 new" in said
    whole = [one for one in read_file(InputFile(path=str(path)), 0, Order()) if isinstance(one, Reading)]
    assert len(whole) == 1
    with Archive.open(tmp_path / "whole.db", create=True, address=address) as archive:
        archive.add(whole)
    assert told("dump", "--db", str(tmp_path / "parts.db")) == told("dump", "--db", str(tmp_path / "whole.db"))
    assert "1 documents" not in told("ingest", str(path), "--db", str(tmp_path / "parts.db"))


def work(task: str, first: int) -> Iterator[Any]:
    for number, _ in numbered(range(2), first):
        send = sender()
        if number == 0 and send is not None:
            send("a part")
            os.kill(os.getpid(), signal.SIGSEGV)
        yield number


def test_what_went_ahead_of_a_crash_is_kept() -> None:
    first, problem, second, done = [item for _, item in run(["a"], work, 1, Limits())]
    assert (first, second, done) == ("a part", 1, Done())
    assert problem.reason == "internal"


def test_nobody_waits_for_parts_outside_of_workers() -> None:
    assert sender() is None
