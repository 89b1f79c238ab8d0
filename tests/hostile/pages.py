"""Pages of HTML: broken markup, odd encodings, hidden layers, addresses in disguise."""

import base64
import json
from collections.abc import Callable, Iterator

from hostile.case import Case, Content, Posts

MIB = 1 << 20
Make = Callable[[Posts], Content]


def page(name: str, attacks: str, make: Make, must: tuple[int, ...] = (1, 2), may: tuple[int, ...] = (), *, told: str = "any",
         slow: bool = False) -> Case:
    return Case(f"page/{name}.html", attacks, make, must, may, told=told, slow=slow)


def between(p: Posts, middle: str | bytes) -> bytes:
    """A page of two posts with something between them."""
    head, _, tail = p.page(1, 2).partition(p.embed(2).encode())
    return head + (middle if isinstance(middle, bytes) else middle.encode("utf-8", "surrogateescape")) + p.embed(2).encode() + tail


def wrapped(p: Posts, before: str, after: str) -> bytes:
    """A post inside of something, a good one before."""
    return between(p, before + p.embed(3) + after)


def framed(p: Posts, url: str) -> bytes:
    """A post, and another one whose address is spelled so."""
    return between(p, f'<blockquote class="twitter-tweet"><p>words 3</p>&mdash; Control (@ctrl) <a href="{url}">June 1, 2020</a></blockquote>')


def _script(p: Posts, size: int) -> Iterator[bytes]:
    yield b"<!DOCTYPE html><html><body>" + p.embed(1).encode() + b"<script>var a = '"
    yield from (b"x" * MIB for _ in range(size))
    yield b"';</script>" + p.embed(2).encode() + b"</body></html>"


CASES: tuple[Case, ...] = (
    page("good", "control", lambda p: p.page(1, 2), told="no"),
    page("cut", "the page ends inside of the third post", lambda p: p.page(1, 2, 3).partition(b"words 3")[0], (1, 2), (3,)),
    page("two_pages", "two pages joined", lambda p: p.page(1) + p.page(2)),
    page("behind", "a post behind the end", lambda p: p.page(1) + p.embed(2).encode()),
    page("no_markup", "no head and no body", lambda p: (p.embed(1) + p.embed(2)).encode()),
    page("frameset", "a page of frames", lambda p: b"<html><frameset cols='*,*'><frame src='a.html'><noframes>" + p.page(1,
         2) + b"</noframes></frameset></html>", (), (1, 2)),
    page("doctype", "a document type of 1 MB", lambda p: b"<!DOCTYPE html [" + b"<!ELEMENT a ANY>" * 65_000 + b"]>" + p.page(1, 2)),
    page("doctypes", "10,000 document types", lambda p: between(p, "<!DOCTYPE html>" * 10_000)),
    page("zeros", "zeros in names and texts", lambda p: between(p, b"<di\0v cl\0ass='a'>\0\0\0</di\0v>")),
    page("zeros_tail", "zeros at the end", lambda p: p.page(1, 2) + bytes(65_536)),
    page("zeros_head", "zeros at the beginning", lambda p: bytes(4096) + p.page(1, 2), (), (1, 2)),
    page("title_open", "a title that is never closed", lambda p: p.page(1, 2).replace(b"</title>", b""), (), (1, 2)),
    page("textarea", "a field that is never closed", lambda p: between(p, "<textarea>"), (1,), (2,)),
    page("style_open", "a style that is never closed", lambda p: between(p, "<style>"), (1,), (2,)),
    page("script_open", "a script that is never closed", lambda p: between(p, "<script>"), (1,), (2,)),
    page("script_comment", "a script that begins a comment and a script", lambda p: between(p, "<script><!-- <script> </script>"), (1,),
         (2,)),
    page("plaintext", "plain text from here on", lambda p: between(p, "<plaintext>"), (1,), (2,)),
    page("xmp", "an old element for examples", lambda p: wrapped(p, "<xmp>", "</xmp>"), (1, 2), (3,)),
    page("select", "a post in a list of choices", lambda p: wrapped(p, "<select><option>", "</option></select>"), (1, 2), (3,)),
    page("template", "a post in a template", lambda p: wrapped(p, "<template>", "</template>"), (1, 2), (3,)),
    page("noscript", "a post for those without scripts", lambda p: wrapped(p, "<noscript>", "</noscript>"), (1, 2), (3,)),
    page("foreign", "a post in a drawing", lambda p: wrapped(p, "<svg><foreignObject>", "</foreignObject></svg>"), (1, 2), (3,)),
    page("formula", "a post in a formula", lambda p: wrapped(p, "<math><annotation-xml encoding='text/html'>", "</annotation-xml></math>"),
         (1, 2), (3,)),
    page("table", "posts in a table where they may not be", lambda p: b"<table>" + (p.embed(1) + "<tr>" + p.embed(2)).encode()),
    page("attributes", "100,000 attributes of one name", lambda p: between(p, "<div " + "a='b' " * 100_000 + ">")),
    page("classes", "100,000 classes", lambda p: p.page(1, 2).replace(b'class="twitter-tweet"',
         b'class="twitter-tweet ' + b"c " * 100_000 + b'"', 1)),
    page("bare", "attributes without quotes, in capitals", lambda p:
         f"<BLOCKQUOTE CLASS=twitter-tweet><P>words</P>&mdash; Control (@ctrl) <A HREF={p(1)}>June 1, 2020</A></BLOCKQUOTE>{p.embed(2)}".encode()),
    page("quotes", "attributes with the wrong quotes", lambda p: between(p, "<div class=”a” title='a\"b' data-x=\"a'b\" ' \" >")),
    page("twice", "an attribute that is given twice", lambda p: p.page(1, 2).replace(b'<a href="', b'<a href="https://example.org/" href="',
         1), (2,), (1,)),
    page("breaks", "a million line breaks", lambda p: between(p, "<br>" * MIB), slow=True),
    page("links", "200,000 links", lambda p: between(p, "<a href='https://example.org/'>a</a> " * 200_000), slow=True),
    page("metas", "50,000 metas", lambda p: p.page(1, 2).replace(b"<title>", b"<meta name='a' content='b'>" * 50_000 + b"<title>")),
    page("entities", "half a million entities", lambda p: between(p, "&lt;&#x3c;&#60;&LT&notit;&#x110000;&#0;" * 70_000), slow=True),
    page("script_long", "a script of 25 MB", lambda p: _script(p, 25), slow=True),
    page("page_long", "a page of 40 MB", lambda p: _script(p, 40), (1,), (2,), told="yes", slow=True),
    page("lists", "20,000 lists that are never closed", lambda p: between(p, "<ul><li>" * 20_000), (1,), (2,)),
    page("formats", "5,000 formats that are never closed", lambda p: between(p, "<b><i><u><s>" * 1250)),
    page("anchors", "links in links", lambda p: between(p, "<a href='https://example.org/'>" * 5000)),
    page("latin", "a page in Windows-1252 that says nothing", lambda p: p.page(1, 2, head="").replace(b"words", "wörds".encode("cp1252"))),
    page("meta_late", "the charset behind 5,000 bytes", lambda p: p.page(1, 2,
         head=f"<!--{'x' * 5000}--><meta charset=windows-1251>").replace(b"words", "слова".encode("cp1251"))),
    page("meta_two", "two charsets", lambda p: p.page(1, 2, head="<meta charset=shift_jis><meta charset=utf-8>")),
    page("meta_odd", "a charset with rubbish", lambda p: p.page(1, 2, head='<meta charset="\x00utf-8;\'\\">')),
    page("mark_lie", "a mark against the charset", lambda p: b"\xef\xbb\xbf" + p.page(1, 2, head="<meta charset=utf-16>")),
    page("utf16", "UTF-16 without a mark", lambda p: p.page(1, 2).decode().encode("utf-16-le")),
    page("utf16_big", "UTF-16, the other way round", lambda p: p.page(1, 2).decode().encode("utf-16-be")),
    page("utf16_cut", "UTF-16 from an odd place on", lambda p: p.page(1, 2).decode().encode("utf-16-le")[1:], (), (1, 2)),
    page("utf32", "UTF-32", lambda p: p.page(1, 2).decode().encode("utf-32")),
    page("jis", "Japanese as mail has it", lambda p: p.page(1, 2, head="<meta charset=iso-2022-jp>").decode().replace("words",
         "言葉").encode("iso-2022-jp")),
    page("gb", "Chinese", lambda p: p.page(1, 2, head="<meta charset=gb18030>").decode().replace("words", "词语").encode("gb18030")),
    page("big5_cut", "Chinese, a character cut at a bracket", lambda p: p.page(1, 2, head="<meta charset=big5>").replace(b"words 1",
         b"w\xa4")),
    page("overlong", "overlong UTF-8 for brackets", lambda p: between(p, b"\xc0\xbcscript\xc0\xbe\xf8\x88\x80\x80\xaf")),
    page("surrogates", "halves of characters in UTF-8", lambda p: between(p, b"\xed\xa0\xbd \xed\xb8\x80")),
    page("address_entities", "an address in entities", lambda p: framed(p, p(3).replace(":", "&colon;").replace("/", "&#x2F;").replace(".",
         "&period;")), (1, 2, 3)),
    page("address_breaks", "tabs and line ends in an address", lambda p: framed(p, f"\n\t {p(3)[:24]}\n\t{p(3)[24:]} \n"), (1, 2), (3,)),
    page("address_percent", "an address in percents", lambda p: framed(p, p(3).replace("status", "%73tatus")), (1, 2), (3,)),
    page("address_host", "a host with a stop, a port and capitals", lambda p: framed(p, p(3).replace("twitter.com", "TWITTER.com.:443")),
         (1, 2), (3,)),
    page("address_slashes", "slashes too many", lambda p: framed(p, p(3).replace("/status/", "//status//")), (1, 2), (3,)),
    page("address_schemeless", "no scheme", lambda p: framed(p, p(3)[6:]), (1, 2, 3)),
    page("address_mobile", "the mobile host, photo and parameters", lambda p: framed(p, p(3).replace("//",
         "//mobile.") + "/photo/1?s=20&ref_src=twsrc%5Etfw#x"), (1, 2, 3)),
    page("address_wrapped", "an address inside of a redirect", lambda p: framed(p, "https://l.facebook.com/l.php?u=" + p(3).replace(":",
         "%3A").replace("/", "%2F") + "&h=x"), (1, 2), (3,)),
    page("address_archived", "an address inside of an archive's", lambda p: framed(p, "https://web.archive.org/web/20200701000000/" + p(3)),
         (1, 2), (3,)),
    page("address_other", "another host with the address in it", lambda p: framed(p, f"https://example.org/?{p(3)}"), (1, 2), (3,)),
    page("address_long", "an address of 1 MB", lambda p: framed(p, p(3) + "?x=" + "y" * MIB), (1, 2), (3,)),
    page("address_long_id", "an id of 200 digits", lambda p: framed(p, "https://twitter.com/ctrl/status/" + "9" * 200)),
    page("base", "two bases", lambda p: p.page(1, 2, head='<base href="https://example.org/a/"><base href="javascript:x">')),
    page("state_cut", "the state of the page breaks off", lambda p: between(p,
         f'<script type="application/json">[{p.tweet(3)}, {{"id_str": "1'), (1,), (2, 3)),
    page("state_deep", "a state 20,000 deep", lambda p: between(p,
         '<script type="application/json">' + '{"a":[' * 10_000 + "]}" * 10_000 + "</script>")),
    page("state_assigned", "states that are assigned, one of them 20,000 keys long", lambda p: between(
        p, f"<script>window.__STATE__ = {json.dumps({f'k{n}': {'v': n} for n in range(20_000)})};window.b = {{a: 1, 'b': [,],}};</script>")),
    page("state_attribute", "a state in an attribute, escaped twice", lambda p: between(p,
         f"<div data-props='{json.dumps([p.embed(3)]).replace('&', '&amp;amp;').replace('<', '&lt;').replace(chr(39), '&#39;')}'></div>"),
         (1, 2), (3,)),
    page("base64", "a post in base64, four times over", lambda p: between(p, f'<div data-content="{_base64(p.embed(3), 4)}"></div>'),
         (1, 2), (3,)),
    page("srcdocs", "2,000 frames with pages in them", lambda p: between(p, '<iframe srcdoc="&lt;p&gt;a&lt;/p&gt;"></iframe>' * 2000)),
    page("comments", "a post in a comment, comments in comments", lambda p: wrapped(p, "<!-- <!-- <!--", "--> -->"), (1, 2), (3,)),
    page("conditional", "a post for an old browser", lambda p: wrapped(p, "<!--[if lt IE 9]>", "<![endif]-->"), (1, 2), (3,)),
    page("php", "the source of a page", lambda p: b"<?php\n/* a page */\necho '<p>';\n?>\n" + p.page(1, 2), (1, 2)),
    page("wiki", "markup of other kinds around", lambda p: between(p,
         "{{#invoke:a|b}} [[File:a.png|thumb]] {% raw %} <%= a %> ${b} [caption id='x']")),
    page("quoted_printable", "a page in the coding of mails", lambda p: p.page(1, 2).replace(b"=", b"=3D"), (), (1, 2)),
    page("escaped", "a page whose brackets are all escaped", lambda p: p.page(1, 2).replace(b"&", b"&amp;").replace(b"<", b"&lt;"), (),
         (1, 2)),
    page("diff", "a page as a patch shows it", lambda p: b"\n".join(b"+" + line for line in p.page(1, 2).split(b"\n"))),
    page("refresh", "a page that sends its reader away", lambda p: p.page(1, 2,
         head="<meta http-equiv=refresh content='0;url=javascript:alert(1)'>")),
    page("language", "languages that are none", lambda p: p.page(1, 2).replace(b'lang="en"', b'lang="' + b"x-" * 5000 + b'"', 1)),
    page("bidi", "marks that turn text around", lambda p: p.page(1, 2).replace(b"words 1", "\u202e\u2066words\u2069 1".encode())),
    page("terminal", "sequences for terminals in titles and addresses", lambda p: p.page(1, 2).replace(b"an article",
         b"\x1b]0;pwned\x07\x1b[2J")),
)


def _base64(text: str, times: int) -> str:
    for _ in range(times):
        text = base64.b64encode(text.encode()).decode()
    return text
