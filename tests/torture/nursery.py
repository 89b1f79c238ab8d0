"""A process that has everything loaded and forks one writer for each run, so that a thousand kills cost no thousand starts.

The child is stopped at a pipe until strace has taken hold of it; from there on it is an ordinary process, traced and struck as
from its first line. One JSON line in, one out: ``python -m torture.nursery``.
"""

import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import cli
from torture import writer

PATIENCE = 300.0


def main() -> None:
    """Serves until the other side hangs up."""
    for line in sys.stdin:
        order = json.loads(line)
        print(json.dumps(serve(order["command"], order["trace"], order["kill_after"])), flush=True)


def work_of(command: list[str]) -> Callable[[], int]:
    """What a child is to do: the built-in writer, or any command of ``afterpost``."""
    if command[0] == "afterpost":
        return lambda: cli.main(command[1:], standalone_mode=True) or 0
    return lambda: writer.main(command[1])


def serve(command: list[str], trace: list[str] | None, kill_after: float | None) -> dict[str, Any]:
    """One run in a child. -> how it ended and what it said; a killed child has the code -9."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as said:
        waits, goes = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(goes)
            _live(work_of(command), waits, out.fileno(), said.fileno())
        os.close(waits)
        tracer = _attach(child, trace) if trace is not None else None
        os.write(goes, b"!")
        os.close(goes)
        code = _await(child, kill_after or PATIENCE)
        if tracer is not None:
            tracer.communicate()
        out.seek(0)
        said.seek(0)
        return {"code": code, "out": out.read().decode(), "err": said.read().decode(errors="replace")}


def _live(work: Callable[[], int], waits: int, out: int, said: int) -> None:
    """The child's whole life. Never returns."""
    code = 1
    try:
        os.setsid()
        os.dup2(out, 1)
        os.dup2(said, 2)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.read(waits, 1)
        code = work()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    finally:
        if sys.exc_info()[0] is not None:
            traceback.print_exc()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _attach(child: int, options: list[str]) -> "subprocess.Popen[str]":
    """strace, holding the child: from its word on nothing of what the child does goes by unseen."""
    tracer = subprocess.Popen(["strace", "-f", *options, "-p", str(child)], stderr=subprocess.PIPE, text=True)
    assert tracer.stderr is not None
    for line in tracer.stderr:
        if "attached" in line:
            return tracer
    os.kill(child, signal.SIGKILL)
    raise SystemExit("strace could not take hold of its child")


def _await(child: int, seconds: float) -> int:
    """Waits for the end, or makes it."""
    handle = os.pidfd_open(child)
    try:
        if not select.select([handle], [], [], seconds)[0]:
            with suppress(ProcessLookupError):  # not the head of a group yet
                os.killpg(child, signal.SIGKILL)
            os.kill(child, signal.SIGKILL)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    finally:
        os.close(handle)


if __name__ == "__main__":
    main()
