"""Decoding only what is read says the same as decoding all of it."""

import json
from pathlib import Path
from typing import Any

import pytest

from ingest import links
from ingest.fetchers import FETCHERS
from ingest.model import Document
from ingest.records.sniff import table_of
from ingest.records.typed import Typed
from ingest.shapes import read_records

TABLE = table_of(FETCHERS)
FIXTURES = Path(__file__).parent / "fixtures"
SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "samples" / "exports"


def objects(value: Any) -> list[dict[str, Any]]:
    """Every object of a tree."""
    found, waiting = [], [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            found.append(one)
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
    return found


def readable() -> list[dict[str, Any]]:
    """The objects of all fixtures and samples that a form reads which declares what it looks at."""
    found = []
    for path in sorted([*FIXTURES.rglob("*json*"), *SAMPLES.rglob("*json*"), *FIXTURES.rglob("*.js")]):
        if not path.is_file() or path.stat().st_size > 4 << 20:
            continue
        text = path.read_text(errors="replace")
        for part in [text, *text.splitlines()] if "\n{" in text else [text]:
            try:
                value = json.loads(part[part.find("{"):] if part[:1] not in "[{" else part)
            except ValueError:
                continue
            found += [one for one in objects(value) if any(claim.form.reads for claim in TABLE.claims(one))]
    return found


CHOSEN = {json.dumps(one): one for one in readable()}


def said(*values: dict[str, Any]) -> list[tuple[Any, ...]]:
    body = b"".join(json.dumps(value).encode() + b"\n" for value in values)
    document = Document(locator="r", body=body, kind="ndjson")
    return [(one.form and one.form.name, one.said, one.raw, one.offset) for one in
            read_records(document, context={}, read=links.read, fetchers=FETCHERS)]


def learned(value: dict[str, Any]) -> Typed:
    typed = Typed(TABLE)
    for claim in TABLE.claims(value):
        typed.learn(value, claim)
        break
    return typed


def test_there_is_something_to_compare() -> None:
    assert len(CHOSEN) >= 5
    assert any(learned(one)(json.dumps(one).encode()) != one for one in CHOSEN.values())


@pytest.mark.parametrize("number", range(len(CHOSEN)))
def test_same_words_of_a_record_that_was_decoded_in_part(number: int) -> None:
    """Behind a record of its own kind each is decoded in part; alone it is decoded as a whole."""
    value = list(CHOSEN.values())[number]
    alone = [(form, post, raw) for form, post, raw, _ in said(value)]
    after = [(form, post, raw) for form, post, raw, _ in said(value, value)]
    assert after[len(after) // 2:] == alone


@pytest.mark.parametrize("number", range(0, len(CHOSEN), 3))
def test_what_is_not_declared_is_not_looked_at(number: int) -> None:
    """The same form reads the part as it reads the whole."""
    value = list(CHOSEN.values())[number]
    typed = learned(value)
    part = typed(json.dumps(value).encode())
    if typed.pruned is None:
        return
    names = [claim.form.name for claim in TABLE.claims(value)]
    claim = typed.recognised(part)
    assert claim is not None
    assert claim.form.name == names[0]


def tweet(number: int, **more: Any) -> dict[str, Any]:
    return {"created_at": "Wed Oct 10 20:19:24 +0000 2018", "id_str": f"105011846279281510{number}", "full_text": "Words",
            "user": {"screen_name": "mara", "id_str": "7", "followers_count": 3}, "favorite_count": 3, "retweet_count": 1, **more}


@pytest.mark.parametrize("odd", [
    {"rest_id": "5", "legacy": {"full_text": "Another kind", "created_at": "Wed Oct 10 20:19:24 +0000 2018"}},
    {"user": "no object"}, {"entities": [1]}, {"entities": {"urls": {}}}, {"full_text": 5}, {"user": {"screen_name": 5}},
    {"extended_entities": {"media": [{"sizes": "none"}]}}, {"created_at": None}, {"source_platform": "twitter", "item_id": "1", "data": {}},
    {"quoted_status": {"id_str": "9", "user": {"screen_name": "x"}, "full_text": "inside"}}, {"strange": "\udc80"}, {"data": [tweet(9)]},
])
def test_a_record_of_another_kind_in_between(odd: dict[str, Any]) -> None:
    """Names of other forms and values of other types are read as if the record stood alone."""
    mixed = said(tweet(1), tweet(2), tweet(3, **odd), tweet(4))
    alone = [[(form, post, raw) for form, post, raw, _ in said(one)] for one in (tweet(1), tweet(2), tweet(3, **odd), tweet(4))]
    posts = [(form, post, raw) for form, post, raw, offset in mixed if offset >= 0]
    assert posts == [one for part in alone for one in part if one[0] is not None]
