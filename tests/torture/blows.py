"""Kills and failing system calls. strace counts the calls of an undisturbed run and then strikes at the k-th."""

import random
import re
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from torture.subject import SUFFIXES, Outcome, Subject, Tally

WRITES = ("pwrite64", "write", "fdatasync", "fsync", "ftruncate", "unlink", "openat", "fchmod", "fchown")
FAILING = ("pwrite64", "fdatasync", "openat", "ftruncate")


def random_kills(subject: Subject, number: int, seed: int = 0) -> Tally:
    """SIGKILL at random moments of the whole run, start of the interpreter included."""
    tally, chance = Tally("kill -9 at random moments"), random.Random(seed)
    subject.clean()
    begin = time.monotonic()
    subject.run()
    whole = time.monotonic() - begin
    for _ in range(number):
        subject.clean()
        seen = subject.run(kill_after=chance.uniform(whole * 0.2, whole))
        _take(tally, subject, seen, seen.code == -9)
    return tally


def kills_at_calls(subject: Subject, stride: int = 1) -> Tally:
    """SIGKILL at every write-type system call on the archive's files (every ``stride``-th)."""
    tally = Tally("kill -9 at system calls")
    for name, number in _plan(subject, WRITES)[::stride]:
        subject.clean()
        seen = subject.run(_strace(subject, WRITES, f"{name}:signal=KILL:when={number}"))
        _take(tally, subject, seen, seen.code not in (0, 3))
    return tally


def failing_calls(subject: Subject, stride: int = 1) -> Tally:
    """ENOSPC and EIO out of every write-type system call: an error in one line, exit 1 or 4, nothing acknowledged lost."""
    tally = Tally("ENOSPC and EIO at calls")
    for name, number in _plan(subject, FAILING)[::stride]:
        for error in ("ENOSPC", "EIO"):
            subject.clean()
            seen = subject.run(_strace(subject, FAILING, f"{name}:error={error}:when={number}"))
            if seen.code not in (0, 1, 3, 4):
                tally.broken.append(f"{name} {number} {error}: exit {seen.code}: {seen.stderr[-200:]}")
            if seen.code in (1, 4) and len(seen.stderr.strip().splitlines()) != 1:
                tally.broken.append(f"{name} {number} {error}: says {seen.stderr[-300:]!r}")
            _take(tally, subject, seen, seen.code not in (0, 3))
    return tally


def twins(subject: Subject, number: int) -> Tally:
    """Two ingests at once and a reader beside them: one archive, no error on either side."""
    from ingest.database import open_reader
    from ingest.errors import AfterpostError

    tally = Tally("two ingests and a reader")
    for _ in range(number):
        subject.clean()
        ended: list[Outcome] = []
        runners = [threading.Thread(target=lambda into=ended: into.append(subject.run())) for _ in range(2)]
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
    tally.broken += subject.faults(seen)


def _strace(subject: Subject, names: tuple[str, ...], inject: str = "", out: str = "/dev/null") -> list[str]:
    paths = [word for suffix in SUFFIXES for word in ("-P", f"{subject.path}{suffix}")]
    blow = ["-e", f"inject={inject}"] if inject else []
    return ["strace", "-f", "-qq", "-e", f"trace={','.join(names)}", *paths, *blow, "-o", out]


def _plan(subject: Subject, names: tuple[str, ...]) -> list[tuple[str, int]]:
    """(call, number) of everything an undisturbed run does to the archive's files."""
    with tempfile.TemporaryDirectory() as folder:
        trace = Path(folder) / "trace"
        subject.clean()
        subject.run(_strace(subject, names, out=str(trace)))
        counted = Counter(match[1] for line in trace.read_text(errors="replace").splitlines()
                          if (match := re.match(r"\d+ +(\w+)\(", line)))
    return [(name, number) for name in sorted(counted) for number in range(1, counted[name] + 1)]
