"""Gab: hosts, post URLs, and the forms in which its posts show up."""

import re
from collections.abc import Iterator

from ingest import clocks
from ingest.fetcher import Fetcher, Form, Found, Link
from ingest.model import Author, Key, Post, Problem
from ingest.patterns import late
from ingest.values.fields import counts_of, dig, from_iso, id_of, text_of
from ingest.values.heads import picture, signed
from ingest.values.texts import html_to_text

_SAID = late(r"(.{1,80}?) on Gab(?: Social)?: ['\"‘“](.*)['\"’”]", re.S)
"""The head of the pages since 2020."""


def head(found: Found) -> Iterator[Post | Problem]:
    """The head of a post's page: ``og:title`` is ``Name (@handle)``, the description is the text."""
    key, meta = found.address.key, found.meta
    if key is None:
        return
    author = signed(meta.get("og:title", "").removesuffix(" on Gab")) or (
        Author(handle=found.address.author) if found.address.author else None)
    text = meta.get("og:description") or meta.get("description")
    if not text or text.startswith('Gab is'):
        yield Problem(reason="shell-page", stage="parse",
                      detail="Gab's app without the post: save the page after it has loaded")
        return
    if said := _SAID.fullmatch(text):
        author, text = Author(handle=found.address.author, name=said[1].removeprefix("@")), said[2]
    yield Post(native_id=key.native_id, caption=text, author=author, media=picture(meta),
               created=from_iso(meta.get("og:published_time") or meta.get("article:published_time")))


def short(found: Found) -> Iterator[Post | Problem]:
    """A post as the app's feeds give it, its names cut to a letter or two (Zeeschuimer). Since 2022."""
    record = found.data
    person = record.get("account")
    handle, name = text_of(dig(person, "username")) or text_of(record.get("un")), text_of(dig(person, "display_name"))
    number = id_of(dig(person, "id"), record.get("ai"))[0]
    answered, quoted = id_of(record.get("ir_id"), record.get("irti"))[0], id_of(record.get("qoi"))[0]
    yield Post(
        native_id=id_of(record["i"])[0], caption=html_to_text(str(record["c"] or "")) or None, created=from_iso(record["ca"]),
        author=Author(handle=handle, name=name, native_id=number or None) if handle or number else None,
        in_reply_to=Key("gab", "", answered) if answered else None, quote_of=Key("gab", "", quoted) if quoted else None,
        counts=counts_of({"likes": record.get("fbc"), "shares": record.get("rbc"), "comments": record.get("rc"),
                          "quotes": record.get("qc")}))


FORMS: tuple[Form, ...] = (
    Form(name="head", own=True, parse=head),
    Form(name="api-short", keys=("rbc", "fbc", "ca", "i", "c"), parse=short),
)


def _canonical(kind: str, native_id: str, author: str | None) -> str:
    return f"https://gab.com/{author}/posts/{native_id}" if author else f"https://gab.com/posts/{native_id}"


_LINKS: tuple[Link, ...] = (
    Link(r"/(?!(?:groups|lists|tags|api)/)@?(?P<author>\w+)/posts/(?P<id>\d{4,20})"),
    Link(r"/(?:posts|statuses)/(?P<id>\d{4,20})"),
)

FETCHER = Fetcher(
    name="gab",
    title="Gab",
    hosts=("gab.com", "gab.ai"),
    links=_LINKS,
    url=_canonical,
    clock=clocks.bits(shift=16, least=1 << 48),
    mine=("https://gab.com/AdaReads/posts/107163961867310434",),
    not_mine=("https://gab.com/groups/12345", "https://gab.com/AdaReads"),
    forms=FORMS,
)
