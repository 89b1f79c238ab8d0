"""YouTube: hosts, post URLs and the clock; embeds, saved pages and exports lie beside."""

from ingest.fetcher import Fetcher, Link, named
from ingest.fetchers.youtube import comments, community, embeds, exports, pages, takeout

_ID = r"(?!videoseries|live_stream)(?P<id>[A-Za-z0-9_-]{11})"
_NAMED = named("youtube", "yt", "youtubevideo")
_COMMUNITY = r"(?P<id>Ug[A-Za-z0-9_-]{16,60})"


def _canonical(kind: str, native_id: str, author: str | None) -> str:
    if kind == "community":
        return f"https://www.youtube.com/post/{native_id}"
    if kind == "comment":
        return ""  # needs the video, which the id does not tell
    return f"https://www.youtube.com/watch?v={native_id}"


_LINKS: tuple[Link, ...] = (
    Link(rf"/{_ID}", hosts=("youtu.be", "y2u.be", "vid.plus", *_NAMED)),
    Link(rf"/(?:watch(?:_popup)?|ytscreeningroom|movie)?/?[?#]!?(?:.*?&)??v={_ID}"),
    Link(rf"/(?:embed|v|e|vi|shorts|live|watch|video)/{_ID}"),
    Link(rf"/embed/?\?(?:.*?&)??v={_ID}", embed=True),
    Link(rf"/post/{_COMMUNITY}", "community"),
    Link(rf"/(?:[^/?]+/){{1,2}}(?:community|posts)/?\?(?:.*?&)??lb={_COMMUNITY}", "community"),
    Link(rf"/(?:www\.youtube\.com/)?(?:watch\?(?:.*?&)??v=)?{_ID}", hosts=("vnd.youtube:", "youtube:")),
)

FETCHER = Fetcher(
    name="youtube",
    title="YouTube",
    hosts=("youtube.com", "*.youtube.com", "youtu.be", "y2u.be", "youtube-nocookie.com", "youtubekids.com",
           "youtubeeducation.com",
           "youtube.googleapis.com", "vnd.youtube:", "youtube:", *_NAMED,
           # Stills of videos: no posts by themselves, but a page with one may have a player that waits for a click.
           "ytimg.com"),
    frontends=("yewtu.be", "invidious.*", "invidio.us", "inv.nadeko.net", "inv.tux.pizza", "vid.puffyan.us", "piped.*",
               "hooktube.com", "yout-ube.com",
               "yourepeat.com", "pwnyoutube.com", "vid.plus", "zwearz.com",
               "yt.artemislena.eu", "hyperpipe.*", "poketube.fun"),
    links=_LINKS,
    url=_canonical,
    mine=(
        "https://www.youtube.com/watch?feature=share&v=Qz3bW_8xkTs",
        "https://youtu.be/Qz3bW_8xkTs?t=31",
        "https://www.youtube-nocookie.com/embed/Qz3bW_8xkTs?rel=0",
        "https://www.youtube.com/shorts/Qz3bW_8xkTs",
        "https://www.youtube.com/post/UgkxQz3bW8xkTsQz3bW8xkTsQz3bW8xkTs01",
        "https://yewtu.be/watch?v=Qz3bW_8xkTs",
    ),
    not_mine=(
        "https://www.youtube.com/embed/videoseries?list=PLx0sYbCqOb8TBPRdmBHs5I",
        "https://www.youtube.com/embed/live_stream?channel=UCWvUxN9LAjJsTc5JJ3gEyA0",
        "https://www.youtube.com/@adareads",
        "https://i.ytimg.com/vi/Qz3bW_8xkTs/hqdefault.jpg",
        "https://www.youtube.com/playlist?list=PLx0sYbCqOb8TBPRdmBHs5I",
    ),
    forms=(*embeds.FORMS, *pages.FORMS, *comments.FORMS, *community.FORMS, *exports.FORMS, *takeout.FORMS),
    extra=takeout.EXTRA,
)
