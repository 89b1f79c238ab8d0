"""What extractors keep of an article (trafilatura, newspaper, and corpora in TEI): its words with their links, and where it is from.

Read as the page that they were taken from: links in the text's own notation (Markdown, ``ref``) become links again, and players that are
listed beside the text become frames.
"""

import re
from collections.abc import Iterator
from html import escape, unescape
from typing import Any

from ingest.containers.articles import pages_of
from ingest.containers.feed import as_page
from ingest.containers.markdown import as_html
from ingest.containers.source import BOM, Item, Peek, Room, Source, body_of
from ingest.patterns import late

_SIGNS = late(rb'"fingerprint"\s*:(?=.{0,400}"(?:raw_text|license)"\s*:)|"(?:read_more_link|top_image)"\s*:(?=.{0,4000}"movies"\s*:)',
              re.DOTALL)
_TEI = late(rb"(?:<\?xml[^>]{0,200}\?>\s*)?(?:<TEI[\s>]|<doc\s(?=[^>]{0,2000}\bfingerprint=))")
_URL = late(r"""(?:<doc\s[^>]{0,2000}?\b(?:url|source)|<ptr\s[^>]{0,200}?\btarget|<idno\s[^>]{0,100}?type="URL">)=?["']?"""
            r"""(https?://[^"'\s<>]{4,4000})""")
_TITLE = late(r"""<doc\s[^>]{0,2000}?\btitle="([^"]{1,1000})"|<title[^>]{0,200}>([^<]{1,1000})</title>""")
_DATE = late(r"""<doc\s[^>]{0,2000}?\bdate="([^"]{4,40})"|<date[^>]{0,200}>([\dT:Z+-]{4,40})</date>""")
_HEADER = late(r"<teiHeader\b.*?</teiHeader>", re.DOTALL)
_REF = late(r"<(/?)ref\b(?:[^<>]{0,200}?\starget=(\"[^\"<>]{0,4000}\"|'[^'<>]{0,4000}'))?[^<>]{0,200}>")
_QUOTE = late(r"<(/?)quote\b[^<>]{0,200}>")
_NAMES = ("url", "source", "source_url", "canonical_link")


def bid(peek: Peek) -> int:
    """By the fields that each of them always writes; TEI by its root."""
    if peek.text[:1] in (b"{", b"["):
        return 56 if _SIGNS.search(peek.head) else 0
    return 56 if peek.text[:1] == b"<" and _TEI.match(peek.text) else 0


def read(source: Source, room: Room) -> Iterator[Item]:
    """A page for each article; what has none, or is damaged, is left to those who read records."""
    body, _ = body_of(source, room)
    body = body.removeprefix(BOM)
    if body.lstrip()[:1] == b"<":
        yield _from_tei(source, body.decode("utf-8", "replace"))
    else:
        yield from pages_of(source, room, _articles)


def _articles(value: Any) -> Iterator[tuple[str, str, str, str]]:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict) and (page := _page(one)):
            yield page


def _page(one: dict[str, Any]) -> tuple[str, str, str, str] | None:
    """(title, address, moment, HTML)."""
    text = next((one[name] for name in ("text", "maintext", "raw_text") if isinstance(one.get(name), str) and one[name]), "")
    url = next((one[name] for name in _NAMES if isinstance(one.get(name), str) and one[name].startswith("http")), "")
    if not text or not url:
        return None
    players = one.get("movies") if isinstance(one.get("movies"), list) else []
    shown = "".join(f'<iframe src="{escape(player)}"></iframe>' for player in players or () if isinstance(player, str))
    when = next((str(one[name]) for name in ("date", "publish_date") if one.get(name)), "")
    return str(one.get("title") or ""), url, when, as_html(text) + shown


def _from_tei(source: Source, text: str) -> Item:
    """The body with ``ref`` and ``quote`` as HTML has them."""
    url, title, date = (next((found for found in match.groups() if found), "") if (match := pattern.search(text)) else ""
                        for pattern in (_URL, _TITLE, _DATE))
    html = _QUOTE.sub(r"<\1blockquote>", _REF.sub(_link, _HEADER.sub("", text)))
    page = as_page(unescape(title), unescape(url), {"article:published_time": date}, html)
    return source.document(page, kind="html", charset="utf-8", url=unescape(url) or source.url, title=unescape(title))


def _link(match: re.Match[str]) -> str:
    return "</a>" if match[1] else f"<a href={match[2]}>" if match[2] else "<a>"
