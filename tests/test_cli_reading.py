"""The reading commands from the outside: exit codes, modes, and nothing on a screen that a stranger's caption wrote there."""

import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from small_archive import likes, make, post
from small_archive import reading as document

from ingest.model import Author, Media, Page, Problem
from ingest.store.reading import columns_of, reading

cli = pytest.importorskip("cli")
ROOT = Path(__file__).parent.parent
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\U000e0000-\U000e007f]")
ATTACK = "\x1b]0;owned\x07\x1b[2J safe\rEVIL \x9b2J \u202egnp.exe \u2066x\u2069 \x7f =1+1"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> str:
    return make(tmp_path_factory.mktemp("cli") / "archive.db")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> str:
    one = post("666", ATTACK, author=Author(handle=ATTACK, name=ATTACK), place=ATTACK, language=ATTACK, hashtags=(ATTACK,),
               counts=likes(3), media=(Media(kind="image", url=ATTACK, alt=ATTACK),), availability=ATTACK)
    page = Page(url="https://news.example/" + ATTACK, title=ATTACK, site=ATTACK)
    problem = Problem(reason="bad-record", detail=ATTACK, stage="parse", locator=ATTACK, fragment=ATTACK.encode())
    other = post("667", ATTACK + " again", author=Author(handle="x"))
    return make(tmp_path_factory.mktemp("hostile") / "archive.db", [
        document(one, other, page=page, locator=ATTACK, problems=[problem], context=ATTACK),
        document(post("666", ATTACK + "later", counts=likes(9)), locator="later" + ATTACK,
                 captured_at="2020-01-01T00:00:00.000Z"),
    ])


def run(*words: str) -> Result:
    result = CliRunner().invoke(cli.main, list(words))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_search_as_json_has_the_columns_of_the_view(archive: str) -> None:
    rows = json.loads(run("search", "--db", archive, "--json", "--", "first real steps").stdout)
    with reading(archive) as connection:
        assert list(rows[0]) == columns_of(connection)
    assert (rows[0]["platform"], rows[0]["native_id"], rows[0]["likes"]) == ("instagram", "1001", 90_000)
    assert json.loads(run("search", "--db", archive, "--json", "nothing").stdout) == []


@pytest.mark.parametrize(("words", "code"), [
    (("search", "nothing"), 0), (("search",), 0), (("search", "--fts", '"'), 2), (("search", "--since", "soon"), 2),
    (("search", "--json", "--csv"), 2), (("search", "--fmt", "none"), 2), (("show", "1002"), 0), (("show", "7777"), 1),
    (("stats",), 0), (("problems",), 0), (("problems", "--reason", "none"), 2), (("export", "a.doc"), 2), (("export", "-"), 0),
    (("missing",), 0), (("dump",), 0), (("runs",), 0), (("sources", "list"), 0), (("redact", "--yes", "--reason", "x"), 2),
    (("cron",), 0), (("cron", "--every", "often"), 2), (("search", "a.db", "word"), 0),
])
def test_exit_codes(archive: str, words: tuple[str, ...], code: int) -> None:
    result = run(*words, "--db", archive)
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize("command", [
    ("search", "x"), ("show", "1"), ("export", "-"), ("stats",), ("problems",), ("dump",), ("runs",), ("missing",),
    ("sources", "list"), ("verify",), ("hide", "1"),
])
def test_what_is_no_archive(tmp_path: Path, command: tuple[str, ...]) -> None:
    assert run(*command, "--db", str(tmp_path / "none.db")).exit_code == 2
    assert not (tmp_path / "none.db").exists()
    (tmp_path / "text.db").write_text("no database, only words that somebody wrote here")
    result = run(*command, "--db", str(tmp_path / "text.db"))
    assert result.exit_code == 4
    assert result.stderr.count("\n") == 1


SHOWING = (
    ("search", "owned"), ("search", "-t"), ("search", "--fmt", "github"), ("show", "666"), ("show", "666", "--why"), ("stats",),
    ("problems",), ("problems", "--each"), ("missing",), ("stats", "-t"), ("problems", "-t"), ("search", "--json"),
    ("search", "--nl"), ("show", "666", "--json"), ("show", "666", "--why", "--nl"), ("problems", "--json"), ("show", ATTACK),
    ("search", ATTACK), ("search", "--platform", ATTACK), ("search", "--since", ATTACK), ("export", "none/" + ATTACK + ".csv"),
)


@pytest.mark.parametrize("words", SHOWING)
def test_nothing_on_the_screen_is_obeyed(hostile: str, words: tuple[str, ...]) -> None:
    result = run(*words, "--db", hostile)
    assert not CONTROL.search(result.stdout)
    assert not CONTROL.search(result.stderr)


def test_csv_in_a_pipe_is_verbatim(hostile: str) -> None:
    rows = list(csv.DictReader(io.StringIO(run("search", "--csv", "again", "--db", hostile).stdout, newline="")))
    assert rows[0]["caption"] == ATTACK + " again"


def test_raw_is_raw(hostile: str) -> None:
    assert b"<blockquote>" in run("show", "666", "--raw", "--db", hostile).stdout_bytes


def test_hide_and_redact(tmp_path: Path) -> None:
    path = make(tmp_path / "archive.db")
    assert run("hide", "1001", "--db", path).exit_code == 0
    assert json.loads(run("search", "--json", "steps", "--db", path).stdout) == []
    assert run("hide", "--undo", "1001", "--db", path).exit_code == 0
    assert len(json.loads(run("search", "--json", "steps", "--db", path).stdout)) == 1
    assert run("redact", "--yes", "1001", "--reason", "asked", "--db", path).exit_code == 0
    assert run("show", "1001", "--db", path).exit_code == 1


def test_merge_and_dump(tmp_path: Path) -> None:
    one, two = make(tmp_path / "one.db"), make(tmp_path / "two.db", [document(post("5000", "other"), locator="o.html")])
    assert run("merge", two, "--db", one).exit_code == 0
    first = run("dump", "--hash", "--db", one).stdout
    assert run("merge", two, "--db", one).exit_code == 0
    assert run("dump", "--hash", "--db", one).stdout == first
    assert len(json.loads(run("search", "--json", "--db", one).stdout)) == 5


def test_every_command_shows_examples() -> None:
    def walk(command: object, name: str) -> None:
        for sub in getattr(command, "commands", {}).values():
            walk(sub, f"{name} {sub.name}")
        if not getattr(command, "commands", {}):
            assert f"{name} " in (command.help or "") or f"{name}\n" in (command.help or ""), name  # type: ignore[attr-defined]

    walk(cli.main, "afterpost")


def test_search_loads_little(archive: str) -> None:
    code = ("import sys, cli\nfrom click.testing import CliRunner\n"
            f"assert CliRunner().invoke(cli.main, ['search', 'steps', '--db', {archive!r}]).exit_code == 0\n"
            "print(' '.join(sys.modules))")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    loaded = set(done.stdout.split())
    for heavy in ("httpx", "httpcore", "bs4", "sqlite_utils", "selectolax", "msgspec", "zstandard", "tabulate", "ingest.fetchers",
                  "ingest.links", "ingest.pipeline", "ingest.containers", "ingest.archive", "ingest.model"):
        assert heavy not in loaded, heavy
