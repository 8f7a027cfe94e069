"""The running app and a browser."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright import sync_api

from driving.chromium import chromium

ROOT = Path(__file__).resolve().parents[1]
APP = ROOT / "app.py"
START_S = 60
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class App:
    """A running app: its address, and its process (the leader of a group of its own)."""

    url: str
    process: "subprocess.Popen[bytes]"
    log: Path

    @property
    def pid(self) -> int:
        return self.process.pid

    def stop(self) -> None:
        """Ends the server and whatever it started (its whole process group)."""
        for how in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.pid, how)
                self.process.wait(timeout=5)
            except ProcessLookupError:
                return
            except subprocess.TimeoutExpired:
                continue
        self.process.wait()


def start_app(
    script: Path,
    log: Path,
    *,
    flags: tuple[str, ...] = (),
    cwd: Path = ROOT,
    env: dict[str, str] | None = None,
    port: int | None = None,
    before: tuple[str, ...] = (),
    command: tuple[str, ...] = (),
) -> App:
    """Runs `streamlit run` on that port, or a free one, and waits until the server says that it is well.

    before: of the command; what runs the server in its place, in the same process. command: in place of the usual one.
    """
    port = port or _free_port()
    options = [  # which go before those of a command
        f"--server.port={port}",
        "--server.address=127.0.0.1",
        "--server.headless=true",
        "--browser.gatherUsageStats=false",
    ]
    run = command or (sys.executable, "-m", "streamlit", "run", str(script))
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*before, *run, *options, "--server.fileWatcherType=none", *flags],
            cwd=cwd,
            env={**os.environ, "PYTHONPATH": path, **(env or {})},
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    app = App(f"http://127.0.0.1:{port}", process, log)
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{app.url}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    return app
        except OSError:
            time.sleep(0.1)
    app.stop()
    raise RuntimeError(f"streamlit did not start:\n{log.read_text(errors='replace')[-3000:]}")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def running_app(log: Path, **env: str) -> Iterator[App]:
    """The explorer itself, ended with the block."""
    app = start_app(APP, log, env=env)
    try:
        yield app
    finally:
        app.stop()


@contextmanager
def running_browser() -> Iterator[sync_api.Browser]:
    """A headless Chromium; each visitor takes a context of its own (browser.new_context())."""
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield browser
        browser.close()
