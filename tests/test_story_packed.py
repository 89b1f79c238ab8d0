"""The saved page of the first steps in every wrapping that the README names: the same five posts, nothing else."""

import base64
import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest
import zstandard
from click.testing import CliRunner

cli = pytest.importorskip("cli")
PAGE = (Path(__file__).parent / "fixtures" / "first-steps" / "saved-page.html").read_bytes()
TEXT = PAGE.decode()
URL = "https://daily-cradle.example/news/marlow-finch-toddler-first-steps-20190517"
TWEET = "https://twitter.com/marlowfinch/status/1129205699021113054"
WHEN = "2019-06-01T00:00:00Z"
Made = bytes


def zipped(**members: bytes) -> Made:
    """A ZIP; in a name ``__`` stands for a slash and ``_`` for a dot."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), data)
    return out.getvalue()


def tarred() -> Made:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        member = tarfile.TarInfo("pages/article.html")
        member.size = len(PAGE)
        archive.addfile(member, io.BytesIO(PAGE))
    return out.getvalue()


def warc() -> Made:
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(PAGE) + PAGE
    head = (f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {URL}\r\nWARC-Date: {WHEN}\r\n"
            "WARC-Record-ID: <urn:uuid:8f3bd1a2-0b3c-4a55-9d0f-2f6a6f1f1c01>\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(body)}\r\n\r\n")
    return head.encode() + body + b"\r\n\r\n"


def har() -> Made:
    response = {"status": 200, "headers": [], "content": {"mimeType": "text/html", "text": TEXT}}
    entry = {"startedDateTime": WHEN, "request": {"method": "GET", "url": URL, "headers": []}, "response": response}
    return json.dumps({"log": {"version": "1.2", "creator": {"name": "browser"}, "entries": [entry]}}).encode()


def letter() -> Made:
    message = EmailMessage()
    message["Subject"], message["From"], message["Date"] = "First steps", "news@daily-cradle.example", "Sat, 01 Jun 2019 00:00:00 +0000"
    message.set_content("See the page.")
    message.add_alternative(TEXT, subtype="html")
    return bytes(message)


def mhtml() -> Made:
    head = (f"From: <Saved by Blink>\r\nSnapshot-Content-Location: {URL}\r\nSubject: Steps\r\nDate: Sat, 1 Jun 2019 00:00:00 -0000\r\n"
            'MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="--Edge--"\r\n\r\n'
            "----Edge--\r\nContent-Type: text/html\r\nContent-ID: <frame-1@mhtml.blink>\r\nContent-Transfer-Encoding: base64\r\n"
            f"Content-Location: {URL}\r\n\r\n")
    return head.encode() + base64.encodebytes(PAGE).replace(b"\n", b"\r\n") + b"\r\n----Edge----\r\n"


def feed() -> Made:
    article = TEXT[TEXT.index("<article>"):TEXT.index("</article>")]
    return (f'<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Cradle</title>'
            f"<item><title>First steps</title><link>{URL}</link><pubDate>Sat, 01 Jun 2019 00:00:00 GMT</pubDate>"
            f"<content:encoded><![CDATA[{article}]]></content:encoded></item></channel></rss>").encode()


WRAPPED: dict[str, Callable[[], Made]] = {
    "page.gz": lambda: gzip.compress(PAGE),
    "page.bz2": lambda: bz2.compress(PAGE),
    "page.xz": lambda: lzma.compress(PAGE),
    "page.zst": lambda: zstandard.compress(PAGE),
    "pages.zip": lambda: zipped(pages__article_html=PAGE),
    "twice.zip": lambda: zipped(inner_zip=zipped(pages__article_html=PAGE)),
    "pages.tar.gz": tarred,
    "utf16.html": lambda: TEXT.encode("utf-16"),
    "shift-jis.html": lambda: TEXT.replace("charset=UTF-8", "charset=Shift_JIS").encode("shift_jis"),
    "nameless": lambda: PAGE,
    "crawl.warc": warc,
    "crawl.warc.gz": lambda: gzip.compress(warc()),
    "crawl.wacz": lambda: zipped(archive__data_warc_gz=gzip.compress(warc()),
                                 datapackage_json=b'{"wacz_version": "1.1.1", "resources": []}'),
    "panel.har": har,
    "letter.eml": letter,
    "letters.mbox": lambda: b"From news@daily-cradle.example Sat Jun  1 00:00:00 2019\n" + letter() + b"\n",
    "page.mhtml": mhtml,
    "feed.xml": feed,
    "book.epub": lambda: zipped(mimetype=b"application/epub+zip", **{"META-INF__container_xml": b"<container/>", "OEBPS__one_xhtml": PAGE}),
}
POINTERS: dict[str, Made] = {
    "note.md": f"Look at this: {TWEET} and laugh.\n".encode(),
    "print.pdf": f"%PDF-1.4\n1 0 obj\n<< /Type /Annot /Subtype /Link /A << /S /URI /URI ({TWEET}) >> >>\nendobj\n%%EOF\n".encode(),
}


def found(folder: Path, name: str, data: bytes) -> list[str]:
    """Public ids of what is read from one file."""
    (folder / name).write_bytes(data)
    archive = str(folder / "archive.db")
    read = CliRunner().invoke(cli.main, ["ingest", "--db", archive, "--jobs", "1", str(folder / name)])
    assert read.exit_code == 0, read.output
    rows = json.loads(CliRunner().invoke(cli.main, ["search", "--db", archive, "--json"]).stdout)
    return sorted(row["public_id"] for row in rows)


@pytest.mark.parametrize("name", WRAPPED)
def test_the_five_posts(name: str, tmp_path: Path) -> None:
    assert found(tmp_path, name, WRAPPED[name]()) == [
        "instagram::BlgA-_4mBjo", "instagram::BpxagtajtkE", "instagram::BxXzVdtjFx_", "instagram::Bxi7eXBJp4N",
        "twitter::1129205699021113054",
    ]


@pytest.mark.parametrize("name", POINTERS)
def test_a_bare_address(name: str, tmp_path: Path) -> None:
    assert found(tmp_path, name, POINTERS[name]) == ["twitter::1129205699021113054"]
