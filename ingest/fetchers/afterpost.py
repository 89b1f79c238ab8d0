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


def link(found: Found) -> Iterator[Post | Problem]:
    """What a short link stands for, as its host said: a post, another short link, or something else. First written 2026-11."""
    record = found.json
    names = [record.get(name) for name in ("afterpost_link", "leads_to")]
    short = found.read(names[0]).short if isinstance(names[0], str) else None
    if short is None or not isinstance(names[1], str):
        yield Problem(reason="bad-record", detail="a record of where a short link leads without the link", stage="parse")
        return
    target = found.read(names[1])
    other = target.key or target.short
    yield Post(
        platform=short.platform, kind=short.kind, native_id=short.native_id, evidence="reference",
        same_as=(other,) if other and other != short else (), links=None if other else tuple(filter(None, (names[1],))))


FETCHER = Fetcher(
    name="afterpost",
    title="afterpost",
    forms=(
        Form(name="availability", keys=("afterpost_availability", "native_id"), relation="reference", evidence="own",
             parse=availability),
        Form(name="link", keys=("afterpost_link", "leads_to"), relation="reference", evidence="reference", parse=link),
    ),
)
