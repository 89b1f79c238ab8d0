"""Caption text: from HTML to what a reader sees, escapes undone by known layers, and the edges cleaned.

Text of a JSON record is kept as it is: call ``unescape`` only where the source is known to escape, and ``meta_mojibake``
only for Meta's own downloads.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from html import unescape as _unescape
from typing import Any

from ingest.patterns import late

_LINE = "\x01"
_PARAGRAPH = "\x02"
_BLOCKS = frozenset((
    "p", "div", "blockquote", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "table", "tr", "section", "article",
    "header", "footer", "figure", "figcaption", "hr", "dl", "dt", "dd", "address", "main", "aside", "nav", "form", "fieldset"))
_UNSEEN = frozenset(("script", "style", "template", "noscript", "head", "title", "textarea", "svg"))
_TAG = late(r"<(/?)([A-Za-z][^\s/>]*+)((?:[^>=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+'|))*+)>")
_MARKUP = late(r"<[/!?A-Za-z]")
_TAG_END = late(">")
_COMMENT_END = late("--!?>")
_ATTRIBUTE = late(r"([^\s=\"'/]++)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'][^\s]*+)))?")
_BLANKS = late(r"[ \t\n\r\f]+")
_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
_EDGES = _INVISIBLE + (
    " \t\r\n\f\v\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\x85")
_FEDIVERSE = frozenset(("mastodon", "fediverse", "truthsocial", "gab", "pixelfed", "misskey", "pleroma"))


class _Page:
    """Gathers what a reader sees. ``targets``: a link shows its address, as Mastodon's cut links mean it.

    Not html.parser: that one takes quadratic time over ``<a<a<a`` and over comments that never end.
    """

    def __init__(self, targets: bool) -> None:
        self.targets = targets
        self.pieces: list[str] = []
        self.link = False
        """Inside a link whose address stands for its text."""
        self.pre = 0

    def read(self, html: str) -> None:
        at = 0
        while at < len(html):
            sign = html.find("<", at)
            if sign < 0:
                self.data(html[at:])
                return
            self.data(html[at:sign])
            at = self.markup(html, sign)

    def markup(self, html: str, at: int) -> int:
        """Reads the markup that begins here; gives the place behind it. What never ends swallows the rest, as in browsers."""
        match = _TAG.match(html, at)
        if match:
            name = match[2].lower()
            if match[1]:
                self.close(name)
            elif name in _UNSEEN:
                return _behind(html, match.end(), re.compile(rf"</{re.escape(name)}(?=[\s/>])[^>]*>", re.I))
            else:
                self.open(name, match[3])
            return match.end()
        if html.startswith("<!--", at):
            return _behind(html, at + 2, _COMMENT_END)
        if _MARKUP.match(html, at):
            return _behind(html, at, _TAG_END)
        self.data("<")
        return at + 1

    def open(self, tag: str, source: str) -> None:
        if tag == "br":
            self.pieces.append(_LINE)
        elif tag == "img":
            if not self.link:
                self.pieces.append(_attributes(source).get("alt", ""))
        elif tag in _BLOCKS:
            self.pieces.append(_PARAGRAPH)
        elif tag in ("td", "th"):
            self.pieces.append(" ")
        elif tag == "a" and self.targets:
            self.follow(_attributes(source))
        self.pre += tag == "pre"

    def follow(self, given: dict[str, str]) -> None:
        classes = given.get("class", "").split()
        href = given.get("href", "")
        if "mention" in classes or "hashtag" in classes or not href.startswith(("http://", "https://")):
            return
        self.pieces.append(href)
        self.link = True

    def close(self, tag: str) -> None:
        if tag == "a":
            self.link = False
        elif tag in _BLOCKS:
            self.pieces.append(_PARAGRAPH)
        if tag == "pre" and self.pre:
            self.pre -= 1

    def data(self, source: str) -> None:
        if not source or self.link:
            return
        text = _unescape(source).replace(_LINE, "").replace(_PARAGRAPH, "")
        if self.pre:
            self.pieces.append(text.replace("\r\n", "\n").replace("\n", _LINE))
        else:
            self.pieces.append(_BLANKS.sub(" ", text))


def _behind(html: str, at: int, end: re.Pattern[str]) -> int:
    match = end.search(html, at)
    return match.end() if match else len(html)


def _attributes(source: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(source):
        found.setdefault(match[1].lower(), _unescape(match[2] or match[3] or match[4] or ""))
    return found


def html_to_text(html: Any, platform: str = "") -> str:
    """What a reader sees: ``br`` is a new line, blocks are a blank line apart, a picture is its ``alt``.

    Takes HTML as text, or an element of BeautifulSoup or selectolax. Fediverse links show their address.
    """
    source = html if isinstance(html, str) else getattr(html, "html", None) or str(html)
    page = _Page(platform in _FEDIVERSE)
    page.read(source)
    text = re.sub(" {2,}", " ", "".join(page.pieces))
    text = re.sub("[ \x01\x02]*\x02[ \x01\x02]*", "\n\n", text)
    text = re.sub(" ?\x01 ?", "\n", text)
    return strip_edges(re.sub("\n{3,}", "\n\n", text))


def unescape(text: str, layers: int = 1) -> str:
    """Character references undone so many times; 0 leaves the text alone."""
    for _ in range(layers):
        text = _unescape(text)
    return text


def strip_edges(text: str) -> str:
    """Without white space, direction marks and invisible signs at both ends; inside they stay."""
    return text.strip(_EDGES)


def nfc(text: str) -> str:
    """Unicode's composed form, for the search copy only: it changes CJK compatibility ideographs."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def meta_mojibake(text: str) -> str:
    """Undo what Meta's downloads do: every UTF-8 byte written as a character of its own. Once, strictly, or not at all."""
    if text.isascii():
        return text
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def meta_mojibake_tree(value: Any) -> Any:
    """The same for every string and key of a JSON value, in place and at any depth."""
    if isinstance(value, str):
        return meta_mojibake(value)
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            pairs = [(meta_mojibake(key) if isinstance(key, str) else key, item) for key, item in one.items()]
            one.clear()
            one.update((key, meta_mojibake(item) if isinstance(item, str) else item) for key, item in pairs)
            waiting += one.values()
        elif isinstance(one, list):
            one[:] = [meta_mojibake(item) if isinstance(item, str) else item for item in one]
            waiting += one
    return value


def expand(text: str, urls: Iterable[Mapping[str, Any]] = (), media: Iterable[Mapping[str, Any]] = ()) -> str:
    """Short links replaced by what the record says they stand for; links to a post's own media go at the end of the text.

    A link that the record does not explain stays as it is.
    """
    tails = {str(one["url"]) for one in media if one.get("url")}
    known = {str(one["url"]): str(one["expanded_url"]) for one in urls if one.get("url") and one.get("expanded_url")}
    cut = True
    while cut:
        bare = text.rstrip()
        tail = next((one for one in tails if bare.endswith(one)), None)
        cut = tail is not None
        if tail is not None:
            text = bare[:-len(tail)].rstrip()
    known = {short: full for short, full in known.items() if short not in tails}
    if not known:
        return text
    pattern = "|".join(re.escape(short) for short in sorted(known, key=len, reverse=True))
    return re.sub(f"(?:{pattern})(?![A-Za-z0-9])", lambda match: known[match[0]], text)
