"""What is fuzzed: bytes go in, and nothing but the declared outcomes may come out, within five seconds."""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from ingest import charset
from ingest.containers import read
from ingest.limits import MIB, Limits, html_depth, json_depth
from ingest.links import read as read_url
from ingest.model import REASONS, Document, Problem
from ingest.reader import read_document
from ingest.values import html_to_text, read_count, read_date

LIMITS = Limits(allowance=MIB, body=MIB, ratio=50, members=1000)
_FOLDER = "/dev/shm" if os.path.isdir("/dev/shm") else None
_FILE = tempfile.NamedTemporaryFile(dir=_FOLDER, delete=False)  # noqa: SIM115 - one file for all rounds


def containers(data: bytes) -> None:
    """Every container by its bytes; locators are unique, problems have their reason."""
    with open(_FILE.name, "wb") as file:
        file.write(data)
    seen = set()
    for item in read(_FILE.name, LIMITS):
        if isinstance(item, Problem):
            assert item.reason in REASONS, item
        else:
            assert item.locator not in seen, item.locator
            seen.add(item.locator)
            if item.stream is not None and item.kind != "sqlite":
                with item.stream() as stream:
                    while stream.read(1 << 16):
                        pass


def page(data: bytes) -> None:
    """The scan of a page."""
    list(read_document(Document(locator="page", body=data, kind="html", url="https://gazette.example/a")))


def records(data: bytes) -> None:
    """Record files of each kind, by their first byte."""
    kind = ("json", "ndjson", "csv", "js", "car")[data[0] % 5] if data else "json"
    list(read_document(Document(locator="records", body=data[1:], kind=kind)))


def values(data: bytes) -> None:
    """Numbers, dates, texts and addresses."""
    text = charset.decode(data)
    narrow = charset.transcode(data)
    # Only the last letter may be half one: a page that was cut stays as it is.
    assert narrow[: len(narrow) - 3].decode("utf-8", "ignore") in narrow.decode("utf-8", "ignore")
    read_count(text)
    read_date(text)
    html_to_text(text)
    read_url(text, "https://gazette.example/")
    json_depth(data)
    html_depth(data)


TARGETS: dict[str, Callable[[bytes], None]] = {"containers": containers, "page": page, "records": records, "values": values}


def seeds(target: str) -> list[bytes]:
    """Well-formed input to start from: the project's fixtures and packages made of them."""
    tests = Path(__file__).parent.parent
    kept = [path.read_bytes() for path in sorted((tests / "fuzz" / "kept").glob(f"{target}-*"))]
    if target == "values":
        words = ("12.3K|1,234 likes|1 234|3. Juni 2020|June 5, 2019 at 3:04 PM|2019-06-05T15:04:05Z|https://twitter.com/a/status/20|"
                 "<p>a &amp; b</p>")
        return [*kept, *(word.encode() for word in words.split("|"))]
    files = [path for path in sorted((tests / "fixtures").rglob("*")) if path.is_file() and path.stat().st_size < 40_000]
    if target == "page":
        return [*kept, *(path.read_bytes() for path in files if path.suffix in (".html", ".xml"))]
    if target == "records":
        order = {".json": b"\0", ".jsonl": b"\1", ".ndjson": b"\1", ".csv": b"\2", ".js": b"\3"}
        return [*kept, *(order[path.suffix] + path.read_bytes() for path in files if path.suffix in order)]
    messages = [path.read_bytes() for path in sorted((tests / "messages").glob("*.msg"))]
    return [*kept, *messages, *_packed()]


def _packed() -> list[bytes]:
    sys.path.insert(0, str(Path(__file__).parent.parent))
    import crawls
    import test_containers as made
    import test_saves as saves

    warc = crawls.Crawl().story().bytes()
    message = bytes(made.letter())
    mhtml = message.replace(b"multipart/mixed", b"multipart/related")
    mhtml = mhtml.replace(b"Subject:", b"Snapshot-Content-Location: https://a.example/\nSubject:")
    return [
        warc, crawls.Crawl(packed=False).story().bytes(), crawls.har(), crawls.wacz(warc), message, mhtml,
        b"From a@b.example Fri Mar  5 10:11:12 2021\n" + message, made.zipped({"a.html": crawls.PAGE, "b/c.json": b"[{}]"}),
        made.zipped({"in.zip": made.zipped({"a.html": crawls.PAGE})}), made.tarred({"a.html": crawls.PAGE}), crawls.PAGE,
        crawls.PAGE.decode().encode("utf-16"),
        b"<rss><channel><item><link>https://a.example/</link><description>x</description></item></channel></rss>",
        b"%PDF-1.4\n<< /URI (https://twitter.com/a/status/20) >>\nstream\nx\nendstream",
        saves.webarchive(saves.plistlib.FMT_BINARY), saves.webarchive(saves.plistlib.FMT_XML), saves.ANSWER + crawls.PAGE,
        made.zipped({"x/index.html": crawls.PAGE, "x/index.rdf": saves.RDF, "x/index_files/a.html": saves.FRAMED.encode()}),
        b"a,b,c\n1,2,3\n", b"window.YTD.tweets.part0 = [{}]",
    ]
