"""Our own observations: what a public endpoint clearly said about a post ("no such post"), as ``afterpost fetch`` notes it."""

from collections.abc import Iterator

from ingest.fetcher import Fetcher, Form, Found
from ingest.model import Post, Problem

_WORDS = ("available", "deleted", "private", "suspended", "withheld", "unavailable")


def availability(found: Found) -> Iterator[Post | Problem]:
    """One dated answer about one post. First written 2026-11."""
    record = found.json
    word = record.get("afterpost_availability")
    names = [record.get(name) for name in ("platform", "kind", "native_id", "observed_at")]
    if word not in _WORDS or not all(isinstance(name, str) for name in names) or not names[2]:
        yield Problem(reason="bad-record", detail="an observation of availability without a post or a known word", stage="parse")
        return
    platform, kind, native_id, observed_at = names
    yield Post(platform=platform, kind=kind, native_id=native_id, availability=word, observed_at=observed_at or None)


FETCHER = Fetcher(
    name="afterpost",
    title="afterpost",
    forms=(
        Form(name="availability", keys=("afterpost_availability", "native_id"), relation="reference", evidence="own",
             parse=availability),
    ),
)
