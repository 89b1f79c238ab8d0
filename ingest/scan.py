"""The one pass over a page: gate on the raw bytes, parse on a hit, cut the fragments, open the hidden layers.

    tokens -> forms by selector -> the fetcher's parse function -> Sighting
           -> post URLs in attributes and text
           -> regions (scripts, iframes, text areas, base64, attributes with HTML): the same again, a few layers deep
"""

import hashlib
import re
from collections.abc import Callable
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from ingest.fetcher import NOT_POST, Address, Found
from ingest.index import Index, Owned, default
from ingest.limits import HTML_DEPTH, alive
from ingest.links import at_home
from ingest.links import read as read_url
from ingest.model import Document, Page, Post, Problem, Reading
from ingest.page import carriers, coded, gate, savedframe, shortcodes, spoken, states
from ingest.page.cut import cut_forms
from ingest.page.fitness import bounded, merged, shallow, unveil
from ingest.page.markup import Region
from ingest.page.meta import own_urls, parse, read_meta, read_page
from ingest.page.nested import apart, nested, whole
from ingest.page.numbered import Numbers
from ingest.page.sheet import ATTRIBUTE, FRAME, LINK, STATE, Sheet
from ingest.page.walls import BARE, FRONT, own_words, wall
from ingest.parsing import parsed
from ingest.patterns import late
from ingest.records.pieces import written
from ingest.records.walk import walk_json
from ingest.values import named
from ingest.values.blocks import told

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

DEPTH = 4
"""Layers inside layers: HTML in an attribute in JSON in a script."""
_HOLDS = late(rb"lazy|consent|cookie|didomi|defer|embed|borlabs|cmplz|placeholder|two-?click|template|loader|display:\s*none", re.I)
_WHOLE = late(rb"\A\s*<!--(.*)-->\s*\Z", re.S)
"""A template that is a comment as a whole."""
_COPIED = late(rb"readonly|copy|embed-?code", re.I)
"""A text area whose code is there for readers to take along."""
_BLOCK = late(rb"^\s*wp:(?:core-embed/|embed|core/embed|video)")
_HTML_TYPE = late(rb"""type\s*=\s*["']?(?:text/(?:template|(?:lazy)?html|x-|plain)|[\w-]+/html)|embed-optimizer""", re.I)


def scan(
    document: Document, index: Index | None = None, *, html_depth: int = HTML_DEPTH, part: Callable[[Reading], None] | None = None,
    again: bool = False,
) -> Reading:
    """Everything one page holds. Pure: the same document always gives the same reading.

    ``html_depth``: so deep elements may nest; what stands before the place where they nest deeper is read. ``part`` gets the
    sightings of a page with thousands as they are made; what is returned is the rest. ``again``: a frame that is read once more, as
    what it shows; the frames in it are not, for that would double with each of them.
    """
    index = index or default()
    body = document.body
    meta = read_meta(body)
    page = read_page(document, body, meta)
    sheet = Sheet(document=document, body=body, page=page, meta=meta, index=index, read=_reader(page.url), html_depth=html_depth,
                  again=again)
    digest, numbers = hashlib.sha256(body).hexdigest(), Numbers()
    if part is not None and not document.parent_url:
        sheet.part = lambda sheet: part(_rest(sheet, digest, numbers, more=True))
    _own(sheet)
    if sheet.own:
        sheet.meta = own_words(meta, sheet.own)
        sheet.silent = sheet.meta is not meta
    blocked = wall(body, meta.get("title", ""))
    if not (blocked and sheet.own):  # its title would be taken for the post's
        _read(sheet)
    if blocked and not sheet.sightings and not sheet.problems:
        sheet.problems.append(Problem(reason="shell-page", stage="scan", detail=blocked, fragment=body[:2000]))
    return _rest(sheet, digest, numbers, more=False)


def _rest(sheet: Sheet, digest: str, numbers: Numbers, *, more: bool) -> Reading:
    """A reading of what the sheet has not handed on yet; ``more`` of the page will come."""
    return Reading(document=sheet.document, sha256=digest, page=sheet.page, sightings=numbers.numbered(sheet.rest()),
                   problems=() if more else tuple(sheet.problems), more=more)


def _read(sheet: Sheet) -> None:
    hits = gate.open_gate(sheet.body, sheet.index)
    fronts = gate.front_forms(sheet.body, hits, sheet.index)
    if sheet.own or fronts:
        _own_page(sheet, hits, fronts)
    if not sheet.own:
        _pass(sheet, sheet.body, 0, hits)
        shortcodes.read(sheet, sheet.body, hits)
        _lost(sheet, hits)
        if sheet.framed and sheet.sightings:
            _again(sheet, sheet.body, 0)


def _again(sheet: Sheet, body: bytes, first: int) -> None:
    """A frame whose address is not known, as what it shows."""
    savedframe.improve(sheet, body, first, lambda frame: scan(frame, sheet.index, html_depth=sheet.html_depth, again=True))


def _reader(base: str) -> Callable[[str], Address]:
    @lru_cache(maxsize=4096)
    def read(url: str) -> Address:
        return read_url(url, base) if url else NOT_POST

    return read


def _own(sheet: Sheet) -> None:
    """Is the document a post's own page, or a frame that shows one?"""
    for url in own_urls(sheet.document, sheet.page, sheet.meta):
        address = sheet.read(url)
        if address.outcome == "post" and address.key is not None and address.key.platform in sheet.index.own:
            sheet.address = address
            break
    sheet.framed = bool(sheet.document.parent_url)
    if sheet.framed:
        sheet.page = Page(url=sheet.document.parent_url)


# -- own pages --------------------------------------------------------------------------------------------------------------


def _own_page(sheet: Sheet, hits: gate.Hits, fronts: list[Owned]) -> None:
    """The platform's own page, or a frontend's: markup forms, JSON state, then the page's meta values."""
    body = bounded(sheet, sheet.body)
    shown = gate.frame_forms(body, sheet.own, sheet.index) if sheet.framed or "embed" in sheet.document.url else []
    alone = [owned for owned in fronts if owned[1].alone]
    forms = alone or [*fronts, *shown, *sheet.index.own.get(sheet.own, ())]
    root = parse(unveil(body)).root
    if root is None:
        return
    for fetcher, form in forms:
        if not form.css and not form.keys and fetcher.name == sheet.own and not (
                shown and any(s.key == sheet.address.key and s.post.caption for s in sheet.sightings)):
            _claim_own(sheet, fetcher, form, root)
        elif form.css and all(mark.encode() in body for mark in form.marks[:1] if not form.frontend):
            nodes = root.css(form.css)
            single = apart(unveil(body), form.css) if form.nests and nested(nodes) else shallow(sheet, nodes)
            for node in single:
                alive()
                _claim_own(sheet, fetcher, form, node)
    if alone and not sheet.sightings:  # somebody's list of links
        sheet.point(sheet.address, LINK, "linked", sheet.address.url.encode())
        sheet.address = NOT_POST
    if sheet.own and not alone:
        for area in hits.regions(body):
            if area.kind == "script":
                _state(sheet, body, hits, area, 0)
            elif area.kind == "comment" and b"<" in body[area.inside : area.after] and sheet.own in sheet.index.own:
                _own_comment(sheet, body[area.inside : area.after], forms)
        _shell(sheet, body)


def _shell(sheet: Sheet, body: bytes) -> None:
    """A post's own page that says nothing of it is an empty shell, and a problem; one that says something is none, whatever a form
    of its head thought. The address alone is kept, unless the page is known not to show the post; of a frame always: the article
    around it embeds the post, whatever came of it."""
    mine = [s for s in sheet.sightings if s.key == sheet.address.key]
    if any(_told(s.post) for s in mine):
        sheet.problems = [problem for problem in sheet.problems if problem.reason != "shell-page"]
        return
    if sheet.silent and not sheet.sightings and not sheet.problems:
        sheet.problems.append(Problem(reason="shell-page", stage="scan", detail=FRONT, fragment=body[:2000]))
    shell = any(problem.reason == "shell-page" for problem in sheet.problems)  # it shows nothing, so it is no word of the post
    if (shell and not sheet.framed) or mine or any(s.relation in ("page", "embedded") for s in sheet.sightings):
        return
    where = (sheet.document.url or sheet.page.url).encode()[:2000]
    sheet.point(sheet.address, FRAME, "embedded" if sheet.framed else "page", where)
    if not sheet.framed and not sheet.problems:
        sheet.problems.append(Problem(reason="shell-page", stage="scan", detail=BARE, fragment=body[:2000]))


def _told(post: Post) -> bool:
    """Does a claim say anything that an empty shell could not?"""
    stated = post.created is not None and post.created.origin == "stated"
    return bool(post.caption or post.counts or post.media or post.availability or stated)


def _own_comment(sheet: Sheet, inner: bytes, forms: list[Owned]) -> None:
    """Old Facebook pages keep their posts in comments."""
    live = [(fetcher, form) for fetcher, form in forms if form.css and any(mark.encode() in inner for mark in form.marks)]
    root = parse(unveil(inner)).root if live else None
    if root is not None:
        for fetcher, form in live:
            for node in root.css(form.css):
                _claim_own(sheet, fetcher, form, node)


def _claim_own(sheet: Sheet, fetcher: Any, form: Any, node: "LexborNode") -> None:
    html = whole(node, form.css) if form.nests else (node.html or "").encode("utf-8", "replace") if form.css else b""
    found = Found(form=form, fragment=html, node=node, page=sheet.page, meta=sheet.meta, read=sheet.read, address=sheet.address)
    fragment = found.fragment if form.css else sheet.body[:4000]
    relation = "embedded" if sheet.framed else "page"
    for said in parsed(form, found):
        sheet.add(said, fetcher, form, relation, fragment, offset=0 if not form.css else -1)


# -- articles ---------------------------------------------------------------------------------------------------------------


def _pass(sheet: Sheet, body: bytes, depth: int, hits: gate.Hits | None = None) -> None:
    """One layer of HTML: forms, URLs, then the layers inside. Only the page itself comes with what the gate said."""
    top = hits is not None
    hits = hits or gate.open_gate(body, sheet.index)
    if not hits.whole:
        sheet.problems.append(Problem(reason="too-many", stage="scan", detail="more marks of embeds than anybody can have meant; "
                                      "the end of the page is not read", fragment=body[:200]))
    if not hits:
        return
    areas = hits.regions(body)
    live = gate.live_forms(hits, sheet.index)
    claimed = cut_forms(sheet, body, hits, live, areas, top) if live else []
    layers: list[tuple[str, str, int]] = []
    at, edges = -1, merged(claimed)
    for place in carriers.tags_with_posts(body, hits, areas):
        alive()
        start = place if isinstance(place, int) else place.start
        while edges and edges[-1][1] <= start:
            edges.pop()
        if start < at or (edges and edges[-1][0] <= start):
            continue
        if isinstance(place, int):
            at = carriers.read_text(sheet, body, place, top)
        else:
            carriers.read_tag(sheet, body, place, 0 if top else -1, layers)
    spoken.read(sheet, body, hits, areas, top)
    spoken.read_calls(sheet, body, hits, areas, top)
    if depth < DEPTH:
        _layers(sheet, body, hits, areas, layers, depth)
    elif any(kind != "json" and gate.open_gate(text.encode("utf-8", "replace"), sheet.index) for kind, text, _ in layers):
        sheet.problems.append(Problem(reason="too-deep", stage="scan", detail=f"markup hidden in {DEPTH} layers of others is not read",
                                      fragment=layers[0][1].encode("utf-8", "replace")[:2000]))


# -- hidden layers ----------------------------------------------------------------------------------------------------------


def _layers(sheet: Sheet, body: bytes, hits: gate.Hits, areas: list[Region], found: list[tuple[str, str, int]], depth: int) -> None:
    """What attributes, scripts, frames, text areas and comments hide."""
    for kind, text, at in found:
        sheet.around = sheet.around if depth else at
        if kind in ("html", "frame"):
            _layer(sheet, kind, text.encode("utf-8", "replace"), depth)
        else:
            for value in states.values(text.encode("utf-8", "replace"), b"application/json"):
                _records(sheet, value)
                if not sheet.own:
                    _shown(sheet, {"content": value}, depth + 1)
    for at, html in coded.layers(body, hits.places):
        sheet.around = sheet.around if depth else at
        _pass(sheet, html, depth + 1)
    for area in areas:
        alive()
        stands = area.kind != "script" or _HTML_TYPE.search(body, area.start, area.inside) is not None
        sheet.around = sheet.around if depth else area.start if stands else -1
        _region(sheet, body, hits, area, depth)
    sheet.around = sheet.around if depth else -1


def _layer(sheet: Sheet, kind: str, body: bytes, depth: int) -> None:
    """HTML in an attribute. What a frame gives may be said better once all of it is read: until then none of it is handed on."""
    first, part = len(sheet.sightings), sheet.part
    sheet.inside, sheet.part = kind, None if kind == "frame" else part
    _pass(sheet, body, depth + 1)
    sheet.inside = ""
    if kind == "frame":
        _again(sheet, body, first)
    sheet.part = part


def _region(sheet: Sheet, body: bytes, hits: gate.Hits, area: Region, depth: int) -> None:
    inner = body[area.inside : area.after]
    if len(inner) < 15:
        return
    opening = body[area.start : area.inside]
    if area.kind == "script":
        if html := coded.packed(inner):
            _pass(sheet, html, depth + 1)
        elif _HTML_TYPE.search(opening) and _HOLDS.search(opening + body[max(0, area.start - 300) : area.start]) and not (
                b"{{" in inner or b"<%" in inner):
            _pass(sheet, coded.quoted(inner) or _WHOLE.sub(rb"\1", inner), depth + 1)
        elif hits.speaks(area.inside, area.after) or hits.names(body, area.inside, area.after) or _component(opening) or (
                coded.is_state(inner) or hits.telling(area.inside, area.after, sheet.index)):
            _state(sheet, body, hits, area, depth)
    elif area.kind == "iframe" and b"<" in inner:
        _pass(sheet, inner, depth + 1)
    elif area.kind == "comment" and _BLOCK.match(inner):
        _block(sheet, inner, area)
    elif area.kind == "textarea" and _HOLDS.search(opening) and not _COPIED.search(opening):
        _pass(sheet, unescape(inner.decode("utf-8", "replace")).encode("utf-8", "replace"), depth + 1)
    elif area.kind == "comment" and len(inner) > 400 and body[max(0, area.start - 120) : area.start].rstrip().endswith(b">") and (
            fronts := gate.front_forms(inner, gate.open_gate(inner, sheet.index), sheet.index)):
        _own_comment(sheet, inner, fronts)
    elif area.kind == "comment" and b"<" in inner and _HOLDS.search(body[max(0, area.start - 200) : area.start]):
        _pass(sheet, inner, depth + 1)


def _block(sheet: Sheet, inner: bytes, area: Region) -> None:
    """A WordPress block's comment: ``wp:embed {"url": ...}``."""
    start = inner.find(b"{")
    for value in states.values(inner[start : inner.rfind(b"}") + 1], b"application/json") if start > 0 else ():
        url = value.get("url") if isinstance(value, dict) else None
        if isinstance(url, str):
            sheet.point(sheet.read(url), ATTRIBUTE, "embedded", inner[:4000], offset=area.start, context=sheet.before(area.start))


def _state(sheet: Sheet, body: bytes, hits: gate.Hits, area: Region, depth: int) -> None:
    """One script. Most hold neither records nor anything that shows a post; those are not decoded."""
    inner, opening = body[area.inside : area.after], body[area.start : area.inside]
    meta = b"ld+json" in opening
    stretch = (area.inside, area.after)
    said = _component(opening)
    shows = not sheet.own and not meta and (hits.shows(body, *stretch, sheet.index, sheet.read) or hits.names(body, *stretch) or bool(said))
    records = bool(sheet.own) or gate.holds_records(inner, sheet.index, sheet.own)
    for value in states.values(inner, opening) if shows or records else ():
        if records:
            _records(sheet, value)
        if shows:
            _shown(sheet, {"type": said, **value} if said and isinstance(value, dict) else value, depth)
    if (shows or meta) and not sheet.own and depth < DEPTH:
        for html in states.written(inner):
            _pass(sheet, html.encode("utf-8", "replace"), depth + 1)


_COMPONENT = late(rb"""data-(?:component-name|component|embed|embed-type|type|provider|[\w-]*key)=["']([\w-]{1,40})["']""", re.I)


def _component(opening: bytes) -> str:
    """The platform that a script's own attributes name, whose properties it holds: ``data-component-name="Tweet"``."""
    if b"data-" not in opening or b"json" not in opening:
        return ""
    return next((word for name in _COMPONENT.findall(opening) if (word := named.word(name.decode()))), "")


def _records(sheet: Sheet, value: Any) -> None:
    """Posts as objects."""
    for hit in walk_json(value, sheet.read, sheet.index.fetchers, page=sheet.page, address=sheet.address, own=sheet.own):
        alive()
        if (isinstance(hit.said, Problem) and hit.said.stage == "aside") or (not sheet.own and states.elsewhere(hit.path)):
            continue  # exports say what they left aside; in a page such an object is just somebody else's
        piece = written(hit.value, hit.without)
        listed = not sheet.own and not sheet.framed and isinstance(hit.said, Post) and at_home(
            sheet.page.url, hit.said.platform or hit.fetcher.name)
        relation = "context" if listed else "embedded"
        if sheet.own and not sheet.framed:
            mine = isinstance(hit.said, Post) and sheet.address.key is not None and hit.said.native_id == sheet.address.key.native_id
            relation = "page" if mine else "context"
        sheet.add(hit.said, hit.fetcher, hit.form, relation, piece)


def _shown(sheet: Sheet, value: Any, depth: int) -> None:
    """HTML strings, and URLs of which the state says that the page shows them."""
    for way, text in states.strings(value):
        if text[:2] == "PG" and len(text) > 40:
            text = coded.text(text)
        if "<" not in text and ("&lt;" in text or text[:2] == "%3"):
            text = unescape(unquote(text) if text[0] == "%" else text)
        html = "<" in text and depth < DEPTH
        if not html and (len(text) >= 2000 or not text.startswith(("http", "//", "embed.", "at://")) or not (
                (address := sheet.read(text)).key or (address := carriers.framed(sheet, text)).key)):
            continue
        path = states.path(way)
        if states.elsewhere(path) or states.aside(way) or states.unplayed(way):
            continue
        if html:
            _pass(sheet, text.encode("utf-8", "replace"), depth + 1)
            continue
        block, kind = way[2] if way else {}, states.kind(way)
        if states.shows(path, kind, states.player(text), _so_named(sheet, address, kind)):
            post = told(block, address, typed=text.startswith("embed."))
            fetcher = sheet.index.by_name.get(post.platform) if post is not None else None
            if post is None or fetcher is None:
                sheet.point(address, STATE, "embedded", text.encode())
            else:
                sheet.add(post, fetcher, STATE, "embedded", written(block))


def _so_named(sheet: Sheet, address: Address, kind: str) -> bool:
    """Does the type of an object name the platform of the address in it?"""
    fetcher = sheet.index.by_name.get(address.key.platform) if kind and address.key else None
    return fetcher is not None and any(len(word) > 3 and word in kind.lower()
                                       for word in (fetcher.name, *fetcher.title.lower().replace("/", " ").split()))


def _lost(sheet: Sheet, hits: gate.Hits) -> None:
    """Loader scripts without a post: the page had embeds, the blocks are gone."""
    shown = {s.key.platform for s in sheet.sightings if s.relation != "linked"}
    lost = [f.title or f.name for f in gate.lost_loaders(hits, sheet.index)] if not shown else []
    if lost:
        sheet.problems.append(Problem(
            reason="embeds-lost", stage="scan",
            detail=f"loader scripts of {', '.join(sorted(lost))}, but no embed is left in this copy: fetch the page again",
        ))
