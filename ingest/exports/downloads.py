"""Official data downloads: what some members say about all others, and which members are never read.

Each fetcher declares in ``extra``: ``context`` = ((member pattern, function), ...), the function turns the decoded member
(JSON value or list of rows) into a mapping with ``owner`` (Author) and ``exported_at`` (ISO time) and what its forms need, and
``renamed`` = ((pattern of the first bytes, member it stands for), ...) for downloads of one file;
``parts`` where it lists the download's files (name -> number of records); ``private`` = ((member pattern, what it is), ...) for
messages, advertising and login records; ``rest`` = member patterns of what else such a download holds.
"""

import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ingest.fetcher import Fetcher
from ingest.model import Document, Problem
from ingest.records.framing import json_records
from ingest.records.sniff import Table, look, pattern_of, table_of
from ingest.records.tables import fold, table_rows
from ingest.records.walk import STUMBLES

SMALL = 8 << 20
"""Members that describe a download are small; a larger one is none."""
ROOTS = "downloads"
"""Key of the contexts in what ``download_context`` gives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something that is left alone on purpose: counted in the summary, no problem."""

    what: str
    member: str = ""
    guess: bool = False
    """Nothing left alone: ``what`` says how the columns of a table are understood."""
    count: int = 1


def left_alone(member: str, fetchers: tuple[Fetcher, ...]) -> Note | None:
    """Says so where a member is a private one that is never read."""
    what = table_of(fetchers).private(member) if member else ""
    return Note(what=what, member=member) if what else None


def is_at(member: str, name: str) -> bool:
    """Whether a member is what a download calls ``name``, under whatever folder."""
    return member == name or member.endswith("/" + name)


def is_rest(member: str, fetchers: tuple[Fetcher, ...]) -> bool:
    """Whether a member lies in the folder of a download: what is not read of it holds no posts."""
    return bool(member) and any(pattern_of(pattern).match(member) for fetcher in fetchers for pattern in fetcher.extra.get("rest", ()))


def missing_parts(document: Document, context: Mapping[str, Any], members: Callable[[], Iterable[str]], table: Table) -> Iterator[Problem]:
    """Parts that a download's own list names, that would be read, and that are not there; told where that list is read."""
    known = context_for(context, "", document.member) if document.group else {}
    if known.get("listed_in") != document.member:
        return
    there = tuple(members())
    for name, count in known["parts"].items():
        if count and table.by_file(name) and not any(is_at(one, name) for one in there):
            yield Problem(reason="truncated", stage="open", locator=document.locator,
                          detail=f"{name} with {count:,} records is missing: the download's own list names it")


def is_context(member: str, fetchers: tuple[Fetcher, ...]) -> bool:
    """Whether a member describes its download: the pipeline reads these first and hands them to ``download_context``."""
    return bool(member) and any(
        pattern_of(pattern).match(member) for fetcher in fetchers for pattern, _ in fetcher.extra.get("context", ()))


def stands_for(head: bytes, fetchers: tuple[Fetcher, ...]) -> str:
    """The describing member that a renamed file is by its first bytes (``renamed`` = ((pattern, member), ...)), "" for none."""
    return next((member for fetcher in fetchers for pattern, member in fetcher.extra.get("renamed", ()) if pattern.match(head)), "")


def download_context(documents: Iterable[Document], fetchers: tuple[Fetcher, ...]) -> Mapping[str, Any]:
    """What the describing members of one group say, by fetcher and folder; the same in whatever order they come."""
    found: list[tuple[str, str, int, str, Mapping[str, Any]]] = []
    for document in documents:
        for fetcher in fetchers:
            for order, (pattern, read) in enumerate(fetcher.extra.get("context", ())):
                match = pattern_of(pattern).match(document.member)
                said = _stated(read, document) if match else None
                if match and said:
                    said = {**said, "listed_in": document.member} if "parts" in said else said
                    found.append((fetcher.name, match["root"] or "", order, document.member, said))
                    break
    roots: dict[tuple[str, str], dict[str, Any]] = {}
    for name, root, _, _, said in sorted(found, key=lambda item: item[:4]):
        known = roots.setdefault((name, root), {})
        known.update({key: value for key, value in said.items() if key not in known and value is not None})
    return {ROOTS: roots} if roots else {}


def _stated(read: Callable[[Any], Mapping[str, Any]], document: Document) -> Mapping[str, Any]:
    """What one member says; a damaged one says nothing here, and its own reading names the damage."""
    try:
        return read(decoded(document))
    except STUMBLES:
        return {}


def context_for(context: Mapping[str, Any], fetcher: str, member: str) -> Mapping[str, Any]:
    """What holds for one member: of its download, and what the caller gave for all. An empty name asks for any fetcher."""
    roots: Mapping[tuple[str, str], Mapping[str, Any]] = context.get(ROOTS, {})
    best = -1
    said: Mapping[str, Any] = {}
    below: dict[str, Any] = {}
    for (name, root), known in sorted(roots.items()):
        if (root and not member.startswith(root + "/")) or (fetcher and name != fetcher):
            continue
        below.update(_below(known, member[len(root) + 1:] if root else member))
        if len(root) > best:
            best, said = len(root), known
    if not fetcher:
        return said
    return {**said, **below, **{key: value for key, value in context.items() if key != ROOTS}}


def _below(known: Mapping[str, Any], member: str) -> Mapping[str, Any]:
    """What a describing member says of the folder that holds ``member``: ``inside`` = {folder: facts}."""
    return next((facts for folder, facts in known.get("inside", {}).items() if folder and member.startswith(folder + "/")), {})


def decoded(document: Document) -> Any:
    """The content of a small member: its one JSON value, all of several, the rows of a table with folded names, or a page's bytes."""
    if document.body or not document.stream:
        body = document.body
    else:
        with document.stream() as stream:
            body = stream.read(SMALL)
    kind = look(body, document.kind)
    if kind.charset:
        body = body.decode(kind.charset, "replace").encode()
        kind = look(body, document.kind)
    if kind.kind == "html":
        return body
    if kind.kind == "csv":
        rows = table_rows(io.BytesIO(body), charset=document.charset, start=kind.start)
        return [{fold(name): cell for name, cell in row.value.items()} for row in rows if not isinstance(row, Problem)]
    values = [record.value for record in json_records(io.BytesIO(body), start=kind.start) if not isinstance(record, Problem)]
    return values[0] if len(values) == 1 else values
