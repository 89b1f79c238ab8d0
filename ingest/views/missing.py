"""What is known to exist and held nowhere: addresses for programs that crawl (Browsertrix, ArchiveBox, auto-archiver)."""

import sqlite3
from collections.abc import Iterator
from typing import Any

from ingest.search import Filters, conditions
from ingest.store.reading import records

KINDS = {
    "posts": """SELECT DISTINCT p.url AS url, p.platform || ':' || p.kind || ':' || p.native_id AS public_id, p.embedded_count,
        p.last_seen, p.status FROM posts p WHERE NOT p.hidden AND p.url <> '' AND p.caption IS NULL AND p.embedded_count > 0
        {more}
        ORDER BY p.embedded_count DESC, p.platform, p.kind, p.native_id""",
    "media": """SELECT DISTINCT m.url AS url, p.platform || ':' || p.kind || ':' || p.native_id AS public_id, p.embedded_count,
        p.last_seen, p.status FROM media m JOIN posts p ON p.id = m.post_id WHERE NOT p.hidden AND m.url LIKE 'http%' {more}
        AND NOT EXISTS (SELECT 1 FROM blobs b WHERE b.url = m.url) ORDER BY p.platform, p.kind, p.native_id, m.position""",
    "pages": """SELECT DISTINCT g.url AS url, '' AS public_id, 0 AS embedded_count, d.captured_at AS last_seen, q.reason AS status
        FROM problems q JOIN readings r ON r.id = q.reading_id JOIN documents d ON d.id = r.document_id
        JOIN pages g ON g.id = d.page_id
        WHERE q.reason IN ('embeds-lost', 'shell-page', 'truncated') AND g.url <> '' AND NOT d.superseded ORDER BY g.url""",
}
"""``posts``: seen embedded, text held nowhere. ``media``: not saved. ``pages``: captures that lost their embeds."""


def missing(connection: sqlite3.Connection, kind: str = "posts", filters: Filters | None = None) -> Iterator[dict[str, Any]]:
    """What is missing, the most embedded first: url, public_id, embedded_count, last_seen, status."""
    where, values = conditions(filters or Filters())
    if kind == "pages":
        where, values = [], []
    rows = records(connection, KINDS[kind].format(more="".join(f" AND {one}" for one in where)), values)
    if kind != "media":
        yield from rows
        return
    from ingest.picturepages import leads_to_page

    yield from (row for row in rows if not leads_to_page(row["url"]))
