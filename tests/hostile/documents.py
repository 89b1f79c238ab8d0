"""Documents for reading: PDF and EPUB."""

import base64
import struct
import zlib
from collections.abc import Callable

from hostile.case import Case, Posts
from hostile.packed import Part, zipped

MIB = 1 << 20


def link(url: str, spelled: str = "") -> str:
    """An annotation that leads somewhere."""
    return f"<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI {spelled or f'({url})'} >> >>"


def stream(data: bytes, more: str = "", length: int | None = None) -> bytes:
    return f"<< /Length {len(data) if length is None else length} {more} >>\nstream\n".encode() + data + b"\nendstream"


def shown(words: str) -> bytes:
    """What draws a line of text."""
    return f"BT /F1 12 Tf 20 700 Td ({words}) Tj ET".encode()


def pdf(*objects: str | bytes, root: str = "/Root 1 0 R", end: bytes | None = None, start: int | None = None,
        head: bytes = b"%PDF-1.5\n") -> bytes:
    """Objects by number from 1, a table of where they stand and the trailer."""
    out, places = bytearray(head), []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + (one.encode() if isinstance(one, str) else one) + b"\nendobj\n"
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % at for at in places)
    tail = f"trailer\n<< /Size {len(objects) + 1} {root} >>\nstartxref\n{table if start is None else start}\n%%EOF\n".encode()
    out += tail if end is None else end
    return bytes(out)


CATALOG, FONT = "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def leaves(content: bytes, *annotations: str, kids: str = "[3 0 R]", page: str = "", catalog: str = CATALOG, more: tuple[str | bytes,
           ...] = ()) -> tuple[str | bytes, ...]:
    """The objects of a document of one page."""
    numbers = " ".join(f"{6 + n} 0 R" for n in range(len(annotations)))
    return (catalog, f"<< /Type /Pages /Kids {kids} /Count 1 >>",
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Annots [{numbers}] /Resources << /Font << /F1 5 0 R >> >> {page} >>",
            content, FONT, *annotations, *more)


def linked(p: Posts, *numbers: int) -> tuple[str | bytes, ...]:
    return leaves(stream(shown("an article")), *(link(p(n)) for n in numbers))


def filtered(p: Posts, names: str, pack: Callable[[bytes], bytes]) -> bytes:
    return pdf(*leaves(stream(pack(shown(f"see {p(1)} there")), f"/Filter {names}")))


def _object_stream(p: Posts, data: bytes | None = None, n: int = 2) -> bytes:
    """Links inside of a packed stream of objects, with a table that is a stream too."""
    inside = [link(p(1)), link(p(2))]
    index = f"6 0 7 {len(inside[0]) + 1} "
    packed = zlib.compress((index + " ".join(inside)).encode() if data is None else data)
    objects = [*leaves(stream(shown("an article")), page="/Annots [6 0 R 7 0 R]")]
    out, places = bytearray(b"%PDF-1.5\n"), [0] * 9
    for number, one in ((1, objects[0]), (2, objects[1]), (3, objects[2]), (4, objects[3]), (5, objects[4]),
                        (8, stream(packed, f"/Type /ObjStm /N {n} /First {len(index)} /Filter /FlateDecode"))):
        places[number] = len(out)
        out += b"%d 0 obj\n" % number + (one.encode() if isinstance(one, str) else one) + b"\nendobj\n"
    rows = b"".join(struct.pack(">BIH", 2, 8, at - 6) if at in (6, 7) else struct.pack(">BIH", 1, places[at], 0) for at in range(9))
    table = len(out)
    out += b"9 0 obj\n" + stream(zlib.compress(rows), "/Type /XRef /W [1 4 2] /Size 9 /Root 1 0 R /Filter /FlateDecode") + b"\nendobj\n"
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % table)


def _lzw(data: bytes) -> bytes:
    """Packed with no word longer than a byte: clear codes keep them nine bits wide."""
    codes = [256, *(code for n, byte in enumerate(data) for code in ((byte, 256) if n % 200 == 199 else (byte,))), 257]
    bits = "".join(f"{code:09b}" for code in codes)
    return int(bits.ljust(-(-len(bits) // 8) * 8, "0"), 2).to_bytes(-(-len(bits) // 8), "big")


def file(name: str, attacks: str, make: Callable[[Posts], bytes], must: tuple[int, ...] = (), may: tuple[int, ...] = (), *,
         told: str = "any",
         slow: bool = False, seconds: float = 20) -> Case:
    return Case(f"pdf/{name}.pdf", attacks, make, must, may, told=told, slow=slow, seconds=seconds)


PDFS = (
    file("good", "control", lambda p: pdf(*linked(p, 1, 2)), (1, 2), told="no"),
    file("words", "addresses as words", lambda p: pdf(*leaves(stream(shown(f"see {p(1)} there")))), (1,), told="no"),
    file("head_late", "1,000 bytes before the file", lambda p: b"\n" * 1000 + pdf(*linked(p, 1, 2)), (1, 2)),
    file("head_odd", "an odd version, high bytes", lambda p: pdf(*linked(p, 1), head=b"%PDF-9.99\r%\xff\xfe\r"), (1,)),
    file("junk_behind", "64 KiB behind the end", lambda p: pdf(*linked(p, 1, 2)) + bytes(65_536), (1, 2)),
    file("cut_end", "no end", lambda p: pdf(*linked(p, 1, 2), end=b""), (1, 2)),
    file("cut_half", "half of it", lambda p: (whole := pdf(*linked(p, 1, 2, 3))) and whole[: whole.index(p(3).encode())], (1, 2)),
    file("cut_words", "half of one whose addresses are words", lambda p: pdf(*leaves(stream(shown(f"see {p(1)} there"))))[:500], (), (1,),
         told="yes"),
    file("start_wrong", "the table is not where it is said to be", lambda p: pdf(*leaves(stream(shown(f"see {p(1)} there"))), start=17),
         (1,)),
    file("start_beyond", "the table is behind the end", lambda p: pdf(*linked(p, 1), start=10**15), (1,)),
    file("places_wrong", "all places are wrong", lambda p: pdf(*leaves(stream(shown(f"see {p(1)} there")))).replace(b"00000 n", b"00001 n"),
         (), (1,)),
    file("table_loop", "a table that comes before itself", lambda p: (whole := pdf(*linked(p, 1))) and whole.replace(
        b"/Root", b"/Prev %d /Root" % whole.rindex(b"xref\n0")), (1,)),
    file("pages_loop", "a page tree that holds itself", lambda p: pdf(*leaves(stream(shown(f"see {p(2)}")), link(p(1)),
         kids="[2 0 R 3 0 R 2 0 R]")), (1,), (2,)),
    file("pages_parent", "a page whose parent is itself", lambda p: pdf(*leaves(stream(shown("a")), link(p(1)), page="/Parent 3 0 R")),
         (1,)),
    file("pages_lie", "billions of pages", lambda p: pdf(*linked(p, 1)).replace(b"/Count 1", b"/Count 4294967295"), (1,)),
    file("pages_none", "no pages at all", lambda p: pdf(CATALOG, "null", link(p(1))), (1,)),
    file("pages_same", "one page 4,000 times", lambda p: pdf(*leaves(stream(shown(f"see {p(1)} there")), kids=f"[{'3 0 R ' * 4000}]")),
         (1,), slow=True, seconds=60),
    file("no_root", "no catalog", lambda p: pdf(*linked(p, 1), root=""), (1,)),
    file("annotations", "100,000 annotations", lambda p: pdf(*leaves(stream(shown("a")), *[link("https://example.org/a")] * 100_000,
         link(p(1)))), (1,), slow=True),
    file("annotations_self", "a list of annotations that is itself", lambda p: pdf(*leaves(stream(shown("a")), link(p(1)),
         page="/Annots 6 0 R")), (1,)),
    file("spelled", "addresses in all spellings of strings", lambda p: pdf(*leaves(
        stream(shown("a")), link("", f"<{p(1).encode().hex()}>"), link("", f"({p(2)})".replace("/", "\\057")),
        link("", f"({p(3)[:20]}\\\n{p(3)[20:]})"),
        link("", f"<{('﻿' + p(4)).encode('utf-16-be').hex()}>"), link("", f"(\\{p(5)[:3]}\\t{p(5)[3:]})"))), (1, 2, 3, 4), (5,)),
    file("nested_strings", "brackets in an address", lambda p: pdf(*leaves(stream(shown("a")), link("", f"({p(1)}?a=(b(c)))"), link(p(2)))),
         (1, 2)),
    file("string_open", "a string that is never closed", lambda p: pdf(*leaves(stream(shown("a")), link(p(1)),
         f"<< /A << /URI ({p(2)} >> >>"), end=b""), (1,), (2,)),
    file("objects", "links in a packed stream of objects", _object_stream, (1, 2), told="no"),
    file("objects_bomb", "a stream of objects of 1 GiB", lambda p: _object_stream(p, b" " * (1 << 30)) + link(p(3)).encode(), (3,),
         slow=True),
    file("objects_lie", "a stream of objects that claims millions", lambda p: _object_stream(p, n=99_000_000), (1, 2), seconds=40),
    file("deflate", "packed words", lambda p: filtered(p, "/FlateDecode", zlib.compress), (1,), told="no"),
    file("deflate_cut", "packed words that break off", lambda p: filtered(p, "/FlateDecode",
         lambda data: zlib.compress(data + b" " * 999)[:-9]), (), (1,)),
    file("ascii85", "words in letters", lambda p: filtered(p, "/ASCII85Decode", lambda data: base64.a85encode(data) + b"~>"), (1,),
         told="no"),
    file("hexadecimal", "words in digits, an odd number", lambda p: filtered(p, "/ASCIIHexDecode",
         lambda data: data.hex().encode() + b"2 >"), (1,)),
    file("lzw", "an old way of packing", lambda p: filtered(p, "/LZWDecode", _lzw), (1,)),
    file("filters", "packed 40 times", lambda p: filtered(p, f"[{'/FlateDecode ' * 40}]", lambda data: _again(zlib.compress, data, 40)), (),
         (1,)),
    file("filter_unknown", "a way of packing that nobody knows", lambda p: pdf(*leaves(stream(b"abc", "/Filter /Middling"), link(p(1)))),
         (1,)),
    file("bomb", "words of 1 GiB", lambda p: pdf(*leaves(stream(zlib.compress(b" " * (1 << 30), 9), "/Filter /FlateDecode"), link(p(1)))),
         (1,), slow=True, seconds=60),
    file("bomb_words", "40 MB of words in one string", lambda p: pdf(*leaves(stream(zlib.compress(shown("x" * (40 * MIB)), 9),
         "/Filter /FlateDecode"), link(p(1)))), (1,),
         slow=True, seconds=60),
    file("length_lie", "a stream that claims gigabytes", lambda p: pdf(*leaves(stream(shown(f"see {p(1)} there"), length=4 << 30),
         link(p(2)))), (2,), (1,)),
    file("length_loop", "a length that is its own stream", lambda p: pdf(*leaves(stream(shown("a")).replace(b"/Length 33",
         b"/Length 4 0 R"), link(p(1)))), (1,)),
    file("form_loop", "a drawing that draws itself", lambda p: pdf(*leaves(stream(b"/X Do"), link(p(1)),
         page="/Resources << /XObject << /X 7 0 R >> >>", more=(
        stream(b"/X Do", "/Type /XObject /Subtype /Form /Resources << /XObject << /X 7 0 R >> >>"),))), (1,)),
    file("arrays", "lists 50,000 deep", lambda p: pdf(*leaves(stream(shown("a")), link(p(1)), page="/X " + "[" * 50_000)), (1,)),
    file("dictionaries", "dictionaries 50,000 deep", lambda p: pdf(*leaves(stream(shown("a")), link(p(1)), more=("<< /A " * 50_000,))),
         (1,)),
    file("names", "names spelled in digits", lambda p: pdf(*leaves(stream(shown("a")), link(p(1)).replace("/URI (", "/#55RI ("))), (),
         (1,)),
    file("script", "scripts that open addresses", lambda p: pdf(*leaves(stream(shown("a")), link(p(1)), catalog=CATALOG.replace(
        ">>", f"/OpenAction << /S /JavaScript /JS (app.launchURL\\(\"{p(2)}\"\\)) >> >>"))), (1,), (2,)),
    file("encrypted", "a password is asked for", lambda p: pdf(*leaves(stream(b"\x81\x93\x07")), root="/Root 1 0 R /Encrypt 6 0 R",
         end=None).replace(
        b"/Annots []", b"") + b"6 0 obj\n<< /Filter /Standard /V 2 /R 3 /O <" + b"41" * 32 + b"> /U <" + b"42" * 32 +
        b"> /P -4 >>\nendobj\n", told="yes"),
    file("encrypted_unknown", "an encryption that nobody knows", lambda p: pdf(*leaves(stream(b"\x81\x93\x07"),
         "<< /Filter /Vendor.Lock /V 9 >>"),
         root="/Root 1 0 R /Encrypt 6 0 R"), told="yes"),
    file("font_map", "a font with a map of a million letters", lambda p: pdf(*leaves(stream(shown(f"see {p(2)}")), link(p(1)))).replace(
        b"/BaseFont /Helvetica >>", b"/BaseFont /Helvetica /ToUnicode 7 0 R >>").replace(b"xref\n0", b"7 0 obj\n" + stream(zlib.compress(
            b"1 beginbfrange\n<00000000> <ffffffff> <0041>\nendbfrange\n"), "/Filter /FlateDecode") + b"\nendobj\nxref\n0", 1), (1,), (2,),
            seconds=40),
    file("box", "a page without bounds", lambda p: pdf(*linked(p, 1)).replace(b"[0 0 600 800]", b"[nan -1e999 (a) 0]"), (1,)),
    file("updates", "500 updates one after the other", lambda p: pdf(*linked(p, 1)) + b"".join(pdf(*linked(p, 1),
         head=b"") for _ in range(500)), (1,), seconds=40),
    file("only_head", "nothing but a head", lambda p: b"%PDF-1.4\n"),
    file("objects_many", "300,000 objects without use", lambda p: pdf(*linked(p, 1), *["null"] * 300_000), (1,), slow=True),
    file("attached", "a page attached", lambda p: pdf(*leaves(stream(shown("a")), link(p(1)),
         more=(stream(p.page(2), "/Type /EmbeddedFile"),))), (1,), (2,)),
    Case("pdf/called.html", "a PDF that is called a page", lambda p: pdf(*linked(p, 1)), (1,), told="no"),
    Case("pdf/inside.zip", "PDFs in a ZIP, one of them damaged", lambda p: zipped(("a.pdf", pdf(*linked(p, 1))),
         ("b.pdf", b"%PDF-1.7\n" + b"\xff" * 500), (
        "c.pdf", pdf(*linked(p, 2)))), (1, 2)),
)


def _again(pack: Callable[[bytes], bytes], data: bytes, times: int) -> bytes:
    for _ in range(times):
        data = pack(data)
    return data


_CONTAINER = (b'<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
              b'<rootfile full-path="O/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>')


def chapter(p: Posts, *numbers: int, before: str = "", head: str = "<?xml version='1.0' encoding='utf-8'?>") -> bytes:
    return f"{head}{before}<html xmlns='http://www.w3.org/1999/xhtml'><head><title>a</title></head><body>{''.join(map(p.embed, numbers))}</body></html>".encode()


def book(*chapters: Part | tuple[str, bytes], opf: bytes | None = None, first: bool = True, **more: bytes) -> bytes:
    """An EPUB of these chapters."""
    names = [one[0] if isinstance(one, tuple) else str(one.name) for one in chapters]
    items = "".join(f"<item id='c{n}' href='{name[2:]}' media-type='application/xhtml+xml'/>" for n, name in enumerate(names))
    made = f"<package xmlns='http://www.idpf.org/2007/opf'><manifest>{items}</manifest></package>".encode() if opf is None else opf
    kind = Part("mimetype", b"application/epub+zip", method=0)
    return zipped(*([kind] if first else []), ("META-INF/container.xml", _CONTAINER), ("O/book.opf", made), *chapters,
                  *([] if first else [kind]), **more)  # type: ignore[arg-type]


EPUBS = (
    Case("epub/good.epub", "control", lambda p: book(("O/a.xhtml", chapter(p, 1)), ("O/b.xhtml", chapter(p, 2))), (1, 2), told="no"),
    Case("epub/kind_last.epub", "the kind is stated last", lambda p: book(("O/a.xhtml", chapter(p, 1)), first=False), (1,), told="no"),
    Case("epub/xml.epub", "chapters that are called XML", lambda p: book(("O/a.xml", chapter(p, 1)), ("O/b", chapter(p, 2))), (1, 2)),
    Case("epub/no_container.epub", "no container file", lambda p: zipped(Part("mimetype", b"application/epub+zip", method=0),
         ("O/a.xhtml", chapter(p, 1))), (1,)),
    Case("epub/no_package.epub", "no package file", lambda p: zipped(("META-INF/container.xml", _CONTAINER), ("O/a.xhtml", chapter(p, 1))),
         (1,)),
    Case("epub/package_cut.epub", "a package file that breaks off", lambda p: book(("O/a.xhtml", chapter(p, 1)),
         opf=b"<package><manifest><item href='../../../etc/pas"), (1,)),
    Case("epub/laughs.epub", "entities in entities", lambda p: book(("O/a.xhtml",
         chapter(p, 1, before="<!DOCTYPE html [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>"
         "<!ENTITY c '&b;&b;&b;&b;'>]>")), ("O/b.xhtml", chapter(p, 2))), (1, 2)),
    Case("epub/utf16.epub", "a chapter in UTF-16", lambda p: book(("O/a.xhtml",
         chapter(p, 1, head="<?xml version='1.0' encoding='utf-16'?>").decode().encode("utf-16"))), (1,)),
    Case("epub/damaged.epub", "a chapter whose packed bytes are damaged", lambda p: book(Part("O/a.xhtml", chapter(p, 1),
         packed=b"\xff" * 80), (
        "O/b.xhtml", chapter(p, 2))), (2,), (1,), told="yes"),
    Case("epub/crc.epub", "a chapter with a wrong sum", lambda p: book(Part("O/a.xhtml", chapter(p, 1), crc=5),
         ("O/b.xhtml", chapter(p, 2))), (2,), (1,), told="yes"),
    Case("epub/locked.epub", "chapters behind rights management", lambda p: book(("O/a.xhtml", b"\x81\x02" * 900),
         ("META-INF/encryption.xml",
         b"<encryption><EncryptedData><CipherReference URI='O/a.xhtml'/></EncryptedData></encryption>")), told="yes"),
    Case("epub/cut.epub", "the directory is missing", lambda p: (whole := book(("O/a.xhtml", chapter(p, 1)),
         ("O/b.xhtml", chapter(p, 2)))) and whole[: whole.index(b"PK\1\2")],
         (1, 2), told="yes"),
    Case("epub/names.epub", "chapters outside of the book", lambda p: book(("../../a.xhtml", chapter(p, 1)), ("/O/b.xhtml", chapter(p, 2))),
         (1, 2)),
    Case("epub/capitals.epub", "names in capitals", lambda p: book(("O/A.XHTML", chapter(p, 1)), ("O/B.HTM", chapter(p, 2))), (1, 2)),
    Case("epub/many.epub", "3,000 chapters", lambda p: book(*((f"O/c{n}.xhtml", chapter(p, n)) for n in range(1, 3001))),
         tuple(range(1, 3001)), slow=True, seconds=60),
    Case("epub/picture.epub", "a post in a drawing", lambda p: book(("O/a.xhtml", chapter(p, 1)),
         ("O/b.svg", f"<svg xmlns='http://www.w3.org/2000/svg'><a href='{p(2)}'>"
         "<text>here</text></a></svg>".encode())), (1,), (2,)),
)
CASES: tuple[Case, ...] = (*PDFS, *EPUBS)
