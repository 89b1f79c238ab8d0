"""Gettr: the answers of its interface, and the lines that gogettr makes of them, 2021 to now."""

import re
from collections.abc import Iterator
from typing import Any

from ingest.fetcher import Form, Found
from ingest.model import Author, Key, Media, Post, Problem
from ingest.values.fields import counts_of, dicts, dig, from_epoch, list_of, text_of, unique

Fields = dict[str, Any]
_ID = r"[pc][0-9a-z]{2,16}"
_MEDIA = "https://media.gettr.com/"


def answer(found: Found) -> Iterator[Post | Problem]:
    """A whole answer: the posts by their ids in ``aux.post`` or one in ``data``, what was counted and who they are beside them."""
    data, aux = found.data["data"], found.data["aux"]
    held = dig(aux, "post")
    for record in filter(_is_post, (data, *(held.values() if isinstance(held, dict) else ()), *dicts(dig(data, "list")))):
        counted = dig(aux, "s_pst" if record["_t"] == "post" else "s_cmst") or {}
        yield from _post(record, counted.get(record["_id"]) or counted, dig(aux, "uinf", str(record.get("uid"))))


def line(found: Found) -> Iterator[Post | Problem]:
    """One post with its numbers, as gogettr writes it; or a comment in an object of its own."""
    record = found.data.get("comment") or found.data
    yield from _post(record, found.data.get("s_pst") or found.data.get("s_cmst") or found.data, found.data.get("uinf"))


def _is_post(record: Any) -> bool:
    return (isinstance(record, dict) and record.get("_t") in ("post", "comment") and "cdate" in record
            and re.fullmatch(_ID, str(record.get("_id"))) is not None)


def _is_line(record: Fields) -> bool:
    return _is_post(record.get("comment") or record)


def _post(record: Fields, counted: Any, person: Any) -> Iterator[Post | Problem]:
    text = text_of(record.get("txt"))
    if text == "Content Not Found":
        yield Problem(reason="unsupported", detail="Gettr's answers for posts that are not there", stage="aside")
        return
    handle, above = text_of(dig(person, "ousername")) or text_of(record.get("uid")), text_of(record.get("pid"))
    numbers = counted if isinstance(counted, dict) else {}
    yield Post(
        native_id=str(record["_id"]), caption=text, created=from_epoch(record["cdate"], unit="ms"),
        author=Author(handle=handle, name=text_of(dig(person, "nickname"))) if handle else None,
        language=text_of(record.get("txt_lang")),
        counts=counts_of({"likes": numbers.get("lkbpst"), "comments": numbers.get("cm"), "shares": numbers.get("shbpst")}),
        hashtags=_named(record, "htgs"), mentions=_named(record, "utgs"), media=_media(record),
        links=(str(record["prevsrc"]),) if text_of(record.get("prevsrc")) else None,
        in_reply_to=Key("gettr", "", above) if above and re.fullmatch(_ID, above) else None)


def _named(record: Fields, name: str) -> tuple[str, ...] | None:
    return unique(str(one).lstrip("#@") for one in list_of(record.get(name))) or None


def _media(record: Fields) -> tuple[Media, ...]:
    """Paths below the host of its files: one film with its still, or pictures."""
    still = text_of(record.get("main"))
    if film := text_of(record.get("ovid")) or text_of(record.get("vid")):
        return (Media(kind="video", url=_MEDIA + film, poster=_MEDIA + still if still else None),)
    return tuple(Media(kind="image", url=_MEDIA + str(path)) for path in list_of(record.get("imgs")) if path)


FORMS: tuple[Form, ...] = (
    Form(name="answer", keys=("aux", "data"), parse=answer,
         test=lambda r: isinstance(r["aux"], dict) and isinstance(r["data"], dict) and "uinf" in r["aux"]),
    Form(name="line", keys=("cdate", "_t", "uid"), test=_is_line, parse=line),
    Form(name="line-comment", keys=("lkbpst", "comment"), test=lambda r: isinstance(r["comment"], dict) and _is_line(r), parse=line),
)
