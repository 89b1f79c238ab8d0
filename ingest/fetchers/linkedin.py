"""LinkedIn: hosts, post URLs, and the forms in which its posts show up."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from ingest import clocks
from ingest.fetcher import Fetcher, Form, Found, Link, Made, named
from ingest.fetchers import linkedin_exports
from ingest.model import Author, Count, Key, Media, Post, Problem
from ingest.patterns import late
from ingest.values import count
from ingest.values.heads import picture
from ingest.values.nodes import around, attr, has_class, text_in

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_TITLES = (r"(?P<name>.+?) on LinkedIn: (?P<text>.+)", r"(?P<text>.+) \| (?P<name>[^|]+)", r"(?P<text>.+)")
_URN = late(r"urn:li:(activity|share|ugcPost):(\d{19})")
_COMMENT = late(r"urn:li:comment:\((?:urn:li:)?(activity|ugcPost|share):(\d{15,20}),(\d{15,20})\)")
_DRAWN = "[data-activity-urn], [data-attributed-urn], .feed-shared-update-v2[data-urn]"
_TEXT = ("[data-test-id=main-feed-activity-card__commentary], .update-components-update-v2__commentary,"
         " .feed-shared-update-v2__description, .feed-shared-update-v2__commentary")
_NAME = ("[data-tracking-control-name*=actor-name], .update-components-actor__title, .update-components-actor__name,"
         " .feed-shared-actor__name")
_COMMENTER = ".comment__author, .comments-comment-meta__description-title, .comments-post-meta__name-text"
_REACTIONS = ("[data-num-reactions], [data-test-id=social-actions__reactions], [data-test-id=social-actions__reaction-count],"
              " .social-details-social-counts__reactions-count, .social-details-social-counts__social-proof-fallback-number")
_COMMENTS = "[data-num-comments], [data-test-id=social-actions__comments], .social-details-social-counts__comments button"


def head(found: Found) -> Iterator[Post | Problem]:
    """The public page of a post: name in the title, text in the description (cut). The JSON-LD of the page has the rest."""
    key, meta = found.address.key, found.meta
    if key is None:
        return
    title, text = meta.get("og:title") or meta.get("title", ""), meta.get("og:description") or meta.get("description")
    if not text or re.match(r"(?:Sign in|Log ?in|Join LinkedIn|LinkedIn Login)", title, re.I):
        if found.node is not None and found.node.css_first(_DRAWN) is not None:
            return
        yield Problem(reason="shell-page", stage="parse",
                      detail="LinkedIn's login wall: save the post's embed page (/embed/feed/update/urn:li:...) instead")
        return
    match = next(m for pattern in _TITLES if (m := re.fullmatch(pattern, title, re.S))) if title else None
    name = match.groupdict().get("name") if match else None
    yield Post(native_id=key.native_id, caption=text, caption_complete=False, media=picture(meta),
               author=Author(name=name, handle=found.address.author) if name or found.address.author else None)


def card(found: Found) -> Iterator[Post | Problem]:
    """A post as the public page and the embed frame draw it (``article[data-activity-urn]``) and as the app does
    (``.feed-shared-update-v2[data-urn]``): text, name, counts, pictures. Below the page's own post others are shown."""
    node, own = found.node, found.address.key
    match = _URN.search(attr(node, "data-activity-urn") or attr(node, "data-attributed-urn") or attr(node, "data-urn"))
    if node is None or not match or any(attr(above, "data-activity-urn") or attr(above, "data-urn") for above in around(node)):
        return
    urns = {f"{kind}:{number}" for name in ("data-activity-urn", "data-attributed-urn", "data-featured-activity-urn", "data-urn")
            for kind, number in _URN.findall(attr(node, name))}
    native_id = own.native_id if own is not None and own.native_id in urns else f"{match[1]}:{match[2]}"
    yield Post(
        native_id=native_id, caption=text_in(node.css_first(_TEXT), pre=True, skip=_button) or None, author=_author(node.css_first(_NAME)),
        counts=tuple(_counts(node)), media=tuple(_pictures(node)),
        relation=None if own is None or own.native_id == native_id else "context")


def _button(one: "LexborNode") -> bool:
    """White space between the tags, and what opens the rest of the text."""
    return one.tag == "button" or has_class(one, "visually-hidden", "see-more")


def _author(link: "LexborNode | None") -> Author | None:
    """The link on the name leads to ``/in/HANDLE`` or ``/company/HANDLE``; the app writes the name once more for screen readers."""
    if link is None:
        return None
    near = link if attr(link, "href") else next((one for one in around(link) if one.tag == "a"), link)
    match = re.search(r"/(?:in|company|school|showcase)/([^/?#]+)", attr(near, "href"))
    name = text_in(link.css_first("[aria-hidden=true]")) or text_in(link)
    return Author(name=name or None, handle=unquote(match[1]) if match else None) if name or match else None


def _counts(node: "LexborNode") -> Iterator[Count]:
    """The attribute is exact; the text may be short, and in the app the label says the same in words."""
    for metric, css, stated in (("likes", _REACTIONS, "data-num-reactions"), ("comments", _COMMENTS, "data-num-comments")):
        shown = [one for one in node.css(css) if _nearest(one, node)]
        exact = next((attr(one, stated) for one in shown if attr(one, stated).isdigit()), "")
        made = count(metric, exact or next((text for one in shown if (text := (one.text() or "").strip())), ""))
        if made is not None:
            yield made


def _nearest(one: "LexborNode", node: "LexborNode") -> bool:
    """Whether it is the post's own and no comment's."""
    for above in around(one):
        if above.mem_id == node.mem_id:
            return True
        if has_class(above, "comment", "comments-comment-entity", "comments-comment-item", "comments-comments-list"):
            return False
    return True


def _pictures(node: "LexborNode") -> Iterator[Media]:
    for one in node.css("img"):
        url = attr(one, "data-delayed-url") or attr(one, "src")
        if re.search(r"media\.licdn\.com/.*/feedshare-", url):
            yield Media(kind="image", url=url, alt=attr(one, "alt") or None)


def comment(found: Found) -> Iterator[Post | Problem]:
    """A comment below a post: ``urn:li:comment:(urn:li:activity:POST,COMMENT)``, on the public page and in the app."""
    node = found.node
    match = _COMMENT.search(attr(node, "data-semaphore-content-urn") or attr(node, "data-id"))
    if node is None or not match:
        return
    text = text_in(node.css_first(".comment__text, .comments-comment-item__main-content, .update-components-text"), pre=True)
    thread = f"{match[1]}:{match[2]}"
    yield Post(native_id=f"{thread}:{match[3]}", kind="comment", caption=text or None, thread=thread, relation="context",
               author=_author(node.css_first(_COMMENTER)),
               in_reply_to=Key("linkedin", "", thread))


_TELLS = late(r"linked-?in|embed|(?<![a-z])li-post", re.I)
_OTHER = late(r"share-|sharing|follow|button|btn|icon|comment|profile|feed|reaction", re.I)


def urn(found: Found) -> Iterator[Post | Problem]:
    """A publisher's box with nothing but the post's URN in an attribute: ``div.linkedin-embed[data-urn="urn:li:share:..."]``."""
    node = found.node
    match = re.fullmatch(_NAMED, attr(node, "data-urn").strip())
    classes = f"{attr(node, 'class')} {node.tag if node is not None else ''}"
    if match and found.address.key is None and _TELLS.search(classes) and not _OTHER.search(classes):
        yield Post(native_id=f"{match['kind']}:{match['id']}")


FORMS: tuple[Form, ...] = (
    Form(name="card", own=True, marks=("urn:li:",), parse=card,
         css="article[data-activity-urn], [data-attributed-urn], .feed-shared-update-v2[data-urn]"),
    Form(name="comment", own=True, marks=("urn:li:comment:",), parse=comment,
         css="[data-semaphore-content-urn*='urn:li:comment:'], article[data-id*='urn:li:comment:']"),
    Form(name="head", own=True, parse=head),
    Form(name="urn", parse=urn, css="div[data-urn^='urn:li:'], figure[data-urn^='urn:li:'], linkedin-embed[data-urn]", marks=("data-urn",),
         evidence="plain"),
)


_NAMED = r"urn:li:(?P<kind>activity|share|ugcPost):(?P<id>\d{15,20})"


def _urn(found: re.Match[str]) -> Made:
    """The three number spaces stay apart: one post has a different number in each."""
    return "", f"{found['kind']}:{found['id']}"

def _canonical(kind: str, native_id: str, author: str | None) -> str:
    post, _, number = native_id.rpartition(":")
    if kind == "comment":
        said = quote(f"urn:li:comment:({post},{number})", safe="")
        return f"https://www.linkedin.com/feed/update/urn:li:{post}/?commentUrn={said}"
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
