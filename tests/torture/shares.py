"""The kinds of torture in shares: each process takes every n-th blow, on an archive of its own."""

import argparse
import shlex
import tempfile
from collections.abc import Callable
from pathlib import Path

from torture.blows import FAILING, WRITES, failing_calls, kills_at_calls, plan, random_kills, twins
from torture.power import losses
from torture.subject import Subject, Tally

Share = Callable[[Subject, argparse.Namespace, int], Tally]


def kills(subject: Subject, options: argparse.Namespace, share: int) -> Tally:
    """A share of the random kills."""
    return random_kills(subject, len(range(share, options.kills, options.jobs)), options.seed + share)


def company(subject: Subject, options: argparse.Namespace, share: int) -> Tally:
    """A share of the meetings of two writers."""
    return twins(subject, len(range(share, options.twins, options.jobs)))


def strikes(subject: Subject, options: argparse.Namespace, share: int) -> Tally:
    """A share of the kills at system calls."""
    return kills_at_calls(subject, plan(subject, WRITES)[options.offset :: options.stride][share :: options.jobs])


def failures(subject: Subject, options: argparse.Namespace, share: int) -> Tally:
    """A share of the failing calls."""
    return failing_calls(subject, plan(subject, FAILING, files=True)[options.offset :: options.stride][share :: options.jobs])


def darkness(subject: Subject, options: argparse.Namespace, share: int) -> Tally:
    """A share of the losses of power."""
    cuts = slice(options.offset + share * options.stride, None, options.jobs * options.stride)
    return losses(subject, options.states, options.seed + share, cuts)


def share_of(part: str, options: argparse.Namespace, share: int) -> Tally:
    """Runs one share in this process, in memory where the system offers that: a kill leaves what the kernel holds."""
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        subject = Subject(Path(folder), shlex.split(options.command) or None)
        try:
            return PARTS[part](subject, options, share)
        finally:
            subject.close()


PARTS: dict[str, Share] = {one.__name__: one for one in (kills, company, strikes, failures, darkness)}
