"""The running dashboard and a person who clicks in it, whose actions are timed; selectors are in driving/."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Locator

from driving.person import PATHS, Person
from driving.running import App, running_app

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


class Visitor(Person):
    """One browser session (a context of its own) at the home page, whose actions are timed.

    wait_s: the longest wait for anything. tick: called about five times a second while waiting long.
    """

    def __init__(
        self, browser: Browser, url: str, *, wait_s: float = 600.0, tick: Callable[[], object] | None = None
    ) -> None:
        self._context = browser.new_context(viewport={"width": 1280, "height": 900})
        super().__init__(self._context.new_page(), url)
        self._wait_s, self._tick = wait_s, tick
        self.visit()
        self.settled()

    def close(self) -> None:
        self._context.close()

    @property
    def cancel_button(self) -> Locator:
        return self.page.get_by_role("button", name=CANCEL_BUTTON)

    @property
    def map_cancel_button(self) -> Locator:
        return self.keyed("map_job_cancel").get_by_role("button")

    @property
    def on_map_page(self) -> bool:
        return urlsplit(self.page.url).path.rstrip("/").endswith(PATHS["Map"])

    def until(self, happened: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + self._wait_s
        while not happened():
            if time.monotonic() > deadline:
                raise SystemExit(f"{what}: did not happen within {self._wait_s:.0f} s; the page says:\n{self.text()}")
            if self._tick is not None:
                self._tick()
            self.page.wait_for_timeout(200)

    def text(self) -> str:
        return self.page.get_by_test_id("stMain").inner_text()

    def shows(self, text: str) -> bool:
        return self.page.get_by_text(text).first.is_visible()

    def open_first_sample(self) -> float:
        """Seconds from the click until a map is drawn."""
        start = time.perf_counter()
        self.open_sample("support_tickets")
        self.map.drawn(timeout=int(self._wait_s * 1e3))
        return time.perf_counter() - start

    def upload_table(self, table: Path) -> None:
        """Uploads on the home page and waits for the Data page's button."""
        self.upload(table)
        self.until(lambda: self.keyed("data_embed").is_visible(), "the Data page with its button")

    def embed(self) -> None:
        self.settled()
        self.press("data_embed")

    @property
    def map_finished(self) -> bool:
        """The map is drawn, and no work goes on."""
        drawn = self.page.locator(f"{self.map.selector}[data-state=drawn]")
        return self.on_map_page and drawn.is_visible() and self.cancel_button.count() == 0

    def wait_for_map(self) -> None:
        """Waits until the map is drawn and stays so for a second, with no work going on."""
        for _ in range(2):
            self.until(lambda: self.map_finished, "a finished map")
            self.page.wait_for_timeout(1_000)
        self.until(lambda: self.map_finished, "a finished map")

    def toggle_wording(self) -> float:
        """Clicks the menu's switch; seconds until the page says the same in other words and its script has ended."""
        self.open_menu()
        self.page.evaluate(WATCH_A_CLICK)
        self.wording_switch.click()
        seconds = float(self.page.evaluate("window.answered")) / 1e3
        self.page.keyboard.press("Escape")
        return seconds

    def cancel(self, button: Locator) -> float:
        """Clicks a Cancel button; seconds until the page says that it is cancelled."""
        start = time.perf_counter()
        button.first.click()
        self.page.get_by_text(CANCELLED).first.wait_for(timeout=60_000)
        return time.perf_counter() - start

    def run_again(self) -> None:
        self.page.locator("[class*='_job_again']").get_by_role("button").first.click()
        self.page.get_by_text(CANCELLED).first.wait_for(state="hidden")
