"""The lines that make a machine run ``afterpost run`` by itself: a crontab line, a systemd service and timer."""

import re
import shlex
import shutil
import sys
from pathlib import Path

from ingest.errors import Failed, Usage

_EVERY = re.compile(r"(\d{1,4})\s*(m|min|minutes?|h|hours?|d|days?|w|weeks?)", re.I)
_WORDS = {"hourly": "1h", "daily": "1d", "weekly": "1w"}
_SECONDS = {"m": 60, "h": 3600, "d": 86400, "w": 604800}


def seconds(every: str) -> int:
    """``15m``, ``2h``, ``1d``, ``hourly`` ... in seconds."""
    match = _EVERY.fullmatch(_WORDS.get(every.strip().lower(), every.strip()))
    if match is None or not int(match[1]):
        raise Usage(f"{every!r} is no interval: write 15m, 2h, 1d, 1w, hourly, daily or weekly")
    return int(match[1]) * _SECONDS[match[2][0].lower()]


def program() -> list[str]:
    """How this program is started: cron has another PATH, so by its absolute path."""
    started = Path(sys.argv[0]).absolute()
    if started.suffix == ".py":
        return [sys.executable, str(started)]
    found = shutil.which(sys.argv[0])
    return [str(Path(found).absolute()) if found else str(started)]


def minute_of(database: str) -> int:
    """A minute of the hour that belongs to this archive, so that not every machine asks every server at the full hour."""
    return sum(str(Path(database).absolute()).encode()) % 60


def write_units(files: dict[str, str], folder: str) -> None:
    """Writes unit files into a folder."""
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (Path(folder) / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise Failed(f"{folder}: the units cannot be written ({error.strerror})") from error


def command(program: list[str], database: str, *more: str) -> str:
    """The command as a shell takes it, with absolute paths: cron knows no working directory."""
    return shlex.join([*program, "run", "--db", str(Path(database).absolute()), *more])


def crontab(program: list[str], database: str, every: str, minute: int) -> str:
    """One crontab line. ``%`` is a line break to cron and must be escaped."""
    wait = seconds(every)
    if wait < 3600:
        when = f"*/{max(1, wait // 60)} * * * *"
    elif wait < 86400:
        when = f"{minute} */{wait // 3600} * * *" if wait > 3600 else f"{minute} * * * *"
    elif wait < 604800:
        when = f"{minute} 3 */{wait // 86400} * *" if wait > 86400 else f"{minute} 3 * * *"
    else:
        when = f"{minute} 3 * * 0"
    return f"{when} {command(program, database).replace('%', chr(92) + '%')}"


def units(program: list[str], database: str, every: str) -> dict[str, str]:
    """The systemd user units, by file name."""
    folder = Path(database).absolute().parent
    words = " ".join(_unit_word(word) for word in [*program, "run", "--db", str(Path(database).absolute())])
    service = f"""[Unit]
Description=Feed the afterpost archive {_unit_text(database)}
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
ExecStart={words}
# 5: another run is still going on, which is no failure
SuccessExitStatus=5
WorkingDirectory={_unit_text(str(folder))}
Nice=10
IOSchedulingClass=idle
NoNewPrivileges=yes
PrivateTmp=yes
UMask=0077
"""
    timer = f"""[Unit]
Description=Feed the afterpost archive {_unit_text(database)} regularly

[Timer]
OnBootSec=5min
OnUnitActiveSec={seconds(every)}s
RandomizedDelaySec=60
Persistent=true

[Install]
WantedBy=timers.target
"""
    return {"afterpost.service": service, "afterpost.timer": timer}


def _unit_text(text: str) -> str:
    """``%`` begins a specifier in unit files."""
    return text.replace("%", "%%").replace("\n", " ")


def _unit_word(word: str) -> str:
    """One word of ExecStart, quoted as systemd takes it."""
    text = _unit_text(word).replace("\\", "\\\\").replace("$", "$$")
    return '"' + text.replace('"', '\\"') + '"' if re.search(r"[\s\"';]", text) else text
