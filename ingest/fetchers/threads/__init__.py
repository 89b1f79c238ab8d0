"""Threads: hosts, post URLs and the clock; embeds, saved pages and exports lie beside."""

from ingest import clocks
from ingest.fetcher import Fetcher, Link, named
from ingest.fetchers.threads import embeds, exports, pages

_CODE = r"(?P<id>[A-Za-z0-9_-]{5,64})"


def _canonical(kind: str, native_id: str, author: str | None) -> str:
    return f"https://www.threads.com/t/{native_id}"


_LINKS: tuple[Link, ...] = (
    Link(rf"/@?(?P<author>[\w.]{{0,30}})/(?:post|p)/{_CODE}"),
    Link(rf"/t/{_CODE}"),
    Link(r"/(?=[\w-]*[A-Z])(?P<id>[A-Za-z0-9_-]{11})", hosts=named("threads")),
    Link(r"/share/(?:t/)?[\w-]{6,}", short=True),
    Link(rf"/media\?(?:.*?&)??shortcode={_CODE}", hosts=("barcelona:",)),
)

FETCHER = Fetcher(
    name="threads",
    title="Threads",
    hosts=("threads.com", "threads.net", "barcelona:", *named("threads")),
    frontends=("fixthreads.net", "vxthreads.net", "fixthreads.seria.moe"),
    links=_LINKS,
    url=_canonical,
    clock=clocks.shortcode,
    mine=(
        "https://www.threads.com/@ada.reads/post/DHf2kLmNo3p",
        "https://www.threads.net/t/DHf2kLmNo3p/?igshid=abc",
        "https://www.threads.net/@ada.reads/post/DHf2kLmNo3p/embed",
    ),
    not_mine=(
        "https://www.threads.net/@ada.reads",
        "https://www.threads.net/intent/post?text=hello",
    ),
    forms=(*embeds.FORMS, *pages.FORMS, *exports.FORMS),
    extra={"context": exports.CONTEXT},
    loaders=("www.threads.net/embed.js", "www.threads.com/embed.js"),
)
