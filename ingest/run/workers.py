"""Reading in forked child processes, so that a document that hangs, crashes or eats memory costs itself only.

The parent hands out tasks, gets results over pipes and watches: a child that shows no sign of life, stays too long with
one document or is ended by the system is replaced, the document becomes a Problem, and the rest of its task is read on.
What counts is the child's own CPU time: neither a slow consumer nor a busy machine makes it look slow.
"""

import fcntl
import gc
import os
import pickle
import resource
import select
import signal
import struct
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Generic, TypeVar

from ingest.limits import MIB, Limits, listen
from ingest.model import Problem
from ingest.run import endings
from ingest.run.stopwatch import Stopwatch

T = TypeVar("T")
R = TypeVar("R")
D = TypeVar("D")

_FRAME = struct.Struct("<IB")
_BEGIN, _ALIVE, _RESULT, _DONE, _RAISED = range(5)
_STRIKES = 20
"""So many documents of one task may end their worker before the task is given up."""
_FLUSH = 1 << 16
_HELD_BACK = MIB
"""So much of what one document gave may wait in the child while the parent writes."""
_TIRED = 256 * MIB
"""A worker that has grown past this is replaced when its task is done."""


@dataclass(frozen=True, slots=True)
class Done:
    """The last item of a task: it has been read to its end (or given up, with a Problem before this)."""


@dataclass(slots=True)
class _Worker(Generic[T]):
    pid: int
    tasks: int
    results: int
    quiet: Stopwatch
    """Since the last sign of life."""
    stay: Stopwatch
    """Since the document (or, of a long one, its last result) came into hand."""
    task: T | None = None
    busy: bool = False
    first: int = 0
    strikes: int = 0
    number: int = -1
    where: str = ""
    words: tuple[str, str] | None = None
    verdict: tuple[str, str] | None = None
    data: bytearray = field(default_factory=bytearray)


class _Child:
    """The child's end: sends frames, collected to larger writes. While the parent is busy it reads on, up to a bound."""

    def __init__(self, results: int, limits: Limits) -> None:
        self.results = results
        self.limits = limits
        self.waiting = bytearray()
        self.last = 0.0

    def send(self, kind: int, value: object = None, *, flush: bool = False) -> None:
        payload = b"" if value is None else pickle.dumps(value, 5)
        self.waiting += _FRAME.pack(len(payload), kind) + payload
        if flush or len(self.waiting) > _FLUSH:
            self.flush(_HELD_BACK if kind in (_RESULT, _ALIVE) else 0)

    def result(self, value: object, *, flush: bool = False) -> None:
        """One result; the time for the next one begins."""
        self.send(_RESULT, value, flush=flush)
        self.renew()
        self.alive()

    def flush(self, held_back: int) -> None:
        """Writes what the pipe takes, and waits for the parent until no more than this is left."""
        sent = 0
        with memoryview(self.waiting) as view:
            while sent < len(view):
                try:
                    sent += os.write(self.results, view[sent : sent + _FLUSH])
                except BlockingIOError:
                    if len(view) - sent <= held_back:
                        break
                    select.select([], [self.results], [])
        del self.waiting[:sent]
        self.last = time.monotonic()

    def alive(self) -> None:
        since = time.monotonic() - self.last
        if since > 0.5:
            self.send(_ALIVE, flush=True)
        elif since > 0.005 and len(self.waiting) > _FLUSH:
            self.flush(_HELD_BACK)

    def begin(self, number: int, where: str) -> None:
        self.renew()
        self.send(_BEGIN, (number, where), flush=True)

    def renew(self) -> None:
        """From here on time counts anew. The system ends us should the parent be too busy to look."""
        used = resource.getrusage(resource.RUSAGE_SELF)
        _soft_limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime + 2 * self.limits.document_seconds) + 1)


_child: _Child | None = None


def numbered(documents: Iterable[D], first: int) -> Iterator[tuple[int, D]]:
    """The documents with their numbers, without those before ``first``; the parent learns which one is in hand."""
    for number, document in enumerate(documents):
        if number >= first:
            if _child is not None:
                _child.begin(number, str(getattr(document, "locator", "")))
            yield number, document


def sender() -> Callable[[object], None] | None:
    """In a worker: sends a result ahead, from deep inside the work. Elsewhere there is nobody to send it to."""
    return partial(_child.result, flush=True) if _child is not None else None


def run(
    tasks: Iterable[T], work: Callable[[T, int], Iterator[R]], jobs: int, limits: Limits, *,
    locate: Callable[[T], str] = str,
) -> Iterator[tuple[T, "R | Problem | Done"]]:
    """Results of all tasks as they come, each with its task; ``Done`` is the last of each task. Closing it ends the children."""
    pool: _Pool[T, R] = _Pool(work, max(1, jobs), limits, locate)
    try:
        yield from pool.run(iter(tasks))
    finally:
        pool.stop()


class _Pool(Generic[T, R]):
    def __init__(self, work: Callable[[T, int], Iterator[R]], jobs: int, limits: Limits, locate: Callable[[T], str]) -> None:
        self.work = work
        self.jobs = jobs
        self.limits = limits
        self.locate = locate
        self.workers: dict[int, _Worker[T]] = {}
        self.again: list[tuple[T, int, int]] = []
        self.poll = select.poll()

    def run(self, tasks: Iterator[T]) -> Iterator[tuple[T, R | Problem | Done]]:
        more = True
        while True:
            more = self._hand_out(tasks, more)
            if not any(worker.busy for worker in self.workers.values()):
                return
            begin = time.monotonic()
            ready = {descriptor for descriptor, _ in self.poll.poll(250)}
            self._count(time.monotonic() - begin, ready)
            for descriptor in ready & self.workers.keys():
                yield from self._receive(self.workers[descriptor])

    def _hand_out(self, tasks: Iterator[T], more: bool) -> bool:
        """Gives every free worker a task; starts workers as long as there are tasks for them."""
        while True:
            free = next((worker for worker in self.workers.values() if not worker.busy), None)
            if free is None and len(self.workers) >= self.jobs:
                return more
            if self.again:
                task, first, strikes = self.again.pop()
            elif more:
                try:
                    task, first, strikes = next(tasks), 0, 0
                except StopIteration:
                    return False
            else:
                return False
            worker = free or self._start()
            worker.task, worker.busy, worker.first, worker.number = task, True, first, first - 1
            worker.strikes = strikes
            worker.where, worker.words, worker.verdict = self.locate(task), None, None
            worker.quiet.heard()
            worker.stay.heard()
            payload = pickle.dumps((task, first), 5)
            _write_all(worker.tasks, _FRAME.pack(len(payload), 0) + payload)

    def _start(self) -> _Worker[T]:
        task_read, task_write = os.pipe()
        result_read, result_write = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if not pid:
            for other in self.workers.values():
                os.close(other.tasks)
                os.close(other.results)
            os.close(task_write)
            os.close(result_read)
            _live(task_read, result_write, self.work, self.limits)
        os.close(task_read)
        os.close(result_write)
        os.set_blocking(result_read, False)
        _widen(result_read)
        worker: _Worker[T] = _Worker(pid, task_write, result_read, Stopwatch(pid), Stopwatch(pid))
        self.workers[result_read] = worker
        self.poll.register(result_read, select.POLLIN | select.POLLHUP)
        return worker

    def _count(self, seconds: float, ready: set[int]) -> None:
        """Waiting time goes to those that were silent; who is over a limit is ended (its end is seen as end of file)."""
        for descriptor, worker in self.workers.items():
            if not worker.busy or worker.verdict:
                continue
            worker.stay.waited(seconds)
            worker.quiet.waited(seconds)
            if descriptor in ready:
                worker.quiet.heard()
            if worker.quiet.over(self.limits.quiet_seconds):
                worker.verdict = "too-slow", f"no progress for {self.limits.quiet_seconds:g} s, see --max-quiet: given up"
            elif worker.stay.over(self.limits.document_seconds):
                worker.verdict = "too-slow", f"not read after {self.limits.document_seconds:g} s, see --max-seconds: given up"
            if worker.verdict:
                _kill(worker.pid)

    def _receive(self, worker: _Worker[T]) -> Iterator[tuple[T, R | Problem | Done]]:
        ended = False
        try:
            for _ in range(4):
                block = os.read(worker.results, 1 << 18)
                worker.data += block
                if not block:
                    ended = True
                    break
        except BlockingIOError:
            pass
        for kind, value in _frames(worker.data):
            assert worker.task is not None
            if kind == _RESULT:
                worker.stay.heard()
                yield worker.task, value
            elif kind == _BEGIN:
                worker.number, worker.where = value[0], value[1] or worker.where
                worker.stay.heard()
            elif kind == _RAISED:
                worker.words = value
            elif kind == _DONE:
                task, worker.busy = worker.task, False
                if value:
                    self._forget(worker)
                yield task, Done()
        if ended and worker.results in self.workers:
            yield from self._lost(worker)

    def _lost(self, worker: _Worker[T]) -> Iterator[tuple[T, R | Problem | Done]]:
        """The child is gone: its document is told as a Problem, and the task goes on with the next one."""
        status = self._forget(worker)
        if not worker.busy:
            return
        assert worker.task is not None
        reason, detail = worker.verdict or worker.words or endings.of_status(status)
        started = worker.number >= worker.first
        goes_on = started and worker.strikes + 1 < _STRIKES
        if not goes_on:
            detail += "; the rest of the file is not read"
        yield worker.task, Problem(reason=reason, detail=detail, stage="parse" if started else "open", locator=worker.where)
        if goes_on:
            self.again.append((worker.task, worker.number + 1, worker.strikes + 1))
        else:
            yield worker.task, Done()

    def _forget(self, worker: _Worker[T]) -> int:
        self.poll.unregister(worker.results)
        del self.workers[worker.results]
        os.close(worker.tasks)
        os.close(worker.results)
        if worker.busy:
            _kill(worker.pid)
        return os.waitpid(worker.pid, 0)[1]

    def stop(self) -> None:
        """Ends every child at once."""
        for worker in list(self.workers.values()):
            worker.busy = True
            self._forget(worker)


def _frames(data: bytearray) -> Iterator[tuple[int, Any]]:
    """Takes the whole frames off the front of ``data``."""
    position = 0
    while len(data) - position >= _FRAME.size:
        length, kind = _FRAME.unpack_from(data, position)
        end = position + _FRAME.size + length
        if len(data) < end:
            break
        value = pickle.loads(memoryview(data)[position + _FRAME.size : end]) if length else None
        position = end
        yield kind, value
    del data[:position]


def _widen(pipe: int) -> None:
    """Lets a pipe hold more, where the system can: whoever writes into it waits less."""
    with suppress(AttributeError, OSError):
        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, MIB)


def _kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    try:
        while view:
            view = view[os.write(descriptor, view) :]
    except BrokenPipeError:
        return  # The child is gone: seen as the end of its results.


def _soft_limit(what: int, value: int) -> None:
    hard = resource.getrlimit(what)[1]
    resource.setrlimit(what, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def _address_space() -> int:
    """Bytes of address space in use, 0 where the system does not say."""
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


_COLLECTS = (50_000, 20, 50)
"""When a child looks for garbage. By default it would look at all that a page of a hundred thousand posts holds hundreds of times."""


def _live(tasks: int, results: int, work: Callable[[Any, int], Iterator[Any]], limits: Limits) -> None:
    """The child's whole life; never returns."""
    global _child
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    os.set_blocking(results, False)
    _child = _Child(results, limits)
    listen(_child.alive)
    gc.freeze()
    gc.set_threshold(*_COLLECTS)
    start = _address_space()
    if start:
        _soft_limit(resource.RLIMIT_AS, start + limits.memory_mib * MIB)
    code = 1
    try:
        with open(tasks, "rb") as stream:
            while head := stream.read(_FRAME.size):
                task, first = pickle.loads(stream.read(_FRAME.unpack(head)[0]))
                _one(task, first, work, _child)
        code = 0
    finally:
        # Not an except clause: whatever was raised is told to the parent, which replaces this process.
        try:
            error = sys.exc_info()[1]
            if error is not None:
                _child.send(_RAISED, endings.of_error(error), flush=True)
        finally:
            os._exit(code)


def _one(task: Any, first: int, work: Callable[[Any, int], Iterator[Any]], child: _Child) -> None:
    """One task, result by result."""
    for result in work(task, first):
        child.result(result)
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    child.send(_DONE, used > _TIRED, flush=True)
