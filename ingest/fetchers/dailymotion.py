"""Dailymotion: hosts, post URLs, and the forms in which its posts show up."""
import re
from collections.abc import Iterator

from ingest.fetcher import Fetcher, Form, Found, Link, named
from ingest.model import Author, Post, Problem
from ingest.patterns import late
from ingest.values.fields import from_iso
from ingest.values.heads import picture, titled
from ingest.values.nodes import attr

_ID = late(r"x[a-z0-9]{4,7}")


def attribute(found: Found) -> Iterator[Post | Problem]:
    """A place holder whose script makes the player: ``amp-dailymotion[data-videoid]``, ``[data-dailymotion-id]``, the geo
    player's ``script[data-video]``. The element itself must name Dailymotion."""
    node = found.node
    if node is None:
        return
    names = ("data-dailymotion-id", "data-videoid", "data-video-id", "data-video", "data-id", "data-embed-id", "video-id")
    for name in names:
        if _ID.fullmatch(attr(node, name)):
            yield Post(native_id=attr(node, name))
            return


def head(found: Found) -> Iterator[Post | Problem]:
    """The head of a video's page; the JSON-LD of the page has date, channel and counts."""
    key, meta = found.address.key, found.meta
    title = re.sub(r"\s+-\s+(?:\w+ )?Dailymotion$", "", meta.get("og:title") or "") or None
    if key is None or title is None:
        return
    director = re.search(r"dailymotion\.com/([\w-]+)/?$", meta.get("video:director", ""))
    handle = found.address.author or (director[1] if director else None)
    yield Post(native_id=key.native_id, kind=key.kind, title=title, caption=titled(title, meta.get("og:description")),
               author=Author(handle=handle) if handle else None, media=picture(meta, video=True),
               created=from_iso(meta.get("video:release_date")))


FORMS: tuple[Form, ...] = (
    Form(name="attribute", css="amp-dailymotion, [data-dailymotion-id], script[src*='geo.dailymotion.com'], "
         "[class*=dailymotion][data-id], [class*=dailymotion][data-video], [class*=dailymotion][data-video-id], "
         "[data-provider=dailymotion], embetty-video[type=dailymotion]",
         marks=("dailymotion", "<amp-dailymotion", "data-dailymotion-id"), parse=attribute, evidence="plain"),
    Form(name="head", own=True, parse=head),
)


_VIDEO = r"(?P<id>[xk][0-9A-Za-z]{3,24})(?![0-9A-Za-z])(?:_[^/?]*)?"

def _canonical(kind: str, native_id: str, author: str | None) -> str:
    return f"https://www.dailymotion.com/video/{native_id}"


_LINKS: tuple[Link, ...] = (
    Link(rf"/(?:embed/|crawler/|swf/|[a-z]{{2}}(?:-[a-z]{{2}})?/)?(?:video|swf)/{_VIDEO}"),
    Link(rf"/swf/{_VIDEO}", embed=True),
    Link(rf"/player(?:/\w+)?\.html\?(?:.*?&)??video={_VIDEO}", embed=True),
    Link(rf"/{_VIDEO}", hosts=("dai.ly", *named("dailymotion"))),
    Link(rf"/[^?]*[?#](?:.*?&)??video={_VIDEO}", hosts=("dailymotion.com",)),
)

FETCHER = Fetcher(
    name="dailymotion",
    title="Dailymotion",
    hosts=("dailymotion.com", "touch.dailymotion.com", "games.dailymotion.com", "geo.dailymotion.com", "dai.ly", *named("dailymotion")),
    links=_LINKS,
    url=_canonical,
    mine=(
        "https://www.dailymotion.com/video/x94cnnk_a-walk-in-the-park_travel",
        "https://geo.dailymotion.com/player/xmyye.html?video=x94cnnk",
        "https://www.dailymotion.com/embed/video/x94cnnk",
        "https://dai.ly/x94cnnk",
    ),
    not_mine=("https://www.dailymotion.com/playlist/xv4bw", "https://www.dailymotion.com/ada"),
    forms=FORMS,
)
