"""Pinterest: pins as its interfaces give them (web resources, page state, API v5), raw or through Zeeschuimer."""

from collections.abc import Iterator, Mapping
from typing import Any

from ingest.fetcher import Form, Found
from ingest.model import Author, Media, Post, Problem
from ingest.values.fields import counts_of, dig, from_iso, from_rfc2822, id_of, number_of, text_of, unique
from ingest.values.heads import titled
from ingest.values.sidecar import filed

Fields = Mapping[str, Any]


def pin(found: Found) -> Iterator[Post | Problem]:
    """A pin; its words are ``description`` or the title, ``auto_alt_text`` is a machine's."""
    record: Fields = found.data
    native_id = id_of(record.get("entityId"), record.get("id"))[0]
    if not native_id.isdigit():
        return
    title = text_of(record.get("title")) or text_of(record.get("grid_title"))
    person = (record.get("pinner") or record.get("native_creator") or record.get("closeup_attribution") or record.get("board_owner")
              or record.get("creator"))
    handle, name = text_of(dig(person, "username")), text_of(dig(person, "full_name")) or text_of(dig(person, "fullName"))
    stats = dig(record, "aggregated_pin_data", "aggregated_stats") or {}
    said = dig(record, "images", "orig") or dig(record, "imageSpec_orig") or dig(record, "image", "original") or dig(
        record, "media", "images", "1200x")
    made, link = record.get("created_at") or record.get("createdAt"), text_of(record.get("link"))
    own = found.address.key
    yield Post(
        native_id=native_id, title=title, caption=titled(title, text_of(record.get("description")) or text_of(record.get("note"))),
        author=Author(handle=handle, name=name, native_id=id_of(dig(person, "id"))[0] or None) if handle or name else None,
        created=from_rfc2822(made) or from_iso(made), links=unique([link]) if link else None,
        media=(Media(kind="image", url=text_of(dig(said, "url")), width=number_of(dig(said, "width")),
                     height=number_of(dig(said, "height")), alt=text_of(record.get("alt_text"))),) if said else (),
        counts=counts_of({"shares": record.get("repin_count"), "likes": dig(record, "reaction_counts", "1"),
                          "comments": record.get("comment_count", dig(record, "counts", "comments")),
                          "saves": stats.get("saves") or dig(record, "counts", "saves")}),
        relation="context" if own is not None and own.platform == "pinterest" and own.native_id != native_id else None,
    )


def is_pin(record: Fields) -> bool:
    """Boards and ideas have pictures as well; a pin has the board it is on."""
    said = record["images"]
    return isinstance(said, dict) and "orig" in said and record.get("type", "pin") == "pin"


FORMS: tuple[Form, ...] = (
    Form(name="api", keys=("images", "pinner"), test=is_pin, parse=filed(pin)),
    Form(name="api-v1", keys=("note", "board", "image"), parse=pin),
    Form(name="api-v5", keys=("board_id", "media", "board_owner"), parse=pin),
)
