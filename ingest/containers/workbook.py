"""Excel workbooks: a ZIP that stays one document; its rows are read as records."""

from collections.abc import Collection, Iterator

from ingest.containers.source import Item, Room, Source, hand_over
from ingest.containers.zip import Members


def claims(names: Collection[str]) -> bool:
    """The two members that every workbook has."""
    return "[Content_Types].xml" in names and "xl/workbook.xml" in names


def read_members(source: Source, room: Room, members: Members) -> Iterator[Item]:
    """The workbook as it is."""
    yield from hand_over(source, room, "xlsx")
