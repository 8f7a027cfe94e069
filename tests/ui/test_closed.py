"""The server asks no outside address, and `make run` is for this computer only."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from http.client import HTTPConnection
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Run before everything else in the server's process: whatever leaves this machine is written down and refused.
GUARD = """
import os, socket
asked = open(os.environ["ASKED"], "a", buffering=1)
resolve, connect = socket.getaddrinfo, socket.socket.connect
def is_here(host):
    return host in (None, "", b"", "localhost", "127.0.0.1", "::1", "0.0.0.0", "::")
def getaddrinfo(host, *args, **options):
    if not is_here(host):
        print("resolve", host, file=asked)
        raise socket.gaierror(-2, "closed")
    return resolve(host, *args, **options)
def guarded(self, address):
    if isinstance(address, tuple) and not is_here(address[0]):
        print("connect", address, file=asked)
        raise OSError(101, "closed")
    return connect(self, address)
socket.getaddrinfo, socket.socket.connect = getaddrinfo, guarded
"""


def started(tmp_path: Path, *flags: str) -> tuple["subprocess.Popen[bytes]", int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (tmp_path / "sitecustomize.py").write_text(GUARD)
    paths = os.pathsep.join([str(tmp_path), str(ROOT), os.environ.get("PYTHONPATH", "")])
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}", "--server.headless=true"]
    process = subprocess.Popen(
        [*command, *flags],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": paths, "ASKED": str(tmp_path / "asked"), "no_proxy": "*"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=5):
                return process, port
        except OSError:
            time.sleep(0.1)
    process.kill()
    raise AssertionError("the server did not start")


def websocket_status(port: int, **headers: str) -> int:
    """What the server answers to a browser that wants to connect."""
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    usual = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    connection.request(
        "GET", "/_stcore/stream", headers={**usual, "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", **headers}
    )
    status = connection.getresponse().status
    connection.close()
    return status


def test_the_server_asks_no_outside_address_at_its_start(tmp_path: Path) -> None:
    process, port = started(tmp_path)
    try:
        assert websocket_status(port, Origin=f"http://127.0.0.1:{port}") == 101
        time.sleep(1.0)
    finally:
        process.kill()
        process.wait()
    assert (tmp_path / "asked").read_text() == ""


def test_no_page_of_another_site_connects(tmp_path: Path) -> None:
    """Nor one whose name leads to this machine, to the server that `make run` starts."""
    make = (ROOT / "Makefile").read_text(encoding="utf-8")
    flags = re.search(r"ONLY_HERE := (.*)", make)[1].split()  # type: ignore[index]
    assert flags[:2] == ["--server.address", "localhost"]
    assert re.search(r"\tEMBEDCORE_PRIVATE_USE=1 .* run app\.py .*\$\(ONLY_HERE\)", make)
    process, port = started(tmp_path, *flags)
    try:
        assert websocket_status(port, Origin=f"http://localhost:{port}", Host=f"localhost:{port}") == 101
        assert websocket_status(port, Origin="http://evil.example", Host=f"127.0.0.1:{port}") == 403
        assert websocket_status(port, Origin="http://evil.example", Host="evil.example") == 403
    finally:
        process.kill()
        process.wait()


def test_streamlit_is_kept_from_asking_for_its_address_later(monkeypatch: pytest.MonkeyPatch) -> None:
    from streamlit import net_util
    from streamlit.web.server.server_util import is_url_from_allowed_origins

    import ui.page_shell  # noqa: F401

    def asked(*args: object, **options: object) -> None:
        raise AssertionError("an outside address is asked")

    monkeypatch.setattr(net_util, "_make_blocking_http_get", asked)
    assert not is_url_from_allowed_origins("http://evil.example")
