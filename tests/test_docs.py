"""The documentation says what is so: made pages are fresh, outputs are real, the example for new platforms works, links lead somewhere."""

import doctest
import json
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "docs"))

make_commands = pytest.importorskip("make_commands")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
AGAIN = "write it again: python docs/make_commands.py"


def text(name: str) -> str:
    return (ROOT / name).read_text()


def test_every_command_is_documented() -> None:
    from cli import main

    page = text("docs/commands.md")
    for command, context in make_commands.commands(main, click.Context(main, info_name="afterpost")):
        path = context.command_path
        assert f"\n## {path}\n" in page, AGAIN
        assert command.help, f"{path} has no help"
        if not isinstance(command, click.Group):
            assert "Example" in command.help, f"{path} shows no example"


def test_the_commands_page_is_the_help() -> None:
    assert text("docs/commands.md") == make_commands.commands_page(), AGAIN


def test_the_platform_table_is_what_fetchers_declare() -> None:
    from ingest.fetchers import FETCHERS

    readme, table = text("README.md"), make_commands.platform_table()
    assert table in readme, AGAIN
    for one in FETCHERS:
        if one.links and one.archived:
            assert f"\n| {one.title or one.name} | yes |" in table


def test_platforms_prints_the_table_of_the_readme() -> None:
    done = subprocess.run([sys.executable, str(ROOT / "cli.py"), "platforms", "--json"], capture_output=True, check=True)
    rows = json.loads(done.stdout)
    table = make_commands.platform_table().splitlines()[2:]
    assert [list(row.values())[1:] for row in rows] == [[cell.strip() for cell in line.strip("|").split("|")] for line in table]
    said = {row["platform"]: row for row in rows}
    assert said["twitter"] == {"platform": "twitter", "name": "X/Twitter", "link": "yes", "embed": "text", "own_page": "yes",
                               "export": "yes", "clock": "yes"}
    assert said["vimeo"]["embed"] == "address"


def test_the_columns_are_those_of_the_view() -> None:
    assert make_commands.column_table() in text("docs/schema.md"), AGAIN


def test_the_tour_is_what_the_program_prints() -> None:
    readme = text("README.md")
    assert readme.count("$ afterpost") >= 8
    assert make_commands.played(readme) == readme, AGAIN


def test_every_table_and_view_is_explained(tmp_path: Path) -> None:
    import sqlite3

    from ingest.archive import Archive

    path = str(tmp_path / "archive.db")
    with Archive.open(path, create=True):
        pass
    connection = sqlite3.connect(path)
    names = [name for name, in connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
             if not re.match(r"sqlite_|_sqlite|posts_fts_", name)]
    connection.close()
    page = text("docs/schema.md")
    assert len(names) > 25
    assert [name for name in names if f"`{name}`" not in page] == []


def test_the_queries_of_the_schema_page_run(tmp_path: Path) -> None:
    import sqlite3

    from ingest.archive import Archive

    path = str(tmp_path / "archive.db")
    with Archive.open(path, create=True):
        pass
    connection = sqlite3.connect(path)
    queries = re.findall(r"```sql\n(.*?)```", text("docs/schema.md"), re.S)
    assert len(queries) >= 3
    for query in queries:
        assert connection.execute(query).fetchall() == []
    connection.close()


def test_the_example_of_a_new_platform_works() -> None:
    from selectolax.lexbor import LexborHTMLParser

    from ingest.fetcher import Address, Fetcher, Found
    from ingest.model import Key, Post

    (example,) = re.findall(r"```python\n(.*?)```", text("CONTRIBUTING.md"), re.S)
    made: dict[str, Fetcher] = {}
    exec(compile(example, "postbox.py", "exec"), made)
    fetcher = made["FETCHER"]
    (form,) = fetcher.forms
    html = '<div class="postbox-card"><p>Two herons. #pond</p><a class="by" href="https://postbox.example/note/123">annabel</a></div>'

    def read(url: str) -> Address:
        match = re.match(fetcher.links[0].pattern, url.removeprefix("https://postbox.example"))
        return Address(outcome="post", key=Key("postbox", "", match["id"])) if match else Address(outcome="not_post")

    (post,) = form.parse(Found(form=form, node=LexborHTMLParser(html).css_first(form.css), read=read))
    assert isinstance(post, Post)
    assert (post.native_id, post.caption, post.author and post.author.handle) == ("123", "Two herons. #pond", "annabel")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text()):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", [ROOT / "README.md", ROOT / "CONTRIBUTING.md"], ids=lambda page: page.name)
def test_what_is_named_exists(page: Path) -> None:
    words = page.read_text()
    targets = set(re.findall(r"^([a-z]+):", text("Makefile"), re.M))
    for line in re.findall(r"`make ([a-z ]+)`|^    make ([a-z ]+)", words, re.M):
        assert set("".join(line).split()) <= targets, line
    for path in re.findall(r"`((?:tests|docs|ingest)/[\w/.-]+\.\w+)`", words):
        assert (ROOT / path).exists() or "postbox" in path, path


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_page_tells_of_the_machine_it_was_written_on(page: Path) -> None:
    assert not re.search(r"/(?:home|root|work|tmp|Users|private|var)/\w|localhost|127\.0\.0\.1", page.read_text())


def test_python_in_the_readme() -> None:
    """What the README types at Python's prompt gives what it shows, and the public names are those that the package lists."""
    import ingest

    failed, tried = doctest.testfile(str(ROOT / "README.md"), module_relative=False)
    assert tried >= 5
    assert not failed
    assert ingest.__all__ == sorted(ingest.__all__)
    assert len(ingest.__all__) <= 12
    assert all(getattr(ingest, name) is not None for name in ingest.__all__)
