"""The short form of ``make torture``: a few of each kind of blow."""

import pytest
from torture.blows import failing_calls, kills_at_calls, random_kills, twins
from torture.power import losses
from torture.subject import Subject, can_trace

needs_strace = pytest.mark.skipif(not can_trace(), reason="strace is not installed or may not trace here")


@pytest.fixture(scope="module")
def subject(tmp_path_factory: pytest.TempPathFactory) -> Subject:
    return Subject(tmp_path_factory.mktemp("torture"))


def test_killed_at_random_moments(subject: Subject) -> None:
    assert random_kills(subject, 5).broken == []


def test_two_ingests_and_a_reader(subject: Subject) -> None:
    assert twins(subject, 1).broken == []


@needs_strace
def test_killed_at_system_calls(subject: Subject) -> None:
    tally = kills_at_calls(subject, 400)
    assert tally.broken == []
    assert tally.disturbed > 2


@needs_strace
def test_failing_system_calls(subject: Subject) -> None:
    tally = failing_calls(subject, 650)
    assert tally.broken == []
    assert tally.disturbed > 0


@needs_strace
def test_power_loss(subject: Subject) -> None:
    tally = losses(subject, states=3, stride=60)
    assert tally.broken == []
    assert tally.acknowledged > 100
