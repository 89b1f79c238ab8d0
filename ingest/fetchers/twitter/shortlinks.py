"""What tweets say about t.co: each lists its links beside what they stand for. That settles the same short link seen elsewhere."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from ingest.fetcher import Found
from ingest.model import SHORT_LINK, Key, Post, Problem
from ingest.values.fields import dicts, dig

Parse = Callable[[Found], Iterator[Post | Problem]]
_PLACES = (("entities",), ("legacy", "entities"), ("tweet", "entities"), ("extended_tweet", "entities"), ("note_tweet", "entities"))


def explaining(parse: Parse) -> Parse:
    """The same form, and the t.co links of its record that lead to a post none of its own."""

    @wraps(parse)
    def parsed(found: Found) -> Iterator[Post | Problem]:
        own: set[Key | None] = set()
        for said in parse(found):
            if isinstance(said, Post):
                own |= {Key(said.platform or "twitter", said.kind, said.native_id), said.quote_of, said.repost_of}
            yield said
        yield from _settled(found, own)

    return parsed


def _settled(found: Found, own: set[Key | None]) -> Iterator[Post]:
    for listed in _lists(found.data):
        for item in dicts(listed):
            target = item.get("unwound_url") or item.get("expanded_url") or item.get("expandedUrl")
            other = found.read(target).key if isinstance(target, str) else None
            short = found.read(str(item.get("url") or "")).short if other not in own else None
            if short is not None and other is not None:
                yield Post(platform=short.platform, kind=SHORT_LINK, native_id=short.native_id, same_as=(other,),
                           relation="reference", evidence="reference")


def _lists(record: Any) -> Iterator[Any]:
    """The lists of links of a tweet, or of all tweets of an answer."""
    if not isinstance(record, dict):
        return
    for item in (record, *dicts(record.get("data"))):
        yield from [dig(item, *place, "urls") for place in _PLACES if place[0] in item]
