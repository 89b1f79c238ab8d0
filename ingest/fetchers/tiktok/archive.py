"""TikTok's own data download: ``user_data_tiktok.json`` (before 2024 ``user_data.json``) or a folder of text files."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ingest.fetcher import Form, Found
from ingest.model import WITHHELD, Author, Media, Post, Problem
from ingest.patterns import late
from ingest.values.fields import counts_of, dig, from_iso, text_of
from ingest.values.meta import synthetic_id

Fields = Mapping[str, Any]
_NOTHING = ("", "N/A", "None")


def owner(data: Any) -> Fields:
    """The account: ``Profile (And Settings)`` > ``Profile Info(rmation)`` > ``ProfileMap`` > ``userName``."""
    for outer in ("Profile And Settings", "Profile"):
        for inner in ("Profile Info", "Profile Information"):
            handle = text_of(dig(data, outer, inner, "ProfileMap", "userName"))
            if handle:
                return {"owner": Author(handle=handle)}
    return {}


def _value(row: Fields, name: str) -> str:
    text = str(row.get(name) or row.get(name.lower()) or row.get(f"Video{name}") or "").strip()
    return "" if text in _NOTHING else text


def reference(found: Found) -> Iterator[Post | Problem]:
    """A row of likes, favourites, shares or the watch history: nothing but the address of somebody's video."""
    address = found.read(_value(found.data, "Link"))
    if address.key is not None and address.key.platform == "tiktok":
        yield Post(native_id=address.key.native_id, relation="reference", evidence="reference")


def own(found: Found) -> Iterator[Post | Problem]:
    """A row of the account's own videos. Its link is a signed file that expires, so most rows name no video."""
    yield from _own(found, found.data)


def _own(found: Found, row: Fields) -> Iterator[Post]:
    link, when = _value(row, "Link"), from_iso(_value(row, "Date"))
    author = found.context.get("owner")
    if when is None:
        return
    address = found.read(link)
    text = _value(row, "Title")
    named = address.key is not None and address.key.platform == "tiktok"
    who = _value(row, "WhoCanView").lower()
    likes = _value(row, "Likes")
    made = synthetic_id(author.handle if author else "", when.value, likes)
    yield Post(
        native_id=address.key.native_id if named and address.key else made, author=author, created=when, caption=text or None,
        counts=counts_of({"likes": likes}), place=_value(row, "Location") or None,
        media=() if named or not link else (Media(kind="video", url=link, alt=_value(row, "AlternateText") or None),),
        visibility={"public": "public", "friends": "followers", "private": "private", "only me": "private"}.get(who),
    )


def blocks(found: Found) -> Iterator[Post | Problem]:
    """``Posts.txt``: one ``Name: value`` per line, an empty line between two videos."""
    for block in re.split(r"\r?\n[ \t]*\r?\n", found.fragment.decode("utf-8-sig", "replace")):
        lines = re.findall(r"(?m)^([A-Z]\w*(?: \w+)*(?:\(s\))?): (.*?)\r?$", block)
        yield from _own(found, {str(name).replace(" ", "").replace("(s)", "s"): str(value) for name, value in lines})


def listed(found: Found) -> Iterator[Post | Problem]:
    """``Like List.txt`` and its kin: the addresses of other people's videos."""
    for link in re.findall(r"(?m)^(?:Video )?[Ll]ink: (\S+)", found.fragment.decode("utf-8-sig", "replace")):
        address = found.read(str(link))
        if address.key is not None and address.key.platform == "tiktok":
            yield Post(native_id=address.key.native_id)


def gone(found: Found) -> Iterator[Post | Problem]:
    """A row of the videos that were deleted lately: the day of the video and the day of its end."""
    for post in _own(found, found.data):
        yield replace(post, availability="deleted")


def comment(found: Found) -> Iterator[Post | Problem]:
    """A comment that the account wrote. It has neither an id nor, in most years, the address of its video."""
    text, when = _value(found.data, "Comment"), from_iso(_value(found.data, "Date"))
    author = found.context.get("owner")
    above = found.read(_value(found.data, "url")).key
    if text and when:
        yield Post(native_id=synthetic_id(author.handle if author else "", when.value, "comment", text), kind="comment", caption=text,
                   author=author, created=when, in_reply_to=above, thread=above.native_id if above else None)


def private(found: Found) -> Iterator[Post | Problem]:
    """Messages and logins in the one file that holds everything."""
    yield Problem(reason="unsupported", stage="aside", fragment=WITHHELD,
                  detail="direct messages" if "ChatHistory" in found.data else "login records")


def is_own(row: Fields) -> bool:
    """Own videos carry likes; the rows of other lists only date and link."""
    return "DateDeleted" not in row and isinstance(row.get("Likes"), str | int) and isinstance(row.get("Date"), str)


def is_comment(row: Fields) -> bool:
    """Newer downloads write the names in lower case."""
    return isinstance(row.get("comment", row.get("Comment")), str) and row.keys().isdisjoint(("Link", "id", "user", "author"))


def is_reference(row: Fields) -> bool:
    """``Date`` and ``Link`` (newer: lower case), and no more than where it was shared."""
    names = {str(name).lower() for name in row}
    return names <= {"date", "link", "videolink", "sharedcontent", "method"} and "tiktok" in _value(row, "Link")


_PROFILE = (("user_data*.json", owner), ("*tiktok*data*.json", owner))
CONTEXT = _PROFILE
RENAMED = ((late(rb'\{\s*"(?:Your )?(?:Activity|App Settings|Profile(?: And Settings)?|Ads and data|Comment|Direct Messages?|Post|Video|'
                 rb'Likes and Favorites|Income\+? Wallet)"\s*:\s*\{'), "user_data.json"),)
"""How the one JSON file of a download begins, whatever its name is now."""
PRIVATE = (
    ("Direct Messages/*.txt", "direct messages"), ("Direct Message/*.txt", "direct messages"), ("Login History.txt", "login records"),
    ("Ads and data/*.txt", "advertising data"), ("Ad*Interests*.txt", "advertising data"), ("Contacts.txt", "contacts"),
    ("Searches.txt", "account data"), ("Profile Information.txt", "account data"), ("App Settings/*.txt", "account data"),
    ("Income Plus Wallet Transactions/*.txt", "account data"),
)
_LISTS = ("Like List.txt", "Favorite Videos.txt", "Favorites.txt", "Share History.txt", "Watch History.txt", "Video Browsing History.txt",
          "Browsing History.txt")
FORMS: tuple[Form, ...] = (
    Form(name="export-own", keys=("Likes", "Date"), test=lambda r: is_own(r) and ("Link" in r or "VideoLink" in r), parse=own),
    Form(name="export-deleted", keys=("DateDeleted", "Date"), test=lambda r: isinstance(r["Date"], str), parse=gone),
    Form(name="export-comment", keys=("comment", "date"), test=is_comment, parse=comment),
    Form(name="export-comment-older", keys=("Comment", "Date"), test=is_comment, parse=comment),
    Form(name="export-messages", keys=("ChatHistory",), parse=private),
    Form(name="export-logins", keys=("LoginHistoryList",), parse=private),
    Form(name="export-reference", keys=("Link", "Date"), test=is_reference, parse=reference, relation="reference",
         evidence="reference"),
    Form(name="export-reference-older", keys=("VideoLink", "Date"), test=is_reference, parse=reference, relation="reference",
         evidence="reference"),
    Form(name="export-reference-lower", keys=("link", "date"), test=is_reference, parse=reference, relation="reference",
         evidence="reference"),
    Form(name="export-text", files=("Posts/Posts.txt", "Post/Posts.txt"), parse=blocks),
    Form(name="export-text-references", files=_LISTS, parse=listed, relation="reference", evidence="reference"),
)
