"""Several hosts at a time, one request after the other on each: a slow host does not hold up the others, and none is pressed."""

import queue
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypeVar

from ingest.errors import AfterpostError

Item = TypeVar("Item")
Result = TypeVar("Result")


def each(
    items: Iterable[Item], host: Callable[[Item], str], work: Callable[[Item], Result], hosts: int
) -> Iterator[tuple[Item, Result]]:
    """(item, what ``work`` made of it) as they come. Items of one host keep their order. Who stops listening stops the work; what
    is under way then is waited for."""
    lines: dict[str, deque[Item]] = {}
    for item in items:
        lines.setdefault(host(item), deque()).append(item)
    if len(lines) < 2 or hosts < 2:
        for line in lines.values():
            for item in line:
                yield item, work(item)
        return
    crew = _Crew(lines, work)
    threads = [threading.Thread(target=crew.run, daemon=True) for _ in range(min(hosts, len(lines)))]
    for thread in threads:
        thread.start()
    ended = False
    try:
        yield from crew.results(len(threads))
        ended = True
    except GeneratorExit:
        crew.stop()
        ended = True
        raise
    finally:
        crew.stop()
        for thread in threads if ended else ():  # an interrupt does not wait
            thread.join()


class _Crew(Generic[Item, Result]):
    """Threads that take the next host nobody is at, one item of it, and go on to another host."""

    def __init__(self, lines: dict[str, deque[Item]], work: Callable[[Item], Result]) -> None:
        self._lines = lines
        self._work = work
        self._free = deque(lines)
        self._lock = threading.Condition()
        self._left = len(lines)
        self._done: queue.Queue[tuple[Item, Result] | BaseException | None] = queue.Queue()

    def results(self, threads: int) -> Iterator[tuple[Item, Result]]:
        """What comes, until every thread has gone home."""
        while threads:
            came = self._done.get()
            if came is None:
                threads -= 1
            elif isinstance(came, BaseException):
                raise came
            else:
                yield came

    def stop(self) -> None:
        """No more items are begun."""
        with self._lock:
            self._left = 0
            self._free.clear()
            self._lock.notify_all()

    def run(self) -> None:
        """One thread."""
        while (name := self._take()) is not None:
            try:
                item = self._lines[name].popleft()
                self._done.put((item, self._work(item)))
            except AfterpostError as error:  # a full disk: for a person, and not for this thread
                self._done.put(error)
            except BaseException as error:
                self._done.put(error)
                raise
            finally:
                self._give_back(name)
        self._done.put(None)

    def _take(self) -> str | None:
        with self._lock:
            while not self._free and self._left:
                self._lock.wait()
            return self._free.popleft() if self._free else None

    def _give_back(self, name: str) -> None:
        with self._lock:
            if self._left and self._lines[name]:
                self._free.append(name)
            elif self._left:
                self._left -= 1
            self._lock.notify_all()
