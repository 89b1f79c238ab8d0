"""Runs a manifest of hostile inputs against the command line: ``python -m hostile.check FOLDER --cmd "afterpost"``.

Each file or folder is read into a fresh archive together with a good neighbour, each search term looked for. Asked of each: an
exit code that is allowed, no traceback, nothing but results on stdout, the posts that must be found and none that nobody wrote,
problems told as demanded, the neighbour unharmed, bounded time and memory, a sound archive and no file beside it.
"""

import argparse
import json
import os
import resource
import shlex
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hostile.case import Posts

Entry = Mapping[str, Any]
NEIGHBOUR = Posts("the good neighbour")
_FILES = {"archive.db", "archive.db-wal", "archive.db-shm", "neighbour.html"}
_PAGE = resource.getpagesize()


@dataclass
class Done:
    """What one command did."""

    code: int = 0
    out: str = ""
    err: str = ""
    seconds: float = 0.0
    mib: float = 0.0


@dataclass
class Held:
    """What an archive holds."""

    captions: dict[str, str | None] = field(default_factory=dict)
    others: int = 0
    """Posts of other platforms than the one that cases are written in."""
    problems: int = 0
    sound: str = "ok"


def call(command: Sequence[str], limit: float, folder: str) -> Done:
    """Runs one command, its memory and its children's watched."""
    begin = time.monotonic()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, cwd=folder)
        done = Done()
        watch = threading.Thread(target=_watch, args=(process, done))
        watch.start()
        try:
            done.code = process.wait(3 * limit + 20)
        except subprocess.TimeoutExpired:
            process.terminate()
            done.code = process.wait()
        watch.join()
        done.seconds = time.monotonic() - begin
        done.out, done.err = (_text(stream) for stream in (out, err))
    return done


def _text(stream: Any) -> str:
    stream.seek(0)
    return str(stream.read().decode("utf-8", "backslashreplace"))


def _watch(process: "subprocess.Popen[bytes]", done: Done) -> None:
    while process.poll() is None:
        done.mib = max(done.mib, _largest(process.pid))
        time.sleep(0.05)


def _largest(pid: int) -> float:
    """Resident MiB of the largest process among this one and its children."""
    found, waiting = 0.0, [pid]
    while waiting:
        one = waiting.pop()
        with suppress(OSError, ValueError, IndexError):
            found = max(found, int(Path(f"/proc/{one}/statm").read_text().split()[1]) * _PAGE / (1 << 20))
            waiting += map(int, Path(f"/proc/{one}/task/{one}/children").read_text().split())
    return found


def held(database: Path) -> Held:
    """What an archive holds."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as archive:
        return Held(
            dict(archive.execute("select native_id, caption from posts where platform = 'twitter'")),
            archive.execute("select count(*) from posts where platform <> 'twitter'").fetchone()[0],
            archive.execute("select count(*) from open_problems").fetchone()[0],
            archive.execute("pragma integrity_check").fetchone()[0])


def faults(entry: Entry, found: Held, neighbours: Collection[str] = ()) -> list[str]:
    """What an archive says that it should not, and what it does not say. ``neighbours``: ids of other inputs in it."""
    wrong = [] if found.sound == "ok" else [f"the archive: {found.sound}"]
    ours = found.captions.keys() - set(neighbours)
    if missing := [one for one in entry["must"] if one not in ours]:
        wrong.append(f"{len(missing)} of {len(entry['must'])} posts missing, first {missing[0][-4:]}")
    if "only" in entry and (strange := ours - set(entry["only"])):
        wrong.append(f"{len(strange)} posts that nobody wrote, first {min(strange)}")
    if unwanted := [one for one in entry["must_not"] if one in ours]:
        wrong.append(f"must not be there: {unwanted[0]}")
    count = len(ours) + found.others
    if not entry.get("posts_min", 0) <= count <= entry.get("posts_exact", count) or count < entry.get("posts_exact", 0):
        wrong.append(f"{count} posts instead of {entry.get('posts_exact', entry.get('posts_min'))}")
    wrong += [f"caption {found.captions.get(one)!r:.60} instead of {text!r:.60}" for one, text in entry.get("captions", {}).items()
              if found.captions.get(one) != text]
    if entry["fail"] == ("yes" if not found.problems else "no"):
        wrong.append("no problem was told" if not found.problems else f"{found.problems} problems where there is none")
    return wrong


def check(entry: Entry, folder: Path, command: Sequence[str]) -> list[str]:
    """What does not hold."""
    with tempfile.TemporaryDirectory(prefix="hostile-") as work:
        database, neighbour = Path(work, "archive.db"), Path(work, "neighbour.html")
        neighbour.write_bytes(NEIGHBOUR.page(1))
        given = bytes.fromhex(entry["path_hex"]) if "path_hex" in entry else os.fsencode(entry.get("path", ""))
        ingest = [*command, "ingest", "--db", str(database)]
        wrong = []
        if entry["kind"] == "search":
            call([*ingest, str(neighbour)], entry["max_s"], work)
            done = call([*command, "search", "--db", str(database), "--json", "--", entry["term"]], entry["max_s"], work)
            if done.code in (0, 3) and not _is_json(done.out):
                wrong.append("stdout is no JSON")
        else:
            done = call([*ingest, os.path.join(str(folder), os.fsdecode(given)), str(neighbour)], entry["max_s"], work)
            if not database.exists():
                return [f"no archive was made, exit {done.code}: {done.err[-200:]}"]
            found = held(database)
            wrong += faults(entry, found, (NEIGHBOUR.id(1),)) + (["stdout is not empty"] if done.out.strip() else [])
            if NEIGHBOUR.id(1) not in found.captions:
                wrong.append("the neighbour is missing")
            if entry.get("forbid_text", "\0").encode() in database.read_bytes() and "forbid_text" in entry:
                wrong.append(f"{entry['forbid_text']!r} is in the archive")
        wrong += [f"wrote {name}" for name in sorted(set(os.listdir(work)) - _FILES)]
    return wrong + _conduct(entry, done)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _conduct(entry: Entry, done: Done) -> list[str]:
    wrong = [] if done.code in entry["exit"] else [f"exit {done.code}, not one of {entry['exit']}"]
    if "Traceback (most" in done.err:
        wrong.append(f"a traceback: {done.err.strip().splitlines()[-1][:200]}")
    if any((ord(one) < 32 and one not in "\n\t") or one in "\x7f\u202e\u2066\u2067" for one in done.err):
        wrong.append("control characters on stderr")
    if done.seconds > entry["max_s"]:
        wrong.append(f"{done.seconds:.1f} s, {entry['max_s']} allowed")
    if done.mib > entry["max_mib"]:
        wrong.append(f"{done.mib:.0f} MiB, {entry['max_mib']} allowed")
    return wrong + ([f"stderr: {done.err.strip()[-300:]}"] if wrong else [])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cmd", default="afterpost")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("only", nargs="*", help="words in the paths of the cases to run")
    given = parser.parse_intermixed_args()
    command = [os.path.abspath(word) if os.sep in word and os.path.exists(word) else word for word in shlex.split(given.cmd)]
    entries = [one for one in json.loads((given.folder / "manifest.json").read_text())["cases"]
               if one["kind"] in ("file", "dir", "search") and all(word in (one.get("path") or one["term"]) for word in given.only)
               and not (one.get("needs") == "nonroot" and os.geteuid() == 0)]
    wrong = 0
    with ThreadPoolExecutor(given.jobs) as pool:
        for entry, found in zip(entries, pool.map(lambda one: check(one, given.folder.resolve(), command), entries), strict=True):
            if found:
                wrong += 1
                print(f"{ascii(entry.get('path') or entry['term'])[1:-1]:.80} ({entry['attacks']:.80}): {'; '.join(found)}", flush=True)
    print(f"{len(entries) - wrong} of {len(entries)} outcomes hold")
    return 1 if wrong or not entries else 0


if __name__ == "__main__":
    sys.exit(main())
