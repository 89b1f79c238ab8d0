"""Workbooks, letters and slides: Excel, Word, PowerPoint, OpenDocument, RTF, and the old compound files."""

from collections.abc import Callable

from hostile.case import Case, Posts
from hostile.packed import Part, compound, deflated, zipped

MIB = 1 << 20
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_LAUGHS = '<!DOCTYPE w [<!ENTITY a "haha">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)) + ' <!ENTITY file SYSTEM "file:///etc/passwd">]>'

Parts = dict[str, str | bytes]


def rels(*links: tuple[str, str, str], mode: str = "") -> str:
    """(id, last word of the type, target) each."""
    inside = "".join(f'<Relationship Id="{name}" Type="{_REL}/{kind}" Target="{target}"{mode if kind == "hyperlink" else ""}/>'
                     for name, kind, target in links)
    return f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{inside}</Relationships>'


EXTERNAL = ' TargetMode="External"'


def text(value: str) -> str:
    return value.replace("&", "&amp;").replace("<", "&lt;")


def inline(number: int, *cells: str) -> str:
    """A row of texts that stand in it."""
    inside = "".join(f'<c r="{chr(65 + n)}{number}" t="inlineStr"><is><t>{text(cell)}</t></is></c>' for n, cell in enumerate(cells))
    return f'<row r="{number}">{inside}</row>'


def shared(number: int, *cells: int) -> str:
    """A row of texts that stand in the table of shared ones."""
    return f'<row r="{number}">' + "".join(f'<c r="{chr(65 + n)}{number}" t="s"><v>{cell}</v></c>' for n,
        cell in enumerate(cells)) + "</row>"


def sheet(rows: str, before: str = "", after: str = "") -> str:
    return f'{HEAD}<worksheet xmlns="{_MAIN}" xmlns:r="{_REL}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def rows_of(p: Posts, *numbers: int) -> str:
    return inline(1, "url", "author", "text") + "".join(inline(n + 1, p(n), "ctrl", f"words {n}") for n in numbers)


def strings(p: Posts, *numbers: int) -> str:
    """Three names, then an address and two words for each post."""
    inside = "".join(f"<si><t>{text(one)}</t></si>" for one in ("url", "author", "text", *(
        cell for n in numbers for cell in (p(n), "ctrl", f"words {n}"))))
    return f'{HEAD}<sst xmlns="{_MAIN}">{inside}</sst>'


def shared_rows(count: int) -> str:
    return "".join(shared(n + 1, 3 * n, 3 * n + 1, 3 * n + 2) for n in range(count + 1))


def book(*sheets: str, names: tuple[str, ...] = (), **more: str | bytes) -> Parts:
    """The parts of a workbook; ``more`` overrides or adds some, with ``_`` for a slash and ``__`` for a dot."""
    listed = "".join(f'<sheet name="{names[n] if names else f"s{n + 1}"}" sheetId="{n + 1}" r:id="rId{n + 1}"/>' for n in range(len(
                     sheets)))
    parts: Parts = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        + ('<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
           if "xl_sharedStrings__xml" in more or "t=\"s\"" in "".join(sheets) else "")
        + "".join(f'<Override PartName="/xl/worksheets/sheet{n + 1}.xml" ContentType="application/vnd.openxmlformats-officedocument.'
                  'spreadsheetml.worksheet+xml"/>' for n in range(len(sheets))) + "</Types>",
        "_rels/.rels": rels(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": rels(*((f"rId{n + 1}", "worksheet", f"worksheets/sheet{n + 1}.xml") for n in range(len(sheets))),
                                           ("rId9000", "sharedStrings", "sharedStrings.xml")),
    }
    parts |= {f"xl/worksheets/sheet{n + 1}.xml": one for n, one in enumerate(sheets)}
    return parts | {name.replace("__", ".").replace("_", "/"): value for name, value in more.items()}


def saved(parts: Parts, *, without: tuple[str, ...] = (), **lies: bytes) -> bytes:
    """The ZIP; ``lies``: members whose packed bytes are given."""
    held = [(name, value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value) for name, value in parts.items()]
    return zipped(*(Part(name, data, packed=lies.get(name.rpartition("/")[2].partition(".")[0])) for name,
                    data in held if name not in without))


def xlsx(path: str, attacks: str, parts: Callable[[Posts], Parts], must: tuple[int, ...] = (), may: tuple[int, ...] = (), *,
         without: tuple[str, ...] = (), told: str = "any", seconds: float = 20, slow: bool = False, mib: int = 512) -> Case:
    return Case(f"xlsx/{path}.xlsx", attacks, lambda p: saved(parts(p), without=without), must, may, told=told, seconds=seconds, slow=slow,
                mib=mib)


def _sheets(p: Posts, count: int) -> Parts:
    return book(*[sheet(rows_of(p, 1))] * count)


def _strings_cut(p: Posts) -> Parts:
    whole = strings(p, 1, 2, 3)
    return book(sheet(shared_rows(3)), xl_sharedStrings__xml=whole[: whole.index(p(3)) + 9])


def _linked(p: Posts, target: str) -> Parts:
    after = '<hyperlinks><hyperlink ref="A2" r:id="rId1"/><hyperlink ref="ZZZZ9" r:id="rId1"/><hyperlink ref="A2:XFD1048576" r:id="rId7"/></hyperlinks>'
    return book(sheet(inline(1, "link", "text") + inline(2, "here", "words") + inline(3, "there", "words"), after=after)) | {
        "xl/worksheets/_rels/sheet1.xml.rels": rels(("rId1", "hyperlink", target), mode=EXTERNAL)}


def odf(kind: str, body: str, **more: str | bytes) -> bytes:
    """An OpenDocument file."""
    spaces = "".join(f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text"))
    content = body if body.startswith("<?xml") else (
        f'{HEAD}<office:document-content{spaces} xmlns:xlink="http://www.w3.org/1999/xlink"><office:body>{body}</office:body></office:document-content>')
    parts = {"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": content,
             "META-INF/manifest.xml": more.pop("manifest", "<manifest/>"), **more}
    return zipped(*(Part(name, value.encode() if isinstance(value, str) else value, method=8 if n else 0)
                    for n, (name, value) in enumerate(parts.items())))


def cell(value: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string"{more}><text:p>{text(value)}</text:p></table:table-cell>'


def line(*values: str, more: str = "") -> str:
    return f"<table:table-row{more}>{''.join(map(cell, values))}</table:table-row>"


def ods(p: Posts, *numbers: int, between: str = "", after: str = "") -> str:
    rows = [line(p(n), "ctrl", f"words {n}") for n in numbers]
    inside = line("url", "author", "text") + rows[0] + between + "".join(rows[1:]) + after
    return f'<office:spreadsheet><table:table table:name="a">{inside}</table:table></office:spreadsheet>'


def docx(body: str, *, links: tuple[tuple[str, str, str], ...] = (), before: str = "", **more: str | bytes) -> Parts:
    parts: Parts = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": rels(("rId1", "officeDocument", "word/document.xml")),
        "word/document.xml": f'{HEAD}{before}<w:document xmlns:w="{_WORD}" xmlns:r="{_REL}"><w:body>{body}</w:body></w:document>',
        "word/_rels/document.xml.rels": rels(*links, mode=EXTERNAL)}
    return parts | {name.replace("__", ".").replace("_", "/"): value for name, value in more.items()}


def para(words: str, link: str = "") -> str:
    run = f"<w:r><w:t>{text(words)}</w:t></w:r>"
    return f'<w:p>{f"<w:hyperlink r:id={chr(34)}{link}{chr(34)}>{run}</w:hyperlink>" if link else run}</w:p>'


def letter(path: str, attacks: str, parts: Callable[[Posts], Parts], must: tuple[int, ...] = (), may: tuple[int, ...] = (), *,
           without: tuple[str, ...] = (), told: str = "any", slow: bool = False) -> Case:
    return Case(f"docx/{path}.docx", attacks, lambda p: saved(parts(p), without=without), must, may, told=told, slow=slow)


def _slides(p: Posts, *numbers: int) -> Parts:
    space = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
    parts = docx("")
    del parts["word/document.xml"]
    return parts | {f"ppt/slides/slide{n}.xml": f"{HEAD}<p:sld {space}><a:p><a:r><a:t>see {p(n)} there</a:t></a:r></a:p></p:sld>"
                    for n in numbers}


def message(p: Posts, **more: object) -> bytes:
    """An Outlook message whose page has two posts."""
    return compound((("__properties_version1.0", bytes(4096)), ("__substg1.0_0037001F", "a subject".encode("utf-16-le")),
                     ("__substg1.0_10130102", p.page(1, 2))), **more)  # type: ignore[arg-type]


CASES: tuple[Case, ...] = (
    xlsx("good", "control", lambda p: book(sheet(rows_of(p, 1, 2))), (1, 2), told="no"),
    xlsx("shared", "control with shared texts", lambda p: book(sheet(shared_rows(2)), xl_sharedStrings__xml=strings(p, 1, 2)), (1, 2),
         told="no"),
    xlsx("strings_cut", "shared texts that break off", _strings_cut, (1, 2), (3,), told="yes"),
    xlsx("strings_missing", "no shared texts", lambda p: book(sheet(shared_rows(2) + inline(5, p(3), "ctrl", "words"))), (), (3,),
         told="yes"),
    xlsx("strings_beyond", "an index beyond the shared texts",
         lambda p: book(sheet(shared_rows(1) + shared(3, 900, 4, 5) + shared(4, 6, 7, 8)), xl_sharedStrings__xml=strings(p, 1, 2)), (1, 2),
         told="yes"),
    xlsx("strings_negative", "a negative index and one that is no number",
         lambda p: book(sheet(shared_rows(1) + shared(3, -1, 4, 5).replace("<v>5<", "<v>five<") + shared(4, 6, 7, 8)),
                        xl_sharedStrings__xml=strings(p, 1, 2)), (1, 2)),
    xlsx("strings_laughs", "entities in entities among the shared texts", lambda p: book(
        sheet(shared_rows(2)), xl_sharedStrings__xml=strings(p, 1, 2).replace("<sst", _LAUGHS + "<sst").replace("words 1", "&j;")), (),
        (1, 2)),
    xlsx("strings_lying_count", "shared texts that claim to be billions", lambda p: book(
        sheet(shared_rows(2)), xl_sharedStrings__xml=strings(p, 1, 2).replace("<sst", '<sst count="4294967295" uniqueCount="4294967295"')),
        (1, 2)),
    xlsx("sheet_cut", "a sheet that breaks off", lambda p: book(sheet(rows_of(p, 1, 2, 3)).partition(p(3))[0]), (1, 2), told="yes"),
    xlsx("sheet_broken", "a sheet whose third row is no XML",
         lambda p: book(sheet(rows_of(p, 1, 2) + "<row r='4'><c <<&>" + inline(5, p(3), "ctrl", "w")), sheet(rows_of(p, 4))), (1, 2, 4),
         (3,), told="yes"),
    xlsx("sheet_laughs", "entities in entities, and one that is a file", lambda p: book(
        sheet(rows_of(p, 1, 2)).replace("<worksheet", _LAUGHS + "<worksheet").replace("words 1", "&j;&file;"), sheet(rows_of(p, 3))), (3,),
        (1, 2)),
    xlsx("dimension", "a sheet that claims all cells there are", lambda p: book(sheet(rows_of(p, 1, 2),
         '<dimension ref="A1:XFD1048576"/>')), (1, 2)),
    xlsx("dimension_junk", "dimensions that are none", lambda p: book(sheet(rows_of(p, 1, 2), '<dimension ref="Z9:A-1"/>')), (1, 2)),
    xlsx("empty_rows", "a million empty rows", lambda p: book(sheet(rows_of(p, 1) + "".join(f'<row r="{n}"/>' for n in range(3, 1_000_000))
         + inline(1_000_001, p(2), "ctrl", "w"))), (1, 2), seconds=60, slow=True),
    xlsx("row_far", "a row at the end of the world", lambda p: book(sheet(rows_of(p, 1) + inline(1_048_576, p(2), "ctrl", "w"))), (1, 2),
         seconds=40),
    xlsx("row_beyond", "a row number of ten digits", lambda p: book(sheet(rows_of(p, 1) + inline(3_999_999_999, p(2), "ctrl", "w"))), (1,),
         (2,), seconds=40),
    xlsx("rows_backwards", "rows and cells backwards", lambda p: book(sheet(
        inline(1, "url", "author", "text") + inline(9, p(1), "c", "w") + inline(3, p(2), "c", "w"))), (1,), (2,)),
    xlsx("columns_far", "5,000 rows with a cell in the last column", lambda p: book(sheet(rows_of(p, 1) + "".join(
        f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(3, 5000)) + inline(5000, p(2), "c", "w"))), (1, 2), seconds=60,
        slow=True),
    xlsx("columns_beyond", "columns that no sheet has", lambda p: book(sheet(
        rows_of(p, 1) + '<row r="3"><c r="ZZZZZZ3"><v>1</v></c></row>' + inline(4, p(2), "c", "w"))), (1, 2)),
    xlsx("references_none", "cells without references", lambda p: book(sheet(rows_of(p, 1, 2).replace(' r="', ' q="'))), (1, 2)),
    xlsx("references_junk", "references that are none", lambda p: book(sheet(rows_of(p, 1) + '<row r="x"><c r="?!"><v>1</v></c></row>'),
         sheet(rows_of(p, 2))),
         (2,), (1,)),
    xlsx("types", "types that nobody knows", lambda p: book(sheet(rows_of(p,
         1) + '<row r="3"><c r="A3" t="zz"><v>1</v></c><c r="B3" t="b"><v>maybe</v></c>'
         '<c r="C3" t="e"><v>#REF!</v></c></row><row r="4"><c r="A4" t="n"><v>seven</v></c></row>' + inline(5, p(2), "c", "w"))), (1, 2)),
    xlsx("dates", "dates that no calendar has", lambda p: book(sheet(rows_of(p,
         1) + '<row r="3"><c r="A3" t="d"><v>2020-13-45T99:00</v></c>'
         '<c r="B3" s="1"><v>1e308</v></c></row>' + inline(4, p(2), "c",
         "w"))) | {"xl/styles.xml": f'{HEAD}<styleSheet xmlns="{_MAIN}"><cellXfs count="2">'
         '<xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'}, (1, 2)),
    xlsx("style_beyond", "a style that is not there", lambda p: book(sheet(rows_of(p, 1, 2).replace(' t="', ' s="99999" t="'))), (1, 2)),
    xlsx("no_workbook_rels", "no list of sheets", lambda p: book(sheet(rows_of(p, 1))), (), (1,), without=("xl/_rels/workbook.xml.rels",)),
    xlsx("no_types", "no content types", lambda p: book(sheet(rows_of(p, 1))), (), (1,), without=("[Content_Types].xml",)),
    xlsx("no_rels", "no root relations", lambda p: book(sheet(rows_of(p, 1))), (), (1,), without=("_rels/.rels",)),
    xlsx("no_sheet", "one of two sheets is missing", lambda p: book(sheet(rows_of(p, 1)), sheet(rows_of(p, 2))), (2,), told="yes",
         without=("xl/worksheets/sheet1.xml",)),
    xlsx("no_sheets", "a workbook without sheets", lambda p: book()),
    xlsx("empty_sheet", "sheets of zero bytes and of blanks", lambda p: book("", "   ", sheet(rows_of(p, 1))), (1,), told="yes"),
    xlsx("slip", "a sheet outside of the file", lambda p: book(sheet(rows_of(p, 1)), sheet("")) | {"xl/_rels/workbook.xml.rels": rels(
        ("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "worksheet", "../../../../etc/passwd"))}, (1,)),
    xlsx("external", "a sheet on the network", lambda p: book(sheet(rows_of(p, 1)), sheet("")) | {"xl/_rels/workbook.xml.rels": rels(
        ("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "worksheet", "https://example.org/sheet.xml"))}, (1,)),
    xlsx("absolute", "targets with leading slashes and dots", lambda p: book(sheet(rows_of(p, 1)), sheet(rows_of(p, 2))) | {
        "xl/_rels/workbook.xml.rels": rels(("rId1", "worksheet", "/xl/worksheets/sheet1.xml"), ("rId2", "worksheet",
        "./worksheets/../worksheets/sheet2.xml"))},
         (1,), (2,)),
    xlsx("many_sheets", "600 sheets", lambda p: _sheets(p, 600), (1,), seconds=60, slow=True),
    xlsx("same_sheet", "one sheet listed 3,000 times", lambda p: book(sheet(rows_of(p, 1)),
         *[""] * 2999) | {"xl/_rels/workbook.xml.rels": rels(
        *((f"rId{n + 1}", "worksheet", "worksheets/sheet1.xml") for n in range(3000)))}, (1,), seconds=60, slow=True),
    xlsx("hidden", "a sheet that is very hidden", lambda p: book(sheet(rows_of(p, 1)),
         sheet(rows_of(p, 2))) | {"xl/workbook.xml": f'{HEAD}<workbook '
         f'xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets><sheet name="a" sheetId="1" r:id="rId1"/><sheet name="b" sheetId="2" state="veryHidden" r:id="rId2"/>'
         '</sheets></workbook>'}, (1, 2)),
    xlsx("names", "names of sheets that attack", lambda p: book(sheet(rows_of(p, 1)), names=("../../&lt;script&gt;\x85" + "n" * 5000,)),
         (1,)),
    xlsx("merged", "50,000 merged ranges, each the whole sheet", lambda p: book(sheet(rows_of(p, 1, 2), after="<mergeCells>"
         + '<mergeCell ref="A1:XFD1048576"/>' * 50_000 + "</mergeCells>")), (1, 2)),
    xlsx("formulas", "formulas with and without a result", lambda p: book(sheet(inline(1, "url",
         "text") + f'<row r="2"><c r="A2" t="str"><f>HYPERLINK("{p(1)}")</f>'
         f'<v>{p(1)}</v></c></row><row r="3"><c r="A3"><f>HYPERLINK("{p(2)}")</f></c><c r="B3"><f>B3</f></c></row>' + inline(4, p(3),
         "w"))), (1, 3), (2,)),
    xlsx("links", "links of cells, one far outside, one of nothing", lambda p: _linked(p, p(1)), (1,)),
    xlsx("links_script", "a link that is a script", lambda p: _linked(p, "javascript:alert(1)")),
    xlsx("macros", "a workbook with macros", lambda p: book(sheet(rows_of(p,
         1))) | {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000)}, (1,)),
    xlsx("strict", "the strict kind", lambda p: {name: value.replace(_MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main").replace(
        _REL, "http://purl.oclc.org/ooxml/officeDocument/relationships") if isinstance(value, str) else value
        for name, value in book(sheet(rows_of(p, 1, 2))).items()}, (1, 2)),
    xlsx("prefixed", "names with a prefix", lambda p: book(sheet(rows_of(p, 1, 2)).replace("<", "<x:").replace("<x:/",
         "</x:").replace("<x:?", "<?")
         .replace("xmlns=", "xmlns:x=")), (1, 2)),
    xlsx("utf16", "a sheet in UTF-16", lambda p: book("") | {"xl/worksheets/sheet1.xml": sheet(rows_of(p, 1, 2)).replace("UTF-8",
         "UTF-16").encode("utf-16")}, (1, 2)),
    xlsx("latin", "a sheet that is no UTF-8", lambda p: book("", sheet(rows_of(p, 1))) | {"xl/worksheets/sheet1.xml": sheet(rows_of(p, 2,
         3)).replace(
        "words 3", "wörds").encode("cp1252")}, (1,), (2, 3)),
    xlsx("controls", "characters that XML forbids", lambda p: book(sheet(rows_of(p, 1)), sheet(rows_of(p, 2, 3).replace("words 3",
         "\x0b\x01&#x1f;"))), (1,), (2, 3)),
    xlsx("rich", "texts in pieces, with phonetics", lambda p: book(sheet(inline(1, "url", "text") + inline(2, p(1), "w").replace(
        f"<t>{p(1)}</t>", f"<r><t>{p(1)[:20]}</t></r><r><rPr><b/></rPr><t>{p(1)[20:]}</t></r>"))), (1,)),
    xlsx("long_cell", "a cell of 40 MB", lambda p: book(sheet(rows_of(p, 1) + inline(3, "x" * (40 * MIB), "c", "w") + inline(4, p(2), "c",
         "w"))), (), (1, 2),
         told="any", seconds=60, slow=True),
    xlsx("bomb", "a sheet of 1 GiB", lambda p: book("", sheet(rows_of(p, 1))) | {"xl/worksheets/sheet1.xml": b" " * (1 << 30)}, (), (1,),
         told="yes",
         seconds=60, slow=True),
    xlsx("styles_bomb", "half a million styles", lambda p: book(sheet(rows_of(p, 1,
         2))) | {"xl/styles.xml": f'{HEAD}<styleSheet xmlns="{_MAIN}"><cellXfs>'
         + '<xf numFmtId="14"/>' * 500_000 + "</cellXfs></styleSheet>"}, (1, 2), seconds=60, slow=True),
    xlsx("deep", "elements 20,000 deep in a sheet", lambda p: book(sheet(rows_of(p, 1) + "<row>" * 20_000), sheet(rows_of(p, 2))), (2,),
         (1,)),
    xlsx("defined_names", "100,000 names that refer to each other",
         lambda p: book(sheet(rows_of(p, 1))) | {"xl/workbook.xml": f'{HEAD}<workbook xmlns="{_MAIN}" '
         f'xmlns:r="{_REL}"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets><definedNames>' + "".join(
             f'<definedName name="n{n}">n{n + 1}</definedName>' for n in range(100_000)) + "</definedNames></workbook>"}, (1,), seconds=60,
             slow=True),
    xlsx("chart", "a sheet that is a chart", lambda p: book(sheet(rows_of(p, 1)), sheet("")) | {"xl/_rels/workbook.xml.rels": rels(
        ("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "chartsheet", "chartsheets/sheet1.xml"))}, (1,)),
    xlsx("comments", "a post in a comment", lambda p: book(sheet(rows_of(p,
         1))) | {"xl/comments1.xml": f'{HEAD}<comments xmlns="{_MAIN}"><commentList>'
         f'<comment ref="A1"><text><t>{p(2)}</t></text></comment></commentList></comments>'}, (1,), (2,)),
    xlsx("binary", "the binary kind", lambda p: {**book(), "xl/workbook.bin": b"\x83\x01\0" * 40, "xl/workbook.xml": ""}, told="yes"),
    Case("xlsx/sheet_crc.xlsx", "a sheet with a wrong sum", lambda p: zipped(*(Part(n, v.encode(), crc=7 if "sheet1" in n else None) for n,
         v in book(
        sheet(rows_of(p, 1)), sheet(rows_of(p, 2))).items() if isinstance(v, str))), (2,), (1,), told="yes"),
    Case("xlsx/sheet_damaged.xlsx", "a sheet whose packed bytes are damaged", lambda p: saved(book(sheet(rows_of(p, 1)),
         sheet(rows_of(p, 2))),
         sheet1=deflated(sheet(rows_of(p, 1)).encode())[:60] + b"\xff" * 40), (2,), (1,), told="yes"),
    Case("xlsx/strings_crc.xlsx", "shared texts with a wrong sum",
         lambda p: zipped(*(Part(n, v.encode(), crc=7 if "Strings" in n else None) for n, v in book(
        sheet(shared_rows(1)), sheet(rows_of(p, 2)), xl_sharedStrings__xml=strings(p, 1)).items() if isinstance(v, str))), (2,), (1,),
        told="yes"),
    Case("xlsx/twice.xlsx", "two sheets of one name", lambda p: zipped(*((n, v.encode()) for n,
         v in book(sheet(rows_of(p, 1))).items() if isinstance(v, str)),
         ("xl/worksheets/sheet1.xml", sheet(rows_of(p, 2)).encode())), (), (1, 2)),
    Case("xlsx/prefixed_bytes.xlsx", "4 KiB before the file", lambda p: b"\0" * 4096 + saved(book(sheet(rows_of(p, 1)))), (1,)),
    Case("xlsx/cut.xlsx", "the second half is missing", lambda p: (whole := saved(book(sheet(rows_of(p, 1))))) and whole[: len(whole) // 2],
         (), (1,), told="yes"),
    Case("xlsx/cut_directory.xlsx", "the directory is missing",
         lambda p: (whole := saved(book(sheet(rows_of(p, 1, 2))))) and whole[: whole.index(b"PK\1\2")], (1, 2),
         told="yes"),
    Case("xlsx/encrypted.xlsx", "a workbook behind a password", lambda p: compound((("EncryptionInfo", b"\4\0\4\0"), ("EncryptedPackage",
         bytes(9000)))), told="yes"),
    Case("xlsx/renamed.csv", "a workbook that is called a table", lambda p: saved(book(sheet(rows_of(p, 1)))), (1,), told="no"),
    Case("xlsx/inside.zip", "a workbook in a ZIP", lambda p: zipped(("a/b.xlsx", saved(book(sheet(rows_of(p, 1))))), ("c.html", p.page(2))),
         (1, 2), told="no"),
    Case("ods/good.ods", "control", lambda p: odf("spreadsheet", ods(p, 1, 2)), (1, 2), told="no"),
    Case("ods/repeated_rows.ods", "a row repeated a million times", lambda p: odf("spreadsheet", ods(
        p, 1, 2, between='<table:table-row table:number-rows-repeated="1048576"><table:table-cell/></table:table-row>')), (1, 2)),
    Case("ods/repeated_cells.ods", "rows of cells repeated 16,384 times", lambda p: odf("spreadsheet", ods(
        p, 1, 2, between=f"<table:table-row>{cell('x' * 1000, ' table:number-columns-repeated=@16384@'.replace('@', chr(34)))}</table:table-row>" * 2000)), (), (1, 2)),
    Case("ods/repeated_lies.ods", "repetitions that are no numbers", lambda p: odf("spreadsheet", ods(
        p, 1, 2, between=f'<table:table-row>{cell("x", " table:number-columns-repeated=@-5@".replace("@", chr(34)))}'
        f'{cell("x", " table:number-columns-repeated=@²@".replace("@", chr(34)))}</table:table-row>')), (1, 2)),
    Case("ods/cut.ods", "the content breaks off", lambda p: odf("spreadsheet", (HEAD + ods(p, 1, 2, 3)).partition(p(3))[0]), (1, 2)),
    Case("ods/laughs.ods", "entities in entities", lambda p: odf("spreadsheet", HEAD + _LAUGHS + ods(p, 1, 2).replace("words 1", "&j;")),
         (1, 2)),
    Case("ods/nested.ods", "tables in cells, 2,000 deep", lambda p: odf("spreadsheet",
         ods(p, 1, 2, after="<table:table-row><table:table-cell><table:table>" * 2000)),
         (1, 2)),
    Case("ods/encrypted.ods", "content that is encrypted", lambda p: odf("spreadsheet", HEAD + "\x80\x81" * 400, manifest=(
        "<manifest:manifest><manifest:file-entry manifest:full-path='content.xml'><manifest:encryption-data/></manifest:file-entry></manifest:manifest>")), told="yes"),
    Case("ods/no_content.ods", "no content", lambda p: zipped(("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
         ("META-INF/manifest.xml", b"<m/>"))),
    Case("ods/covered.ods", "covered cells, and annotations", lambda p: odf("spreadsheet", ods(p, 1, 2, between=(
        "<table:table-row><table:covered-table-cell/>" + cell(p(3)) + "</table:table-row>"))), (1, 2), (3,)),
    letter("good", "control", lambda p: docx(para(p(1)) + para("here", "rId5"), links=(("rId5", "hyperlink", p(2)),)), (1, 2), told="no"),
    letter("cut", "the text breaks off", lambda p: {**(whole := docx(para(p(1)) + para(p(2)) + para(p(3)))),
           "word/document.xml": str(whole["word/document.xml"]).partition(p(3))[0]}, (1, 2)),
    letter("no_document", "no text", lambda p: docx(para(p(1))), without=("word/document.xml",)),
    letter("no_links", "no relations", lambda p: docx(para(p(1)) + para("here", "rId5")), (1,), without=("word/_rels/document.xml.rels",)),
    letter("script_link", "links that are scripts and files", lambda p: docx(para(p(1)) + para("here", "rId5") + para("there", "rId6"),
           links=(
        ("rId5", "hyperlink", "javascript:alert(1)"), ("rId6", "hyperlink", "file:///etc/passwd"))), (1,)),
    letter("markup_link", "a link that ends its attribute", lambda p: docx(para(p(1)) + para("here", "rId5"), links=(
        ("rId5", "hyperlink", "https://example.org/&quot;&gt;&lt;script&gt;"),)), (1,)),
    letter("laughs", "entities in entities", lambda p: docx(para(p(1)) + para("&j;&file;"), before=_LAUGHS), (1,)),
    letter("deep", "tables in tables, 20,000 deep", lambda p: docx(para(p(1)) + "<w:tbl><w:tr><w:tc>" * 20_000 + para(p(2))), (1, 2)),
    letter("paragraphs", "200,000 paragraphs", lambda p: docx(para(p(1)) + "<w:p><w:r><w:t>a</w:t></w:r></w:p>" * 200_000 + para(p(2))),
           (1, 2), slow=True),
    letter("pieces", "an address in three runs", lambda p: docx(f"<w:p><w:r><w:t>{p(1)[:20]}</w:t></w:r><w:r><w:t>{p(1)[20:30]}</w:t></w:r>"
           f"<w:r><w:t>{p(1)[30:]}</w:t></w:r></w:p>"), (1,)),
    letter("field", "a simple field", lambda p: docx(
           f'<w:p><w:fldSimple w:instr=" HYPERLINK &quot;{p(1)}&quot; "><w:r><w:t>here</w:t></w:r></w:fldSimple></w:p>'), (1,)),
    letter("prefix", "another prefix for the same names", lambda p: {name: str(value).replace("w:",
           "ns0:") if name == "word/document.xml" else value
           for name, value in docx(para(p(1)) + para(p(2))).items()}, (1, 2)),
    letter("utf16", "the text in UTF-16", lambda p: {name: str(value).replace("UTF-8",
           "UTF-16").encode("utf-16") if name == "word/document.xml" else value
           for name, value in docx(para(p(1)) + para(p(2))).items()}, (1, 2)),
    letter("chunk", "a page kept inside", lambda p: {**docx(para(p(1))), "word/afchunk.htm": p.page(2)}, (1,), (2,)),
    letter("capitals", "parts in capitals, with backslashes", lambda p: {name.replace("word/document", "Word\\Document"): value for name,
           value in docx(para(p(1))).items()},
           (), (1,)),
    letter("deleted", "text that is deleted, hidden or in a box",
           lambda p: docx(para(p(1)) + f"<w:del><w:r><w:delText>{p(2)}</w:delText></w:r></w:del>"
           f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>{p(3)}</w:t></w:r>"), (1,), (2, 3)),
    letter("bomb", "a text of 1 GiB", lambda p: {**docx(""), "word/document.xml": b" " * (1 << 30)}, told="yes", slow=True),
    letter("attributes", "an element with 100,000 attributes",
           lambda p: docx(para(p(1)) + "<w:p " + "".join(f'w:a{n}="x" ' for n in range(100_000)) + "/>" + para(p(2))), (1, 2)),
    letter("unknown", "300 KB of words in an element that nobody knows",
           lambda p: docx(para(p(1)) + "<w:r><w:delText>" + "x " * 150_000 + "</w:delText></w:r>" + para(p(2))), (1, 2)),
    letter("unclosed", "100,000 elements that are never closed", lambda p: docx(para(p(1)) + '<w:hyperlink r:id="' * 100_000), (1,)),
    letter("footnotes", "footnotes and comments", lambda p: docx(para(p(1)),
           word_footnotes__xml=f'<w:footnotes xmlns:w="{_WORD}">{para(p(2))}</w:footnotes>',
           word_comments__xml=f'<w:comments xmlns:w="{_WORD}">{para(p(3))}</w:comments>'), (1, 2, 3)),
    Case("docx/damaged.docx", "the text's packed bytes are damaged", lambda p: saved(docx(para(p(1))), document=b"\xff" * 99), (), (1,),
         told="yes"),
    Case("docx/crc.docx", "a wrong sum", lambda p: zipped(*(Part(n, str(v).encode(), crc=7) for n, v in docx(para(p(1))).items())), (),
         (1,), told="yes"),
    Case("pptx/good.pptx", "control", lambda p: saved(_slides(p, 1, 2)), (1, 2), told="no"),
    Case("pptx/gaps.pptx", "slides with odd numbers", lambda p: saved(_slides(p, 1, 10, 2, 999)), (1, 2, 10, 999)),
    Case("pptx/many.pptx", "2,000 slides", lambda p: saved(_slides(p, *range(1, 2001))), tuple(range(1, 2001)), slow=True),
    Case("pptx/cut.pptx", "a slide that breaks off", lambda p: saved({n: str(v)[:-30] if "slide1" in n else v for n, v in _slides(p, 1,
         2).items()}), (2,), (1,)),
    Case("odt/good.odt", "control", lambda p: odf("text",
         f'<office:text><text:p>{p(1)} <text:a xlink:href="{p(2)}">here</text:a></text:p></office:text>'), (1, 2), told="no"),
    Case("odt/cut.odt", "the text breaks off", lambda p: odf("text", f"{HEAD}<office:text><text:p>{p(1)}</text:p><text:p>{p(2)[:30]}"),
         (1,)),
    Case("odt/spans.odt", "spans 20,000 deep", lambda p: odf("text",
         f"<office:text><text:p>{p(1)}</text:p><text:p>{'<text:span>' * 20_000}</text:p></office:text>"), (1,)),
    Case("odt/flat.fodt", "all in one XML file", lambda p: (
         f'{HEAD}<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
         f'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"><office:body><office:text><text:p>{p(1)} '
         f'<text:a xlink:href="{p(2)}">here</text:a></text:p></office:text></office:body></office:document>').encode(), (1, 2)),
    Case("rtf/good.rtf", "control", lambda p: ("{\\rtf1\\ansi see " + p(1) + " {\\field{\\*\\fldinst HYPERLINK \"" + p(2) +
         "\"}{\\fldrslt here}}}").encode(), (1, 2)),
    Case("rtf/cut.rtf", "a text that breaks off", lambda p: ("{\\rtf1\\ansi see " + p(1) + " {\\field{\\*\\fldinst HYPERLINK \"" + p(2)[:
         30]).encode(), (1,)),
    Case("rtf/deep.rtf", "100,000 groups in each other", lambda p: ("{\\rtf1\\ansi see " + p(1) + " " + "{" * 100_000).encode(), (1,)),
    Case("rtf/bin.rtf", "binary data that claims gigabytes",
         lambda p: ("{\\rtf1\\ansi see " + p(1) + " {\\pict\\bin4294967295 abc} " + p(2) + " }").encode(), (1,), (2,)),
    Case("rtf/controls.rtf", "half a million control words",
         lambda p: ("{\\rtf1\\ansi see " + p(1) + " " + "\\b0\\u-1?" * 250_000 + "}").encode(), (1,)),
    Case("ole/old.doc", "a Word file of the nineties", lambda p: compound((("WordDocument", bytes(5000)), ("1Table", bytes(5000)))),
         told="yes"),
    Case("ole/old.xls", "an Excel file of the nineties", lambda p: compound((("Workbook", b"\x09\x08\x10\0" + bytes(5000)),)), told="yes"),
    Case("ole/cut.doc", "a compound file of 600 bytes", lambda p: compound((("WordDocument", bytes(5000)),))[:600], told="yes"),
    Case("ole/good.msg", "control", message, (1, 2), told="no"),
    Case("ole/cut.msg", "a message that breaks off", lambda p: message(p)[:-2048], (), (1, 2), told="yes"),
    Case("ole/head.msg", "nothing but its head", lambda p: message(p)[:512], told="yes"),
    Case("ole/loop.msg", "a chain of blocks that runs in circles", lambda p: message(p, chain=((3, 2), (5, 4), (12, 12))), (), (1, 2)),
    Case("ole/beyond.msg", "a chain that leads out of the file", lambda p: message(p, chain=((4, 77), (12, 0x7FFFFFF0))), (), (1, 2)),
    Case("ole/folder_loop.msg", "entries that are each other's neighbours", lambda p: message(p, siblings=((3, 1),)), (), (1, 2)),
    Case("ole/sector.msg", "sectors of 2^60000 bytes", lambda p: message(p, shift=60_000), told="yes"),
    Case("ole/sectors.msg", "a table of billions of blocks", lambda p: message(p, sectors=0xFFFFFFF0), (), (1, 2)),
    Case("ole/attached.msg", "a page, a ZIP and a message attached", lambda p: compound((
        ("__properties_version1.0", bytes(4096)), ("__substg1.0_10130102", p.page(1)),
        ("__attach_version1.0_#00000000/__substg1.0_37010102", p.page(2)),
        ("__attach_version1.0_#00000001/__substg1.0_37010102", zipped(("../../a.html", p.page(3))) + bytes(600)))), (1, 2), (3,)),
)
