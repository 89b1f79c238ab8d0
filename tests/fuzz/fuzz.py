"""Coverage-guided fuzzing: ``python tests/fuzz/fuzz.py containers --seconds 150``. With atheris; without it by blind mutation.

What breaks a target is kept as ``tests/fuzz/kept/TARGET-*`` and is read again by the tests from then on.
"""

import argparse
import hashlib
import random
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import NoReturn

KEPT = Path(__file__).parent / "kept"
ROOT = Path(__file__).parent.parent.parent
LONGEST = 5
"""Seconds one input may take."""


def keep(target: str, data: bytes) -> Path:
    """Writes the input down under its hash."""
    path = KEPT / f"{target}-{hashlib.sha256(data).hexdigest()[:16]}"
    path.write_bytes(data)
    return path


def guided(name: str, seconds: int) -> None:
    """With atheris: it watches which lines of ``ingest`` are reached."""
    import atheris  # type: ignore[import-not-found, unused-ignore]

    with atheris.instrument_imports(include=["ingest"]):
        from targets import TARGETS, seeds
    folder = tempfile.mkdtemp(prefix="fuzz-")
    for number, data in enumerate(seeds(name)):
        Path(folder, f"seed{number}").write_bytes(data)
    run = TARGETS[name]

    def once(data: bytes) -> None:
        try:
            run(data)
        except BaseException:
            keep(name, data)
            raise

    atheris.Setup([sys.argv[0], folder, f"-max_total_time={seconds}", f"-timeout={LONGEST}", "-max_len=65536", "-rss_limit_mb=2048",
                   f"-artifact_prefix={KEPT}/{name}-", "-print_final_stats=1", "-verbosity=0"], once)
    atheris.Fuzz()


def blind(name: str, seconds: int, seed: int = 0) -> int:
    """Mutations of the seeds; returns how many were tried."""
    from targets import TARGETS, seeds

    chance, corpus, run = random.Random(seed), seeds(name), TARGETS[name]
    end, count = time.monotonic() + seconds, 0

    def too_long(*_: object) -> NoReturn:
        raise TimeoutError(f"over {LONGEST} s")

    signal.signal(signal.SIGALRM, too_long)
    while time.monotonic() < end:
        data = mutated(chance.choice(corpus), corpus, chance)
        signal.alarm(LONGEST)
        try:
            run(data)
        except BaseException:
            print(f"kept as {keep(name, data)}", file=sys.stderr)
            raise
        finally:
            signal.alarm(0)
        count += 1
    return count


def mutated(data: bytes, corpus: list[bytes], chance: random.Random) -> bytes:
    """A few cuts, flips, repeats and splices."""
    work = bytearray(data)
    for _ in range(chance.randrange(1, 5)):
        at, length = chance.randrange(len(work) + 1), chance.choice((1, 2, 4, 20, 200, 2000))
        kind = chance.randrange(6)
        if kind == 0:
            del work[at : at + length]
        elif kind == 1:
            work[at:at] = work[at : at + length] * chance.choice((1, 3, 50))
        elif kind == 2 and at < len(work):
            work[at] ^= 1 << chance.randrange(8)
        elif kind == 3:
            work[at : at + length] = chance.randbytes(min(length, 20))
        elif kind == 4:
            other = chance.choice(corpus)
            start = chance.randrange(len(other) + 1)
            work[at : at + length] = other[start : start + length]
        else:
            work[at:] = b""
    return bytes(work[:200_000])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target")
    parser.add_argument("--seconds", type=int, default=150)
    parser.add_argument("--blind", action="store_true")
    options = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    try:
        import atheris  # noqa: F401 - only whether it is there
    except ImportError:
        options.blind = True
    if options.blind:
        print(f"{options.target}: {blind(options.target, options.seconds)} inputs, none broke it")
    else:
        guided(options.target, options.seconds)


if __name__ == "__main__":
    main()
