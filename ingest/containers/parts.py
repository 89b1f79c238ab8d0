"""What tools lay beside a capture and is read with it, or says nothing of its own: known by the names of one folder."""

from collections.abc import Collection

from ingest.patterns import late

_ATTACHED = late(r"[0-9a-f]{40}\.\w{1,8}")
_CACHED = ("response_body", "pickled_meta")
_NOTES = frozenset(("meta", "pickled_meta", "request_body", "request_headers", "response_headers", "response_data"))


def parts_of(names: Collection[str]) -> Collection[str]:
    """Of the names in a folder those that are no inputs: bodies that a HAR beside them speaks of, for it alone knows their addresses; what
    Scrapy's cache keeps of an answer beside its body; ArchiveBox's list of its pages."""
    if any(name.endswith(".har") for name in names):
        return {name for name in names if _ATTACHED.fullmatch(name)}
    if "ArchiveBox.conf" in names:
        return ("ArchiveBox.conf", "index.sqlite3")
    return _NOTES if all(name in names for name in _CACHED) else ()
