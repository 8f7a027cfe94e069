"""One HTTP request and its answer, over a connection to exactly the numbers that were checked.

Redirects are handed back, not followed; nothing is logged; proxies from the environment are not used,
since the address that a proxy connects to can't be checked here. Certificates are checked against the
system's authorities, or those in SSL_CERT_FILE or SSL_CERT_DIR.
"""

import gzip
import io
import os
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from email.message import Message
from functools import lru_cache
from http.client import HTTPConnection, HTTPException, HTTPResponse, IncompleteRead

from embedcore.errors import require
from embedcore.net.address_guard import Destination

PIECE_BYTES = 65_536
FAILURES = (OSError, HTTPException)
"""What an exchange raises when the network or the server fails; TimeoutError and ssl.SSLError are OSErrors."""


def failure_reason(problem: Exception) -> str:
    """One of FAILURES in words, without a byte of what came, which may be of a service that is no web server."""
    if isinstance(problem, IncompleteRead):
        return "an answer that ended too early"
    if isinstance(problem, HTTPException) and not isinstance(problem, OSError | BrokenAnswerError):
        return "an answer that is not HTTP"
    told = getattr(problem, "verify_message", None) or getattr(problem, "strerror", None) or str(problem)
    return str(told)[:200] or type(problem).__name__


class TooLargeError(Exception):
    """The answer is longer than allowed; what came of it was dropped."""


class BrokenAnswerError(HTTPException):
    """The answer ended early, or can't be unpacked."""


@dataclass(frozen=True, kw_only=True)
class Patience:
    """Seconds to wait: for a connection, for the next bytes of an answer, and for the whole."""

    connect: float = 10.0
    idle: float = 30.0
    total: float = 300.0


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Status and headers of an answer; read() gives its body."""

    status: int
    headers: Message
    _response: HTTPResponse

    @property
    def announced(self) -> int:
        """The length that the server announces, packed; 0 where it announces none."""
        length = self.headers.get("Content-Length", "")
        return int(length) if length.isascii() and length.isdigit() else 0

    def read(self, max_bytes: int, on_bytes: Callable[[int], None] | None = None) -> bytes:
        """The body, unpacked. on_bytes: told how many bytes have come.

        Raises TooLargeError beyond max_bytes, packed or unpacked, whatever length was announced;
        BrokenAnswerError where the body ends early, or can't be unpacked.
        """
        body = bytearray()
        while piece := self._response.read(PIECE_BYTES):
            body += piece
            if len(body) > max_bytes:
                raise TooLargeError
            if on_bytes:
                on_bytes(len(body))
        if self._response.length:  # what http.client still waits for
            raise BrokenAnswerError(f"{self._response.length:,} bytes are missing")
        packing = self.headers.get("Content-Encoding", "").strip().lower()
        return bytes(body) if packing in ("identity", "") else _unpacked(body, packing, max_bytes)


@contextmanager
def exchange(
    destination: Destination,
    *,
    headers: Mapping[str, str],
    patience: Patience,
    method: str = "GET",
    body: bytes | None = None,
) -> Iterator[Answer]:
    """Sends one request; the answer's body is read inside the with block.

    Raises one of FAILURES where the network or the server fails, a TimeoutError when patience ends.
    """
    deadline = time.monotonic() + patience.total
    with ExitStack() as open_ones:
        wire = open_ones.enter_context(_connected(destination, min(patience.connect, patience.total)))
        if destination.scheme == "https":
            context = _tls(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))
            wire = open_ones.enter_context(context.wrap_socket(wire, server_hostname=destination.host))
        connection = HTTPConnection(destination.host, destination.port)
        connection.sock = _PatientSocket(wire, patience.idle, deadline)
        # Given here, http.client adds no Host and no Accept-Encoding of its own.
        usual = {"Host": destination.authority, "Accept-Encoding": "identity", "Connection": "close"}
        # A server that refuses what comes may answer and close before it has taken everything.
        with suppress(BrokenPipeError, ConnectionResetError):
            connection.request(method, destination.target, body=body, headers={**usual, **headers})
        response = open_ones.enter_context(connection.getresponse())
        yield Answer(status=response.status, headers=response.headers, _response=response)


def _connected(destination: Destination, seconds: float) -> socket.socket:
    """A connection to the first of the checked addresses that answers."""
    problem: OSError = OSError("no address")
    for address in destination.addresses:
        try:
            return socket.create_connection((address, destination.port), timeout=seconds)
        except OSError as failed:
            problem = failed
    raise problem


@lru_cache(maxsize=4)
def _tls(_cert_file: str | None, _cert_dir: str | None) -> ssl.SSLContext:
    """Made once for each setting of the two variables; on macOS and Windows the system's own store is asked."""
    require("httpx2", extra="web", to="read from an https address")
    import httpx2

    return httpx2.create_ssl_context()


class _PatientSocket(io.RawIOBase):
    """A socket for http.client that waits for each of its parts, and for all of them, no longer than allowed."""

    def __init__(self, wrapped: socket.socket, idle: float, deadline: float) -> None:
        self._wrapped, self._idle, self._deadline = wrapped, idle, deadline

    def sendall(self, data: bytes) -> None:
        self._wrapped.settimeout(self._left())
        self._wrapped.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(self)

    def close(self) -> None:
        """http.client closes after the headers; the body comes after them, and the with block closes."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        self._wrapped.settimeout(self._left())
        return self._wrapped.recv_into(buffer)

    def _left(self) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the answer took too long")
        return min(left, self._idle)


def _unpacked(body: bytearray, packing: str, max_bytes: int) -> bytes:
    """Undoes the packing that some servers use though none was asked for; gzip files may stand behind each other."""
    if packing not in ("gzip", "x-gzip"):
        raise BrokenAnswerError(f"the answer is packed as {packing[:20]!r}, which was not asked for")
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(body)) as file:
            data = file.read(max_bytes + 1)
    except EOFError:
        raise BrokenAnswerError("the packed answer ends too early") from None
    except (gzip.BadGzipFile, zlib.error):
        raise BrokenAnswerError("the answer can't be unpacked") from None
    if len(data) > max_bytes:
        raise TooLargeError
    return data
