"""Containers: what each gives of one article, with address, capture time and the page that asked."""

import gzip
import io
import json
import mailbox
import os
import sqlite3
import tarfile
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest
from crawls import ARTICLE, DATA, FRAME, PAGE, POST, Crawl, browser, har, mhtml_of, wacz

from ingest import containers
from ingest.containers import CONTAINERS, read, sibling, walk
from ingest.containers.source import Peek, Source
from ingest.limits import Limits
from ingest.model import Document, Problem, Revisit

# The writer of WARCs used here leaves its temporary files to the garbage collector.
pytestmark = [pytest.mark.filterwarnings("ignore::ResourceWarning"),
              pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]
LIMITS = Limits()
CAPTURED = "2021-03-05T10:11:12.000Z"


def opened(path: Path, data: bytes | None = None, limits: Limits = LIMITS) -> tuple[list[Document], list[Problem]]:
    """(documents, problems) of one file."""
    if data is not None:
        path.write_bytes(data)
    items = list(read(path, limits))
    return [one for one in items if isinstance(one, Document)], [one for one in items if isinstance(one, Problem)]


def zipped(members: dict[str, bytes], *, stored: bool = False) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, data in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return out.getvalue()


# -- crawls -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("made", [
    lambda: Crawl().story().bytes(), lambda: Crawl(packed=False).story().bytes(), lambda: Crawl(request_first=True).story().bytes(),
    lambda: gzip.compress(Crawl(packed=False).story().bytes()), har, lambda: wacz(Crawl().story().bytes()),
], ids=["warc.gz", "warc", "request-first", "one-member", "har", "wacz"])
def test_a_crawl_joins_frames_and_data_to_their_page(made: Callable[[], bytes], tmp_path: Path) -> None:
    documents, problems = opened(tmp_path / "crawl", made())
    assert [(d.url, d.kind, d.parent_url) for d in documents] == [
        (ARTICLE, "html", ""), (FRAME, "html", ARTICLE), (DATA, "json", ARTICLE)]
    assert {d.captured_at for d in documents} == {CAPTURED}
    assert documents[0].body == PAGE
    assert not problems
    assert len({d.locator for d in documents}) == 3


def test_the_locator_is_where_the_record_begins(tmp_path: Path) -> None:
    data = Crawl().story().bytes()
    documents, _ = opened(tmp_path / "a.warc.gz", data)
    for document in documents:
        offset = int(document.locator.rpartition("@")[2])
        assert data[offset:offset + 2] == b"\x1f\x8b"
        assert document.url.encode() in gzip.decompress(data[offset:document.offset + 100_000])


def test_a_revisit_gets_the_body_of_its_first_capture(tmp_path: Path) -> None:
    crawl = Crawl()
    crawl.capture(ARTICLE, PAGE, destination="document")
    first = crawl.bytes()
    digest = next(line.split()[1] for line in gzip.decompress(first).splitlines() if line.startswith(b"WARC-Payload-Digest"))
    revisit = crawl.writer.create_revisit_record(
        ARTICLE, digest.decode(), ARTICLE, "2021-03-05T10:11:12Z", warc_headers_dict={"WARC-Date": "2021-04-01T00:00:00Z"})
    crawl.writer.write_record(revisit)
    documents, problems = opened(tmp_path / "a.warc.gz", crawl.bytes())
    assert [(d.body, d.captured_at) for d in documents] == [(PAGE, CAPTURED), (PAGE, "2021-04-01T00:00:00.000Z")]
    assert not problems


def test_a_revisit_without_its_capture_waits(tmp_path: Path) -> None:
    crawl = Crawl()
    crawl.writer.write_record(crawl.writer.create_revisit_record(ARTICLE, "sha1:" + "A" * 32, ARTICLE, "2021-03-05T10:11:12Z"))
    assert opened(tmp_path / "a.warc.gz", crawl.bytes()) == ([], [])
    revisit, = read(tmp_path / "a.warc.gz", LIMITS)
    assert isinstance(revisit, Revisit)
    assert (revisit.refers_to, revisit.refers_at, revisit.digest) == (ARTICLE, CAPTURED, "sha1:" + "A" * 32)


@pytest.mark.parametrize(("coding", "pack"), [
    ("gzip", gzip.compress), ("deflate", lambda body: __import__("zlib").compress(body)),
    ("deflate", lambda body: __import__("zlib").compress(body)[2:-4]), ("zstd", lambda body: __import__("zstandard").compress(body)),
    ("gzip", lambda body: body), ("x-unknown", lambda body: body),
])
def test_content_codings_are_undone(coding: str, pack: Callable[[bytes], bytes], tmp_path: Path) -> None:
    crawl = Crawl()
    crawl.capture(ARTICLE, pack(PAGE), headers=(("Content-Encoding", coding),))
    assert opened(tmp_path / "a.warc.gz", crawl.bytes())[0][0].body == PAGE


def test_chunks_are_joined_and_a_lie_about_them_is_seen_through(tmp_path: Path) -> None:
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE)
    for body in (chunked, PAGE):
        crawl = Crawl()
        crawl.capture(ARTICLE, body, headers=(("Transfer-Encoding", "chunked"),))
        assert opened(tmp_path / "a.warc.gz", crawl.bytes())[0][0].body == PAGE


def test_errors_redirects_and_pictures_are_no_documents(tmp_path: Path) -> None:
    crawl = Crawl()
    crawl.capture("https://gazette.example/gone", PAGE, status="404 Not Found")
    crawl.capture("https://gazette.example/moved", PAGE, status="301 Moved Permanently")
    crawl.capture("https://gazette.example/seal.png", b"\x89PNG\r\n\x1a\n", "image/png")
    crawl.capture("https://gazette.example/site.js", b"!function(){var a={}}()", "text/javascript")
    assert opened(tmp_path / "a.warc.gz", crawl.bytes()) == ([], [])


def test_a_memento_tells_the_original_address_and_time(tmp_path: Path) -> None:
    crawl = Crawl()
    crawl.capture(f"https://web.archive.org/web/20200102030405id_/{ARTICLE}", PAGE,
                  headers=(("Memento-Datetime", "Thu, 02 Jan 2020 03:04:05 GMT"),))
    document, = opened(tmp_path / "a.warc.gz", crawl.bytes())[0]
    assert (document.url, document.captured_at, document.captured_origin) == (ARTICLE, "2020-01-02T03:04:05.000Z", "memento")


def test_a_link_that_was_followed_is_no_frame(tmp_path: Path) -> None:
    crawl = Crawl()
    crawl.capture("https://gazette.example/", PAGE)
    crawl.capture(ARTICLE, PAGE, referer="https://gazette.example/")
    assert [d.parent_url for d in opened(tmp_path / "a.warc.gz", crawl.bytes())[0]] == ["", ""]


# -- saves of a browser -----------------------------------------------------------------------------------------------------


def test_singlefile_states_address_and_date(tmp_path: Path) -> None:
    head = (f"<!DOCTYPE html><html><!--\n Page saved with SingleFile \n url: {ARTICLE} \n"
            " saved date: Fri Mar 05 2021 11:11:12 GMT+0100 (Central European Standard Time)\n-->").encode()
    document, = opened(tmp_path / "page.html", PAGE.replace(b"<!DOCTYPE html><html", head + b"<html", 1))[0]
    assert (document.url, document.captured_at, document.captured_origin) == (ARTICLE, CAPTURED, "singlefile")


def test_the_wayback_machine_s_closing_comment(tmp_path: Path) -> None:
    toolbar = f'<!-- BEGIN WAYBACK TOOLBAR INSERT --><a href="https://web.archive.org/web/20210305101112/{ARTICLE}">x</a>'.encode()
    page = PAGE.replace(b"<body>", b"<body>" + toolbar) + b"<!-- FILE ARCHIVED ON 10:11:12 Mar 05, 2021 AND RETRIEVED FROM THE -->"
    document, = opened(tmp_path / "page.html", page)[0]
    assert (document.url, document.captured_at, document.captured_origin) == (ARTICLE, CAPTURED, "wayback")


def test_a_page_saved_complete_brings_its_frames(tmp_path: Path) -> None:
    (tmp_path / "Seal.html").write_bytes(PAGE.replace(b"<html", f"<!-- saved from url=(0047){ARTICLE} -->\n<html".encode(), 1))
    (tmp_path / "Seal_files").mkdir()
    (tmp_path / "Seal_files" / "saved_resource(1).html").write_bytes(b"<html><body>frame</body></html>")
    (tmp_path / "Seal_files" / "seal.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    found = [one for one in walk([tmp_path]) if isinstance(one, containers.InputFile)]
    assert [one.member for one in found] == ["Seal.html"]
    documents, problems = opened(Path(found[0].path))
    assert [(d.url, d.parent_url) for d in documents] == [(ARTICLE, ""), ("", ARTICLE)]
    assert not problems


def test_an_archivebox_folder_states_address_and_time(tmp_path: Path) -> None:
    index = {"url": ARTICLE, "timestamp": "1614939000.0", "archive_path": "archive/1614939000.0", "history": {
        "singlefile": [{"start_ts": "2021-03-05T10:11:12+00:00", "status": "succeeded"}]}}
    (tmp_path / "index.json").write_text(json.dumps(index))
    (tmp_path / "singlefile.html").write_bytes(PAGE)
    document, = (one for file in walk([tmp_path]) if isinstance(file, containers.InputFile) for one in opened(Path(file.path))[0])
    assert (document.url, document.captured_at, document.captured_origin) == (ARTICLE, CAPTURED, "archivebox")


@pytest.mark.parametrize("notes", [
    b" CDX N b a m s k r M S V g\nexample,gazette)/ 20210305101112 https://twitter.com/a/status/20 text/html 200 - - - 1 2 a.warc.gz\n",
    b'example,gazette)/ 20210305101112 {"url": "https://twitter.com/a/status/20", "offset": "1"}\n',
    b'{"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}\n{"url": "https://twitter.com/a/status/20"}\n',
    b"date\tsize'/'remotesize\tflags(request:Update,Range)\tstatuscode\n16:04:40\t917/917\t---\thttps://twitter.com/a/status/20\n",
    b"HTTrack3.49-4+libhtsjava.so.2 launched on Fri, 05 Mar 2021 10:11:12 at https://twitter.com/a/status/20\n",
    b'{"originalUrl": "https://twitter.com/a/status/20", "indexFilename": "index.html", "resources": {}}',
    b'{"profile": "data-package", "resources": []}', b'{"timestamp":"2021-03-05T10:11:12Z","logLevel":"info","context":"general"}\n',
])
def test_what_a_crawler_notes_for_itself_is_passed_over(notes: bytes, tmp_path: Path) -> None:
    assert opened(tmp_path / "notes", notes) == ([], [])


@pytest.mark.skipif(not browser(), reason="no Chromium is installed")
def test_mhtml_of_a_real_browser(tmp_path: Path) -> None:
    (tmp_path / "inner.html").write_bytes(b"<html><body><p>inner words</p></body></html>")
    (tmp_path / "page.html").write_bytes(PAGE.replace(b"</article>", b'<iframe src="inner.html"></iframe></article>'))
    snapshot = mhtml_of((tmp_path / "page.html").as_uri(), tmp_path / "profile")
    documents, problems = opened(tmp_path / "page.mhtml", snapshot)
    pages = [d for d in documents if d.kind == "html"]
    assert POST.encode() in pages[0].body
    assert b"inner words" in pages[1].body
    assert pages[1].parent_url == (tmp_path / "page.html").as_uri()
    assert all(d.captured_origin == "mhtml" and d.captured_at for d in pages)
    assert not problems


# -- mail, books, archives --------------------------------------------------------------------------------------------------


def letter() -> EmailMessage:
    message = EmailMessage()
    message["Subject"], message["From"] = "Der Seehund \u2013 heute", "a@gazette.example"
    message["Date"] = "Fri, 05 Mar 2021 10:11:12 +0000"
    message.set_content("Read it online.")
    message.add_alternative(PAGE.decode(), subtype="html", cte="quoted-printable")
    message.add_attachment(json.dumps([{"a": 1}]).encode(), maintype="application", subtype="json", filename="data.json")
    return message


def test_a_mailbox_of_the_standard_library(tmp_path: Path) -> None:
    box = mailbox.mbox(str(tmp_path / "box.mbox"))
    box.add(letter())
    box.add(letter())
    box.close()
    documents, problems = opened(tmp_path / "box.mbox")
    assert [d.kind for d in documents] == ["html", "json", "html", "json"]
    assert documents[0].body.strip() == PAGE.strip()
    assert (documents[0].title, documents[0].captured_at, documents[0].captured_origin) == ("Der Seehund \u2013 heute", CAPTURED, "mail")
    assert len({d.locator for d in documents}) == 4
    assert not problems


def test_every_member_has_its_group(tmp_path: Path) -> None:
    inner = zipped({"data/tweets.js": b"window.YTD.tweets.part0 = []"})
    path = tmp_path / "download.zip"
    documents, _ = opened(path, zipped({"deep/inner.zip": inner, "data/account.js": b"window.YTD.account.part0 = []"}))
    assert [(d.group, d.member) for d in documents] == [
        (f"{path}!deep/inner.zip", "data/tweets.js"), (str(path), "data/account.js")]
    assert sibling(str(path), "data/account.js", LIMITS) == b"window.YTD.account.part0 = []"
    assert sibling(f"{path}!deep/inner.zip", "data/tweets.js", LIMITS) == b"window.YTD.tweets.part0 = []"
    assert sibling(str(path), "../secret", LIMITS) is None


def test_a_tar_is_read_in_one_pass(tmp_path: Path) -> None:
    name = "folder/" + "long-" * 40 + "page.html"
    documents, problems = opened(tmp_path / "a.tgz", tarred({name: PAGE, "b.json": b'[{"x": 1}]'}))
    assert [(d.member, d.kind) for d in documents] == [(name, "html"), ("b.json", "json")]
    assert not problems


def test_a_feed_gives_a_page_for_each_item(tmp_path: Path) -> None:
    item = "<item><title>Seal &amp; boat</title><link>{}</link><content:encoded><![CDATA[<p>one</p>]]></content:encoded></item>"
    entry = ('<entry><title>t</title><link rel="self" href="https://x.example/f"/><link href="{}"/>'
             '<content type="html">&lt;p&gt;one&lt;/p&gt;</content></entry>')
    for text in (f"<rss><channel>{item.format(ARTICLE) * 2}</channel></rss>", f"<feed>{entry.format(ARTICLE) * 2}</feed>"):
        documents, problems = opened(tmp_path / "feed.xml", text.encode())
        assert [d.url for d in documents] == [ARTICLE, ARTICLE]
        assert all(b"<p>one</p></div>" in d.body for d in documents)
        assert not problems


def test_a_json_feed_gives_a_page_for_each_item(tmp_path: Path) -> None:
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Gazette", "items": [
        {"id": "1", "url": ARTICLE, "title": "A seal", "content_html": PAGE.decode()}, {"id": "2", "content_text": "5 < 6"}]}
    documents, problems = opened(tmp_path / "feed.json", json.dumps(feed).encode())
    assert [(d.url, d.title) for d in documents] == [(ARTICLE, "A seal"), ("", "")]
    assert POST.encode() in documents[0].body
    assert b"5 &lt; 6" in documents[1].body
    assert not problems
    assert opened(tmp_path / "bad.json", json.dumps(feed).encode()[:-3])[1][0].reason == "truncated"


def test_a_livejournal_export(tmp_path: Path) -> None:
    text = "<livejournal><entry><itemid>1</itemid><subject>A seal</subject><event>&lt;p&gt;one&lt;/p&gt;</event></entry></livejournal>"
    document, = opened(tmp_path / "lj.xml", text.encode())[0]
    assert b"<p>one</p></div>" in document.body


def test_a_har_with_its_bodies_beside_it(tmp_path: Path) -> None:
    content = {"mimeType": "text/html", "_file": "body.html"}
    entry = {"startedDateTime": CAPTURED, "request": {"url": ARTICLE}, "response": {"status": 200, "content": content}}
    (tmp_path / "body.html").write_bytes(PAGE)
    data = json.dumps({"log": {"creator": {}, "entries": [entry]}}).encode()
    document, = opened(tmp_path / "a.har", data)[0]
    assert (document.url, document.captured_at, document.body) == (ARTICLE, CAPTURED, PAGE)
    content["_file"] = "../../etc/passwd"
    data = json.dumps({"log": {"creator": {}, "entries": [entry]}}).encode()
    assert opened(tmp_path / "a.har", data) == ([], [])


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_an_arc_file(pack: Callable[[bytes], bytes], tmp_path: Path) -> None:
    def record(url: str, kind: str, body: bytes) -> bytes:
        block = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n".encode() + body
        return f"{url} 127.0.0.1 20210305101112 {kind} {len(block)}\n".encode() + block + b"\n"

    about = b"1 0 InternetArchive\nURL IP-address Archive-date Content-type Archive-length\n\n"
    head = b"filedesc://a.arc 0.0.0.0 20210305101112 text/plain %d\n" % len(about) + about + b"\n"
    data = head + record("https://gazette.example/a.png", "image/png", b"\x89PNG\r\n") + record(ARTICLE, "text/html", PAGE)
    document, = opened(tmp_path / "a.arc", pack(data))[0]
    assert (document.url, document.captured_at, document.body) == (ARTICLE, CAPTURED, PAGE)
    assert data[document.offset :].startswith(ARTICLE.encode())
    assert opened(tmp_path / "cut.arc", data[:-40])[1][0].reason == "truncated"


def test_a_wordpress_export_keeps_the_words_of_its_embeds(tmp_path: Path) -> None:
    cached = ("<wp:postmeta><wp:meta_key>_oembed_" + "0a" * 16 + "</wp:meta_key><wp:meta_value>"
              "<![CDATA[<blockquote>kept words</blockquote>]]></wp:meta_value></wp:postmeta>")
    text = ("<rss><channel><pubDate>Fri, 05 Mar 2021 10:11:12 +0000</pubDate><wp:wxr_version>1.2</wp:wxr_version>"
            f"<item><link>{ARTICLE}</link><content:encoded><![CDATA[text]]></content:encoded>{cached}</item></channel></rss>")
    document, = opened(tmp_path / "wxr.xml", text.encode())[0]
    assert b"kept words" in document.body
    assert (document.captured_at, document.captured_origin) == (CAPTURED, "export")


def test_a_database_is_handed_over_by_its_path(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "some.db")
    connection.execute("create table t (a)")
    connection.commit()
    connection.close()
    document, = opened(tmp_path / "some.db")[0]
    assert document.kind == "sqlite"
    assert document.stream is not None
    with document.stream() as stream:
        assert stream.name == str(tmp_path / "some.db")  # type: ignore[attr-defined]


def test_long_record_files_are_streams(tmp_path: Path) -> None:
    lines = b"".join(b'{"n": %d}\n' % number for number in range(5000))
    document, = opened(tmp_path / "a.jsonl.gz", gzip.compress(lines), Limits(body=10_000))[0]
    assert document.body == b""
    assert document.stream is not None
    for _ in range(2):
        with document.stream() as stream:
            assert stream.read() == lines


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_wide_text_arrives_as_utf_8(encoding: str, tmp_path: Path) -> None:
    document, = opened(tmp_path / "a.html", PAGE.decode().encode(encoding))[0]
    assert (document.body, document.charset) == (PAGE, "utf-8")


@pytest.mark.parametrize(("label", "codec", "words"), [
    ("Shift_JIS", "cp932", "港のあざらし"), ("gbk", "gb18030", "海港的海豹"), ("windows-1251", "cp1251", "тюлень в гавани"),
    ("iso-8859-1", "cp1252", "l\u2019été — déjà"), ("euc-kr", "cp949", "항구의 물범"), ("iso-2022-jp", "iso2022_jp", "港のあざらし"),
])
def test_old_charsets(label: str, codec: str, words: str, tmp_path: Path) -> None:
    page = f'<html><head><meta charset="{label}"></head><body>{words}</body></html>'.encode(codec)
    assert words.encode() in opened(tmp_path / "a.html", page)[0][0].body
    crawl = Crawl()
    crawl.capture(ARTICLE, f"<p>{words}</p>".encode(codec), f"text/html; charset={label}")
    assert words.encode() in opened(tmp_path / "a.warc.gz", crawl.bytes())[0][0].body


# -- the walk and the bids --------------------------------------------------------------------------------------------------


def test_no_two_containers_bid_the_same(tmp_path: Path) -> None:
    heads = [
        PAGE, Crawl().story().bytes(), Crawl(packed=False).story().bytes(), har(), zipped({"a": b"b"}), tarred({"a.html": PAGE}), b"{}",
        bytes(letter()), b"From a@b Fri Mar  5 10:11:12 2021\nSubject: x\nFrom: y\n\n", b"a,b,c\n1,2,3\n", b"# Title\n", b"%PDF-1.4\n",
        b"SQLite format 3\0", "<p>".encode("utf-16"), b"<rss><channel>", b"\x89PNG\r\n\x1a\n", b"window.YTD.x = [", b"\0\1\2\3\0\0\0\0",
    ]
    for head in heads:
        peek = Peek(Source(locator="x", open=lambda: io.BytesIO()), head[:8192])
        bids = sorted((one.bid(peek) for one in CONTAINERS), reverse=True)
        assert not bids[0] or bids[0] > bids[1], head[:40]


def test_the_walk_is_sorted_and_takes_each_file_once(tmp_path: Path) -> None:
    for name in ("b.html", "a.html", "sub/c.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(PAGE)
    (tmp_path / "archive.db").write_bytes(b"")
    os.symlink(tmp_path, tmp_path / "again")
    names = [one.member for one in walk([tmp_path, tmp_path / "a.html", str(tmp_path)], avoid=[tmp_path / "archive.db"])
             if isinstance(one, containers.InputFile)]
    assert names == ["a.html", "b.html", "sub/c.html"]
    matched = [Path(one.path).name for one in walk([str(tmp_path / "*.html")]) if isinstance(one, containers.InputFile)]
    assert matched == ["a.html", "b.html"]


def test_a_missing_path_is_a_problem(tmp_path: Path) -> None:
    problem, = walk([tmp_path / "nowhere"])
    assert isinstance(problem, Problem)
    assert problem.reason == "vanished"


def test_what_is_known_and_not_read_says_what_to_do(tmp_path: Path) -> None:
    import pickle

    samples = {"rds": gzip.compress(b"X\n\0\0\0\x03\0\4\2\0"), "pickle": pickle.dumps({"url": "https://x.com/a/status/1"}),
               "zim": b"ZIM\x04" + b"\0" * 80, "avro": b"Obj\x01" + b"\0" * 20, "dta": b"<stata_dta><header>",
               "doc": bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 500}
    for name, data in samples.items():
        documents, (problem,) = opened(tmp_path / f"a.{name}", data)
        assert (documents, problem.reason) == ([], "unsupported"), name
        assert " is not read: " in problem.detail
