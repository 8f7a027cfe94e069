"""Browser tests: Debian's Chromium (or Playwright's own) against a Streamlit app started for them."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright import sync_api

from tests.browser.install import chromium

ROOT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

COUNT_BYTES = """
window.__bytes = { down: 0, up: 0 };
const size = (data) => data.byteLength ?? data.size ?? data.length;
window.WebSocket = class extends window.WebSocket {
  constructor(...options) { super(...options); this.addEventListener("message", (event) => (window.__bytes.down += size(event.data))); }
  send(data) { window.__bytes.up += size(data); super.send(data); }
};
"""


@dataclass(frozen=True)
class App:
    """A running app: its address, and its process (the leader of a group of its own)."""

    url: str
    process: "subprocess.Popen[bytes]"
    log: Path


@pytest.fixture(scope="session")
def count_bytes() -> str:
    """An init script: window.__bytes.down and .up are what went over the WebSocket."""
    return COUNT_BYTES


@pytest.fixture(scope="session")
def browser() -> "Iterator[sync_api.Browser]":
    """One headless browser for all tests; each takes its own context (browser.new_context())."""
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def run_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., App]]:
    """run_app(script, *flags, cwd=, env=) starts `streamlit run` on a free port; all are ended with the session."""
    apps: list[App] = []

    def start(script: Path, *flags: str, cwd: Path = ROOT, env: dict[str, str] | None = None) -> App:
        app = start_app(script, flags, cwd, env or {}, tmp_path_factory.mktemp("streamlit") / "log.txt")
        apps.append(app)
        return app

    yield start
    for app in apps:
        stop_app(app)


def start_app(script: Path, flags: tuple[str, ...], cwd: Path, env: dict[str, str], log: Path) -> App:
    """Starts and waits until the server says that it is well."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = [
        f"--server.port={port}",
        "--server.address=127.0.0.1",
        "--server.headless=true",
        "--browser.gatherUsageStats=false",
    ]
    command = [sys.executable, "-m", "streamlit", "run", str(script), *options, "--server.fileWatcherType=none", *flags]
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env={**os.environ, "PYTHONPATH": path, **env},
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    app = App(f"http://127.0.0.1:{port}", process, log)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{app.url}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    return app
        except OSError:
            time.sleep(0.1)
    stop_app(app)
    raise RuntimeError(f"streamlit did not start:\n{log.read_text(errors='replace')[-3000:]}")


def stop_app(app: App) -> None:
    """Ends the server and whatever it started (its whole process group)."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(app.process.pid, how)
            app.process.wait(timeout=5)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue
    app.process.wait()
