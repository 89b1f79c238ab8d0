"""The canonical dump: the identity of an archive as sorted JSON lines. Equal evidence gives equal bytes, whatever came first.

Left out is what does not belong to the identity: row ids, paths, this machine's state, wall-clock times, the documents and
places of record containers (a download read again next month is another document that says the same), and what the program
makes of a key today (``posts.url``).
"""

import json
import sqlite3
from collections.abc import Iterator
from hashlib import sha256

from ingest.model import LOCAL_REASONS
from ingest.store.posts import COLUMNS

_POST = "p.platform || ':' || p.kind || ':' || p.native_id"
_NEWEST = "r.reader_version = (SELECT max(n.reader_version) FROM readings n WHERE n.document_id = r.document_id)"
_DERIVED = ", ".join(f"p.{name}" for name in COLUMNS if name not in ("url", "author_id"))

QUERIES = {
    "annotations": "SELECT platform, post_kind, native_id, kind, value, removed FROM annotations",
    "author_handles": "SELECT platform, native_id, handle, name, url, strength, first_seen, last_seen FROM author_handles",
    "authors": "SELECT platform, key, handle, name, native_id, url FROM authors",
    "availability": f"SELECT hex(s.key) AS sighting, {_POST} AS post, v.status, v.observed_at "
                    "FROM availability v JOIN sightings s ON s.id = v.sighting_id JOIN posts p ON p.id = v.post_id",
    "documents": "SELECT hex(key) AS document, sha256, captured_at, captured_origin, kind, url, parent_url, title, page "
                 "FROM documents WHERE NOT records",
    "fragments": "SELECT DISTINCT hex(f.sha256) AS sha256, f.length FROM fragments f JOIN sightings s ON s.fragment_id = f.id",
    "media": f"SELECT {_POST} AS post, m.media_key, m.position, m.kind, m.url, m.alt, m.width, m.height, m.duration, m.poster, "
             "m.local FROM media m JOIN posts p ON p.id = m.post_id",
    "metrics": f"SELECT hex(s.key) AS sighting, {_POST} AS post, m.metric, m.value, m.precision, m.observed_at "
               "FROM metrics m JOIN sightings s ON s.id = m.sighting_id JOIN posts p ON p.id = m.post_id",
    "pages": "SELECT page_key, url, site, title, author, published_at, section, language FROM pages",
    "places": "SELECT hex(d.key) AS document, hex(s.key) AS sighting, l.position, l.\"offset\", l.length FROM places l "
              "JOIN documents d ON d.id = l.document_id JOIN sightings s ON s.id = l.sighting_id WHERE NOT d.records",
    "post_members": f"SELECT m.platform, m.kind, m.native_id, {_POST} AS post FROM post_members m JOIN posts p ON p.id = m.post_id",
    "post_relations": f"SELECT {_POST} AS post, r.relation, r.platform, r.kind, r.native_id "
                      "FROM post_relations r JOIN posts p ON p.id = r.post_id",
    "posts": f"SELECT {_DERIVED}, a.key AS author FROM posts p LEFT JOIN authors a ON a.id = p.author_id",
    "problems": "SELECT hex(d.key) AS document, q.part, q.stage, q.reason, hex(q.fragment) AS fragment FROM problems q "
                f"JOIN readings r ON r.id = q.reading_id JOIN documents d ON d.id = r.document_id "
                f"WHERE NOT d.records AND {_NEWEST} AND q.reason NOT IN {LOCAL_REASONS}",
    "readings": "SELECT hex(d.key) AS document, r.reader_version FROM readings r JOIN documents d ON d.id = r.document_id "
                f"WHERE NOT d.records AND {_NEWEST}",
    "redactions": "SELECT hash, salt, scope, reason FROM redactions",
    "same_as": "SELECT x.platform, x.kind, x.native_id, x.other_platform, x.other_kind, x.other_native_id, "
               "hex(s.key) AS sighting FROM same_as x JOIN sightings s ON s.id = x.sighting_id",
    "sightings": f"SELECT hex(s.key) AS sighting, {_POST} AS post, s.platform, s.kind, s.native_id, hex(f.sha256) AS fragment, "
                 "g.page_key, s.capture, s.relation, s.form, s.nth, s.evidence, s.claim, s.context FROM sightings s "
                 "JOIN posts p ON p.id = s.post_id JOIN fragments f ON f.id = s.fragment_id LEFT JOIN pages g ON g.id = s.page_id",
    "texts": f"SELECT {_POST} AS post, t.caption, t.first_seen, t.last_seen FROM texts t JOIN posts p ON p.id = t.post_id",
}
"""Table -> what of it belongs to the identity."""


def dump_lines(connection: sqlite3.Connection) -> Iterator[str]:
    """The dump, one JSON object a line (without line ends), tables and lines sorted."""
    for table in sorted(QUERIES):
        cursor = connection.execute(QUERIES[table])
        names = ["table", *(column[0] for column in cursor.description)]
        lines = (json.dumps(dict(zip(names, (table, *row), strict=True)), ensure_ascii=False, sort_keys=True) for row in cursor)
        yield from sorted(lines)


def dump_hash(connection: sqlite3.Connection) -> str:
    """SHA-256 of the dump as UTF-8, each line ended by LF."""
    digest = sha256()
    for line in dump_lines(connection):
        digest.update(line.encode())
        digest.update(b"\n")
    return digest.hexdigest()
