"""The file that a record of gallery-dl lies beside: ``--write-metadata`` names itself after it (``123_1.jpg.json``).

Many sites' records keep the site's own names there, so that the site's own form reads them; this adds the file to what it says.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import wraps
from typing import Any

from ingest.fetcher import Found, Piece, Told
from ingest.model import Media, Post
from ingest.values.fields import dig, number_of, text_of

Parse = Callable[[Found], Iterable[Told]]
_NAME = re.compile(r"[\w-]{15}")
"""A picture of Twitter."""
_FILMS = frozenset(("mp4", "webm", "m4v", "mov", "mkv"))
_FILES = _FILMS | frozenset(("jpg", "jpeg", "png", "gif", "webp", "avif", "heic"))


def filed(parse: Parse) -> Parse:
    """The form, for records that gallery-dl may have written too: their first post gets its file."""

    @wraps(parse)
    def reader(found: Found) -> Iterator[Told]:
        said, record = iter(parse(found)), found.data
        if "extension" in record and "subcategory" in record and "filename" in record:
            first = next(said, None)
            post = first.said if isinstance(first, Piece) else first
            if isinstance(post, Post):
                post = beside(post, record, str(found.context.get("member") or ""))
                yield first._replace(said=post) if isinstance(first, Piece) else post
            elif first is not None:
                yield first
        yield from said

    return reader


def beside(post: Post, record: Mapping[str, Any], member: str) -> Post:
    """The post with the file on the disk: at the picture that has the site's name for it, or as a picture of its own."""
    stem, kind = text_of(record.get("filename")), str(record.get("extension") or "")
    if not stem or kind not in _FILES:
        return post
    name = member.rpartition("/")[2].removesuffix(".json")
    name = name if name.endswith(f".{kind}") else f"{stem}.{kind}"
    shape = "video" if kind in _FILMS else "image"
    only = len(post.media) == 1 and post.media[0].kind == shape and number_of(record.get("count", 1)) == 1
    for number, medium in enumerate(post.media):
        if only or stem in re.split(r"[/.?&=@]", medium.url or medium.local or ""):
            return replace(post, media=(*post.media[:number], replace(medium, local=name), *post.media[number + 1:]))
    words = record.get("description") if "tweet_id" in record else dig(record, "media", "description")
    made = Media(kind=shape, local=name, width=number_of(record.get("width")) or None,
                 height=number_of(record.get("height")) or None, alt=text_of(words),
                 url=_address(record, stem, kind))
    return replace(post, media=(*post.media, made))


def _address(record: Mapping[str, Any], stem: str, kind: str) -> str | None:
    """Where the file was: by it a copy of the post from elsewhere shows the same picture, not a second one."""
    if "tweet_id" in record and kind not in _FILMS and _NAME.fullmatch(stem):
        return f"https://pbs.twimg.com/media/{stem}.{kind}"
    if record["category"] == "instagram":
        return text_of(record.get("video_url")) if kind in _FILMS else text_of(record.get("display_url"))
    return None
