"""Markdown: notes, posts of sites that were never built, and what web clippers keep of a page (Obsidian, Joplin, Raindrop).

Quotations and links are written as HTML, so that the same forms read them; all else stays as it is. A clipping states in its front matter
where it is from: then it is a copy of that page.
"""

import re
from collections.abc import Iterator
from html import escape

from ingest import charset
from ingest.containers import moments
from ingest.containers.feed import syndicated
from ingest.containers.source import Item, Peek, Room, Source, body_of
from ingest.containers.text import is_text
from ingest.limits import MIB
from ingest.model import Problem
from ingest.patterns import late

_FRONT = late(r"\A\ufeff?---[ \t]*\r?\n(.{0,20000}?)\n(?:---|\.\.\.)[ \t]*\r?\n", re.S)
_FIELD = late(r"(?m)^([A-Za-z_-]{2,20}):[ \t]*(.*(?:\n[ \t]+-.*)*)$")
_JOPLIN = late(r"\n\nid: [0-9a-f]{32}\n(?:[a-z_]{3,40}:[^\n]{0,2000}\n){3,60}type_: \d+\s*\Z")
_NOTION = late(r"\A\ufeff?# ([^\n]{1,500})\n\n((?:[A-Z][\w ]{1,30}: [^\n]{1,2000}\n){1,40})(?=\n)")
_LINK = late(
    r"(?<![!@%\]\w])\[((?:[^\[\]\n]|!\[[^\]\n]*\]\([^)\s]*\)){1,400})\]"
    r"\(<?(https?://[^\s()<>]{5,1000}(?:\([^\s()]*\)[^\s()<>]*)?)>?(?:\s+\"[^\"\n]*\")?\)")
_SHOWN = late(r"!\[[^\]\n]{1,300}\]\((https?://[^\s()]{5,300})\)")
_POINTED = late(r"<(https?://[^\s<>]{4,2000})>")
_PICTURE = late(r"\.(?:jpe?g|png|gif|webp|svg|avif|bmp)(?:[?#]|$)|/(?:badge|shield)|img\.|pbs\.twimg|/media/", re.I)
_FENCED = late(r"(?ms)^(```+|~~~+)[^\n]*\n.*?(?:^\1|\Z)")
_QUOTED = late(r"(?m)(?:^[ ]{0,3}>[^\n]*\n?)+")
_SOURCES = ("source", "url", "link", "source_url", "source-url", "original")
_MOMENTS = ("user_created_time", "created_time", "created", "clipped", "date_saved", "saved")
"""When it was clipped, where a whole moment is stated."""
_HEADER = late(r"\s*(?:<p>)?\*\*[^\n*]{1,100}\*\*\s+@[\w.-]{1,60}\b[^\n]{0,300}\n")
_STATED = late(r"\s*# (.{1,500})\n(?:(?!#).{0,300}\n){0,12}?Source: \[(https?://[^\]\s]{4,2000})\]\([^)\s]{4,2000}\)[ \t]*\n")
"""percollate writes one article so; of several in one file none is the file's."""
_END = late(r"(?m)^(?:---+|\*\*\*+|#{1,3}\s*Comments?)\s*$")
_CUT = 150
"""Descriptions of so many signs may have been cut."""
_PLAIN = late(r"[\W_]+")


def bid(peek: Peek) -> int:
    """By the name: what is inside may be anything."""
    return 30 if peek.name.endswith((".md", ".markdown", ".mdx")) and is_text(peek.head) else 0


def read(source: Source, room: Room) -> Iterator[Item]:
    """One Document."""
    body, whole = body_of(source, room)
    text = charset.transcode(body, source.charset).decode("utf-8", "replace")
    before, fields, rest = _notes(text)
    url = next((value for name in _SOURCES if (value := fields.get(name, "")).startswith(("http://", "https://"))), "")
    page = _clipping(fields, url, rest) if url else before + as_html(rest)
    when = next((moment for name in _MOMENTS if (moment := moments.from_iso(fields.get(name, "")))), "") if url else ""
    yield source.document(page.encode(), kind="html" if url else "text", charset="utf-8", url=url or source.url,
                          title=fields.get("title", ""), captured_at=source.captured_at or when,
                          captured_origin=source.captured_origin or ("export" if when else ""))
    if not whole:
        yield Problem(reason="too-large", stage="open", locator=source.locator,
                      detail=f"only the first {room.limits.body // MIB} MiB of the text are read")


def _notes(text: str) -> tuple[str, dict[str, str], str]:
    """What a text says of itself (before, fields, the text): in front matter, behind it as Joplin does, below its title as Notion does."""
    if front := _FRONT.match(text):
        return text[: front.end()], _fields(front[1]), text[front.end() :]
    if behind := _JOPLIN.search(text):
        rest = text[: behind.start()]
        return "", _fields(behind[0]) | {"title": rest.partition("\n")[0].strip()}, rest
    if stated := _STATED.match(text):
        return text[: stated.end()], {"title": stated[1].strip(), "url": stated[2]}, text[stated.end() :]
    if below := _NOTION.match(text):
        fields = _fields(below[2])
        return text[: below.end()], {"title": below[1].strip(), "url": fields.get("url") or fields.get("link", "")}, text[below.end() :]
    return "", {}, text


def _fields(front: str) -> dict[str, str]:
    """The simple values of a front matter; of a list the first."""
    made = {}
    for name, value in _FIELD.findall(front):
        first = value.strip().lstrip("-[").split("\n")[0].strip() or value.strip().lstrip("- \n")
        text = first.strip().lstrip("- ").strip()
        if text[:1] in "\"'" and text[-1:] == text[:1]:
            text = text[1:-1].replace('\\"', '"')
        made[name.lower()] = text.removeprefix("[[").removesuffix("]]").partition("|")[0]
    return made


def as_html(text: str) -> str:
    """Quotations and links as HTML, outside of code."""
    pieces, at = [], 0
    for fence in _FENCED.finditer(text):
        pieces += [_marked(text[at : fence.start()]), fence[0]]
        at = fence.end()
    return "".join((*pieces, _marked(text[at:])))


def _marked(text: str) -> str:
    return _linked(_QUOTED.sub(_quotation, text))


def _quotation(match: re.Match[str]) -> str:
    """Its paragraphs; a line end inside one is a line end."""
    inner = re.sub(r"(?m)^[ ]{0,3}>[ ]?", "", match[0])
    parts = [part.strip() for part in re.split(r"\n\s*\n", inner) if part.strip()]
    return "<blockquote>" + "".join("<p>{}</p>".format(part.replace("\n", "<br>")) for part in parts) + "</blockquote>\n"


def _linked(text: str) -> str:
    text = _SHOWN.sub(lambda match: match[0] if _PICTURE.search(match[1]) else f"![]({match[1]})", text)
    text = _POINTED.sub(lambda match: f'<a href="{escape(match[1])}">{escape(match[1])}</a>', text)
    return _LINK.sub(lambda match: f'<a href="{escape(match[2])}">{match[1]}</a>', text)


def _clipping(fields: dict[str, str], url: str, text: str) -> str:
    """A clipping as the page it was cut from. Its words are the page's own where its description says the same."""
    told, body = fields.get("description", ""), _END.split(_HEADER.sub("", text, count=1), maxsplit=1)[0]
    agreed = bool(told) and _PLAIN.sub("", told)[:60].lower() in _PLAIN.sub("", body)[:400].lower()
    part = _paragraphs(body, told) if agreed else escape(told)
    facts = {"article:published_time": fields.get("published", ""), "item:author": fields.get("author", ""),
             "item:clipped": "whole" if agreed else "part"}
    metas = "".join(f'<meta name="{name}" content="{escape(value)}">' for name, value in facts.items() if value)
    head = f'<title>{escape(fields.get("title", ""))}</title><link rel="canonical" href="{escape(url)}">{metas}'
    return f"<html><head>{head}</head><body>{syndicated([part] if part else [])}<article>{as_html(text)}</article></body></html>"


def _paragraphs(text: str, told: str) -> str:
    """The words of a clipping without its signs: pictures, emphasis, addresses behind links; up to where a whole description ends."""
    plain = re.sub(r"!\[[^\]\n]*\]\([^)\s]*\)", "", text)
    plain = re.sub(r"\[([^\[\]\n]+)\]\([^)\s]+\)", r"\1", plain)
    plain = re.sub(r"\\([#*_\[\]()>~`.!-])", r"\1", re.sub(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", r"\2", plain))
    parts = [part.strip() for part in re.split(r"\n\s*\n", plain) if part.strip()]
    wanted = 0 if told.endswith(("…", "...")) or len(told) >= _CUT else len(_PLAIN.sub("", told))
    made: list[str] = []
    for part in parts:
        if wanted and len(_PLAIN.sub("", "".join(made))) >= wanted:
            break
        made.append(part)
    return "".join("<p>{}</p>".format(escape(part).replace("\n", "<br>")) for part in made)
