"""What a well-behaved program does with its signals and its three standard streams."""

import os
import signal
import sys
from types import FrameType
from typing import NoReturn

_STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(KeyboardInterrupt):
    """A signal asked the program to end; ``args`` holds its number."""

    @property
    def exit_code(self) -> int:
        """As a shell says it: 130, 143, 129."""
        return 128 + int(self.args[0])

    def __str__(self) -> str:
        return f"stopped by {signal.Signals(self.args[0]).name}: what was acknowledged stays, the same command goes on from there"


def settle() -> None:
    """Signals raise ``Stopped``, a second one ends at once; a standard stream that is closed leads nowhere.

    (Else the next file that is opened, maybe the archive, would become standard output.) What whoever started us has told
    the system to ignore, as ``nohup`` does, stays ignored.
    """
    for descriptor, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest number that is free: this one
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(descriptor, "w" if descriptor else "r", encoding="utf-8", closefd=False))
    for number in _STOPS:
        if signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
            signal.signal(number, _stop)


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    for other in _STOPS:
        signal.signal(other, _at_once)
    raise Stopped(number)


def _at_once(number: int, frame: FrameType | None) -> NoReturn:
    os._exit(128 + number)


def silence() -> None:
    """Nothing more is written to standard output: nobody listens, or it has no room."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
