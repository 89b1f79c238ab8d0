"""Rows of tools that nobody declared: JSON objects and table rows in which an address names a post.

The names of the other fields are guessed from what such tools call them; ``map`` in the context overrules the guesses.
Without an address of a known platform a row says nothing: an id alone could be anybody's.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ingest.fetcher import Address, Form, Found, Piece, Told
from ingest.fetchers.generic.remarks import is_remark, remark
from ingest.fetchers.generic.rowkeys import (
    BOOKMARKED,
    MESSAGES,
    above,
    beside,
    by_number,
    is_address,
    is_listed,
    is_local,
    is_numbered,
    is_several,
    is_thing,
    message,
    named,
    opaque,
    several,
    thing,
    written,
)
from ingest.fetchers.generic.rowmedia import media_of
from ingest.fetchers.generic.rownames import METRICS, Flat, flat, guess, pick, picks, source, tags
from ingest.model import Author, Count, Key, Post, Problem, Time
from ingest.patterns import late
from ingest.values import count
from ingest.values.dates import read_date
from ingest.values.fields import counts_of, dicts, from_iso, from_serial, hidden, id_of, list_of, number_of, text_of, unique, when_of
from ingest.values.heads import titled
from ingest.values.texts import html_to_text

_SCORED = frozenset(("reddit", "hackernews"))
"""Where votes are a score, up less down."""
_TITLED = frozenset(("9gag", "reddit", "tumblr", "pinterest", "youtube", "vimeo", "hackernews", "dailymotion", "flickr", "imgur"))

_WORDED = frozenset(("tiktok", "instagram", "facebook", "threads"))
"""Where tools call the caption a title. Elsewhere a title is the page's, written by a browser."""
_CHINESE = frozenset(("weibo", "xiaohongshu", "douyin"))
"""Whose sites and programs write times without their zone."""
_BARE = late(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?")
_NAMING = frozenset(("twitter", "tiktok", "threads", "bluesky"))
"""Where the address shows the handle of who posted."""
_ESCAPED = frozenset(("twitter", "reddit"))
"""Whose interfaces escape three characters in texts; most tools leave them so."""
_MARKED = frozenset(("fediverse", "truthsocial", "gab", "tumblr", "hackernews"))
"""Whose texts are HTML."""
_TAG = late(r"</?(?:p|br|span|a|div|blockquote)\b[^<>]*>", re.I)
_LANGUAGE = late(r"[A-Za-z]{2,3}(?:[-_]\w{2,8})?")
_ACCOUNT = late(r"\d{1,20}|UC[\w-]{22}|t2_\w+|did:\S+|MS4\S+|[0-9a-f]{24}")
_FOLDED = frozenset(("facebook", "linkedin", "instagram", "threads"))
_MORE = late(r"\s*(?:…|\.{3})\s*(?:see|read|show)?\s*more\s*$|\s*…\s*(?:mehr (?:an)?sehen|mehr anzeigen|voir plus|ver más"
             r"|ver mais|altro|meer weergeven|xem thêm|lihat selengkapnya|ดูเพิ่มเติม|عرض المزيد|ещё|展开|もっと見る|더 보기)\s*$", re.I)
"""The button behind the beginning of a long text, as scrapers of drawn pages take it along."""
_QUOTED = ("quote", "quotedTweet", "quoted_tweet", "quotedPost", "quoted-post", "quoted_post", "quotedStatus", "quoted_status", "quoted")
_REPEATED = ("retweet", "retweetedTweet", "retweeted_tweet", "retweetedStatus", "retweeted_status", "repostedPost", "reblog", "sharedPost")
_ANSWERED = ("inreplytoid", "replytostatusid", "inreplytostatusid", "inreplytostatusidstr", "inreplytotweetid", "inreplytotweetidstr",
             "replytotweetid", "replytosid", "inreplyto")
_REPEATS = ("retweetid", "retweetstatusid", "retweetedstatusid", "retweetedstatusidstr", "retweetedtweetid", "retweetedid",
            "retweettweetid",
            "retweetedstatus")
_QUOTES = ("quoteid", "quotedstatusid", "quotedstatusidstr", "quotedtweetid", "quotedid", "quotedtweettweetid", "quotedstatus",
           "quotetweetid")
_THREAD = ("conversationid", "conversationidstr")
_PROFILES = ("userprofileurl", "authorprofileurl", "authorurl", "profileurl", "userurl", "ownerurl", "pageurl", "channelurl",
             "authormetaprofileurl", "facebookurl")
_PROFILE = late(r"https?://(?:[\w-]+\.)*(?:facebook|linkedin|instagram|tiktok|twitter|x|threads|pinterest|youtube|reddit)\.(?:com|net)/"
                r"(?:in/|company/|user/|u/|@)?([\w.-]{2,60})/?(?:$|\?)")
_LINKED = ("outlinks", "links", "urls", "outlinksurls", "externallinks", "expandedurls", "entitiesurls")
"""Lists of addresses in the text."""
_GONE = frozenset(("[deleted]", "[removed]", "[deleted by user]"))
_REDDITOR = late(r"/?(?:u/)?([\w-]{3,20})")
"""Who has no other name."""
_NOBODY = frozenset(("profile.php", "people", "pages", "groups", "watch", "share", "photo.php", "permalink.php", "story.php"))
_DOTTED = late(r"\s*\d{1,2}\.\s?\d{1,2}\.\s?\d{4}\b")
_NO_TIME = late(r"(?i)\s*,?\s*\bat\b|[\sT]*\d{1,2}:\d\d(?::\d\d)?(?:\s?[ap]\.?m\b\.?)?\s*$")


def _counts(fields: Flat, chosen: Mapping[str, str], at: str | None, scored: bool) -> tuple[Count, ...]:
    values = {metric: pick(fields, metric, chosen) for metric in METRICS}
    if scored and values["score"] is None and not chosen.get("likes"):
        values["score"], values["likes"] = values["likes"], None
    unseen = (hidden("likes", at),) if str(values["likes"]) in ("-1", "-1.0") else ()
    exact = {metric: value for metric, value in values.items() if number_of(value) is not None}
    spoken = [count(metric, value, "en") for metric, value in values.items() if metric not in exact]
    return (*counts_of(exact, observed_at=at), *(replace(one, observed_at=at) for one in spoken if one is not None), *unseen)


def _reposted(fields: Flat) -> Flat:
    """X's own tables count reposts, and as shares how often a post was sent."""
    reposts = next((fields[name] for name in ("reposts", "retweets") if number_of(fields.get(name)) is not None), None)
    return fields if reposts is None else {**fields, "shares": reposts}


def _created(fields: Flat, chosen: Mapping[str, str], clocked: bool) -> Time | None:
    """The first field that a time can be read from. Without a zone a time in words leaves the day, or the better clock of the id."""
    stated = list(picks(fields, "created", chosen))
    if "updatedat" in fields and "createdat" in fields and not chosen.get("created") and len(stated) > 1:
        moments = [when for value in stated if (when := when_of(value)) is not None]
        exact_ones = [when for when in moments if when.precision != "day"] or moments
        return min(exact_ones, key=lambda when: when.value, default=None)  # a database's own column says when the row was made
    exact = next((when for value in stated if (when := from_serial(value) or when_of(value)) is not None), None)
    spoken = exact or next((when for value in stated if isinstance(value, str) and (when := _spoken(value)) is not None), None)
    if spoken is not None or clocked:
        return spoken
    days = (_spoken(_NO_TIME.sub("", value)) for value in stated if isinstance(value, str))
    return next((when for when in days if when is not None), None)


def _spoken(text: str) -> Time | None:
    """A date as people write it; with dots the day comes first everywhere."""
    return read_date(text, "de" if _DOTTED.match(text) else "en")


def _person(fields: Flat, chosen: Mapping[str, str], address: Address) -> Author | None:
    """Who posted. Tools disagree about what a user name is: what has the sign, or stands in the address, is the handle."""
    said = sorted((one.strip() for one in picks(fields, "handle", chosen) if isinstance(one, str) and one.strip()),
                  key=lambda one: (not one.startswith("@"), " " in one))
    name, number = text_of(pick(fields, "name", chosen)), written(pick(fields, "author_id", chosen))
    key, shown = address.key, address.author or ""
    numbered = shown.isdigit() or shown.startswith("did:")
    alike = next((one for one in said if one.lstrip("@").casefold() == shown.casefold()), "") if shown else ""
    handle = (alike or (said[0] if said else "")).lstrip("@")
    others = [one for one in said if one.lstrip("@") != handle and not one.isdigit()]
    signed = bool(said) and said[0].startswith("@")
    named_there = bool(shown) and not numbered and key is not None and key.platform in _NAMING
    if named_there and handle and not alike and not signed and not chosen.get("handle"):
        name, handle = name or handle, shown
    if handle and (re.search(r"\s|/", handle) or handle.isdigit()):
        name, handle = name if name and (" " in name or handle.isdigit()) else handle, ""
    elif name is None and others and (alike or signed or " " in others[-1]):
        name = others[-1] if " " in others[-1] else others[0]
    if name and handle and (match := re.fullmatch(rf"{re.escape(handle)} \((.+)\)", name)):
        name = match[1]
    if name is None and isinstance(fields.get("authorfirstname"), str):
        name = f"{fields['authorfirstname']} {fields.get('authorlastname') or ''}".strip()
    handle = handle or (shown if not numbered else "") or _from_profile(fields)
    if handle and key is not None and key.platform == "fediverse" and "@" not in handle:
        handle = f"{handle}@{key.native_id.partition('/')[0]}"
    if handle in _GONE:
        handle = ""
    if handle and name and handle != name and handle.casefold() == name.casefold() and name.islower():
        name, handle = handle, name  # the one with capitals is shown, the other is in addresses
    if key is not None and key.platform == "reddit" and not handle and name and (match := _REDDITOR.fullmatch(name)):
        name, handle = None, match[1]
    account = str(number) if number and _ACCOUNT.fullmatch(str(number)) else shown if numbered else None
    if handle and key is not None and key.platform == "weibo":  # which has no handles
        name, handle = name or handle, ""
    return Author(handle=handle or None, name=name, native_id=account) if handle or name or account else None


def _from_profile(fields: Flat) -> str:
    """The handle that the address of who posted ends in."""
    stated = (fields[name] for name in _PROFILES if isinstance(fields.get(name), str))
    return next((match[1] for one in stated if (match := _PROFILE.match(one)) and not match[1].isdigit() and match[1] not in _NOBODY), "")


def _links(fields: Flat, key: Key) -> tuple[str, ...] | None:
    """Addresses that the text leads to, where they stand in a list; on a comment's row they may be anybody's."""
    found = []
    for one in [one for name in _LINKED for one in list_of(fields.get(name))] if key.kind != "comment" else ():
        url = one if isinstance(one, str) else next(
            (one[name] for name in ("expanded_url", "expandedUrl", "unwound_url", "url") if isinstance(one.get(name), str)), "") if (
            isinstance(one, dict)) else ""
        if url.startswith("http") and "//t.co/" not in url and key.native_id not in url:
            found.append(url)
    return unique(found) or None


def _other(fields: Flat, names: tuple[str, ...], platform: str) -> Key | None:
    """Another tweet by its number; rows of other platforms say such things in ways of their own."""
    if platform != "twitter":
        return None
    numbers = (id_of(written(fields[name]))[0] for name in names if name in fields)
    return next((Key(platform, "", number) for number in numbers if number.isdigit() and len(number) > 4), None)


def post_of(found: Found, address: Address, fields: Flat, chosen: Mapping[str, str]) -> Post | None:
    """The post that a row describes; a row with nothing but the address is a reference."""
    key = address.key
    if key is None:
        return None
    texts = [text for one in picks(fields, "caption", chosen) if (text := text_of(one)) and not is_address(text)]
    text, title = next((text for text in texts if not text.isdigit()), texts[0] if texts else None), text_of(pick(fields, "title", chosen))
    collected = when_of(pick(fields, "collected", chosen))
    created, where = _created(fields, chosen, key.platform == "twitter"), source(fields, chosen)
    if created and key.platform in _CHINESE and created.precision != "day" and _BARE.fullmatch(str(fields.get(where) or "").strip()):
        created = from_iso(f"{str(fields[where]).strip()}+08:00")
    at, picture = collected.value if collected else None, text_of(pick(fields, "picture", chosen))
    if not at and created and where != "timestamp" and (seen := when_of(fields.get("timestamp"))) and seen.value[:10] > created.value[:10]:
        at = seen.value  # beside a time that is the post's own a later timestamp is the collector's
    repeats = _other(fields, _REPEATS, key.platform)
    counted = _reposted(fields) if key.platform == "twitter" else fields
    counts = _counts(counted, chosen, collected.value if collected else None, key.platform in _SCORED)
    if created and not chosen.get("created") and is_listed(key, created):  # when somebody noted it, in words of their own
        created, text = None, text if chosen.get("caption") or counts else ""
    elif created and is_local(key, created):
        created = None
    if key.platform == "twitter" and (repeats or (text or "").startswith("RT @")):
        counts = tuple(one for one in counts if one.metric != "shares")  # the original's number, repeated on the retweet
    if not chosen and not counts and not BOOKMARKED.isdisjoint(fields):
        created = text = title = None  # when somebody put the address on a list, and what that person called it
    titles, answers = key.platform in _TITLED and key.kind != "comment", _other(fields, _ANSWERED, key.platform)
    text = text or (text_of(fields.get("posttitle")) if key.platform == "linkedin" else None)  # beside "title", the browser's
    caption = titled(title, text) if titles else text or (title if key.platform in _WORDED else None)
    if caption and key.platform in _ESCAPED:
        caption = caption.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    if caption and key.platform in _MARKED and _TAG.search(caption):
        caption = html_to_text(caption)
    cut = _MORE.search(caption) if caption and key.platform in _FOLDED else None
    caption = caption[:cut.start()].rstrip() or None if caption and cut else caption
    bare = not (caption or created or counts)
    language = text_of(pick(fields, "language", chosen))
    conversation = _other(fields, _THREAD, key.platform)
    thread = conversation.native_id if conversation else None
    gone = key.platform == "reddit" and (text or "") in _GONE
    if key.platform == "reddit" and key.kind == "comment":
        answers, thread = above(key, fields)
        counts = tuple(one for one in counts if one.metric != "comments" or "numcomments" not in fields)  # the post's
    return Post(
        native_id=key.native_id, kind=key.kind, platform=key.platform, caption=None if gone and not titles else caption,
        title=title if titles else None, availability="deleted" if gone else None,
        caption_complete=False if cut else None,
        author=_person({} if bare else fields, chosen, address), created=created, counts=counts, observed_at=at,
        language=language if language and _LANGUAGE.fullmatch(language) else None,
        place=text_of(pick(fields, "place", chosen)),
        hashtags=unique(tags(fields, "hashtags")) or None, mentions=unique(tags(fields, "mentions")) or None,
        media=media_of(fields, picture),
        in_reply_to=answers, repost_of=repeats, links=_links(fields, key),
        quote_of=None if repeats else _other(fields, _QUOTES, key.platform), thread=thread,
        relation="reference" if bare else None, evidence="reference" if bare else None,
    )


def row(found: Found) -> Iterator[Told]:
    """A row of an unknown table or tool."""
    chosen: Mapping[str, str] = found.context.get("map") or {}
    fields = flat(found.data)
    address, doubt = named(found, fields, chosen.get("url", "")) if chosen.get("url") else thing(fields) or named(found, fields), False
    if address is None and not chosen:
        address = message(found, fields)
    address, same = opaque(found, fields, address) if address else (None, ())
    if not chosen and (said := remark(found, fields, address)) is not None:
        yield said
        return
    if address is None and not chosen.get("url") and not _is_part(found):
        address, doubt = by_number(found, fields)
    post = post_of(found, address, fields, chosen) if address else None
    post = replace(post, suspect_id=doubt, same_as=same) if post else None
    if address is None:
        yield from _listed(found, fields, chosen.get("url", ""))
    if post is not None and post.relation == "reference" and isinstance(fields.get("error"), str):
        yield refused(fields)
    elif post is not None and address is not None:
        inside = list(_inside(found, address)) if not chosen else []
        first, *answers = _thread(_pointing(post, inside), found, address)
        yield first
        yield from (one for _, one in inside)
        yield from answers
        yield from (_pointed(one) for one in (beside(found, fields, address) if not chosen else ()))


def _pointed(address: Address) -> Post:
    """A post of which a row says no more than where it is."""
    key = address.key or Key("", "", "")
    return Post(native_id=key.native_id, kind=key.kind, platform=key.platform, relation="reference", evidence="reference",
                author=Author(handle=address.author) if address.author and not address.author.isdigit() else None)


def _listed(found: Found, fields: Flat, chosen: str) -> Iterator[Post | Problem]:
    """Several addresses in one field: what else the row says is said of none of them. A chosen field without any is a mistake."""
    addresses = several(found, fields, chosen)
    yield from map(_pointed, addresses)
    if chosen and not addresses:
        yield Problem(reason="unsupported", stage="parse",
                      detail=f"--map: a cell of the column {chosen} holds no address of a post; url= names the column that holds them")


def _is_part(found: Found) -> bool:
    """Whether the object around says of itself which post it is."""
    if not isinstance(found.parent, dict) or not found.parent:
        return False
    around = flat(found.parent)
    return named(found, around) is not None or by_number(found, around)[0] is not None


def _inside(found: Found, address: Address) -> Iterator[tuple[str, Post]]:
    """The post that a row quotes or repeats, where it lies in the row: a row of its own."""
    for field, names in (("quote_of", _QUOTED), ("repost_of", _REPEATED)):
        for one in [found.data[name] for name in names if isinstance(found.data.get(name), dict)][:1]:
            inner = Found(form=found.form, data=one, read=found.read)
            fields = flat(one)
            other = thing(fields) or named(inner, fields)
            post = post_of(inner, other, fields, {}) if other and address.key and other.key != address.key else None
            if post is not None and address.key and post.platform == address.key.platform:
                yield field, replace(post, relation="quoted", evidence=post.evidence or "rich")


def _pointing(post: Post, inside: list[tuple[str, Post]]) -> Post:
    """The post with the keys of those that lie in it."""
    known = {field: Key(str(one.platform), one.kind, one.native_id) for field, one in inside}
    if "repost_of" in known:
        return replace(post, repost_of=known["repost_of"], quote_of=None, counts=tuple(c for c in post.counts if c.metric != "shares"))
    return replace(post, quote_of=known["quote_of"]) if "quote_of" in known and not post.repost_of else post


def _thread(post: Post, found: Found, address: Address) -> Iterator[Piece]:
    """The post of the row, and the comments and answers that lie inside it, however deep: rows of their own."""
    made, fertile = [(post, found.data)], set()
    waiting = [(one, found.data, address.key) for one in _answers(found.data)]
    while waiting:
        data, parent, above = waiting.pop()
        inner = Found(form=found.form, data=data, read=found.read)
        fields = flat(data)
        other = thing(fields) or named(inner, fields)
        answer = post_of(inner, other, fields, {}) if other is not None and other.key != above else None
        if other is None and fields.get("id"):  # with nothing but an id: the row's own address says where it belongs
            answer = remark(inner, {**fields, "cid": fields["id"]}, address)
        if answer is not None:
            made.append((replace(answer, relation="context"), data))
            fertile.add(id(parent))
        if answer is not None and other is not None:
            waiting += [(one, data, other.key) for one in _answers(data)]
    for one, data in made:
        yield Piece(one, data, _lists(data) if id(data) in fertile else ())


def _lists(data: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(one for name in ("comments", "replies", "latestComments") if isinstance(one := data.get(name), list))


def _answers(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What lies in the row, the first one last."""
    return [one for held in _lists(data) for one in dicts(held)][::-1]


def refused(fields: Flat) -> Problem:
    """A row by which a collector says that it could not get a post."""
    return Problem(reason="unsupported", detail="rows of a collector that got nothing (error)", stage="aside")


def failure(found: Found) -> Iterator[Post | Problem]:
    """A row of a collector that only says what went wrong."""
    yield refused({})


def is_failure(record: Any) -> bool:
    """An error beside what was asked for: Apify's ``{error, errorDescription, url}``, gallery-dl's name and message."""
    if record.get("noResults") is True:
        return True
    error = record.get("error")
    asked = {"url", "inputUrl", "postUrl", "input", "errorDescription", "message"} & record.keys()
    return isinstance(error, str) and bool(error) and bool(asked) and len(record) <= 8


def is_row(record: Any) -> bool:
    """Some field holds nothing but an address, or an id that says of which site it is."""
    return isinstance(record, dict) and (
        any(is_address(value) or is_several(value) for value in record.values())
        or any(is_remark(record.get(name)) for name in ("cid", "comment_id", "commentId", "id"))
        or is_thing(record) or not MESSAGES.isdisjoint(record))


FORMS: tuple[Form, ...] = (
    Form(name="row", test=is_row, parse=row, last=True, evidence="rich", guess=guess),
    Form(name="row-numbered", test=lambda r: not is_row(r) and is_numbered(r), parse=row, last=True, evidence="rich", guess=guess),
    Form(name="row-failed", keys=("error",), test=is_failure, parse=failure, last=True),
    Form(name="row-empty", keys=("noResults",), test=is_failure, parse=failure, last=True),
    Form(name="brandwatch", columns=("query id", "url", "snippet"), parse=row, evidence="rich"),
)
