"""Our own hostile inputs, those that are quick: all of them in one run, each with ids of its own. ``make hostile`` runs every one alone."""

import sqlite3
from contextlib import closing
from pathlib import Path

from click.testing import CliRunner
from hostile.__main__ import CASES, write
from hostile.check import Held, faults

import cli

QUICK = tuple(case for case in CASES if not case.slow)


def test_every_case_has_a_path_and_ids_of_its_own() -> None:
    assert len({case.path for case in CASES}) == len({case.posts.id(0) for case in CASES}) == len(CASES)
    assert all(set(case.must).isdisjoint(case.may) for case in CASES)


def test_outcomes_of_our_own_collection(tmp_path: Path) -> None:
    entries = write(tmp_path / "in", QUICK)
    database = tmp_path / "archive.db"
    paths = [str(tmp_path / "in" / entry["path"]) for entry in entries]
    done = CliRunner().invoke(cli.main, ["ingest", "-j", "2", "--db", str(database), *paths])
    assert done.exit_code == 3, done.output[-2000:]
    assert not done.stdout
    with closing(sqlite3.connect(database)) as archive:
        posts = archive.execute("select native_id, caption, platform from posts").fetchall()
        told = [row[0] for row in archive.execute("select locator from open_problems")]
        sound = archive.execute("pragma integrity_check").fetchone()[0]
    by_case: dict[str, Held] = {}
    for native_id, caption, platform in posts:
        held = by_case.setdefault(native_id[:-5], Held())
        if platform == "twitter":
            held.captions[native_id] = caption
        else:
            held.others += 1
    wrong = []
    for case, entry, path in zip(QUICK, entries, paths, strict=True):
        held = by_case.pop(case.posts.id(0)[:-5], Held())
        held.sound, held.problems = sound, sum(one == path or (one.startswith(path) and one[len(path)] in "/!@#") for one in told)
        if found := faults(entry, held):
            wrong.append(f"{case.path} ({case.attacks}): {'; '.join(found)}")
    assert not wrong, "\n".join(wrong)
    assert not by_case, "posts that no case wrote"
