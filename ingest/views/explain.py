"""``afterpost explain``: what each step decides about a file. The newcomer's map and the first page of a bug report."""

from collections.abc import Iterator

from ingest import containers
from ingest.exports.downloads import Note
from ingest.index import default
from ingest.limits import Limits
from ingest.model import Document, Held, Problem, Reading, Revisit, Sighting
from ingest.page import gate
from ingest.page.meta import own_urls, read_meta, read_page
from ingest.reader import read_document
from ingest.shapes import is_records


def explain(path: str, limits: Limits) -> Iterator[str]:
    """Lines of plain text, document by document."""
    for item in containers.walk([path]):
        if isinstance(item, Problem):
            yield _problem(item)
            continue
        yield f"file {item.path} ({item.size:,} bytes)"
        for document in containers.read(item.path, limits, group=item.group, member=item.member):
            if isinstance(document, Problem):
                yield _problem(document)
            elif isinstance(document, Document):
                yield from _document(document)
            elif isinstance(document, Revisit):
                yield f"  revisit {document.locator} of {document.refers_to or document.url}: waits for the capture it repeats"


def _problem(problem: Problem) -> str:
    return f"  problem {problem.reason} at {problem.stage}: {problem.locator} {problem.detail}"


def _document(document: Document) -> Iterator[str]:
    size = "streamed" if document.stream else f"{len(document.body):,} bytes"
    yield f"  document {document.locator}: kind {document.kind or '?'}, {size}"
    if document.captured_at:
        yield f"    captured {document.captured_at} ({document.captured_origin})"
    index = default()
    if is_records(document, index.fetchers):
        yield "    read as records"
    else:
        yield from _page(document)
    for item in read_document(document):
        if isinstance(item, Problem):
            yield _problem(item)
        elif isinstance(item, Note):
            yield f"    left alone: {item.what} {item.member}"
        elif isinstance(item, Held):
            yield f"    picture {item.url} at {item.locator}"
        elif isinstance(item, Reading):
            yield from _reading(item)


def _page(document: Document) -> Iterator[str]:
    index, body = default(), document.body
    meta = read_meta(body)
    page = read_page(document, body, meta)
    yield f"    page {page.url or '(no address)'}: {page.title or '(no title)'}"
    own = own_urls(document, page, meta)
    if own:
        yield f"    addresses it states: {', '.join(own[:4])}"
    hits = gate.open_gate(body, index)
    marks = ", ".join(token.decode() for token in sorted(hits.tokens))
    yield f"    gate: hosts of {', '.join(sorted(hits.fetchers)) or 'nobody'}; marks {marks or 'none'}"
    live = gate.live_forms(hits, index)
    yield f"    forms tried: {', '.join(f'{fetcher.name}/{form.name}' for fetcher, form in live) or 'none'}"
    areas = hits.regions(body)
    yield f"    hidden layers: {len(areas)} ({', '.join(sorted({area.kind for area in areas}))})"


def _reading(reading: Reading) -> Iterator[str]:
    for problem in reading.problems:
        yield _problem(problem)
    for one in reading.sightings:
        yield from _sighting(one)


def _sighting(one: Sighting) -> Iterator[str]:
    post = one.post
    where = f"@{one.offset}" if one.offset >= 0 else "in a hidden layer"
    yield f"    {one.relation} {':'.join(one.key)} by {one.form} ({one.evidence}) {where}"
    author = post.author.handle or post.author.name if post.author else None
    counts = " ".join(f"{c.metric}={c.value}" for c in post.counts)
    created = post.created.value if post.created else ""
    said = " ".join(part for part in (f"@{author}" if author else "", created, counts) if part)
    if said:
        yield f"      {said}"
    if post.caption:
        yield f"      {' '.join(post.caption.split())[:120]}"
