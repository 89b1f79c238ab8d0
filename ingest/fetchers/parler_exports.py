"""Parler: the records of its interface of 2020, as they were collected before the end in January 2021."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ingest.fetcher import Form, Found
from ingest.model import Author, Count, Key, Post, Problem, Time
from ingest.values import count
from ingest.values.fields import dicts, from_iso, list_of, text_of, unique

Fields = dict[str, Any]
_ID = r"[0-9a-f]{32}"


def record(found: Found) -> Iterator[Post | Problem]:
    """A post or a comment. An echo names in ``parent`` what it repeats; of one with words of its own that is what it quotes."""
    data: Fields = found.data
    said, above = text_of(data.get("body")), str(data.get("parent") or "")
    other = Key("parler", "", above) if re.fullmatch(_ID, above) else None
    below = str(data.get("post") or "")
    post = Post(
        native_id=str(data["id"]), caption=said, author=_author(found), created=_created(data), counts=tuple(_counts(data)),
        hashtags=unique(str(one).lstrip("#") for one in list_of(data.get("hashtags"))) or None,
        sensitive=data.get("sensitive") is True or None)
    if data.get("datatype") == "comments" or re.fullmatch(_ID, below):
        answered = Key("parler", "" if above == below else "comment", above) if other else Key("parler", "", below) if below else None
        yield replace(post, kind="comment", thread=below or None, in_reply_to=answered)
    else:
        yield replace(post, repost_of=None if said else other, quote_of=other if said else None)


def _author(found: Found) -> Author | None:
    """Collections write the name into the record; in the interface's own answers the users lie beside the posts."""
    data: Fields = found.data
    number, beside = text_of(data.get("creator")), dicts(found.parent.get("users")) if isinstance(found.parent, dict) else []
    person = next((one for one in beside if one.get("id") == number), {})
    handle = text_of(data.get("username")) or text_of(person.get("username"))
    return Author(handle=handle, name=text_of(person.get("name")), native_id=number) if handle or number else None


def _created(data: Fields) -> Time | None:
    if when := from_iso(data.get("createdAtformatted")):
        return when
    match = re.fullmatch(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)", str(data.get("createdAt")))
    return from_iso("{}-{}-{}T{}:{}:{}Z".format(*match.groups())) if match else None


def _counts(data: Fields) -> Iterator[Count]:
    """The interface shortens them: ``1.2k``."""
    names = {"likes": "upvotes", "comments": "comments", "shares": "reposts", "views": "impressions", "score": "score"}
    for metric, name in names.items():
        if (one := count(metric, data.get(name), "en")) is not None:
            yield one


FORMS: tuple[Form, ...] = (
    Form(name="record", keys=("createdAt", "creator", "body", "id"), parse=record,
         test=lambda r: re.fullmatch(_ID, str(r["id"])) is not None and re.fullmatch(r"\d{14}", str(r["createdAt"])) is not None),
)
