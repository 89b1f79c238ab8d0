"""VK: hosts, post URLs, and the forms in which its posts show up."""

import re
from collections.abc import Iterator

from ingest.fetcher import Fetcher, Form, Found, Link, named
from ingest.fetchers.vk import archive, exports, pages
from ingest.model import Post, Problem
from ingest.patterns import late
from ingest.values.nodes import attr

_CALL = late(r"""VK\.Widgets\.Post\(\s*["'][^"']*["']\s*,\s*(-?\d+)\s*,\s*(\d+)""")


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


FORMS: tuple[Form, ...] = (
    Form(name="widget", css="amp-vk[data-embedtype=post], [id^='vk_post_']", marks=("vk_post_", "<amp-vk"), parse=widget,
         evidence="plain"),
    Form(name="script", css="script", marks=("VK.Widgets.Post",), parse=call, evidence="plain"),
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
    forms=(*FORMS, *pages.FORMS, *exports.FORMS, *archive.FORMS),
    extra=archive.EXTRA,
    loaders=("vk.com/js/api/openapi.js",),
    widgets=("VK.Widgets.Like", "VK.Widgets.Comments", "VK.Widgets.Group", "VK.Widgets.Poll", "VK.Widgets.Subscribe",
             "VK.Widgets.Community", "VK.Widgets.Recommended", "VK.Widgets.Auth", "VK.Auth", "VK.Retargeting", "vk_like", "vk_comments",
             "vk_groups"),
)
