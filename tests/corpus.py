"""Scores the archive on the development pages: ``python tests/corpus.py FOLDER``; floors in ``corpus_floors.json`` may only rise."""

import json
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FLOORS = Path(__file__).with_name("corpus_floors.json")
SQL = """SELECT d.locator, p.platform, p.native_id, s.relation, a.handle, p.caption, p.created_at, p.likes
FROM sightings s JOIN documents d ON d.id = s.document_id JOIN posts p ON p.id = s.post_id LEFT JOIN authors a ON a.id = p.author_id
WHERE NOT p.hidden"""


def found_rows(database: Path) -> list[dict[str, object]]:
    """One row per sighting, as the scorer wants them."""
    with closing(sqlite3.connect(database)) as connection, connection:
        rows = connection.execute(SQL).fetchall()
    names = ("platform", "native_id", "relation", "author", "caption", "created_at", "likes")
    return [{"page": row[0].rsplit("/", 1)[-1].split("!")[0], **dict(zip(names, row[1:], strict=True))} for row in rows]


def score(corpus: Path, *options: str) -> str:
    """The scorer's word on a fresh archive of the corpus."""
    with tempfile.TemporaryDirectory() as folder:
        database, found = Path(folder) / "corpus.db", Path(folder) / "found.ndjson"
        subprocess.run([sys.executable, ROOT / "cli.py", "ingest", "--db", database, corpus / "pages"], check=False, capture_output=True)
        found.write_text("".join(json.dumps(row) + "\n" for row in found_rows(database)))
        done = subprocess.run([sys.executable, corpus / "score.py", corpus / "labels.tsv", found, *options],
                              check=False, capture_output=True, text=True)
    return done.stdout


def main() -> int:
    """The table, the misses and the false positives; then the floors."""
    corpus = Path(sys.argv[1]).resolve()
    print(score(corpus, "--misses", "--false-positives", "--wrong-fields", *sys.argv[2:]))
    measured, floors = json.loads(score(corpus, "--json"))["embedded"], json.loads(FLOORS.read_text())
    low = [name for name, floor in floors.items() if (measured[name] or 0) < floor]
    print("below the floor: " + ", ".join(low) if low else f"floors hold: {floors}")
    return int(bool(low))


if __name__ == "__main__":
    sys.exit(main())
