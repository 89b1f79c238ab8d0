"""LinkedIn: the data download's tables, and posts as the site's own interface (Voyager) gives them."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from ingest.fetcher import Form, Found
from ingest.model import WITHHELD, Author, Media, Post, Problem
from ingest.patterns import late
from ingest.values.fields import counts_of, dicts, dig, from_iso, text_of, unique, when_of

Fields = Mapping[str, Any]
Row = Mapping[str, str]
_URN = late(r"urn:li:(activity|share|ugcPost):(\d{15,20})")
_VISIBLE = {"ANYONE": "public", "PUBLIC": "public", "MEMBER_NETWORK": "public", "LOGGED_IN": "public", "CONNECTIONS": "followers",
            "CONNECTIONS_ONLY": "followers", "CONTAINER": "private"}


def urn(text: Any) -> str | None:
    """``activity:1234`` from any spelling of a post's URN: percent-encoded, inside an aggregate, in an address."""
    match = _URN.search(unquote(str(text or "")))
    return f"{match[1]}:{match[2]}" if match else None


def owner(data: Any) -> Fields:
    """``Profile.csv``: one row with the names."""
    row = data[0] if isinstance(data, list) and data else {}
    name = " ".join(part for part in (text_of(dig(row, "first name")), text_of(dig(row, "last name"))) if part)
    return {"owner": Author(name=name)} if name else {}


def share(found: Found) -> Iterator[Post | Problem]:
    """A row of ``Shares.csv``. Inside the text every line break is written as quote, break, quote."""
    row: Row = found.data
    native_id = urn(row["sharelink"])
    text = row["sharecommentary"].replace('"\r\n"', "\n").replace('"\n"', "\n").strip()
    target, picture = row.get("sharedurl", ""), row.get("mediaurl", "")
    if native_id:
        yield Post(native_id=native_id, author=found.context.get("owner"), created=from_iso(row["date"]), caption=text or None,
                   links=unique([target]) or None, media=(Media(kind="image", url=picture),) if picture else (),
                   visibility=_VISIBLE.get(row.get("visibility", "")))


def reference(found: Found) -> Iterator[Post | Problem]:
    """A row of ``Comments.csv`` or ``Reactions.csv``: names the post that was commented on. The comment has no id."""
    native_id = urn(found.data["link"])
    if native_id:
        yield Post(native_id=native_id)


def messages(found: Found) -> Iterator[Post | Problem]:
    """``messages.csv``: never read."""
    yield Problem(reason="unsupported", detail="private messages", stage="aside", fragment=WITHHELD)


def voyager(found: Found) -> Iterator[Post | Problem]:
    """A post of the feed as the site's interface gives it (Zeeschuimer). It states no time: the id holds it. Since 2022."""
    record: Fields = found.data
    native_id = urn(dig(record, "updateMetadata", "urn")) or urn(record.get("preDashEntityUrn")) or urn(
        dig(record, "updateMetadata", "shareUrn")) or urn(record.get("entityUrn")) or urn(dig(record, "metadata", "backendUrn"))
    actor = record.get("actor")
    if native_id is None:
        return
    home = text_of(dig(actor, "navigationContext", "actionTarget"))
    handle = re.search(r"/(?:in|company)/([^/?]+)", home or "")
    numbers = _numbers(record)
    texts = dig(record, "commentary", "text") or dig(record, "commentary")
    name = text_of(dig(actor, "name", "text")) or text_of(dig(actor, "name"))
    yield Post(
        native_id=native_id, caption=text_of(dig(texts, "text")) or text_of(texts),
        author=Author(name=name, handle=unquote(handle[1]) if handle else None, url=home) if name or home else None,
        counts=counts_of({"likes": dig(numbers, "numLikes"), "comments": dig(numbers, "numComments"),
                          "shares": dig(numbers, "numShares")}),
        hashtags=_tags(texts), media=tuple(_media(record)),
    )


def _numbers(record: Fields) -> Any:
    for social in ("*socialDetail", "socialDetail"):
        for total in ("*totalSocialActivityCounts", "totalSocialActivityCounts"):
            if isinstance(dig(record, social, total), dict):
                return dig(record, social, total)
    return None


def _tags(texts: Any) -> tuple[str, ...] | None:
    marks = dicts(dig(texts, "attributesV2")) or dicts(dig(texts, "attributes"))
    text, tags = str(dig(texts, "text") or ""), []
    for mark in marks:
        start, size = mark.get("start"), mark.get("length")
        if isinstance(start, int) and isinstance(size, int) and text[start:start + 1] == "#":
            tags.append(text[start + 1:start + size])
    return unique(tags) or None


def _media(record: Fields) -> Iterator[Media]:
    for one in dicts(dig(record, "content", "imageComponent", "images")):
        vector = dig(one, "attributes", 0, "detailData", "vectorImage")
        root, part = text_of(dig(vector, "rootUrl")), text_of(dig(vector, "artifacts", -1, "fileIdentifyingUrlPathSegment"))
        if root and part:
            yield Media(kind="image", url=root + part, alt=text_of(one.get("accessibilityText")))


_PROFILE = late(r"https?://(?:\w+\.)?linkedin\.com/(?:in|company)/([^/?#]+)")


def phantom(found: Found) -> Iterator[Post | Problem]:
    """A row of PhantomBuster's activity extractor: ``postUrl``, ``postContent``. ``timestamp`` is the time of collection."""
    row: Row = found.data
    native_id, seen = urn(row["posturl"]) or _named(found, row["posturl"]), when_of(row.get("timestamp"))
    if native_id:
        home = row.get("profileurl") or row.get("authorurl") or ""
        profile = _PROFILE.match(home)
        name = text_of(row.get("author") or row.get("authorname") or row.get("name"))
        yield Post(native_id=native_id, caption=text_of(row["postcontent"]), observed_at=seen.value if seen else None,
                   created=when_of(row.get("posttimestamp") or row.get("postdate")),
                   author=Author(handle=profile[1] if profile else None, name=name, url=home or None) if name or home else None,
                   media=(Media(kind="image", url=picture),) if (picture := text_of(row.get("imgurl"))) else (),
                   counts=counts_of({"likes": row.get("likecount"), "comments": row.get("commentcount"),
                                     "shares": row.get("repostcount"), "views": row.get("viewcount")}))


def _named(found: Found, url: str) -> str | None:
    key = found.read(url).key
    return key.native_id if key is not None and key.platform == "linkedin" else None


CONTEXT = (("Profile.csv", owner),)
PRIVATE = (
    ("Ad_Targeting.csv", "advertising profile"), ("Ads Clicked.csv", "advertising profile"), ("Connections.csv", "contacts"),
    ("ImportedContacts.csv", "contacts"), ("Contacts.csv", "contacts"), ("Invitations.csv", "contacts"), ("Logins.csv", "login records"),
    ("Security Challenges.csv", "login records"), ("Email Addresses.csv", "account data"), ("PhoneNumbers.csv", "account data"),
    ("Phone Numbers.csv", "account data"), ("Registration.csv", "account data"), ("Receipts*.csv", "account data"),
    ("SearchQueries.csv", "account data"), ("guide_messages.csv", "private messages"), ("coach_messages.csv", "private messages"),
    ("learning_*_messages.csv", "private messages"), ("*LinkedInDataExport*/messages.csv", "private messages"),
)
EXTRA: Fields = {"context": CONTEXT, "private": PRIVATE}
FORMS: tuple[Form, ...] = (
    Form(name="export-shares", columns=("date", "sharelink", "sharecommentary"), parse=share),
    Form(name="export-comments", columns=("date", "link", "message"), parse=reference, relation="reference", evidence="reference",
         test=lambda row: urn(row["link"]) is not None),
    Form(name="export-reactions", columns=("date", "type", "link"), parse=reference, relation="reference", evidence="reference",
         test=lambda row: urn(row["link"]) is not None),
    Form(name="export-reposts", columns=("date", "link"), parse=reference, relation="reference", evidence="reference",
         test=lambda row: row.keys() <= {"date", "link", "optiontext"} and urn(row["link"]) is not None),
    Form(name="export-messages", columns=("conversation id", "sender profile url"), parse=messages),
    Form(name="voyager", keys=("actor", "commentary"), parse=voyager),
    Form(name="voyager-bare", keys=("updateMetadata", "actor"), test=lambda r: "commentary" not in r, parse=voyager),
    Form(name="phantom", columns=("posturl", "postcontent"), parse=phantom),
)
