"""Telegram: hosts, post URLs, and the forms in which its posts show up."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.fetcher import Fetcher, Form, Found, Link, Made, named
from ingest.fetchers.telegram import chats, exports
from ingest.model import Author, Count, Key, Media, Post, Problem
from ingest.patterns import late
from ingest.values.fields import from_iso
from ingest.values.heads import picture
from ingest.values.nodes import attr, text_in

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_FRAME = late(r"telegram-post-([A-Za-z]\w{3,31})-(\d+)")
_NAMED = late(r"(c/\d+|[A-Za-z]\w{3,31})/(\d+)")
_SHORT = late(r"(\d+(?:\.\d+)?)([KM]?)")


def script(found: Found) -> Iterator[Post | Problem]:
    """The embed code: a script element with ``data-telegram-post="channel/number"``, and nothing else (editors and gates write
    another element and make the script later); and the frame that it
    makes, whose address is a file's where a browser has saved the page."""
    if "tgme_widget_message" in attr(found.node, "srcdoc"):  # the saved frame says more, and is read as a document of its own
        return
    framed = _FRAME.fullmatch(attr(found.node, "id"))
    named = f"{framed[1]}/{framed[2]}" if framed else attr(found.node, "data-telegram-post").strip().lstrip("@")
    match = _NAMED.fullmatch(named)
    if match:
        yield Post(native_id=f"{match[1].lower()}/{match[2]}", author=_channel(match[1], None))


def _channel(handle: str, name: str | None) -> Author | None:
    return Author(name=name) if handle.startswith("c/") else Author(handle=handle, name=name)


def message(found: Found) -> Iterator[Post | Problem]:
    """A message as the widget draws it: the embed frame's document, ``t.me/s/channel`` listings, pages of saved frames."""
    node = found.node
    match = _NAMED.fullmatch(attr(node, "data-post").strip())
    if node is None or not match:
        return
    gone = text_in(node.css_first(".tgme_widget_message_error"))
    native_id, key = f"{match[1].lower()}/{match[2]}", found.address.key
    moment = node.css_first(".tgme_widget_message_date time[datetime], .tgme_widget_message_info time[datetime]")
    body = node.css_first(".tgme_widget_message_text:not(.js-message_reply_text)")
    answered = _NAMED.search(attr(node.css_first("a.tgme_widget_message_reply[href]"), "href"))
    origin = _NAMED.search(attr(node.css_first("a.tgme_widget_message_forwarded_from_name[href]"), "href").removeprefix("https://t.me/"))
    yield Post(
        native_id=native_id, caption=None if gone else text_in(body) or None, created=from_iso(attr(moment, "datetime")),
        author=_channel(match[1], text_in(node.css_first(".tgme_widget_message_owner_name")) or None),
        counts=_counts(node), media=tuple(_media(node)), in_reply_to=_key(answered), repost_of=_key(origin),
        availability="deleted" if "not found" in gone.lower() else "unavailable" if gone else None,
        relation="context" if key is not None and key.native_id != native_id else None,
    )


def _key(match: re.Match[str] | None) -> Key | None:
    return Key("telegram", "", f"{match[1].lower()}/{match[2]}") if match else None


def _counts(node: "LexborNode") -> tuple[Count, ...]:
    match = _SHORT.fullmatch(text_in(node.css_first(".tgme_widget_message_views")))
    if not match:
        return ()
    scale = {"": 1, "K": 1000, "M": 1_000_000}[match[2]]
    return (Count(metric="views", value=round(float(match[1]) * scale), precision="rounded" if match[2] else "exact"),)


def _media(node: "LexborNode") -> Iterator[Media]:
    for one in node.css(".tgme_widget_message_photo_wrap[style]"):
        if match := re.search(r"url\(['\"]?([^'\")]+)", attr(one, "style")):
            yield Media(kind="image", url=match[1])
    for one in node.css("video[src]"):
        yield Media(kind="video", url=attr(one, "src"))


def head(found: Found) -> Iterator[Post | Problem]:
    """``t.me/channel/number`` itself: the channel's name and the text, cut when long; no date. The message is in a frame.

    The page names itself only in the link that opens the app.
    """
    address, meta = found.address, found.meta
    text = meta.get("og:description") or None
    app = re.match(r"tg://resolve\?domain=(\w+)&post=(\d+)", meta.get("al:ios:url") or meta.get("al:android:url") or "")
    if (address.key is None or address.key.platform != "telegram") and app:
        address = found.read(f"https://t.me/{app[1]}/{app[2]}")
    key = address.key
    if key is None or key.platform != "telegram":
        return
    handle = address.author or key.native_id.rpartition("/")[0]
    name = meta.get("og:title") or None
    stock = text is not None and re.match(r"You can (?:view|contact)|If you have Telegram|Please open Telegram", text)
    gone = text_in(found.node.css_first(".tgme_widget_message_error")) if found.node is not None else ""
    if gone:
        yield Post(native_id=key.native_id, author=_channel(handle, None),
                   availability="deleted" if "not found" in gone.lower() else "unavailable")
        return
    drawn = found.node is not None and found.node.css_first(".tgme_widget_message[data-post]") is not None
    if drawn:
        return
    if text is None or stock:
        yield Problem(reason="shell-page", stage="parse",
                      detail="the message is in a frame of this page: save the address again with ?embed=1 at its end")
    yield Post(native_id=key.native_id, caption=None if stock else text, author=_channel(handle, name), media=picture(meta))


FORMS: tuple[Form, ...] = (
    Form(name="script", css="[data-telegram-post], iframe[id^='telegram-post-']",
         marks=("data-telegram-post", "telegram-post-"), parse=script, evidence="plain"),
    Form(name="message", own=True, frontend=True, css=".tgme_widget_message[data-post]",
         marks=("tgme_widget_message", "data-post"), parse=message),
    Form(name="head", own=True, parse=head),
    Form(name="app-link", own=True, frontend=True, css="html", marks=("al:ios:url", "tg://resolve?domain=", "post="), parse=head),
)


_CHANNEL = r"(?!(?:share|joinchat|add(?:stickers|emoji|theme|list)|iv|proxy|socks|login|setlanguage|bg|invoice|boost)\b)" \
    r"(?P<author>[A-Za-z]\w{3,31})"


def _message(found: re.Match[str]) -> Made:
    """Names of channels know no case."""
    return "", f"{found['author'].lower()}/{found['id']}"

def _canonical(kind: str, native_id: str, author: str | None) -> str:
    return f"https://t.me/{native_id}"


_LINKS: tuple[Link, ...] = (
    Link(r"/c/(?P<channel>\d{5,})/(?:\d+/)?(?P<id>\d+)", make=lambda found: ("", f"c/{found['channel']}/{found['id']}")),
    Link(rf"/(?:s/)?{_CHANNEL}/(?:\d+/)?(?P<id>\d+)", make=_message),
    Link(r"//(?!www\.)(?P<author>[A-Za-z]\w{3,31})\.t\.me/(?:\d+/)?(?P<id>\d+)", hosts=("*.t.me",), make=_message),
    Link(rf"/resolve/?\?(?=(?:.*?&)??domain={_CHANNEL})(?:.*?&)??post=(?P<id>\d+)", hosts=("tg:",), make=_message),
    Link(r"/privatepost/?\?(?=(?:.*?&)??channel=(?P<channel>\d+))(?:.*?&)??(?:msg_id|post)=(?P<id>\d+)", hosts=("tg:",),
         make=lambda found: ("", f"c/{found['channel']}/{found['id']}")),
)

FETCHER = Fetcher(
    name="telegram",
    title="Telegram",
    hosts=("t.me", "*.t.me", "telegram.me", "telegram.dog", "tg:", *named("telegram")),
    links=_LINKS,
    url=_canonical,
    mine=(
        "https://t.me/ada_reads/613",
        "https://t.me/s/Ada_Reads/613?single",
        "https://t.me/c/1234567890/42",
        "tg://resolve?domain=ada_reads&post=613",
    ),
    not_mine=(
        "https://t.me/ada_reads",
        "https://t.me/share/url?url=https%3A%2F%2Fexample.org",
        "https://t.me/joinchat/613",
    ),
    forms=(*FORMS, *exports.FORMS, *chats.FORMS),
    extra=chats.EXTRA,
    loaders=("telegram.org/js/telegram-widget.js",),
    widgets=("data-telegram-login", "data-telegram-discussion", "data-telegram-share-url"),
)
