"""How long another process has been at something: by its own CPU time, so that a busy machine does not make it look slow.

A process that waits for a disk that never answers uses none, so by the clock on the wall there is an end too, much farther off.
"""

import sys
import time
from dataclasses import dataclass

PATIENCE = 10
"""By the clock on the wall so many times a limit may pass: of a busy machine a process gets a part only."""


@dataclass(slots=True)
class Stopwatch:
    """Seconds since something was last heard of a process."""

    pid: int
    begin: float = 0.0
    wall: float = 0.0

    def heard(self) -> None:
        """From here on."""
        self.begin, self.wall = cpu_seconds(self.pid), 0.0

    def waited(self, seconds: float) -> None:
        """So long this process did nothing but wait for the other one: time that it used itself must not count."""
        self.wall += seconds

    def over(self, limit: float) -> bool:
        """Whether it was too long ago. Where the system does not tell CPU times, only the other clock counts."""
        if self.wall <= limit / PATIENCE:
            return False  # Too short to have used that much, but for a process of many threads.
        used = cpu_seconds(self.pid)
        return (used - self.begin if used >= 0 else self.wall) > limit or self.wall > PATIENCE * limit


def cpu_seconds(pid: int) -> float:
    """CPU time that a process has used; -1 where the system does not say."""
    if sys.platform != "linux":
        return -1.0
    try:
        return time.clock_gettime(~pid << 3 | 2)  # what clock_getcpuclockid(3) gives
    except OSError:
        return -1.0
