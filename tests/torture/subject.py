"""The command under torture, and what must be true of its archive whatever happened to it."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from ingest.archive import Archive
from ingest.store.dump import dump_hash
from ingest.store.verify import verify

TESTS = Path(__file__).parent.parent
_PATHS = {**os.environ, "PYTHONPATH": f"{TESTS}:{TESTS.parent}"}
SUFFIXES = ("", "-wal", "-shm", "-journal")


@dataclass
class Outcome:
    """One run: how it ended, what it acknowledged, what it said."""

    code: int
    documents: set[str]
    posts: set[str]
    stderr: str


@dataclass
class Tally:
    """The figures of one kind of torture."""

    name: str
    runs: int = 0
    disturbed: int = 0
    acknowledged: int = 0
    broken: list[str] = field(default_factory=list)

    def take(self, other: "Tally") -> None:
        """Adds the figures of another share of the same torture."""
        self.runs += other.runs
        self.disturbed += other.disturbed
        self.acknowledged += other.acknowledged
        self.broken += other.broken

    def line(self) -> str:
        """The figures as one line."""
        first = f"  first: {self.broken[0]}" if self.broken else ""
        return (f"{self.name:<28} runs {self.runs:>6}  disturbed {self.disturbed:>6}  acknowledged {self.acknowledged:>7}  "
                f"broken {len(self.broken)}{first}")


class Subject:
    """Runs the command on an archive in a folder of its own. ``{db}`` in the command stands for the archive.

    The command is the built-in writer, or one of ``afterpost``; both run as children of a process that has loaded them.
    """

    def __init__(self, folder: Path, command: list[str] | None = None) -> None:
        self.path = folder / "archive.db"
        self.command = [word.replace("{db}", str(self.path)) for word in command or ["writer", "{db}"]]
        self.nursery = subprocess.Popen([sys.executable, "-m", "torture.nursery"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True, env=_PATHS)
        self.clean()
        done = self.run()
        if done.code not in (0, 3):
            raise SystemExit(f"the undisturbed run failed ({done.code}): {done.stderr}")
        self.want = self.dump()
        self.posts = done.posts

    def close(self) -> None:
        """Sends the nursery home."""
        self.nursery.communicate()

    def clean(self) -> None:
        """Takes the archive away."""
        for suffix in SUFFIXES:
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)

    def dump(self) -> str:
        """The identity of the archive."""
        with Archive.open(self.path, create=True) as archive:
            return dump_hash(archive.connection)

    def run(self, trace: list[str] | None = None, kill_after: float | None = None) -> Outcome:
        """Runs the command to its end, or kills it after some seconds. ``trace``: options of strace."""
        assert self.nursery.stdin is not None
        assert self.nursery.stdout is not None
        self.nursery.stdin.write(json.dumps({"command": self.command, "trace": trace, "kill_after": kill_after}) + "\n")
        self.nursery.stdin.flush()
        said = json.loads(self.nursery.stdout.readline())
        return Outcome(said["code"], *acknowledged(said["out"]), said["err"])

    def start(self) -> Outcome:
        """Runs the command as a program of its own, from the start of the interpreter."""
        program = [sys.executable, str(TESTS.parent / "cli.py"), *self.command[1:]] if self.command[0] == "afterpost" else [
            sys.executable, "-m", "torture.writer", *self.command[1:]]
        done = subprocess.run(program, capture_output=True, text=True, env=_PATHS, check=False)
        return Outcome(done.returncode, *acknowledged(done.stdout), done.stderr)

    def faults(self, seen: Outcome, *, finish: bool = True, thorough: bool = True) -> list[str]:
        """What is wrong with the archive after a disturbed run, and after another one that was left in peace."""
        wrong = state_faults(self.path, seen.posts, thorough=thorough)
        if "Traceback" in seen.stderr:
            wrong.append("traceback: " + seen.stderr.strip().splitlines()[-1])
        if finish and not wrong:
            again = self.run()
            if again.code not in (0, 3):
                wrong.append(f"the next run ended with {again.code}: {again.stderr.strip()[:200]}")
            elif again.documents & seen.documents:
                wrong.append("an acknowledged document was read again")
            elif self.dump() != self.want:
                wrong.append("the next run does not reach the undisturbed archive")
        return wrong


def acknowledged(out: str) -> tuple[set[str], set[str]]:
    """Documents and posts of the whole lines that a run printed; the last line may be cut."""
    documents: set[str] = set()
    posts: set[str] = set()
    for line in out.splitlines(keepends=True):
        if line.endswith("\n"):
            said = json.loads(line)
            documents.add(said["acknowledged"])
            posts.update(said["posts"])
    return documents, posts


def state_faults(path: Path, posts: set[str], *, thorough: bool = True) -> list[str]:
    """What is wrong with an archive file: structure, content, or a post that was acknowledged and is not there."""
    if not path.exists() or path.stat().st_size == 0:
        return ["acknowledged, but there is no archive"] if posts else []
    try:
        with closing(sqlite3.connect(path, timeout=30)) as connection, connection:
            if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                return ["integrity_check"]
            made = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'post_members'").fetchone()
            members = connection.execute("SELECT platform, kind, native_id FROM post_members") if made else ()
            have = {":".join(row) for row in members}
        connection.close()
        if posts - have:
            return [f"{len(posts - have)} acknowledged posts lost"]
        if made and thorough:
            with Archive.open(path) as archive:
                return [f"verify: {one.subject}: {one.detail}" for one in verify(archive, files=False)][:3]
    except sqlite3.DatabaseError as error:
        return [f"unreadable: {error}"]
    return []


def can_trace() -> bool:
    """True where strace is installed and allowed to trace."""
    if shutil.which("strace") is None:
        return False
    return subprocess.run(["strace", "-qq", "-o", "/dev/null", "true"], capture_output=True, check=False).returncode == 0
