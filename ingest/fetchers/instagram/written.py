"""Instagram: comments that lie beside posts, in the official download (those that its owner wrote) and in instaloader's folders."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ingest.fetcher import Form, Found
from ingest.fetchers.instagram.archive import by_name, handle_of, member_of, owned
from ingest.fetchers.instagram.comments import below
from ingest.model import Key, Post, Problem
from ingest.values.fields import dicts, text_of
from ingest.values.meta import repaired

Fields = dict[str, Any]


def _written(found: Found, text: str | None, stamp: Any, whose: str | None, media: list[Fields] | None = None) -> Iterator[Post]:
    """A comment of the owner. The download gives it no id and says only whose post it was under."""
    if text:
        made = owned(found, text, stamp, media or [], kind="comment")
        yield replace(made, mentions=(whose,) if whose else None)


_COMMENT = frozenset(("comment", "kommentar", "comentario", "comentário", "commentaire", "commento", "reactie", "yorum", "komentarz"))


def mapped(found: Found) -> Iterator[Post | Problem]:
    """A comment as a map of label and value, 2021 to today. Labels are in the account's language: of others than the known ones
    the first value is the text."""
    record = repaired(found.data)
    labels = record.get("string_map_data") or {}
    entries = dicts([labels[name] for name in sorted(labels, key=lambda name: str(name).lower() not in _COMMENT)])
    stamp = next((entry["timestamp"] for entry in entries if entry.get("timestamp")), None)
    values = [value for entry in entries if (value := text_of(entry.get("value")))]
    whose = handle_of(record.get("title")) or (handle_of(values[1]) if len(values) > 1 else None)
    yield from _written(found, values[0] if values else None, stamp, whose, dicts(record.get("media_list_data")))


def is_mapped(record: Fields) -> bool:
    """A map of one or two texts and a time, without an address."""
    entries = dicts(list(record["string_map_data"].values())) if isinstance(record["string_map_data"], dict) else []
    return (1 < len(entries) <= 4 and not any(entry.get("href") for entry in entries) and any(entry.get("value") for entry in entries)
            and any(entry.get("timestamp") for entry in entries) and ("media_list_data" in record or "title" in record
                 or any(str(label).lower() in _COMMENT for label in record["string_map_data"])))


def listed(found: Found) -> Iterator[Post | Problem]:
    """A comment as a list with one entry, 2020 to 2022: other lists of the same shape stand under other names."""
    if "comment" not in str(found.context.get("key")) and "comments/" not in f"/{found.context.get('member', '')}":
        return
    record = repaired(found.data)
    for entry in dicts(record["string_list_data"]):
        yield from _written(found, text_of(entry.get("value")), entry.get("timestamp"), handle_of(record.get("title")))


def is_listed(record: Fields) -> bool:
    """Text and time, and no address: likes and saved posts have one."""
    entries = dicts(record["string_list_data"])
    return bool(entries) and not any(entry.get("href") for entry in entries) and any(entry.get("value") for entry in entries)


def rows(found: Found) -> Iterator[Post | Problem]:
    """``comments.json`` of 2018 to 2020: rows of time, text and whose post it was under."""
    for name, value in found.data.items():
        for row in value if name.endswith("_comments") and isinstance(value, list) else ():
            if isinstance(row, list) and len(row) >= 2 and isinstance(row[1], str):
                text = repaired(row[1])
                yield from _written(found, text.strip() or None, row[0], handle_of(row[2]) if len(row) > 2 else None)


def beside(found: Found) -> Iterator[Post | Problem]:
    """An entry of instaloader's ``..._comments.json``: it lies beside its post."""
    name = by_name(member_of(found))
    yield from below(found.data, Key("instagram", "", name) if name else None)


FORMS: tuple[Form, ...] = (
    Form(name="export-comment", keys=("string_map_data",), test=is_mapped, parse=mapped,
         files=("comments/*.json", "your_instagram_activity/comments/*.json")),
    Form(name="export-comment-list", keys=("string_list_data",), test=is_listed, parse=listed),
    Form(name="export-comment-2018", keys=("media_comments",), test=lambda r: isinstance(r["media_comments"], list), parse=rows),
    Form(name="instaloader-comment", keys=("answers", "likes_count", "owner"), test=lambda r: "text" in r, parse=beside),
)
