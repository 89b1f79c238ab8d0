"""``afterpost reparse``: today's fetchers over the kept fragments."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from msgspec import to_builtins

from ingest.commands.care import opened
from ingest.index import default
from ingest.links import read as read_url
from ingest.model import Document, Reading, Sighting
from ingest.reader import read_document
from ingest.store.claims import RANK
from ingest.store.reparse import reparse as parse_again
from ingest.store.stored import Stored
from ingest.values.meta import MADE_UP
from ingest.views.output import note, one_line, say


def reparse(database: str, *, everything: bool, dry_run: bool, wait: float) -> None:
    """Reads again what an older version read (or everything), and says what changed."""
    with opened(database, wait) as archive:
        done = parse_again(archive, reread, everything=everything, dry_run=dry_run)
    say(f"gone: {one_line(name)}" for name in done.posts_gone)
    say(f"new: {one_line(name)}" for name in done.posts_new)
    note(f"{done.documents:,} documents {'would be ' if dry_run else ''}read again, {done.kept:,} kept as they were; "
         f"sightings: {done.sightings_new:,} new, {done.sightings_gone:,} gone; {done.problems_closed:,} problems closed")


def reread(stored: Stored) -> Reading | None:
    """What the fragments of one document give now; None where none of them gives anything without the page around it.

    A fragment that says less alone than its page made it say keeps its old words: that is no newer reading, only a poorer one.
    """
    old = stored.reading
    read: dict[bytes, tuple[Sighting, ...]] = {}
    found = [(one, _better(one, old.document, read)) for one in old.sightings]
    if not any(new for _, new in found):
        return None
    return replace(old, sightings=tuple(new or one for one, new in found))


def _better(one: Sighting, document: Document, read: dict[bytes, tuple[Sighting, ...]]) -> Sighting | None:
    """A sighting as it is read now, if it says all that it said before. ``read``: what the pieces before it gave."""
    if one.fragment not in read:
        read[one.fragment] = tuple(_again(one, document))
    for new in read[one.fragment]:
        if (new.key, new.form) == (one.key, one.form) and _says_all(new, one):
            post = replace(new.post, relation=one.post.relation, evidence=one.post.evidence, suspect_id=one.post.suspect_id)
            return replace(new, post=post, relation=one.relation, position=one.position, nth=one.nth, offset=one.offset,
                           context=one.context, fragment=one.fragment)
    address = read_url(one.fragment[:2000].decode("utf-8", "replace"))
    return one if one.fragment and address.key == one.key else None


def _says_all(new: Sighting, old: Sighting) -> bool:
    proofs = set(old.post.same_as) <= set(new.post.same_as)
    told, tells = old.post.created, new.post.created
    poorer = told is not None and tells is not None and told.origin == "stated" != tells.origin
    return proofs and not poorer and RANK[new.evidence] >= RANK[old.evidence] and _states(to_builtins(new.post), to_builtins(replace(
        old.post, relation=None, evidence=None)))


def _states(new: Any, old: Any) -> bool:
    """Whether everything that was stated is stated, whatever its value now. Ids that were made up of where a record lay stay."""
    if isinstance(old, str) and MADE_UP.fullmatch(old):
        return bool(new == old)
    if isinstance(old, dict):
        return isinstance(new, dict) and all(_states(new.get(name), value) for name, value in old.items())
    if isinstance(old, list | tuple):
        return len(new or ()) >= len(old)
    return new is not None or old is None


def _again(one: Sighting, document: Document) -> Iterator[Sighting]:
    if not one.fragment:
        return
    piece = replace(document, body=one.fragment, stream=None, kind="", group="", member="")
    for item in read_document(piece, {}, default()):
        if isinstance(item, Reading):
            yield from item.sightings
