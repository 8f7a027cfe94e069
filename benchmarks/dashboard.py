"""The running dashboard and a person who clicks in it. All selectors are here, by role and text where possible."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page

from tests.browser.running import App, running_app

START_S = 60
DRAWN = ".embedding-map[data-state=drawn]"
EMBED_BUTTON = re.compile("Read the meaning of all texts|Compute embeddings")
TECHNICAL_SWITCH = "Technical wording"
CANCELLED = re.compile("cancelled", re.IGNORECASE)
CANCEL_BUTTON = re.compile(r"\bCancel$")  # not a legend entry, such as "cancel, delete account"

# Resolves with the milliseconds from the next click until the page says something else and the script has ended.
WATCH_A_CLICK = """() => {
  const app = document.querySelector("[data-testid=stApp]"), main = document.querySelector("[data-testid=stMain]");
  const before = main.textContent;
  let start;
  document.addEventListener("click", () => { start = performance.now(); }, { capture: true, once: true });
  window.answered = new Promise((resolve, reject) => {
    const look = () => {
      if (main.textContent === before || app.dataset.testScriptState !== "notRunning") return;
      observer.disconnect();
      resolve(performance.now() - start);
    };
    const observer = new MutationObserver(look);
    observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
    setTimeout(() => { observer.disconnect(); reject(new Error("no answer to a click")); }, 60000);
  });
}"""


@contextmanager
def running_server(folder: Path, **env: str) -> Iterator[App]:
    """The dashboard as on one's own machine, with an empty cache of vectors in the folder.

    numba's cache is as the installation left it.
    """
    own = {"EMBEDCORE_CACHE_DIR": str(folder / "vectors-cache"), "EMBEDCORE_PRIVATE_USE": "1"}
    with running_app(folder / "server.log", **own, **env) as app:
        yield app


class Visitor:
    """One browser session (a context of its own) at the home page.

    wait_s: the longest wait for anything. tick: called about five times a second while waiting long.
    """

    def __init__(
        self, browser: Browser, url: str, *, wait_s: float = 600.0, tick: Callable[[], object] | None = None
    ) -> None:
        self._context = browser.new_context(viewport={"width": 1280, "height": 900})
        self.page: Page = self._context.new_page()
        self._wait_s, self._tick = wait_s, tick
        self.page.goto(url)
        self.sample_button.wait_for(timeout=START_S * 1e3)
        self.settle()

    def close(self) -> None:
        self._context.close()

    @property
    def sample_button(self) -> Locator:
        return self.page.get_by_role("button", name="Open the map").first

    @property
    def cancel_button(self) -> Locator:
        return self.page.get_by_role("button", name=CANCEL_BUTTON)

    @property
    def map_cancel_button(self) -> Locator:
        return self.page.locator(".st-key-map_job_cancel").get_by_role("button")

    @property
    def on_map_page(self) -> bool:
        return self.page.url.rstrip("/").endswith("/map")

    def settle(self) -> None:
        """Waits until the script of the page has ended."""
        self.page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")

    def until(self, happened: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + self._wait_s
        while not happened():
            if time.monotonic() > deadline:
                raise SystemExit(f"{what}: did not happen within {self._wait_s:.0f} s; the page says:\n{self.text()}")
            if self._tick is not None:
                self._tick()
            self.page.wait_for_timeout(200)

    def text(self) -> str:
        return self.page.locator("[data-testid=stMain]").inner_text()

    def says(self, pattern: str | re.Pattern[str]) -> bool:
        return self.page.get_by_text(pattern).first.is_visible()

    def open_sample(self) -> float:
        """Clicks the first sample's button; seconds until a map is drawn."""
        start = time.perf_counter()
        self.sample_button.click()
        self.page.wait_for_selector(DRAWN, timeout=self._wait_s * 1e3)
        return time.perf_counter() - start

    def upload(self, table: Path) -> None:
        """Uploads on the home page and waits for the Data page's button."""
        self.page.locator("input[type=file]").first.set_input_files(table)
        self.until(lambda: self.embed_button.is_visible(), "the Data page with its button")

    @property
    def embed_button(self) -> Locator:
        return self.page.get_by_role("button", name=EMBED_BUTTON).first

    def embed(self) -> None:
        self.settle()
        self.embed_button.click()

    def choose_umap(self) -> None:
        """A click on the one that is chosen already changes nothing."""
        self.page.locator(".st-key-map_method").get_by_text("UMAP", exact=True).first.click()
        self.settle()

    @property
    def map_finished(self) -> bool:
        """The map is drawn, and no work goes on."""
        return self.on_map_page and self.page.locator(DRAWN).first.is_visible() and self.cancel_button.count() == 0

    def wait_for_map(self) -> None:
        """Waits until the map is drawn and stays so for a second, with no work going on."""
        for _ in range(2):
            self.until(lambda: self.map_finished, "a finished map")
            self.page.wait_for_timeout(1_000)
        self.until(lambda: self.map_finished, "a finished map")

    def toggle_wording(self) -> float:
        """Clicks the switch; seconds until the page says the same in other words and its script has ended."""
        label = self.page.get_by_text(TECHNICAL_SWITCH, exact=True).first
        self.page.evaluate(WATCH_A_CLICK)
        label.click()
        return float(self.page.evaluate("window.answered")) / 1e3

    def cancel(self, button: Locator) -> float:
        """Clicks a Cancel button; seconds until the page says that it is cancelled."""
        start = time.perf_counter()
        button.first.click()
        self.page.get_by_text(CANCELLED).first.wait_for(timeout=60_000)
        return time.perf_counter() - start

    def run_again(self) -> None:
        self.page.get_by_role("button", name="Run it again").first.click()
        self.page.get_by_text(CANCELLED).first.wait_for(state="hidden")
