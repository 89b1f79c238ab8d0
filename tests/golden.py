"""Golden records: what each fixture gives, beside it. ``python tests/golden.py generate [--force] [PATH...]`` writes, the tests compare.

``tests/fixtures/<fetcher>/<form>/<case>.<ext>`` -> ``<case>.<ext>.json``: a list of sightings, empty fields left out. Exports
that are known by the path of their member keep that path below the form's folder.
"""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = Path(__file__).resolve().parent / "fixtures"
sys.path.insert(0, str(ROOT))

STORIES = ("first-steps",)
"""Folders that tell a story over several files and have tests of their own."""


def fixtures(root: Path = FIXTURES) -> list[Path]:
    """Every input that has, or should have, an expectation beside it."""
    files = [p for p in sorted(root.rglob("*")) if p.is_file() and not (p.name.endswith(".json") and p.with_suffix("").exists())]
    return [p for p in files if len(p.relative_to(root).parts) >= 3 and p.relative_to(root).parts[0] not in STORIES]


def expected_path(path: Path) -> Path:
    """Where a fixture's expectation lies."""
    return path.with_name(path.name + ".json")


def records(path: Path) -> list[dict[str, Any]]:
    """What the reading part gives for one file, as plain data; of a file without posts and problems what was left alone."""
    from ingest import containers
    from ingest.containers import InputFile
    from ingest.exports.downloads import Note
    from ingest.limits import Limits
    from ingest.model import Problem, Reading
    from ingest.reader import Order, read_file

    out: list[dict[str, Any]] = []
    aside: list[dict[str, Any]] = []
    for task in containers.walk([str(path)]):
        assert isinstance(task, InputFile)
        for item in read_file(InputFile(path=task.path, size=task.size, mtime_ns=0, group="", member=""), 0, Order(limits=Limits())):
            if isinstance(item, Problem):
                out.append({"problem": item.reason})
            elif isinstance(item, Note) and not item.guess:
                aside.append({"aside": item.what})
            elif isinstance(item, Reading):
                out += [{"problem": problem.reason} for problem in item.problems]
                out += [_record(one) for one in item.sightings]
    return out or aside


def _record(one: Any) -> dict[str, Any]:
    record = {"key": ":".join(one.key), "relation": one.relation, "form": one.form, "evidence": one.evidence}
    record |= {name: value for name, value in _full(asdict(one.post)).items() if name not in ("native_id", "kind", "platform")}
    return json.loads(json.dumps(record))


def _full(value: Any) -> Any:
    """Without what is not said."""
    if isinstance(value, dict):
        return {k: _full(v) for k, v in value.items() if not _unsaid(k, v)}
    if isinstance(value, (list, tuple)) and not hasattr(value, "_fields"):
        return [_full(v) for v in value]
    return ":".join(value) if hasattr(value, "_fields") else value


def _unsaid(name: str, value: Any) -> bool:
    """0 and False are statements."""
    return value is None or value == () or value == "" or (name == "suspect_id" and not value)


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("action", choices=("generate", "show"))
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--force", action="store_true", help="overwrite expectations that are there")
    options = parser.parse_args()
    for path in map(Path.resolve, options.paths or fixtures()):
        found, beside = records(path), expected_path(path)
        if options.action == "show":
            print(json.dumps(found, indent=1, ensure_ascii=False))
        elif options.force or not beside.exists():
            beside.write_text(json.dumps(found, indent=1, ensure_ascii=False, sort_keys=True) + "\n")
            print(f"{beside.relative_to(ROOT)}: {len(found)} records")
    return 0


if __name__ == "__main__":
    sys.exit(main())
