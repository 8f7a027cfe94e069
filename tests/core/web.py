"""A web server on loopback that answers as a test tells it to, and certificates for it."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import trustme

Respond = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Web:
    """A running server: what it answers by path, and what it was asked."""

    port: int
    scheme: str
    pages: dict[str, Respond] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"{self.scheme}://localhost:{self.port}"


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients of these tests break connections on purpose."""


@contextmanager
def web(certificate: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> Iterator[Web]:
    """A server, with TLS where a certificate is given, until the with block ends."""
    site: Web

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.asked.append(self.path)
            self.close_connection = True
            with suppress(OSError):
                site.pages.get(self.path.partition("?")[0], status(404))(self)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = _Quiet((host, 0), Handler)
    if certificate is not None:
        server.socket = certificate.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    site = Web(server.server_address[1], "http" if certificate is None else "https")
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


def authority(folder: Path) -> tuple[trustme.CA, Path]:
    """A certificate authority of the test's own, and its file for SSL_CERT_FILE."""
    made = trustme.CA()
    file = folder / "authority.pem"
    made.cert_pem.write_to_path(str(file))
    return made, file


def certificate(made: trustme.CA, *names: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.issue_cert(*names).configure_cert(context)
    return context


def page(body: bytes, status: int = 200, **headers: str) -> Respond:
    """Answers with the body; header names are written with _ for -."""

    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        given = {name.replace("_", "-").lower(): value for name, value in headers.items()}
        for name, value in {"content-length": str(len(body)), **given}.items():
            if value:
                handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return respond


def status(code: int) -> Respond:
    return page(b"no", code)


def redirect(to: str, code: int = 302) -> Respond:
    return page(b"", code, location=to)
