"""Writes the collection: ``python -m hostile FOLDER [--quick] [WORDS IN PATHS ...]``."""

import argparse
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from hostile import archives, captures, databases, documents, feeds, folders, mails, office, pages, records, tables
from hostile.case import Case

CASES: tuple[Case, ...] = tuple(case for family in (
    tables, office, documents, archives, captures, mails, feeds, records, pages, databases, folders) for case in family.CASES)


def write(folder: Path, cases: tuple[Case, ...] = CASES) -> list[dict[str, Any]]:
    """The files of these cases and their manifest."""
    entries = []
    for case in cases:
        content, path = case.make(case.posts), folder / case.path
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Mapping):
            path.mkdir(exist_ok=True)
            for name, data in content.items():
                (path / name).parent.mkdir(parents=True, exist_ok=True)
                (path / name).write_bytes(data)
        else:
            with open(path, "wb") as file:
                for piece in content if isinstance(content, Iterator) else (content,):
                    file.write(piece)
        entries.append(case.manifest(isinstance(content, Mapping)))
    (folder / "manifest.json").write_text(json.dumps({"cases": entries}, indent=1))
    return entries


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--quick", action="store_true", help="without the large ones")
    parser.add_argument("only", nargs="*")
    given = parser.parse_intermixed_args()
    kept = tuple(case for case in CASES if not (given.quick and case.slow) and all(word in case.path for word in given.only))
    print(f"{len(write(given.folder, kept))} cases")
