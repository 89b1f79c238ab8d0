"""All of it, with figures: ``python -m torture`` in ``tests/``. ``--command 'afterpost ingest --nl --db {db} FOLDER'``
tortures the whole program instead of the built-in writer.
"""

import argparse
import shlex
import sys
import tempfile
import time
from pathlib import Path

from torture.blows import failing_calls, kills_at_calls, random_kills, twins
from torture.power import losses
from torture.subject import Subject, can_trace


def main() -> int:
    """Runs what was asked for; 1 where anything broke."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--command", default="", help="a command to torture instead of the built-in writer; {db} is the archive")
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--stride", type=int, default=1, help="strike only at every n-th system call")
    parser.add_argument("--states", type=int, default=6, help="possible disks per event")
    parser.add_argument("--twins", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    broken = 0
    with tempfile.TemporaryDirectory() as folder:
        subject = Subject(Path(folder), shlex.split(options.command) or None)
        parts = [lambda: random_kills(subject, options.kills, options.seed), lambda: twins(subject, options.twins)]
        if can_trace():
            parts += [lambda: kills_at_calls(subject, options.stride), lambda: failing_calls(subject, options.stride),
                      lambda: losses(subject, options.states, options.seed, options.stride)]
        else:
            print("strace is missing or may not trace: kills at system calls, failing calls and power loss are left out")
        for part in parts:
            begin = time.monotonic()
            tally = part()
            broken += len(tally.broken)
            print(f"{tally.line()}  ({time.monotonic() - begin:.0f} s)", flush=True)
            for one in tally.broken[:5]:
                print("   ", one)
    return int(broken > 0)


if __name__ == "__main__":
    sys.exit(main())
