"""What an archive holds, in numbers: by platform, year, author and site; what could not be read; how it grew."""

import sqlite3
from typing import Any

from ingest.store.reading import records

_TOTALS = (
    ("posts", "SELECT count(*) FROM posts WHERE NOT hidden"),
    ("with caption", "SELECT count(*) FROM posts WHERE NOT hidden AND caption <> ''"),
    ("with likes", "SELECT count(*) FROM posts WHERE NOT hidden AND likes IS NOT NULL"),
    ("embedded", "SELECT count(*) FROM posts WHERE NOT hidden AND embedded_count > 0"),
    ("gone", "SELECT count(*) FROM posts WHERE NOT hidden AND status IS NOT NULL AND status <> 'available'"),
    ("hidden", "SELECT count(*) FROM posts WHERE hidden = 1"),
    ("short links waiting", "SELECT count(*) FROM posts WHERE hidden = 2 AND kind = 'shortlink'"),
    ("authors", "SELECT count(*) FROM authors"),
    ("sightings", "SELECT count(*) FROM sightings"),
    ("documents", "SELECT count(*) FROM documents"),
    ("pages", "SELECT count(*) FROM pages WHERE page_key <> ''"),
    ("problems", "SELECT count(*) FROM open_problems"),
    ("first post", "SELECT min(created_at) FROM posts WHERE NOT hidden"),
    ("last post", "SELECT max(created_at) FROM posts WHERE NOT hidden"),
    ("first capture", "SELECT min(first_seen) FROM posts WHERE NOT hidden"),
    ("last capture", "SELECT max(last_seen) FROM posts WHERE NOT hidden"),
)

GROUPS = {
    "platform": """SELECT platform AS name, count(*) AS posts, sum(ifnull(caption, '') <> '') AS with_caption,
      sum(likes IS NOT NULL) AS with_likes, sum(ifnull(status, 'available') <> 'available') AS gone
      FROM posts WHERE NOT hidden GROUP BY platform ORDER BY posts DESC, name""",
    "year": """SELECT ifnull(substr(created_at, 1, 4), 'unknown') AS name, count(*) AS posts FROM posts WHERE NOT hidden
      GROUP BY 1 ORDER BY 1""",
    "author": """SELECT ifnull(a.handle, a.name) AS name, a.platform, count(*) AS posts, max(p.likes) AS most_likes
      FROM posts p JOIN authors a ON a.id = p.author_id WHERE NOT p.hidden GROUP BY a.id
      ORDER BY posts DESC, a.platform, a.key LIMIT ?""",
    "site": """SELECT site AS name, count(DISTINCT post_id) AS posts, count(DISTINCT page_id) AS pages FROM (
        SELECT ifnull(nullif(g.site, ''), CASE WHEN g.page_key LIKE 'https://%'
          THEN substr(g.page_key, 9, instr(substr(g.page_key, 9) || '/', '/') - 1) ELSE 'unknown' END) AS site,
          s.post_id, s.page_id
        FROM pages g JOIN sightings s ON s.page_id = g.id JOIN posts p ON p.id = s.post_id
        WHERE s.relation = 'embedded' AND NOT p.hidden) GROUP BY site ORDER BY posts DESC, name LIMIT ?""",
    "problem": """SELECT reason AS name, stage, count(*) AS count FROM open_problems GROUP BY reason, stage
      ORDER BY count DESC, reason, stage""",
    "growth": """SELECT ifnull(substr(first_seen, 1, 7), 'unknown') AS name, count(*) AS posts FROM posts WHERE NOT hidden
      GROUP BY 1 ORDER BY 1""",
}
"""One query per table; ``growth`` is by the month of the earliest capture, not of the posting."""


def totals(connection: sqlite3.Connection) -> dict[str, Any]:
    """The archive in one row."""
    return {name: connection.execute(sql).fetchone()[0] for name, sql in _TOTALS}


def grouped(connection: sqlite3.Connection, group: str, most: int = 15) -> list[dict[str, Any]]:
    """The rows of one of ``GROUPS``; ``most`` limits authors and sites."""
    sql = GROUPS[group]
    return list(records(connection, sql, (most,) if "LIMIT ?" in sql else ()))


def stats(connection: sqlite3.Connection, most: int = 15) -> dict[str, Any]:
    """All of it."""
    return {"totals": totals(connection), **{group: grouped(connection, group, most) for group in GROUPS}}
