"""Everything that is known about one post: its fields, counts over time, where it was seen, and why each value won."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ingest.errors import Usage
from ingest.store.reading import flat_rows, records


@dataclass(slots=True, kw_only=True)
class Shown:
    """One post with all that hangs on it; rows as dicts with the archive's column names."""

    post: dict[str, Any]
    """Its row of ``posts_flat``."""
    members: list[str] = field(default_factory=list)
    """Public ids under which it was claimed."""
    places: list[dict[str, Any]] = field(default_factory=list)
    """relation, captured_at, form, page_url, page_title, locator, offset, length, context."""
    history: list[dict[str, Any]] = field(default_factory=list)
    """metric, observed_at, value, precision."""
    texts: list[dict[str, Any]] = field(default_factory=list)
    """Superseded texts: caption, first_seen, last_seen."""
    media: list[dict[str, Any]] = field(default_factory=list)
    relations: list[dict[str, Any]] = field(default_factory=list)
    """direction (this post's: in_reply_to ...; others': answered_by ...), public_id, caption."""
    availability: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)


_BY_KEY = "SELECT post_id FROM post_members WHERE platform = ? AND kind = ? AND native_id = ?"


def locate(connection: sqlite3.Connection, name: str) -> list[int]:
    """The posts that a public id, URL or native id names; more than one where a native id is used twice."""
    text = name.strip()
    if not text:
        raise Usage("which post? give its address, its public id (platform:kind:native_id) or its native id")
    for find in (_by_public_id, _by_native_id, _by_url):
        if found := find(connection, text):
            return found
    return []


def _by_public_id(connection: sqlite3.Connection, text: str) -> list[int]:
    parts = text.split(":", 2)
    if len(parts) < 3 or "/" in parts[0]:
        return []
    return _ids(connection, _BY_KEY, parts)


def _by_native_id(connection: sqlite3.Connection, text: str) -> list[int]:
    # by the names of platforms, so that the key of the table is used
    return _ids(connection, """SELECT DISTINCT m.post_id FROM (SELECT DISTINCT platform, kind FROM posts) k
      CROSS JOIN post_members m ON m.platform = k.platform AND m.kind = k.kind AND m.native_id = ? ORDER BY m.platform""", [text])


def _by_url(connection: sqlite3.Connection, text: str) -> list[int]:
    if "." not in text:
        return []
    from ingest.links import read  # knows every platform, which costs start-up time: only where an address was given

    address = read(text if "://" in text or text.startswith("//") else f"https://{text}")
    if address.key is None:
        return _ids(connection, "SELECT id FROM posts WHERE url = ?", [text])
    return _ids(connection, _BY_KEY, list(address.key))


def _ids(connection: sqlite3.Connection, sql: str, values: list[str]) -> list[int]:
    return [row[0] for row in connection.execute(sql, [value.encode("utf-8", "replace").decode() for value in values])]


def show(connection: sqlite3.Connection, post_id: int) -> Shown:
    """Everything about one post. A hidden post can still be asked for by name."""
    post = next(iter(flat_rows(connection, [post_id])), None) or _hidden(connection, post_id)

    def run(sql: str) -> list[dict[str, Any]]:
        return list(records(connection, sql, (post_id,)))

    return Shown(
        post=post,
        members=[":".join(row) for row in connection.execute(
            "SELECT platform, kind, native_id FROM post_members WHERE post_id = ? ORDER BY 1, 2, 3", (post_id,))],
        places=run(_PLACES),
        history=run("SELECT metric, observed_at, value, precision FROM metric_history WHERE post_id = ? "
                    "ORDER BY metric, observed_at, value"),
        texts=run("SELECT caption, first_seen, last_seen FROM texts WHERE post_id = ? ORDER BY first_seen, hash"),
        media=run("SELECT m.kind, m.url, m.alt, m.width, m.height, m.duration, m.poster, m.local, "
                  "(SELECT b.path FROM blobs b WHERE b.url = m.url AND m.url <> '' ORDER BY b.id LIMIT 1) AS saved "
                  "FROM media m WHERE m.post_id = ? ORDER BY m.position, m.media_key"),
        relations=run(_RELATIONS) + run(_ANSWERS),
        availability=run("SELECT DISTINCT status, observed_at FROM availability WHERE post_id = ? ORDER BY observed_at, status"),
        notes=run("SELECT DISTINCT a.kind, a.value, a.noted_at FROM annotations a JOIN post_members m ON m.platform = a.platform "
                  "AND m.kind = a.post_kind AND m.native_id = a.native_id WHERE m.post_id = ? AND NOT a.removed ORDER BY 1, 2"),
    )


_PLACES = """SELECT s.relation, s.captured_at, s.form, s.evidence, g.url AS page_url, g.title AS page_title, g.site,
  d.locator, l.position, l."offset", l.length, s.context, s.id AS sighting
  FROM sightings s LEFT JOIN pages g ON g.id = s.page_id LEFT JOIN places l ON l.sighting_id = s.id
  LEFT JOIN documents d ON d.id = ifnull(l.document_id, s.document_id)
  WHERE s.post_id = ? ORDER BY s.relation, s.captured_at, d.locator, l.position, s.form"""
_RELATIONS = """SELECT r.relation AS direction, r.platform || ':' || r.kind || ':' || r.native_id AS public_id, p.caption
  FROM post_relations r LEFT JOIN post_members m ON m.platform = r.platform AND m.kind = r.kind AND m.native_id = r.native_id
  LEFT JOIN posts p ON p.id = m.post_id AND NOT p.hidden WHERE r.post_id = ? ORDER BY 1, 2"""
_ANSWERS = """SELECT CASE r.relation WHEN 'in_reply_to' THEN 'answered_by' WHEN 'quote_of' THEN 'quoted_by' ELSE 'reposted_by' END
  AS direction, p.platform || ':' || p.kind || ':' || p.native_id AS public_id, p.caption
  FROM post_members m JOIN post_relations r ON r.platform = m.platform AND r.kind = m.kind AND r.native_id = m.native_id
  JOIN posts p ON p.id = r.post_id AND NOT p.hidden WHERE m.post_id = ? ORDER BY 1, 2"""


def _hidden(connection: sqlite3.Connection, post_id: int) -> dict[str, Any]:
    sql = """SELECT p.platform || ':' || p.kind || ':' || p.native_id AS public_id, p.*, a.handle AS author_handle,
      a.name AS author_name FROM posts p LEFT JOIN authors a ON a.id = p.author_id WHERE p.id = ?"""
    private = ("author_id", "author_text", "alt_text", "cjk_text", "indexed")
    row = next(records(connection, sql, (post_id,)))
    return {name: value for name, value in row.items() if name not in private}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a field has its value: one claim of one sighting."""

    field: str
    won: bool
    value: Any
    rule: str
    rank: list[Any]
    """What the rule made of the claim; the greatest wins."""
    sightings: tuple[int, ...]
    form: str
    evidence: str
    captured_at: str
    locator: str
    offset: int
    """Byte offset of the fragment in its document; -1 where it has none (hidden layers)."""


def why(connection: sqlite3.Connection, post_id: int) -> Iterator[Reason]:
    """For each field the winning claim first, then the others, with the rule that decides."""
    from ingest.merge import candidates
    from ingest.store.refold import seen_of

    sources = {row[0]: row[1:] for row in connection.execute(
        "SELECT s.id, s.form, s.evidence, s.captured_at, d.locator, ifnull((SELECT l.\"offset\" FROM places l "
        "WHERE l.sighting_id = s.id AND l.document_id = d.id ORDER BY l.position LIMIT 1), -1) "
        "FROM sightings s JOIN documents d ON d.id = s.document_id WHERE s.post_id = ?", (post_id,))}
    claims: dict[str, dict[str, tuple[list[Any], list[int]]]] = {}
    for seen in seen_of(connection, post_id):
        for name, rank in candidates(seen.claim):
            if not name.lstrip("<").startswith("text "):
                claims.setdefault(name, {}).setdefault(json.dumps(rank), (rank, []))[1].append(seen.id)
    for name, found in sorted(claims.items(), key=lambda item: item[0].lstrip("<")):
        ordered = sorted(found.values(), key=lambda one: one[0], reverse=not name.startswith("<"))
        for place, (rank, sightings) in enumerate(ordered):
            form, evidence, captured_at, locator, offset = sources[sightings[0]]
            yield Reason(
                field=name.lstrip("<"), won=place == 0, value=_value(name, rank), rule=rule_of(name), rank=rank,
                sightings=tuple(sightings), form=form, evidence=evidence, captured_at=captured_at or "", locator=locator,
                offset=offset,
            )


def _value(name: str, rank: list[Any]) -> Any:
    if name == "<key" or name in ("in_reply_to", "quote_of", "repost_of"):
        return ":".join(rank[-3:])
    if name == "author":
        return " ".join(part for part in rank[-4:] if part)
    return rank[-1]


def rule_of(name: str) -> str:
    """The rule of a field in words."""
    from ingest.merge import COUNTED, RULES

    if name.startswith("<"):
        named = {"<key": "a real id over a made-up one, then proof, class of evidence, the id itself", "<first": "the earliest"}
        return named.get(name, RULES["media"] if name.startswith("<media") else "the least")
    if name == "last":
        return "the latest"
    if name.split(" ")[0] in COUNTED:
        return RULES["counts"]
    return RULES.get(name.split(" ")[0], RULES["hashtags"] if name in ("mentions", "links") else RULES["other"])


def fragments(connection: sqlite3.Connection, post_id: int) -> Iterator[tuple[dict[str, Any], bytes]]:
    """The raw bytes of every sighting of a post, each fragment once, with where it was found; ``again``: where they lie now.

    Redacted bytes are empty and are not looked for.
    """
    from ingest.store.fragments import digest_of, read_fragment

    sql = """SELECT s.fragment_id, s.id AS sighting, s.form, s.captured_at, d.locator, s.relation FROM sightings s JOIN documents d
      ON d.id = s.document_id WHERE s.post_id = ? GROUP BY s.fragment_id ORDER BY s.captured_at, d.locator, s.id"""
    for row in list(records(connection, sql, (post_id,))):
        data = read_fragment(connection, row.pop("fragment_id"))
        again = _opened_again(connection, row.pop("sighting"), digest_of(data)) if data else ""
        yield {**row, "again": again}, data


_SPOTS = """SELECT locator, "offset", length FROM (
    SELECT d.locator, l."offset", l.length, 0 AS copy FROM places l JOIN documents d ON d.id = l.document_id WHERE l.sighting_id = ?1
    UNION ALL SELECT n.locator, l."offset", l.length, 1 FROM places l JOIN locations n ON n.document_id = l.document_id
    WHERE l.sighting_id = ?1) ORDER BY copy, locator, "offset" LIMIT 20"""


def _opened_again(connection: sqlite3.Connection, sighting: int, digest: bytes) -> str:
    """The locator at which these very bytes lie in a file now, "" where in none."""
    from ingest.run.reopen import fragment

    return next((locator for locator, offset, length in connection.execute(_SPOTS, (sighting,))
                 if fragment(locator, offset, length, digest) is not None), "")


def document_at(connection: sqlite3.Connection, locator: str) -> bool:
    """Whether the archive knows a document by this locator."""
    sql = "SELECT 1 FROM documents WHERE locator = ?1 UNION ALL SELECT 1 FROM locations WHERE locator = ?1 LIMIT 1"
    return connection.execute(sql, (locator.encode("utf-8", "backslashreplace").decode(),)).fetchone() is not None
