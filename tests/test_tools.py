"""What capture tools really write, byte for byte in their way: crawlers, scrapers, mirrors, browsers under automation."""

import csv
import io
import json
from html import escape
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from crawls import ARTICLE, DATA, PAGE, POST, RESULT, Crawl
from test_saves import CAPTURED, JPEG, ingested, rows

import cli
from ingest.links import read

pytestmark = [pytest.mark.filterwarnings("ignore::ResourceWarning"),
              pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]
LETTERS = "https://gazette.example/2021/letters.html"
EMBEDS = "SELECT DISTINCT lower(page_url), captured_at FROM embeds ORDER BY 1"


def test_a_picture_without_an_answer_around_it(tmp_path: Path) -> None:
    """warcit writes files as resources; one that is a picture came while an answer waited for its page."""
    crawl = Crawl()
    crawl.capture(DATA, json.dumps(RESULT).encode(), "application/json", referer="https://platform.twitter.com/", destination="empty")
    crawl.writer.write_record(crawl.writer.create_warc_record(
        "https://gazette.example/seal.jpg", "resource", payload=io.BytesIO(JPEG), warc_content_type="image/jpeg"))
    (tmp_path / "a.warc.gz").write_bytes(crawl.story().bytes())
    database = ingested(tmp_path, tmp_path / "a.warc.gz")
    assert rows(database, "SELECT native_id, likes, embedded_count FROM posts") == [(POST, 318, 1)]


# -- scrapers: a page a record ----------------------------------------------------------------------------------------------

RECORDS: list[dict[str, Any]] = [
    {"url": url, "status": status, "fetched_at": "2021-03-05T10:11:12+00:00", "title": "", "html": html} for url, status, html in (
        ("https://gazette.example/gone", 404, "<html>no</html>"), (ARTICLE, 200, PAGE.decode()), (DATA, 200, json.dumps(RESULT)))
]


def as_csv() -> bytes:
    out = io.StringIO()
    table = csv.DictWriter(out, list(RECORDS[0]))
    table.writeheader()
    table.writerows(RECORDS)
    return out.getvalue().encode()


def as_xml() -> bytes:
    items = "\n".join("<item>" + "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in one.items()) + "</item>"
                      for one in RECORDS)
    return f'<?xml version="1.0" encoding="utf-8"?>\n<items>\n{items}\n</items>'.encode()


FEEDS = {
    "items.json": json.dumps(RECORDS, indent=1).encode(),
    "items.jl": b"".join(json.dumps(one).encode() + b"\n" for one in RECORDS),
    "items.csv": as_csv(),
    "items.xml": as_xml(),
    "nested.jsonl": json.dumps({"job": 1, "response": RECORDS[1], "crawled": 1614939072}).encode() + b"\n" + json.dumps(
        {"job": 2, "response": RECORDS[2]}).encode(),
}


@pytest.mark.parametrize("name", FEEDS)
def test_feeds_of_scrapers(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(FEEDS[name])
    database = ingested(tmp_path, tmp_path / name)
    assert rows(database, EMBEDS) == [(ARTICLE, CAPTURED)]
    assert rows(database, "SELECT native_id, likes, embedded_count FROM posts") == [(POST, 318, 1)]
    shown = CliRunner().invoke(cli.main, ["show", "--db", str(database), "--raw", POST])
    assert shown.exit_code == 0
    assert b"The seal sat on my boat" in shown.stdout_bytes


def test_records_without_a_page_are_told(tmp_path: Path) -> None:
    (tmp_path / "items.jl").write_bytes(FEEDS["items.jl"] + b'{"url": "https://gazette.example/x", "headline": "Fog", "words": 12}\n')
    done = CliRunner().invoke(cli.main, ["ingest", "--db", str(tmp_path / "archive.db"), str(tmp_path / "items.jl")])
    assert done.exit_code == 3
    assert "unsupported: 1 of 4 records hold no page" in done.stderr


# -- replayed by pywb -------------------------------------------------------------------------------------------------------

REPLAYED = (f'<head><!-- WB Insert -->\n<script>\n  wbinfo = {{}};\n  wbinfo.top_url = "http://archive.example/c/2021/{ARTICLE}";\n'
            f'  wbinfo.url = "{ARTICLE}";\n  wbinfo.timestamp = "20210305101112";\n</script>').encode()


def test_a_page_that_pywb_replayed(tmp_path: Path) -> None:
    page = PAGE.replace(b"<head>", REPLAYED).replace(b"https://twitter.com", b"http://archive.example/c/2021mp_/https://twitter.com")
    (tmp_path / "a.html").write_bytes(page)
    assert rows(ingested(tmp_path, tmp_path / "a.html"), EMBEDS) == [(ARTICLE, CAPTURED)]
    assert read(f"http://archive.example/live/mp_/https://twitter.com/inesquay/status/{POST}").key is not None
    assert read(f"http://archive.example/live/page/https://twitter.com/inesquay/status/{POST}").key is None
