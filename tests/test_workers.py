"""Workers: what hangs, crashes, raises or eats memory costs its document only."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ingest.limits import Limits, alive
from ingest.model import Problem
from ingest.run.workers import Done, numbered, run

LIMITS = Limits(quiet_seconds=0.7, document_seconds=1.2, memory_mib=300)


def work(task: str, first: int) -> Iterator[Any]:
    """Five documents, the third of which goes wrong in the way that the task names."""
    for number, document in numbered(range(5), first):
        if number == 2:
            _go_wrong(task)
        yield number, document


def _go_wrong(task: str) -> None:
    if task == "hang":
        while True:
            pass
    if task == "busy":
        while True:
            alive()
    if task == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if task == "memory":
        bytearray(2 << 30)
    if task == "raise":
        raise ValueError("boo")
    if task == "deep":
        _go_wrong_deeply()
    if task == "leave":
        os._exit(3)


def _go_wrong_deeply() -> None:
    _go_wrong_deeply()


def result(task: str, jobs: int = 1, limits: Limits = LIMITS) -> tuple[list[Any], list[Problem]]:
    items = [item for _, item in run([task], work, jobs, limits)]
    assert isinstance(items.pop(), Done)
    return [item for item in items if not isinstance(item, Problem)], [item for item in items if isinstance(item, Problem)]


@pytest.mark.parametrize(("task", "reason"), [
    ("hang", "too-slow"), ("busy", "too-slow"), ("crash", "internal"), ("memory", "too-large"), ("raise", "internal"),
    ("deep", "too-deep"), ("leave", "internal"),
])
def test_only_the_document_is_lost(task: str, reason: str) -> None:
    documents, problems = result(task)
    assert documents == [(0, 0), (1, 1), (3, 3), (4, 4)]
    assert [problem.reason for problem in problems] == [reason]


def test_nothing_goes_wrong() -> None:
    assert result("well") == ([(number, number) for number in range(5)], [])


def test_neighbours_are_read_meanwhile() -> None:
    tasks = ["hang", *(f"well {number}" for number in range(20)), "crash"]
    done = [task for task, item in run(tasks, work, 2, LIMITS) if isinstance(item, Done)]
    assert sorted(done) == sorted(tasks)


def test_a_slow_consumer_makes_no_worker_look_slow() -> None:
    seen = 0
    for _, item in run(["a", "b"], work, 2, Limits(quiet_seconds=0.2)):
        assert not isinstance(item, Problem)
        time.sleep(0.1)
        seen += 1
    assert seen == 12


def idle(task: str, first: int) -> Iterator[Any]:
    """One document, which takes long and no CPU time: as on a machine that is busy with others."""
    for number, document in numbered(range(1), first):
        time.sleep(float(task))
        yield number, document


def test_a_busy_machine_makes_no_worker_look_slow() -> None:
    limits = Limits(quiet_seconds=0.1, document_seconds=0.1)
    assert [item for _, item in run(["0.6"], idle, 1, limits)] == [(0, 0), Done()]


def test_waiting_has_an_end_all_the_same() -> None:
    (_, problem), _ = run(["60"], idle, 1, Limits(quiet_seconds=0.05))
    assert isinstance(problem, Problem)
    assert problem.reason == "too-slow"


def long(task: str, first: int) -> Iterator[Any]:
    """One document with a result now and then, as a file of records has them."""
    for _ in numbered(range(1), first):
        for number in range(8):
            end = time.process_time() + 0.3
            while time.process_time() < end:
                pass
            yield number


def test_a_long_document_counts_from_its_last_result() -> None:
    items = [item for _, item in run(["x"], long, 1, Limits(document_seconds=0.8, quiet_seconds=2.0))]
    assert items == [*range(8), Done()]


def endless(task: str, first: int) -> Iterator[Any]:
    """Every document ends its worker."""
    for _ in numbered(range(1000), first):
        os._exit(1)
        yield


def test_a_task_that_always_fails_is_given_up() -> None:
    items = [item for _, item in run(["x"], endless, 1, LIMITS)]
    assert isinstance(items[-1], Done)
    assert len(items) < 30


def test_closing_it_ends_the_children() -> None:
    results = run(["hang"] * 2, work, 2, Limits())
    next(results)
    children = subprocess.run(["ps", "-o", "pid=", "--ppid", str(os.getpid())], capture_output=True, check=False).stdout.split()
    results.close()  # type: ignore[attr-defined]
    for child in children:
        assert not Path("/proc", child.decode(), "cmdline").exists() or int(child) not in _our_children()


def _our_children() -> set[int]:
    said = subprocess.run(["ps", "-o", "pid=,comm=", "--ppid", str(os.getpid())], capture_output=True, check=False).stdout.decode()
    return {int(line.split()[0]) for line in said.splitlines() if "python" in line and "defunct" not in line}


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_descriptors_and_children_are_given_back() -> None:
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(3):
        list(run(["well", "crash", "raise"], work, 2, LIMITS))
    assert len(os.listdir("/proc/self/fd")) == before
