"""A real HTTP server on loopback for the tests of the network: pages by path, raw bytes where a test wants to lie."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from ingest.online.fetch import Manners, Web
from ingest.online.manners import HostClock

PAGE = b"<!DOCTYPE html><title>A page</title><p>text"

Reply = tuple[int, dict[str, str], bytes] | bytes
Handler = Callable[["Asked"], Reply]


class Asked(BaseHTTPRequestHandler):
    """One request, as the routes see it."""

    protocol_version = "HTTP/1.1"
    server: "Server"

    def do_POST(self) -> None:
        self.sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.sent.append(self.sent)
        self.do_GET()

    def do_GET(self) -> None:
        self.server.asked.append((self.path, dict(self.headers.items())))
        route = self.server.routes.get(self.path.partition("?")[0]) or self.server.routes.get(self.path)
        reply = route(self) if callable(route) else route
        if reply is None:
            reply = (403 if self.path.startswith(tuple(self.server.refuse)) else 404, {}, b"")
        if isinstance(reply, bytes):
            self.wfile.write(reply)
            self.close_connection = True
            return
        status, headers, body = reply
        self.send_response(status)
        for name, value in {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


class Server(ThreadingHTTPServer):
    """The server, what it serves and what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Asked)
        self.routes: dict[str, Reply | Handler] = {}
        self.sent: list[bytes] = []
        """Bodies of POST requests."""
        self.refuse: list[str] = []
        """Paths that begin so are forbidden, not unknown."""
        self.asked: list[tuple[str, dict[str, str]]] = []

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up are what the tests are about."""

    @property
    def base(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def paths(self) -> list[str]:
        """The paths asked for, in order, without robots.txt."""
        return [path for path, _ in self.asked if path != "/robots.txt"]


@contextmanager
def serving() -> Iterator[Server]:
    """A running server."""
    server = Server()
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.02), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def client(*, slept: list[float] | None = None, **manners: Any) -> Web:
    """A client that may ask loopback, and notes its waits instead of waiting."""
    waits = slept if slept is not None else []
    chosen = {"allow_private": True, "pause": 0.0, "seconds": 2.0, "body": 1 << 20, **manners}
    return Web(Manners(**chosen), clock=HostClock(pause=chosen["pause"], sleep=waits.append))
