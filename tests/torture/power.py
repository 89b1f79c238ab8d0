"""Power loss: every write and sync of one run is recorded, and the disk is put together as it could be after each of them.

What was synced is there. What was not may be there, or not, or in part, cut at 512 bytes, each write for itself. Creating,
truncating and removing files is taken as durable at once, so this is no test of the folder's own sync; -shm is never kept.
"""

import random
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from torture.subject import SUFFIXES, Subject, Tally, acknowledged, state_faults

_SECTOR = 512
_CALLS = "pwrite64,write,fdatasync,fsync,ftruncate,unlink"
_HEX = r'"((?:\\x[0-9a-f]{2})*)"'
_FILE = r"(\d+)<((?:\\x[0-9a-f]{2})*)>"


@dataclass(frozen=True)
class Event:
    """One thing that happened to a file, or a line of output."""

    what: str
    path: str = ""
    at: int = 0
    data: bytes = b""


def losses(subject: Subject, states: int = 6, seed: int = 0, cuts: slice = slice(None)) -> Tally:
    """Checks ``states`` possible disks after every recorded event, or after those of the slice ``cuts``."""
    tally, chance = Tally("power loss"), random.Random(seed)
    events = record(subject)
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        path = Path(folder) / "archive.db"
        for cut in range(len(events) + 1)[cuts]:
            said = "".join(event.data.decode() for event in events[:cut] if event.what == "said")
            posts = acknowledged(said)[1]
            tally.acknowledged = max(tally.acknowledged, len(posts))
            for state in range(states):
                _write(path, str(subject.path), disk(events[:cut], state, chance))
                tally.runs += 1
                tally.broken += state_faults(path, posts)
    tally.disturbed = tally.runs
    return tally


def record(subject: Subject) -> list[Event]:
    """Everything one run did to the archive's files, and what it printed, in order."""
    with tempfile.TemporaryDirectory() as folder:
        trace = Path(folder) / "trace"
        subject.clean()
        subject.run(["-xx", "-y", "-s", "4000000", "-e", f"trace={_CALLS}", "-o", str(trace)])
        found = [_event(line) for line in trace.read_text(errors="replace").splitlines()]
    base = str(subject.path)
    return [one for one in found if one and (one.what == "said" or (one.path.startswith(base) and not one.path.endswith("-shm")))]


def _event(line: str) -> Event | None:
    call = re.match(r"\d+ +(\w+)\((.*)\) += (\d+)", line)
    if call is None:
        return None
    name, given = call[1], call[2]
    file = re.match(_FILE, given)
    path = _plain(file[2]).decode(errors="replace") if file else ""
    if name == "pwrite64" and (more := re.search(_HEX + r", \d+, (\d+)$", given)):
        return Event("write", path, int(more[2]), _plain(more[1]))
    if name == "write" and file and file[1] == "1" and (more := re.search(_HEX, given)):
        return Event("said", data=_plain(more[1]))
    if name in ("fdatasync", "fsync"):
        return Event("sync", path)
    if name == "ftruncate":
        return Event("cut", path, int(given.rpartition(",")[2]))
    if name == "unlink" and (more := re.match(_HEX, given)):
        return Event("gone", _plain(more[1]).decode(errors="replace"))
    return None


def _plain(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


def disk(events: list[Event], state: int, chance: random.Random) -> dict[str, bytearray]:
    """A disk that may be found. State 0: nothing unsynced; 1: everything; 2, 3: some writes; from 4 on also torn ones."""
    files: dict[str, bytearray] = {}
    waiting: list[Event] = []
    for event in events:
        if event.what == "sync":
            for one in waiting:
                if one.path == event.path:
                    _apply(files, one)
            waiting = [one for one in waiting if one.path != event.path]
        elif event.what == "gone":
            waiting = [one for one in waiting if one.path != event.path]
            files.pop(event.path, None)
        elif event.what in ("write", "cut"):
            files.setdefault(event.path, bytearray())
            waiting.append(event)
    for one in waiting:
        if state == 0 or (state > 1 and chance.random() < 0.5):
            continue
        kept = one.data
        if state > 3 and len(kept) > _SECTOR:
            kept = kept[: _SECTOR * chance.randint(0, len(kept) // _SECTOR)]
        _apply(files, Event(one.what, one.path, one.at, kept))
    return files


def _apply(files: dict[str, bytearray], event: Event) -> None:
    held = files.setdefault(event.path, bytearray())
    end = event.at + len(event.data)
    if len(held) < end:
        held.extend(bytes(end - len(held)))
    if event.what == "cut":
        del held[event.at :]
    else:
        held[event.at : end] = event.data


def _write(path: Path, base: str, files: dict[str, bytearray]) -> None:
    for suffix in SUFFIXES:
        Path(f"{path}{suffix}").unlink(missing_ok=True)
    for name, data in files.items():
        Path(f"{path}{name.removeprefix(base)}").write_bytes(data)
