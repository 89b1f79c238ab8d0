"""A short round of fuzzing in every test run, and all that ever broke a target. ``make fuzz`` is the long one."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "fuzz"))

fuzz = pytest.importorskip("fuzz")
targets = pytest.importorskip("targets")

pytestmark = [pytest.mark.filterwarnings("ignore::ResourceWarning"),
              pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]
KEPT = sorted(path for path in fuzz.KEPT.glob("*-*"))


@pytest.mark.parametrize("name", targets.TARGETS)
def test_a_short_round(name: str) -> None:
    assert fuzz.blind(name, seconds=2, seed=7) > 20


@pytest.mark.parametrize("path", KEPT, ids=[path.name for path in KEPT])
def test_what_broke_it_once(path: Path) -> None:
    targets.TARGETS[path.name.partition("-")[0]](path.read_bytes())
