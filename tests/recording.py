"""A web on loopback with many hosts, a browser that visits it, and the WARC of all that was asked and answered."""

import base64
import io
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import trustme
from browsing import Tab, tab
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

Web = dict[str, tuple[str, bytes]]
"""Media type and body by host and path."""


class _Asked(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "_Server"

    def do_GET(self) -> None:
        kind, body = self.server.web.get(f"{self.headers['Host'].split(':')[0]}{self.path.partition('?')[0]}", ("", b""))
        self.send_response(200 if kind else 404)
        self.send_header("Content-Type", kind or "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Access-Control-Allow-Origin", "*")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, web: Web) -> None:
        super().__init__(("127.0.0.1", 0), _Asked)
        self.web = web
        hosts = sorted({place.partition("/")[0] for place in web})
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        trustme.CA().issue_cert(*hosts).configure_cert(context)
        self.socket = context.wrap_socket(self.socket, server_side=True)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser drops connections as it likes."""


@contextmanager
def served(web: Web) -> Iterator[int]:
    """The port where it answers."""
    server = _Server(web)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def recorded(web: Web, address: str, profile: Path) -> bytes:
    """A visit as browser-based crawlers write it down: what the browser says it asked and got, with its real headers."""
    with served(web) as port, tab(profile, "--ignore-certificate-errors", f"--host-resolver-rules=MAP * 127.0.0.1:{port}",
                                  "--disable-site-isolation-trials", "--disable-features=IsolateOrigins,site-per-process") as page:
        page.ask("Network.enable")
        page.go(address)
        page.rest(1.5)
        return _written(page)


def _written(page: Tab) -> bytes:
    told: dict[str, dict[str, Any]] = {}
    for event in list(page.events):
        params = event.get("params", {})
        told.setdefault(params.get("requestId", ""), {})[event.get("method", "").removeprefix("Network.")] = params
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    for number, said in told.items():
        if "responseReceived" in said and "loadingFinished" in said:
            got = page.ask("Network.getResponseBody", requestId=number)
            body = base64.b64decode(got["body"]) if got.get("base64Encoded") else got.get("body", "").encode()
            _capture(writer, said, body)
    return out.getvalue()


def _capture(writer: WARCWriter, said: dict[str, Any], body: bytes) -> None:
    response, asked = said["responseReceived"]["response"], said["requestWillBeSent"]["request"]
    headers = [("Content-Type", response["mimeType"])]
    record = writer.create_warc_record(response["url"], "response", payload=io.BytesIO(body), http_headers=StatusAndHeaders(
        f"{response['status']} OK", headers, protocol="HTTP/1.1"))
    sent = {**asked["headers"], **said.get("requestWillBeSentExtraInfo", {}).get("headers", {})}
    request = writer.create_warc_record(response["url"], "request", warc_headers_dict={
        "WARC-Concurrent-To": record.rec_headers.get_header("WARC-Record-ID")}, http_headers=StatusAndHeaders(
        "GET / HTTP/1.1", [(name, value) for name, value in sent.items() if not name.startswith(":")], is_http_request=True))
    writer.write_record(record)
    writer.write_record(request)
