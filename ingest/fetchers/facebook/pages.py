"""Facebook: saved copies of its own pages and of the frames of its plugins."""

import re
from collections.abc import Iterator
from html import unescape
from typing import TYPE_CHECKING, Any

from ingest.fetcher import Form, Found
from ingest.fetchers.facebook import drawn, mobile, stories
from ingest.fetchers.facebook.stories import person, pictures, words
from ingest.model import Count, Key, Media, Post, Problem
from ingest.patterns import late
from ingest.values import count
from ingest.values.fields import counts_of, dicts, dig, from_epoch, id_of, number_of, text_of
from ingest.values.nodes import attr, text_in

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_ABOUT_ITSELF = late(
    r"(?:Log in(?:to)?|Anmelden|Connexion|Iniciar sesi|Facebook(?: [–-] |$)|Error|Content not found|This content isn)", re.I)
_TOLD = ".userContentWrapper, .storyInnerContent, #fbPhotoPageCaption, [data-testid=post_message]"
_MEASURED = late(r"(\d[\d.,]*\s?\S{0,12}\s[^|]{1,20}(?:\s·\s[^|]{1,40})?)\s\|\s(?:.*\s\|\s)?([^|]{1,80})", re.S)
_GONE = late(
    r"This (?:content|page) isn.t available|(?:Dieser Inhalt|Diese Seite) ist (?:\w+ )?nicht verfügbar|Ce contenu n.est pas disponible"
    r"|Este contenido no está disponible|(?:Este|Esse) conteúdo não está disponível|Questo contenuto (?:al momento )?non è"
    r"|Deze inhoud is (?:\w+ )?niet beschikbaar|Материал (?:сейчас )?недоступен|現在このコンテンツはご利用いただけません", re.I)
"""What the page says in the place of a post that was removed or is for others."""
_STATES = ("comet_sections", '"creation_story"', '"currMedia"')
_VIEWS = late(r"views?|visuali[zs]|vues|Aufrufe|weergaven|просмотр|перегляд|再生"
              r"|wyświetle|görüntüle|izlenme|lượt xem|tayangan|조회|مشاهدة", re.I)
_REACTIONS = late(r"reac|réac|reak|reaz|реакц|リアクション|ifade|cảm xúc|tanggapan|공감|تفاعل", re.I)
_WALL = late(r"(?:See posts, photos and more on|Log into Facebook|Create an account or log in|(?:.{0,120}\. )?\d[\d.,KM]* likes? ·)", re.I)


# -- the plugin's frame


def plugin(found: Found) -> Iterator[Post | Problem]:
    """The document of ``plugins/post.php`` and ``plugins/video.php`` (WARC record, saved frame), 2016 to now: text, epoch."""
    node, key = found.node, found.address.key
    if node is None or key is None or node.css_first(".userContentWrapper, [data-testid=post_message]") is None:
        return
    if node.css_first(".userContentWrapper") is not None:
        return
    avatar = next((one for one in node.css("img[aria-label]") if re.search(r"/t\d+\.\d+-1/", attr(one, "src"))), None)
    name = attr(avatar, "aria-label") or text_in(node.css_first(".fwb a")) or text_in(
        next((one for one in node.css("._2_79 a, h5 a") if one.css_first("abbr") is None), None))
    stamp = node.css_first("abbr[data-utime]")
    yield Post(
        native_id=key.native_id, kind=key.kind, author=person(found.address.author, name, None),
        caption=words(node.css_first("[data-testid=post_message]")), created=from_epoch(attr(stamp, "data-utime")),
        media=pictures(node),
    )


# -- the app since 2020


def comet(found: Found) -> Iterator[Post | Problem]:
    """A story in the app's data (``comet_sections``), 2020 to now: text, epoch, numbers at the end of long paths."""
    story = found.data
    native_id, _ = id_of(story.get("post_id"))
    content = dig(story, "comet_sections", "content", "story") or {}
    if not native_id.isdigit() or not isinstance(content, dict):
        return
    actor = next(iter(dicts(content.get("actors")) or dicts(story.get("actors"))), {})
    profile = re.search(r"facebook\.com/(?!profile\.php|people/)([\w.-]+)/?$", str(actor.get("url") or ""))
    when = first(story, "creation_time") or first(story, "publish_time")
    owner, _ = id_of(actor.get("id"))
    relation, same_as = _place(found, story, native_id)
    yield Post(
        native_id=native_id, same_as=same_as,
        author=person(profile[1] if profile else None, text_of(actor.get("name")), owner or None),
        caption=text_of(dig(content, "message", "text")) or text_of(
            dig(content, "comet_sections", "message", "story", "message", "text")),
        created=from_epoch(when) if number_of(when) else None, counts=_story_counts(story), media=_attachments(content),
        relation=relation,
    )


def _place(found: Found, story: dict[str, Any], native_id: str) -> tuple[str | None, tuple[Key, ...]]:
    """Whether the page is this story's own, and the opaque id (``pfbid``) under which the page knows it.

    Below a post the app shows others: they are context.
    """
    main = found.address.key
    if main is None or main.platform != "facebook":
        return None, ()
    if main.native_id == native_id:
        return "page", ()
    urls = [str(one.get("url") or one.get("wwwURL") or "") for one in below(story, "url", "wwwURL")]
    if main.native_id.startswith("pfbid") and any(main.native_id in url for url in urls):
        return "page", (main,)
    return "context", ()


def _story_counts(story: dict[str, Any]) -> tuple[Count, ...]:
    return counts_of({
        "likes": dig(first(story, "reaction_count"), "count"), "shares": dig(first(story, "share_count"), "count"),
        "comments": dig(first(story, "comments_count_summary_renderer"), "feedback", "comment_rendering_instance", "comments",
                        "total_count") or dig(first(story, "comment_rendering_instance"), "comments", "total_count")
        or dig(first(story, "comment_count"), "total_count"),
        "views": first(story, "video_view_count"),
    })


def _attachments(content: dict[str, Any]) -> tuple[Media, ...]:
    made: dict[str, Media] = {}
    for one in below(content.get("attachments"), "photo_image", "playable_url", "viewer_image"):
        film = text_of(one.get("playable_url_quality_hd")) or text_of(one.get("playable_url"))
        picture = text_of(dig(one, "photo_image", "uri")) or text_of(dig(one, "viewer_image", "uri"))
        url = film or picture
        if url:
            made.setdefault(url, Media(kind="video" if film else "image", url=url, alt=text_of(one.get("accessibility_caption"))))
    return tuple(made.values())


_DEEP = 5000
"""So many values of one story are looked at, and no more."""


def below(value: Any, *names: str) -> Iterator[dict[str, Any]]:
    """The objects below a value that have one of these keys, outermost first."""
    waiting, seen = [value], 0
    while waiting and seen < _DEEP:
        one, seen = waiting.pop(0), seen + 1
        if isinstance(one, dict):
            if any(name in one for name in names):
                yield one
            waiting.extend(child for child in one.values() if isinstance(child, dict | list))
        elif isinstance(one, list):
            waiting.extend(child for child in one if isinstance(child, dict | list))


def first(value: Any, name: str) -> Any:
    """The value of the first key of this name, outermost first."""
    return next((one[name] for one in below(value, name) if one[name] is not None), None)


# -- the head


def described(found: Found) -> Iterator[Post | Problem]:
    """The head of a post's page: ``og:title`` is the author (or author and text), ``og:description`` the text, often cut.

    A login page or a frame without content says so by its title.
    """
    key, meta, root = found.address.key, found.meta, found.node
    if key is None or key.platform != "facebook" or root is None:
        return
    title = unescape(meta.get("og:title") or "")
    text = unescape(meta.get("og:description") or meta.get("description") or "").strip()
    if _ABOUT_ITSELF.match(title or meta.get("title", "")) or not (title or text):
        if not _told(root) and root.css_first("#loginform, #login_form") is None and _GONE.search((root.text() or "")[:20_000]):
            yield Post(native_id=key.native_id, kind=key.kind, availability="unavailable")
        elif not _told(root):
            yield Problem(reason="shell-page", stage="parse", detail="a login page or an empty frame: save it again, logged in")
        return
    name = re.split(r"\s[-–|]\s", title)[0].strip()
    measured = _MEASURED.fullmatch(title)
    if measured:
        name = measured[2].strip()
    if _WALL.match(text):
        text = ""
    picture = meta.get("og:image", "")
    cut = text.endswith(("...", "…"))
    yield Post(
        native_id=key.native_id, kind=key.kind, author=person(found.address.author, name if len(name) < 80 else None, None),
        caption=re.sub(r"\s*(?:\.\.\.|…)$", "", text) or None, caption_complete=False if cut else None,
        counts=tuple(_measured(measured[1], found.page.language or "")) if measured else (),
        media=(Media(kind="image", url=picture),) if re.search(r"/t\d+\.\d+-(?:6|15|0)/", picture) else (),
    )


def _measured(head: str, lang: str) -> Iterator[Count]:
    """``1.2K views · 53 reactions`` before the text in the title of a film, since 2022, in the reader's language: views come first."""
    parts = re.split(r"\s·\s", head)
    if len(parts) == 2:
        named = list(zip(("views", "likes"), parts, strict=True))
    else:
        named = [(metric, part) for part in parts for metric, words in (("views", _VIEWS), ("likes", _REACTIONS)) if words.search(part)]
    for metric, part in named:
        made = count(metric, part, lang)
        if made is not None:
            yield made


def _told(root: "LexborNode") -> bool:
    """Whether something on the page other than its head may speak of the post."""
    return root.css_first(_TOLD) is not None or any(
        word in (script.text() or "") for script in root.css("script") for word in _STATES) or any(
        "userContentWrapper" in (code.inner_html or "") for code in root.css("code"))


FORMS: tuple[Form, ...] = (
    *stories.FORMS,
    *mobile.FORMS,
    *drawn.FORMS,
    Form(name="plugin", parse=plugin, own=True, css="body", marks=("post_message",)),
    Form(name="comet", parse=comet, keys=("comet_sections", "post_id"), evidence="own",
         test=lambda record: isinstance(record["comet_sections"], dict)),
    Form(name="described", parse=described, own=True),
)
