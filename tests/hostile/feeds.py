"""Feeds and other XML: RSS, Atom, WordPress exports, sitemaps."""

import gzip
from collections.abc import Callable, Iterator

from hostile.case import Case, Content, Posts

MIB = 1 << 20
Make = Callable[[Posts], Content]
_SPACES = 'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/"'


def item(p: Posts, number: int, *, cdata: bool = True, more: str = "") -> str:
    content = f"<![CDATA[{p.embed(number)}]]>" if cdata else p.embed(number).replace("&", "&amp;").replace("<", "&lt;")
    return f"<item><title>story {number}</title><link>https://news.example/{number}</link>{more}<content:encoded>{content}</content:encoded></item>\n"


def rss(*items: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>', more: str = "", end: str = "</channel></rss>") -> bytes:
    return f'{head}<rss version="2.0" {_SPACES}><channel><title>news</title><link>https://news.example/</link>{more}{"".join(items)}{end}'.encode("utf-8", "surrogateescape")


def atom(p: Posts, *numbers: int, kind: str = "html", body: Callable[[str], str] = lambda text: text.replace("&", "&amp;").replace("<",
         "&lt;")) -> bytes:
    entries = "".join(f'<entry><title>story</title><link href="https://news.example/{n}"/><content type="{kind}">{body(p.embed(n))}</content></entry>' for n in numbers)
    return f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>news</title>{entries}</feed>'.encode()


def feed(name: str, attacks: str, make: Make, must: tuple[int, ...] = (1, 2), may: tuple[int, ...] = (), *, told: str = "any",
         slow: bool = False) -> Case:
    return Case(f"feed/{name}", attacks, make, must, may, told=told, slow=slow, seconds=60 if slow else 20, mib=700 if slow else 512)


def _many(p: Posts) -> Iterator[bytes]:
    yield rss(item(p, 1), end="")
    yield from (b"<item><title>a</title><link>https://news.example/</link></item>\n" * 1000 for _ in range(10))
    yield (item(p, 2) + "</channel></rss>").encode()


def _wide(p: Posts) -> Iterator[bytes]:
    yield rss(item(p, 1), end="<item><title>")
    yield from (b"x" * MIB for _ in range(70))
    yield ("</title></item>" + item(p, 2) + "</channel></rss>").encode()


CASES: tuple[Case, ...] = (
    feed("good.rss", "control", lambda p: rss(item(p, 1), item(p, 2, cdata=False)), told="no"),
    feed("cut.rss", "the third item breaks off", lambda p: rss(item(p, 1), item(p, 2), item(p, 3)).partition(b"words 3")[0], (1, 2), (3,),
         told="yes"),
    feed("cdata_open.rss", "CDATA that is never closed", lambda p: rss(item(p, 1), item(p, 2).replace("]]>", ""), item(p, 3)), (1, 3),
         (2,)),
    feed("cdata_split.rss", "CDATA in pieces", lambda p: rss(item(p, 1).replace("twitter-tweet", "twitter]]><![CDATA[-tweet"), item(p, 2))),
    feed("item_open.rss", "an item that is never closed", lambda p: rss(item(p, 1).replace("</item>", ""), item(p, 2)), (), (1, 2)),
    feed("item_nested.rss", "items in items", lambda p: rss(item(p, 1).replace("</item>", item(p, 2) + "</item>"), item(p, 3)), (1, 3),
         (2,)),
    feed("item_commented.rss", "an item in a comment", lambda p: rss(item(p, 1), f"<!-- {item(p, 3)} -->", item(p, 2)), (1, 2), (3,)),
    feed("capitals.rss", "names in capitals", lambda p: rss(item(p, 1).replace("item>", "ITEM>"), item(p, 2).replace("item>", "Item>"))),
    feed("prefixed.rss", "names with prefixes", lambda p: rss(item(p, 1), item(p, 2)).replace(b"content:encoded",
         b"c:encoded").replace(b"xmlns:content", b"xmlns:c"), (), (1, 2)),
    feed("entities.rss", "names of characters that XML does not know", lambda p: rss(item(p, 1), item(p, 2), more="&nbsp;&hellip;&bogus;")),
    feed("entity_own.rss", "an entity that is the post", lambda p: rss(item(p, 1), "<item><description>&post;</description></item>",
         item(p, 2),
         head=f"<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY post '{p(3)}'>]>"), (1, 2), (3,)),
    feed("dtd.rss", "a document type that is a file, with parameters", lambda p: rss(item(p, 1), item(p, 2),
         head='<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY % a SYSTEM "file:///etc/passwd">%a;'
         '<!ENTITY % b "<!ENTITY c \'%a;\'>">%b;]>')),
    feed("ampersands.rss", "bare ampersands and brackets", lambda p: rss(item(p, 1, more="<category>a & b < c</category>"), item(p, 2))),
    feed("controls.rss", "control characters and zeros", lambda p: rss(item(p, 1, more="\x00\x01\x0b\ufffe"), item(p, 2))),
    feed("bytes.rss", "bytes that are no UTF-8", lambda p: rss(item(p, 1, more="\udcff\udcc0\udcaf"), item(p, 2))),
    feed("encoding_lie.rss", "UTF-16 that is not", lambda p: rss(item(p, 1), item(p, 2), head='<?xml version="1.0" encoding="UTF-16"?>')),
    feed("encoding_unknown.rss", "an encoding that nobody knows", lambda p: rss(item(p, 1), item(p, 2),
         head='<?xml version="1.0" encoding="klingon"?>')),
    feed("encoding_code.rss", "an encoding that is a codec of another kind", lambda p: rss(item(p, 1), item(p, 2),
         head='<?xml version="1.0" encoding="zlib_codec"?>')),
    feed("utf16.rss", "UTF-16", lambda p: rss(item(p, 1), item(p, 2),
         head='<?xml version="1.0" encoding="UTF-16"?>').decode().encode("utf-16")),
    feed("utf16_bare.rss", "UTF-16 without a mark", lambda p: rss(item(p, 1), item(p, 2), head="").decode().encode("utf-16-le")),
    feed("utf32.rss", "UTF-32", lambda p: rss(item(p, 1), item(p, 2), head="").decode().encode("utf-32")),
    feed("blank_first.rss", "blank lines and a mark before the declaration", lambda p: b"\xef\xbb\xbf\n\n  " + rss(item(p, 1), item(p, 2))),
    feed("words_first.rss", "a warning of PHP before the declaration", lambda p: b"<br />\n<b>Warning</b>: foo() in bar.php\n" + rss(item(p,
         1), item(p, 2))),
    feed("escaped_twice.rss", "markup escaped twice", lambda p: rss(item(p, 1), item(p, 2, cdata=False).replace("&", "&amp;")), (1,), (2,)),
    feed("title_missing.rss", "no titles and addresses", lambda p: rss(*(f"<item><description><![CDATA[{p.embed(n)}]]></description></item>"
         for n in (1, 2)))),
    feed("links.rss", "addresses that are none", lambda p: rss(item(p, 1).replace("https://news.example/1", "javascript:alert(1)"),
         item(p, 2).replace("https://news.example/2", "/relative?a=[::1"))),
    feed("dates.rss", "dates that are none", lambda p: rss(item(p, 1, more="<pubDate>Foo, 99 Bar 99999 77:77 +9999</pubDate>"),
         item(p, 2, more="<dc:date>9999999999999999</dc:date>"))),
    feed("joined.rss", "two feeds joined", lambda p: rss(item(p, 1)) + rss(item(p, 2))),
    feed("empty.rss", "no items", lambda p: rss(), ()),
    feed("many.rss", "10,000 items", _many, slow=True),
    feed("wide.rss", "an item of 70 MB", _wide, (1, 2), slow=True),
    feed("attributes.rss", "an item with 50,000 attributes", lambda p: rss(item(p, 1).replace("<item>",
         "<item " + "".join(f'a{n}="b" ' for n in range(50_000)) + ">"), item(p, 2))),
    feed("tags.rss", "a million brackets", lambda p: rss(item(p, 1), "<" * MIB, item(p, 2)), (1,), (2,)),
    feed("instructions.rss", "instructions that are never closed", lambda p: rss(item(p, 1), item(p, 2), more="<?php echo 1;" * 1000)),
    feed("packed.rss.gz", "packed, broken off", lambda p: gzip.compress(rss(item(p, 1), item(p, 2), more="x" * 70))[:-8], (), (1, 2),
         told="yes"),
    feed("good.atom", "control", lambda p: atom(p, 1, 2), told="no"),
    feed("xhtml.atom", "content that is markup", lambda p: atom(p, 1, 2, kind="xhtml",
         body=lambda text: f'<div xmlns="http://www.w3.org/1999/xhtml">{text}</div>')),
    feed("source.atom", "content that lies elsewhere", lambda p: atom(p, 1, 2).replace(b"</feed>",
         b'<entry><content type="html" src="https://example.org/"/></entry></feed>')),
    feed("base64.atom", "content of a kind that is no text", lambda p: atom(p, 1, 2).replace(b"</feed>",
         b'<entry><content type="image/png">iVBORw0KGgo=</content></entry></feed>')),
    feed("type_lie.atom", "markup that is called text", lambda p: atom(p, 1, 2, kind="text"), (), (1, 2)),
    feed("wordpress.xml", "an export with broken notes", lambda p: rss(item(p, 1,
         more="<wp:postmeta><wp:meta_key>_oembed_" + "a" * 32 +
         "</wp:meta_key><wp:meta_value><![CDATA[{{unknown}}]]></wp:meta_value></wp:postmeta>"
         '<wp:postmeta><wp:meta_key>x</wp:meta_key><wp:meta_value>a:9999999:{i:0;s:99:"</wp:meta_value></wp:postmeta>'), item(p, 2),
         more="<wp:wxr_version>1.2</wp:wxr_version>")),
    feed("wordpress_cut.xml", "an export that breaks off", lambda p: rss(item(p, 1), item(p, 2), item(p, 3),
         more="<wp:wxr_version>1.2</wp:wxr_version>").partition(b"words 3")[0], (1, 2), (3,), told="yes"),
    feed("sitemap.xml", "a map of posts, with extensions", lambda p: (
         '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">' + "".join(
        f"<url><loc>{p(n)}</loc><priority>NaN</priority></url>" for n in (1, 2)) + "</urlset>").encode(), (), (1, 2)),
    feed("sitemap_loop.xml", "a map of maps that is itself",
         lambda p: b'<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>sitemap_loop.xml</loc></sitemap></sitemapindex>', ()),
    feed("outline.opml", "a list of feeds, 5,000 deep", lambda p: b'<?xml version="1.0"?><opml version="2.0"><body>' +
         b'<outline text="a">' * 5000 + f'<outline htmlUrl="{p(1)}"/>'.encode(), (), (1,)),
    feed("page.xhtml", "a page that is strict XML, broken", lambda p: b'<?xml version="1.0"?>' + p.page(1).replace(b"<article>",
         b"<article><br></article2><![CDATA[ x ]]>") + p.page(2)),
    feed("drawing.svg", "a drawing with a page inside", lambda p:
         f'<svg xmlns="http://www.w3.org/2000/svg"><foreignObject><body xmlns="http://www.w3.org/1999/xhtml">{p.embed(1)}</body></foreignObject></svg>'.encode(), (), (1,)),
)
