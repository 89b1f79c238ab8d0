"""Telegram: exports of Telegram Desktop, Telethon, Pyrogram and bots. Only what channels and public groups said is a post."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ingest.fetcher import Form, Found
from ingest.model import WITHHELD, Author, Count, Key, Media, Post, Problem, Time
from ingest.values import count
from ingest.values.fields import counts_of, dicts, dig, from_epoch, from_iso, id_of, number_of, text_of, unique
from ingest.values.meta import synthetic_id

Fields = Mapping[str, Any]
OPEN = ("public_channel", "public_supergroup")
CLOSED = ("private_channel",)
_KINDS = {"video_file": "video", "video_message": "video", "animation": "gif", "voice_message": "audio", "audio_file": "audio",
          "sticker": "image"}


def words(text: Any) -> str | None:
    """A string, or a list of strings and marked parts."""
    if isinstance(text, list):
        text = "".join(part if isinstance(part, str) else str(dig(part, "text") or "") for part in text)
    return text.strip() or None if isinstance(text, str) else None


def _parts(record: Fields, kind: str) -> list[str]:
    listed = dicts(record.get("text_entities")) or dicts(record.get("text"))
    return [str(one.get("text") or "") for one in listed if one.get("type") == kind]


def _media(record: Fields) -> Iterator[Media]:
    size = {"width": number_of(record.get("width")), "height": number_of(record.get("height"))}
    for name, kind in (("photo", "image"), ("file", _KINDS.get(str(record.get("media_type")), "file"))):
        path = text_of(record.get(name))
        if path:
            mime = str(record.get("mime_type") or "").partition("/")[0]
            kind = mime if kind == "file" and mime in ("image", "video", "audio") else kind
            length = number_of(record.get("duration_seconds"))
            yield Media(kind=kind, local=None if path.startswith("(") else path, duration=float(length) if length else None,
                        width=size["width"], height=size["height"])


def _time(record: Fields, name: str) -> Time | None:
    """``date_unixtime`` since 2021; ``date`` alone is the exporter's own clock, so only the day can be trusted."""
    exact = from_epoch(record.get(f"{name}_unixtime"))
    return exact or from_iso(str(record.get(name) or "")[:10])


def _entry(chat: Fields, record: Fields) -> Post:
    number, native = id_of(chat.get("id"))[0], str(record["id"])
    name = text_of(chat.get("name"))
    place = f"c/{number.removeprefix('-100').removeprefix('-')}" if number else synthetic_id(name)
    reactions = [number_of(one.get("count")) or 0 for one in dicts(record.get("reactions"))]
    channel = chat.get("type") in ("public_channel", "private_channel")
    sender = None if channel else text_of(record.get("from"))
    links = [*_parts(record, "link"), *(text_of(one.get("href")) for one in dicts(record.get("text_entities")))]
    edited = _time(record, "edited")
    answered = id_of(record.get("reply_to_message_id"))[0]
    return Post(
        native_id=f"{place}/{native}", author=Author(name=sender or name, native_id=_user(record) if sender else number or None),
        created=_time(record, "date"), edited_at=edited.value if edited and record.get("edited_unixtime") else None,
        caption=words(record.get("text")) or text_of(dig(record, "poll", "question")),
        links=unique(links), hashtags=unique(tag.lstrip("#") for tag in _parts(record, "hashtag")),
        mentions=unique(one.lstrip("@") for one in _parts(record, "mention")), media=tuple(_media(record)),
        counts=(Count(metric="likes", value=sum(reactions)),) if reactions else (),
        in_reply_to=Key("telegram", "", f"{place}/{answered}") if answered else None,
        visibility="public" if chat.get("type") in OPEN else "private",
    )


def _user(record: Fields) -> str | None:
    return str(record.get("from_id") or "").removeprefix("user").removeprefix("channel") or None


def message(found: Found) -> Iterator[Post | Problem]:
    """A message of ``result.json``; the chat that it belongs to stands around it."""
    chat = found.parent if isinstance(found.parent, dict) else {}
    kind = str(chat.get("type") or "")
    if kind not in OPEN and not (kind in CLOSED and found.context.get("include_private")):
        said = kind.replace("_", " ") or "unnamed chat"
        yield Problem(reason="unsupported", stage="aside", fragment=WITHHELD,
                      detail=f"message of a Telegram {said} (private: only public channels and groups are read)")
        return
    if found.data.get("type", "message") == "message":
        yield _entry(chat, found.data)


def is_message(record: Fields) -> bool:
    """Number, date and text; service notes have a type of their own."""
    return isinstance(record["id"], int) and isinstance(record["text"], str | list) and isinstance(record["date"], str) and (
        "date_unixtime" in record or "from_id" in record or "text_entities" in record or record["date"][10:11] == "T")


def telethon(found: Found) -> Iterator[Post | Problem]:
    """A message as Telethon dumps it (``_``: ``Message``, ``peer_id``); 4CAT's collector adds the sender."""
    record: Fields = found.data
    peer, native = record["peer_id"], str(record["id"])
    number = id_of(dig(peer, "channel_id"))[0]
    if not number:
        yield Problem(reason="unsupported", detail="Telegram message between persons (private)", stage="aside", fragment=WITHHELD)
        return
    handle = text_of(dig(record, "_chat_peer", "username")) or text_of(dig(record, "chat", "username")) or text_of(
        dig(record, "_chat", "username"))
    place = handle.lower() if handle else f"c/{number}"
    reactions = [number_of(one.get("count")) or 0 for one in dicts(dig(record, "reactions", "results"))]
    edited, answered = from_iso(record.get("edit_date")), id_of(dig(record, "reply_to", "reply_to_msg_id"))[0]
    counts = counts_of({"views": record.get("views"), "shares": record.get("forwards"),
                        "comments": dig(record, "replies", "replies")})
    yield Post(
        native_id=f"{place}/{native}", author=Author(handle=handle, native_id=number, name=text_of(record.get("post_author"))),
        created=from_iso(record.get("date")) or from_epoch(record.get("date")), edited_at=edited.value if edited else None,
        caption=words(record.get("message")), in_reply_to=Key("telegram", "", f"{place}/{answered}") if answered else None,
        counts=(*counts, *((Count(metric="likes", value=sum(reactions)),) if reactions else ())),
        same_as=(*((Key("telegram", "", f"c/{number}/{native}"),) if handle else ()), *_album(number, record)),
        media=(Media(kind="video" if "ocument" in str(dig(record, "media", "_")) else "image"),)
        if str(dig(record, "media", "_")) in ("MessageMediaPhoto",) else (),
    )


def _album(number: str, record: Fields) -> tuple[Key, ...]:
    """The pictures of an album are messages of their own, one post to those who read it."""
    group = id_of(record.get("grouped_id"))[0]
    return (Key("telegram", "", synthetic_id("album", number, group)),) if group else ()


def is_telethon(record: Fields) -> bool:
    """Service messages have an action instead of a text."""
    return isinstance(record["peer_id"], dict) and "message" in record and "id" in record and "action" not in record


def service(found: Found) -> Iterator[Post | Problem]:
    """That somebody joined, that a message was pinned."""
    yield Problem(reason="unsupported", detail="service message of Telegram", stage="aside")


def minet(found: Found) -> Iterator[Post | Problem]:
    """A row of ``minet telegram channel-messages``."""
    row: Mapping[str, str] = found.data
    address = found.read(row["link_to_message"])
    if address.key is not None:
        yield Post(native_id=address.key.native_id, caption=text_of(row.get("text")), created=from_iso(row.get("datetime")),
                   author=Author(handle=address.author, name=text_of(row.get("author") or row.get("user_name"))),
                   counts=tuple(filter(None, (count("views", row.get("nb_views") or row.get("views") or "", "en"),))))


_FILES = {"photo": "image", "video": "video", "animation": "gif", "voice": "audio", "audio": "audio", "video_note": "video"}


def bot_message(found: Found) -> Iterator[Post | Problem]:
    """A message as bots and Pyrogram are given it, with its chat. Only a chat with a public name is read."""
    record: Fields = found.data
    chat: Fields = record["chat"]
    kind, handle = str(chat.get("type") or "").rpartition(".")[2].lower(), text_of(chat.get("username"))
    if kind not in ("channel", "supergroup") or handle is None:
        yield Problem(reason="unsupported", stage="aside", fragment=WITHHELD, 
                      detail="message of a Telegram chat without a public name (private)")
        return
    text = words(record.get("text")) or words(record.get("caption"))
    native, number = id_of(record.get("message_id"), record.get("id"))[0], id_of(chat.get("id"))[0].removeprefix("-100")
    if not native or not (text or any(record.get(name) for name in _FILES)):
        yield Problem(reason="unsupported", detail="service message of Telegram", stage="aside")
        return
    sender = None if kind == "channel" else record.get("from") or record.get("from_user") or record.get("sender_chat")
    edited = _moment(record.get("edit_date"))
    above = record.get("reply_to_message")
    answered = id_of(dig(above, "message_id"), record.get("reply_to_message_id"), dig(above, "id"))[0]
    reactions = [number_of(one.get("count") or one.get("total_count")) or 0 for one in (
        *dicts(dig(record, "reactions", "reactions")), *dicts(record.get("reactions")))]
    place = handle.lower()
    yield Post(
        native_id=f"{place}/{native}", caption=text, created=_moment(record.get("date")), edited_at=edited.value if edited else None,
        author=_sender(sender) if isinstance(sender, dict) else Author(handle=handle, name=text_of(chat.get("title")),
                                                                       native_id=number or None),
        counts=(*counts_of({"views": record.get("views"), "shares": record.get("forwards")}),
                *((Count(metric="likes", value=sum(reactions)),) if reactions else ())),
        in_reply_to=Key("telegram", "", f"{place}/{answered}") if answered else None, visibility="public",
        media=tuple(Media(kind=kind) for name, kind in _FILES.items() if record.get(name)),
        same_as=(Key("telegram", "", f"c/{number}/{native}"),) if number.isdigit() else ())


def _moment(value: Any) -> Any:
    return from_epoch(value) if isinstance(value, int) else from_iso(value)


def _sender(person: Fields) -> Author | None:
    name = text_of(person.get("title")) or " ".join(filter(None, (text_of(person.get("first_name")), text_of(person.get("last_name")))))
    handle, number = text_of(person.get("username")), id_of(person.get("id"))[0]
    return Author(handle=handle, name=name or None, native_id=number or None) if handle or name or number else None


def is_bot_message(record: Fields) -> bool:
    """A chat of a kind, a number and a time."""
    return isinstance(record["chat"], dict) and "type" in record["chat"] and ("message_id" in record or "id" in record)


_CONTENTS = {"messagePhoto": "image", "messageVideo": "video", "messageAnimation": "gif", "messageAudio": "audio",
             "messageVoiceNote": "audio", "messageVideoNote": "video", "messageDocument": "file", "messageSticker": "image"}


def library(found: Found) -> Iterator[Post | Problem]:
    """A message as TDLib gives it. It numbers messages in steps of 2^20: the number that all others see is ``id >> 20``."""
    record: Fields = found.data
    number = re.fullmatch(r"-100(\d+)", id_of(record["chat_id"])[0])
    said, told = record["content"], record.get("interaction_info")
    native = _server(record["id"])
    kind = str(said.get("@type"))
    words_in = text_of(dig(said, "text", "text")) or text_of(dig(said, "caption", "text"))
    if not number or not native:
        yield Problem(reason="unsupported", detail="Telegram message between persons (private)", stage="aside", fragment=WITHHELD)
        return
    if not words_in and kind not in _CONTENTS:
        yield Problem(reason="unsupported", detail="service message of Telegram", stage="aside")
        return
    place = f"c/{number[1]}"
    answered = _server(dig(record, "reply_to", "message_id") or record.get("reply_to_message_id"))
    edited = from_epoch(record.get("edit_date"))
    listed = dicts(dig(told, "reactions", "reactions")) or dicts(dig(told, "reactions"))
    reactions = [number_of(one.get("total_count")) or 0 for one in listed]
    sender = dig(record, "sender_id", "user_id")
    yield Post(
        native_id=f"{place}/{native}", created=from_epoch(record["date"]), edited_at=edited.value if edited else None, caption=words_in,
        author=Author(native_id=id_of(sender)[0] or number[1], name=text_of(record.get("author_signature"))),
        in_reply_to=Key("telegram", "", f"{place}/{answered}") if answered else None,
        media=(Media(kind=_CONTENTS[kind]),) if kind in _CONTENTS else (),
        counts=(*counts_of({"views": dig(told, "view_count"), "shares": dig(told, "forward_count"),
                            "comments": dig(told, "reply_info", "reply_count")}),
                *((Count(metric="likes", value=sum(reactions)),) if reactions else ())))


def _server(number: Any) -> str:
    """Numbers that are no multiple of 2^20 belong to messages that were never sent."""
    return str(number >> 20) if isinstance(number, int) and number > 0 and not number & 0xFFFFF else ""


FORMS: tuple[Form, ...] = (
    Form(name="tdlib", keys=("chat_id", "content", "date", "id"), parse=library,
         test=lambda r: r.get("@type") == "message" and isinstance(r["content"], dict)),
    Form(name="export-message", keys=("date", "text", "id"), test=is_message, parse=message),
    Form(name="telethon", keys=("peer_id", "message"), test=is_telethon, parse=telethon),
    Form(name="telethon-service", keys=("peer_id", "action"), test=lambda r: isinstance(r["peer_id"], dict), parse=service),
    Form(name="minet", columns=("link_to_message", "text"), parse=minet),
    Form(name="bot-message", keys=("chat", "date"), test=is_bot_message, parse=bot_message),
)
