"""LinkedIn: hosts, post URLs, and the forms in which its posts show up."""

import re
from collections.abc import Iterator

from ingest import clocks
from ingest.fetcher import Fetcher, Form, Found, Link, Made, named
from ingest.fetchers import linkedin_exports
from ingest.model import Author, Post, Problem
from ingest.patterns import late
from ingest.values.fields import counts_of
from ingest.values.heads import picture
from ingest.values.nodes import attr, text_in

_TITLES = (r"(?P<name>.+?) on LinkedIn: (?P<text>.+)", r"(?P<text>.+) \| (?P<name>[^|]+)", r"(?P<text>.+)")
_URN = late(r"urn:li:(activity|share|ugcPost):(\d{19})")


def head(found: Found) -> Iterator[Post | Problem]:
    """The public page of a post: name in the title, text in the description (cut). The JSON-LD of the page has the rest."""
    key, meta = found.address.key, found.meta
    if key is None:
        return
    title, text = meta.get("og:title") or meta.get("title", ""), meta.get("og:description") or meta.get("description")
    if not text or re.match(r"(?:Sign in|Log ?in|Join LinkedIn|LinkedIn Login)", title, re.I):
        if found.node is not None and found.node.css_first("[data-activity-urn], [data-attributed-urn]") is not None:
            return
        yield Problem(reason="shell-page", stage="parse",
                      detail="LinkedIn's login wall: save the post's embed page (/embed/feed/update/urn:li:...) instead")
        return
    match = next(m for pattern in _TITLES if (m := re.fullmatch(pattern, title, re.S))) if title else None
    name = match.groupdict().get("name") if match else None
    yield Post(native_id=key.native_id, caption=text, caption_complete=False, media=picture(meta),
               author=Author(name=name, handle=found.address.author) if name or found.address.author else None)


def card(found: Found) -> Iterator[Post | Problem]:
    """A post as the public page and the embed frame draw it (``article[data-activity-urn]``): text, name, counts."""
    node = found.node
    match = _URN.search(attr(node, "data-activity-urn") or attr(node, "data-attributed-urn") or attr(node, "data-urn"))
    if node is None or not match:
        return
    name = text_in(node.css_first("[data-tracking-control-name*=actor-name], .feed-shared-actor__name"))
    numbers = {"likes": "[data-test-id=social-actions__reactions]", "comments": "[data-test-id=social-actions__comments]"}
    counts = {metric: attr(node.css_first(css), f"data-num-{'reactions' if metric == 'likes' else 'comments'}")
              for metric, css in numbers.items()}
    text = text_in(node.css_first("[data-test-id=main-feed-activity-card__commentary], .feed-shared-update-v2__description"))
    yield Post(native_id=f"{match[1]}:{match[2]}", caption=text or None, author=Author(name=name) if name else None,
               counts=counts_of(counts))


FORMS: tuple[Form, ...] = (
    Form(name="card", own=True, css="article[data-activity-urn], [data-attributed-urn]", marks=("urn:li:",), parse=card),
    Form(name="head", own=True, parse=head),
)


_NAMED = r"urn:li:(?P<kind>activity|share|ugcPost):(?P<id>\d{15,20})"


def _urn(found: re.Match[str]) -> Made:
    """The three number spaces stay apart: one post has a different number in each."""
    return "", f"{found['kind']}:{found['id']}"

def _canonical(kind: str, native_id: str, author: str | None) -> str:
    return f"https://www.linkedin.com/feed/update/urn:li:{native_id}/"


_LINKS: tuple[Link, ...] = (
    Link(rf"/(?:embed/)?feed/update/(?:urn:li:fs_\w+:\()?{_NAMED}", make=_urn),
    Link(rf"/{_NAMED}", hosts=named("linkedin"), make=_urn),
    Link(rf"/(?:video/(?:live|event)|analytics/post-summary)/{_NAMED}", make=_urn),
    Link(rf"/feed/(?:update/)?\?.*?(?:highlightedUpdateUrn|updateEntityUrn|highlightedUpdateUrns)=.*?{_NAMED}", make=_urn),
    Link(r"/posts/(?:(?P<author>[^/_?]+)_)?(?:[^/?]*?[-_])??(?P<kind>activity|share|ugcPost)-(?P<id>\d{15,20})(?:-[\w-]*)?",
         make=_urn),
)

FETCHER = Fetcher(
    name="linkedin",
    title="LinkedIn",
    hosts=("linkedin.com", "*.linkedin.com", *named("linkedin")),
    short_hosts=("lnkd.in",),
    links=_LINKS,
    url=_canonical,
    clock=clocks.bits(shift=22, least=1 << 60),
    mine=(
        "https://www.linkedin.com/feed/update/urn:li:activity:7016901149999955968/",
        "https://www.linkedin.com/embed/feed/update/urn:li:share:7045020441609936898?collapsed=1",
        "https://fr.linkedin.com/posts/ada-reads_books-reading-ugcPost-6850898786781339649-mM20",
        "https://www.linkedin.com/feed/?highlightedUpdateUrn=urn%3Ali%3Aactivity%3A7016901149999955968",
    ),
    not_mine=(
        "https://www.linkedin.com/in/ada-reads/",
        "https://www.linkedin.com/events/7084656651378536448/comments/",
        "https://www.linkedin.com/pulse/a-long-article-ada-reads",
        "https://www.linkedin.com/sharing/share-offsite/?url=https%3A%2F%2Fexample.org",
    ),
    forms=(*FORMS, *linkedin_exports.FORMS),
    extra=linkedin_exports.EXTRA,
)
