"""The machine at its worst: no room, no rights, no home, company, signals, damage. Each case runs the program as a person would.

``python tests/environment.py [NAME...]`` runs all of them and says what does not hold; the tests run those that are quick. Kills,
power loss and failing system calls are in ``torture``, orders in ``test_orders``, older schemas in ``test_schema``.
"""

import json
import os
import random
import resource
import shlex
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FIRST = 1267000000000000000
PAGE = ('<!DOCTYPE html><meta charset="utf-8"><title>{0}</title><article><blockquote class="twitter-tweet">'
        '<p lang="en" dir="ltr">neighbour {0} \u00e9\U0001f9ad</p>&mdash; A (@a) '
        '<a href="https://twitter.com/a/status/{1}">May 31, 2020</a></blockquote></article>')
_RIGHTS = "-dac_override,-dac_read_search,-fowner"
WITHOUT_RIGHTS = ["setpriv", f"--bounding-set={_RIGHTS}", f"--inh-caps={_RIGHTS}"]
"""Root that must keep to the modes of files, like anybody."""


class CannotTry(Exception):
    """What a case needs is not on this machine."""


@dataclass(slots=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str
    seconds: float

    @property
    def line(self) -> str:
        """The one line on stderr."""
        lines = self.err.strip().splitlines()
        assert len(lines) == 1, f"{len(lines)} lines on stderr: {self.err[-600:]}"
        return lines[0]


class Ground:
    """A folder with inputs and an archive."""

    def __init__(self, folder: Path, pages: int = 3) -> None:
        self.folder = folder
        self.inputs = folder / "in"
        self.inputs.mkdir()
        for number in range(pages):
            (self.inputs / f"{number:05}.html").write_text(PAGE.format(number, FIRST + number), encoding="utf-8")
        self.home = folder / "home"
        self.home.mkdir()
        self.db = self.home / "archive.db"

    def command(self, *words: str, db: Path | None = None) -> list[str]:
        """The program with an archive."""
        return [sys.executable, str(ROOT / "cli.py"), words[0], "--db", str(db or self.db), *words[1:]]

    def run(self, *words: str, code: int | tuple[int, ...] = 0, before: tuple[str, ...] | list[str] = (), db: Path | None = None,
            **how: Any) -> Done:
        """Runs it and asks for an exit code; never a traceback."""
        begin = time.monotonic()
        done = subprocess.run([*before, *self.command(*words, db=db)], check=False, **{
            "capture_output": True, "timeout": 120, "stdin": subprocess.DEVNULL, **how})
        out, err = ((stream or b"").decode("utf-8", "replace") for stream in (done.stdout, done.stderr))
        assert "Traceback" not in err, err
        assert done.returncode in ((code,) if isinstance(code, int) else code), f"exit {done.returncode}: {err[-500:]}"
        return Done(done.returncode, out, err, time.monotonic() - begin)

    def ingest(self, *words: str, **how: Any) -> Done:
        """Reads the inputs, or the path that is among the words."""
        path = () if any(word == "-" or os.sep in word for word in words) else (str(self.inputs),)
        return self.run("ingest", *words, *path, **how)

    def posts(self, db: Path | None = None) -> int:
        """How many are in the archive, which must be sound."""
        connection = sqlite3.connect(db or self.db)
        try:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            return int(connection.execute("SELECT count(*) FROM posts").fetchone()[0])
        finally:
            connection.close()

    def dump(self, db: Path | None = None) -> str:
        """The identity of the archive."""
        return self.run("dump", "--hash", db=db).out


CASES: dict[str, tuple[Callable[[Ground], None], bool]] = {}
"""What to try, and whether it is quick."""


def case(quick: bool = True) -> Callable[[Callable[[Ground], None]], Callable[[Ground], None]]:
    """Puts a function into the list under its name."""

    def note(function: Callable[[Ground], None]) -> Callable[[Ground], None]:
        CASES[function.__name__] = function, quick
        return function

    return note


def need(*programs: str) -> None:
    """Programs of the system, and the rights of root to use them."""
    if missing := [name for name in programs if not shutil.which(name)]:
        raise CannotTry(f"{', '.join(missing)} is not here")
    if programs and os.geteuid():
        raise CannotTry("needs root")


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[list[str]]:
    """Words before a command that give it a small disk of its own at ``folder``; what lies there is lost with it."""
    need("unshare", "mount")
    mount = f"mount -t tmpfs -o size={size} none {shlex.quote(str(folder))}"
    keeper = subprocess.Popen(["unshare", "-m", "sh", "-c", f"{mount} && exec sleep 600"])
    try:
        if subprocess.run(["nsenter", "-t", str(keeper.pid), "-m", "true"], check=False, capture_output=True).returncode:
            raise CannotTry("mounts cannot be made here")
        inside = ["nsenter", "-t", str(keeper.pid), "-m"]
        while keeper.poll() is None and b"tmpfs" not in subprocess.run(
                [*inside, "stat", "-f", "-c", "%T", str(folder)], capture_output=True, check=False).stdout:
            time.sleep(0.02)
        if keeper.poll() is not None:
            raise CannotTry("mounts cannot be made here")
        yield inside
    finally:
        keeper.kill()
        keeper.wait()


# -- the disk ---------------------------------------------------------------------------------------------------------------


@case(quick=False)
def readonly_db(ground: Ground) -> None:
    """A read-only archive is told so; reading goes on."""
    need("setpriv")
    ground.ingest("-q", str(ground.inputs / "00000.html"))
    before = ground.db.read_bytes()
    ground.db.chmod(0o444)
    ground.home.chmod(0o555)
    assert "read-only" in ground.ingest(code=1, before=WITHOUT_RIGHTS).line
    assert len(json.loads(ground.run("search", "--json", before=WITHOUT_RIGHTS).out)) == 1
    assert ground.run("export", "-", "--format", "csv", before=WITHOUT_RIGHTS).out.count("\n") >= 2
    assert ground.db.read_bytes() == before


@case(quick=False)
def disk_full_tmpfs(ground: Ground) -> None:
    """On a full disk all that was acknowledged is there; with more room the same command completes."""
    for number in range(4000):
        (ground.inputs / f"x{number}.html").write_text(PAGE.format(number, FIRST + 10_000 + number) + "<p>" + "x" * 3000)
    with small_disk(ground.home, "2m") as inside:
        full = ground.ingest("--nl", code=1, before=inside)
        assert "disk" in full.line
        acknowledged = {post for line in full.out.splitlines() for post in json.loads(line)["posts"]}
        kept = {row["public_id"] for row in json.loads(ground.run("search", "--json", "--limit", "100000", before=inside).out)}
        assert acknowledged <= kept, len(acknowledged - kept)
        subprocess.run([*inside, "mount", "-o", "remount,size=200m", str(ground.home)], check=True)
        ground.ingest("-q", before=inside)
        assert len(json.loads(ground.run("search", "--json", "--limit", "100000", before=inside).out)) == 4003
        assert json.loads(ground.run("verify", "--json", before=inside).out) == []


@case(quick=False)
def disk_full_fsize(ground: Ground) -> None:
    """A limit on the size of files ends a run with a line; the next one completes."""
    bigger = ground.inputs / "many.html"
    bigger.write_text("".join(PAGE.format(number, FIRST + 100 + number) for number in range(400)))

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))

    said = ground.ingest(code=1, preexec_fn=limited).line
    assert "disk" in said or "large" in said, said
    assert ground.posts() <= 403
    ground.ingest("-q")
    assert ground.posts() == 403


@case()
def disk_full_export(ground: Ground) -> None:
    """A full disk leaves no half export under its name."""
    (ground.inputs / "many.html").write_text("".join(PAGE.format(number, FIRST + 100 + number) for number in range(200)))
    ground.ingest("-q")
    with open("/dev/full", "wb") as full:
        assert ground.run("export", "-", "--format", "csv", code=1, stdout=full, capture_output=False, stderr=subprocess.PIPE).line
    target = ground.folder / "small"
    target.mkdir()
    with small_disk(target, "4k") as inside:
        assert "space" in ground.run("export", str(target / "posts.html"), code=1, before=inside).line
        assert not subprocess.run([*inside, "ls", "-A", str(target)], capture_output=True, check=True).stdout


@case(quick=False)
def wal_readonly_media(ground: Ground) -> None:
    """A medium that cannot be written, with a journal left behind: searched as it is, never written."""
    need("unshare", "mount")
    ground.ingest("-q", str(ground.inputs / "00000.html"))
    connection = sqlite3.connect(ground.db)
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    connection.execute("UPDATE settings SET value = value")
    connection.commit()
    wal = Path(f"{ground.db}-wal").read_bytes()
    base = ground.db.read_bytes()
    connection.close()
    ground.db.write_bytes(base)
    Path(f"{ground.db}-wal").write_bytes(wal)
    bound = f"mount --bind {shlex.quote(str(ground.home))} {shlex.quote(str(ground.home))} && mount -o remount,ro,bind "
    inside = ["unshare", "-m", "sh", "-c", f'{bound}{shlex.quote(str(ground.home))} && exec "$@"', "sh"]
    assert ground.ingest(code=(1, 4), before=inside).line
    found = ground.run("search", "--json", code=(0, 1, 4), before=inside)
    assert found.line if found.code else json.loads(found.out)
    assert ground.db.read_bytes() == base


@case(quick=False)
def nfs_like(ground: Ground) -> None:
    """A file system without locks: a line, and an archive that is as it was."""
    need("strace")
    ground.ingest("-q", str(ground.inputs / "00000.html"))
    before = ground.db.read_bytes()
    trace = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fcntl", "-P", str(ground.db), "-e", "inject=fcntl:error=ENOLCK"]
    assert ground.ingest(code=1, before=trace).line
    assert ground.db.read_bytes() == before
    ground.ingest("-q")
    assert ground.posts() == 3


@case(quick=False)
def ro_cwd(ground: Ground) -> None:
    """A working directory that cannot be written, or is gone: an absolute --db works, else there is a line."""
    need("setpriv")
    place = ground.folder / "place"
    place.mkdir(mode=0o555)
    ground.ingest("-q", cwd=place, before=WITHOUT_RIGHTS)
    assert ground.posts() == 3
    bare = [*WITHOUT_RIGHTS, sys.executable, str(ROOT / "cli.py"), "ingest", str(ground.inputs)]
    done = subprocess.run(bare, cwd=place, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    gone = f"mkdir {place}x && cd {place}x && rmdir {place}x && exec " + shlex.join(ground.command("search", "--json"))
    done = subprocess.run(["sh", "-c", gone], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)) == 3


@case(quick=False)
def umask(ground: Ground) -> None:
    """Files are private whatever the umask; modes that are there are not widened."""
    for mask in (0, 0o077):
        for path in ground.home.iterdir():
            path.unlink()
        ground.ingest("-q", preexec_fn=lambda mask=mask: os.umask(mask))
        ground.run("export", str(ground.home / "posts.csv"), preexec_fn=lambda mask=mask: os.umask(mask))
        modes = {path.name: path.stat().st_mode & 0o777 for path in ground.home.iterdir()}
        assert set(modes.values()) == {0o600}, modes
    ground.db.chmod(0o640)
    ground.ingest("-q", "--thorough", str(ground.inputs), preexec_fn=lambda: os.umask(0))
    assert ground.db.stat().st_mode & 0o777 == 0o640


# -- company ----------------------------------------------------------------------------------------------------------------


@case(quick=False)
def locked(ground: Ground) -> None:
    """Another writer: waits as long as it is told, then says so; readers read on."""
    ground.ingest("-q", str(ground.inputs / "00000.html"))
    other = sqlite3.connect(ground.db, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waited = ground.ingest("--wait", "0.5", str(ground.inputs), code=5)
    assert "busy" in waited.line.lower() or "another" in waited.line.lower(), waited.err
    assert waited.seconds < 20
    assert len(json.loads(ground.run("search", "--json").out)) == 1
    other.execute("ROLLBACK")
    other.close()
    assert ground.posts() == 1


@case(quick=False)
def two_crons(ground: Ground) -> None:
    """The same ingest twice at once, twenty times: one archive, the same as of a single run."""
    alone = ground.folder / "alone.db"
    ground.run("ingest", "-q", str(ground.inputs), db=alone)
    want = ground.dump(alone)
    for number in range(20):
        both = ground.home / f"{number}.db"
        with ThreadPoolExecutor(2) as pool:
            runs = [pool.submit(ground.run, "ingest", "-q", str(ground.inputs), db=both, code=(0, 5)) for _ in range(2)]
            assert 0 in [run.result().code for run in runs]
        assert ground.dump(both) == want


@case(quick=False)
def search_while_ingest(ground: Ground) -> None:
    """Searches beside an ingest each see one state, and none fails."""
    for number in range(2500):
        (ground.inputs / f"x{number}.html").write_text(PAGE.format(number, FIRST + 10_000 + number) + "<p>words</p>" * 300)
    ground.ingest("-q", str(ground.inputs / "00000.html"))
    writer = subprocess.Popen(ground.command("ingest", "-q", str(ground.inputs)))
    seen = []
    while writer.poll() is None:
        seen.append(len(json.loads(ground.run("search", "--json", "--limit", "100000").out)))
        ground.run("export", "-", "--format", "ndjson")
    assert writer.returncode == 0
    assert seen == sorted(seen)
    assert len(seen) > 1
    assert ground.posts() == 2503


# -- archives that are none -------------------------------------------------------------------------------------------------

READING = (("search", "x"), ("stats",), ("ingest", "{in}"), ("verify",), ("export", "-", "--format", "csv"))


def refused(ground: Ground, code: int = 4, commands: tuple[tuple[str, ...], ...] = READING) -> None:
    """Every command says so in a line and leaves every byte as it is."""
    before = ground.db.read_bytes() if ground.db.is_file() else b""
    for words in commands:
        assert ground.run(*(word.format(**{"in": ground.inputs}) for word in words), code=code).line
    assert (ground.db.read_bytes() if ground.db.is_file() else b"") == before
    assert {path.name for path in ground.home.iterdir()} <= {ground.db.name + suffix for suffix in ("", "-wal", "-shm")}


@case(quick=False)
def corrupt_header(ground: Ground) -> None:
    """The first 100 bytes are overwritten."""
    ground.ingest("-q")
    data = bytearray(ground.db.read_bytes())
    data[:100] = random.Random(1).randbytes(100)
    ground.db.write_bytes(data)
    refused(ground)


@case(quick=False)
def corrupt_middle(ground: Ground) -> None:
    """One byte of each of fifty pages is flipped: never a traceback, and verify finds it."""
    (ground.inputs / "many.html").write_text("".join(PAGE.format(number, FIRST + 100 + number) for number in range(3000)))
    ground.ingest("-q")
    whole, chance = ground.db.read_bytes(), random.Random(2)
    for _ in range(50):
        data = bytearray(whole)
        for page in chance.sample(range(1, len(data) // 4096), min(50, len(data) // 4096 - 1)):
            data[page * 4096 + chance.randrange(4096)] ^= 1 << chance.randrange(8)
        ground.db.write_bytes(data)
        ground.run("search", "neighbour", code=(0, 4))
        ground.run("verify", code=(1, 4))  # 1: all of it is derived, and --repair mends it


@case(quick=False)
def truncated_db(ground: Ground) -> None:
    """Cut at half."""
    ground.ingest("-q")
    data = ground.db.read_bytes()
    ground.db.write_bytes(data[: len(data) // 2])
    refused(ground, commands=(("search", "x"), ("verify",), ("ingest", "{in}")))


@case()
def damage(ground: Ground) -> None:
    """What is derived can be mended, damaged evidence cannot: the exit codes tell them apart."""
    ground.ingest("-q")
    for sql, code in (("UPDATE posts SET likes = 77", 1), ("UPDATE sightings SET claim = replace(claim, 'neighbour', 'stranger')", 4)):
        connection = sqlite3.connect(ground.db)
        connection.execute(sql)
        connection.commit()
        connection.close()
        ground.run("verify", code=code)


@case(quick=False)
def empty_db(ground: Ground) -> None:
    """A file without bytes is a new archive."""
    ground.db.touch()
    ground.ingest("-q")
    assert ground.posts() == 3


@case(quick=False)
def foreign_db(ground: Ground) -> None:
    """The database of another program."""
    connection = sqlite3.connect(ground.db)
    connection.executescript("CREATE TABLE posts (id); PRAGMA application_id = 12345")
    connection.close()
    refused(ground, commands=READING[:3])


@case()
def text_db(ground: Ground) -> None:
    """A text file, a folder, a FIFO."""
    ground.db.write_text("no database, but long enough to have a header: " + "x" * 200)
    refused(ground, commands=(("ingest", "{in}"),))
    ground.db.unlink()
    ground.db.mkdir()
    assert ground.ingest(code=(2, 4)).line
    ground.db.rmdir()
    os.mkfifo(ground.db)
    for words in (("search", "x"), ("ingest", str(ground.inputs))):
        assert ground.run(*words, code=(2, 4), timeout=20).line


@case(quick=False)
def newer_schema(ground: Ground) -> None:
    """Made by a newer version."""
    ground.ingest("-q")
    connection = sqlite3.connect(ground.db)
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("PRAGMA user_version = 9999")
    connection.close()
    refused(ground, commands=READING[:3])
    assert "newer" in ground.ingest(code=4).line


@case()
def evil_schema(ground: Ground) -> None:
    """Triggers and views that somebody put in: refused, or without effect."""
    ground.ingest("-q")
    connection = sqlite3.connect(ground.db)
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("CREATE TABLE stolen (x)")
    connection.execute("CREATE TRIGGER evil AFTER INSERT ON posts BEGIN INSERT INTO stolen SELECT load_extension('/tmp/evil.so'); END")
    connection.commit()
    connection.close()
    refused(ground, commands=(("search", "x"), ("ingest", "{in}")))


# -- signals and pipes ------------------------------------------------------------------------------------------------------


def usual_signals() -> None:
    """What a shell in the foreground gives: in the background some are ignored."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def interrupted(ground: Ground, number: signal.Signals, *, twice: bool = False) -> Done:
    """A signal to the running program, some posts in."""
    process = subprocess.Popen(ground.command("ingest", "--nl", str(ground.inputs)), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               text=True, start_new_session=True, preexec_fn=usual_signals)
    assert process.stdout is not None
    process.stdout.readline()
    begin = time.monotonic()
    for _ in range(2 if twice else 1):
        os.killpg(process.pid, number)
    out, err = process.communicate(timeout=60)
    return Done(process.returncode, out, err, time.monotonic() - begin)


@case(quick=False)
def sigint(ground: Ground) -> None:
    """SIGINT, SIGTERM and SIGHUP end a run cleanly, within two seconds; the next run completes."""
    for number in range(700):
        (ground.inputs / f"x{number}.html").write_text(PAGE.format(number, FIRST + 10_000 + number) + "<p>words</p>" * 4000)
    for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)):
        ended = interrupted(ground, number)
        assert ended.code == code, (ended.code, ended.err)
        assert "Traceback" not in ended.err
        assert ended.line
        assert ended.seconds < 5, ended.seconds  # 2 on a machine of its own
    interrupted(ground, signal.SIGINT, twice=True)
    ground.ingest("-q")
    assert ground.posts() == 703


@case()
def waiting(ground: Ground) -> None:
    """Signals while it waits for standard input."""
    for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)):
        ground.db.unlink(missing_ok=True)
        process = subprocess.Popen(ground.command("ingest", "-"), stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                   preexec_fn=usual_signals)
        while not ground.db.exists():
            time.sleep(0.02)
        time.sleep(0.2)
        process.send_signal(number)
        _, err = process.communicate(timeout=20)
        assert process.returncode == code, (process.returncode, err)
        assert "stopped by" in Done(code, "", err, 0.0).line


@case(quick=False)
def sigpipe(ground: Ground) -> None:
    """A reader that goes away is no error."""
    (ground.inputs / "many.html").write_text("".join(PAGE.format(number, FIRST + 100 + number) for number in range(2000)))
    ground.ingest("-q")
    for words in (("search", "--json"), ("export", "-", "--format", "ndjson")):
        piped = f"{shlex.join(ground.command(*words))} | head -c 1; exit ${{PIPESTATUS[0]}}"
        done = subprocess.run(["bash", "-c", piped], capture_output=True, check=False)
        assert (done.returncode in (0, 141), done.stderr) == (True, b"")


@case()
def stdout_closed(ground: Ground) -> None:
    """Standard output or error is closed."""
    ground.ingest("-q")
    for closed in (">&-", ">&- 2>&-"):
        done = subprocess.run(["sh", "-c", f"{shlex.join(ground.command('search', '--json'))} {closed}"], capture_output=True, check=False)
        assert done.returncode in (0, 1), (closed, done)
        assert b"Traceback" not in done.stderr, done.stderr
    done = subprocess.run(["sh", "-c", f"{shlex.join(ground.command('ingest', str(ground.inputs), '--thorough'))} >&- 2>&-"], check=False)
    assert done.returncode in (0, 1)


@case()
def stdin(ground: Ground) -> None:
    """Standard input that is empty, endless or no text."""
    assert ground.ingest("-q", "-", code=3).line
    endless = subprocess.run(["sh", "-c", f"yes | {shlex.join(ground.command('ingest', '--max-stdin', '1', '-'))}"], capture_output=True,
                             check=False, timeout=60)
    assert endless.returncode == 3
    assert b"--max-stdin" in endless.stderr
    assert ground.ingest("-q", "-", code=3, input=bytes(range(256)) * 100, stdin=None).line


# -- little of everything ---------------------------------------------------------------------------------------------------


@case(quick=False)
def lang_c(ground: Ground) -> None:
    """Without any language: texts and names that are no ASCII go through."""
    (ground.inputs / "caf\u00e9 \U0001f9ad.html").write_text(PAGE.format(9, FIRST + 9), encoding="utf-8")
    plain = {**os.environ, "LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii", "PYTHONCOERCECLOCALE": "0"}
    ground.ingest(env=plain)
    assert len(json.loads(ground.run("search", "neighbour", "--json", env=plain).out)) == 4
    for words in (("search", "neighbour"), ("export", "-", "--format", "csv"), ("export", "-", "--format", "ndjson"), ("stats",)):
        ground.run(*words, env=plain)


@case(quick=False)
def no_home(ground: Ground) -> None:
    """No environment at all."""
    ground.ingest("-q", env={})
    assert len(json.loads(ground.run("search", "neighbour", "--json", env={}).out)) == 3


@case(quick=False)
def small_ram(ground: Ground) -> None:
    """A gibibyte of address space: completes, and what needs more is a problem of its file."""
    (ground.inputs / "long.html").write_text(PAGE.format(7, FIRST + 7) + "<b>x" * 3_000_000)

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))

    ground.ingest(code=(0, 3), preexec_fn=limited)
    assert ground.posts() >= 3


@case()
def low_fds(ground: Ground) -> None:
    """32 open files are enough."""
    ground.ingest("-q", "-j", "4", str(ground.inputs), preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32)))
    assert ground.posts() == 3


@case(quick=False)
def clock_back(ground: Ground) -> None:
    """The clock is wrong: nothing that is compared depends on it."""
    want = ""
    for number, year in enumerate((None, 1970, 2010, 2126)):
        database = ground.folder / f"{number}.db"
        set_clock = {} if year is None else {"AFTERPOST_TEST_YEAR": str(year), "PYTHONPATH": str(_clock(ground.folder))}
        for path in sorted(ground.inputs.iterdir()):
            ground.run("ingest", "-q", str(path), db=database, env={**os.environ, **set_clock})
        got = ground.dump(database)
        want = want or got
        assert got == want, year


def _clock(folder: Path) -> Path:
    """A start-up file for Python that sets its clock."""
    place = folder / "clock"
    place.mkdir(exist_ok=True)
    (place / "sitecustomize.py").write_text(
        "import os, time, datetime\n"
        "shift = (int(os.environ['AFTERPOST_TEST_YEAR']) - 2026) * 31556952 + 60\n"
        "real, real_ns = time.time, time.time_ns\n"
        "time.time = lambda: max(0.0, real() + shift)\n"
        "time.time_ns = lambda: max(0, real_ns() + shift * 10**9)\n"
        "class moved(datetime.datetime):\n"
        "    @classmethod\n"
        "    def now(cls, tz=None):\n"
        "        return cls.fromtimestamp(time.time(), tz)\n"
        "    @classmethod\n"
        "    def utcnow(cls):\n"
        "        return cls.fromtimestamp(time.time(), datetime.timezone.utc).replace(tzinfo=None)\n"
        "datetime.datetime = moved\n")
    return place


@case(quick=False)
def hash_seed(ground: Ground) -> None:
    """Twenty-one seeds of Python's hashes give one archive."""
    dumps = set()
    for seed in range(21):
        database = ground.folder / f"{seed}.db"
        ground.run("ingest", "-q", str(ROOT / "tests" / "fixtures" / "first-steps"), db=database, code=(0, 3),
                   env={**os.environ, "PYTHONHASHSEED": str(seed)})
        dumps.add(ground.dump(database))
    assert len(dumps) == 1


# -- what is given ----------------------------------------------------------------------------------------------------------


@case(quick=False)
def vanish(ground: Ground) -> None:
    """Files that go, grow, shrink and are replaced while they are read: each is archived or told."""
    chance = random.Random(3)
    for number in range(600):
        (ground.inputs / f"x{number}.html").write_text(PAGE.format(number, FIRST + 10_000 + number) + "<p>words</p>" * 3000)
    writer = subprocess.Popen(ground.command("ingest", str(ground.inputs)), stderr=subprocess.PIPE, text=True)
    while writer.poll() is None:
        path = ground.inputs / f"x{chance.randrange(600)}.html"
        kind = chance.randrange(4)
        if not path.exists():
            continue
        if kind == 0:
            path.unlink()
        elif kind == 1:
            os.truncate(path, 10)
        elif kind == 2:
            with path.open("a") as file:
                file.write(PAGE.format(0, FIRST + 50_000 + chance.randrange(1000)))
        else:
            other = path.with_suffix(".tmp")
            other.write_text(PAGE.format(1, FIRST + 60_000))
            other.replace(path)
        time.sleep(0.002)
    assert writer.stderr is not None
    said = writer.stderr.read()
    assert "Traceback" not in said
    assert writer.returncode in (0, 3), said[-500:]
    listed = {line.split(":")[0] for line in said.splitlines()}
    connection = sqlite3.connect(ground.db)
    read = {row[0] for row in connection.execute("SELECT path FROM files")}
    connection.close()
    for number in range(600):
        path = ground.inputs / f"x{number}.html"
        assert str(path) in read | listed or not path.exists(), path
    ground.ingest("-q", code=(0, 3))


@case()
def dup_args(ground: Ground) -> None:
    """One file under four names is read once."""
    page = ground.inputs / "00000.html"
    link = ground.folder / "link.html"
    link.symlink_to(page)
    done = ground.ingest(str(page), str(page), str(link), f"{ground.inputs}/../in/./00000.html")
    assert "1 documents" in done.err
    assert ground.posts() == 1


@case(quick=False)
def no_args(ground: Ground) -> None:
    """Usage errors and missing paths end with 2."""
    for words in (("ingest",), ("ingest", "--no-such-option"), ("ingest", str(ground.folder / "nowhere")), ("nonsense",)):
        done = subprocess.run([sys.executable, str(ROOT / "cli.py"), *words], capture_output=True, text=True, check=False,
                              cwd=ground.folder)
        assert done.returncode == 2, (words, done)
        assert "Traceback" not in done.stderr
    assert not (ground.folder / "archive.db").exists()


@case(quick=False)
def idempotent(ground: Ground) -> None:
    """The second run writes nothing."""
    ground.ingest("-q")
    before = ground.db.read_bytes()
    assert "0 new" in ground.ingest().err
    assert ground.db.read_bytes() == before


def tried(name: str) -> str:
    """Runs one case in a folder of its own; what does not hold, "" where all does."""
    with tempfile.TemporaryDirectory(prefix="environment-") as folder:
        try:
            CASES[name][0](Ground(Path(folder)))
        except (AssertionError, OSError, sqlite3.Error, subprocess.SubprocessError, ValueError, LookupError) as error:
            lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == __file__]
            return f"line {lines[-1]}: {type(error).__name__} {error}"
        finally:
            subprocess.run(["chmod", "-R", "u+rwx", folder], check=False)
    return ""


def main() -> int:
    """Runs what was named, or all."""
    names, held = sys.argv[1:] or list(CASES), 0
    for name in names:
        begin = time.monotonic()
        try:
            wrong = tried(name)
        except CannotTry as why:
            print(f"{name}: not tried: {why}", flush=True)
            continue
        held += not wrong
        print(f"{name}: {wrong or 'holds'} ({time.monotonic() - begin:.1f} s)", flush=True)
    print(f"{held} of {len(names)} cases hold")
    return int(held < len(names))


if __name__ == "__main__":
    sys.exit(main())
