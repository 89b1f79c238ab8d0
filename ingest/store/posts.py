"""The rows of a post: ``posts`` and everything derived that hangs on it, written from its fold."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import msgspec

from ingest import merge
from ingest.merge import COUNTED, EXACTNESS, ORIGINS, PRECISIONS, Fold
from ingest.model import Key
from ingest.store.authors import AuthorBook
from ingest.store.searchtext import cjk_pairs, composed

COLUMNS = (
    "platform", "kind", "native_id", "url", "author_id", "title", "caption", "caption_complete", "language", "created_at",
    "created_precision", "created_origin", "edited_at", "likes", "likes_precision", "likes_at", "likes_exact", "likes_exact_at",
    "comments", "shares", "quotes", "views", "bookmarks", "score", "hashtags", "mentions", "links", "in_reply_to", "quote_of",
    "repost_of", "thread", "place", "sensitive", "visibility", "status", "status_at", "suspect_id", "first_seen", "last_seen",
    "embedded_count", "linked_count", "hidden", "author_text", "alt_text", "cjk_text",
)
"""The derived columns of ``posts``, in the order in which they are written."""

_UPSERT = (
    f"INSERT INTO posts (id, {', '.join(COLUMNS)}, indexed) VALUES (?{', ?' * len(COLUMNS)}, 1) ON CONFLICT(id) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in COLUMNS) + ", indexed = indexed + 1"
)
_INDEX = "INSERT INTO posts_fts (rowid, caption, author_text, alt_text, cjk_text) VALUES (?, ?, ?, ?, ?)"
_UNINDEX = ("INSERT INTO posts_fts (posts_fts, rowid, caption, author_text, alt_text, cjk_text) "
            "VALUES ('delete', ?, ?, ?, ?, ?)")
_IN_ORDER = itemgetter(*COLUMNS)
_NOTHING: dict[str, Any] = dict.fromkeys(COLUMNS)
_MEDIA = ("url", "alt", "width", "height", "duration", "poster", "local")


@dataclass(frozen=True, slots=True)
class PostRow:
    """What must be known of a stored post to change it."""

    id: int
    caption: str | None
    author_text: str | None
    alt_text: str | None
    cjk_text: str | None
    pages: dict[str, int]
    packed: str

    def winners(self) -> Fold:
        """Its fold."""
        return merge.unpack_fold(self.packed, self.caption)


class PostWriter:
    """Collects changed posts; ``flush`` writes them."""

    def __init__(self, connection: sqlite3.Connection, authors: AuthorBook,
                 address: Callable[[Key, str | None], str] | None = None) -> None:
        self._connection = connection
        self._authors = authors
        self._address = address
        self._hidden = hidden_keys(connection)
        self._rows: list[tuple[Any, ...]] = []
        self._folds: list[tuple[int, str]] = []
        self._words: list[tuple[Any, ...]] = []
        self._stale: list[tuple[Any, ...]] = []
        self._relations: list[tuple[Any, ...]] = []
        self._media: list[tuple[Any, ...]] = []
        self._texts: list[tuple[Any, ...]] = []
        self._known: list[tuple[int]] = []

    def load(self, post_id: int) -> PostRow:
        """The stored post."""
        row = self._connection.execute(
            "SELECT p.id, p.caption, p.author_text, p.alt_text, p.cjk_text, p.embedded_count, p.linked_count, f.winners "
            "FROM posts p JOIN folds f ON f.post_id = p.id WHERE p.id = ?", (post_id,)).fetchone()
        return PostRow(row[0], row[1], row[2], row[3], row[4], {"embedded": row[5], "linked": row[6]}, row[7])

    def put(self, post_id: int, winners: Fold, old: PostRow | None, pages: dict[str, int], texts: dict[str, str]) -> None:
        """Has a post written as its fold says."""
        media = media_of(winners)
        row = row_of(winners, media)
        row["embedded_count"], row["linked_count"] = pages["embedded"], pages["linked"]
        platform, handle, name, native_id, url = author_of(winners)
        if handle or name or native_id or url:
            row["author_id"] = self._authors.author_of(platform, handle, native_id, name, url)
        row["url"] = (self._address(merge.key_of(winners), handle or None) or None) if self._address else None
        row["hidden"] = hidden_of(winners, bool(self._hidden) and self._is_hidden(post_id, merge.key_of(winners)))
        self._rows.append((post_id, *_IN_ORDER(row)))
        self._folds.append((post_id, merge.pack_fold(winners)))
        words = (row["caption"], row["author_text"], row["alt_text"], row["cjk_text"])
        if old is not None:
            self._known.append((post_id,))
            was = (old.caption, old.author_text, old.alt_text, old.cjk_text)
            if was == words:
                words = None  # type: ignore[assignment]
            else:
                self._stale.append((post_id, *was))
        if words is not None:
            self._words.append((post_id, *words))
        self._relations += [(post_id, *relation) for relation in relations_of(winners)]
        self._media += [(post_id, *one) for one in media]
        self._texts += [(post_id, *text) for text in texts_of(winners, texts)]

    def remove(self, old: PostRow, into: int) -> None:
        """Takes away a post that became part of another, to which its sightings and observations go."""
        run = self._connection.execute
        drop(self._connection, old)
        for table in ("sightings", "metrics", "availability", "post_members"):
            run(f"UPDATE {table} SET post_id = ? WHERE post_id = ?", (into, old.id))
        run("UPDATE OR IGNORE texts SET post_id = ? WHERE post_id = ?", (into, old.id))
        run("DELETE FROM texts WHERE post_id = ?", (old.id,))

    def flush(self) -> None:
        """Writes what was put."""
        many = self._connection.executemany
        many(_UNINDEX, self._stale)
        many("DELETE FROM post_relations WHERE post_id = ?", self._known)
        many("DELETE FROM media WHERE post_id = ?", self._known)
        many(_UPSERT, self._rows)
        many("INSERT OR REPLACE INTO folds VALUES (?, ?)", self._folds)
        many(_INDEX, self._words)
        many("INSERT OR IGNORE INTO post_relations VALUES (?, ?, ?, ?, ?)", self._relations)
        many("INSERT INTO media (post_id, media_key, position, kind, " + ", ".join(_MEDIA) + ") VALUES (?, ?, ?, ?"
             + ", ?" * len(_MEDIA) + ")", self._media)
        many("DELETE FROM texts WHERE post_id = ? AND hash = ?",
             [(post_id, name) for post_id, name, caption, _, _ in self._texts if caption is None])
        many("INSERT INTO texts VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET first_seen = excluded.first_seen, "
             "last_seen = excluded.last_seen", [text for text in self._texts if text[2] is not None])
        self._platforms()

    def _platforms(self) -> None:
        for name in {row[1] for row in self._rows}:
            if not self._connection.execute("SELECT 1 FROM platforms WHERE name = ?", (name,)).fetchone():
                self._connection.execute("INSERT INTO platforms (name) VALUES (?)", (name,))

    def _is_hidden(self, post_id: int, key: Key) -> bool:
        members = self._connection.execute("SELECT platform, kind, native_id FROM post_members WHERE post_id = ?", (post_id,))
        return key in self._hidden or any(tuple(member) in self._hidden for member in members)


WAITS = 2
"""In ``posts.hidden``: a short link that waits for what it stands for. 1: somebody hid the post."""


def hidden_of(winners: Fold, noted: bool) -> int:
    """``posts.hidden`` of a post, given whether somebody hid it."""
    return WAITS if merge.waits(winners) else int(noted)


def hidden_keys(connection: sqlite3.Connection) -> set[tuple[str, str, str]]:
    """The ids of posts that somebody hid."""
    return {tuple(row) for row in connection.execute(
        "SELECT platform, post_kind, native_id FROM annotations WHERE kind = 'hidden' AND NOT removed")}


def drop(connection: sqlite3.Connection, old: PostRow) -> None:
    """Takes away a post's own rows; its sightings and observations are the caller's."""
    connection.execute(_UNINDEX, (old.id, old.caption, old.author_text, old.alt_text, old.cjk_text))
    connection.execute("UPDATE posts SET indexed = -1 WHERE id = ?", (old.id,))
    for table in ("media", "post_relations", "folds"):
        connection.execute(f"DELETE FROM {table} WHERE post_id = ?", (old.id,))
    connection.execute("DELETE FROM posts WHERE id = ?", (old.id,))


def author_of(winners: Fold) -> tuple[str, str, str, str, str]:
    """Platform, handle, name, native id and URL of the author as the strongest claim states them; ``""`` where it does not."""
    won = winners.get("author")
    if won is None:
        return "", "", "", "", ""
    platform, handle, name, native_id, url = won[3:]
    return platform, handle, name, native_id, url


def row_of(winners: Fold, media: list[tuple[Any, ...]]) -> dict[str, Any]:
    """The columns of ``posts`` that follow from the fold alone."""
    key = merge.key_of(winners)
    row: dict[str, Any] = _NOTHING.copy()
    row.update(platform=key.platform, kind=key.kind, native_id=key.native_id, suspect_id=int(not winners["suspect"][0]))
    for field in ("title", "language", "thread", "place", "edited_at", "visibility"):
        row[field] = winners[field][-1] if field in winners else None
    for field in ("in_reply_to", "quote_of", "repost_of"):
        row[field] = ":".join(winners[field][-3:]) if field in winners else None
    for field in ("hashtags", "mentions", "links"):
        row[field] = _array(winners[field][-1]) if field in winners else None
    if "caption" in winners:
        row["caption"], row["caption_complete"] = winners["caption"][-1], (0, None, 1)[winners["caption"][1]]
    if "created" in winners:
        _, origin, fine, _, row["created_at"] = winners["created"]
        row["created_precision"], row["created_origin"] = PRECISIONS[fine], ORIGINS[origin]
    if "sensitive" in winners:
        row["sensitive"] = int(winners["sensitive"][-1])
    if "status" in winners:
        row["status"], row["status_at"] = winners["status"][-1], winners["status"][0] or None
    row["first_seen"], row["last_seen"] = winners.get("<first", [None])[0], winners.get("last", [None])[0]
    _counts(row, winners)
    _search_columns(row, winners, media)
    return row


def _array(values: list[str]) -> str:
    return msgspec.json.encode(values).decode()


def _counts(row: dict[str, Any], winners: Fold) -> None:
    for metric in COUNTED:
        if metric in winners:
            when, exactness, _, value = winners[metric]
            row[metric] = value if exactness else None
            if metric == "likes":
                row["likes_precision"], row["likes_at"] = EXACTNESS[exactness], when or None
    if "likes exact" in winners:
        when, _, row["likes_exact"] = winners["likes exact"]
        row["likes_exact_at"] = when or None


def _search_columns(row: dict[str, Any], winners: Fold, media: list[tuple[Any, ...]]) -> None:
    _, handle, name, _, _ = author_of(winners)
    shown = winners["name"][-1] if "name" in winners else ""
    names = list(dict.fromkeys(word for word in (handle, name, shown) if word))
    alts = [one[4] for one in media if one[4]]
    row["author_text"] = composed(" ".join(names)) or None
    row["alt_text"] = composed("\n".join(alts)) or None
    searched = "\n".join(text for text in (row["caption"], *names, *alts) if text)
    row["cjk_text"] = cjk_pairs(searched) or None


def relations_of(winners: Fold) -> list[tuple[str, str, str, str]]:
    """The posts that this one answers, quotes or repeats: (relation, platform, kind, native id)."""
    return [(field, *winners[field][-3:]) for field in ("in_reply_to", "quote_of", "repost_of") if field in winners]


def media_of(winners: Fold) -> list[tuple[Any, ...]]:
    """(media_key, position, kind, url, alt, width, height, duration, poster, local) of each picture, in order."""
    found: dict[str, dict[str, Any]] = {}
    for field, won in winners.items():
        if field.startswith(("media ", "<media ")):
            _, name, attribute = field.split(" ")
            found.setdefault(name, {})[attribute] = won[-1]
    ordered = sorted(found.items(), key=lambda item: (item[1]["position"], item[0]))
    return [(name, place, had["kind"], *(had.get(attribute) for attribute in _MEDIA))
            for place, (name, had) in enumerate(ordered)]


def texts_of(winners: Fold, texts: dict[str, str]) -> list[tuple[str, str | None, str | None, str | None]]:
    """(hash, caption, first seen, last seen) of the texts that did not win; the winner's own has None for its caption."""
    if "caption" not in winners:
        return []
    winner = merge.text_hash(winners["caption"][-1])
    if len(texts) == 1 and winner in texts and sum(field.startswith("text ") for field in winners) == 1:
        return []
    rows: list[tuple[str, str | None, str | None, str | None]] = []
    for name, caption in texts.items():
        first, last = winners.get(f"<text {name}", [None])[0], winners[f"text {name}"][0] or None
        rows.append((name, None if name == winner else caption, first, last))
    return rows
