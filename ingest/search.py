"""Finding posts: what a person typed becomes FTS5 terms and SQL conditions, and the query is driven from its cheap side.

Words are literal: nothing in them is syntax unless ``fts`` says so. Only the standard library's ``sqlite3`` is needed.
"""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ingest.errors import Usage
from ingest.store.searchtext import RUN, composed, pairs

MOST_WORDS = 500
"""FTS5 takes time for every term; nobody types more."""
COMMON = 20_000
"""A query with so many hits is driven by the order asked for, any other by the index of words (measured on 300,000 posts)."""

SORTS = ("relevance", "created", "likes")
_WEIGHTS = "10.0, 3.0, 2.0, 5.0"
"""bm25 weights of caption, author_text, alt_text, cjk_text."""
_ORDERS = {
    "created": "p.created_at DESC, p.platform, p.kind, p.native_id",
    "likes": "p.likes DESC, p.platform, p.kind, p.native_id",
    "key": "p.platform, p.kind, p.native_id",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What else must hold. Several values of one filter mean any of them; the filters together mean all of them."""

    platform: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    """Handles, names or native ids, with or without ``@``."""
    since: str = ""
    until: str = ""
    """A year, month, day or moment; ``until`` includes the whole of it."""
    min_likes: int | None = None
    hashtag: tuple[str, ...] = ()
    embedded_in: tuple[str, ...] = ()
    """Hosts (with their subdomains), names of sites, or addresses of pages."""
    status: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One search: words, filters, order and limit."""

    words: tuple[str, ...] = ()
    fts: bool = False
    """The words are FTS5 query syntax."""
    filters: Filters = Filters()
    sort: str = ""
    """One of ``SORTS``, or ``key`` (the public id); "" = relevance where there are words, else the newest first."""
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class _Terms:
    match: str
    """The FTS5 expression, "" = no words."""
    literal: tuple[str, ...] = ()
    """Signs that the index of words does not hold (emoji, punctuation): looked for in the text itself."""


def find(connection: sqlite3.Connection, query: Query) -> Iterator[int]:
    """The ids of the posts that match, in order."""
    terms = _Terms(_clean(" ".join(query.words)).strip()) if query.fts else terms_of(query.words)
    where, values = conditions(query.filters)
    for sign in terms.literal:
        where.append("instr(ifnull(p.caption, '') || ' ' || ifnull(p.author_text, '') || ' ' || ifnull(p.alt_text, ''), ?)")
        values.append(sign)
    sort = query.sort or ("relevance" if terms.match else "created")
    if sort == "relevance" and not terms.match:
        sort = "created"
    sql, values = _statement(connection, terms.match, ["NOT p.hidden", *where], values, sort, query.limit)
    try:
        for row in connection.execute(sql, values):
            yield row[0]
    except sqlite3.OperationalError as error:
        if query.fts and _is_syntax(str(error)):
            raise Usage(f"--fts: the query is not FTS5 syntax ({error}); without --fts words are taken literally") from error
        raise


def count(connection: sqlite3.Connection, query: Query) -> int:
    """How many posts match, whatever the limit."""
    return sum(1 for _ in find(connection, Query(words=query.words, fts=query.fts, filters=query.filters, sort="key")))


def _is_syntax(text: str) -> bool:
    return any(word in text for word in ("fts5", "no such column", "unterminated", "unknown special query", "syntax error"))


def _statement(
    connection: sqlite3.Connection, match: str, where: list[str], values: list[Any], sort: str, limit: int | None
) -> tuple[str, list[Any]]:
    """The SQL that gives the ids. CROSS JOIN and the unary plus tell SQLite's planner, which guesses wrong here, what drives."""
    tail, more = (" LIMIT ?", [limit]) if limit is not None else ("", [])
    order = f"bm25(posts_fts, {_WEIGHTS}), {_ORDERS['key']}" if sort == "relevance" else _ORDERS[sort]
    if not match:
        return f"SELECT p.id FROM posts p WHERE {' AND '.join(where)} ORDER BY {order}{tail}", values + more
    if sort != "relevance" and limit is not None and len(where) == 1 and _is_common(connection, match):
        # nothing else to filter by: the first hits in the order asked for come soon (1 ms; 68 ms from the index of words)
        where = [*where, "EXISTS (SELECT 1 FROM posts_fts WHERE posts_fts MATCH ? AND posts_fts.rowid = p.id)"]
        return f"SELECT p.id FROM posts p WHERE {' AND '.join(where)} ORDER BY {order}{tail}", [*values, match, *more]
    rest = " AND ".join(["posts_fts MATCH ?", *where])
    joined = "posts_fts CROSS JOIN posts p ON p.id = posts_fts.rowid"
    return f"SELECT p.id FROM {joined} WHERE {rest} ORDER BY {order}{tail}", [match, *values, *more]


def _is_common(connection: sqlite3.Connection, match: str) -> bool:
    sql = "SELECT count(*) FROM (SELECT 1 FROM posts_fts WHERE posts_fts MATCH ? LIMIT ?)"
    return bool(connection.execute(sql, (match, COMMON)).fetchone()[0] == COMMON)


def _clean(text: str) -> str:
    """Without what SQLite cannot take: NUL ends an FTS5 expression early, half a surrogate pair is no text at all."""
    return composed(text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8"))


def terms_of(words: Sequence[str]) -> _Terms:
    """Words and "quoted phrases" as FTS5 strings that must all be found; signs without letters apart."""
    pieces = dict.fromkeys(
        phrase or word for text in words for phrase, word in re.findall(r'"([^"]*\S[^"]*)"|(\S+)', _clean(text))
    )
    if len(pieces) > MOST_WORDS:
        raise Usage(f"a search takes at most {MOST_WORDS} different words, not {len(pieces)}")
    searchable = [piece for piece in pieces if _has_word(piece)]
    signs = [piece for piece in pieces if not _has_word(piece)]
    # beside words, "&" or "-" is punctuation; an emoji is meant, and alone even a comma is
    literal = [sign for sign in signs if not searchable or not sign.isascii()]
    return _Terms(" AND ".join(map(_term, searchable)), tuple(literal))


def _has_word(text: str) -> bool:
    return any(char.isalnum() or "\ue000" <= char <= "\uf8ff" for char in text)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _term(piece: str) -> str:
    """One word or phrase. In scripts without blanks, any part of a run is found by its pairs of characters."""
    if piece.isascii() or not RUN.search(piece):
        return _quoted(piece)
    parts = [_quoted(rest) for rest in RUN.split(piece) if _has_word(rest)]
    for run in RUN.findall(piece):
        parts.append(f"cjk_text : {_quoted(' '.join(pairs(run)))}" + (" *" if len(run) == 1 else ""))
    return f"({_quoted(piece)} OR ({' AND '.join(parts)}))"


def conditions(filters: Filters) -> tuple[list[str], list[Any]]:
    """The filters as SQL conditions on ``posts p``."""
    where: list[str] = []
    values: list[Any] = []

    def add(sql: str, *given: Any) -> None:
        where.append(sql)
        values.extend(given)

    if filters.platform:
        add(f"p.platform IN ({_marks(filters.platform)})", *(name.lower() for name in filters.platform))
    if filters.author:
        _any(add, _AUTHOR, [(name, name, name) for name in map(_handle, filters.author)])
    if filters.since:
        add("p.created_at >= ?", period(filters.since)[0])
    if filters.until:
        add("p.created_at < ?", period(filters.until)[1])
    if filters.min_likes is not None:
        add("p.likes >= ?", filters.min_likes)
    if filters.hashtag:
        _any(add, _HASHTAG, [_tag(text) for text in filters.hashtag])
    if filters.embedded_in:
        _any(add, _EMBEDDED, [_place(text) for text in filters.embedded_in])
    if filters.status:
        add(f"ifnull(p.status, '') IN ({_marks(filters.status)})", *filters.status)
    return where, values


_AUTHOR = """p.author_id IN (SELECT author_id FROM author_handles WHERE handle_key = lower(?) OR native_id = ?
  OR name = ? COLLATE NOCASE)"""
_HASHTAG = "(p.hashtags LIKE ? ESCAPE '\\' AND EXISTS (SELECT 1 FROM json_each(p.hashtags) WHERE casefold(value) = ?))"
_EMBEDDED = """p.id IN (SELECT s.post_id FROM pages g JOIN sightings s ON s.page_id = g.id WHERE s.relation = 'embedded'
  AND (g.page_key = ? OR g.page_key BETWEEN ? AND ? OR g.page_key LIKE ? ESCAPE '\\' OR g.site = ? COLLATE NOCASE))"""


def _any(add: Any, sql: str, choices: list[tuple[str, ...]]) -> None:
    add("(" + " OR ".join([sql] * len(choices)) + ")", *(value for choice in choices for value in choice))


def _marks(values: Sequence[str]) -> str:
    return ",".join("?" * len(values))


def _handle(text: str) -> str:
    return _clean(text).strip().removeprefix("@")


def _tag(text: str) -> tuple[str, str]:
    """A pattern that spares most rows the look into their list, and the tag itself."""
    tag = _clean(text).strip().lstrip("#＃")
    return (f"%{tag}%" if re.fullmatch(r"[A-Za-z0-9]+", tag) else "%"), tag.casefold()


def _place(text: str) -> tuple[str, str, str, str, str]:
    """A page's key, or the range and pattern of a host's pages."""
    from ingest.store.pagekey import page_key

    text = _clean(text).strip()
    key = page_key(text if "://" in text else f"https://{text}")
    host, _, path = key.removeprefix("https://").partition("/")
    if path:
        return key, "", "", "", text
    escaped = re.sub(r"([\\%_])", r"\\\1", host)
    return key, f"https://{host}/", f"https://{host}0", f"https://%.{escaped}/%", text


_PERIOD = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")


def period(text: str) -> tuple[str, str]:
    """The first moment of a year, month, day or moment, and the first after it, in the spelling of ``created_at``."""
    from datetime import UTC, date, datetime, timedelta

    match = _PERIOD.fullmatch(text.strip())
    try:
        if match is None:
            moment = datetime.fromisoformat(text.strip())
            moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
            stamp = moment.isoformat(timespec="milliseconds")[:23]
            return stamp, stamp[:19] + "~"
        year, month, day = int(match[1]), int(match[2] or 1), int(match[3] or 1)
        start = date(year, month, day)
        if match[3]:
            end = start + timedelta(days=1)
        else:
            end = date(year + (month == 12), month % 12 + 1, 1) if match[2] else date(year + 1, 1, 1)
        return start.isoformat(), end.isoformat()
    except (ValueError, OverflowError):
        raise Usage(f"{text!r} is no date: write 2019, 2019-06, 2019-06-05 or 2019-06-05T15:04:05Z") from None


def pages_of(connection: sqlite3.Connection, post: int, most: int = 3) -> list[tuple[str, str | None, str | None]]:
    """The pages that embed a post: (URL, title, site), the earliest capture first."""
    sql = """SELECT g.url, g.title, g.site FROM sightings s JOIN pages g ON g.id = s.page_id
      WHERE s.post_id = ? AND s.relation = 'embedded' GROUP BY g.id ORDER BY min(s.captured_at), g.page_key LIMIT ?"""
    return list(connection.execute(sql, (post, most)))


def unknown_platforms(connection: sqlite3.Connection, names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Those of the names that no post here has, and the names that there are."""
    known = [row[0] for row in connection.execute("SELECT name FROM platforms ORDER BY name")]
    return [name for name in names if name.lower() not in known], known
