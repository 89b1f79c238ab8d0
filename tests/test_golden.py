"""Every fixture gives the records beside it, found by the form its folder names; every form has a fixture."""

import json
from pathlib import Path

import golden
import pytest

from ingest.fetchers import FETCHERS

CASES = golden.fixtures()


def name(path: Path) -> str:
    return str(path.relative_to(golden.FIXTURES))


@pytest.mark.parametrize("path", CASES, ids=name)
def test_records(path: Path) -> None:
    beside = golden.expected_path(path)
    assert beside.exists(), f"no expectation: python tests/golden.py generate {name(path)}"
    expected = json.loads(beside.read_text())
    found = golden.records(path)
    assert [one.get("key") or one for one in found] == [one.get("key") or one for one in expected]
    for mine, theirs in zip(found, expected, strict=True):
        for field in mine.keys() | theirs.keys():
            assert mine.get(field) == theirs.get(field), f"{mine.get('key')}: {field}"


def test_every_form_has_a_fixture() -> None:
    folders = {path.relative_to(golden.FIXTURES).parts[:2] for path in CASES}
    lacking = [f"{f.name}/{form.name}" for f in FETCHERS for form in f.forms if (f.name, form.name) not in folders]
    assert not lacking


def test_every_folder_names_a_form() -> None:
    forms = {(f.name, form.name) for f in FETCHERS for form in f.forms}
    strange = sorted({"/".join(path.relative_to(golden.FIXTURES).parts[:2]) for path in CASES
                      if path.relative_to(golden.FIXTURES).parts[:2] not in forms})
    assert not strange


@pytest.mark.parametrize("path", CASES, ids=name)
def test_found_by_its_form(path: Path) -> None:
    fetcher, form = path.relative_to(golden.FIXTURES).parts[:2]
    found = json.loads(golden.expected_path(path).read_text())
    if "no-post" in path.name:
        assert found == []
        return
    named = f"{fetcher}/{form}"
    assert any(one.get("form") == named or "problem" in one or "aside" in one for one in found), [one.get("form") for one in found]
