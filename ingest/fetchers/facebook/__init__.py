"""Facebook: hosts, post URLs and the clock; embeds, saved pages and exports lie beside."""

import re

from ingest.fetcher import Fetcher, Link, Made, named
from ingest.fetchers.facebook import cometmedia, embeds, exports, pages

_ID = r"(?P<id>\d{4,20}|pfbid\w{20,})"
_NAME = r"(?!(?:groups|share|sharer|dialog|plugins|events|watch|photo|hashtag|search|stories|ads|tr|login)/)(?P<author>[^/?#]+)"
_QUERY = r"(?:.*?&)??"


def _in_group(found: re.Match[str]) -> Made:
    return "group", f"{found['group']}/{found['id']}"


def _canonical(kind: str, native_id: str, author: str | None) -> str:
    site = "https://www.facebook.com"
    if kind == "group":
        group, _, post = native_id.partition("/")
        return f"{site}/groups/{group}/posts/{post}/"
    if kind == "photo":
        return f"{site}/photo/?fbid={native_id}"
    if kind == "video":
        return f"{site}/watch/?v={native_id}"
    if kind == "reel":
        return f"{site}/reel/{native_id}"
    if kind:
        return ""
    return f"{site}/{author}/posts/{native_id}" if author else f"{site}/permalink.php?story_fbid={native_id}"


_LINKS: tuple[Link, ...] = (
    Link(r"/groups/(?P<group>[^/?]+)/(?:posts|permalink)/(?:[^/?]+/)?(?P<id>\d{4,20}|pfbid\w{20,})", make=_in_group),
    Link(rf"/groups/(?P<group>[^/?]+)/?\?{_QUERY}multi_permalinks(?:\[0\]|%5B0%5D)?=(?P<id>\d{{4,20}})", make=_in_group),
    Link(rf"/groups/(?P<group>[^/?]+)/?\?(?=.*view=permalink){_QUERY}id=(?P<id>\d{{4,20}})", make=_in_group),
    Link(rf"/{_NAME}/(?:posts|activity)/(?:[^/?]+/)?(?:pcb\.)?{_ID}"),
    Link(rf"/(?:story|permalink)\.php/?\?(?=(?:.*?&)??id=(?P<author>\d+)){_QUERY}(?:story_)?fbid={_ID}"),
    Link(rf"/(?:story|permalink)\.php/?\?{_QUERY}story_fbid={_ID}"),
    Link(rf"/photo(?:s|\.php)?/?\?{_QUERY}fbid=(?P<id>\d{{4,20}})", "photo"),
    Link(rf"/{_NAME}/photos/(?:[^/?]+/)*?(?P<id>\d{{4,20}})", "photo"),
    Link(rf"/{_NAME}/videos/(?:[^/?]+/)*?(?P<id>\d{{4,20}})", "video"),
    Link(rf"/(?:watch(?:/live)?|video(?:/video)?\.php|photo\.php)/?\?{_QUERY}v=(?P<id>\d{{4,20}})", "video"),
    Link(rf"/video/embed/?\?{_QUERY}video_id=(?P<id>\d{{4,20}})", "video", embed=True),
    Link(r"/(?:videos?|watch|live|v)/(?P<id>\d{4,20})", "video"),
    Link(r"/(?:(?P<author>[\w.]+)/)?reels?/(?P<id>\d{4,20})", "reel"),
    Link(r"/notes/(?:(?P<author>[^/?]+)/)?(?:[^/?]+/)*?(?P<id>\d{4,20})"),
    Link(rf"/note\.php/?\?{_QUERY}note_id=(?P<id>\d{{4,20}})"),
    Link(r"/(?P<author>\d{4,20})_(?P<id>\d{4,20})"),
    Link(r"/(?P<id>\d{4,20})/_post"),
    Link(r"/(?P<id>\d{10,20})", "video", hosts=named("facebookvideo", "fbvideo")),
    Link(r"/share/(?:[a-z]/)?[A-Za-z0-9]{8,}", short=True),
)

FETCHER = Fetcher(
    name="facebook",
    title="Facebook",
    hosts=("facebook.com", *named("facebook", "facebookvideo", "fbvideo"), "*.facebook.com", "fb.com",
           "facebookwkhpilnemxj7asaniu7vnjjbiltxjqhye3mhbshg7kx5tfyd.onion"),
    short_hosts=("fb.me", "fb.watch", "fb.gg"),
    frontends=("facebed.com", "facebookez.com", "fxfb.seria.moe"),
    links=_LINKS,
    url=_canonical,
    mine=(
        "https://www.facebook.com/ada.reads/posts/10158823456789012",
        "https://m.facebook.com/story.php?story_fbid=10158823456789012&id=100064860875397",
        "https://pt-br.facebook.com/ada.reads/videos/644342003942740/",
        "https://www.facebook.com/photo/?fbid=10165113568399554&set=a.1",
        "https://www.facebook.com/groups/bookworms/permalink/10154930137678856/",
        "https://www.facebook.com/reel/644342003942740",
    ),
    not_mine=(
        "https://www.facebook.com/ada.reads",
        "https://www.facebook.com/sharer/sharer.php?u=https%3A%2F%2Fwww.facebook.com%2Fada.reads%2Fposts%2F10158823456789012",
        "https://www.facebook.com/plugins/like.php?href=https%3A%2F%2Fwww.facebook.com%2Fada.reads%2Fposts%2F10158823456789012",
        "https://www.facebook.com/groups/10154930137678856",
        "https://developers.facebook.com/docs/posts/10158823456789012",
    ),
    forms=(*embeds.FORMS, *pages.FORMS, *cometmedia.FORMS, *exports.FORMS),
    extra=exports.EXTRA,
    loaders=("/sdk.js#xfbml=1",),
    widgets=("fb-like", "fb-page", "fb-comments", "fb-share", "fb-send", "fb-save", "fb-login", "fb-follow", "fb-group", "fb-customerchat",
             "fb-messenger", "fb-recommendations", "fb:like", "fb:comments", "fb:fan", "fb:share", "fb:login", "fb:recommendations",
             "FB.login", "FB.getLoginStatus", "FB.ui"),
)
