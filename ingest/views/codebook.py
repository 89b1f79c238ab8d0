"""What every column of ``posts_flat`` means: written beside each export, and the types by which an export is read back."""

from collections.abc import Sequence
from typing import NamedTuple


class Column(NamedTuple):
    """One column, for people and for readers."""

    name: str
    type: str
    """``text``, ``integer``, ``boolean`` (0, 1), ``time`` (ISO 8601 UTC) or ``list`` (a JSON array)."""
    meaning: str


_ABSENT = "Empty: not stated by any source."

COLUMNS = (
    Column("public_id", "text", "platform:kind:native_id, the name of the post in notes and exports; never a number"),
    Column("id", "integer", "row number inside this archive only; differs from archive to archive"),
    Column("platform", "text", "twitter, instagram, facebook ..."),
    Column("kind", "text", "which of the platform's id spaces, where it has several (story, comment ...); else empty text"),
    Column("native_id", "text", "the platform's own id, as text: a spreadsheet that makes a number of it rounds it"),
    Column("url", "text", "canonical address of the post"),
    Column("author_handle", "text", "handle without @"),
    Column("author_name", "text", "display name"),
    Column("title", "text", "where the platform has titles"),
    Column("caption", "text", "title and text as posted. " + _ABSENT),
    Column("caption_complete", "boolean", "0: the sources are known to cut the text; 1: complete"),
    Column("language", "text", "BCP 47, as stated by the source"),
    Column("created_at", "time", "when it was posted"),
    Column("created_precision", "text", "day, minute, second, ms or us"),
    Column("created_origin", "text", "stated by the source, decoded from the id, or the page's word"),
    Column("edited_at", "time", "last edit"),
    Column("likes", "integer", "newest count, whatever its precision; 0 is a stated zero. " + _ABSENT),
    Column("likes_precision", "text", "exact, rounded (as in 12.3K) or hidden by the platform"),
    Column("likes_at", "time", "when that count was seen"),
    Column("likes_exact", "integer", "newest exact count: differs from likes where a rounded or hidden one was seen later"),
    Column("likes_exact_at", "time", "when that count was seen"),
    Column("comments", "integer", "newest count of comments or replies"),
    Column("shares", "integer", "newest count of shares or reposts"),
    Column("quotes", "integer", "newest count of quoting posts"),
    Column("views", "integer", "newest count of views"),
    Column("bookmarks", "integer", "newest count of bookmarks or saves"),
    Column("score", "integer", "newest balance of votes"),
    Column("hashtags", "list", "without #, in order"),
    Column("mentions", "list", "handles without @"),
    Column("links", "list", "addresses that the post links to"),
    Column("in_reply_to", "text", "public id of the post that this one answers"),
    Column("quote_of", "text", "public id of the post that this one quotes"),
    Column("repost_of", "text", "public id of the post that this one repeats"),
    Column("thread", "text", "native id of the conversation's first post"),
    Column("place", "text", "place as stated"),
    Column("sensitive", "boolean", "marked as sensitive"),
    Column("visibility", "text", "public, unlisted, followers, private or direct"),
    Column("status", "text", "last observed availability: available, deleted, private, suspended, withheld, unavailable"),
    Column("status_at", "time", "when that was observed"),
    Column("suspect_id", "boolean", "1: the id went through a spreadsheet or float, its last digits are not to be trusted"),
    Column("first_seen", "time", "earliest capture that holds the post"),
    Column("last_seen", "time", "latest capture that holds the post"),
    Column("embedded_count", "integer", "distinct pages that embed it"),
    Column("linked_count", "integer", "distinct pages that link to it"),
    Column("escaped", "text", "columns of this row that differ from the archive: a leading ' keeps a spreadsheet from "
           "evaluating the cell (take it off to get the text back); a listed empty cell is stated empty text"),
)
"""In the order of the view; ``escaped`` exists in CSV and TSV exports only."""

NEVER_ABSENT = frozenset({"public_id", "platform", "kind", "native_id"})
"""The columns of the key: empty means empty text there."""

_OWN = (b"public_id,platform,kind,native_id,", b"public_id\tplatform\tkind\tnative_id\t", b'{"public_id": ', b'[{"public_id": ',
        b"column,type,meaning\r\n")
GENERATOR = '<meta name="generator" content="afterpost">'
"""Stands in the head of an HTML export."""


def is_own_export(head: bytes) -> bool:
    """Whether a file that begins like this is an export of ours: what came out of an archive is no evidence for it."""
    return head.startswith(_OWN) or GENERATOR.encode() in head


_BY_NAME = {column.name: column for column in COLUMNS}


def column(name: str) -> Column:
    """The column of that name; one that is not known here (a newer archive) is text."""
    return _BY_NAME.get(name) or Column(name, "text", "")


def is_number(name: str) -> bool:
    """Whether the cells of a column are integers."""
    return column(name).type in ("integer", "boolean")


def codebook_rows(names: Sequence[str]) -> list[dict[str, str]]:
    """The codebook of an export with these columns, as rows."""
    return [dict(zip(("column", "type", "meaning"), column(name), strict=True)) for name in names]
