"""What capture tools really write, byte for byte in their way: crawlers, scrapers, mirrors, browsers under automation."""

import csv
import gzip
import io
import json
import lzma
import sqlite3
import stat
import struct
import zipfile
import zlib
from contextlib import closing
from html import escape
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from crawls import ARTICLE, DATA, FRAME, PAGE, POST, RESULT, Crawl
from test_saves import ANSWER, CAPTURED, HTTRACK, INDEX, JPEG, begun, ingested, rows

import cli
from ingest.links import read
from ingest.run.reopen import reopened

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


# -- caches and recordings --------------------------------------------------------------------------------------------------

def cached(folder: Path, url: str, body: bytes, media_type: str, *, packed: bool) -> None:
    """As Scrapy keeps an answer: the body as it came, notes beside it."""
    folder.mkdir(parents=True)
    note = {"url": url, "method": "GET", "status": 200, "response_url": url, "timestamp": 1614939072.5}
    head = f"Content-Type: {media_type}\r\nContent-Encoding: gzip\r\n".encode()
    parts = {"meta": repr(note).encode() + b"\n", "pickled_meta": b"\x80\x04\x95\x00.", "request_headers": b"Accept: */*\r\n",
             "request_body": b"", "response_headers": head, "response_body": gzip.compress(body)}
    for name, data in parts.items():
        (folder / name).write_bytes(gzip.compress(data) if packed else data)


@pytest.mark.parametrize("packed", [False, True])
def test_the_cache_of_scrapy(packed: bool, tmp_path: Path) -> None:
    cached(tmp_path / "in/news/0a/0a1b", ARTICLE, PAGE, "text/html", packed=packed)
    cached(tmp_path / "in/news/0c/0c1d", DATA, json.dumps(RESULT).encode(), "application/json", packed=packed)
    database = ingested(tmp_path, tmp_path / "in")
    assert rows(database, EMBEDS) == [(ARTICLE, "2021-03-05T10:11:12.500Z")]
    assert rows(database, "SELECT native_id, likes, embedded_count FROM posts") == [(POST, 318, 1)]


def answers(**content: Any) -> list[dict[str, Any]]:
    """Entries of a HAR, whose bodies lie elsewhere."""
    return [{"startedDateTime": CAPTURED, "request": {"url": url, "headers": []},
             "response": {"status": 200, "headers": [], "content": {"size": 99, "mimeType": mime, **{
                 key: value.format(name) for key, value in content.items()}}}}
            for url, mime, name in ((ARTICLE, "text/html", "0a" * 20 + ".html"), (DATA, "application/json", "0b" * 20 + ".json"))]


def har_of(entries: list[dict[str, Any]]) -> bytes:
    return json.dumps({"log": {"creator": {"name": "Playwright"}, "entries": entries}}).encode()


def test_bodies_beside_a_har_are_its_own(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name, data in (("a.har", har_of(answers(_file="{}"))), ("0a" * 20 + ".html", PAGE),
                       ("0b" * 20 + ".json", json.dumps(RESULT).encode()), ("0c" * 20 + ".html", b"<title>404</title>Not found")):
        (tmp_path / "in" / name).write_bytes(data)
    database = ingested(tmp_path, tmp_path / "in")
    assert rows(database, EMBEDS) == [(ARTICLE, CAPTURED)]
    assert rows(database, "SELECT native_id, likes, embedded_count FROM posts") == [(POST, 318, 1)]


def test_a_har_without_bodies_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.har").write_bytes(har_of(answers()))
    done = CliRunner().invoke(cli.main, ["ingest", "--db", str(tmp_path / "archive.db"), str(tmp_path / "a.har")])
    assert done.exit_code == 3
    assert "truncated: it was saved without the bodies of its 2 pages" in done.stderr


@pytest.mark.parametrize("key", ["_file", "_sha1"])
def test_a_recording_of_playwright(key: str, tmp_path: Path) -> None:
    """Newer recordings name the folder of a body, older ones only the body."""
    entries = answers(**{key: "resources/{}" if key == "_file" else "{}"})
    lines = b"".join(json.dumps({"type": "resource-snapshot", "snapshot": one}).encode() + b"\n" for one in entries)
    drawn = json.dumps({"type": "frame-snapshot", "snapshot": {"frameUrl": ARTICLE, "html": ["HTML", {}, ["BODY", {}]]}}).encode()
    (tmp_path / "trace.zip").write_bytes(packed({
        "trace.trace": drawn, "trace.network": lines, "resources/" + "0a" * 20 + ".html": PAGE,
        "resources/" + "0b" * 20 + ".json": json.dumps(RESULT).encode(), "resources/page@1-1.jpeg": JPEG}))
    database = ingested(tmp_path, tmp_path / "trace.zip")
    assert rows(database, EMBEDS) == [(ARTICLE, CAPTURED)]
    assert rows(database, "SELECT native_id, likes, embedded_count FROM posts") == [(POST, 318, 1)]
    assert reopened(f"{tmp_path}/trace.zip!trace.network!entries/0") is not None


def packed(members: dict[str, bytes], extra: dict[str, bytes] | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name)
            info.extra = (extra or {}).get(name, b"")
            archive.writestr(info, data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


# -- curl -------------------------------------------------------------------------------------------------------------------

def test_curl_that_followed(tmp_path: Path) -> None:
    """The address is where the last redirect led."""
    moved = (b"HTTP/1.1 301 Moved\r\nLocation: https://gazette.example/2021/\r\nContent-Length: 0\r\n\r\n"
             b"HTTP/1.1 302 Found\r\nLocation: harbour-seal.html\r\n\r\n")
    (tmp_path / "a.txt").write_bytes(moved + ANSWER + PAGE)
    assert rows(ingested(tmp_path, tmp_path / "a.txt"), EMBEDS) == [(ARTICLE, CAPTURED)]


def test_a_trace_of_curl_is_no_page(tmp_path: Path) -> None:
    """Its lines are cut anywhere, addresses too."""
    (tmp_path / "trace.txt").write_bytes(b"== Info:   Trying 127.0.0.1:443...\n<= Recv data, 99 bytes (0x63)\n0000: <a href=https://www.instagram.com"
                                         b"/p/C6xKqLmNo12\n0040: />\n")
    done = CliRunner().invoke(cli.main, ["ingest", "--db", str(tmp_path / "archive.db"), str(tmp_path / "trace.txt")])
    assert done.exit_code == 3
    assert "a trace by curl is not read" in done.stderr
    assert rows(tmp_path / "archive.db", "SELECT count(*) FROM posts") == [(0,)]


# -- mirrors ----------------------------------------------------------------------------------------------------------------

def framed(address: str) -> bytes:
    return PAGE.replace(b"</article>", f'<iframe src="{address}" width="500"></iframe></article>'.encode())


LATER = "1367000000000000999"
OTHER = FRAME.replace(POST, LATER)
EMPTY = b"<!DOCTYPE html><html><head><title>Twitter Embed</title></head><body><div id=app></div></body></html>"


def test_frames_of_a_mirror_by_wget(tmp_path: Path) -> None:
    """``wget -p -k -E -H``: links lead from file to file; what was asked stands in the name."""
    name = OTHER.removeprefix("https://").replace("https%3A", "https:") + ".html"
    link = "../../" + name.replace("%2F", "%252F").replace("?", "%3F").replace("&", "&amp;")
    for path, data in (("gazette.example/2021/harbour-seal.html", framed(link)), ("gazette.example/robots.txt", b"User-agent: *\n"),
                       (name, EMPTY)):
        (tmp_path / "in" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / path).write_bytes(data)
    database = ingested(tmp_path, tmp_path / "in")
    assert rows(database, "SELECT DISTINCT page_url FROM embeds") == [(ARTICLE.replace("https", "http"),)]
    assert rows(database, "SELECT native_id, embedded_count FROM posts ORDER BY 1") == [(POST, 1), (LATER, 1)]


HTTRACK_FRAME = HTTRACK.replace(ARTICLE.partition("://")[2], OTHER.partition("://")[2])


def test_a_mirror_by_httrack(tmp_path: Path) -> None:
    """Names lose what was asked: the comment of the file has it; of what was not kept the name without its hash tells."""
    page = HTTRACK.encode() + framed("../../platform.twitter.com/embed/Tweetaca0.html?dnt=false&amp;id=1")
    page = page.replace(f"https://twitter.com/inesquay/status/{POST}?".encode(), f"../../twitter.com/inesquay/status/{POST}0276?".encode())
    for path, data in (("gazette.example/2021/harbour-seal.html", page), ("platform.twitter.com/embed/Tweetaca0.html",
                                                                         EMPTY.replace(b"<html>", b"<html>" + HTTRACK_FRAME.encode()))):
        (tmp_path / "in" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / path).write_bytes(data)
    database = ingested(tmp_path, tmp_path / "in")
    assert rows(database, "SELECT DISTINCT replace(page_url, 'http:', 'https:') FROM embeds") == [(ARTICLE,)]
    assert rows(database, "SELECT native_id, embedded_count FROM posts ORDER BY 1") == [(POST, 1), (LATER, 1)]


def test_the_cache_of_httrack(tmp_path: Path) -> None:
    """Each answer with its head, who asked for it in the list beside; the moment is that of the page that was saved."""
    cache, gone = tmp_path / "in/hts-cache", "https://www.tiktok.com/gone"
    frame = "https://www.facebook.com/plugins/post.php?href=https%3A%2F%2Fwww.facebook.com%2Fmill%2Fposts%2F1015800000000"
    cache.mkdir(parents=True)
    (tmp_path / "in/saved.html").write_bytes(begun(HTTRACK))
    heads = {url: f"HTTP/1.1 {status} X\r\nX-StatusCode: {status}\r\nContent-Type: text/html\r\nX-Save: {save}\r\n".encode()
             for url, status, save in ((ARTICLE, 200, "saved.html"), (frame, 200, "f.html"), (gone, 404, "g.html"))}
    (cache / "new.zip").write_bytes(packed({ARTICLE: PAGE, frame: b"<html><head><title>Facebook</title></head></html>",
                                            gone: b"<title>404</title>Not found"}, heads))
    (cache / "new.txt").write_text("date\tsize'/'remotesize\tflags(request:Update)\tstatuscode\n"
                                   f"10:11:13\t9/9\t---M--\t200\tadded ('OK')\ttext/html\tetag:x\t{frame}\tf.html\t(from {ARTICLE})\n")
    database = ingested(tmp_path, cache)
    assert rows(database, EMBEDS + ", 2 DESC") == [(ARTICLE, CAPTURED), (ARTICLE, None)]
    assert rows(database, "SELECT native_id, embedded_count FROM posts ORDER BY 1") == [("1015800000000", 1), (POST, 1)]


# -- texts ------------------------------------------------------------------------------------------------------------------

LINK = f"https://twitter.com/inesquay/status/{POST}"
QUOTED = f"The seal sat on my boat\n-- Ines Quay (@inesquay) [March 3, 2021]({LINK})"
TEXTS = {
    "lynx.txt": f"   [1]The Gazette\n\n   It came.\n   [2]March 3, 2021\n\nReferences\n\n   1. https://gazette.example/\n   2. {LINK}\n",
    "a.dokuwiki": f"[[https://gazette.example/|The Gazette]]\n\nIt came at noon. [[{LINK}|March 3, 2021]]\n",
    "letter.txt": f"Dear all, see Ines Quay <{LINK}> for more.\n",
    "note.md": f"# Seals\n\nSee <{LINK}>.\n",
}


@pytest.mark.parametrize("name", TEXTS)
def test_links_of_texts(name: str, tmp_path: Path) -> None:
    """Numbers and links in brackets are no JSON, an address in angle brackets is no tag."""
    (tmp_path / name).write_text(TEXTS[name])
    assert rows(ingested(tmp_path, tmp_path / name), "SELECT native_id, linked_count FROM posts") == [(POST, 1)]


HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><title type="main">A seal</title>'
EXTRACTED = {
    "trafilatura.json": json.dumps({"title": "A seal", "author": "Ida Korn", "date": "2021-03-05", "fingerprint": "f6fd", "license": None,
                                    "comments": "", "raw_text": "It came", "text": "It came at noon.\n> " + QUOTED.replace("\n", "\n> "),
                                    "source": ARTICLE}),
    "newspaper.json": json.dumps({"url": ARTICLE, "read_more_link": "", "title": "A seal", "top_image": "", "movies": [FRAME],
                                  "text": "It came at noon."}),
    "a.xml": f'<doc title="A seal" url="{ARTICLE}" fingerprint="f6"><main><p>It came.</p><quote><p>The seal sat on my boat</p>Ines Quay '
             f'(@inesquay) <ref target="{LINK}">March 3, 2021</ref></quote></main></doc>',
    "tei.xml": f'{HEAD}<ptr type="URL" target="{ARTICLE}"/></teiHeader><text><body><p>It came at noon.</p><quote>The seal sat on my boat '
               f'(@inesquay) <ref target="{LINK}">March 3, 2021</ref></quote></body></text></TEI>',
}


@pytest.mark.parametrize("name", EXTRACTED)
def test_what_extractors_keep(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(EXTRACTED[name])
    database = ingested(tmp_path, tmp_path / name)
    assert rows(database, "SELECT DISTINCT page_url FROM embeds") == [(ARTICLE,)]
    assert rows(database, "SELECT native_id FROM posts") == [(POST,)]


def test_posts_in_a_reading_list(tmp_path: Path) -> None:
    """A reader that runs no scripts kept nothing of the post: it is an entry, and no page that was saved badly."""
    entry = {"is_archived": 1, "title": "Ines Quay on Twitter", "url": LINK, "content": "<p>JavaScript is not available.</p>", "tags": [],
             "created_at": "2021-03-05T10:11:12+0000", "domain_name": "twitter.com"}
    page = {**entry, "title": "A seal", "url": ARTICLE, "content": PAGE.partition(b"<article>")[2].decode()}
    (tmp_path / "wallabag.json").write_text(json.dumps([entry, page]))
    database = ingested(tmp_path, tmp_path / "wallabag.json")
    assert rows(database, "SELECT relation FROM sightings ORDER BY 1") == [("embedded",), ("reference",)]
    assert rows(database, "SELECT count(*) FROM problems") == [(0,)]


PDF = (b"%PDF-1.4\n1 0 obj\n<</Creator (Chromium)/Producer (Skia/PDF m156)/CreationDate (D:20210305111112+01'00')>>\nendobj\n"
       b"2 0 obj\n<</Type/Annot/A<</S/URI/URI (" + LINK.encode() + b")>>>>\nendobj\n%%EOF\n")


def test_a_pdf_beside_a_page(tmp_path: Path) -> None:
    """Printed from the page that lies beside it; when, it says itself."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in/seal.pdf").write_bytes(PDF)
    (tmp_path / "in/seal.html").write_bytes(PAGE.replace(b"</title>", f'</title><link rel="canonical" href="{ARTICLE}">'.encode()))
    database = ingested(tmp_path, tmp_path / "in")
    said = "SELECT url, captured_at, captured_origin FROM documents WHERE locator LIKE '%.pdf'"
    assert rows(database, said) == [(ARTICLE, CAPTURED, "pdf")]
    assert rows(database, "SELECT embedded_count, linked_count FROM posts") == [(1, 1)]


# -- archives ---------------------------------------------------------------------------------------------------------------

def header(name: str, size: int, kind: bytes, rest: bytes = b"") -> bytes:
    """One header of a tar, with its sum."""
    head = bytearray(512)
    for place, field in ((0, name.encode()), (100, b"0000644\0"), (124, b"%011o\0" % size), (156, kind), (257, b"ustar  \0"), (386, rest)):
        head[place : place + len(field)] = field
    head[148:156] = b" " * 8
    head[148:156] = b"%06o\0 " % sum(head)
    return bytes(head)


def padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 512)


def sparse_by_gnu() -> bytes:
    """Two pieces in the header, a third in the block behind it."""
    pieces = [(0, PAGE[:100]), (4096, PAGE[100:200]), (4196, PAGE[200:])]
    fields = [b"%011o\0%011o\0" % (place, len(piece)) for place, piece in pieces]
    whole = 4196 + len(pieces[2][1])
    rest = (fields[0] + fields[1]).ljust(96, b"\0") + b"\1" + b"%011o\0" % whole
    return header("seal.html", len(PAGE), b"S", rest) + fields[2].ljust(512, b"\0") + padded(PAGE)


def sparse_by_pax(version: int) -> bytes:
    """A piece, a hole, the rest: listed in the header, or in front of the bytes."""
    facts: dict[str, Any] = {"GNU.sparse.realsize": 3996 + len(PAGE), "GNU.sparse.name": "seal.html"}
    listed, rest = b"", len(PAGE) - 100
    if version:
        facts |= {"GNU.sparse.major": 1, "GNU.sparse.minor": 0}
        listed = padded(b"2\n0\n100\n4096\n%d\n" % rest)
    else:
        facts |= {"GNU.sparse.map": f"0,100,4096,{rest}"}
    lines = b"".join(b"%d %s=%s\n" % (len(name) + len(str(value)) + 5, name.encode(), str(value).encode()) for name, value in facts.items())
    return (header("x", len(lines), b"x") + padded(lines) + header("GNUSparseFile.0/seal.html", len(listed) + len(PAGE), b"0")
            + padded(listed + PAGE))


@pytest.mark.parametrize("made", [sparse_by_gnu(), sparse_by_pax(0), sparse_by_pax(1)], ids=["gnu", "map", "1.0"])
def test_sparse_files_in_a_tar(made: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.tar").write_bytes(made + bytes(1024))
    database = ingested(tmp_path, tmp_path / "a.tar")
    assert rows(database, "SELECT native_id FROM posts") == [(POST,)]
    found = reopened(f"{tmp_path}/a.tar!seal.html")
    assert found is not None
    assert found.body.replace(b"\0", b"") == PAGE


def test_a_zip_out_of_a_pipe(tmp_path: Path) -> None:
    """``zip -`` adds the larger closing record where nobody needs it, and calls the member a FIFO."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("-")
        info.external_attr = (stat.S_IFIFO | 0o600) << 16
        archive.writestr(info, PAGE, zipfile.ZIP_DEFLATED)
    data, end = out.getvalue()[:-22], out.getvalue()[-22:]
    count, size, start = struct.unpack("<HII", end[10:20])
    large = struct.pack("<4sQHHIIQQQQ", b"PK\6\6", 44, 798, 45, 0, 0, count, count, size, start)
    (tmp_path / "a.zip").write_bytes(data + large + struct.pack("<4sIQI", b"PK\6\7", 0, len(data), 1) + end)
    assert rows(ingested(tmp_path, tmp_path / "a.zip"), "SELECT native_id FROM posts") == [(POST,)]


WHOLE = packed({"a.html": PAGE})
REFUSED = {
    "split.zip": (WHOLE[40:-18] + b"\3\0\3\0" + WHOLE[-14:], "split into 4 files: join them first"),
    "split.z01": (b"PK\7\x08" + WHOLE, "the first part of a split ZIP"),
    "split.7z.002": (bytes(range(256)) * 4, "a part of a split archive"),
    "a.cpio": (b"07070100000001" + b"0" * 200, "a cpio archive"),
    "a.tar.lzma": (b"\x5d\0\0\x80\0" + b"\xff" * 8 + b"\0" * 50, "packed by lzma"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_says_what_to_do(name: str, tmp_path: Path) -> None:
    data, words = REFUSED[name]
    (tmp_path / name).write_bytes(data)
    done = CliRunner().invoke(cli.main, ["ingest", "--db", str(tmp_path / "archive.db"), str(tmp_path / name)])
    assert done.exit_code == 3
    assert "unsupported" in done.stderr
    assert words in done.stderr


def test_xz_in_a_zip(tmp_path: Path) -> None:
    """7-Zip packs members so; the standard library can neither write nor read it."""
    body = lzma.compress(PAGE)
    crc, place = zlib.crc32(PAGE), len("a.html")
    local = struct.pack("<4sHHHHHIIIHH", b"PK\3\4", 63, 0, 95, 0, 33, crc, len(body), len(PAGE), place, 0) + b"a.html" + body
    entry = struct.pack("<4sBBHHHHHIIIHHHHHII", b"PK\1\2", 63, 3, 63, 0, 95, 0, 33, crc, len(body), len(PAGE), place, 0, 0, 0, 0, 0, 0)
    made = local + entry + b"a.html" + struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 1, 1, len(entry) + place, len(local), 0)
    (tmp_path / "a.zip").write_bytes(made)
    assert rows(ingested(tmp_path, tmp_path / "a.zip"), "SELECT native_id FROM posts") == [(POST,)]


# -- the Wayback Machine, and lists of pages --------------------------------------------------------------------------------

CLOSING = b"<!--\n     FILE ARCHIVED ON 10:11:12 Mar 05, 2021 AND RETRIEVED FROM THE\n     INTERNET ARCHIVE ON 21:00:00 Nov 28, 2026.\n-->"
REWRITTEN = PAGE.replace(b"https://twitter.com/", b"https://web.archive.org/web/20210305101112/https://twitter.com/") + CLOSING
SCRIPT = f'<script>__wm.wombat("{ARTICLE}","20210305101112","https://web.archive.org/","web","https://x.example/","161493")</script></head>'.encode()


@pytest.mark.parametrize(("name", "page"), [("20210305101112/gazette.example/2021/harbour-seal.html", REWRITTEN),
                                            ("a.html", REWRITTEN.replace(b"</head>", SCRIPT))])
def test_no_link_is_the_address_of_an_archived_page(name: str, page: bytes, tmp_path: Path) -> None:
    """Without the toolbar the first archived address in the page is that of a link."""
    (tmp_path / "in" / name).parent.mkdir(parents=True)
    (tmp_path / "in" / name).write_bytes(page)
    database = ingested(tmp_path, tmp_path / "in")
    assert rows(database, "SELECT DISTINCT replace(page_url, 'http:', 'https:'), captured_at FROM embeds") == [(ARTICLE, CAPTURED)]


def test_the_closing_comment_alone_has_the_time(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(REWRITTEN)
    assert rows(ingested(tmp_path, tmp_path / "a.html"), EMBEDS) == [(None, CAPTURED)]


def test_frames_that_are_listed_as_pages(tmp_path: Path) -> None:
    """``wacz create --detect-pages`` lists whatever is HTML."""
    crawl = Crawl()
    crawl.capture(ARTICLE, PAGE)
    crawl.capture(OTHER, EMPTY, referer=ARTICLE)
    listed = [{"format": "json-pages-1.0", "id": "pages"}, {"id": "p1", "url": ARTICLE, "title": "A seal"}, {"id": "p2", "url": OTHER}]
    (tmp_path / "a.wacz").write_bytes(packed({
        "archive/a.warc.gz": crawl.bytes(), "pages/pages.jsonl": "".join(json.dumps(one) + "\n" for one in listed).encode(),
        "datapackage.json": b'{"profile": "data-package"}'}))
    database = ingested(tmp_path, tmp_path / "a.wacz")
    assert rows(database, "SELECT native_id, embedded_count FROM posts ORDER BY 1") == [(POST, 1), (LATER, 1)]
    assert rows(database, EMBEDS) == [(ARTICLE, "2021-03-05T10:11:12.000Z")]


def test_frames_beside_a_copy_in_archivebox(tmp_path: Path) -> None:
    """Its wget writes ``@`` for the sign before the query; each host's files lie in a folder beside the page's."""
    name = OTHER.removeprefix("https://").replace("?", "@") + ".html"
    home = tmp_path / "in/archive/1614939072"
    for path, data in (("gazette.example/2021/harbour-seal.html", framed("../../" + name.replace("%", "%25").replace("&", "&amp;"))),
                       (name, EMPTY), ("index.json", INDEX)):
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_bytes(data)
    (tmp_path / "in/ArchiveBox.conf").write_text("[SERVER_CONFIG]\n")
    with closing(sqlite3.connect(tmp_path / "in/index.sqlite3")) as base, base:
        base.execute("CREATE TABLE core_snapshot (id, url)")
    database = ingested(tmp_path, tmp_path / "in")
    assert rows(database, EMBEDS) == [(ARTICLE, CAPTURED)]
    assert rows(database, "SELECT native_id, embedded_count FROM posts ORDER BY 1") == [(POST, 1), (LATER, 1)]
