"""The URL pass: every post URL in an attribute or in text, whoever wrote the markup, and what carrying it there means."""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qsl, urlsplit

from ingest.fetcher import Address
from ingest.index import HOLDERS
from ingest.page import markup
from ingest.page.gate import Hits
from ingest.page.markup import Region, Tag
from ingest.page.sheet import ATTRIBUTE, IFRAME, LINK, TEXT, Sheet
from ingest.patterns import late

PLAYERS = ("iframe", "frame", "embed", "object", "param", "video", "oembed", "source")
"""Elements that show what they point to."""
IGNORED = ("link", "meta", "base", "html", "body", "head", "form", "input", "button", "script", "style", "track", "svg", "use",
           "img", "picture")
_HELD = {"script": b"data-", "button": b"data-", "img": b"data-mce-p-"}
"""What those of them hold that are read all the same: an editor's picture of a frame, a button before an embed."""
ANCHORS = ("a", "area")
_SILENT = frozenset(("style", "class", "id", "alt", "title", "itemtype", "rel", "target", "width", "height", "loading", "sandbox"))
"""Attributes that carry no address of a post, whatever they hold."""
_QUIET = late(r"fb-(?:like|page|send|save|group)|share|shariff|canonical|addthis|addtoany|profile|social|follow|author|comment|popup"
              r"|modal|lightbox|intent|login|a2a[_-]|(?:click|ready)-?to-?tweet|tweet-?this|sharedaddy"
              r"|^on|prefetch|ping|history|^data-location$")
"""Attribute names and classes that carry URLs for other reasons than showing a post."""
_BUTTON = late(r"amp-(?:pinterest|social-share|addthis|analytics|pixel|img|anim|ad|auto-ads|sidebar|list|state|next-page"
               r"|facebook-(?:like|page|comments))")
"""AMP elements that carry a post's URL without showing the post."""
_SHOWN = late(r"\s*(?:<|&lt;)(?:iframe|blockquote)\b", re.I)
_COPIES = late(r"cop[iy]|clip|code|share|snippet")
_BUTTONS = late(r"/[\w-]*button\.html?(?:[?#]|$)"
                r"|/(?:like|share|send|follow|comments|subscribe|button|intent)(?:_box|_button)?(?:\.php)?/?\?", re.I)
_WRAP = late(
    r"wp-block-embed|embedly-card|iframely|oembed|twitter-(?:tweet|video)|instagram-media|tiktok-embed|reddit-(?:card|embed)"
    r"|media--type-(?:twitter|instagram|tiktok|facebook)|field-media-(?:twitter|instagram|tiktok|facebook)"
    r"|embed(?:ded)?[-_]?(?:content|card|link|placeholder|container|wrapper|post|tweet|consent)|consent|fb-(?:post|video)|kg-embed"
)
_EMBED = late(r"(?<![a-z])embed(?:ded|s)?(?![a-z])")
"""A box for embeds: an address that stands bare in it will be one."""
_LAZY = late(r"lazy|lite\b|lite-|facade|placeholder|click-?to-?(?:load|play)|(?<![a-z])(?:pre)?load(?![a-z])")
"""Classes of what becomes an embed once somebody clicks or scrolls."""
_TALK = late(r"-(?:comments|likes|replies|share|follow|reactions)\Z")
"""Components for what people say of a post."""
_SIGN = late(r"icon|button|\bbtn|share|social|follow|logo|menu|nav")
_GATED = late(
    r"allow|accept|enable|activate|consent|permission|not available|cannot be (?:shown|displayed)|external content|provided by"
    r"|extern\w* inhalt|inhalte? von|akzeptier|zustimm|aktivier|contenu (?:externe|tiers|bloqu)|autoris|contenido externo|acepta"
    r"|contenuto esterno|accett|conte[uú]do externo|aceit|externe inhoud|accepteer|zewn[eę]trzn|содержани|разреш|cookie|samtyk|samtyc"
    r"|godkend|innehåll från|innhold fra|indhold fra|inhoud (?:van|kan)|sisältöä|hyväksy|evästeet|zgod[aęy]|souhlas|externí obsah"
    r"|hozzájárul|külső tartalom|conținut extern|εξωτερικό περιεχόμενο|harici içerik|同意|外部コンテンツ|동의|外部内容", re.I)
"""What a gate says before the call to what it hides."""
_FRAME = late(r"^[^?]{0,200}embed[^?]{0,100}\?(?:.*&)?(?:url|src|href)=http", re.I)
"""An address of somebody who embeds what the address inside names: ``/oembed?url=...``."""
_UNSCRIPTED = late(r"<noscript[^>]*>(?:\s*<(?!a\b)[^<>]*>)*\s*\Z")
_CALL = late(r"(?:(?:view|see|watch|read|open|show)\b.{0,40}|.{0,20}\bpost\b.{0,20})\bon (?:twitter|x|instagram|facebook|tiktok|youtube"
             r"|bluesky|threads|reddit|telegram|linkedin)\W*", re.I)
"""The only link of a ``noscript``, and nothing but a call to what the script would have shown."""
_LEADS = late(r"(?=.{0,25}\b(?:(?:twitter|instagram|facebook|tiktok|youtube|telegram|linkedin|mastodon)\w{0,6}|(?:x|bluesky|threads|reddit"
              r"|tweet|post)\b))"
              r"(?=.*(?:view|see|watch|read|open|show|go to|ansehen|anzeigen|öffnen|lesen|zum|direkt|voir|afficher|ouvrir|lire|consulter"
              r"|ver\b|abrir|leer|mira|vedi|visualizza|apri|guarda|leggi|bekijk|open|zobacz|otwórz|visa|vis\b|se\b|avaa|katso|näytä|zobrazit|otevřít|megtekint|vezi|δείτε|görüntüle|смотр|откры|見る|보기"
              r"|查看)).{5,45}", re.I)
"""The same in more languages, which counts behind the words of a gate."""
_NOTION = late(r"""<figure\b[^>]*>\s*<div class="source">\s*\Z""")
"""What stands before the link to an embed in a page that Notion exported."""
_HOLDER = late(rb"""<([a-zA-Z][\w-]*)\s[^<>]*?(?:srcdoc|props|data-[\w-]+)=(?:["']<|'[{\[])""")
_BARE = late(rb"https?://[^\s<>\"'\\\x00-\x1f]+")


def tags_with_posts(body: bytes, hits: Hits, areas: list[Region]) -> Iterator[Tag | int]:
    """Start tags that hold a known host, each once, and offsets of such hosts in text. In order of the page."""
    starts = [area.start for area in areas]
    holders = _holders(body, hits)
    last = in_text = -1
    for offset in hits.offsets:
        if offset >= len(body):  # the page was cut
            break
        if offset < last or markup.region_at(areas, starts, offset) is not None:
            continue
        if in_text >= 0 and body.find(b"<", in_text, offset) < 0:  # still the same text: no look back through all of it
            in_text = offset
            yield offset
            continue
        tag = _holder(holders, offset) or markup.tag_around(body, offset)
        in_text = offset if tag is None else -1
        if tag is None:
            yield offset
            continue
        last = tag.end
        yield tag


def _holders(body: bytes, hits: Hits) -> list[Tag]:
    """Start tags with bare markup in an attribute, the last one first: what stands in there are no tags of this layer."""
    out: list[Tag] = []
    for at in sorted(at for string in HOLDERS for at in hits.places.get(string, ())):
        if out and at < out[-1].end:
            continue
        start = body.rfind(b"<", 0, at)
        match = _HOLDER.match(body, start) if start >= 0 else None
        if match is not None and match.end() == at + 3:
            out.append(Tag(match[1].decode("latin-1").lower(), start, markup.tag_end(body, start)))
    return out[::-1]


def _holder(holders: list[Tag], offset: int) -> Tag | None:
    """The tag whose attribute holds this offset. Offsets come in order: what lies behind is dropped."""
    while holders and holders[-1].end <= offset:
        holders.pop()
    return holders[-1] if holders and holders[-1].start < offset else None


def read_tag(sheet: Sheet, body: bytes, tag: Tag, offset: int, layers: list[tuple[str, str, int]]) -> None:
    """Looks at every attribute of one tag. HTML and JSON inside attributes go to ``layers`` as (kind, text, offset)."""
    if tag.name in IGNORED and _HELD.get(tag.name, b"\n<") not in body[tag.start : tag.end]:
        return
    values = markup.attributes(body, tag)
    if values.get("type", "").lower().startswith("in/"):  # LinkedIn's buttons
        return
    classes = values.get("class", "").lower()
    if tag.name == "button" and not _LAZY.search(classes) and not any(map(_waits, values, values.values())):
        return
    noisy = bool(_QUIET.search(classes)) and "embed" not in classes and tag.name not in PLAYERS
    noisy = noisy or _TALK.search(tag.name) is not None
    for name, value in values.items():
        if name in _SILENT or len(value) < 8:
            continue
        if name not in ("src", "href") and _layer(value, name, tag.start, layers):
            continue
        if tag.name in PLAYERS and _BUTTONS.search(value):
            continue
        address = sheet.read(value)
        if not (address.key or address.short) and (tag.name in PLAYERS or (tag.name not in ANCHORS and _FRAME.search(value))):
            address = _parameter(sheet, value)
        elif name == "fb-iframe-plugin-query":
            address = _parameter(sheet, f"?{value}")
        if address.key or address.short:
            _carry(sheet, body, tag, name, values, address, offset, noisy)


def _waits(name: str, value: str) -> bool:
    """Whether a button holds what it will show, and not what it copies."""
    return name.startswith("data-embed") or (_SHOWN.match(value) is not None and not _COPIES.search(name))


def _layer(value: str, name: str, at: int, layers: list[tuple[str, str, int]]) -> bool:
    if value[:1] in "{[" and value[-1:] in "}]" and len(value) > 20:
        layers.append(("json", value, at))
        return True
    if "<" not in value and "&lt;" in value:  # written twice
        value = unescape(value)
    if "<" in value and ">" in value and name not in ("data-caption", "data-sub-html", "data-title"):
        layers.append(("frame" if name == "srcdoc" else "html", value, at))
        return True
    return False


_REFERS = late(r"^ref|referr?er|origin|parent|page|canonical|redirect|return|callback|next|share|^rd$", re.I)
"""Names of parameters that say where a frame stands or leads."""


def _parameter(sheet: Sheet, value: str) -> Address:
    """A frame of a host that nobody knows may name its post in a parameter. Buttons do so, too."""
    if _BUTTONS.search(value):
        return sheet.read("")
    try:
        parts = urlsplit(value.strip())
        query = [*parse_qsl(parts.query), ("", parts.fragment)]
    except ValueError:
        query = []
    for name, inner in query:
        if inner.startswith(("http", "//")) and not _REFERS.search(name):
            address = sheet.read(inner)
            if address.key or address.short:
                return address
    return sheet.read("")


def framed(sheet: Sheet, value: str) -> Address:
    """The post in the address of somebody's frame around it, wherever that address stands."""
    return _parameter(sheet, value) if _FRAME.search(value) else sheet.read("")


def _carry(sheet: Sheet, body: bytes, tag: Tag, name: str, values: dict[str, str], address: Address, offset: int, noisy: bool) -> None:
    at = tag.start if offset >= 0 else -1
    if tag.name in ANCHORS:
        _anchor(sheet, body, tag, name, values, address, at)
        return
    if tag.name in PLAYERS or (tag.name.startswith("amp-") and not _BUTTON.fullmatch(tag.name)):
        form = IFRAME
    elif noisy or _BUTTON.fullmatch(tag.name) or _QUIET.search(name):
        return
    elif address.short and tag.name != "blockquote" and not _WRAP.search(values.get("class", "").lower()):
        return  # people's cards and menus carry short links for many reasons
    else:
        form = ATTRIBUTE
    fragment = body[tag.start : min(markup.element_end(body, tag), tag.start + 20_000)]
    sheet.point(address, form, "embedded", fragment, offset=at, context=sheet.before(tag.start, body))


def _anchor(sheet: Sheet, body: bytes, tag: Tag, name: str, values: dict[str, str], address: Address, at: int) -> None:
    if name != "href" and not (name.startswith("data-") and ("embed" in name or "iframely" in name)):
        return
    end = markup.element_end(body, tag)
    inside = body[tag.end : end]
    around = body[max(0, tag.start - 400) : tag.start].decode("latin-1").lower()
    own_words = markup.text_of(inside)
    classes = " ".join((values.get("class", ""), *_open_classes(around)))
    wrapped = bool(_WRAP.search(classes))
    bare = not own_words or own_words.startswith(("http", address.url[:20]))
    wrapped = wrapped or (bare and (_EMBED.search(classes) is not None or _NOTION.search(around) is not None))
    before = around.rstrip()
    calls = (_CALL.fullmatch(own_words) is not None and _UNSCRIPTED.search(around) is not None) or (
        before.endswith(">") and _LEADS.fullmatch(own_words) is not None
        and _GATED.search(markup.text_before(body, tag.start, 250)) is not None)
    if sheet.inside == "frame" or name != "href" or calls or _lazy(values, address) or (
            wrapped and (bare or "embed" in values.get("class", ""))):
        sheet.point(address, ATTRIBUTE, "embedded", body[tag.start : end], offset=at, context=sheet.before(tag.start, body))
        return
    sentence = markup.text_of(body[max(0, tag.start - 600) : end + 200])
    sheet.point(address, LINK, "linked", body[tag.start : end][:4000], offset=at, context=sentence[-300:])


def _lazy(values: dict[str, str], address: Address) -> bool:
    """``a.lazy-load-youtube``: a link that a script turns into a player of the very platform that it leads to."""
    classes = values.get("class", "").lower()
    return address.key is not None and address.key.platform in classes and _LAZY.search(classes) is not None and not _SIGN.search(classes)


def _open_classes(around: str) -> list[str]:
    """Classes of the elements that were opened just before, nothing but blanks and tags between."""
    tail = around[around.rfind("</") + 1 :] if "</" in around else around
    return re.findall(r"""class\s*=\s*["']?([^"'>]*)""", tail)


def read_text(sheet: Sheet, body: bytes, offset: int, known: bool) -> int:
    """A bare URL in text: ``linked``, or ``embedded`` where an embed block was opened around it and nothing else is in it."""
    start = max(body.rfind(b"http", max(0, offset - 400), offset), 0)
    match = _BARE.match(body, start)
    if match is None or match.end() <= offset:
        return offset + 1
    address = sheet.read(match[0].decode("utf-8", "replace"))
    if address.key or address.short:
        around = body[max(0, start - 300) : start].decode("latin-1").lower()
        alone = around.rstrip().endswith(">") and body[match.end() : match.end() + 40].lstrip()[:2] == b"</"
        at = start if known else -1
        if alone and any(_WRAP.search(classes) or _EMBED.search(classes) for classes in _open_classes(around)):
            sheet.point(address, ATTRIBUTE, "embedded", match[0], offset=at, context=sheet.before(start, body))
        else:
            context = markup.text_of(body[max(0, start - 300) : match.end() + 200])
            sheet.point(address, TEXT, "linked", match[0], offset=at, context=context)
    return match.end()
