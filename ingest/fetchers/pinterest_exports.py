"""Pinterest: pins as its interfaces give them (web resources, page state, API v5), raw or through Zeeschuimer."""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ingest.exports.htmlpages import MARK, PageKind
from ingest.fetcher import Form, Found
from ingest.model import WITHHELD, Author, Media, Post, Problem
from ingest.patterns import late
from ingest.values.fields import counts_of, dig, from_iso, from_rfc2822, id_of, number_of, text_of, unique
from ingest.values.heads import titled
from ingest.values.sidecar import filed
from ingest.values.texts import html_to_text

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

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


_HEAD = re.compile(rb"<[\s\S]{0,6000}?<h1 id=[\"']?[a-z0-9]{5}[\"']?>")
_PIN = late(r"<a\b[^>]*href=\"https://www\.pinterest\.[a-z.]+/pin/\d+/?\"[^>]*>"
            r"(?:(?!<h1\b|<a\b[^>]*pinterest\.[a-z.]+/pin/\d)[\s\S]){0,20000}", re.I)
_NETWORK = late(r"<br\s*/?>\s*Ip Address:[^<]*", re.I)
_LINE = late(r"^([A-Z][\w ]{2,24}): (.*?),?$", re.S)
_AT = late(r"(\d{4})/(\d\d)/(\d\d) (\d\d:\d\d:\d\d)")


def _pins(tree: "LexborHTMLParser") -> Iterator[str]:
    """The lines from a pin's address to the next; where it was made from is nobody's business."""
    return (_NETWORK.sub("", match[0]) for match in _PIN.finditer(tree.html or ""))


def saved(found: Found) -> Iterator[Post | Problem]:
    """A pin of Pinterest's own download, a page with lines such as ``Title: ...`` below each address. Last seen 2024."""
    text = str(found.data["html"])
    address = found.read(next(iter(re.findall(r'href="([^"]+)"', text)), ""))
    if address.key is None:
        yield Problem(reason="unsupported", detail="page of a Pinterest download without pins", stage="aside", fragment=WITHHELD)
        return
    lines = (html_to_text(part) for part in re.split(r"<br\s*/?>", text)[1:])
    said = {match[1]: match[2].strip() for line in lines if (match := _LINE.match(line.strip()))}
    said = {name: value for name, value in said.items() if value not in ("No data", "None", "")}
    if said.get("Private") == "True" and not found.context.get("include_private"):
        yield Problem(reason="unsupported", detail="pins on secret boards (--include-private reads them)", stage="aside", fragment=WITHHELD)
        return
    title, when, picture = said.get("Title"), _AT.match(said.get("Created at", "")), said.get("Image", "")
    yield Post(
        native_id=address.key.native_id, title=title, caption=titled(title, said.get("Details")),
        author=Author(handle=said["Username"]) if "Username" in said else None,
        created=from_iso(f"{when[1]}-{when[2]}-{when[3]}T{when[4]}Z") if when else None,
        links=unique([said.get("Canonical Link")]) or None, visibility="private" if said.get("Private") == "True" else None,
        media=(Media(kind="image", alt=said.get("Alt Text"), url=(
            f"https://i.pinimg.com/736x/{picture[:2]}/{picture[2:4]}/{picture[4:6]}/{picture}.jpg")),) if picture.isalnum() else ())


PAGE = PageKind("pinterest.download", _HEAD, _pins, lambda tree: {})
FORMS: tuple[Form, ...] = (
    Form(name="export-page", keys=(MARK,), test=lambda r: r[MARK] == PAGE.name, parse=saved),
    Form(name="api", keys=("images", "pinner"), test=is_pin, parse=filed(pin)),
    Form(name="api-v1", keys=("note", "board", "image"), parse=pin),
    Form(name="api-v5", keys=("board_id", "media", "board_owner"), parse=pin),
)
