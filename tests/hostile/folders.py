"""Folders: what lies beside what, and under which names."""

import gzip
from collections.abc import Callable, Mapping

from hostile.captures import entry, har, page
from hostile.case import Case, Posts
from hostile.packed import tarred, zipped


def folder(name: str, attacks: str, make: Callable[[Posts], Mapping[str, bytes]], must: tuple[int, ...] = (1, 2), may: tuple[int, ...] = (),
           *, told: str = "any") -> Case:
    return Case(f"folder/{name}", attacks, make, must, may, told=told)


CASES: tuple[Case, ...] = (
    folder("good", "control", lambda p: {"a.html": p.page(1), "b/c.html": p.page(2)}, told="no"),
    folder("cases", "names that differ in case or in composition only", lambda p: {"A.html": p.page(1), "a.html": p.page(2),
           "é.html": p.page(3), "e\u0301.html": p.page(4)}, (1, 2, 3, 4)),
    folder("blanks", "names of blanks and stops", lambda p: {" .html": p.page(1), "a. /b .html ": p.page(2), "...": p.page(3)}, (1, 2),
           (3,)),
    folder("hidden", "hidden files and folders", lambda p: {".a.html": p.page(1), ".git/b.html": p.page(2), "c.html": p.page(3)}, (3,),
           (1, 2)),
    folder("named_as_files", "folders that are named as files", lambda p: {"a.html/index.html": p.page(1), "b.zip/c.warc": page(p, 2),
           "c.db/x": b""}, (1, 2)),
    folder("unfinished", "downloads that never ended", lambda p: {"a.html.part": p.page(1), "b.warc.gz.tmp": gzip.compress(page(p,
           2))[:-20], "c.html~": p.page(3), "d.crdownload": b""}, (1,), (2, 3)),
    folder("packed_beside", "a page and its packed copy", lambda p: {"a.html": p.page(1), "a.html.gz": gzip.compress(p.page(1)),
           "b.html": p.page(2)}, told="no"),
    folder("parts", "a page and its folder of parts", lambda p: {"a.html": p.page(1), "a_files/b.html": p.page(2),
           "a_files/c.js": b"var x = [1, 2", "a_files/d.css": b"}}{"}, (1,), (2,)),
    folder("all_kinds", "an empty file of each kind", lambda p: {"a.html": p.page(1)} | {f"empty.{kind}": b"" for kind in ["html", "json", "jsonl", "csv", "tsv", "zip", "tar", "gz", "bz2", "xz", "zst", "warc", "warc.gz", "wacz", "har", "mhtml", "eml", "mbox", "msg", "rss", "xml", "epub", "pdf", "xlsx", "ods", "docx", "pptx", "db", "webarchive", "js", "txt", "md", "cdx", "arc"]}, (1,), told="yes"),
    folder("all_junk", "rubbish of each kind", lambda p: {"a.html": p.page(1)} | {f"junk.{kind}": bytes((n * 31 + 7) % 256 for n in range(
           2000)) for kind in ["html", "json", "jsonl", "csv", "tsv", "zip", "tar", "gz", "bz2", "xz", "zst", "warc", "warc.gz", "wacz", "har", "mhtml", "eml", "mbox", "msg", "rss", "xml", "epub", "pdf", "xlsx", "ods", "docx", "pptx", "db", "webarchive", "js", "txt", "md", "cdx", "arc"]}, (1,)),
    folder("all_heads", "the first bytes of each kind, and nothing else", lambda p: {"a.html": p.page(1)} | {f"head{n}": head for n,
           head in enumerate((
        b"PK\3\4", b"\x1f\x8b", b"BZh9", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd", b"WARC/1.0", b"%PDF-", b"SQLite format 3\0", b"bplist00",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{", b"[", b"<", b"<?xml",
        b"<!", b"From a", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\0\0", b"{\\rtf", b"filedesc://", b'{"log":',
        b"MIME-Version: 1.0", b"\x1e", b"\0", b"url,", b"#!", b"GIF89a"))}, (1,)),
    folder("mirror", "a mirror with odd names", lambda p: {"news.example/index.html": p.page(1), "news.example/a?b=c&d": p.page(2),
           "news.example/index.html@p=3.html": p.page(3)}, (1, 2, 3)),
    folder("same", "the same bytes in many places", lambda p: {f"{n}/a.html": p.page(1) for n in range(50)} | {"b.html": p.page(2)},
           told="no"),
    folder("archives", "archives in archives beside damaged ones", lambda p: {"a.zip": zipped(("b.tar", tarred(("c.html", p.page(1))))),
           "b.zip": zipped(("c.html", p.page(3)))[:60],
           "c.tar": tarred(("c.html", p.page(2)))}, (1, 2), (3,), told="yes"),
    folder("har_parts", "bodies beside the file that speaks of them", lambda p: {"a.har": har(entry(p, 1),
           entry(p, 2, {"mimeType": "text/html", "_file": "../../../etc/passwd"}), entry(p, 3, {
        "mimeType": "text/html", "_file": "a" * 40 + ".html"})).encode(), "a" * 40 + ".html": p.page(3)}, (1,), (2, 3)),
    folder("download", "an export whose parts are missing or damaged", lambda p: {"data/manifest.js": b"window.__THAR_CONFIG = {",
           "data/tweets.js": b"window.YTD.tweets.part0 = [ {\"tweet\" : " + p.tweet(1).encode() + b"} ]",
           "data/tweets-part1.js": b"window.YTD.tweets.part1 = [ {\"tweet\" : {\"id_str\"", "data/account.js": b""}, (1,), told="yes"),
    folder("deep", "folders 100 deep", lambda p: {"d/" * 100 + "a.html": p.page(1), "b.html": p.page(2)}, told="no"),
    folder("crawl", "an index beside its crawl, and one beside none", lambda p: {"archive/a.warc": page(p, 1),
           "indexes/a.cdxj": b"com,example)/ 2020 {\n", "b.cdx": b" CDX N b a\n", "c.html": p.page(2)}),
)
