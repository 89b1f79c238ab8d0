"""CPU time and memory of a process with everything it starts, from the kernel's own books (Linux)."""

import os
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Spent:
    """What a process and its children took."""

    cpu: float
    wall: float
    peak: int
    """Bytes held by all processes at once, shared pages counted once; 0 where it was not watched."""
    out: str


AS_INSTALLED = os.environ | {"PYTHONDONTWRITEBYTECODE": ""}
"""Modules are compiled once, at their first start, as an installation does it."""


def run(command: Sequence[str], *, watch: bool = False, good: tuple[int, ...] = (0,)) -> Spent:
    """Runs a command to its end. ``watch`` samples the memory of the whole tree, 20 times a second."""
    start = time.perf_counter()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen(command, stdout=out, stderr=err, env=AS_INSTALLED)
        peak = 0
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG if watch else 0)
            if pid:
                break
            peak = max(peak, sum(map(held, tree(process.pid))))
            time.sleep(0.05)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - start
        for stream in (out, err):
            stream.seek(0)
        if process.returncode not in good:
            raise SystemExit(f"{' '.join(command)} ended with {process.returncode}:\n{err.read().decode()[-2000:]}")
        return Spent(usage.ru_utime + usage.ru_stime, wall, peak, out.read().decode())


def tree(pid: int) -> list[int]:
    """A process and all below it that live right now."""
    found = [pid]
    for one in found:
        try:
            children = Path(f"/proc/{one}/task/{one}/children").read_text().split()
        except OSError:
            continue
        found += [int(child) for child in children]
    return found


def held(pid: int) -> int:
    """Bytes of memory, pages shared with others divided among them."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)
