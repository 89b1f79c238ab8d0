"""What a worker does with one file: documents out of containers, each read as a page or as records.

Pure but for opening files: what was found travels to the writing process, which alone knows the archive.
"""

import hashlib
import io
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from ingest import containers
from ingest.claim import key_of, sighting
from ingest.containers import InputFile
from ingest.containers.directory import directory
from ingest.exports.downloads import Note, download_context, is_context, missing_parts
from ingest.index import Index, default
from ingest.limits import HTML_DEPTH, Limits, alive
from ingest.links import read as read_url
from ingest.model import Document, Held, Problem, Reading, Revisit, Sighting
from ingest.page.walls import GONE
from ingest.records.among import parted
from ingest.records.sniff import table_of
from ingest.run import pictures, workers
from ingest.run.answers import asker_of, foreign
from ingest.run.resume import Errand, Glance, Mark, Same, Stamp, glance
from ingest.scan import scan
from ingest.shapes import is_records, read_records
from ingest.store.local import FileState
from ingest.views.codebook import is_own_export

CHUNK = 1000
"""Records of one file that travel together, if they are short."""
STATE = 8 << 20
"""Bytes of JSON that nobody knows which are still looked through for embeds: it is held in memory as a whole."""
HEAVY = 1 << 19
"""Bytes of records that travel together: they are held several times on their way."""

Item = Reading | Problem | Note | Held | Revisit | Mark | Stamp | Same


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How to read: the same for all files of a run. Travels to the workers by fork."""

    limits: Limits = field(default_factory=Limits)
    context: Mapping[str, Any] = field(default_factory=dict)
    """Given by the person: ``map`` of a table's columns, ``include_private``."""


def read_file(task: InputFile, first: int, order: Order, known: FileState | None = None) -> Iterator[Item]:
    """Everything one file holds, document by document; ``known``: what is in the archive already."""
    seen = glance(Errand(file=task, known=known))
    if seen.same:
        yield Same()
        return
    if seen.sha256:
        yield Stamp(seen.sha256, seen.place.start if seen.place else 0)
    context: Mapping[str, Any] | None = None
    shown = pictures.Shown()
    ends: list[int] = []
    whole = first == 0
    found = containers.read(task.path, order.limits, group=task.group, member=task.member, spool=task.spool, shown=shown,
                            start=seen.place.start if seen.place else 0, reached=ends.append, embedder=shown.page_of)
    for _, item in workers.numbered(found, first):
        if not isinstance(item, Document):
            if isinstance(item, Problem) and item.stage == "aside":
                yield Note(what=f"files: {item.detail}", member=item.locator)
                continue
            whole = whole and not isinstance(item, Problem)
            yield shown.named(item) if isinstance(item, Held) else item
            continue
        if context is None or item.group:
            context = {**_context(item.group, order.limits), **order.context}
        for said in read_document(item, context, seen=seen if item.locator == task.path else None,
                                  html_depth=order.limits.html_depth, ahead=_ahead(shown)):
            if isinstance(said, Reading):
                shown.add(said)
            yield said
    if ends and seen.place is not None:
        yield seen.end(ends[-1] if whole else 0)


def _ahead(shown: pictures.Shown) -> Callable[[Item], None] | None:
    """Sends parts of a long page to the archive, which writes them while the page is read further."""
    send = workers.sender()

    def ahead(item: Item) -> None:
        if isinstance(item, Reading):
            shown.add(item)
        if send is not None:
            send(item)

    return ahead if send is not None else None


def read_document(
    document: Document, context: Mapping[str, Any] | None = None, index: Index | None = None, *, seen: Glance | None = None,
    html_depth: int = HTML_DEPTH, ahead: Callable[[Item], None] | None = None,
) -> Iterator[Item]:
    """One document, as a page or as records. ``seen``: where the document is a whole file, what is known of it; ``ahead`` takes
    parts of a page with thousands of posts before the page is read to its end."""
    index = index or default()
    if is_own_export(_head(document)):
        yield Note(what="exports of afterpost", member=document.locator)
        return
    if is_records(document, index.fetchers):
        yield from _records(document, context or {}, index, seen or Glance())
        return
    sha = ""
    if document.kind == "text" and (mixed := parted(document.body)) is not None:
        found = list(_among(document, mixed.records, context or {}, index))
        yield from found
        if found:
            sha, document = _digest(document), replace(document, body=mixed.rest)

    def part(reading: Reading) -> None:
        for item in _page(reading, document, sha):
            if ahead is not None:
                ahead(item)

    yield from _page(scan(document, index, html_depth=html_depth, part=part if ahead is not None else None), document, sha)


def _page(reading: Reading, document: Document, sha: str = "") -> Iterator[Item]:
    """What a page, or a part of it, gives to the archive. ``sha``: of a text whose records are read already."""
    if sha:
        reading = replace(reading, sha256=sha, records=True)
    # A frame in a crawl is empty as a rule: the post came after it, as data of its own.
    # So is a head that says nothing where the page's state, or a description of it by the site, says it all.
    told = [problem for problem in reading.problems if problem.reason != "shell-page" or not (document.parent_url or _shown(reading))]
    gone = document.group and not reading.sightings and len(told) == 1 and told[0].detail.startswith(GONE)
    if gone and read_url(document.url or reading.page.url).key is None:  # a crawl passes over such answers too
        yield Note(what="saved pages that the server did not have (404)", member=document.locator)
        told = []
    reading, held = pictures.placed(reading, document)
    yield replace(reading, document=_light(document), problems=tuple(_located(p, document) for p in told))
    yield from held


def _among(document: Document, body: bytes, context: Mapping[str, Any], index: Index) -> Iterator[Item]:
    """Posts in the JSON that a text holds. JSON of another kind is part of the text, as it would be in a page."""
    for item in _records(replace(document, kind="json", body=body), context, index, Glance()):
        if isinstance(item, Reading) and item.sightings:
            problems = tuple(one for one in item.problems if one.reason != "unsupported")
            yield replace(item, document=_light(document), sha256=_digest(document), problems=problems)


def _shown(reading: Reading) -> bool:
    """Whether a page's own post was read in spite of all: more than its address, by the same page."""
    return any(one.relation == "page" and (one.post.caption or one.post.counts) for one in reading.sightings)


def _head(document: Document) -> bytes:
    if document.stream is None:
        return document.body[:600]
    with document.stream() as stream:
        return stream.read(600)


def _light(document: Document) -> Document:
    """The document without its bytes: what the archive keeps of it."""
    return replace(document, body=b"", stream=None)


def _located(problem: Problem, document: Document) -> Problem:
    return problem if problem.locator else replace(problem, locator=document.locator)


def _records(document: Document, context: Mapping[str, Any], index: Index, seen: Glance) -> Iterator[Item]:
    """Records in chunks, so that a file of any size needs the memory of one chunk; behind each how far the file is read."""
    digest = seen.sha256 if document.stream is not None and seen.sha256 else _digest(document)
    light = _light(document)
    asker = asker_of(document)
    sightings: list[Sighting] = []
    problems = list(missing_parts(document, context, lambda: _members(document.group, Limits()), table_of(index.fetchers)))
    mark: Mark | None = None
    sent, weight, told = False, 0, False
    for said in read_records(document, context=context, read=read_url, fetchers=index.fetchers, place=seen.place):
        alive()
        told = told or said.form is not None or (isinstance(said.said, Note) and not said.said.guess)
        if isinstance(said.said, Note):
            yield said.said
        elif isinstance(said.said, Problem):
            strange = said.said if said.form is not None else foreign(document, said.said)
            if isinstance(strange, Note):
                yield strange
                continue
            problems.append(replace(_located(said.said, document), fragment=said.said.fragment or said.raw[:2000]))
        elif said.form is not None and said.fetcher is not None:
            relation = said.form.relation or asker.relation(said.said, key_of(said.said, said.fetcher))
            one = sighting(said.said, said.fetcher, said.form, relation, said.raw, index, offset=said.offset, position=max(said.offset, 0))
            if one is not None:
                weight += len(one.fragment) if not sightings or sightings[-1].fragment is not one.fragment else 0
                sightings.append(one)
        if len(sightings) >= CHUNK or weight >= HEAVY:
            yield Reading(document=light, sha256=digest, page=asker.page, sightings=tuple(sightings), problems=tuple(problems),
                          records=not asker.known, more=True)
            sightings, problems, sent, weight = [], [], True, 0
            if (place := seen.marks(mark)) is not None:
                yield (mark := place)
    ours = not asker.known or (asker.same_site and not asker.among_own)
    if ours and not sent and not told and not sightings and (shown := _articles(document, problems, index)) is not None:
        yield replace(shown, document=light, sha256=digest)
    else:
        yield Reading(document=light, sha256=digest, page=asker.page, sightings=tuple(sightings), problems=tuple(problems),
                      records=not asker.known)
    if (place := seen.marks(mark)) is not None:
        yield place


def _articles(document: Document, problems: list[Problem], index: Index) -> Reading | None:
    """JSON of no known kind, in which nothing is left alone, may be an article with embedded posts: read as the state of a page."""
    fits = document.kind in ("json", "ndjson") and document.stream is None and len(document.body) <= STATE
    if not fits or any(problem.reason != "unsupported" for problem in problems):
        return None
    text = document.body.replace(b"</", b"<\\/")
    if document.kind == "ndjson":
        text = b"[%b]" % b",".join(text.splitlines())
    page = replace(document, kind="html", body=b'<script type="application/json">%b</script>' % text)
    reading = scan(page, index)
    return reading if any(one.relation == "embedded" for one in reading.sightings) else None


def _digest(document: Document) -> str:
    if document.stream is None:
        return hashlib.sha256(document.body).hexdigest()
    sha = hashlib.sha256()
    with document.stream() as stream:
        while piece := stream.read(1 << 20):
            sha.update(piece)
            alive()
    return sha.hexdigest()


@lru_cache(maxsize=64)
def _context(group: str, limits: Limits) -> Mapping[str, Any]:
    """What the describing members of a download say about the others; found by name, whatever the order."""
    if not group:
        return {}
    fetchers = default().fetchers
    documents = []
    for member in _members(group, limits):
        if is_context(member, fetchers):
            body = containers.sibling(group, member, limits)
            if body is not None:
                documents.append(Document(locator=f"{group}!{member}", body=body, group=group, member=member))
    return download_context(documents, fetchers)


def _members(group: str, limits: Limits) -> list[str]:
    """Names of all members of a folder or ZIP, sorted."""
    if os.path.isdir(group):
        names = []
        for folder, _, files in os.walk(group):
            names += [os.path.relpath(os.path.join(folder, name), group).replace(os.sep, "/") for name in files]
            if len(names) > 50_000:
                break
        return sorted(names)
    try:
        with open(group, "rb") as file:
            entries = directory(io.BufferedReader(file.raw) if hasattr(file, "raw") else file, os.path.getsize(group), limits)
    except OSError:
        return []
    return sorted(entry.name for entry in entries or ())
