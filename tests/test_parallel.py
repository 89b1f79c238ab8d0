"""Several hosts at a time, HTTP/2, and one connection for many requests: against real servers on loopback."""

import asyncio
import gzip
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from loopback import PAGE, client, serving

from ingest.errors import Failed
from ingest.online.fetch import Manners, Web
from ingest.online.manners import HostClock
from ingest.online.pages import fetch_pages
from ingest.online.parallel import each
from ingest.online.warc_out import WarcWriter


def test_items_of_a_host_keep_their_order_and_hosts_work_together() -> None:
    together, most, lock = 0, 0, threading.Lock()

    def work(item: tuple[str, int]) -> int:
        nonlocal together, most
        with lock:
            together += 1
            most = max(most, together)
        time.sleep(0.02)
        with lock:
            together -= 1
        return item[1]

    items = [(host, number) for number in range(4) for host in "abcde"]
    found = list(each(items, lambda item: item[0], work, 3))
    assert sorted(item for item, _ in found) == sorted(items)
    for host in "abcde":
        assert [number for (name, _), number in found if name == host] == [0, 1, 2, 3]
    assert most == 3


@pytest.mark.parametrize("hosts", [1, 3])
def test_who_stops_listening_stops_the_work(hosts: int) -> None:
    begun: list[int] = []

    def work(item: int) -> int:
        begun.append(item)
        time.sleep(0.01)
        return item

    for _ in each(range(100), lambda item: str(item % 5), work, hosts):
        break
    assert len(begun) <= 2 * hosts


def test_what_fails_for_a_person_reaches_the_person() -> None:
    def work(item: int) -> int:
        raise Failed("the disk is full")

    with pytest.raises(Failed, match="disk"):
        list(each(range(4), str, work, 2))


def test_two_hosts_are_asked_at_the_same_time(tmp_path: Path) -> None:
    both = threading.Barrier(2, timeout=5)

    def meet(asked: Any) -> tuple[int, dict[str, str], bytes]:
        both.wait()  # passes only when the other host is asked meanwhile
        return 200, {}, PAGE

    with serving() as server:
        server.routes |= {"/robots.txt": (404, {}, b""), "/meet": meet, "/page": (200, {}, PAGE)}
        hosts = [server.base, server.base.replace("127.0.0.1", "localhost")]
        with client(seconds=5.0) as web, WarcWriter(tmp_path) as writer:
            done = fetch_pages(web, writer, [f"{host}/{name}" for host in hosts for name in ("meet", "page")])
    assert (done.answered, done.problems) == (4, [])
    assert gzip.decompress(writer.path.read_bytes()).count(b"WARC-Type: response") == 4


def test_one_connection_for_many_requests() -> None:
    with serving() as server:
        server.routes["/page"] = lambda asked: (200, {"X-Port": str(asked.client_address[1])}, PAGE)
        with client(ignore_robots=True) as web:
            ports = {web.get(server.base + "/page").last.header("x-port") for _ in range(5)}
    assert len(ports) == 1


@contextmanager
def speaking_h2(tmp_path: Path) -> Iterator[tuple[str, ssl.SSLContext, list[str]]]:
    """A server with TLS that offers HTTP/2, the context that trusts it, and the versions it was asked in."""
    hypercorn = pytest.importorskip("hypercorn")
    trustme = pytest.importorskip("trustme")
    from hypercorn.asyncio import serve

    authority = trustme.CA()
    own = authority.issue_cert("localhost")
    own.private_key_and_cert_chain_pem.write_to_path(str(tmp_path / "own.pem"))
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    asked: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        asked.append(scope["http_version"])
        moved = scope["path"] == "/moved"
        headers = [(b"content-type", b"text/html"), *([(b"location", b"/page")] if moved else [])]
        await send({"type": "http.response.start", "status": 302 if moved else 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if moved else PAGE})

    config = hypercorn.Config()
    config.bind, config.certfile, config.keyfile = ["127.0.0.1:0"], str(tmp_path / "own.pem"), str(tmp_path / "own.pem")
    config.accesslog = config.errorlog = None
    sockets = config.create_sockets()
    port = sockets.secure_sockets[0].getsockname()[1]
    config.create_sockets = lambda: sockets
    loop = asyncio.new_event_loop()
    over = asyncio.Event()
    thread = threading.Thread(target=lambda: loop.run_until_complete(serve(app, config, shutdown_trigger=over.wait)), daemon=True)
    thread.start()
    try:
        yield f"https://localhost:{port}", trusting, asked
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join(5)
        loop.close()


def test_http2(tmp_path: Path) -> None:
    warcio = pytest.importorskip("warcio")
    with speaking_h2(tmp_path) as (base, trusting, asked):
        manners = Manners(allow_private=True, pause=0.0, seconds=5.0, ignore_robots=True)
        with Web(manners, clock=HostClock(pause=0.0), tls=trusting) as web, WarcWriter(tmp_path / "captures") as writer:
            done = fetch_pages(web, writer, [base + "/moved"])
            answer = web.get(base + "/page")
    assert (done.answered, answer.content, answer.last.version) == (1, PAGE, "HTTP/2")
    assert asked == ["2", "2", "2"]
    with writer.path.open("rb") as file:
        found = [(one.rec_headers.get_header("WARC-Protocol"), one.http_headers.get_statuscode(), one.content_stream().read())
                 for one in warcio.ArchiveIterator(file, check_digests="raise") if one.rec_type == "response"]
    assert found == [("h2", "302", b""), ("h2", "200", PAGE)]
