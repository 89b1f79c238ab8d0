"""How long a search takes: start-up against bare Python, queries on a large archive, and both ways of driving a common word.

    python benchmarks/search.py [--posts 100000]
"""

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from ingest import search  # noqa: E402
from ingest.search import Filters, Query, find  # noqa: E402
from ingest.store.database import open_writer  # noqa: E402
from ingest.store.reading import open_reading  # noqa: E402

WORDS = 20_000


def fill(path: Path, posts: int) -> None:
    """An archive of posts whose words are spread like those of a language."""
    draw = random.Random(1)
    words = [f"w{number}" for number in range(WORDS)]
    weights = [1 / (number + 1) for number in range(WORDS)]
    connection = open_writer(path, create=True)
    connection.execute("BEGIN")
    rows = (
        (number, draw.choice(("twitter", "twitter", "instagram", "tiktok")), str(10**18 + number * 7919),
         " ".join(draw.choices(words, weights, k=15)),
         f"20{draw.randint(10, 24)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}",
         int(draw.paretovariate(0.6)) if draw.random() < 0.6 else None)
        for number in range(1, posts + 1)
    )
    connection.executemany("INSERT INTO posts (id, platform, native_id, caption, created_at, likes, indexed) "
                           "VALUES (?, ?, ?, ?, ?, ?, 1)", rows)
    connection.execute("INSERT INTO posts_fts (posts_fts) VALUES ('rebuild')")
    connection.execute("COMMIT")
    connection.close()


def cpu(*command: str) -> float:
    """CPU milliseconds of the quickest of seven runs."""
    best = float("inf")
    for _ in range(7):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *command], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        best = min(best, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return best * 1000


def milliseconds(connection: object, query: Query, common: int) -> float:
    """The quickest of three."""
    search.COMMON = common
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        list(find(connection, query))  # type: ignore[arg-type]
        best = min(best, time.perf_counter() - start)
    return best * 1000


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=100_000)
    posts = parser.parse_args().posts
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive.db"
        fill(path, posts)
        bare = cpu("-c", "import click, sqlite3")
        whole = cpu("cli.py", "search", "--db", str(path), "--json", "w3000")
        print(f"start-up: python -c 'import click, sqlite3' {bare:.0f} ms, afterpost search {whole:.0f} ms of CPU")
        print(f"milliseconds, {posts:,} posts, the first 20 hits")
        print(f"{'word':>8} {'sort':>10} {'filter':>10} {'chosen':>9} {'by words':>9} {'by order':>9}")
        connection = open_reading(str(path))
        for word in ("w0", "w10", "w1000"):
            for sort in ("relevance", "likes", "created"):
                for name, filters in (("", Filters()), ("platform", Filters(platform=("tiktok",), min_likes=100))):
                    query = Query(words=(word,), sort=sort, limit=20, filters=filters)
                    times = [milliseconds(connection, query, common) for common in (20_000, 10**9, 1)]
                    print(f"{word:>8} {sort:>10} {name:>10} " + " ".join(f"{one:9.1f}" for one in times))


if __name__ == "__main__":
    main()
