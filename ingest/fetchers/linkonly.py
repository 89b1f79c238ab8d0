"""Platforms whose posts are known by their links, and by what collectors keep of them: an embed of theirs is an address or a number."""

import re
from collections.abc import Iterator

from ingest import clocks
from ingest.fetcher import Fetcher, Form, Found, Link, Made, named
from ingest.fetchers import linkonly_exports
from ingest.model import Post, Problem
from ingest.values.nodes import attr

_SNOWFLAKE = r"\d{15,20}"


def _discord(kind: str, native_id: str, author: str | None) -> str:
    return f"https://discord.com/channels/{native_id}"


def _douyin(kind: str, native_id: str, author: str | None) -> str:
    return f"https://www.douyin.com/video/{native_id}"


def _bilibili(kind: str, native_id: str, author: str | None) -> str:
    return f"https://t.bilibili.com/{native_id}" if kind == "dynamic" else f"https://www.bilibili.com/video/{native_id}/"


def _xiaohongshu(kind: str, native_id: str, author: str | None) -> str:
    return f"https://www.xiaohongshu.com/explore/{native_id}"


def _ninegag(kind: str, native_id: str, author: str | None) -> str:
    return f"https://9gag.com/gag/{native_id}"


def _tenor(kind: str, native_id: str, author: str | None) -> str:
    return f"https://tenor.com/view/{native_id}"


def _plurk(kind: str, native_id: str, author: str | None) -> str:
    return f"https://www.plurk.com/p/{native_id}"


def _old_number(found: re.Match[str]) -> Made:
    """The numbers from before the BV ids keep their ``av``."""
    return "", f"av{found['id']}"


def player(found: Found) -> Iterator[Post | Problem]:
    """``<bilibili-video bvid="BV...">``, or ``aid`` with the older number. Seen 2021."""
    bvid, aid = attr(found.node, "bvid").strip(), attr(found.node, "aid").strip()
    if re.fullmatch(r"BV1[0-9A-Za-z]{9}", bvid):
        yield Post(native_id=bvid)
    elif re.fullmatch(r"(?:av)?[1-9]\d{0,14}", aid):
        yield Post(native_id=f"av{aid.removeprefix('av')}")


def picture(found: Found) -> Iterator[Post | Problem]:
    """Tenor's embed code: ``div.tenor-gif-embed[data-postid]``, with links to the picture and to others like it. Seen 2016 to now."""
    number = attr(found.node, "data-postid").strip()
    if re.fullmatch(r"\d{4,20}", number):
        yield Post(native_id=number)


DISCORD = Fetcher(
    name="discord",
    title="Discord",
    hosts=("discord.com", "discordapp.com", "ptb.discord.com", "canary.discord.com"),
    links=(Link(rf"/channels/(?P<id>(?:@me|{_SNOWFLAKE})/{_SNOWFLAKE}/{_SNOWFLAKE})"),),
    url=_discord,
    clock=clocks.bits(shift=22, epoch=1_420_070_400_000),
    mine=("https://discord.com/channels/302094807046684672/1306706528786583623/1306706528786583624",),
    not_mine=("https://discord.com/channels/302094807046684672/1306705919916249098", "https://discord.com/invite/books"),
    archived=False,
)
DOUYIN = Fetcher(
    name="douyin",
    title="Douyin",
    hosts=("douyin.com", "iesdouyin.com"),
    short_hosts=("v.douyin.com",),
    links=(
        Link(r"/(?:share/)?(?:video|note|slides)/(?P<id>\d{15,20})"),
        Link(r"/[^?]*\?(?:.*?&)??(?:modal_id|vid)=(?P<id>\d{15,20})"),
    ),
    url=_douyin,
    clock=clocks.bits(shift=32, unit="s", first_year=2016),
    mine=("https://www.douyin.com/video/6961737553342991651", "https://www.iesdouyin.com/share/video/6961737553342991651/"),
    not_mine=("https://www.douyin.com/user/MS4wLjABAAAA",),
    forms=linkonly_exports.AWEME,
)
BILIBILI = Fetcher(
    name="bilibili",
    title="Bilibili",
    hosts=("bilibili.com", "t.bilibili.com", "player.bilibili.com", "b23.tv", *named("bilibili")),
    frontends=("vxbilibili.com", "fxbilibili.com", "bilibiliez.com"),
    short_hosts=("bili2233.cn",),
    links=(
        Link(r"/(?:s/)?(?:video/)?(?P<id>BV1[0-9A-Za-z]{9})"),
        Link(r"/(?:s/)?(?:video/)?av(?P<id>\d{1,15})", make=_old_number),
        Link(r"/(?:blackboard/)?(?:html5mobile)?player\.html\?(?:.*?&)??bvid=(?P<id>BV1[0-9A-Za-z]{9})", embed=True),
        Link(r"/(?:blackboard/)?(?:html5mobile)?player\.html\?(?:.*?&)??aid=(?P<id>\d{1,15})", make=_old_number, embed=True),
        Link(r"/(?P<id>\d{15,20})", "dynamic", hosts=("t.bilibili.com",)),
        Link(r"/(?:opus|dynamic)/(?P<id>\d{15,20})", "dynamic"),
        Link(r"/[0-9A-Za-z]{6,}", hosts=("b23.tv",), short=True),
    ),
    url=_bilibili,
    mine=("https://www.bilibili.com/video/BV1TAmBYVEJr", "https://www.bilibili.com/opus/998134289197432852"),
    not_mine=("https://space.bilibili.com/1234567", "https://www.bilibili.com/read/cv1234567"),
    forms=(Form(name="element", css="bilibili-video", marks=("bilibili-video",), parse=player, evidence="plain"),),
)
XIAOHONGSHU = Fetcher(
    name="xiaohongshu",
    title="Xiaohongshu",
    hosts=("xiaohongshu.com", "rednote.com"),
    short_hosts=("xhslink.com",),
    links=(Link(r"/(?:explore|discovery/item|user/profile/[0-9a-f]{24})/(?P<id>[0-9a-f]{24})"),),
    url=_xiaohongshu,
    mine=("https://www.xiaohongshu.com/discovery/item/674051740000000007027a15?xsec_token=x",),
    not_mine=("https://www.xiaohongshu.com/user/profile/674051740000000007027a15",),
    forms=linkonly_exports.NOTE,
)
NINEGAG = Fetcher(
    name="9gag",
    title="9GAG",
    hosts=("9gag.com",),
    links=(Link(r"/gag/(?P<id>[0-9A-Za-z]{5,9})"),),
    url=_ninegag,
    mine=("https://9gag.com/gag/ae5Ag7B?ref=share",),
    not_mine=("https://9gag.com/u/ada",),
    forms=linkonly_exports.GAG,
)
TENOR = Fetcher(
    name="tenor",
    title="Tenor",
    hosts=("tenor.com", "tenor.co"),
    links=(Link(r"/(?:[a-z]{2}(?:-\w{2,4})?/)?(?:view|embed)/(?:[^/?]*-)?(?P<id>\d{4,20})"),),
    url=_tenor,
    mine=("https://tenor.com/view/cat-reading-gif-8525772382434057283", "https://tenor.com/embed/8525772382434057283"),
    not_mine=("https://tenor.com/search/cats-gifs",),
    forms=(Form(name="block", css="div.tenor-gif-embed[data-postid]", marks=("tenor-gif-embed",), parse=picture, evidence="plain"),),
)
PLURK = Fetcher(
    name="plurk",
    title="Plurk",
    hosts=("plurk.com",),
    links=(Link(r"/(?:m/)?p/(?P<id>[0-9a-z]{3,10})"),),
    url=_plurk,
    mine=("https://www.plurk.com/p/1k2m3n",),
    not_mine=("https://www.plurk.com/ada",),
)
FETCHERS: tuple[Fetcher, ...] = (DISCORD, DOUYIN, BILIBILI, XIAOHONGSHU, NINEGAG, TENOR, PLURK)
