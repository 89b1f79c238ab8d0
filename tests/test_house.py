"""The rules that keep the house: who imports whom, how long rooms may be, what start-up may load."""

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "ingest"
FILES = [ROOT / "cli.py", *sorted(PACKAGE.rglob("*.py"))]
LONGEST_FILE, LONGEST_CLI, LONGEST_FUNCTION = 400, 600, 60
TABLES = ("months.py", "suffixes.py", "weekdays.py")
"""Generated tables of words: as long as the languages are many."""
PURE = ("model", "record", "fetcher", "clocks", "values", "fetchers", "index", "unwrap")
"""Rooms that never see files, databases, the network or the time of day."""
FORBIDDEN = {"sqlite3", "httpx", "httpcore", "socket", "bs4", "logging", "time", "sqlite_utils", "click"}
LOW = {"record": set(), "model": {"record"}, "fetcher": {"model", "record"}, "merge": {"model", "fetcher", "store.claims"}}
FLOORS = {"page", "records", "store", "run", "views", "commands"}
"""Folders of rooms that are the engine's own."""
UPWARDS = {
    "page": {"store", "run", "views", "commands", "containers", "online"},
    "records": {"page", "store", "run", "views", "commands", "containers", "online"},
    "store": {"page", "records", "run", "views", "commands", "containers"},
    "run": {"views", "commands"},
    "views": {"commands"},
}
"""What the rooms of a floor do not import: whatever lies above it or beside it."""


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


@cache
def nodes(path: Path) -> list[ast.AST]:
    return list(ast.walk(tree(path)))


@cache
def imported(path: Path) -> frozenset[str]:
    """Modules that a file imports anywhere, those under TYPE_CHECKING left out."""
    typing_only = {id(inner) for node in nodes(path) if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
                   for inner in ast.walk(node)}
    found: set[str] = set()
    for node in nodes(path):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(found)


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py") if path != ROOT / "cli.py" else "cli"


def rooms(path: Path) -> set[str]:
    """The rooms of the house that a file imports from: ``model``, ``records.tables``."""
    modules = {module.removeprefix("ingest.") for module in imported(path) if module.startswith("ingest.")}
    return {".".join(module.split(".")[: 2 if module.split(".")[0] in FLOORS else 1]) for module in modules} - FLOORS


@pytest.mark.parametrize("path", FILES, ids=name)
def test_length(path: Path) -> None:
    lines = len(path.read_text().splitlines())
    if path.name not in TABLES:
        assert lines <= (LONGEST_CLI if path.name == "cli.py" else LONGEST_FILE)
    for node in nodes(path):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            assert (node.end_lineno or 0) - node.lineno < LONGEST_FUNCTION, f"{node.name} is too long"


@pytest.mark.parametrize("path", FILES, ids=name)
def test_docstring(path: Path) -> None:
    assert ast.get_docstring(tree(path)), "says nothing of what it is for"


@pytest.mark.parametrize("path", [p for p in FILES if room(p) in PURE], ids=name)
def test_pure_rooms(path: Path) -> None:
    wrong = {module for module in imported(path) if module.split(".")[0] in FORBIDDEN}
    if path.name in ("fetcher.py", "texts.py"):
        wrong -= {"bs4", "bs4.BeautifulSoup"}  # found.soup makes it on demand
    assert not wrong


@pytest.mark.parametrize("path", sorted((PACKAGE / "fetchers").rglob("*.py")), ids=name)
def test_fetchers_see_no_engine(path: Path) -> None:
    allowed = ("model", "fetcher", "clocks", "values", "fetchers", "exports", "records.framing", "records.tables", "records.decode",
               "views.codebook", "online", "patterns")
    assert not rooms(path) - set(allowed)


@pytest.mark.parametrize("path", sorted((PACKAGE / "fetchers").glob("*/*.py")), ids=name)
def test_fetchers_do_not_know_each_other(path: Path) -> None:
    mine = f"ingest.fetchers.{path.parent.name}"
    others = {m for m in imported(path) if m.startswith("ingest.fetchers.") and not m.startswith(mine) and path.parent.name != "generic"}
    assert not others


def test_low_rooms_import_lower_ones_only() -> None:
    for low, allowed in LOW.items():
        for path in [PACKAGE / f"{low}.py"]:
            assert rooms(path) <= allowed, f"{low} imports {rooms(path) - allowed}"


@pytest.mark.parametrize("floor", sorted(UPWARDS))
def test_floors_import_downwards(floor: str) -> None:
    wrong = {path.name: found for path in sorted((PACKAGE / floor).glob("*.py"))
             if (found := {one for one in rooms(path) if one.split(".")[0] in UPWARDS[floor]})}
    assert not wrong


@pytest.mark.parametrize("low", ["containers", "fetchers", "values"])
def test_low_folders_do_not_write(low: str) -> None:
    for path in sorted((PACKAGE / low).rglob("*.py")):
        assert not {m for m in imported(path) if m.split(".")[:2] in (["ingest", "archive"], ["ingest", "pipeline"], ["ingest", "scan"])}


def test_every_fetcher_is_in_the_tuple() -> None:
    from ingest.fetchers import FETCHERS

    folder = PACKAGE / "fetchers"
    there = {p.stem for p in folder.glob("*.py") if p.stem != "__init__"}
    there |= {p.name for p in folder.iterdir() if (p / "__init__.py").exists()}
    text = (folder / "__init__.py").read_text()
    parts = {one for one in there if one.endswith("_exports")}
    assert not {one for one in there - parts if one not in text}
    assert not {one for one in parts if f"fetchers import {one}" not in (folder / f"{one.removesuffix('_exports')}.py").read_text()
                and f"fetchers.{one}" not in (folder / f"{one.removesuffix('_exports')}.py").read_text()}
    assert len({fetcher.name for fetcher in FETCHERS}) == len(FETCHERS)


def test_broad_excepts() -> None:
    """Every exception is caught in one place only: around the functions of a form."""
    found = []
    for path in FILES:
        for node in nodes(path):
            if isinstance(node, ast.ExceptHandler) and (node.type is None or ast.unparse(node.type) in ("Exception", "BaseException")):
                rethrows = any(isinstance(inner, ast.Raise) and inner.exc is None for inner in ast.walk(node))
                found += [] if rethrows else [path.name]
    assert sorted(set(found)) == ["parsing.py"]


def test_no_pattern_that_early_pythons_get_wrong() -> None:
    """Up to 3.11.4 a possessive optional group matches what it must not (python/cpython#101955): ``(...|)`` says the same."""
    assert [path.name for path in FILES if re.search(r"\)\?\+[^\s\d]", path.read_text())] == []


@pytest.mark.parametrize("words", [("--help",), ("search", "--help"), ("ingest", "--help")])
def test_help_loads_little(words: tuple[str, ...]) -> None:
    code = f"import sys; sys.argv = ['afterpost', *{words!r}]\nimport cli\ntry: cli.main()\nexcept SystemExit: pass\n" \
           "print(' '.join(sys.modules), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    loaded = set(done.stderr.split())
    assert not loaded & {"httpx", "bs4", "sqlite_utils", "selectolax", "ingest.fetchers", "ingest.pipeline"}
