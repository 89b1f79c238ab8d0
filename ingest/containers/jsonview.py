"""JSON in a page that holds nothing else: as browsers show it and their "save page" keeps it, and as old web services wrap it in XML."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from html import unescape

from ingest import charset
from ingest.containers.source import Item, Peek, Room, Source, body_of, memory
from ingest.limits import MIB
from ingest.model import Problem
from ingest.patterns import late

_VIEW = late(
    rb"(?:<!doctype[^>]{0,200}>|<\?xml[^>]{0,200}\?>|<!--.{0,500}?-->|\s)*(?:<html[^>]{0,500}>\s*)?(?:<head[^>]{0,200}/?>(?:.{0,4000}?</head>)?\s*)?"
    rb"(?:<body[^>]{0,500}>\s*)?(?:<div[^>]{0,300}>(?:\s*</div>)?\s*){0,5}<(pre|string|xmp|plaintext)\b[^>]{0,500}>\s*"
    rb'(?=[{\[]\s*(?:[{\[]\s*)*(?:"|&quot;|&#34;|&#x22;))', re.IGNORECASE | re.DOTALL)
_REST = late(rb"(?:</?[a-z][^<>]{0,500}>|\s)*", re.IGNORECASE)


def bid(peek: Peek) -> int:
    """A page whose only content is preformatted and begins as JSON does."""
    return 62 if peek.text[:1] == b"<" and _VIEW.match(peek.text) else 0


def read(source: Source, room: Room) -> Iterator[Item]:
    """The JSON as it was before it was shown."""
    raw, whole = body_of(source, room)
    body = charset.transcode(raw, source.charset).removeprefix(b"\xef\xbb\xbf").lstrip()
    match = _VIEW.match(body)
    if match is None:
        return
    end = body.lower().find(b"</" + match[1].lower(), match.end())
    inner, rest = body[match.end() : end if end >= 0 else len(body)], body[end:] if end >= 0 else b""
    if _REST.fullmatch(rest) is None:  # there is more on the page
        yield source.document(body, kind="html", charset="utf-8")
        return
    text = unescape(inner.decode("utf-8", "replace")).encode("utf-8", "replace")
    yield from room.inside(replace(source, path="", name="", kind="", charset="utf-8", open=partial(memory, text), open_at=None), room)
    if not whole:
        yield Problem(reason="too-large", stage="open", locator=source.locator,
                      detail=f"only the first {room.limits.body // MIB} MiB of the page are read")
