"""Browser tests: Debian's Chromium (or Playwright's own) against a Streamlit app started for them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright import sync_api

from driving.running import APP, ROOT, App, running_browser, start_app
from tests import prepared

COUNT_BYTES = """
window.__bytes = { down: 0, up: 0 };
const size = (data) => data.byteLength ?? data.size ?? data.length;
window.WebSocket = class extends window.WebSocket {
  constructor(...options) { super(...options); this.addEventListener("message", (event) => (window.__bytes.down += size(event.data))); }
  send(data) { window.__bytes.up += size(data); super.send(data); }
};
"""


@pytest.fixture(scope="session")
def count_bytes() -> str:
    """An init script: window.__bytes.down and .up are what went over the WebSocket."""
    return COUNT_BYTES


@pytest.fixture(scope="session")
def browser() -> "Iterator[sync_api.Browser]":
    """One headless browser for all tests; each takes its own context (browser.new_context())."""
    with running_browser() as started:
        yield started


@pytest.fixture(scope="session")
def run_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., App]]:
    """run_app(script, *flags, cwd=, env=) starts `streamlit run` on a free port; all are ended with the session."""
    apps: list[App] = []

    def start(script: Path, *flags: str, cwd: Path = ROOT, env: dict[str, str] | None = None) -> App:
        app = start_app(script, tmp_path_factory.mktemp("streamlit") / "log.txt", flags=flags, cwd=cwd, env=env)
        apps.append(app)
        return app

    yield start
    for app in apps:
        app.stop()


@pytest.fixture(scope="session")
def app(run_app: Callable[..., App], tmp_path_factory: pytest.TempPathFactory) -> App:
    """The explorer, one for all tests; it knows the vectors of the common words and no others."""
    folder = tmp_path_factory.mktemp("vectors") / "cache"
    prepared.copy_prepared(folder)
    return run_app(APP, env={"EMBEDCORE_CACHE_DIR": str(folder)})
