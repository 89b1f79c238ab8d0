"""The hostile web server of the shared collection against ``afterpost ingest URL``: ``python tests/hostile_http.py FOLDER``.

FOLDER is what ``make_hostile.py`` wrote; its manifest says what may happen. Each case runs alone, into a fresh archive, with the
server playing on loopback. Asked of each: an exit code that the manifest allows, no traceback, bounded time and memory, a sound
archive, no cookie anywhere, and the outcome in words: what is to be archived is, what is to fail has a line that says so.
"""

import gzip
import json
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = ROOT.parent / "shared" / "hostile" / "make_hostile.py"
SECONDS, MEBIBYTES = 90.0, 600
"""Of waiting, on a machine that may be busy: what must not happen is a hang."""
KEPT, LOST = ("archived", "ignored"), ("failure", "refused", "stopped", "not fetched", "same", "read timeout")


def case(entry: dict[str, Any], port: int) -> list[str]:
    """Runs one case; says what does not hold."""
    url, outcome = entry["url"].format(port=port), entry["outcome"]
    blocked = entry["attacks"].startswith("SSRF")
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "archive.db"
        command = [sys.executable, str(ROOT / "cli.py"), "ingest", "-j", "1", "--db", str(database), "--pause", "0", "--timeout", "4", url]
        begin = time.monotonic()
        done = subprocess.run([*command, *(() if blocked else ("--allow-private",))], capture_output=True, text=True, check=False,
                              timeout=SECONDS * 3, preexec_fn=_bounded)
        took = time.monotonic() - begin
        posts, check = _read(database), _sound(database)
        raw = b"".join(gzip.decompress(one.read_bytes()) for one in Path(folder).rglob("*.gz"))
    wrong = []
    if done.returncode not in entry["exit"]:
        wrong.append(f"exit {done.returncode}, not one of {entry['exit']}")
    if "Traceback" in done.stderr:
        wrong.append("a traceback")
    if took > SECONDS:
        wrong.append(f"{took:.0f} s")
    if check != "ok":
        wrong.append(f"the archive: {check}")
    if b"smuggled" in raw:
        wrong.append("a second response was smuggled in")
    if b"Set-Cookie" in raw or b"Cookie:" in raw:
        wrong.append("a cookie was kept")
    if outcome.startswith(KEPT) and "or failure" not in outcome and not posts:
        wrong.append("the post is not archived")
    if (outcome.startswith(LOST) or blocked) and "ok" not in outcome.split() and not (done.returncode and done.stderr.strip()):
        wrong.append("no failure was told")
    if posts and blocked:
        wrong.append("archived what must be refused")
    return wrong + ([f"stderr: {done.stderr.strip()[-300:]}"] if wrong else [])


def _bounded() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEBIBYTES << 21, MEBIBYTES << 21))


def _read(database: Path) -> int:
    if not database.exists():
        return 0
    with closing(sqlite3.connect(database)) as connection, connection:
        return int(connection.execute("SELECT count(*) FROM posts").fetchone()[0])


def _sound(database: Path) -> str:
    if not database.exists():
        return "ok"
    with closing(sqlite3.connect(database)) as connection, connection:
        return str(connection.execute("PRAGMA integrity_check").fetchone()[0])


def main() -> int:
    """Runs all cases of kind http."""
    manifest = json.loads((Path(sys.argv[1]) / "manifest.json").read_text())
    entries = [entry for entry in (manifest["cases"] if isinstance(manifest, dict) else manifest) if entry["kind"] == "http"]
    server = subprocess.Popen([sys.executable, str(SCRIPT), "--serve", "0"], stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        port = int(server.stdout.readline().rsplit(":", 1)[1])
        with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
            results = list(zip(entries, pool.map(lambda entry: case(entry, port), entries), strict=True))
    finally:
        server.kill()
        server.wait()
    bad = [(entry, wrong) for entry, wrong in results if wrong]
    for entry, wrong in bad:
        print(f"{entry['url']}  ({entry['outcome']}): {'; '.join(wrong)}")
    print(f"{len(results) - len(bad)} of {len(results)} http cases hold")
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
