"""What crawlers and browsers save: WARC, ARC, CDX, WACZ, HAR, MHTML, web archives, packed pages."""

import base64
import gzip
import json
import plistlib
import zlib
from collections.abc import Callable
from typing import Any

import zstandard

from hostile.case import Case, Posts
from hostile.packed import Part, zipped

MIB = 1 << 20
Make = Callable[[Posts], bytes]


def answer(body: bytes, *fields: str, status: str = "HTTP/1.1 200 OK", kind: str = "text/html; charset=utf-8") -> bytes:
    """As a server gives it."""
    return "\r\n".join((status, f"Content-Type: {kind}", *fields, "", "")).encode() + body


def record(payload: bytes, number: int = 1, *, kind: str = "response", length: str = "", version: str = "WARC/1.1",
           end: bytes = b"\r\n\r\n",
           fields: tuple[str, ...] = (), media: str = "application/http; msgtype=response", break_: str = "\r\n", uri: str = "") -> bytes:
    head = break_.join((version, f"WARC-Type: {kind}", f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{number:012}>",
                        "WARC-Date: 2020-07-01T00:00:00Z",
                        f"WARC-Target-URI: {uri or f'https://news.example/{number}'}", f"Content-Type: {media}", *fields,
                        f"Content-Length: {length or len(payload)}", "", ""))
    return head.encode("utf-8", "surrogateescape") + payload + end


def page(p: Posts, number: int, **more: Any) -> bytes:
    return record(answer(p.page(number)), number, **more)


def body(p: Posts, data: bytes, *fields: str, **more: Any) -> bytes:
    """Three records, the second with this body."""
    return page(p, 1) + record(answer(data, *fields, **more), 2) + page(p, 3)


def chunked(data: bytes, size: int = 100, head: str = "{:x}\r\n", end: bytes = b"0\r\n\r\n") -> bytes:
    return b"".join(head.format(len(piece)).encode() + piece + b"\r\n" for at in range(0, len(data),
                    size) if (piece := data[at : at + size])) + end


def warc(name: str, attacks: str, make: Make, must: tuple[int, ...] = (1, 3), may: tuple[int, ...] = (2,), *, told: str = "any",
         slow: bool = False) -> Case:
    return Case(f"warc/{name}", attacks, make, must, may, told=told, slow=slow)


def _zst_with_dictionary(data: bytes) -> bytes:
    return (0x184D2A5D).to_bytes(4, "little") + (8).to_bytes(4, "little") + b"notadict" + zstandard.compress(data)


WARCS = (
    warc("good.warc", "control", lambda p: page(p, 1) + page(p, 2) + page(p, 3), (1, 2, 3), (), told="no"),
    warc("old.warc", "versions of the past", lambda p: page(p, 1, version="WARC/0.17") + page(p, 2, version="WARC/0.18") + page(p, 3),
         (1, 2, 3), ()),
    warc("no_ends.warc", "records without blank lines behind them", lambda p: page(p, 1, end=b"") + page(p, 2, end=b"") + page(p, 3),
         (1, 2, 3), ()),
    warc("long_ends.warc", "fifty blank lines behind each record", lambda p: page(p, 1, end=b"\r\n" * 50) + page(p, 2,
         end=b"\n" * 50) + page(p, 3), (1, 2, 3), ()),
    warc("blank_first.warc", "blank lines and a mark before the first record", lambda p: b"\xef\xbb\xbf\r\n\r\n" + page(p, 1) + page(p, 2),
         (1, 2), ()),
    warc("small_letters.warc", "field names in small letters", lambda p: page(p, 1).replace(b"WARC-Type",
         b"warc-type").replace(b"Content-Length", b"content-length") + page(p, 2), (1, 2), ()),
    warc("folded.warc", "folded fields", lambda p: page(p, 1, fields=("X-Long: a\r\n b\r\n\tc",)) + page(p, 2), (1, 2), ()),
    warc("no_type.warc", "a record without a type", lambda p: page(p, 1) + page(p, 2).replace(b"WARC-Type: response\r\n", b"") + page(p,
         3)),
    warc("no_length.warc", "a record without a length", lambda p: page(p, 1) + page(p, 2).replace(b"Content-Length", b"X-Length") + page(p,
         3)),
    warc("two_lengths.warc", "two lengths", lambda p: page(p, 1) + page(p, 2, fields=("Content-Length: 5",)) + page(p, 3)),
    warc("colonless.warc", "a field without a colon", lambda p: page(p, 1) + page(p, 2, fields=("this is no field",)) + page(p, 3),
         (1, 2, 3), ()),
    warc("bytes.warc", "fields of any bytes", lambda p: page(p, 1) + page(p, 2, fields=("X-Name: \udcff\udcfe\x00\x07",)) + page(p, 3)),
    warc("truncated.warc", "a record that says it was cut", lambda p: page(p, 1) + record(answer(p.page(2)[:-40]), 2,
         fields=("WARC-Truncated: length",)) + page(p, 3)),
    warc("segments.warc", "a page in two segments", lambda p: page(p, 1) + record(answer(p.page(2)[:300]), 2,
         fields=("WARC-Segment-Number: 1",)) + record(
        p.page(2)[300:], 4, kind="continuation", fields=("WARC-Segment-Number: 2",)) + page(p, 3)),
    warc("request.warc", "a post in what was asked", lambda p: page(p, 1) + record(b"POST / HTTP/1.1\r\nHost: a\r\n\r\n" + p.page(2), 2,
         kind="request", media="application/http; msgtype=request")
         + page(p, 3)),
    warc("resource.warc", "a page without HTTP", lambda p: page(p, 1) + record(p.page(2), 2, kind="resource", media="text/html") + page(p,
         3), (1, 2, 3), ()),
    warc("empty.warc", "a record of no bytes", lambda p: page(p, 1) + record(b"", 2) + page(p, 3), (1, 3), ()),
    warc("many.warc", "10,000 records of nothing", lambda p: record(b"", 2, kind="metadata") * 10_000 + page(p, 1), (1,), (), slow=True),
    warc("uri.warc", "addresses in brackets, of other schemes, and none", lambda p: page(p, 1, uri="<https://news.example/1>") + page(p, 2,
         uri="javascript:alert(1)") + page(p, 3, uri=" ")
         + page(p, 4, uri="https://[::1"), (1, 2, 3, 4), ()),
    warc("revisits.warc", "records that repeat each other", lambda p: page(p, 1) + record(b"", 2, kind="revisit",
         fields=("WARC-Refers-To: <urn:uuid:00000000-0000-0000-0000-000000000003>",))
         + record(b"", 3, kind="revisit", fields=("WARC-Refers-To: <urn:uuid:00000000-0000-0000-0000-000000000002>",)), (1,), ()),
    warc("zeros.warc", "zeros at the end", lambda p: page(p, 1) + page(p, 2) + bytes(100_000), (1, 2), ()),
    warc("cut_twice.warc", "a record cut short, the next one behind it", lambda p: page(p, 1) + page(p, 2)[:-150] + page(p, 3), told="yes"),
    warc("chunked.warc", "control in chunks", lambda p: body(p, chunked(p.page(2)), "Transfer-Encoding: chunked"), (1, 2, 3), (),
         told="no"),
    warc("chunks_extended.warc", "chunks with extensions, zeros and blanks", lambda p: body(p, chunked(p.page(2),
         head="000{:X} ;name=value\r\n", end=b"0;x\r\nTrailer: a\r\n\r\n"),
         "Transfer-Encoding: Chunked"), (1, 2, 3), ()),
    warc("chunks_open.warc", "chunks without an end", lambda p: body(p, chunked(p.page(2), end=b""), "Transfer-Encoding: chunked"),
         (1, 2, 3), ()),
    warc("chunks_lf.warc", "chunks with line feeds alone", lambda p: body(p, chunked(p.page(2), head="{:x}\n"),
         "Transfer-Encoding: chunked")),
    warc("chunks_tiny.warc", "chunks of a byte", lambda p: body(p, chunked(p.page(2), 1), "Transfer-Encoding: chunked"), (1, 2, 3), ()),
    warc("chunks_negative.warc", "chunks of negative length", lambda p: body(p, b"-5\r\n" + p.page(2), "Transfer-Encoding: chunked")),
    warc("coded_twice.warc", "packed as the server says and as the transfer says", lambda p: body(p, chunked(gzip.compress(p.page(2))),
         "Content-Encoding: gzip", "Transfer-Encoding: gzip, chunked")),
    warc("gzip_cut.warc", "a packed body that breaks off", lambda p: body(p, gzip.compress(p.page(2) + b" " * 5000)[:-30],
         "Content-Encoding: gzip")),
    warc("gzip_crc.warc", "a packed body with a wrong sum", lambda p: body(p, gzip.compress(p.page(2))[:-8] + bytes(8),
         "Content-Encoding: gzip")),
    warc("deflate_raw.warc", "deflate without its wrapper", lambda p: body(p, zlib.compress(p.page(2))[2:-4], "Content-Encoding: deflate"),
         (1, 2, 3), ()),
    warc("deflate.warc", "deflate with its wrapper", lambda p: body(p, zlib.compress(p.page(2)), "Content-Encoding: deflate"), (1, 2, 3),
         ()),
    warc("x_gzip.warc", "the old name of gzip, in capitals", lambda p: body(p, gzip.compress(p.page(2)), "content-encoding: X-GZIP"),
         (1, 2, 3), ()),
    warc("zstd.warc", "zstd", lambda p: body(p, zstandard.compress(p.page(2)), "Content-Encoding: zstd"), (1, 2, 3), ()),
    warc("coded_not.warc", "gzip that is not said", lambda p: body(p, gzip.compress(p.page(2)))),
    warc("status.warc", "answers that are errors, redirects or odd", lambda p: page(p, 1) + b"".join(record(answer(p.page(2),
         status=status), 2) for status in (
        "HTTP/1.1 404 Not Found", "HTTP/1.0 301 Moved", "HTTP/2 200", "HTTP/1.1 200", "HTTP/1.1 -1 x", "ICY 200 OK",
        "HTTP/1.1 99999999999999999999 OK")) + page(p, 3)),
    warc("no_body.warc", "a head without an end", lambda p: page(p, 1) + record(b"HTTP/1.1 200 OK\r\nContent-Type: text/html", 2) + page(p,
         3), (1, 3), ()),
    warc("kind_lie.warc", "a page that is called a picture", lambda p: body(p, p.page(2), kind="image/png")),
    warc("kind_none.warc", "a page of no stated kind", lambda p: body(p, p.page(2), kind=""), (1, 2, 3), ()),
    warc("kind_odd.warc", "kinds that are no kinds", lambda p: body(p, p.page(2), kind='text/html;;; charset="; charset=utf-8'), (1, 2, 3),
         ()),
    warc("charset_lie.warc", "a charset that is not so", lambda p: body(p, p.page(2), kind="text/html; charset=utf-16"), (1, 2, 3), ()),
    warc("utf16.warc", "a page in UTF-16", lambda p: body(p, p.page(2, head="").decode().encode("utf-16-le"),
         kind="text/html; charset=utf-16le"), (1, 2, 3), ()),
    warc("data_cut.warc", "an answer of the platform that breaks off", lambda p: page(p,
         1) + record(answer(f'{{"a":[{p.tweet(2)},'.encode() + b'{"id_str":"1', kind="application/json"), 2,
         uri="https://api.twitter.com/1.1/statuses/home_timeline.json") + page(p, 3)),
    warc("members.warc.gz", "junk between packed records", lambda p: gzip.compress(page(p, 1)) + b"\0" * 77 + gzip.compress(page(p,
         2)) + b"junk" + gzip.compress(page(p, 3)), (1,), (2, 3)),
    warc("sums.warc.gz", "a packed record with a wrong sum", lambda p: gzip.compress(page(p, 1)) + gzip.compress(page(p,
         2))[:-8] + bytes(8) + gzip.compress(page(p, 3)), told="yes"),
    warc("halves.warc.gz", "records cut in two across members", lambda p: (whole := page(p, 1) + page(p, 2) + page(p,
         3)) and gzip.compress(whole[:600]) + gzip.compress(whole[600:]), (1, 2, 3), ()),
    warc("twice.warc.gz", "packed twice", lambda p: gzip.compress(gzip.compress(page(p, 1)) + gzip.compress(page(p, 2))), (1, 2), ()),
    warc("good.warc.zst", "zstd, a frame a record", lambda p: zstandard.compress(page(p, 1)) + zstandard.compress(page(p, 2)), (1, 2), ()),
    warc("dictionary.warc.zst", "a dictionary that is none", lambda p: _zst_with_dictionary(page(p, 1)), (), (1,)),
    warc("called.html", "a crawl that is called a page", lambda p: page(p, 1) + page(p, 2), (1, 2), ()),
)


def arc(p: Posts, *numbers: int, lie: int = 0, url: str = "https://news.example/{}", when: str = "20200701000000") -> bytes:
    """The format before WARC."""
    about = b"1 0 InternetArchive\nURL IP-address Archive-date Content-type Archive-length\n"
    out = b"filedesc://a.arc 0.0.0.0 20200701000000 text/plain %d\n" % len(about) + about + b"\n"
    for number in numbers:
        data = answer(p.page(number))
        out += f"{url.format(number)} 1.2.3.4 {when} text/html {len(data) + (lie if number == 2 else 0)}\n".encode() + data + b"\n"
    return out


CDXJ = 'com,example)/ 20200701000000 {"url": "https://news.example/%s", "mime": "text/html", "status": "200", "filename": "missing.warc.gz", "offset": "%s", "length": "9"}\n'
ARCS = (
    Case("arc/good.arc", "control", lambda p: arc(p, 1, 2, 3), (1, 2, 3), told="no"),
    Case("arc/long.arc", "a length that is too large", lambda p: arc(p, 1, 2, 3, lie=10**9), (1,), (2, 3), told="yes"),
    Case("arc/short.arc", "a length that is too small", lambda p: arc(p, 1, 2, 3, lie=-50), (1, 3), (2,)),
    Case("arc/negative.arc", "a negative length", lambda p: arc(p, 1, 2, 3, lie=-(10**6)), (1, 3), (2,)),
    Case("arc/cut.arc", "the last record breaks off", lambda p: arc(p, 1, 2)[:-60], (1,), (2,), told="yes"),
    Case("arc/blanks.arc", "addresses with blanks", lambda p: arc(p, 1, 2, url="https://news.example/a b/{}"), (1, 2)),
    Case("arc/dates.arc", "dates that are none", lambda p: arc(p, 1, 2, when="99999999999999"), (1, 2)),
    Case("arc/packed.arc.gz", "packed as a whole", lambda p: gzip.compress(arc(p, 1, 2)), (1, 2)),
    Case("cdx/missing.cdxj", "an index of files that are not there", lambda p: (CDXJ % (1, 0) + CDXJ % (2, -5) + CDXJ % (3, "x")).encode()),
    Case("cdx/broken.cdxj", "lines that break off", lambda p: (CDXJ % (1,
         0)).encode() + b'com,example)/ 20200701000000 {"url": "https\n' + b"x" * MIB),
    Case("cdx/old.cdx", "the old kind, with a line of 1 MB",
         lambda p: b" CDX N b a m s k r M S V g\n" + b"com,example)/ 20200701 https://e.example/ text/html 200 A - - 9 0 a.warc\n" +
         b"x" * MIB),
    Case("cdx/posts.cdx", "posts that are named only", lambda p:
         f" CDX N b a m s k r M S V g\ncom,twitter)/ctrl 20200701000000 {p(1)} text/html 200 A - - 9 0 a.warc\n".encode(), (), (1,)),
)


def wacz(*archives: tuple[str, bytes], pages: bytes = b'{"format": "json-pages-1.0"}\n{"url": "https://news.example/1", "title": "a"}\n',
         package: bytes = b'{"profile": "data-package", "resources": []}',
         stored: bool = True) -> bytes:
    return zipped(*(Part(name, data, method=0 if stored else 8) for name, data in archives), Part("pages/pages.jsonl", pages),
                  Part("datapackage.json", package))


WACZS = (
    Case("wacz/good.wacz", "control", lambda p: wacz(("archive/a.warc.gz", gzip.compress(page(p, 1)))), (1,), told="no"),
    Case("wacz/package.wacz", "a package file that lies", lambda p: wacz(("archive/a.warc.gz", gzip.compress(page(p, 1))),
         package=b'{"resources": [{"path": "../../../etc/passwd", "bytes": 1e99}]'), (1,)),
    Case("wacz/pages.wacz", "a list of pages that is none", lambda p: wacz(("archive/a.warc.gz", gzip.compress(page(p, 1))),
         pages=b"\xff\xfe[[[[\n" * 9000), (1,)),
    Case("wacz/deflated.wacz", "crawls that are packed twice", lambda p: wacz(("archive/a.warc.gz", gzip.compress(page(p, 1))),
         ("archive/b.warc", page(p, 2)), stored=False), (1, 2), told="no"),
    Case("wacz/cut_inside.wacz", "one of two crawls breaks off", lambda p: wacz(("archive/a.warc.gz", gzip.compress(page(p, 1))[:-40]),
         ("archive/b.warc", page(p, 2))), (2,), (1,), told="yes"),
    Case("wacz/cut.wacz", "the directory is missing", lambda p: (whole := wacz(("archive/a.warc.gz", gzip.compress(page(p, 1))),
         ("archive/b.warc", page(p, 2)))) and whole[: whole.index(b"PK\1\2")], (1, 2), told="yes"),
    Case("wacz/nested.wacz", "a crawl in a crawl in a crawl", lambda p: wacz(("archive/a.warc", page(p, 1)), ("archive/b.wacz",
         wacz(("archive/c.warc", page(p, 2))))), (1,), (2,)),
    Case("wacz/empty.wacz", "no crawl", lambda p: wacz()),
    Case("wacz/names.wacz", "crawls outside of the file", lambda p: wacz(("../archive/a.warc", page(p, 1)), ("/archive/b.warc",
         page(p, 2))), (1, 2)),
)


def entry(p: Posts, number: int, content: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return {"startedDateTime": "2020-07-01T00:00:00Z", "request": {"method": "GET", "url": f"https://news.example/{number}", "headers": []},
            "response": {
        "status": 200, "headers": [], "content": {"mimeType": "text/html",
        "text": p.page(number).decode()} if content is None else content}} | more


def har(*entries: Any, **log: Any) -> str:
    return json.dumps({"log": {"version": "1.2", "creator": {"name": "a", "version": "1"}, "pages": [], "entries": list(entries)} | log})


def hars(name: str, attacks: str, make: Callable[[Posts], str | bytes], must: tuple[int, ...] = (1, 3), may: tuple[int, ...] = (2,), *,
         told: str = "any", slow: bool = False) -> Case:
    return Case(f"har/{name}.har", attacks, lambda p: (made.encode("utf-8", "surrogatepass") if isinstance(made := make(p), str) else made),
                must, may, told=told, slow=slow)


def _between(p: Posts, middle: Any) -> str:
    return har(entry(p, 1), middle, entry(p, 3))


HARS = (
    hars("good", "control", lambda p: har(entry(p, 1), entry(p, 2)), (1, 2), (), told="no"),
    hars("mark", "a byte order mark", lambda p: "\ufeff" + har(entry(p, 1)), (1,), ()),
    hars("utf16", "UTF-16", lambda p: har(entry(p, 1)).encode("utf-16"), (1,), ()),
    hars("cut", "the second entry breaks off", lambda p: har(entry(p, 1), entry(p, 2)).partition("words 2")[0], (1,), (2,), told="yes"),
    hars("cut_early", "cut before the first entry", lambda p: har(entry(p, 1)).partition('"entries"')[0], (), (), told="yes"),
    hars("entry_null", "an entry that is nothing", lambda p: _between(p, None)),
    hars("entry_text", "an entry that is a text", lambda p: _between(p, 'a "text" with ] and }')),
    hars("entry_list", "an entry that is a list in a list", lambda p: _between(p, [[entry(p, 2)]])),
    hars("response_null", "no answer", lambda p: _between(p, {"request": None, "response": None})),
    hars("content_number", "content that is a number", lambda p: _between(p, entry(p, 2, {"mimeType": 7, "text": 7}))),
    hars("content_null", "content that is nothing", lambda p: _between(p, entry(p, 2, {"mimeType": None, "text": None, "encoding": None}))),
    hars("base64_lines", "base64 with blanks and line ends", lambda p: _between(p, entry(p, 2, {"mimeType": "text/html",
         "encoding": "base64", "text": base64.encodebytes(p.page(2)).decode()})), (1, 2, 3), ()),
    hars("base64_cut", "base64 that breaks off", lambda p: _between(p, entry(p, 2, {"mimeType": "text/html", "encoding": "base64",
         "text": base64.b64encode(p.page(2)).decode()[:-7]}))),
    hars("base64_not", "base64 that is none", lambda p: _between(p, entry(p, 2, {"mimeType": "text/html", "encoding": "base64",
         "text": p.page(2).decode()}))),
    hars("encoding_unknown", "an encoding that nobody knows", lambda p: _between(p, entry(p, 2, {"mimeType": "text/html",
         "encoding": "rot13", "text": p.page(2).decode()}))),
    hars("packed", "a body that is still packed", lambda p: _between(p, entry(p, 2, {"mimeType": "text/html", "encoding": "base64",
         "text": base64.b64encode(gzip.compress(p.page(2))).decode()}))),
    hars("status", "answers that are errors", lambda p: har(entry(p, 1), {**entry(p, 2), "response": {**entry(p, 2)["response"],
         "status": "teapot"}}, entry(p, 3))),
    hars("dates", "times that are none", lambda p: har(entry(p, 1, startedDateTime=1e308), entry(p, 2, startedDateTime="yesterday"),
         entry(p, 3, startedDateTime=None)), (1, 2, 3), ()),
    hars("pages_behind", "pages behind the entries", lambda p: json.dumps({"log": {"entries": [entry(p, 1)], "pages": [{"id": "a"}],
         "version": 1}}), (1,), ()),
    hars("entries_object", "entries that are an object", lambda p: har(entries={"0": entry(p, 1)}), (), (1,)),
    hars("entries_twice", "two lists of entries", lambda p: har(entry(p, 1))[:-2] + ', "entries": ' + json.dumps([entry(p, 2)]) + "}}",
         (1,), (2,)),
    hars("entries_in_text", "the word inside of a text before it", lambda p: har(entry(p, 1),
         comment='"entries": [1, 2').replace('"version"', '"comment": "\\"entries\\": [", "version"', 1), (1,), ()),
    hars("deep", "an entry 5,000 deep", lambda p: har(entry(p, 1), 0, entry(p, 3)).replace(" 0,", " " + "[" * 5000 + "]" * 5000 + ",", 1),
         (1, 3), ()),
    hars("surrogates", "halves of characters", lambda p: _between(p, entry(p, 2)).replace("words 2", "words \\ud83d 2"), (1, 2, 3), ()),
    hars("controls", "control characters inside of texts", lambda p: _between(p, entry(p, 2)).replace("words 2", "words \x01\x0b 2"),
         (1, 2, 3), ()),
    hars("comma", "commas too many", lambda p: har(entry(p, 1), entry(p, 2)).replace("]}}", ",]}}"), (1, 2), ()),
    hars("joined", "two files joined", lambda p: har(entry(p, 1)) + "\n" + har(entry(p, 2)), (1,), (2,)),
    hars("long_entry", "an entry of 70 MB", lambda p: har(entry(p, 1), entry(p, 2, {"mimeType": "text/html", "text": "x" * (70 * MIB)}),
         entry(p, 3)), slow=True),
    hars("sockets", "what came through sockets", lambda p: _between(p, entry(p, 2, {"size": 0}, _webSocketMessages=[{"data": p.tweet(2)},
         {"data": None}, 7]))),
)


def mhtml(*parts: bytes, boundary: str = "b0", stated: str = "", end: str = "\r\n", close: bool = True, before: str = "") -> bytes:
    stated = stated or f'"{boundary}"'
    head = end.join(("From: <Saved by Blink>", "Snapshot-Content-Location: https://news.example/", "Subject: an article",
                     "Date: Wed, 1 Jul 2020 00:00:00 -0000", "MIME-Version: 1.0",
                     f'Content-Type: multipart/related; type="text/html"; boundary={stated}', "", before))
    return head.encode() + b"".join(f"{end}--{boundary}{end}".encode() + part for part in parts) + (f"{end}--{boundary}--{end}".encode()
        if close else b"")


def part(data: bytes, *fields: str, kind: str = "text/html", coding: str = "8bit", end: str = "\r\n") -> bytes:
    return end.join((f"Content-Type: {kind}", f"Content-Transfer-Encoding: {coding}", *fields, "", "")).encode() + data


def quoted(data: bytes) -> bytes:
    return data.replace(b"=", b"=3D")


def saved(name: str, attacks: str, make: Make, must: tuple[int, ...] = (1,), may: tuple[int, ...] = (), *, told: str = "any",
          slow: bool = False) -> Case:
    return Case(f"mhtml/{name}.mhtml", attacks, make, must, may, told=told, slow=slow)


MHTMLS = (
    saved("good", "control", lambda p: mhtml(part(quoted(p.page(1)), coding="quoted-printable")), told="no"),
    saved("open", "no closing boundary", lambda p: mhtml(part(p.page(1)), close=False)),
    saved("cut", "the second part breaks off", lambda p: mhtml(part(p.page(1)), part(p.page(2)[:-50]), close=False), (1,), (2,)),
    saved("boundary", "a boundary of signs that mean something elsewhere", lambda p: mhtml(part(p.page(1)), boundary="----=_(.*)+?[x]|^$")),
    saved("boundary_bare", "a boundary without quotes, with a comment", lambda p: mhtml(part(p.page(1)), stated="b0 (a comment)")),
    saved("boundary_other", "a boundary that is not the stated one", lambda p: mhtml(part(p.page(1)), stated='"zz"')),
    saved("boundary_in_body", "lines that look like boundaries", lambda p: mhtml(part(b"--b\n--b00\n -- b0\n" + p.page(1)))),
    saved("newlines", "line feeds alone", lambda p: mhtml(part(p.page(1), end="\n"), end="\n")),
    saved("returns", "carriage returns alone", lambda p: mhtml(part(p.page(1), end="\r"), end="\r"), (), (1,)),
    saved("quoted_broken", "escapes that are none", lambda p: mhtml(part(b"=ZZ=\r\n=3=" + quoted(p.page(1)) + b"=",
          coding="quoted-printable"))),
    saved("base64_dirty", "base64 with rubbish inside", lambda p: mhtml(part(b"\r\n!!".join((base64.b64encode(p.page(1)))[at : at + 40]
          for at in range(0, 900, 40)), coding="base64"))),
    saved("base64_joined", "two pieces of base64 with padding in the middle",
          lambda p: mhtml(part(base64.b64encode(p.page(1)[:100]) + b"\r\n" + base64.b64encode(p.page(1)[100:]), coding="base64"))),
    saved("coding_unknown", "an encoding that nobody knows", lambda p: mhtml(part(p.page(1), coding="x-middling"))),
    saved("coding_lie", "an encoding that is not so", lambda p: mhtml(part(p.page(1), coding="base64")), (), (1,)),
    saved("coding_binary", "binary", lambda p: mhtml(part(p.page(1) + b"\0\r\n.\r\n", coding="binary"))),
    saved("no_location", "no addresses", lambda p: mhtml(part(p.page(1))).replace(b"Snapshot-Content-Location", b"X-Nothing")),
    saved("same_cid", "parts of one name", lambda p: mhtml(part(p.page(1), "Content-ID: <a>"), part(p.page(2), "Content-ID: <a>"))  , (1,),
          (2,)),
    saved("frame_loop", "a frame that shows itself", lambda p: mhtml(part(p.page(1) + b'<iframe src="cid:a"></iframe>',
          "Content-ID: <a>"))),
    saved("no_head", "parts without heads", lambda p: mhtml(p.page(2), part(p.page(1))), (1,), (2,)),
    saved("head_long", "a part with a head of 1 MB", lambda p: mhtml(part(p.page(2), "X: " + "y" * MIB), part(p.page(1))), (1,), (2,)),
    saved("charset", "a charset that nobody knows", lambda p: mhtml(part(p.page(1), kind="text/html; charset=klingon"))),
    saved("many", "5,000 parts", lambda p: mhtml(*[part(b"a", kind="text/css")] * 5000, part(p.page(1)))),
    saved("nested", "a message of parts in parts", lambda p: mhtml(part(mhtml(part(p.page(1)), boundary="b1").partition(b"\r\n\r\n")[2],
          kind='multipart/mixed; boundary="b1"'))),
    saved("preamble", "words before the first part", lambda p: mhtml(part(p.page(1)), before="This is a message in parts.\r\n" * 2000)),
    saved("zeros", "zeros at the end", lambda p: mhtml(part(p.page(1))) + bytes(50_000)),
    saved("mark", "a byte order mark and blank lines first", lambda p: b"\xef\xbb\xbf\r\n" + mhtml(part(p.page(1)))),
)


def _plist(p: Posts, **more: Any) -> dict[str, Any]:
    return {"WebMainResource": {"WebResourceData": p.page(1), "WebResourceMIMEType": "text/html", "WebResourceURL": "https://news.example/",
            "WebResourceTextEncodingName": "UTF-8"}} | more


def _binary(p: Posts, **more: Any) -> bytes:
    return plistlib.dumps(_plist(p, **more), fmt=plistlib.FMT_BINARY)


PACKED = (
    Case("webarchive/good.webarchive", "control", _binary, (1,), told="no"),
    Case("webarchive/xml.webarchive", "control in XML", lambda p: plistlib.dumps(_plist(p)), (1,), told="no"),
    Case("webarchive/xml_laughs.webarchive", "entities in XML", lambda p: plistlib.dumps(_plist(p)).replace(b"<plist",
         b'<!DOCTYPE p [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><plist', 1), (), (1,)),
    Case("webarchive/xml_cut.webarchive", "XML that breaks off", lambda p: plistlib.dumps(_plist(p))[:-200], (), (1,), told="yes"),
    Case("webarchive/cut.webarchive", "no trailer", lambda p: _binary(p)[:-33], (), (1,), told="yes"),
    Case("webarchive/offsets.webarchive", "places behind the end", lambda p: _binary(p)[:-8] + b"\xff" * 8, (), (1,), told="yes"),
    Case("webarchive/count.webarchive", "billions of objects", lambda p: _binary(p)[:-24] + b"\x7f" * 8 + _binary(p)[-16:], (), (1,),
         told="yes"),
    Case("webarchive/kinds.webarchive", "values of wrong kinds", lambda p: _binary(p, WebSubresources="none", WebSubframeArchives=[7,
         {"WebMainResource": []}]), (1,)),
    Case("webarchive/main_missing.webarchive", "no main page", lambda p: plistlib.dumps({"WebSubresources": [_plist(p)["WebMainResource"]]},
         fmt=plistlib.FMT_BINARY), (), (1,)),
    Case("webarchive/deep.webarchive", "frames 60 deep", lambda p: plistlib.dumps(_nested(p, 60), fmt=plistlib.FMT_BINARY), (1,)),
    Case("singlefile/packed.html", "a page that unpacks itself",
         lambda p: b"<!doctype html><html data-sfz><body><!--" + zipped(("index.html", p.page(1))) + b"--></body></html>", (), (1,)),
    Case("singlefile/packed_cut.html", "the same, broken off",
         lambda p: (b"<!doctype html><html data-sfz><body><!--" + zipped(("index.html", p.page(1))))[:-30], (), (1,)),
    Case("singlefile/comment.html", "a comment of the saver that lies",
         lambda p: b"<!doctype html><html><!--\n Page saved with SingleFile\n url: javascript:alert(1)\n saved date: 99/99/9999\n-->" +
         p.page(1), (1,)),
    Case("singlefile/frames.html", "frames in frames in attributes, 6 deep", lambda p: b"<!doctype html><html><body>" + _framed(p.page(1),
         6) + p.page(2) + b"</body></html>", (2,), (1,)),
    Case("singlefile/data.html", "pages in addresses, 5 deep", lambda p: b"<!doctype html><html><body>" + _data(p.page(1),
         5) + p.page(2) + b"</body></html>", (2,), (1,)),
    Case("singlefile/data_broken.html", "addresses of data that are broken",
         lambda p: b'<iframe src="data:text/html;base64,PGEg=!!"></iframe><iframe src="data:;;;,%ZZ%"></iframe><iframe src="data:"></iframe>' + p.page(1), (1,)),
)


def _nested(p: Posts, depth: int) -> dict[str, Any]:
    return _plist(p, **({"WebSubframeArchives": [_nested(p, depth - 1)]} if depth else {}))


def _framed(data: bytes, depth: int) -> bytes:
    for _ in range(depth):
        data = b'<iframe srcdoc="' + data.replace(b"&", b"&amp;").replace(b'"', b"&quot;") + b'"></iframe>'
    return data


def _data(data: bytes, depth: int) -> bytes:
    for _ in range(depth):
        data = b'<iframe src="data:text/html;base64,' + base64.b64encode(data) + b'"></iframe>'
    return data


CASES: tuple[Case, ...] = (*WARCS, *ARCS, *WACZS, *HARS, *MHTMLS, *PACKED)
