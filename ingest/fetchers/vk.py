"""VK: hosts, post URLs, and the forms in which its posts show up."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.fetcher import Fetcher, Form, Found, Link, named
from ingest.fetchers import vk_exports
from ingest.model import Author, Post, Problem
from ingest.patterns import late
from ingest.values import count
from ingest.values.fields import counts_of, from_epoch
from ingest.values.heads import picture
from ingest.values.nodes import attr, has_class, text_in

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_CALL = late(r"""VK\.Widgets\.Post\(\s*["'][^"']*["']\s*,\s*(-?\d+)\s*,\s*(\d+)""")
_ITSELF = late(r"(?:ВКонтакте|VK)\b\s*(?:[–—-]\s*универсальное|is the largest)", re.I)
_BUTTONS = {"likes": ".like_btn.like, .PostButtonReactions", "comments": ".like_btn.comment", "shares": ".like_btn.share"}
_MOBILE = {"likes": ".item_like .v_like", "comments": ".item_replies .v_replies", "shares": ".item_share .v_share",
           "views": ".item_views .v_views"}


def widget(found: Found) -> Iterator[Post | Problem]:
    """The embed code: ``div#vk_post_OWNER_ID`` that a script fills, and AMP's ``amp-vk``. A community's number is negative."""
    node = found.node
    if node is None:
        return
    match = re.fullmatch(r"vk_post_(-?\d+)_(\d+)", attr(node, "id"))
    owner, number = (match[1], match[2]) if match else (attr(node, "data-owner-id"), attr(node, "data-post-id"))
    if re.fullmatch(r"-?\d+", owner) and number.isdigit():
        yield Post(native_id=f"wall{owner}_{number}")


def call(found: Found) -> Iterator[Post | Problem]:
    """The script of the embed code, where the ``div`` has another id: ``VK.Widgets.Post("x", OWNER, ID, "hash")``."""
    node = found.node
    for owner, number in _CALL.findall(node.text() if node is not None else ""):
        yield Post(native_id=f"wall{owner}_{number}")


def wall(found: Found) -> Iterator[Post | Problem]:
    """A post as vk.com draws it (``.post[data-post-id]`` with ``.wall_post_text``), on its own page and on a wall."""
    node = found.node
    match = re.fullmatch(r"(-?\d+)_(\d+)", attr(node, "data-post-id"))
    if node is None or not match:
        return
    key, moment = found.address.key, node.css_first(".rel_date[time], [data-time], .rel_date[abs_time]")
    author = node.css_first(".post_author .author, .PostHeaderTitle__authorName, .pi_author, .wi_author")
    shown = {metric: text_in(node.css_first(css)) for metric, css in _MOBILE.items()}
    views = re.match(r"\d[\d\s,.\u00a0]*", attr(node.css_first(".like_views, .PostFooterInfo__views"), "title"))
    native_id = f"wall{match[1]}_{match[2]}"
    yield Post(
        native_id=native_id, caption=text_in(node.css_first(".wall_post_text, .pi_text"), skip=_more) or None,
        created=from_epoch(attr(moment, "time") or attr(moment, "data-time")),
        author=Author(name=text_in(author) or None, native_id=attr(author, "data-from-id") or None) if author else None,
        counts=(*counts_of({metric: attr(node.css_first(css), "data-count") for metric, css in _BUTTONS.items()}),
                *(one for metric, text in shown.items() if text and (one := count(metric, text, "en"))),
                *counts_of({"views": re.sub(r"\D", "", views[0]) if views else None})),
        relation=None if key is None or key.native_id == native_id else "context",
    )


def _more(one: "LexborNode") -> bool:
    """The button that opens the rest of the text."""
    return has_class(one, "wall_post_more", "PostTextMore", "pi_text_more")


def head(found: Found) -> Iterator[Post | Problem]:
    """The head of a post's page: the name and the start of the text."""
    key, meta = found.address.key, found.meta
    text = meta.get("og:description") or meta.get("description")
    if key is None or key.platform != "vk" or not text or _ITSELF.match(text):
        return
    title = meta.get("og:title", "")
    yield Post(native_id=key.native_id, caption=text, caption_complete=False, media=picture(meta),
               author=Author(name=title) if title and key.native_id.startswith("wall") else None)


FORMS: tuple[Form, ...] = (
    Form(name="widget", css="amp-vk[data-embedtype=post], [id^='vk_post_']", marks=("vk_post_", "<amp-vk"), parse=widget,
         evidence="plain"),
    Form(name="script", css="script", marks=("VK.Widgets.Post",), parse=call, evidence="plain"),
    Form(name="wall", own=True, css=".post[data-post-id], .wall_item[data-post-id]", marks=("data-post-id",), parse=wall),
    Form(name="head", own=True, parse=head),
)


def _canonical(kind: str, native_id: str, author: str | None) -> str:
    return f"https://vk.com/{native_id}"


_LINKS: tuple[Link, ...] = (
    Link(r"/(?P<id>(?:wall|video|clip)-?\d+_\d+)(?:_r\d+)?(?![0-9])", make=lambda found: ("", found["id"])),
    Link(r"/(?:[^?]*)\?(?:.*?&)??[wz]=(?P<id>(?:wall|video|clip)-?\d+_\d+)(?:_r\d+)?(?![0-9])"),
    Link(r"/video_ext\.php\?(?=(?:.*?&)??oid=(?P<owner>-?\d+))(?:.*?&)??id=(?P<id>\d+)", embed=True,
         make=lambda found: ("", f"video{found['owner']}_{found['id']}")),
    Link(r"/widget_post\.php\?(?=(?:.*?&)??owner_id=(?P<owner>-?\d+))(?:.*?&)??post_id=(?P<id>\d+)", embed=True,
         make=lambda found: ("", f"wall{found['owner']}_{found['id']}")),
)

FETCHER = Fetcher(
    name="vk",
    title="VK",
    hosts=("vk.com", "*.vk.com", "vk.ru", "*.vk.ru", "vkontakte.ru", "vkvideo.ru", "*.vkvideo.ru", *named("vk")),
    links=_LINKS,
    url=_canonical,
    mine=(
        "https://vk.com/wall-23538238_35",
        "https://m.vk.com/bookworms?w=wall-23538238_35_r40",
        "https://vk.com/video_ext.php?oid=-77521&id=162222515&hash=0",
        "https://vkvideo.ru/video-77521_162222515",
    ),
    not_mine=(
        "https://vk.com/id398982326",
        "https://vk.com/album-165740836_281339889",
        "https://vk.com/share.php?url=https%3A%2F%2Fexample.org",
    ),
    forms=(*FORMS, *vk_exports.FORMS),
    loaders=("vk.com/js/api/openapi.js",),
    widgets=("VK.Widgets.Like", "VK.Widgets.Comments", "VK.Widgets.Group", "VK.Widgets.Poll", "VK.Widgets.Subscribe",
             "VK.Widgets.Community", "VK.Widgets.Recommended", "VK.Widgets.Auth", "VK.Auth", "VK.Retargeting", "vk_like", "vk_comments",
             "vk_groups"),
)
