"""Tables and plain text: CSV and its kin, notes, Markdown, logs."""

from collections.abc import Iterator

from hostile.case import Case, Posts

MIB = 1 << 20


def _holed(p: Posts, hole: bytes) -> bytes:
    """A table of two rows before a hole and two behind it."""
    return p.table(1, 2) + hole + "".join(p.row(n) + "\n" for n in (3, 4)).encode()


def _wide(p: Posts) -> bytes:
    names = [f"c{n}" for n in range(100_000)]
    return "\n".join((",".join(["url", *names]), p(1) + "," * 100_000, p(2) + "," * 100_000, "")).encode()


def _unclosed(p: Posts, filler: int) -> Iterator[bytes]:
    yield p.table(1, 2) + (p.row(3, "ctrl", '"never closed') + "\n").encode()
    yield from (b"filler, with commas\n" * (MIB // 20) for _ in range(filler))


def _utf16(p: Posts, name: str, mark: bytes = b"", cut: int = 0) -> bytes:
    data = mark + p.table(1, 2, 3).decode().encode(name)
    return data[:-cut] if cut else data


CASES: tuple[Case, ...] = (
    Case("csv/good.csv", "control", lambda p: p.table(1, 2, 3), (1, 2, 3), told="no"),
    Case("csv/nul_in_cell.csv", "a zero byte in one cell", lambda p: p.table(1, 2, 3).replace(b"words 2", b"wo\0ds 2"), (1, 2, 3)),
    Case("csv/nul_in_each_row.csv", "a zero byte in each row", lambda p: p.table(1, 2, 3).replace(b"words", b"\0words"), (1, 2, 3)),
    Case("csv/nul_tail.csv", "zeros where the disk lost power", lambda p: p.table(1, 2, 3) + bytes(65_536), (1, 2, 3)),
    Case("csv/nul_hole.csv", "a block of zeros in the middle", lambda p: _holed(p, bytes(4096) + b"\n"), (1, 2, 3, 4)),
    Case("csv/nul_hole_far.csv", "the same behind 100 KB", lambda p: b"url,author,text\n" + b"https://example.org/,a,b\n" * 4000
         + p.table(1, 2).split(b"\n", 1)[1] + bytes(4096) + b"\n" + p.row(3).encode() + b"\n", (1, 2, 3)),
    Case("csv/junk_hole.csv", "a block of other bytes", lambda p: _holed(p, bytes(range(128, 256)) * 8 + b"\n"), (1, 2, 3, 4)),
    Case("csv/unclosed.csv", "a quote that is never closed", lambda p: p.table(1, 2, 3, 4).replace(b"words 2", b'"words 2'), (1, 3, 4),
         (2,),
         told="yes"),
    Case("csv/unclosed_quoted.csv", "the same before rows with quotes", lambda p: p.table(1, 2, 3, 4, 5).replace(b"words 2", b'"words 2').replace(
         b"words 3", b'"words, 3"').replace(b"words 4", b'"words ""4"""'), (1, 3, 4, 5), (2,), told="yes"),
    Case("csv/many_lines.csv", "honest cells of many lines beside ragged rows", lambda p: p.table(1, 2, 3).replace(
         b"words 2", b'"words\nmore, and more\n\nhttps://twitter.com/ctrl/status/7,a,b,c\n2"') + f'{p(4)},"a\nb"\n'.encode(), (1, 2, 3), (4,), told="yes"),
    Case("csv/unclosed_last.csv", "the same in the last row", lambda p: p.table(1, 2).rstrip() .replace(b"words 2", b'"words 2'), (1,),
         (2,)),
    Case("csv/unclosed_long.csv", "the same before 50 MB", lambda p: _unclosed(p, 50), (1, 2), (3,), told="yes", seconds=90, slow=True),
    Case("csv/quote_inside.csv", "quotes inside of unquoted cells", lambda p: p.table(1, 2, 3).replace(b"words 2", b'6" pipe'), (1, 2, 3)),
    Case("csv/columns_100k.csv", "100,000 columns", _wide, (1, 2), told="any", seconds=40, slow=True),
    Case("csv/commas.csv", "a row of a million commas", lambda p: _holed(p, b"," * MIB + b"\n"), (1, 2, 3, 4)),
    Case("csv/quotes.csv", "a row of a million quotes", lambda p: _holed(p, b'"' * MIB + b"\n"), (1, 2, 3, 4)),
    Case("csv/blank_lines.csv", "100,000 blank lines", lambda p: _holed(p, b"\n" * 100_000), (1, 2, 3, 4)),
    Case("csv/blanks.csv", "rows of blanks", lambda p: _holed(p, b"   \n\t\n , , \n"), (1, 2, 3, 4)),
    Case("csv/ragged.csv", "rows that are too short and too long", lambda p: _holed(p, f"{p(5)}\n{p(6)},a,b,c,d\n".encode()), (1, 2, 3, 4),
         (5, 6),
         told="yes"),
    Case("csv/newlines.csv", "three kinds of line ends", lambda p: b"url,author,text\r\n" + (
        p.row(1) + "\r\n" + p.row(2) + "\n" + p.row(3) + "\r" + p.row(4) + "\r\n").encode(), (1, 2), (3, 4)),
    Case("csv/returns.csv", "carriage returns alone", lambda p: p.table(1, 2, 3, end="\r"), (1, 2, 3)),
    Case("csv/doubled_returns.csv", "lines that end CR CR LF", lambda p: p.table(1, 2, 3, end="\r\r\n"), (1, 2, 3)),
    Case("csv/encodings.csv", "UTF-8 and Windows-1252 by turns", lambda p: "\n".join(p.table(1, 2, 3, 4).decode().split("\n")[:3]).encode()
         .replace(b"words", "wörds".encode()) + b"\n" + "".join(p.row(n) + "\n" for n in (3, 4)).replace("words", "wörds").encode("cp1252"),
         (1, 2, 3, 4)),
    Case("csv/utf16le.csv", "UTF-16 without a mark", lambda p: _utf16(p, "utf-16-le"), (1, 2, 3)),
    Case("csv/utf16be.csv", "UTF-16, the other way round", lambda p: _utf16(p, "utf-16-be"), (1, 2, 3)),
    Case("csv/utf16cut.csv", "UTF-16 that ends in the middle of a character", lambda p: _utf16(p, "utf-16-le", b"\xff\xfe", 3), (1, 2),
         (3,)),
    Case("csv/utf16crlf.txt", "what Excel calls Unicode text", lambda p: b"\xff\xfe" + p.table(1, 2, by="\t", end="\r\n").decode().encode(
        "utf-16-le"), (1, 2)),
    Case("csv/utf32.csv", "UTF-32", lambda p: p.table(1, 2).decode().encode("utf-32"), (1, 2)),
    Case("csv/two_marks.csv", "two byte order marks", lambda p: b"\xef\xbb\xbf" * 2 + p.table(1, 2), (1, 2)),
    Case("csv/joined.csv", "two files joined, the second with its mark and header", lambda p: p.table(1, 2) + b"\xef\xbb\xbf" + p.table(3,
         4),
         (1, 2, 3, 4)),
    Case("csv/other_header.csv", "two tables in one file", lambda p: p.table(1, 2) + f"\nname;link\nctrl;{p(3)}\n".encode(), (1, 2), (3,)),
    Case("csv/header_only.csv", "nothing but a header", lambda p: b"url,author,text\n"),
    Case("csv/header_cut.csv", "a header that breaks off", lambda p: b"url,auth"),
    Case("csv/header_twice.csv", "columns of one name", lambda p: b"url,text,text,url\n" + f"{p(1)},a,b,{p(1)}\n{p(2)},a,b,\n".encode(),
         (1, 2)),
    Case("csv/header_blank.csv", "columns without names", lambda p: b"url,,,text\n" + f"{p(1)},a,b,c\n{p(2)},a,b,c\n".encode(), (1, 2)),
    Case("csv/header_none.csv", "no header", lambda p: p.table(1, 2, 3).split(b"\n", 1)[1], (1, 2, 3)),
    Case("csv/header_long.csv", "a column's name of 1 MB", lambda p: p.table(1, 2).replace(b"author", b"a" * MIB, 1), (1, 2)),
    Case("csv/sep.csv", "a note to Excel, and a lie", lambda p: b"sep=;\n" + p.table(1, 2), (1, 2)),
    Case("csv/eof_mark.csv", "the end mark of DOS", lambda p: p.table(1, 2) + b"\x1a", (1, 2)),
    Case("csv/cut_character.csv", "cut inside of a character", lambda p: p.table(1, 2).rstrip() + "…".encode()[:2], (1, 2)),
    Case("csv/cut_address.csv", "cut inside of the last address", lambda p: (p.table(1, 2) + p(3).encode())[:-4], (1, 2), told="yes"),
    Case("csv/formulas.csv", "cells that a spreadsheet would run", lambda p: p.table(1, 2).replace(b"words 1", b"=cmd|'/c calc'!A0"),
         (1, 2)),
    Case("csv/hyperlinks.csv", "addresses inside of formulas",
         lambda p: f'link,text\n"=HYPERLINK(""{p(1)}"")",a\n"=HYPERLINK(""{p(2)}"",""x"")",b\n'
         .encode(), (1, 2)),
    Case("csv/long_cell.csv", "a cell of 17 MB between rows", lambda p: _holed(p, b"https://example.org,a," + b"x" * 17 * MIB + b"\n"),
         (1, 2, 3, 4),
         slow=True),
    Case("csv/long_quoted_cell.csv", "a quoted cell of 17 MB of lines", lambda p: _holed(p,
         b'https://example.org,a,"' + b"line\n" * (17 * MIB // 5)
         + b'"\n'), (1, 2, 3, 4), slow=True, seconds=60, mib=700),
    Case("csv/endless.csv", "30 MB of cells in one line", lambda p: p.table(1) + b"a," * (15 * MIB), (1,), slow=True),
    Case("csv/many.csv", "50,000 rows, the last ones cut", lambda p: (b"url,author,text\n" + b"https://example.org/a,b,c\n" * 50_000
         + p.table(1).split(b"\n", 1)[1] + p.row(2).encode()[:-9]), (1,), (2,), seconds=60, slow=True),
    Case("csv/tabs.csv", "tabs under a name that says commas", lambda p: p.table(1, 2, by="\t"), (1, 2)),
    Case("csv/semicolons.tsv", "semicolons under a name that says tabs", lambda p: p.table(1, 2, by=";"), (1, 2)),
    Case("csv/pipes.csv", "bars", lambda p: p.table(1, 2, by="|"), (1, 2)),
    Case("csv/literal_quotes.tsv", "quotes that mean nothing", lambda p: p.table(1, 2, 3, by="\t").replace(b"words 2", b'"words" said 2'),
         (1, 2, 3)),
    Case("csv/backslashes.csv", "quotes behind backslashes", lambda p: p.table(1, 2, 3).replace(b"words 2", b'"a \\"word\\", he said"'),
         (1, 2, 3)),
    Case("csv/called.xls", "a table of tabs that is called a workbook", lambda p: p.table(1, 2, by="\t"), (1, 2)),
    Case("csv/page.xls", "a page that is called a workbook",
         lambda p: f"<html><table><tr><td>url</td></tr><tr><td><a href='{p(1)}'>a</a></td></tr>"
         f"<tr><td>{p(2)}</td></tr></table></html>".encode(), (1,), (2,)),
    Case("csv/bidi.csv", "marks that turn text around in a cell", lambda p: p.table(1, 2).replace(b"words 1",
         "\u202ewords\u2066 1".encode()), (1, 2)),
    Case("csv/escape.csv", "terminal sequences in the header", lambda p: p.table(1, 2).replace(b"author", b"\x1b[2Jauthor", 1), (1, 2)),
    Case("csv/not_latin.csv", "overlong and impossible UTF-8", lambda p: p.table(1, 2).replace(b"words 1",
         b"\xc0\xaf\xf5\x80\x80\xed\xa0\x80"), (1, 2)),
    Case("txt/controls.txt", "control characters around addresses",
         lambda p: b"\x01\x02" + p(1).encode() + b"\x03\x04\n\x07" + p(2).encode() + b"\x08",
         (), (1, 2)),
    Case("txt/nul.txt", "zeros between lines", lambda p: f"see {p(1)} there\n".encode() + bytes(64) + f"\nand {p(2)} there\n".encode(),
         (1, 2)),
    Case("txt/nul_head.txt", "zeros at the beginning", lambda p: bytes(512) + f"\nand {p(1)} there\n".encode(), (), (1,)),
    Case("txt/utf16.txt", "UTF-16 without a mark", lambda p: f"see {p(1)} there\n".encode("utf-16-le"), (1,)),
    Case("txt/ansi.log", "a log in colours", lambda p: f"\x1b[32mINFO\x1b[0m fetched \x1b[4m{p(1)}\x1b[0m in 3 ms\n".encode(), (1,)),
    Case("txt/one_line.txt", "10 MB in one line", lambda p: f"{p(1)} ".encode() + b"word " * (2 * MIB) + p(2).encode(), (1, 2), slow=True),
    Case("txt/addresses.txt", "half a million addresses", lambda p: f"{p(1)}\n".encode() + b"https://example.org/x\n" * 500_000 + p(
         2).encode(), (1, 2),
         seconds=60, slow=True),
    Case("txt/schemes.txt", "nothing but schemes", lambda p: f"{p(1)}\n".encode() + b"https://" * (MIB // 4), (1,)),
    Case("txt/glued.txt", "addresses without anything between", lambda p: (p(1) + p(2)).encode(), (), (1, 2)),
    Case("txt/wrapped.txt", "brackets, quotes and stops around addresses",
         lambda p: f"({p(1)}), «{p(2)}». “{p(3)}”! [{p(4)}]; <{p(5)}>\n".encode(),
         (1, 2, 3, 4, 5)),
    Case("txt/ebcdic.txt", "EBCDIC", lambda p: f"see {p(1)} there\n".encode("cp500"), (), (1,)),
    Case("md/quotes.md", "10,000 quotes in each other", lambda p: b">" * 10_000 + f" {p(1)}\n\n{p(2)}\n".encode(), (1, 2)),
    Case("md/brackets.md", "brackets that are never closed", lambda p: f"{p(1)}\n\n".encode() + b"[" * 100_000 + b"![" * 50_000, (1,)),
    Case("md/fence.md", "a fence that is never closed", lambda p: f"{p(1)}\n\n```\n{p(2)}\n".encode(), (1,), (2,)),
    Case("md/front.md", "front matter that is never closed", lambda p: f"---\ntitle: a\nlist: [\n\n{p(1)}\n".encode(), (1,)),
    Case("md/stars.md", "100,000 stars", lambda p: f"{p(1)}\n\n".encode() + b"*a_" * 100_000, (1,)),
    Case("md/lists.md", "lists 2,000 deep", lambda p: f"{p(1)}\n\n".encode() + b"".join(b" " * (2 * n) + b"- a\n" for n in range(2000)),
         (1,)),
    Case("md/references.md", "a reference that is defined by itself", lambda p: f"[a][b]\n\n[b]: {p(1)}\n[b]: {p(2)}\n[c]: [c]\n".encode(),
         (), (1, 2)),
    Case("txt/shortcut.url", "a shortcut with two addresses", lambda p: f"[InternetShortcut]\r\nURL={p(1)}\r\nURL={p(2)}\r\n".encode(), (),
         (1, 2)),
    Case("txt/shortcut.webloc", "a shortcut that breaks off",
         lambda p: f'<?xml version="1.0"?><plist version="1.0"><dict><key>URL</key><string>{p(1)}'
         "</string>".encode(), (1,)),
)
