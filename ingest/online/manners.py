"""Being a polite guest: one request at a time per host with a pause between, waits that servers ask for, robots.txt."""

import random
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from urllib.robotparser import RobotFileParser

LONGEST_WAIT = 60.0
"""A server that asks for a longer pause is left alone in this run."""
TRIES = 4
RETRIED = (408, 425, 429, 500, 502, 503, 504)
"""Answers that say "not now"; nothing is concluded from them about a post."""


@dataclass(slots=True)
class HostClock:
    """When each host may be asked again."""

    pause: float = 1.0
    """Seconds between two requests to one host."""
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], float] = time.monotonic
    _free: dict[str, float] = field(default_factory=dict)
    _pauses: dict[str, float] = field(default_factory=dict)
    _turns: dict[str, threading.Lock] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def slower(self, host: str, pause: float) -> None:
        """The host asked (Crawl-delay) for a longer pause."""
        self._pauses[host] = min(max(pause, self.pause), LONGEST_WAIT)

    def turn(self, host: str) -> threading.Lock:
        """Held by whoever asks the host: one at a time."""
        with self._lock:
            return self._turns.setdefault(host, threading.Lock())

    def wait(self, host: str) -> None:
        """Waits until the host may be asked again. For the one whose turn it is."""
        left = self._free.get(host, 0.0) - self.now()
        if left > 0:
            self.sleep(left)
        self._free[host] = self.now() + self._pauses.get(host, self.pause)

    def free_at(self, host: str) -> float:
        """When the host may be asked again."""
        return self._free.get(host, 0.0)


def backoff(attempt: int) -> float:
    """Seconds to wait after the so-manieth failure (from 0): doubling, with jitter so that many clients do not march in step."""
    return float(2**attempt) * random.uniform(0.5, 1.5)


def retry_after(headers: Mapping[str, str], wall: Callable[[], float] = time.time) -> float | None:
    """Seconds that the server asks to wait: a number or a date; None where it says nothing usable."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:12])
    try:
        moment = parsedate_to_datetime(text)
        return max(0.0, moment.timestamp() - wall())
    except (ValueError, TypeError, OverflowError):
        return None


class Robots:
    """One host's robots.txt."""

    def __init__(self, status: int, text: str, agent: str) -> None:
        self._agent = agent
        self._parser: RobotFileParser | None = None
        # RFC 9309: no such file (4xx) allows everything; a server that fails forbids everything until it works again
        self._all = 400 <= status < 500
        if status == 200:
            self._parser = RobotFileParser()
            self._parser.parse(text.splitlines())

    def allows(self, url: str) -> bool:
        """Whether the page may be fetched."""
        return self._parser.can_fetch(self._agent, url) if self._parser else self._all

    @property
    def delay(self) -> float:
        """The pause it asks for, 0 = none."""
        delay = self._parser.crawl_delay(self._agent) if self._parser else None
        return float(delay or 0)
