"""The quick ones of the cases in which the machine is at its worst; ``make environment`` runs them all."""

import pytest
from environment import CASES, CannotTry, tried


@pytest.mark.parametrize("name", [name for name, (_, quick) in CASES.items() if quick])
def test_the_machine_at_its_worst(name: str) -> None:
    try:
        assert tried(name) == ""
    except CannotTry as why:
        pytest.skip(str(why))
