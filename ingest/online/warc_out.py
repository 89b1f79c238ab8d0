"""What came back, as WARC 1.1: request and response side by side, one file a day under ``captures/`` beside the archive.

A record is compressed on its own and appended in one write, so a crash leaves at most one torn record at the end; it is cut off
before the next is written. Two processes never write the same file.
"""

import base64
import fcntl
import hashlib
import os
import threading
import time
import uuid
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from ingest.errors import Busy, Failed
from ingest.online.fetch import Exchange

_SECRET = ("authorization", "cookie", "proxy-authorization", "set-cookie", "x-goog-api-key")
"""Headers that are never written: they would let a reader of the archive act as somebody."""
_MEMBER = zlib.compressobj(6, zlib.DEFLATED, 31).flush()[:4]
_TAIL, _TRIES = 1 << 20, 8
"""In so many bytes at the end of a file so many places are tried as the begin of its last record."""
_ABSENT_ON_DISK = ("transfer-encoding",)


class WarcWriter:
    """Appends exchanges to the WARC of the day, from any thread. Use as a context manager."""

    def __init__(self, folder: Path, *, now: float | None = None) -> None:
        self.path = folder / time.strftime("%Y-%m-%d.warc.gz", time.gmtime(now if now is not None else time.time()))
        self.written = 0
        self._lock = threading.Lock()
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        except OSError as error:
            raise Failed(f"{self.path}: cannot be written ({error.strerror})") from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._file)
            raise Busy(f"{self.path}: another afterpost is writing what it fetches; try again when it is done") from error
        whole = _whole(self._file)
        os.ftruncate(self._file, whole)
        if whole == 0:
            self._put(_gzip(_record("warcinfo", time.time(), b"software: afterpost\r\nformat: WARC File Format 1.1\r\n",
                                  {"Content-Type": "application/warc-fields", "WARC-Filename": self.path.name})))

    def __enter__(self) -> "WarcWriter":
        return self

    def __exit__(self, *error: object) -> None:
        with self._lock:  # nobody writes into whatever is opened under this number next
            os.close(self._file)
            self._file = -1

    def write(self, exchange: Exchange) -> None:
        """Adds one request and its response; on the disk when this returns."""
        self._append(records(exchange))

    def note(self, target: str, body: bytes, at: float) -> None:
        """Adds a record of our own: JSON about what an answer means."""
        headers = {"WARC-Target-URI": target, "Content-Type": "application/json", "WARC-Payload-Digest": _digest(body)}
        self._append([_record("resource", at, body, headers)])

    def _append(self, records: Iterable[bytes]) -> None:
        data = b"".join(_gzip(record) for record in records)
        with self._lock:
            self._put(data)
            self.written += 1

    def _put(self, data: bytes) -> None:
        try:
            os.lseek(self._file, 0, os.SEEK_END)
            view = memoryview(data)
            while view:
                view = view[os.write(self._file, view):]
            os.fdatasync(self._file)
        except OSError as error:
            raise Failed(f"{self.path}: cannot be written ({error.strerror})") from error


def records(exchange: Exchange) -> list[bytes]:
    """The response and the request as WARC records that name each other."""
    head = _head(f"{exchange.version} {exchange.status} {exchange.reason}".rstrip(), exchange.headers)
    target = exchange.url
    path = "/" + target.split("://", 1)[-1].partition("/")[2]
    asked = _head(f"{exchange.method} {path} {exchange.version}", exchange.request_headers) + exchange.posted
    common = {"WARC-Target-URI": target} | ({"WARC-IP-Address": exchange.address} if exchange.address else {})
    if exchange.version == "HTTP/2":
        common["WARC-Protocol"] = "h2"
    response_id = _id()
    payload = {"WARC-Payload-Digest": _digest(exchange.body), "Content-Type": "application/http; msgtype=response"}
    response = _record("response", exchange.at, head + exchange.body, {**common, **payload}, response_id)
    request = _record(
        "request", exchange.at, asked,
        {**common, "WARC-Concurrent-To": response_id, "Content-Type": "application/http; msgtype=request"})
    return [response, request]


def _head(line: str, headers: Sequence[tuple[str, str]]) -> bytes:
    """A header block. The body is stored as one piece, so a chunked transfer is told by a header that describes the past."""
    lines = [line.replace("HTTP/2", "HTTP/1.1", 1)]
    for name, value in headers:
        if name.lower() in _SECRET:
            continue
        lines.append(f"{'X-Crawler-Transfer-Encoding' if name.lower() in _ABSENT_ON_DISK else name}: {value}")
    return "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n"


def _record(kind: str, at: float, block: bytes, headers: dict[str, str], record_id: str = "") -> bytes:
    first = {
        "WARC-Type": kind, "WARC-Record-ID": record_id or _id(), "WARC-Date": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(at))
        + f".{int(at % 1 * 1000):03d}Z",
    }
    last = {"WARC-Block-Digest": _digest(block), "Content-Length": str(len(block))}
    head = "WARC/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in {**first, **headers, **last}.items()) + "\r\n"
    return head.encode("utf-8", "replace") + block + b"\r\n\r\n"


def _id() -> str:
    return f"<urn:uuid:{uuid.uuid4()}>"


def _digest(data: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode("ascii")


def _gzip(data: bytes) -> bytes:
    machine = zlib.compressobj(6, zlib.DEFLATED, 31)
    return machine.compress(data) + machine.flush()


def _whole(file: int) -> int:
    """Where the last complete member ends: as a rule at the end of the file, which its last bytes tell."""
    size = os.fstat(file).st_size
    tail = os.pread(file, _TAIL, max(0, size - _TAIL))
    at = len(tail)
    for _ in range(_TRIES):
        at = tail.rfind(_MEMBER, 0, at)
        if at < 0:
            break
        if _is_member(tail[at:]):
            return size
    return _counted(file)


def _is_member(data: bytes) -> bool:
    """Whether this is one record as we write it, and nothing else."""
    machine = zlib.decompressobj(31)
    try:
        piece = machine.decompress(data, 5)
        if piece != b"WARC/":
            return False
        while piece and not machine.eof:
            piece = machine.decompress(machine.unconsumed_tail, 1 << 20)
    except zlib.error:
        return False
    return machine.eof and not machine.unused_data


def _counted(file: int) -> int:
    """The same, by reading everything."""
    end = position = 0
    machine = zlib.decompressobj(31)
    os.lseek(file, 0, os.SEEK_SET)
    while piece := os.read(file, 1 << 20):
        while piece:
            size = len(piece)
            try:
                machine.decompress(piece)
            except zlib.error:
                return end
            piece = machine.unused_data
            position += size - len(piece)
            if machine.eof:
                end, machine = position, zlib.decompressobj(31)
    return end
