"""One bounded exchange at a time: what is asked, what came back, and never more of it than allowed.

A client here keeps no cookies, sends no credentials, reads no proxy or netrc settings, follows redirects by hand (each hop is
checked like the first), and ends every exchange at one deadline. What it gives back is complete, or a failure that says why.
"""

import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from http.client import responses
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx

from ingest.online.addresses import Backend, Deadline, Forbidden, Late
from ingest.online.bodies import Broken, TooLarge, decoded
from ingest.online.conduct import Manners
from ingest.online.manners import LONGEST_WAIT, RETRIED, TRIES, HostClock, Robots, backoff, retry_after

MOST_REDIRECTS = 10
_REDIRECTS = (301, 302, 303, 307, 308)
_ROBOTS_BYTES = 512 * 1024


class FetchFailed(Exception):
    """The exchange gave nothing that could be kept. ``reason`` is one of ``ingest.model.REASONS``."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


class EnoughAsked(FetchFailed):
    """``--max-requests`` is reached; what is left is for the next run."""

    def __init__(self, most: int) -> None:
        super().__init__("too-many", f"{most} requests were made, as many as --max-requests allows")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and its complete answer, as they went over the wire (transfer encoding undone)."""

    url: str
    at: float
    """Unix time of the request."""
    status: int
    reason: str
    version: str
    request_headers: tuple[tuple[str, str], ...]
    headers: tuple[tuple[str, str], ...]
    body: bytes
    """As sent: still in its ``Content-Encoding``."""
    address: str = ""
    method: str = "GET"
    posted: bytes = b""

    def header(self, name: str) -> str:
        """A header's value, several joined by a comma; "" where it is missing."""
        return ", ".join(value for key, value in self.headers if key.lower() == name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Where a URL led to."""

    exchanges: tuple[Exchange, ...]
    """All hops; the last one is the answer."""
    content: bytes = field(repr=False)
    """The last body, decoded."""

    @property
    def last(self) -> Exchange:
        """The exchange that was no redirect."""
        return self.exchanges[-1]

    @property
    def unchanged(self) -> bool:
        """The server says that what we have is current."""
        return self.last.status == 304


class Web:
    """The client. Use as a context manager."""

    def __init__(
        self, manners: Manners, *, clock: HostClock | None = None, version: str = "0.1", tls: ssl.SSLContext | None = None
    ) -> None:
        self.manners = manners
        self.clock = clock or HostClock(pause=manners.pause)
        self.requests = 0
        self.agent = f"afterpost/{version} ({manners.contact or 'personal archive; contact not given'})"
        self._counting = threading.Lock()
        self._deadline = Deadline()
        self._robots: dict[str, Robots] = {}
        self._given_up: dict[str, str] = {}
        self._slow: dict[str, int] = {}
        self._pool = httpcore.ConnectionPool(
            ssl_context=tls or httpx.create_ssl_context(trust_env=False), max_connections=2 * manners.hosts + 4,
            max_keepalive_connections=manners.hosts + 2, keepalive_expiry=30, http2=True,
            network_backend=Backend(self._deadline, allow_private=manners.allow_private),
        )

    def __enter__(self) -> "Web":
        return self

    def __exit__(self, *error: object) -> None:
        self._pool.close()

    def get(
        self, url: str, *, robots: bool = True, headers: Mapping[str, str] | None = None, most: int = 0,
        follow: Callable[[str], bool] = lambda target: True, body: bytes = b"",
    ) -> Answer:
        """Asks for a URL and follows it to its answer. ``robots``: it is a page, ask robots.txt first. ``follow``: whether a
        redirect to this target is followed; if not, the redirect is the answer. ``body``: is posted, to the first host only."""
        hops: list[Exchange] = []
        target = url
        for _ in range(MOST_REDIRECTS + 1):
            parsed = _checked(target)
            if robots and not self.manners.ignore_robots:
                self._ask_robots(parsed)
            exchange = self._polite(parsed, headers or {}, most or self.manners.body, body)
            hops.append(exchange)
            if exchange.status not in _REDIRECTS:
                return Answer(exchanges=tuple(hops), content=self._content(exchange, most or self.manners.body))
            where = exchange.header("location")
            if not where:
                raise FetchFailed("bad-record", f"status {exchange.status} without a Location")
            target = _joined(target, where)
            if not follow(target):
                return Answer(exchanges=tuple(hops), content=b"")
            headers, body = None, b""  # what was said to one host is not said to another
        raise FetchFailed("too-many", f"more than {MOST_REDIRECTS} redirects")

    def _content(self, exchange: Exchange, most: int) -> bytes:
        try:
            return decoded(exchange.body, exchange.header("content-encoding"), most)
        except TooLarge:
            raise FetchFailed("too-large", f"the body unpacks to more than {most:,} bytes") from None
        except Broken as error:
            raise FetchFailed("bad-record", f"the body is not as its Content-Encoding says: {error}") from error

    def _ask_robots(self, url: httpx.URL) -> None:
        origin = str(url.copy_with(raw_path=b"/robots.txt"))
        if origin not in self._robots:
            self._robots[origin] = self._fetch_robots(origin)
            if delay := self._robots[origin].delay:
                self.clock.slower(url.host, delay)
        if not self._robots[origin].allows(str(url)):
            raise FetchFailed("permission", "robots.txt does not allow it; --ignore-robots asks anyway")

    def _fetch_robots(self, origin: str) -> Robots:
        try:
            answer = self.get(origin, robots=False, most=_ROBOTS_BYTES)
        except FetchFailed as error:
            if error.reason in ("too-large", "bad-record", "truncated", "unsupported"):
                return Robots(404, "", self.agent)  # a file that nobody can read forbids nothing
            raise  # the host cannot be reached: then its pages cannot be fetched either
        return Robots(answer.last.status, answer.content.decode("utf-8", "replace"), self.agent)

    def _polite(self, url: httpx.URL, headers: Mapping[str, str], most: int, body: bytes = b"") -> Exchange:
        """One exchange with its retries."""
        with self.clock.turn(url.host):
            return self._insistent(url, headers, most, body)

    def _insistent(self, url: httpx.URL, headers: Mapping[str, str], most: int, body: bytes) -> Exchange:
        if url.host in self._given_up:
            raise FetchFailed("io", self._given_up[url.host])
        for attempt in range(TRIES):
            self.clock.wait(url.host)
            wait = backoff(attempt)
            try:
                exchange = self._exchange(url, headers, most, body)
            except FetchFailed as error:
                if error.reason != "io" or attempt == TRIES - 1:
                    self._note(url.host, error)
                    raise
            else:
                if exchange.status not in RETRIED:
                    return exchange
                wait = self._asked_wait(url.host, exchange, wait)
                if attempt == TRIES - 1:
                    raise FetchFailed("io", f"status {exchange.status} after {TRIES} tries")
            self.clock.sleep(wait)
        raise AssertionError("unreachable")

    def _note(self, host: str, error: FetchFailed) -> None:
        """A host that cannot be reached, or was too slow three times, is not waited for again in this run."""
        self._slow[host] = self._slow.get(host, 0) + (error.reason == "too-slow")
        if error.reason == "io" or self._slow[host] >= 3:
            self._given_up[host] = f"{error.detail}; the host is left alone for this run"

    def _asked_wait(self, host: str, exchange: Exchange, wait: float) -> float:
        asked = retry_after({"retry-after": exchange.header("retry-after")})
        if asked is not None and asked > LONGEST_WAIT:
            detail = f"status {exchange.status}: the host asks for a pause of {asked:,.0f} s; left alone for this run"
            self._given_up[host] = detail
            raise FetchFailed("io", detail)
        return wait if asked is None else max(asked, min(wait, 1.0))

    def _exchange(self, url: httpx.URL, headers: Mapping[str, str], most: int, posted: bytes) -> Exchange:
        """One request, one complete answer."""
        with self._counting:
            if self.manners.max_requests and self.requests >= self.manners.max_requests:
                raise EnoughAsked(self.manners.max_requests)
            self.requests += 1
        sent = _request_headers(url, self.agent, {**headers, "Content-Length": str(len(posted))} if posted else headers)
        method = "POST" if posted else "GET"
        at = time.time()
        self._deadline.start(self.manners.seconds)
        limits = dict.fromkeys(("read", "write", "pool"), self.manners.seconds) | {"connect": self.manners.connect_seconds}
        request = httpcore.Request(method, str(url), headers=sent, content=posted or None, extensions={"timeout": limits})
        try:
            response = self._pool.handle_request(request)
            peer = _peer(response)
            try:
                body = _bounded(response.iter_stream(), most)
            finally:
                response.close()
        except Forbidden as error:
            raise FetchFailed("permission", str(error)) from error
        except (Late, httpcore.TimeoutException) as error:
            raise FetchFailed("too-slow", f"no complete answer within {self.manners.seconds:g} s") from error
        except (httpcore.ProtocolError, httpcore.NetworkError, OSError, ValueError) as error:
            raise FetchFailed(*_told(error)) from error
        return replace(_exchanged(str(url), at, sent, response, body, peer), method=method, posted=posted)


def _joined(base: str, where: str) -> str:
    try:
        return urljoin(base, where)
    except ValueError as error:
        raise FetchFailed("unsupported", f"a redirect to no address: {error}") from error


def _checked(text: str) -> httpx.URL:
    """The URL, if it is one that may be asked for."""
    try:
        scheme = urlsplit(text).scheme.lower()
        url = httpx.URL(text).copy_with(fragment=None)
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchFailed("unsupported", f"no address: {error}") from error
    if scheme not in ("http", "https") or not url.host:
        raise FetchFailed("unsupported", f"only http and https are asked, not {scheme or 'this'}")
    if url.userinfo:
        raise FetchFailed("unsupported", "the address holds a user name or password; none is sent")
    return url


def _request_headers(url: httpx.URL, agent: str, more: Mapping[str, str]) -> list[tuple[str, str]]:
    host = url.netloc.decode("ascii")
    base = {"Host": host, "User-Agent": agent, "Accept": "*/*", "Accept-Encoding": "gzip, deflate"}
    return list({**base, **more}.items())


def _bounded(chunks: Iterator[bytes], most: int) -> bytes:
    parts, size = [], 0
    for chunk in chunks:
        size += len(chunk)
        if size > most:
            raise FetchFailed("too-large", f"the body is longer than {most:,} bytes")
        parts.append(chunk)
    return b"".join(parts)


def _told(error: Exception) -> tuple[str, str]:
    """Reason and words for what went wrong on the wire."""
    text = str(error) or type(error).__name__
    if isinstance(error, httpcore.RemoteProtocolError):
        if "complete message body" in text or "incomplete chunked" in text:
            return "truncated", f"the answer ended early ({text})"
        if "disconnected" in text:
            return "io", text
        return "bad-record", f"the server does not speak HTTP ({text})"
    if isinstance(error, httpcore.LocalProtocolError | ValueError):
        return "bad-record", text
    return "io", text


def _peer(response: httpcore.Response) -> str:
    """The IP address that answered; to be asked while the connection is open."""
    stream = response.extensions.get("network_stream")
    try:
        peer = stream.get_extra_info("server_addr") if stream is not None else None
    except OSError:
        return ""
    return str(peer[0]) if peer else ""


def _exchanged(
    url: str, at: float, sent: list[tuple[str, str]], response: httpcore.Response, body: bytes, peer: str
) -> Exchange:
    version = response.extensions.get("http_version", b"HTTP/1.1").decode("ascii", "replace")
    return Exchange(
        url=url, at=at, status=response.status, version=version,
        reason=response.extensions.get("reason_phrase", b"").decode("latin-1") or responses.get(response.status, ""),
        request_headers=tuple(sent),
        headers=tuple((key.decode("latin-1"), value.decode("latin-1")) for key, value in response.headers),
        body=body, address=peer,
    )


def conditional(etag: str, last_modified: str) -> dict[str, str]:
    """Headers that spare the body if nothing changed."""
    headers = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in headers.items() if value}
