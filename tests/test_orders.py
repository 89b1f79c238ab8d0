"""The whole program: any order of the inputs, any number of workers, any hash seed, one or several runs: one dump."""

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.archive import Archive
from ingest.commands.again import reparse
from ingest.store.dump import dump_lines
from ingest.store.verify import verify

ROOT = Path(__file__).parent.parent
SETS = {"fixtures": ROOT / "tests" / "fixtures", "samples": ROOT.parent / "shared" / "samples" / "embeds"}
RUNS = int(os.environ.get("AFTERPOST_ORDERS", "1"))
"""Raise it for the long form: all folders instead of every third one, and the downloads and dumps among the samples too."""
if RUNS > 1:
    SETS["exports"] = ROOT.parent / "shared" / "samples" / "exports"


def ingest(database: Path, inputs: list[Path], jobs: int, seed: int) -> None:
    """One run of the program."""
    done = subprocess.run([sys.executable, str(ROOT / "cli.py"), "ingest", "--db", str(database), "--jobs", str(jobs),
                           *map(str, inputs)], capture_output=True, text=True, check=False,
                          env={**os.environ, "PYTHONHASHSEED": str(seed)})
    assert done.returncode in (0, 3), done.stderr[-2000:]


def dump_of(database: Path) -> list[str]:
    with Archive.open(database) as archive:
        return list(dump_lines(archive.connection))


@pytest.mark.parametrize("name", SETS)
def test_any_order_batching_and_number_of_workers(tmp_path: Path, name: str) -> None:
    if not SETS[name].is_dir():
        pytest.skip(f"{SETS[name]} is not here")
    folder = tmp_path / "inputs"
    shutil.copytree(SETS[name], folder)
    inputs = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    inputs = inputs[::3] if RUNS == 1 else inputs
    ingest(tmp_path / "want.db", inputs, 2, 0)
    want = dump_of(tmp_path / "want.db")
    with Archive.open(tmp_path / "want.db") as archive:
        assert verify(archive, files=False) == []
    before = (tmp_path / "want.db").read_bytes()
    ingest(tmp_path / "want.db", inputs, 1, 1)
    assert (tmp_path / "want.db").read_bytes() == before
    for number in range(RUNS):
        chance = random.Random(number)
        chance.shuffle(inputs)
        cut = chance.randrange(1, len(inputs))
        database = tmp_path / f"{number}.db"
        for half, part in enumerate((inputs[:cut], inputs[cut:])):
            ingest(database, part, (1, 4, 2)[(number + half) % 3], number)
        got = dump_of(database)
        assert got == want, sorted(set(got) ^ set(want))[:6]
        database.unlink()


@pytest.mark.parametrize("name", SETS)
def test_the_kept_fragments_read_again_say_the_same(tmp_path: Path, name: str) -> None:
    """By the same fetchers: what a page around a fragment told is not lost because the fragment alone does not tell it."""
    if not SETS[name].is_dir():
        pytest.skip(f"{SETS[name]} is not here")
    inputs = sorted(path for path in SETS[name].iterdir() if not path.name.startswith("."))
    ingest(tmp_path / "a.db", inputs[1::3] if RUNS == 1 else inputs, 2, 0)
    want = dump_of(tmp_path / "a.db")
    reparse(str(tmp_path / "a.db"), everything=True, dry_run=False, wait=30)
    got = dump_of(tmp_path / "a.db")
    assert got == want, sorted(set(got) ^ set(want))[:6]


def test_reading_and_searching_use_no_network(tmp_path: Path) -> None:
    from torture.subject import can_trace

    if not can_trace():
        pytest.skip("strace is not installed or may not trace here")
    trace = tmp_path / "trace"
    database = tmp_path / "a.db"
    for command in (["ingest", "--db", str(database), str(SETS["fixtures"] / "twitter")], ["search", "--db", str(database), "the"],
                    ["export", "--db", str(database), str(tmp_path / "posts.csv")]):
        subprocess.run(["strace", "-f", "-qq", "-e", "trace=connect,bind,sendto,sendmsg", "-o", str(trace), sys.executable,
                        str(ROOT / "cli.py"), *command], capture_output=True, check=False)
        calls = [line for line in trace.read_text().splitlines() if "AF_INET" in line]
        assert calls == []
