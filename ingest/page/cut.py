"""The elements that forms declare: found in the bytes, cut out verbatim, read by their fetchers.

A start tag that no form could mean costs no parse. What remains is marked where it stands, so that its node is found in the
bytes again.
"""

from bisect import insort
from itertools import takewhile
from typing import TYPE_CHECKING, Any, TypeVar

from ingest.fetcher import Found
from ingest.index import Index, Owned
from ingest.limits import alive
from ingest.page import gate, markup
from ingest.page.fitness import NESTED, bounded, nested_too_deep, unveil
from ingest.page.markup import Region, Tag
from ingest.page.meta import parse
from ingest.page.selectors import Compound
from ingest.page.sheet import Sheet
from ingest.parsing import parsed
from ingest.values.nodes import around

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

T = TypeVar("T")
_OFFSET = "data-ap"
_GENERAL = 2

Fits = tuple[tuple[int, str], ...]
"""Which forms (by number) an element could be of, and the selector that says so."""
Candidate = tuple["LexborNode", Tag, Fits]


def cut_forms(sheet: Sheet, body: bytes, hits: gate.Hits, live: list[Owned], areas: list[Region], top: bool) -> list[tuple[int, int]]:
    """Cuts every declared form and lets its fetcher read it. -> byte ranges that are spoken for."""
    tags = _tags(body, hits, live, areas, sheet.index)
    if tags and len(body) > 3 * sheet.html_depth:  # the shortest tag
        body = bounded(sheet, body)
    root = parse(unveil(_marked(body, tags))).root if tags else None
    if root is None:
        return []
    claimed: list[tuple[int, int]] = []
    lows: list[int] = []
    taken: dict[int, str] = {}
    found = [(node, *held) for node in root.css(f"[{_OFFSET}]") if (held := _tag(node, tags)) is not None]
    ranked = _by_rank(_shallow(sheet, found) if len(found) > NESTED else found, live)
    for rank, nodes in sorted(ranked.items()):
        for node, tag, fits in nodes:
            alive()
            above = _nearest(node, taken)
            if above is not None and (node.tag != "blockquote" or above != "blockquote"):
                continue
            span = tag.start, markup.element_end(body, tag)
            if rank == _GENERAL and markup.any_between(lows, *span):
                continue
            tried: set[int] = set()
            for number, css in fits:
                if number not in tried and node.css_matches(css):
                    tried.add(number)
                    if live[number][1].outer is not None:
                        outer, span = _outer(sheet, body, live[number][1], node, tag)
                        if outer is None or span == (0, 0):
                            continue
                        node = outer
                    if _claim(sheet, body, *live[number], node, span, top):
                        taken[node.mem_id] = node.tag or ""
                        claimed.append(span)
                        insort(lows, span[0])
                        break
    return claimed


def _shallow(sheet: Sheet, found: "list[Candidate]") -> "list[Candidate]":
    """The elements without the forms by which they lie in too many others of the same form: each is read with all that it holds."""
    inside: dict[int, dict[int, int]] = {}
    alone = {fits: dict.fromkeys((number for number, _ in fits), 1) for fits in {fits for _, _, fits in found}}
    out: list[Candidate] = []
    deep = b""
    for node, tag, fits in found:
        above = _nearest(node, inside)
        if above is None:
            inside[node.mem_id] = alone[fits]
            out.append((node, tag, fits))
            continue
        inside[node.mem_id] = above | {number: above.get(number, 0) + 1 for number, _ in fits}
        kept = tuple(fit for fit in fits if above.get(fit[0], 0) <= NESTED)
        deep = deep or (sheet.body[tag.start : tag.end] if len(kept) < len(fits) else b"")
        if kept:
            out.append((node, tag, kept))
    if deep:
        sheet.problems.append(nested_too_deep(deep))
    return out


def _by_rank(nodes: "list[Candidate]", live: list[Owned]) -> "dict[int, list[Candidate]]":
    """The elements in order, for each rank with the forms of that rank."""
    ranks = [_rank(owned) for owned in live]
    parts = {fits: {rank: tuple(fit for fit in fits if ranks[fit[0]] == rank) for rank in {ranks[number] for number, _ in fits}}
             for fits in {fits for _, _, fits in nodes}}
    found: dict[int, list[Candidate]] = {}
    for node, tag, fits in nodes:
        for rank, part in parts[fits].items():
            found.setdefault(rank, []).append((node, tag, part))
    return found


def _rank(owned: Owned) -> int:
    """What a platform declares goes before what might be any platform's, and words before a bare number: around it or inside."""
    fetcher, form = owned
    return _GENERAL if not fetcher.hosts else 1 if form.evidence == "plain" else 0


def _tags(body: bytes, hits: gate.Hits, live: list[Owned], areas: list[Region], index: Index) -> dict[int, tuple[Tag, Fits]]:
    """Start tags that could be of elements which the forms cut, by offset: a mark is often only a word."""
    wanted: dict[bytes, list[tuple[int, Compound]]] = {}
    for number, (_, form) in enumerate(live):
        steps = index.compounds[id(form)]
        for anchor in steps.keys() & hits.places.keys():
            wanted.setdefault(anchor, []).extend((number, step) for step in steps[anchor])
    starts = [area.start for area in areas]
    places = sorted((at, anchor) for anchor in wanted for at in hits.places[anchor])
    tags: dict[int, tuple[Tag, Fits]] = {}
    known: dict[tuple[bytes, ...], Fits] = {}
    behind, number = -1, 0
    while number < len(places):
        at, anchor = places[number]
        number += 1
        if at < behind:
            continue
        if (area := markup.region_at(areas, starts, at)) is not None:
            behind = area.after
            continue
        tag = markup.tag_around(body, at + (anchor[:1] == b"<"))
        if tag is None:
            continue
        behind, anchors = tag.end, {anchor}
        while number < len(places) and places[number][0] < behind:
            anchors.add(places[number][1])
            number += 1
        text = (body[tag.start : tag.end], *sorted(anchors))
        fits = known.get(text)
        if fits is None:
            fits = known[text] = _fitting(body, tag, [step for one in anchors for step in wanted[one]], live)
        if fits:
            tags[tag.start] = tag, fits
    return tags


def _fitting(body: bytes, tag: Tag, steps: list[tuple[int, Compound]], live: list[Owned]) -> Fits:
    """Which of these forms could cut the element of this tag?"""
    if body.find(b"=\\", tag.start, tag.end) >= 0:  # HTML inside a JSON string: only the parser knows what it makes of it
        return tuple(sorted((number, step.css) for number, step in steps if step.tag in ("", tag.name)))
    steps = [step for step in steps if step[1].tag in ("", tag.name)]
    values = {name: value.lower() for name, value in markup.attributes(body, tag).items()} if steps else {}
    fits = sorted((number, step.css) for number, step in steps if step.fits(tag.name, values))
    mute = {number for number in {number for number, _ in fits} if (tells := live[number][1].tells) and not tells(tag.name, values)}
    return tuple(fit for fit in fits if fit[0] not in mute)


def _marked(body: bytes, tags: dict[int, tuple[Tag, Fits]]) -> bytes:
    """Writes into each of these tags where it stands, so that its node can be found in the bytes again."""
    pieces, last = [], 0
    for start in sorted(start for start in tags if start < len(body)):
        at = start + 1 + len(tags[start][0].name)
        pieces += [body[last:at], f" {_OFFSET}={start}".encode()]
        last = at
    return b"".join((*pieces, body[last:]))


def _nearest(node: "LexborNode", known: dict[int, T]) -> T | None:
    """What is known of the innermost known element that holds this one."""
    for above in around(node) if known else ():
        if (there := known.get(above.mem_id)) is not None:
            return there
    return None


def _tag(node: "LexborNode", tags: dict[int, tuple[Tag, Fits]]) -> tuple[Tag, Fits] | None:
    """The start tag in the bytes that made this node, and what it could be."""
    text = node.attributes.get(_OFFSET)
    return tags.get(int(text)) if text and text.isdecimal() else None


def _outer(sheet: Sheet, body: bytes, form: Any, node: "LexborNode", tag: Tag) -> "tuple[LexborNode | None, tuple[int, int]]":
    """The element around this one that the form means instead, and its stretch of bytes."""
    found = Found(form=form, node=node, page=sheet.page, read=sheet.read, address=sheet.address)
    outer = form.outer(found)
    if outer is None:
        return None, (0, 0)
    above = [one for one in takewhile(lambda one: one.mem_id != outer.mem_id, around(node)) if one.tag == outer.tag]
    return outer, markup.element_around(body, tag, outer.tag or "", len(above))


def _claim(sheet: Sheet, body: bytes, fetcher: Any, form: Any, node: "LexborNode", span: tuple[int, int], top: bool) -> bool:
    fragment = body[span[0] : span[1]]
    found = Found(form=form, fragment=fragment, node=node, page=sheet.page, meta=sheet.meta, read=sheet.read, address=sheet.address)
    offset = span[0] if top else -1
    said = parsed(form, found)
    context = sheet.before(span[0], body) if said else ""
    for one in said:
        sheet.add(one, fetcher, form, form.relation or "embedded", fragment, offset=offset, context=context)
    return bool(said)
