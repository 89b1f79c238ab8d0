"""Makes what can be made of the documentation: ``commands.md`` from the commands' own help, and in ``README.md`` and ``schema.md``
what stands between markers: the platform table from the declarations, the columns from the codebook, and every ``console``
block by running it on the project's fixtures. ``python docs/make_commands.py`` writes; ``tests/test_docs.py`` compares.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "tests" / "fixtures"
sys.path.insert(0, str(ROOT))

WIDTH = 100
TOUR = ROOT / "docs" / "tour"
"""Inputs of the README that no test needs."""
_CONSOLE = re.compile(r"```console\n(.*?)```", re.S)


def commands(group: click.Group, parent: click.Context | None = None) -> Iterator[tuple[click.Command, click.Context]]:
    """Every command and its context, groups before their members."""
    for name in group.list_commands(click.Context(group, parent=parent)):
        command = group.get_command(click.Context(group), name)
        assert command is not None
        context = click.Context(command, info_name=name, parent=parent, terminal_width=WIDTH, max_content_width=WIDTH,
                                help_option_names=["-h", "--help"])
        yield command, context
        if isinstance(command, click.Group):
            yield from commands(command, context)


def commands_page() -> str:
    """``commands.md``."""
    from cli import main

    top = click.Context(main, info_name="afterpost")
    parts = ["# Commands\n\nMade from `--help` by `python docs/make_commands.py`.\n"]
    for command, context in commands(main, top):
        shown = "\n".join(line.rstrip() for line in command.get_help(context).splitlines())
        parts.append(f"## {context.command_path}\n\n```text\n{shown}\n```\n")
    return "\n".join(parts)


def platform_table() -> str:
    """What is read of each platform, as the fetchers declare it."""
    from ingest.views.platforms import COLUMNS, platforms

    lines = ["| platform | post URLs | embeds | its own pages | exports, APIs, tools | time in the id |", "|---" * 6 + "|"]
    lines += [f"| {' | '.join(row[column] for column in COLUMNS[1:])} |" for row in platforms()]
    return "\n".join(lines)


def column_table() -> str:
    """The columns of ``posts_flat``."""
    from ingest.views.codebook import COLUMNS

    rows = [f"| `{one.name}` | {one.type} | {one.meaning} |" for one in COLUMNS if one.name != "escaped"]
    return "\n".join(["| column | type | meaning |", "|---|---|---|", *rows])


def between(text: str, name: str, made: str) -> str:
    """The text with what stands between two markers replaced."""
    pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.S)
    assert pattern.search(text), f"no marker {name}"
    return pattern.sub(lambda match: f"{match[1]}{made}\n{match[2]}", text, count=1)


def lay_table(folder: Path) -> None:
    """Puts the inputs that the README speaks of into an empty folder."""
    shutil.copytree(FIXTURES / "first-steps", folder / "saved-pages")
    shutil.copytree(TOUR / "gallery-dl", folder / "gallery-dl")
    shutil.copy(FIXTURES / "instagram" / "api-item" / "zeeschuimer.ndjson", folder / "zeeschuimer.ndjson")
    with zipfile.ZipFile(folder / "twitter-archive.zip", "w") as archive:
        archive.write(FIXTURES / "twitter" / "ytd" / "data" / "tweets.js", "data/tweets.js")
        archive.write(TOUR / "x-archive" / "account.js", "data/account.js")


def played(text: str) -> str:
    """The text with the output below each ``$ line`` of its console blocks as it really is."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lay_table(folder)
        tools = folder / ".bin"
        tools.mkdir()
        (tools / "afterpost").write_text(f'#!/bin/sh\nexec "{sys.executable}" "{ROOT / "cli.py"}" "$@"\n')
        (tools / "sqlite-utils").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m sqlite_utils "$@"\n')
        for tool in tools.iterdir():
            tool.chmod(0o755)
        environment = {"PATH": f"{tools}:{os.environ['PATH']}", "HOME": name, "LC_ALL": "C.UTF-8", "COLUMNS": "100"}

        def block(match: re.Match[str]) -> str:
            pieces = []
            for line in match[1].splitlines():
                if line.startswith("$ "):
                    done = subprocess.run(line[2:], shell=True, cwd=folder, env=environment, check=False, text=True,
                                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
                    if done.returncode:
                        raise SystemExit(f"{line}\n{done.stdout}\nends with {done.returncode}: mend that first")
                    pieces.append(line + "\n" + "".join(f"{one}\n" for one in done.stdout.rstrip().splitlines()))
            return "```console\n" + "".join(pieces) + "```"

        return _CONSOLE.sub(block, text)


def made() -> dict[str, str]:
    """Every page that is made, by its path, as it should be."""
    readme, schema = (ROOT / "README.md").read_text(), (ROOT / "docs" / "schema.md").read_text()
    return {
        "README.md": played(between(readme, "platforms", platform_table())),
        "docs/schema.md": between(schema, "columns", column_table()),
        "docs/commands.md": commands_page(),
    }


if __name__ == "__main__":
    for path, page in made().items():
        (ROOT / path).write_text(page)
