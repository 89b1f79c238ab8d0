"""All of it, with figures: ``python -m torture`` in ``tests/``. ``--command 'afterpost ingest --nl --db {db} FOLDER'``
tortures the whole program instead of the built-in writer.
"""

import argparse
import multiprocessing
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor

from torture.shares import PARTS, share_of
from torture.subject import can_trace


def main() -> int:
    """Runs what was asked for; 1 where anything broke."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(PARTS)}; default: all")
    parser.add_argument("--command", default="", help="a command to torture instead of the built-in writer; {db} is the archive")
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--stride", type=int, default=1, help="strike only at every n-th system call")
    parser.add_argument("--offset", type=int, default=0, help="begin at the n-th of them: so --stride 8 in eight runs strikes at all")
    parser.add_argument("--states", type=int, default=6, help="possible disks per event")
    parser.add_argument("--twins", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="blows at a time, each on an archive of its own")
    options = parser.parse_args()
    parts = options.parts or list(PARTS)
    if not can_trace():
        print("strace is missing or may not trace: kills at system calls, failing calls and power loss are left out")
        parts = [part for part in parts if part in ("kills", "company")]
    print(f"seed {options.seed}, every {options.stride}. call, {options.jobs} at a time", flush=True)
    broken = 0
    with ProcessPoolExecutor(options.jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        for part in parts:
            begin = time.monotonic()
            tally, *others = pool.map(share_of, *zip(*((part, options, share) for share in range(options.jobs)), strict=True))
            for other in others:
                tally.take(other)
            broken += len(tally.broken)
            print(f"{tally.line()}  ({time.monotonic() - begin:.0f} s)", flush=True)
            for one in tally.broken[:5]:
                print("   ", one)
    return int(broken > 0)


if __name__ == "__main__":
    sys.exit(main())
