"""What pages and records write for people, read the same way everywhere: counts, dates, caption text, tags and mentions.

Pure and quick: no page, no database, no network; the tables of languages are loaded when they are first needed.
"""

from ingest.values.counts import Number, count, read_count, read_liked
from ingest.values.dates import read_date, stated
from ingest.values.descriptions import Description, read_description
from ingest.values.social import hashtags, mentions
from ingest.values.texts import expand, html_to_text, meta_mojibake, meta_mojibake_tree, nfc, strip_edges, unescape

__all__ = [
    "Description",
    "Number",
    "count",
    "expand",
    "hashtags",
    "html_to_text",
    "mentions",
    "meta_mojibake",
    "meta_mojibake_tree",
    "nfc",
    "read_count",
    "read_date",
    "read_description",
    "read_liked",
    "stated",
    "strip_edges",
    "unescape",
]
