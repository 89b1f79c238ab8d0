"""afterpost: reads saved pages and exports and keeps every social post once.

The names below are what other programs may rely on; they are loaded when first asked for. Whole folders and archives are the
business of the command line.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ingest.clocks import decode as decode_id
    from ingest.fetcher import Address
    from ingest.links import read as read_url
    from ingest.model import Document, Post, Reading
    from ingest.scan import scan as read_page
    from ingest.values import html_to_text, read_count, read_date

__all__ = ["Address", "Document", "Post", "Reading", "decode_id", "html_to_text", "read_count", "read_date", "read_page", "read_url"]

_HOMES = {
    "Address": "fetcher.Address", "Document": "model.Document", "Post": "model.Post", "Reading": "model.Reading",
    "decode_id": "clocks.decode", "html_to_text": "values.html_to_text", "read_count": "values.read_count",
    "read_date": "values.read_date", "read_page": "scan.scan", "read_url": "links.read",
}


def __getattr__(name: str) -> Any:
    """The public name, from the room where it lives."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, _, inner = _HOMES[name].partition(".")
    return getattr(import_module(f"{__name__}.{module}"), inner)
