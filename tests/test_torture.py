"""The short form of ``make torture``: a few of each kind of blow."""

from collections.abc import Iterator

import pytest
from torture.blows import FAILING, WRITES, failing_calls, kills_at_calls, plan, random_kills, twins
from torture.power import losses
from torture.subject import Subject, can_trace

needs_strace = pytest.mark.skipif(not can_trace(), reason="strace is not installed or may not trace here")


@pytest.fixture(scope="module")
def subject(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Subject]:
    made = Subject(tmp_path_factory.mktemp("torture"))
    yield made
    made.close()


def test_killed_at_random_moments(subject: Subject) -> None:
    tally = random_kills(subject, 5)
    assert tally.broken == []
    assert tally.disturbed > 0


def test_two_ingests_and_a_reader(subject: Subject) -> None:
    assert twins(subject, 1).broken == []


@needs_strace
def test_killed_at_system_calls(subject: Subject) -> None:
    points = plan(subject, WRITES)
    assert len(points) > 500
    tally = kills_at_calls(subject, points[::250])
    assert tally.broken == []
    assert tally.disturbed == tally.runs


@needs_strace
def test_failing_system_calls(subject: Subject) -> None:
    tally = failing_calls(subject, plan(subject, FAILING, files=True)[::400])
    assert tally.broken == []
    assert tally.disturbed > 0


@needs_strace
def test_power_loss(subject: Subject) -> None:
    tally = losses(subject, states=3, cuts=slice(0, None, 60))
    assert tally.broken == []
    assert tally.acknowledged > 100
