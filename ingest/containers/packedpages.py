"""Pages that were saved complete and then packed: in a ZIP too, the frames in a page's folder belong to the page."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from os.path import splitext
from typing import Protocol, TypeVar

from ingest.containers import pictures, savedpage
from ingest.containers.frames import PAGES, stem_of
from ingest.containers.source import Item, Room, Source
from ingest.limits import Refused
from ingest.model import Document, Problem


class _Named(Protocol):
    @property
    def name(self) -> str:
        """Of the member."""


_STEPS = 20
"""Frames in frames, so deep."""
MOST = 20_000
"""So many pages of a tar are remembered."""
Entry = TypeVar("Entry", bound=_Named)


class Saved:
    """Which members belong to which page, and by which address."""

    def __init__(self, room: Room, names: list[str]) -> None:
        self.room = room
        stems = {splitext(name)[0]: name for name in names if splitext(name)[1].lower() in PAGES}
        folders: dict[str, str] = {}
        self.page_of = {name: page for name in names if (page := _page(name, stems, folders))} if stems else {}
        self.page_of |= _framed(names)
        self.pages = set(self.page_of.values())
        self.parents: dict[str, str] = {}
        self.moments: dict[str, tuple[str, str]] = {}

    def arranged(self, members: Iterable[Entry | Problem]) -> Iterator[Entry | Problem]:
        """In the given order, but a page before what belongs to it."""
        if not self.page_of:
            yield from members
            return
        given = list(members)
        place = {one.name: number for number, one in enumerate(given) if not isinstance(one, Problem) and one.name in self.pages}

        def key(pair: tuple[int, Entry | Problem]) -> tuple[int, int, int]:
            number, one = pair
            page = "" if isinstance(one, Problem) else self.page_of.get(one.name, "")
            return (place.get(page, number), 1, number) if page else (number, 0, number)

        yield from (one for _, one in sorted(enumerate(given), key=key))

    def documents(self, member: Source) -> Iterator[Item]:
        """What one member holds."""
        page = self.page_of.get(member.member, "")
        if page:
            captured, origin = (member.captured_at, member.captured_origin) if member.captured_at else self.moments.get(page, ("", ""))
            member = replace(member, parent_url=self.parents.get(page, ""), captured_at=captured, captured_origin=origin)
        try:
            for item in self.room.inside(member, self.room):
                if member.member in self.pages and isinstance(item, Document) and item.locator == member.locator:
                    self.parents[member.member] = savedpage.address(item.url, item.body)
                    self.moments[member.member] = (item.captured_at, item.captured_origin)
                yield item
        except Refused as refused:
            yield Problem(reason=refused.reason, detail=refused.detail, stage="open", locator=member.locator)

    def picture(self, member: Source) -> Iterator[Item]:
        """A picture that a post shows by its path."""
        if not self.room.leads(member.locator):
            return
        with member.open() as stream:
            yield pictures.held(self.room, member.member, member.locator, stream.read(self.room.limits.body))
        yield from self.room.complaints()


class Passing:
    """The same where members only come by, as in a tar: a page has its frames if it comes before them."""

    def __init__(self) -> None:
        self.parents: dict[str, str] = {}

    def placed(self, member: Source) -> Source:
        """The member with the address of the page that it belongs to."""
        end = member.member.find("/") if self.parents else -1
        while end >= 0:
            if stem := stem_of(member.member[:end], self.parents):
                return replace(member, parent_url=self.parents[stem])
            end = member.member.find("/", end + 1)
        return member

    def note(self, member: Source, item: Item) -> None:
        """Remembers a page."""
        stem, suffix = splitext(member.member)
        page = isinstance(item, Document) and item.locator == member.locator and not item.parent_url
        if page and suffix.lower() in PAGES and len(self.parents) < MOST:
            self.parents[stem] = savedpage.address(item.url, item.body)  # type: ignore[union-attr]


def _framed(names: list[str]) -> dict[str, str]:
    """SingleFile's ZIP: beside its note ``manifest.json`` lie the page and a folder of its frames, which may have frames themselves:
    all belong to the outermost page."""
    known, frames = set(names), {}
    for name in names:
        at, steps = name.find("frames/"), 0
        while at >= 0 and steps < _STEPS:
            home, steps = name[:at], steps + 1
            if home[-1:] in ("", "/") and f"{home}manifest.json" in known and f"{home}index.html" in known:
                frames[name] = f"{home}index.html"
                break
            at = name.find("frames/", at + 1)
    return frames


def _page(name: str, stems: dict[str, str], folders: dict[str, str]) -> str:
    """The page in whose folder, or below it, a member lies. ``folders``: what is known of them already."""
    end = name.find("/")
    while end >= 0:
        folder = name[:end]
        if folder not in folders:
            folders[folder] = stems.get(stem_of(folder, stems), "")
        if folders[folder]:
            return folders[folder]
        end = name.find("/", end + 1)
    return ""
