"""Reddit's own data request: tables of posts and comments, and of what the account saved or voted on."""

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

from ingest.fetcher import Form, Found
from ingest.fetchers.reddit.api import key, words
from ingest.model import WITHHELD, Author, Post, Problem
from ingest.values.fields import dig, from_iso, text_of, unique
from ingest.values.heads import titled

Row = Mapping[str, str]


def owner(data: Any) -> Mapping[str, Any]:
    """``statistics.csv``: rows of name and value, one of them the account's name."""
    for row in data if isinstance(data, list) else []:
        if str(dig(row, "statistic")).lower() in ("account name", "username") and text_of(dig(row, "value")):
            return {"owner": Author(handle=row["value"].strip())}
    return {}


def _name(row: Row, kind: str) -> str:
    """With or without the prefix, depending on the year of the request."""
    number = row["id"].strip().lower()
    return number if number.startswith(("t1_", "t3_")) else f"{kind}_{number}"


def posts(found: Found) -> Iterator[Post | Problem]:
    """A row of ``posts.csv``; deleted posts keep the row without the text."""
    row: Row = found.data
    name, title = _name(row, "t3"), words(row["title"])
    target = html.unescape(row.get("url", ""))
    outside = target.startswith("http") and "/comments/" not in target
    if key(name):
        yield Post(native_id=name, author=found.context.get("owner"), title=title, caption=titled(title, words(row.get("body"))),
                   created=from_iso(row["date"]), links=unique([target]) if outside else None)


def comments(found: Found) -> Iterator[Post | Problem]:
    """A row of ``comments.csv``."""
    row: Row = found.data
    name, thread = _name(row, "t1"), found.read(row.get("link", "")).key
    parent = row.get("parent", "").strip().lower()
    if key(name):
        yield Post(native_id=name, kind="comment", author=found.context.get("owner"), caption=words(row["body"]),
                   created=from_iso(row["date"]), thread=thread.native_id if thread else None,
                   in_reply_to=key(parent if parent.startswith("t") else f"t1_{parent}") or thread)


def headers(found: Found) -> Iterator[Post | Problem]:
    """A row of ``post_headers.csv`` or ``comment_headers.csv``: the account's posts without their text."""
    row: Row = found.data
    link = row["permalink"]
    address = found.read(link if link.startswith("http") else f"https://www.reddit.com{link}")
    if address.key is not None:
        yield Post(native_id=address.key.native_id, kind=address.key.kind, author=found.context.get("owner"),
                   created=from_iso(row["date"]))


def references(found: Found) -> Iterator[Post | Problem]:
    """A row of ``saved_posts.csv``, ``post_votes.csv`` and their like: the address of somebody's post."""
    link, number = found.data["permalink"], found.data["id"].strip().lower()
    address = found.read(link if link.startswith("http") else f"https://www.reddit.com{link}")
    if address.key is not None and address.key.platform == "reddit":
        inside = re.search(rf"/{re.escape(number.removeprefix('t1_'))}/?$", link) if number else None
        if not address.key.kind and inside and not address.key.native_id.endswith(number.removeprefix("t3_")):
            yield Post(native_id=f"t1_{number.removeprefix('t1_')}", kind="comment")  # short ids are not told from a title in the address
        else:
            yield Post(native_id=address.key.native_id, kind=address.key.kind)


def messages(found: Found) -> Iterator[Post | Problem]:
    """``messages.csv``: conversations, never read."""
    yield Problem(reason="unsupported", detail="private messages", stage="aside", fragment=WITHHELD)


def drafts(found: Found) -> Iterator[Post | Problem]:
    """``drafts.csv``: what was never posted."""
    yield Problem(reason="unsupported", detail="drafts that were never posted", stage="aside", fragment=WITHHELD)


def is_reference(row: Row) -> bool:
    """No more than the id, the address and the way of a vote."""
    return set(row) <= {"id", "permalink", "direction"}


CONTEXT = (("statistics.csv", owner),)
PRIVATE = (("messages_archive.csv", "private messages"), ("message_headers.csv", "private messages"),
           ("chat_history.csv", "private messages"), ("ip_logs.csv", "login records"), ("linked_identities.csv", "account data"),
           ("linked_phone_number.csv", "account data"), ("user_preferences.csv", "account data"), ("account_gender.csv", "account data"))
FORMS: tuple[Form, ...] = (
    Form(name="export-posts", columns=("id", "permalink", "date", "subreddit", "title", "body"), parse=posts),
    Form(name="export-comments", columns=("id", "permalink", "date", "subreddit", "link", "body"),
         test=lambda row: "title" not in row, parse=comments),
    Form(name="export-headers", columns=("id", "permalink", "date", "subreddit", "gildings"),
         test=lambda row: "body" not in row, parse=headers),
    Form(name="export-messages", columns=("id", "permalink", "thread_id", "from", "to", "subject", "body"), parse=messages),
    Form(name="export-drafts", columns=("id", "title", "body", "kind", "is_public_link"), parse=drafts),
    Form(name="export-references", columns=("id", "permalink"), test=is_reference, parse=references, relation="reference",
         evidence="reference"),
)
