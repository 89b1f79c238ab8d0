"""What must be seen, or not, in every output: that a post is gone or was not meant for everybody; that it was hidden."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from small_archive import make, post, reading

import cli
from ingest.model import Author

GONE = {"2": "deleted", "3": "private", "4": "suspended", "5": "protected"}
STORY = (
    reading(post("1", "alive and well in these days", author=Author(handle="ann"))),
    reading(post("2", "words that are here no more", author=Author(handle="bob")), locator="p/2.html"),
    reading(post("2", availability="deleted"), captured_at="2020-01-01T00:00:00.000Z", locator="p/2b.html"),
    reading(post("3", "for a few friends alone", author=Author(handle="cat"), visibility="private"), locator="p/3.html"),
    reading(post("4", availability="suspended"), locator="p/4.html"),
    reading(post("5", availability="protected"), locator="p/5.html"),
)
MODES = ([], ["--json"], ["--nl"], ["--csv"], ["--tsv"], ["--table"])
FORMATS = ("csv", "tsv", "json", "ndjson", "html", "xlsx", "parquet")


@pytest.fixture
def archive(tmp_path: Path) -> str:
    return make(tmp_path / "archive.db", STORY)


def run(*words: str) -> Result:
    result = CliRunner().invoke(cli.main, list(words))
    assert result.exit_code == 0, result.output
    return result


def exported(archive: str, form: str) -> str:
    """What an export in this format says, as text."""
    path = Path(archive).with_name(f"posts.{form}")
    if form == "xlsx":
        openpyxl = pytest.importorskip("openpyxl")
        run("export", "--db", archive, str(path))
        return "\n".join(map(str, openpyxl.load_workbook(path).active.values))
    if form == "parquet":
        tables = pytest.importorskip("pyarrow.parquet")
        run("export", "--db", archive, str(path))
        return str(tables.read_table(path).to_pylist())
    run("export", "--db", archive, str(path))
    return path.read_text()


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode[0] if mode else "text")
def test_every_search_says_who_is_gone(archive: str, mode: list[str]) -> None:
    output = run("search", "--db", archive, *mode).output.lower()
    assert all(word in output for word in GONE.values())


@pytest.mark.parametrize("mode", [[], ["--json"], ["--csv"]], ids=["text", "json", "csv"])
def test_every_show_says_it(archive: str, mode: list[str]) -> None:
    for native_id, word in GONE.items():
        assert word in run("show", "--db", archive, f"twitter::{native_id}", *mode).output.lower()


def test_the_heading_of_a_card_says_it(archive: str) -> None:
    for native_id, word in GONE.items():
        assert word.upper() in run("show", "--db", archive, f"twitter::{native_id}").output.splitlines()[0]


@pytest.mark.parametrize("form", FORMATS)
def test_every_export_says_it(archive: str, form: str) -> None:
    said = exported(archive, form)
    assert all(word in said for word in GONE.values())


def test_lists_for_crawlers_say_it_beside_the_addresses(archive: str) -> None:
    plain = run("missing", "--db", archive)
    assert plain.stdout.split() == ["https://twitter.example/4", "https://twitter.example/5"]
    assert plain.stderr == "known to be out of reach: 1 suspended, 1 protected (--table says which)\n"
    assert [row["status"] for row in json.loads(run("missing", "--db", archive, "--json").stdout)] == ["suspended", "protected"]


def test_a_hidden_post_is_in_no_output_and_comes_back(archive: str) -> None:
    def everything() -> list[str]:
        searches = [run("search", "--db", archive, *mode).output for mode in MODES]
        files = [exported(archive, form) for form in FORMATS if form not in ("xlsx", "parquet")]
        return [*searches, *files, run("missing", "--db", archive, "--json").output, run("stats", "--db", archive).output]

    before = everything()
    assert sum("words that are here no more" in text for text in before) == len(MODES) + 5
    run("hide", "--db", archive, "twitter::2", "twitter::4", "--reason", "asked to")
    hidden = everything()
    assert not any("words that are here" in text or "twitter::4" in text for text in hidden)
    assert "hidden: not in search and exports" in run("show", "--db", archive, "twitter::2").output
    run("hide", "--db", archive, "--undo", "twitter::2", "twitter::4")
    assert everything() == before
