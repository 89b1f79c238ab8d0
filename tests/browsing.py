"""A Chromium that is installed, driven over its debugging pipe: what it saves and what it asks for are real."""

import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def browser() -> str:
    """A Chromium that is installed, or ""."""
    return next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), "")


class Tab:
    """One page of the browser."""

    def __init__(self, out: Any, answers: Any) -> None:
        self.out, self.answers = out, answers
        self.number = 0
        self.session = ""
        self.events: list[dict[str, Any]] = []
        """Everything that it told."""
        self.pending = b""

    def ask(self, method: str, **params: Any) -> Any:
        """A command and its answer."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": params, **({"sessionId": self.session} if self.session else {})}
        self.out.write(json.dumps(message).encode() + b"\0")
        return self.until(lambda said: said.get("id") == self.number).get("result", {})

    def until(self, test: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Waits for something that it tells."""
        while True:
            while b"\0" not in self.pending:
                block = os.read(self.answers.fileno(), 1 << 16)
                if not block:
                    raise RuntimeError("the browser went away")
                self.pending += block
            raw, _, self.pending = self.pending.partition(b"\0")
            said: dict[str, Any] = json.loads(raw)
            self.events.append(said)
            if test(said):
                return said

    def go(self, address: str) -> None:
        """Loads a page."""
        self.ask("Page.enable")
        self.ask("Page.navigate", url=address)
        self.until(lambda said: said.get("method") == "Page.loadEventFired")

    def rest(self, seconds: float) -> None:
        """Lets scripts work, and hears what they do."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.ask("Runtime.evaluate", expression="1")
            time.sleep(0.05)


@contextmanager
def tab(profile: Path, *flags: str) -> Iterator[Tab]:
    """A browser with one empty page; it is gone afterwards."""
    to_child, from_parent = os.pipe()
    to_parent, from_child = os.pipe()
    command = [browser(), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}", "--remote-debugging-pipe", *flags,
               "about:blank"]

    def place() -> None:
        os.dup2(to_child, 3)
        os.dup2(from_child, 4)

    spare = [os.dup(descriptor) for descriptor in (to_child, from_child)]  # keeps 3 and 4 from being the pipes themselves
    own = tempfile.mkdtemp(prefix="tab-")  # a short name: sockets lie in it, and their addresses may not be long
    child = subprocess.Popen(command, preexec_fn=place, close_fds=False, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                             env={**os.environ, "TMPDIR": own})
    for descriptor in (to_child, from_child, *spare):
        os.close(descriptor)
    try:
        with os.fdopen(from_parent, "wb", buffering=0) as out, os.fdopen(to_parent, "rb") as answers:
            found = Tab(out, answers)
            target = found.ask("Target.createTarget", url="about:blank")["targetId"]
            found.session = found.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
            yield found
    finally:
        child.kill()
        child.wait()
        shutil.rmtree(own, ignore_errors=True)
