"""One run at a time: a lock file beside the archive that names its owner and age. A dead owner's lock frees itself."""

import fcntl
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from ingest.errors import Busy, Failed


@contextmanager
def run_lock(database: str) -> Iterator[None]:
    """Holds the lock of an archive's runs, or says who does (``Busy``, exit code 5).

    The kernel gives a lock back when its process ends, however it ends; so what the file says is for people, and a file that
    nobody holds is stale.
    """
    path = f"{database}.run"
    file = _open(path)
    try:
        os.ftruncate(file, 0)
        owner = {"pid": os.getpid(), "host": socket.gethostname(), "since": time.time()}
        os.pwrite(file, json.dumps(owner).encode(), 0)
        yield
    finally:
        with suppress(OSError):
            os.unlink(path)
        os.close(file)


def _open(path: str) -> int:
    while True:
        try:
            file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise Failed(f"{path}: the lock of the run cannot be made ({error.strerror})") from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # the owner before us may have removed the file between our open and our lock: then we hold nothing that counts
            if os.fstat(file).st_ino == os.stat(path).st_ino:
                return file
        except FileNotFoundError:
            pass
        except BlockingIOError as error:
            told = _owner(file)
            os.close(file)
            raise Busy(f"another run is going on ({told}); this one did nothing") from error
        os.close(file)


def _owner(file: int) -> str:
    try:
        owner = json.loads(os.pread(file, 4096, 0))
        age = max(0, int(time.time() - float(owner["since"])))
        return f"process {int(owner['pid'])} on {str(owner['host'])[:60]!r}, for {age // 60} min {age % 60} s"
    except (OSError, ValueError, KeyError, TypeError):
        return "its owner is just starting"
