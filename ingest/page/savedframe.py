"""Frames that a browser saved with their page, as ``srcdoc`` or file: a frame that shows a post is that post's document, without its
address.

As a layer of the article it gives no more than a link to the post. Read as what it is, by the forms of the platform's own pages, it
gives the words. Only forms that know the markup are believed: the head of somebody's newsletter in a frame is nobody's caption.
"""

from collections.abc import Callable
from dataclasses import replace

from ingest.model import Document, Reading, Sighting
from ingest.page.sheet import Sheet

_KNOWN = ("rich", "own", "full")


def improve(sheet: Sheet, body: bytes, first: int, scan: Callable[[Document], Reading]) -> None:
    """Reads a frame once more where the sightings from number ``first`` on, which it gave as a layer, say little."""
    found = sheet.sightings[first:]
    if sheet.again or any(one.evidence in _KNOWN and not one.form.startswith("generic/") for one in found):
        return
    url = _address(sheet, found[0]) if found else ""
    if found and not url:
        return
    frame = Document(locator=sheet.document.locator, body=body, kind="html", charset="utf-8", url=url,
                     parent_url=sheet.page.url or "about:srcdoc")
    for said in scan(frame).sightings:
        if said.evidence in _KNOWN and _by_markup(sheet, said) and (not found or said.key == found[0].key):
            _take(sheet, said, first)
            return


def _take(sheet: Sheet, said: Sighting, first: int) -> None:
    """Instead of the sighting that said less, or as one more."""
    mine = [number for number in range(first, len(sheet.sightings)) if sheet.sightings[number].key == said.key]
    shown = [number for number in mine if sheet.sightings[number].relation == "embedded"]
    number = next(iter((*shown, *mine)), len(sheet.sightings))
    sheet.keep(number, replace(said, position=number, offset=-1, relation="embedded", context=sheet.before(-1)))


def _address(sheet: Sheet, one: Sighting) -> str:
    """The post's address, "" where it cannot be written without more than its id."""
    fetcher = sheet.index.by_name.get(one.key.platform)
    author = one.post.author.handle if one.post.author is not None else None
    url = fetcher.url(one.key.kind, one.key.native_id, author) if fetcher is not None and fetcher.url is not None else ""
    return url if url and sheet.read(url).key == one.key else ""


def _by_markup(sheet: Sheet, said: Sighting) -> bool:
    name, _, form = said.form.partition("/")
    fetcher = sheet.index.by_name.get(name)
    return fetcher is not None and name != "generic" and any(one.name == form and one.css for one in fetcher.forms)
