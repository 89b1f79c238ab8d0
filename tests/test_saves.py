"""What tools leave on disks: each knows the page's address and moment in its own way, and some keep frames apart."""

import io
import json
import plistlib
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from crawls import ARTICLE, PAGE, POST, Crawl
from test_containers import tarred
from test_one_article import FRAMED

import cli
from ingest.run.reopen import medium, reopened

pytestmark = [pytest.mark.filterwarnings("ignore::ResourceWarning"),
              pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]
LINK = f"https://twitter.com/inesquay/status/{POST}"
CAPTURED = "2021-03-05T10:11:12.000Z"
JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 4


def begun(words: str) -> bytes:
    """The page with something at its very beginning."""
    return words.encode() + PAGE


def file(name: str, data: bytes) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)

    return write


def files(**named: bytes) -> Callable[[Path], None]:
    """``a__b_html`` is ``a/b.html``."""
    def write(folder: Path) -> None:
        for name, data in named.items():
            file(".".join(name.replace("__", "/").rsplit("_", 1)), data)(folder)

    return write


def zipped(**named: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in named.items():
            archive.writestr(".".join(name.replace("__", "/").rsplit("_", 1)), data)
    return out.getvalue()


RDF = (f'<?xml version="1.0"?><RDF:RDF xmlns:MAF="http://maf.mozdev.org/metadata/rdf#"><RDF:Description RDF:about="urn:root">'
       f'<MAF:originalurl RDF:resource="{ARTICLE}"/><MAF:title RDF:resource="Seal"/>'
       f'<MAF:archivetime RDF:resource="Fri, 05 Mar 2021 11:11:12 +0100"/></RDF:Description></RDF:RDF>').encode()
DAT = f"id\t20210305101112\ntype\t\ntitle\tSeal\nchars\tUTF-8\nsource\t{ARTICLE}\n".encode()
INDEX = json.dumps({"archive_path": "archive/1614939072", "url": ARTICLE, "timestamp": "1614939072.0", "history": {
    name: [{"start_ts": "2021-03-05T10:11:12+00:00", "status": "succeeded"}] for name in ("singlefile", "dom", "wget")}}).encode()
HEADERS = json.dumps({"Content-Type": "text/html", "Status-Code": 200, "URL": ARTICLE}).encode()
PATH = ARTICLE.partition("://")[2]
ENEX = (b'<?xml version="1.0"?><en-export export-date="20210306T101112Z"><note><title>Seal</title><content><![CDATA[<en-note>'
        + PAGE.partition(b"<article>")[2].partition(b"</article>")[0] + b"</en-note>]]></content><created>20210305T101112Z</created>"
        + f"<note-attributes><source-url>{ARTICLE}</source-url></note-attributes></note></en-export>".encode())
SCRAP = f'<html data-scrapbook-source="{ARTICLE}" data-scrapbook-create="20210305101112345" '.encode()
SAVED = f"<!-- saved from url=(0047){ARTICLE} -->\n<html".encode()
CANONICAL = PAGE.replace(b"</title>", f'</title><link rel="canonical" href="{ARTICLE}">'.encode())
SAVE_PAGE = (f'<meta name="savepage-url" content="{ARTICLE}"><meta name="savepage-title" content="Seal">'
             '<meta name="savepage-date" content="Fri Mar 05 2021 11:11:12 GMT+0100 (CET)"></head>').encode()
MONOLITH = f"<!-- Saved from {ARTICLE} at 2021-03-05T10:11:12Z using monolith v2.6.1 -->\n"
HTTRACK = f"<!-- Mirrored from {PATH} by HTTrack Website Copier/3.x [XR&CO'2014], Fri, 05 Mar 2021 10:11:12 GMT -->\n"
ANSWER = b"HTTP/1.1 200 OK\r\nDate: Fri, 05 Mar 2021 10:11:12 GMT\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
SINGLE = (f"<!DOCTYPE html><html data-sfz><!--\n Page saved with SingleFile \n url: {ARTICLE} \n saved date: Fri Mar 05 2021 "
          "10:11:12 GMT+0000 (UTC)\n--><body><script>unpack()</script><!--").encode()
MANIFEST = json.dumps({"originalUrl": ARTICLE, "title": "Seal", "archiveTime": "2021-03-05T10:11:12.000Z"}).encode()
FRAME_NOTE = b'{"originalUrl": "https://gazette.example/frame.html", "indexFilename": "index.html", "resources": {}}'
TODAY = f'<link rel="canonical" href="https://archive.ph/2021.03.05-101112/{ARTICLE}"></head>'.encode()
REWRITTEN = f'<link rel="canonical" href="https://web.archive.org/web/20210305101112/{ARTICLE}"></head>'.encode()
HAR = json.dumps({"log": {"creator": {"name": "Playwright"}, "entries": [{
    "startedDateTime": CAPTURED, "request": {"url": ARTICLE, "headers": []},
    "response": {"status": 200, "headers": [], "content": {"mimeType": "text/html", "_file": "0a" * 20 + ".html"}}}]}}).encode()
MEMENTO = (f'\r\nMemento-Datetime: Fri, 05 Mar 2021 10:11:12 GMT\r\nLink: <{ARTICLE}>; rel="original", <https://archive.example/tm>; '
           'rel="timemap"\r\nContent').encode()
WAYS: dict[str, tuple[Callable[[Path], None], str, str]] = {
    "monolith": (file("a.html", begun(MONOLITH)), "monolith", CAPTURED),
    "HTTrack": (file("a.html", begun(HTTRACK)), "httrack", CAPTURED),
    "Save Page WE": (file("a.html", PAGE.replace(b"</head>", SAVE_PAGE)), "savepage", CAPTURED),
    "WebScrapBook": (file("20210305101112000/index.html", PAGE.replace(b"<html ", SCRAP)), "scrapbook", CAPTURED),
    "htz": (file("a.htz", zipped(index_html=PAGE.replace(b"<html ", SCRAP))), "scrapbook", CAPTURED),
    "ScrapBook": (files(data__20210305101112__index_html=PAGE, data__20210305101112__index_dat=DAT), "scrapbook", CAPTURED),
    "MAFF": (file("a.maff", zipped(x1__index_html=PAGE, x1__index_rdf=RDF)), "maff", CAPTURED),
    "ArchiveBox": (files(archive__1614939072__index_json=INDEX, archive__1614939072__singlefile_html=PAGE,
                         archive__1614939072__output_html=PAGE, archive__1614939072__headers_json=HEADERS), "archivebox", CAPTURED),
    "ArchiveBox wget": (files(archive__1__index_json=INDEX, **{f"archive__1__{PATH.replace('/', '__').replace('.html', '_html')}": PAGE}),
                        "archivebox", CAPTURED),
    "wget of the Wayback Machine": (file(f"web.archive.org/web/20210305101112/https:/{PATH}", PAGE), "wayback", CAPTURED),
    "waybackpack": (file(f"copies/20210305101112/{PATH}", PAGE), "wayback", CAPTURED),
    "wayback id_": (file(f"web/20210305101112id_/https:/{PATH}", PAGE), "wayback", CAPTURED),
    "wayback_machine_downloader": (file(f"websites/{PATH}", PAGE), "", ""),
    "the same with all moments": (file(f"websites/gazette.example/20210305101112/{PATH.partition('/')[2]}", PAGE), "wayback", CAPTURED),
    "wget -r": (file(f"my.copies/{PATH}", PAGE.replace(b"</head>", b'<link rel="icon" href="//gazette.example/i.png"></head>')), "", ""),
    "HTTrack's cache": (file("new.zip", zipped(**{ARTICLE.replace(".html", "_html"): PAGE})), "", ""),
    "wget --save-headers": (file("a.html", ANSWER + CANONICAL), "http", CAPTURED),
    "Evernote": (file("a.enex", ENEX), "export", CAPTURED),
    "curl --include of a memento": (file("a.html", ANSWER.replace(b"\r\nContent", MEMENTO) + PAGE), "memento", CAPTURED),
    "SingleFile that unpacks itself": (file("a.html", SINGLE + zipped(index_html=PAGE)), "singlefile", CAPTURED),
    "SingleFile packed": (file("a.zip", zipped(index_html=PAGE, manifest_json=MANIFEST)), "singlefile", CAPTURED),
    "archive.today": (file("a.html", PAGE.replace(b"</head>", TODAY)), "wayback", CAPTURED),
    "without its toolbar": (file("a.html", PAGE.replace(b"</head>", REWRITTEN)), "wayback", CAPTURED),
    "Playwright's HAR": (file("a.har.zip", zipped(har_har=HAR, **{"0a" * 20 + "_html": PAGE})), "har", CAPTURED),
    "saved from url": (file("a.html", PAGE.replace(b"<html", SAVED, 1)), "", ""),
}


def rows(database: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(database)) as base, base:
        found = base.execute(sql).fetchall()
    return found


def ingested(folder: Path, path: Path) -> Path:
    database = folder / "archive.db"
    done = CliRunner().invoke(cli.main, ["ingest", "--db", str(database), str(path)])
    assert done.exit_code == 0, done.stderr
    return database


@pytest.mark.parametrize("way", WAYS)
def test_address_and_moment(way: str, tmp_path: Path) -> None:
    make, origin, captured = WAYS[way]
    (tmp_path / "in").mkdir()
    make(tmp_path / "in")
    database = ingested(tmp_path, tmp_path / "in")
    without = ("HTTrack", "wget -r", "waybackpack", "wayback_machine_downloader", "the same with all moments")
    scheme = "http" if way in without else "https"
    expected = ARTICLE.replace("https", scheme, 1).lower()
    found = rows(database, "SELECT DISTINCT lower(page_url), captured_at FROM embeds")
    assert found == [(expected, captured or None)]
    assert rows(database, "SELECT DISTINCT captured_origin FROM documents WHERE captured_at <> ''") == ([(origin,)] if origin else [])
    assert rows(database, "SELECT native_id, embedded_count FROM posts") == [(POST, 1)]


# -- frames and pictures kept apart -----------------------------------------------------------------------------------------


def resource(url: str, kind: str, body: bytes) -> dict[str, Any]:
    return {"WebResourceURL": url, "WebResourceMIMEType": kind, "WebResourceData": body, "WebResourceTextEncodingName": "UTF-8"}


def webarchive(form: Any) -> bytes:
    return plistlib.dumps({
        "WebMainResource": resource(ARTICLE, "text/html", PAGE),
        "WebSubresources": [resource("https://gazette.example/a.css", "text/css", b"p{}"),
                            resource("https://gazette.example/a.jpg", "image/jpeg", JPEG)],
        "WebSubframeArchives": [
            {"WebMainResource": resource("https://platform.twitter.com/embed/Tweet.html", "text/html", FRAMED.encode())}],
    }, fmt=form)


COMPLETE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "Safari": ("a.webarchive", lambda: webarchive(plistlib.FMT_BINARY), ARTICLE),
    "Safari, as XML": ("a.webarchive", lambda: webarchive(plistlib.FMT_XML), ARTICLE),
    "zipped": ("a.zip", lambda: zipped(Seal_files__Tweet_html=FRAMED.encode(), Seal_html=PAGE.replace(b"<html", SAVED, 1)), ARTICLE),
    "tar": ("a.tar.gz", lambda: tarred({
        "a/Seal.html": PAGE.replace(b"<html", SAVED, 1), "a/Seal_files/Tweet.html": FRAMED.encode()}), ARTICLE),
    "SingleFile": ("a.zip", lambda: zipped(index_html=PAGE, manifest_json=MANIFEST, frames__0__index_html=FRAMED.encode(),
                                           frames__0__manifest_json=FRAME_NOTE), ARTICLE),
    "MAFF": ("a.maff", lambda: zipped(x__index_files__Tweet_html=FRAMED.encode(), x__index_html=PAGE, x__index_rdf=RDF), ARTICLE),
}


@pytest.mark.parametrize("way", COMPLETE)
def test_frames_belong_to_their_page(way: str, tmp_path: Path) -> None:
    name, make, address = COMPLETE[way]
    (tmp_path / name).write_bytes(make())
    database = ingested(tmp_path, tmp_path / name)
    assert rows(database, "SELECT native_id, caption, likes, embedded_count FROM posts") == [(POST, "The seal sat on my boat", 318, 1)]
    assert set(rows(database, "SELECT page_url, relation FROM embeds")) == {(address, "embedded")}
    for (locator,) in rows(database, "SELECT locator FROM documents"):
        assert reopened(locator) is not None, locator


def test_a_picture_in_a_zip_beside_its_page(tmp_path: Path) -> None:
    from test_crawl_joins import PHOTO, STORY

    (tmp_path / "a.zip").write_bytes(zipped(**{"Kiln_files__1 n_jpg": JPEG, "Kiln_files__frame_html": PHOTO.format("./1%20n.jpg").encode(),
                                               "Kiln_html": STORY}))
    database = ingested(tmp_path, tmp_path / "a.zip")
    (name, path), = rows(database, "SELECT m.local, b.path FROM blobs b JOIN media m ON m.local = b.url")
    assert (name, path) == ("Kiln_files/1 n.jpg", f"{tmp_path}/a.zip!Kiln_files/1 n.jpg")
    assert medium(path, name) == JPEG


@pytest.mark.parametrize("ending", ["_files", "-Dateien", "_fichiers", "_archivos", ".files", "_файлы", ".fld", "_bestanden"])
def test_folders_of_browsers_in_many_languages(ending: str, tmp_path: Path) -> None:
    home = tmp_path / "in"
    (home / f"Seal{ending}").mkdir(parents=True)
    (home / "Seal.htm").write_bytes(PAGE.replace(b"<html", SAVED, 1))
    (home / f"Seal{ending}" / "Tweet.html").write_text(FRAMED)
    database = ingested(tmp_path, home)
    assert rows(database, "SELECT likes, embedded_count FROM posts") == [(318, 1)]


def test_a_folder_called_as_another_site_is_no_address(tmp_path: Path) -> None:
    file("my.copies/a/b.html", PAGE)(tmp_path)
    assert rows(ingested(tmp_path, tmp_path / "my.copies"), "SELECT page_url FROM embeds") == [(None,)]


def test_what_else_a_page_loads_in_a_har_is_its_frame(tmp_path: Path) -> None:
    """Recordings without the browser's own headers: the page's id tells."""
    answers = ((ARTICLE, PAGE), ("https://gazette.example/card", FRAMED.encode()))
    entries = [{"pageref": "p1", "startedDateTime": CAPTURED, "request": {"url": url, "headers": []}, "response": {
        "status": 200, "headers": [], "content": {"mimeType": "text/html", "text": body.decode()}}} for url, body in answers]
    log = {"creator": {"name": "x"}, "pages": [{"id": "p1", "title": ARTICLE}], "entries": entries}
    (tmp_path / "a.har").write_text(json.dumps({"log": log}))
    database = ingested(tmp_path, tmp_path / "a.har")
    assert rows(database, "SELECT url FROM pages") == [(ARTICLE,)]
    assert rows(database, "SELECT native_id, likes, embedded_count FROM posts") == [(POST, 318, 1)]


def test_a_status_line_in_lower_case_and_wget_s_own_notes(tmp_path: Path) -> None:
    crawl = Crawl()
    crawl.writer.write_record(crawl.writer.create_warc_record(
        ARTICLE, "response", payload=io.BytesIO(b"http/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE)))
    crawl.writer.write_record(crawl.writer.create_warc_record(
        "metadata://gnu.org/software/wget/warc/wget_arguments.txt", "resource", payload=io.BytesIO(LINK.encode()),
        warc_content_type="text/plain"))
    (tmp_path / "a.warc.gz").write_bytes(crawl.bytes())
    database = ingested(tmp_path, tmp_path / "a.warc.gz")
    assert rows(database, "SELECT url FROM pages") == [(ARTICLE,)]


def test_what_a_crawler_notes_beside_a_page_is_no_page(tmp_path: Path) -> None:
    crawl = Crawl()
    crawl.capture(ARTICLE, PAGE, destination="document")
    notes = (("text", f"words {LINK}".encode(), "text/plain"), ("view", JPEG, "image/png"),
             ("pageinfo", json.dumps({"urls": {LINK: {}}}).encode(), "application/json"))
    for kind, body, media_type in notes:
        crawl.writer.write_record(crawl.writer.create_warc_record(
            f"urn:{kind}:{ARTICLE}", "resource", payload=io.BytesIO(body), warc_content_type=media_type))
    (tmp_path / "a.warc.gz").write_bytes(crawl.bytes())
    database = ingested(tmp_path, tmp_path / "a.warc.gz")
    assert rows(database, "SELECT url FROM pages") == [(ARTICLE,)]
    assert rows(database, "SELECT relation FROM sightings") == [("embedded",)]


# -- mail ---------------------------------------------------------------------------------------------------------------------


def newsletter() -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["Date"] = "Seal", "a@gazette.example", "Fri, 05 Mar 2021 10:11:12 +0000"
    mail.set_content("Read it online.")
    mail.add_alternative(PAGE.decode(), subtype="html", cte="quoted-printable")
    return mail


def forwarded() -> bytes:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["Date"] = "Fwd: Seal", "b@home.example", "Sat, 06 Mar 2021 10:11:12 +0000"
    mail.set_content("Look at this.")
    mail.add_attachment(newsletter())
    return bytes(mail)


@pytest.mark.parametrize("make", [
    lambda: b"From - Fri Mar  5 10:11:12 2021\r\nX-Mozilla-Status: 0001\r\n" + bytes(newsletter()),
    lambda: b"From 1693412345678901234@xxx Fri Mar 05 10:11:12 +0000 2021\r\nX-GM-THRID: 16934\r\n" + bytes(newsletter()),
    lambda: bytes(newsletter()), forwarded,
], ids=["Thunderbird", "Takeout", "eml", "forwarded"])
def test_mail(make: Callable[[], bytes], tmp_path: Path) -> None:
    (tmp_path / "mail").write_bytes(make())
    database = ingested(tmp_path, tmp_path / "mail")
    assert rows(database, "SELECT native_id, caption FROM posts") == [(POST, "The seal sat on my boat")]
    assert (CAPTURED,) in rows(database, "SELECT captured_at FROM sightings")


# -- lists of links -----------------------------------------------------------------------------------------------------------

LISTS: dict[str, str] = {
    "bookmarks.html": "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<TITLE>Bookmarks</TITLE><H1>Bookmarks</H1><DL><p>\n"
                      f'<DT><A HREF="{LINK}" ADD_DATE="1614939072">Seal</A>\n</DL><p>',
    "bookmarks.json": json.dumps({"guid": "root________", "title": "", "type": "text/x-moz-place-container", "children": [
        {"guid": "a", "title": "Seal", "dateAdded": 1614939072000000, "type": "text/x-moz-place", "uri": LINK}]}),
    "Bookmarks": json.dumps({"checksum": "a", "roots": {"bookmark_bar": {"children": [
        {"date_added": "13259412672000000", "guid": "a", "id": "5", "name": "Seal", "type": "url", "url": LINK}], "type": "folder"}},
        "version": 1}),
    "ril_export.html": f'<!DOCTYPE html><html><head><title>Pocket Export</title></head><body><h1>Unread</h1><ul><li><a href="{LINK}" '
                       'time_added="1614939072" tags="sea">Seal</a></li></ul></body></html>',
    "part_000000.csv": f"title,url,time_added,tags,status\nSeal,{LINK},1614939072,sea,unread\n",
    "instapaper-export.csv": f"URL,Title,Selection,Folder,Timestamp\n{LINK},Seal,,Unread,1614939072\n",
    "raindrop.csv": "id,title,note,excerpt,url,folder,tags,created,cover,highlights,favorite\n"
                    f"5,Seal,,,{LINK},Sea,,2021-03-05T10:11:12.000Z,,,false\n",
}


@pytest.mark.parametrize("name", LISTS)
def test_links_that_people_keep(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(LISTS[name])
    database = ingested(tmp_path, tmp_path / name)
    assert rows(database, "SELECT p.native_id, s.relation FROM sightings s JOIN posts p ON p.id = s.post_id") in (
        [(POST, "linked")], [(POST, "reference")], [(POST, "export")])


FILM = "https://www.youtube.com/watch?v=Qm3vTz8LpXk"
SHELF: dict[str, str] = {
    "raindrop.csv": "id,title,note,excerpt,url,folder,tags,created,cover,highlights,favorite\n"
                    f"5,Seal - YouTube,Look at this,A seal,{FILM},Sea,,2021-03-05T10:11:12.000Z,,,false\n",
    "pinboard.json": json.dumps([{"href": FILM, "description": "Seal - YouTube", "extended": "to keep", "meta": "a", "hash": "b",
                                  "time": "2021-03-05T10:11:12Z", "shared": "no", "toread": "no", "tags": "sea"}]),
    "diigo.csv": f"title,url,tags,description,comments,annotations,created_at\nSeal,{FILM},sea,to keep,,a line,2021-03-05 10:11:12\n",
    "goodlinks.json": json.dumps([{"url": FILM, "title": "Seal", "summary": "a film", "addedAt": 1614939072, "readAt": None}]),
}


@pytest.mark.parametrize("name", SHELF)
def test_what_a_reader_noted_is_not_the_post_s_own(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(SHELF[name])
    database = ingested(tmp_path, tmp_path / name)
    assert rows(database, "SELECT p.native_id, s.relation, p.caption, p.created_at FROM sightings s JOIN posts p ON p.id = s.post_id") == [
        ("Qm3vTz8LpXk", "reference", None, None)]


def test_references_as_rdf_are_no_feed(tmp_path: Path) -> None:
    (tmp_path / "a.rdf").write_text(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:z="http://www.zotero.org/namespaces/export#">'
        f"<z:UserItem><z:url>{LINK}</z:url></z:UserItem></rdf:RDF>")
    assert rows(ingested(tmp_path, tmp_path / "a.rdf"), "SELECT native_id FROM posts") == [(POST,)]


@pytest.mark.parametrize(("magic", "words"), [
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".docx"), (b"7z\xbc\xaf\x27\x1c", "unpack"), (b"!BDN", "mbox"),
    (b"2893:9:websocket;0:~8:response;", "HAR")])
def test_what_is_known_and_not_read_is_told(magic: bytes, words: str, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(magic + b"x" * 100)
    done = CliRunner().invoke(cli.main, ["ingest", "--db", str(tmp_path / "archive.db"), str(tmp_path / "a")])
    assert done.exit_code == 3
    assert "unsupported" in done.stderr
    assert words in done.stderr


def test_all_that_archivebox_keeps_of_a_page(tmp_path: Path) -> None:
    """No file of it is a problem, and all tell of one page."""
    links = {"bookmarked_date": "x", "links": [json.loads(INDEX)], "num_links": 1, "schema": "archivebox.index.json", "version": "0.6.2"}
    mercury = {"title": "Seal", "author": None, "date_published": None, "dek": None, "lead_image_url": None, "content": PAGE.decode(),
               "url": ARTICLE, "word_count": 10}
    reader = {"title": "Seal", "byline": None, "dir": None, "length": 10, "excerpt": "x", "siteName": "G"}
    crawl = Crawl().story()
    box = tmp_path / "in" / "archive" / "1614939072.0"
    kept = {
        "../../ArchiveBox.conf": b"[SERVER_CONFIG]\nSECRET_KEY = x\n", "../../index.json": json.dumps(links, indent=4).encode(),
        "index.json": INDEX, "headers.json": HEADERS, "singlefile.html": PAGE, "output.html": PAGE, PATH: PAGE,
        "warc/1614939072.warc.gz": crawl.bytes(),
        "mercury/article.json": json.dumps(mercury, indent=4).encode(), "mercury/content.html": PAGE, "readability/content.html": PAGE,
        "readability/article.json": json.dumps(reader, indent=4).encode(), "htmltotext.txt": b"It came at noon.",
        "index.html": f'<html><body><a href="{ARTICLE}">Seal</a><iframe src="singlefile.html"></iframe></body></html>'.encode(),
        "favicon.ico": b"\0\0\1\0\1\0\x10\x10",
    }
    for name, data in kept.items():
        file(name, data)(box)
    database = ingested(tmp_path, tmp_path / "in")
    assert rows(database, "SELECT native_id, caption, likes, embedded_count FROM posts") == [(POST, "The seal sat on my boat", 318, 1)]
    assert {row[0] for row in rows(database, "SELECT url FROM pages")} <= {ARTICLE, None}


@pytest.mark.parametrize("text", [
    f"[A post]({LINK}) by Ines\n", f"[1]: {LINK}\n", f"[![picture](a.png)]({LINK})\n", f"[section]\nlink = {LINK}\n"])
def test_text_that_begins_with_a_bracket_is_no_json(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(text)
    database = ingested(tmp_path, tmp_path / "a.md")
    assert rows(database, "SELECT native_id FROM posts") == [(POST,)]


def test_another_index_above_names_no_page(tmp_path: Path) -> None:
    file("in/index.json", json.dumps({"url": "https://other.example/", "n": 1}).encode())(tmp_path)
    file("in/pages/a.html", PAGE)(tmp_path)
    CliRunner().invoke(cli.main, ["ingest", "--db", str(tmp_path / "archive.db"), str(tmp_path / "in")])
    assert rows(tmp_path / "archive.db", "SELECT DISTINCT page_url FROM embeds") == [(None,)]


# -- documents of offices ---------------------------------------------------------------------------------------------------

RELATIONS = f'<Relationships><Relationship Id="r4" Type="x/hyperlink" Target="{LINK}" TargetMode="External"/></Relationships>'.encode()
OFFICES: dict[str, Callable[[], bytes]] = {
    "Word": lambda: zipped(**{"[Content_Types]_xml": b"<Types/>", "word__document_xml":
        b'<w:p><w:r><w:t>Look: </w:t></w:r><w:hyperlink r:id="r4"><w:r><w:t xml:space="preserve">the seal</w:t></w:r></w:hyperlink>'
        b"</w:p>"}),
    "Word, a field": lambda: zipped(**{"[Content_Types]_xml": b"<Types/>", "word__document_xml": (
        f'<w:p><w:r><w:t>Look: </w:t></w:r><w:r><w:instrText xml:space="preserve"> HYPERLINK "{LINK}" </w:instrText></w:r>'
        '<w:r><w:t>the seal</w:t></w:r></w:p>').encode()}),
    "OpenDocument": lambda: zipped(**{"META-INF__manifest_xml": b"<m/>", "meta_xml": b"<dc:title>Notes</dc:title>", "content_xml": (
        f'<text:p>Look: </text:p><text:p><text:a xlink:type="simple" xlink:href="{LINK}">the seal</text:a></text:p>').encode()}),
    "PowerPoint": lambda: zipped(**{"[Content_Types]_xml": b"<Types/>", "ppt__slides__slide2_xml":
        b'<a:p><a:r><a:t>Look: </a:t></a:r></a:p><a:p><a:r><a:rPr><a:hlinkClick r:id="r4"/></a:rPr><a:t>the seal</a:t></a:r></a:p>'}),
}


@pytest.mark.parametrize("office", OFFICES)
def test_links_in_documents_of_offices(office: str, tmp_path: Path) -> None:
    data = io.BytesIO(OFFICES[office]())
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("word/_rels/document.xml.rels", RELATIONS)
        archive.writestr("ppt/slides/_rels/slide2.xml.rels", RELATIONS)
    (tmp_path / "notes.bin").write_bytes(data.getvalue())
    database = ingested(tmp_path, tmp_path / "notes.bin")
    (number, relation, context), = rows(database, "SELECT native_id, relation, context FROM sightings")
    assert (number, relation, context.endswith("Look: the seal")) == (POST, "linked", True)
    assert reopened(rows(database, "SELECT locator FROM documents")[0][0]) is not None


def test_rich_text(tmp_path: Path) -> None:
    (tmp_path / "a.rtf").write_bytes(b'{\\rtf1\\ansi {\\field{\\*\\fldinst{HYPERLINK "%s"}}{\\fldrslt seal}}}' % LINK.encode())
    assert rows(ingested(tmp_path, tmp_path / "a.rtf"), "SELECT native_id, relation FROM sightings") == [(POST, "linked")]
