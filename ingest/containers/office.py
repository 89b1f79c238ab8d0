"""Word's, PowerPoint's and OpenDocument's files: one page with their paragraphs and links. No XML parser is asked, so there are
no entities to expand."""

import posixpath
import re
from collections.abc import Collection, Iterator
from html import unescape

from ingest.containers.feed import as_page
from ingest.containers.source import Item, Room, Source, hand_over
from ingest.containers.xmltext import charset_of
from ingest.containers.zip import Members
from ingest.patterns import late

_PARTS = late(r"word/(?:document|footnotes|endnotes|comments)\.xml|ppt/(?:slides/slide|notesSlides/notesSlide)\d+\.xml|content\.xml")
_RELATION = late(r"""<Relationship\b(?=[^<>]{0,4000}\bId="([^"]{1,200})")(?=[^<>]{0,4000}\bTarget="(https?:[^"]{4,4000})")""")
_TOKEN = late(
    r"""<(?:\w{1,20}:)?(?:hyperlink|hlinkClick)\b[^<>]{0,1000}?\b\w{1,20}:id="(?P<id>[^"]{1,200})"|"""
    r"""<text:a\b[^<>]{0,1000}?xlink:href="(?P<href>https?:[^"]{4,4000})"|"""
    r"""<(?:\w{1,20}:)?(?:instrText\b[^<>]{0,200}>|fldSimple\b[^<>]{0,1000}?\binstr=")\s*HYPERLINK\s+(?:"|&quot;)"""
    r"""(?P<field>https?:[^"<>\s]{4,4000}?)(?:"|&quot;)|"""
    r"""(?P<end></(?:\w{1,20}:)?[ph]>)|(?<=>)(?P<text>[^<>]++)(?=</(?:\w{1,20}:)?t>|</?text:)""")
"""The prefixes of names may be any. Of text what stands before a link counts too."""
_CLOSED = late(r"(?:</[\w:.\-]{1,80}|/)>\s*\Z")
_TITLE = late(r"<dc:title>([^<]{1,1000})</dc:title>")


def claims(names: Collection[str]) -> bool:
    """What every such file has."""
    if "[Content_Types].xml" in names:
        return "word/document.xml" in names or any(name.startswith("ppt/slides/") for name in names)
    return "content.xml" in names and "META-INF/manifest.xml" in names


def read_members(source: Source, room: Room, members: Members) -> Iterator[Item]:
    """The text of all parts, in their order, as one page."""
    if _part(members, room, "mimetype").strip().endswith("spreadsheet"):
        yield from hand_over(source, room, "xlsx")  # a workbook
        return
    parts = sorted((name for entry in members.entries if _PARTS.fullmatch(name := entry.name)), key=_place)
    content = "\n".join(_paragraphs(_part(members, room, name), _links(members, room, name)) for name in parts)
    title = next((match[1] for name in ("docProps/core.xml", "meta.xml") if (match := _TITLE.search(_part(members, room, name)))), "")
    if content.strip():
        yield source.document(as_page(unescape(title), source.url, {}, content), kind="html", charset="utf-8", title=unescape(title))
    yield from room.complaints()


def _place(name: str) -> tuple[str, int]:
    """Slide 10 comes behind slide 9."""
    number = re.search(r"\d+", name)
    return posixpath.dirname(name), int(number[0]) if number else 0


def _part(members: Members, room: Room, name: str) -> str:
    member = members.named(name)
    if member is None:
        return ""
    with member.open() as stream:
        body = stream.read(room.limits.body)
    text = body.decode(charset_of(body), "replace")
    if body and name.endswith(".xml") and not _CLOSED.search(text[-200:]):
        room.fault(member.locator, "truncated", "the part breaks off: what stands before is read")
    return text


def _links(members: Members, room: Room, name: str) -> dict[str, str]:
    """Where the links of a part lead, by their ids."""
    folder, base = posixpath.split(name)
    return dict(_RELATION.findall(_part(members, room, f"{folder}/_rels/{base}.rels")))


def _paragraphs(text: str, links: dict[str, str]) -> str:
    """HTML: a link stands where the first words of it do."""
    out, href = ["<p>"], ""
    for token in _TOKEN.finditer(text):
        if token["end"]:
            out.append(f'<a href="{href}"></a></p>\n<p>' if href else "</p>\n<p>")
            href = ""
        elif words := token["text"]:
            if words.isspace() and "\n" in words:
                continue
            out.append(f'<a href="{href}">{words}</a>' if href else words)
            href = ""
        else:
            href = token["href"] or token["field"] or links.get(token["id"] or "", "")
    return "".join((*out, "</p>"))
