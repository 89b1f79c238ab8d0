"""Kills and failing system calls. strace counts the calls of an undisturbed run and then strikes at the k-th."""

import random
import re
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from torture.subject import SUFFIXES, Outcome, Subject, Tally

Point = tuple[str, int]
"""A system call and how often it was made before: ("pwrite64", 17)."""
EACH = 10
"""After so many blows ``verify`` looks at everything; after each the structure, what was acknowledged, and what the next run makes."""
WRITES = ("pwrite64", "pwritev", "write", "writev", "fdatasync", "fsync", "msync", "ftruncate", "fallocate", "unlink", "unlinkat",
          "rename", "renameat2", "openat", "fchmod", "fchown")
FAILING = ("pwrite64", "fdatasync", "openat", "ftruncate")


def random_kills(subject: Subject, number: int, seed: int = 0) -> Tally:
    """SIGKILL at random moments between the first line of a run and its end."""
    tally, chance = Tally("kill -9 at random moments"), random.Random(seed)
    subject.clean()
    begin = time.monotonic()
    subject.run()
    whole = time.monotonic() - begin
    for _ in range(number):
        subject.clean()
        seen = subject.run(kill_after=chance.uniform(0.001, whole))
        _take(tally, subject, seen, seen.code == -9)
    return tally


def kills_at_calls(subject: Subject, points: Iterable[Point]) -> Tally:
    """SIGKILL at each of these system calls."""
    tally = Tally("kill -9 at system calls")
    for name, number in points:
        subject.clean()
        seen = subject.run(_strace(WRITES, f"{name}:signal=KILL:when={number}"))
        _take(tally, subject, seen, seen.code == -9)
    return tally


def failing_calls(subject: Subject, points: Iterable[Point]) -> Tally:
    """ENOSPC and EIO out of each of these calls on the archive's files: an error in one line, exit 1 or 4, nothing lost.

    A call may also fail without harm (SQLite asks again, or does without): then all must be as if nothing had been.
    """
    tally = Tally("ENOSPC and EIO at calls")
    for name, number in points:
        for error in ("ENOSPC", "EIO"):
            subject.clean()
            seen = subject.run([*_strace(FAILING, f"{name}:error={error}:when={number}"), *_files(subject)])
            if seen.code not in (0, 1, 3, 4):
                tally.broken.append(f"{name} {number} {error}: exit {seen.code}: {seen.stderr[-200:]}")
            if seen.code in (1, 4) and len(seen.stderr.strip().splitlines()) != 1:
                tally.broken.append(f"{name} {number} {error}: says {seen.stderr[-300:]!r}")
            _take(tally, subject, seen, seen.code not in (0, 3))
    return tally


def twins(subject: Subject, number: int) -> Tally:
    """Two ingests at once and a reader beside them: one archive, no error on either side."""
    from ingest.errors import AfterpostError
    from ingest.store.database import open_reader

    tally = Tally("two ingests and a reader")
    for _ in range(number):
        subject.clean()
        ended: list[Outcome] = []
        runners = [threading.Thread(target=lambda into=ended: into.append(subject.start())) for _ in range(2)]
        for runner in runners:
            runner.start()
        searches = 0
        while any(runner.is_alive() for runner in runners):
            try:
                reader = open_reader(subject.path)
                reader.execute("SELECT count(*) FROM posts_fts WHERE posts_fts MATCH 'again'").fetchone()
                reader.close()
                searches += 1
            except AfterpostError as error:
                if not re.search("no archive here|is empty", str(error)):
                    tally.broken.append(f"search: {error}")
            time.sleep(0.005)
        for runner in runners:
            runner.join()
        tally.runs += 1
        tally.disturbed += searches > 0
        for seen in ended:
            tally.acknowledged += len(seen.posts)
            if seen.code not in (0, 3):
                tally.broken.append(f"exit {seen.code}: {seen.stderr[-200:]}")
        tally.broken += subject.faults(ended[0], finish=False)
        if subject.dump() != subject.want:
            tally.broken.append("the archive differs from that of one ingest")
    return tally


def _take(tally: Tally, subject: Subject, seen: Outcome, disturbed: bool) -> None:
    tally.runs += 1
    tally.disturbed += disturbed
    tally.acknowledged += len(seen.posts)
    tally.broken += subject.faults(seen, thorough=tally.runs % EACH == 1 or not disturbed)


def _strace(names: Sequence[str], inject: str = "", out: str = "/dev/null") -> list[str]:
    return ["-e", f"trace={','.join(names)}", *(["-e", f"inject={inject}"] if inject else []), "-o", out]


def _files(subject: Subject) -> list[str]:
    """Only calls on the archive's files."""
    return [word for suffix in SUFFIXES for word in ("-P", f"{subject.path}{suffix}")]


def plan(subject: Subject, names: Sequence[str], *, files: bool = False) -> list[Point]:
    """(call, number) of everything an undisturbed run does, in any file or only in the archive's."""
    with tempfile.TemporaryDirectory() as folder:
        trace = Path(folder) / "trace"
        subject.clean()
        subject.run(_strace(names, out=str(trace)) + (_files(subject) if files else []))
        counted = Counter(match[1] for line in trace.read_text(errors="replace").splitlines()
                          if (match := re.match(r"(?:\d+ +)?(\w+)\(", line)))
    return [(name, number) for name in sorted(counted) for number in range(1, counted[name] + 1)]
