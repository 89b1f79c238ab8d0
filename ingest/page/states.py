"""JSON that pages carry in scripts: found, decoded once, and walked for posts, HTML strings and post URLs.

Pages preload other articles too. A state speaks for the page only where its path does not name a list of other things.
"""

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from ingest.page import coded
from ingest.patterns import late
from ingest.records.decode import decode, end_of
from ingest.values import named, script, trees

MAX_SCRIPT = 30_000_000
_WORTH = 50
"""A shorter value than this counts as a try in vain: code is full of them."""
_ASSIGN = late(r"""[=(,:]\s*(?=[\[{"]|'(?:[\[{]|\\x[57][bB])|decodeURIComponent\(["'])""")
_PUSH = late(r"__next_f\.push\(\s*")
_ROW = late(r"(?:^|\n)[0-9a-f]+:[A-Z]?(?=[\[{\"])")
_NAMES = frozenset(("name", "host", "site", "slug", "variant"))
"""Fields that name all sorts of things: they count only where they speak of embedding, as WordPress's ``core/embed`` does."""
_OWNERS = ("source", "provider", "platform", "network", "service")
"""Keys whose object has the platform's name: ``{"source": {"name": "twitter"}}``."""
_BELONGS = frozenset(("model", "data", "attrs", "attributes", "props", "fields", "params", "payload", "embed", "oembed", "properties",
                      "__data", "options", "config", "settings", "element", "value", "meta", "attributesJSON", "attributes_json",
                      "link", "url", "uri"))
"""Keys under which an object keeps what belongs to it: its type speaks for what lies there."""
_LITERAL = late(r"""[\[{][\s\[{]*(?:[A-Za-z_$][\w$]*\s*:|'[^'\n]{0,200}'\s*[:,\]]|"[^"\n]{0,200}"\s*:)""")
"""How a JavaScript object or list begins."""
_WRITTEN = late(
    r"""(?:document\.write(?:ln)?\s*\(|\.(?:innerHTML|outerHTML)\s*\+?=|\.(?:html|append|prepend|after|before|replaceWith)\s*\("""
    r"""|insertAdjacentHTML\s*\(\s*['"]\w+['"]\s*,)\s*(?:'((?:[^'\\\n]++|\\.)*+)'|"((?:[^"\\\n]++|\\.)*+)"|`((?:[^`\\]++|\\.)*+)`)""", re.S)
_ESCAPE = late(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.))", re.S)
_DECODER = json.JSONDecoder(strict=False)
ELSEWHERE = late(
    r"related|recommend|popular|trending|latest|mostread|most_read|sidebar|footer|header|teaser|carousel|readmore|read_more|promo"
    r"|navigation|menu|nextarticle|next_article|morefrom|more_from|suggest|breaking|ticker|playlist|collections?feed|socialmedia|sameas"
    r"|itemlistelement|in_reply_to|inreplyto|more_?stor|other_?stor|read_?next|up_?next|next_?up|you_?may|similar|top_?stor|newsfeed"
    r"|most_?(?:viewed|shared|recent)|share_?bar|partners|recirc|see_?also|also_?read|editors?_?pick|must_?(?:read|see)|keep_?reading"
    r"|(?:next|prev(?:ious)?)_?(?:article|post|stor)|^(?:reader_?)?comments$|^feeds?$|^ads?$|^banners?$|advert"
    r"|whats_?next|outbrain|taboola|newsletter",
    re.I,
)
"""Path steps under which other articles lie."""


def values(code: bytes, opening: bytes) -> Iterator[Any]:
    """Every JSON value of one script element, outermost ones only. Never raises; JavaScript that is not JSON is passed over."""
    text = code[:MAX_SCRIPT].decode("utf-8", "replace").strip()
    if text.startswith(("<!--", "//<![CDATA[", "<![CDATA[")):
        text = re.sub(r"^(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)\s*|\s*(?://\s*)?(?:-->|\]\]>)$", "", text)
    text = script.plain(text) if text[:4] == "{&q;" else text
    if text[:1] in "{[":
        whole, _ = _decode(text, 0)
        if whole is not None:
            yield _opened(whole, _stringy(text))
            return
    if b"application/json" in opening or b"ld+json" in opening:
        return
    yield from _flight(text)
    if "return" in text and (state := script.called(text)) is not None:
        yield state
        return
    stringy = _stringy(text)
    for value in _assigned(text):
        yield _opened(value, stringy)


def _stringy(text: str) -> bool:
    """Can there be JSON in the strings of this JSON?"""
    return '{\\"' in text


def _opened(value: Any, stringy: bool) -> Any:
    """Values that are kept by number put in their places, JSON in strings opened."""
    value = script.numbered(value)
    return script.unpacked(value) if stringy else value


def written(code: bytes) -> Iterator[str]:
    """HTML that a script writes into the page as one string: ``document.write('<iframe ...')``, ``innerHTML = ...``."""
    if b"write" not in code and b"HTML" not in code and b".html(" not in code and b"append(" not in code:
        return
    for match in _WRITTEN.finditer(code[:MAX_SCRIPT].decode("utf-8", "replace")):
        text = _ESCAPE.sub(_plain, match[1] or match[2] or match[3] or "")
        if "<" in text and len(text) > 20:
            yield text


def _plain(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else {"n": "\n", "t": "\t", "r": "", "\n": ""}.get(match[3], match[3])


def _decode(text: str, at: int) -> tuple[Any, int]:
    try:
        return _DECODER.raw_decode(text, at)
    except ValueError:
        return None, at
    except RecursionError:
        return _deep(text[at:].encode("utf-8", "replace"), at)


def _deep(raw: bytes, at: int) -> tuple[Any, int]:
    """A value that nests deeper than Python's own decoder goes: the thread below a post."""
    end = end_of(raw, 0)
    try:
        return decode(raw[:end]), at + len(raw[:end].decode())
    except (ValueError, RecursionError):
        return None, at


def _assigned(text: str) -> Iterator[Any]:
    """Objects behind ``=``, ``(``, ``,`` or ``:`` and strings of JSON in ``JSON.parse("...")``."""
    at, tries, vain = 0, 0, 0
    while tries < 400 and (match := _ASSIGN.search(text, at)):
        at = match.end()
        value, end = _decode(text, at) if text[at] in "[{\"" else _quoted(text, at)
        if value is None and vain < 40 and _LITERAL.match(text, at):
            value, end = script.literal(text, at)
            vain += value is None
        if isinstance(value, str) and value[:3] in ("eyJ", "W3s", "W1s") and len(value) > 20:  # atob("...")
            value = coded.text(value)
        if isinstance(value, str) and value[:1] in "{[" and len(value) > 20:
            value, _ = _decode(value, 0)
            value = script.numbered(value)
        if isinstance(value, (dict, list)) and value:
            yield value
        tries += end - at < _WORTH
        if end > at:
            at = end


def _quoted(text: str, at: int) -> tuple[Any, int]:
    """A string in single quotes, or one that is percent-encoded."""
    start = at + len("decodeURIComponent(") if text[at] == "d" else at
    value, end = script.literal(text, start)
    return unquote(value) if start > at and isinstance(value, str) else value, end if end > start else at


def _flight(text: str) -> Iterator[Any]:
    """React server component pushes: the strings joined, then one value a row."""
    if "__next_f" not in text:
        return
    joined = []
    for match in _PUSH.finditer(text):
        value, _ = _decode(text, match.end())
        if isinstance(value, list) and len(value) == 2 and isinstance(value[1], str):
            joined.append(value[1])
    whole = "".join(joined)
    names: dict[str, str] = {}
    for match in _ROW.finditer(whole):
        value, _ = _decode(whole, match.end())
        if match[0].endswith(":I") and isinstance(value, list):
            names[f"$L{match[0].strip().partition(':')[0]}"] = str(value[2]) if len(value) > 2 else ""
        elif isinstance(value, (dict, list)):
            yield script.components(value, names)


_LOOSE = frozenset(("content", "post", "toot", "status", "tweet"))
"""Keys under which may lie a whole article, or what an embed shows."""
_ANY = late(r"(?:(?:social|rich|external|media)[-_ ]?)?o?embeds?|mastodon", re.I)
"""What holds an embed and nothing else, whosever it is."""
Way = tuple[Any, str, dict[str, Any]]  # (way to the object around, name of the key, the object): the way back to the root
_CONTAINERS = frozenset((dict, list))


def strings(value: Any) -> Iterator[tuple[Way | None, str]]:
    """All longer strings of a JSON value that are a URL or hold markup, in document order, with the way to them.
    Iterative; ``path`` and ``kind`` make out the way for the few strings that count."""
    stack: list[tuple[Way | None, Any]] = [(None, value)]
    while stack:
        way, item = stack.pop()
        of = type(item)
        if of is str:
            yield way, item
        elif of is dict:
            for address in named.in_object(item):
                yield (way, "embed", item), address
            if trees.WHOLE in (item.get("tagName"), item.get("tag"), item.get("name")) and trees.is_whole(item):
                yield (way, "embed", item), trees.html_of(item)
                continue
            stack += [((way, key, item), inner) for key, inner in reversed(item.items()) if (kind := type(inner)) in _CONTAINERS or (
                kind is str and len(inner) > 14 and (inner[:4] == "http" or inner[:2] == "//" or "<" in inner or "&lt;" in inner
                or inner[:2] in ("%3", "PG") or inner[:5] == "at://"))]
        elif of is list:
            if len(item) == 2 and type(item[1]) is dict and type(item[0]) is str and len(item[0]) < 40:  # Mobiledoc's cards
                stack.append(((way, item[0], {"type": item[0]}), item[1]))
                continue
            stack += [(way, inner) for inner in reversed(item) if (kind := type(inner)) in _CONTAINERS or (
                kind is str and len(inner) > 14 and (inner[:4] == "http" or inner[:2] == "//" or "<" in inner or inner[:2] == "%3"))]


_PLAYER = late(r"//(?:player|embed)\.|/(?:embed|embeds|player|plugins)(?:[/?]|$)|/embed/?(?:\?|$)", re.I)


def player(text: str) -> bool:
    """Is this the address of a frame, which nobody writes but to show it?"""
    return _PLAYER.search(text[:300]) is not None


def kind(way: Way | None) -> str:
    """What kind of thing the object that holds a string says it is, or the one around whose contents it keeps."""
    said: list[str] = []
    small = loose = False  # "content" may be the text of a whole article, for which its type does not speak unless it names a platform
    for _ in range(3):
        if not way:
            break
        words = [word for field in (*named.KINDS, *(key for key in way[2] if key[-4:] in ("type", "Type") and key not in named.KINDS))
                 if isinstance(word := way[2].get(field), str) and len(word) < 100 and (field not in _NAMES or "embed" in word.lower())]
        owners = [str(inner.get("name")) for field in _OWNERS if type(inner := way[2].get(field)) is dict]
        words += [word for word in owners if named.word(word)]
        if type(inner := way[2].get("element")) is dict and type(word := inner.get("value")) is str and len(word) < 100:
            words.append(word)
        if "sys" in way[2] and (word := named.content_type(way[2])):
            words.append(word)
        said += words if not loose or small else [word for word in words if named.word(word) or _ANY.fullmatch(word)]
        loose = bool(way[0]) and way[0][1] in _LOOSE
        small = loose and len(way[2]) < 8 and not any(type(inner) in _CONTAINERS for inner in way[2].values())
        way = way[0] if way[0] and (way[0][1] in _BELONGS or loose) else None
    return " ".join(said)


def path(way: Way | None) -> tuple[str, ...]:
    """The names of the keys above a string."""
    names: list[str] = []
    while way:
        names.append(way[1])
        way = way[0]
    return tuple(names[::-1])


_PARTS = late(r"body|content|block|element|paragraph", re.I)
"""What a list of an article's parts is called: in it ``socialmedia`` is a part."""


@lru_cache(maxsize=8192)
def elsewhere(path: tuple[Any, ...]) -> bool:
    """Does this path lead to other articles than the page's own?"""
    last = len(path) - 1
    return any(isinstance(step, str) and (found := ELSEWHERE.search(step)) is not None and not (
        found[0].lower() == "socialmedia" and (at == last or (at and _PARTS.search(str(path[at - 1]))))) for at, step in enumerate(path))


_ASIDE = late(
    r"related|recommend|recirc|trending|newsletter|most_?(?:read|popular|viewed)|(?:read|up)_?next|more_?(?:from|stor)|see_?also", re.I)
_SETTINGS = late(
    r"^verifications$|^proofs?$|^follow|^shar(?:e|ing)(?!d)|(?:right|left|side)_?rail|analytics|tracking|^authors?$|ad_?config", re.I)
"""Keys of what a page knows besides its article: its settings, its people, the column beside it."""
_PERSON = late(r"author|person|profile|user", re.I)
_DECLARED = ("type", "__typename", "_type", "component", "blockType", "name")


def aside(way: Way | None) -> bool:
    """Does an object around, or the key that it has, say that it is a list of other things, a person or settings?"""
    while way:
        if _settings(way[1]) or (type(kind := way[2].get("type")) is str and _PERSON.fullmatch(kind)):
            return True
        if any(type(said := way[2].get(field)) is str and len(said) < 60 and _ASIDE.search(said) for field in _DECLARED):
            return True
        way = way[0]
    return False


@lru_cache(maxsize=8192)
def _settings(key: str) -> bool:
    return _SETTINGS.search(key) is not None


def unplayed(way: Way | None) -> bool:
    """Is this the address of a film (``youtube_url``) beside a word that another one's is played? Builders keep what was set before."""
    if not way:
        return False
    plays = way[2].get("video_type") or way[2].get("videoType")
    return isinstance(plays, str) and way[1].lower().endswith("_url") and (told := named.word(way[1])) != "" and plays.lower() not in (
        told, "", "embed", "url", "video")


_SHOWS = late(r"embed|oembed|iframe_?(?:src|url)|video(?:data|src)|tweet|twitter|instagram|youtube|tiktok|bluesky|facebook|vimeo"
               r"|external[-_]?video|video_?url", re.I)
_FRAMES = late(
    r"mediaresource|oembed|(?:tweet|twitter|instagram|youtube|tiktok|facebook|vimeo|bluesky|social)[\w.-]*embed|embed[\w.-]*block", re.I)
"""Types of which the address under any key is what is shown."""
_EMBEDS = late(r"(?:^|[\s_/-])o?embed(?:s|ded)?(?:$|\s)", re.I)
"""The type of an editor's block for whatever can be embedded."""
_HIDES = late(r"share|social|profile|author|canonical|follow|sameas|logo|thumb|image|icon|link$|href|account|page_?url|channel", re.I)


_WRAPPED = late(r"social|canonical[-_]?(?=ur[li])", re.I)
"""What says nothing in the names of keys once a type says that something is embedded."""
_NO_POST = late(r"\b(?:share|sharing|follow|profile|account|timeline)(?![a-z])", re.I)
"""Types of what only leads to a platform."""
_LINKED = late(r"(?:video|embed|tweet|twitter|post|you_?tube|instagram|tiktok|vimeo|facebook|status|external)_?(?:link|href)|permalink"
               r"|a_href|[\w-]*data-instgrm-permalink", re.I)
_BODY = late(r"body|content|blocks?|elements?|components?|sections?|paragraphs?|children|nodes|modules?|entityMap", re.I)
"""Keys of what an article consists of."""


@lru_cache(maxsize=8192)
def shows(path: tuple[str, ...], kind: str, framed: bool = False, so_named: bool = False) -> bool:
    """Does a URL under these keys say that the page shows what it names? ``kind``: the ``type`` word beside it, if any.
    ``framed``: it is the address of a frame, which counts among what an article consists of.
    ``so_named``: the kind names the platform of the address."""
    last = path[-1] if path else ""
    near = " ".join((*path[-3:], kind))
    if last in ("href", "link") and (_FRAMES.search(kind) or _EMBEDS.search(kind) or any(map(named.word, (*kind.split(), *path[-2:-1])))):
        return True
    if _NO_POST.search(kind):
        return False
    above = list(path[-2:-1])
    if any(map(named.word, kind.split())) or "embed" in kind.lower() or any("embed" in step.lower() for step in above):
        last, *above = (_WRAPPED.sub("", step) for step in (last, *(step for step in above if step != "link")))
    if _LINKED.fullmatch(last):
        last = "url"
    above = [step for step in above if last != "value" or not _LINKED.fullmatch(step)]
    film = "video" in path[-3:] or ("video" in re.split(r"[\s-]+", kind.lower()) and any(map(_BODY.fullmatch, path)))
    framed = framed and any(map(_BODY.fullmatch, path))
    shown = film or framed or so_named or bool(_SHOWS.search(near))
    return shown and not _HIDES.search(last) and not any(map(_HIDES.search, above))
