"""``afterpost reparse``: today's fetchers over the kept fragments."""

from collections.abc import Iterator
from dataclasses import replace

from ingest.care import opened
from ingest.index import default
from ingest.links import read as read_url
from ingest.model import Document, Reading, Sighting
from ingest.output import note, one_line, say
from ingest.reader import read_document
from ingest.reparse import reparse as parse_again
from ingest.stored import Stored


def reparse(database: str, *, everything: bool, dry_run: bool, wait: float) -> None:
    """Reads again what an older version read (or everything), and says what changed."""
    with opened(database, wait) as archive:
        done = parse_again(archive, reread, everything=everything, dry_run=dry_run)
    say(f"gone: {one_line(name)}" for name in done.posts_gone)
    say(f"new: {one_line(name)}" for name in done.posts_new)
    note(f"{done.documents:,} documents {'would be ' if dry_run else ''}read again, {done.kept:,} kept as they were; "
         f"sightings: {done.sightings_new:,} new, {done.sightings_gone:,} gone; {done.problems_closed:,} problems closed")


def reread(stored: Stored) -> Reading | None:
    """What the fragments of one document give now; None where one of them gives nothing without the page around it."""
    old = stored.reading
    sightings: list[Sighting] = []
    for one in old.sightings:
        again = list(_again(one, old.document))
        same = [new for new in again if new.key == one.key]
        if not same:
            return None
        sightings += [replace(new, relation=one.relation, form=one.form, position=one.position, nth=one.nth, offset=one.offset,
                              context=one.context, fragment=one.fragment) for new in same[:1]]
    return replace(old, sightings=tuple(sightings)) if sightings else None


def _again(one: Sighting, document: Document) -> Iterator[Sighting]:
    if not one.fragment:
        return
    piece = replace(document, body=one.fragment, stream=None, kind="", group="", member="")
    for item in read_document(piece, {}, default()):
        if isinstance(item, Reading):
            yield from item.sightings
    address = read_url(one.fragment[:2000].decode("utf-8", "replace"))
    if address.key == one.key:
        yield one
