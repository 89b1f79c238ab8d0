"""What a run costs when little changed: a folder of pages in full, again unchanged, and with one in a hundred changed.

    python benchmarks/watching.py [--files 100000]
"""

import argparse
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def page(number: int, word: str) -> str:
    """An article with one embedded tweet."""
    return (
        f'<!DOCTYPE html><title>Article {number}</title><link rel="canonical" href="https://news.example/{number}"><article>'
        + "<p>Some words of an article.</p>" * 200
        + f'<blockquote class="twitter-tweet"><p lang="en">{word} {number}</p>&mdash; A (@a_example) '
        f'<a href="https://twitter.com/a_example/status/{1266999999999000000 + number}">May 31, 2020</a></blockquote></article>'
    )


def ingest(database: Path, folder: Path) -> float:
    """CPU seconds of ``afterpost ingest``, start-up included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "cli.py", "ingest", "-q", "-j", "1", "--db", str(database), str(folder)], check=True, cwd=ROOT)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=100_000)
    count = parser.parse_args().files
    with tempfile.TemporaryDirectory() as name:
        folder, database = Path(name) / "pages", Path(name) / "archive.db"
        paths = [folder / str(number // 1000) / f"{number}.html" for number in range(count)]
        for number, path in enumerate(paths):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(page(number, "said"))
        full, again = ingest(database, folder), ingest(database, folder)
        for number in range(0, count, 100):
            paths[number].write_text(page(number, "changed"))
        some = ingest(database, folder)
    print(f"{count:,} files: all {full:.2f} s, none changed {again:.2f} s ({again / full:.1%}), 1 % changed {some:.2f} s "
          f"({some / full:.1%}) of CPU")


if __name__ == "__main__":
    main()
