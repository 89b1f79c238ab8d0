"""Records that nobody changes: the type checker forbids it, at no price while running.

Python checks a frozen dataclass at each field of each new record, which makes it five times as slow to build, and records
are what a reading is made of. So they are frozen for mypy, which reads every line of this project, and ordinary when run.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

__all__ = ["record"]

if TYPE_CHECKING:
    from dataclasses import dataclass as record
else:

    def record(*, frozen: bool, slots: bool, kw_only: bool = False) -> Callable[[type], type]:
        """``dataclass``, with the hash and the equality of a frozen one."""
        return dataclass(slots=slots, kw_only=kw_only, unsafe_hash=frozen)
