"""Tables of 4CAT, whatever platform they were collected from."""

import re
from collections.abc import Iterator

from ingest.fetcher import Address, Form, Found
from ingest.fetchers.generic.rowkeys import named
from ingest.fetchers.generic.rownames import Flat, flat
from ingest.fetchers.generic.rows import post_of
from ingest.model import Post, Problem


def fourcat(found: Found) -> Iterator[Post | Problem]:
    """A row of a 4CAT table: ``thread_id``, ``body``, ``timestamp``. ``timestamp`` is local time, ``unix_timestamp`` is not."""
    fields = flat(found.data)
    if fields.get("unixtimestamp"):
        fields.pop("timestamp", None)
    address, number = named(found, fields), str(fields.get("id") or "")
    if address is None or address.key is None or number.lower() not in address.key.native_id.lower():
        address = _built(found, fields) or address  # a link in the text is another post
    if address is None or address.key is None:
        return
    fields = {name: value for name, value in fields.items() if str(value) != "-1"}
    fields.pop("collectedfromurl", None)
    post = post_of(found, address, fields, {"caption": "body", "handle": "author", "name": "authorfullname", **(
        found.context.get("map") or {})})
    if post:
        yield post


def _built(found: Found, fields: Flat) -> Address | None:
    """Tables without addresses name the platform where they were collected, and the post's number."""
    where, number, author = str(fields.get("collectedfromurl") or ""), str(fields.get("id") or ""), str(fields.get("author") or "_")
    shapes = {"tiktok.com": "https://www.tiktok.com/@{author}/video/{id}", "instagram.com": "https://www.instagram.com/p/{id}/",
              "twitter.com": "https://twitter.com/{author}/status/{id}", "x.com": "https://x.com/{author}/status/{id}",
              "threads.net": "https://www.threads.net/@{author}/post/{id}", "reddit.com": "https://www.reddit.com/comments/{id}/",
              "linkedin.com": "https://www.linkedin.com/feed/update/{id}/", "pinterest.com": "https://www.pinterest.com/pin/{id}/"}
    host = re.search(r"//(?:[\w-]+\.)*?((?:[\w-]+)\.(?:com|net))(?:/|$)", where)
    shape = shapes.get(host[1]) if host else None
    if not shape and "chat" in fields and (match := re.fullmatch(r"([A-Za-z]\w{3,31})-(\d+)", number)):
        shape, number = f"https://t.me/{match[1]}/{{id}}", match[2]  # the collector of Telegram writes channel and number
    return found.read(shape.format(id=number, author=author)) if shape and number else None


FORMS: tuple[Form, ...] = (
    Form(name="fourcat", columns=("id", "thread_id", "body", "timestamp"), parse=fourcat, evidence="rich"),
)
